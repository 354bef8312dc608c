-- From whom a lot comes: who made it, where, and who passed it on; each an offender, another, or unknown.

CREATE OR REPLACE FUNCTION party_source(rule text, version text, epochs date[], asked_epoch date, policies jsonb, standings materials.party_standing[], known_at timestamptz) RETURNS TABLE (epoch date, party_id bigint, class text, reason text, chain text, fact jsonb, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH epoch AS MATERIALIZED (
		SELECT DISTINCT e.epoch FROM unnest(party_source.epochs || party_source.asked_epoch) AS e (epoch)
	), followed AS MATERIALIZED (
		SELECT r.doctrine, materials.rule_doctrine_choices(r.doctrine, party_source.policies) AS choices
		FROM materials.doctrines_of(party_source.rule, party_source.version) AS r
	), standing AS MATERIALIZED (
		SELECT s.* FROM followed AS r JOIN materials.party_standings(party_source.standings) AS s ON s.doctrine = r.doctrine AND s.choices = r.choices
	), said AS (
		SELECT e.epoch, s.party_id, s.class, s.reason, s.chain, s.fact, s.confirmed
		FROM epoch AS e JOIN (SELECT DISTINCT x.valid FROM standing AS x) AS v ON v.valid @> e.epoch JOIN standing AS s ON s.valid = v.valid
	), named AS MATERIALIZED (
		SELECT e.epoch, n.party_id, n.certain, n.standing, n.detail, n.fact, n.confirmed FROM epoch AS e
			CROSS JOIN LATERAL named_at(party_source.rule, party_source.version, e.epoch, party_source.known_at) AS n
	), judged AS (
		SELECT s.epoch, s.party_id, s.class, s.reason, s.chain, s.fact, s.confirmed, 1 AS place FROM said AS s
		UNION ALL
		-- A name on the list counts on the day the lot was made, and on the day that is asked about.
		SELECT e.epoch, n.party_id, CASE
				WHEN n.certain THEN 'offender'
				WHEN n.standing IN ('entry', 'successor') THEN 'unknown'
				ELSE CASE party_source.policies ->> 'named_subsidiary' WHEN 'other' THEN 'other' WHEN 'offender' THEN CASE n.standing WHEN 'subsidiary' THEN 'offender' ELSE 'unknown' END ELSE 'unknown' END END,
			CASE n.standing WHEN 'entry' THEN 'named' WHEN 'successor' THEN 'named' WHEN 'subsidiary' THEN 'may be a subsidiary of a named one' ELSE 'whether a named one holds it is unknown' END,
			n.detail, n.fact, n.confirmed, CASE n.standing WHEN 'unsure' THEN 2 ELSE 0 END
		FROM epoch AS e JOIN named AS n ON n.epoch = e.epoch OR n.epoch = party_source.asked_epoch
	)
	-- What makes it one needs one reading that is confirmed, what clears it needs all of them to be.
	SELECT DISTINCT ON (j.epoch, j.party_id) j.epoch, j.party_id, j.class, j.reason, j.chain, j.fact, j.confirmed
	FROM judged AS j
	ORDER BY j.epoch, j.party_id, CASE j.class WHEN 'offender' THEN 1 WHEN 'unknown' THEN 2 ELSE 3 END, j.confirmed = (j.class = 'other'), j.place, j.reason COLLATE "C", j.fact::text COLLATE "C";
END
$$;
COMMENT ON FUNCTION party_source(text, text, date[], date, jsonb, materials.party_standing[], timestamptz) IS 'whether parties are offenders under a rule, by epoch: by its ownership doctrine and by the lists it refers to; parties that neither speaks of are left out; confirmed is false where that rests on a reading that was not made in the text';

CREATE OR REPLACE FUNCTION lot_source(rule text, version text, lots materials.rule_lot[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (lot_id bigint, facet text,
		party_id bigint, country materials.country, class text, reason text, chain text, fact jsonb, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH made AS MATERIALIZED (
		SELECT l.lot_id, l.item_id, l.producer_id, l.country, l.day FROM materials.rule_lots(lot_source.lots) AS l
	), epoch AS MATERIALIZED (
		SELECT e.day, e.epoch FROM epoch_of(ARRAY(SELECT DISTINCT m.day FROM made AS m) || lot_source.as_of, lot_source.known_at) AS e
	), source AS MATERIALIZED (
		SELECT p.* FROM party_source(lot_source.rule, lot_source.version, ARRAY(SELECT DISTINCT e.epoch FROM epoch AS e),
			(SELECT e.epoch FROM epoch AS e WHERE e.day = lot_source.as_of), lot_source.policies, lot_source.standings, lot_source.known_at) AS p
	), named_party AS (
		SELECT m.lot_id, m.day, 'producer' AS facet, m.producer_id AS party_id, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', m.lot_id)) AS fact FROM made AS m
		UNION ALL
		SELECT m.lot_id, m.day, 'supplier', t.from_id, jsonb_build_array(jsonb_build_object('relation', 'transfer', 'id', t.transfer_id))
		FROM made AS m JOIN supplier_of(ARRAY(SELECT x.lot_id FROM made AS x), lot_source.known_at) AS t ON t.lot_id = m.lot_id WHERE t.from_id IS DISTINCT FROM m.producer_id
	)
	SELECT n.lot_id, n.facet, n.party_id, NULL::materials.country,
		CASE WHEN n.party_id IS NULL THEN 'unknown' ELSE coalesce(s.class, CASE WHEN r.doctrine IS NULL THEN 'other' ELSE 'unknown' END) END,
		CASE WHEN n.party_id IS NULL THEN n.facet || ' is not recorded' ELSE s.reason END, s.chain, n.fact || coalesce(s.fact, '[]'), coalesce(s.confirmed, true)
	FROM named_party AS n JOIN materials.rule AS r ON r.rule = lot_source.rule AND r.version = lot_source.version
		JOIN epoch AS e ON e.day = n.day LEFT JOIN source AS s ON s.epoch = e.epoch AND s.party_id = n.party_id
	UNION ALL
	SELECT m.lot_id, 'place', NULL, m.country, CASE WHEN m.country IS NULL THEN 'unknown' ELSE CASE n.treatment WHEN 'same' THEN 'offender' WHEN 'unsettled' THEN 'unknown' ELSE 'other' END END,
		CASE WHEN m.country IS NULL THEN 'where it was made is not recorded' ELSE CASE n.treatment WHEN 'same' THEN format('made in %s, a covered nation (%s%s)', materials.country_name(m.country), b.citation, CASE WHEN b.confirmed THEN '' ELSE ', unconfirmed reading' END)
			WHEN 'unsettled' THEN format('whether %s lies in a covered nation is not settled (%s%s)', materials.country_name(m.country), b.citation, CASE WHEN b.confirmed THEN '' ELSE ', unconfirmed reading' END) END END,
		NULL, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', m.lot_id)), b.confirmed OR n.treatment IS NULL
	FROM made AS m JOIN materials.rule AS r ON r.rule = lot_source.rule AND r.version = lot_source.version
		JOIN materials.doctrine_limb AS b ON b.doctrine = r.doctrine AND b.limb = 'site'
		LEFT JOIN LATERAL materials.doctrine_nation(r.doctrine, m.day) AS n ON n.country OPERATOR(materials.=) m.country
	UNION ALL
	-- A contract about one item or one lot says nothing about what else its producer makes.
	SELECT m.lot_id, 'contract', c.contractor_id, NULL, CASE c.status WHEN d.caught THEN 'offender' WHEN d.clear THEN 'other' ELSE 'unknown' END,
		CASE c.status WHEN d.caught THEN format('its producer lost the right of %s over it', c.rights_lost) WHEN d.clear THEN NULL
			ELSE format('whether its producer keeps control over it is unknown (%s)', coalesce(c.rights_lost, c.rights_unknown)) END,
		NULL, jsonb_build_array(jsonb_build_object('relation', 'control_contract', 'id', c.contract_id)), c.confirmed
	FROM (SELECT DISTINCT e.epoch FROM epoch AS e) AS x
		JOIN materials.rule AS r ON r.rule = lot_source.rule AND r.version = lot_source.version
			AND EXISTS (SELECT FROM control_contract AS k WHERE k.item_id IS NOT NULL OR k.lot_id IS NOT NULL)
		JOIN materials.doctrine AS d ON d.doctrine = r.doctrine
		CROSS JOIN LATERAL control_contract_status(r.doctrine, x.epoch, lot_source.known_at, materials.rule_doctrine_choices(r.doctrine, lot_source.policies)) AS c
		JOIN epoch AS e ON e.epoch = x.epoch
		JOIN made AS m ON m.day = e.day AND m.producer_id = c.producer_id AND (c.item_id IS NOT NULL OR c.lot_id IS NOT NULL) AND (c.item_id IS NULL OR c.item_id = m.item_id)
			AND (c.lot_id IS NULL OR lot_standing(c.lot_id, lot_source.known_at) = m.lot_id);
END
$$;
COMMENT ON FUNCTION lot_source(text, text, materials.rule_lot[], jsonb, materials.party_standing[], date, timestamptz) IS 'from whom lots come, and where they were made, on the days they were made: each an offender under the rule, another, or unknown; confirmed is false where that rests on a reading that was not made in the text';

CREATE OR REPLACE FUNCTION lot_origin(rule text, version text, lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (lot_id bigint, assembly text, direct text, traced text, counted text,
		assembly_confirmed boolean, direct_confirmed boolean, traced_confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE state AS MATERIALIZED (
		SELECT s.lot_id, s.recycling, s.not_followed, s.open_reason FROM materials.rule_lots(lot_origin.lots) AS s
	), edge AS MATERIALIZED (
		SELECT DISTINCT e.output_lot_id, e.input_lot_id FROM materials.rule_inputs(lot_origin.inputs) AS e
	), source AS MATERIALIZED (
		SELECT s.lot_id, CASE WHEN bool_or(s.class = 'offender') THEN 'offender' WHEN bool_or(s.class = 'unknown') THEN 'unknown' ELSE 'other' END AS class,
			CASE WHEN bool_or(s.class = 'offender' AND s.facet <> 'supplier') THEN 'offender' WHEN bool_or(s.class = 'unknown' AND s.facet <> 'supplier') THEN 'unknown' ELSE 'other' END AS assembly,
			-- What decides is confirmed where one reading behind it is; what clears, where all are.
			CASE WHEN bool_or(s.class = 'offender') THEN bool_or(s.confirmed AND s.class = 'offender') WHEN bool_or(s.class = 'unknown') THEN bool_or(s.confirmed AND s.class = 'unknown') ELSE bool_and(s.confirmed) END AS confirmed,
			CASE WHEN bool_or(s.class = 'offender' AND s.facet <> 'supplier') THEN bool_or(s.confirmed AND s.class = 'offender' AND s.facet <> 'supplier')
				WHEN bool_or(s.class = 'unknown' AND s.facet <> 'supplier') THEN bool_or(s.confirmed AND s.class = 'unknown' AND s.facet <> 'supplier')
				ELSE bool_and(s.confirmed OR s.facet = 'supplier') END AS assembly_confirmed
		FROM lot_source(lot_origin.rule, lot_origin.version, lot_origin.lots, lot_origin.policies, lot_origin.standings, lot_origin.as_of, lot_origin.known_at) AS s
		GROUP BY s.lot_id
	), mark (lot_id, class, confirmed, past) AS (
		-- What is wrong, unknown or cleared by an unconfirmed reading spreads downstream; past says whether it passed a recycling step that makes a new origin: 0 no, 1 perhaps, 2 yes.
		SELECT s.lot_id, s.class, s.confirmed, 0 FROM source AS s WHERE s.class <> 'other' OR NOT s.confirmed
		UNION
		SELECT s.lot_id, 'unknown', true, CASE s.recycling WHEN 'domestic' THEN 2 WHEN 'maybe' THEN 1 ELSE 0 END FROM state AS s WHERE s.open_reason IS NOT NULL
		UNION
		SELECT e.output_lot_id, m.class, m.confirmed, greatest(m.past, CASE s.recycling WHEN 'domestic' THEN 2 WHEN 'maybe' THEN 1 ELSE 0 END)
		FROM mark AS m JOIN edge AS e ON e.input_lot_id = m.lot_id JOIN state AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed
	)
	SELECT o.lot_id, o.assembly, o.class,
		CASE WHEN bool_or(m.class = 'offender') THEN 'offender' WHEN bool_or(m.class = 'unknown') THEN 'unknown' ELSE 'other' END,
		CASE WHEN bool_or(m.class = 'offender' AND m.past = 0) THEN 'offender' WHEN bool_or(m.class = 'offender' AND m.past = 1 OR m.class = 'unknown' AND m.past < 2) THEN 'unknown' ELSE 'other' END,
		o.assembly_confirmed, o.confirmed,
		CASE WHEN bool_or(m.class = 'offender') THEN bool_or(m.confirmed AND m.class = 'offender') WHEN bool_or(m.class = 'unknown') THEN bool_or(m.confirmed AND m.class = 'unknown') ELSE coalesce(bool_and(m.confirmed), true) END
			AND CASE WHEN bool_or(m.class = 'offender' AND m.past = 0) THEN bool_or(m.confirmed AND m.class = 'offender' AND m.past = 0)
				WHEN bool_or(m.class = 'offender' AND m.past = 1 OR m.class = 'unknown' AND m.past < 2) THEN bool_or(m.confirmed AND (m.class = 'offender' AND m.past = 1 OR m.class = 'unknown' AND m.past < 2))
				ELSE coalesce(bool_and(m.confirmed) FILTER (WHERE m.past < 2), true) END
	FROM source AS o LEFT JOIN mark AS m ON m.lot_id = o.lot_id
	GROUP BY o.lot_id, o.assembly, o.class, o.assembly_confirmed, o.confirmed;
END
$$;
COMMENT ON FUNCTION lot_origin(text, text, materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'lots as offender, other or unknown: by maker and place (assembly), with suppliers (direct), with every step upstream (traced), and as the cost test counts them, where recycling at home begins anew (counted); and whether each rests on confirmed readings';
