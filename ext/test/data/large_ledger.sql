-- Rows for a ledger in which questions take long; the including script has made the ledger, set the search path, and says how
-- many lots it wants (lots).  The same rows every time.
--
-- L1 to L<lots>: each is made of three lots before it, one in 500 is a silo of 200; the first tenth begins chains.
-- R1 to R200 feed each other in one loop that exact arithmetic can solve, B1 to B<lots / 10> in one that only bounds can; B0
-- enters that.
-- Parties hold each other in chains, and 120 of them in circles.
SELECT setseed(0.25) \g /dev/null
INSERT INTO party (code, name, kind, government_of) SELECT 'STATE', 'State', 'government', 'CN'
	UNION ALL SELECT 'P' || n, 'Party ' || n, 'company', NULL FROM generate_series(1, :lots / 50) AS n;
INSERT INTO party_domicile (party_id, kind, country) SELECT p.id, 'incorporation', (ARRAY['US', 'CN', 'KR', 'DE'])[1 + p.id % 4]::country FROM party AS p WHERE p.code <> 'STATE';
CREATE TEMPORARY TABLE company AS SELECT p.id, substr(p.code, 2)::integer AS n FROM party AS p WHERE p.code LIKE 'P%';
INSERT INTO interest (owner_id, owned_id, metric, share)
	SELECT o.id, c.id, 'equity', (1 + (o.n * 7 + c.n) % 30 || '%')::share FROM company AS c CROSS JOIN LATERAL (VALUES (1 + c.n / 2), (1 + c.n / 3), (1 + c.n * 3 / 4)) AS w (n) JOIN company AS o ON o.n = w.n WHERE o.n < c.n
	UNION
	SELECT o.id, c.id, 'voting', (1 + (o.n + c.n) % 7 || '%')::share FROM company AS c JOIN company AS o ON o.n <> c.n AND o.n <= 120 AND (o.n * 31 + c.n * 17) % 13 = 0 WHERE c.n <= 120
	UNION
	SELECT (SELECT p.id FROM party AS p WHERE p.code = 'STATE'), c.id, 'equity', '20%' FROM company AS c WHERE c.n % 97 = 0;

INSERT INTO item (code, name, class) VALUES ('ORE', 'Ore', 'component_material'), ('POWDER', 'Powder', 'component_material'), ('PACK', 'Pack', 'pack');
CREATE TEMPORARY TABLE made AS
	SELECT 'L' || n AS code, n, CASE WHEN n <= :lots / 10 THEN 'ORE' WHEN n > :lots * 9 / 10 THEN 'PACK' ELSE 'POWDER' END AS item, n <= :lots / 10 AS primary_source FROM generate_series(1, :lots) AS n
	UNION ALL SELECT 'R' || n, :lots + n, 'POWDER', false FROM generate_series(1, 200) AS n
	UNION ALL SELECT 'B' || n, :lots + 1000 + n, CASE WHEN n = 0 THEN 'ORE' ELSE 'POWDER' END, n = 0 FROM generate_series(0, :lots / 10) AS n;
INSERT INTO lot (id, code, item_id, producer_id, country, quantity, primary_source)
	SELECT m.n, m.code, i.id, c.id, (ARRAY['US', 'CN', 'KR', 'DE', 'CL'])[1 + m.n % 5]::country, '10000000 kg', m.primary_source
	FROM made AS m JOIN item AS i ON i.code = m.item LEFT JOIN company AS c ON c.n = 1 + m.n % (:lots / 50) ORDER BY m.n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
SELECT d.output, d.input, (sum(d.grams) / 1000 || ' kg')::quantity
FROM (
	SELECT o.n AS output, 1 + floor(random() * (o.n - 1))::integer AS input, 1000 + floor(random() * 100000) AS grams
	FROM generate_series(:lots / 10 + 1, :lots) AS o (n) CROSS JOIN LATERAL generate_series(1, CASE WHEN o.n % 500 = 0 THEN 200 ELSE 3 END)
	UNION ALL
	SELECT :lots + o.n, :lots + 1 + (o.n + k * k * k) % 200, 1000 + (o.n * 97 + k * 31) % 5000 FROM generate_series(1, 200) AS o (n) CROSS JOIN generate_series(0, 5) AS k
	UNION ALL
	SELECT :lots + o.n, :lots - o.n, 2000 FROM generate_series(1, 200) AS o (n)
	UNION ALL
	SELECT :lots + 1000 + o.n, :lots + 1001 + (o.n + k * k * k) % (:lots / 10), 1000 + (o.n * 97 + k * 31) % 5000 FROM generate_series(1, :lots / 10) AS o (n) CROSS JOIN generate_series(0, 2) AS k
	UNION ALL
	SELECT :lots + 1000 + o.n, :lots + 1000, 900 FROM generate_series(1, :lots / 10) AS o (n)) AS d
WHERE d.output <> d.input
GROUP BY d.output, d.input;
