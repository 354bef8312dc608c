-- 26 U.S.C. 30D(d)(7): no credit for a vehicle whose battery has a component, or an applicable critical mineral, of a foreign
-- entity of concern (RULEBOOK 14).

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, builtin) VALUES
	('NO_FEOC_BAR', 'no component or mineral of a foreign entity of concern bars the credit', 40, false, true, true),
	('CREDIT_TERMINATED', 'acquired after the day on which the credit ended', 25, false, true, true);

INSERT INTO materials.property (property, subjects, type, title, citation, builtin) VALUES
	('placed_in_service_on', '{line}', 'date', 'day on which it is placed in service', '26 U.S.C. 30D, 48E', true),
	('acquired_on', '{line}', 'date', 'day on which the vehicle is acquired', 'P.L. 119-21 s.70502', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('30D-FEOC', 'TD9995', 'Clean-vehicle credit: battery components and critical minerals of foreign entities of concern', '26 U.S.C. 30D(d)(7); 26 CFR 1.30D-6', 'https://www.ecfr.gov/current/title-26/section-1.30D-6',
		'battery', 'foreign entity of concern', 'cost_ratio', 'DOE-25', 'placed_in_service_on', NULL, 'no_battery', '2022-08-16', '2026-11-22', true,
		'Only the opening of the regulation was read. Which materials are applicable critical minerals is recalled. Allocation by mass to cells, the ledger of compliant batteries and materials that are impracticable to trace are not computed.', true);

INSERT INTO materials.rule_verdict (rule, version, verdict, title, severity, bars, settled, builtin) VALUES
	('30D-FEOC', 'TD9995', 'EXCLUDED', 'a component or mineral of a foreign entity of concern excludes the credit', 100, true, true, true);

INSERT INTO materials.rule_exclusion (rule, version, exclusion, title, condition, verdict, citation, confirmed, builtin) VALUES
	('30D-FEOC', 'TD9995', 'ended', 'acquired after the credit ended', 'strict $.acquired_on > "2025-09-30"', 'CREDIT_TERMINATED', 'P.L. 119-21 s.70502', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, effective_from, citation, confirmed, builtin) VALUES
	('30D-FEOC', 'TD9995', 'all', 'credit for clean vehicles', '2022-08-16', 'P.L. 117-169 s.13401', true, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('30D-FEOC', 'TD9995', 'components', 'part of the battery components made or assembled by a foreign entity of concern', '26 U.S.C. 30D(d)(7)(B)', true, true),
	('30D-FEOC', 'TD9995', 'minerals', 'part of the steps of critical minerals done by a foreign entity of concern', '26 U.S.C. 30D(d)(7)(A)', true, true);
INSERT INTO materials.rule_ratio (rule, version, limb, basis, per, itself, otherwise, mark, reach, met, unmet, nothing, outside, builtin) VALUES
	('30D-FEOC', 'TD9995', 'components', 'part', 'case', true, 'left_out', 'offender', 'maker', 'EXCLUDED', 'NO_FEOC_BAR', NULL, 'NO_FEOC_BAR', true),
	('30D-FEOC', 'TD9995', 'minerals', 'part', 'case', true, 'inside', 'offender', 'maker', 'EXCLUDED', 'NO_FEOC_BAR', 'NO_FEOC_BAR', 'NO_FEOC_BAR', true);
INSERT INTO materials.rule_threshold (rule, version, limb, kind, valid, threshold, strict, citation, confirmed, builtin) VALUES
	('30D-FEOC', 'TD9995', 'components', 'all', '[2024-01-01,)', '0', true, '26 U.S.C. 30D(d)(7)(B)', true, true),
	('30D-FEOC', 'TD9995', 'minerals', 'all', '[2025-01-01,)', '0', true, '26 U.S.C. 30D(d)(7)(A)', true, true);

-- Components are cells, modules, separators and mixtures such as electrodes and electrolyte; packs and vehicles hold them.
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, class, role, treatment, citation, builtin) VALUES
	('30D-FEOC', 'TD9995', 'components', 1, 'cell', NULL, 'both', '26 CFR 1.30D-2', true),
	('30D-FEOC', 'TD9995', 'components', 2, 'module', NULL, 'both', '26 CFR 1.30D-2', true),
	('30D-FEOC', 'TD9995', 'components', 3, 'pack', NULL, 'inside', NULL, true),
	('30D-FEOC', 'TD9995', 'components', 4, 'storage_system', NULL, 'inside', NULL, true),
	('30D-FEOC', 'TD9995', 'components', 5, 'end_item', NULL, 'inside', NULL, true),
	('30D-FEOC', 'TD9995', 'components', 6, 'structure', NULL, 'left_out', NULL, true),
	('30D-FEOC', 'TD9995', 'components', 7, 'electronics', NULL, 'left_out', NULL, true),
	('30D-FEOC', 'TD9995', 'components', 8, NULL, 'separator', 'both', '26 CFR 1.30D-2', true),
	('30D-FEOC', 'TD9995', 'components', 9, NULL, 'mixture', 'both', '26 CFR 1.30D-2', true);
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, class, treatment, builtin)
	SELECT '30D-FEOC', 'TD9995', 'minerals', row_number() OVER (ORDER BY c.class), c.class, CASE WHEN c.class IN ('structure', 'electronics', 'magnet', 'motor', 'semiconductor') THEN 'left_out' ELSE 'inside' END, true
	FROM materials.item_class AS c WHERE c.class NOT IN ('raw_material', 'component_material', 'other');
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, material, stage, treatment, citation, builtin)
	SELECT '30D-FEOC', 'TD9995', 'minerals', 100 + row_number() OVER (ORDER BY m.material, s.stage), m.material, s.stage, 'both', '26 U.S.C. 45X(c)(6)', true
	FROM materials.material AS m CROSS JOIN (VALUES ('extraction'), ('processing'), ('metal'), ('recycling')) AS s (stage)
	WHERE m.part_of IS NULL AND m.element IS NOT NULL AND m.material NOT IN ('iron', 'phosphorus', 'copper', 'silicon', 'boron', 'gold', 'lead', 'molybdenum') OR m.material IN ('black_mass', 'rare_earth_ore', 'rare_earth_oxide');

INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT '30D-FEOC', 'TD9995', s.scope, s.word, s.tested, s.may_hold, s.may_be_part, true
	FROM materials.rule_scope AS s WHERE s.rule = '10USC4865' AND s.version = 'PL119-60';
