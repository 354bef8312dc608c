-- Making, upgrading and listing ledgers.  A ledger is an ordinary schema of its owner's.
-- Where Citus is installed it would make those parts of a ledger on each node that need none of its tables: it is told not to.

CREATE FUNCTION materials.create_ledger(name pg_catalog.text DEFAULT 'ledger') RETURNS pg_catalog.text
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET client_min_messages = warning
	SET citus.enable_ddl_propagation = off
AS $$
BEGIN
	IF name = '' OR starts_with(name, 'pg_') OR name IN ('materials', 'information_schema', '$user') OR octet_length(name) > 63 THEN
		RAISE invalid_schema_name USING MESSAGE = format('a ledger cannot be called "%s"', left(name, 64)),
			DETAIL = 'A ledger''s name is that of its schema: 1 to 63 bytes, not reserved.',
			HINT = 'Take another name, such as "ledger" or that of a programme.';
	END IF;
	EXECUTE format('CREATE SCHEMA %I', name);
	PERFORM materials.ledger_shape(name);
	RETURN name;
END
$$;
COMMENT ON FUNCTION materials.create_ledger(text) IS 'makes a ledger: a schema of that name with its tables, views and functions, owned by the caller; returns the name';

CREATE FUNCTION materials.upgrade_ledger(name pg_catalog.text DEFAULT 'ledger') RETURNS pg_catalog.text
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET client_min_messages = warning
	SET citus.enable_ddl_propagation = off
AS $$
DECLARE
	numbers int8range;
BEGIN
	PERFORM materials.ledger_home(name);
	-- Two upgrades at once would replace the same functions.
	EXECUTE format('LOCK TABLE %I.ledger IN SHARE ROW EXCLUSIVE MODE', name);
	numbers := materials.ledger_range(name);
	PERFORM materials.ledger_shape(name);
	PERFORM materials.ledger_regrant(name);
	-- Tables that are new number their rows as the others do.
	IF upper(numbers) - lower(numbers) <= materials.range_size() THEN
		PERFORM materials.number_ledger(name, (lower(numbers) / materials.range_size())::integer);
	END IF;
	EXECUTE format('UPDATE %I.ledger SET version = $1, upgraded_at = transaction_timestamp()', name)
		USING (SELECT x.extversion FROM pg_extension AS x WHERE x.extname = 'materials');
	RETURN name;
END
$$;
COMMENT ON FUNCTION materials.upgrade_ledger(text) IS 'brings a ledger of an older version to the installed one, adding only; safe to run again; returns the name';

CREATE FUNCTION materials.ledger_shape(name pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET standard_conforming_strings = on
	SET check_function_bodies = on
AS $$
BEGIN
	-- Into a schema that is not there the template would go as temporary tables, and among strangers it would mix with them.
	IF NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = name AND NOT starts_with(n.nspname, 'pg_')
		AND (EXISTS (SELECT FROM materials.ledgers() AS l WHERE l.ledger = name) OR NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = n.oid))) THEN
		RAISE invalid_schema_name USING MESSAGE = format('schema "%s" is neither a ledger nor empty', left(name, 64)),
			HINT = 'Use materials.create_ledger or materials.upgrade_ledger.';
	END IF;
	-- What the template makes is bound to this path (pg_catalog comes before it unnamed): its functions keep it, or
	-- bind their names once and for all.
	PERFORM set_config('search_path', format('%I, pg_temp', name), true);
	EXECUTE materials.ledger_template();
	EXECUTE format('INSERT INTO %I.ledger (version) SELECT x.extversion FROM pg_catalog.pg_extension AS x '
		'WHERE x.extname = ''materials'' ON CONFLICT DO NOTHING', name);
	IF obj_description(to_regnamespace(quote_ident(name)), 'pg_namespace') IS NULL THEN
		EXECUTE format('COMMENT ON SCHEMA %I IS ''critical-materials ledger, made by materials.create_ledger''', name);
	END IF;
END
$$;
COMMENT ON FUNCTION materials.ledger_shape(text) IS 'runs the ledger template with the schema of that name first on the search path; create_ledger and upgrade_ledger call it';

CREATE FUNCTION materials.ledgers(OUT ledger pg_catalog.text, OUT owner pg_catalog.text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT n.nspname::text, pg_get_userbyid(n.nspowner)::text
	FROM pg_attribute AS a
		JOIN pg_class AS c ON c.oid = a.attrelid
		JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE a.atttypid = 'materials.ledger_version'::regtype AND NOT a.attisdropped
		AND c.relkind = 'r' AND c.relname = 'ledger'
	ORDER BY 1;
END;
COMMENT ON FUNCTION materials.ledgers() IS 'the ledgers of this database and who owns them';

CREATE FUNCTION materials.ledger_home(ledger pg_catalog.text) RETURNS pg_catalog.regnamespace
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	home regnamespace := (SELECT n.oid FROM pg_namespace AS n JOIN materials.ledgers() AS l ON l.ledger = n.nspname WHERE n.nspname = ledger_home.ledger);
BEGIN
	IF home IS NULL THEN
		RAISE invalid_schema_name USING MESSAGE = format('there is no ledger "%s"', left(ledger, 64)),
			HINT = 'materials.ledgers() lists the ledgers of this database; materials.create_ledger makes one.';
	END IF;
	RETURN home;
END
$$;
COMMENT ON FUNCTION materials.ledger_home(text) IS 'schema of the ledger of that name; error 3F000 where there is none';

-- Functions of a ledger that are written in PL/pgSQL look names up on a search_path that names the ledger's schema.  When
-- the schema is renamed, they are pointed to the new name: else they would find nothing, or another ledger's tables.
CREATE FUNCTION materials.ledger_follow_name() RETURNS event_trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	stale record;
BEGIN
	FOR stale IN
		SELECT p.oid::regprocedure AS signature, n.nspname AS name
		FROM pg_event_trigger_ddl_commands() AS d
			JOIN pg_namespace AS n ON d.classid = 'pg_namespace'::regclass AND n.oid = d.objid
			JOIN pg_proc AS g ON g.pronamespace = n.oid AND g.proname = 'guard_append_only' AND g.pronargs = 0
			JOIN pg_proc AS p ON p.pronamespace = n.oid
			CROSS JOIN unnest(g.proconfig) AS pinned
		WHERE starts_with(pinned, 'search_path=') AND pinned <> format('search_path=%I, pg_temp', n.nspname)
			AND pinned = ANY (p.proconfig) AND n.nspname IN (SELECT l.ledger FROM materials.ledgers() AS l)
	LOOP
		EXECUTE format('ALTER ROUTINE %s SET search_path = %I, pg_temp', stale.signature, stale.name);
	END LOOP;
END
$$;
COMMENT ON FUNCTION materials.ledger_follow_name() IS 'after ALTER SCHEMA … RENAME of a ledger, sets the search_path of its functions to the new name';

CREATE EVENT TRIGGER materials_ledger_follow_name ON ddl_command_end WHEN TAG IN ('ALTER SCHEMA') EXECUTE FUNCTION materials.ledger_follow_name();
COMMENT ON EVENT TRIGGER materials_ledger_follow_name IS 'a renamed ledger keeps working';
