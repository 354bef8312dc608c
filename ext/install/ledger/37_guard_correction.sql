-- Corrections keep the books: a corrected row of consumption gives back what it had drawn, and a lot that replaces
-- another takes over what was drawn from that one, and what of it was issued.

-- All rows of consumption that stand between a lot and others, whichever lot they were recorded with.
CREATE OR REPLACE FUNCTION consumption_of(lot_id bigint) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint, quantity materials.quantity)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH RECURSIVE same (id) AS (
		SELECT consumption_of.lot_id
		UNION
		SELECT x.row_id FROM same AS s JOIN correction AS x ON x.relation = 'lot' AND x.replaced_by = s.id)
	SELECT c.id, lot_standing(c.output_lot_id, 'infinity'), lot_standing(c.input_lot_id, 'infinity'), c.quantity
	FROM (SELECT o.id FROM same AS s JOIN consumption AS o ON o.output_lot_id = s.id
			UNION
			SELECT i.id FROM same AS s JOIN consumption AS i ON i.input_lot_id = s.id) AS of_lot
		JOIN consumption AS c ON c.id = of_lot.id
	WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id);
END;
COMMENT ON FUNCTION consumption_of(bigint) IS 'consumption that stands, into a lot and from it, with what was recorded for lots that it replaces';

CREATE OR REPLACE FUNCTION guard_correction() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
	bad record;
	fault record;
	locked bigint[] := '{}';
	needed bigint[];
BEGIN
	SELECT n.relation, CASE WHEN row_exists(n.relation, n.row_id) THEN n.replaced_by ELSE n.row_id END AS row_id INTO bad FROM inserted AS n
	WHERE NOT row_exists(n.relation, n.row_id) OR NOT row_exists(n.relation, coalesce(n.replaced_by, n.row_id)) ORDER BY n.id LIMIT 1;
	IF FOUND THEN
		RAISE foreign_key_violation USING
			MESSAGE = format('there is no row %s in table "%s"', bad.row_id, bad.relation),
			HINT = 'A correction names the wrong row, and the row that stands instead, by their ids.';
	END IF;

	-- The balances of the lots concerned are locked as a writer of consumption locks them.  Which lots these are may change
	-- while we wait, so they are asked for again until none is new.
	LOOP
		SELECT array_agg(DISTINCT k.lot_id ORDER BY k.lot_id) INTO needed
		FROM (SELECT n.row_id AS lot_id FROM inserted AS n WHERE n.relation = 'lot'
				UNION ALL SELECT n.replaced_by FROM inserted AS n WHERE n.relation = 'lot' AND n.replaced_by IS NOT NULL
				UNION ALL SELECT lot_standing(c.input_lot_id, 'infinity') FROM inserted AS n JOIN consumption AS c ON c.id = n.row_id WHERE n.relation = 'consumption'
				UNION ALL SELECT lot_standing(c.input_lot_id, 'infinity') FROM inserted AS n JOIN event_input AS c ON c.id = n.row_id WHERE n.relation = 'event_input') AS k
		WHERE k.lot_id <> ALL (locked);
		EXIT WHEN needed IS NULL;
		INSERT INTO lot_balance AS b (lot_id, made, consumed)
		SELECT l.id, l.quantity, l.quantity OPERATOR(materials.-) l.quantity FROM lot AS l WHERE l.id = ANY (needed) ORDER BY l.id
		ON CONFLICT (lot_id) DO UPDATE SET consumed = b.consumed;
		locked := locked || needed;
	END LOOP;

	SELECT n.relation, n.replaced_by INTO bad FROM inserted AS n JOIN correction AS x ON x.relation = n.relation AND x.row_id = n.replaced_by ORDER BY n.id LIMIT 1;
	IF FOUND THEN
		RAISE check_violation USING
			MESSAGE = format('row %s of table "%s" was corrected itself', bad.replaced_by, bad.relation),
			HINT = 'Name the row that stands instead.';
	END IF;
	SELECT f.* INTO fault FROM inserted AS n CROSS JOIN consumption_of(n.replaced_by) AS c CROSS JOIN flow_fault(c.output_lot_id, c.input_lot_id, c.quantity) AS f
	WHERE n.relation = 'lot' AND f.state IS NOT NULL ORDER BY n.id, c.id LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = fault.state, MESSAGE = fault.message, DETAIL = fault.detail, HINT = fault.hint;
	END IF;

	INSERT INTO lot_balance AS b (lot_id, made, consumed, stated)
	SELECT k.lot_id, l.quantity, k.amount, CASE WHEN k.stated THEN k.amount END
	FROM (SELECT u.lot_id, materials.sum(u.amount) AS amount, bool_or(u.stated) AS stated
			FROM (SELECT n.row_id AS lot_id, OPERATOR(materials.-) o.consumed AS amount, false AS stated
					FROM inserted AS n JOIN lot_balance AS o ON o.lot_id = n.row_id WHERE n.relation = 'lot' AND n.replaced_by IS NOT NULL
				UNION ALL
				SELECT n.replaced_by, o.consumed, o.stated IS NOT NULL
					FROM inserted AS n JOIN lot_balance AS o ON o.lot_id = n.row_id WHERE n.relation = 'lot' AND n.replaced_by IS NOT NULL AND materials.sign(o.consumed) <> 0
				UNION ALL
				SELECT lot_standing(c.input_lot_id, 'infinity'), OPERATOR(materials.-) c.quantity, false
					FROM inserted AS n JOIN consumption AS c ON c.id = n.row_id WHERE n.relation = 'consumption'
				UNION ALL
				SELECT lot_standing(c.input_lot_id, 'infinity'), OPERATOR(materials.-) c.quantity, false
					FROM inserted AS n JOIN event_input AS c ON c.id = n.row_id WHERE n.relation = 'event_input') AS u
			GROUP BY u.lot_id) AS k
		JOIN lot AS l ON l.id = k.lot_id
	ORDER BY k.lot_id
	ON CONFLICT (lot_id) DO UPDATE SET consumed = b.consumed OPERATOR(materials.+) excluded.consumed,
		stated = CASE WHEN excluded.stated IS NOT NULL THEN b.consumed OPERATOR(materials.+) excluded.consumed
			WHEN b.stated IS NOT NULL THEN LEAST(b.stated, b.consumed OPERATOR(materials.+) excluded.consumed) END;
	PERFORM issue_move(array_agg(n.row_id), array_agg(n.replaced_by)) FROM inserted AS n WHERE n.relation = 'lot' AND n.replaced_by IS NOT NULL HAVING count(*) > 0;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_correction() IS 'checks that corrections name rows that exist and lots that can stand in; books what a wrong row had drawn back, or over to the lot that stands instead, with what was issued of it';

CREATE OR REPLACE TRIGGER guard_correction AFTER INSERT ON correction
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_correction();
COMMENT ON TRIGGER guard_correction ON correction IS 'the rows exist and can be replaced so; what a wrong row had drawn is booked back';
