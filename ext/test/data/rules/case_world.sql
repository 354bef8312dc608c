-- Cases as documents: what is recorded of a contract line and of what fills it is one JSON object of leaves, so that two cases
-- can be told to differ in one fact, and a fact can be taken away, whatever table it is kept in.  The including test has made
-- the ledger and set the search path, and fills the temporary table world; then case_load() records all of it.
--
--   line/PROPERTY            fact of the line, in the words of materials.property, columns too
--   contract/seller, buyer   party
--   waiver/by, from, to      a waiver of the rule for the line
--   lot/NAME/ATTRIBUTE       class, material, role, step, country, region, maker, supplier, made_on, kg, primary; "top" fills the line
--   lot_property/NAME/PROPERTY, item_claim/NAME/CLAIM, claim/NAME/CLAIM, assay/NAME/ELEMENT, licence/NAME (by whom)
--   draw/OUTPUT/INPUT        kilograms; cost/OUTPUT/INPUT US dollars
--   withdrawn/NAME, unfilled  the lot was taken back; no lot fills the line
CREATE TEMPORARY TABLE world (code text PRIMARY KEY, rule text NOT NULL, doc jsonb NOT NULL);

-- Parties say what they are: who is on which list, who holds how much of whom, of whom nothing is stated.
CREATE FUNCTION pg_temp.parties_make() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO party (code, name, kind, government_of, government_level) VALUES ('STATE', 'Government of China', 'government', 'CN', 'national');
	CREATE TEMPORARY TABLE list_of AS SELECT l.list, (SELECT min(r.subsidiary_share) FROM materials.rule_list AS r WHERE r.list = l.list) AS share FROM materials.list AS l;
	CREATE TEMPORARY TABLE cast_of AS
		SELECT v.code, v.country, v.complete, NULL::text AS owner, NULL::text AS share, NULL::text[] AS lists, 'confirmed' AS decision, NULL::text AS succeeds
		FROM (VALUES ('GOOD', 'US', true), ('GOOD-OPEN', 'US', false), ('GOOD-NOWHERE', NULL, true), ('OPEN', 'KR', false)) AS v (code, country, complete)
		UNION ALL SELECT 'BAD', 'CN', true, NULL, NULL, ARRAY(SELECT l.list FROM list_of AS l), 'confirmed', NULL
		UNION ALL SELECT 'BAD-OPEN', 'CN', false, NULL, NULL, ARRAY(SELECT l.list FROM list_of AS l), 'confirmed', NULL
		UNION ALL SELECT 'BAD-NOWHERE', NULL, true, NULL, NULL, ARRAY(SELECT l.list FROM list_of AS l), 'confirmed', NULL
		UNION ALL SELECT 'LISTED ' || l.list, 'US', true, NULL, NULL, ARRAY[l.list], 'confirmed', NULL FROM list_of AS l
		UNION ALL SELECT 'PERHAPS ' || l.list, 'US', true, NULL, NULL, ARRAY[l.list], 'candidate', NULL FROM list_of AS l
		UNION ALL SELECT 'HEIR ' || l.list, 'US', true, NULL, NULL, NULL, 'confirmed', 'LISTED ' || l.list FROM list_of AS l
		UNION ALL SELECT format('%s %s', k.kind, l.list), 'US', true, 'LISTED ' || l.list, k.share, NULL, 'confirmed', NULL FROM list_of AS l
			CROSS JOIN LATERAL (VALUES ('DAUGHTER', l.share::text), ('COUSIN', (l.share - '1/1000'::fraction)::text), ('NIECE', format('[%s,%s]', l.share - '1/1000'::fraction, l.share))) AS k (kind, share) WHERE l.share IS NOT NULL
		-- Held by a government or by who is caught anyway: less and more, and ranges around each.
		UNION ALL SELECT format('%s %s', o.owner, s.share), 'US', s.complete, o.owner, s.share, NULL, 'confirmed', NULL FROM unnest(ARRAY['STATE', 'BAD']) AS o (owner)
			CROSS JOIN (VALUES ('5%', true), ('10%', true), ('24.9%', true), ('25%', true), ('30%', true), ('49.9%', true), ('50%', true), ('60%', true), ('[5%,30%]', true), ('[20%,60%]', true), ('[25%,30%]', true), ('[0%,100%]', true)) AS s (share, complete)
		UNION ALL SELECT format('%s %s OPEN', o.owner, s.share), 'US', false, o.owner, s.share, NULL, 'confirmed', NULL FROM unnest(ARRAY['STATE', 'BAD']) AS o (owner) CROSS JOIN unnest(ARRAY['5%', '25%', '30%', '60%']) AS s (share);
	INSERT INTO party (code, name) SELECT c.code, c.code FROM cast_of AS c;
	INSERT INTO party_domicile (party_id, kind, country) SELECT p.id, k.kind, c.country::country FROM cast_of AS c JOIN party AS p ON p.code = c.code CROSS JOIN unnest(ARRAY['incorporation', 'headquarters', 'principal_place']) AS k (kind) WHERE c.country IS NOT NULL;
	INSERT INTO listing (party_id, list, entry, decision) SELECT p.id, l.list, c.code, c.decision FROM cast_of AS c JOIN party AS p ON p.code = c.code CROSS JOIN unnest(c.lists) AS l (list);
	INSERT INTO interest (owner_id, owned_id, share) SELECT o.id, p.id, c.share::share FROM cast_of AS c JOIN party AS p ON p.code = c.code JOIN party AS o ON o.code = c.owner;
	INSERT INTO succession (predecessor_id, successor_id) SELECT o.id, p.id FROM cast_of AS c JOIN party AS p ON p.code = c.code JOIN party AS o ON o.code = c.succeeds;
	INSERT INTO declaration (claim, party_id) SELECT 'ownership_complete', p.id FROM cast_of AS c JOIN party AS p ON p.code = c.code WHERE c.complete;
END $$;

-- Records all cases; a line has the code of its case.
CREATE FUNCTION pg_temp.case_load() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMPORARY TABLE leaf AS SELECT w.code, w.rule, string_to_array(k.key, '/') AS at, k.value FROM world AS w CROSS JOIN LATERAL jsonb_each_text(w.doc) AS k WHERE k.value IS NOT NULL;
	CREATE TEMPORARY TABLE said AS SELECT l.code, l.at[1] AS kind, CASE WHEN cardinality(l.at) = 3 THEN l.at[2] END AS name, jsonb_object_agg(l.at[cardinality(l.at)], l.value) AS a FROM leaf AS l GROUP BY 1, 2, 3;
	CREATE TEMPORARY TABLE made AS SELECT s.code AS case_code, s.name, concat_ws('/', s.code, s.name) AS code, s.a FROM said AS s WHERE s.kind = 'lot';
	ANALYZE leaf;
	INSERT INTO site (code, name, country, region) SELECT DISTINCT concat_ws(' ', 'SITE', m.a ->> 'country', m.a ->> 'region'), m.a ->> 'region', (m.a ->> 'country')::country, m.a ->> 'region' FROM made AS m WHERE m.a ? 'region' AND m.a ? 'country';
	INSERT INTO item (code, name, class, material) SELECT m.code, m.name, coalesce(m.a ->> 'class', 'other'), m.a ->> 'material' FROM made AS m WHERE m.a ? 'class' OR m.name = 'top';
	INSERT INTO lot (code, item_id, material, role, producer_id, site_id, country, step, made_on, quantity, primary_source)
		SELECT m.code, i.id, CASE WHEN NOT m.a ? 'class' THEN coalesce(m.a ->> 'material', 'assembly') END, m.a ->> 'role', p.id, s.id, (m.a ->> 'country')::country, m.a ->> 'step', (m.a ->> 'made_on')::date,
			quantity(coalesce(m.a ->> 'kg', '1')::numeric, 'kg'), coalesce((m.a ->> 'primary')::boolean, false)
		FROM made AS m LEFT JOIN item AS i ON i.code = m.code AND m.a ? 'class' LEFT JOIN party AS p ON p.code = m.a ->> 'maker' LEFT JOIN site AS s ON m.a ? 'region' AND m.a ? 'country' AND s.code = concat_ws(' ', 'SITE', m.a ->> 'country', m.a ->> 'region');
	CREATE TEMPORARY TABLE lot_of AS SELECT l.code, l.id FROM lot AS l;
	CREATE UNIQUE INDEX ON lot_of (code);
	ANALYZE lot_of;
	INSERT INTO transfer (lot_id, from_id) SELECT l.id, p.id FROM made AS m JOIN lot_of AS l ON l.code = m.code JOIN party AS p ON p.code = m.a ->> 'supplier';
	INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency, excess_stated)
		SELECT o.id, i.id, quantity(d.value::numeric, 'kg'), c.value::numeric, CASE WHEN c.value IS NOT NULL THEN 'USD' END, true
		FROM leaf AS d JOIN lot_of AS o ON o.code = concat_ws('/', d.code, d.at[2]) JOIN lot_of AS i ON i.code = concat_ws('/', d.code, d.at[3])
			LEFT JOIN leaf AS c ON c.code = d.code AND c.at = ARRAY['cost', d.at[2], d.at[3]] WHERE d.at[1] = 'draw';
	INSERT INTO declaration (claim, lot_id) SELECT s.at[3], l.id FROM leaf AS s JOIN lot_of AS l ON l.code = concat_ws('/', s.code, s.at[2]) WHERE s.at[1] = 'claim';
	INSERT INTO declaration (claim, item_id) SELECT s.at[3], i.id FROM leaf AS s JOIN item AS i ON i.code = concat_ws('/', s.code, s.at[2]) WHERE s.at[1] = 'item_claim';
	INSERT INTO lot_property (lot_id, property, value) SELECT l.id, s.at[3], s.value FROM leaf AS s JOIN lot_of AS l ON l.code = concat_ws('/', s.code, s.at[2]) WHERE s.at[1] = 'lot_property';
	INSERT INTO assay (lot_id, element, mass_fraction) SELECT l.id, s.at[3], s.value::share FROM leaf AS s JOIN lot_of AS l ON l.code = concat_ws('/', s.code, s.at[2]) WHERE s.at[1] = 'assay';
	INSERT INTO control_contract (code, contractor_id, producer_id, kind, lot_id, right_quantity, right_timing, right_sale, right_access, right_operation)
		SELECT l.code, p.id, t.producer_id, 'licence', t.id, true, true, true, true, true FROM leaf AS s JOIN lot_of AS l ON l.code = concat_ws('/', s.code, s.at[2]) JOIN lot AS t ON t.id = l.id JOIN party AS p ON p.code = s.value WHERE s.at[1] = 'licence' AND t.producer_id <> p.id;
	-- What a line says of itself, in columns and in rows.
	INSERT INTO programme (code, name, kind, milestone_b_on) SELECT s.code, s.code, coalesce(s.a ->> 'programme_kind', 'defence'), (s.a ->> 'milestone_b_on')::date FROM said AS s WHERE s.kind = 'line' AND s.a ? 'programme';
	INSERT INTO contract (code, seller_id, buyer_id, signed_on)
		SELECT w.code, x.id, y.id, (w.doc ->> 'line/signed_on')::date FROM world AS w LEFT JOIN party AS x ON x.code = w.doc ->> 'contract/seller' LEFT JOIN party AS y ON y.code = w.doc ->> 'contract/buyer';
	INSERT INTO contract_line (code, contract_id, programme_id, item_id, quantity, procured_on, obligated_on, delivered_on, defence_funds, standard_battery, device, environment, commercial_off_the_shelf, maintenance_only, research_and_test)
		SELECT w.code, c.id, p.id, i.id, '1 kg', (s.a ->> 'procured_on')::date, (s.a ->> 'obligated_on')::date, (s.a ->> 'delivered_on')::date, coalesce((s.a ->> 'defence_funds')::boolean, true), coalesce((s.a ->> 'standard_battery')::boolean, false),
			coalesce(s.a ->> 'device', 'none'), coalesce(s.a ->> 'environment', 'unknown'), coalesce((s.a ->> 'commercial_off_the_shelf')::boolean, false), coalesce((s.a ->> 'maintenance_only')::boolean, false), coalesce((s.a ->> 'research_and_test')::boolean, false)
		FROM world AS w JOIN contract AS c ON c.code = w.code JOIN item AS i ON i.code = w.code || '/top' LEFT JOIN said AS s ON s.code = w.code AND s.kind = 'line' LEFT JOIN programme AS p ON p.code = w.code;
	INSERT INTO contract_line_lot (line_id, lot_id) SELECT l.id, t.id FROM contract_line AS l JOIN lot_of AS t ON t.code = l.code || '/top' JOIN world AS w ON w.code = l.code WHERE NOT w.doc ? 'unfilled';
	INSERT INTO line_property (line_id, property, value) SELECT l.id, s.at[2], s.value FROM leaf AS s JOIN contract_line AS l ON l.code = s.code JOIN materials.property AS k ON k.property = s.at[2] AND k.kept_in IS NULL WHERE s.at[1] = 'line';
	INSERT INTO waiver (code, rule, line_id, granted_by, valid) SELECT l.code, w.rule, l.id, w.doc ->> 'waiver/by', daterange((w.doc ->> 'waiver/from')::date, (w.doc ->> 'waiver/to')::date, '[]') FROM world AS w JOIN contract_line AS l ON l.code = w.code WHERE w.doc ? 'waiver/by';
	INSERT INTO correction (relation, row_id, reason) SELECT 'lot', l.id, 'taken back' FROM leaf AS s JOIN lot_of AS l ON l.code = concat_ws('/', s.code, s.at[2]) WHERE s.at[1] = 'withdrawn';
	ANALYZE party, item, lot, consumption, declaration, contract, contract_line, contract_line_lot, line_property, interest, listing, party_domicile;
END $$;
