-- To whom names are disclosed, and the policies that follow from it.

CREATE OR REPLACE FUNCTION disclosed_at(as_of date, known_at timestamptz) RETURNS TABLE (party_id bigint, audience text, since date)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	SELECT d.party_id, d.audience, d.from_on
	FROM (SELECT DISTINCT ON (t.party_id, t.audience) t.party_id, t.audience, t.given, t.from_on FROM disclosure AS t
		WHERE t.from_on <= disclosed_at.as_of AND t.recorded_at <= disclosed_at.known_at
		ORDER BY t.party_id, t.audience, t.recorded_at DESC, t.id DESC) AS d
	WHERE d.given;
END;
COMMENT ON FUNCTION disclosed_at(date, timestamptz) IS 'which withheld parties were disclosed to whom on a day, as known at an instant';

-- Today by the server's clock: no setting of a session moves it.
CREATE OR REPLACE FUNCTION disclosed_to_me() RETURNS TABLE (party_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	SELECT d.party_id FROM disclosed_at((statement_timestamp() AT TIME ZONE 'UTC')::date, 'infinity') AS d
	WHERE d.audience = 'public' OR EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = d.audience AND pg_has_role(r.oid, 'USAGE'));
END;
COMMENT ON FUNCTION disclosed_to_me() IS 'withheld parties of which the role that asks is told today who they are';

CREATE OR REPLACE FUNCTION sees_identities() RETURNS boolean
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT EXISTS (SELECT FROM ledger_role AS g JOIN pg_roles AS r ON r.rolname = g.role WHERE g.kind IN ('auditor', 'keeper') AND pg_has_role(r.oid, 'USAGE'));
END;
COMMENT ON FUNCTION sees_identities() IS 'whether the role that asks is an auditor or keeper of this ledger, and so sees who withheld parties are';

-- A policy that is there stays as it is: it may be the owner's by now.  The one of auditors and keepers asks nothing of a row, so that
-- it can be told that they see all (rows_hidden) and may seal.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT v.* FROM (VALUES
		('party_identity', 'disclosed', 'SELECT USING (party_id IN (SELECT d.party_id FROM disclosed_to_me() AS d))'),
		('bods_statement', 'disclosed', $policy$SELECT USING (NOT EXISTS (SELECT FROM party AS p WHERE p.id IN (party_id, owner_id, owned_id) AND p.withheld IS NOT NULL AND p.id NOT IN (SELECT d.party_id FROM disclosed_to_me() AS d)))$policy$),
		('gleif_record', 'disclosed', $policy$SELECT USING (NOT EXISTS (SELECT FROM party AS p WHERE p.id IN (party_id, parent_id) AND p.withheld IS NOT NULL AND p.id NOT IN (SELECT d.party_id FROM disclosed_to_me() AS d)))$policy$),
		('former_row', 'named', $policy$SELECT USING (relation NOT IN ('party', 'party_name')
			OR EXISTS (SELECT FROM party AS p WHERE p.id = CASE former_row.relation WHEN 'party' THEN former_row.row_id ELSE (former_row.fact ->> 'party_id')::bigint END AND p.withheld IS NULL))$policy$),
		('party_identity', 'audited', 'SELECT USING ((SELECT sees_identities()))'), ('bods_statement', 'audited', 'SELECT USING ((SELECT sees_identities()))'), ('gleif_record', 'audited', 'SELECT USING ((SELECT sees_identities()))'), ('former_row', 'audited', 'SELECT USING ((SELECT sees_identities()))'),
		('party_identity', 'recorded', 'INSERT WITH CHECK (true)'), ('bods_statement', 'recorded', 'INSERT WITH CHECK (true)'), ('gleif_record', 'recorded', 'INSERT WITH CHECK (true)'), ('former_row', 'recorded', 'INSERT WITH CHECK (true)')) AS v (relation, name, rule)
		WHERE NOT EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = v.relation::regclass AND p.polname = v.name)
	LOOP
		EXECUTE format('CREATE POLICY %I ON %I FOR %s', one.name, one.relation, one.rule);
	END LOOP;
END
$$;
COMMENT ON POLICY audited ON party_identity IS 'auditors and keepers see all rows';
COMMENT ON POLICY audited ON bods_statement IS 'auditors and keepers see all rows';
COMMENT ON POLICY audited ON gleif_record IS 'auditors and keepers see all rows';
COMMENT ON POLICY audited ON former_row IS 'auditors and keepers see all rows';
COMMENT ON POLICY disclosed ON party_identity IS 'to whom the party is disclosed today';
COMMENT ON POLICY disclosed ON bods_statement IS 'what is said of withheld parties is for those to whom these are disclosed today; the rest for all who read';
COMMENT ON POLICY disclosed ON gleif_record IS 'what is said of withheld parties is for those to whom these are disclosed today; the rest for all who read';
COMMENT ON POLICY named ON former_row IS 'how rows were is open to all who read, but for what a party was called whose name is withheld now';
COMMENT ON POLICY recorded ON party_identity IS 'whoever may record may say who a withheld party is';
COMMENT ON POLICY recorded ON bods_statement IS 'whoever may record may import';
COMMENT ON POLICY recorded ON gleif_record IS 'whoever may record may import';
COMMENT ON POLICY recorded ON former_row IS 'triggers keep what is changed, as whoever changes it';

-- Called for hardly any party, so it shall not weigh in plans.
CREATE OR REPLACE FUNCTION identity_name(party_id bigint, known_at timestamptz) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE COST 0.1
BEGIN ATOMIC
	SELECT i.identity ->> 'name' FROM party_identity AS i
	WHERE i.party_id = identity_name.party_id AND i.recorded_at <= identity_name.known_at
	ORDER BY i.recorded_at DESC, i.id DESC LIMIT 1;
END;
COMMENT ON FUNCTION identity_name(bigint, timestamptz) IS 'name of a withheld party as known at an instant; NULL where the role that asks is not told';
