-- Nothing is over-issued.  lot_issue has a row for each lot of which a contract line states how much it takes; writing
-- contract_line_lot adds to that row, or takes away from it, which also locks it until the writer's transaction ends.  So
-- writers of one lot take turns, as those who draw from it do (36_guard_consumption.sql).
--
-- What is issued and what is drawn are counted apart: what a line bought may go into another lot later.

-- Locks the rows of some lots in their order, so that two writers do not dead-lock within a statement.
CREATE OR REPLACE FUNCTION issue_lock(lot_ids bigint[]) RETURNS void
	LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
BEGIN ATOMIC
	INSERT INTO lot_issue AS b (lot_id, made, issued)
	SELECT l.id, l.quantity, l.quantity OPERATOR(materials.-) l.quantity FROM lot AS l WHERE l.id = ANY (issue_lock.lot_ids) ORDER BY l.id
	ON CONFLICT (lot_id) DO UPDATE SET issued = b.issued;
END;
COMMENT ON FUNCTION issue_lock(bigint[]) IS 'locks the rows of lot_issue of some lots, and makes those that are not there';

CREATE OR REPLACE FUNCTION issue_book(lot_ids bigint[], amounts materials.quantity[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	bad record;
BEGIN
	SELECT u.lot_id, l.code, l.quantity, u.amount INTO bad FROM unnest(lot_ids, amounts) AS u (lot_id, amount) LEFT JOIN LATERAL (SELECT x.id, x.code, x.quantity FROM lot AS x WHERE x.id = u.lot_id OFFSET 0) AS l ON true
	WHERE l.id IS NULL OR NOT materials.same_dimension(u.amount, l.quantity) ORDER BY u.lot_id LIMIT 1;
	IF FOUND AND bad.code IS NULL THEN
		RAISE insufficient_privilege USING MESSAGE = format('permission denied for lot number %s', bad.lot_id),
			DETAIL = 'Row-level security hides the lot, so what is issued of it cannot be checked.',
			HINT = 'Let a role that sees the lot record it.';
	ELSIF FOUND THEN
		RAISE invalid_parameter_value USING MESSAGE = format('cannot issue "%s" of lot "%s"', bad.amount, bad.code),
			DETAIL = format('The lot was made as %s, a %s; "%s" is a %s.', bad.quantity, materials.dimension(bad.quantity), bad.amount, materials.dimension(bad.amount)),
			HINT = 'State what a contract line takes in a unit of the lot''s dimension, or leave it empty.';
	END IF;
	INSERT INTO lot_issue AS b (lot_id, made, issued)
	SELECT l.id, l.quantity, k.amount
	FROM (SELECT u.lot_id, materials.sum(u.amount) AS amount FROM unnest(lot_ids, amounts) AS u (lot_id, amount) GROUP BY u.lot_id) AS k
		CROSS JOIN LATERAL (SELECT x.id, x.quantity FROM lot AS x WHERE x.id = k.lot_id OFFSET 0) AS l
	ORDER BY l.id
	ON CONFLICT (lot_id) DO UPDATE SET issued = b.issued OPERATOR(materials.+) excluded.issued;
END
$$;
COMMENT ON FUNCTION issue_book(bigint[], materials.quantity[]) IS 'adds amounts to what is issued of some lots, or takes negative ones away';

CREATE OR REPLACE FUNCTION guard_issue() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
	named bigint[];
	amounts materials.quantity[];
	standing bigint[];
	locked bigint[] := '{}';
BEGIN
	IF TG_OP = 'INSERT' THEN
		SELECT array_agg(n.lot_id), array_agg(n.quantity) INTO named, amounts FROM inserted AS n WHERE n.quantity IS NOT NULL;
	ELSIF TG_OP = 'DELETE' THEN
		SELECT array_agg(o.lot_id), array_agg(OPERATOR(materials.-) o.quantity) INTO named, amounts FROM deleted AS o WHERE o.quantity IS NOT NULL;
	ELSE
		SELECT array_agg(u.lot_id), array_agg(u.amount) INTO named, amounts
		FROM (SELECT n.lot_id, n.quantity AS amount FROM inserted AS n UNION ALL SELECT o.lot_id, OPERATOR(materials.-) o.quantity FROM deleted AS o) AS u WHERE u.amount IS NOT NULL;
	END IF;
	IF named IS NULL THEN
		RETURN NULL;
	END IF;
	-- Which lots stand for those that are named may change while we wait for their rows, so it is asked again until it does not.
	LOOP
		SELECT array_agg(lot_standing(n.lot_id, 'infinity') ORDER BY n.place) INTO standing FROM unnest(named) WITH ORDINALITY AS n (lot_id, place);
		EXIT WHEN standing <@ locked;
		PERFORM issue_lock(standing);
		locked := locked || standing;
	END LOOP;
	PERFORM issue_book(standing, amounts);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_issue() IS 'books what contract lines take of lots, so that over-issue shows under any concurrency; checks the dimension';

CREATE OR REPLACE FUNCTION guard_issue_balance() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	bad record;
BEGIN
	-- Where the check was deferred, a later statement may have settled it meanwhile.
	SELECT l.code, b.made, b.issued INTO bad FROM lot_issue AS b LEFT JOIN lot AS l ON l.id = b.lot_id WHERE b.lot_id = NEW.lot_id AND b.issued OPERATOR(materials.>) b.made;
	IF FOUND THEN
		RAISE check_violation USING
			MESSAGE = format('lot "%s" would be over-issued', bad.code),
			DETAIL = format('%s was made, contract lines would take %s in all.', bad.made, bad.issued),
			HINT = 'Check the quantities. Where the same goods are sold on, state the quantity in one of the lines and leave it empty in the others.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_issue_balance() IS 'refuses that contract lines take more of a lot than was made';

-- What a correction replaces gives what was issued of it to the lot that stands instead.
CREATE OR REPLACE FUNCTION issue_move(from_ids bigint[], to_ids bigint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	-- Also where nothing is issued yet: somebody who is about to must wait, and then books on the lot that stands.
	PERFORM issue_lock(from_ids || to_ids);
	PERFORM issue_book(array_agg(u.lot_id), array_agg(u.amount))
	FROM (SELECT o.lot_id, OPERATOR(materials.-) o.issued FROM lot_issue AS o WHERE o.lot_id = ANY (from_ids)
			UNION ALL
			SELECT m.to_id, o.issued FROM unnest(from_ids, to_ids) AS m (from_id, to_id) JOIN lot_issue AS o ON o.lot_id = m.from_id) AS u (lot_id, amount)
	WHERE materials.sign(u.amount) <> 0 HAVING count(*) > 0;
END
$$;
COMMENT ON FUNCTION issue_move(bigint[], bigint[]) IS 'books what is issued of some lots over to those that stand instead';

DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = 'lot_issue'::regclass AND t.tgname = 'over_issue') THEN
		-- A ledger that is older than the guard: what its lines state is booked, whatever it comes to.
		LOCK TABLE contract_line_lot IN SHARE ROW EXCLUSIVE MODE;
		PERFORM issue_book(array_agg(l.id), array_agg(x.quantity)) FROM contract_line_lot AS x JOIN lot AS l ON l.id = lot_standing(x.lot_id, 'infinity')
		WHERE materials.same_dimension(x.quantity, l.quantity) HAVING count(*) > 0;
		CREATE CONSTRAINT TRIGGER over_issue AFTER INSERT OR UPDATE ON lot_issue DEFERRABLE INITIALLY IMMEDIATE
			FOR EACH ROW WHEN (NEW.issued OPERATOR(materials.>) NEW.made) EXECUTE FUNCTION guard_issue_balance();
	END IF;
END
$$;
COMMENT ON TRIGGER over_issue ON lot_issue IS 'lines take no more of a lot than was made; may be deferred to the end of a transaction';
CREATE OR REPLACE TRIGGER guard_kept_table BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON lot_issue
	FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION guard_kept_table();
COMMENT ON TRIGGER guard_kept_table ON lot_issue IS 'only triggers write the table';
CREATE OR REPLACE TRIGGER guard_issue_insert AFTER INSERT ON contract_line_lot
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_issue();
COMMENT ON TRIGGER guard_issue_insert ON contract_line_lot IS 'what lines take of lots is booked in lot_issue';
CREATE OR REPLACE TRIGGER guard_issue_update AFTER UPDATE ON contract_line_lot
	REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_issue();
COMMENT ON TRIGGER guard_issue_update ON contract_line_lot IS 'what lines take of lots is booked in lot_issue';
CREATE OR REPLACE TRIGGER guard_issue_delete AFTER DELETE ON contract_line_lot
	REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION guard_issue();
COMMENT ON TRIGGER guard_issue_delete ON contract_line_lot IS 'what lines no longer take of lots is booked back';
