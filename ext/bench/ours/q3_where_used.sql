-- needs function where_used_total
SELECT json_build_object('end_items', t.lots, 'lot_id_sum', t.lot_id_sum) FROM where_used_total('P-' || :party, 'enditem') AS t;
