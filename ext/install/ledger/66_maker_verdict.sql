-- Rules of the kind named_maker: who made the tested lot, and whether one named maker supplies a majority of its components.

CREATE OR REPLACE FUNCTION maker_share(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint,
		maker_class text, maker_id bigint, maker_reason text, components integer, concerned integer, unbounded text, single_min materials.fraction, single_max materials.fraction,
		together_min materials.fraction, together_max materials.fraction, named text, maker_confirmed boolean, parts_confirmed boolean)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	WITH battery AS MATERIALIZED (
		SELECT s.lot_id, s.open_reason FROM materials.rule_ids(maker_share.battery_ids) AS b (id) JOIN materials.rule_lots(maker_share.lots) AS s ON s.lot_id = b.id
	), edge AS MATERIALIZED (
		SELECT e.output_lot_id, e.input_lot_id, e.cost, e.currency FROM materials.rule_inputs(maker_share.inputs) AS e JOIN battery AS b ON b.lot_id = e.output_lot_id
	), source AS MATERIALIZED (
		SELECT s.lot_id, s.party_id, s.class, s.reason, s.chain, s.confirmed
		FROM lot_source(maker_share.rule, maker_share.version, ARRAY(SELECT l::materials.rule_lot FROM materials.rule_lots(maker_share.lots) AS l
			WHERE l.lot_id IN (SELECT b.lot_id FROM battery AS b UNION SELECT e.input_lot_id FROM edge AS e)), maker_share.policies, maker_share.standings, maker_share.as_of, maker_share.known_at) AS s
		WHERE s.facet = 'producer'
	), by_maker AS (
		SELECT e.output_lot_id AS battery_id, s.class, s.party_id, materials.sum(e.cost::materials.fraction) AS cost, bool_or(e.cost IS NULL) AS missing, min(e.currency) AS currency_min,
			max(e.currency) AS currency_max, count(DISTINCT e.input_lot_id)::integer AS lots, bool_and(s.confirmed) AS confirmed
		FROM edge AS e JOIN source AS s ON s.lot_id = e.input_lot_id
		GROUP BY e.output_lot_id, s.class, s.party_id
	), summed AS (
		SELECT b.lot_id AS battery_id, coalesce(sum(m.lots), 0)::integer AS components, coalesce(sum(m.lots) FILTER (WHERE m.class <> 'other'), 0)::integer AS concerned,
			CASE WHEN b.open_reason IS NOT NULL THEN 'not all components are known'
				WHEN coalesce(sum(m.lots) FILTER (WHERE m.class <> 'other'), 0) = 0 THEN NULL
				WHEN bool_or(m.missing) THEN 'the value of a component is not known'
				WHEN min(m.currency_min) <> max(m.currency_max) THEN 'values are in different currencies'
				WHEN materials.sum(m.cost) OPERATOR(materials.=) '0' THEN 'the components have no value' END AS unbounded,
			materials.sum(m.cost) AS total,
			coalesce(materials.max(m.cost) FILTER (WHERE m.class = 'offender'), '0') AS single,
			coalesce(materials.sum(m.cost) FILTER (WHERE m.class = 'offender'), '0') AS together,
			coalesce(materials.sum(m.cost) FILTER (WHERE m.class = 'unknown'), '0') AS unsure,
			string_agg(DISTINCT p.name COLLATE "C", ', ') FILTER (WHERE m.class = 'offender') AS named, coalesce(bool_and(m.confirmed), true) AS confirmed
		FROM battery AS b LEFT JOIN by_maker AS m ON m.battery_id = b.lot_id LEFT JOIN party_at('infinity') AS p ON p.id = m.party_id
		GROUP BY b.lot_id, b.open_reason
	)
	SELECT s.battery_id, o.class, o.party_id, o.reason, s.components, s.concerned, s.unbounded, t.single_min, t.single_max, t.together_min, t.together_max, s.named, o.confirmed, s.confirmed
	FROM summed AS s JOIN source AS o ON o.lot_id = s.battery_id
		CROSS JOIN LATERAL (SELECT
			CASE WHEN s.unbounded IS NOT NULL OR s.concerned = 0 THEN '0' ELSE s.single OPERATOR(materials./) s.total END,
			CASE WHEN s.unbounded IS NOT NULL THEN '1' WHEN s.concerned = 0 THEN '0' ELSE (s.single OPERATOR(materials.+) s.unsure) OPERATOR(materials./) s.total END,
			CASE WHEN s.unbounded IS NOT NULL OR s.concerned = 0 THEN '0' ELSE s.together OPERATOR(materials./) s.total END,
			CASE WHEN s.unbounded IS NOT NULL THEN '1' WHEN s.concerned = 0 THEN '0' ELSE (s.together OPERATOR(materials.+) s.unsure) OPERATOR(materials./) s.total END)
			AS t (single_min, single_max, together_min, together_max);
END;
COMMENT ON FUNCTION maker_share(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'who made tested lots, and the share of one named maker, and of all together, in the value of what went into them directly, exactly and from best to worst case';

CREATE OR REPLACE FUNCTION maker_verdict(rule text, version text, battery_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[], policies jsonb, standings materials.party_standing[], as_of date, known_at timestamptz) RETURNS TABLE (battery_id bigint, reading text,
		status text, share_min materials.fraction, share_max materials.fraction, made boolean, majority boolean, reason text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH limb AS (
		SELECT s.*, y.reading, m.threshold, m.strict, m.confirmed AS majority_confirmed, b.confirmed AS limb_confirmed,
			CASE s.maker_class WHEN 'offender' THEN true WHEN 'other' THEN false END AS made,
			CASE WHEN above.single_min OR y.reading = 'added' AND above.together_min THEN true
				WHEN NOT above.together_max OR y.reading = 'separate' AND NOT above.single_max THEN false END AS majority
		FROM maker_share(maker_verdict.rule, maker_verdict.version, maker_verdict.battery_ids, maker_verdict.lots, maker_verdict.inputs, maker_verdict.policies, maker_verdict.standings, maker_verdict.as_of, maker_verdict.known_at) AS s
			JOIN materials.rule_limb AS m ON m.rule = maker_verdict.rule AND m.version = maker_verdict.version AND m.limb = 'majority'
			JOIN materials.rule_limb AS b ON b.rule = maker_verdict.rule AND b.version = maker_verdict.version AND b.limb = 'maker'
			JOIN materials.rule_policy AS p ON p.rule = maker_verdict.rule AND p.version = maker_verdict.version AND p.policy = 'named_together'
			CROSS JOIN LATERAL unnest(p.choices) AS y (reading)
			CROSS JOIN LATERAL (SELECT
				CASE WHEN m.strict THEN s.single_min OPERATOR(materials.>) m.threshold ELSE s.single_min OPERATOR(materials.>=) m.threshold END,
				CASE WHEN m.strict THEN s.single_max OPERATOR(materials.>) m.threshold ELSE s.single_max OPERATOR(materials.>=) m.threshold END,
				CASE WHEN m.strict THEN s.together_min OPERATOR(materials.>) m.threshold ELSE s.together_min OPERATOR(materials.>=) m.threshold END,
				CASE WHEN m.strict THEN s.together_max OPERATOR(materials.>) m.threshold ELSE s.together_max OPERATOR(materials.>=) m.threshold END)
				AS above (single_min, single_max, together_min, together_max)
	)
	SELECT l.battery_id, l.reading, v.status, l.single_min, l.single_max, l.made, l.majority,
		CASE WHEN v.status = 'NOT_PROHIBITED' THEN format('neither the maker nor the maker of a majority of the components is a %s', r.concern)
			ELSE concat_ws('; ',
				-- What decides comes first, then what is open.
				CASE WHEN l.made THEN format('made by a %s, %s', r.concern, p.name) WHEN l.made IS NULL AND l.majority IS NOT TRUE THEN t.maker END,
				CASE WHEN l.majority THEN format('%s of the value of the components is of one %s, threshold %s: %s', materials.percent_text(l.single_min, l.single_max), r.concern, materials.threshold_text(l.threshold, l.strict), l.named)
					WHEN l.majority IS NULL THEN concat_ws(': ', format('whether one %s supplies a majority of the components is unknown', r.concern), coalesce(l.unbounded,
						format('one has %s, all together have %s of the value', materials.percent_text(l.single_min, l.single_max), materials.percent_text(l.together_min, l.together_max)))) END,
				CASE WHEN l.made IS NULL AND l.majority THEN t.maker END) END,
		r.confirmed AND l.limb_confirmed AND l.maker_confirmed AND (coalesce(l.made, false) OR l.majority IS NOT NULL AND l.components = 0 OR l.majority_confirmed AND l.parts_confirmed)
	FROM limb AS l
		CROSS JOIN LATERAL (SELECT CASE WHEN l.made OR l.majority THEN 'PROHIBITED' WHEN l.made IS NULL OR l.majority IS NULL THEN 'INDETERMINATE' ELSE 'NOT_PROHIBITED' END) AS v (status)
		JOIN materials.rule AS r ON r.rule = maker_verdict.rule AND r.version = maker_verdict.version
		LEFT JOIN party_at('infinity') AS p ON p.id = l.maker_id
		CROSS JOIN LATERAL (SELECT format('the maker, %s: %s', coalesce(p.name, 'unknown'), coalesce(l.maker_reason, 'unknown'))) AS t (maker);
END
$$;
COMMENT ON FUNCTION maker_verdict(text, text, bigint[], materials.rule_lot[], materials.rule_input[], jsonb, materials.party_standing[], date, timestamptz) IS 'verdict on tested lots under a rule of the kind named_maker, for each reading of whether named makers are added together';
