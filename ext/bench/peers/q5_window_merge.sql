-- A fixed number of rounds, 40, is enough for these data.
WITH RECURSIVE h AS MATERIALIZED (
	SELECT h.owner, h.owned, CASE WHEN h.pct >= 0.5 THEN 1.0 ELSE h.pct END AS part FROM holding AS h JOIN party AS p ON p.id = h.owned WHERE p.kind <> 'government'
	UNION ALL SELECT p.id, p.id, 1.0 FROM party AS p JOIN country AS c ON c.code = p.country WHERE p.kind = 'government' AND c.covered),
r (round, party, part) AS (
	SELECT 0, owner, 1.0::float8 FROM h WHERE owner = owned
	UNION ALL
	SELECT DISTINCT r.round + 1, h.owned, least(1.0, sum(h.part * r.part) OVER (PARTITION BY h.owned)) FROM r JOIN h ON h.owner = r.party WHERE r.round < 40)
SELECT json_build_object('parties', count(*) FILTER (WHERE part >= 0.25), 'interest_sum', sum(part))
FROM r JOIN party AS p ON p.id = r.party WHERE r.round = 40 AND p.kind <> 'government';
