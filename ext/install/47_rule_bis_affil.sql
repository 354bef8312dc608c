-- Interim final rule on affiliates of listed entities (RULEBOOK 13): on from 2025-09-29, suspended for a year from
-- 2025-11-10, and nothing read says what followed.  A new period is a row of rule_status.

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, asks, builtin) VALUES
	('AFFILIATE', 'listed entities own half or more of it, or it is one: their licence rule applies to it', 60, false, true, true, true),
	('NOT_AFFILIATE', 'listed entities own less than half of it', 40, false, true, false, true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('BIS-AFFIL', '2025', 'Affiliates of entities on the lists of the Bureau of Industry and Security', 'FR Doc 2025-19001; FR Doc 2025-19846', 'https://www.federalregister.gov/d/2025-19846',
		'party', 'affiliate of a listed entity', 'party_relation', 'BIS-50', 'delivered_on', NULL, NULL, '2025-09-29', '2026-11-22', true,
		'Read in several summaries that agree. It says under which licence rule a party stands; whether a licence is needed is not computed.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('BIS-AFFIL', '2025', 'against', 'AFFILIATE', true), ('BIS-AFFIL', '2025', 'for', 'NOT_AFFILIATE', true);

INSERT INTO materials.rule_status (rule, version, status, valid, verdict, citation, builtin) VALUES
	('BIS-AFFIL', '2025', 'suspended', '[2025-11-10,2026-11-10)', 'SUSPENDED', 'FR Doc 2025-19846', true),
	('BIS-AFFIL', '2025', 'unconfirmed', '[2026-11-10,)', 'UNCONFIRMED', 'returns on this day unless the suspension was extended; nothing read says which', true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('BIS-AFFIL', '2025', 'all', 'interim final rule', NULL, '2025-09-29', 'FR Doc 2025-19001', true, true);

INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('BIS-AFFIL', '2025', 'state', 'Q13', 'whether suspension and what followed are heeded, or the rule is asked as if it were in force', '{followed,ignored}', 'followed', false, true);

INSERT INTO materials.rule_relation (rule, version, relation, title, effective_from, verdict, citation, confirmed, builtin)
	SELECT 'BIS-AFFIL', '2025', v.relation, v.title, NULL, NULL, 'FR Doc 2025-19001', true, true
	FROM (VALUES ('party', 'the party'), ('buyer', 'the buyer'), ('seller', 'the contractor'), ('producer', 'the maker')) AS v (relation, title);
