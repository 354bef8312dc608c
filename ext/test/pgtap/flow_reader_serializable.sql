-- Under SERIALIZABLE the flow store is read by a query, whose reads the server looks at for conflicts.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN ISOLATION LEVEL SERIALIZABLE;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('strict') \g /dev/null
SET LOCAL search_path = strict, materials, public;
SELECT plan(6);
SET LOCAL materials.exact_edges = 0;
INSERT INTO item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material');
INSERT INTO lot (code, item_id, quantity, primary_source) VALUES ('ORE-1', 1, '70 kg', true), ('ORE-2', 1, '70 kg', true), ('POWDER-1', 1, '40 kg', false), ('ALLOY-1', 1, '30 kg', false);
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
SELECT o.id, i.id, d.quantity::quantity
FROM (VALUES ('POWDER-1', 'ORE-1', '10 kg'), ('POWDER-1', 'ORE-2', '30 kg'), ('ALLOY-1', 'POWDER-1', '20 kg'), ('ALLOY-1', 'ORE-2', '10 kg')) AS d (output, input, quantity)
	JOIN lot AS o ON o.code = d.output JOIN lot AS i ON i.code = d.input;
CREATE FUNCTION pg_temp.origins_told() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', r.lot, trim_scale(round(r.share_min, 12)), trim_scale(round(r.share_max, 12))), ', ' ORDER BY r.lot COLLATE "C") FROM trace_up('ALLOY-1') AS r
$$;
SELECT is(pg_temp.origins_told(), 'ORE-1 0.166666666667 0.166666666667, ORE-2 0.833333333333 0.833333333333, POWDER-1 0.666666666667 0.666666666667', 'plain rows tell the shares');
SELECT is((SELECT m.lots FROM maintain_flow() AS m), 4::bigint, 'the store is written');
SELECT is((SELECT ROW(p.*)::text FROM trace_plan() AS p), ROW('store by SQL', 'the transaction is serializable', 4::bigint, 0::bigint)::text, 'and read by a query');
SELECT is(pg_temp.origins_told(), 'ORE-1 0.166666666667 0.166666666667, ORE-2 0.833333333333 0.833333333333, POWDER-1 0.666666666667 0.666666666667', 'with the same shares');
-- What conflicts are found by: what was read of the store is known to the server.
SELECT cmp_ok((SELECT count(*) FROM pg_locks AS l WHERE l.mode = 'SIReadLock' AND l.pid = pg_backend_pid() AND l.relation IN ('flow_odd'::regclass, 'flow_mark'::regclass, 'flow_state'::regclass)), '>', 0::bigint, 'the server knows what was read');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT o.id, i.id, '1 kg' FROM lot AS o, lot AS i WHERE o.code = 'ALLOY-1' AND i.code = 'ORE-1';
SELECT is(pack_late_flow(), 0::bigint, 'an old snapshot does not see what others packed, so nothing is packed');
SELECT * FROM finish();
ROLLBACK;
