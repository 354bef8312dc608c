-- Rights on one ledger.  What a kind of work needs follows from the catalogue and the ledger template: tables are told
-- apart by what guards them, so a table that a later version adds is granted as its like are, and what users put into the
-- schema is left alone.

CREATE FUNCTION materials.ledger_privilege(ledger pg_catalog.text, kind pg_catalog.text) RETURNS TABLE (object_type pg_catalog.text,
		object pg_catalog.oid, columns pg_catalog.text[], privilege pg_catalog.text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	WITH template AS MATERIALIZED (
		SELECT m.part[1] = 'FUNCTION' AS routine, m.part[2] AS name
		FROM regexp_matches(materials.ledger_template(), '^CREATE (?:OR REPLACE )?(TABLE|VIEW|FUNCTION) (?:IF NOT EXISTS )?"?(\w+)', 'gn') AS m (part)
	), home AS (
		SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = ledger_privilege.ledger
	), held AS MATERIALIZED (
		SELECT c.oid, c.relname::text AS name,
			-- What is written how: by its owner alone, by triggers, by keepers, or by all who record.
			CASE WHEN c.relkind = 'v' AND c.relname ^@ 'import_list_' THEN 'keeper_view'
				WHEN c.relkind = 'v' AND c.relname ^@ 'import_' THEN 'recorder_view'
				WHEN c.relkind = 'v' OR c.relname IN ('ledger', 'ledger_role', 'shard', 'shard_programme') OR c.relname ^@ 'flow_' THEN 'owner'
				WHEN c.relname IN ('lot_balance', 'lot_issue', 'interest_count') THEN 'counter'
				WHEN c.relname IN ('list_edition', 'list_entry', 'list_member', 'disclosure', 'publication') OR c.relname ^@ 'seal_' THEN 'kept'
				WHEN c.relname ^@ 'list_' THEN 'derived'
				WHEN c.relname ^@ 'snapshot' THEN 'snapshot'
				WHEN EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND t.tgname = 'guard_append_only') THEN 'fact'
				ELSE 'register' END AS written
		FROM pg_class AS c JOIN home AS h ON h.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'f', 'v') AND EXISTS (SELECT FROM template AS t WHERE t.name = c.relname AND NOT t.routine)
	), writing (kinds, written, privilege, but) AS (
		VALUES (ARRAY['recorder', 'keeper'], 'fact', 'INSERT', ARRAY['recorded_at', 'recorded_by']),
			(ARRAY['recorder', 'keeper'], 'register', 'INSERT', ARRAY['recorded_at', 'recorded_by']),
			(ARRAY['keeper'], 'register', 'UPDATE', ARRAY['id', 'code', 'recorded_at', 'recorded_by']),
			(ARRAY['keeper'], 'kept', 'INSERT', ARRAY['recorded_at', 'recorded_by']),
			(ARRAY['keeper'], 'derived', 'INSERT', NULL), (ARRAY['keeper'], 'derived', 'UPDATE', NULL), (ARRAY['keeper'], 'derived', 'DELETE', NULL),
			(ARRAY['recorder', 'keeper'], 'snapshot', 'INSERT', NULL), (ARRAY['recorder', 'keeper'], 'snapshot', 'DELETE', NULL),
			(ARRAY['recorder', 'keeper'], 'counter', 'INSERT', NULL), (ARRAY['recorder', 'keeper'], 'counter', 'UPDATE', NULL),
			(ARRAY['recorder', 'keeper'], 'recorder_view', 'INSERT', NULL), (ARRAY['keeper'], 'keeper_view', 'INSERT', NULL)
	)
	SELECT 'SCHEMA', h.oid, NULL::text[], 'USAGE' FROM home AS h
	UNION ALL
	-- Checks of columns would confirm a guess at what row-level security hides.
	SELECT 'TABLE', d.oid, NULL, 'SELECT' FROM held AS d WHERE ledger_privilege.kind IN ('auditor', 'keeper') OR ledger_privilege.kind IN ('reader', 'recorder') AND d.name <> 'seal_page'
	UNION ALL
	SELECT 'ROUTINE', p.oid, NULL, 'EXECUTE' FROM pg_proc AS p JOIN home AS h ON h.oid = p.pronamespace
	WHERE ledger_privilege.kind IN ('reader', 'recorder', 'auditor', 'keeper') AND p.prorettype <> 'trigger'::regtype
		AND EXISTS (SELECT FROM template AS t WHERE t.name = p.proname AND t.routine)
	UNION ALL
	SELECT 'TABLE', d.oid, CASE WHEN w.but IS NOT NULL THEN ARRAY(SELECT a.attname::text FROM pg_attribute AS a
			WHERE a.attrelid = d.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attname <> ALL (w.but) ORDER BY a.attnum) END, w.privilege
	FROM held AS d JOIN writing AS w ON w.written = d.written AND ledger_privilege.kind = ANY (w.kinds)
	UNION ALL
	-- Who reads publications holds the columns of one view, there and in the table under it.
	SELECT 'TABLE', v.oid, NULL, 'SELECT' FROM held AS v WHERE v.name = 'publication_' || ledger_privilege.kind
	UNION ALL
	SELECT 'TABLE', d.oid, ARRAY(SELECT DISTINCT a.attname::text FROM pg_rewrite AS r JOIN pg_depend AS u ON u.classid = 'pg_rewrite'::regclass AND u.objid = r.oid AND u.refclassid = 'pg_class'::regclass AND u.refobjid = d.oid
			JOIN pg_attribute AS a ON a.attrelid = d.oid AND a.attnum = u.refobjsubid WHERE r.ev_class = v.oid AND u.refobjsubid > 0 ORDER BY 1), 'SELECT'
	FROM held AS d JOIN held AS v ON v.name = 'publication_' || ledger_privilege.kind
	WHERE d.name = 'publication';
END;
COMMENT ON FUNCTION materials.ledger_privilege(text, text) IS 'the privileges that a kind of work needs in a ledger: object, columns (all for NULL) and privilege';

CREATE FUNCTION materials.ledger_privilege_write(command pg_catalog.text, ledger pg_catalog.text, role pg_catalog.text, kind pg_catalog.text, kept pg_catalog.text[]) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT p.object_type, p.columns, p.privilege,
			string_agg(CASE p.object_type WHEN 'SCHEMA' THEN p.object::regnamespace::text WHEN 'TABLE' THEN p.object::regclass::text ELSE p.object::regprocedure::text END, ', ') AS objects
		FROM (SELECT p.object_type, p.columns, p.object, p.privilege FROM materials.ledger_privilege(ledger, kind) AS p
			EXCEPT SELECT o.object_type, o.columns, o.object, o.privilege FROM unnest(kept) AS k (kind) CROSS JOIN LATERAL materials.ledger_privilege(ledger, k.kind) AS o) AS p
		GROUP BY p.object_type, p.columns, p.privilege, CASE WHEN p.columns IS NOT NULL THEN p.object END
		ORDER BY p.object_type, p.privilege
	LOOP
		EXECUTE format('%s %s%s ON %s %s %s %I', command, one.privilege,
			(SELECT ' (' || string_agg(quote_ident(c), ', ') || ')' FROM unnest(one.columns) AS c), one.object_type, one.objects,
			CASE command WHEN 'GRANT' THEN 'TO' ELSE 'FROM' END, role);
	END LOOP;
END
$$;
COMMENT ON FUNCTION materials.ledger_privilege_write(text, text, text, text, text[]) IS 'grants or revokes the privileges of a kind, but for those that other kinds keep; grant_ledger and revoke_ledger call it';

CREATE FUNCTION materials.ledger_grant_begin(ledger pg_catalog.text, role pg_catalog.text, kind pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	kinds constant text[] := ARRAY['reader', 'recorder', 'auditor', 'keeper', 'public', 'authorised', 'authority'];
	home regnamespace;
BEGIN
	IF kind <> ALL (kinds) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no kind of role "%s"', left(kind, 64)),
			HINT = format('Kinds are %s.', array_to_string(kinds, ', '));
	END IF;
	home := materials.ledger_home(ledger);
	IF NOT pg_has_role((SELECT n.nspowner FROM pg_namespace AS n WHERE n.oid = home), 'USAGE') THEN
		RAISE insufficient_privilege USING MESSAGE = format('must be owner of ledger "%s"', ledger),
			HINT = 'Who owns a ledger says who may work in it.';
	END IF;
	-- Two sessions that grant on one table would get in each other's way.
	EXECUTE format('LOCK TABLE %s.ledger_role IN SHARE ROW EXCLUSIVE MODE', home);
END
$$;
COMMENT ON FUNCTION materials.ledger_grant_begin(text, text, text) IS 'checks what is to be granted or revoked, and makes sessions take turns; grant_ledger and revoke_ledger call it';

CREATE FUNCTION materials.grant_ledger(ledger pg_catalog.text, role pg_catalog.text, kind pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM materials.ledger_grant_begin(ledger, role, kind);
	IF NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = role) THEN
		RAISE undefined_object USING MESSAGE = format('there is no role "%s"', left(role, 64)),
			HINT = 'CREATE ROLE makes one. What all may read is given to a role of its own, of the kind public.';
	END IF;
	EXECUTE format('INSERT INTO %I.ledger_role (role, kind) VALUES ($1, $2) ON CONFLICT DO NOTHING', ledger) USING role, kind;
	PERFORM materials.ledger_privilege_write('GRANT', ledger, role, kind, '{}');
END
$$;
COMMENT ON FUNCTION materials.grant_ledger(text, text, text) IS 'gives a role what a kind of work needs on one ledger: reader, recorder, auditor, keeper, or public, authorised, authority for publications; safe to run again';

CREATE FUNCTION materials.revoke_ledger(ledger pg_catalog.text, role pg_catalog.text, kind pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	kept text[];
BEGIN
	PERFORM materials.ledger_grant_begin(ledger, role, kind);
	EXECUTE format('DELETE FROM %I.ledger_role AS r WHERE r.role = $1 AND r.kind = $2', ledger) USING role, kind;
	EXECUTE format('SELECT coalesce(array_agg(r.kind), ''{}'') FROM %I.ledger_role AS r WHERE r.role = $1', ledger) INTO kept USING role;
	-- A role that was dropped took its privileges along.
	IF EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = role) THEN
		PERFORM materials.ledger_privilege_write('REVOKE', ledger, role, kind, kept);
	END IF;
END
$$;
COMMENT ON FUNCTION materials.revoke_ledger(text, text, text) IS 'takes from a role what grant_ledger gave it for a kind of work, but for what another kind of its needs; safe to run again';

CREATE FUNCTION materials.ledger_regrant(ledger pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	one record;
BEGIN
	FOR one IN EXECUTE format('SELECT r.role, r.kind FROM %I.ledger_role AS r JOIN pg_roles AS m ON m.rolname = r.role ORDER BY 1, 2', ledger) LOOP
		PERFORM materials.grant_ledger(ledger, one.role, one.kind);
	END LOOP;
END
$$;
COMMENT ON FUNCTION materials.ledger_regrant(text) IS 'grants once more what ledger_role remembers, for what is new in a ledger; upgrade_ledger calls it';
