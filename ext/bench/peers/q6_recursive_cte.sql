WITH RECURSIVE up (lot, level) AS (
	SELECT :item::bigint, 0
	UNION
	SELECT c.input_lot, up.level + 1 FROM up JOIN consumption AS c ON c.output_lot = up.lot)
SELECT json_build_object('steps', level, 'lots', count(*), 'first_lot_id', min(lot))
FROM up JOIN lot AS l ON l.id = up.lot JOIN material AS m ON m.id = l.material JOIN party AS p ON p.id = l.producer JOIN country AS co ON co.code = p.country
WHERE m.ore AND co.covered GROUP BY level ORDER BY level LIMIT 1;
