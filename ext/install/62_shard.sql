-- Beyond one machine: numbers of a ledger from a range of its own, ledgers made beside another, and how another server is asked
-- (docs/internals/scale.md).  dblink is looked for when a question is about to leave; nothing else needs it.

CREATE FUNCTION materials.range_size() RETURNS pg_catalog.int8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.int8 '1099511627776';
COMMENT ON FUNCTION materials.range_size() IS 'numbers of one of the ranges that number_ledger gives: 2^40';

CREATE FUNCTION materials.ledger_range(ledger pg_catalog.text) RETURNS pg_catalog.int8range
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT int8range(s.seqmin, s.seqmax, '[]') FROM pg_depend AS d JOIN pg_sequence AS s ON s.seqrelid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'i' AND d.refobjid = to_regclass(format('%I.lot', ledger_range.ledger)));
END
$$;
COMMENT ON FUNCTION materials.ledger_range(text) IS 'numbers that a ledger gives its rows; all up to 2^53 - 1, where number_ledger chose no range';

CREATE FUNCTION materials.number_ledger(ledger pg_catalog.text, range pg_catalog.int4) RETURNS pg_catalog.int8range
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	home regnamespace;
	first_id bigint;
	last_id bigint;
	one record;
	outside bigint;
BEGIN
	IF range NOT BETWEEN 0 AND 8191 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no range of numbers %s', range),
			DETAIL = 'Each of the ranges 0 to 8191 has 2^40 numbers; all are below 2^53.',
			HINT = 'Give each shard a range of its own.';
	END IF;
	home := materials.ledger_home(ledger);
	first_id := range * materials.range_size() + 1;
	last_id := LEAST((range + 1) * materials.range_size(), 9007199254740991);
	FOR one IN
		SELECT c.oid::regclass AS place, a.attname AS name, s.seqrelid::regclass AS sequence
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attidentity <> ''
			JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
			JOIN pg_sequence AS s ON s.seqrelid = d.objid
		WHERE c.relnamespace = home AND c.relname !~ '^flow_'
			AND (s.seqmin, s.seqmax) <> (first_id, last_id)
		ORDER BY 1
	LOOP
		EXECUTE format('SELECT t.%2$I FROM %1$s AS t WHERE t.%2$I NOT BETWEEN $1 AND $2 LIMIT 1', one.place, one.name) INTO outside USING first_id, last_id;
		IF outside IS NOT NULL THEN
			RAISE object_not_in_prerequisite_state USING MESSAGE = format('ledger "%s" has numbers outside of range %s', ledger, range),
				DETAIL = format('%s has the number %s; the range is %s to %s.', one.place, outside, first_id, last_id),
				HINT = 'Recorded rows keep their numbers. Choose the range before the first row; rows numbered from 1 are in range 0.';
		END IF;
		EXECUTE format('SELECT greatest(max(t.%2$I) + 1, $1) FROM %1$s AS t', one.place, one.name) INTO outside USING first_id;
		EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET MINVALUE %s SET MAXVALUE %s SET START %s RESTART %s', one.place, one.name, first_id, last_id, first_id, LEAST(outside, last_id));
	END LOOP;
	RETURN materials.ledger_range(ledger);
END
$$;
COMMENT ON FUNCTION materials.number_ledger(text, integer) IS 'lets a ledger number its rows from one of 8,192 ranges of 2^40 numbers below 2^53, so that numbers of two shards never meet; returns the range; safe to run again';

CREATE FUNCTION materials.shard_library() RETURNS pg_catalog.regnamespace
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	place regnamespace := (SELECT x.extnamespace FROM pg_extension AS x WHERE x.extname = 'dblink');
BEGIN
	IF place IS NULL THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'the extension dblink is not there',
			DETAIL = 'Shards on other servers are asked through it.',
			HINT = 'CREATE EXTENSION dblink; it is of PostgreSQL''s own contrib modules.';
	END IF;
	RETURN place;
END
$$;
COMMENT ON FUNCTION materials.shard_library() IS 'schema of dblink; error 55000 where it is not installed';

CREATE FUNCTION materials.shard_connect(connection pg_catalog.text, server pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	place regnamespace := materials.shard_library();
	held boolean;
BEGIN
	EXECUTE format('SELECT $1 = ANY (coalesce(%s.dblink_get_connections(), ''{}''))', place) INTO held USING connection;
	IF held THEN
		-- One that was kept may be dead, or busy with what was given up.
		BEGIN
			EXECUTE format('SELECT %s.dblink_exec($1, ''SET search_path = pg_catalog, pg_temp'')', place) USING connection;
			RETURN;
		EXCEPTION WHEN OTHERS THEN
			PERFORM materials.shard_disconnect(connection);
		END;
	END IF;
	EXECUTE format('SELECT %s.dblink_connect($1, $2)', place) USING connection, server;
	EXECUTE format('SELECT %s.dblink_exec($1, ''SET search_path = pg_catalog, pg_temp'')', place) USING connection;
END
$$;
COMMENT ON FUNCTION materials.shard_connect(text, text) IS 'makes a connection of that name to a foreign server, or finds that the one which the session keeps is alive';

CREATE FUNCTION materials.shard_disconnect(connection pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	EXECUTE format('SELECT %s.dblink_disconnect($1)', materials.shard_library()) USING connection;
EXCEPTION WHEN OTHERS THEN
	-- Gone already.
	NULL;
END
$$;
COMMENT ON FUNCTION materials.shard_disconnect(text) IS 'ends a connection to a shard, if there is one';

CREATE FUNCTION materials.shard_send(connection pg_catalog.text, server pg_catalog.text, command pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	sent integer;
BEGIN
	PERFORM materials.shard_connect(connection, server);
	EXECUTE format('SELECT %s.dblink_send_query($1, $2)', materials.shard_library()) INTO sent USING connection, command;
	IF sent <> 1 THEN
		RAISE connection_failure USING MESSAGE = format('the question could not be sent to server "%s"', server);
	END IF;
END
$$;
COMMENT ON FUNCTION materials.shard_send(text, text, text) IS 'sends a command to a shard without waiting for its answer';

-- dblink waits without looking for a cancel, so it is asked only once there is something to fetch.
CREATE FUNCTION materials.shard_take(connection pg_catalog.text) RETURNS SETOF pg_catalog.jsonb
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 100
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	place regnamespace := materials.shard_library();
	pause double precision := 0.0005;
	busy integer;
BEGIN
	LOOP
		EXECUTE format('SELECT %s.dblink_is_busy($1)', place) INTO busy USING connection;
		EXIT WHEN busy = 0;
		PERFORM pg_sleep(pause);
		pause := LEAST(pause * 1.5, 0.02);
	END LOOP;
	RETURN QUERY EXECUTE format('SELECT r.answer FROM %s.dblink_get_result($1) AS r (answer jsonb)', place) USING connection;
	-- The second, empty result sets the connection free.
	EXECUTE format('SELECT count(*) FROM %s.dblink_get_result($1) AS r (answer jsonb)', place) USING connection;
EXCEPTION
	WHEN query_canceled THEN
		EXECUTE format('SELECT %s.dblink_cancel_query($1)', place) USING connection;
		PERFORM materials.shard_disconnect(connection);
		RAISE;
	WHEN OTHERS THEN
		PERFORM materials.shard_disconnect(connection);
		RAISE;
END
$$;
COMMENT ON FUNCTION materials.shard_take(text) IS 'waits for the answer to what shard_send sent; a cancel ends the query there too';

-- Nothing that a user wrote gets into the command but the ledger's name, quoted: arguments travel in hexadecimal.
CREATE FUNCTION materials.shard_question(question pg_catalog.text, ledger pg_catalog.text, arguments pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	body text := CASE question
		WHEN 'state' THEN '%1$I.ledger_state()'
		WHEN 'holds' THEN '(SELECT %1$I.code_kinds(q.a->>''subject'') AS kinds)'
		WHEN 'screen' THEN '%1$I.screen(q.a->>''rule'', q.a->>''programme'', (q.a->>''as_of'')::date, (q.a->>''known_at'')::timestamptz, q.a->''policies'')'
		WHEN 'check' THEN '%1$I."check"(q.a->>''subject'', q.a->>''rule'', q.a->>''subject_kind'', (q.a->>''as_of'')::date, (q.a->>''known_at'')::timestamptz, q.a->''policies'')'
		WHEN 'trace' THEN '%1$I.trace(q.a->>''lot'', q.a->>''direction'', q.a->>''basis'', (q.a->>''known_at'')::timestamptz)'
		WHEN 'origins' THEN '%1$I.origins(q.a->>''lot'', q.a->>''basis'', q.a->>''by'', (q.a->>''known_at'')::timestamptz)'
	END;
BEGIN
	RETURN format('SELECT to_jsonb(r) FROM (SELECT %2$s) AS q (a) CROSS JOIN LATERAL ' || body || ' AS r', ledger, arguments);
END
$$;
COMMENT ON FUNCTION materials.shard_question(text, text, text) IS 'command that asks a ledger one of the questions that go to shards: state, holds, screen, check, trace, origins; its arguments are one jsonb value, given as an expression';

CREATE FUNCTION materials.shard_arguments(arguments pg_catalog.jsonb) RETURNS pg_catalog.text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT format('convert_from(decode(''%s'', ''hex''), ''UTF8'')::jsonb', encode(convert_to(shard_arguments.arguments::text, 'UTF8'), 'hex'));
END;
COMMENT ON FUNCTION materials.shard_arguments(jsonb) IS 'a document as an expression of SQL that has nothing in it but hexadecimal digits';

CREATE FUNCTION materials.next_range(ledger pg_catalog.text) RETURNS pg_catalog.int4
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	range integer;
BEGIN
	EXECUTE format('LOCK TABLE %s.shard IN SHARE ROW EXCLUSIVE MODE', materials.ledger_home(ledger));
	IF upper(materials.ledger_range(ledger)) - lower(materials.ledger_range(ledger)) > materials.range_size() THEN
		PERFORM materials.number_ledger(ledger, 0);
	END IF;
	EXECUTE format('SELECT max(upper(r.ids) - 2) / materials.range_size() + 1 FROM (SELECT s.ids FROM %I.shard AS s UNION ALL SELECT $1) AS r (ids)', ledger)
		INTO range USING materials.ledger_range(ledger);
	RETURN range;
END
$$;
COMMENT ON FUNCTION materials.next_range(text) IS 'the first range of numbers above all that a ledger and its shards have; keeps others from attaching until the transaction ends';

CREATE FUNCTION materials.partition_ledger(ledger pg_catalog.text, shard pg_catalog.text) RETURNS pg_catalog.int8range
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	range constant integer := materials.next_range(ledger);
BEGIN
	PERFORM materials.create_ledger(shard);
	PERFORM materials.number_ledger(shard, range);
	EXECUTE format('SELECT %I.shard_attach($1, $1)', ledger) USING shard;
	RETURN materials.ledger_range(shard);
END
$$;
COMMENT ON FUNCTION materials.partition_ledger(text, text) IS 'makes a ledger beside another, with numbers of its own, and attaches it there as a shard: for a programme or tenant that stands alone; returns its numbers';
