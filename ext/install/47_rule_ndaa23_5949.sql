-- Section 5949 of the NDAA for fiscal year 2023: semiconductors of three named makers (RULEBOOK 10, read in summaries).

INSERT INTO materials.list (list, title, authority, citation, builtin) VALUES
	('NDAA23-5949', 'Semiconductor makers named in section 5949 of the NDAA for fiscal year 2023', 'Congress', 'P.L. 117-263 s.5949', true);
INSERT INTO materials.claim (claim, subject, title, builtin) VALUES
	('no_semiconductor', 'item', 'the item contains no semiconductor', true);
INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('NDAA23-5949', 'PL117-263', 'Semiconductors of three named makers, their affiliates, subsidiaries and successors', 'P.L. 117-263 s.5949', 'https://www.federalregister.gov/d/2026-03065',
		'semiconductor', 'named maker', 'step_origin', NULL, 'signed_on', NULL, 'no_semiconductor', '2022-12-23', '2026-11-21', true,
		'Read in several summaries that agree. FAR case 2023-008 is proposed. Part (B), contracting with those who use such products, is not computed; nor are affiliates below half.', true);
INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES ('NDAA23-5949', 'PL117-263', 'against', 'PROHIBITED', true), ('NDAA23-5949', 'PL117-263', 'for', 'NOT_PROHIBITED', true);
INSERT INTO materials.rule_status (rule, version, status, valid, citation, builtin) VALUES ('NDAA23-5949', 'PL117-263', 'in_force', '[2022-12-23,)', 'P.L. 117-263', true);
INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('NDAA23-5949', 'PL117-263', 'agency', 'bought by an agency of the United States', 'strict $.defence_funds == true || $.programme_kind == "defence" || $.programme_kind == "civil_government"', 'P.L. 117-263 s.5949(a)', true, true);
INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('NDAA23-5949', 'PL117-263', 'all', 'electronic products with such semiconductors', NULL, '2027-12-23', 'P.L. 117-263 s.5949(c)', true, true);
INSERT INTO materials.rule_list (rule, version, list, successors, subsidiary_share, citation, confirmed, builtin) VALUES
	('NDAA23-5949', 'PL117-263', 'NDAA23-5949', true, '1/2', 'P.L. 117-263 s.5949(j)', true, true);
INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('NDAA23-5949', 'PL117-263', 'maker', 'no step of a semiconductor was done by a named maker', 'P.L. 117-263 s.5949', true, true);
INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('NDAA23-5949', 'PL117-263', 'named_subsidiary', NULL, 'subsidiaries of the named makers, which the text names with them', '{offender,unknown,other}', 'offender', false, true);
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT 'NDAA23-5949', 'PL117-263', 'class', c.word, c.word = 'semiconductor', false, true, true
	FROM unnest('{semiconductor,raw_material,component_material,cell,magnet,structure}'::text[]) AS c (word);
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT 'NDAA23-5949', 'PL117-263', 'material', m.material, m.material LIKE '%\_device', false, true, true FROM materials.material AS m WHERE m.material NOT IN ('assembly', 'battery', 'scrap');
-- The wafer counts with the device; what is further up is no semiconductor.
INSERT INTO materials.rule_step (rule, version, limb, process, effect, reach, builtin) VALUES
	('NDAA23-5949', 'PL117-263', 'maker', '*', 'listed', 'itself', true),
	('NDAA23-5949', 'PL117-263', 'maker', 'wafer_making', 'listed', 'chain', true);
