-- Inputs that are recorded for an event as a whole, and consumption together with them.

CREATE OR REPLACE FUNCTION event_input_at(known_at timestamptz) RETURNS TABLE (id bigint, event_id bigint, input_lot_id bigint, quantity materials.quantity, cost numeric, currency text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	-- Two branches, as in consumption_at: inputs that stand are found by index.
	SELECT i.id, i.event_id, i.input_lot_id, i.quantity, i.cost, i.currency
	FROM event_input AS i
	WHERE i.recorded_at <= event_input_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'event_input' AND x.row_id = i.id AND x.recorded_at <= event_input_at.known_at)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = i.input_lot_id AND x.recorded_at <= event_input_at.known_at)
	UNION ALL
	SELECT i.id, i.event_id, lot_standing(i.input_lot_id, event_input_at.known_at), i.quantity, i.cost, i.currency
	FROM correction AS c JOIN event_input AS i ON i.input_lot_id = c.row_id
	WHERE c.relation = 'lot' AND c.recorded_at <= event_input_at.known_at AND i.recorded_at <= event_input_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'event_input' AND x.row_id = i.id AND x.recorded_at <= event_input_at.known_at);
END;
COMMENT ON FUNCTION event_input_at(timestamptz) IS 'what went into events as a whole, as known at an instant; a lot that was replaced is the one that stands instead';

-- The same for some lots, as outputs and as inputs.  The output of an event is a lot that stands and says so itself.  What is
-- stated to begin the chain has no inputs.  Most ledgers have no such inputs: that is looked up once a question.
CREATE OR REPLACE FUNCTION event_input_into(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint,
		quantity materials.quantity, cost numeric, currency text, event_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT r.id, l.id, r.input_lot_id, r.quantity, r.cost, r.currency, l.event_id
	FROM lot AS l CROSS JOIN LATERAL (
		SELECT i.id, CASE WHEN m.row_id IS NULL THEN i.input_lot_id ELSE lot_standing(i.input_lot_id, event_input_into.known_at) END AS input_lot_id, i.quantity, i.cost, i.currency
		FROM event_input AS i LEFT JOIN correction AS m ON m.relation = 'lot' AND m.row_id = i.input_lot_id AND m.recorded_at <= event_input_into.known_at
		WHERE i.event_id = l.event_id AND i.recorded_at <= event_input_into.known_at
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'event_input' AND x.row_id = i.id AND x.recorded_at <= event_input_into.known_at)
		OFFSET 0) AS r
	WHERE (SELECT EXISTS (SELECT FROM event_input)) AND l.id = ANY (event_input_into.lot_ids) AND l.event_id IS NOT NULL AND l.id <> r.input_lot_id AND l.recorded_at <= event_input_into.known_at
		AND NOT materials.supposed_origin(event_input_into.known_at, 'lot'::regclass, l.id, l.primary_source) AND NOT materials.supposed_away(event_input_into.known_at, 'lot'::regclass, 'lot', l.id)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id AND x.recorded_at <= event_input_into.known_at);
END;
COMMENT ON FUNCTION event_input_into(bigint[], timestamptz) IS 'what went into the events that made some lots, as known at an instant: once for each of these lots, with the whole quantity';

CREATE OR REPLACE FUNCTION event_input_from(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint,
		quantity materials.quantity, cost numeric, currency text, event_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT i.id, l.id, w.lot_id, i.quantity, i.cost, i.currency, i.event_id
	FROM (SELECT DISTINCT a.id AS recorded_id, a.id AS lot_id FROM unnest(event_input_from.lot_ids) AS a (id)
			WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = a.id AND x.replaced_by IS NOT NULL AND x.recorded_at <= event_input_from.known_at)
			UNION ALL SELECT f.recorded_id, f.lot_id FROM lot_former(event_input_from.lot_ids, event_input_from.known_at) AS f) AS w
		JOIN event_input AS i ON i.input_lot_id = w.recorded_id
		JOIN lot AS l ON l.event_id = i.event_id
	WHERE (SELECT EXISTS (SELECT FROM event_input)) AND i.recorded_at <= event_input_from.known_at AND l.id <> w.lot_id AND l.recorded_at <= event_input_from.known_at
		AND NOT materials.supposed_origin(event_input_from.known_at, 'lot'::regclass, l.id, l.primary_source) AND NOT materials.supposed_away(event_input_from.known_at, 'lot'::regclass, 'lot', l.id)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'event_input' AND x.row_id = i.id AND x.recorded_at <= event_input_from.known_at)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id AND x.recorded_at <= event_input_from.known_at);
END;
COMMENT ON FUNCTION event_input_from(bigint[], timestamptz) IS 'into which events some lots went, as known at an instant: once for each lot that the event made, with the whole quantity';

-- Inputs of events have numbers below zero here, and their event.
CREATE OR REPLACE FUNCTION flow_into(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint,
		quantity materials.quantity, cost numeric, currency text, event_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT c.id, c.output_lot_id, c.input_lot_id, c.quantity, c.cost, c.currency, NULL::bigint FROM consumption_into(flow_into.lot_ids, flow_into.known_at) AS c
	UNION ALL
	SELECT -i.id, i.output_lot_id, i.input_lot_id, i.quantity, i.cost, i.currency, i.event_id FROM event_input_into(flow_into.lot_ids, flow_into.known_at) AS i;
END;
COMMENT ON FUNCTION flow_into(bigint[], timestamptz) IS 'what went into lots, as known at an instant: consumption, and inputs of the events that made them';

CREATE OR REPLACE FUNCTION flow_from(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint,
		quantity materials.quantity, cost numeric, currency text, event_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT c.id, c.output_lot_id, c.input_lot_id, c.quantity, c.cost, c.currency, NULL::bigint FROM consumption_from(flow_from.lot_ids, flow_from.known_at) AS c
	UNION ALL
	SELECT -i.id, i.output_lot_id, i.input_lot_id, i.quantity, i.cost, i.currency, i.event_id FROM event_input_from(flow_from.lot_ids, flow_from.known_at) AS i;
END;
COMMENT ON FUNCTION flow_from(bigint[], timestamptz) IS 'what was drawn from lots, as known at an instant: consumption, and inputs of events, once for each lot that these made';

CREATE OR REPLACE FUNCTION flow_at(known_at timestamptz) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint,
		quantity materials.quantity, cost numeric, currency text, event_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000000
BEGIN ATOMIC
	SELECT c.id, c.output_lot_id, c.input_lot_id, c.quantity, c.cost, c.currency, NULL::bigint FROM consumption_at(flow_at.known_at) AS c
	UNION ALL
	SELECT -i.id, i.output_lot_id, i.input_lot_id, i.quantity, i.cost, i.currency, i.event_id
	FROM event_input_into(ARRAY(SELECT l.id FROM event_input AS e JOIN lot AS l ON l.event_id = e.event_id), flow_at.known_at) AS i;
END;
COMMENT ON FUNCTION flow_at(timestamptz) IS 'what went into all lots, as known at an instant: as flow_into';

CREATE OR REPLACE FUNCTION event_output_at(event_ids bigint[], known_at timestamptz) RETURNS TABLE (event_id bigint, lot_id bigint, item_id bigint, quantity materials.quantity, unit_mass materials.quantity, proportional boolean, complete boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT e.id, a.id, a.item_id, a.quantity, a.unit_mass, coalesce(e.allocation = 'proportional', false), NOT row_security_active('lot'::regclass)
	FROM event AS e JOIN lot AS l ON l.event_id = e.id JOIN lot_at(event_output_at.known_at) AS a ON a.id = l.id
	WHERE e.id = ANY (event_output_at.event_ids);
END;
COMMENT ON FUNCTION event_output_at(bigint[], timestamptz) IS 'the lots that some events made, as known at an instant, and how inputs were shared out among them; complete is false where some of them may be hidden';
