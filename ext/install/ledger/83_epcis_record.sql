-- Writes down what was derived from EPCIS events (83_epcis_derive.sql): first what lots refer to, then lots, then what went
-- into what.  Each step says how many rows it wrote.

CREATE OR REPLACE FUNCTION epcis_record_lots(source text) RETURNS TABLE (outcome text, number bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 8 SET search_path FROM CURRENT SET jit = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
BEGIN
	-- A class of goods is an item; whatever tells no class is of one item for all.
	CREATE TEMPORARY TABLE epcis_class AS
	SELECT c.class, c.gtin, NULL::bigint AS item_id FROM (SELECT DISTINCT coalesce(substring(t.item FROM '^https://id\.gs1\.org/01/\d{14}'), 'EPCIS') AS class FROM pg_temp.epcis_lot AS t WHERE t.lot_id IS NULL OR t.ours) AS k
		CROSS JOIN LATERAL (SELECT k.class, epcis_gtin(k.class) AS gtin) AS c;
	ANALYZE pg_temp.epcis_class;
	UPDATE pg_temp.epcis_class AS c SET item_id = i.id FROM item AS i WHERE i.gtin OPERATOR(materials.=) c.gtin;
	UPDATE pg_temp.epcis_class AS c SET item_id = i.id FROM item AS i WHERE c.item_id IS NULL AND i.code = c.class;
	WITH n AS (
		INSERT INTO item (code, name, class, gtin, source)
		SELECT c.class, coalesce(epcis_attribute(c.class, ARRAY['regulatedProductName', 'descriptionShort', 'functionalName', 'name']), CASE c.class WHEN 'EPCIS' THEN 'Goods without a class in EPCIS' ELSE c.class END), 'other', c.gtin, epcis_record_lots.source
		FROM pg_temp.epcis_class AS c WHERE c.item_id IS NULL ORDER BY c.class COLLATE "C" RETURNING id, code
	), u AS (
		UPDATE pg_temp.epcis_class AS c SET item_id = n.id FROM n WHERE n.code = c.class RETURNING c.class
	)
	SELECT count(*) INTO made FROM u;
	RETURN QUERY SELECT 'item', made WHERE made > 0;
	UPDATE pg_temp.epcis_lot AS t SET item_id = c.item_id FROM pg_temp.epcis_class AS c WHERE c.class = coalesce(substring(t.item FROM '^https://id\.gs1\.org/01/\d{14}'), 'EPCIS');
	DROP TABLE pg_temp.epcis_class;

	-- Where something was made: a place that the ledger knows, or whose country master data tells.
	IF EXISTS (SELECT FROM pg_temp.epcis_lot AS t JOIN epcis_event AS e ON e.id = t.epcis_event_id WHERE e.content ? 'bizLocation' OR e.content ? 'readPoint') THEN
		CREATE TEMPORARY TABLE epcis_place AS
		SELECT t.lot, materials.digital_link(coalesce(e.content #>> '{bizLocation,id}', e.content #>> '{readPoint,id}')) AS code
		FROM pg_temp.epcis_lot AS t JOIN epcis_event AS e ON e.id = t.epcis_event_id WHERE e.content ? 'bizLocation' OR e.content ? 'readPoint';
		ANALYZE pg_temp.epcis_place;
		CREATE TEMPORARY TABLE epcis_site AS
		SELECT k.code, coalesce((SELECT i.id FROM site AS i WHERE i.code = epcis_code(k.code)), (SELECT min(i.id) FROM site AS i WHERE i.gln OPERATOR(materials.=) epcis_gln(k.code))) AS site_id
		FROM (SELECT DISTINCT p.code FROM pg_temp.epcis_place AS p WHERE p.code IS NOT NULL OFFSET 0) AS k;
		WITH n AS (
			INSERT INTO site (code, name, country, gln, kind, source)
			SELECT epcis_code(k.code), coalesce(epcis_attribute(k.code, ARRAY['name', 'siteName']), k.code), k.country, epcis_gln(k.code), 'other', epcis_record_lots.source
			FROM (SELECT p.code, epcis_country(epcis_attribute(p.code, ARRAY['countryCode', 'country'])) AS country FROM pg_temp.epcis_site AS p WHERE p.site_id IS NULL) AS k
			WHERE k.country IS NOT NULL ORDER BY 1 RETURNING id, code
		), u AS (
			UPDATE pg_temp.epcis_site AS p SET site_id = n.id FROM n WHERE n.code = epcis_code(p.code) RETURNING n.code
		)
		SELECT count(DISTINCT u.code) INTO made FROM u;
		RETURN QUERY SELECT 'site', made WHERE made > 0;
		UPDATE pg_temp.epcis_lot AS t SET site_id = k.site_id FROM pg_temp.epcis_place AS p JOIN pg_temp.epcis_site AS k ON k.code = p.code WHERE p.lot = t.lot AND k.site_id IS NOT NULL;
		DROP TABLE pg_temp.epcis_place, pg_temp.epcis_site;
	END IF;

	-- The country that the event itself tells of the goods.
	UPDATE pg_temp.epcis_lot AS t SET country = k.country
	FROM (SELECT DISTINCT ON (o.lot) o.lot, epcis_country(coalesce(c.value ->> 'countryCode', c.value #>> '{}'))::text AS country
		FROM pg_temp.epcis_lot AS o JOIN epcis_event AS e ON e.id = o.epcis_event_id
			CROSS JOIN LATERAL (SELECT a.value FROM jsonb_each(CASE jsonb_typeof(e.content -> 'ilmd') WHEN 'object' THEN e.content -> 'ilmd' ELSE '{}' END) AS a WHERE a.key ~ '(^|[}:])countryOfOrigin$'
				UNION ALL SELECT d.value FROM jsonb_each(e.content) AS l CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(l.value) WHEN 'array' THEN l.value ELSE '[]' END) AS m (one)
					CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(m.one) WHEN 'object' THEN m.one ELSE '{}' END) AS d
					WHERE l.key ~ '[}:]masterDataAvailableFor$' AND materials.digital_link(m.one ->> 'id') = o.item AND d.key ~ '(^|[}:])countryOfOrigin$') AS c
		WHERE strpos(e.content::text, 'countryOfOrigin') > 0 ORDER BY o.lot, 2) AS k
	WHERE k.lot = t.lot;

	-- What made them; a run that only draws is an event too.  Where days contradict each other, none is kept.
	IF EXISTS (SELECT FROM pg_temp.epcis_fact AS f WHERE f.run IS NOT NULL) THEN
		CREATE TEMPORARY TABLE epcis_late AS
		SELECT DISTINCT i.lot AS input, o.lot AS output, f.run FROM pg_temp.epcis_fact AS f JOIN pg_temp.epcis_fact AS g ON g.run = f.run AND g.part = 'made' AND f.part = 'used'
			JOIN pg_temp.epcis_lot AS i ON i.lot = f.lot JOIN pg_temp.epcis_lot AS o ON o.lot = g.lot
		WHERE i.made_on > o.made_on OR i.lot_made_on > o.made_on OR i.made_on > o.lot_made_on;
		INSERT INTO data_finding (kind, relation, detail)
		SELECT 'other', 'lot', format('lot "%s" went into lot "%s", which was made before it; the days are left out', left(l.input, 100), left(l.output, 100)) FROM pg_temp.epcis_late AS l ORDER BY l.input, l.output;
		UPDATE pg_temp.epcis_lot AS t SET made_on = NULL WHERE t.lot IN (SELECT l.input FROM pg_temp.epcis_late AS l UNION ALL SELECT l.output FROM pg_temp.epcis_late AS l);
		WITH n AS (
			INSERT INTO event (code, kind, occurred_on, source)
			SELECT epcis_code(f.run), 'transformation', CASE WHEN f.run NOT IN (SELECT l.run FROM pg_temp.epcis_late AS l
					UNION ALL SELECT g.run FROM pg_temp.epcis_fact AS g JOIN pg_temp.epcis_late AS l ON l.input = g.lot WHERE g.part = 'made' AND g.run IS NOT NULL)
				THEN (max(f.happened_at) AT TIME ZONE 'UTC')::date END, epcis_record_lots.source
			FROM pg_temp.epcis_fact AS f WHERE f.run IS NOT NULL GROUP BY f.run ORDER BY f.run COLLATE "C"
			ON CONFLICT (code) DO NOTHING RETURNING id
		)
		SELECT count(*) INTO made FROM n;
		DROP TABLE pg_temp.epcis_late;
		RETURN QUERY SELECT 'transformation', made WHERE made > 0;
	END IF;
	RETURN QUERY SELECT w.outcome, w.number FROM epcis_write_lots(epcis_record_lots.source) AS w;
END
$$;
COMMENT ON FUNCTION epcis_record_lots(text) IS 'records lots that follow from EPCIS events, with their items, places and transformations; a step of epcis_import';

CREATE OR REPLACE FUNCTION epcis_write_lots(source text) RETURNS TABLE (outcome text, number bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 2 SET search_path FROM CURRENT SET jit = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	-- Of fewer nobody waits to hear; of more, each tenth.
	told_from constant bigint := 10000;
	total bigint;
	told bigint := 0;
	made bigint := 0;
	revised bigint := 0;
	made_now bigint;
	revised_now bigint;
BEGIN
	-- Less than is drawn already cannot be made: what was recorded before stays, and is told.
	UPDATE pg_temp.epcis_lot AS t SET amount = k.consumed FROM (SELECT o.lot, materials.amount(b.consumed, o.unit) AS consumed
			FROM pg_temp.epcis_lot AS o JOIN lot_balance AS b ON b.lot_id = o.lot_id WHERE b.stated IS NULL AND o.ours AND materials.same_dimension(b.consumed, materials.quantity(1, o.unit))) AS k
	WHERE k.lot = t.lot AND t.amount < k.consumed;
	UPDATE pg_temp.epcis_lot AS t SET lot_revision = -1 - t.lot_revision WHERE t.lot_id IS NOT NULL AND t.ours AND materials.same_dimension(t.lot_quantity, materials.quantity(1, t.unit))
		AND (materials.quantity(t.amount, t.unit) OPERATOR(materials.<>) t.lot_quantity OR coalesce(epcis_code(t.run), t.lot_run) IS DISTINCT FROM t.lot_run OR (t.is_made AND t.lot_untraced IS NOT NULL)
			OR coalesce(t.made_on, t.lot_made_on) IS DISTINCT FROM t.lot_made_on OR coalesce(t.country, t.lot_country) IS DISTINCT FROM t.lot_country OR coalesce(t.site_id, t.lot_site_id) IS DISTINCT FROM t.lot_site_id);
	total := (SELECT count(*) FROM pg_temp.epcis_lot AS t WHERE t.lot_id IS NULL OR t.lot_revision < 0);
	-- A statement keeps in memory what is to be checked of its rows when it ends.
	<<step>>
	FOR batch IN 0 .. coalesce((SELECT max(t.batch) FROM pg_temp.epcis_lot AS t), -1) LOOP
		WITH n AS (
			INSERT INTO lot (code, revision, item_id, site_id, country, made_on, quantity, event_id, untraced_reason, source)
			SELECT t.lot, coalesce((SELECT max(l.revision) + 1 FROM lot AS l WHERE l.code = t.lot), 0), t.item_id, coalesce(t.site_id, t.lot_site_id), coalesce(t.country, t.lot_country)::materials.country, coalesce(t.made_on, t.lot_made_on),
				materials.quantity(t.amount, t.unit), (SELECT v.id FROM event AS v WHERE v.code = coalesce(t.lot_run, epcis_code(t.run))), CASE WHEN NOT t.is_made THEN 'not_asked' END, epcis_write_lots.source
			FROM pg_temp.epcis_lot AS t WHERE t.batch = step.batch AND (t.lot_id IS NULL OR t.lot_revision < 0) ORDER BY t.lot COLLATE "C" RETURNING id, code
		), u AS (
			UPDATE pg_temp.epcis_lot AS t SET lot_id = n.id FROM n, pg_temp.epcis_lot AS o WHERE n.code = t.lot AND t.batch = step.batch AND o.lot = t.lot AND o.batch = step.batch RETURNING o.lot_id AS former_id, n.id
		), c AS (
			INSERT INTO correction (relation, row_id, replaced_by, reason, source)
			SELECT 'lot', u.former_id, u.id, 'more EPCIS events tell of it', epcis_write_lots.source FROM u WHERE u.former_id IS NOT NULL ORDER BY u.former_id RETURNING id
		)
		SELECT (SELECT count(*) FROM u WHERE u.former_id IS NULL), (SELECT count(*) FROM c) INTO made_now, revised_now;
		made := made + made_now;
		revised := revised + revised_now;
		IF total >= told_from AND made + revised >= told + total / 10 THEN
			told := made + revised;
			RAISE NOTICE '% of % lots recorded', told, total;
		END IF;
	END LOOP;
	RETURN QUERY SELECT 'lot', made WHERE made > 0;
	RETURN QUERY SELECT 'lot told anew', revised WHERE revised > 0;
	INSERT INTO data_finding (kind, relation, row_id, detail)
	SELECT 'disagreeing_quantity', 'lot', t.lot_id, format('lot "%s": amounts without quantity, or in units that do not go together', left(t.lot, 100)) FROM pg_temp.epcis_lot AS t WHERE t.odd ORDER BY t.lot_id;
	-- Of what is named by a run that is looked at, but not by the document, the lot stands.
	INSERT INTO pg_temp.epcis_lot (lot, item, unit, is_made, odd, amount, used, lot_id, ours)
	SELECT k.lot, k.lot, split_part(l.quantity::text, ' ', 2), true, false, materials.amount(l.quantity, split_part(l.quantity::text, ' ', 2)), 0, l.id, true
	FROM (SELECT DISTINCT f.lot FROM pg_temp.epcis_fact AS f) AS k CROSS JOIN LATERAL (SELECT l.id, l.quantity FROM lot AS l
		WHERE l.code = k.lot AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id) ORDER BY l.revision DESC LIMIT 1) AS l
	ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION epcis_write_lots(text) IS 'writes lots that were laid out, and replaces those that are now told otherwise; a step of epcis_import';

-- What went into what, of the runs that the document is about: rows that are no longer right are withdrawn, new ones written.
CREATE OR REPLACE FUNCTION epcis_write_flow(source text) RETURNS TABLE (outcome text, number bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 4 SET search_path FROM CURRENT SET jit = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_temp.epcis_touched AS t WHERE t.run IS NOT NULL) THEN
		RETURN;
	END IF;
	-- Into one output all of it went.  Into several, nobody says which: it is an input of the event, unless one of them has
	-- another event already; then it is shared out evenly, and told.
	CREATE TEMPORARY TABLE epcis_flow AS
	WITH run AS (
		SELECT v.id AS event_id, r.run FROM (SELECT DISTINCT t.run FROM pg_temp.epcis_touched AS t WHERE t.run IS NOT NULL) AS r CROSS JOIN LATERAL (SELECT e.id FROM event AS e WHERE e.code = epcis_code(r.run) OFFSET 0) AS v
	), output AS (
		SELECT r.event_id, r.run, t.lot_id, row_number() OVER (PARTITION BY r.run ORDER BY t.lot_id) AS number, count(*) OVER (PARTITION BY r.run) AS outputs,
			bool_and(t.lot_event_id IS NOT DISTINCT FROM r.event_id) OVER (PARTITION BY r.run) AS whole
		FROM run AS r JOIN (SELECT DISTINCT f.run, f.lot FROM pg_temp.epcis_fact AS f WHERE f.part = 'made' AND f.run IS NOT NULL) AS f ON f.run = r.run
			JOIN (SELECT o.lot, o.lot_id, l.event_id AS lot_event_id FROM pg_temp.epcis_lot AS o CROSS JOIN LATERAL (SELECT l.event_id FROM lot AS l WHERE l.id = o.lot_id OFFSET 0) AS l) AS t ON t.lot = f.lot
	), drawn AS (
		SELECT r.event_id, r.run, t.lot_id, t.unit, sum(CASE WHEN f.unit = t.unit THEN f.amount ELSE t.amount END) AS amount
		FROM run AS r JOIN pg_temp.epcis_fact AS f ON f.run = r.run AND f.part = 'used' JOIN pg_temp.epcis_lot AS t ON t.lot = f.lot GROUP BY r.event_id, r.run, t.lot_id, t.unit
	)
	SELECT d.event_id, d.run, o.lot_id AS output_lot_id, d.lot_id AS input_lot_id, d.unit,
		CASE WHEN o.outputs IS NULL OR o.outputs = 1 THEN d.amount WHEN o.number = 1 THEN d.amount - (o.outputs - 1) * round(d.amount / o.outputs, 15) ELSE round(d.amount / o.outputs, 15) END AS amount,
		coalesce(o.outputs > 1, false) AS split, NULL::bigint AS row_id
	FROM drawn AS d LEFT JOIN output AS o ON o.run = d.run AND (o.outputs = 1 OR NOT o.whole);
	ANALYZE pg_temp.epcis_flow;

	-- What stands already, and what is no longer right.
	CREATE TEMPORARY TABLE epcis_stands AS
	SELECT 'consumption' AS relation, c.id, c.event_id, lot_standing(c.output_lot_id, 'infinity') AS output_lot_id, lot_standing(c.input_lot_id, 'infinity') AS input_lot_id, c.quantity
	FROM (SELECT DISTINCT t.run FROM pg_temp.epcis_touched AS t WHERE t.run IS NOT NULL) AS r CROSS JOIN LATERAL (SELECT e.id FROM event AS e WHERE e.code = epcis_code(r.run) OFFSET 0) AS v
		CROSS JOIN LATERAL (SELECT c.id, c.event_id, c.output_lot_id, c.input_lot_id, c.quantity FROM (SELECT l.id FROM lot AS l WHERE l.event_id = v.id
				UNION SELECT l.id FROM pg_temp.epcis_fact AS f JOIN lot AS l ON l.code = f.lot WHERE f.run = r.run AND f.part = 'made'
				-- Of an event that is declared an error there is no fact any more.
				UNION SELECT l.id FROM epcis_event AS e CROSS JOIN LATERAL unnest(e.roles, e.items) AS i (role, item) JOIN lot AS l ON l.code = epcis_code(i.item)
					WHERE e.run = r.run AND e.declared_error AND i.role = 'output') AS l JOIN consumption AS c ON c.output_lot_id = l.id
			WHERE c.event_id = v.id AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) OFFSET 0) AS c
	UNION ALL
	SELECT 'event_input', i.id, i.event_id, NULL, lot_standing(i.input_lot_id, 'infinity'), i.quantity
	FROM (SELECT DISTINCT t.run FROM pg_temp.epcis_touched AS t WHERE t.run IS NOT NULL) AS r CROSS JOIN LATERAL (SELECT e.id FROM event AS e WHERE e.code = epcis_code(r.run) OFFSET 0) AS v
		CROSS JOIN LATERAL (SELECT i.id, i.event_id, i.input_lot_id, i.quantity FROM event_input AS i WHERE i.event_id = v.id
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'event_input' AND x.row_id = i.id) OFFSET 0) AS i;
	UPDATE pg_temp.epcis_flow AS f SET row_id = s.id FROM pg_temp.epcis_stands AS s
	WHERE s.event_id = f.event_id AND s.output_lot_id IS NOT DISTINCT FROM f.output_lot_id AND s.input_lot_id = f.input_lot_id AND s.quantity OPERATOR(materials.=) materials.quantity(f.amount, f.unit);
	INSERT INTO correction (relation, row_id, reason, source)
	SELECT s.relation, s.id, 'EPCIS events tell it otherwise now', epcis_write_flow.source FROM pg_temp.epcis_stands AS s
	WHERE NOT EXISTS (SELECT FROM pg_temp.epcis_flow AS f WHERE f.row_id = s.id AND (f.output_lot_id IS NULL) = (s.relation = 'event_input')) ORDER BY s.relation, s.id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN QUERY SELECT 'input withdrawn', made WHERE made > 0;
	DROP TABLE pg_temp.epcis_stands;

	-- Where the events draw more than they make, they say so themselves.
	CREATE TEMPORARY TABLE epcis_excess AS
	SELECT n.input_lot_id FROM (SELECT f.input_lot_id, materials.sum(materials.quantity(f.amount, f.unit)) AS amount FROM pg_temp.epcis_flow AS f WHERE f.row_id IS NULL GROUP BY f.input_lot_id) AS n
		CROSS JOIN LATERAL (SELECT l.quantity FROM lot AS l WHERE l.id = n.input_lot_id OFFSET 0) AS l LEFT JOIN lot_balance AS b ON b.lot_id = n.input_lot_id
	WHERE coalesce(b.consumed OPERATOR(materials.+) n.amount, n.amount) OPERATOR(materials.>) l.quantity;
	INSERT INTO consumption (output_lot_id, input_lot_id, quantity, event_id, excess_stated, source)
	SELECT f.output_lot_id, f.input_lot_id, materials.quantity(f.amount, f.unit), f.event_id, f.input_lot_id IN (SELECT x.input_lot_id FROM pg_temp.epcis_excess AS x), epcis_write_flow.source
	FROM pg_temp.epcis_flow AS f WHERE f.row_id IS NULL AND f.output_lot_id IS NOT NULL ORDER BY f.output_lot_id, f.input_lot_id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN QUERY SELECT 'consumption', made WHERE made > 0;
	INSERT INTO event_input (event_id, input_lot_id, quantity, excess_stated, source)
	SELECT f.event_id, f.input_lot_id, materials.quantity(f.amount, f.unit), f.input_lot_id IN (SELECT x.input_lot_id FROM pg_temp.epcis_excess AS x), epcis_write_flow.source
	FROM pg_temp.epcis_flow AS f WHERE f.row_id IS NULL AND f.output_lot_id IS NULL ORDER BY f.event_id, f.input_lot_id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN QUERY SELECT 'input of an event', made WHERE made > 0;
	INSERT INTO data_finding (kind, relation, row_id, detail)
	SELECT 'other', 'event', f.event_id, format('inputs of transformation "%s" are shared out evenly: one of its lots is of another one too', left(f.run, 100)) FROM pg_temp.epcis_flow AS f WHERE f.split AND f.row_id IS NULL GROUP BY f.event_id, f.run ORDER BY f.event_id;
	DROP TABLE pg_temp.epcis_excess;
	DROP TABLE pg_temp.epcis_flow;
END
$$;
COMMENT ON FUNCTION epcis_write_flow(text) IS 'records what went into what by EPCIS transformations, and withdraws what they no longer say; a step of epcis_import';
