-- What ends in a covered nation is pushed towards the end items, level by level.
WITH RECURSIVE r (lot, share) AS (
	SELECT l.id, 1.0::float8 FROM lot AS l JOIN party AS p ON p.id = l.producer JOIN country AS co ON co.code = p.country
	WHERE co.covered AND NOT EXISTS (SELECT FROM cs WHERE cs.output_lot = l.id)
	UNION ALL
	SELECT DISTINCT c.output_lot, sum(r.share * c.share) OVER (PARTITION BY c.output_lot) FROM r JOIN cs AS c ON c.input_lot = r.lot),
s AS (SELECT l.id, coalesce(sum(r.share), 0) AS share FROM lot AS l LEFT JOIN r ON r.lot = l.id
	WHERE l.material = (SELECT id FROM material WHERE enditem) GROUP BY 1)
SELECT json_build_object('end_items', count(*), 'share_sum', sum(share), 'over_half', count(*) FILTER (WHERE share > 0.5)) FROM s;
