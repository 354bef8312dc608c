CREATE OR REPLACE VIEW import_party_identity WITH (security_invoker = true) AS
	SELECT p.code AS party, i.identity ->> 'name' AS name, i.identity -> 'identifiers' AS identifiers, i.identity -> 'entries' AS entries, i.identity ->> 'source' AS source
	FROM party_identity AS i JOIN party AS p ON p.id = i.party_id
	WHERE i.recorded_at <= materials.known_at();
COMMENT ON VIEW import_party_identity IS 'who withheld parties are, as far as the role that asks is told; INSERT and COPY record it, and of several rows the last counts';
COMMENT ON COLUMN import_party_identity.party IS 'code of the withheld party';
COMMENT ON COLUMN import_party_identity.name IS 'name as registered';
COMMENT ON COLUMN import_party_identity.identifiers IS 'identifiers by scheme, such as {"LEI": "…"}; LEI, CAGE, UEI and GLN are checked';
COMMENT ON COLUMN import_party_identity.entries IS 'by list, the entry that the party is there, such as {"1260H": "…"}';
COMMENT ON COLUMN import_party_identity.source IS 'where the fact was taken from';

CREATE OR REPLACE FUNCTION import_party_identity_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO party_identity (party_id, identity)
	SELECT party_id(NEW.party), jsonb_strip_nulls(jsonb_build_object('name', NEW.name, 'entries', NEW.entries, 'source', NEW.source, 'identifiers',
		CASE WHEN jsonb_typeof(NEW.identifiers) = 'object' THEN (SELECT jsonb_object_agg(i.key, CASE i.key WHEN 'LEI' THEN i.value::materials.lei::text WHEN 'CAGE' THEN i.value::materials.cage::text
			WHEN 'UEI' THEN i.value::materials.uei::text WHEN 'GLN' THEN i.value::materials.gln::text ELSE i.value END) FROM jsonb_each_text(NEW.identifiers) AS i) ELSE NEW.identifiers END));
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_party_identity_row() IS 'records one row of import_party_identity';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_party_identity FOR EACH ROW EXECUTE FUNCTION import_party_identity_row();
