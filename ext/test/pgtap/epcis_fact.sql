-- What EPCIS events say of goods is told a row at a time, however many goods are counted in one unit: in a session that did nothing else.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('epcis_fact') \g /dev/null
SET LOCAL search_path = epcis_fact, materials, public;
SET LOCAL jit = off;
SET LOCAL work_mem = '4MB';
SELECT plan(2);
CREATE FUNCTION pg_temp.most_mb() RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s*(\d+) kB')::integer / 1024 $$;
-- The index of goods takes longer than all else, and is not looked at here.
DROP INDEX epcis_event_items;
INSERT INTO epcis_document (sha256, head) VALUES (repeat('0', 64), '{}');
INSERT INTO epcis_event (code, declared_error, hash, type, action, happened_at, roles, instances, items, amounts, units, content, document_id, place)
SELECT 'urn:ex:event:' || e, false, 'h' || e, 'ObjectEvent', 'ADD', '2026-01-01', array_agg('epc'::text), array_agg(false), array_agg(format('urn:ex:class:%s:%s', e, n)), array_agg(2::numeric), array_agg('KGM'::text),
	jsonb_build_object('ex:note', repeat('x', 500)), d.id, e
FROM epcis_document AS d CROSS JOIN generate_series(1, 80) AS e CROSS JOIN generate_series(1, 1000) AS n GROUP BY d.id, e;
-- From here on the most is counted anew.
COPY (SELECT 5) TO '/proc/self/clear_refs';
SELECT pg_temp.most_mb() AS most_before \gset
SELECT is(sum(f.amount), 160000::numeric, 'all of it is told') FROM epcis_fact_of(ARRAY(SELECT e.id FROM epcis_event AS e)) AS f WHERE f.unit = 'kg';
SELECT diag(format('memory %s MB, then %s MB at most', :most_before, pg_temp.most_mb()));
-- Under valgrind and the address checker a process has far more memory than it asked for.
SELECT pg_read_file('/proc/self/maps') ~ '/(vgpreload|libasan)' AS watched \gset
\if :watched
SELECT skip('memory is watched', 1);
\else
SELECT cmp_ok(pg_temp.most_mb() - :most_before, '<', 10, 'in memory that does not grow with the goods');
\endif
SELECT * FROM finish();
ROLLBACK;
