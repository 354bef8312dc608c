-- Where things are said to come from, beside where they are traced to.  A claim is no evidence: no verdict rests on it.

-- What counts as one mineral: the widest material that a material is a form of, and the element it is measured by.
CREATE OR REPLACE FUNCTION claimed_mineral(material text, element text, OUT mineral text, OUT symbol text)
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(m.material, claimed_mineral.element), coalesce(m.element, claimed_mineral.element)
	FROM (SELECT 1) AS one LEFT JOIN LATERAL (
		SELECT y.material, y.element FROM materials.wider_material() AS w JOIN materials.material AS y ON y.material = w.word WHERE w.material = claimed_mineral.material AND y.part_of IS NULL
		UNION ALL
		SELECT y.material, y.element FROM materials.material AS y WHERE claimed_mineral.material IS NULL AND y.element = claimed_mineral.element AND y.part_of IS NULL
		ORDER BY 1 LIMIT 1) AS m ON true;
END;
COMMENT ON FUNCTION claimed_mineral(text, text) IS 'the mineral that a claim about a material or an element counts for, and its element; the element itself where no material has it';

CREATE OR REPLACE FUNCTION claim_rows(lot_ids bigint[], as_of date, known_at timestamptz) RETURNS TABLE (lot_id bigint, about text, mineral text, symbol text, scope text, country text, claimed_in text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 200
BEGIN ATOMIC
	WITH asked AS MATERIALIZED (
		SELECT l.id, l.item_id, l.producer_id FROM unnest(claim_rows.lot_ids) AS a (id) CROSS JOIN LATERAL (SELECT y.id, y.item_id, y.producer_id FROM lot_at(claim_rows.known_at) AS y WHERE y.id = a.id OFFSET 0) AS l
	)
	SELECT a.lot_id, 'content' AS about, m.mineral, m.symbol, 'lot' AS scope, s.country::text AS country, coalesce(p.code::text, s.source, 'statement') AS claimed_in
	FROM substance_at(claim_rows.known_at) AS a JOIN lot_substance AS s ON s.id = a.id LEFT JOIN passport AS p ON p.id = s.passport_id CROSS JOIN LATERAL claimed_mineral(s.material, s.element) AS m
	WHERE a.lot_id = ANY (claim_rows.lot_ids) AND s.country IS NOT NULL AND m.mineral IS NOT NULL
	UNION ALL
	SELECT q.id, 'content', m.mineral, m.symbol, CASE WHEN s.item_id IS NULL THEN 'company' ELSE 'item' END, s.source_country::text, d.code::text
	FROM mineral_source_at(claim_rows.as_of, claim_rows.known_at) AS c JOIN mineral_source AS s ON s.id = c.id JOIN document AS d ON d.id = s.document_id
		JOIN asked AS q ON CASE WHEN s.item_id IS NULL THEN q.producer_id = s.party_id ELSE q.item_id = s.item_id AND coalesce(q.producer_id, s.party_id) = s.party_id END
		CROSS JOIN LATERAL claimed_mineral(s.material, NULL) AS m
	WHERE s.source_country IS NOT NULL
	UNION ALL
	SELECT n.lot_id, 'made', NULL, NULL, 'lot', v.value #>> '{}', p.code::text
	FROM passport_at(claim_rows.known_at) AS n JOIN passport AS p ON p.id = n.id CROSS JOIN LATERAL materials.passport_values(p.form, p.content) AS v
	WHERE n.lot_id = ANY (claim_rows.lot_ids) AND v.attribute = 'manufacturing_country' AND v.value IS NOT NULL
	UNION ALL
	SELECT n.lot_id, 'made', NULL, NULL, 'lot', x.value, x.key
	FROM supplier_answer AS x JOIN (SELECT DISTINCT y.key, y.row_id FROM supplier_question AS y WHERE y.relation = 'lot' AND y.aspect = 'country') AS q ON q.key = x.key CROSS JOIN LATERAL (SELECT lot_standing(q.row_id, claim_rows.known_at) AS lot_id) AS n
	WHERE n.lot_id = ANY (claim_rows.lot_ids) AND x.recorded_at <= claim_rows.known_at AND x.valid @> claim_rows.as_of;
END;
COMMENT ON FUNCTION claim_rows(bigint[], date, timestamptz) IS 'what is claimed of lots: where a mineral in them comes from (content; symbol is its element) and where they were made (made), each with the country and where it is claimed; scope is lot, item or company';

CREATE OR REPLACE FUNCTION traced_mineral(lot_id bigint, mineral text, symbol text, known_at timestamptz) RETURNS TABLE (country text, share_min materials.fraction, share_max materials.fraction, open materials.fraction)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	WITH ended AS MATERIALIZED (
		SELECT o.kind, l.country::text AS country, o.share_min, o.share_max, l.material
		FROM origin_rows(traced_mineral.lot_id, coalesce('element:' || traced_mineral.symbol, 'mass'), traced_mineral.known_at) AS o
			LEFT JOIN LATERAL (SELECT y.country, y.material FROM lot_at(traced_mineral.known_at) AS y WHERE y.id = o.lot_id OFFSET 0) AS l ON true
	), form AS MATERIALIZED (
		SELECT w.material FROM materials.wider_material() AS w WHERE w.word = traced_mineral.mineral
	), unknown AS MATERIALIZED (
		SELECT coalesce(materials.sum(e.share_max), '0'::materials.fraction) AS open FROM ended AS e WHERE e.kind = 'unknown' OR e.country IS NULL
	)
	-- That an end in the country may hold the mineral counts for the greatest share; that it is a form of it, for the least.
	SELECT e.country, coalesce(materials.sum(e.share_min) FILTER (WHERE e.material IN (SELECT f.material FROM form AS f) OR NOT EXISTS (SELECT FROM form)), '0'::materials.fraction), coalesce(materials.sum(e.share_max), '0'::materials.fraction), materials.max(u.open)
	FROM unknown AS u LEFT JOIN ended AS e ON e.kind = 'origin' AND e.country IS NOT NULL GROUP BY e.country;
END;
COMMENT ON FUNCTION traced_mineral(bigint, text, text, timestamptz) IS 'in which countries the way of a mineral in a lot ends: share of what of its element is in the lot (of its mass, where it has none); the least counts ends that are forms of the mineral, the greatest all ends of the country; beside it what is unknown, which may come from any. One row without a country where nothing is traced';

CREATE OR REPLACE FUNCTION claimed_origin(subject text DEFAULT NULL, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL)
		RETURNS TABLE (outcome text, about text, lot text, party text, material text, scope text, country text, claimed_in text, share_min numeric, share_max numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	day date := coalesce(claimed_origin.as_of, materials.as_of());
	instant timestamptz := coalesce(claimed_origin.known_at, materials.known_at());
	bought record := bought_ids(claimed_origin.subject, claimed_origin.subject_kind, instant);
	asked bigint[] := ARRAY(SELECT DISTINCT u.lot_id FROM bought_lot(bought.line_ids, bought.root_ids, instant) AS b CROSS JOIN LATERAL flow_up(b.lot_id, instant) AS u);
BEGIN
	RETURN QUERY
	WITH claim AS MATERIALIZED (
		SELECT c.lot_id, c.about, c.mineral, c.symbol, c.country, (array_agg(c.scope ORDER BY c.scope = 'lot' DESC, c.scope = 'item' DESC))[1] AS scope, string_agg(DISTINCT c.claimed_in COLLATE "C", ', ' ORDER BY c.claimed_in COLLATE "C") AS claimed_in
		FROM claim_rows(asked, day, instant) AS c GROUP BY c.lot_id, c.about, c.mineral, c.symbol, c.country
	), lot_claim AS MATERIALIZED (
		SELECT c.lot_id, c.about, c.mineral, c.symbol FROM claim AS c GROUP BY c.lot_id, c.about, c.mineral, c.symbol
	), traced AS MATERIALIZED (
		SELECT k.lot_id, k.about, k.mineral, t.country, t.share_min, t.share_max, t.open
		FROM (SELECT x.*, materials.tell_progress(format('tracing claim %s of %s', row_number() OVER (), count(*) OVER ())) FROM lot_claim AS x WHERE x.about = 'content') AS k CROSS JOIN LATERAL traced_mineral(k.lot_id, k.mineral, k.symbol, instant) AS t
		UNION ALL
		SELECT k.lot_id, k.about, k.mineral, l.country::text, CASE WHEN l.country IS NULL THEN '0' ELSE '1' END::materials.fraction, CASE WHEN l.country IS NULL THEN '0' ELSE '1' END::materials.fraction, CASE WHEN l.country IS NULL THEN '1' ELSE '0' END::materials.fraction
		FROM lot_claim AS k CROSS JOIN LATERAL (SELECT y.country FROM lot_at(instant) AS y WHERE y.id = k.lot_id OFFSET 0) AS l WHERE k.about = 'made'
	), lot_open AS MATERIALIZED (
		SELECT t.lot_id, t.about, t.mineral, materials.max(t.open) AS open FROM traced AS t GROUP BY t.lot_id, t.about, t.mineral
	), beside AS (
		SELECT c.lot_id, c.about, c.mineral, c.scope, c.country, c.claimed_in, coalesce(t.share_min, '0') AS share_min, LEAST(coalesce(t.share_max, '0') OPERATOR(materials.+) o.open, '1') AS share_max
		FROM claim AS c JOIN lot_open AS o ON (o.lot_id, o.about) = (c.lot_id, c.about) AND o.mineral IS NOT DISTINCT FROM c.mineral
			LEFT JOIN traced AS t ON (t.lot_id, t.about, t.country) = (c.lot_id, c.about, c.country) AND t.mineral IS NOT DISTINCT FROM c.mineral
		UNION ALL
		SELECT t.lot_id, t.about, t.mineral, NULL, t.country, NULL, t.share_min, LEAST(t.share_max OPERATOR(materials.+) t.open, '1')
		FROM traced AS t WHERE t.country IS NOT NULL AND t.share_min OPERATOR(materials.>) '0' AND NOT EXISTS (SELECT FROM claim AS c WHERE (c.lot_id, c.about, c.country) = (t.lot_id, t.about, t.country) AND c.mineral IS NOT DISTINCT FROM t.mineral)
	)
	SELECT r.outcome, b.about, l.code::text, p.code, b.mineral, b.scope, b.country, b.claimed_in, trim_scale(materials.round_down(b.share_min, 12)), trim_scale(materials.round_up(b.share_max, 12))
	FROM beside AS b CROSS JOIN LATERAL (SELECT y.code, y.producer_id FROM lot_at(instant) AS y WHERE y.id = b.lot_id OFFSET 0) AS l LEFT JOIN party_at('infinity') AS p ON p.id = l.producer_id
		CROSS JOIN LATERAL (SELECT CASE WHEN b.claimed_in IS NULL THEN 'not_claimed' WHEN b.share_min OPERATOR(materials.>) '0' THEN 'agrees' WHEN b.share_max OPERATOR(materials.>) '0' THEN 'open' WHEN b.scope = 'company' THEN 'elsewhere' ELSE 'contradicted' END) AS r (outcome)
	ORDER BY array_position(ARRAY['contradicted', 'not_claimed', 'elsewhere', 'open', 'agrees'], r.outcome), l.code COLLATE "C", b.about COLLATE "C", b.mineral COLLATE "C", b.country COLLATE "C";
END
$$;
COMMENT ON FUNCTION claimed_origin(text, text, date, timestamptz) IS 'where suppliers claim that minerals come from (content) and where lots were made (made), beside what is traced, for every lot in what is bought: of all contract lines, or of a line, lot, item, programme or site. outcome: contradicted (nothing of it can be from there), not_claimed (traced from there for certain), elsewhere (claimed of all that a company makes, and not so of this lot), open (it may be) or agrees. Shares of the mineral''s element, of the mass where it has none; share_max counts what is unknown';
