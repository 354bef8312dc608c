-- Rules of the kind component_origin: where the components that count come from, with an exception by cost.

CREATE OR REPLACE FUNCTION battery_licence(rule text, version text, battery_ids bigint[], part_ids bigint[], lots materials.rule_lot[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, lot_id bigint,
		contract_id bigint, contract text, contractor_id bigint, class text, reason text, chain text, fact jsonb, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH made AS MATERIALIZED (
		SELECT DISTINCT p.battery_id, l.lot_id, l.item_id, l.producer_id, l.day
		FROM unnest(battery_licence.battery_ids, battery_licence.part_ids) AS p (battery_id, lot_id) JOIN materials.rule_lots(battery_licence.lots) AS l ON l.lot_id = p.lot_id
	), epoch AS MATERIALIZED (
		SELECT e.day, e.epoch FROM epoch_of(ARRAY(SELECT DISTINCT m.day FROM made AS m) || battery_licence.as_of, battery_licence.known_at) AS e
	), licence AS MATERIALIZED (
		SELECT e.epoch, c.* FROM (SELECT DISTINCT x.epoch FROM epoch AS x) AS e CROSS JOIN LATERAL control_contract_at(e.epoch, battery_licence.known_at) AS c WHERE c.kind = 'licence'
	), binding AS MATERIALIZED (
		SELECT m.battery_id, m.lot_id, c.epoch, c.id, c.code, c.contractor_id
		FROM made AS m JOIN epoch AS e ON e.day = m.day JOIN licence AS c ON c.epoch = e.epoch AND c.producer_id = m.producer_id
			AND (c.item_id IS NULL OR c.item_id = m.item_id) AND (c.lot_id IS NULL OR lot_standing(c.lot_id, battery_licence.known_at) = m.lot_id)
	), source AS MATERIALIZED (
		-- Nobody's status has to be worked out where nobody licensed anything.
		SELECT p.* FROM (SELECT WHERE EXISTS (SELECT FROM binding)) AS any_binding
			CROSS JOIN LATERAL party_source(battery_licence.rule, battery_licence.version, ARRAY(SELECT DISTINCT b.epoch FROM binding AS b),
				(SELECT e.epoch FROM epoch AS e WHERE e.day = battery_licence.as_of), battery_licence.policies, battery_licence.standings, battery_licence.known_at) AS p
	)
	SELECT b.battery_id, b.lot_id, b.id, b.code, b.contractor_id, coalesce(s.class, CASE WHEN r.doctrine IS NULL THEN 'other' ELSE 'unknown' END), s.reason, s.chain,
		jsonb_build_array(jsonb_build_object('relation', 'control_contract', 'id', b.id)) || coalesce(s.fact, '[]'), coalesce(s.confirmed, true)
	FROM binding AS b
		JOIN materials.rule AS r ON r.rule = battery_licence.rule AND r.version = battery_licence.version
		LEFT JOIN source AS s ON s.epoch = b.epoch AND s.party_id = b.contractor_id;
END
$$;
COMMENT ON FUNCTION battery_licence(text, text, bigint[], bigint[], materials.rule_lot[], jsonb, materials.party_standing[], date, timestamptz) IS 'licences under which parts of tested lots (pairs of tested lot and part, itself among them) were made, and whether who licensed the technology is an offender; confirmed is false where that rests on a reading that was not made in the text';

CREATE OR REPLACE FUNCTION battery_claim(rule text, version text, limb text, battery_ids bigint[], part_ids bigint[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, declaration_id bigint)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	-- What is stated of a battery is stated of the cells in it.
	WITH stated AS MATERIALIZED (
		SELECT c.lot_id, c.declaration_id FROM claim_of(battery_claim.battery_ids, battery_claim.as_of, battery_claim.known_at) AS c
		WHERE c.claim = (SELECT m.claim FROM materials.rule_limb AS m WHERE m.rule = battery_claim.rule AND m.version = battery_claim.version AND m.limb = battery_claim.limb)
	)
	SELECT DISTINCT p.lot_id, s.declaration_id
	FROM unnest(battery_claim.battery_ids, battery_claim.part_ids) AS p (battery_id, lot_id) JOIN stated AS s ON s.lot_id = p.battery_id
	WHERE p.lot_id IN (SELECT b.id FROM unnest(battery_claim.battery_ids) AS b (id));
END;
COMMENT ON FUNCTION battery_claim(text, text, text, bigint[], bigint[], date, timestamptz) IS 'declarations that settle a limb of a rule for tested lots: about the lot, its item, or a tested lot that it is in (pairs of tested lot and part)';

CREATE OR REPLACE FUNCTION component_share(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, reading text,
		assembly boolean, components integer, offenders integer, unsure integer, unformed text, gaps integer, share_min materials.fraction, share_max materials.fraction, worst text, part_ids bigint[],
		assembly_confirmed boolean, parts_confirmed boolean, taint_confirmed boolean, either text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH part AS MATERIALIZED (
		SELECT p.battery_id, p.lot_id, p.part, p.currency, p.currencies, p.cost, p.open_reason
		FROM battery_part(component_share.battery_ids, component_share.lots, component_share.inputs, component_share.known_at) AS p
		WHERE p.part <> 'hardware'
	), origin AS MATERIALIZED (
		SELECT o.* FROM lot_origin(component_share.rule, component_share.version, component_share.lots, component_share.inputs, component_share.policies, component_share.standings, component_share.as_of, component_share.known_at) AS o
	), classed AS (
		-- What is looked into may itself be a component, in place of what is in it: unless its role or its step says that it was put
		-- together of such, and nothing stands against who did.
		SELECT p.*, t.reading, k.code, o.assembly, i.looked_into, i.either, CASE WHEN i.direct THEN o.direct ELSE o.traced END AS class, CASE WHEN i.direct THEN o.direct ELSE o.counted END AS counted,
			o.assembly_confirmed, CASE WHEN i.direct THEN o.direct_confirmed ELSE o.traced_confirmed END AS confirmed
		FROM part AS p JOIN materials.rule_lots(component_share.lots) AS k ON k.lot_id = p.lot_id JOIN origin AS o ON o.lot_id = p.lot_id
			LEFT JOIN materials.process_step AS h ON h.step = k.step
			JOIN materials.rule_policy AS y ON y.rule = component_share.rule AND y.version = component_share.version AND y.policy = 'tracing'
			CROSS JOIN LATERAL unnest(y.choices) AS t (reading)
			CROSS JOIN LATERAL (SELECT p.part = 'inner' AND NOT k.tested, k.role IS NOT NULL OR coalesce(h.stage IN ('cell', 'assembly'), false)) AS e (looked_into, mixed)
			CROSS JOIN LATERAL (SELECT e.looked_into, e.looked_into AND (NOT e.mixed OR o.direct <> 'other') AS either, t.reading = 'direct_source' OR e.looked_into AND e.mixed AS direct) AS i
	), summed AS (
		SELECT c.battery_id, c.reading, array_agg(c.lot_id ORDER BY c.lot_id) AS part_ids,
			max(c.assembly) FILTER (WHERE c.lot_id = c.battery_id) AS assembly, coalesce(bool_and(c.assembly_confirmed) FILTER (WHERE c.lot_id = c.battery_id), true) AS assembly_confirmed,
			-- Whether all that is said of the components is confirmed, and whether one of them is confirmed not to be clear.
			coalesce(bool_and(c.confirmed) FILTER (WHERE c.part IN ('component', 'unclear') OR c.looked_into), true) AS parts_confirmed,
			coalesce(bool_or(c.confirmed AND (c.class <> 'other' OR c.counted <> 'other')) FILTER (WHERE c.part IN ('component', 'unclear') OR c.looked_into), false) AS taint_confirmed,
			count(*) FILTER (WHERE c.part = 'component')::integer AS components,
			count(*) FILTER (WHERE c.part = 'component' AND 'offender' IN (c.class, c.counted))::integer AS offenders,
			count(*) FILTER (WHERE c.part = 'component' AND NOT 'offender' IN (c.class, c.counted) AND 'unknown' IN (c.class, c.counted)
				OR (c.part = 'unclear' OR c.looked_into) AND (c.class <> 'other' OR c.counted <> 'other'))::integer AS unsure,
			string_agg(c.code, ', ' ORDER BY c.code COLLATE "C") FILTER (WHERE c.either) AS either,
			CASE WHEN bool_or(c.cost IS NULL) FILTER (WHERE c.part = 'component') THEN 'the cost of a component is not known'
				WHEN max(c.currencies) > 1 OR count(DISTINCT c.currency) > 1 THEN 'costs are in different currencies' END AS unformed,
			-- What is in a part without a role counts as well, so its inputs have to be known too.
			count(*) FILTER (WHERE c.part IN ('inner', 'unclear') AND c.open_reason IS NOT NULL OR c.part = 'unclear' AND c.cost IS NULL)::integer AS gaps,
			coalesce(materials.sum(c.cost) FILTER (WHERE c.part = 'component'), '0') AS total,
			coalesce(materials.sum(c.cost) FILTER (WHERE c.part = 'component' AND c.counted = 'other'), '0') AS other,
			coalesce(materials.sum(c.cost) FILTER (WHERE c.part = 'component' AND c.counted <> 'offender'), '0') AS other_at_best,
			coalesce(materials.sum(c.cost) FILTER (WHERE c.part = 'unclear' AND c.counted = 'other'), '0') AS unclear_other,
			coalesce(materials.sum(c.cost) FILTER (WHERE c.part = 'unclear' AND c.counted = 'unknown'), '0') AS unclear_unknown,
			coalesce(materials.sum(c.cost) FILTER (WHERE c.part = 'unclear' AND c.counted = 'offender'), '0') AS unclear_offender,
			string_agg(CASE WHEN c.part = 'component' AND 'offender' IN (c.class, c.counted) THEN c.code END, ', ' ORDER BY c.cost DESC NULLS LAST, c.code COLLATE "C") AS worst
		FROM classed AS c
		GROUP BY c.battery_id, c.reading
	)
	-- An unclear part that comes from others lowers nothing when left out, one that does not lowers the share when counted.
	SELECT s.battery_id, s.reading, CASE s.assembly WHEN 'other' THEN true WHEN 'offender' THEN false END, s.components, s.offenders, s.unsure,
		CASE WHEN s.components = 0 THEN 'no component is recorded' WHEN s.unformed IS NULL AND s.total OPERATOR(materials.=) '0' THEN 'the components cost nothing' ELSE s.unformed END,
		s.gaps, b.share_min, b.share_max, s.worst, s.part_ids, s.assembly_confirmed, s.parts_confirmed, s.taint_confirmed, CASE WHEN s.offenders > 0 OR s.unsure > 0 THEN s.either END
	FROM summed AS s
		CROSS JOIN LATERAL (SELECT s.components = 0 OR s.unformed IS NOT NULL OR s.gaps > 0 OR s.total OPERATOR(materials.=) '0' OR s.either IS NOT NULL AND (s.offenders > 0 OR s.unsure > 0) AS unbounded) AS u
		CROSS JOIN LATERAL (SELECT
			CASE WHEN u.unbounded THEN '0'::materials.fraction ELSE s.other OPERATOR(materials./) (s.total OPERATOR(materials.+) s.unclear_unknown OPERATOR(materials.+) s.unclear_offender) END,
			CASE WHEN u.unbounded THEN '1'::materials.fraction ELSE (s.other_at_best OPERATOR(materials.+) s.unclear_other OPERATOR(materials.+) s.unclear_unknown)
				OPERATOR(materials./) (s.total OPERATOR(materials.+) s.unclear_other OPERATOR(materials.+) s.unclear_unknown) END) AS b (share_min, share_max);
END
$$;
COMMENT ON FUNCTION component_share(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'share of other sources in the cost of the components of tested lots, exactly and from worst to best case, for each reading of how far tracing goes';

CREATE OR REPLACE FUNCTION component_verdict(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, reading text,
		status text, share_min materials.fraction, share_max materials.fraction, assembly boolean, cost boolean, technology boolean, clean boolean, reason text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH share AS MATERIALIZED (
		SELECT s.* FROM component_share(component_verdict.rule, component_verdict.version, component_verdict.battery_ids, component_verdict.lots, component_verdict.inputs, component_verdict.policies, component_verdict.standings, component_verdict.as_of, component_verdict.known_at) AS s
	), pair AS MATERIALIZED (
		SELECT array_agg(p.battery_id ORDER BY p.battery_id, p.lot_id) AS battery_ids, array_agg(p.lot_id ORDER BY p.battery_id, p.lot_id) AS part_ids
		FROM (SELECT DISTINCT s.battery_id, u.lot_id FROM share AS s CROSS JOIN LATERAL unnest(s.part_ids) AS u (lot_id)) AS p
	), licensed AS MATERIALIZED (
		SELECT l.battery_id, bool_or(l.class = 'offender') AS offender, bool_or(l.class = 'unknown') AS unsure, min(p.name COLLATE "C") FILTER (WHERE l.class = 'offender') AS licensor,
			CASE WHEN bool_or(l.class = 'offender') THEN bool_or(l.confirmed AND l.class = 'offender') WHEN bool_or(l.class = 'unknown') THEN bool_or(l.confirmed AND l.class = 'unknown') ELSE bool_and(l.confirmed) END AS confirmed
		FROM pair AS i CROSS JOIN LATERAL battery_licence(component_verdict.rule, component_verdict.version, i.battery_ids, i.part_ids, component_verdict.lots, component_verdict.policies, component_verdict.standings, component_verdict.as_of, component_verdict.known_at) AS l
			JOIN party_at('infinity') AS p ON p.id = l.contractor_id
		GROUP BY l.battery_id
	), stated AS MATERIALIZED (
		SELECT DISTINCT c.battery_id FROM pair AS i CROSS JOIN LATERAL battery_claim(component_verdict.rule, component_verdict.version, 'technology', i.battery_ids, i.part_ids, component_verdict.as_of, component_verdict.known_at) AS c
	), limb AS (
		SELECT s.*, coalesce(p.name, 'not recorded') AS maker, l.licensor, coalesce(l.confirmed, true) AS licence_confirmed, m.threshold, m.strict,
			CASE WHEN l.offender THEN false WHEN l.unsure THEN NULL WHEN t.battery_id IS NOT NULL THEN true END AS technology,
			CASE WHEN CASE WHEN m.strict THEN s.share_min OPERATOR(materials.>) m.threshold ELSE s.share_min OPERATOR(materials.>=) m.threshold END THEN true
				WHEN CASE WHEN m.strict THEN s.share_max OPERATOR(materials.<=) m.threshold ELSE s.share_max OPERATOR(materials.<) m.threshold END THEN false END AS cost,
			s.offenders = 0 AND s.unsure = 0 AND s.gaps = 0 AS clean
		FROM share AS s
			JOIN materials.rule_limb AS m ON m.rule = component_verdict.rule AND m.version = component_verdict.version AND m.limb = 'cost'
			LEFT JOIN materials.rule_lots(component_verdict.lots) AS b ON b.lot_id = s.battery_id
			LEFT JOIN party_at('infinity') AS p ON p.id = b.producer_id
			LEFT JOIN licensed AS l ON l.battery_id = s.battery_id
			LEFT JOIN stated AS t ON t.battery_id = s.battery_id
	)
	SELECT l.battery_id, l.reading, v.status, l.share_min, l.share_max, l.assembly, l.cost, l.technology, l.clean,
		CASE v.status
			WHEN 'PASS' THEN format('no component, maker or licence goes back to a %s', r.concern)
			WHEN 'PASS_BY_EXCEPTION' THEN format('%s of the cost of the components comes from others, %s; assembler and technology are clear', materials.percent_text(l.share_min, l.share_max), materials.threshold_text(l.threshold, l.strict))
			-- What decides comes first, then what is open.
			ELSE concat_ws('; ',
				CASE WHEN l.unformed IS NOT NULL AND v.status = 'INDETERMINATE' THEN format('the share cannot be formed: %s', l.unformed) END,
				CASE WHEN NOT l.assembly THEN format('the assembler, %s, counts as a %s', l.maker, r.concern) END,
				CASE WHEN NOT l.cost THEN t.cost END,
				CASE WHEN NOT l.technology THEN format('technology is licensed from a %s, %s', r.concern, l.licensor) END,
				CASE WHEN v.status = 'FAIL' THEN t.offenders END,
				CASE WHEN l.assembly IS NULL THEN format('whether the assembler, %s, counts as a %s is unknown', l.maker, r.concern) END,
				CASE WHEN l.cost IS NULL AND l.unformed IS NULL THEN t.cost END,
				CASE WHEN l.gaps > 0 THEN 'not all inputs between battery and components are known' END,
				CASE WHEN l.either IS NOT NULL THEN format('it may count in place of what is in it: %s', materials.shortened(l.either, 200)) END,
				CASE WHEN l.technology IS NULL THEN format('whether technology is licensed from a %s is unknown', r.concern) END,
				CASE WHEN v.status <> 'FAIL' THEN t.offenders END) END,
		r.confirmed AND m.confirmed AND CASE
			WHEN l.unformed IS NOT NULL AND v.status = 'INDETERMINATE' THEN true
			-- A failed limb, and something that the test itself does not forgive.
			WHEN v.status = 'FAIL' AND NOT (l.clean AND l.technology IS TRUE) THEN
				(NOT coalesce(l.assembly, true) AND l.assembly_confirmed OR NOT coalesce(l.cost, true) AND l.parts_confirmed OR NOT coalesce(l.technology, true) AND l.licence_confirmed)
				AND (l.taint_confirmed OR l.gaps > 0 OR l.technology IS NOT TRUE AND l.licence_confirmed)
			ELSE l.assembly_confirmed AND l.parts_confirmed AND l.licence_confirmed END
	FROM limb AS l
		CROSS JOIN LATERAL (SELECT CASE
			-- Clear components are clear whatever they cost.
			WHEN l.clean AND l.components > 0 AND l.technology AND l.assembly THEN 'PASS'
			WHEN l.clean AND l.components > 0 AND l.technology AND NOT l.assembly THEN component_verdict.policies ->> 'clean_battery_of_offender'
			WHEN l.unformed IS NOT NULL THEN 'INDETERMINATE'
			WHEN NOT l.assembly OR NOT l.cost OR NOT l.technology THEN 'FAIL'
			WHEN l.assembly AND l.cost AND l.technology THEN 'PASS_BY_EXCEPTION'
			ELSE 'INDETERMINATE' END) AS v (status)
		JOIN materials.rule AS r ON r.rule = component_verdict.rule AND r.version = component_verdict.version
		CROSS JOIN LATERAL (SELECT format('%s of the cost of the components comes from others, %s is asked', materials.percent_text(l.share_min, l.share_max), materials.threshold_text(l.threshold, l.strict)),
			CASE WHEN l.offenders > 0 THEN format('components that go back to a %s: %s', r.concern, materials.shortened(l.worst, 200)) END) AS t (cost, offenders)
		JOIN LATERAL (SELECT bool_and(x.confirmed) AS confirmed FROM materials.rule_limb AS x WHERE x.rule = r.rule AND x.version = r.version
			AND (x.limb = 'components' OR v.status <> 'PASS')) AS m ON true;
END
$$;
COMMENT ON FUNCTION component_verdict(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'verdict on tested lots under a rule of the kind component_origin, for each reading of how far tracing goes: the test itself (clean), then the limbs of its exception';
