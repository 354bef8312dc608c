-- What writers do and readers ask in flow_storm.pl: a ledger, storm, of lots in groups that have nothing to do with each other.
SET client_min_messages = warning;
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('storm') \g /dev/null
CREATE SCHEMA weather;

INSERT INTO storm.party (code, name, kind) VALUES ('A', 'A', 'company'), ('B', 'B', 'company'), ('C', 'C', 'company');
INSERT INTO storm.site (code, name, country) SELECT 'S' || n, 'S' || n, 'US' FROM generate_series(1, 200) AS n;
-- Items 1 to 200 have a mass that changes; of 201 to 400 amounts are masses; of the last nobody knows what a piece weighs.
INSERT INTO storm.item (code, name, class, material, unit_mass) SELECT 'CELL' || n, 'Cell', 'component_material', 'cobalt', '0.5 kg' FROM generate_series(1, 200) AS n;
INSERT INTO storm.item (code, name, class, material) SELECT 'POWDER' || n, 'Powder', 'component_material', 'cobalt' FROM generate_series(1, 200) AS n;
INSERT INTO storm.item (code, name, class) VALUES ('PIECE', 'Piece', 'component_material');

CREATE SEQUENCE weather.lot_number;
CREATE TABLE weather.member (grp integer NOT NULL, lot_id bigint PRIMARY KEY);
CREATE INDEX ON weather.member (grp);
-- How often something was done, or refused: what a sequence counts a rollback does not take back.
SELECT format('CREATE SEQUENCE weather.%I', outcome || what)
FROM unnest(ARRAY['done_', 'refused_']) AS outcome, unnest(ARRAY['lots', 'draws', 'correct_draw', 'replace_lot', 'withdraw_lot', 'master']) AS what \gexec

-- ---- Writers ----

CREATE FUNCTION weather.lots_add(g integer, count integer, event bigint) RETURNS bigint[] LANGUAGE sql VOLATILE SET search_path = storm, materials, public AS $$
	WITH kind AS MATERIALIZED (
		SELECT nextval('weather.lot_number') AS n, random() AS a, random() AS b, random() AS c, floor(random() * 4)::integer AS place, 1 + floor(random() * 900)::integer AS amount FROM generate_series(1, count)
	), made AS (
		INSERT INTO lot (code, item_id, quantity, primary_source, untraced_reason, custody_model, country, producer_id, site_id, event_id)
		SELECT 'L' || k.n, CASE WHEN k.a < 0.03 THEN 401 WHEN k.a < 0.45 THEN 1 + g % 200 ELSE 201 + g % 200 END,
			materials.quantity(1000 + k.amount, CASE WHEN k.a < 0.45 THEN 'each' WHEN k.a < 0.9 THEN 'kg' WHEN k.a < 0.95 THEN 'lb' ELSE 't' END),
			k.b < 0.3, CASE WHEN k.b > 0.95 THEN 'refused' END, CASE WHEN k.c < 0.03 THEN 'book_and_claim' END,
			(ARRAY['US', 'CN', 'AU', NULL])[1 + k.place]::materials.country, (ARRAY[1, 2, 3, NULL])[1 + k.place], CASE WHEN k.c > 0.5 THEN 1 + g % 200 END, event
		FROM kind AS k RETURNING id
	), joined AS (
		INSERT INTO weather.member (grp, lot_id) SELECT g, m.id FROM made AS m
	)
	SELECT array_agg(m.id) FROM made AS m;
$$;

-- Draws some lots of a group for some others, or for any; now and then of a later one for an earlier one, which closes loops.
CREATE FUNCTION weather.draws_add(g integer, outputs bigint[], count integer, event bigint) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = storm, materials, public AS $$
DECLARE
	lots bigint[] := ARRAY(SELECT m.lot_id FROM weather.member AS m WHERE m.grp = g AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = m.lot_id) ORDER BY 1);
BEGIN
	INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency, event_id, excess_stated)
	SELECT o.id, i.id, materials.quantity(p.amount, CASE WHEN materials.dimension(i.quantity) = 'count' THEN 'each' WHEN p.b < 0.9 THEN 'kg' ELSE 'lb' END),
		CASE WHEN p.c < 0.8 THEN p.amount END, CASE WHEN p.c < 0.97 THEN 'USD' ELSE 'EUR' END, event, p.b < 0.7
	FROM (SELECT random() AS b, random() AS c, random() < 0.04 AS backward, 1 + floor(random() * 400)::integer AS amount,
				coalesce(outputs[1 + floor(random() * cardinality(outputs))::integer], lots[1 + floor(random() * cardinality(lots))::integer]) AS one, lots[1 + floor(random() * cardinality(lots))::integer] AS other
			FROM generate_series(1, count)) AS p
		JOIN lot AS o ON o.id = CASE WHEN p.backward THEN LEAST(p.one, p.other) ELSE GREATEST(p.one, p.other) END
		JOIN lot AS i ON i.id = CASE WHEN p.backward THEN GREATEST(p.one, p.other) ELSE LEAST(p.one, p.other) END
	WHERE p.one <> p.other AND NOT o.primary_source;
END
$$;

CREATE FUNCTION weather.correct_draw(g integer) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = storm, materials, public AS $$
DECLARE
	wrong record;
	better bigint;
BEGIN
	SELECT c.* INTO wrong FROM weather.member AS m JOIN consumption AS c ON c.output_lot_id = m.lot_id
	WHERE m.grp = g AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) ORDER BY random() LIMIT 1;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF random() < 0.5 THEN
		INSERT INTO consumption (output_lot_id, input_lot_id, quantity, excess_stated) VALUES (wrong.output_lot_id, wrong.input_lot_id, wrong.quantity * 2, true) RETURNING id INTO better;
	END IF;
	INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('consumption', wrong.id, better, 'wrong');
END
$$;

CREATE FUNCTION weather.replace_lot(g integer) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = storm, materials, public AS $$
DECLARE
	wrong record;
	better bigint;
BEGIN
	SELECT l.* INTO wrong FROM weather.member AS m JOIN lot AS l ON l.id = m.lot_id
	WHERE m.grp = g AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id) ORDER BY random() LIMIT 1;
	IF FOUND THEN
		INSERT INTO lot (code, revision, item_id, quantity, primary_source, untraced_reason, country)
		VALUES (wrong.code, wrong.revision + 1, wrong.item_id, wrong.quantity, wrong.primary_source, wrong.untraced_reason, 'JP') RETURNING id INTO better;
		INSERT INTO weather.member (grp, lot_id) VALUES (g, better);
		INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', wrong.id, better, 'made elsewhere');
	END IF;
END
$$;

CREATE FUNCTION weather.withdraw_lot(g integer) RETURNS void LANGUAGE sql VOLATILE SET search_path = storm, materials, public AS $$
	INSERT INTO correction (relation, row_id, reason)
	SELECT 'lot', m.lot_id, 'there was none' FROM weather.member AS m
	WHERE m.grp = g AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND m.lot_id IN (x.row_id, x.replaced_by)) ORDER BY random() LIMIT 1;
$$;

-- Items and sites may change in place.
CREATE FUNCTION weather.master(g integer) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = storm, materials, public AS $$
BEGIN
	IF random() < 0.5 THEN
		UPDATE item SET unit_mass = materials.quantity(1 + floor(random() * 9)::integer, 'kg') WHERE id = 1 + g % 200;
	ELSE
		UPDATE site SET country = (ARRAY['US', 'CN', 'AU'])[1 + floor(random() * 3)::integer]::materials.country WHERE id = 1 + g % 200;
	END IF;
END
$$;

-- A group: mostly one of the latest.  It is closed to new lots after some 12.
CREATE FUNCTION weather.some_group() RETURNS integer LANGUAGE sql VOLATILE AS $$
	SELECT CASE WHEN random() < 0.85 THEN greatest(0, n.newest - floor(random() * 10)::integer) ELSE floor(random() * (n.newest + 1))::integer END
	FROM (SELECT coalesce(max(m.grp), 0) AS newest FROM weather.member AS m) AS n;
$$;

-- One thing that a writer does.  What a guard refuses, or another writer was quicker with, is counted and left.  Writers that are
-- far ahead of maintenance wait for it: marks are what readers have to read.  A ledger large enough grows no more.
CREATE FUNCTION weather.write() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	dice double precision := random();
	what text := CASE WHEN dice < 0.45 THEN 'lots' WHEN dice < 0.75 THEN 'draws' WHEN dice < 0.9 THEN 'correct_draw' WHEN dice < 0.94 THEN 'replace_lot' WHEN dice < 0.97 THEN 'withdraw_lot' ELSE 'master' END;
	g integer := weather.some_group();
	event bigint;
BEGIN
	IF (SELECT count(*) FROM (SELECT FROM storm.flow_mark LIMIT 200) AS m) = 200 OR (SELECT n.last_value FROM weather.lot_number AS n) > 500 THEN
		RETURN;
	END IF;
	BEGIN
		IF what = 'lots' THEN
			IF random() < 0.5 THEN
				INSERT INTO storm.event (party_id, site_id) VALUES (1 + floor(random() * 3)::integer, 1 + floor(random() * 200)::integer) RETURNING id INTO event;
			END IF;
			g := greatest((SELECT last_value / 12 FROM weather.lot_number) - floor(random() * 3)::integer, 0);
			PERFORM weather.draws_add(g, weather.lots_add(g, 1 + floor(random() * 3)::integer, event), 2 + floor(random() * 6)::integer, event);
		ELSIF what = 'draws' THEN
			PERFORM weather.draws_add(g, NULL, 1 + floor(random() * 3)::integer, NULL);
		ELSE
			EXECUTE format('SELECT weather.%I($1)', what) USING g;
		END IF;
		PERFORM nextval('weather.done_' || what);
	EXCEPTION WHEN check_violation OR serialization_failure OR deadlock_detected OR unique_violation OR numeric_value_out_of_range THEN
		PERFORM nextval('weather.refused_' || what);
	END;
END
$$;

-- ---- Readers ----

CREATE TYPE weather.reached AS (lot_id bigint, tier_min integer, tier_max integer, share_min materials.fraction, share_max materials.fraction, gap_min materials.fraction, gap_max materials.fraction,
	gap_reason text, used_min materials.fraction, used_max materials.fraction);

-- A loop that nothing enters has no shares: that is an answer too.
CREATE FUNCTION weather.shares(reader text, root bigint, direction text, basis text, instant timestamptz) RETURNS weather.reached[] LANGUAGE plpgsql STABLE AS $$
BEGIN
	PERFORM set_config('materials.flow_reader', reader, true);
	RETURN (SELECT array_agg(ROW(w.reached_id, w.tier_min, w.tier_max, w.share_min, w.share_max, w.gap_min, w.gap_max, w.gap_reason, w.used_min, w.used_max)::weather.reached ORDER BY w.reached_id)
		FROM materials.flow_bounds('storm.lot', root, direction, basis, instant) AS w);
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN ARRAY[ROW(NULL, NULL, NULL, NULL, NULL, NULL, NULL, sqlerrm, NULL, NULL)::weather.reached];
END
$$;

-- Where bounds do not tell the same as exact shares do.  In a loop of which little leaves rounding adds up: a hundred thousand millionth is let pass.
CREATE FUNCTION weather.shares_differ(bounds weather.reached[], exact weather.reached[]) RETURNS SETOF text LANGUAGE plpgsql IMMUTABLE SET search_path = materials, public AS $$
BEGIN
	RETURN QUERY SELECT concat_ws(' <> ', b::text, e::text)
	FROM unnest(exact) AS e FULL JOIN unnest(bounds) AS b ON coalesce(b.lot_id, 0) = coalesce(e.lot_id, 0)
	WHERE e IS NOT DISTINCT FROM NULL OR b IS NOT DISTINCT FROM NULL OR (e.lot_id, e.tier_min, e.tier_max) IS DISTINCT FROM (b.lot_id, b.tier_min, b.tier_max)
		-- A part of nothing may be told as a tiny part.
		OR e.gap_reason IS DISTINCT FROM b.gap_reason AND (e.gap_reason IS NOT NULL OR b.gap_max > '1/100000000000')
		OR b.share_min > e.share_min OR b.share_max < e.share_max OR b.gap_min > e.gap_min OR b.gap_max < e.gap_max OR b.used_min > e.used_min OR b.used_max < e.used_max
		OR e.share_min - b.share_min > '1/100000000000' OR b.share_max - e.share_max > '1/100000000000' OR e.gap_min - b.gap_min > '1/100000000000' OR b.gap_max - e.gap_max > '1/100000000000'
	LIMIT 3;
END
$$;

-- Other questions, as text; fields that are rounded stand last.
CREATE FUNCTION weather.told(reader text, kind text, root bigint, word text) RETURNS text[] LANGUAGE plpgsql STABLE SET search_path = storm, materials, public AS $$
DECLARE
	code text := (SELECT l.code FROM lot AS l WHERE l.id = root);
BEGIN
	PERFORM set_config('materials.flow_reader', reader, true);
	RETURN CASE kind
		WHEN 'size' THEN ARRAY(SELECT t::text FROM flow_size('lot', root, 'infinity') AS t)
		WHEN 'origins' THEN ARRAY(SELECT concat_ws('|', o.kind, o.origin, o.country, o.reason, '', o.share_min, o.share_max) FROM origins(code, 'mass', word) AS o ORDER BY 1)
		WHEN 'evidence' THEN ARRAY(SELECT t::text FROM evidence_tier(code, ARRAY[word]) AS t)
		WHEN 'trace' THEN ARRAY(SELECT t::text FROM trace(code) AS t ORDER BY 1)
		WHEN 'exposure' THEN ARRAY(SELECT concat_ws('|', e.lot, e.reached, '', e.share_min, e.share_max) FROM exposure(word, ARRAY['CN'], ends_only => root % 2 = 0) AS e ORDER BY 1)
	END;
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN ARRAY[sqlerrm];
END
$$;

-- Where texts of told() differ, numbers by more than 11 digits round.  How wide a range is that a loop with something unknown leaves
-- open depends on the order of the lots in it, where many are told at once: such ranges need only meet.
CREATE FUNCTION weather.told_differ(one text[], other text[], at_once boolean DEFAULT false) RETURNS SETOF text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	RETURN QUERY WITH row (who, what, low, high) AS (
		SELECT s.who, split_part(s.line, '||', 1), nullif(split_part(split_part(s.line, '||', 2), '|', 1), '')::numeric, nullif(split_part(split_part(s.line, '||', 2), '|', 2), '')::numeric
		FROM (SELECT 1, unnest(one) UNION ALL SELECT 2, unnest(other)) AS s (who, line))
	SELECT concat_ws(' ', coalesce(a.what, b.what), a.low, a.high, '<>', b.low, b.high)
	FROM (SELECT * FROM row WHERE who = 1) AS a FULL JOIN (SELECT * FROM row WHERE who = 2) AS b USING (what)
	WHERE (a.who IS NULL OR b.who IS NULL) AND coalesce(a.high, b.high, 1) > 1e-11
		OR CASE WHEN at_once AND least(a.high - a.low, b.high - b.low) > 1e-9 THEN a.low > b.high OR b.low > a.high ELSE abs(a.low - b.low) > 1e-11 OR abs(a.high - b.high) > 1e-11 END
	LIMIT 3;
END
$$;

-- What a lot was made of by another way: the standing rows of its group, read straight from the tables, and every path from
-- the lot, to its first visit of each other.  Paths are followed until less than a millionth of the lot goes along them.
CREATE FUNCTION weather.slow_differs(root bigint, exact weather.reached[]) RETURNS SETOF text LANGUAGE plpgsql STABLE SET search_path = storm, materials, public AS $$
DECLARE
	slow record;
BEGIN
	WITH RECURSIVE mine AS MATERIALIZED (
		SELECT l.id, l.quantity, coalesce(l.unit_mass, i.unit_mass) AS unit_mass, l.untraced_reason, l.custody_model
		FROM weather.member AS m JOIN lot AS l ON l.id = m.lot_id JOIN item AS i ON i.id = l.item_id WHERE m.grp = (SELECT r.grp FROM weather.member AS r WHERE r.lot_id = root)
	), gone AS MATERIALIZED (
		SELECT x.row_id, x.replaced_by FROM correction AS x WHERE x.relation = 'lot' AND x.row_id IN (SELECT m.id FROM mine AS m)
	), later (id, now) AS (
		SELECT m.id, m.id FROM mine AS m
		UNION ALL
		SELECT r.id, g.replaced_by FROM later AS r JOIN gone AS g ON g.row_id = r.now WHERE g.replaced_by IS NOT NULL
	), stands AS MATERIALIZED (
		SELECT r.id, r.now, EXISTS (SELECT FROM gone AS g WHERE g.row_id = r.now) AS withdrawn FROM later AS r WHERE NOT EXISTS (SELECT FROM gone AS g WHERE g.row_id = r.now AND g.replaced_by IS NOT NULL)
	), drawn AS MATERIALIZED (
		SELECT o.now AS output, i.now AS input, CASE WHEN dimension(c.quantity) = 'mass' THEN amount(c.quantity, 'kg') WHEN NOT i.withdrawn THEN amount(c.quantity, 'each') * amount(im.unit_mass, 'kg') END AS weight,
			CASE WHEN dimension(om.quantity) = 'mass' THEN amount(om.quantity, 'kg') ELSE amount(om.quantity, 'each') * amount(om.unit_mass, 'kg') END AS made, om.untraced_reason IS NOT NULL AS open
		FROM consumption AS c JOIN stands AS o ON o.id = c.output_lot_id JOIN stands AS i ON i.id = c.input_lot_id JOIN mine AS om ON om.id = o.now JOIN mine AS im ON im.id = i.now
		WHERE NOT o.withdrawn AND om.custody_model IS DISTINCT FROM 'book_and_claim' AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id)
	), closure (lot) AS (
		SELECT root UNION SELECT d.input FROM closure AS r JOIN drawn AS d ON d.output = r.lot
	), part AS MATERIALIZED (
		SELECT d.output, d.input, CASE WHEN d.open THEN 0 ELSE sum(d.weight) / greatest(max(d.made), sum(sum(d.weight)) OVER (PARTITION BY d.output)) END::double precision AS low FROM drawn AS d GROUP BY d.output, d.input, d.open
	), path (lot, flow, trail) AS (
		SELECT root, 1::double precision, ARRAY[root]
		UNION ALL
		SELECT p.input, a.flow * p.low, a.trail || p.input FROM path AS a JOIN part AS p ON p.output = a.lot WHERE a.flow > 1e-6 AND p.low > 0
	), followed AS MATERIALIZED (
		SELECT * FROM path LIMIT 2001
	)
	SELECT ARRAY(SELECT c.lot FROM closure AS c ORDER BY 1) AS lots, (SELECT bool_and(d.weight IS NOT NULL) FROM drawn AS d JOIN closure AS c ON c.lot = d.output) AND (SELECT count(*) <= 2000 FROM followed) AS weighed,
		(SELECT coalesce(sum(f.flow), 0) FROM followed AS f WHERE f.flow <= 1e-6) AS cut,
		ARRAY(SELECT ROW(f.lot, sum(f.flow))::text FROM followed AS f WHERE f.lot <> ALL (f.trail[:cardinality(f.trail) - 1]) GROUP BY f.lot) AS parts INTO slow;
	IF slow.lots <> ARRAY(SELECT e.lot_id FROM unnest(exact) AS e ORDER BY 1) THEN
		RETURN NEXT format('lots %s <> %s', slow.lots, ARRAY(SELECT e.lot_id FROM unnest(exact) AS e ORDER BY 1));
	END IF;
	IF slow.weighed THEN
		PERFORM nextval('weather.slow_shares') WHERE NOT current_setting('transaction_read_only')::boolean;
		RETURN QUERY SELECT format('lot %s: %s <> %s + %s', e.lot_id, e.share_min::double precision, s.flow, slow.cut)
			FROM unnest(exact) AS e LEFT JOIN (SELECT split_part(trim(p, '()'), ',', 1)::bigint AS lot, split_part(trim(p, '()'), ',', 2)::double precision AS flow FROM unnest(slow.parts) AS p) AS s ON s.lot = e.lot_id
			WHERE e.share_min::double precision NOT BETWEEN coalesce(s.flow, 0) - 1e-9 AND coalesce(s.flow, 0) + slow.cut + 1e-9 LIMIT 3;
	END IF;
END
$$;
CREATE SEQUENCE weather.slow_shares;

-- Asks so many questions of random lots in one snapshot: the store by its pages, by a query, and the plain rows.  An answer
-- that differs is an error; how often what was asked is told to the server's log, which a standby has too.
CREATE FUNCTION weather.ask(questions integer) RETURNS void LANGUAGE plpgsql STABLE SET "materials.exact_edges" = 0 AS $$
DECLARE
	asked record;
	plan record;
	dice double precision;
	g integer;
	kind text;
	word text;
	instant timestamptz;
	fast weather.reached[];
	query weather.reached[];
	plain weather.reached[];
	told text[];
	bad text[];
	counts integer[] := '{0,0,0,0,0,0,0}';
BEGIN
	SELECT p.* INTO plan FROM materials.flow_plan('storm.lot', 'infinity') AS p;
	WHILE counts[1] < questions LOOP
		g := weather.some_group();
		SELECT m.lot_id INTO asked FROM weather.member AS m
		WHERE m.grp = g AND NOT EXISTS (SELECT FROM storm.correction AS x WHERE x.relation = 'lot' AND x.row_id = m.lot_id AND x.replaced_by IS NOT NULL) ORDER BY random() LIMIT 1;
		CONTINUE WHEN NOT FOUND;
		counts := ARRAY[counts[1] + 1, counts[2] + (plan.reader = 'store by pages')::integer, counts[3] + (plan.reader = 'store by SQL')::integer, counts[4] + (plan.reader = 'plain rows')::integer,
			counts[5] + (plan.stale_lots > 0)::integer, counts[6], counts[7]];
		dice := random();
		IF dice < 0.75 THEN
			kind := CASE WHEN dice < 0.03 THEN 'down' ELSE 'up' END;
			word := CASE WHEN dice < 0.45 THEN 'mass' WHEN dice < 0.6 THEN 'cost' ELSE 'count' END;
			instant := CASE WHEN dice BETWEEN 0.03 AND 0.1 THEN clock_timestamp() - random() * interval '2 seconds' ELSE 'infinity' END;
			fast := weather.shares('auto', asked.lot_id, kind, word, instant);
			query := weather.shares('sql', asked.lot_id, kind, word, instant);
			plain := weather.shares('plain', asked.lot_id, kind, word, instant);
			bad := ARRAY(SELECT 'pages and query: ' || d FROM weather.shares_differ(fast, query) AS d WHERE fast <> query UNION ALL SELECT 'store and plain rows: ' || d FROM weather.shares_differ(fast, plain) AS d
				UNION ALL SELECT 'plain rows and slow query: ' || d FROM weather.slow_differs(asked.lot_id, plain) AS d WHERE dice BETWEEN 0.1 AND 0.2 AND plain[1].lot_id IS NOT NULL);
			IF fast IS DISTINCT FROM query THEN
				bad := bad || ARRAY['pages and query do not agree to the last bit'];
			END IF;
			counts[6] := counts[6] + (dice BETWEEN 0.1 AND 0.2 AND plain[1].lot_id IS NOT NULL)::integer;
			counts[7] := counts[7] + (fast IS DISTINCT FROM plain)::integer;
		ELSE
			kind := CASE WHEN dice < 0.83 THEN 'size' WHEN dice < 0.93 THEN 'origins' WHEN dice < 0.97 THEN 'evidence' WHEN dice < 0.99 OR random() < g / 100.0 THEN 'trace' ELSE 'exposure' END;
			word := CASE kind WHEN 'origins' THEN (ARRAY['lot', 'party', 'country', 'material', 'step', 'site'])[1 + floor(random() * 6)::integer] WHEN 'evidence' THEN 'CN' WHEN 'exposure' THEN 'CELL' || 1 + g % 200 END;
			told := weather.told('auto', kind, asked.lot_id, word);
			bad := ARRAY(SELECT 'pages and query: ' || d FROM weather.told('sql', kind, asked.lot_id, word) AS s, weather.told_differ(told, s) AS d WHERE told <> s);
			IF kind = 'trace' THEN
				-- Few rows upstream are told exactly, whoever reads them.
				PERFORM set_config('materials.exact_edges', '2000', true);
				told := weather.told('auto', kind, asked.lot_id, word);
				bad := bad || ARRAY(SELECT 'exact: ' || told::text || ' <> ' || s::text FROM weather.told('plain', kind, asked.lot_id, word) AS s WHERE told <> s);
				PERFORM set_config('materials.exact_edges', '0', true);
			ELSE
				bad := bad || ARRAY(SELECT 'store and plain rows: ' || d FROM weather.told_differ(told, weather.told('plain', kind, asked.lot_id, word), kind = 'exposure') AS d);
			END IF;
		END IF;
		PERFORM set_config('materials.flow_reader', 'auto', true);
		IF cardinality(bad) > 0 THEN
			RAISE EXCEPTION 'answers differ: lot %, % %, known at %, %: %', asked.lot_id, kind, word, instant, plan, bad;
		END IF;
	END LOOP;
	RAISE LOG 'weather: asked=% pages=% sql=% plain=% stale=% slow=% bounds=%', counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7];
END
$$;
