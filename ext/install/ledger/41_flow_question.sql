-- Questions that the flow store answers as a whole.

CREATE OR REPLACE FUNCTION trace_size(lot_code text, known_at timestamptz DEFAULT NULL, OUT lots bigint, OUT consumption bigint, OUT lot_id_sum numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	instant timestamptz := coalesce(trace_size.known_at, materials.known_at());
BEGIN
	SELECT s.lots, s.consumption, s.lot_id_sum INTO trace_size.lots, trace_size.consumption, trace_size.lot_id_sum
	FROM materials.flow_size('lot'::regclass, lot_id(trace_size.lot_code, instant), instant) AS s;
END
$$;
COMMENT ON FUNCTION trace_size(text, timestamptz) IS 'how much a lot was made of, any depth: how many lots, how many rows of consumption among them, and the sum of the lots'' ids, by which two answers are compared';

CREATE OR REPLACE FUNCTION trace_plan(known_at timestamptz DEFAULT NULL) RETURNS TABLE (reader text, why text, store_lots bigint, stale_lots bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT p.reader, p.why, p.store_lots, p.stale_lots FROM materials.flow_plan('lot'::regclass, coalesce(trace_plan.known_at, materials.known_at())) AS p;
END;
COMMENT ON FUNCTION trace_plan(timestamptz) IS 'how a question reads the ledger''s flow: the store by pages, the store by SQL or the plain rows; why not a faster way; how many lots the store has, and how many of them were written since';
