-- Section 154 of the NDAA for fiscal year 2024: batteries of six named makers (RULEBOOK 3).  Names and date were read
-- through a data set that transcribes the section; the limb on components and the waiver are recalled, so unconfirmed.

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('NDAA24-154', 'PL118-31', 'Batteries produced by six named makers, bought with funds of the Department of Defense',
		'P.L. 118-31 s.154, 10 U.S.C. 4651 note prec.', 'https://www.congress.gov/118/plaws/publ31/PLAW-118publ31.pdf',
		'battery', 'named maker', 'named_maker', NULL, 'obligated_on', NULL, 'no_battery', '2023-12-22', '2026-11-21', true,
		'What counts as a majority of the components is not said; value is taken. DFARS case 2024-D011 is open.', true);

INSERT INTO materials.rule_status (rule, version, status, valid, citation, builtin) VALUES
	('NDAA24-154', 'PL118-31', 'in_force', '[2023-12-22,)', 'P.L. 118-31', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('NDAA24-154', 'PL118-31', 'defence', 'paid with funds of the Department of Defense', 'strict $.defence_funds == true', 'P.L. 118-31 s.154(a)', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('NDAA24-154', 'PL118-31', 'all', 'funds obligated or expended', NULL, '2027-10-01', 'P.L. 118-31 s.154(a)', true, true);

INSERT INTO materials.rule_list (rule, version, list, successors, subsidiary_share, citation, confirmed, builtin) VALUES
	('NDAA24-154', 'PL118-31', 'NDAA24-154', true, '1/2', 'P.L. 118-31 s.154(b)', true, true);

INSERT INTO materials.rule_waiver_authority (rule, version, authority, title, lasts, citation, confirmed, builtin) VALUES
	('NDAA24-154', 'PL118-31', 'SecDef', 'Secretary of Defense', NULL, 'P.L. 118-31 s.154', false, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, basis, threshold, strict, claim, citation, confirmed, builtin) VALUES
	('NDAA24-154', 'PL118-31', 'maker', 'final product assembled or made by a named maker or its successor', NULL, NULL, NULL, NULL, 'P.L. 118-31 s.154(b)', true, true),
	('NDAA24-154', 'PL118-31', 'majority', 'share of one named maker in the value of the components', 'cost', '50/100', true, NULL, 'P.L. 118-31 s.154', false, true);

INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('NDAA24-154', 'PL118-31', 'event', 'Q1', 'which event must fall on or after the first day', '{obligated_on,procured_on,signed_on,delivered_on}', 'obligated_on', false, true),
	('NDAA24-154', 'PL118-31', 'named_subsidiary', 'Q5', 'subsidiaries of the named makers', '{unknown,offender,other}', 'unknown', false, true),
	('NDAA24-154', 'PL118-31', 'cells_and_pack', 'Q8', 'whether cells inside a battery are tested as well as the battery', '{both,topmost}', 'both', false, true),
	('NDAA24-154', 'PL118-31', 'named_together', 'Q10', 'several named makers who supply a majority only together', '{unknown,added,separate}', 'unknown', true, true);

INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT 'NDAA24-154', 'PL118-31', s.scope, s.word, s.tested, s.may_hold, s.may_be_part, true
	FROM materials.rule_scope AS s WHERE s.rule = '10USC4865' AND s.version = 'PL119-60';
