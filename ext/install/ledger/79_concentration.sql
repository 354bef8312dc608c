-- How much of what is bought was in which country at which stage.  docs/internals/bi.md tells what is counted.

CREATE OR REPLACE FUNCTION bought_lot(line_ids bigint[], root_ids bigint[], known_at timestamptz) RETURNS TABLE (lot_id bigint, mass numeric)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT f.lot_id, CASE WHEN bool_and(f.mass IS NOT NULL) THEN LEAST(sum(f.mass), min(f.whole)) END
	FROM (SELECT x.lot_id, mass_kg(x.quantity, l.unit_mass) AS mass, mass_kg(l.quantity, l.unit_mass) AS whole
		FROM (SELECT b.lot_id, b.quantity FROM line_lot_at(bought_lot.line_ids, bought_lot.known_at) AS b
				UNION ALL SELECT r.id, NULL::materials.quantity FROM unnest(bought_lot.root_ids) AS r (id)) AS b
			LEFT JOIN LATERAL (SELECT y.id, y.quantity, y.unit_mass FROM lot_at(bought_lot.known_at) AS y WHERE y.id = b.lot_id OFFSET 0) AS l ON true
			CROSS JOIN LATERAL (SELECT b.lot_id, coalesce(b.quantity, l.quantity) AS quantity) AS x) AS f
	WHERE f.lot_id IS NOT NULL
	GROUP BY f.lot_id;
END;
COMMENT ON FUNCTION bought_lot(bigint[], bigint[], timestamptz) IS 'lots that lines are filled from, and further lots as a whole, with the mass in kg of what is taken of each; empty where it is not known';

CREATE OR REPLACE FUNCTION bought_ids(subject text DEFAULT NULL, subject_kind text DEFAULT NULL, known_at timestamptz DEFAULT materials.known_at(), OUT line_ids bigint[], OUT root_ids bigint[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF bought_ids.subject IS NOT NULL THEN
		SELECT s.line_ids, s.root_ids INTO bought_ids.line_ids, bought_ids.root_ids FROM subject_of(bought_ids.subject, bought_ids.subject_kind, bought_ids.known_at) AS s;
	ELSE
		bought_ids.line_ids := ARRAY(SELECT l.id FROM contract_line AS l WHERE l.recorded_at <= bought_ids.known_at);
		bought_ids.root_ids := '{}';
	END IF;
END
$$;
COMMENT ON FUNCTION bought_ids(text, text, timestamptz) IS 'lines and lots that a code stands for; all contract lines where none is named';

CREATE OR REPLACE FUNCTION concentration_mass(lot_ids bigint[], masses numeric[], known_at timestamptz) RETURNS TABLE (material text, stage text, country text, mass_min numeric, mass_max numeric)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH root AS MATERIALIZED (
		SELECT u.lot_id, u.mass, format('lot %s of %s', u.place, cardinality(concentration_mass.lot_ids)) AS place FROM unnest(concentration_mass.lot_ids, concentration_mass.masses) WITH ORDINALITY AS u (lot_id, mass, place) WHERE u.mass > 0
	), passed AS MATERIALIZED (
		-- What is bought leaves its own stage whole.
		SELECT e.from_id, e.to_id, r.mass * materials.round_down(e.share_min, 20) AS mass_min, r.mass * materials.round_up(e.share_max, 20) AS mass_max
		FROM (SELECT x.lot_id, x.mass, materials.tell_progress(format('ways of %s', x.place)) FROM root AS x) AS r CROSS JOIN LATERAL materials.flow_edges('lot'::regclass, r.lot_id, 'up', 'mass', 9007199254740991, concentration_mass.known_at) AS e
		WHERE e.from_id IS NOT NULL AND e.share_max IS NOT NULL
		UNION ALL
		SELECT r.lot_id, NULL, r.mass, r.mass FROM root AS r
	), lost AS MATERIALIZED (
		SELECT w.reached_id AS lot_id, r.mass * materials.round_down(w.gap_min, 20) AS mass_min, r.mass * materials.round_up(w.gap_max, 20) AS mass_max
		FROM (SELECT x.lot_id, x.mass, materials.tell_progress(format('what is lost of %s', x.place)) FROM root AS x) AS r CROSS JOIN LATERAL materials.flow_bounds('lot'::regclass, r.lot_id, 'up', 'mass', concentration_mass.known_at) AS w
		WHERE w.gap_reason IS NOT NULL
	), family AS MATERIALIZED (
		SELECT w.material, w.word FROM materials.wider_material() AS w JOIN materials.material AS m ON m.material = w.word WHERE m.part_of IS NULL
	), about AS MATERIALIZED (
		SELECT n.id, coalesce(f.word, l.material, 'none') AS material, coalesce(p.stage, 'unknown') AS stage, p.stage_rank, l.country
		FROM (SELECT x.from_id AS id FROM passed AS x UNION SELECT x.to_id FROM passed AS x WHERE x.to_id IS NOT NULL UNION SELECT x.lot_id FROM lost AS x) AS n
			LEFT JOIN LATERAL (SELECT y.material, y.step, y.country::text AS country FROM lot_at(concentration_mass.known_at) AS y WHERE y.id = n.id OFFSET 0) AS l ON true
			LEFT JOIN family AS f ON f.material = l.material LEFT JOIN materials.process_step AS p ON p.step = l.step
	), rank AS MATERIALIZED (
		SELECT p.stage, min(p.stage_rank) AS stage_rank FROM materials.process_step AS p GROUP BY p.stage
	), place AS MATERIALIZED (
		-- Stages that are there for a material; where some of it is lost, it was extracted somewhere.
		SELECT a.material, r.stage, r.stage_rank FROM about AS a JOIN rank AS r ON r.stage = a.stage
		UNION
		SELECT a.material, r.stage, r.stage_rank FROM lost AS g JOIN about AS a ON a.id = g.lot_id JOIN rank AS r ON r.stage = 'extraction'
	), counted AS (
		SELECT f.material, f.stage, f.country, x.mass_min, x.mass_max
		FROM passed AS x JOIN about AS f ON f.id = x.from_id LEFT JOIN about AS t ON t.id = x.to_id
		WHERE x.to_id IS NULL OR t.stage <> f.stage
		UNION ALL
		SELECT p.material, p.stage, NULL, g.mass_min, g.mass_max
		FROM lost AS g JOIN about AS a ON a.id = g.lot_id JOIN place AS p ON p.material = a.material AND (a.stage_rank IS NULL OR p.stage_rank < a.stage_rank)
	)
	SELECT c.material, c.stage, c.country, sum(c.mass_min), sum(c.mass_max) FROM counted AS c GROUP BY c.material, c.stage, c.country;
END;
COMMENT ON FUNCTION concentration_mass(bigint[], numeric[], timestamptz) IS 'content of lots, of which so many kg are taken, by material, stage that it left and country (empty is unknown): least and greatest mass in kg';

-- Each country's own least amount over all that may be, and its greatest with all that is unknown added.
CREATE OR REPLACE FUNCTION concentration_share(lot_ids bigint[], masses numeric[], known_at timestamptz) RETURNS TABLE (material text, stage text, country text, mass_min numeric, mass_max numeric, share_min numeric, share_max numeric)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT c.material, c.stage, c.country, c.mass_min, c.mass_max,
		CASE WHEN c.mass_min > 0 THEN materials.round_down(materials.fraction(c.mass_min) OPERATOR(materials./) materials.fraction(c.mass_min + c.all_max - c.mass_max), 12) ELSE 0 END,
		CASE WHEN c.mass_max + c.open > 0 THEN materials.round_up(materials.fraction(c.mass_max + c.open) OPERATOR(materials./) materials.fraction(c.mass_max + c.open + c.known_min - CASE WHEN c.country IS NULL THEN 0 ELSE c.mass_min END), 12) ELSE 0 END
	FROM (SELECT m.material, m.stage, m.country, m.mass_min, m.mass_max, sum(m.mass_max) OVER same AS all_max, coalesce(sum(m.mass_min) FILTER (WHERE m.country IS NOT NULL) OVER same, 0) AS known_min,
			CASE WHEN m.country IS NULL THEN 0 ELSE coalesce(sum(m.mass_max) FILTER (WHERE m.country IS NULL) OVER same, 0) END AS open
		FROM concentration_mass(concentration_share.lot_ids, concentration_share.masses, concentration_share.known_at) AS m WINDOW same AS (PARTITION BY m.material, m.stage)) AS c;
END;
COMMENT ON FUNCTION concentration_share(bigint[], numeric[], timestamptz) IS 'rows of concentration_mass with the share of each country, and of what is unknown, of its material at its stage; rounded outward at 12 digits';

-- The sum of squares is least where what is unknown is spread thinly, and greatest where all of it belongs to the first.
CREATE OR REPLACE FUNCTION concentration_index(countries text[], shares_min numeric[], shares_max numeric[], OUT country_count bigint, OUT top_country text, OUT top_certain boolean, OUT largest_share_min numeric, OUT largest_share_max numeric,
		OUT hhi_min numeric, OUT hhi_max numeric, OUT known_share numeric)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT g.country_count, coalesce(g.top_country, 'unknown'), g.top_min > 0 AND g.top_min >= g.other_max, g.top_min, g.largest_max,
		trunc(g.squares, 12), LEAST(round(ceil((g.squares - g.top_min * g.top_min + (g.top_min + g.rest) * (g.top_min + g.rest)) * 1000000000000) / 1000000000000, 12), 1), 1 - g.open
	FROM (SELECT count(s.country) AS country_count, min(s.country) FILTER (WHERE s.first) AS top_country, coalesce(min(s.share_min) FILTER (WHERE s.first), 0) AS top_min,
			coalesce(max(s.share_max) FILTER (WHERE NOT s.first), 0) AS other_max, coalesce(max(s.share_max), 0) AS largest_max, coalesce(max(s.share_max) FILTER (WHERE s.country IS NULL), 0) AS open,
			coalesce(sum(s.share_min * s.share_min) FILTER (WHERE s.country IS NOT NULL), 0) AS squares, 1 - coalesce(sum(s.share_min) FILTER (WHERE s.country IS NOT NULL), 0) AS rest
		FROM (SELECT u.country, u.share_min, u.share_max, u.country IS NOT NULL AND 1 = row_number() OVER (ORDER BY u.country IS NULL, u.share_min DESC, u.country COLLATE "C") AS first
			FROM unnest(concentration_index.countries, concentration_index.shares_min, concentration_index.shares_max) AS u (country, share_min, share_max)) AS s) AS g;
END;
COMMENT ON FUNCTION concentration_index(text[], numeric[], numeric[]) IS 'how concentrated shares of countries are (an empty country is what is unknown): how many countries, the largest and whether it is that for certain, bounds of the largest share and of the sum of squared shares (Herfindahl-Hirschman index, 0 to 1), and what is known; rounded outward at 12 digits';

CREATE OR REPLACE FUNCTION concentration_country(subject text DEFAULT NULL, subject_kind text DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (material text, stage text, country text, share_min numeric, share_max numeric, mass_min numeric, mass_max numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz := coalesce(concentration_country.known_at, materials.known_at());
	bought record := bought_ids(concentration_country.subject, concentration_country.subject_kind, instant);
BEGIN
	RETURN QUERY
		SELECT s.material, s.stage, s.country, s.share_min, s.share_max, trim_scale(s.mass_min), trim_scale(s.mass_max)
		FROM (SELECT array_agg(b.lot_id ORDER BY b.lot_id) AS lot_ids, array_agg(b.mass ORDER BY b.lot_id) AS masses FROM bought_lot(bought.line_ids, bought.root_ids, instant) AS b WHERE b.mass > 0) AS b
			CROSS JOIN LATERAL concentration_share(b.lot_ids, b.masses, instant) AS s
		ORDER BY s.material COLLATE "C", s.stage COLLATE "C", s.country IS NULL, s.share_min DESC, s.country COLLATE "C";
END
$$;
COMMENT ON FUNCTION concentration_country(text, text, timestamptz) IS 'in which countries the content of what is bought was, by material and stage: of all contract lines, or of a line, lot, item, programme or site; share of the country of that material at that stage, between its own least amount and all that is unknown added, with kg; country is empty for what is unknown. Content counts where it leaves a stage; material none is what is no material, such as cells; lots without a mass are left out';

CREATE OR REPLACE FUNCTION concentration(subject text DEFAULT NULL, subject_kind text DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (material text, stage text, country_count bigint, top_country text, top_certain boolean, largest_share_min numeric, largest_share_max numeric,
		hhi_min numeric, hhi_max numeric, known_share numeric, mass_min numeric, mass_max numeric)
	LANGUAGE sql STABLE PARALLEL SAFE COST 100000 ROWS 50 SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT g.material, g.stage, i.country_count, i.top_country, i.top_certain, i.largest_share_min, i.largest_share_max, i.hhi_min, i.hhi_max, i.known_share, g.mass_min, g.mass_max
	FROM (SELECT c.material, c.stage, array_agg(c.country) AS countries, array_agg(c.share_min) AS shares_min, array_agg(c.share_max) AS shares_max, sum(c.mass_min) AS mass_min, sum(c.mass_max) AS mass_max
			FROM concentration_country(concentration.subject, concentration.subject_kind, concentration.known_at) AS c GROUP BY c.material, c.stage) AS g
		CROSS JOIN LATERAL concentration_index(g.countries, g.shares_min, g.shares_max) AS i
	ORDER BY g.material COLLATE "C", g.stage COLLATE "C";
END;
COMMENT ON FUNCTION concentration(text, text, timestamptz) IS 'how concentrated what is bought is, by material and stage: countries, the largest of them and whether it is that whatever is unknown, bounds of the largest single-country share and of the Herfindahl-Hirschman index (0 to 1; times 10,000 on the other usual scale), the share of which the country is known, and kg. Of all contract lines, or of a line, lot, item, programme or site';
