-- Section 1260H of the NDAA for fiscal year 2021: who is on the list of Chinese military companies (RULEBOOK 9.1).
-- Membership is the listing itself, by the days of the editions; nothing is computed from ownership.

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, asks, builtin) VALUES
	('LISTED', 'it is an entry of the list on that day', 60, false, true, true, true),
	('NOT_LISTED', 'it is no entry of the list on that day', 40, false, true, false, true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('NDAA21-1260H', 'PL116-283', 'List of Chinese military companies', 'P.L. 116-283 s.1260H, 10 U.S.C. 113 note; 91 FR 35189',
		'https://media.defense.gov/2026/Jun/08/2003945537/-1/-1/1/ENTITIES-IDENTIFIED-AS-CHINESE-MILITARY-COMPANIES-OPERATING-IN-THE-UNITED-STATES-IN-ACCORDANCE-WITH-SECTION-1260H.PDF',
		'party', 'Chinese military company', 'party_relation', NULL, 'signed_on', NULL, NULL, '2021-01-01', '2026-11-22', true,
		'Editions of 2021-06-03, 2022-10-05, 2024-01-31, 2025-01-07 and 2026-06-08. Being listed bars nothing by itself; section 805 of the NDAA for 2024 does.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('NDAA21-1260H', 'PL116-283', 'against', 'LISTED', true), ('NDAA21-1260H', 'PL116-283', 'for', 'NOT_LISTED', true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('NDAA21-1260H', 'PL116-283', 'list', 'first edition of the list', NULL, '2021-06-03', 'P.L. 116-283 s.1260H(b)', true, true);

INSERT INTO materials.rule_list (rule, version, list, successors, subsidiary_share, citation, confirmed, builtin) VALUES
	('NDAA21-1260H', 'PL116-283', '1260H', false, NULL, 'P.L. 116-283 s.1260H(b)', true, true);

INSERT INTO materials.rule_relation (rule, version, relation, title, effective_from, verdict, citation, confirmed, builtin) VALUES
	('NDAA21-1260H', 'PL116-283', 'party', 'the party', NULL, NULL, 'P.L. 116-283 s.1260H(b)', true, true),
	('NDAA21-1260H', 'PL116-283', 'seller', 'the contractor', NULL, NULL, 'P.L. 116-283 s.1260H(b)', true, true),
	('NDAA21-1260H', 'PL116-283', 'producer', 'the maker', NULL, NULL, 'P.L. 116-283 s.1260H(b)', true, true);
