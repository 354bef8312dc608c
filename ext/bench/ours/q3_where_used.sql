-- needs function where_used_total
SELECT json_build_object('end_items', t.lots_reached, 'lot_id_sum', t.reached_id_sum) FROM where_used_total('enditem', parties => ARRAY['P-' || :party]) AS t;
