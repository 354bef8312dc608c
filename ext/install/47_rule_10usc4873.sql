-- 10 U.S.C. 4873: printed circuit boards from covered nations (RULEBOOK 8, read in summaries).

INSERT INTO materials.claim (claim, subject, title, builtin) VALUES
	('no_circuit_board', 'item', 'the item contains no printed circuit board', true);
INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('10USC4873', 'PL116-283', 'Printed circuit boards from covered nations', '10 U.S.C. 4873', 'https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title10-section4873',
		'printed circuit board', 'covered nation', 'step_origin', NULL, 'procured_on', NULL, 'no_circuit_board', '2021-01-01', '2026-11-21', false,
		'Read in summaries; it needs a final rule. Which event the first day is compared with is not said.', true);
INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES ('10USC4873', 'PL116-283', 'against', 'PROHIBITED', true), ('10USC4873', 'PL116-283', 'for', 'NOT_PROHIBITED', true);
INSERT INTO materials.rule_status (rule, version, status, valid, citation, builtin) VALUES ('10USC4873', 'PL116-283', 'in_force', '[2021-01-01,)', '10 U.S.C. 4873', true);
INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('10USC4873', 'PL116-283', 'defence', 'bought by the Department of Defense', 'strict $.defence_funds == true', '10 U.S.C. 4873', false, true);
INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('10USC4873', 'PL116-283', 'all', 'printed circuit boards', NULL, '2027-01-01', '10 U.S.C. 4873', false, true);
INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('10USC4873', 'PL116-283', 'made', 'made in no covered nation', '10 U.S.C. 4873', false, true);
INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('10USC4873', 'PL116-283', 'event', 'Q1', 'which event must fall on or after the first day', '{procured_on,signed_on,obligated_on,delivered_on}', 'procured_on', false, true);
INSERT INTO materials.rule_place (rule, version, place, member, treatment, citation, confirmed, builtin) VALUES
	('10USC4873', 'PL116-283', 'covered', 'covered_nations', 'in', '10 U.S.C. 4872(f)(2)', true, true),
	('10USC4873', 'PL116-283', 'covered', 'HK', 'unsettled', 'not named in 10 U.S.C. 4872(f)(2)', true, true),
	('10USC4873', 'PL116-283', 'covered', 'MO', 'unsettled', 'not named in 10 U.S.C. 4872(f)(2)', true, true);
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT '10USC4873', 'PL116-283', 'class', c.word, c.word = 'printed_circuit_board', false, true, true
	FROM unnest('{printed_circuit_board,raw_material,component_material,cell,magnet,semiconductor,structure}'::text[]) AS c (word);
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT '10USC4873', 'PL116-283', 'material', m.material, false, false, true, true FROM materials.material AS m WHERE m.material NOT IN ('assembly', 'battery', 'scrap');
-- Of the board itself, not of what it is made of.
INSERT INTO materials.rule_step (rule, version, limb, word, effect, place, reach, builtin) VALUES
	('10USC4873', 'PL116-283', 'made', 'printed_circuit_board', 'barred', 'covered', 'itself', true);
