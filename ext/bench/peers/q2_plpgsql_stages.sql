CALL compose_stages(:item);
WITH g AS (SELECT p.country, p.id, m.raw, co.covered, count(*) AS n, sum(t.share) AS share
	FROM terminal AS t JOIN lot AS l ON l.id = t.lot JOIN material AS m ON m.id = l.material
		JOIN party AS p ON p.id = l.producer JOIN country AS co ON co.code = p.country GROUP BY 1, 2, 3, 4)
SELECT json_build_object('terminals', sum(n), 'groups', count(*), 'origin', sum(share) FILTER (WHERE raw),
	'unknown', coalesce(sum(share) FILTER (WHERE NOT raw), 0), 'covered', coalesce(sum(share) FILTER (WHERE covered), 0)) FROM g;
