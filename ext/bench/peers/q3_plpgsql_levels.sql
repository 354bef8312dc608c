CALL frontier_of_party(:party);
SELECT json_build_object('end_items', count(*), 'lot_id_sum', sum(l.id)) FROM visited AS v JOIN lot AS l ON l.id = v.lot
WHERE l.material = (SELECT id FROM material WHERE enditem);
