-- Random ownership graphs under every doctrine that is judged by tests, against an oracle that is written apart from the
-- engine: cycles, ranges, excluded ends, partnerships, unknown holders, holders who are not recorded, open listings, five
-- metrics.  The oracle knows no keys, no order and no systems of equations: it repeats until nothing moves.
-- Then: nothing becomes clear by losing a fact or widening a range, nor by a listing that is added.
-- SEED=n in the environment repeats a run; GRAPHS=n makes it longer.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('random_doctrine');
SET search_path = random_doctrine, materials, public;
\set seed `echo "${SEED:-$(date +%s)}"`
\set graphs `echo "${GRAPHS:-15}"`
SELECT diag('SEED=' || :'seed' || ' GRAPHS=' || :'graphs');
CREATE TEMPORARY TABLE run AS SELECT :'seed'::text AS seed, :'graphs'::integer AS graphs;
CREATE FUNCTION pg_temp.chance(VARIADIC key text[]) RETURNS float8 LANGUAGE sql STABLE AS $$
	SELECT ((hashtextextended(r.seed || '/' || array_to_string(key, '/'), 0) & 1048575)::float8) / 1048576 FROM pg_temp.run AS r $$;
CREATE FUNCTION pg_temp.pick(low integer, high integer, VARIADIC key text[]) RETURNS integer LANGUAGE sql STABLE AS $$
	SELECT low + floor(pg_temp.chance(VARIADIC key) * (high - low + 1))::integer $$;

-- Places 1 to 7 are companies and partnerships, the others are always there.
CREATE TEMPORARY TABLE cast_list (place integer, kind text, nation text, country text, role text);
INSERT INTO cast_list VALUES (8, 'government', 'CN', NULL, 'government'), (9, 'government_agency', 'CN', NULL, 'government'), (10, 'company', NULL, 'CN', 'seated'), (11, 'company', NULL, 'DE', 'listed'),
	(12, 'company', NULL, 'DE', 'candidate'), (13, 'unknown', NULL, NULL, 'unknown'), (14, 'natural_person', NULL, 'CN', 'national'), (15, 'government', 'RU', NULL, 'government'),
	(16, 'natural_person', NULL, 'JP', 'nobody'), (17, 'company', NULL, 'HK', 'territory');
CREATE TEMPORARY TABLE node AS
	SELECT g AS graph, p AS place, g || '.' || p AS code, coalesce(c.kind, CASE WHEN pg_temp.chance('partnership', g::text, p::text) < 0.3 THEN 'partnership' ELSE 'company' END) AS kind,
		c.nation, coalesce(c.country, 'DE') AS country, c.role,
		CASE WHEN p > 7 THEN c.kind = 'company' ELSE g % 3 = 0 OR pg_temp.chance('complete', g::text, p::text) < 0.75 END AS complete,
		pg_temp.pick(0, 2, 'trading', g::text, p::text) AS trading
	FROM run, generate_series(1, run.graphs) AS g, generate_series(1, 17) AS p LEFT JOIN cast_list AS c ON c.place = p;
CREATE TEMPORARY TABLE link (graph integer, owner integer, owned integer, metric text, low integer, high integer, low_in boolean, high_in boolean);
CREATE INDEX ON link (graph, owned);
DO $$
DECLARE
	g integer; e integer; m text; k integer; h integer; left_over integer; low integer; high integer; key text; excess boolean;
BEGIN
	FOR g IN 1 .. (SELECT r.graphs FROM pg_temp.run AS r) LOOP
		FOR e IN 1 .. 7 LOOP
			FOREACH m IN ARRAY ARRAY['equity', 'voting', 'board', 'debt', 'appointment'] LOOP
				key := format('%s/%s/%s', g, e, m);
				CONTINUE WHEN m <> 'equity' AND pg_temp.chance('metric', key) < CASE m WHEN 'appointment' THEN 0.9 WHEN 'voting' THEN 0.5 ELSE 0.8 END;
				left_over := 20;
				excess := pg_temp.chance('excess', key) < 0.03;
				FOR k IN 1 .. pg_temp.pick(0, 4, 'holders', key) LOOP
					h := pg_temp.pick(1, CASE WHEN g % 3 = 0 THEN 11 ELSE 17 END, 'holder', key, k::text);
					CONTINUE WHEN EXISTS (SELECT FROM pg_temp.link AS l WHERE l.graph = g AND l.owned = e AND l.owner = h AND l.metric = m);
					low := pg_temp.pick(0, CASE WHEN excess THEN 20 WHEN pg_temp.chance('small', key, k::text) < 0.4 THEN least(left_over, 5) ELSE left_over END, 'low', key, k::text);
					high := low;
					IF pg_temp.chance('range', key, k::text) < 0.25 THEN
						high := pg_temp.pick(low, 20, 'high', key, k::text);
					END IF;
					CONTINUE WHEN high = 0;
					INSERT INTO pg_temp.link VALUES (g, h, e, m, low, high, low = high OR pg_temp.chance('low_in', key, k::text) < 0.5, low = high OR pg_temp.chance('high_in', key, k::text) < 0.5);
					left_over := greatest(left_over - low, 0);
				END LOOP;
			END LOOP;
		END LOOP;
	END LOOP;
END $$;
ANALYZE node, link;

INSERT INTO party (code, name, kind, government_of) SELECT n.code, n.code, n.kind, n.nation::country FROM node AS n ORDER BY n.graph, n.place;
INSERT INTO party_domicile (party_id, kind, country)
	SELECT p.id, k.kind, n.country::country FROM node AS n JOIN party AS p ON p.code = n.code
		CROSS JOIN LATERAL unnest(CASE p.kind WHEN 'natural_person' THEN ARRAY['nationality', 'permanent_residence', 'location'] ELSE ARRAY['incorporation'] END) AS k (kind)
	WHERE p.kind IN ('company', 'partnership', 'natural_person');
INSERT INTO declaration (claim, party_id) SELECT 'ownership_complete', p.id FROM node AS n JOIN party AS p ON p.code = n.code WHERE n.complete;
INSERT INTO declaration (claim, party_id) SELECT 'not_us_person', p.id FROM node AS n JOIN party AS p ON p.code = n.code WHERE n.role = 'national';
INSERT INTO declaration (claim, party_id) SELECT (ARRAY['publicly_traded', 'not_publicly_traded'])[n.trading], p.id FROM node AS n JOIN party AS p ON p.code = n.code WHERE n.trading > 0 AND n.place <= 7;
INSERT INTO listing (party_id, list, entry, decision)
	SELECT p.id, l.list, p.code, CASE n.role WHEN 'listed' THEN 'confirmed' ELSE 'candidate' END
	FROM node AS n JOIN party AS p ON p.code = n.code CROSS JOIN unnest(ARRAY['OFAC-SDN', 'BIS-EL']) AS l (list) WHERE n.role IN ('listed', 'candidate');
INSERT INTO interest (owner_id, owned_id, metric, share)
	SELECT o.id, d.id, l.metric, materials.share(materials.fraction(l.low) / 20, materials.fraction(l.high) / 20, CASE WHEN l.low_in THEN '[' ELSE '(' END || CASE WHEN l.high_in THEN ']' ELSE ')' END)
	FROM link AS l JOIN party AS o ON o.code = l.graph || '.' || l.owner JOIN party AS d ON d.code = l.graph || '.' || l.owned;
ANALYZE party, interest, declaration, listing, party_domicile;

-- Who comes under what by himself: what the facts above mean.
CREATE TEMPORARY TABLE base (doctrine text, holder text, name text, role text, sure boolean);
INSERT INTO base VALUES ('CHIPS-25', 'limb', 'government', 'government', true), ('CHIPS-25', 'limb', 'located_person', 'national', true), ('CHIPS-25', 'limb', 'jurisdiction', 'seated', true),
	('CHIPS-25', 'limb', 'jurisdiction', 'territory', false), ('CHIPS-25', 'list', 'OFAC-SDN', 'listed', true), ('CHIPS-25', 'list', 'OFAC-SDN', 'candidate', false),
	('CHIPS-25', 'list', 'BIS-EL', 'listed', true), ('CHIPS-25', 'list', 'BIS-EL', 'candidate', false),
	('OFAC-50', 'list', 'OFAC-SDN', 'listed', true), ('OFAC-50', 'list', 'OFAC-SDN', 'candidate', false),
	('BIS-50', 'list', 'BIS-EL', 'listed', true), ('BIS-50', 'list', 'BIS-EL', 'candidate', false), ('BIS-50', 'list', 'OFAC-SDN', 'listed', false), ('BIS-50', 'list', 'OFAC-SDN', 'candidate', false),
	('OBBBA-SFE', 'limb', 'government', 'government', true), ('OBBBA-SFE', 'limb', 'foreign_national', 'national', true), ('OBBBA-SFE', 'limb', 'jurisdiction', 'seated', true),
	('OBBBA-SFE', 'limb', 'jurisdiction', 'territory', false), ('OBBBA-SFE', 'list', 'OFAC-SDN', 'listed', true), ('OBBBA-SFE', 'list', 'OFAC-SDN', 'candidate', false);

-- What one holder has of a party: the greatest sum, or the least, that shares and parts allow.
CREATE FUNCTION pg_temp.held(low float8[], high float8[], part float8[], complete boolean, upper boolean) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	total float8 := 0; room float8 := 1; best integer; given boolean[]; width float8; excess boolean;
BEGIN
	IF low IS NULL THEN
		RETURN CASE WHEN upper AND NOT complete THEN 1 ELSE 0 END;
	END IF;
	FOR i IN 1 .. cardinality(low) LOOP
		total := total + low[i] * part[i];
		room := room - low[i];
	END LOOP;
	IF NOT upper THEN
		RETURN least(total, 1);
	END IF;
	excess := room < -1e-10;
	IF NOT complete AND NOT excess THEN
		RETURN least(total + room, 1);
	END IF;
	given := array_fill(false, ARRAY[cardinality(low)]);
	LOOP
		best := NULL;
		FOR i IN 1 .. cardinality(low) LOOP
			IF NOT given[i] AND (best IS NULL OR part[i] > part[best]) THEN
				best := i;
			END IF;
		END LOOP;
		EXIT WHEN best IS NULL;
		given[best] := true;
		width := CASE WHEN excess THEN high[best] - low[best] ELSE greatest(least(high[best] - low[best], room), 0) END;
		total := total + width * part[best];
		room := room - width;
	END LOOP;
	RETURN least(total, 1);
END $$;

CREATE FUNCTION pg_temp.oracle(asked integer, doctrine text) RETURNS TABLE (place integer, sure boolean, possible boolean, share_min float8, share_max float8) LANGUAGE plpgsql AS $$
DECLARE
	size CONSTANT integer := 17;
	tiny CONSTANT float8 := 1e-7;
	near CONSTANT float8 := 1e-11;
	n record; t record; h record;
	kinds text[]; completes boolean[]; roles text[]; tradings integer[];
	caught jsonb; source boolean[]; key integer[]; keyed boolean; keys integer[]; k integer; m text; e integer; i integer; world integer;
	low jsonb; low_of float8[]; high_of float8[]; who integer[]; part float8[]; carried float8[]; total float8[]; base_part float8[]; next float8; value float8;
	moved boolean; again boolean; rounds integer; endless boolean := false; limit_one float8; above boolean; reached_all boolean; reached_any boolean; best float8[];
	shown float8[] := array_fill(0::float8, ARRAY[17 * 2]);
	result boolean[] := array_fill(false, ARRAY[17 * 2]);
BEGIN
	SELECT array_agg(x.kind ORDER BY x.place), array_agg(coalesce(x.complete, true) OR x.kind NOT IN ('company', 'partnership', 'unknown') ORDER BY x.place), array_agg(coalesce(x.role, '') ORDER BY x.place), array_agg(x.trading ORDER BY x.place)
	INTO kinds, completes, roles, tradings FROM pg_temp.node AS x WHERE x.graph = asked;
	key := ARRAY[1, 2, 3, 4, 5, 6, 7, 8, 8, 10, 11, 12, 13, 14, 15, 16, 17];
	FOR world IN 0 .. 1 LOOP
		caught := '{}';
		LOOP
			again := false;
			FOR t IN SELECT x.* FROM materials.doctrine_test AS x LEFT JOIN materials.doctrine_policy AS p ON p.doctrine = x.doctrine AND p.policy = x.policy
					WHERE x.doctrine IN (SELECT oracle.doctrine UNION SELECT b.name FROM materials.doctrine_holder AS b WHERE b.doctrine = oracle.doctrine AND b.holder = 'doctrine')
						AND (x.policy IS NULL OR x.choice = p.choice) AND (world = 1 OR x.decides) LOOP
				source := array_fill(false, ARRAY[size]);
				FOR h IN SELECT b.* FROM materials.doctrine_holder AS b WHERE b.doctrine = t.doctrine AND b.test = t.test LOOP
					FOR e IN 1 .. size LOOP
						source[e] := source[e] OR CASE h.holder
							WHEN 'doctrine' THEN EXISTS (SELECT FROM pg_temp.base AS b WHERE b.doctrine = h.name AND b.role = roles[e] AND (b.sure OR world = 1))
								OR EXISTS (SELECT FROM materials.doctrine_test AS o WHERE o.doctrine = h.name AND caught -> (o.doctrine || '/' || o.test) @> to_jsonb(e))
							WHEN 'test' THEN coalesce(caught -> (t.doctrine || '/' || h.name) @> to_jsonb(e), false)
							ELSE EXISTS (SELECT FROM pg_temp.base AS b WHERE b.doctrine = t.doctrine AND b.holder = h.holder AND b.name = h.name AND b.role = roles[e] AND (b.sure OR world = 1)) END;
					END LOOP;
				END LOOP;
				keyed := t.adds = 'each' OR coalesce(t.carry_at > '0', false);
				keys := CASE WHEN keyed THEN ARRAY[0] || ARRAY(SELECT DISTINCT key[s] FROM generate_series(1, size) AS s WHERE source[s]) ELSE ARRAY[0] END;
				FOREACH m IN ARRAY t.metrics LOOP
					total := array_fill(0::float8, ARRAY[size]);
					base_part := total;
					best := total;
					FOREACH k IN ARRAY keys LOOP
						-- Parts, from nothing upward until they stay.
						carried := array_fill(0::float8, ARRAY[size]);
						FOR e IN 1 .. size LOOP
							IF source[e] AND (NOT keyed OR key[e] = k) OR world = 1 AND kinds[e] = 'unknown' THEN
								carried[e] := 1;
							END IF;
						END LOOP;
						moved := t.carry_at IS NOT NULL;
						rounds := 0;
						WHILE moved LOOP
							moved := false;
							rounds := rounds + 1;
							FOR e IN 1 .. 7 LOOP
								CONTINUE WHEN source[e] AND (NOT keyed OR key[e] = k);
								SELECT array_agg(x.low / 20.0 + CASE WHEN x.low_in THEN 0 ELSE tiny END ORDER BY x.owner), array_agg(x.high / 20.0 - CASE WHEN x.high_in THEN 0 ELSE tiny END ORDER BY x.owner), array_agg(x.owner ORDER BY x.owner),
									array_agg(carried[x.owner] ORDER BY x.owner) INTO low_of, high_of, who, part FROM pg_temp.link AS x WHERE x.graph = asked AND x.owned = e AND x.metric = coalesce(t.carry_metric, m);
								value := pg_temp.held(low_of, high_of, part, completes[e], world = 1);
								next := 0;
								IF kinds[e] = 'partnership' OR value >= t.carry_at::float8 - near THEN
									next := value;
								ELSIF who IS NOT NULL THEN
									FOR i IN 1 .. cardinality(who) LOOP
										IF (CASE world WHEN 0 THEN low_of[i] ELSE high_of[i] END) < t.carry_at::float8 - near THEN
											part[i] := 0;
										END IF;
									END LOOP;
									next := pg_temp.held(low_of, high_of, part, true, world = 1);
								END IF;
								moved := moved OR next > carried[e] + 1e-15;
								carried[e] := greatest(next, carried[e]);
							END LOOP;
							-- A circle from which nothing leaks fills up too slowly to be waited for.
							IF rounds > 1500 THEN
								endless := true;
								EXIT;
							END IF;
						END LOOP;
						FOR e IN 1 .. size LOOP
							IF k = 0 THEN
								base_part[e] := carried[e];
								total[e] := carried[e];
							ELSE
								total[e] := least(1, total[e] + carried[e] - base_part[e]);
							END IF;
							IF source[e] THEN
								total[e] := 1;
							END IF;
						END LOOP;
						CONTINUE WHEN t.adds = 'all' AND keyed;
						FOR e IN 1 .. 7 LOOP
							CONTINUE WHEN keyed AND k = key[e];
							SELECT array_agg(x.low / 20.0 + CASE WHEN x.low_in THEN 0 ELSE tiny END ORDER BY x.owner), array_agg(x.high / 20.0 - CASE WHEN x.high_in THEN 0 ELSE tiny END ORDER BY x.owner), array_agg(carried[x.owner] ORDER BY x.owner)
							INTO low_of, high_of, part FROM pg_temp.link AS x WHERE x.graph = asked AND x.owned = e AND x.metric = m;
							best[e] := greatest(best[e], pg_temp.held(low_of, high_of, part, completes[e], world = 1));
						END LOOP;
					END LOOP;
					FOR e IN 1 .. 7 LOOP
						IF t.adds = 'all' AND keyed THEN
							SELECT array_agg(x.low / 20.0 + CASE WHEN x.low_in THEN 0 ELSE tiny END ORDER BY x.owner), array_agg(x.high / 20.0 - CASE WHEN x.high_in THEN 0 ELSE tiny END ORDER BY x.owner), array_agg(total[x.owner] ORDER BY x.owner)
							INTO low_of, high_of, part FROM pg_temp.link AS x WHERE x.graph = asked AND x.owned = e AND x.metric = m;
							best[e] := pg_temp.held(low_of, high_of, part, completes[e], world = 1);
						END IF;
						reached_all := true; reached_any := false;
						FOR i IN 0 .. 1 LOOP
							-- Of a party of which that is not known, both ways of trading count.
							CONTINUE WHEN i = 0 AND tradings[e] = 1 OR i = 1 AND tradings[e] = 2;
							limit_one := CASE WHEN i = 1 AND t.public_threshold IS NOT NULL THEN t.public_threshold::float8 ELSE t.threshold::float8 END;
							above := NOT CASE WHEN i = 1 AND t.public_threshold IS NOT NULL THEN t.public_inclusive ELSE t.threshold_inclusive END;
							reached_all := reached_all AND CASE WHEN above THEN best[e] > limit_one + near ELSE best[e] >= limit_one - near END;
							reached_any := reached_any OR CASE WHEN above THEN best[e] > limit_one + near ELSE best[e] >= limit_one - near END;
						END LOOP;
						IF (CASE world WHEN 0 THEN reached_all ELSE reached_any END) AND NOT coalesce(caught -> (t.doctrine || '/' || t.test) @> to_jsonb(e), false) THEN
							caught := caught || jsonb_build_object(t.doctrine || '/' || t.test, coalesce(caught -> (t.doctrine || '/' || t.test), '[]') || to_jsonb(e));
							again := true;
						END IF;
						IF t.doctrine = oracle.doctrine AND t.decides AND t.threshold > '0' THEN
							shown[world * size + e] := greatest(shown[world * size + e], best[e]);
						END IF;
					END LOOP;
				END LOOP;
			END LOOP;
			EXIT WHEN NOT again;
		END LOOP;
		FOR e IN 1 .. 7 LOOP
			result[world * size + e] := EXISTS (SELECT FROM materials.doctrine_test AS o WHERE o.doctrine = oracle.doctrine AND caught -> (o.doctrine || '/' || o.test) @> to_jsonb(e));
		END LOOP;
	END LOOP;
	FOR e IN 1 .. 7 LOOP
		CONTINUE WHEN endless;
		place := e; sure := result[e]; share_min := shown[e]; share_max := shown[size + e];
		-- Where not all is stated to be recorded, there may be contracts.
		possible := result[size + e] OR NOT completes[e] AND EXISTS (SELECT FROM materials.doctrine_limb AS l WHERE l.doctrine = oracle.doctrine AND l.limb IN ('contract', 'payment'));
		RETURN NEXT;
	END LOOP;
END $$;

CREATE TEMPORARY TABLE asked AS SELECT d.doctrine, d.caught, d.clear FROM materials.doctrine AS d WHERE d.algebra = 'tests' AND d.builtin;
SELECT is(count(*), 5::bigint, 'five doctrines are asked') FROM asked;
CREATE TEMPORARY TABLE engine AS
	SELECT a.doctrine, n.graph, n.place, c.status, c.share_min::float8 AS share_min, c.share_max::float8 AS share_max
	FROM asked AS a CROSS JOIN LATERAL control_all(a.doctrine, '2026-11-21') AS c JOIN party AS p ON p.id = c.party_id JOIN node AS n ON n.code = p.code WHERE n.place <= 7;
SELECT is(count(*), (SELECT r.graphs * 7 * 5 FROM run AS r)::bigint, 'every party of every graph has a status under every doctrine') FROM engine;
CREATE TEMPORARY TABLE expected AS
	SELECT a.doctrine, g AS graph, o.place, CASE WHEN o.sure THEN a.caught WHEN o.possible THEN 'INDETERMINATE' ELSE a.clear END AS status, o.share_min, o.share_max
	FROM run AS r, generate_series(1, r.graphs) AS g CROSS JOIN asked AS a CROSS JOIN LATERAL pg_temp.oracle(g, a.doctrine) AS o;
SELECT is_empty(format($$SELECT e.graph, e.place, e.status, x.status AS oracle, e.share_min, x.share_min AS oracle_min, e.share_max, x.share_max AS oracle_max
	FROM engine AS e JOIN expected AS x USING (doctrine, graph, place)
	WHERE e.doctrine = %L AND (e.status <> x.status OR abs(e.share_min - x.share_min) > 2e-6 OR abs(e.share_max - x.share_max) > 2e-6) ORDER BY 1, 2$$, a.doctrine), a.doctrine || ': engine and oracle agree') FROM asked AS a ORDER BY a.doctrine;
SELECT diag(format('%s: %s', s.doctrine, string_agg(format('%s %s', s.n, s.status), ', ' ORDER BY s.status))) FROM (SELECT e.doctrine, e.status, count(*) AS n FROM engine AS e GROUP BY e.doctrine, e.status) AS s GROUP BY s.doctrine ORDER BY s.doctrine;
SELECT cmp_ok(count(*), '>', (SELECT r.graphs * 30 FROM run AS r)::bigint, 'the oracle settles nearly all') FROM expected;
SELECT diag(format('%s graphs have a cycle', count(DISTINCT a.graph))) FROM link AS a JOIN link AS b ON b.graph = a.graph AND b.owner = a.owned AND b.owned = a.owner;
-- With few listed parties a draw may lack one status of one doctrine.
SELECT cmp_ok(count(DISTINCT e.status), '>=', 2::bigint, e.doctrine || ': more than one status comes up') FROM engine AS e GROUP BY e.doctrine ORDER BY e.doctrine;
SELECT is(count(DISTINCT CASE e.status WHEN d.caught THEN 'caught' WHEN d.clear THEN 'clear' ELSE 'open' END), 3::bigint, 'of all doctrines together every kind of status comes up') FROM engine AS e JOIN materials.doctrine AS d ON d.doctrine = e.doctrine;
SELECT is_empty('SELECT * FROM engine WHERE share_min > share_max', 'no share is at least more than at most');

-- The same with sentences, and asked alone.
CREATE TEMPORARY TABLE told AS SELECT a.doctrine, c.* FROM asked AS a CROSS JOIN LATERAL control_at(a.doctrine, '2026-11-21', 'infinity', doctrine_choices(a.doctrine), true, '{}') AS c;
SELECT is_empty(format($$SELECT t.party_id, t.status, s.status, t.share_exact, s.share_exact FROM told AS t JOIN control_status('party'::regclass, %L, '2026-11-21', 'infinity', doctrine_choices(%L)) AS s USING (party_id)
	WHERE t.doctrine = %L AND ROW(t.status, t.share_min, t.share_max, t.share_exact, t.metric) IS DISTINCT FROM ROW(s.status, s.share_min, s.share_max, s.share_exact, s.metric)$$, a.doctrine, a.doctrine, a.doctrine),
	a.doctrine || ': status alone is the status with sentences') FROM asked AS a ORDER BY a.doctrine;
SELECT is_empty('SELECT t.doctrine, t.party_id FROM told AS t WHERE t.reason IS NULL OR t.facts IS NULL OR t.confirmed IS NULL', 'everybody is given a reason');
SELECT is_empty($$SELECT t.doctrine, t.party_id, f FROM told AS t, jsonb_array_elements(t.facts) AS f WHERE NOT row_exists(f ->> 'relation', (f ->> 'id')::bigint)$$, 'that rests on rows that exist');
SELECT is_empty($$SELECT t.doctrine, n.code, t.status, c.status FROM told AS t JOIN party AS p ON p.id = t.party_id JOIN node AS n ON n.code = p.code CROSS JOIN LATERAL control(n.code, t.doctrine, '2026-11-21') AS c
	WHERE n.graph <= 8 AND n.place <= 7 AND ROW(t.status, t.share_min, t.share_max, t.share_exact, t.metric, t.reason, t.chain, t.facts, t.confirmed)
		IS DISTINCT FROM ROW(c.status, c.share_min, c.share_max, c.share_exact, c.metric, c.reason, c.chain, c.facts, c.confirmed)$$, 'a party asked alone is told the same');

-- Losing a fact: of each graph an interest is taken back and with it the claim that all are recorded, or that claim alone, or
-- an interest is replaced by a wider range.
CREATE TEMPORARY TABLE taken AS
	SELECT DISTINCT ON (l.graph) l.graph, i.id, i.owner_id, i.owned_id, i.metric, l.low, l.high, pg_temp.pick(1, 3, 'how', l.graph::text) AS how
	FROM link AS l JOIN party AS o ON o.code = l.graph || '.' || l.owner JOIN party AS d ON d.code = l.graph || '.' || l.owned
		JOIN interest AS i ON i.owner_id = o.id AND i.owned_id = d.id AND i.metric = l.metric
	WHERE (SELECT sum(x.low) FROM link AS x WHERE x.graph = l.graph AND x.owned = l.owned AND x.metric = l.metric) <= 19
	ORDER BY l.graph, pg_temp.chance('taken', l.graph::text, l.owner::text, l.owned::text, l.metric);
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO correction (relation, row_id, reason, recorded_at) SELECT 'interest', t.id, 'lost', '2030-01-01' FROM taken AS t WHERE t.how <> 2;
INSERT INTO interest (owner_id, owned_id, metric, share, recorded_at)
	SELECT t.owner_id, t.owned_id, t.metric, materials.share(materials.fraction(greatest(t.low - 3, 0)) / 20, materials.fraction(least(t.high + 4, 20)) / 20, '[]'), '2030-01-01' FROM taken AS t WHERE t.how = 3;
INSERT INTO correction (relation, row_id, reason, recorded_at)
	SELECT 'declaration', d.id, 'lost', '2030-01-01' FROM taken AS t JOIN declaration AS d ON d.party_id = t.owned_id AND d.claim = 'ownership_complete' WHERE t.how <> 3;
CREATE TEMPORARY TABLE before AS SELECT a.*, c.party_id, c.status FROM asked AS a CROSS JOIN LATERAL control_all(a.doctrine, '2026-11-21', '2029-12-31') AS c;
CREATE TEMPORARY TABLE after AS SELECT a.*, c.party_id, c.status FROM asked AS a CROSS JOIN LATERAL control_all(a.doctrine, '2026-11-21', '2030-01-01') AS c;
SELECT is_empty(format('SELECT p.code, b.status, a.status FROM before AS b JOIN after AS a USING (doctrine, party_id) JOIN party AS p ON p.id = party_id
	WHERE doctrine = %L AND b.status <> b.clear AND a.status = a.clear ORDER BY 1', x.doctrine), x.doctrine || ': nothing becomes clear by losing a fact') FROM asked AS x ORDER BY x.doctrine;
SELECT isnt_empty('SELECT FROM before AS b JOIN after AS a USING (doctrine, party_id) WHERE b.status = b.clear AND a.status <> a.clear', 'and some that were clear no longer are');
SELECT is_empty('SELECT doctrine, party_id FROM before AS b JOIN after AS a USING (doctrine, party_id) WHERE b.status = b.clear AND a.status = a.caught', 'nor does losing a fact catch a clear party');

-- A listing more catches more, never less.
INSERT INTO listing (party_id, list, entry, recorded_at)
	SELECT p.id, l.list, p.code, '2031-01-01' FROM run AS r, generate_series(1, r.graphs) AS g JOIN party AS p ON p.code = g || '.' || pg_temp.pick(1, 7, 'more', g::text)
		CROSS JOIN unnest(ARRAY['OFAC-SDN', 'BIS-EL']) AS l (list);
CREATE TEMPORARY TABLE more AS SELECT a.*, c.party_id, c.status FROM asked AS a CROSS JOIN LATERAL control_all(a.doctrine, '2026-11-21', '2031-01-01') AS c;
SELECT is_empty(format('SELECT p.code, a.status, m.status FROM after AS a JOIN more AS m USING (doctrine, party_id) JOIN party AS p ON p.id = party_id
	WHERE doctrine = %L AND (m.status = m.clear AND a.status <> a.clear OR a.status = a.caught AND m.status <> m.caught) ORDER BY 1', x.doctrine), x.doctrine || ': a listing more clears nobody') FROM asked AS x ORDER BY x.doctrine;
SELECT isnt_empty('SELECT FROM after AS a JOIN more AS m USING (doctrine, party_id) WHERE a.status <> a.caught AND m.status = m.caught', 'and catches some');
SELECT * FROM finish();
ROLLBACK;
