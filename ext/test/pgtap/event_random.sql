-- Events with several outputs on seeded random graphs, two ways.  Where each output has the composition of all inputs, shares equal
-- those of a recursive query, exactly.  Where any input may be in any output, inputs are shared out at random, grain by grain, and the
-- shares that follow have to lie within the bounds.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_event') \g /dev/null
SET LOCAL search_path = public, materials;
SELECT plan(7);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

-- In each graph three mines and a chain of events; an event draws on lots of those before it and makes one to three lots.  Graphs up
-- to 60 share out in proportion, the others anyhow.
CREATE TEMPORARY TABLE event AS
	SELECT g, n, g * 100 + n AS id, 1 + floor(random() * 3)::integer AS outputs FROM generate_series(1, 120) AS g, generate_series(1, 4) AS n;
CREATE TEMPORARY TABLE node AS
	SELECT g, 0 AS event, k AS output, g * 100 + k AS id, 0 AS kg FROM generate_series(1, 120) AS g, generate_series(1, 3) AS k
	UNION ALL
	SELECT e.g, e.n, k, e.g * 100 + e.n * 10 + k, 1 + floor(random() * 30)::integer FROM event AS e, generate_series(1, e.outputs) AS k;
CREATE TEMPORARY TABLE input AS
	SELECT row_number() OVER () AS id, e.g, e.n AS event, i.id AS lot, 1 + floor(random() * 30)::integer AS kg
	FROM event AS e JOIN node AS i ON i.g = e.g AND i.event < e.n WHERE random() < 0.4 OR (i.event = e.n - 1 AND i.output = 1);
ANALYZE event, node, input;
INSERT INTO random_event.event (id, code, allocation) SELECT e.id, 'E' || e.id, CASE WHEN e.g <= 60 THEN 'proportional' WHEN e.g % 2 = 0 THEN 'any' END FROM event AS e;
INSERT INTO random_event.lot (id, code, material, quantity, primary_source, event_id)
	SELECT n.id, 'L' || n.id, 'assembly', materials.quantity(n.kg + 1000 * (n.event = 0)::integer, 'kg'), n.event = 0, CASE WHEN n.event > 0 THEN n.g * 100 + n.event END FROM node AS n;
INSERT INTO random_event.event_input (id, event_id, input_lot_id, quantity, excess_stated) SELECT i.id, i.g * 100 + i.event, i.lot, materials.quantity(i.kg, 'kg'), true FROM input AS i;
ANALYZE random_event.event, random_event.lot, random_event.event_input;
CREATE TEMPORARY TABLE engine AS
	SELECT n.g, n.id AS root, w.* FROM node AS n, LATERAL materials.flow_walk('random_event.lot', n.id, 'up', 'mass', 'infinity') AS w WHERE n.event = 4;

CREATE TEMPORARY TABLE part AS
	SELECT i.g, i.event, i.lot, i.kg::fraction / greatest(t.kg, o.kg)::fraction AS part
	FROM input AS i JOIN (SELECT x.g, x.event, sum(x.kg) AS kg FROM input AS x GROUP BY 1, 2) AS t USING (g, event) JOIN (SELECT x.g, x.event, sum(x.kg) AS kg FROM node AS x GROUP BY 1, 2) AS o USING (g, event)
	WHERE i.g <= 60;
CREATE TEMPORARY TABLE slow AS
	WITH RECURSIVE path (g, root, lot, event, share) AS (
		SELECT n.g, n.id, n.id, n.event, '1'::fraction FROM node AS n WHERE n.g <= 60 AND n.event = 4
		UNION ALL
		SELECT p.g, p.root, q.lot, n.event, p.share * q.part FROM path AS p JOIN part AS q ON q.g = p.g AND q.event = p.event JOIN node AS n ON n.id = q.lot)
	SELECT root, lot, sum(share) AS share FROM path GROUP BY 1, 2;
SELECT diag(format('%s lots, %s inputs; %s shares are intervals', (SELECT count(*) FROM node), (SELECT count(*) FROM input), (SELECT count(*) FROM engine WHERE share_min <> share_max)));
SELECT is_empty($$SELECT root, lot, s.share, e.share_min, e.share_max FROM slow AS s FULL JOIN (SELECT root, reached_id AS lot, share_min, share_max FROM engine WHERE g <= 60) AS e USING (root, lot) WHERE s.share IS DISTINCT FROM e.share_min OR s.share IS DISTINCT FROM e.share_max$$,
	'in proportion: closure and shares equal those of the recursive query, exactly');
SELECT is_empty($$SELECT root FROM engine WHERE g <= 60 GROUP BY root HAVING sum(gap_min) + coalesce(sum(share_min) FILTER (WHERE reached_id % 100 < 10), '0') <> '1'$$, 'and mines and missing parts add up to one');
SELECT is_empty($$SELECT b.lot_id, b.consumed, i.kg FROM random_event.lot_balance AS b FULL JOIN (SELECT lot, sum(kg) AS kg FROM input GROUP BY 1) AS i ON i.lot = b.lot_id WHERE b.consumed IS DISTINCT FROM materials.quantity(i.kg, 'kg')$$, 'every input is booked once');

-- One way of sharing out: outputs of an event in any order take from inputs (and from what is missing, lot 0) in any order, all they can or a part.
CREATE TEMPORARY TABLE taken (g integer, lot integer, input integer, kg numeric);
CREATE FUNCTION pg_temp.share_out() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	one record;
	output record;
	lots integer[];
	kgs numeric[];
	source integer;
	need numeric;
	amount numeric;
	greedy double precision;
BEGIN
	TRUNCATE taken;
	FOR one IN SELECT e.g, e.n, o.kg FROM event AS e JOIN (SELECT x.g, x.event, sum(x.kg) AS kg FROM node AS x GROUP BY 1, 2) AS o ON o.g = e.g AND o.event = e.n WHERE e.g > 60 LOOP
		SELECT array_agg(i.lot ORDER BY i.id) || 0, array_agg(i.kg::numeric ORDER BY i.id) || greatest(one.kg - sum(i.kg), 0) INTO lots, kgs FROM input AS i WHERE i.g = one.g AND i.event = one.n;
		-- All of it went into a single output, in proportion.
		IF (SELECT count(*) FROM node AS n WHERE n.g = one.g AND n.event = one.n) = 1 THEN
			INSERT INTO taken SELECT one.g, n.id, u.lot, u.kg / (SELECT sum(x) FROM unnest(kgs) AS x) FROM node AS n, unnest(lots, kgs) AS u (lot, kg) WHERE n.g = one.g AND n.event = one.n;
			CONTINUE;
		END IF;
		greedy := random() + 0.3;
		FOR output IN SELECT n.id, n.kg FROM node AS n WHERE n.g = one.g AND n.event = one.n ORDER BY random() LOOP
			need := output.kg;
			WHILE need > 0 LOOP
				source := 1 + floor(random() * cardinality(lots))::integer;
				amount := least(need, kgs[source]);
				amount := CASE WHEN random() < greedy OR amount < 0.001 THEN amount ELSE round((amount * random())::numeric, 3) END;
				kgs[source] := kgs[source] - amount;
				need := need - amount;
				INSERT INTO taken SELECT one.g, output.id, lots[source], amount / output.kg WHERE amount > 0;
			END LOOP;
		END LOOP;
	END LOOP;
	INSERT INTO shared
	WITH RECURSIVE sums AS MATERIALIZED (
		SELECT t.lot, t.input, sum(t.kg) AS part FROM taken AS t GROUP BY 1, 2
	), path (root, lot, share) AS (
		SELECT n.id, n.id, 1::numeric FROM node AS n WHERE n.g > 60 AND n.event = 4
		UNION ALL
		SELECT p.root, s.input, round(p.share * s.part, 30) FROM path AS p JOIN sums AS s ON s.lot = p.lot)
	SELECT root, lot, sum(share) FROM path WHERE lot <> 0 GROUP BY 1, 2;
END
$$;
CREATE TEMPORARY TABLE shared (root integer, lot integer, share numeric);
SELECT count(pg_temp.share_out()) FROM generate_series(1, 12) \g /dev/null
SELECT is_empty($$SELECT root, lot, share, share_min::text, share_max::text FROM shared AS s LEFT JOIN (SELECT root, reached_id AS lot, share_min, share_max FROM engine) AS e USING (root, lot)
	WHERE e.root IS NULL OR s.share < materials.round_down(e.share_min, 20) - 1e-15 OR s.share > materials.round_up(e.share_max, 20) + 1e-15$$, 'anyhow: however inputs are shared out, the shares lie within the bounds');
SELECT is_empty($$SELECT n.id FROM node AS n JOIN engine AS e ON e.root = n.id JOIN (SELECT x.g, x.event, count(*) AS outputs FROM node AS x GROUP BY 1, 2) AS o ON o.g = n.g AND o.event = n.event JOIN (SELECT i.g, i.event, count(*) AS inputs FROM input AS i GROUP BY 1, 2) AS j ON j.g = n.g AND j.event = n.event
	WHERE n.g > 60 AND n.event = 4 AND o.outputs = 1 AND j.inputs = 1 AND e.tier_min = 1 AND e.share_min <> e.share_max$$, 'one input and one output leave nothing open');

-- The flow store changes nothing: such lots are read from the plain rows, and what is asked of all at once has their bounds.
SELECT random_event.maintain_flow() \g /dev/null
SELECT is_empty($$SELECT e.root, e.reached_id FROM engine AS e LEFT JOIN (SELECT r.root, b.* FROM (SELECT DISTINCT x.root FROM engine AS x WHERE x.g % 10 = 0) AS r, materials.flow_bounds('random_event.lot', r.root, 'up', 'mass', 'infinity') AS b) AS b USING (root, reached_id)
	WHERE e.g % 10 = 0 AND (b.share_min, b.share_max, b.gap_min, b.gap_max) IS DISTINCT FROM (e.share_min, e.share_max, e.gap_min, e.gap_max)$$, 'packed, the answers are the same');
SET LOCAL materials.exact_edges = 0;
SELECT is_empty($$SELECT e.root, e.reached_id FROM engine AS e LEFT JOIN (SELECT r.root, b.* FROM (SELECT DISTINCT x.root FROM engine AS x WHERE x.g % 10 = 0) AS r, materials.flow_bounds('random_event.lot', r.root, 'up', 'mass', 'infinity') AS b) AS b USING (root, reached_id)
	WHERE e.g % 10 = 0 AND (b.share_min IS NULL OR b.share_min > e.share_min OR b.share_max < e.share_max OR b.gap_min > e.gap_min OR b.gap_max < e.gap_max)$$, 'as bounds they contain them');
SELECT * FROM finish();
ROLLBACK;
