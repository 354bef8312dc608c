-- What a contract line says about itself: the facts that a rule's conditions are asked of, and the lots it is filled from.

-- Rows of these registers may be changed; how they were before is asked of former_row.
CREATE OR REPLACE FUNCTION former_at(relation text, row_ids bigint[], known_at timestamptz) RETURNS TABLE (row_id bigint, fact jsonb)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT DISTINCT ON (f.row_id) f.row_id, f.fact FROM former_row AS f
	WHERE f.relation = former_at.relation AND f.row_id = ANY (former_at.row_ids) AND f.recorded_at > former_at.known_at
	ORDER BY f.row_id, f.recorded_at, f.id;
END;
COMMENT ON FUNCTION former_at(text, bigint[], timestamptz) IS 'rows of a table that were changed since an instant, as they were then';

CREATE OR REPLACE FUNCTION line_at(line_ids bigint[], known_at timestamptz) RETURNS TABLE (id bigint, contract_id bigint, programme_id bigint, item_id bigint, quantity materials.quantity,
		procured_on date, obligated_on date, delivered_on date, defence_funds boolean, standard_battery boolean, device text, environment text,
		commercial_off_the_shelf boolean, maintenance_only boolean, research_and_test boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT l.id, l.contract_id, l.programme_id, l.item_id, l.quantity, l.procured_on, l.obligated_on, l.delivered_on, l.defence_funds, l.standard_battery, l.device, l.environment,
		l.commercial_off_the_shelf, l.maintenance_only, l.research_and_test
	FROM contract_line AS l
	WHERE l.id = ANY (line_at.line_ids) AND l.recorded_at <= line_at.known_at
		AND NOT EXISTS (SELECT FROM former_row AS f WHERE f.relation = 'contract_line' AND f.row_id = l.id AND f.recorded_at > line_at.known_at)
	UNION ALL
	SELECT f.row_id, l.contract_id, l.programme_id, l.item_id, l.quantity, l.procured_on, l.obligated_on, l.delivered_on, l.defence_funds, l.standard_battery, l.device, l.environment,
		l.commercial_off_the_shelf, l.maintenance_only, l.research_and_test
	FROM former_at('contract_line', line_at.line_ids, line_at.known_at) AS f
		CROSS JOIN LATERAL jsonb_to_record(f.fact) AS l (contract_id bigint, programme_id bigint, item_id bigint, quantity materials.quantity, procured_on date, obligated_on date, delivered_on date,
			defence_funds boolean, standard_battery boolean, device text, environment text, commercial_off_the_shelf boolean, maintenance_only boolean, research_and_test boolean, recorded_at timestamptz)
	WHERE l.recorded_at <= line_at.known_at;
END;
COMMENT ON FUNCTION line_at(bigint[], timestamptz) IS 'lines of contracts as known at an instant';

CREATE OR REPLACE FUNCTION line_fact(line_ids bigint[], known_at timestamptz) RETURNS TABLE (line_id bigint, fact jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- A fact that is not known is left out, so that a condition in strict mode is unknown and not false.
	SELECT l.id, coalesce(i.fact, '{}') || coalesce(s.fact, '{}') || jsonb_strip_nulls(jsonb_build_object(
			'signed_on', CASE WHEN cf.row_id IS NULL THEN c.signed_on ELSE (cf.fact ->> 'signed_on')::date END, 'procured_on', l.procured_on, 'obligated_on', l.obligated_on, 'delivered_on', l.delivered_on,
			'defence_funds', l.defence_funds, 'standard_battery', l.standard_battery, 'device', l.device, 'environment', nullif(l.environment, 'unknown'),
			'commercial_off_the_shelf', l.commercial_off_the_shelf, 'maintenance_only', l.maintenance_only, 'research_and_test', l.research_and_test))
		-- No programme, and a programme without Milestone B, are facts.
		|| jsonb_build_object('programme', coalesce(pf.fact ->> 'code', p.code), 'programme_kind', coalesce(pf.fact ->> 'kind', p.kind),
			'milestone_b_on', CASE WHEN pf.row_id IS NULL THEN p.milestone_b_on ELSE (pf.fact ->> 'milestone_b_on')::date END)
	FROM line_at(line_fact.line_ids, line_fact.known_at) AS l
		JOIN contract AS c ON c.id = l.contract_id
		LEFT JOIN programme AS p ON p.id = l.programme_id
		LEFT JOIN LATERAL former_at('contract', ARRAY[l.contract_id], line_fact.known_at) AS cf ON true
		LEFT JOIN LATERAL former_at('programme', ARRAY[l.programme_id], line_fact.known_at) AS pf ON true
		LEFT JOIN item_fact(ARRAY(SELECT DISTINCT x.item_id FROM contract_line AS x WHERE x.id = ANY (line_fact.line_ids)), line_fact.known_at) AS i ON i.item_id = l.item_id
		LEFT JOIN (SELECT t.line_id, jsonb_object_agg(t.property, materials.property_fact(k.type, k.unit, t.value)) AS fact
			FROM line_property_at(line_fact.known_at) AS t JOIN materials.property AS k ON k.property = t.property
			WHERE t.line_id = ANY (line_fact.line_ids) GROUP BY t.line_id) AS s ON s.line_id = l.id;
END
$$;
COMMENT ON FUNCTION line_fact(bigint[], timestamptz) IS 'what lines of contracts say about themselves and, where they do not, their items, as the conditions of the rulebook see it';

CREATE OR REPLACE FUNCTION case_fact(rule text, version text, line_ids bigint[], policies jsonb, known_at timestamptz) RETURNS TABLE (line_id bigint, fact jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT f.line_id, CASE WHEN case_fact.policies ? 'supposed_day' THEN f.fact || jsonb_build_object(coalesce(case_fact.policies ->> 'event', r.event), case_fact.policies ->> 'supposed_day') ELSE f.fact END
	FROM materials.rule AS r CROSS JOIN line_fact(case_fact.line_ids, case_fact.known_at) AS f
	WHERE r.rule = case_fact.rule AND r.version = case_fact.version;
END
$$;
COMMENT ON FUNCTION case_fact(text, text, bigint[], jsonb, timestamptz) IS 'what lines say about themselves, but for the day of the rule''s event where another is supposed (supposed_day, which verdict_calendar puts among the policies)';

CREATE OR REPLACE FUNCTION case_day(rule text, version text, line_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint, fact jsonb, day date)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT f.line_id, f.fact, (f.fact ->> coalesce(case_day.policies ->> 'event', r.event))::date
	FROM materials.rule AS r CROSS JOIN case_fact(case_day.rule, case_day.version, case_day.line_ids, case_day.policies, case_day.known_at) AS f
	WHERE r.rule = case_day.rule AND r.version = case_day.version
	UNION ALL
	SELECT 0, '{}', case_day.as_of WHERE cardinality(case_day.line_ids) = 0;
END;
COMMENT ON FUNCTION case_day(text, text, bigint[], jsonb, date, timestamptz) IS 'lines with their facts and the day that the rule compares; without a line the day that is asked about, under number 0';

CREATE OR REPLACE FUNCTION line_lot_row(line_ids bigint[], known_at timestamptz) RETURNS TABLE (id bigint, line_id bigint, lot_id bigint, quantity materials.quantity)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT x.id, x.line_id, x.lot_id, x.quantity FROM contract_line_lot AS x
	WHERE x.line_id = ANY (line_lot_row.line_ids) AND x.recorded_at <= line_lot_row.known_at
		AND NOT EXISTS (SELECT FROM former_row AS o WHERE o.relation = 'contract_line_lot' AND o.row_id = x.id AND o.recorded_at > line_lot_row.known_at)
	UNION ALL
	SELECT o.row_id, x.line_id, x.lot_id, x.quantity
	FROM former_row AS o CROSS JOIN LATERAL jsonb_to_record(o.fact) AS x (line_id bigint, lot_id bigint, quantity materials.quantity, recorded_at timestamptz)
	WHERE o.relation = 'contract_line_lot' AND o.line_id = ANY (line_lot_row.line_ids) AND o.recorded_at > line_lot_row.known_at AND x.recorded_at <= line_lot_row.known_at
		-- The first change after the instant tells how the row was then.
		AND NOT EXISTS (SELECT FROM former_row AS e WHERE e.relation = 'contract_line_lot' AND e.row_id = o.row_id AND e.recorded_at > line_lot_row.known_at AND e.id < o.id);
END;
COMMENT ON FUNCTION line_lot_row(bigint[], timestamptz) IS 'rows of contract_line_lot as known at an instant';

CREATE OR REPLACE FUNCTION line_lot_at(line_ids bigint[], known_at timestamptz) RETURNS TABLE (line_id bigint, lot_id bigint, quantity materials.quantity)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT f.line_id, f.lot_id, coalesce(f.quantity, l.quantity)
	FROM (SELECT x.line_id, lot_standing(x.lot_id, line_lot_at.known_at) AS lot_id, x.quantity FROM line_lot_row(line_lot_at.line_ids, line_lot_at.known_at) AS x) AS f
		LEFT JOIN lot AS l ON l.id = f.lot_id;
END
$$;
COMMENT ON FUNCTION line_lot_at(bigint[], timestamptz) IS 'lots that lines are filled from, as known at an instant, and how much of each';

CREATE OR REPLACE FUNCTION line_gap(line_ids bigint[], known_at timestamptz) RETURNS TABLE (line_id bigint, detail text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT g.line_id, CASE
			WHEN g.lots = 0 THEN 'no lot is recorded that fills the line'
			WHEN g.lots > g.comparable THEN format('what its lots amount to cannot be compared with the %s of the line', g.wanted)
			ELSE format('its lots amount to %s of %s, the rest is unknown', g.filled, g.wanted) END
	FROM (SELECT l.id AS line_id, l.quantity AS wanted, count(f.lot_id) AS lots,
			count(*) FILTER (WHERE materials.dimension(f.quantity) = materials.dimension(l.quantity)) AS comparable,
			materials.sum(f.quantity) FILTER (WHERE materials.dimension(f.quantity) = materials.dimension(l.quantity)) AS filled
		FROM line_at(line_gap.line_ids, line_gap.known_at) AS l LEFT JOIN line_lot_at(line_gap.line_ids, line_gap.known_at) AS f ON f.line_id = l.id
		GROUP BY l.id, l.quantity) AS g
	WHERE g.lots > g.comparable OR coalesce(g.filled OPERATOR(materials.<) g.wanted, true);
END
$$;
COMMENT ON FUNCTION line_gap(bigint[], timestamptz) IS 'lines whose lots do not make up what is bought, with what is missing';

CREATE OR REPLACE FUNCTION case_root(line_ids bigint[], root_ids bigint[], known_at timestamptz) RETURNS TABLE (case_id bigint, lot_id bigint)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT l.line_id, l.lot_id FROM line_lot_at(case_root.line_ids, case_root.known_at) AS l
	UNION
	SELECT 0, lot_standing(r.id, case_root.known_at) FROM unnest(case_root.root_ids) AS r (id);
END;
COMMENT ON FUNCTION case_root(bigint[], bigint[], timestamptz) IS 'lots to judge: those of lines, under the line''s number, and lots asked by themselves, under number 0';
