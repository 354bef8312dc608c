-- What keeps a ledger sound while it is written: append-only tables, quantities that are never over-consumed,
-- inputs that were made before they were used, corrections that name rows that exist.

CREATE OR REPLACE FUNCTION guard_append_only() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RAISE object_not_in_prerequisite_state USING
		MESSAGE = format('table "%s" is append-only: %s is refused', TG_TABLE_NAME, TG_OP),
		DETAIL = 'Recorded facts stay, so that what was known on a day can be asked later.',
		HINT = 'Record a new row, and a row of "correction" that says what it replaces.';
END
$$;
COMMENT ON FUNCTION guard_append_only() IS 'refuses UPDATE, DELETE and TRUNCATE with SQLSTATE 55000';

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['party_identifier', 'party_domicile', 'party_role', 'succession', 'interest', 'concert', 'listing', 'event', 'lot', 'consumption',
		'transfer', 'document', 'declaration', 'control_contract', 'evidence', 'waiver', 'correction', 'data_finding']
	LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
			'FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only()', name);
		EXECUTE format('COMMENT ON TRIGGER guard_append_only ON %I IS ''the table is append-only''', name);
	END LOOP;
END
$$;

-- Sums what a statement drew from each lot and books it; the row of the lot is locked by the booking itself, in the
-- order of the lots, so two writers cannot both pass and do not dead-lock within a statement.
CREATE OR REPLACE FUNCTION guard_consumption() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	bad record;
BEGIN
	SELECT n.*, li.code AS input_code, lo.code AS output_code, li.made_on AS input_made_on, lo.made_on AS output_made_on, li.quantity AS made,
		lo.primary_source, EXISTS (SELECT FROM correction AS c WHERE c.relation = 'lot' AND c.row_id IN (n.input_lot_id, n.output_lot_id)) AS replaced
	INTO bad
	FROM inserted AS n JOIN lot AS li ON li.id = n.input_lot_id JOIN lot AS lo ON lo.id = n.output_lot_id
	WHERE materials.dimension(n.quantity) <> materials.dimension(li.quantity) OR li.made_on > lo.made_on OR lo.primary_source
		OR EXISTS (SELECT FROM correction AS c WHERE c.relation = 'lot' AND c.row_id IN (n.input_lot_id, n.output_lot_id))
	ORDER BY n.id LIMIT 1;
	IF FOUND THEN
		IF materials.dimension(bad.quantity) <> materials.dimension(bad.made) THEN
			RAISE invalid_parameter_value USING
				MESSAGE = format('cannot draw "%s" from lot "%s"', bad.quantity, bad.input_code),
				DETAIL = format('The lot was made as %s, a %s; "%s" is a %s.', bad.made, materials.dimension(bad.made), bad.quantity, materials.dimension(bad.quantity)),
				HINT = 'State the quantity in a unit of the input lot''s dimension.';
		ELSIF bad.primary_source THEN
			RAISE check_violation USING
				MESSAGE = format('lot "%s" cannot have the input "%s"', bad.output_code, bad.input_code),
				DETAIL = 'It is recorded as a primary source: its chain begins with it.',
				HINT = 'Correct the lot first if it does have inputs.';
		ELSIF bad.replaced THEN
			RAISE check_violation USING
				MESSAGE = format('lot "%s" or "%s" was corrected', bad.output_code, bad.input_code),
				DETAIL = 'A lot that was replaced or withdrawn takes no new consumption.',
				HINT = 'Use the lot that stands instead.';
		ELSE
			RAISE check_violation USING
				MESSAGE = format('lot "%s" cannot have gone into lot "%s", which was made before it', bad.input_code, bad.output_code),
				DETAIL = format('The input was made on %s, the output on %s.', to_char(bad.input_made_on, 'YYYY-MM-DD'), to_char(bad.output_made_on, 'YYYY-MM-DD')),
				HINT = 'Check the two dates; leave a date empty where it is not known.';
		END IF;
	END IF;

	INSERT INTO lot_balance AS b (lot_id, consumed)
	SELECT n.input_lot_id, materials.sum(n.quantity) FROM inserted AS n GROUP BY n.input_lot_id ORDER BY n.input_lot_id
	ON CONFLICT (lot_id) DO UPDATE SET consumed = b.consumed OPERATOR(materials.+) excluded.consumed;

	FOR bad IN
		SELECT l.code, l.quantity AS made, b.consumed, n.first_id, n.excess_stated
		FROM (SELECT i.input_lot_id, min(i.id) AS first_id, bool_or(i.excess_stated) AS excess_stated FROM inserted AS i GROUP BY i.input_lot_id) AS n
			JOIN lot_balance AS b ON b.lot_id = n.input_lot_id JOIN lot AS l ON l.id = n.input_lot_id
		WHERE b.consumed OPERATOR(materials.>) l.quantity ORDER BY l.id
	LOOP
		IF NOT bad.excess_stated THEN
			RAISE check_violation USING
				MESSAGE = format('lot "%s" would be over-consumed', bad.code),
				DETAIL = format('%s was made, %s would be drawn in all.', bad.made, bad.consumed),
				HINT = 'Check the quantities; where the source itself says so, set excess_stated and the row is kept with a data_finding.';
		END IF;
		INSERT INTO data_finding (kind, relation, row_id, detail)
		VALUES ('over_consumed', 'consumption', bad.first_id, format('lot "%s": %s made, %s drawn', bad.code, bad.made, bad.consumed));
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_consumption() IS 'checks what a statement consumed: dimension, order in time, over-consumption under any concurrency';

CREATE OR REPLACE TRIGGER guard_consumption AFTER INSERT ON consumption
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_consumption();
COMMENT ON TRIGGER guard_consumption ON consumption IS 'dimension, order in time, over-consumption';

-- An owner's share of one entity in one metric is stated once for any day.
CREATE OR REPLACE FUNCTION guard_interest() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	bad record;
BEGIN
	PERFORM FROM party AS p WHERE p.id IN (SELECT n.owned_id FROM inserted AS n) ORDER BY p.id FOR NO KEY UPDATE;
	SELECT po.code AS owner, pd.code AS owned, n.metric, n.valid * i.valid AS both_valid, i.id INTO bad
	FROM inserted AS n JOIN interest AS i ON i.owned_id = n.owned_id AND i.owner_id = n.owner_id AND i.metric = n.metric AND i.valid && n.valid AND i.id <> n.id
		JOIN party AS po ON po.id = n.owner_id JOIN party AS pd ON pd.id = n.owned_id
	WHERE NOT EXISTS (SELECT FROM correction AS c WHERE c.relation = 'interest' AND c.row_id IN (i.id, n.id))
	ORDER BY n.id, i.id LIMIT 1;
	IF FOUND THEN
		RAISE exclusion_violation USING
			MESSAGE = format('the %s interest of "%s" in "%s" is already recorded', bad.metric, bad.owner, bad.owned),
			DETAIL = format('Row %s covers %s as well.', bad.id, bad.both_valid),
			HINT = 'Correct the earlier row first, or give the two rows days that do not overlap.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_interest() IS 'refuses a second share of the same holder in the same entity, metric and day';

CREATE OR REPLACE TRIGGER guard_interest AFTER INSERT ON interest
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_interest();
COMMENT ON TRIGGER guard_interest ON interest IS 'one share of a holder in an entity, metric and day';

CREATE OR REPLACE FUNCTION row_exists(relation text, row_id bigint) RETURNS boolean
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE relation
		WHEN 'party' THEN EXISTS (SELECT FROM party AS t WHERE t.id = row_id)
		WHEN 'party_domicile' THEN EXISTS (SELECT FROM party_domicile AS t WHERE t.id = row_id)
		WHEN 'party_role' THEN EXISTS (SELECT FROM party_role AS t WHERE t.id = row_id)
		WHEN 'succession' THEN EXISTS (SELECT FROM succession AS t WHERE t.id = row_id)
		WHEN 'interest' THEN EXISTS (SELECT FROM interest AS t WHERE t.id = row_id)
		WHEN 'concert' THEN EXISTS (SELECT FROM concert AS t WHERE t.id = row_id)
		WHEN 'listing' THEN EXISTS (SELECT FROM listing AS t WHERE t.id = row_id)
		WHEN 'site' THEN EXISTS (SELECT FROM site AS t WHERE t.id = row_id)
		WHEN 'item' THEN EXISTS (SELECT FROM item AS t WHERE t.id = row_id)
		WHEN 'item_component' THEN EXISTS (SELECT FROM item_component AS t WHERE t.id = row_id)
		WHEN 'event' THEN EXISTS (SELECT FROM event AS t WHERE t.id = row_id)
		WHEN 'lot' THEN EXISTS (SELECT FROM lot AS t WHERE t.id = row_id)
		WHEN 'consumption' THEN EXISTS (SELECT FROM consumption AS t WHERE t.id = row_id)
		WHEN 'transfer' THEN EXISTS (SELECT FROM transfer AS t WHERE t.id = row_id)
		WHEN 'declaration' THEN EXISTS (SELECT FROM declaration AS t WHERE t.id = row_id)
		WHEN 'control_contract' THEN EXISTS (SELECT FROM control_contract AS t WHERE t.id = row_id)
		WHEN 'waiver' THEN EXISTS (SELECT FROM waiver AS t WHERE t.id = row_id)
		ELSE false END;
END;
COMMENT ON FUNCTION row_exists(text, bigint) IS 'true where that table of the ledger has a row of that id';

-- A correction gives back what the wrong row had drawn, or moves it to the lot that stands instead.
CREATE OR REPLACE FUNCTION guard_correction() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	bad record;
BEGIN
	IF NOT row_exists(NEW.relation, NEW.row_id) OR (NEW.replaced_by IS NOT NULL AND NOT row_exists(NEW.relation, NEW.replaced_by)) THEN
		RAISE foreign_key_violation USING
			MESSAGE = format('there is no row %s in table "%s"', CASE WHEN row_exists(NEW.relation, NEW.row_id) THEN NEW.replaced_by ELSE NEW.row_id END, NEW.relation),
			HINT = 'A correction names the wrong row, and the row that stands instead, by their ids.';
	END IF;
	IF EXISTS (SELECT FROM correction AS c WHERE c.relation = NEW.relation AND c.row_id = NEW.replaced_by) THEN
		RAISE check_violation USING
			MESSAGE = format('row %s of table "%s" was corrected itself', NEW.replaced_by, NEW.relation),
			HINT = 'Name the row that stands instead.';
	END IF;
	IF NEW.relation = 'consumption' THEN
		UPDATE lot_balance AS b SET consumed = b.consumed OPERATOR(materials.-) c.quantity
		FROM consumption AS c WHERE c.id = NEW.row_id AND b.lot_id = c.input_lot_id;
	ELSIF NEW.relation = 'lot' AND NEW.replaced_by IS NOT NULL THEN
		INSERT INTO lot_balance AS b (lot_id, consumed)
		SELECT NEW.replaced_by, o.consumed FROM lot_balance AS o WHERE o.lot_id = NEW.row_id
		ON CONFLICT (lot_id) DO UPDATE SET consumed = b.consumed OPERATOR(materials.+) excluded.consumed;
		SELECT l.code, l.quantity AS made, b.consumed INTO bad FROM lot AS l JOIN lot_balance AS b ON b.lot_id = l.id
		WHERE l.id = NEW.replaced_by AND b.consumed OPERATOR(materials.>) l.quantity;
		IF FOUND THEN
			RAISE check_violation USING
				MESSAGE = format('lot "%s" would be over-consumed', bad.code),
				DETAIL = format('%s was made, %s would be drawn in all.', bad.made, bad.consumed),
				HINT = 'Correct the consumption first.';
		END IF;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_correction() IS 'checks that a correction names rows that exist, and books back what a wrong row had drawn';

CREATE OR REPLACE TRIGGER guard_correction AFTER INSERT ON correction
	FOR EACH ROW EXECUTE FUNCTION guard_correction();
COMMENT ON TRIGGER guard_correction ON correction IS 'the rows exist; what a wrong row had drawn is booked back';

CREATE OR REPLACE FUNCTION guard_evidence() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF NOT row_exists(NEW.relation, NEW.row_id) THEN
		RAISE foreign_key_violation USING
			MESSAGE = format('there is no row %s in table "%s"', NEW.row_id, NEW.relation),
			HINT = 'Evidence names the fact that it supports by table and id.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_evidence() IS 'checks that evidence supports a row that exists';

CREATE OR REPLACE TRIGGER guard_evidence AFTER INSERT ON evidence
	FOR EACH ROW EXECUTE FUNCTION guard_evidence();
COMMENT ON TRIGGER guard_evidence ON evidence IS 'the supported row exists';
