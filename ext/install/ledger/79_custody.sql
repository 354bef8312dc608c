-- The chain of custody: which of the five models of ISO 22095 a lot came through, and what contradicts a model that is stated.
-- Nothing here is refused and nothing here changes a verdict.

-- 7 is a primary source that states no model: nothing went into it, so nothing had to be kept apart.  An unstated model is
-- weaker than all but book_and_claim, because it may be any of them.
CREATE OR REPLACE FUNCTION custody_strength(custody_model text, primary_source boolean) RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE custody_strength.custody_model WHEN 'book_and_claim' THEN 1 WHEN 'mass_balance' THEN 3 WHEN 'controlled_blending' THEN 4 WHEN 'segregated' THEN 5 WHEN 'identity_preserved' THEN 6
		ELSE CASE WHEN custody_strength.primary_source THEN 7 ELSE 2 END END;
END;
COMMENT ON FUNCTION custody_strength(text, boolean) IS 'how much a lot''s chain-of-custody model keeps apart: 1 book_and_claim, 2 not stated, 3 mass_balance, 4 controlled_blending, 5 segregated, 6 identity_preserved, 7 a primary source that states none';

CREATE OR REPLACE FUNCTION custody_word(strength integer) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT (ARRAY['book_and_claim', 'not_stated', 'mass_balance', 'controlled_blending', 'segregated', 'identity_preserved'])[custody_word.strength];
END;
COMMENT ON FUNCTION custody_word(integer) IS 'the chain-of-custody model of that strength; not_stated for 2, empty for a primary source that states none';

-- What came through several lots of one model counts once.  Lots that are equally many tiers away at most, and lots at
-- which the way ends, do not stand behind each other: their shares add up.  Else one pass over the flow tells
-- it.  What is lost elsewhere may have come through any model.
CREATE OR REPLACE FUNCTION custody_chain_rows(lot_id bigint, basis text, known_at timestamptz) RETURNS TABLE (strength integer, model text, lots bigint, share_min materials.fraction, share_max materials.fraction, nearest_lot text, tier integer)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	WITH reached AS MATERIALIZED (
		SELECT w.reached_id, w.tier_min, w.tier_max, w.is_end, w.share_min, w.share_max, w.gap_min, w.gap_max, w.gap_reason, l.code,
			CASE WHEN l.id IS NOT NULL THEN custody_strength(l.custody_model, l.primary_source) END AS strength
		FROM materials.flow_bounds('lot'::regclass, custody_chain_rows.lot_id, 'up', custody_chain_rows.basis, custody_chain_rows.known_at) AS w
			LEFT JOIN lot_at(custody_chain_rows.known_at) AS l ON l.id = w.reached_id
	), lost AS MATERIALIZED (
		SELECT count(*) FILTER (WHERE r.gap_reason <> 'book_and_claim') AS lots, coalesce(materials.sum(r.gap_max), '0') AS whole,
			materials.sum(r.gap_min) FILTER (WHERE r.gap_reason <> 'book_and_claim') AS share_min, materials.sum(r.gap_max) FILTER (WHERE r.gap_reason <> 'book_and_claim') AS share_max,
			min(r.tier_min) FILTER (WHERE r.gap_reason <> 'book_and_claim') AS tier
		FROM reached AS r WHERE r.gap_reason IS NOT NULL
	), grouped AS MATERIALIZED (
		SELECT g.strength, g.lots, g.ids, g.tier, CASE WHEN g.apart THEN g.share_min ELSE g.most_of_one END AS share_min, LEAST(g.share_max OPERATOR(materials.+) t.whole OPERATOR(materials.-) g.lost, '1') AS share_max
		FROM (SELECT r.strength, count(*) AS lots, array_agg(r.reached_id) AS ids, min(r.tier_min) AS tier,
				bool_and(r.is_end) OR bool_and(r.tier_max IS NOT NULL) AND min(r.tier_max) = max(r.tier_max) AS apart,
				materials.sum(r.share_min) AS share_min, materials.max(r.share_min) AS most_of_one, materials.sum(r.share_max) AS share_max,
				coalesce(materials.sum(r.gap_max) FILTER (WHERE r.gap_reason IS NOT NULL), '0') AS lost
			FROM reached AS r WHERE r.strength < 7 GROUP BY r.strength) AS g CROSS JOIN lost AS t
	)
	SELECT g.strength, custody_word(g.strength), g.lots, GREATEST(g.share_min, f.share_min), LEAST(g.share_max, f.share_max),
		(SELECT min(r.code COLLATE "C") FROM reached AS r WHERE r.strength = g.strength AND r.tier_min = g.tier), g.tier
	FROM grouped AS g
		LEFT JOIN LATERAL (SELECT materials.fraction(x.share_min) AS share_min, materials.fraction(x.share_max) AS share_max
			FROM materials.flow_forward('lot'::regclass, '{}', g.ids, '{}', ARRAY[custody_chain_rows.lot_id], false, custody_chain_rows.basis, custody_chain_rows.known_at) AS x
			WHERE g.share_min OPERATOR(materials.<) g.share_max) AS f ON true
	UNION ALL
	SELECT 2, 'unknown', t.lots, LEAST(t.share_min, '1'), LEAST(t.share_max, '1'),
		(SELECT min(r.code COLLATE "C") FROM reached AS r WHERE r.gap_reason <> 'book_and_claim' AND r.tier_min = t.tier), t.tier
	FROM lost AS t WHERE t.lots > 0;
END;
COMMENT ON FUNCTION custody_chain_rows(bigint, text, timestamptz) IS 'rows of custody_chain, by number of the lot';

CREATE OR REPLACE FUNCTION custody_chain(lot_code text, basis text DEFAULT 'mass', known_at timestamptz DEFAULT NULL) RETURNS TABLE (model text, weakest boolean, lots bigint,
		share_min numeric, share_max numeric, share materials.share, nearest_lot text, tier integer)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(custody_chain.known_at, materials.known_at());
BEGIN
	RETURN QUERY SELECT r.model, r.strength = min(r.strength) OVER (), r.lots, trim_scale(materials.round_down(r.share_min, 20)), trim_scale(materials.round_up(r.share_max, 20)),
			materials.share(r.share_min, r.share_max), r.nearest_lot, r.tier
		FROM custody_chain_rows(lot_id(custody_chain.lot_code, instant), coalesce(custody_chain.basis, 'mass'), instant) AS r
		ORDER BY r.strength, r.model COLLATE "C" DESC;
END
$$;
COMMENT ON FUNCTION custody_chain(text, text, timestamptz) IS 'through which chain-of-custody models of ISO 22095 a lot came, itself included, weakest first: how many lots state the model, which share of the asked lot came through any of them (each part counted once; what is lost on the way may have, so it widens share_max), and the nearest such lot with its tier. not_stated is lots that state none and are no primary source; unknown is the share whose way is lost, for other reasons than book_and_claim. weakest marks what the chain is as strong as: book_and_claim, else not_stated and unknown, which may be as weak, else the weakest model stated';

-- Of some lots and all that they were made of, those that state a model which what is recorded contradicts (certain) or does
-- not bear out.  What went into a credit is not looked at: it says nothing of where the lot came from.
CREATE OR REPLACE FUNCTION custody_finding_rows(lot_ids bigint[], as_of date, known_at timestamptz) RETURNS TABLE (finding text, certain boolean, lot_id bigint, input_id bigint, detail text, why text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY WITH RECURSIVE state AS MATERIALIZED (
		SELECT u.id, l.id IS NOT NULL AND l.custody_model IS DISTINCT FROM 'book_and_claim' AS followed, CASE WHEN NOT l.primary_source THEN l.custody_model END AS claim,
			coalesce(l.primary_source, false) AS primary_source, l.site_id, custody_strength(l.custody_model, l.primary_source) AS strength, l.material, l.item_id, l.quantity, l.unit_mass
		FROM materials.flow_upstream('lot'::regclass, custody_finding_rows.lot_ids, custody_finding_rows.known_at) AS u (id)
			LEFT JOIN LATERAL (SELECT x.* FROM lot_at(custody_finding_rows.known_at) AS x WHERE x.id = u.id OFFSET 0) AS l ON true
	), draw AS MATERIALIZED (
		SELECT c.id, c.output_lot_id, c.input_lot_id, c.quantity FROM flow_into(ARRAY(SELECT a.id FROM state AS a WHERE a.followed), custody_finding_rows.known_at) AS c
	), link AS MATERIALIZED (
		SELECT DISTINCT d.output_lot_id, d.input_lot_id FROM draw AS d
	), chain AS MATERIALIZED (
		SELECT c.*
		FROM (SELECT coalesce(array_agg(a.id), '{}') AS ids, coalesce(array_agg(a.strength), '{}') AS strengths FROM state AS a) AS a
			CROSS JOIN (SELECT coalesce(array_agg(k.output_lot_id), '{}') AS outputs, coalesce(array_agg(k.input_lot_id), '{}') AS inputs FROM link AS k) AS k
			CROSS JOIN LATERAL materials.custody_chains(a.ids, a.strengths, k.outputs, k.inputs) AS c
	), kept AS MATERIALIZED (
		SELECT k.output_lot_id, k.input_lot_id FROM link AS k JOIN state AS a ON a.id = k.output_lot_id WHERE a.claim = 'identity_preserved'
	), source (lot_id, id) AS (
		SELECT k.output_lot_id, k.input_lot_id FROM kept AS k WHERE k.output_lot_id IN (SELECT m.output_lot_id FROM kept AS m GROUP BY m.output_lot_id HAVING count(*) > 1)
		UNION
		SELECT r.lot_id, k.input_lot_id FROM source AS r JOIN kept AS k ON k.output_lot_id = r.id
	), several AS (
		-- Parcels of one site are of one source.
		SELECT r.lot_id, count(DISTINCT p.place) AS sources, count(DISTINCT p.place) FILTER (WHERE a.primary_source) AS known_sources, min(p.place COLLATE "C") AS first, max(p.place COLLATE "C") AS last
		FROM source AS r JOIN state AS a ON a.id = r.id LEFT JOIN lot AS l ON l.id = r.id LEFT JOIN site AS t ON t.id = a.site_id AND a.primary_source
			CROSS JOIN LATERAL (SELECT coalesce('site ' || quote_ident(t.code), 'lot ' || quote_ident(l.code), 'lot number ' || r.id)) AS p (place)
		WHERE r.id NOT IN (SELECT k.output_lot_id FROM kept AS k)
		GROUP BY r.lot_id HAVING count(DISTINCT p.place) > 1
	), balance AS (
		SELECT s.id, s.material, s.item_id, materials.sum(m.mass) AS came, count(c.id) AS inputs, coalesce(bool_and(m.mass IS NOT NULL) FILTER (WHERE c.id IS NOT NULL), true) AS weighed,
			coalesce(bool_and(i.material = s.material) FILTER (WHERE c.id IS NOT NULL), true) AS alike,
			CASE materials.dimension(s.quantity) WHEN 'mass' THEN materials.quantity_ratio(s.quantity, '1 kg')
				WHEN 'count' THEN materials.quantity_ratio(s.quantity, '1 each') OPERATOR(materials.*) materials.quantity_ratio(s.unit_mass, '1 kg') END AS made
		FROM state AS s LEFT JOIN draw AS c ON c.output_lot_id = s.id LEFT JOIN state AS i ON i.id = c.input_lot_id
			CROSS JOIN LATERAL (SELECT CASE materials.dimension(c.quantity) WHEN 'mass' THEN materials.quantity_ratio(c.quantity, '1 kg')
				WHEN 'count' THEN materials.quantity_ratio(c.quantity, '1 each') OPERATOR(materials.*) materials.quantity_ratio(i.unit_mass, '1 kg') END) AS m (mass)
		WHERE s.claim = 'mass_balance'
		GROUP BY s.id, s.material, s.item_id, s.quantity, s.unit_mass
	)
	SELECT s.claim || '_weaker_input', coalesce(h.known_strength < s.strength, false), s.id, k.input_lot_id,
		CASE WHEN a.strength = n.strength THEN format('the input is %s', custody_word(n.strength)) ELSE format('the input %s, and further up its chain is %s', CASE WHEN a.strength = 7 THEN 'is a primary source' ELSE 'is ' || custody_word(a.strength) END, custody_word(n.strength)) END,
		CASE WHEN h.known_strength < s.strength THEN format('a chain is as strong as its weakest model, and %s is weaker than %s', custody_word(n.strength), s.claim)
			ELSE format('a chain is as strong as its weakest model, and nobody stated that it was %s all the way', s.claim) END
	FROM state AS s JOIN link AS k ON k.output_lot_id = s.id JOIN chain AS h ON h.lot_id = k.input_lot_id AND h.strength < s.strength JOIN state AS a ON a.id = k.input_lot_id
		CROSS JOIN LATERAL (SELECT CASE WHEN h.known_strength < s.strength THEN h.known_strength ELSE h.strength END) AS n (strength)
	WHERE s.claim IN ('identity_preserved', 'segregated')
	UNION ALL
	SELECT 'identity_preserved_mixed', v.known_sources > 1, v.lot_id, NULL, format('%s sources, from %s to %s', v.sources, v.first, v.last),
		CASE WHEN v.known_sources > 1 THEN 'identity preserved means one source' ELSE 'identity preserved means one source, and nothing recorded says that these are one' END
	FROM several AS v
	UNION ALL
	SELECT 'mass_balance_exceeds_inputs', b.alike AND q.complete, b.id, NULL,
		format('%s kg made, %s', trim_scale(materials.round_half_up(b.made, 20)), CASE WHEN b.inputs > 0 THEN format('%s kg came in', trim_scale(materials.round_half_up(b.came, 20))) ELSE 'no input recorded' END),
		CASE WHEN b.alike AND q.complete THEN 'books cannot assign more than came in, and the inputs are declared complete'
			WHEN b.alike THEN 'books cannot assign more than came in; inputs may be missing here, for they are not declared complete' ELSE 'books cannot assign more than came in; what was made is another material, which may have taken up more mass' END
	FROM balance AS b CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM declaration_at(custody_finding_rows.as_of, custody_finding_rows.known_at) AS d
		WHERE d.claim = 'inputs_complete' AND (d.lot_id = b.id OR d.item_id = b.item_id))) AS q (complete)
	WHERE b.weighed AND b.made OPERATOR(materials.>) coalesce(b.came, '0');
END
$$;
COMMENT ON FUNCTION custody_finding_rows(bigint[], date, timestamptz) IS 'rows of custody_finding, for lots by number and all that they were made of';

CREATE OR REPLACE FUNCTION custody_finding(lot_code text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (finding text, lot text, input_lot text, certain boolean,
		detail text, why text, source text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(custody_finding.known_at, materials.known_at());
	ids bigint[] := CASE WHEN custody_finding.lot_code IS NOT NULL THEN ARRAY[lot_id(custody_finding.lot_code, instant)]
		ELSE ARRAY(SELECT l.id FROM lot_at(instant) AS l WHERE l.custody_model IN ('identity_preserved', 'segregated', 'mass_balance') AND NOT l.primary_source) END;
BEGIN
	RETURN QUERY SELECT r.finding, l.code::text, i.code::text, r.certain, r.detail, r.why, 'ISO 22095:2020'
		FROM custody_finding_rows(ids, coalesce(custody_finding.as_of, materials.as_of()), instant) AS r
			LEFT JOIN lot AS l ON l.id = r.lot_id LEFT JOIN lot AS i ON i.id = r.input_id
		ORDER BY r.certain DESC, l.code COLLATE "C", r.finding COLLATE "C", i.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION custody_finding(text, date, timestamptz) IS 'where a stated chain-of-custody model does not hold, in the whole ledger or for a lot and all that it was made of: identity_preserved_mixed (several sources), identity_preserved_weaker_input and segregated_weaker_input (an input whose chain is of a weaker or unstated model), mass_balance_exceeds_inputs (more made than came in). certain is true where recorded facts contradict the model, false where they do not bear it out. Nothing is refused, and no verdict changes';
