-- Random bills of materials against a query that lists every choice among alternates and every way down: amounts of every item, with
-- scrap, splits, pieces and masses, parts in many places, and what cannot be converted.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_bill') \g /dev/null
SET LOCAL search_path = random_bill, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

-- Families of ten items; one is made of some behind it.  An item is needed by the piece or by mass, always the same.
INSERT INTO item (code, name, class, unit_mass, material)
SELECT f || '-' || n, CASE WHEN random() < 0.5 THEN 'kg' ELSE 'each' END, 'structure', CASE WHEN random() < 0.85 THEN (1 + floor(random() * 9) || ' kg')::quantity END, CASE WHEN random() < 0.7 THEN (ARRAY['steel', 'copper_foil', 'binder'])[1 + floor(random() * 3)] END
FROM generate_series(1, 40) AS f, generate_series(1, 10) AS n ORDER BY f, n;
INSERT INTO item_component (item_id, component_id, quantity, per, scrap, alternate, split)
SELECT o.id, i.id, (1 + floor(random() * 9) || ' ' || i.name)::quantity, (1 + floor(random() * 3) || ' ' || CASE WHEN random() < 0.8 THEN o.name WHEN o.name = 'kg' THEN 'each' ELSE 'kg' END)::quantity,
	CASE WHEN random() < 0.7 THEN '0' WHEN random() < 0.7 THEN '1/5' ELSE '[1/10,1/3]' END::share, CASE WHEN random() < 0.3 THEN 'a' WHEN random() < 0.3 THEN 'b' END, NULL
FROM item AS o JOIN item AS i ON split_part(i.code, '-', 1) = split_part(o.code, '-', 1) AND split_part(i.code, '-', 2)::integer > split_part(o.code, '-', 2)::integer WHERE random() < 0.25;
-- Some groups of alternates have a split: equal parts.
UPDATE item_component AS c SET split = share(g.part, g.part) FROM (SELECT x.item_id, x.alternate, '1'::fraction / count(*)::integer::fraction AS part FROM item_component AS x WHERE x.alternate IS NOT NULL GROUP BY 1, 2 HAVING random() < 0.3) AS g
WHERE g.item_id = c.item_id AND g.alternate = c.alternate;

-- What one unit of an item takes of each, directly.
CREATE TEMPORARY TABLE edge AS
	SELECT c.id, c.item_id, c.component_id, CASE WHEN c.split IS NULL THEN c.alternate END AS alternate, x.least, CASE WHEN x.convert IS NULL THEN NULL ELSE x.most END AS most
	FROM item_component AS c JOIN item AS o ON o.id = c.item_id JOIN item AS i ON i.id = c.component_id
		CROSS JOIN LATERAL (SELECT CASE WHEN dimension(c.per) = CASE o.name WHEN 'kg' THEN 'mass' ELSE 'count' END THEN '1'::fraction WHEN o.name = 'kg' THEN '1' / amount(o.unit_mass, 'kg')::fraction ELSE amount(o.unit_mass, 'kg')::fraction END AS convert) AS v
		CROSS JOIN LATERAL (SELECT v.convert, coalesce(amount(c.quantity, i.name)::fraction / amount(c.per, CASE dimension(c.per) WHEN 'mass' THEN 'kg' ELSE 'each' END)::fraction * v.convert * coalesce(share_min(c.split), '1') / ('1' - share_min(c.scrap)), '0') AS least,
			amount(c.quantity, i.name)::fraction / amount(c.per, CASE dimension(c.per) WHEN 'mass' THEN 'kg' ELSE 'each' END)::fraction * v.convert * coalesce(share_max(c.split), '1') / ('1' - share_max(c.scrap)) AS most) AS x;
CREATE INDEX ON edge (item_id);
-- All choices of a family: for each group of alternates one of its rows.
CREATE TEMPORARY TABLE choice AS
	WITH RECURSIVE grp AS (
		SELECT split_part(i.code, '-', 1) AS family, row_number() OVER (PARTITION BY split_part(i.code, '-', 1) ORDER BY e.item_id, e.alternate) AS n, array_agg(e.id) AS rows
		FROM edge AS e JOIN item AS i ON i.id = e.item_id WHERE e.alternate IS NOT NULL GROUP BY split_part(i.code, '-', 1), e.item_id, e.alternate
	), pick (family, n, chosen) AS (
		SELECT f::text, 0::bigint, '{}'::bigint[] FROM generate_series(1, 40) AS f
		UNION ALL
		SELECT p.family, g.n, p.chosen || r.id FROM pick AS p JOIN grp AS g ON g.family = p.family AND g.n = p.n + 1 CROSS JOIN LATERAL unnest(g.rows) AS r (id)
	)
	SELECT p.family, p.chosen FROM pick AS p WHERE p.n = (SELECT count(*) FROM grp AS g WHERE g.family = p.family);
DELETE FROM choice WHERE family IN (SELECT c.family FROM choice AS c GROUP BY c.family HAVING count(*) > 200);
SELECT cmp_ok((SELECT count(*) FROM choice), '>', 16::bigint, 'there are choices enough');

-- Every way down from the first item of a family, in every choice.
CREATE TEMPORARY TABLE listed AS
	SELECT c.family, s.item_id, min(s.least) AS least, CASE WHEN NOT bool_or(s.open) THEN max(s.most) END AS most
	FROM choice AS c JOIN item AS r ON r.code = c.family || '-1' CROSS JOIN LATERAL (
		WITH RECURSIVE way (item_id, least, most) AS (
			SELECT r.id, '1'::fraction, '1'::fraction
			UNION ALL
			SELECT e.component_id, w.least * e.least, w.most * e.most FROM way AS w JOIN edge AS e ON e.item_id = w.item_id WHERE e.alternate IS NULL OR e.id = ANY (c.chosen)
		)
		SELECT i.id AS item_id, coalesce(materials.sum(w.least), '0') AS least, coalesce(materials.sum(w.most), '0') AS most, coalesce(bool_or(w.item_id IS NOT NULL AND w.most IS NULL), false) AS open
		FROM item AS i LEFT JOIN way AS w ON w.item_id = i.id WHERE split_part(i.code, '-', 1) = c.family GROUP BY i.id) AS s
	GROUP BY c.family, s.item_id;
CREATE TEMPORARY TABLE told AS
	SELECT c.family, e.* FROM (SELECT DISTINCT family FROM choice) AS c JOIN item AS r ON r.code = c.family || '-1' CROSS JOIN LATERAL explode_checked(r.code, quantity(1, r.name), 'any', '2026-01-01', 'infinity', '{}', '{}', '{}', '{}') AS e;
SELECT is_empty($$SELECT l.family, i.code, l.least, t.amount_min, l.most, t.amount_max FROM listed AS l JOIN item AS i ON i.id = l.item_id LEFT JOIN told AS t ON t.family = l.family AND t.item_id = l.item_id
	WHERE l.most IS DISTINCT FROM '0' AND (l.least, l.most) IS DISTINCT FROM (t.amount_min, t.amount_max) OR l.most = '0' AND t.item_id IS NOT NULL$$, 'every item: the least and the most of all choices, exactly');
SELECT cmp_ok((SELECT count(*) FROM told WHERE amount_min <> amount_max), '>', 6::bigint, 'many of them ranges');
SELECT cmp_ok((SELECT count(*) FROM told WHERE amount_max IS NULL), '>', 1::bigint, 'some without an upper bound');

-- By material: of the items that are made of no item of their own material, the masses.
CREATE TEMPORARY TABLE below AS
	WITH RECURSIVE b (item_id, under) AS (SELECT e.item_id, e.component_id FROM edge AS e UNION SELECT b.item_id, e.component_id FROM b JOIN edge AS e ON e.item_id = b.under) SELECT * FROM b;
CREATE TEMPORARY TABLE taken AS
	SELECT c.family, c.chosen, i.id AS item_id, i.material, s.least, s.most, CASE i.name WHEN 'kg' THEN '1'::fraction ELSE amount(i.unit_mass, 'kg')::fraction END AS unit_mass
	FROM choice AS c JOIN item AS r ON r.code = c.family || '-1' CROSS JOIN LATERAL (
		WITH RECURSIVE way (item_id, least, most) AS (
			SELECT r.id, '1'::fraction, '1'::fraction
			UNION ALL
			SELECT e.component_id, w.least * e.least, w.most * e.most FROM way AS w JOIN edge AS e ON e.item_id = w.item_id WHERE e.alternate IS NULL OR e.id = ANY (c.chosen)
		)
		SELECT w.item_id, materials.sum(w.least) AS least, CASE WHEN bool_and(w.most IS NOT NULL) THEN materials.sum(w.most) END AS most FROM way AS w GROUP BY w.item_id) AS s JOIN item AS i ON i.id = s.item_id
	WHERE i.material IS NOT NULL AND NOT EXISTS (SELECT FROM below AS b JOIN item AS u ON u.id = b.under WHERE b.item_id = i.id AND u.material = i.material);
CREATE TEMPORARY TABLE weighed AS
	SELECT t.family, t.material, t.chosen, materials.sum(t.least * coalesce(t.unit_mass, '0')) AS least,
		CASE WHEN NOT bool_or(t.most IS NULL OR t.most > '0' AND t.unit_mass IS NULL) THEN materials.sum(t.most * coalesce(t.unit_mass, '0')) END AS most
	FROM taken AS t GROUP BY t.family, t.material, t.chosen;
SELECT is_empty($$SELECT * FROM (SELECT t.family, t.material, t.amount_min, t.amount_max, w.least, w.most FROM told AS t JOIN LATERAL (
		SELECT CASE WHEN count(*) < (SELECT count(*) FROM choice AS c WHERE c.family = t.family) THEN '0'::fraction ELSE min(x.least) END AS least, CASE WHEN bool_and(x.most IS NOT NULL) THEN max(x.most) END AS most FROM weighed AS x WHERE x.family = t.family AND x.material = t.material) AS w ON true
	WHERE t.material IS NOT NULL) AS x WHERE (amount_min, amount_max) IS DISTINCT FROM (least, most)$$, 'every material: the least and the most of all choices');
SELECT cmp_ok((SELECT count(*) FROM told WHERE material IS NOT NULL), '>', 10::bigint, 'of many');

-- By origin: items of all families have lots of what three countries made, and of what nobody says where.  Chance is asked for each pair
-- of lots: a condition that names one of them would be asked of the four raw ones only.
INSERT INTO lot (code, material, country, quantity, primary_source) SELECT 'RAW-' || v.code, 'iron', v.country::country, '1000000 kg', v.country IS NOT NULL FROM (VALUES ('1', 'CN'), ('2', 'AU'), ('3', 'US'), ('4', NULL)) AS v (code, country);
INSERT INTO lot (code, item_id, quantity, primary_source) SELECT i.code || '/' || n, i.id, quantity(1, i.name), false FROM item AS i CROSS JOIN generate_series(1, 2) AS n WHERE random() < 0.6;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT l.id, r.id, quantity(10 + floor(random() * 9)::integer, 'kg') FROM lot AS l CROSS JOIN lot AS r WHERE l.item_id IS NOT NULL AND r.item_id IS NULL AND random() + 0 * l.id < CASE r.code WHEN 'RAW-1' THEN 0.8 ELSE 0.4 END;
CREATE TEMPORARY TABLE lot_share AS
	SELECT l.item_id, l.id, v.country, CASE WHEN t.mass IS NULL THEN '0' ELSE coalesce(m.mass, '0') / t.mass END AS share, CASE WHEN t.mass IS NULL THEN '1' ELSE coalesce(u.mass, '0') / t.mass END AS open
	FROM lot AS l CROSS JOIN (VALUES ('CN'), ('AU'), ('US')) AS v (country)
		CROSS JOIN LATERAL (SELECT materials.sum(amount(c.quantity, 'kg')::fraction) AS mass FROM consumption AS c WHERE c.output_lot_id = l.id) AS t
		LEFT JOIN LATERAL (SELECT amount(c.quantity, 'kg')::fraction AS mass FROM consumption AS c JOIN lot AS r ON r.id = c.input_lot_id WHERE c.output_lot_id = l.id AND r.country::text = v.country) AS m ON true
		LEFT JOIN LATERAL (SELECT amount(c.quantity, 'kg')::fraction AS mass FROM consumption AS c JOIN lot AS r ON r.id = c.input_lot_id WHERE c.output_lot_id = l.id AND r.country IS NULL) AS u ON true
	WHERE l.item_id IS NOT NULL;
CREATE TEMPORARY TABLE item_part AS
	SELECT i.id AS item_id, v.country, coalesce(min(s.share), '0') AS least, coalesce(max(s.share + s.open), '1') AS most, coalesce(max(s.share), '0') > '0' AS named
	FROM item AS i CROSS JOIN (VALUES ('CN'), ('AU'), ('US')) AS v (country) LEFT JOIN lot_share AS s ON s.item_id = i.id AND s.country = v.country GROUP BY i.id, v.country;
-- In each choice the least of all lots and the most; of all choices the least and the most.
CREATE TEMPORARY TABLE origin_listed AS
	SELECT x.family, x.material, x.country, CASE WHEN count(*) < (SELECT count(*) FROM choice AS c WHERE c.family = x.family) THEN '0'::fraction ELSE min(x.least) END AS least, CASE WHEN bool_and(x.most IS NOT NULL) THEN max(x.most) END AS most
	FROM (SELECT t.family, t.chosen, t.material, p.country, materials.sum(t.least * coalesce(t.unit_mass, '0') * p.least) AS least, bool_or(p.named) AS named,
			CASE WHEN NOT bool_or(p.most > '0' AND (t.most IS NULL OR t.most > '0' AND t.unit_mass IS NULL)) THEN materials.sum(CASE WHEN p.most > '0' THEN t.most * coalesce(t.unit_mass, '0') * p.most ELSE '0' END) END AS most
		FROM taken AS t JOIN item_part AS p ON p.item_id = t.item_id GROUP BY t.family, t.chosen, t.material, p.country) AS x
	GROUP BY x.family, x.material, x.country HAVING bool_or(x.named);
CREATE TEMPORARY TABLE origin_told AS
	SELECT c.family, e.* FROM (SELECT DISTINCT family FROM choice) AS c JOIN item AS r ON r.code = c.family || '-1' CROSS JOIN LATERAL explode_origin(r.code, quantity(1, r.name), as_of => '2026-01-01') AS e WHERE e.kind = 'origin';
SELECT is_empty($$SELECT family, material, l.country, l.least, t.mass_min, l.most, t.mass_max FROM origin_listed AS l FULL JOIN (SELECT x.family, x.material, x.country, x.mass_min, x.mass_max FROM origin_told AS x) AS t USING (family, material, country)
	WHERE (trim_scale(round_down(l.least, 12)), trim_scale(round_up(l.most, 12))) IS DISTINCT FROM (t.mass_min, t.mass_max)$$, 'every country of every material: the least and the most of all choices and all lots');
SELECT cmp_ok((SELECT count(*) FROM origin_told WHERE mass_min > 0 AND mass_min < mass_max), '>', 3::bigint, 'many of them ranges');
SELECT * FROM finish();
ROLLBACK;
