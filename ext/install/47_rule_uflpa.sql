-- Goods of Xinjiang and of listed entities: the presumption of the Uyghur Forced Labor Prevention Act, and the bar on funds
-- of the Department of Defense (RULEBOOK 11).

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, builtin) VALUES
	('PRESUMED_BARRED', 'the rule presumes that it is barred, and nothing that is shown releases it', 100, true, true, true),
	('RELEASED', 'what the rule presumes was shown not to be so', 45, false, true, true),
	('NOT_BARRED', 'the rule presumes nothing against it', 40, false, true, true);

INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('imported_on', '{line}', 'date', NULL, NULL, 'day of import into the United States', 'P.L. 117-78 s.3', true),
	('guidance_followed', '{line}', 'boolean', NULL, NULL, 'the importer followed the government''s guidance on goods of Xinjiang', 'P.L. 117-78 s.3(b)(1)(A)', true),
	('inquiries_answered', '{line}', 'boolean', NULL, NULL, 'the importer answered all inquiries of Customs fully', 'P.L. 117-78 s.3(b)(1)(B)', true),
	('clear_and_convincing', '{line}', 'boolean', NULL, NULL, 'clear and convincing evidence shows that no forced labour was used', 'P.L. 117-78 s.3(b)(2)', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('UFLPA', 'PL117-78', 'Goods made wholly or in part in Xinjiang, or by a listed entity', 'P.L. 117-78 s.3; UFLPA Entity List notices', 'https://www.dhs.gov/uflpa-entity-list',
		'good', 'step in Xinjiang or by a listed entity', 'step_origin', NULL, 'imported_on', NULL, NULL, '2021-12-23', '2026-11-21', true,
		'The list after August 2025 was not seen (Q15): its entries are rows of the ledger''s table listing.', true),
	('DFARS-XUAR', 'JUN2023', 'Funds of the Department of Defense for products of Xinjiang or of listed entities', '10 U.S.C. 4661; DFARS 225.7022, 252.225-7060 (JUN 2023)', 'https://www.acquisition.gov/dfars/225.7022',
		'good', 'step in Xinjiang or by a listed entity', 'step_origin', NULL, 'obligated_on', NULL, NULL, '2022-12-23', '2026-11-21', true,
		'The text bars knowingly buying what forced labour from Xinjiang made. That a step was done there, or by an entity of the UFLPA list, stands for it: a reading.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('UFLPA', 'PL117-78', 'against', 'PRESUMED_BARRED', true), ('UFLPA', 'PL117-78', 'for', 'NOT_BARRED', true),
	('DFARS-XUAR', 'JUN2023', 'against', 'PROHIBITED', true), ('DFARS-XUAR', 'JUN2023', 'for', 'NOT_PROHIBITED', true);

INSERT INTO materials.rule_status (rule, version, status, valid, citation, builtin) VALUES
	('UFLPA', 'PL117-78', 'in_force', '[2021-12-23,)', 'P.L. 117-78', true), ('DFARS-XUAR', 'JUN2023', 'in_force', '[2022-12-23,)', '10 U.S.C. 4661', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('DFARS-XUAR', 'JUN2023', 'defence', 'paid with funds of the Department of Defense', 'strict $.defence_funds == true', '10 U.S.C. 4661', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('UFLPA', 'PL117-78', 'all', 'goods imported', NULL, '2022-06-21', 'P.L. 117-78 s.3(e)', true, true),
	('DFARS-XUAR', 'JUN2023', 'all', 'funds obligated or expended, from the first day of the month of the clause on', NULL, '2023-06-01', 'DFARS 252.225-7060 (JUN 2023)', true, true);

-- The presumption stands until all three parts are shown; a part that nobody states is not shown.
INSERT INTO materials.rule_exclusion (rule, version, exclusion, title, condition, verdict, to_be_shown, citation, confirmed, builtin) VALUES
	('UFLPA', 'PL117-78', 'rebuttal', 'guidance followed, inquiries answered, clear and convincing evidence',
		'strict $.guidance_followed == true && $.inquiries_answered == true && $.clear_and_convincing == true', 'RELEASED', true, 'P.L. 117-78 s.3(b)', true, true);

INSERT INTO materials.rule_list (rule, version, list, successors, subsidiary_share, citation, confirmed, builtin) VALUES
	('UFLPA', 'PL117-78', 'UFLPA', false, NULL, 'P.L. 117-78 s.2(d)(2)(B)', true, true),
	('DFARS-XUAR', 'JUN2023', 'UFLPA', false, NULL, 'P.L. 117-78 s.2(d)(2)(B); that the list decides here too is a reading', false, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('UFLPA', 'PL117-78', 'region', 'no step, whatever its share, was done in Xinjiang', 'P.L. 117-78 s.3(a)', true, true),
	('UFLPA', 'PL117-78', 'entity', 'no step was done by a listed entity', 'P.L. 117-78 s.3(a)', true, true),
	('DFARS-XUAR', 'JUN2023', 'region', 'no step, whatever its share, was done in Xinjiang', '10 U.S.C. 4661', false, true),
	('DFARS-XUAR', 'JUN2023', 'entity', 'no step was done by an entity of the UFLPA list', '10 U.S.C. 4661', false, true);

INSERT INTO materials.rule_place (rule, version, place, member, treatment, citation, confirmed, builtin) VALUES
	('UFLPA', 'PL117-78', 'xinjiang', 'CN-XJ', 'in', 'ISO 3166-2', true, true), ('DFARS-XUAR', 'JUN2023', 'xinjiang', 'CN-XJ', 'in', 'ISO 3166-2', true, true);

-- Whatever is bought is tested as a whole, with all that went into it.
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT r.rule, r.version, s.scope, '*', true, true, true, true FROM materials.rule AS r CROSS JOIN (VALUES ('class'), ('material')) AS s (scope) WHERE r.rule IN ('UFLPA', 'DFARS-XUAR');
INSERT INTO materials.rule_step (rule, version, limb, effect, place, builtin)
	SELECT r.rule, r.version, 'region', 'barred', 'xinjiang', true FROM materials.rule AS r WHERE r.rule IN ('UFLPA', 'DFARS-XUAR');
INSERT INTO materials.rule_step (rule, version, limb, effect, builtin)
	SELECT r.rule, r.version, 'entity', 'listed', true FROM materials.rule AS r WHERE r.rule IN ('UFLPA', 'DFARS-XUAR');
