-- Ledgers on the nodes of Citus.  Citus distributes none of a ledger's tables: rows that refer to earlier rows of their own table
-- are a circle to it, a schema whose keys lead to another one is no shard, and guards are triggers.  So a ledger stands whole on one
-- node, as a shard does on any server; Citus keeps the nodes, the extension and the roles on them (docs/guides/citus.md).

CREATE FUNCTION materials.citus_server(ledger pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET citus.enable_ddl_propagation = off
AS $$
DECLARE
	node record;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_extension AS x WHERE x.extname = 'citus') THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'the extension citus is not there',
			DETAIL = 'Ledgers are distributed over its nodes.',
			HINT = 'Without it materials.partition_ledger makes a ledger in this database; on other servers ledgers are made and attached by hand.';
	END IF;
	PERFORM materials.shard_library();
	EXECUTE format($q$
		SELECT v.server, n.nodename, n.nodeport
		FROM pg_dist_node AS n CROSS JOIN LATERAL (SELECT format('citus_node_%%s', n.groupid)) AS v (server) LEFT JOIN %I.shard AS s ON s.server = v.server
		WHERE n.groupid <> 0 AND n.isactive AND n.shouldhaveshards AND n.noderole = 'primary'
		GROUP BY n.groupid, v.server, n.nodename, n.nodeport
		ORDER BY count(s.name), n.groupid LIMIT 1 $q$, ledger) INTO node;
	IF node.server IS NULL THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'Citus has no node for a ledger',
			DETAIL = 'One is looked for that is active, takes shards and is not the coordinator.',
			HINT = 'SELECT citus_add_node(host, port) adds one.';
	END IF;
	IF NOT EXISTS (SELECT FROM pg_foreign_server AS f WHERE f.srvname = node.server) THEN
		EXECUTE format('CREATE SERVER %I FOREIGN DATA WRAPPER dblink_fdw OPTIONS (host %L, port %L, dbname %L)', node.server, node.nodename, node.nodeport, current_database());
		EXECUTE format('CREATE USER MAPPING FOR CURRENT_USER SERVER %I OPTIONS (user %L)', node.server, current_user);
	END IF;
	RETURN node.server;
END
$$;
COMMENT ON FUNCTION materials.citus_server(text) IS 'foreign server of the Citus node that has the fewest shards of a ledger, made where it is not there; error 55000 without Citus or a node';

CREATE FUNCTION materials.distribute_ledger(ledger pg_catalog.text, shard pg_catalog.text) RETURNS pg_catalog.int8range
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	range constant integer := materials.next_range(ledger);
	server constant text := materials.citus_server(ledger);
	connection constant text := 'materials distribute_ledger';
	ids int8range;
BEGIN
	PERFORM materials.shard_send(connection, server, format(
		'SELECT to_jsonb(materials.number_ledger(materials.create_ledger(%L), %s)::text)', shard, range));
	SELECT (t.answer #>> '{}')::int8range INTO ids FROM materials.shard_take(connection) AS t (answer);
	PERFORM materials.shard_disconnect(connection);
	EXECUTE format('SELECT %I.shard_attach($1, $1, $2)', ledger) USING shard, server;
	RETURN ids;
END
$$;
COMMENT ON FUNCTION materials.distribute_ledger(text, text) IS 'makes a ledger on the Citus node that has the fewest shards of this one, with numbers of its own, and attaches it here as a shard; returns its numbers; error 55000 where Citus is not installed';
