-- A rule of the kind cost_ratio and rows for a ledger of random packs; the including test has made the ledger, set the search path
-- and the seed, and says how many contract lines it wants (lines).

-- The rule: modules are looked into, structures and casings are left out, whatever else goes in counts.
INSERT INTO rule (rule, version, title, citation, subject, concern, test, event, enacted_on, released_on, confirmed) VALUES ('RANDOM', '1', 'Random', 'none', 'pack', 'named party', 'cost_ratio', 'procured_on', '2020-01-01', '2020-01-01', true);
INSERT INTO rule_phase (rule, version, phase, title, effective_from, citation, confirmed) VALUES ('RANDOM', '1', 'all', 'all', '2020-01-01', 'none', true);
INSERT INTO rule_list (rule, version, list, successors, citation, confirmed) VALUES ('RANDOM', '1', 'NDAA24-154', false, 'none', true);
INSERT INTO rule_scope (rule, version, scope, word, tested, may_hold, may_be_part) VALUES ('RANDOM', '1', 'class', 'pack', true, true, true);
INSERT INTO rule_limb (rule, version, limb, title, citation, confirmed) SELECT 'RANDOM', '1', l, l, 'none', true FROM unnest(ARRAY['cost', 'mass', 'part', 'country']) AS l;
INSERT INTO rule_ratio (rule, version, limb, basis, per, otherwise, mark, holder, met, unmet) VALUES
	('RANDOM', '1', 'cost', 'cost', 'lot', 'counts', 'other', true, 'PASS', 'FAIL'), ('RANDOM', '1', 'mass', 'mass', 'case', 'counts', 'offender', false, 'FAIL', 'PASS'),
	('RANDOM', '1', 'part', 'part', 'lot', 'counts', 'offender', false, 'FAIL', 'PASS'), ('RANDOM', '1', 'country', 'mass', 'lot', 'counts', 'country', false, 'FAIL', 'PASS');
INSERT INTO rule_ratio_part (rule, version, limb, place, class, role, treatment)
	SELECT 'RANDOM', '1', r.limb, p.* FROM rule_ratio AS r, (VALUES (1, 'module', NULL, 'inside'), (2, 'structure', NULL, 'left_out'), (3, NULL, 'casing', 'left_out')) AS p WHERE r.rule = 'RANDOM';
INSERT INTO rule_threshold (rule, version, limb, valid, threshold, strict, citation, confirmed) SELECT 'RANDOM', '1', r.limb, '(,)', CASE r.limb WHEN 'part' THEN '0' ELSE '1/2' END::fraction, r.limb <> 'cost', 'none', true FROM rule_ratio AS r WHERE r.rule = 'RANDOM';
INSERT INTO rule_ratio_country (rule, version, country) VALUES ('RANDOM', '1', 'KR');

INSERT INTO import_party (code, name, incorporated_in) VALUES ('GOOD', 'Good', 'US'), ('NAMED', 'Named', 'CN'), ('MAYBE', 'Perhaps named', 'CN');
INSERT INTO import_listing (party, list, entry, decision) VALUES ('NAMED', 'NDAA24-154', 'Named', 'confirmed'), ('MAYBE', 'NDAA24-154', 'Perhaps', 'candidate');
INSERT INTO import_item (code, name, class) VALUES ('pack', 'Pack', 'pack'), ('module', 'Module', 'module'), ('part', 'Part', 'component_material'), ('structure', 'Structure', 'structure');

CREATE TEMPORARY TABLE node AS
	SELECT l AS line, n, CASE WHEN n = 0 THEN 'pack' WHEN n IN (1, 5) THEN 'module' WHEN n = 8 THEN 'structure' ELSE 'part' END AS kind, (ARRAY['GOOD', 'GOOD', 'GOOD', 'GOOD', 'NAMED', 'NAMED', 'NAMED', 'MAYBE', NULL])[1 + floor(random() * CASE WHEN n = 0 THEN 4.2 WHEN n = 1 THEN 7 ELSE 8.3 END)::integer] AS producer,
		(ARRAY['US', 'CN', 'KR', 'DE', NULL])[1 + floor(random() * 4.3)::integer]::country AS country, CASE WHEN random() < 0.15 THEN 'casing' WHEN random() < 0.95 THEN 'cathode_material' END AS role, random() < 0.97 AS complete
	FROM generate_series(1, :lines) AS l, generate_series(0, 8) AS n;
CREATE TEMPORARY TABLE draw AS
	SELECT o.line, o.n AS output, i.n AS input, (ARRAY[1, 2, 3, 4])[1 + floor(random() * 4)::integer] AS pieces, CASE WHEN random() < 0.97 THEN floor(random() * 30) END AS cost, CASE WHEN random() < 0.995 THEN 'USD' ELSE 'EUR' END AS currency
	FROM node AS o JOIN node AS i ON i.line = o.line AND i.n > o.n
	WHERE CASE o.kind WHEN 'pack' THEN random() < 0.4 AND i.n > 0 WHEN 'module' THEN random() < 0.5 WHEN 'part' THEN random() < 0.04 ELSE false END;
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source)
	SELECT format('%s.%s', n.line, n.n), n.kind, CASE WHEN n.kind = 'part' THEN n.role END, n.producer, n.country, 'component_making', '2026-01-01', CASE n.kind WHEN 'pack' THEN '1 each' WHEN 'module' THEN '64 each' ELSE '64 kg' END::quantity,
		NOT EXISTS (SELECT FROM draw AS d WHERE d.line = n.line AND d.output = n.n) AND n.n > 0 AND n.complete FROM node AS n;
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency)
	SELECT format('%s.%s', d.line, d.output), format('%s.%s', d.line, d.input), quantity(d.pieces, CASE i.kind WHEN 'module' THEN 'each' ELSE 'kg' END), d.cost, CASE WHEN d.cost IS NOT NULL THEN d.currency END FROM draw AS d JOIN node AS i ON i.line = d.line AND i.n = d.input;
-- What is weighed and weighs more than what went in is missing something: parts with inputs are.
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', format('%s.%s', n.line, n.n) FROM node AS n WHERE n.complete AND EXISTS (SELECT FROM draw AS d WHERE d.line = n.line AND d.output = n.n);
INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, lots) SELECT 'C', n.line, 'pack', '1 each', '2026-05-01', ARRAY[format('%s.0', n.line)] FROM node AS n WHERE n.n = 0;
ANALYZE lot; ANALYZE consumption; ANALYZE declaration;
