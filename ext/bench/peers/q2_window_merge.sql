-- Aggregates are not allowed in the recursive term, but DISTINCT and sum() OVER are: so each level is merged by lot.
WITH RECURSIVE r (lot, share) AS (
	SELECT :item::bigint, 1.0::float8
	UNION ALL
	SELECT DISTINCT c.input_lot, sum(r.share * c.share) OVER (PARTITION BY c.input_lot) FROM r JOIN cs AS c ON c.output_lot = r.lot),
t AS (SELECT r.lot, sum(r.share) AS share FROM r WHERE NOT EXISTS (SELECT FROM cs WHERE cs.output_lot = r.lot) GROUP BY 1),
g AS (SELECT p.country, p.id, m.raw, co.covered, count(*) AS n, sum(t.share) AS share
	FROM t JOIN lot AS l ON l.id = t.lot JOIN material AS m ON m.id = l.material
		JOIN party AS p ON p.id = l.producer JOIN country AS co ON co.code = p.country GROUP BY 1, 2, 3, 4)
SELECT json_build_object('terminals', sum(n), 'groups', count(*), 'origin', sum(share) FILTER (WHERE raw),
	'unknown', coalesce(sum(share) FILTER (WHERE NOT raw), 0), 'covered', coalesce(sum(share) FILTER (WHERE covered), 0)) FROM g;
