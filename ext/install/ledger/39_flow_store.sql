-- How the flow store follows the plain rows: each writer marks the lots whose flow it changes, in its own transaction, and
-- maintain_flow packs everything anew.  A question reads marked lots from the plain rows, so its answer is right at once.

-- A new lot is one that the store does not have: what asks for all lots finds it by its mark.
CREATE OR REPLACE TRIGGER mark_flow AFTER INSERT ON lot
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION materials.flow_mark('id');
COMMENT ON TRIGGER mark_flow ON lot IS 'the flow store does not have these lots';

CREATE OR REPLACE TRIGGER mark_flow AFTER INSERT ON consumption
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION materials.flow_mark('output_lot_id');
COMMENT ON TRIGGER mark_flow ON consumption IS 'the flow store no longer has these lots right';

-- Who does not see all rows cannot tell which lots a correction is about.
CREATE OR REPLACE FUNCTION mark_correction() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO flow_mark (lot_id)
	SELECT lot_standing(c.output_lot_id, 'infinity') FROM inserted AS n JOIN consumption AS c ON c.id = n.row_id WHERE n.relation = 'consumption'
	UNION
	SELECT l.id FROM inserted AS n CROSS JOIN LATERAL (VALUES (n.row_id), (n.replaced_by)) AS l (id) WHERE n.relation = 'lot' AND l.id IS NOT NULL
	UNION
	SELECT c.output_lot_id FROM inserted AS n CROSS JOIN LATERAL consumption_of(coalesce(n.replaced_by, n.row_id)) AS c WHERE n.relation = 'lot'
	UNION
	SELECT NULL WHERE (row_security_active('lot') OR row_security_active('consumption') OR row_security_active('correction'))
		AND EXISTS (SELECT FROM inserted AS n WHERE n.relation IN ('lot', 'consumption'));
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION mark_correction() IS 'marks lots whose flow a correction changes: the corrected ones and all that were made of them';

CREATE OR REPLACE TRIGGER mark_flow AFTER INSERT ON correction
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION mark_correction();
COMMENT ON TRIGGER mark_flow ON correction IS 'the flow store no longer has these lots right';

-- Items and sites are not append-only: what lots take over from them may change.  Not their lots are marked but they: a lot
-- that another writer records meanwhile may be packed, with what it had taken over before, and then has no mark of its own.
CREATE OR REPLACE FUNCTION mark_master() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF TG_TABLE_NAME = 'item' THEN
		INSERT INTO flow_mark_master (item_id) SELECT n.id FROM changed AS n;
	ELSE
		INSERT INTO flow_mark_master (site_id) SELECT n.id FROM changed AS n;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION mark_master() IS 'marks items and sites that changed: lots take something over from them';

CREATE OR REPLACE TRIGGER mark_flow AFTER UPDATE ON item
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_master();
COMMENT ON TRIGGER mark_flow ON item IS 'the flow store no longer has lots of these items right';
CREATE OR REPLACE TRIGGER mark_flow AFTER UPDATE ON site
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_master();
COMMENT ON TRIGGER mark_flow ON site IS 'the flow store no longer has lots of these sites right';

CREATE OR REPLACE VIEW flow_lot_fact WITH (security_invoker = true) AS
	SELECT a.id AS lot_id, a.producer_id, a.site_id, a.country, a.item_id, a.material, a.step, a.primary_source,
		CASE WHEN a.custody_model = 'book_and_claim' THEN 'book_and_claim' ELSE a.untraced_reason END AS reason,
		a.quantity, a.unit_mass, coalesce(a.custody_model = 'book_and_claim', false) AS book_and_claim
	FROM lot_at('infinity') AS a
	UNION ALL
	SELECT l.id, NULL, NULL, NULL, NULL, NULL, NULL, false, 'withdrawn', NULL, NULL, false
	FROM correction AS x JOIN lot AS l ON l.id = x.row_id
	WHERE x.relation = 'lot' AND x.replaced_by IS NULL;
COMMENT ON VIEW flow_lot_fact IS 'what the flow store has to know of each lot that stands or was withdrawn';
COMMENT ON COLUMN flow_lot_fact.lot_id IS 'number of the lot, as in lot';
COMMENT ON COLUMN flow_lot_fact.producer_id IS 'party that made it';
COMMENT ON COLUMN flow_lot_fact.site_id IS 'site where it was made';
COMMENT ON COLUMN flow_lot_fact.country IS 'country where it was made';
COMMENT ON COLUMN flow_lot_fact.item_id IS 'item it is a lot of';
COMMENT ON COLUMN flow_lot_fact.material IS 'material it consists of';
COMMENT ON COLUMN flow_lot_fact.step IS 'process step that made it';
COMMENT ON COLUMN flow_lot_fact.primary_source IS 'true where the chain begins with it';
COMMENT ON COLUMN flow_lot_fact.reason IS 'why nothing is known further up, where that is stated';
COMMENT ON COLUMN flow_lot_fact.quantity IS 'how much of it was made; empty where it was withdrawn';
COMMENT ON COLUMN flow_lot_fact.unit_mass IS 'mass of one piece';
COMMENT ON COLUMN flow_lot_fact.book_and_claim IS 'true where the lot is a credit, whose inputs do not count';

-- Key 0 is that of a lot whose facts changed while keys were being made.
CREATE OR REPLACE VIEW flow_lot_key WITH (security_invoker = true) AS
	SELECT f.lot_id, coalesce(k.key, 0) AS key, f.item_id, f.primary_source, f.reason, f.quantity, f.unit_mass, f.book_and_claim
	FROM flow_lot_fact AS f
		LEFT JOIN flow_key AS k ON k.generation = (SELECT max(g.generation) FROM flow_key AS g)
			AND coalesce(k.producer_id, 0) = coalesce(f.producer_id, 0) AND coalesce(k.site_id, 0) = coalesce(f.site_id, 0)
			AND coalesce(k.country::text, '') = coalesce(f.country::text, '') AND coalesce(k.item_id, 0) = coalesce(f.item_id, 0)
			AND coalesce(k.material, '') = coalesce(f.material, '') AND coalesce(k.step, '') = coalesce(f.step, '')
			AND k.primary_source = f.primary_source AND coalesce(k.reason, '') = coalesce(f.reason, '');
COMMENT ON VIEW flow_lot_key IS 'lots with their keys in the newest generation, and with what packing has to know of them';
COMMENT ON COLUMN flow_lot_key.lot_id IS 'number of the lot, as in lot';
COMMENT ON COLUMN flow_lot_key.key IS 'its key in flow_key, or 0';
COMMENT ON COLUMN flow_lot_key.item_id IS 'item it is a lot of';
COMMENT ON COLUMN flow_lot_key.primary_source IS 'true where the chain begins with it';
COMMENT ON COLUMN flow_lot_key.reason IS 'why nothing is known further up, where that is stated';
COMMENT ON COLUMN flow_lot_key.quantity IS 'how much of it was made; empty where it was withdrawn';
COMMENT ON COLUMN flow_lot_key.unit_mass IS 'mass of one piece';
COMMENT ON COLUMN flow_lot_key.book_and_claim IS 'true where the lot is a credit, whose inputs do not count';

-- A lot whose facts are no longer those of its key, or that corrections are about, is left to maintenance.
CREATE OR REPLACE FUNCTION flow_late_fit(lot_ids bigint[], keys integer[], generation bigint) RETURNS TABLE (lot_id bigint, known_from timestamptz)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT a.lot_id, max(c.recorded_at)
	FROM unnest(flow_late_fit.lot_ids, flow_late_fit.keys) AS m (id, key)
		JOIN flow_lot_fact AS a ON a.lot_id = m.id AND a.lot_id = ANY (flow_late_fit.lot_ids)
		JOIN flow_key AS k ON k.generation = flow_late_fit.generation AND k.key = m.key
		JOIN consumption AS c ON c.output_lot_id = m.id
		LEFT JOIN correction AS x ON x.relation = 'consumption' AND x.row_id = c.id
		LEFT JOIN correction AS y ON y.relation = 'lot' AND y.row_id = c.input_lot_id
		LEFT JOIN correction AS z ON z.relation = 'lot' AND z.replaced_by = c.input_lot_id
		LEFT JOIN correction AS v ON v.relation = 'lot' AND v.row_id = c.output_lot_id
		LEFT JOIN correction AS w ON w.relation = 'lot' AND w.replaced_by = c.output_lot_id
	WHERE coalesce(k.producer_id, 0) = coalesce(a.producer_id, 0) AND coalesce(k.site_id, 0) = coalesce(a.site_id, 0)
		AND coalesce(k.country::text, '') = coalesce(a.country::text, '') AND coalesce(k.item_id, 0) = coalesce(a.item_id, 0)
		AND coalesce(k.material, '') = coalesce(a.material, '') AND coalesce(k.step, '') = coalesce(a.step, '')
		AND k.primary_source = a.primary_source AND coalesce(k.reason, '') = coalesce(a.reason, '')
	GROUP BY a.lot_id
	HAVING count(x.id) + count(y.id) + count(z.id) + count(v.id) + count(w.id) = 0;
END;
COMMENT ON FUNCTION flow_late_fit(bigint[], integer[], bigint) IS 'those of some lots whose facts are still those of their keys and that no correction is about, and when the latest row was recorded that says what each was made of';

CREATE OR REPLACE TRIGGER pack_flow AFTER INSERT ON consumption
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION materials.flow_late_trigger();
COMMENT ON TRIGGER pack_flow ON consumption IS 'packs lots that were marked, now and then; fires after mark_flow';

CREATE OR REPLACE FUNCTION pack_late_flow() RETURNS bigint
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	SELECT materials.flow_late_write('lot'::regclass, (SELECT count(*) FROM flow_mark AS m));
END;
COMMENT ON FUNCTION pack_late_flow() IS 'packs lots of the flow store that were written since it was, as writers do by themselves after some thousand rows; returns how many. New lots and corrections wait for maintain_flow';

-- All is read once from end to end: joins by hash, whatever the statistics of a ledger that was just loaded say.
CREATE OR REPLACE FUNCTION maintain_flow(OUT lots bigint, OUT consumption bigint, OUT marks bigint)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT SET enable_nestloop = off SET enable_mergejoin = off
AS $$
DECLARE
	next_generation bigint;
	target regclass;
	instant timestamptz;
	first_ids bigint[];
	last_ids bigint[];
	master_ids bigint[];
BEGIN
	IF materials.supposing('infinity') THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'the flow store cannot be written while something is supposed',
			DETAIL = 'It holds what is recorded, for everybody.',
			HINT = 'Call suppose_nothing() first, or maintain_flow() in another transaction.';
	END IF;
	IF EXISTS (SELECT FROM pg_subscription_rel AS r WHERE r.srrelid IN ('lot'::regclass, 'consumption'::regclass, 'correction'::regclass)) THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'the flow store cannot be written where a subscription writes the ledger',
			DETAIL = 'No trigger marks what such rows change.',
			HINT = 'Questions are answered from the plain rows here; a streaming standby reads the store of its primary.';
	END IF;
	-- One at a time.  Readers take no such lock.
	LOCK TABLE flow_state IN SHARE UPDATE EXCLUSIVE MODE;
	next_generation := coalesce((SELECT s.generation FROM flow_state AS s), 0) + 1;
	IF next_generation % 2 = 0 THEN
		TRUNCATE flow_even;
		target := 'flow_even'::regclass;
	ELSE
		TRUNCATE flow_odd;
		target := 'flow_odd'::regclass;
	END IF;
	DELETE FROM flow_key AS k WHERE k.generation < next_generation - 1;
	INSERT INTO flow_key (generation, key, producer_id, site_id, country, item_id, material, step, primary_source, reason)
	SELECT next_generation, row_number() OVER (), f.producer_id, f.site_id, f.country, f.item_id, f.material, f.step, f.primary_source, f.reason
	FROM (SELECT DISTINCT x.producer_id, x.site_id, x.country, x.item_id, x.material, x.step, x.primary_source, x.reason FROM flow_lot_fact AS x) AS f;

	PERFORM materials.tell_progress('keys are made, packing lots');

	-- One statement: marks and rows are those of one snapshot.  What it does not see stays marked.
	SELECT w.lots, w.consumption, r.instant, m.first_ids, m.last_ids, m.count, ARRAY(SELECT x.id FROM flow_mark_master AS x)
	INTO maintain_flow.lots, maintain_flow.consumption, instant, first_ids, last_ids, maintain_flow.marks, master_ids
	FROM materials.flow_store_write('lot'::regclass, target) AS w,
		(SELECT GREATEST((SELECT max(x.recorded_at) FROM lot AS x), (SELECT max(x.recorded_at) FROM consumption AS x), (SELECT max(x.recorded_at) FROM correction AS x), '-infinity') AS instant) AS r,
		(SELECT array_agg(g.first_id) AS first_ids, array_agg(g.last_id) AS last_ids, coalesce(sum(g.count), 0)::bigint AS count
			FROM (SELECT min(i.id) AS first_id, max(i.id) AS last_id, count(*) AS count
					FROM (SELECT x.id, x.id - row_number() OVER (ORDER BY x.id) AS run FROM flow_mark AS x) AS i GROUP BY i.run) AS g) AS m;
	PERFORM materials.tell_progress(format('%s lots are packed, indexing them', maintain_flow.lots));
	IF next_generation % 2 = 0 THEN
		REINDEX TABLE flow_even;
	ELSE
		REINDEX TABLE flow_odd;
	END IF;
	INSERT INTO flow_state AS s (generation, lot_count, consumption_count, known_from, file_node)
	VALUES (next_generation, maintain_flow.lots, maintain_flow.consumption, instant, pg_relation_filenode(target))
	ON CONFLICT (only_row) DO UPDATE SET generation = excluded.generation, lot_count = excluded.lot_count, consumption_count = excluded.consumption_count,
		known_from = excluded.known_from, file_node = excluded.file_node, maintained_at = excluded.maintained_at, late_from = NULL;
	DELETE FROM flow_late;
	-- Lots whose facts changed while keys were being made are out of date from the start.
	IF next_generation % 2 = 0 THEN
		INSERT INTO flow_mark (lot_id) SELECT f.lot_id FROM flow_even AS f WHERE f.key = 0;
	ELSE
		INSERT INTO flow_mark (lot_id) SELECT f.lot_id FROM flow_odd AS f WHERE f.key = 0;
	END IF;
	-- What one output of an event took concerns all others, so such lots are always read from the plain rows.
	INSERT INTO flow_mark (lot_id) SELECT DISTINCT l.id FROM event_input AS i JOIN lot AS l ON l.event_id = i.event_id;
	DELETE FROM flow_mark AS m USING unnest(first_ids, last_ids) AS r (first_id, last_id) WHERE m.id BETWEEN r.first_id AND r.last_id;
	DELETE FROM flow_mark_master AS m WHERE m.id = ANY (master_ids);

	-- The generation before is not asked for any more: its disk is given back, last of all, so that hardly anybody meets the
	-- lock.  While somebody reads it, it stays; so it does until next time where reader follows reader.
	FOR attempt IN 1 .. 20 LOOP
		BEGIN
			IF next_generation % 2 = 0 AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = 'flow_odd'::regclass AND c.relkind = 'r') THEN
				LOCK TABLE flow_odd IN ACCESS EXCLUSIVE MODE NOWAIT;
				TRUNCATE flow_odd;
			ELSIF next_generation % 2 = 1 AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = 'flow_even'::regclass AND c.relkind = 'r') THEN
				LOCK TABLE flow_even IN ACCESS EXCLUSIVE MODE NOWAIT;
				TRUNCATE flow_even;
			END IF;
			EXIT;
		EXCEPTION WHEN lock_not_available OR object_in_use THEN
			PERFORM pg_sleep(0.01);
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION maintain_flow() IS 'packs the ledger''s flow anew, so that questions about large products read it at once; blocks no reader and no writer; to be called by the ledger''s owner now and then. Returns how many lots and rows of consumption were packed, and how many marks of writers were settled';
