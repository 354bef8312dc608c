-- Regulation (EU) 2017/821: duties of importers of tin, tantalum, tungsten and gold above yearly volumes (RULEBOOK 17.3).
-- The volumes are recalled, so unconfirmed.

INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('mineral_form', '{line,item,lot}', 'text', NULL, '{ore,metal}', 'ore or concentrate, or metal', 'Regulation (EU) 2017/821 Annex I', true),
	('imported_into_eu_on', '{line}', 'date', NULL, NULL, 'day of import into the European Union', 'Regulation (EU) 2017/821', true),
	('imported_in_year', '{line,item}', 'quantity', 'kg', NULL, 'mass of it that its importer brings into the European Union in a year', 'Regulation (EU) 2017/821 Annex I', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('EU-3TG', '2017-821', 'Due diligence of importers of tin, tantalum, tungsten and gold', 'Regulation (EU) 2017/821', 'https://eur-lex.europa.eu/eli/reg/2017/821/oj',
		'mineral', 'mineral of Annex I', 'property', NULL, 'imported_into_eu_on', NULL, NULL, '2017-05-17', '2026-11-22', false,
		'Management system, audit by a third party and disclosure are owed wherever the mineral comes from. Volumes for metals other than gold were not read.', true);

INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES
	('EU-3TG', '2017-821', 'against', 'REQUIRED', true), ('EU-3TG', '2017-821', 'for', 'NOT_REQUIRED', true);

INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('EU-3TG', '2017-821', 'all', 'duties of importers', NULL, '2021-01-01', 'Regulation (EU) 2017/821 Art. 20', true, true);

INSERT INTO materials.rule_condition (rule, version, condition, title, test, verdict, citation, confirmed, builtin)
	SELECT 'EU-3TG', '2017-821', format('%s_%s', v.material, v.form), format('%s %s, %s kg or more a year', v.title, v.form, v.kg),
		format('strict ($.class == "raw_material" || $.class == "component_material" || $.class == null) && $.material == "%s" && $.mineral_form == "%s" && $.imported_in_year >= %s', v.material, v.form, v.kg)::jsonpath,
		NULL, 'Regulation (EU) 2017/821 Annex I', false, true
	FROM (VALUES ('tin', 'tin', 'ore', 5000), ('tungsten', 'tungsten', 'ore', 250000), ('tantalum', 'tantalum', 'ore', 100000), ('gold', 'gold', 'ore', 4000000), ('gold', 'gold', 'metal', 100)) AS v (material, title, form, kg)
	UNION ALL
	-- For these no volume was read: what is imported of them is in doubt, whatever its mass.
	SELECT 'EU-3TG', '2017-821', format('%s_metal', v.material), format('%s metal above a volume that was not read', v.material),
		format('strict ($.class == "raw_material" || $.class == "component_material" || $.class == null) && $.material == "%s" && $.mineral_form == "metal"', v.material)::jsonpath,
		'REVIEW', 'Regulation (EU) 2017/821 Annex I', false, true
	FROM (VALUES ('tin'), ('tungsten'), ('tantalum')) AS v (material);
