-- What EPCIS events say about lots: how much was made, what went into what, who passed it to whom.
--
-- Facts follow from all events that stand, in whatever order their documents came.  So what a document changes is derived
-- anew from old and new events together, and compared with what is recorded; what differs is corrected.

CREATE OR REPLACE FUNCTION epcis_code(identifier text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN length(epcis_code.identifier) <= 200 AND epcis_code.identifier = btrim(epcis_code.identifier, E' \t\r\n') THEN epcis_code.identifier
		ELSE 'sha256:' || encode(sha256(convert_to(epcis_code.identifier, 'UTF8')), 'hex') END;
END;
COMMENT ON FUNCTION epcis_code(text) IS 'the code under which something that EPCIS names is recorded: its identifier, or a hash of one that is longer than a code may be';

CREATE OR REPLACE FUNCTION epcis_country(name text) RETURNS materials.country
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN epcis_country.name::materials.country;
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION epcis_country(text) IS 'the country of that code, NULL where there is none';

CREATE OR REPLACE FUNCTION epcis_gtin(identifier text) RETURNS materials.gtin
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN substring(epcis_gtin.identifier FROM '^https://id\.gs1\.org/01/(\d{14})')::materials.gtin;
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION epcis_gtin(text) IS 'the GTIN in an identifier, NULL where there is none or its check digit is wrong';

CREATE OR REPLACE FUNCTION epcis_gln(identifier text) RETURNS materials.gln
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN substring(epcis_gln.identifier FROM '^https://id\.gs1\.org/41[47]/(\d{13})(?:/|$)')::materials.gln;
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION epcis_gln(text) IS 'the GLN in an identifier of a place or party, NULL where there is none or its check digit is wrong';

-- Names and countries that master data tells, the newest first.
CREATE OR REPLACE FUNCTION epcis_attribute(code text, names text[]) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT btrim(a.one ->> 'attribute') FROM epcis_master AS m CROSS JOIN LATERAL jsonb_array_elements(m.content -> 'attributes') AS a (one)
	WHERE m.code = epcis_attribute.code AND regexp_replace(a.one ->> 'id', '^.*[#:/]', '') = ANY (epcis_attribute.names) AND btrim(a.one ->> 'attribute') <> ''
	ORDER BY array_position(epcis_attribute.names, regexp_replace(a.one ->> 'id', '^.*[#:/]', '')), m.id DESC LIMIT 1;
END;
COMMENT ON FUNCTION epcis_attribute(text, text[]) IS 'the value of the first of these attributes that master data has for an identifier';

-- Events that stand: not declared to be errors.  What each says about goods, a row for each of the goods that is made, used or passed on.
CREATE OR REPLACE FUNCTION epcis_fact_of(event_ids bigint[]) RETURNS TABLE (epcis_event_id bigint, run text, happened_at timestamptz, part text, item text, instance boolean, amount numeric, unit text, stated boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000000
BEGIN ATOMIC
	-- Units are looked up in one value: a hash table of goods by their few units would not be split, and is as large as the document.
	WITH unit AS MATERIALIZED (
		SELECT jsonb_object_agg(u.code, jsonb_build_object('factor', u.factor, 'reference', u.reference)) AS known FROM materials.unit() AS u WHERE u.code IS NOT NULL
	)
	SELECT e.id, e.run, e.happened_at, p.part, i.item, i.instance, CASE WHEN NOT i.instance AND i.amount > 0 AND u.reference IS NOT NULL THEN i.amount * u.factor ELSE 1 END,
		CASE WHEN i.instance THEN 'each' ELSE coalesce(u.reference, 'each') END, i.instance OR (i.amount > 0 AND u.reference IS NOT NULL)
	FROM unit AS k CROSS JOIN unnest(epcis_fact_of.event_ids) AS n (id) JOIN epcis_event AS e ON e.id = n.id
		CROSS JOIN LATERAL unnest(e.roles, e.instances, e.items, e.amounts, e.units) AS i (role, instance, item, amount, unit)
		CROSS JOIN LATERAL (SELECT (k.known -> coalesce(i.unit, 'EA') ->> 'factor')::numeric AS factor, k.known -> coalesce(i.unit, 'EA') ->> 'reference' AS reference) AS u
		CROSS JOIN LATERAL (SELECT CASE WHEN i.role = 'output' OR (i.role = 'epc' AND e.type = 'ObjectEvent' AND e.action = 'ADD') THEN 'made'
				WHEN i.role = 'input' THEN 'used'
				WHEN i.role IN ('epc', 'child') AND e.content ? 'sourceList' AND e.content ? 'destinationList' THEN 'passed' END) AS p (part)
	WHERE p.part IS NOT NULL AND NOT e.declared_error AND coalesce(i.amount <> 0, true)
		AND i.item !~ '^https://id\.gs1\.org/(00|253|255|401|402|414|417|8017|8018)/'
		AND NOT EXISTS (SELECT FROM epcis_event AS x WHERE x.code = e.code AND x.declared_error);
END;
COMMENT ON FUNCTION epcis_fact_of(bigint[]) IS 'what events that stand say about goods, in units of reference: made, used, or passed on';

-- What has to be looked at for the events of a document: they themselves, older events about goods that are recorded already,
-- and the other events of their transformations.  A thing that goes into its own transformation is another lot before it.
CREATE OR REPLACE FUNCTION epcis_gather(document_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off SET enable_mergejoin = off
AS $$
BEGIN
	CREATE TEMPORARY TABLE epcis_fact AS
	SELECT f.epcis_event_id, f.run, f.happened_at, f.part, f.item, f.instance, f.amount, f.unit, f.stated, f.item AS lot
	FROM epcis_fact_of(ARRAY(SELECT e.id FROM epcis_event AS e WHERE e.document_id = epcis_gather.document_id)) AS f;
	-- Runs and goods of events that are declared errors now are derived anew without them.
	CREATE TEMPORARY TABLE epcis_touched AS
	SELECT DISTINCT i.item, e.run FROM epcis_event AS e CROSS JOIN LATERAL unnest(e.items) AS i (item) WHERE e.document_id = epcis_gather.document_id;
	ANALYZE pg_temp.epcis_touched;

	INSERT INTO pg_temp.epcis_fact
	SELECT f.epcis_event_id, f.run, f.happened_at, f.part, f.item, f.instance, f.amount, f.unit, f.stated, f.item
	FROM epcis_fact_of(ARRAY(
		SELECT o.id FROM (SELECT DISTINCT t.item FROM pg_temp.epcis_touched AS t) AS t CROSS JOIN LATERAL (SELECT e.id FROM epcis_event AS e
			WHERE e.items @> ARRAY[t.item] AND e.document_id <> epcis_gather.document_id AND EXISTS (SELECT FROM lot AS l WHERE l.code = epcis_code(t.item)) OFFSET 0) AS o
		UNION
		SELECT o.id FROM (SELECT DISTINCT t.run FROM pg_temp.epcis_touched AS t WHERE t.run IS NOT NULL) AS t CROSS JOIN LATERAL (SELECT e.id FROM epcis_event AS e
			WHERE e.run = t.run AND e.document_id <> epcis_gather.document_id OFFSET 0) AS o)) AS f
	WHERE f.item IN (SELECT t.item FROM pg_temp.epcis_touched AS t) OR f.run IN (SELECT t.run FROM pg_temp.epcis_touched AS t);

	IF EXISTS (SELECT FROM pg_temp.epcis_fact AS f WHERE f.run IS NOT NULL GROUP BY f.run, f.item HAVING count(DISTINCT f.part) > 1) THEN
		CREATE TEMPORARY TABLE epcis_turn AS
		SELECT f.item, f.run, min(f.happened_at) AS happened_at, row_number() OVER (PARTITION BY f.item ORDER BY min(f.happened_at), f.run COLLATE "C") AS number
		FROM pg_temp.epcis_fact AS f WHERE f.run IS NOT NULL AND f.part IN ('made', 'used') GROUP BY f.item, f.run HAVING count(DISTINCT f.part) = 2;
		UPDATE pg_temp.epcis_fact AS f SET lot = f.item || ' before ' || n.run
		FROM pg_temp.epcis_fact AS g CROSS JOIN LATERAL (SELECT t.run FROM pg_temp.epcis_turn AS t
			WHERE t.item = g.item AND CASE WHEN EXISTS (SELECT FROM pg_temp.epcis_turn AS o WHERE o.item = g.item AND o.run = g.run)
				THEN t.number >= (SELECT o.number FROM pg_temp.epcis_turn AS o WHERE o.item = g.item AND o.run = g.run) + CASE g.part WHEN 'made' THEN 1 ELSE 0 END
				ELSE t.happened_at > g.happened_at END
			ORDER BY t.number LIMIT 1) AS n
		WHERE f.ctid = g.ctid;
		INSERT INTO data_finding (kind, relation, detail)
		SELECT 'other', 'lot', format('"%s" goes into its own transformation "%s": %s went in, %s came out', left(t.item, 100), left(t.run, 100), k.went_in, k.came_out)
		FROM pg_temp.epcis_turn AS t CROSS JOIN LATERAL (SELECT string_agg(f.amount || ' ' || f.unit, ', ' ORDER BY f.amount) FILTER (WHERE f.part = 'used') AS went_in,
				string_agg(f.amount || ' ' || f.unit, ', ' ORDER BY f.amount) FILTER (WHERE f.part = 'made') AS came_out FROM pg_temp.epcis_fact AS f WHERE f.run = t.run AND f.item = t.item) AS k
		WHERE t.run IN (SELECT o.run FROM pg_temp.epcis_touched AS o) ORDER BY t.item, t.number;
		DROP TABLE pg_temp.epcis_turn;
	END IF;
	UPDATE pg_temp.epcis_fact SET lot = epcis_code(lot) WHERE length(lot) > 200;
	ANALYZE pg_temp.epcis_fact;
END
$$;
COMMENT ON FUNCTION epcis_gather(bigint) IS 'lays out what the events of a document, and older ones about the same goods, say about lots; a step of epcis_import';

-- Lots as they have to be, beside those that stand.
CREATE OR REPLACE FUNCTION epcis_lots() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off SET enable_mergejoin = off
AS $$
BEGIN
	-- Rows are filled in twice: with room beside them, without touching the index.
	CREATE TEMPORARY TABLE epcis_lot WITH (fillfactor = 33) AS
	WITH chosen AS (
		-- The unit of what was made, or else of what is said first.
		SELECT DISTINCT ON (f.lot) f.lot, f.unit FROM pg_temp.epcis_fact AS f ORDER BY f.lot, f.part <> 'made', NOT f.stated, f.happened_at, f.unit
	), summed AS (
		SELECT f.lot, min(f.item) AS item, c.unit, bool_and(f.instance) AS instance, bool_or(f.part = 'made') AS is_made,
			count(DISTINCT f.run) FILTER (WHERE f.part = 'made' AND f.run IS NOT NULL) AS run_count, min(f.run) FILTER (WHERE f.part = 'made') AS run,
			sum(f.amount) FILTER (WHERE f.part = 'made' AND f.unit = c.unit AND f.stated) AS made, sum(f.amount) FILTER (WHERE f.part = 'used' AND f.unit = c.unit) AS used,
			max(f.amount) FILTER (WHERE f.part = 'passed' AND f.unit = c.unit) AS passed, min(f.happened_at) FILTER (WHERE f.part = 'made') AS happened_at,
			min(f.epcis_event_id) FILTER (WHERE f.part = 'made') AS epcis_event_id, bool_or(f.unit <> c.unit OR NOT f.stated) AS odd
		FROM pg_temp.epcis_fact AS f JOIN chosen AS c ON c.lot = f.lot GROUP BY f.lot, c.unit
	)
	SELECT s.lot, s.item, s.unit, s.is_made, s.odd, CASE WHEN s.run_count = 1 THEN s.run END AS run, s.epcis_event_id,
		CASE WHEN s.instance THEN 1 ELSE coalesce(s.made, GREATEST(s.used, s.passed), 1) END AS amount, coalesce(s.used, 0) AS used,
		(s.happened_at AT TIME ZONE 'UTC')::date AS made_on, NULL::bigint AS item_id, NULL::bigint AS site_id, NULL::text AS country, o.id AS lot_id,
		o.revision AS lot_revision, o.quantity AS lot_quantity, o.event AS lot_run, o.untraced_reason AS lot_untraced, o.made_on AS lot_made_on, o.country AS lot_country, o.site_id AS lot_site_id, coalesce(o.source ^@ 'EPCIS', true) AS ours,
		(row_number() OVER (ORDER BY s.lot COLLATE "C") - 1) / 20000 AS batch
	FROM summed AS s LEFT JOIN LATERAL (
		SELECT l.id, l.revision, l.quantity, l.untraced_reason, l.made_on, l.country::text AS country, l.site_id, l.source, (SELECT v.code FROM event AS v WHERE v.id = l.event_id) AS event FROM lot AS l
		WHERE l.code = s.lot AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id)
		ORDER BY l.revision DESC LIMIT 1) AS o ON true;
	-- Of what only older events name not all was looked at: it keeps its lot.
	DELETE FROM pg_temp.epcis_lot AS t WHERE t.lot_id IS NOT NULL AND NOT EXISTS (SELECT FROM pg_temp.epcis_touched AS k WHERE k.item = t.item);
	CREATE UNIQUE INDEX ON epcis_lot (lot);
	CREATE INDEX ON epcis_lot (batch);
	ANALYZE pg_temp.epcis_lot;
END
$$;
COMMENT ON FUNCTION epcis_lots() IS 'lays out the lots that follow from what epcis_gather laid out; a step of epcis_import';
