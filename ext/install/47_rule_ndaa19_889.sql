-- Section 889 of the NDAA for fiscal year 2019: telecommunications and video equipment of five named makers (RULEBOOK 10).
-- Taken from summaries and recollection, so nothing of it is confirmed.

INSERT INTO materials.list (list, title, authority, citation, builtin) VALUES
	('NDAA19-889', 'Makers of telecommunications and video equipment named in section 889 of the NDAA for fiscal year 2019', 'Congress', 'P.L. 115-232 s.889(f)(3)', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('NDAA19-889', 'PL115-232', 'Telecommunications and video equipment of five named makers, their subsidiaries and affiliates', 'P.L. 115-232 s.889; FAR 52.204-25', 'https://www.acquisition.gov/far/52.204-25',
		'telecommunications equipment', 'named maker', 'party_relation', NULL, 'signed_on', NULL, NULL, '2018-08-13', '2026-11-22', false,
		'Whether a contractor uses such equipment (part B) is asked only of the named makers themselves. Electronic assemblies are what is looked at.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('NDAA19-889', 'PL115-232', 'against', 'PROHIBITED', true), ('NDAA19-889', 'PL115-232', 'for', 'NOT_PROHIBITED', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('NDAA19-889', 'PL115-232', 'agency', 'bought by an agency of the United States', 'strict $.defence_funds == true || $.programme_kind == "defence" || $.programme_kind == "civil_government"', 'P.L. 115-232 s.889(a)(1)', false, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('NDAA19-889', 'PL115-232', 'buying', 'buying such equipment', NULL, '2019-08-13', 'P.L. 115-232 s.889(a)(1)(A), (c)', false, true);

INSERT INTO materials.rule_list (rule, version, list, successors, subsidiary_share, citation, confirmed, builtin) VALUES
	('NDAA19-889', 'PL115-232', 'NDAA19-889', false, '1/2', 'P.L. 115-232 s.889(f)(3)', false, true);

INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('NDAA19-889', 'PL115-232', 'named_subsidiary', NULL, 'from which share a party is a subsidiary or affiliate: half or more is taken', '{offender,unknown,other}', 'offender', false, true);

INSERT INTO materials.rule_relation (rule, version, relation, title, effective_from, verdict, citation, confirmed, builtin) VALUES
	('NDAA19-889', 'PL115-232', 'party', 'the party', NULL, NULL, 'P.L. 115-232 s.889(f)(3)', false, true),
	('NDAA19-889', 'PL115-232', 'seller', 'the contractor', '2020-08-13', NULL, 'P.L. 115-232 s.889(a)(1)(B), (c)', false, true),
	('NDAA19-889', 'PL115-232', 'producer', 'the maker of the equipment', NULL, NULL, 'P.L. 115-232 s.889(a)(1)(A)', false, true),
	('NDAA19-889', 'PL115-232', 'part_producer', 'the maker of equipment in it', NULL, NULL, 'P.L. 115-232 s.889(a)(1)(A)', false, true);

INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT 'NDAA19-889', 'PL115-232', 'class', c.class, c.class = 'electronics', c.class IN ('electronics', 'end_item', 'storage_system', 'pack', 'module', 'motor', 'other'), true, true
	FROM materials.item_class AS c;
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT 'NDAA19-889', 'PL115-232', 'material', m.material, false, m.material IN ('battery', 'assembly'), true, true
	FROM materials.material AS m;
