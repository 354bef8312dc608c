-- On whom what is bought depends alone, and how that compares with the world.

CREATE OR REPLACE FUNCTION supply_rows(lot_ids bigint[], doctrine text, as_of date, known_at timestamptz) RETURNS TABLE (item_id bigint, material text, stage text, makers bigint, maker_id bigint, lots bigint, lots_open bigint, share_max numeric, others bigint, others_clear bigint)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH reached AS MATERIALIZED (
		SELECT w.reached_id AS lot_id, max(materials.round_up(w.share_max, 12)) AS share_max
		FROM (SELECT u.id, materials.tell_progress(format('tracing lot %s of %s', u.place, cardinality(supply_rows.lot_ids))) FROM unnest(supply_rows.lot_ids) WITH ORDINALITY AS u (id, place)) AS r
			CROSS JOIN LATERAL materials.flow_bounds('lot'::regclass, r.id, 'up', 'mass', supply_rows.known_at) AS w GROUP BY w.reached_id
	), kind AS MATERIALIZED (
		-- What is of no item is told apart by its material.
		SELECT l.item_id, CASE WHEN l.item_id IS NULL THEN l.material END AS of_material, min(l.material) AS material, min(s.stage) AS stage, count(DISTINCT l.producer_id) AS makers, array_agg(DISTINCT l.producer_id) AS maker_ids, count(*) AS lots,
			count(*) FILTER (WHERE l.producer_id IS NULL) AS lots_open, max(r.share_max) AS share_max
		FROM reached AS r CROSS JOIN LATERAL (SELECT y.item_id, y.material, y.producer_id, y.step FROM lot_at(supply_rows.known_at) AS y WHERE y.id = r.lot_id OFFSET 0) AS l LEFT JOIN materials.process_step AS s ON s.step = l.step
		GROUP BY l.item_id, CASE WHEN l.item_id IS NULL THEN l.material END
	), standing AS MATERIALIZED (
		SELECT a.party_id, a.status = d.clear AS clear FROM control_all(supply_rows.doctrine, supply_rows.as_of, supply_rows.known_at) AS a JOIN materials.doctrine AS d ON d.doctrine = supply_rows.doctrine
	)
	SELECT k.item_id, k.material, k.stage, k.makers, CASE WHEN k.makers = 1 THEN (SELECT m.id FROM unnest(k.maker_ids) AS m (id) WHERE m.id IS NOT NULL) END, k.lots, k.lots_open, k.share_max, count(o.id), count(o.id) FILTER (WHERE s.clear)
	FROM kind AS k LEFT JOIN LATERAL (SELECT DISTINCT y.producer_id AS id FROM lot_at(supply_rows.known_at) AS y
			WHERE CASE WHEN k.item_id IS NULL THEN y.item_id IS NULL AND y.material = k.of_material ELSE y.item_id = k.item_id END AND y.producer_id <> ALL (array_remove(k.maker_ids, NULL))) AS o ON true
		LEFT JOIN standing AS s ON s.party_id = o.id
	GROUP BY k.item_id, k.of_material, k.material, k.stage, k.makers, k.maker_ids, k.lots, k.lots_open, k.share_max;
END;
COMMENT ON FUNCTION supply_rows(bigint[], text, date, timestamptz) IS 'what is in some lots, by item, or by material where it is of none: how many made it, who where one did, lots of unknown makers, the greatest share of one of those lots; and how many others are recorded to have made the same, all and those that are clear under a doctrine';

CREATE OR REPLACE FUNCTION supply(subject text DEFAULT NULL, subject_kind text DEFAULT NULL, doctrine text DEFAULT 'DOE-25', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (item text, item_name text, material text, stage text, makers bigint, maker text, maker_name text, lots bigint, lots_open bigint,
		share_max numeric, others bigint, others_clear bigint)
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 200 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(supply.known_at, materials.known_at());
	bought record := bought_ids(supply.subject, supply.subject_kind, instant);
BEGIN
	PERFORM materials.doctrine_choices(coalesce(supply.doctrine, 'DOE-25'), '{}');
	RETURN QUERY
		SELECT i.code::text, i.name, r.material, r.stage, r.makers, p.code, p.name, r.lots, r.lots_open, trim_scale(LEAST(r.share_max, 1)), r.others, r.others_clear
		FROM supply_rows(ARRAY(SELECT b.lot_id FROM bought_lot(bought.line_ids, bought.root_ids, instant) AS b), coalesce(supply.doctrine, 'DOE-25'), coalesce(supply.as_of, materials.as_of()), instant) AS r
			LEFT JOIN item AS i ON i.id = r.item_id LEFT JOIN party_at('infinity') AS p ON p.id = r.maker_id
		ORDER BY r.makers, r.others_clear, r.share_max DESC, i.code COLLATE "C", r.material COLLATE "C";
END
$$;
COMMENT ON FUNCTION supply(text, text, text, date, timestamptz) IS 'what is in what is bought, by item (material where it is of none), and who makes it: how many makers, the maker where there is one, lots whose maker is unknown, the greatest share of one bought lot; others are parties recorded to have made the same, others_clear those of them that are clear under the doctrine. Of all contract lines, or of a line, lot, item, programme or site';

CREATE OR REPLACE FUNCTION single_points_of_failure(subject text DEFAULT NULL, subject_kind text DEFAULT NULL, doctrine text DEFAULT 'DOE-25', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (item text, item_name text, material text, stage text, maker text, maker_name text, certain boolean, lots bigint,
		share_max numeric, others bigint, others_clear bigint)
	LANGUAGE sql STABLE PARALLEL SAFE COST 100000 ROWS 100 SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT s.item, s.item_name, s.material, s.stage, s.maker, s.maker_name, s.makers = 1 AND s.lots_open = 0, s.lots, s.share_max, s.others, s.others_clear
	FROM supply(single_points_of_failure.subject, single_points_of_failure.subject_kind, single_points_of_failure.doctrine, single_points_of_failure.as_of, single_points_of_failure.known_at) AS s
	WHERE s.makers <= 1 ORDER BY s.others_clear, s.share_max DESC, s.item COLLATE "C", s.material COLLATE "C";
END;
COMMENT ON FUNCTION single_points_of_failure(text, text, text, date, timestamptz) IS 'what in what is bought comes from one maker alone, or may, because makers are unknown (certain is false then); those first that nobody else is recorded to have made who is clear under the doctrine';

CREATE OR REPLACE FUNCTION no_alternate(subject text DEFAULT NULL, subject_kind text DEFAULT NULL, doctrine text DEFAULT 'DOE-25', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (item text, item_name text, material text, stage text, makers bigint, maker text, maker_name text, share_max numeric, others bigint)
	LANGUAGE sql STABLE PARALLEL SAFE COST 100000 ROWS 100 SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT s.item, s.item_name, s.material, s.stage, s.makers, s.maker, s.maker_name, s.share_max, s.others
	FROM supply(no_alternate.subject, no_alternate.subject_kind, no_alternate.doctrine, no_alternate.as_of, no_alternate.known_at) AS s
	WHERE s.others_clear = 0 ORDER BY s.makers, s.share_max DESC, s.item COLLATE "C", s.material COLLATE "C";
END;
COMMENT ON FUNCTION no_alternate(text, text, text, date, timestamptz) IS 'what in what is bought nobody else is recorded to have made who is clear under the doctrine: no second source, or none but such as come under it or of which that is not known';

-- Statistics are not evidence: that the world mines a material somewhere says nothing of a lot.
CREATE OR REPLACE FUNCTION world_comparison(subject text DEFAULT NULL, subject_kind text DEFAULT NULL, year integer DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (material text, stage text, country text, share_min numeric, share_max numeric, world_share numeric, world_year integer, source text)
	LANGUAGE sql STABLE PARALLEL SAFE COST 100000 ROWS 100 SET search_path FROM CURRENT
BEGIN ATOMIC
	WITH world AS (
		SELECT w.material, w.stage, w.place, w.year, w.source, w.amount / sum(w.amount) OVER (PARTITION BY w.material, w.stage) AS share
		FROM (SELECT x.material, x.stage, x.place, x.year, x.source, x.amount, max(x.year) FILTER (WHERE x.year <= coalesce(world_comparison.year, x.year)) OVER (PARTITION BY x.material, x.stage) AS newest FROM materials.world_production AS x) AS w
		WHERE w.year = w.newest
	), mine AS MATERIALIZED (
		SELECT c.material, c.stage, c.country, c.share_min, c.share_max FROM concentration_country(world_comparison.subject, world_comparison.subject_kind, world_comparison.known_at) AS c
	)
	SELECT k.material, k.stage, k.country, coalesce(m.share_min, 0), coalesce(m.share_max, u.share_max, 0), round(w.share, 6), y.year, y.source
	FROM (SELECT x.material, x.stage, x.country FROM mine AS x WHERE x.country IS NOT NULL UNION SELECT x.material, x.stage, x.place FROM world AS x WHERE x.place <> 'other') AS k
		JOIN (SELECT x.material, x.stage, min(x.year) AS year, min(x.source) AS source FROM world AS x GROUP BY x.material, x.stage) AS y ON y.material = k.material AND y.stage = k.stage
		LEFT JOIN mine AS m ON m.material = k.material AND m.stage = k.stage AND m.country = k.country
		LEFT JOIN mine AS u ON u.material = k.material AND u.stage = k.stage AND u.country IS NULL
		LEFT JOIN world AS w ON w.material = k.material AND w.stage = k.stage AND w.place = k.country
	WHERE EXISTS (SELECT FROM mine AS x WHERE x.material = k.material AND x.stage = k.stage)
	ORDER BY k.material COLLATE "C", k.stage COLLATE "C", coalesce(m.share_min, 0) DESC, w.share DESC NULLS LAST, k.country COLLATE "C";
END;
COMMENT ON FUNCTION world_comparison(text, text, integer, timestamptz) IS 'shares of countries in what is bought beside their shares of world production, where statistics are there (materials.world_production): by material and stage, for the newest year or the newest up to one; world_share is of what is published, empty where the source lists no figure for the country. Comparison only: it is no evidence of origin';

CREATE OR REPLACE FUNCTION expiring(days integer DEFAULT 90, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (last_day date, days_left integer, kind text, claim text, about_kind text, about text, declarant text, document text, renewed boolean)
	LANGUAGE sql STABLE PARALLEL SAFE COST 10000 ROWS 100 SET search_path FROM CURRENT
BEGIN ATOMIC
	WITH asked AS MATERIALIZED (
		SELECT coalesce(expiring.as_of, materials.as_of()) AS day, coalesce(expiring.known_at, materials.known_at()) AS instant
	), stated AS MATERIALIZED (
		SELECT d.id, d.claim, d.party_id, d.item_id, d.lot_id, d.declarant_id, o.code::text AS document, d.valid * coalesce(o.valid, '(,)'::daterange) AS valid
		FROM asked AS a CROSS JOIN declaration AS d LEFT JOIN document AS o ON o.id = d.document_id
		WHERE d.recorded_at <= a.instant AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'declaration' AND x.row_id = d.id AND x.recorded_at <= a.instant)
	)
	SELECT e.last_day, e.last_day - a.day, e.kind, e.claim, e.about_kind, e.about, p.code, e.document, e.renewed
	FROM asked AS a CROSS JOIN LATERAL (
		SELECT upper(s.valid) - 1 AS last_day, 'declaration' AS kind, s.claim, CASE WHEN s.party_id IS NOT NULL THEN 'party' WHEN s.item_id IS NOT NULL THEN 'item' ELSE 'lot' END AS about_kind, coalesce(y.code::text, i.code::text, l.code::text) AS about, s.declarant_id, s.document,
			EXISTS (SELECT FROM stated AS n WHERE n.claim = s.claim AND n.party_id IS NOT DISTINCT FROM s.party_id AND n.item_id IS NOT DISTINCT FROM s.item_id AND n.lot_id IS NOT DISTINCT FROM s.lot_id AND n.valid @> upper(s.valid)) AS renewed
		FROM stated AS s LEFT JOIN party AS y ON y.id = s.party_id LEFT JOIN item AS i ON i.id = s.item_id LEFT JOIN lot AS l ON l.id = s.lot_id
		WHERE s.valid @> a.day AND NOT upper_inf(s.valid)
		UNION ALL
		SELECT upper(w.valid) - 1, 'waiver', w.rule, CASE WHEN n.id IS NULL THEN 'item' ELSE 'line' END, coalesce(n.code::text, i.code::text), NULL, NULL,
			EXISTS (SELECT FROM waiver AS x WHERE x.rule = w.rule AND x.line_id IS NOT DISTINCT FROM w.line_id AND x.item_id IS NOT DISTINCT FROM w.item_id AND x.valid @> upper(w.valid) AND x.recorded_at <= a.instant)
		FROM waiver_at(a.day, a.instant) AS w LEFT JOIN contract_line AS n ON n.id = w.line_id LEFT JOIN item AS i ON i.id = w.item_id WHERE NOT upper_inf(w.valid)) AS e
		LEFT JOIN party AS p ON p.id = e.declarant_id
	WHERE e.last_day <= a.day + coalesce(expiring.days, 90)
	ORDER BY e.last_day, e.kind COLLATE "C", e.about COLLATE "C", e.claim COLLATE "C";
END;
COMMENT ON FUNCTION expiring(integer, date, timestamptz) IS 'declarations and waivers that may be relied on today and not for so many days more, the first to end first: last day, what is claimed (the rule, of a waiver) and about what, who states it, in which document; renewed where another one of the same goes on. What has ended makes verdicts open again';
