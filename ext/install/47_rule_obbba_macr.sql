-- P.L. 119-21: the material assistance cost ratio of storage, facilities and components (RULEBOOK 15.3, read in the text).

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, builtin) VALUES
	('MATERIAL_ASSISTANCE', 'the share of cost from others is below the threshold: material assistance from a prohibited foreign entity', 100, true, true, true),
	('NO_MATERIAL_ASSISTANCE', 'the share of cost from others reaches the threshold', 40, false, true, true);

INSERT INTO materials.claim (claim, subject, title, builtin) VALUES
	('no_prohibited_entity', 'lot or item', 'its supplier certifies that no prohibited foreign entity mined, produced or made it', true);

INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('technology', '{line,item}', 'text', NULL, '{energy_storage,qualified_facility,solar_component,wind_component,inverter,battery_component,critical_mineral}', 'what is built or sold in the sense of the credit', '26 U.S.C. 45X, 48E', true),
	('construction_begins_on', '{line}', 'date', NULL, NULL, 'day on which construction of the facility or storage begins', '26 U.S.C. 48E', true),
	('component_sold_on', '{line}', 'date', NULL, NULL, 'day on which the component is sold', '26 U.S.C. 45X', true),
	('existing_contract_elected', '{line,item}', 'boolean', NULL, NULL, 'the election for products under contracts from before 2025-06-16 is made', '26 U.S.C. 7701(a)(52)', true),
	('facility_begun_on', '{line}', 'date', NULL, NULL, 'day on which construction of the facility that it is placed in begins', '26 U.S.C. 7701(a)(52)', true),
	('binding_contract_on', '{lot}', 'date', NULL, NULL, 'day of the binding written contract under which it was acquired', '26 U.S.C. 7701(a)(52)', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('OBBBA-MACR', 'PL119-21', 'Material assistance from prohibited foreign entities', '26 U.S.C. 7701(a)(52); 45X(d)(4); 48E(b)(6), (c)(3)', 'https://www.law.cornell.edu/uscode/text/26/7701',
		'product', 'prohibited foreign entity', 'cost_ratio', 'OBBBA-SFE', 'construction_begins_on', NULL, NULL, '2025-07-04', '2026-11-22', true,
		'Direct costs are those recorded; safe-harbour cost tables and the allocation for small costs (Notice 2026-15) are not computed. That cost under an elected contract is left out of both sums is our reading.', true);
INSERT INTO materials.rule_doctrine (rule, version, doctrine, citation, builtin) VALUES ('OBBBA-MACR', 'PL119-21', 'OBBBA-FIE', '26 U.S.C. 7701(a)(51)(A)(ii)', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('OBBBA-MACR', 'PL119-21', 'construction', 'a component, or something of which construction begins after 2025',
		'strict $.technology != "energy_storage" && $.technology != "qualified_facility" || $.construction_begins_on > "2025-12-31"', '26 U.S.C. 48E(b)(6), (c)(3)', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, event, effective_from, citation, confirmed, builtin) VALUES
	('OBBBA-MACR', 'PL119-21', 'construction', 'facility or storage', 'strict $.technology == "energy_storage" || $.technology == "qualified_facility"', 'construction_begins_on', '2026-01-01', '26 U.S.C. 48E(b)(6), (c)(3)', true, true),
	('OBBBA-MACR', 'PL119-21', 'sale', 'component that is sold', 'strict $.technology != "energy_storage" && $.technology != "qualified_facility"', 'component_sold_on', '2026-01-01', '26 U.S.C. 7701(a)(52)', true, true);

INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('OBBBA-MACR', 'PL119-21', 'certificate', NULL, 'whether a supplier''s certificate settles what the ledger does not know; what it does know goes before', '{not_relied_on,relied_on}', 'not_relied_on', false, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('OBBBA-MACR', 'PL119-21', 'ratio', 'share of others in the direct costs', '26 U.S.C. 7701(a)(52)', true, true);
INSERT INTO materials.rule_ratio (rule, version, limb, basis, per, otherwise, mark, reach, holder, claim, met, unmet, builtin) VALUES
	('OBBBA-MACR', 'PL119-21', 'ratio', 'cost', 'case', 'counts', 'other', 'maker', true, 'no_prohibited_entity', 'NO_MATERIAL_ASSISTANCE', 'MATERIAL_ASSISTANCE', true);
-- An election may help or harm, for it leaves out what others made too: where nobody says whether it was made, both are thought of.
-- Products are looked into down to cells and parts; what a prohibited entity put together is its product with all that is in it.
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, class, condition, treatment, citation, builtin) VALUES
	('OBBBA-MACR', 'PL119-21', 'ratio', 1, NULL, 'strict $.existing_contract_elected == true && $.lot.binding_contract_on < "2025-06-16" && ($.placed_in_service_on < "2030-01-01" && $.facility_begun_on < "2025-08-01" || $.component_sold_on < "2030-01-01")',
		'left_out', '26 U.S.C. 7701(a)(52)', true),
	('OBBBA-MACR', 'PL119-21', 'ratio', 2, 'storage_system', NULL, 'inside', NULL, true),
	('OBBBA-MACR', 'PL119-21', 'ratio', 3, 'pack', NULL, 'inside', NULL, true),
	('OBBBA-MACR', 'PL119-21', 'ratio', 4, 'module', NULL, 'inside', NULL, true);

INSERT INTO materials.rule_threshold (rule, version, limb, kind, condition, event, valid, threshold, strict, citation, confirmed, builtin)
	SELECT 'OBBBA-MACR', 'PL119-21', 'ratio', t.kind, format('strict $.technology == "%s"', t.kind)::jsonpath, CASE WHEN t.kind IN ('energy_storage', 'qualified_facility') THEN 'construction_begins_on' ELSE 'component_sold_on' END,
		daterange(make_date(2025 + y.place::integer, 1, 1), CASE WHEN y.place < cardinality(t.percents) OR t.ends THEN make_date(2026 + y.place::integer, 1, 1) END), (y.percent::text || '/100')::materials.fraction, false, '26 U.S.C. 7701(a)(52)', true, true
	FROM (VALUES ('qualified_facility', ARRAY[40, 45, 50, 55, 60], false), ('energy_storage', ARRAY[55, 60, 65, 70, 75], false), ('solar_component', ARRAY[50, 60, 70, 80, 85], false), ('wind_component', ARRAY[85, 90], true),
			('inverter', ARRAY[50, 55, 60, 65, 70], false), ('battery_component', ARRAY[60, 65, 70, 80, 85], false), ('critical_mineral', ARRAY[0, 0, 0, 0, 25, 30, 40, 50], false)) AS t (kind, percents, ends)
		CROSS JOIN LATERAL unnest(t.percents) WITH ORDINALITY AS y (percent, place);

INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin) VALUES
	('OBBBA-MACR', 'PL119-21', 'class', '*', true, true, true, true), ('OBBBA-MACR', 'PL119-21', 'material', '*', true, true, true, true);
