-- Importing an EPCIS document: all of it or nothing.

-- A text that is there as a whole, or a large object; the other is NULL.
CREATE OR REPLACE FUNCTION epcis_take(document text, object oid, digest text, source text DEFAULT NULL) RETURNS TABLE (outcome text, number bigint, place integer, field text, detail text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 20 SET search_path FROM CURRENT SET jit = off SET enable_mergejoin = off
	-- A plan made for this one document would hold it, twice.
	SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	name text := coalesce(epcis_take.source, 'document ' || left(epcis_take.digest, 16));
	origin text := 'EPCIS ' || name;
	-- Of fewer events nobody waits to hear.
	told_from constant bigint := 10000;
	event_count bigint;
	new_document bigint;
BEGIN
	IF epcis_take.digest IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'there is no document';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('materials epcis', 'ledger'::regclass::oid::bigint));
	IF EXISTS (SELECT FROM epcis_document AS d WHERE d.sha256 = epcis_take.digest) THEN
		RETURN QUERY SELECT 'repeated document', 1::bigint, NULL::integer, NULL::text, name;
		RETURN;
	END IF;

	RETURN QUERY
	WITH part AS MATERIALIZED (
		SELECT r.part, r.place, r.code, r.hash, r.type, r.action, r.happened_at, r.content, r.roles, r.instances, r.items, r.amounts, r.units, r.field, r.state, r.message
		FROM (SELECT t.* FROM materials.epcis_read(epcis_take.document) AS t UNION ALL SELECT o.* FROM materials.epcis_read(epcis_take.object) AS o) AS r
	), fault AS MATERIALIZED (
		SELECT p.place, p.field, p.state, p.message FROM part AS p WHERE p.part = 'fault'
		UNION ALL
		SELECT p.place, 'quantity', '22003', format('quantity is too large or too fine: "%s"', i.amount) FROM part AS p CROSS JOIN LATERAL unnest(p.amounts, p.units) AS i (amount, unit)
			LEFT JOIN materials.unit() AS u ON u.code = coalesce(i.unit, 'EA')
		WHERE p.part = 'event' AND (i.amount::numeric * coalesce(u.factor, 1) >= 1e15 OR scale(trim_scale(i.amount::numeric * coalesce(u.factor, 1))) > 18)
		UNION ALL
		SELECT p.place, 'eventID', '23505', format('event "%s" is already recorded with other content', left(p.code, 100))
		FROM part AS p CROSS JOIN LATERAL (SELECT e.hash FROM epcis_event AS e WHERE e.code = p.code ORDER BY e.declared_error LIMIT 1) AS e WHERE p.part = 'event' AND e.hash <> p.hash
		UNION ALL
		SELECT p.place, 'eventID', '23505', format('event "%s" is there twice, with other content', left(p.code, 100))
		FROM (SELECT o.place, o.code, o.hash, first_value(o.hash) OVER (PARTITION BY o.code ORDER BY o.place) AS first_hash FROM part AS o WHERE o.part = 'event') AS p WHERE p.hash <> p.first_hash
		UNION ALL
		SELECT NULL, 'eventList', '23502', 'eventList has no event' WHERE NOT EXISTS (SELECT FROM part AS p WHERE p.part IN ('event', 'fault', 'vocabulary'))
	), kept_fault AS (
		INSERT INTO import_error (document, row_number, field, state, message, content)
		SELECT name, f.place, f.field, f.state, f.message, left(p.content::text, 1000) FROM fault AS f LEFT JOIN part AS p ON p.part = 'event' AND p.place = f.place ORDER BY f.place, f.field
		RETURNING import_error.row_number, import_error.field, import_error.state, import_error.message
	), kept_document AS (
		INSERT INTO epcis_document (sha256, head, source)
		SELECT epcis_take.digest, p.content, epcis_take.source FROM part AS p WHERE p.part = 'document' AND NOT EXISTS (SELECT FROM fault) RETURNING epcis_document.id
	), kept_event AS (
		INSERT INTO epcis_event (code, declared_error, hash, type, action, happened_at, run, roles, instances, items, amounts, units, content, document_id, place)
		SELECT p.code, p.content ? 'errorDeclaration', p.hash, p.type, p.action, p.happened_at, CASE WHEN p.type = 'TransformationEvent' THEN coalesce(p.content ->> 'transformationID', p.code) END,
			p.roles, p.instances, p.items, p.amounts::numeric[], p.units, p.content, k.id, p.place
		FROM kept_document AS k CROSS JOIN part AS p WHERE p.part = 'event' ORDER BY p.place
		ON CONFLICT (code, declared_error) DO NOTHING RETURNING epcis_event.declared_error
	), kept_master AS (
		INSERT INTO epcis_master (type, code, content, document_id)
		SELECT p.type, p.code, p.content, k.id FROM kept_document AS k CROSS JOIN part AS p
		WHERE p.part = 'vocabulary' AND NOT EXISTS (SELECT FROM epcis_master AS m WHERE m.code = p.code AND m.type = p.type AND m.content = p.content) ORDER BY p.place RETURNING epcis_master.id
	), kept_oddity AS (
		INSERT INTO data_finding (kind, relation, row_id, detail)
		SELECT 'other', 'epcis_document', k.id, format('event %s: %s', p.place, p.message) FROM kept_document AS k CROSS JOIN part AS p WHERE p.part = 'oddity' ORDER BY p.place
	)
	SELECT CASE k.state WHEN '23505' THEN 'conflict' ELSE 'refused' END, NULL::bigint, k.row_number::integer, k.field, k.message FROM kept_fault AS k
	UNION ALL SELECT 'event', count(*), NULL, NULL, NULL FROM kept_event AS k HAVING count(*) > 0
	UNION ALL SELECT 'declared error', count(*), NULL, NULL, NULL FROM kept_event AS k WHERE k.declared_error HAVING count(*) > 0
	UNION ALL SELECT 'repeated event', o.total - n.total, NULL, NULL, NULL FROM (SELECT count(*) AS total FROM part AS p WHERE p.part = 'event') AS o, (SELECT count(*) AS total FROM kept_event) AS n WHERE o.total > n.total AND NOT EXISTS (SELECT FROM fault)
	UNION ALL SELECT 'master data', count(*), NULL, NULL, NULL FROM kept_master HAVING count(*) > 0
	UNION ALL SELECT 'oddity', NULL, p.place, p.field, p.message FROM part AS p WHERE p.part = 'oddity' AND NOT EXISTS (SELECT FROM fault);
	SELECT d.id INTO new_document FROM epcis_document AS d WHERE d.sha256 = epcis_take.digest;
	IF NOT FOUND THEN
		RETURN;
	END IF;

	event_count := (SELECT count(*) FROM epcis_event AS e WHERE e.document_id = new_document);
	IF event_count >= told_from THEN
		RAISE NOTICE '% events recorded: gathering what they say about lots', event_count;
	END IF;
	PERFORM epcis_gather(new_document);
	PERFORM epcis_lots();
	IF EXISTS (SELECT FROM pg_temp.epcis_fact) THEN
		RETURN QUERY SELECT w.outcome, w.number, NULL::integer, NULL::text, NULL::text FROM epcis_record_lots(origin) AS w;
	END IF;
	IF event_count >= told_from THEN
		RAISE NOTICE 'recording what went into them';
	END IF;
	RETURN QUERY SELECT w.outcome, w.number, NULL::integer, NULL::text, NULL::text FROM epcis_write_flow(origin) AS w;
	IF event_count >= told_from THEN
		RAISE NOTICE 'recording who passed them on';
	END IF;
	RETURN QUERY SELECT w.outcome, w.number, NULL::integer, NULL::text, NULL::text FROM epcis_write_transfers(new_document, origin) AS w;
	DROP TABLE pg_temp.epcis_fact, pg_temp.epcis_lot, pg_temp.epcis_touched;
END
$$;
COMMENT ON FUNCTION epcis_take(text, oid, text, text) IS 'takes a document that is a text or a large object, with its digest; epcis_import calls it';

CREATE OR REPLACE FUNCTION epcis_import(document text, source text DEFAULT NULL) RETURNS TABLE (outcome text, number bigint, place integer, field text, detail text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN QUERY SELECT t.outcome, t.number, t.place, t.field, t.detail FROM epcis_take(epcis_import.document, NULL, materials.epcis_digest(epcis_import.document), epcis_import.source) AS t;
END
$$;
COMMENT ON FUNCTION epcis_import(text, text) IS
	'imports an EPCIS document, 2.0 JSON-LD, 2.0 XML or 1.2 XML: all of it or nothing, and nothing twice; tells what was recorded, what is odd, and, where the document is refused, which field of which event is at fault (also in import_error)';

CREATE OR REPLACE FUNCTION epcis_import(document oid, source text DEFAULT NULL) RETURNS TABLE (outcome text, number bigint, place integer, field text, detail text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 20 SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN QUERY SELECT t.outcome, t.number, t.place, t.field, t.detail FROM epcis_take(NULL, epcis_import.document, materials.epcis_digest(epcis_import.document), epcis_import.source) AS t;
END
$$;
COMMENT ON FUNCTION epcis_import(oid, text) IS
	'imports an EPCIS document that is a large object, such as lo_import makes of a file: of any size, and a piece of it in memory at a time; otherwise as epcis_import of a text does';
