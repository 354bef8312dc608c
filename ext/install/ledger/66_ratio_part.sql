-- Rules of the kind cost_ratio: which lots a share counts, how much each weighs, and which of them are marked.

CREATE OR REPLACE FUNCTION ratio_treatment(rule text, version text, lots materials.rule_lot[], fact_ids bigint[], facts jsonb[], reached_case_ids bigint[], reached_lot_ids bigint[], known_at timestamptz) RETURNS TABLE (limb text, group_id bigint, lot_id bigint, counts integer, inside integer, kind_id bigint)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE wider (material, wider) AS (
		SELECT m.material, m.material FROM materials.material AS m
		UNION
		SELECT w.material, m.part_of FROM wider AS w JOIN materials.material AS m ON m.material = w.wider WHERE m.part_of IS NOT NULL
	), part AS MATERIALIZED (
		SELECT p.* FROM materials.rule_ratio_part AS p WHERE p.rule = ratio_treatment.rule AND p.version = ratio_treatment.version
	), asked AS MATERIALIZED (
		-- Facts of line and lot matter only where a row has a condition: else all cases are one group.
		SELECT c.group_id, c.fact, true AS conditional FROM unnest(ratio_treatment.fact_ids, ratio_treatment.facts) AS c (group_id, fact) WHERE EXISTS (SELECT FROM part AS p WHERE p.condition IS NOT NULL)
		UNION ALL
		SELECT 0, '{}', false WHERE NOT EXISTS (SELECT FROM part AS p WHERE p.condition IS NOT NULL)
	), member AS (
		SELECT u.group_id, u.lot_id FROM materials.rule_pairs(ratio_treatment.reached_case_ids, ratio_treatment.reached_lot_ids) AS u (group_id, lot_id) WHERE (SELECT bool_or(y.conditional) FROM asked AS y)
		UNION ALL
		SELECT 0, u.lot_id FROM materials.rule_lots(ratio_treatment.lots) AS u WHERE NOT (SELECT bool_or(y.conditional) FROM asked AS y)
	), lot_kind AS MATERIALIZED (
		SELECT a.group_id, a.fact, k.lot_id, k.role, k.class, k.material, k.step, k.stage, k.code IS NOT NULL AND k.class IS NULL AS classless,
			CASE WHEN a.conditional THEN coalesce(f.fact, '{}') ELSE '{}' END AS lot_fact
		FROM member AS u JOIN asked AS a ON a.group_id = u.group_id JOIN materials.rule_lots(ratio_treatment.lots) AS k ON k.lot_id = u.lot_id
			LEFT JOIN lot_fact(ARRAY(SELECT x.lot_id FROM materials.rule_lots(ratio_treatment.lots) AS x WHERE (SELECT bool_or(y.conditional) FROM asked AS y)), ratio_treatment.known_at) AS f ON f.lot_id = k.lot_id
	), kind AS MATERIALIZED (
		-- Lots that the rows cannot tell apart are asked about once.
		SELECT row_number() OVER () AS id, x.* FROM (SELECT DISTINCT k.group_id, k.fact, k.role, k.class, k.material, k.step, k.stage, k.classless, k.lot_fact FROM lot_kind AS k) AS x
	), fit AS MATERIALIZED (
		SELECT p.limb, k.id, p.place::bigint AS place, p.treatment,
			(p.role IS NULL OR k.role = p.role)
			AND (p.class IS NULL OR CASE WHEN k.classless THEN false ELSE k.class = p.class END)
			AND (p.material IS NULL OR CASE WHEN k.material IS NOT NULL THEN EXISTS (SELECT FROM wider AS w WHERE w.material = k.material AND w.wider = p.material) END)
			AND (p.step IS NULL OR k.step = p.step) AND (p.stage IS NULL OR k.stage = p.stage)
			AND (p.condition IS NULL OR jsonb_path_match(k.fact || jsonb_build_object('lot', k.lot_fact), p.condition, '{}', true)) AS fits
		FROM part AS p CROSS JOIN kind AS k
		UNION ALL
		SELECT r.limb, k.id, 9223372036854775807, r.otherwise, true FROM materials.rule_ratio AS r CROSS JOIN kind AS k WHERE r.rule = ratio_treatment.rule AND r.version = ratio_treatment.version
	), decided AS (
		SELECT f.limb, f.id, min(f.place) AS place FROM fit AS f WHERE f.fits GROUP BY f.limb, f.id
	), treated AS MATERIALIZED (
		-- 2 for certain, 1 perhaps, 0 not: a row that may fit and comes before the first that does may decide.
		SELECT f.limb, f.id, CASE WHEN bool_and(f.treatment IN ('counts', 'both')) THEN 2 WHEN bool_or(f.treatment IN ('counts', 'both')) THEN 1 ELSE 0 END AS counts,
			CASE WHEN bool_and(f.treatment IN ('inside', 'both')) THEN 2 WHEN bool_or(f.treatment IN ('inside', 'both')) THEN 1 ELSE 0 END AS inside
		FROM fit AS f JOIN decided AS d ON d.limb = f.limb AND d.id = f.id WHERE f.place <= d.place AND f.fits IS NOT false
		GROUP BY f.limb, f.id
	)
	SELECT t.limb, l.group_id, l.lot_id, t.counts, t.inside, t.id
	FROM lot_kind AS l JOIN kind AS k ON k.group_id = l.group_id AND k.fact = l.fact AND k.classless = l.classless AND k.lot_fact = l.lot_fact
			AND k.role IS NOT DISTINCT FROM l.role AND k.class IS NOT DISTINCT FROM l.class AND k.material IS NOT DISTINCT FROM l.material AND k.step IS NOT DISTINCT FROM l.step
		JOIN treated AS t ON t.id = k.id
	WHERE t.counts > 0 OR t.inside > 0;
END
$$;
COMMENT ON FUNCTION ratio_treatment(text, text, materials.rule_lot[], bigint[], jsonb[], bigint[], bigint[], timestamptz) IS 'for each limb of a rule and each case (with its facts, and the lots reached from it; all cases are group 0 where no row has a condition), which lots count and which are looked into: 2 for certain, 1 perhaps; lots of one kind are treated alike; lots that are left out have no row';

CREATE OR REPLACE FUNCTION ratio_part(rule text, version text, case_ids bigint[], tested_ids bigint[], fact_ids bigint[], facts jsonb[], reached_case_ids bigint[], reached_lot_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz)
		RETURNS TABLE (limb text, case_id bigint, tested_id bigint, holder_id bigint, lot_id bigint, sure boolean, class text, weight_min materials.fraction, weight_max materials.fraction, currency text, consumption_id bigint, open_reason text, confirmed boolean, limbs text[])
	-- Of what it makes itself the planner expects few rows, and would walk thousands in nested loops, or sort them at each step of the walk.
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 5000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE treated AS MATERIALIZED (
		SELECT t.* FROM ratio_treatment(ratio_part.rule, ratio_part.version, ratio_part.lots, ratio_part.fact_ids, ratio_part.facts, ratio_part.reached_case_ids, ratio_part.reached_lot_ids, ratio_part.known_at) AS t
	), kind AS MATERIALIZED (
		SELECT DISTINCT t.limb, t.kind_id, t.counts, t.inside FROM treated AS t
	), alike AS MATERIALIZED (
		-- Shares that ask the same of the same lots are computed once, by the name of the first.
		SELECT r.limb, min(r.limb COLLATE "C") OVER (PARTITION BY k.lots, r.basis, r.element, r.per, r.itself, r.mark, r.reach, r.holder, r.stage, r.claim) AS first_limb
		FROM materials.rule_ratio AS r LEFT JOIN (SELECT x.limb, string_agg(format('%s %s %s', x.kind_id, x.counts, x.inside), ',' ORDER BY x.kind_id) AS lots FROM kind AS x GROUP BY x.limb) AS k ON k.limb = r.limb
		WHERE r.rule = ratio_part.rule AND r.version = ratio_part.version
	), ratio AS MATERIALIZED (
		SELECT r.*, a.limbs
		FROM (SELECT x.first_limb, array_agg(x.limb ORDER BY x.limb COLLATE "C") AS limbs FROM alike AS x GROUP BY x.first_limb) AS a
			JOIN materials.rule_ratio AS r ON r.rule = ratio_part.rule AND r.version = ratio_part.version AND r.limb = a.first_limb
	), pair AS MATERIALIZED (
		-- What is looked into does not depend on the case where no row has a condition.
		SELECT p.case_id, p.tested_id, CASE WHEN q.conditional THEN p.case_id ELSE 0 END AS group_id
		FROM materials.rule_pairs(ratio_part.case_ids, ratio_part.tested_ids) AS p (case_id, tested_id)
			CROSS JOIN (SELECT EXISTS (SELECT FROM materials.rule_ratio_part AS x WHERE x.rule = ratio_part.rule AND x.version = ratio_part.version AND x.condition IS NOT NULL)) AS q (conditional)
	), treatment AS MATERIALIZED (
		SELECT t.* FROM treated AS t JOIN ratio AS r ON r.limb = t.limb
	), state AS MATERIALIZED (
		SELECT s.lot_id, s.not_followed, s.open_reason FROM materials.rule_lots(ratio_part.lots) AS s
	), edge AS MATERIALIZED (
		SELECT e.* FROM materials.rule_inputs(ratio_part.inputs) AS e JOIN state AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed
	), stated AS MATERIALIZED (
		SELECT DISTINCT c.lot_id, c.claim FROM (SELECT WHERE ratio_part.policies ->> 'certificate' = 'relied_on') AS q
			CROSS JOIN LATERAL claim_of(ARRAY(SELECT s.lot_id FROM state AS s), ratio_part.as_of, ratio_part.known_at) AS c
	), origin AS MATERIALIZED (
		-- A certificate speaks where the facts are silent, never against them.
		SELECT r.limb, o.lot_id, CASE WHEN NOT r.holder THEN 'other' WHEN o.assembly = 'unknown' AND c.claim IS NOT NULL THEN 'other' ELSE o.assembly END AS held, NOT r.holder OR o.assembly_confirmed AS held_confirmed,
			CASE WHEN w.class = 'unknown' AND c.claim IS NOT NULL THEN 'other' ELSE w.class END AS class, w.confirmed
		FROM (SELECT WHERE EXISTS (SELECT FROM ratio AS r WHERE r.mark IN ('offender', 'other'))) AS q
			CROSS JOIN LATERAL lot_origin(ratio_part.rule, ratio_part.version, ratio_part.lots, ratio_part.inputs, ratio_part.policies, ratio_part.standings, ratio_part.as_of, ratio_part.known_at) AS o
			JOIN ratio AS r ON r.mark IN ('offender', 'other')
			LEFT JOIN stated AS c ON c.lot_id = o.lot_id AND c.claim = r.claim
			CROSS JOIN LATERAL (SELECT CASE r.reach WHEN 'maker' THEN o.assembly WHEN 'source' THEN o.direct ELSE o.traced END,
				CASE r.reach WHEN 'maker' THEN o.assembly_confirmed WHEN 'source' THEN o.direct_confirmed ELSE o.traced_confirmed END) AS w (class, confirmed)
	), way AS MATERIALIZED (
		-- Shares that look into the same lots are walked once, by the name of the first, unless they ask who made what is looked into.
		SELECT r.limb, min(r.limb COLLATE "C") OVER (PARTITION BY r.itself, i.lots, CASE WHEN r.mark IN ('offender', 'other') THEN r.limb END) AS first_limb
		FROM ratio AS r LEFT JOIN (SELECT k.limb, string_agg(format('%s %s', k.kind_id, k.inside), ',' ORDER BY k.kind_id) AS lots FROM kind AS k WHERE k.inside > 0 GROUP BY k.limb) AS i ON i.limb = r.limb
	), walk (limb, group_id, tested_id, lot_id, sure, class, confirmed) AS (
		-- What is looked into, with the worst of those who made what it is in.
		SELECT r.limb, p.group_id, p.tested_id, p.tested_id, NOT r.itself OR coalesce(t.inside, 0) = 2, coalesce(o.held, 'other'), coalesce(o.held_confirmed, true)
		FROM (SELECT DISTINCT x.group_id, x.tested_id FROM pair AS x) AS p CROSS JOIN (SELECT y.limb, y.itself FROM ratio AS y JOIN way AS v ON v.first_limb = y.limb AND v.limb = y.limb) AS r
			LEFT JOIN treatment AS t ON t.limb = r.limb AND t.group_id = p.group_id AND t.lot_id = p.tested_id LEFT JOIN origin AS o ON o.limb = r.limb AND o.lot_id = p.tested_id
		WHERE NOT r.itself OR t.inside > 0
		UNION
		-- Inputs first: what is treated how is far more than what a lot is made of.
		SELECT w.limb, w.group_id, w.tested_id, w.input_lot_id, w.sure AND t.inside = 2,
			CASE WHEN 'offender' IN (w.class, o.held) THEN 'offender' WHEN 'unknown' IN (w.class, o.held) THEN 'unknown' ELSE 'other' END, w.confirmed AND coalesce(o.held_confirmed, true)
		FROM (SELECT x.limb, x.group_id, x.tested_id, e.input_lot_id, x.sure, x.class, x.confirmed FROM walk AS x JOIN edge AS e ON e.output_lot_id = x.lot_id OFFSET 0) AS w
			JOIN treatment AS t ON t.limb = w.limb AND t.group_id = w.group_id AND t.lot_id = w.input_lot_id AND t.inside > 0
			LEFT JOIN origin AS o ON o.limb = w.limb AND o.lot_id = w.input_lot_id
	), inner_lot AS MATERIALIZED (
		SELECT w.limb, w.group_id, w.tested_id, w.lot_id, bool_and(w.sure) AS sure, CASE WHEN min(w.class) = max(w.class) THEN min(w.class) ELSE 'unknown' END AS class, bool_and(w.confirmed) AS confirmed
		FROM walk AS w GROUP BY w.limb, w.group_id, w.tested_id, w.lot_id
	), flow AS MATERIALIZED (
		SELECT u.root_id AS tested_id, u.lot_id, u.used FROM materials.rule_used(ARRAY(SELECT DISTINCT w.tested_id FROM inner_lot AS w WHERE w.lot_id <> w.tested_id), ratio_part.lots, ratio_part.inputs) AS u
	), counted AS MATERIALIZED (
		-- What went into which lots counts, whatever these are in.
		SELECT t.limb, v.first_limb, t.group_id, e.output_lot_id AS holder_id, e.input_lot_id AS lot_id, t.counts, e.quantity, e.cost, e.currency, e.consumption_id
		FROM treatment AS t JOIN edge AS e ON e.input_lot_id = t.lot_id JOIN way AS v ON v.limb = t.limb WHERE t.counts > 0
	), holder AS MATERIALIZED (
		SELECT i.* FROM (SELECT DISTINCT c.first_limb, c.group_id, c.holder_id FROM counted AS c) AS c JOIN inner_lot AS i ON i.limb = c.first_limb AND i.group_id = c.group_id AND i.lot_id = c.holder_id
	), shared AS MATERIALIZED (
		-- What is looked into and is also in something that is not: how much of it came on which way nobody knows.
		SELECT DISTINCT w.limb, w.group_id, w.tested_id, w.lot_id
		FROM (SELECT h.limb, h.group_id, h.tested_id, h.lot_id, e.output_lot_id FROM holder AS h JOIN edge AS e ON e.input_lot_id = h.lot_id WHERE h.lot_id <> h.tested_id OFFSET 0) AS w
			JOIN flow AS f ON f.tested_id = w.tested_id AND f.lot_id = w.output_lot_id
			LEFT JOIN inner_lot AS o ON o.limb = w.limb AND o.group_id = w.group_id AND o.tested_id = w.tested_id AND o.lot_id = w.output_lot_id
		WHERE o.lot_id IS NULL
	), held AS MATERIALIZED (
		SELECT h.*, x.lot_id IS NOT NULL AS shared, CASE WHEN h.lot_id = h.tested_id THEN '1'::materials.fraction ELSE f.used END AS used
		FROM holder AS h LEFT JOIN flow AS f ON f.tested_id = h.tested_id AND f.lot_id = h.lot_id
			LEFT JOIN shared AS x ON x.limb = h.limb AND x.group_id = h.group_id AND x.tested_id = h.tested_id AND x.lot_id = h.lot_id
	), grouped AS MATERIALIZED (
		SELECT c.limb, h.group_id, h.tested_id, h.lot_id AS holder_id, c.lot_id, c.quantity, c.cost, c.currency, c.consumption_id, h.class, h.confirmed,
			h.sure AND c.counts = 2 AND c.consumption_id IS NOT NULL AND (NOT h.shared OR r.basis = 'part') AS sure, h.used
		FROM counted AS c JOIN held AS h ON h.limb = c.first_limb AND h.group_id = c.group_id AND h.lot_id = c.holder_id JOIN ratio AS r ON r.limb = c.limb
		UNION ALL
		SELECT r.limb, p.group_id, p.tested_id, NULL, p.tested_id, l.quantity, NULL, NULL, NULL, 'other', true, t.counts = 2, '1'
		FROM (SELECT DISTINCT y.group_id, y.tested_id FROM pair AS y) AS p CROSS JOIN (SELECT y.* FROM ratio AS y WHERE y.itself) AS r
			JOIN treatment AS t ON t.limb = r.limb AND t.group_id = p.group_id AND t.lot_id = p.tested_id AND t.counts > 0 LEFT JOIN lot AS l ON l.id = p.tested_id
	), part AS MATERIALIZED (
		SELECT p.case_id, g.* FROM grouped AS g JOIN pair AS p ON p.group_id = g.group_id AND p.tested_id = g.tested_id
	), opened AS MATERIALIZED (
		SELECT w.limb, w.group_id, w.tested_id, w.lot_id, s.open_reason FROM inner_lot AS w JOIN state AS s ON s.lot_id = w.lot_id WHERE s.open_reason IS NOT NULL
	), content AS MATERIALIZED (
		SELECT r.element, c.lot_id, c.content_min, c.content_max FROM (SELECT DISTINCT x.element FROM ratio AS x WHERE x.element IS NOT NULL) AS r
			CROSS JOIN LATERAL lot_content(ARRAY(SELECT DISTINCT p.lot_id FROM part AS p), r.element, ratio_part.known_at) AS c
	)
	SELECT p.limb, p.case_id, p.tested_id, p.holder_id, p.lot_id, p.sure, CASE WHEN 'offender' IN (p.class, o.class) THEN 'offender' WHEN 'unknown' IN (p.class, o.class) THEN 'unknown' ELSE 'other' END,
		CASE WHEN p.sure THEN coalesce(a.amount OPERATOR(materials.*) b.content_min, '0') ELSE '0'::materials.fraction END,
		CASE WHEN b.content_max OPERATOR(materials.=) '0' THEN '0'::materials.fraction ELSE a.amount OPERATOR(materials.*) b.content_max END,
		p.currency, p.consumption_id, NULL, p.confirmed AND coalesce(o.confirmed, true), r.limbs
	FROM part AS p JOIN ratio AS r ON r.limb = p.limb LEFT JOIN origin AS o ON o.limb = p.limb AND o.lot_id = p.lot_id
		LEFT JOIN lot AS l ON l.id = p.lot_id LEFT JOIN item AS i ON i.id = l.item_id LEFT JOIN content AS c ON c.element = r.element AND c.lot_id = p.lot_id
		CROSS JOIN LATERAL (SELECT CASE materials.dimension(p.quantity) WHEN 'mass' THEN materials.quantity_ratio(p.quantity, '1 kg')
			WHEN 'count' THEN materials.quantity_ratio(p.quantity, '1 each') OPERATOR(materials.*) materials.quantity_ratio(coalesce(l.unit_mass, i.unit_mass), '1 kg') END) AS m (mass)
		-- An amount that is not known is empty; of a part nothing but that it is there.
		CROSS JOIN LATERAL (SELECT CASE r.basis WHEN 'part' THEN '1'::materials.fraction WHEN 'cost' THEN p.used OPERATOR(materials.*) p.cost::materials.fraction
			WHEN 'count' THEN p.used OPERATOR(materials.*) CASE materials.dimension(p.quantity) WHEN 'count' THEN materials.quantity_ratio(p.quantity, '1 each') END
			ELSE p.used OPERATOR(materials.*) m.mass END) AS a (amount)
		CROSS JOIN LATERAL (SELECT CASE WHEN r.element IS NULL THEN '1'::materials.fraction ELSE coalesce(c.content_min, '0') END, CASE WHEN r.element IS NULL THEN '1'::materials.fraction ELSE coalesce(c.content_max, '1') END) AS b (content_min, content_max)
	UNION ALL
	-- Inputs that may be missing may be anything, and weigh anything.
	SELECT v.limb, p.case_id, w.tested_id, w.lot_id, NULL, false, 'unknown', '0', NULL, NULL, NULL, w.open_reason, true, r.limbs
	FROM opened AS w JOIN way AS v ON v.first_limb = w.limb JOIN ratio AS r ON r.limb = v.limb JOIN pair AS p ON p.group_id = w.group_id AND p.tested_id = w.tested_id;
END
$$;
COMMENT ON FUNCTION ratio_part(text, text, bigint[], bigint[], bigint[], jsonb[], bigint[], bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'parts of tested lots (pairs of case and tested lot) that the shares of a rule count, given the facts of the cases: what each weighs in the tested lot, exactly (weight_max is empty where there is no limit), whose it is, and inputs that may be missing (without lot). Limbs that ask the same of the same lots have the rows of the first of them; limbs names all';

CREATE OR REPLACE FUNCTION ratio_through(stage text, basis text, lot_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], known_at timestamptz) RETURNS TABLE (lot_id bigint, share_min materials.fraction, share_max materials.fraction)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE state AS MATERIALIZED (
		-- 2 where it was made in that stage; 1 where that is not known, or not all that went into it.
		SELECT s.lot_id, s.not_followed, CASE WHEN p.stage = ratio_through.stage THEN 2 WHEN p.stage IS NULL OR s.open_reason IS NOT NULL THEN 1 ELSE 0 END AS passes
		FROM materials.rule_lots(ratio_through.lots) AS s LEFT JOIN materials.process_step AS p ON p.step = s.step
	), edge AS MATERIALIZED (
		SELECT DISTINCT e.output_lot_id, e.input_lot_id FROM materials.rule_inputs(ratio_through.inputs) AS e JOIN state AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed
	), ahead (part_id, lot_id) AS (
		SELECT i.id, i.id FROM materials.rule_ids(ratio_through.lot_ids) AS i (id)
		UNION
		SELECT a.part_id, e.input_lot_id FROM ahead AS a JOIN state AS s ON s.lot_id = a.lot_id AND s.passes = 0 JOIN edge AS e ON e.output_lot_id = a.lot_id
	), behind (part_id, lot_id) AS (
		SELECT a.part_id, e.input_lot_id FROM ahead AS a JOIN state AS s ON s.lot_id = a.lot_id AND s.passes > 0 JOIN edge AS e ON e.output_lot_id = a.lot_id
		UNION
		SELECT b.part_id, e.input_lot_id FROM behind AS b JOIN edge AS e ON e.output_lot_id = b.lot_id
	), first_met AS MATERIALIZED (
		-- The first lots on each way up that may have passed the stage; certain is what lies behind no other of them.
		SELECT a.part_id, a.lot_id, s.passes = 2 AND b.lot_id IS NULL AS certain FROM ahead AS a JOIN state AS s ON s.lot_id = a.lot_id AND s.passes > 0
			LEFT JOIN behind AS b ON b.part_id = a.part_id AND b.lot_id = a.lot_id
	), walked AS MATERIALIZED (
		SELECT m.part_id, w.reached_id, w.share_min, w.share_max FROM (SELECT DISTINCT f.part_id FROM first_met AS f WHERE f.lot_id <> f.part_id) AS m
			CROSS JOIN LATERAL materials.flow_walk('lot'::regclass, m.part_id, 'up', ratio_through.basis, ratio_through.known_at) AS w
	)
	SELECT i.id, LEAST(coalesce(materials.sum(CASE WHEN f.lot_id = i.id THEN '1'::materials.fraction ELSE w.share_min END) FILTER (WHERE f.certain), '0'), '1'),
		LEAST(coalesce(materials.sum(CASE WHEN f.lot_id = i.id THEN '1'::materials.fraction ELSE coalesce(w.share_max, '1') END) FILTER (WHERE f.lot_id IS NOT NULL), '0'), '1')
	FROM materials.rule_ids(ratio_through.lot_ids) AS i (id) LEFT JOIN first_met AS f ON f.part_id = i.id LEFT JOIN walked AS w ON w.part_id = i.id AND w.reached_id = f.lot_id
	GROUP BY i.id;
END
$$;
COMMENT ON FUNCTION ratio_through(text, text, bigint[], materials.rule_lot[], materials.rule_input[], timestamptz) IS 'which share of each lot came through a stage (recycling, for example), itself included, by mass, cost, count or the mass of an element: lower and upper bound';
