-- The same facts recorded in another order give the same verdicts in the same words: of several lots, parties and conditions that
-- are equally bad the reason names one by its code, not by its number.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('upward'), materials.create_ledger('downward') \g /dev/null
SET LOCAL materials.as_of = '2027-06-01';
SET LOCAL check_function_bodies = off;

-- Nine cells of three makers, each of three parts of three others, on one line; three magnets on another.
CREATE TEMPORARY TABLE maker AS SELECT * FROM (VALUES ('FEOC-A', 'KR'), ('FEOC-B', 'KR'), ('UNKNOWN-A', 'KR'), ('UNKNOWN-B', 'KR'), ('CHINESE-A', 'CN'), ('CHINESE-B', 'CN'), ('CLEAR-A', 'US'), ('CLEAR-B', 'US')) AS m (code, country);
CREATE TEMPORARY TABLE cell AS SELECT format('CELL-%s', n) AS code, (ARRAY['CLEAR-A', 'UNKNOWN-A', 'CHINESE-A'])[1 + n % 3] AS maker FROM generate_series(1, 9) AS n;
CREATE TEMPORARY TABLE part AS
	SELECT format('%s-PART-%s', c.code, n) AS code, c.code AS cell, (ARRAY['FEOC-A', 'FEOC-B', 'UNKNOWN-A', 'UNKNOWN-B', 'CLEAR-B'])[1 + (n * 2 + length(c.maker)) % 5] AS maker, (ARRAY['cathode_material', 'anode_material', 'separator'])[n] AS role
	FROM cell AS c CROSS JOIN generate_series(1, 3) AS n;
CREATE FUNCTION pg_temp.record(sense integer) RETURNS void LANGUAGE sql AS $$
	INSERT INTO import_party (code, name, kind, government_of, government_level) VALUES ('CN-STATE', 'Government of China', 'government', 'CN', 'national');
	INSERT INTO import_party (code, name, kind, incorporated_in) SELECT m.code, initcap(m.code), 'company', m.country::materials.country FROM maker AS m ORDER BY sense * rank() OVER (ORDER BY m.code);
	INSERT INTO import_interest (owner, owned, metric, share) SELECT 'CN-STATE', m.code, 'equity', '30%' FROM maker AS m WHERE m.code LIKE 'FEOC%' ORDER BY sense * rank() OVER (ORDER BY m.code);
	INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', m.code FROM maker AS m WHERE m.code NOT LIKE 'UNKNOWN%' ORDER BY sense * rank() OVER (ORDER BY m.code);
	INSERT INTO import_listing (party, list, entry) SELECT m.code, l.list, m.code FROM maker AS m CROSS JOIN (VALUES ('NDAA24-154'), ('1260H'), ('UFLPA')) AS l (list) WHERE m.code LIKE 'CHINESE%' ORDER BY sense * rank() OVER (ORDER BY m.code, l.list);
	INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Battery cell', 'cell'), ('PART', 'Part of a cell', 'component_material'), ('MAGNET', 'Magnet', 'magnet');
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity, role, primary_source)
		SELECT x.* FROM (SELECT p.code, 'PART', p.maker, 'KR'::materials.country, 'component_making', '2027-01-15'::date, '1 kg'::materials.quantity, p.role, true FROM part AS p
			UNION ALL SELECT c.code, 'CELL', c.maker, 'HU', 'cell_assembly', '2027-02-01', '1 each', NULL, NULL FROM cell AS c
			UNION ALL SELECT format('MAGNET-%s', n), 'MAGNET', 'CHINESE-B', 'CN', 'sintering', '2027-02-01', '1 kg', NULL, NULL FROM generate_series(1, 3) AS n) AS x
		ORDER BY sense * rank() OVER (ORDER BY x.code);
	INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) SELECT p.cell, p.code, '1 kg', 10, 'USD' FROM part AS p ORDER BY sense * rank() OVER (ORDER BY p.code);
	INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', c.code FROM cell AS c WHERE c.code <> 'CELL-8' ORDER BY sense * rank() OVER (ORDER BY c.code);
	INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, lots)
		SELECT x.* FROM (SELECT 'ONE', '2027-03-01'::date, 'ALL-CELLS', 'CELL', '9 each'::materials.quantity, '2027-05-01'::date, (SELECT array_agg(c.code ORDER BY sense * rank) FROM (SELECT c.code, rank() OVER (ORDER BY c.code) FROM cell AS c) AS c)
			UNION ALL SELECT 'TWO', '2027-03-01', 'MAGNETS', 'MAGNET', '3 kg', '2027-05-01', ARRAY['MAGNET-2', 'MAGNET-1', 'MAGNET-3']) AS x (contract, signed_on, line, item, quantity, procured_on, lots)
		ORDER BY sense * rank() OVER (ORDER BY x.line) $$;
SET LOCAL search_path = upward, materials, public;
SELECT pg_temp.record(1);
CREATE TEMPORARY TABLE one AS SELECT l.line, c.* FROM (SELECT x.code::text AS line FROM contract_line AS x) AS l CROSS JOIN LATERAL upward."check"(l.line) AS c;
CREATE TEMPORARY TABLE parties AS SELECT d.doctrine, p.code::text, c.* FROM doctrine AS d CROSS JOIN LATERAL control_all(d.doctrine) AS c JOIN party AS p ON p.id = c.party_id;
SET LOCAL search_path = downward, materials, public;
SELECT pg_temp.record(-1);
CREATE TEMPORARY TABLE other AS SELECT l.line, c.* FROM (SELECT x.code::text AS line FROM contract_line AS x) AS l CROSS JOIN LATERAL downward."check"(l.line) AS c;
CREATE TEMPORARY TABLE other_parties AS SELECT d.doctrine, p.code::text, c.* FROM doctrine AS d CROSS JOIN LATERAL control_all(d.doctrine) AS c JOIN party AS p ON p.id = c.party_id;

SELECT isnt((SELECT l.id FROM upward.lot AS l WHERE l.code = 'CELL-1') > (SELECT l.id FROM upward.lot AS l WHERE l.code = 'CELL-2'), (SELECT l.id FROM downward.lot AS l WHERE l.code = 'CELL-1') > (SELECT l.id FROM downward.lot AS l WHERE l.code = 'CELL-2'),
	'lots have their numbers in another order');
SELECT cmp_ok((SELECT count(DISTINCT o.reason) FROM one AS o), '>', 6::bigint, 'verdicts of many kinds are compared');
SELECT is_empty($$SELECT a.line, a.rule, a.reason, b.reason FROM one AS a FULL JOIN other AS b ON b.line = a.line AND b.rule = a.rule AND b.version IS NOT DISTINCT FROM a.version
	WHERE to_jsonb(a) IS DISTINCT FROM to_jsonb(b) ORDER BY 1, 2$$, 'all verdicts are the same, word by word');
SELECT is_empty($$SELECT a.doctrine, a.code, a.reason, b.reason FROM parties AS a FULL JOIN other_parties AS b ON b.doctrine = a.doctrine AND b.code = a.code
	WHERE ROW(a.status, a.share_exact, a.metric, a.reason, a.chain, a.confirmed) IS DISTINCT FROM ROW(b.status, b.share_exact, b.metric, b.reason, b.chain, b.confirmed)$$, 'and so is what is said of parties');
SELECT * FROM finish();
ROLLBACK;
