-- Who sees a snapshot: who could have computed it, and who was told.

-- Tables that are born with row-level security hold names and imports, of which nothing is in a snapshot.
CREATE OR REPLACE FUNCTION facts_hidden() RETURNS boolean
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT EXISTS (SELECT FROM pg_class AS c JOIN pg_class AS l ON l.oid = 'lot'::regclass AND l.relnamespace = c.relnamespace
		WHERE c.relrowsecurity AND c.relname <> ALL ('{party_identity,bods_statement,gleif_record,former_row}'::name[]) AND NOT starts_with(c.relname::text, 'snapshot') AND row_security_active(c.oid));
END;
COMMENT ON FUNCTION facts_hidden() IS 'whether policies of the owner''s may hide rows of the ledger from the role that asks';

CREATE OR REPLACE FUNCTION is_member(role text) RETURNS boolean
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = is_member.role AND pg_has_role(r.oid, 'USAGE'));
END;
COMMENT ON FUNCTION is_member(text) IS 'whether the role that asks is a role or a member of it; false where there is none of that name';

-- A policy that is there stays as it is: it may be the owner's by now.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT v.* FROM (VALUES
			('snapshot', 'shown', 'SELECT USING (is_member(made_by) OR is_member(audience) OR whole AND NOT (SELECT facts_hidden()))'),
			('snapshot', 'made', 'INSERT WITH CHECK (made_by = current_user AND (NOT whole OR NOT (SELECT facts_hidden())))'),
			('snapshot', 'cleared', 'DELETE USING (made_by = current_user OR (SELECT sees_identities()))')) AS v (relation, name, rule)
		UNION ALL
		SELECT t.name, v.name, v.rule FROM unnest(ARRAY['snapshot_origin', 'snapshot_concentration', 'snapshot_exposure', 'snapshot_coverage', 'snapshot_request']) AS t (name) CROSS JOIN (VALUES
			('shown', 'SELECT USING (snapshot_id IN (SELECT s.id FROM snapshot AS s))'),
			('made', 'INSERT WITH CHECK (snapshot_id IN (SELECT s.id FROM snapshot AS s WHERE s.made_by = current_user))')) AS v (name, rule)
	LOOP
		CONTINUE WHEN EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = one.relation::regclass AND p.polname = one.name);
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY; CREATE POLICY %I ON %I FOR %s', one.relation, one.name, one.relation, one.rule);
		EXECUTE format('COMMENT ON POLICY %I ON %I IS %L', one.name, one.relation, CASE one.name WHEN 'shown' THEN 'who may see the snapshot: members of the role that made it or for which it was made, and all where nothing is hidden from either'
			WHEN 'made' THEN 'whoever may write snapshots writes his own' ELSE 'who made it may delete it, and so may keepers' END);
	END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION bi_snapshot_id() RETURNS bigint
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT s.id FROM snapshot AS s ORDER BY s.made_by = current_user OR s.whole AND NOT facts_hidden() DESC, s.id DESC LIMIT 1;
END;
COMMENT ON FUNCTION bi_snapshot_id() IS 'snapshot that the views bi_* show to the role that asks: the newest that is its own or hides nothing, else the newest that it may see';
