-- Regulation (EU) 2023/1542: which batteries need a passport, and from when due diligence is owed (RULEBOOK 17.1).

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('EU-BATT-PASSPORT', '2023-1542', 'Battery passport', 'Regulation (EU) 2023/1542 Art. 77', 'https://eur-lex.europa.eu/eli/reg/2023/1542/oj',
		'battery', 'battery with a passport', 'property', NULL, 'placed_on_market', NULL, 'no_battery', '2023-07-12', '2026-11-22', true, 'Read in several summaries that agree.', true),
	('EU-BATT-DILIGENCE', '2025-1561', 'Due diligence of who places batteries on the market', 'Regulation (EU) 2023/1542 Art. 48; Regulation (EU) 2025/1561', 'https://eur-lex.europa.eu/eli/reg/2025/1561/oj',
		'battery', 'battery', 'property', NULL, 'placed_on_market', NULL, 'no_battery', '2023-07-12', '2026-11-22', true,
		'Postponed from 2025-08-18. Small operators are left out below a turnover that was not confirmed; that is not computed.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('EU-BATT-PASSPORT', '2023-1542', 'against', 'REQUIRED', true), ('EU-BATT-PASSPORT', '2023-1542', 'for', 'NOT_REQUIRED', true),
	('EU-BATT-DILIGENCE', '2025-1561', 'against', 'REQUIRED', true), ('EU-BATT-DILIGENCE', '2025-1561', 'for', 'NOT_REQUIRED', true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('EU-BATT-PASSPORT', '2023-1542', 'all', 'battery passport', NULL, '2027-02-18', 'Regulation (EU) 2023/1542 Art. 77(1)', true, true),
	('EU-BATT-DILIGENCE', '2025-1561', 'all', 'due diligence', NULL, '2027-08-18', 'Regulation (EU) 2025/1561', true, true);

INSERT INTO materials.rule_condition (rule, version, condition, title, test, verdict, citation, confirmed, builtin) VALUES
	('EU-BATT-PASSPORT', '2023-1542', 'vehicle', 'a battery for electric vehicles or light means of transport', 'strict !($.class == "raw_material" || $.class == "component_material" || $.class == "magnet" || $.class == "motor" || $.class == "semiconductor" || $.class == "structure") && ($.battery_category == "ev" || $.battery_category == "lmt")', NULL, 'Art. 77(1)', true, true),
	('EU-BATT-PASSPORT', '2023-1542', 'industrial', 'an industrial battery of more than 2 kWh', 'strict !($.class == "raw_material" || $.class == "component_material" || $.class == "magnet" || $.class == "motor" || $.class == "semiconductor" || $.class == "structure") && $.battery_category == "industrial" && $.rated_energy > 2', NULL, 'Art. 77(1)', true, true),
	('EU-BATT-DILIGENCE', '2025-1561', 'battery', 'a battery', 'strict $.class == "cell" || $.class == "module" || $.class == "pack" || $.class == "storage_system"', NULL, 'Art. 48', true, true),
	('EU-BATT-DILIGENCE', '2025-1561', 'inside', 'something with a battery in it',
		'strict ($.class == "end_item" || $.class == "electronics" || $.class == "other") && ($.battery_category == "ev" || $.battery_category == "lmt" || $.battery_category == "sli" || $.battery_category == "industrial" || $.battery_category == "portable")', NULL, 'Art. 48', true, true);
