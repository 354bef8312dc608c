-- Marks of lots whose flow was written: one a lot and transaction, never one too few.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
CREATE EXTENSION IF NOT EXISTS pgtap CASCADE;
SELECT materials.create_ledger('marked');
SET search_path = marked, materials, public;
SELECT no_plan();

INSERT INTO item (code, name, class) VALUES ('ITEM', 'item', 'component_material');
INSERT INTO lot (id, code, item_id, quantity) SELECT n, 'LOT-' || n, 1, '100 kg' FROM generate_series(1, 9) AS n;
SELECT setval(pg_get_serial_sequence('lot', 'id'), 100) = 100 AS next_ids_are_free \gset
SELECT results_eq('SELECT lot_id FROM flow_mark ORDER BY id', 'SELECT generate_series(1, 9)::bigint', 'new lots are marked');
SELECT is((maintain_flow()).marks, 9::bigint, 'maintenance settles them');

INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (9, 1, '1 kg'), (8, 1, '1 kg'), (9, 2, '1 kg');
SELECT results_eq('SELECT lot_id FROM flow_mark ORDER BY id', 'VALUES (8::bigint), (9)', 'lots that got inputs are marked once, though maintenance of the same transaction settled an earlier mark');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (9, 3, '1 kg');
SELECT is((SELECT count(*) FROM flow_mark), 2::bigint, 'nor again in the same transaction');
WITH o AS (INSERT INTO lot (id, code, item_id, quantity) VALUES (10, 'LOT-10', 1, '100 kg') RETURNING id)
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT o.id, n, '1 kg' FROM o, generate_series(1, 5) AS n;
SELECT is((SELECT count(*) FROM flow_mark WHERE lot_id = 10), 1::bigint, 'a lot and its inputs leave one mark');
SELECT is((maintain_flow()).marks, 3::bigint, 'maintenance settles them');

SAVEPOINT one;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (7, 1, '1 kg');
SELECT is((SELECT count(*) FROM flow_mark WHERE lot_id = 7), 1::bigint, 'marked after a savepoint');
ROLLBACK TO one;
SELECT is((SELECT count(*) FROM flow_mark WHERE lot_id = 7), 0::bigint, 'rolled back');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (7, 1, '1 kg');
SELECT is((SELECT count(*) FROM flow_mark WHERE lot_id = 7), 1::bigint, 'a mark that was rolled back does not count');
RELEASE one;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (7, 2, '1 kg');
SELECT cmp_ok((SELECT count(*) FROM flow_mark WHERE lot_id = 7), '>=', 1::bigint, 'still marked after the savepoint is released');
SELECT cmp_ok((maintain_flow()).marks, '>=', 1::bigint, 'maintenance settles them');

INSERT INTO lot (code, item_id, quantity) SELECT 'MANY-' || n, 1, '1 kg' FROM generate_series(1, 1000) AS n;
SELECT is((SELECT count(DISTINCT lot_id) FROM flow_mark), 1000::bigint, 'a statement of many lots marks each');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT l.id, 1, '0.001 kg' FROM lot AS l, generate_series(1, 2) AS n WHERE l.code LIKE 'MANY-%';
SELECT is((SELECT count(DISTINCT m.lot_id) FROM flow_mark AS m JOIN lot AS l ON l.id = m.lot_id WHERE l.code LIKE 'MANY-%'), 1000::bigint, 'and their inputs');
SELECT is(o.lots, 1010::bigint, 'all are packed') FROM maintain_flow() AS o;

-- An item that changes marks the lots that were made of its lots too: whether these are meant is told from what they are now.
INSERT INTO item (id, code, name, class, unit_mass) OVERRIDING SYSTEM VALUE VALUES (901, 'SCREW', 'Screw', 'other', '1 kg'), (902, 'FRAME', 'Frame', 'other', NULL);
INSERT INTO lot (id, code, item_id, quantity, country, primary_source) OVERRIDING SYSTEM VALUE VALUES (9001, 'SCREWS', 901, '10 each', 'US', true), (9002, 'FRAMES', 902, '10 kg', 'CN', false);
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (9002, 9001, '4 each');
SELECT FROM maintain_flow();
UPDATE item SET unit_mass = '2 kg' WHERE code = 'SCREW';
SET LOCAL materials.exact_edges = 0;
CREATE TEMPORARY TABLE told (reader text, what text, told text);
SET LOCAL materials.flow_reader = auto;
INSERT INTO told SELECT p.reader, 'exposure', (SELECT string_agg(e.lot || ' ' || e.reached, ', ') FROM exposure('FRAME', countries => '{CN}') AS e) FROM trace_plan() AS p;
INSERT INTO told SELECT p.reader, 'evidence', (SELECT concat_ws(' ', e.tier, e.first_lot) FROM evidence_tier('FRAMES', '{CN}') AS e) FROM trace_plan() AS p;
SET LOCAL materials.flow_reader = plain;
INSERT INTO told SELECT p.reader, 'exposure', (SELECT string_agg(e.lot || ' ' || e.reached, ', ') FROM exposure('FRAME', countries => '{CN}') AS e) FROM trace_plan() AS p;
INSERT INTO told SELECT p.reader, 'evidence', (SELECT concat_ws(' ', e.tier, e.first_lot) FROM evidence_tier('FRAMES', '{CN}') AS e) FROM trace_plan() AS p;
SET LOCAL materials.flow_reader = auto;
SELECT results_eq('SELECT t.what, t.told FROM told AS t ORDER BY t.reader, t.what', $$VALUES ('evidence', '0 FRAMES'), ('exposure', 'FRAMES true'), ('evidence', '0 FRAMES'), ('exposure', 'FRAMES true')$$, 'the store and the plain rows tell the same of them');
SELECT is((SELECT count(DISTINCT t.reader) FROM told AS t), 2::bigint, 'both were read');

-- While an item or a site is marked, late rows do not serve: lots that have one are looked at too.
INSERT INTO item (id, code, name, class) OVERRIDING SYSTEM VALUE VALUES (903, 'BOLT', 'Bolt', 'other');
SELECT FROM maintain_flow();
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (9002, 9001, '1 each');
SELECT is(pack_late_flow(), 1::bigint, 'a lot is packed late');
UPDATE item SET name = 'Bolts' WHERE code = 'BOLT';
SELECT isnt_empty('SELECT FROM flow_mark_master', 'an item is marked');
SELECT results_eq($$SELECT e.lot, e.reached FROM exposure('FRAME', countries => '{CN}') AS e$$, $$VALUES ('FRAMES'::text, true)$$, 'the lot that was packed late is told of');
SELECT results_eq($$SELECT p.reader FROM trace_plan() AS p$$, $$VALUES ('store by pages'::text)$$, 'from the store');

-- What hangs on the table of marks is heeded.
CREATE TABLE heard (lot_id bigint);
CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO marked.heard VALUES (NEW.lot_id); RETURN NULL; END $$;
CREATE TRIGGER hear AFTER INSERT ON flow_mark FOR EACH ROW EXECUTE FUNCTION hear();
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (6, 1, '1 kg'), (6, 2, '1 kg'), (5, 1, '1 kg');
SELECT results_eq('SELECT lot_id FROM heard ORDER BY lot_id', 'VALUES (5::bigint), (6)', 'a trigger on the marks hears of them');
SELECT results_eq('SELECT lot_id FROM flow_mark ORDER BY lot_id', 'VALUES (5::bigint), (6)', 'they are written by a query then');
DROP TRIGGER hear ON flow_mark;

CREATE ROLE flow_mark_writer;
GRANT USAGE ON SCHEMA marked TO flow_mark_writer;
GRANT SELECT, INSERT ON lot, consumption TO flow_mark_writer;
GRANT SELECT ON event, correction TO flow_mark_writer;
GRANT SELECT, INSERT, UPDATE ON lot_balance TO flow_mark_writer;
REVOKE INSERT ON flow_mark FROM PUBLIC;
SET ROLE flow_mark_writer;
SELECT throws_ok($$INSERT INTO lot (code, item_id, quantity) VALUES ('DENIED', 1, '1 kg')$$, '42501', 'permission denied for table flow_mark', 'who may not mark may not write');
RESET ROLE;
GRANT INSERT ON flow_mark TO PUBLIC;
SET ROLE flow_mark_writer;
SELECT lives_ok($$INSERT INTO lot (code, item_id, quantity) VALUES ('ALLOWED', 1, '1 kg')$$, 'a mark needs no right on the sequence');
RESET ROLE;

SELECT throws_ok($$CREATE TRIGGER wrong AFTER INSERT ON lot FOR EACH ROW EXECUTE FUNCTION materials.flow_mark('id'); INSERT INTO lot (code, item_id, quantity) VALUES ('WRONG', 1, '1 kg')$$,
	'55000', 'table "lot" is not as materials.create_ledger made it', 'the trigger is for statements');
SELECT * FROM finish();
ROLLBACK;
