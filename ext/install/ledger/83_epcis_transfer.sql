-- Who passed goods to whom, by events that name a source and a destination: the owner, or else who holds the goods.

CREATE OR REPLACE FUNCTION epcis_write_transfers(document_id bigint, source text) RETURNS TABLE (outcome text, number bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 3 SET search_path FROM CURRENT SET jit = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM epcis_event AS e WHERE e.document_id = epcis_write_transfers.document_id AND (e.declared_error OR (e.content ? 'sourceList' AND e.content ? 'destinationList'))) THEN
		RETURN;
	END IF;
	-- A declared error takes back what was recorded of the event.
	INSERT INTO correction (relation, row_id, reason, source)
	SELECT 'transfer', x.id, 'the EPCIS event was declared an error', epcis_write_transfers.source
	FROM epcis_event AS e JOIN event AS v ON v.code = epcis_code(e.code) JOIN lot AS l ON l.code = ANY (e.items) JOIN transfer AS x ON x.lot_id = l.id AND x.event_id = v.id
	WHERE e.document_id = epcis_write_transfers.document_id AND e.declared_error AND NOT EXISTS (SELECT FROM correction AS k WHERE k.relation = 'transfer' AND k.row_id = x.id) ORDER BY x.id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN QUERY SELECT 'transfer withdrawn', made WHERE made > 0;

	CREATE TEMPORARY TABLE epcis_passed AS
	SELECT f.epcis_event_id, f.lot, f.amount, f.unit, f.stated, f.instance, e.code, e.happened_at, s.code AS from_code, d.code AS to_code, NULL::bigint AS from_id, NULL::bigint AS to_id, t.lot_id, t.unit AS lot_unit
	FROM pg_temp.epcis_fact AS f JOIN epcis_event AS e ON e.id = f.epcis_event_id AND e.document_id = epcis_write_transfers.document_id JOIN pg_temp.epcis_lot AS t ON t.lot = f.lot
		CROSS JOIN LATERAL (SELECT materials.digital_link(o.one ->> 'source') AS code FROM jsonb_array_elements(e.content -> 'sourceList') AS o (one)
			WHERE o.one ->> 'type' IN ('owning_party', 'possessing_party') ORDER BY o.one ->> 'type', 1 LIMIT 1) AS s
		CROSS JOIN LATERAL (SELECT materials.digital_link(o.one ->> 'destination') AS code FROM jsonb_array_elements(e.content -> 'destinationList') AS o (one)
			WHERE o.one ->> 'type' IN ('owning_party', 'possessing_party') ORDER BY o.one ->> 'type', 1 LIMIT 1) AS d
	WHERE s.code <> d.code AND (f.part = 'passed' OR f.part = 'made') AND e.content ? 'sourceList' AND e.content ? 'destinationList';
	ANALYZE pg_temp.epcis_passed;
	CREATE TEMPORARY TABLE epcis_party AS
	SELECT k.code, epcis_gln(k.code) AS gln, NULL::bigint AS party_id FROM (SELECT p.from_code AS code FROM pg_temp.epcis_passed AS p UNION SELECT p.to_code FROM pg_temp.epcis_passed AS p) AS k;
	UPDATE pg_temp.epcis_party AS p SET party_id = i.party_id FROM party_identifier AS i WHERE i.scheme = 'GLN' AND i.value = p.gln::text;
	UPDATE pg_temp.epcis_party AS p SET party_id = y.id FROM party AS y WHERE p.party_id IS NULL AND y.code = epcis_code(p.code);
	WITH n AS (
		INSERT INTO party (code, name, source)
		SELECT epcis_code(p.code), coalesce(epcis_attribute(p.code, ARRAY['name', 'organizationName', 'partyName']), p.code), epcis_write_transfers.source
		FROM pg_temp.epcis_party AS p WHERE p.party_id IS NULL ORDER BY p.code COLLATE "C" RETURNING id, code
	), u AS (
		UPDATE pg_temp.epcis_party AS p SET party_id = n.id FROM n WHERE n.code = epcis_code(p.code) RETURNING p.party_id, p.gln
	), g AS (
		INSERT INTO party_identifier (party_id, scheme, value, source)
		SELECT min(u.party_id), 'GLN', u.gln::text, epcis_write_transfers.source FROM u WHERE u.gln IS NOT NULL GROUP BY u.gln::text
	)
	SELECT count(*) INTO made FROM u;
	RETURN QUERY SELECT 'party', made WHERE made > 0;
	UPDATE pg_temp.epcis_passed AS p SET from_id = s.party_id, to_id = d.party_id FROM pg_temp.epcis_party AS s, pg_temp.epcis_party AS d WHERE s.code = p.from_code AND d.code = p.to_code;
	-- Sender and receiver tell of the same transfer: one row.
	ANALYZE pg_temp.epcis_passed;
	DELETE FROM pg_temp.epcis_passed AS p WHERE p.from_id = p.to_id;
	DELETE FROM pg_temp.epcis_passed AS p USING (SELECT o.lot, o.from_id, o.to_id, min(o.epcis_event_id) AS epcis_event_id FROM pg_temp.epcis_passed AS o GROUP BY o.lot, o.from_id, o.to_id) AS f
	WHERE f.lot = p.lot AND f.from_id = p.from_id AND f.to_id = p.to_id AND p.epcis_event_id > f.epcis_event_id;
	DELETE FROM pg_temp.epcis_passed AS p WHERE EXISTS (SELECT FROM lot AS l JOIN transfer AS x ON x.lot_id = l.id WHERE l.code = p.lot AND x.from_id = p.from_id AND x.to_id = p.to_id
		AND NOT EXISTS (SELECT FROM correction AS k WHERE k.relation = 'transfer' AND k.row_id = x.id));
	INSERT INTO event (code, kind, occurred_on, source)
	SELECT DISTINCT ON (epcis_code(p.code)) epcis_code(p.code), 'transfer', (p.happened_at AT TIME ZONE 'UTC')::date, epcis_write_transfers.source FROM pg_temp.epcis_passed AS p ORDER BY epcis_code(p.code)
	ON CONFLICT (code) DO NOTHING;
	INSERT INTO transfer (lot_id, from_id, to_id, transferred_on, quantity, event_id, source)
	SELECT p.lot_id, p.from_id, p.to_id, (p.happened_at AT TIME ZONE 'UTC')::date, CASE WHEN p.stated AND NOT p.instance AND p.unit = p.lot_unit THEN materials.quantity(p.amount, p.unit) END,
		(SELECT v.id FROM event AS v WHERE v.code = epcis_code(p.code)), epcis_write_transfers.source
	FROM pg_temp.epcis_passed AS p ORDER BY p.epcis_event_id, p.lot COLLATE "C";
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN QUERY SELECT 'transfer', made WHERE made > 0;
	DROP TABLE pg_temp.epcis_passed;
	DROP TABLE pg_temp.epcis_party;
END
$$;
COMMENT ON FUNCTION epcis_write_transfers(bigint, text) IS 'records who passed goods to whom by the events of a document; a step of epcis_import';
