-- Measures a ledger of many programmes as one shard each: whether one of them costs what it costs alone, and all together the sum.
-- The figures of docs/guides/sizing.md come from it.
--
--   ext/tools/with_server.sh psql -X -v shards=10 -v edges=100000 -f ext/tools/measure_shard.sql      edges: rows of consumption a shard
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
SET client_min_messages = warning;
CREATE DATABASE measure_shard;
\connect measure_shard
SET client_min_messages = warning;
SET maintenance_work_mem = '256MB';
SET work_mem = '256MB';
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('lead') \g /dev/null
SET search_path = lead, materials;
\ir measure_fill.sql
EXECUTE tick('');
SELECT count(materials.partition_ledger('lead', 'shard_' || n)) FROM generate_series(1, :shards) AS n \g /dev/null
EXECUTE tick('making the shards');
CREATE FUNCTION pg_temp.fill(shards integer, edges integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	FOR n IN 1 .. shards LOOP
		PERFORM set_config('search_path', format('shard_%s, materials', n), false);
		PERFORM pg_temp.fill_lots('S' || n, edges / 5);
		PERFORM pg_temp.draw('S' || n, edges / 5);
		INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT d.output, d.input, '2 kg' FROM drawn AS d;
	END LOOP;
	PERFORM set_config('search_path', 'lead, materials', false);
END
$$;
SELECT pg_temp.fill(:shards, :edges) \g /dev/null
EXECUTE tick('filling them');
\o /dev/null
SELECT format('SELECT m.lots FROM shard_%s.maintain_flow() AS m', n) FROM generate_series(1, :shards) AS n \gexec
EXECUTE tick('maintain_flow, all');
SELECT format('SELECT s.leaves FROM shard_%s.seal() AS s', n) FROM generate_series(1, :shards) AS n \gexec
EXECUTE tick('seal, all');
\o
SELECT format('S%s-%s', :shards, lpad((:edges / 5 + :edges / 100)::text, 15 - length('S' || :shards), '0')) AS last, 'shard_' || :shards AS shard \gset
SELECT count(*) AS traced FROM shard_trace(:'last', 'up') AS t \g /dev/null
EXECUTE tick('shard_trace, the first of the session');
SELECT count(*) AS traced FROM shard_trace(:'last', 'up') AS t;
EXECUTE tick('shard_trace, asking all who has the lot');
SELECT count(*) AS traced FROM shard_trace(:'last', 'up', shard => :'shard') AS t;
EXECUTE tick('shard_trace, the shard named');
SET search_path = :shard, materials;
SELECT count(*) AS traced FROM trace_up(:'last') AS t;
EXECUTE tick('trace_up in the shard itself');
SET search_path = lead, materials;
SELECT count(*) AS shards, count(*) FILTER (WHERE s.reached) AS reached, count(DISTINCT lower(s.ids)) AS ranges FROM shard_status() AS s;
EXECUTE tick('shard_status');

SELECT t.what, t.processor_seconds, t.seconds FROM taken AS t ORDER BY t.step;
SELECT min(b.bytes) AS least_bytes_a_shard, max(b.bytes) AS most_bytes_a_shard, pg_size_pretty(sum(b.bytes)) AS all_of_them
FROM (SELECT sum(pg_total_relation_size(c.oid)) AS bytes FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname ~ '^shard_' AND c.relkind = 'r' GROUP BY n.oid) AS b;
