-- A rule of one's own by rows alone: at most 65 % of the graphite of a line from one country.  Nothing but rows is added, they are
-- the user's, and they decide at the threshold, on the day and for the kind that they say.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('own_rule') \g /dev/null
SET search_path = own_rule, materials, public;
CREATE TEMPORARY TABLE code AS SELECT p.oid, p.xmin::text AS version FROM pg_proc AS p WHERE p.pronamespace IN ('materials'::regnamespace, 'own_rule'::regnamespace);

INSERT INTO rule (rule, version, title, citation, subject, concern, test, event, enacted_on, released_on, confirmed) VALUES ('HOUSE', '1', 'Graphite from one country', 'House policy', 'graphite', 'country', 'cost_ratio', 'procured_on', '2026-11-01', '2026-11-01', true);
INSERT INTO rule_phase (rule, version, phase, title, effective_from, citation, confirmed) VALUES ('HOUSE', '1', 'all', 'every purchase', '2027-01-01', 'House policy', true);
INSERT INTO rule_scope (rule, version, scope, word, tested, may_hold, may_be_part) VALUES ('HOUSE', '1', 'class', '*', true, true, true), ('HOUSE', '1', 'material', '*', true, true, true);
INSERT INTO rule_limb (rule, version, limb, title, citation, confirmed) VALUES ('HOUSE', '1', 'origin', 'largest share of one country', 'House policy', true);
INSERT INTO rule_ratio (rule, version, limb, basis, per, itself, otherwise, mark, met, unmet, nothing) VALUES ('HOUSE', '1', 'origin', 'mass', 'case', true, 'inside', 'country', 'FAIL', 'PASS', 'NOT_COVERED');
INSERT INTO rule_ratio_part (rule, version, limb, place, class, material, stage, treatment) VALUES ('HOUSE', '1', 'origin', 1, 'cell', NULL, NULL, 'inside'), ('HOUSE', '1', 'origin', 2, NULL, 'graphite', 'processing', 'counts');
INSERT INTO rule_threshold (rule, version, limb, kind, condition, threshold, strict, citation, confirmed) VALUES
	('HOUSE', '1', 'origin', 'series', 'strict $.research_and_test == false', '65/100', true, 'House policy', true), ('HOUSE', '1', 'origin', 'research', 'strict $.research_and_test == true', '80/100', true, 'House policy', true);

INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell');
CREATE FUNCTION pg_temp.line(name text, amounts jsonb, day date DEFAULT '2027-03-01', research boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO import_lot (code, item, country, step, made_on, quantity) VALUES ('LOT-' || name, 'CELL', 'US', 'cell_assembly', '2027-02-01', '100 each');
	INSERT INTO import_lot (code, material, role, country, step, made_on, quantity, primary_source)
		SELECT format('%s-%s', name, a.key), 'natural_graphite', 'anode_material', nullif(a.key, 'unknown')::country, 'graphitization', '2027-01-10', quantity(a.value::numeric, 'kg'), true FROM jsonb_each_text(amounts) AS a;
	INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT 'LOT-' || name, format('%s-%s', name, a.key), quantity(a.value::numeric, 'kg') FROM jsonb_each_text(amounts) AS a;
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'LOT-' || name);
	INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, research_and_test, lots) VALUES ('C-' || name, name, 'CELL', '100 each', day, research, ARRAY['LOT-' || name]);
END $$;
CREATE TEMPORARY TABLE asked (name text, amounts jsonb, day date, research boolean, verdict text, what text);
INSERT INTO asked VALUES ('AT', '{"CN": 65, "JP": 35}', '2027-03-01', false, 'PASS', 'exactly 65 % is allowed'), ('ABOVE', '{"CN": 65.0001, "JP": 34.9999}', '2027-03-01', false, 'FAIL', 'a hair more is not'),
	('EARLY', '{"CN": 100}', '2026-12-31', false, 'NOT_YET_EFFECTIVE', 'the day before'), ('FIRST', '{"CN": 100}', '2027-01-01', false, 'FAIL', 'the first day'),
	('TRIAL', '{"CN": 80, "JP": 20}', '2027-03-01', true, 'PASS', 'research may have 80 %'), ('TRIAL-ABOVE', '{"CN": 81, "JP": 19}', '2027-03-01', true, 'FAIL', 'and no more'),
	('OPEN', '{"CN": 60, "unknown": 10, "JP": 30}', '2027-03-01', false, 'INDETERMINATE', 'what is not known may be of the same country'), ('HARMLESS', '{"CN": 50, "unknown": 10, "JP": 40}', '2027-03-01', false, 'PASS', 'unless it cannot matter'),
	('ANY', '{"CN": 10, "unknown": 90}', '2027-03-01', false, 'INDETERMINATE', 'what is not known may be of one country, or of many'), ('NONE', '{}', '2027-03-01', false, 'INDETERMINATE', 'of a cell of which nothing is recorded nothing is known');
SELECT pg_temp.line(a.name, a.amounts, a.day, a.research) FROM asked AS a \g /dev/null
SELECT is(s.status, a.verdict, a.what) FROM asked AS a JOIN screen('HOUSE') AS s ON s.line = a.name;
-- A line filled from parts of several lots has one share, by what it takes of each.
SELECT pg_temp.line(x.name, x.amounts) FROM (VALUES ('CHINESE', '{"CN": 100}'::jsonb), ('JAPANESE', '{"JP": 100}'), ('CHINESE-2', '{"CN": 100}'), ('JAPANESE-2', '{"JP": 100}')) AS x (name, amounts) \g /dev/null
INSERT INTO import_contract_line (contract, line, item, quantity, procured_on) VALUES ('C', 'PARTLY', 'CELL', '100 each', '2027-03-01'), ('C', 'PARTLY-ABOVE', 'CELL', '100 each', '2027-03-01');
INSERT INTO contract_line_lot (line_id, lot_id, quantity) VALUES (line_id('PARTLY'), lot_id('LOT-CHINESE'), '65 each'), (line_id('PARTLY'), lot_id('LOT-JAPANESE'), '35 each'),
	(line_id('PARTLY-ABOVE'), lot_id('LOT-CHINESE-2'), '66 each'), (line_id('PARTLY-ABOVE'), lot_id('LOT-JAPANESE-2'), '34 each');
SELECT is((SELECT array_agg(DISTINCT s.threshold ORDER BY s.threshold) FROM screen('HOUSE') AS s), '{more than 65 %,more than 80 %}', 'each line is told its threshold');
SELECT is((SELECT (c.status, c.share_exact)::text FROM own_rule."check"(x.line, 'HOUSE') AS c), x.said, x.line) FROM (VALUES ('PARTLY', '(PASS,13/20)'), ('PARTLY-ABOVE', '(FAIL,33/50)')) AS x (line, said);
SELECT is((SELECT count(*) FROM explain('ABOVE', 'HOUSE') AS e WHERE e.kind = 'share' AND e.effect = 'against' AND e.share_min = 0.650001), 1::bigint, 'explain tells the share');
SELECT is((SELECT array_agg(e.path ORDER BY e.path) FROM explain('ABOVE', 'HOUSE') AS e WHERE e.path IS NOT NULL), '{"LOT-ABOVE (cell_assembly, US) ← ABOVE-CN (graphitization, CN)","LOT-ABOVE (cell_assembly, US) ← ABOVE-JP (graphitization, JP)"}', 'and the way to each part');
SELECT is((SELECT array_agg(e.lot ORDER BY e.lot) FROM explain('ABOVE', 'HOUSE') AS e WHERE e.kind = 'component'), '{ABOVE-CN,ABOVE-JP}', 'and the parts of it');
SELECT is((SELECT string_agg(c.relname, ', ') FROM pg_extension AS x, unnest(x.extconfig, x.extcondition) AS k (id, condition) JOIN pg_class AS c ON c.oid = k.id WHERE x.extname = 'materials' AND c.relname LIKE 'rule%' AND k.condition <> 'WHERE NOT builtin'), NULL, 'rows of one''s own are dumped');
SELECT is_empty($$SELECT r.rule FROM rule AS r JOIN rule_ratio AS t USING (rule, version) WHERE r.rule = 'HOUSE' AND (r.builtin OR t.builtin)$$, 'and are told apart from ours');
SELECT is((SELECT count(*) FROM code), (SELECT count(*) FROM pg_proc AS p JOIN code AS c ON c.oid = p.oid AND c.version = p.xmin::text), 'no function was touched');
SELECT * FROM finish();
ROLLBACK;
