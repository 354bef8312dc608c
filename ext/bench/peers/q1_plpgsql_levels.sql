CALL frontier(ARRAY[:item::bigint], true);
SELECT json_build_object('lots', count(*) - 1, 'lot_id_sum', sum(lot) - :item) FROM visited;
