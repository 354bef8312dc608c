-- Writing a snapshot for BI.  Readers see the one before until this transaction commits; nobody waits but a second refresh of the
-- same role.

CREATE OR REPLACE FUNCTION refresh_origin(snapshot_id bigint, lot_ids bigint[], known_at timestamptz) RETURNS void
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	INSERT INTO snapshot_origin (snapshot_id, number, lot_id, kind, country, party_id, material, reason, end_lot_id, share_min, share_max, known_share)
		SELECT refresh_origin.snapshot_id, (SELECT coalesce(max(s.number), 0) FROM snapshot_origin AS s WHERE s.snapshot_id = refresh_origin.snapshot_id) + row_number() OVER (), l.id, o.kind, o.country::materials.country, o.party_id, o.material, o.reason, o.end_lot_id, o.share_min, o.share_max, o.known_share
		FROM unnest(refresh_origin.lot_ids) AS l (id) CROSS JOIN LATERAL origin_share_rows(l.id, refresh_origin.known_at) AS o;
END;
COMMENT ON FUNCTION refresh_origin(bigint, bigint[], timestamptz) IS 'writes shares by origin of some lots into a snapshot, behind those that are there; refresh_bi calls it';

CREATE OR REPLACE FUNCTION refresh_concentration(snapshot_id bigint, line_ids bigint[], known_at timestamptz) RETURNS void
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	INSERT INTO snapshot_concentration (snapshot_id, number, material, stage, country, mass_min, mass_max, share_min, share_max)
		SELECT refresh_concentration.snapshot_id, row_number() OVER (ORDER BY s.material COLLATE "C", s.stage COLLATE "C", s.country IS NULL, s.share_min DESC, s.country COLLATE "C"), s.material, s.stage, s.country::materials.country,
			trunc(s.mass_min, 9), ceil(s.mass_max * 1000000000) / 1000000000, s.share_min, s.share_max
		FROM (SELECT array_agg(b.lot_id ORDER BY b.lot_id) AS lot_ids, array_agg(b.mass ORDER BY b.lot_id) AS masses FROM bought_lot(refresh_concentration.line_ids, '{}', refresh_concentration.known_at) AS b WHERE b.mass > 0) AS b
			CROSS JOIN LATERAL concentration_share(b.lot_ids, b.masses, refresh_concentration.known_at) AS s;
END;
COMMENT ON FUNCTION refresh_concentration(bigint, bigint[], timestamptz) IS 'writes shares of countries by material and stage into a snapshot; refresh_bi calls it';

CREATE OR REPLACE FUNCTION asset_lot(known_at timestamptz) RETURNS TABLE (programme_id bigint, site_id bigint, lot_id bigint, quantity materials.quantity)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1000000
BEGIN ATOMIC
	SELECT a.programme_id, a.site_id, lot_standing(a.lot_id, asset_lot.known_at), a.quantity FROM site_asset AS a
	WHERE a.lot_id IS NOT NULL AND a.status <> 'retired' AND a.recorded_at <= asset_lot.known_at;
END;
COMMENT ON FUNCTION asset_lot(timestamptz) IS 'lots that stand at sites and are not retired, as known at an instant';

-- A lot that two lines of a programme take counts for no more than was made.
CREATE OR REPLACE FUNCTION refresh_exposure(snapshot_id bigint, line_ids bigint[], known_at timestamptz) RETURNS void
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	WITH taken AS (
		SELECT n.programme_id, NULL::bigint AS site_id, x.lot_id, x.quantity FROM line_lot_at(refresh_exposure.line_ids, refresh_exposure.known_at) AS x JOIN contract_line AS n ON n.id = x.line_id WHERE n.programme_id IS NOT NULL
		UNION ALL
		SELECT NULL, a.site_id, a.lot_id, a.quantity FROM asset_lot(refresh_exposure.known_at) AS a
	), weighed AS MATERIALIZED (
		SELECT t.programme_id, t.site_id, t.lot_id, CASE WHEN bool_and(m.mass IS NOT NULL) THEN LEAST(sum(m.mass), min(m.whole)) END AS mass
		FROM taken AS t LEFT JOIN LATERAL (SELECT y.quantity, y.unit_mass FROM lot_at(refresh_exposure.known_at) AS y WHERE y.id = t.lot_id OFFSET 0) AS l ON true
			CROSS JOIN LATERAL (SELECT mass_kg(coalesce(t.quantity, l.quantity), l.unit_mass), mass_kg(l.quantity, l.unit_mass)) AS m (mass, whole)
		GROUP BY t.programme_id, t.site_id, t.lot_id
	), subject AS MATERIALIZED (
		SELECT w.programme_id, w.site_id, count(w.mass) AS lots, count(*) - count(w.mass) AS lots_left_out, coalesce(sum(w.mass), 0) AS mass FROM weighed AS w GROUP BY w.programme_id, w.site_id
	), part AS MATERIALIZED (
		SELECT w.programme_id, w.site_id, c.country, sum(w.mass * o.share_min) AS mass_min, sum(w.mass * o.share_max) AS mass_max
		FROM weighed AS w JOIN snapshot_origin AS o ON o.snapshot_id = refresh_exposure.snapshot_id AND o.lot_id = w.lot_id CROSS JOIN LATERAL (SELECT CASE o.kind WHEN 'origin' THEN o.country::text END) AS c (country)
		WHERE w.mass > 0 GROUP BY w.programme_id, w.site_id, c.country
	)
	INSERT INTO snapshot_exposure (snapshot_id, number, programme_id, site_id, country, lots, lots_left_out, mass, share_min, share_max, known_share)
		SELECT refresh_exposure.snapshot_id, row_number() OVER (ORDER BY s.site_id, s.programme_id, p.mass_min DESC, p.country COLLATE "C"), s.programme_id, s.site_id, p.country::materials.country, s.lots, s.lots_left_out, s.mass,
			coalesce(materials.round_down(materials.fraction(p.mass_min) OPERATOR(materials./) d.mass, 12), 0), LEAST(coalesce(materials.round_up(materials.fraction(p.mass_max) OPERATOR(materials./) d.mass, 12), 1), 1),
			CASE WHEN s.mass > 0 THEN materials.round_down(GREATEST('1' OPERATOR(materials.-) (materials.fraction(coalesce(u.mass_max, 0)) OPERATOR(materials./) d.mass), '0'), 12) ELSE 0 END
		FROM subject AS s CROSS JOIN LATERAL (SELECT materials.fraction(nullif(s.mass, 0))) AS d (mass)
			LEFT JOIN part AS p ON p.programme_id IS NOT DISTINCT FROM s.programme_id AND p.site_id IS NOT DISTINCT FROM s.site_id
			LEFT JOIN part AS u ON u.programme_id IS NOT DISTINCT FROM s.programme_id AND u.site_id IS NOT DISTINCT FROM s.site_id AND u.country IS NULL;
END;
COMMENT ON FUNCTION refresh_exposure(bigint, bigint[], timestamptz) IS 'writes origins of what programmes buy and sites have into a snapshot; refresh_bi calls it';

-- Lots of a line whose masses are known count by them; where that of one is not, the line is known no less than its least known lot, and no more than the best.
CREATE OR REPLACE FUNCTION refresh_coverage(snapshot_id bigint, line_ids bigint[], known_at timestamptz) RETURNS void
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	WITH lot_part AS MATERIALIZED (
		SELECT o.lot_id, LEAST(coalesce(sum(o.share_min) FILTER (WHERE o.kind = 'unknown'), 0), 1) AS open_min, LEAST(coalesce(sum(o.share_max) FILTER (WHERE o.kind = 'unknown'), 0), 1) AS open_max,
			(array_agg(o.reason ORDER BY o.share_max DESC, o.reason COLLATE "C") FILTER (WHERE o.kind = 'unknown'))[1] AS reason
		FROM snapshot_origin AS o WHERE o.snapshot_id = refresh_coverage.snapshot_id GROUP BY o.lot_id
	), filled AS MATERIALIZED (
		SELECT x.line_id, coalesce(p.open_min, 0) AS open_min, coalesce(p.open_max, 1) AS open_max, CASE WHEN p.lot_id IS NULL THEN 'hidden' ELSE p.reason END AS reason, mass_kg(x.quantity, l.unit_mass) AS mass
		FROM line_lot_at(refresh_coverage.line_ids, refresh_coverage.known_at) AS x LEFT JOIN lot_part AS p ON p.lot_id = x.lot_id
			LEFT JOIN LATERAL (SELECT y.unit_mass FROM lot_at(refresh_coverage.known_at) AS y WHERE y.id = x.lot_id OFFSET 0) AS l ON true
	), summed AS (
		SELECT f.line_id, count(*) AS lots, count(*) FILTER (WHERE f.open_max > 0) AS lots_open, bool_and(f.mass > 0) AND bool_and(f.mass IS NOT NULL) AS weighed, sum(f.mass) AS mass, sum(f.mass * (1 - f.open_max)) AS known_min, sum(f.mass * (1 - f.open_min)) AS known_max,
			min(1 - f.open_max) AS least, max(1 - f.open_min) AS best, (array_agg(f.reason ORDER BY f.open_max DESC, f.reason COLLATE "C") FILTER (WHERE f.open_max > 0))[1] AS reason
		FROM filled AS f GROUP BY f.line_id
	)
	INSERT INTO snapshot_coverage (snapshot_id, line_id, lots, lots_open, known_share_min, known_share_max, reason)
		SELECT refresh_coverage.snapshot_id, n.id, coalesce(s.lots, 0), coalesce(s.lots_open, 0),
			CASE WHEN s.weighed THEN materials.round_down(materials.fraction(s.known_min) OPERATOR(materials./) materials.fraction(s.mass), 12) ELSE coalesce(s.least, 0) END,
			CASE WHEN s.weighed THEN materials.round_up(materials.fraction(s.known_max) OPERATOR(materials./) materials.fraction(s.mass), 12) ELSE coalesce(s.best, 1) END,
			CASE WHEN s.line_id IS NULL THEN 'no_lot' ELSE s.reason END
		FROM unnest(refresh_coverage.line_ids) AS n (id) LEFT JOIN summed AS s ON s.line_id = n.id;
END;
COMMENT ON FUNCTION refresh_coverage(bigint, bigint[], timestamptz) IS 'writes how much is known of each line into a snapshot; refresh_bi calls it';

CREATE OR REPLACE FUNCTION refresh_request(snapshot_id bigint, line_ids bigint[], known_at timestamptz) RETURNS void
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	WITH line_lot AS MATERIALIZED (
		SELECT x.line_id, x.lot_id FROM line_lot_at(refresh_request.line_ids, refresh_request.known_at) AS x
	), gap AS MATERIALIZED (
		SELECT o.end_lot_id AS lot_id, o.reason, count(DISTINCT o.lot_id) AS lots, count(DISTINCT x.line_id) AS lines, max(o.share_max) AS share_max
		FROM snapshot_origin AS o LEFT JOIN line_lot AS x ON x.lot_id = o.lot_id
		WHERE o.snapshot_id = refresh_request.snapshot_id AND o.end_lot_id IS NOT NULL GROUP BY o.end_lot_id, o.reason
	), asked AS MATERIALIZED (
		SELECT array_agg(DISTINCT g.lot_id) AS ids FROM gap AS g
	), passed_on AS MATERIALIZED (
		SELECT DISTINCT t.lot_id, t.from_id FROM asked AS a CROSS JOIN LATERAL supplier_of(a.ids, refresh_request.known_at) AS t WHERE t.from_id <= 9007199254740991
	)
	INSERT INTO snapshot_request (snapshot_id, number, lot_id, party_id, reason, lots, lines, share_max)
		SELECT refresh_request.snapshot_id, row_number() OVER (ORDER BY g.share_max * g.lots DESC, g.lot_id, g.reason COLLATE "C", p.party_id), g.lot_id, p.party_id, g.reason, g.lots, g.lines, g.share_max
		FROM gap AS g LEFT JOIN LATERAL (SELECT y.producer_id FROM lot_at(refresh_request.known_at) AS y WHERE y.id = g.lot_id OFFSET 0) AS l ON true
			LEFT JOIN passed_on AS t ON l.producer_id IS NULL AND t.lot_id = g.lot_id CROSS JOIN LATERAL (SELECT coalesce(l.producer_id, t.from_id)) AS p (party_id);
END;
COMMENT ON FUNCTION refresh_request(bigint, bigint[], timestamptz) IS 'writes whom to ask about what into a snapshot; refresh_bi calls it';

CREATE OR REPLACE FUNCTION refresh_bi(audience text DEFAULT NULL, scope text DEFAULT 'bought', known_at timestamptz DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
	instant timestamptz := coalesce(known_at, materials.known_at());
	as_whole boolean := NOT facts_hidden();
	line_ids bigint[];
	lot_ids bigint[];
	made bigint;
	lots_at_once CONSTANT integer := 500;
BEGIN
	IF materials.supposing(instant) THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'no snapshot is taken while something is supposed',
			HINT = 'Call suppose_nothing() first; the views bi_*_live show what is supposed.';
	ELSIF scope IS NULL OR scope NOT IN ('bought', 'all') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no scope "%s"', left(scope, 64)),
			HINT = 'Take "bought", for lots of contract lines and installed assets, or "all", for every lot.';
	ELSIF audience IS NOT NULL AND NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = audience) THEN
		RAISE undefined_object USING MESSAGE = format('there is no role "%s"', left(audience, 64)),
			HINT = 'The audience is a role; its members see the snapshot beside those of the role that makes it.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('materials snapshot ' || current_user, 'ledger'::regclass::oid::bigint));
	line_ids := ARRAY(SELECT l.id FROM contract_line AS l WHERE l.recorded_at <= instant ORDER BY l.id);
	lot_ids := CASE scope WHEN 'all' THEN ARRAY(SELECT l.id FROM lot_at(instant) AS l ORDER BY l.id)
		ELSE ARRAY(SELECT x.lot_id FROM line_lot_at(line_ids, instant) AS x WHERE EXISTS (SELECT FROM lot AS l WHERE l.id = x.lot_id)
			UNION SELECT a.lot_id FROM asset_lot(instant) AS a WHERE EXISTS (SELECT FROM lot AS l WHERE l.id = a.lot_id) ORDER BY 1) END;
	INSERT INTO snapshot (audience, whole, scope, known_at, lots) VALUES (audience, as_whole, scope, LEAST(instant, transaction_timestamp()), cardinality(lot_ids)) RETURNING id INTO made;
	FOR place IN 1 .. cardinality(lot_ids) BY lots_at_once LOOP
		PERFORM refresh_origin(made, lot_ids[place:place + lots_at_once - 1], instant);
		PERFORM materials.tell_progress(format('origins of %s of %s lots', LEAST(place + lots_at_once - 1, cardinality(lot_ids)), cardinality(lot_ids)));
	END LOOP;
	PERFORM refresh_concentration(made, line_ids, instant), materials.tell_progress('concentration by material and stage');
	PERFORM refresh_exposure(made, line_ids, instant), materials.tell_progress('exposure of programmes and sites');
	PERFORM refresh_coverage(made, line_ids, instant), materials.tell_progress('coverage of lines');
	PERFORM refresh_request(made, line_ids, instant);
	DELETE FROM snapshot AS s WHERE s.id < made AND s.audience IS NOT DISTINCT FROM audience AND (s.made_by = current_user OR s.whole AND as_whole);
	RETURN made;
END
$$;
COMMENT ON FUNCTION refresh_bi(text, text, timestamptz) IS 'computes what the views bi_lot_origin_share, bi_concentration, bi_country_share, bi_exposure, bi_coverage and bi_supplier_request show, with the rights of who calls it, and takes the place of the snapshot before; blocks no reader. Members of the role that calls it see it, and of the audience, where one is named; where no policy hides rows from either, everybody. Returns the number of the snapshot. Errors 22023 for another scope than bought or all, 42704 for an audience that is no role, 55000 while something is supposed';
