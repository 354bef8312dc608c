-- Who is a foreign entity of concern: by 42 U.S.C. 18741(a)(5) and the interpretive rule of the Department of Energy
-- (RULEBOOK 4), and by the CHIPS Act (RULEBOOK 5).  These say what a party is, and bar nothing by themselves.

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, asks, builtin) VALUES
	('FEOC', 'a foreign entity of concern', 60, false, true, true, true),
	('NOT_FEOC', 'no foreign entity of concern', 40, false, true, false, true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('FEOC42', 'PL117-58', 'Foreign entity of concern, as the statute says', '42 U.S.C. 18741(a)(5)', 'https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title42-section18741',
		'party', 'foreign entity of concern', 'party_relation', 'DOE-25', 'signed_on', NULL, NULL, '2021-11-15', '2026-11-22', true,
		'"Owned by, controlled by, or subject to the jurisdiction" is read as in the interpretive rule of the Department of Energy, on days before it too.', true),
	('DOE-FEOC', '2024', 'Foreign entity of concern, as the Department of Energy reads it', '89 FR 37079', 'https://www.govinfo.gov/content/pkg/FR-2024-05-06/html/2024-08913.htm',
		'party', 'foreign entity of concern', 'party_relation', 'DOE-25', 'signed_on', NULL, NULL, '2024-05-06', '2026-11-22', false,
		'Parts of the interpretive rule rest on summaries and recollection.', true),
	('CHIPS-FEOC', '2023', 'Foreign entity of concern of the CHIPS Act', '15 U.S.C. 4651(8); 15 CFR 231.104', 'https://www.ecfr.gov/current/title-15/section-231.104',
		'party', 'foreign entity of concern', 'party_relation', 'CHIPS-25', 'signed_on', NULL, NULL, '2022-08-09', '2026-11-22', true,
		'Private persons who are located in a covered nation count.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin)
	SELECT r.rule, r.version, w.outcome, w.verdict, true
	FROM (VALUES ('FEOC42', 'PL117-58'), ('DOE-FEOC', '2024'), ('CHIPS-FEOC', '2023')) AS r (rule, version), (VALUES ('against', 'FEOC'), ('for', 'NOT_FEOC')) AS w (outcome, verdict);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('FEOC42', 'PL117-58', 'all', 'enactment', NULL, '2021-11-15', 'P.L. 117-58 s.40207(a)', true, true),
	('DOE-FEOC', '2024', 'all', 'publication', NULL, '2024-05-06', '89 FR 37079', true, true),
	('CHIPS-FEOC', '2023', 'all', 'enactment', NULL, '2022-08-09', 'P.L. 117-167 s.103', false, true);

INSERT INTO materials.rule_relation (rule, version, relation, title, effective_from, verdict, citation, confirmed, builtin)
	SELECT r.rule, r.version, v.relation, v.title, NULL, NULL, r.citation, true, true
	FROM materials.rule AS r, (VALUES ('party', 'the party'), ('seller', 'the contractor'), ('producer', 'the maker')) AS v (relation, title)
	WHERE r.rule IN ('FEOC42', 'DOE-FEOC', 'CHIPS-FEOC');
