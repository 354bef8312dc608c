-- What names a withheld party goes into party_identity and nowhere else.  The messages repeat none of it.

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['party_identity', 'disclosure'] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
			'FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only()', name);
		EXECUTE format('COMMENT ON TRIGGER guard_append_only ON %I IS ''the table is append-only''', name);
	END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION guard_withheld() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	bad text;
BEGIN
	IF TG_TABLE_NAME = 'listing' THEN
		SELECT p.code INTO bad FROM inserted AS n JOIN party AS p ON p.id = n.party_id
		WHERE p.withheld IS NOT NULL AND (n.entry <> 'withheld' OR n.entry_code IS NOT NULL) ORDER BY p.code LIMIT 1;
	ELSIF TG_TABLE_NAME IN ('party_identity', 'disclosure') THEN
		SELECT p.code INTO bad FROM inserted AS n JOIN party AS p ON p.id = n.party_id WHERE p.withheld IS NULL ORDER BY p.code LIMIT 1;
		IF FOUND THEN
			RAISE object_not_in_prerequisite_state USING MESSAGE = format('the name of party "%s" is not withheld', left(bad, 64)),
				HINT = 'Record a party whose name is withheld as such: give "withheld" in import_party.';
		END IF;
	ELSE
		SELECT p.code INTO bad FROM inserted AS n JOIN party AS p ON p.id = n.party_id WHERE p.withheld IS NOT NULL ORDER BY p.code LIMIT 1;
	END IF;
	IF bad IS NOT NULL THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = format('the name of party "%s" is withheld', left(bad, 64)),
			DETAIL = format('Table "%s" is open to all who read the ledger.', TG_TABLE_NAME),
			HINT = CASE TG_TABLE_NAME WHEN 'listing' THEN 'Record the listing with "withheld" as its entry, and the entry in import_party_identity.' ELSE 'Record it in import_party_identity.' END;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_withheld() IS 'refuses what would tell who a withheld party is, and identities and disclosures of parties that are not withheld';

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['party_identity', 'disclosure', 'party_identifier', 'party_name', 'listing'] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_withheld AFTER INSERT ON %I '
			'REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_withheld()', name);
		EXECUTE format('COMMENT ON TRIGGER guard_withheld ON %I IS ''who a withheld party is stands in party_identity only''', name);
	END LOOP;
END
$$;
