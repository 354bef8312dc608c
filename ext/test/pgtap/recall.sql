-- The recall list of a lot, who may have what is on it, and where lots of a kind went.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('plant') \g /dev/null
SET LOCAL search_path = plant, materials, public;
SELECT no_plan();

INSERT INTO party (id, code, name, kind) VALUES (1, 'MINE', 'A mine', 'company'), (2, 'MILL', 'A mill', 'company'), (3, 'CELLS', 'Cells Inc.', 'company'), (4, 'DEALER', 'A dealer', 'company'),
	(5, 'DEPOT', 'A depot', 'company'), (6, 'ARMY', 'An army', 'company');
INSERT INTO site (id, code, name, operator_id, country) VALUES (1, 'PIT', 'Pit', 1, 'AU'), (2, 'BASE', 'Base', 6, 'US'), (3, 'OLD', 'Old base', 6, 'US');
INSERT INTO item (id, code, name, class) VALUES (1, 'ORE', 'Ore', 'raw_material'), (2, 'POWDER', 'Powder', 'component_material'), (3, 'CELL', 'Cell', 'cell'), (4, 'PACK', 'Pack', 'pack');
INSERT INTO lot (id, code, item_id, producer_id, site_id, country, quantity, unit_mass, primary_source, made_on, untraced_reason) VALUES
	(1, 'ORE-1', 1, 1, 1, NULL, '100 kg', NULL, true, '2026-01-01', NULL),
	(2, 'ORE-2', 1, NULL, NULL, 'CN', '100 kg', NULL, true, '2026-01-01', NULL),
	(3, 'POWDER-1', 2, 2, NULL, 'US', '80 kg', NULL, false, '2026-01-02', NULL),
	(4, 'POWDER-2', 2, 2, NULL, 'US', '30 kg', NULL, false, '2026-01-02', NULL),
	(5, 'CELL-1', 3, 3, NULL, 'US', '100 each', '0.5 kg', false, '2026-01-03', NULL),
	(6, 'CELL-2', 3, 3, NULL, 'US', '100 each', '0.5 kg', false, '2026-01-03', NULL),
	(7, 'PACK-1', 4, 3, NULL, 'US', '1 each', '50 kg', false, '2026-01-04', NULL),
	(8, 'PACK-2', 4, 3, NULL, 'US', '1 each', '50 kg', false, '2026-01-04', NULL),
	(9, 'PACK-3', 4, 3, NULL, 'US', '1 each', '50 kg', false, '2026-01-04', 'refused');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES
	(3, 1, '60 kg'), (3, 2, '20 kg'), (4, 2, '30 kg'), (5, 3, '50 kg'), (6, 4, '25 kg'), (6, 3, '25 kg'), (7, 5, '60 each'), (7, 6, '40 each'), (8, 6, '60 each'), (8, 5, '40 each');

SELECT results_eq($$SELECT lot, is_end, tier, share_min, share_max, used_share FROM recall('ORE-1')$$, $$VALUES
	('PACK-1', true, 3, 0.6, 0.6, 0.3), ('PACK-2', true, 3, 0.525, 0.525, 0.2625),
	('ORE-1', false, 0, 1, 1, 1), ('POWDER-1', false, 1, 0.75, 0.75, 0.6), ('CELL-1', false, 2, 0.75, 0.75, 0.375), ('CELL-2', false, 2, 0.375, 0.375, 0.1875)$$,
	'the lot and all that it went into, first those of which nothing was made, with both shares');
SELECT results_eq($$SELECT lot, item, item_name, quantity, made_on, party, party_name, site, country, reason FROM recall('ORE-1') WHERE lot IN ('ORE-1', 'PACK-1')$$, $$VALUES
	('PACK-1', 'PACK', 'Pack', '1 each', '2026-01-04'::date, 'CELLS', 'Cells Inc.', NULL, 'US', NULL), ('ORE-1', 'ORE', 'Ore', '100 kg', '2026-01-01', 'MINE', 'A mine', 'PIT', 'AU', NULL)$$,
	'what each is, who made it and where');
SELECT results_eq($$SELECT lot, is_end FROM recall('PACK-3')$$, $$VALUES ('PACK-3', true)$$, 'a lot of which nothing was made is a list of its own');
SELECT bag_eq($$SELECT r.lot, r.tier, r.share_min, r.used_share FROM recall('ORE-1') AS r WHERE r.tier > 0$$, $$SELECT t.lot, t.tier_min, t.share_min, t.used_share FROM trace_down('ORE-1') AS t$$, 'the list is what trace_down tells, and the lot itself');

-- Who may have them.
CREATE FUNCTION pg_temp.holders(code text) RETURNS text[] LANGUAGE sql AS $$SELECT r.holders FROM recall('ORE-1') AS r WHERE r.lot = holders.code$$;
SELECT is(pg_temp.holders('PACK-1'), ARRAY['CELLS'], 'the maker has what was never passed on');
INSERT INTO transfer (lot_id, from_id, to_id, transferred_on) VALUES (7, 3, 4, '2026-02-01');
SELECT is(pg_temp.holders('PACK-1'), ARRAY['DEALER'], 'then who received it');
INSERT INTO transfer (lot_id, from_id, to_id, transferred_on) VALUES (7, 4, 6, '2026-02-02');
SELECT is(pg_temp.holders('PACK-1'), ARRAY['ARMY'], 'the last one of several');
INSERT INTO transfer (lot_id, from_id, to_id, transferred_on) VALUES (7, 6, 4, '2026-02-03');
SELECT is(pg_temp.holders('PACK-1'), ARRAY['DEALER'], 'also where it came back');
INSERT INTO transfer (lot_id, from_id, to_id, transferred_on, quantity) VALUES (6, 3, 4, '2026-02-01', '40 each'), (6, 3, 5, '2026-02-01', '30 each');
SELECT is(pg_temp.holders('CELL-2'), ARRAY['CELLS', 'DEALER', 'DEPOT'], 'of a lot that was parted all who have some');
SELECT is((SELECT r.holder_names FROM recall('ORE-1') AS r WHERE r.lot = 'CELL-2'), ARRAY['Cells Inc.', 'A dealer', 'A depot'], 'with their names, in the same order');
INSERT INTO transfer (id, lot_id, from_id, to_id, transferred_on, quantity) VALUES (100, 6, 4, 6, '2026-03-01', '40 each');
SELECT is(pg_temp.holders('CELL-2'), ARRAY['ARMY', 'CELLS', 'DEPOT'], 'less who passed on all that he received');
INSERT INTO correction (relation, row_id, reason) VALUES ('transfer', 100, 'it was never shipped');
SELECT is(pg_temp.holders('CELL-2'), ARRAY['CELLS', 'DEALER', 'DEPOT'], 'a transfer that was corrected counts no more');
INSERT INTO transfer (lot_id, from_id, to_id, transferred_on) VALUES (1, NULL, 2, NULL);
SELECT is(pg_temp.holders('ORE-1'), ARRAY['MILL'], 'who passed it on unnamed was its maker');

-- Where it was delivered, and where it is in use.
INSERT INTO contract (id, code, buyer_id, seller_id) VALUES (1, 'C', 6, 3);
INSERT INTO contract_line (id, code, contract_id, item_id, quantity) VALUES (1, 'C-1', 1, 4, '1 each'), (2, 'C-2', 1, 4, '1 each');
INSERT INTO contract_line_lot (line_id, lot_id) VALUES (2, 8), (1, 8);
INSERT INTO site_asset (site_id, item_id, lot_id, status) VALUES (2, 4, 8, 'installed'), (3, 4, 8, 'retired');
SELECT results_eq($$SELECT contract_lines, installed_at FROM recall('ORE-1') WHERE lot = 'PACK-2'$$, $$VALUES (ARRAY['C-1', 'C-2'], ARRAY['BASE'])$$, 'the contract lines that it was delivered for, and the sites where it is in use');

-- A lot that was corrected keeps what was recorded for it.
INSERT INTO lot (id, code, revision, item_id, producer_id, country, quantity, unit_mass) VALUES (10, 'PACK-2', 1, 4, 3, 'CA', '1 each', '50 kg');
INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', 8, 10, 'made elsewhere');
SELECT results_eq($$SELECT country, holders, contract_lines, installed_at FROM recall('ORE-1') WHERE lot = 'PACK-2'$$, $$VALUES ('CA', ARRAY['CELLS'], ARRAY['C-1', 'C-2'], ARRAY['BASE'])$$, 'also where the lot was replaced');
SELECT throws_ok($$SELECT FROM recall('ORE-1', known_at => '2020-01-01')$$, '23503', NULL, 'a lot that was not known then has no list');
SELECT throws_ok($$SELECT FROM recall('NONE')$$, '23503', 'there is no lot "NONE"', 'nor has one that there is not');
SELECT throws_ok($$SELECT FROM recall('ORE-1', 'volume')$$, '22023', 'there is no basis "volume"', 'a basis that there is not is refused');

-- Where lots of a kind went.
SELECT results_eq($$SELECT item, item_name, class, lots_reached, lots_maybe, round(share_min, 9), round(share_max, 9) FROM where_used(ARRAY['ORE-1'])$$, $$VALUES
	('PACK', 'Pack', 'pack', 2::bigint, 1::bigint, 0.525, 1), ('CELL', 'Cell', 'cell', 2, 0, 0.375, 0.75), ('ORE', 'Ore', 'raw_material', 1, 0, 1, 1), ('POWDER', 'Powder', 'component_material', 1, 0, 0.75, 0.75)$$,
	'what a lot went into, by item; a lot of which too little is known may have some');
SELECT results_eq($$SELECT item, lots_reached, round(share_min, 9), round(share_max, 9) FROM where_used(ARRAY['ORE-1', 'POWDER-2']) WHERE item IN ('CELL', 'PACK')$$, $$VALUES ('PACK', 2::bigint, 0.8, 1), ('CELL', 2, 0.75, 0.875)$$, 'several lots at once');
SELECT results_eq($$SELECT item, lots_reached FROM where_used(countries => ARRAY['CN'])$$, $$VALUES ('PACK', 2::bigint), ('CELL', 2), ('POWDER', 2), ('ORE', 1)$$, 'lots made in a country');
SELECT results_eq($$SELECT item, lots_reached FROM where_used(parties => ARRAY['MILL'])$$, $$VALUES ('PACK', 2::bigint), ('CELL', 2), ('POWDER', 2)$$, 'lots of a maker');
SELECT results_eq($$SELECT item, lots_reached FROM where_used(sites => ARRAY['PIT'])$$, $$VALUES ('PACK', 2::bigint), ('CELL', 2), ('ORE', 1), ('POWDER', 1)$$, 'lots made at a site');
SELECT results_eq($$SELECT item, lots_reached FROM where_used(items => ARRAY['CELL'])$$, $$VALUES ('PACK', 2::bigint), ('CELL', 2)$$, 'lots of an item');
SELECT results_eq($$SELECT item, lots_reached FROM where_used(ARRAY['ORE-1', 'ORE-2'], countries => ARRAY['CN'])$$, $$SELECT item, lots_reached FROM where_used(ARRAY['ORE-2'])$$, 'several lists restrict each other');
SELECT results_eq($$SELECT lots_asked, lots_reached FROM where_used_total('PACK', countries => ARRAY['CN'])$$, $$VALUES ((SELECT count(*) FROM lot_at('infinity') AS l JOIN item AS i ON i.id = l.item_id WHERE i.code = 'PACK'), 2::bigint)$$,
	'how many lots of an item have any of it');
SELECT throws_ok($$SELECT FROM where_used_total('PACK')$$, '22023', 'nothing is named whose use is to be told', 'and there something is to be named too');
SELECT throws_ok('SELECT FROM where_used()', '22023', 'nothing is named whose use is to be told', 'something is to be named');

-- The same from the packed flow, by both readers, and with what was written since.
CREATE TEMPORARY TABLE told AS SELECT r::text AS row FROM recall('ORE-1') AS r;
CREATE TEMPORARY TABLE told_of AS
	SELECT 1 AS n, w::text AS row FROM where_used(ARRAY['ORE-1', 'POWDER-2']) AS w UNION ALL SELECT 2, w::text FROM where_used(countries => ARRAY['CN', 'CA']) AS w
	UNION ALL SELECT 3, w::text FROM where_used(sites => ARRAY['PIT']) AS w UNION ALL SELECT 4, w::text FROM where_used(parties => ARRAY['MILL'], items => ARRAY['POWDER']) AS w;
CREATE FUNCTION pg_temp.same(what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	reader text;
BEGIN
	FOREACH reader IN ARRAY ARRAY['plain', 'auto', 'sql'] LOOP
		PERFORM set_config('materials.flow_reader', reader, true);
		RETURN NEXT bag_eq('SELECT r::text FROM recall(''ORE-1'') AS r', 'SELECT row FROM told', what || ', ' || reader || ': the same list');
		RETURN NEXT bag_eq($q$SELECT 1 AS n, w::text FROM where_used(ARRAY['ORE-1', 'POWDER-2']) AS w UNION ALL SELECT 2, w::text FROM where_used(countries => ARRAY['CN', 'CA']) AS w
			UNION ALL SELECT 3, w::text FROM where_used(sites => ARRAY['PIT']) AS w UNION ALL SELECT 4, w::text FROM where_used(parties => ARRAY['MILL'], items => ARRAY['POWDER']) AS w$q$, 'SELECT n, row FROM told_of', what || ', ' || reader || ': the same uses');
	END LOOP;
	PERFORM set_config('materials.flow_reader', 'auto', true);
END
$$;
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'store by pages', 'the flow is packed');
SELECT * FROM pg_temp.same('packed');
INSERT INTO lot (id, code, item_id, producer_id, country, quantity, unit_mass) VALUES (11, 'PACK-4', 4, 3, 'US', '1 each', '5 kg');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (11, 3, '5 kg');
SELECT results_eq($$SELECT lot, share_min FROM recall('ORE-1') WHERE is_end$$, $$VALUES ('PACK-4', 0.75), ('PACK-1', 0.6), ('PACK-2', 0.525)$$, 'a pack that was made since is on the list');
SELECT is((SELECT w.lots_reached FROM where_used(ARRAY['ORE-1']) AS w WHERE w.item = 'PACK'), 3::bigint, 'and among the uses');
SELECT * FROM finish();
ROLLBACK;
