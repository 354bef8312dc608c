-- Regulation (EU) 2024/1252, Article 5: how much of a strategic raw material one third country processes (RULEBOOK 17.2).
-- A benchmark of the Union, no duty of a buyer: what is computed is the concentration of what is bought.

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, asks, builtin) VALUES
	('ABOVE_BENCHMARK', 'more than a benchmark allows, which binds nobody who buys', 60, false, true, true, true),
	('WITHIN_BENCHMARK', 'not more than a benchmark allows', 40, false, true, false, true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('EU-CRMA', '2024-1252', 'Share of one third country in a strategic raw material', 'Regulation (EU) 2024/1252 Art. 5', 'https://eur-lex.europa.eu/eli/reg/2024/1252/oj',
		'strategic raw material', 'third country', 'cost_ratio', NULL, 'procured_on', NULL, NULL, '2024-05-23', '2026-11-22', true,
		'The benchmark is one of the Union''s yearly consumption by 2030; here it is asked of what a line buys. The benchmarks for extraction, processing and recycling inside the Union are not computed.', true);

INSERT INTO materials.rule_phase (rule, version, phase, title, effective_from, citation, confirmed, builtin) VALUES
	('EU-CRMA', '2024-1252', 'all', 'benchmark', '2024-05-23', 'Regulation (EU) 2024/1252 Art. 5', true, true);

-- Which materials are strategic agrees in the summaries for graphite; the others are recalled.
INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin)
	SELECT 'EU-CRMA', '2024-1252', m.material, format('largest share of one third country in processed %s', lower(m.title)), 'Art. 5(1)(b), Annex I', m.material = 'graphite', true
	FROM materials.material AS m
	WHERE m.material IN ('aluminium', 'boron', 'cobalt', 'copper', 'dysprosium', 'gallium', 'germanium', 'graphite', 'lithium', 'manganese', 'neodymium', 'nickel', 'praseodymium', 'samarium', 'silicon', 'terbium', 'titanium', 'tungsten');
INSERT INTO materials.rule_ratio (rule, version, limb, basis, per, itself, otherwise, mark, met, unmet, nothing, builtin)
	SELECT 'EU-CRMA', '2024-1252', m.limb, 'mass', 'case', true, 'inside', 'country', 'ABOVE_BENCHMARK', 'WITHIN_BENCHMARK', 'NOT_COVERED', true FROM materials.rule_limb AS m WHERE m.rule = 'EU-CRMA';
INSERT INTO materials.rule_threshold (rule, version, limb, threshold, strict, citation, confirmed, builtin)
	SELECT 'EU-CRMA', '2024-1252', m.limb, '65/100', true, 'Art. 5(1)(b)', true, true FROM materials.rule_limb AS m WHERE m.rule = 'EU-CRMA';

-- A cell, a magnet or a device is no raw material; a silo processes nothing.
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, class, treatment, builtin)
	SELECT 'EU-CRMA', '2024-1252', m.limb, row_number() OVER (PARTITION BY m.limb ORDER BY c.class), c.class, 'inside', true
	FROM materials.rule_limb AS m CROSS JOIN materials.item_class AS c WHERE m.rule = 'EU-CRMA' AND c.class NOT IN ('raw_material', 'component_material', 'other');
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, step, treatment, builtin) SELECT 'EU-CRMA', '2024-1252', m.limb, 40, 'blending', 'inside', true FROM materials.rule_limb AS m WHERE m.rule = 'EU-CRMA';
INSERT INTO materials.rule_ratio_part (rule, version, limb, place, material, stage, treatment, citation, builtin)
	SELECT 'EU-CRMA', '2024-1252', m.limb, 50, m.limb, 'processing', 'counts', 'Art. 5(1)(b)', true FROM materials.rule_limb AS m WHERE m.rule = 'EU-CRMA';

INSERT INTO materials.rule_ratio_country (rule, version, country, builtin)
	SELECT 'EU-CRMA', '2024-1252', c::materials.country, true
	FROM unnest(ARRAY['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK']) AS c;

INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin) VALUES
	('EU-CRMA', '2024-1252', 'class', '*', true, true, true, true), ('EU-CRMA', '2024-1252', 'material', '*', true, true, true, true);
