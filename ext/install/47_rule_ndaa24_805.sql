-- Section 805 of the NDAA for fiscal year 2024: contracts with Chinese military companies, and for what they make
-- (RULEBOOK 9.2).  The sentence that leaves components out was cut off in what was read, so that limb is unconfirmed.

INSERT INTO materials.property (property, subjects, type, title, citation, builtin) VALUES
	('third_party_connection', '{line}', 'boolean', 'a service that connects to the facilities of a third party: backhaul, roaming, interconnection', 'P.L. 118-31 s.805', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'Defence contracts with Chinese military companies, and for goods that they make', 'P.L. 118-31 s.805', 'https://wifcon.com/dodauth24/dod24_805.htm',
		'contract', 'Chinese military company', 'party_relation', NULL, 'signed_on', NULL, NULL, '2023-12-22', '2026-11-22', true,
		'Contracts of before the effective dates are left alone, later modifications included. DFARS case 2024-D012 is open.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'against', 'PROHIBITED', true), ('NDAA24-805', 'PL118-31', 'for', 'NOT_PROHIBITED', true);

INSERT INTO materials.rule_status (rule, version, status, valid, citation, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'in_force', '[2023-12-22,)', 'P.L. 118-31', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'defence', 'bought by the Department of Defense', 'strict $.defence_funds == true', 'P.L. 118-31 s.805(a)', true, true);

INSERT INTO materials.rule_exclusion (rule, version, exclusion, title, condition, to_be_shown, citation, confirmed, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'connection', 'a service that connects to the facilities of a third party', 'strict $.third_party_connection == true', true, 'P.L. 118-31 s.805', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'direct', 'contract with such a company', NULL, '2026-06-30', 'P.L. 118-31 s.805(a)(1)(A)', true, true);

INSERT INTO materials.rule_list (rule, version, list, successors, subsidiary_share, citation, confirmed, builtin) VALUES
	('NDAA24-805', 'PL118-31', '1260H', false, '1/2', 'P.L. 118-31 s.805(a)(1)', true, true);

INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'named_subsidiary', NULL, 'what "subject to its control" means: a share of half or more is taken for it', '{offender,unknown,other}', 'offender', false, true);

INSERT INTO materials.rule_waiver_authority (rule, version, authority, title, lasts, citation, confirmed, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'SecDef', 'Secretary of Defense', NULL, 'P.L. 118-31 s.805', true, true);

INSERT INTO materials.rule_relation (rule, version, relation, title, effective_from, verdict, citation, confirmed, builtin) VALUES
	('NDAA24-805', 'PL118-31', 'party', 'the party', NULL, NULL, 'P.L. 118-31 s.805(a)(1)(A)', true, true),
	('NDAA24-805', 'PL118-31', 'seller', 'the contractor', NULL, NULL, 'P.L. 118-31 s.805(a)(1)(A)', true, true),
	('NDAA24-805', 'PL118-31', 'producer', 'the maker of the goods', '2027-06-30', NULL, 'P.L. 118-31 s.805(a)(1)(B)', true, true),
	('NDAA24-805', 'PL118-31', 'part_producer', 'the maker of a component', '2027-06-30', 'EXEMPT', 'P.L. 118-31 s.805', false, true);
