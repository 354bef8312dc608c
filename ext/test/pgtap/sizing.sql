-- The model of docs/guides/sizing.md, checked on a ledger of 100,000 rows of consumption and 20,000 lots.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('sized') \g /dev/null
SET LOCAL search_path = sized, materials, public;
SELECT plan(9);

-- Codes of 16 letters, as those of serial numbers; no other texts.
INSERT INTO import_party (code, name, incorporated_in) VALUES ('MAKER', 'Maker', 'US');
INSERT INTO import_item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material');
INSERT INTO lot (code, item_id, producer_id, country, quantity, made_on, primary_source)
SELECT format('LOT-%s', lpad(n::text, 12, '0')), i.id, p.id, 'US', '1000 kg', date '2026-01-01' + n / 100, n <= 1000 FROM generate_series(1, 21000) AS n, item AS i, party AS p ORDER BY n;
CREATE TEMPORARY TABLE numbered AS SELECT l.id, substr(l.code, 5)::integer AS n FROM lot AS l;
CREATE UNIQUE INDEX ON numbered (n);
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
SELECT o.id, i.id, '2 kg' FROM numbered AS o, generate_series(1, 5) AS k, numbered AS i WHERE o.n > 1000 AND i.n = 1 + abs(hashint4(o.n * 8 + k)::bigint) % (o.n - 1) ORDER BY o.n, k;
SELECT m.lots, m.consumption FROM maintain_flow() AS m \g /dev/null

-- Bytes a row as the page has them, and what the ledger takes; a tenth more or less is let pass, for pages are filled by luck.
CREATE FUNCTION pg_temp.bytes(relation text, per bigint) RETURNS numeric LANGUAGE sql AS $$
	SELECT round(pg_relation_size(c.oid)::numeric / per) FROM (SELECT to_regclass('sized.' || relation) AS oid) AS c
$$;
CREATE FUNCTION pg_temp.index_bytes(relation text, per bigint) RETURNS numeric LANGUAGE sql AS $$
	SELECT round(pg_indexes_size(c.oid)::numeric / per) FROM (SELECT to_regclass('sized.' || relation) AS oid) AS c
$$;
-- What is written in one go gets its pages ahead from PostgreSQL 16 on, up to 64 more than it fills: those with rows are counted.
CREATE FUNCTION pg_temp.packed_bytes(per bigint) RETURNS numeric LANGUAGE sql AS $$
	SELECT round((max((f.ctid::text::point)[0])::numeric + 1) * current_setting('block_size')::numeric / per) FROM flow_odd AS f
$$;
SELECT ok(abs(m.measured - m.said) <= m.said / 10, format('%s: %s bytes a row, %s said', m.what, m.measured, m.said)) FROM (VALUES
	('consumption', pg_temp.bytes('consumption', 100000), 109), ('its indexes', pg_temp.index_bytes('consumption', 100000), 50),
	('lot', pg_temp.bytes('lot', 21000), 142), ('its indexes', pg_temp.index_bytes('lot', 21000), 80),
	('lot_balance', pg_temp.bytes('lot_balance', 21000), 94), ('its index', pg_temp.index_bytes('lot_balance', 21000), 20),
	('the packed flow, a row of consumption', pg_temp.packed_bytes(100000), 53), ('its indexes, a row of consumption', pg_temp.index_bytes('flow_odd', 100000), 12)) AS m (what, measured, said);
SELECT ok(abs(t.total / 100000 - s.said) <= s.said / 10, format('in all %s bytes a row of consumption, the model says %s', round(t.total / 100000), round(s.said)))
FROM (SELECT sum(pg_relation_size(c.oid) + pg_indexes_size(c.oid)) AS total FROM pg_class AS c WHERE c.relnamespace = 'sized'::regnamespace AND c.relname IN ('consumption', 'lot', 'lot_balance', 'flow_odd')) AS t,
	(SELECT 224 + 336 * 0.21 AS said) AS s;
SELECT * FROM finish();
ROLLBACK;
