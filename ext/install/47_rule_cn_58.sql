-- Announcement 58 of 2025 of China's Ministry of Commerce and customs: what may be exported only with a licence
-- (RULEBOOK 16).  A warning about supply, no compliance verdict.  It never took effect before it was suspended.

INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('exported_on', '{line}', 'date', NULL, NULL, 'day of export', 'MOFCOM/GACC Announcement 58 of 2025', true),
	('exported_from', '{line}', 'text', NULL, NULL, 'country that it is exported from, by its ISO 3166-1 code', 'MOFCOM/GACC Announcement 58 of 2025', true),
	('cell_chemistry', '{line,item,lot}', 'text', NULL, '{lithium_ion,lithium_metal,sodium_ion,lead_acid,nickel_metal_hydride,other}', 'chemistry of the cells', 'MOFCOM/GACC Announcement 58 of 2025', true),
	('specific_energy_wh_kg', '{line,item,lot}', 'number', NULL, NULL, 'energy for its weight, in Wh/kg', 'MOFCOM/GACC Announcement 58 of 2025', true),
	('press_density_g_cm3', '{line,item,lot}', 'number', NULL, NULL, 'density when pressed, in g/cm3', 'MOFCOM/GACC Announcement 58 of 2025', true),
	('specific_capacity_mah_g', '{line,item,lot}', 'number', NULL, NULL, 'capacity for its weight, in mAh/g', 'MOFCOM/GACC Announcement 58 of 2025', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('CN-58', '2025', 'Chinese export licences for lithium batteries, cathode and graphite anode materials', 'MOFCOM/GACC Announcement 58 of 2025; Announcement 70 of 2025', 'https://www.chemradar.com/en/news/detail/f3s7t2oy9qf4',
		'export', 'listed good', 'property', NULL, 'exported_on', NULL, NULL, '2025-10-09', '2026-11-22', true,
		'Read in several translations and summaries. Equipment and technology, which it also lists, are not encoded. What followed the suspension nobody read.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('CN-58', '2025', 'against', 'IN_SCOPE', true), ('CN-58', '2025', 'for', 'OUT_OF_SCOPE', true);

INSERT INTO materials.rule_status (rule, version, status, valid, verdict, citation, builtin) VALUES
	('CN-58', '2025', 'suspended', '[2025-11-07,2026-11-10)', 'SUSPENDED', 'MOFCOM Announcement 70 of 2025', true),
	('CN-58', '2025', 'unconfirmed', '[2026-11-10,)', 'UNCONFIRMED', 'the published end of the suspension has passed, and nothing read says what followed', true);

INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('CN-58', '2025', 'export', 'exported from China', 'strict $.exported_from == "CN"', 'MOFCOM/GACC Announcement 58 of 2025', true, true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('CN-58', '2025', 'all', 'day announced for it', NULL, '2025-11-08', 'MOFCOM/GACC Announcement 58 of 2025', true, true);

INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('CN-58', '2025', 'state', 'Q13', 'whether suspension and what followed are heeded, or the scope is asked as if it were in force', '{followed,ignored}', 'followed', false, true),
	('CN-58', '2025', 'capacity_of_156', NULL, 'whether exactly 156 mAh/g is listed, on which translations differ', '{listed,not_listed}', 'listed', false, true);

INSERT INTO materials.rule_condition (rule, version, condition, title, test, verdict, citation, confirmed, builtin) VALUES
	('CN-58', '2025', 'cell', 'a lithium-ion cell or battery of 300 Wh/kg or more',
		'strict ($.class == "cell" || $.class == "module" || $.class == "pack" || $.class == "storage_system") && $.cell_chemistry == "lithium_ion" && $.specific_energy_wh_kg >= 300', NULL, 'Announcement 58, 3A001', true, true),
	('CN-58', '2025', 'lfp_cathode', 'lithium iron phosphate of 2.5 g/cm3 or more when pressed and 156 mAh/g or more',
		'strict ($.class == "component_material" || $.class == "raw_material" || $.class == null) && $.material == "lithium_iron_phosphate" && $.press_density_g_cm3 >= 2.5 && ($.specific_capacity_mah_g > 156 || $.specific_capacity_mah_g == 156 && $capacity_of_156 == "listed")',
		NULL, 'Announcement 58', true, true),
	('CN-58', '2025', 'precursor', 'cathode precursor hydroxide of nickel, cobalt and manganese or aluminium',
		'strict ($.class == "component_material" || $.class == "raw_material" || $.class == null) && $.material == "precursor"', NULL, 'Announcement 58', true, true),
	('CN-58', '2025', 'graphite_anode', 'artificial graphite for anodes',
		'strict ($.class == "component_material" || $.class == "raw_material" || $.class == null) && $.material == "synthetic_graphite"', NULL, 'Announcement 58', true, true);
