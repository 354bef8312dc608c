-- 10 U.S.C. 4872: magnets, tantalum, tungsten, molybdenum, gallium and germanium from covered nations (RULEBOOK 6, read in
-- the text of the statute and of DFARS 225.7018 and 252.225-7052).

INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('at_or_below_sat', '{line}', 'boolean', NULL, NULL, 'the purchase is at or below the simplified acquisition threshold of its day', '48 CFR 2.101', true),
	('acquired_outside_us', '{line}', 'boolean', NULL, NULL, 'acquired outside the United States for use outside of them', 'DFARS 225.7018-3', true),
	('electronic_device', '{line,item}', 'boolean', NULL, NULL, 'it works by controlling the flow of electrons in circuits', 'DFARS 252.225-7052', true),
	('tungsten_weight_percent', '{line,item}', 'number', NULL, NULL, 'weight of tungsten in percent of the item''s', 'DFARS 225.7018-3(c)', true),
	('covered_material_weight_percent', '{line,item}', 'number', NULL, NULL, 'weight of all materials covered by 10 U.S.C. 4872 in percent of the item''s', 'DFARS 225.7018-3(c)', true),
	('mill_product', '{line,item}', 'text', NULL, NULL, 'none, or the material of an unincorporated mill product (bar, billet, slab, wire, cube, sphere, block, blank, plate, sheet), as in materials.material', 'DFARS 225.7018-3(c)', true);
INSERT INTO materials.claim (claim, subject, title, builtin) VALUES
	('no_covered_material', 'item', 'the item contains none of the materials of 10 U.S.C. 4872', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('10USC4872', 'PL119-60', 'Magnets, tantalum, tungsten, molybdenum, gallium and germanium from covered nations',
		'10 U.S.C. 4872 as amended by P.L. 119-60 ss.844, 848; DFARS 225.7018, 252.225-7052 (MAY 2024)',
		'https://www.acquisition.gov/dfars/225.7018-restriction-acquisition-certain-magnets-tantalum-and-tungsten.',
		'covered material', 'covered nation', 'step_origin', NULL, 'delivered_on', NULL, 'no_covered_material', '2018-08-13', '2026-11-21', true,
		'The clause of the DFARS goes by delivery, the statute''s ban on what was mined, refined or separated by the day of the contract (Q18). The DFARS text that was read says nothing yet of molybdenum, gallium, germanium and the exceptions of 2025. The day of the first enactment is recalled; the section was in force on all days that its rows speak of.', true);

INSERT INTO materials.rule_status (rule, version, status, valid, citation, builtin) VALUES
	('10USC4872', 'PL119-60', 'in_force', '[2018-08-13,)', '10 U.S.C. 4872', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('10USC4872', 'PL119-60', 'defence', 'bought by the Department of Defense', 'strict $.defence_funds == true', '10 U.S.C. 4872(a)', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('10USC4872', 'PL119-60', 'all', 'covered materials and end items that contain them', NULL, '2018-08-13', '10 U.S.C. 4872(a)', true, true);

INSERT INTO materials.rule_exclusion (rule, version, exclusion, title, condition, verdict, citation, confirmed, builtin) VALUES
	('10USC4872', 'PL119-60', 'small_purchase', 'at or below the simplified acquisition threshold', 'strict $.at_or_below_sat == true', 'EXEMPT', 'DFARS 225.7018-3(a)', true, true),
	('10USC4872', 'PL119-60', 'foreign_use', 'acquired outside the United States for use outside', 'strict $.acquired_outside_us == true', 'EXEMPT', 'DFARS 225.7018-3', true, true),
	('10USC4872', 'PL119-60', 'electronic_device', 'an electronic device', 'strict $.electronic_device == true', 'EXEMPT', '10 U.S.C. 4872(c); DFARS 225.7018-3', true, true),
	-- Until 2026 only tungsten counts, from 2027 on all covered materials; half of the weight is too much.
	('10USC4872', 'PL119-60', 'off_the_shelf_2026', 'commercial off-the-shelf end item with less than half of its weight tungsten, no mill product of tantalum or tungsten heavy alloy',
		'strict $.commercial_off_the_shelf == true && $.delivered_on < "2027-01-01" && $.tungsten_weight_percent < 50 && !($.mill_product == "tantalum") && !($.mill_product == "tungsten_heavy_alloy")',
		'EXEMPT', 'DFARS 225.7018-3(c)', true, true),
	('10USC4872', 'PL119-60', 'off_the_shelf_2027', 'commercial off-the-shelf end item with less than half of its weight covered materials, no mill product of them',
		'strict $.commercial_off_the_shelf == true && $.delivered_on >= "2027-01-01" && $.covered_material_weight_percent < 50 && $.mill_product == "none"',
		'EXEMPT', 'DFARS 225.7018-3(c)', true, true);

INSERT INTO materials.rule_waiver_authority (rule, version, authority, title, lasts, citation, confirmed, builtin) VALUES
	('10USC4872', 'PL119-60', 'HCA', 'Head of the contracting activity', '36 months', '10 U.S.C. 4872(e); DFARS 225.7018-4', true, true),
	('10USC4872', 'PL119-60', 'SAE', 'Service acquisition executive', '36 months', '10 U.S.C. 4872(e); DFARS 225.7018-4', true, true),
	('10USC4872', 'PL119-60', 'USD(A&S)', 'Under Secretary of Defense for Acquisition and Sustainment', '36 months', '10 U.S.C. 4872(e); DFARS 225.7018-4', true, true),
	('10USC4872', 'PL119-60', 'SecDef', 'Secretary of Defense', NULL, '10 U.S.C. 4872 (national security)', true, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('10USC4872', 'PL119-60', 'produced', 'melted or produced in no covered nation', '10 U.S.C. 4872(a)(1); DFARS 252.225-7052(b)', true, true),
	('10USC4872', 'PL119-60', 'mined', 'mined, refined or separated in no covered nation', '10 U.S.C. 4872(a)(3); DFARS 252.225-7052(b)', true, true),
	('10USC4872', 'PL119-60', 'recycled_feedstock', 'recycled feedstock from no covered nation', 'DFARS 252.225-7052(b)', true, true),
	('10USC4872', 'PL119-60', 'form', 'which forms of a material are covered (Q11)', '10 U.S.C. 4872(f)', true, true),
	('10USC4872', 'PL119-60', 'end_item', 'no end item that contains a covered material is manufactured in a covered nation', '10 U.S.C. 4872(a)(1)', true, true),
	('10USC4872', 'PL119-60', 'metal_known', 'where it was melted, or reduced or atomized to metal', '10 U.S.C. 4872(a)(1)', true, true),
	('10USC4872', 'PL119-60', 'magnet_known', 'where it was pressed, sintered or bonded', '10 U.S.C. 4872(a)(1)', true, true),
	('10USC4872', 'PL119-60', 'chain', 'the chain goes back to ore, or to what was collected for recycling', '10 U.S.C. 4872(a)(3)', true, true),
	('10USC4872', 'PL119-60', 'recycling', 'what counts as recycled material', '10 U.S.C. 4872(c)', true, true);

INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('10USC4872', 'PL119-60', 'event', 'Q18', 'which event decides from when mined, refined or separated counts', '{delivered_on,signed_on,procured_on}', 'delivered_on', false, true);

INSERT INTO materials.rule_place (rule, version, place, member, treatment, citation, confirmed, builtin) VALUES
	('10USC4872', 'PL119-60', 'covered', 'covered_nations', 'in', '10 U.S.C. 4872(f)(2)', true, true),
	('10USC4872', 'PL119-60', 'covered', 'HK', 'unsettled', 'not named in 10 U.S.C. 4872(f)(2)', true, true),
	('10USC4872', 'PL119-60', 'covered', 'MO', 'unsettled', 'not named in 10 U.S.C. 4872(f)(2)', true, true),
	('10USC4872', 'PL119-60', 'us', 'US', 'in', 'DFARS 225.7018-3(d)', true, true),
	('10USC4872', 'PL119-60', 'us', 'PR', 'in', '48 CFR 25.003, outlying areas', false, true),
	('10USC4872', 'PL119-60', 'qualifying', 'US', 'in', '10 U.S.C. 4872(c)', true, true);
INSERT INTO materials.rule_place (rule, version, place, member, treatment, citation, confirmed, builtin)
	SELECT '10USC4872', 'PL119-60', 'qualifying', p.member, p.treatment, p.citation, p.confirmed, true
	FROM materials.rule_place AS p WHERE p.rule = '10USC4863' AND p.version = 'PL118-31' AND p.place = 'home' AND p.citation LIKE 'DFARS 225.872-1%';

-- What is tested: magnets and raw forms by what they are made of.  What is made of known other materials cannot hold them.
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin) VALUES
	('10USC4872', 'PL119-60', 'class', 'magnet', true, false, true, true),
	('10USC4872', 'PL119-60', 'class', 'raw_material', true, false, true, true),
	('10USC4872', 'PL119-60', 'class', 'component_material', true, false, true, true),
	('10USC4872', 'PL119-60', 'material', 'assembly', false, true, true, true),
	('10USC4872', 'PL119-60', 'material', 'battery', false, true, true, true),
	('10USC4872', 'PL119-60', 'material', 'scrap', false, true, true, true),
	('10USC4872', 'PL119-60', 'material', 'steel', false, true, true, true);
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT '10USC4872', 'PL119-60', 'material', m.material, w.covered, false, true, true
	FROM materials.material AS m
		CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM materials.wider_material() AS x WHERE x.material = m.material
			AND x.word IN ('neodymium_iron_boron_magnet', 'samarium_cobalt_magnet', 'tantalum', 'tungsten', 'molybdenum', 'gallium', 'germanium'))) AS w (covered)
	WHERE m.material NOT IN ('assembly', 'battery', 'scrap', 'steel');

-- Melting, reduction, atomization, and every later step: from the day on which the material is covered.
INSERT INTO materials.rule_step (rule, version, limb, word, process, effect, place, valid, builtin)
	SELECT '10USC4872', 'PL119-60', 'produced', c.word, p.process, 'barred', 'covered', c.valid, true
	FROM (VALUES ('neodymium_iron_boron_magnet', '(,)'::daterange), ('samarium_cobalt_magnet', '(,)'), ('tantalum', '(,)'), ('tungsten_metal_powder', '(,)'), ('tungsten_heavy_alloy', '(,)'),
			('molybdenum', '[2025-12-18,)'), ('gallium', '[2027-12-18,)'), ('germanium', '[2027-12-18,)')) AS c (word, valid)
		CROSS JOIN (VALUES ('metal'), ('magnet'), ('component'), ('blending')) AS p (process);
CREATE VIEW materials.covered_word AS
	SELECT t.word, t.valid, CASE WHEN t.word LIKE '%_magnet' THEN 'magnet' ELSE 'metal' END AS kind FROM materials.rule_step AS t WHERE t.rule = '10USC4872' AND t.version = 'PL119-60' AND t.limb = 'produced' AND t.process = 'metal';
-- Mining, refining, separation: from 2027 on.  For a magnet of neodymium, iron and boron those of these three count; of
-- additives nothing is said.
INSERT INTO materials.rule_step (rule, version, limb, word, process, material, effect, place, valid, builtin)
	SELECT '10USC4872', 'PL119-60', 'mined', c.word, p.process, '*', CASE WHEN c.kind = 'magnet' THEN 'open' ELSE 'barred' END, 'covered', c.valid * '[2027-01-01,)', true
	FROM materials.covered_word AS c CROSS JOIN (VALUES ('mining'), ('brine_extraction'), ('concentration'), ('separation'), ('refining')) AS p (process);
INSERT INTO materials.rule_step (rule, version, limb, word, process, material, effect, place, valid, builtin)
	SELECT '10USC4872', 'PL119-60', 'mined', m.word, p.process, m.material, 'barred', 'covered', '[2027-01-01,)', true
	FROM (VALUES ('neodymium_iron_boron_magnet', 'neodymium'), ('neodymium_iron_boron_magnet', 'iron'), ('neodymium_iron_boron_magnet', 'boron'), ('neodymium_iron_boron_magnet', 'rare_earth_ore'),
			('neodymium_iron_boron_magnet', 'rare_earth_oxide'), ('neodymium_iron_boron_magnet', 'neodymium_iron_boron_alloy'), ('neodymium_iron_boron_magnet', 'neodymium_iron_boron_magnet'),
			('samarium_cobalt_magnet', 'samarium'), ('samarium_cobalt_magnet', 'cobalt'), ('samarium_cobalt_magnet', 'rare_earth_ore'), ('samarium_cobalt_magnet', 'rare_earth_oxide'),
			('samarium_cobalt_magnet', 'samarium_cobalt_alloy'), ('samarium_cobalt_magnet', 'samarium_cobalt_magnet')) AS m (word, material)
		CROSS JOIN (VALUES ('mining'), ('brine_extraction'), ('concentration'), ('separation'), ('refining')) AS p (process);
-- Feedstock, recycled material included: stated for samarium-cobalt, tantalum and tungsten, open for the others (Q17).
INSERT INTO materials.rule_step (rule, version, limb, word, process, effect, place, valid, builtin)
	SELECT '10USC4872', 'PL119-60', 'recycled_feedstock', c.word, p.process, CASE WHEN c.word IN ('samarium_cobalt_magnet', 'tantalum', 'tungsten_metal_powder', 'tungsten_heavy_alloy') THEN 'barred' ELSE 'open' END,
		'covered', c.valid * '[2027-01-01,)', true
	FROM materials.covered_word AS c CROSS JOIN (VALUES ('collection'), ('recycling')) AS p (process);
-- What has to be known, and where a chain may begin.
INSERT INTO materials.rule_step (rule, version, limb, word, process, effect, valid, builtin)
	SELECT '10USC4872', 'PL119-60', 'metal_known', c.word, p.process, 'required', c.valid, true
	FROM materials.covered_word AS c JOIN (VALUES ('magnet', 'melting'), ('metal', 'melting'), ('metal', 'reduction'), ('metal', 'atomization'), ('metal', 'sintering')) AS p (kind, process) ON p.kind = c.kind
	WHERE c.word NOT IN ('gallium', 'germanium')
	UNION ALL
	SELECT '10USC4872', 'PL119-60', 'metal_known', c.word, p.process, 'required', c.valid, true
	FROM materials.covered_word AS c CROSS JOIN (VALUES ('refining'), ('reduction'), ('melting')) AS p (process) WHERE c.word IN ('gallium', 'germanium')
	UNION ALL
	SELECT '10USC4872', 'PL119-60', 'magnet_known', c.word, p.process, 'required', c.valid, true FROM materials.covered_word AS c CROSS JOIN (VALUES ('sintering')) AS p (process) WHERE c.kind = 'magnet'
	UNION ALL
	SELECT '10USC4872', 'PL119-60', 'chain', c.word, p.process, 'begins', c.valid * '[2027-01-01,)', true FROM materials.covered_word AS c CROSS JOIN (VALUES ('mining'), ('brine_extraction'), ('collection'), ('recycling')) AS p (process);
-- Which forms are meant is not settled for what is neither the metal nor one of the forms named.
INSERT INTO materials.rule_step (rule, version, limb, word, effect, valid, builtin) VALUES
	('10USC4872', 'PL119-60', 'form', 'tungsten', 'open', '(,)', true),
	('10USC4872', 'PL119-60', 'form', 'gallium_nitride_device', 'open', '[2027-12-18,)', true),
	('10USC4872', 'PL119-60', 'form', 'germanium_lens', 'open', '[2027-12-18,)', true);
INSERT INTO materials.rule_step (rule, version, limb, process, effect, builtin) VALUES
	('10USC4872', 'PL119-60', 'recycling', 'collection', 'renews', true),
	('10USC4872', 'PL119-60', 'recycling', 'recycling', 'renews', true);
INSERT INTO materials.rule_step (rule, version, limb, effect, place, builtin) VALUES
	('10USC4872', 'PL119-60', 'end_item', 'whole', 'covered', true);
DROP VIEW materials.covered_word;

INSERT INTO materials.rule_release (rule, version, release, word, title, verdict, valid, citation, confirmed, builtin) VALUES
	('10USC4872', 'PL119-60', 'recycled_magnet', 'neodymium_iron_boron_magnet', 'magnet of recycled material, milled and finally sintered in the United States', 'EXEMPT', '(,)', 'DFARS 225.7018-3(d)', true, true),
	('10USC4872', 'PL119-60', 'recycled_magnet', 'samarium_cobalt_magnet', 'magnet of recycled material, milled and finally sintered in the United States', 'EXEMPT', '[2025-12-18,)', 'P.L. 119-60 s.848', true, true);
INSERT INTO materials.rule_release (rule, version, release, word, title, verdict, valid, citation, confirmed, builtin)
	SELECT '10USC4872', 'PL119-60', 'recycled_metal', m, 'recycled material produced outside covered nations, melted and further processed in the United States or a qualifying country', 'EXEMPT', '[2025-12-18,)', 'P.L. 119-60 s.848', true, true
	FROM unnest('{tantalum,tungsten_metal_powder,tungsten_heavy_alloy,molybdenum}'::text[]) AS m;
INSERT INTO materials.rule_release_step (rule, version, release, word, condition, process, present, place, inside, builtin)
	SELECT r.rule, r.version, r.release, r.word, c.condition, c.process, c.present, c.place, c.inside, true
	FROM materials.rule_release AS r JOIN (VALUES
		('recycled_magnet', 'recycled material', 'collection', true, NULL, true), ('recycled_magnet', 'recycled material', 'recycling', true, NULL, true),
		('recycled_magnet', 'milled in the United States', 'milling', true, 'us', true), ('recycled_magnet', 'sintered in the United States', 'sintering', true, 'us', true),
		('recycled_metal', 'recycled outside covered nations', 'collection', true, 'covered', false), ('recycled_metal', 'recycled outside covered nations', 'recycling', true, 'covered', false),
		('recycled_metal', 'melted and processed in a qualifying country', 'metal', true, 'qualifying', true), ('recycled_metal', 'further processed in a qualifying country', 'magnet', false, 'qualifying', true),
		('recycled_metal', 'further processed in a qualifying country', 'component', false, 'qualifying', true)) AS c (release, condition, process, present, place, inside) ON c.release = r.release
	WHERE r.rule = '10USC4872' AND r.version = 'PL119-60';
