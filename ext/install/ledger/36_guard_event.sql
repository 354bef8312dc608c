-- Inputs of an event as a whole are checked and booked as consumption is (36_guard_consumption.sql): each once, however many
-- outputs the event has.  The outputs may be recorded before or after.
CREATE OR REPLACE FUNCTION guard_event_input() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
	bad record;
BEGIN
	-- Looked up one by one here and below: where the planner takes the tables for empty, as after a load that was rolled back, it would join all with all.
	SELECT n.input_lot_id, n.quantity AS drawn, i.code, i.quantity, e.occurred_on, coalesce(i.made_on, ie.occurred_on) AS made_on, e.code AS event, o.code AS output, o.primary_source INTO bad
	FROM inserted AS n
		JOIN LATERAL (SELECT x.code, x.occurred_on FROM event AS x WHERE x.id = n.event_id OFFSET 0) AS e ON true
		LEFT JOIN LATERAL (SELECT x.id, x.code, x.quantity, x.made_on, x.event_id FROM lot AS x WHERE x.id = n.input_lot_id OFFSET 0) AS i ON true
		LEFT JOIN LATERAL (SELECT x.occurred_on FROM event AS x WHERE x.id = i.event_id OFFSET 0) AS ie ON true
		LEFT JOIN LATERAL (SELECT l.code, l.primary_source FROM (SELECT m.id, m.code, m.primary_source FROM lot AS m WHERE m.event_id = n.event_id OFFSET 0) AS l
			WHERE l.id = n.input_lot_id OR l.primary_source ORDER BY l.id LIMIT 1) AS o ON true
	WHERE i.id IS NULL OR NOT materials.same_dimension(n.quantity, i.quantity) OR coalesce(i.made_on, ie.occurred_on) > e.occurred_on OR o.code IS NOT NULL
	ORDER BY n.id LIMIT 1;
	IF FOUND AND bad.code IS NULL THEN
		RAISE insufficient_privilege USING MESSAGE = format('permission denied for lot number %s', bad.input_lot_id),
			DETAIL = 'Row-level security hides the lot, so its consumption cannot be checked.',
			HINT = 'Let a role that sees the lot record it.';
	ELSIF FOUND AND NOT materials.same_dimension(bad.drawn, bad.quantity) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('cannot draw "%s" from lot "%s"', bad.drawn, bad.code),
			DETAIL = format('The lot was made as %s, a %s; "%s" is a %s.', bad.quantity, materials.dimension(bad.quantity), bad.drawn, materials.dimension(bad.drawn)),
			HINT = 'State the quantity in a unit of the input lot''s dimension.';
	ELSIF FOUND AND bad.output IS NOT NULL AND bad.primary_source THEN
		RAISE check_violation USING MESSAGE = format('lot "%s" cannot have the input "%s"', bad.output, bad.code),
			DETAIL = 'It is recorded as a primary source: its chain begins with it.',
			HINT = 'Correct the lot first if it does have inputs, or record the input for another event.';
	ELSIF FOUND AND bad.output IS NOT NULL THEN
		RAISE check_violation USING MESSAGE = format('lot "%s" cannot be its own input', bad.code),
			DETAIL = 'One lot would stand at both ends of an event.',
			HINT = 'What comes out of a repair or of rework is a lot of its own: record it under another code.';
	ELSIF FOUND THEN
		RAISE check_violation USING MESSAGE = format('lot "%s" cannot have gone into event "%s", which was before it', bad.code, bad.event),
			DETAIL = format('The input was made on %s, the event was on %s.', to_char(bad.made_on, 'YYYY-MM-DD'), to_char(bad.occurred_on, 'YYYY-MM-DD')),
			HINT = 'Check the two dates; leave a date empty where it is not known.';
	END IF;

	-- In the order of the lots: two writers do not dead-lock within a statement.
	INSERT INTO lot_balance AS b (lot_id, made, consumed, stated)
	SELECT n.input_lot_id, i.quantity, n.drawn, CASE WHEN n.excess_stated THEN n.drawn END
	FROM (SELECT r.input_lot_id, materials.sum(r.quantity) AS drawn, bool_or(r.excess_stated) AS excess_stated FROM inserted AS r GROUP BY r.input_lot_id) AS n
		CROSS JOIN LATERAL (SELECT x.quantity FROM lot AS x WHERE x.id = n.input_lot_id OFFSET 0) AS i
	ORDER BY n.input_lot_id
	ON CONFLICT (lot_id) DO UPDATE SET consumed = b.consumed OPERATOR(materials.+) excluded.consumed,
		stated = CASE WHEN excluded.stated IS NULL THEN b.stated ELSE b.consumed OPERATOR(materials.+) excluded.consumed END;

	-- Only now: a correction of these lots had to wait for the locks, or is visible.
	SELECT i.code INTO bad FROM inserted AS n CROSS JOIN LATERAL (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = n.input_lot_id OFFSET 0) AS x
		CROSS JOIN LATERAL (SELECT x.code FROM lot AS x WHERE x.id = n.input_lot_id OFFSET 0) AS i ORDER BY n.id LIMIT 1;
	IF FOUND THEN
		RAISE check_violation USING MESSAGE = format('lot "%s" was corrected', bad.code),
			DETAIL = 'A lot that was replaced or withdrawn takes no new consumption.',
			HINT = 'Use the lot that stands instead.';
	END IF;

	INSERT INTO data_finding (kind, relation, row_id, detail)
	SELECT 'over_consumed', 'event_input', n.first_id, format('lot "%s": %s made, %s drawn', i.code, b.made, b.consumed)
	FROM (SELECT r.input_lot_id, min(r.id) AS first_id FROM inserted AS r WHERE r.excess_stated GROUP BY r.input_lot_id) AS n
		CROSS JOIN LATERAL (SELECT x.made, x.consumed FROM lot_balance AS x WHERE x.lot_id = n.input_lot_id OFFSET 0) AS b CROSS JOIN LATERAL (SELECT x.code FROM lot AS x WHERE x.id = n.input_lot_id OFFSET 0) AS i
	WHERE b.consumed OPERATOR(materials.>) b.made
	ORDER BY n.first_id;

	-- The flow store never has the outputs of such events: what one of them took concerns all others.
	INSERT INTO flow_mark (lot_id)
	SELECT l.id FROM inserted AS n CROSS JOIN LATERAL (SELECT x.id FROM lot AS x WHERE x.event_id = n.event_id OFFSET 0) AS l
	UNION
	SELECT NULL WHERE row_security_active('lot') AND EXISTS (SELECT FROM inserted);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_event_input() IS 'checks what went into events: dimension, order in time, no circle; books it, so that over-consumption shows under any concurrency; marks the events'' outputs';

CREATE OR REPLACE TRIGGER guard_event_input AFTER INSERT ON event_input
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_event_input();
COMMENT ON TRIGGER guard_event_input ON event_input IS 'dimension and order in time are checked; what was drawn is booked in lot_balance';
