-- Dimensions of the star schema: plain rows in base types, one row for what is unknown.  docs/internals/bi.md.

CREATE OR REPLACE VIEW bi_country WITH (security_invoker = true) AS
	SELECT c.country::text AS country, materials.country_alpha3(c.country) AS alpha3, materials.country_name(c.country) AS country_name,
		EXISTS (SELECT FROM materials.covered_nation AS n WHERE n.nation OPERATOR(materials.=) c.country AND n.valid @> materials.as_of()) AS covered_nation
	FROM materials.countries() AS c (country)
	UNION ALL
	SELECT 'unknown', 'unknown', 'Unknown', false;
COMMENT ON VIEW bi_country IS 'dimension: countries and territories of ISO 3166-1, and a row for what is unknown';
COMMENT ON COLUMN bi_country.country IS 'key: alpha-2 code, or unknown';
COMMENT ON COLUMN bi_country.alpha3 IS 'alpha-3 code';
COMMENT ON COLUMN bi_country.country_name IS 'short English name';
COMMENT ON COLUMN bi_country.covered_nation IS 'whether it is a covered nation of 10 U.S.C. 4872(f)(2) on the day of materials.as_of; false for unknown, which is not clean but unknown';

CREATE OR REPLACE VIEW bi_party WITH (security_invoker = true) AS
	SELECT 0::bigint AS party_id, 'unknown' AS party_code, 'Unknown' AS party_name, 'unknown' AS kind, 'unknown' AS incorporated_in, 'unknown' AS headquarters_in, 'none' AS government_of, false AS name_withheld
	UNION ALL
	SELECT p.id, p.code, p.name, p.kind, coalesce(i.country, 'unknown'), coalesce(h.country, 'unknown'), coalesce(p.government_of::text, 'none'), coalesce(t.withheld IS NOT NULL, false)
	FROM party_at(materials.known_at()) AS p LEFT JOIN party AS t ON t.id = p.id
		LEFT JOIN LATERAL (SELECT CASE WHEN count(DISTINCT d.country::text) > 1 THEN 'several' ELSE min(d.country::text) END AS country FROM domicile_at(materials.as_of(), materials.known_at()) AS d WHERE d.party_id = p.id AND d.kind = 'incorporation') AS i ON true
		LEFT JOIN LATERAL (SELECT CASE WHEN count(DISTINCT d.country::text) > 1 THEN 'several' ELSE min(d.country::text) END AS country FROM domicile_at(materials.as_of(), materials.known_at()) AS d WHERE d.party_id = p.id AND d.kind = 'headquarters') AS h ON true
	WHERE p.id <= 9007199254740991;
COMMENT ON VIEW bi_party IS 'dimension: companies, governments, people, and a row for an unknown party; a withheld name stands there for those to whom it is disclosed';
COMMENT ON COLUMN bi_party.party_id IS 'key; 0 is unknown';
COMMENT ON COLUMN bi_party.party_code IS 'code by which people address the party';
COMMENT ON COLUMN bi_party.party_name IS 'name as registered, or the text that stands for a withheld name';
COMMENT ON COLUMN bi_party.kind IS 'company, partnership, natural_person, government, government_agency, political_party, anonymous, redacted or unknown';
COMMENT ON COLUMN bi_party.incorporated_in IS 'country of incorporation on the day of materials.as_of (bi_country); several; or unknown';
COMMENT ON COLUMN bi_party.headquarters_in IS 'country of its headquarters on that day; several; or unknown';
COMMENT ON COLUMN bi_party.government_of IS 'nation of which it is a government, agency or ruling party; none for all others';
COMMENT ON COLUMN bi_party.name_withheld IS 'true where its name is withheld from those to whom it is not disclosed';

CREATE OR REPLACE VIEW bi_site WITH (security_invoker = true) AS
	SELECT 0::bigint AS site_id, 'unknown' AS site_code, 'Unknown' AS site_name, 'unknown' AS kind, 'unknown' AS status, 'unknown' AS country, 'unknown' AS region, 0::bigint AS operator_id
	UNION ALL
	SELECT s.id, s.code::text, s.name, s.kind, s.status, s.country::text, coalesce(s.region, 'unknown'), coalesce(s.operator_id, 0)
	FROM site AS s WHERE s.recorded_at <= materials.known_at();
COMMENT ON VIEW bi_site IS 'dimension: mines, refineries, plants, data centres, and a row for an unknown site';
COMMENT ON COLUMN bi_site.site_id IS 'key; 0 is unknown';
COMMENT ON COLUMN bi_site.site_code IS 'code by which people address the site';
COMMENT ON COLUMN bi_site.site_name IS 'name of the site';
COMMENT ON COLUMN bi_site.kind IS 'mine, refinery, plant, recycler, warehouse, data_centre, base, laboratory, other or unknown';
COMMENT ON COLUMN bi_site.status IS 'planned, announced, operating, closed or unknown';
COMMENT ON COLUMN bi_site.country IS 'country (bi_country)';
COMMENT ON COLUMN bi_site.region IS 'region, ISO 3166-2, or unknown';
COMMENT ON COLUMN bi_site.operator_id IS 'party that runs it (bi_party); 0 is unknown';

CREATE OR REPLACE VIEW bi_material WITH (security_invoker = true) AS
	SELECT 'unknown' AS material, 'Not stated' AS material_name, 'unknown' AS family, 'none' AS element
	UNION ALL
	SELECT 'none', 'No material: cells, packs, devices', 'none', 'none'
	UNION ALL
	SELECT m.material, m.title, w.word, coalesce(m.element, 'none')
	FROM materials.material AS m JOIN materials.wider_material() AS w ON w.material = m.material JOIN materials.material AS f ON f.material = w.word AND f.part_of IS NULL;
COMMENT ON VIEW bi_material IS 'dimension: materials from ore to active material, a row for what is not stated, and one for goods that are no material';
COMMENT ON COLUMN bi_material.material IS 'key, as in materials.material; unknown; or none';
COMMENT ON COLUMN bi_material.material_name IS 'name of the material';
COMMENT ON COLUMN bi_material.family IS 'widest material that it is a form of';
COMMENT ON COLUMN bi_material.element IS 'chemical symbol where it is an element, else none';

CREATE OR REPLACE VIEW bi_item WITH (security_invoker = true) AS
	SELECT 0::bigint AS item_id, 'unknown' AS item_code, 'Unknown' AS item_name, 'unknown' AS class, 'Unknown' AS class_name, false AS is_battery, 'unknown' AS material, 0::bigint AS maker_id, NULL::numeric(28,9) AS unit_mass_kg, false AS unit_mass_known
	UNION ALL
	SELECT i.id, i.code::text, i.name, i.class, coalesce(c.title, i.class), coalesce(c.is_battery, false), coalesce(i.material, 'none'), coalesce(i.maker_id, 0), reference_amount(i.unit_mass)::numeric(28,9), i.unit_mass IS NOT NULL
	FROM item AS i LEFT JOIN materials.item_class AS c ON c.class = i.class WHERE i.recorded_at <= materials.known_at();
COMMENT ON VIEW bi_item IS 'dimension: catalogue parts, and a row for an unknown one';
COMMENT ON COLUMN bi_item.item_id IS 'key; 0 is unknown, or that a lot is of a material and of no part';
COMMENT ON COLUMN bi_item.item_code IS 'part number';
COMMENT ON COLUMN bi_item.item_name IS 'what it is';
COMMENT ON COLUMN bi_item.class IS 'class, as in materials.item_class';
COMMENT ON COLUMN bi_item.class_name IS 'title of the class';
COMMENT ON COLUMN bi_item.is_battery IS 'whether the class is a battery or cell in the sense of 42 U.S.C. 18741(a)(1)';
COMMENT ON COLUMN bi_item.material IS 'material that it consists of (bi_material); none for what is no material';
COMMENT ON COLUMN bi_item.maker_id IS 'party whose part number it is (bi_party); 0 is unknown';
COMMENT ON COLUMN bi_item.unit_mass_kg IS 'mass of one piece in kg, rounded at 9 digits; empty where unit_mass_known is false';
COMMENT ON COLUMN bi_item.unit_mass_known IS 'whether the mass of one piece is recorded';

CREATE OR REPLACE VIEW bi_lot WITH (security_invoker = true) AS
	SELECT l.id AS lot_id, l.code AS lot_code, coalesce(l.item_id, 0) AS item_id, coalesce(l.material, CASE WHEN l.item_id IS NULL THEN 'unknown' ELSE 'none' END) AS material,
		coalesce(CASE WHEN l.producer_id <= 9007199254740991 THEN l.producer_id END, 0) AS producer_id, coalesce(l.site_id, 0) AS site_id, coalesce(l.country::text, 'unknown') AS country,
		coalesce(l.step, 'unknown') AS step, coalesce(s.stage, 'unknown') AS stage, l.made_on, l.made_on IS NOT NULL AS made_on_known,
		reference_amount(l.quantity)::numeric(28,9) AS quantity, reference_unit(materials.dimension(l.quantity)) AS unit, m.mass::numeric(28,9) AS mass_kg, m.mass IS NOT NULL AS mass_known,
		l.primary_source, coalesce(l.untraced_reason, 'none') AS untraced_reason, coalesce(l.custody_model, 'not_stated') AS custody_model
	FROM lot_at(materials.known_at()) AS l LEFT JOIN materials.process_step AS s ON s.step = l.step
		CROSS JOIN LATERAL (SELECT mass_kg(l.quantity, l.unit_mass)) AS m (mass);
COMMENT ON VIEW bi_lot IS 'dimension and base of facts: lots as they are known, corrected ones left out';
COMMENT ON COLUMN bi_lot.lot_id IS 'key: number of the lot';
COMMENT ON COLUMN bi_lot.lot_code IS 'lot code or serial number';
COMMENT ON COLUMN bi_lot.item_id IS 'item it is a lot of (bi_item); 0 where it is of a material alone';
COMMENT ON COLUMN bi_lot.material IS 'material it consists of (bi_material); none for what is no material; unknown';
COMMENT ON COLUMN bi_lot.producer_id IS 'party that made it (bi_party); 0 is unknown';
COMMENT ON COLUMN bi_lot.site_id IS 'site where it was made (bi_site); 0 is unknown';
COMMENT ON COLUMN bi_lot.country IS 'country where it was made (bi_country), or unknown';
COMMENT ON COLUMN bi_lot.step IS 'process step that made it, as in materials.process_step, or unknown';
COMMENT ON COLUMN bi_lot.stage IS 'stage of that step: extraction, processing, metal, component, magnet, cell, assembly, recycling, logistics or unknown';
COMMENT ON COLUMN bi_lot.made_on IS 'day on which it was made (bi_date); empty where made_on_known is false';
COMMENT ON COLUMN bi_lot.made_on_known IS 'whether that day is recorded';
COMMENT ON COLUMN bi_lot.quantity IS 'how much was made, in the unit beside, rounded at 9 digits';
COMMENT ON COLUMN bi_lot.unit IS 'kg, each, L, m, m2, MJ or C; amounts of different units do not add up';
COMMENT ON COLUMN bi_lot.mass_kg IS 'the same in kg, rounded at 9 digits; empty where mass_known is false';
COMMENT ON COLUMN bi_lot.mass_known IS 'whether the mass is known: it is a mass, or pieces of which one''s mass is recorded';
COMMENT ON COLUMN bi_lot.primary_source IS 'true where it is stated that the chain begins here';
COMMENT ON COLUMN bi_lot.untraced_reason IS 'why nothing is known further up, as in materials.unknown_reason; none where nobody says';
COMMENT ON COLUMN bi_lot.custody_model IS 'chain-of-custody model of ISO 22095, or not_stated';

CREATE OR REPLACE VIEW bi_programme WITH (security_invoker = true) AS
	SELECT 0::bigint AS programme_id, 'none' AS programme_code, 'No programme' AS programme_name, 'none' AS kind, NULL::date AS milestone_b_on, false AS milestone_b_known
	UNION ALL
	SELECT p.id, p.code::text, p.name, p.kind, p.milestone_b_on, p.milestone_b_on IS NOT NULL
	FROM programme AS p WHERE p.recorded_at <= materials.known_at();
COMMENT ON VIEW bi_programme IS 'dimension: acquisition programmes and programmes of sites, and a row for none';
COMMENT ON COLUMN bi_programme.programme_id IS 'key; 0 is no programme';
COMMENT ON COLUMN bi_programme.programme_code IS 'code by which people address the programme';
COMMENT ON COLUMN bi_programme.programme_name IS 'name of the programme';
COMMENT ON COLUMN bi_programme.kind IS 'defence, civil_government, commercial or none';
COMMENT ON COLUMN bi_programme.milestone_b_on IS 'day of Milestone B or its equivalent (bi_date); empty where milestone_b_known is false';
COMMENT ON COLUMN bi_programme.milestone_b_known IS 'whether that day is recorded; it may not have come yet';

CREATE OR REPLACE VIEW bi_line WITH (security_invoker = true) AS
	SELECT l.id AS line_id, l.code::text AS line_code, c.code::text AS contract_code, coalesce(l.programme_id, 0) AS programme_id, l.item_id, coalesce(c.buyer_id, 0) AS buyer_id, coalesce(c.seller_id, 0) AS seller_id,
		reference_amount(l.quantity)::numeric(28,9) AS quantity, reference_unit(materials.dimension(l.quantity)) AS unit, p.price::numeric(28,9) AS price, p.price IS NOT NULL AS price_known, coalesce(l.currency, 'unknown') AS currency,
		l.procured_on, l.procured_on IS NOT NULL AS procured_on_known, l.delivered_on, l.delivered_on IS NOT NULL AS delivered_on_known
	FROM contract_line AS l JOIN contract AS c ON c.id = l.contract_id CROSS JOIN LATERAL (SELECT CASE WHEN l.price < 1e18 THEN l.price END) AS p (price)
	WHERE l.recorded_at <= materials.known_at();
COMMENT ON VIEW bi_line IS 'dimension: contract lines: what is bought, from whom and what for';
COMMENT ON COLUMN bi_line.line_id IS 'key: number of the contract line';
COMMENT ON COLUMN bi_line.line_code IS 'line number, unique in the ledger';
COMMENT ON COLUMN bi_line.contract_code IS 'contract number';
COMMENT ON COLUMN bi_line.programme_id IS 'programme it is bought for (bi_programme); 0 is none';
COMMENT ON COLUMN bi_line.item_id IS 'item bought (bi_item)';
COMMENT ON COLUMN bi_line.buyer_id IS 'party that buys (bi_party); 0 is unknown';
COMMENT ON COLUMN bi_line.seller_id IS 'party that sells (bi_party); 0 is unknown';
COMMENT ON COLUMN bi_line.quantity IS 'how much is bought, in the unit beside, rounded at 9 digits';
COMMENT ON COLUMN bi_line.unit IS 'kg, each, L, m, m2, MJ or C';
COMMENT ON COLUMN bi_line.price IS 'price of the line in the currency beside, rounded at 9 digits; empty where price_known is false';
COMMENT ON COLUMN bi_line.price_known IS 'whether a price is recorded';
COMMENT ON COLUMN bi_line.currency IS 'ISO 4217, or unknown; prices of different currencies do not add up';
COMMENT ON COLUMN bi_line.procured_on IS 'day of the procurement act (bi_date); empty where procured_on_known is false';
COMMENT ON COLUMN bi_line.procured_on_known IS 'whether that day is recorded';
COMMENT ON COLUMN bi_line.delivered_on IS 'day of delivery (bi_date); empty where delivered_on_known is false';
COMMENT ON COLUMN bi_line.delivered_on_known IS 'whether that day is recorded';

CREATE OR REPLACE VIEW bi_line_lot WITH (security_invoker = true) AS
	SELECT x.line_id, lot_standing(x.lot_id, materials.known_at()) AS lot_id, reference_amount(x.quantity)::numeric(28,9) AS quantity, coalesce(reference_unit(materials.dimension(x.quantity)), 'unknown') AS unit, x.quantity IS NOT NULL AS quantity_known
	FROM contract_line_lot AS x WHERE x.recorded_at <= materials.known_at();
COMMENT ON VIEW bi_line_lot IS 'bridge: which lots a contract line is filled from';
COMMENT ON COLUMN bi_line_lot.line_id IS 'contract line (bi_line)';
COMMENT ON COLUMN bi_line_lot.lot_id IS 'lot (bi_lot), or the one that stands for it since a correction';
COMMENT ON COLUMN bi_line_lot.quantity IS 'how much of the lot, in the unit beside, rounded at 9 digits; empty where quantity_known is false, then all of it may fill the line';
COMMENT ON COLUMN bi_line_lot.unit IS 'kg, each, L, m, m2, MJ or C; unknown where no quantity is stated';
COMMENT ON COLUMN bi_line_lot.quantity_known IS 'whether the line says how much of the lot it takes';

-- LIMIT says what the planner cannot know: there is one row of each rule in its newest version.
CREATE OR REPLACE VIEW bi_rule WITH (security_invoker = true) AS
	SELECT r.rule, r.version, r.title, r.citation, r.subject, r.concern, r.test, coalesce(r.doctrine, 'none') AS doctrine, r.enacted_on, r.released_on, r.confirmed
	FROM materials.rules_asked(NULL) AS a CROSS JOIN LATERAL (SELECT x.* FROM materials.rule AS x WHERE x.rule = a.rule AND x.version = a.version LIMIT 1) AS r;
COMMENT ON VIEW bi_rule IS 'dimension: rules in the version that is asked today';
COMMENT ON COLUMN bi_rule.rule IS 'key: code of the rule';
COMMENT ON COLUMN bi_rule.version IS 'newest version of the text as encoded here';
COMMENT ON COLUMN bi_rule.title IS 'what the rule is about';
COMMENT ON COLUMN bi_rule.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN bi_rule.subject IS 'what the rule is about, in a word';
COMMENT ON COLUMN bi_rule.concern IS 'word for whom it is directed against';
COMMENT ON COLUMN bi_rule.test IS 'how it is evaluated, as in materials.evaluator';
COMMENT ON COLUMN bi_rule.doctrine IS 'ownership doctrine that it follows; none where lists alone decide';
COMMENT ON COLUMN bi_rule.enacted_on IS 'day of enactment (bi_date)';
COMMENT ON COLUMN bi_rule.released_on IS 'day on which this encoding was released (bi_date)';
COMMENT ON COLUMN bi_rule.confirmed IS 'whether the text was read; false where it rests on recollection or one secondary source';

-- In the select list a set is told row by row, so that LIMIT stops it.
CREATE OR REPLACE VIEW bi_date WITH (security_invoker = true) AS
	SELECT d.day AS day, extract(year FROM d.day)::integer AS year, extract(quarter FROM d.day)::integer AS quarter, extract(month FROM d.day)::integer AS month, extract(day FROM d.day)::integer AS day_of_month,
		extract(isoyear FROM d.day)::integer AS iso_year, extract(week FROM d.day)::integer AS iso_week, extract(isodow FROM d.day)::integer AS weekday, make_date(extract(year FROM d.day)::integer, extract(month FROM d.day)::integer, 1) AS month_start
	FROM (SELECT '1990-01-01'::date + generate_series(0, 25932) AS day) AS d;
COMMENT ON VIEW bi_date IS 'dimension: days from 1990 to 2060';
COMMENT ON COLUMN bi_date.day IS 'key: the day';
COMMENT ON COLUMN bi_date.year IS 'calendar year';
COMMENT ON COLUMN bi_date.quarter IS 'quarter, 1 to 4';
COMMENT ON COLUMN bi_date.month IS 'month, 1 to 12';
COMMENT ON COLUMN bi_date.day_of_month IS 'day of the month, 1 to 31';
COMMENT ON COLUMN bi_date.iso_year IS 'year that the week of ISO 8601 belongs to';
COMMENT ON COLUMN bi_date.iso_week IS 'week of ISO 8601, 1 to 53';
COMMENT ON COLUMN bi_date.weekday IS 'day of the week, 1 is Monday';
COMMENT ON COLUMN bi_date.month_start IS 'first day of the month, for grouping';
