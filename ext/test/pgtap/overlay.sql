-- What-if: each kind of change that can be supposed, what follows it, and what does not.  That nothing is written is in
-- sql/graph_overlay.sql, that answers are those of the real change in overlay_random.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('other');
SELECT materials.create_ledger('what_if');
SET LOCAL search_path = what_if, materials, public;
SET LOCAL materials.as_of = '2028-01-15';
SELECT no_plan();

INSERT INTO import_party (code, name, kind, government_of, government_level, incorporated_in, principal_place_in) VALUES
	('GOV', 'People''s Republic of China', 'government', 'CN', 'national', NULL, NULL), ('OLD', 'Old Graphite', 'company', NULL, NULL, 'SG', 'SG'),
	('AUS', 'Australian Graphite', 'company', NULL, NULL, 'AU', 'AU'), ('PACKER', 'Packer', 'company', NULL, NULL, 'US', 'US');
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('GOV', 'OLD', 'equity', '60%');
INSERT INTO declaration (claim, party_id) SELECT 'ownership_complete', p.id FROM party AS p WHERE p.kind = 'company';
INSERT INTO import_site (code, name, country) VALUES ('PIT', 'Pit', 'CN');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell');
INSERT INTO import_lot (code, material, producer, site, quantity, primary_source) VALUES ('ORE-CN', 'natural_graphite', 'OLD', 'PIT', '100 kg', true);
INSERT INTO import_lot (code, material, producer, country, quantity, primary_source) VALUES ('ORE-AU', 'natural_graphite', 'AUS', 'AU', '100 kg', true);
INSERT INTO import_lot (code, material, producer, country, quantity) VALUES ('MIX', 'natural_graphite', 'OLD', 'SG', '100 kg'), ('PACK', 'battery', 'PACKER', 'US', '100 kg'), ('LOOSE', 'natural_graphite', 'AUS', 'AU', '1 kg');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MIX', 'ORE-CN', '50 kg'), ('MIX', 'ORE-AU', '50 kg'), ('PACK', 'MIX', '100 kg');
INSERT INTO import_transfer (lot, from_party, to_party) VALUES ('MIX', 'OLD', 'PACKER');
SELECT lots > 0 FROM maintain_flow() \g /dev/null

CREATE FUNCTION pg_temp.told(lot_code text, by text DEFAULT 'country') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', o.origin, o.reason, o.share_max), ', ' ORDER BY o.kind, o.origin, o.reason) FROM what_if.origins(lot_code, by => told.by) AS o $$;
CREATE FUNCTION pg_temp.status(party text) RETURNS text LANGUAGE sql AS $$ SELECT c.status FROM what_if.control(party) AS c $$;

SELECT is(pg_temp.told('PACK'), 'AU 0.5, CN 0.5', 'as recorded');
SELECT is(pg_temp.status('OLD'), 'FEOC', 'the old supplier is held by a government');
SELECT is(supposing('infinity'), false, 'nothing is supposed');
SELECT is_empty('SELECT * FROM supposed()', 'and nothing told');

CREATE FUNCTION pg_temp.plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query; END $$;
SELECT is_empty($test$SELECT p.row FROM unnest(ARRAY[$$SELECT * FROM lot_at('infinity')$$, $$SELECT * FROM consumption_into('{1}', 'infinity')$$, $$SELECT * FROM flow_from('{1}', 'infinity')$$,
	$$SELECT l.code, p.code FROM lot AS l LEFT JOIN party_at('infinity') AS p ON p.id = l.producer_id$$, $$SELECT * FROM interest_at('2028-01-15', 'infinity')$$,
	$$SELECT * FROM declaration_at('2028-01-15', 'infinity')$$]) AS q (text) CROSS JOIN LATERAL pg_temp.plan_of(q.text) AS p (row) WHERE p.row LIKE '%suppos%'$test$, 'then no plan has anything of it');
PREPARE kept AS SELECT count(*) FROM party_at('infinity') AS p WHERE p.code = 'NEW';
EXECUTE kept \g /dev/null
-- A supplier that is not in the ledger, in place of one that is.
SELECT suppose_party('NEW', 'New Graphite', 'CA');
SELECT results_eq('kept', 'VALUES (1::bigint)', 'a statement that was prepared before knows a supposed party');
SELECT is(pg_temp.status('NEW'), 'NOT_FEOC', 'a supposed party is clear: incorporated elsewhere, and held by nobody');
SELECT results_eq($$SELECT p.code, p.name FROM control_all('DOE-25') AS c JOIN party_at('infinity') AS p ON p.id = c.party_id WHERE c.status = 'NOT_FEOC' ORDER BY 1$$,
	$$VALUES ('AUS', 'Australian Graphite'), ('NEW', 'New Graphite'), ('PACKER', 'Packer')$$, 'and among all parties');
SELECT is(suppose_supplier('OLD', 'NEW', material => 'graphite'), 2::bigint, 'a supplier is replaced for a material and its forms');
SELECT results_eq($$SELECT t.lot, t.party, t.party_name, t.site, t.country FROM trace_up('PACK') AS t WHERE t.party IN ('OLD', 'NEW') ORDER BY 1$$,
	$$VALUES ('MIX', 'NEW', 'New Graphite', NULL::text, 'CA'), ('ORE-CN', 'NEW', 'New Graphite', NULL, 'CA')$$, 'its lots are the other''s, in that one''s country, at no known site');
SELECT is(pg_temp.told('PACK'), 'AU 0.5, CA 0.5', 'origins follow');
SELECT is(pg_temp.told('PACK', 'party'), 'AUS 0.5, NEW 0.5', 'by party too');
SELECT results_eq($$SELECT r.holders FROM recall('MIX') AS r WHERE r.lot = 'MIX'$$, $$VALUES (ARRAY['PACKER'])$$, 'who passed a lot on is the other one');
SELECT is_empty($$SELECT * FROM supplier_of(ARRAY[lot_id('MIX')], 'infinity') AS s WHERE s.from_id = party_id('OLD')$$, 'and no longer the old one');
SELECT results_eq($$SELECT s.place, s.change, s.what, s.rows FROM supposed() AS s$$, $$VALUES (1, 'party', 'there is a party "NEW" (New Graphite) of CA, held by nobody', 0),
	(2, 'supplier', '"NEW" makes and passes on what "OLD" does of material "graphite", in CA', 3)$$, 'what is supposed can be told');
SELECT is(count(*), 2::bigint, 'and are among the facts by which verdicts may differ') FROM verdict_fact('{}', ARRAY[lot_id('PACK')], '{}', 'infinity') AS f WHERE f.relation = 'supposed' AND f.recorded_at = transaction_timestamp();
SELECT is(count(*), 0::bigint, 'but not of those known before') FROM verdict_fact('{}', ARRAY[lot_id('PACK')], '{}', transaction_timestamp() - interval '1 second') AS f;
-- Later changes go on from there.
SELECT is(suppose_supplier('NEW', 'AUS', lot => 'MIX', country => 'JP'), 1::bigint, 'what was supposed is replaced in turn');
SELECT results_eq($$SELECT t.party, t.country FROM trace_up('PACK') AS t WHERE t.lot IN ('MIX', 'ORE-CN') ORDER BY t.lot$$, $$VALUES ('AUS', 'JP'), ('NEW', 'CA')$$, 'for one lot, in a country of its own');
SELECT is(party_id('NEW') > 9007199254740991, true, 'a supposed party has a number that no recorded one has');
SELECT throws_ok($$SELECT suppose_party('NEW', 'x', 'CA')$$, '23505', 'there is a party "NEW" already', 'its code is taken');
SELECT throws_ok($$SELECT maintain_flow()$$, '55000', 'the flow store cannot be written while something is supposed', 'nor does the flow store take it for recorded');
SELECT is(pack_late_flow(), 0::bigint, 'nor do late rows');
-- Each reader gives the same.
SELECT results_eq($$SELECT t.reader, t.stale_lots FROM trace_plan() AS t$$, $$VALUES ('store by pages', 2::bigint)$$, 'the flow store serves, but for the lots that are supposed otherwise');
SET LOCAL materials.flow_reader = 'sql';
SELECT is(pg_temp.told('PACK', 'party'), 'AUS 0.5, NEW 0.5', 'read from the store by SQL');
SET LOCAL materials.flow_reader = 'plain';
SELECT is(pg_temp.told('PACK', 'party'), 'AUS 0.5, NEW 0.5', 'read from the plain rows');
SET LOCAL materials.flow_reader = 'auto';
SELECT results_eq($$SELECT x.lot, x.share_min FROM exposure('CELL') AS x$$, $$SELECT NULL::text, NULL::numeric WHERE false$$, 'an item without lots is none');
SELECT results_eq($$SELECT w.material, w.lots_reached FROM where_used(parties => ARRAY['NEW']) AS w ORDER BY 1$$, $$VALUES ('battery', 1::bigint), ('natural_graphite', 2)$$, 'what the supposed party makes is found downstream');
-- Earlier knowledge, and other ledgers, have none of it.
SELECT is(supposing(transaction_timestamp() - interval '1 second'), false, 'what is supposed counts as recorded when the transaction began');
SELECT is_empty($$SELECT * FROM party_at(transaction_timestamp() - interval '1 second') AS p WHERE p.code = 'NEW'$$, 'so earlier knowledge has no such party');
SELECT is_empty('SELECT * FROM other.supposed()', 'another ledger supposes nothing');
SELECT is_empty($$SELECT * FROM other.party_at('infinity')$$, 'and has no such party');
SELECT suppose_nothing();
SELECT is(pg_temp.told('PACK'), 'AU 0.5, CN 0.5', 'then all is as recorded');
SELECT results_eq('kept', 'VALUES (0::bigint)', 'for the prepared statement too');
SELECT throws_ok($$SELECT party_id('NEW')$$, '23503', 'there is no party "NEW"', 'and the party is gone');

-- A lot.
SELECT suppose_lot('ORE-CN', country => 'KR');
SELECT results_eq($$SELECT t.party, t.site, t.country FROM trace_up('PACK') AS t WHERE t.lot = 'ORE-CN'$$, $$VALUES ('OLD', NULL::text, 'KR')$$, 'a lot is supposed from another country, its maker stays');
SELECT suppose_lot('ORE-CN', producer => 'AUS');
SELECT results_eq($$SELECT t.party, t.country FROM trace_up('PACK') AS t WHERE t.lot = 'ORE-CN'$$, $$VALUES ('AUS', 'KR')$$, 'then by another maker, in that country');
SELECT suppose_lot('LOOSE', primary_source => true);
SELECT is(pg_temp.told('LOOSE'), 'AU 1', 'a chain is supposed to begin');
SELECT suppose_lot('ORE-AU', primary_source => false);
SELECT is(pg_temp.told('PACK'), 'KR 0.5, AU not_recorded 0.5', 'or not to');
SELECT throws_ok($$SELECT suppose_lot('MIX', primary_source => true)$$, '23514', 'lot "MIX" cannot have the input "ORE-AU"', 'but not where something went in');
SELECT throws_ok($$SELECT suppose_lot('MIX')$$, '22023', 'nothing is supposed of lot "MIX"', 'something is to be said');
SELECT suppose_nothing();

-- Interests, listings, declarations.
SELECT suppose_interest('GOV', 'OLD', 'equity', '10%');
SELECT is(pg_temp.status('OLD'), 'NOT_FEOC', 'a share is supposed to be another');
SELECT results_eq($$SELECT i.share_exact FROM integrated_ownership('GOV') AS i WHERE i.party = 'OLD'$$, $$VALUES ('1/10')$$, 'in place of the one recorded');
SELECT suppose_interest('GOV', 'OLD', 'equity', '30%');
SELECT is(pg_temp.status('OLD'), 'FEOC', 'and another again, which is the last that counts');
SELECT suppose_interest('GOV', 'OLD', 'equity', NULL);
SELECT is(pg_temp.status('OLD'), 'NOT_FEOC', 'or none');
SELECT results_eq($$SELECT c.status FROM control_all('DOE-25') AS c WHERE c.party_id = party_id('OLD')$$, $$VALUES ('NOT_FEOC')$$, 'of all parties together as well');
SELECT suppose_interest('GOV', 'AUS', 'voting', '[20%,30%]');
SELECT is(pg_temp.status('AUS'), 'INDETERMINATE', 'a range is supposed');
SELECT suppose_nothing();
SELECT suppose_listing('AUS', 'NDAA24-154', 'Australian Graphite');
SELECT isnt_empty($$SELECT FROM named_at('NDAA24-154', rule_version('NDAA24-154'), '2028-01-15', 'infinity') AS n WHERE n.party_id = party_id('AUS') AND n.standing = 'entry' AND n.certain$$, 'a listing is supposed');
SELECT suppose_nothing();
SELECT is_empty($$SELECT FROM claim_of(ARRAY[lot_id('MIX')], '2028-01-15', 'infinity')$$, 'nothing is declared of the mixture');
SELECT suppose_declaration('inputs_complete', lot => 'MIX');
SELECT results_eq($$SELECT c.claim FROM claim_of(ARRAY[lot_id('MIX')], '2028-01-15', 'infinity') AS c$$, $$VALUES ('inputs_complete')$$, 'until it is supposed');
SELECT isnt_empty($$SELECT FROM declaration_at('2028-01-15', 'infinity') AS d WHERE d.lot_id = lot_id('MIX')$$, 'in the whole ledger as well');
SELECT suppose_nothing();

-- Properties.
SELECT suppose_property('item', 'CELL', 'battery_category', 'ev');
SELECT results_eq($$SELECT f.fact ->> 'battery_category' FROM item_fact(ARRAY[item_id('CELL')], 'infinity') AS f$$, $$VALUES ('ev')$$, 'a property is supposed');
SELECT suppose_property('item', 'CELL', 'battery_category', 'industrial');
SELECT results_eq($$SELECT f.fact ->> 'battery_category' FROM item_fact(ARRAY[item_id('CELL')], 'infinity') AS f$$, $$VALUES ('industrial')$$, 'another value stands for it');
SELECT suppose_property('item', 'CELL', 'battery_category', NULL);
SELECT results_eq($$SELECT f.fact ? 'battery_category' FROM item_fact(ARRAY[item_id('CELL')], 'infinity') AS f$$, $$VALUES (false)$$, 'or none');
SELECT suppose_property('lot', 'MIX', 'rated_energy', '2 kWh');
SELECT results_eq($$SELECT f.fact ->> 'rated_energy' FROM lot_fact(ARRAY[lot_id('MIX')], 'infinity') AS f$$, $$VALUES ('2')$$, 'of a lot too');
SELECT suppose_nothing();

-- A rule.
SELECT is((SELECT s.status FROM rule_state('10USC4865', '2026-01-01') AS s), 'NOT_YET_EFFECTIVE', 'a rule is not in force yet');
SELECT suppose_phase(p.rule, p.phase, '2025-01-01') FROM (SELECT x.rule, x.phase FROM rule_phase AS x WHERE x.rule = '10USC4865' AND x.version = rule_version('10USC4865') ORDER BY x.effective_from LIMIT 1) AS p;
SELECT is((SELECT s.status FROM rule_state('10USC4865', '2026-01-01') AS s), 'IN_FORCE', 'until it is brought forward');
SELECT is((SELECT c.status FROM "check"('PACK', '10USC4865', as_of => '2026-01-01') AS c) = 'NOT_YET_EFFECTIVE', false, 'and asked of goods');
SELECT suppose_nothing();

-- A stop of exports: what came through the lots is not known any more.
SELECT is(suppose_export_stop('graphite', 'CN'), 1::bigint, 'exports are stopped');
SELECT is(pg_temp.told('PACK'), 'AU 0.5, withdrawn 0.5', 'what came from there is unknown');
SELECT suppose_nothing();
SELECT is(suppose_export_stop('natural_graphite', 'SG'), 1::bigint, 'of a lot in the middle');
SELECT is(pg_temp.told('PACK'), 'withdrawn 1', 'what went into it is not known either');
SELECT is_empty($$SELECT * FROM trace_down('ORE-AU')$$, 'and nothing is made of that');
SELECT throws_ok($$SELECT suppose_lot('MIX', country => 'AU')$$, '55000', 'lot "MIX" was withdrawn', 'nothing more can be supposed of it');
SELECT suppose_nothing();

-- A savepoint takes back what was supposed after it.
SELECT suppose_lot('ORE-CN', country => 'KR');
DO $$
BEGIN
	BEGIN
		PERFORM what_if.suppose_lot('ORE-AU', country => 'NZ');
		ASSERT (SELECT count(*) FROM what_if.supposed()) = 2;
		RAISE SQLSTATE 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
		NULL;
	END;
END $$;
SELECT is(pg_temp.told('PACK'), 'AU 0.5, KR 0.5', 'a rollback takes back what was supposed since');

-- Workers of a parallel plan suppose the same.
SELECT set_config(s.name, 'on', true) FROM pg_settings AS s WHERE s.name IN ('force_parallel_mode', 'debug_parallel_query') \g /dev/null
PREPARE by_worker AS SELECT l.code, l.country::text FROM lot_at('infinity') AS l WHERE l.code LIKE 'ORE%';
SELECT isnt_empty($test$SELECT FROM pg_temp.plan_of($$SELECT l.code, l.country::text FROM lot_at('infinity') AS l WHERE l.code LIKE 'ORE%'$$) AS p (row) WHERE p.row LIKE '%Gather%'$test$, 'a plan has a worker');
SELECT bag_eq('by_worker', $$VALUES ('ORE-CN', 'KR'), ('ORE-AU', 'AU')$$, 'who knows what is supposed');
SELECT suppose_nothing();
SELECT is(count(*), 5::bigint, 'nothing was recorded') FROM lot;
SELECT * FROM finish();
ROLLBACK;
