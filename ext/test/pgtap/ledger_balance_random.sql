-- Random writing and correcting, checked against the definition: whatever was refused or accepted, each balance is the sum
-- of what stands, no lot gave more than was made unless a source says so, and every refusal is one of those documented.
-- SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_balance') \g /dev/null
SET LOCAL search_path = random_balance, materials, public;
SELECT plan(6);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

INSERT INTO lot (code, revision, material, quantity, primary_source, made_on)
	SELECT 'L' || g, 0, 'graphite', CASE WHEN g % 7 = 0 THEN '20 each' ELSE '20 kg' END, g % 5 = 0, CASE WHEN g % 4 = 0 THEN '2026-01-01'::date + g % 3 END FROM generate_series(1, 150) AS g;
CREATE TEMPORARY TABLE tried (what text, state text);

CREATE FUNCTION pg_temp.try(what text, command text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	state text := '00000';
BEGIN
	BEGIN
		EXECUTE command;
		SET CONSTRAINTS ALL IMMEDIATE;
	EXCEPTION WHEN OTHERS THEN
		state := SQLSTATE;
	END;
	SET CONSTRAINTS ALL IMMEDIATE;
	INSERT INTO tried VALUES (what, state);
END
$$;
CREATE FUNCTION pg_temp.any_lot() RETURNS bigint LANGUAGE sql VOLATILE AS
	-- Mostly one that stands.
	'SELECT l.id FROM random_balance.lot AS l ORDER BY (random() > 0.1 AND EXISTS (SELECT FROM random_balance.correction AS x WHERE x.relation = ''lot'' AND x.row_id = l.id)), random() LIMIT 1';
CREATE FUNCTION pg_temp.one_step() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	die double precision := random();
	lot_a bigint := pg_temp.any_lot();
	row_c record;
BEGIN
	SELECT c.* INTO row_c FROM consumption AS c ORDER BY random() LIMIT 1;
	IF die < 0.45 THEN
		PERFORM pg_temp.try('consume', format('INSERT INTO consumption (output_lot_id, input_lot_id, quantity, excess_stated) SELECT pg_temp.any_lot(), %s, %L, %L FROM generate_series(1, %s)',
			lot_a, 1 + floor(random() * 6) || CASE WHEN (SELECT dimension(l.quantity) FROM lot AS l WHERE l.id = lot_a) = 'count' AND random() < 0.95 THEN ' each' ELSE ' kg' END, random() < 0.05, 1 + floor(random() * 3)::integer));
	ELSIF die < 0.6 THEN
		PERFORM pg_temp.try('correct consumption', format('INSERT INTO correction (relation, row_id, reason) SELECT ''consumption'', id, ''x'' FROM consumption ORDER BY random() LIMIT %s', 1 + floor(random() * 3)::integer));
	ELSIF die < 0.7 THEN
		PERFORM pg_temp.try('replace consumption', format('SET CONSTRAINTS ALL DEFERRED; WITH n AS (INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (%s, %s, ''2 kg'') RETURNING id)
			INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT ''consumption'', %s, n.id, ''x'' FROM n', coalesce(row_c.output_lot_id, 1), coalesce(row_c.input_lot_id, 2), coalesce(row_c.id, 0)));
	ELSIF die < 0.85 THEN
		-- A new revision, heavier or lighter, sometimes in another dimension or a primary source.
		PERFORM pg_temp.try('replace lot', format('WITH n AS (INSERT INTO lot (code, revision, material, quantity, primary_source, made_on) SELECT l.code, (SELECT max(m.revision) + 1 FROM lot AS m WHERE m.code = l.code), l.material, %L, random() < 0.2,
			l.made_on + (random() * 2)::integer FROM lot AS l WHERE l.id = %s RETURNING id) INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT ''lot'', %2$s, n.id, ''x'' FROM n',
			10 + floor(random() * 15) || CASE WHEN random() < 0.9 THEN ' kg' ELSE ' each' END, lot_a));
	ELSIF die < 0.92 THEN
		PERFORM pg_temp.try('merge lots', format('INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES (''lot'', %s, %s, ''x'')', lot_a, pg_temp.any_lot()));
	ELSIF die < 0.95 THEN
		PERFORM pg_temp.try('withdraw lot', format('INSERT INTO correction (relation, row_id, reason) VALUES (''lot'', %s, ''x'')', lot_a));
	ELSE
		-- A lot and a row of it in one statement.
		PERFORM pg_temp.try('both', format('WITH n AS (INSERT INTO lot (code, revision, material, quantity, made_on) SELECT l.code, (SELECT max(m.revision) + 1 FROM lot AS m WHERE m.code = l.code), l.material, ''30 kg'', l.made_on FROM lot AS l WHERE l.id = %s RETURNING id)
			INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT ''lot'', %1$s, n.id, ''x'' FROM n UNION ALL SELECT ''consumption'', %s, NULL, ''x''', coalesce(row_c.input_lot_id, 1), coalesce(row_c.id, 0)));
	END IF;
END
$$;
SELECT count(pg_temp.one_step()) FROM generate_series(1, 1500) \g /dev/null

SELECT cmp_ok(count(*) FILTER (WHERE state = '00000'), '>', 100::bigint, 'many steps were accepted') FROM tried;
SELECT is_empty($$SELECT what, state, count(*) FROM tried WHERE state NOT IN ('00000', '22023', '23503', '23505', '23514') GROUP BY 1, 2$$, 'the others were refused for reasons that are documented');
SELECT set_eq($$SELECT what FROM tried WHERE state = '00000'$$, ARRAY['consume', 'correct consumption', 'replace consumption', 'replace lot', 'merge lots', 'withdraw lot', 'both'], 'steps of every kind were accepted');
SELECT is_empty($$
	SELECT coalesce(b.lot_id, c.lot_id), b.consumed, c.consumed
	FROM (SELECT a.input_lot_id AS lot_id, sum(a.quantity) AS consumed FROM consumption_at('infinity') AS a GROUP BY 1) AS c
		FULL JOIN lot_balance AS b ON b.lot_id = c.lot_id
	WHERE CASE WHEN c.lot_id IS NULL THEN sign(b.consumed) <> 0 ELSE b.lot_id IS NULL OR b.consumed IS DISTINCT FROM c.consumed END
		OR b.made IS DISTINCT FROM (SELECT l.quantity FROM lot AS l WHERE l.id = b.lot_id)$$, 'each balance is the sum of what stands');
SELECT is_empty($$SELECT b.* FROM lot_balance AS b WHERE b.consumed > b.made AND b.stated IS NULL OR b.consumed > b.stated AND b.consumed > b.made$$, 'nothing is over-consumed that no source states');
SELECT is_empty($$
	SELECT a.id FROM consumption_at('infinity') AS a JOIN lot AS o ON o.id = a.output_lot_id JOIN lot AS i ON i.id = a.input_lot_id
	WHERE o.id = i.id OR o.primary_source OR i.made_on > o.made_on OR NOT same_dimension(a.quantity, i.quantity)$$, 'and every flow that stands is one that can be');
SELECT * FROM finish();
ROLLBACK;
