-- needs function trace_size
SELECT json_build_object('lots', t.lots, 'lot_id_sum', t.lot_id_sum) FROM trace_size(:'lot') AS t;
