-- Which lots a rule tests inside what is bought, and what those are made of.

-- The functions of 30_at.sql answer for the whole ledger.  These three answer for some lots, by index: rows that were
-- recorded for a lot that was replaced since stand for the lot that stands now.
CREATE OR REPLACE FUNCTION lot_alias(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (recorded_id bigint, lot_id bigint)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 200 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE alias (recorded_id, lot_id) AS (
		SELECT i.id, i.id FROM materials.rule_ids(lot_alias.lot_ids) AS i (id)
		UNION
		SELECT x.row_id, a.lot_id FROM alias AS a JOIN correction AS x ON x.relation = 'lot' AND x.replaced_by = a.recorded_id AND x.recorded_at <= lot_alias.known_at)
	SELECT a.recorded_id, a.lot_id FROM alias AS a;
END
$$;
COMMENT ON FUNCTION lot_alias(bigint[], timestamptz) IS 'lots that stand, and under which numbers rows about them may have been recorded';

CREATE OR REPLACE FUNCTION input_of(lot_ids bigint[], known_at timestamptz) RETURNS SETOF materials.rule_input
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- What an input of an event cost in one of several outputs nobody knows.
	SELECT CASE WHEN f.event_id IS NULL THEN f.id END, f.output_lot_id, f.input_lot_id, f.quantity, CASE WHEN f.event_id IS NULL THEN f.cost END, CASE WHEN f.event_id IS NULL THEN f.currency END, d.drawn
	FROM flow_into(input_of.lot_ids, input_of.known_at) AS f
		LEFT JOIN materials.flow_drawn('lot'::regclass, input_of.lot_ids, input_of.known_at) AS d ON d.row_id = f.id AND d.output_id = f.output_lot_id;
END
$$;
COMMENT ON FUNCTION input_of(bigint[], timestamptz) IS 'what went into lots, as known at an instant: as flow_into, in the form that rules take; inputs of an event as a whole without number and cost';

CREATE OR REPLACE FUNCTION claim_of(lot_ids bigint[], as_of date, known_at timestamptz) RETURNS TABLE (lot_id bigint, claim text, declaration_id bigint, declarant_id bigint)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- Found by what they are about first: how many are valid on a day the planner cannot know, and would guess far too low.
	WITH asked AS MATERIALIZED (
		SELECT l.id, l.item_id FROM materials.rule_ids(claim_of.lot_ids) AS i (id) JOIN lot AS l ON l.id = i.id
	), found AS MATERIALIZED (
		SELECT a.lot_id, NULL::bigint AS item_id, d.claim, d.id, d.declarant_id, d.document_id, d.valid, d.recorded_at
		FROM lot_alias(claim_of.lot_ids, claim_of.known_at) AS a JOIN declaration AS d ON d.lot_id = a.recorded_id
		UNION ALL
		SELECT NULL, d.item_id, d.claim, d.id, d.declarant_id, d.document_id, d.valid, d.recorded_at
		FROM (SELECT DISTINCT x.item_id FROM asked AS x) AS a JOIN declaration AS d ON d.item_id = a.item_id
		UNION ALL
		SELECT c.lot_id, c.item_id, c.claim, c.id, NULL::bigint AS declarant_id, NULL::bigint AS document_id, '(,)'::daterange AS valid, '-infinity'::timestamptz AS recorded_at
		FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'declaration')) AS c (id bigint, claim text, item_id bigint, lot_id bigint)
		WHERE materials.supposing(claim_of.known_at) AND (c.lot_id IN (SELECT x.id FROM asked AS x) OR c.item_id IN (SELECT x.item_id FROM asked AS x))
	), stated AS MATERIALIZED (
		SELECT f.lot_id, f.item_id, f.claim, f.id, f.declarant_id
		FROM found AS f LEFT JOIN document AS o ON o.id = f.document_id
		WHERE f.valid @> claim_of.as_of AND (o.id IS NULL OR o.valid @> claim_of.as_of) AND f.recorded_at <= claim_of.known_at
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'declaration' AND x.row_id = f.id AND x.recorded_at <= claim_of.known_at)
	)
	SELECT s.lot_id, s.claim, s.id, s.declarant_id FROM stated AS s WHERE s.lot_id IS NOT NULL
	UNION ALL
	SELECT a.id, s.claim, s.id, s.declarant_id FROM asked AS a JOIN stated AS s ON s.item_id = a.item_id;
END
$$;
COMMENT ON FUNCTION claim_of(bigint[], date, timestamptz) IS 'what is declared of lots or of their items: as declaration_at, for some lots';

CREATE OR REPLACE FUNCTION supplier_of(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (lot_id bigint, transfer_id bigint, from_id bigint)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT a.lot_id, t.id, materials.supposed_sender(supplier_of.known_at, 'lot'::regclass, t.id, t.from_id)
	FROM lot_alias(supplier_of.lot_ids, supplier_of.known_at) AS a JOIN transfer AS t ON t.lot_id = a.recorded_id
	WHERE t.recorded_at <= supplier_of.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'transfer' AND x.row_id = t.id AND x.recorded_at <= supplier_of.known_at);
END
$$;
COMMENT ON FUNCTION supplier_of(bigint[], timestamptz) IS 'who passed lots on: as transfer_at, for some lots';

CREATE OR REPLACE FUNCTION known_lot_of(lot_ids bigint[], inputs materials.rule_input[], as_of date, known_at timestamptz) RETURNS SETOF materials.known_lot
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT w.id, a.code::text, l.id IS NOT NULL, l.item_id, i.class, coalesce(a.material, i.material), l.producer_id, l.country, x.region, l.step, coalesce(l.made_on, known_lot_of.as_of), l.role, n.output_lot_id IS NOT NULL,
		l.id IS NULL OR coalesce(l.custody_model = 'book_and_claim', false),
		CASE WHEN a.id IS NULL THEN 'hidden'
			WHEN l.id IS NULL THEN 'withdrawn'
			WHEN l.untraced_reason IS NOT NULL THEN l.untraced_reason
			WHEN l.custody_model = 'book_and_claim' THEN 'book_and_claim'
			WHEN l.primary_source THEN NULL
			WHEN n.output_lot_id IS NULL THEN 'not_recorded'
			WHEN NOT coalesce('inputs_complete' = ANY (q.claims), false) THEN 'inputs_open'
			-- Whatever is stated: what came out and did not go in came from somewhere.
			WHEN n.went_in OPERATOR(materials.<) h.made THEN 'missing_input' END,
		coalesce(q.claims, '{}')
	-- A lot that row-level security hides is not passed over: it is as unknown as one that was withdrawn.
	FROM (SELECT DISTINCT u.id FROM materials.rule_ids(known_lot_of.lot_ids) AS u (id)) AS w
		LEFT JOIN lot AS a ON a.id = w.id
		LEFT JOIN lot_at(known_lot_of.known_at) AS l ON l.id = w.id
		LEFT JOIN item AS i ON i.id = a.item_id
		LEFT JOIN site AS x ON x.id = l.site_id
		LEFT JOIN (SELECT e.output_lot_id, CASE WHEN bool_and(m.mass IS NOT NULL) THEN materials.sum(m.mass) END AS went_in
			FROM materials.rule_inputs(known_lot_of.inputs) AS e LEFT JOIN lot AS y ON y.id = e.input_lot_id LEFT JOIN item AS z ON z.id = y.item_id
				CROSS JOIN LATERAL (SELECT CASE materials.dimension(e.quantity) WHEN 'mass' THEN materials.quantity_ratio(e.quantity, '1 kg')
					WHEN 'count' THEN materials.quantity_ratio(e.quantity, '1 each') OPERATOR(materials.*) materials.quantity_ratio(coalesce(y.unit_mass, z.unit_mass), '1 kg') END) AS m (mass)
			GROUP BY e.output_lot_id) AS n ON n.output_lot_id = w.id
		LEFT JOIN (SELECT c.lot_id, array_agg(DISTINCT c.claim) AS claims FROM claim_of(known_lot_of.lot_ids, known_lot_of.as_of, known_lot_of.known_at) AS c GROUP BY c.lot_id) AS q ON q.lot_id = w.id
		CROSS JOIN LATERAL (SELECT CASE materials.dimension(l.quantity) WHEN 'mass' THEN materials.quantity_ratio(l.quantity, '1 kg')
			WHEN 'count' THEN materials.quantity_ratio(l.quantity, '1 each') OPERATOR(materials.*) materials.quantity_ratio(l.unit_mass, '1 kg') END) AS h (made);
END
$$;
COMMENT ON FUNCTION known_lot_of(bigint[], materials.rule_input[], date, timestamptz) IS 'lots as they are known, whatever rule asks, given what went into them';

CREATE OR REPLACE FUNCTION lot_reading(lot_ids bigint[], as_of date, known_at timestamptz, OUT lots materials.known_lot[], OUT inputs materials.rule_input[])
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT ARRAY(SELECT k::materials.known_lot FROM known_lot_of(lot_reading.lot_ids, i.inputs, lot_reading.as_of, lot_reading.known_at) AS k), i.inputs
	FROM (SELECT ARRAY(SELECT e::materials.rule_input FROM input_of(lot_reading.lot_ids, lot_reading.known_at) AS e) AS inputs OFFSET 0) AS i;
END;
COMMENT ON FUNCTION lot_reading(bigint[], date, timestamptz) IS 'lots as they are known, and what went into them, to be handed on';

CREATE OR REPLACE FUNCTION lot_state(rule text, version text, lots materials.known_lot[], policies jsonb) RETURNS SETOF materials.rule_lot
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT l.lot_id, l.code, l.item_id, l.producer_id, l.country, l.step, l.day, l.role,
		f.functional, f.tested, f.may_hold,
		-- What is stated of an item says nothing of a lot whose record was withdrawn: it may have been of another item.
		coalesce(l.standing AND r.absence_claim = ANY (l.claims), false),
		CASE WHEN p.stage = 'recycling' THEN CASE WHEN l.country IS NULL AND r.domestic IS NOT NULL THEN 'maybe' WHEN l.country OPERATOR(materials.=) r.domestic THEN 'domestic' ELSE 'abroad' END END,
		-- Inside a tested lot: inner (its parts are looked at), component (it counts), hardware (it does not), or unclear (without a role, it may count).
		CASE WHEN f.tested THEN 'inner' WHEN f.functional THEN 'component' WHEN NOT f.functional OR NOT f.may_be_part THEN 'hardware'
			WHEN NOT l.standing OR p.stage = 'recycling' OR NOT l.has_inputs THEN 'unclear' ELSE 'inner' END,
		l.not_followed, l.open_reason, l.standing, l.class, l.material, p.stage, l.region
	FROM materials.rule AS r
		CROSS JOIN materials.known_lots(lot_state.lots) AS l
		CROSS JOIN LATERAL (SELECT CASE WHEN l.standing THEN l.class END, CASE WHEN l.standing THEN l.material END, CASE WHEN l.item_id IS NULL THEN 'material' ELSE 'class' END) AS w (class, material, scope)
		LEFT JOIN materials.item_class AS k ON k.class = w.class
		LEFT JOIN materials.rule_scope AS s ON s.rule = r.rule AND s.version = r.version AND s.scope = w.scope AND s.word = coalesce(w.class, w.material)
		-- A class that the rule does not speak of says nothing, but what it is made of may; then what the rule says of anything.
		LEFT JOIN materials.rule_scope AS t ON t.rule = r.rule AND t.version = r.version AND s.word IS NULL AND l.item_id IS NOT NULL AND NOT coalesce(k.is_battery, false) AND t.scope = 'material' AND t.word = w.material
		LEFT JOIN materials.rule_scope AS z ON z.rule = r.rule AND z.version = r.version AND z.scope = w.scope AND z.word = '*'
		LEFT JOIN materials.component_role AS c ON c.role = l.role
		LEFT JOIN materials.process_step AS p ON p.step = l.step
		CROSS JOIN LATERAL (SELECT coalesce(c.functional, CASE lot_state.policies ->> c.role WHEN 'functional' THEN true WHEN 'not_functional' THEN false END, c.functional_default),
			coalesce(s.tested, t.tested, z.tested, k.is_battery AND r.subject = 'battery', false), coalesce(s.may_hold, t.may_hold, z.may_hold, true), coalesce(s.may_be_part, t.may_be_part, z.may_be_part, true)) AS f (functional, tested, may_hold, may_be_part)
	WHERE r.rule = lot_state.rule AND r.version = lot_state.version;
END
$$;
COMMENT ON FUNCTION lot_state(text, text, materials.known_lot[], jsonb) IS 'lots in the eyes of a rule';

CREATE OR REPLACE FUNCTION lot_known(rule text, version text, lot_ids bigint[], policies jsonb, as_of date, known_at timestamptz, OUT lots materials.rule_lot[], OUT inputs materials.rule_input[])
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT ARRAY(SELECT s::materials.rule_lot FROM lot_state(lot_known.rule, lot_known.version, k.lots, lot_known.policies) AS s), k.inputs
	FROM lot_reading(lot_known.lot_ids, lot_known.as_of, lot_known.known_at) AS k;
END;
COMMENT ON FUNCTION lot_known(text, text, bigint[], jsonb, date, timestamptz) IS 'lots in the eyes of a rule, and what went into them, to be handed on';

CREATE OR REPLACE FUNCTION battery_in(case_ids bigint[], root_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb) RETURNS TABLE (case_id bigint, lot_id bigint, topmost boolean, open_reason text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE state AS MATERIALIZED (
		SELECT s.lot_id, s.tested, s.may_hold, s.vouched, s.part, s.not_followed, s.open_reason FROM materials.rule_lots(battery_in.lots) AS s
	), edge AS MATERIALIZED (
		SELECT DISTINCT e.output_lot_id, e.input_lot_id FROM materials.rule_inputs(battery_in.inputs) AS e
	), walk (case_id, lot_id, inside, vouched) AS (
		SELECT c.case_id, c.root_id, false, false FROM unnest(battery_in.case_ids, battery_in.root_ids) AS c (case_id, root_id)
		UNION
		-- Outside a tested lot through whatever may hold one; inside it through what its components are found through.
		SELECT w.case_id, e.input_lot_id, w.inside OR s.tested, w.vouched OR s.vouched
		FROM walk AS w JOIN state AS s ON s.lot_id = w.lot_id AND NOT s.not_followed JOIN edge AS e ON e.output_lot_id = w.lot_id
		WHERE CASE WHEN w.inside OR s.tested THEN battery_in.policies ->> 'cells_and_pack' = 'both' AND s.part = 'inner' ELSE s.may_hold END
	)
	SELECT w.case_id, w.lot_id, bool_or(NOT w.inside), NULL FROM walk AS w JOIN state AS s ON s.lot_id = w.lot_id WHERE s.tested GROUP BY w.case_id, w.lot_id
	UNION ALL
	SELECT DISTINCT w.case_id, w.lot_id, false, s.open_reason FROM walk AS w JOIN state AS s ON s.lot_id = w.lot_id
	-- Inside a tested one, what is known of a lot tells whether it is tested too, unless it has no role: a withdrawn or hidden lot has none.
	WHERE NOT s.tested AND (NOT w.inside OR s.part IN ('inner', 'unclear')) AND NOT w.vouched AND NOT s.vouched AND s.may_hold AND s.open_reason IS NOT NULL;
END
$$;
COMMENT ON FUNCTION battery_in(bigint[], bigint[], materials.rule_lot[], materials.rule_input[], jsonb) IS 'lots that a rule tests in what is bought (open_reason empty), and lots that may hold another one because what went into them is not all known';

CREATE OR REPLACE FUNCTION battery_part(battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], known_at timestamptz) RETURNS TABLE (battery_id bigint, lot_id bigint, part text,
		cost materials.fraction, currency text, currencies integer, consumption_ids bigint[], open_reason text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE state AS MATERIALIZED (
		SELECT s.lot_id, s.tested, s.part, s.not_followed, s.open_reason FROM materials.rule_lots(battery_part.lots) AS s
	), edge AS MATERIALIZED (
		SELECT e.consumption_id, e.output_lot_id, e.input_lot_id, e.cost, e.currency FROM materials.rule_inputs(battery_part.inputs) AS e JOIN state AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed
	), inner_lot (battery_id, lot_id) AS (
		SELECT b.id, b.id FROM materials.rule_ids(battery_part.battery_ids) AS b (id)
		UNION
		SELECT w.battery_id, e.input_lot_id FROM inner_lot AS w JOIN edge AS e ON e.output_lot_id = w.lot_id JOIN state AS s ON s.lot_id = e.input_lot_id AND s.part = 'inner'
	), flow AS MATERIALIZED (
		-- A cell of which all components are direct inputs needs no walk: all of it is in itself.
		SELECT u.root_id AS battery_id, u.lot_id, u.used
		FROM materials.rule_used(ARRAY(SELECT w.battery_id FROM inner_lot AS w GROUP BY w.battery_id HAVING count(*) > 1), battery_part.lots, battery_part.inputs) AS u
	), shared AS MATERIALIZED (
		-- An inner lot that is also upstream of a component reaches the battery on two ways, and what it cost cannot be told apart.
		SELECT DISTINCT w.battery_id, w.lot_id
		FROM inner_lot AS w JOIN edge AS e ON e.input_lot_id = w.lot_id JOIN flow AS f ON f.battery_id = w.battery_id AND f.lot_id = e.output_lot_id
			LEFT JOIN inner_lot AS o ON o.battery_id = w.battery_id AND o.lot_id = e.output_lot_id
		WHERE w.lot_id <> w.battery_id AND o.lot_id IS NULL
	), amount AS MATERIALIZED (
		SELECT w.battery_id, w.lot_id, CASE WHEN w.lot_id = w.battery_id THEN '1'::materials.fraction WHEN x.lot_id IS NULL THEN f.used END AS used
		FROM inner_lot AS w LEFT JOIN flow AS f ON f.battery_id = w.battery_id AND f.lot_id = w.lot_id LEFT JOIN shared AS x ON x.battery_id = w.battery_id AND x.lot_id = w.lot_id
	)
	SELECT w.battery_id, s.lot_id, s.part, NULL::materials.fraction, NULL, NULL::integer, NULL::bigint[], CASE WHEN s.open_reason IS NULL AND s.tested AND e.lot_id IS NULL THEN 'not_recorded' ELSE s.open_reason END
	FROM inner_lot AS w JOIN state AS s ON s.lot_id = w.lot_id LEFT JOIN (SELECT DISTINCT x.output_lot_id AS lot_id FROM edge AS x) AS e ON e.lot_id = s.lot_id
	UNION ALL
	SELECT m.battery_id, s.lot_id, s.part, CASE WHEN bool_and(m.used IS NOT NULL AND e.cost IS NOT NULL) THEN materials.sum(m.used OPERATOR(materials.*) e.cost::materials.fraction) END,
		min(e.currency), count(DISTINCT e.currency)::integer, array_agg(e.consumption_id ORDER BY e.consumption_id), s.open_reason
	FROM amount AS m JOIN edge AS e ON e.output_lot_id = m.lot_id JOIN state AS s ON s.lot_id = e.input_lot_id AND s.part <> 'inner'
	GROUP BY m.battery_id, s.lot_id, s.part, s.open_reason;
END
$$;
COMMENT ON FUNCTION battery_part(bigint[], materials.rule_lot[], materials.rule_input[], timestamptz) IS 'what tested lots are made of in the eyes of a rule: the lots that are looked into (inner), and the nearest lots upstream that are components, hardware or unclear, with what they cost in that lot (exact; empty where it cannot be said)';
