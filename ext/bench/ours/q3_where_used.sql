-- needs function exposure_total
SELECT json_build_object('end_items', t.lots_reached, 'lot_id_sum', t.reached_id_sum) FROM exposure_total('enditem', parties => ARRAY['P-' || :party]) AS t;
