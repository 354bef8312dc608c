-- The 50 percent rule: property of parties that blocked persons own to half or more (RULEBOOK 12).

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, builtin) VALUES
	('BLOCKED', 'blocked persons own half or more of it, or it is one', 100, true, true, true),
	('NOT_BLOCKED', 'blocked persons own less than half of it', 40, false, true, true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('OFAC-50', '2014', 'Parties that blocked persons own to half or more', '79 FR 47726; OFAC FAQ 398, 399, 401', 'https://ofac.treasury.gov/faqs/401',
		'party', 'blocked party', 'party_relation', 'OFAC-50', 'signed_on', NULL, NULL, '2014-08-13', '2026-11-22', true,
		'Ownership, not control. Licences of OFAC are not tracked.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('OFAC-50', '2014', 'against', 'BLOCKED', true), ('OFAC-50', '2014', 'for', 'NOT_BLOCKED', true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('OFAC-50', '2014', 'all', 'revised guidance', NULL, '2014-08-13', '79 FR 47726', true, true);

INSERT INTO materials.rule_relation (rule, version, relation, title, effective_from, verdict, citation, confirmed, builtin)
	SELECT 'OFAC-50', '2014', v.relation, v.title, NULL, NULL, '79 FR 47726', true, true
	FROM (VALUES ('party', 'the party'), ('seller', 'the contractor'), ('buyer', 'the buyer'), ('producer', 'the maker'), ('supplier', 'the supplier')) AS v (relation, title);
