-- Nothing is over-consumed.  lot_balance has a row for each lot that something was drawn from; writing consumption adds
-- to that row, which also locks it until the writer's transaction ends.  So writers of one lot take turns, those of
-- different lots never meet, and a transaction with an older snapshot is told to try again (40001).

-- Two lots of which one went into the other: what speaks against it, or NULL.
CREATE OR REPLACE FUNCTION flow_fault(output_lot_id bigint, input_lot_id bigint, quantity materials.quantity, OUT message text, OUT detail text, OUT hint text, OUT state text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	made record;
	used record;
BEGIN
	SELECT l.code, l.quantity, coalesce(l.made_on, e.occurred_on) AS made_on, l.primary_source INTO made
	FROM lot AS l LEFT JOIN event AS e ON e.id = l.event_id WHERE l.id = flow_fault.output_lot_id;
	SELECT l.code, l.quantity, coalesce(l.made_on, e.occurred_on) AS made_on INTO used
	FROM lot AS l LEFT JOIN event AS e ON e.id = l.event_id WHERE l.id = flow_fault.input_lot_id;
	IF made.code IS NULL OR used.code IS NULL THEN
		state := '42501';
		message := format('permission denied for lot number %s', CASE WHEN made.code IS NULL THEN flow_fault.output_lot_id ELSE flow_fault.input_lot_id END);
		detail := 'Row-level security hides the lot, so its consumption cannot be checked.';
		hint := 'Let a role that sees both lots record it.';
	ELSIF NOT materials.same_dimension(flow_fault.quantity, used.quantity) THEN
		state := '22023';
		message := format('cannot draw "%s" from lot "%s"', flow_fault.quantity, used.code);
		detail := format('The lot was made as %s, a %s; "%s" is a %s.', used.quantity, materials.dimension(used.quantity), flow_fault.quantity, materials.dimension(flow_fault.quantity));
		hint := 'State the quantity in a unit of the input lot''s dimension.';
	ELSIF flow_fault.output_lot_id = flow_fault.input_lot_id THEN
		state := '23514';
		message := format('lot "%s" cannot be its own input', made.code);
		detail := 'One lot would stand at both ends of a row of consumption.';
		hint := 'Correct the consumption between the two lots first.';
	ELSIF made.primary_source THEN
		state := '23514';
		message := format('lot "%s" cannot have the input "%s"', made.code, used.code);
		detail := 'It is recorded as a primary source: its chain begins with it.';
		hint := 'Correct the lot first if it does have inputs, or the consumption if it has none.';
	ELSIF used.made_on > made.made_on THEN
		state := '23514';
		message := format('lot "%s" cannot have gone into lot "%s", which was made before it', used.code, made.code);
		detail := format('The input was made on %s, the output on %s.', to_char(used.made_on, 'YYYY-MM-DD'), to_char(made.made_on, 'YYYY-MM-DD'));
		hint := 'Check the two dates; leave a date empty where it is not known.';
	END IF;
END
$$;
COMMENT ON FUNCTION flow_fault(bigint, bigint, materials.quantity) IS 'what speaks against that quantity of a lot having gone into another, as the parts of an error; empty where nothing does';

-- materials.flow_guard() is the trigger: it does the same quickly where a statement is plain and in order, and calls this
-- function for every other (docs/internals/ingest.md).
--
-- The plans are kept for the session.  Whether the first statement of a session writes one row or a million, lots are to be
-- found by index: a plan made for a million rows would read all lots for each single row that follows.  And one by one (OFFSET 0): where
-- the planner takes the tables for empty, as after a load that was rolled back, it would join all with all.
CREATE OR REPLACE FUNCTION guard_consumption() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
	bad record;
	fault record;
BEGIN
	SELECT n.output_lot_id, n.input_lot_id, n.quantity INTO bad
	FROM inserted AS n
		LEFT JOIN LATERAL (SELECT x.id, x.primary_source, x.made_on, x.event_id FROM lot AS x WHERE x.id = n.output_lot_id OFFSET 0) AS o ON true
		LEFT JOIN LATERAL (SELECT x.occurred_on FROM event AS x WHERE x.id = o.event_id OFFSET 0) AS oe ON true
		LEFT JOIN LATERAL (SELECT x.id, x.quantity, x.made_on, x.event_id FROM lot AS x WHERE x.id = n.input_lot_id OFFSET 0) AS i ON true
		LEFT JOIN LATERAL (SELECT x.occurred_on FROM event AS x WHERE x.id = i.event_id OFFSET 0) AS ie ON true
	WHERE o.id IS NULL OR i.id IS NULL OR o.primary_source OR NOT materials.same_dimension(n.quantity, i.quantity)
		OR coalesce(i.made_on, ie.occurred_on) > coalesce(o.made_on, oe.occurred_on)
	ORDER BY n.id LIMIT 1;
	IF FOUND THEN
		SELECT f.* INTO fault FROM flow_fault(bad.output_lot_id, bad.input_lot_id, bad.quantity) AS f;
		RAISE EXCEPTION USING ERRCODE = fault.state, MESSAGE = fault.message, DETAIL = fault.detail, HINT = fault.hint;
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
	SELECT o.code AS output_code, i.code AS input_code INTO bad
	FROM (SELECT n.id, n.output_lot_id, n.input_lot_id FROM inserted AS n CROSS JOIN LATERAL (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id IN (n.input_lot_id, n.output_lot_id) OFFSET 0) AS x) AS n
		CROSS JOIN LATERAL (SELECT x.code FROM lot AS x WHERE x.id = n.output_lot_id OFFSET 0) AS o CROSS JOIN LATERAL (SELECT x.code FROM lot AS x WHERE x.id = n.input_lot_id OFFSET 0) AS i
	ORDER BY n.id LIMIT 1;
	IF FOUND THEN
		RAISE check_violation USING
			MESSAGE = format('lot "%s" or "%s" was corrected', bad.output_code, bad.input_code),
			DETAIL = 'A lot that was replaced or withdrawn takes no new consumption.',
			HINT = 'Use the lot that stands instead.';
	END IF;

	INSERT INTO data_finding (kind, relation, row_id, detail)
	SELECT 'over_consumed', 'consumption', n.first_id, format('lot "%s": %s made, %s drawn', i.code, b.made, b.consumed)
	FROM (SELECT r.input_lot_id, min(r.id) AS first_id FROM inserted AS r WHERE r.excess_stated GROUP BY r.input_lot_id) AS n
		CROSS JOIN LATERAL (SELECT x.made, x.consumed FROM lot_balance AS x WHERE x.lot_id = n.input_lot_id OFFSET 0) AS b CROSS JOIN LATERAL (SELECT x.code FROM lot AS x WHERE x.id = n.input_lot_id OFFSET 0) AS i
	WHERE b.consumed OPERATOR(materials.>) b.made
	ORDER BY n.first_id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_consumption() IS 'checks what a statement consumed: dimension and order in time; books it, so that over-consumption shows under any concurrency';

CREATE OR REPLACE TRIGGER guard_consumption AFTER INSERT ON consumption
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION materials.flow_guard();
COMMENT ON TRIGGER guard_consumption ON consumption IS 'lots and events exist, dimension and order in time are checked; what was drawn is booked in lot_balance';
DO $$
BEGIN
	PERFORM materials.flow_guard_keys('consumption');
END
$$;

CREATE OR REPLACE FUNCTION guard_balance() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	bad record;
BEGIN
	-- Where the check was deferred, a correction may have settled it meanwhile.
	SELECT l.code, b.made, b.consumed INTO bad FROM lot_balance AS b LEFT JOIN lot AS l ON l.id = b.lot_id
	WHERE b.lot_id = NEW.lot_id AND b.consumed OPERATOR(materials.>) b.made AND (b.stated IS NULL OR b.consumed OPERATOR(materials.>) b.stated);
	IF FOUND THEN
		RAISE check_violation USING
			MESSAGE = format('lot "%s" would be over-consumed', bad.code),
			DETAIL = format('%s was made, %s would be drawn in all.', bad.made, bad.consumed),
			HINT = 'Check the quantities. Where the source itself says so, set excess_stated and the row is kept with a data_finding. To replace a row, first SET CONSTRAINTS over_consumption DEFERRED.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_balance() IS 'refuses that more of a lot is drawn than was made, unless the source itself states it';

-- A constraint trigger cannot be replaced in place.
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = 'lot_balance'::regclass AND t.tgname = 'over_consumption') THEN
		CREATE CONSTRAINT TRIGGER over_consumption AFTER INSERT OR UPDATE ON lot_balance DEFERRABLE INITIALLY IMMEDIATE
			FOR EACH ROW WHEN (NEW.consumed OPERATOR(materials.>) NEW.made AND (NEW.stated IS NULL OR NEW.consumed OPERATOR(materials.>) NEW.stated))
			EXECUTE FUNCTION guard_balance();
	END IF;
END
$$;
COMMENT ON TRIGGER over_consumption ON lot_balance IS 'no more is drawn than was made; may be deferred to the end of a transaction that replaces rows';
