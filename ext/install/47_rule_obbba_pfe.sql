-- P.L. 119-21: who is a prohibited foreign entity, and the credit for components that such makers do not get (RULEBOOK 15.1, 15.3).

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, builtin) VALUES
	('PROHIBITED_FOREIGN_ENTITY', 'a specified or foreign-influenced entity, whatever is unknown', 100, true, true, true),
	('NO_PROHIBITED_FOREIGN_ENTITY', 'neither a specified nor a foreign-influenced entity', 40, false, true, true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('OBBBA-PFE', 'PL119-21', 'Prohibited foreign entities, and makers of components that are one', '26 U.S.C. 7701(a)(51); 45X(d)(4)', 'https://www.law.cornell.edu/uscode/text/26/7701',
		'party', 'prohibited foreign entity', 'party_relation', 'OBBBA-SFE', 'component_sold_on', NULL, NULL, '2025-07-04', '2026-11-22', true,
		'The status is that of the day that is asked about; the law asks for the last day of the taxable year (of the first year for some limbs, the first). Contracts that give effective control are known by payments only.', true);
INSERT INTO materials.rule_doctrine (rule, version, doctrine, citation, builtin) VALUES ('OBBBA-PFE', 'PL119-21', 'OBBBA-FIE', '26 U.S.C. 7701(a)(51)(A)(ii)', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('OBBBA-PFE', 'PL119-21', 'against', 'PROHIBITED_FOREIGN_ENTITY', true), ('OBBBA-PFE', 'PL119-21', 'for', 'NO_PROHIBITED_FOREIGN_ENTITY', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('OBBBA-PFE', 'PL119-21', 'component', 'a component in the sense of section 45X',
		'strict $.technology == "solar_component" || $.technology == "wind_component" || $.technology == "inverter" || $.technology == "battery_component" || $.technology == "critical_mineral"', '26 U.S.C. 45X(c)', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('OBBBA-PFE', 'PL119-21', 'all', 'taxable years that begin after enactment', NULL, '2025-07-05', 'P.L. 119-21', true, true);

INSERT INTO materials.rule_relation (rule, version, relation, title, effective_from, verdict, citation, confirmed, builtin) VALUES
	('OBBBA-PFE', 'PL119-21', 'party', 'the party', NULL, NULL, '26 U.S.C. 7701(a)(51)', true, true),
	('OBBBA-PFE', 'PL119-21', 'producer', 'the maker', NULL, NULL, '26 U.S.C. 45X(d)(4)', true, true);
