-- A merge join would read the whole index once more at every level.
SET enable_mergejoin = off;
WITH RECURSIVE down (lot) AS (
	SELECT id FROM lot WHERE producer = :party
	UNION
	SELECT c.output_lot FROM down JOIN consumption AS c ON c.input_lot = down.lot)
SELECT json_build_object('end_items', count(*), 'lot_id_sum', sum(l.id)) FROM down JOIN lot AS l ON l.id = down.lot
WHERE l.material = (SELECT id FROM material WHERE enditem);
RESET enable_mergejoin;
