-- 10 U.S.C. 4865: advanced batteries bought by the US Department of Defense (RULEBOOK 2, read in the text).

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('10USC4865', 'PL119-60', 'Advanced batteries: functional cell components and technology from foreign entities of concern',
		'10 U.S.C. 4865, added by P.L. 119-60 s.842(a), 139 Stat. 973',
		'https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title10-section4865',
		'battery', 'foreign entity of concern', 'component_origin', 'DOE-25', 'procured_on', 'US', 'no_battery', '2025-12-18', '2026-11-21', true,
		'"Advanced battery" is not defined in the section; 42 U.S.C. 18741(a)(1) is borrowed. No implementing rule was found by 2026-11-21.', true);

INSERT INTO materials.rule_status (rule, version, status, valid, citation, builtin) VALUES
	('10USC4865', 'PL119-60', 'in_force', '[2025-12-18,)', 'P.L. 119-60 s.842(a)', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('10USC4865', 'PL119-60', 'defence', 'bought by the Department of Defense', 'strict $.defence_funds == true', '10 U.S.C. 4865(a)', true, true),
	('10USC4865', 'PL119-60', 'contract', 'bought under a contract entered into after enactment', 'strict $.signed_on > $enacted_on', 'P.L. 119-60 s.842(b)', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('10USC4865', 'PL119-60', 'new', 'new acquisition programme',
		'strict $.programme != null && !($.milestone_b_on < $enacted_on)', '2028-01-01', '10 U.S.C. 4865(b)', true, true),
	('10USC4865', 'PL119-60', 'standard', 'standard battery',
		'strict $.standard_battery == true', '2029-01-01', '10 U.S.C. 4865(b)', true, true),
	('10USC4865', 'PL119-60', 'existing', 'existing acquisition programme',
		'strict $.programme != null && $.milestone_b_on < $enacted_on', '2031-01-30', '10 U.S.C. 4865(b)', true, true);

INSERT INTO materials.rule_exclusion (rule, version, exclusion, title, condition, citation, confirmed, builtin) VALUES
	('10USC4865', 'PL119-60', 'device', 'for a cell phone, laptop, personal electronic device or medical equipment meant for office, administrative, hospital or other non-combat use',
		'strict ($.device == "cell_phone" || $.device == "laptop" || $.device == "personal_electronic_device" || $.device == "medical_equipment") && ($.environment == "office" || $.environment == "administrative" || $.environment == "hospital" || $.environment == "other_non_combat")',
		'10 U.S.C. 4865(c)(2)(A)', true, true),
	('10USC4865', 'PL119-60', 'maintenance', 'commercial off-the-shelf item for use only in maintenance of equipment',
		'strict $.commercial_off_the_shelf == true && $.maintenance_only == true', '10 U.S.C. 4865(c)(2)(B)', true, true),
	('10USC4865', 'PL119-60', 'research', 'acquired for research, development, test and evaluation',
		'strict $.research_and_test == true', '10 U.S.C. 4865(c)(2)(C)', true, true);

INSERT INTO materials.rule_list (rule, version, list, successors, subsidiary_share, citation, confirmed, builtin) VALUES
	('10USC4865', 'PL119-60', 'NDAA24-154', true, '1/2', '10 U.S.C. 4865(e); P.L. 118-31 s.154(b)', true, true);

INSERT INTO materials.rule_waiver_authority (rule, version, authority, title, lasts, citation, confirmed, builtin) VALUES
	('10USC4865', 'PL119-60', 'SecDef', 'Secretary of Defense', '1 year', '10 U.S.C. 4865(c)(3)', true, true),
	('10USC4865', 'PL119-60', 'USD(A&S)', 'Under Secretary of Defense for Acquisition and Sustainment', '1 year', '10 U.S.C. 4865(c)(3)', true, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, basis, threshold, strict, claim, citation, confirmed, builtin) VALUES
	('10USC4865', 'PL119-60', 'components', 'functional cell components and technology owned, sourced, refined or produced by no foreign entity of concern',
		NULL, NULL, NULL, NULL, '10 U.S.C. 4865(a)', true, true),
	('10USC4865', 'PL119-60', 'assembly', 'final assembly by no foreign entity of concern', NULL, NULL, NULL, NULL, '10 U.S.C. 4865(c)(1)(A)(i)', true, true),
	('10USC4865', 'PL119-60', 'cost', 'share of other sources in the cost of the functional cell components', 'cost', '95/100', true, NULL, '10 U.S.C. 4865(c)(1)(A)(ii)', true, true),
	('10USC4865', 'PL119-60', 'technology', 'produced without technology licensed from a foreign entity of concern', NULL, NULL, NULL, 'no_feoc_licence', '10 U.S.C. 4865(c)(1)(A)(iii)', true, true),
	('10USC4865', 'PL119-60', 'recycling', 'what was recycled and reprocessed domestically comes from the recycler', NULL, NULL, NULL, NULL, '10 U.S.C. 4865(c)(1)(B)', true, true);

INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('10USC4865', 'PL119-60', 'event', 'Q1', 'which event must fall on or after the phase date', '{procured_on,signed_on,obligated_on,delivered_on}', 'procured_on', false, true),
	('10USC4865', 'PL119-60', 'clean_battery_of_offender', 'Q2', 'a battery of clean components whose final assembler is a foreign entity of concern', '{REVIEW,PASS,FAIL}', 'REVIEW', false, true),
	('10USC4865', 'PL119-60', 'tracing', 'Q3', 'how far up "sourced, refined or produced" reaches: any step upstream, or the component''s own source', '{strict_trace,direct_source}', 'strict_trace', true, true),
	('10USC4865', 'PL119-60', 'phase_overlap', 'Q4', 'a battery that fits several phase rows', '{earliest,latest}', 'earliest', false, true),
	('10USC4865', 'PL119-60', 'named_subsidiary', 'Q5', 'subsidiaries of the makers named in s.154', '{unknown,offender,other}', 'unknown', false, true),
	('10USC4865', 'PL119-60', 'cells_and_pack', 'Q8', 'whether cells inside a battery are tested as well as the battery', '{both,topmost}', 'both', false, true),
	('10USC4865', 'PL119-60', 'cathode_foil', 'Q16', 'whether cathode foil is a functional cell component', '{functional,not_functional}', 'not_functional', false, true),
	('10USC4865', 'PL119-60', 'binder', 'Q16', 'whether binder is a functional cell component', '{functional,not_functional}', 'functional', false, true),
	('10USC4865', 'PL119-60', 'conductive_additive', 'Q16', 'whether conductive additive is a functional cell component', '{functional,not_functional}', 'functional', false, true);

INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin) VALUES
	('10USC4865', 'PL119-60', 'class', 'cell', true, true, true, true),
	('10USC4865', 'PL119-60', 'class', 'module', true, true, true, true),
	('10USC4865', 'PL119-60', 'class', 'pack', true, true, true, true),
	('10USC4865', 'PL119-60', 'class', 'storage_system', true, true, true, true),
	('10USC4865', 'PL119-60', 'class', 'end_item', false, true, false, true),
	('10USC4865', 'PL119-60', 'class', 'electronics', false, true, false, true),
	('10USC4865', 'PL119-60', 'class', 'printed_circuit_board', false, true, false, true),
	('10USC4865', 'PL119-60', 'class', 'other', false, true, true, true),
	('10USC4865', 'PL119-60', 'class', 'raw_material', false, false, true, true),
	('10USC4865', 'PL119-60', 'class', 'component_material', false, false, true, true),
	('10USC4865', 'PL119-60', 'class', 'magnet', false, false, false, true),
	('10USC4865', 'PL119-60', 'class', 'motor', false, false, false, true),
	('10USC4865', 'PL119-60', 'class', 'semiconductor', false, false, false, true),
	('10USC4865', 'PL119-60', 'class', 'structure', false, false, false, true),
	('10USC4865', 'PL119-60', 'material', 'battery', true, true, true, true),
	('10USC4865', 'PL119-60', 'material', 'assembly', false, true, true, true);
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT '10USC4865', 'PL119-60', 'material', m.material, false, false, true, true
	FROM materials.material AS m WHERE m.material NOT IN ('battery', 'assembly');
