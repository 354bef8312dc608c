-- Regulation (EU) 2023/1542, Article 8: shares of recycled cobalt, lead, lithium and nickel in batteries (RULEBOOK 17.1).

INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('external_storage_only', '{line,item}', 'boolean', NULL, NULL, 'industrial battery with exclusively external storage', 'Regulation (EU) 2023/1542 Art. 8', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('EU-BATT-RECYCLED', '2023-1542', 'Recycled content of batteries', 'Regulation (EU) 2023/1542 Art. 8', 'https://eur-lex.europa.eu/eli/reg/2023/1542/oj',
		'battery', 'maker', 'cost_ratio', NULL, 'placed_on_market', NULL, 'no_battery', '2023-07-12', '2026-11-22', true,
		'Shares and days agree in several summaries. The share is one of a model, year and plant; here it is that of each lot. Of lead, all that is in the battery counts.', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('EU-BATT-RECYCLED', '2023-1542', 'category', 'a battery for electric vehicles, light means of transport or starting, or an industrial one of more than 2 kWh',
		'strict $.battery_category == "ev" || $.battery_category == "sli" || $.battery_category == "lmt" || ($.battery_category == "industrial" && $.rated_energy > 2)', 'Art. 8(1) to (3)', true, true);

INSERT INTO materials.rule_exclusion (rule, version, exclusion, title, condition, citation, confirmed, builtin) VALUES
	('EU-BATT-RECYCLED', '2023-1542', 'external', 'industrial battery with exclusively external storage', 'strict $.battery_category == "industrial" && $.external_storage_only == true', 'Art. 8(1)', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('EU-BATT-RECYCLED', '2023-1542', 'general', 'minimum shares', 'strict $.battery_category != "lmt"', '2031-08-18', 'Art. 8(2)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'transport', 'minimum shares in batteries for light means of transport', 'strict $.battery_category == "lmt"', '2033-08-18', 'Art. 8(3)', false, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('EU-BATT-RECYCLED', '2023-1542', 'cobalt', 'recycled share of the cobalt in active materials', 'Art. 8(2), (3)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'lead', 'recycled share of the lead in the battery', 'Art. 8(2), (3)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'lithium', 'recycled share of the lithium in active materials', 'Art. 8(2), (3)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'nickel', 'recycled share of the nickel in active materials', 'Art. 8(2), (3)', true, true);

INSERT INTO materials.rule_ratio (rule, version, limb, basis, element, per, otherwise, mark, stage, met, unmet, nothing, builtin)
	SELECT 'EU-BATT-RECYCLED', '2023-1542', m.limb, 'element', m.element, 'lot', CASE m.limb WHEN 'lead' THEN 'counts' ELSE 'inside' END, 'stage', 'recycling', 'PASS', 'FAIL', 'NOT_COVERED', true
	FROM (VALUES ('cobalt', 'Co'), ('lead', 'Pb'), ('lithium', 'Li'), ('nickel', 'Ni')) AS m (limb, element);

-- Cells, modules and packs are looked into; of what is in them the active materials count, of lead all.
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, class, treatment, builtin)
	SELECT 'EU-BATT-RECYCLED', '2023-1542', r.limb, row_number() OVER (PARTITION BY r.limb ORDER BY c.class), c.class, 'inside', true
	FROM materials.rule_ratio AS r CROSS JOIN materials.item_class AS c WHERE r.rule = 'EU-BATT-RECYCLED' AND c.is_battery;
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, class, treatment, builtin)
	SELECT 'EU-BATT-RECYCLED', '2023-1542', r.limb, 20 + c.place, c.class, 'left_out', true
	FROM materials.rule_ratio AS r CROSS JOIN unnest(ARRAY['electronics', 'structure', 'magnet', 'motor', 'semiconductor']) WITH ORDINALITY AS c (class, place) WHERE r.rule = 'EU-BATT-RECYCLED' AND r.limb <> 'lead';
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, role, treatment, builtin)
	SELECT 'EU-BATT-RECYCLED', '2023-1542', r.limb, 40 + row_number() OVER (PARTITION BY r.limb ORDER BY c.role), c.role,
		CASE WHEN c.role = 'mixture' THEN 'inside' WHEN c.role IN ('cathode_material', 'anode_material', 'other_functional_material') THEN 'counts' ELSE 'left_out' END, true
	FROM materials.rule_ratio AS r CROSS JOIN materials.component_role AS c WHERE r.rule = 'EU-BATT-RECYCLED' AND r.limb <> 'lead';

INSERT INTO materials.rule_threshold (rule, version, limb, kind, valid, threshold, strict, citation, confirmed, builtin) VALUES
	('EU-BATT-RECYCLED', '2023-1542', 'cobalt', 'first', '[2031-08-18,2036-08-18)', '16/100', false, 'Art. 8(2)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'cobalt', 'second', '[2036-08-18,)', '26/100', false, 'Art. 8(3)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'lead', 'first', '[2031-08-18,2036-08-18)', '85/100', false, 'Art. 8(2)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'lead', 'second', '[2036-08-18,)', '85/100', false, 'Art. 8(3)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'lithium', 'first', '[2031-08-18,2036-08-18)', '6/100', false, 'Art. 8(2)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'lithium', 'second', '[2036-08-18,)', '12/100', false, 'Art. 8(3)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'nickel', 'first', '[2031-08-18,2036-08-18)', '6/100', false, 'Art. 8(2)', true, true),
	('EU-BATT-RECYCLED', '2023-1542', 'nickel', 'second', '[2036-08-18,)', '15/100', false, 'Art. 8(3)', true, true);

INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT 'EU-BATT-RECYCLED', '2023-1542', s.scope, s.word, s.tested, s.may_hold, s.may_be_part, true
	FROM materials.rule_scope AS s WHERE s.rule = '10USC4865' AND s.version = 'PL119-60';
