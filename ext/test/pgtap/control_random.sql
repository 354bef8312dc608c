-- Random ownership graphs against an oracle that is written apart from the engine: cycles, ranges, excluded ends, unknown
-- holders, holders who are not recorded, three metrics, two nations, an unsettled territory, agreements to act together.
-- Then two properties: bounds hold whatever the unknown turns out to be, and nothing becomes clear by losing a fact.
-- SEED=n in the environment repeats a run; GRAPHS=n makes it longer.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('random_control');
SET search_path = random_control, materials, public;
\set seed `echo "${SEED:-$(date +%s)}"`
\set graphs `echo "${GRAPHS:-250}"`
SELECT diag('SEED=' || :'seed' || ' GRAPHS=' || :'graphs');
CREATE TEMPORARY TABLE run AS SELECT :'seed'::text AS seed, :'graphs'::integer AS graphs;

-- A number from 0 up to 1 that depends on the seed and a key alone, whatever the order of evaluation.
CREATE FUNCTION pg_temp.chance(VARIADIC key text[]) RETURNS float8 LANGUAGE sql STABLE AS $$
	SELECT ((hashtextextended(r.seed || '/' || array_to_string(key, '/'), 0) & 1048575)::float8) / 1048576 FROM pg_temp.run AS r $$;
CREATE FUNCTION pg_temp.pick(low integer, high integer, VARIADIC key text[]) RETURNS integer LANGUAGE sql STABLE AS $$
	SELECT low + floor(pg_temp.chance(VARIADIC key) * (high - low + 1))::integer $$;

-- Places 1 to 7 are companies, the others are always there: two arms of one covered government, another government, an unknown
-- party, a private person and a government whose nation is not settled.
CREATE TEMPORARY TABLE node AS
	SELECT g AS graph, p AS place, g || '.' || p AS code,
		CASE p WHEN 8 THEN 'government' WHEN 9 THEN 'government_agency' WHEN 10 THEN 'government' WHEN 11 THEN 'unknown' WHEN 12 THEN 'natural_person' WHEN 13 THEN 'government' ELSE 'company' END AS kind,
		CASE p WHEN 8 THEN 'CN' WHEN 9 THEN 'CN' WHEN 10 THEN 'RU' WHEN 13 THEN 'HK' END AS nation,
		p <= 7 AND (g % 3 = 0 OR pg_temp.chance('complete', g::text, p::text) < 0.75) AS complete
	FROM run, generate_series(1, run.graphs) AS g, generate_series(1, 13) AS p;
CREATE TEMPORARY TABLE link (graph integer, owner integer, owned integer, metric text, low integer, high integer, low_in boolean, high_in boolean);
CREATE INDEX ON link (graph, owned);

DO $$
DECLARE
	g integer; e integer; m text; k integer; h integer; left_over integer; low integer; high integer; key text; excess boolean;
BEGIN
	FOR g IN 1 .. (SELECT r.graphs FROM pg_temp.run AS r) LOOP
		FOR e IN 1 .. 7 LOOP
			FOREACH m IN ARRAY ARRAY['equity', 'voting', 'board'] LOOP
				key := format('%s/%s/%s', g, e, m);
				CONTINUE WHEN m <> 'equity' AND pg_temp.chance('metric', key) < 0.6;
				left_over := 20;
				excess := pg_temp.chance('excess', key) < 0.03;
				FOR k IN 1 .. pg_temp.pick(0, 4, 'holders', key) LOOP
					-- Every third graph has no unknown holders, so that what several nations hold together can decide.
					h := pg_temp.pick(1, CASE WHEN g % 3 = 0 THEN 10 ELSE 13 END, 'holder', key, k::text);
					CONTINUE WHEN EXISTS (SELECT FROM pg_temp.link AS l WHERE l.graph = g AND l.owned = e AND l.owner = h AND l.metric = m);
					low := pg_temp.pick(0, CASE WHEN excess THEN 20 WHEN pg_temp.chance('small', key, k::text) < 0.6 THEN least(left_over, 5) ELSE left_over END, 'low', key, k::text);
					high := low;
					IF pg_temp.chance('range', key, k::text) < 0.3 THEN
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
-- In some graphs two holders of one entity act together.
CREATE TEMPORARY TABLE pact AS
	SELECT n.graph, pg_temp.pick(1, 7, 'pact', n.graph::text) AS entity, pg_temp.pick(1, 13, 'pact one', n.graph::text) AS one, pg_temp.pick(1, 13, 'pact two', n.graph::text) AS two
	FROM (SELECT DISTINCT x.graph FROM node AS x) AS n WHERE pg_temp.chance('pact?', n.graph::text) < 0.3;
ANALYZE node, link;

INSERT INTO party (code, name, kind, government_of) SELECT n.code, n.code, n.kind, n.nation::country FROM node AS n ORDER BY n.graph, n.place;
INSERT INTO party_domicile (party_id, country) SELECT p.id, 'KR' FROM party AS p WHERE p.kind = 'company';
INSERT INTO declaration (claim, party_id) SELECT 'ownership_complete', p.id FROM node AS n JOIN party AS p ON p.code = n.code WHERE n.complete;
INSERT INTO interest (owner_id, owned_id, metric, share)
	SELECT o.id, d.id, l.metric, materials.share(materials.fraction(l.low) / 20, materials.fraction(l.high) / 20, CASE WHEN l.low_in THEN '[' ELSE '(' END || CASE WHEN l.high_in THEN ']' ELSE ')' END)
	FROM link AS l JOIN party AS o ON o.code = l.graph || '.' || l.owner JOIN party AS d ON d.code = l.graph || '.' || l.owned;
INSERT INTO concert (agreement, party_id, regarding_id)
	SELECT 'pact ' || a.graph, p.id, d.id FROM pact AS a JOIN party AS d ON d.code = a.graph || '.' || a.entity JOIN party AS p ON p.code IN (a.graph || '.' || a.one, a.graph || '.' || a.two);
ANALYZE party, interest, declaration, concert;

-- The oracle.  Node 14 stands for those who act together.  Arrays are flat: (metric * 14 + holder) * 14 + held, from 1.
CREATE FUNCTION pg_temp.oracle(asked integer) RETURNS TABLE (place integer, answer text, share_min float8, share_max float8) LANGUAGE plpgsql AS $$
DECLARE
	size CONSTANT integer := 14;
	low numeric[] := array_fill(0::numeric, ARRAY[size * size * 4]);
	high numeric[] := array_fill(0::numeric, ARRAY[size * size * 4]);
	low_open boolean[] := array_fill(false, ARRAY[size * size * 4]);
	high_open boolean[] := array_fill(false, ARRAY[size * size * 4]);
	held boolean[] := array_fill(false, ARRAY[size * size * 4]);
	complete boolean[];
	a record;
	best_low float8[] := array_fill(0::float8, ARRAY[size]);
	best_high float8[] := array_fill(0::float8, ARRAY[size]);
	best_open boolean[] := array_fill(false, ARRAY[size]);
	together boolean[] := array_fill(false, ARRAY[size]);
	step integer; m integer; h integer; e integer; i integer; at integer; round integer;
	nation text; upper boolean; high_world boolean;
	counted boolean[]; source boolean[]; pact_counted boolean; other_counted boolean[]; other_pact boolean; own boolean; changed boolean;
	all_low numeric; counted_low numeric; counted_high numeric; n_low integer; n_counted_low integer; n_counted_high integer;
	have numeric; have_open boolean; room numeric; room_open boolean; top numeric; top_open boolean; unit_low numeric; unit_high numeric; unit_low_open boolean; unit_high_open boolean;
	constant float8[]; constant_open boolean[]; weight float8[]; weight_open boolean[]; plain float8[]; reach float8[]; whole boolean[]; limited boolean[];
	way boolean[]; endless boolean[]; power float8[]; square float8[];
	-- What those who count leave of each, of which others' shares take a part in the upper world; who lies on a circle.
	left_over float8[]; spare float8[]; circling boolean[]; spares float8; used float8; cut boolean[];
	x float8[]; y float8; worst float8; open_ boolean[]; raw float8[];
BEGIN
	SELECT array_agg(n.complete OR n.place > 7 ORDER BY n.place) || true INTO complete FROM pg_temp.node AS n WHERE n.graph = asked;
	FOR a IN SELECT * FROM pg_temp.link AS l WHERE l.graph = asked LOOP
		at := ((CASE a.metric WHEN 'equity' THEN 1 WHEN 'voting' THEN 2 ELSE 3 END) * size + a.owner - 1) * size + a.owned;
		low[at] := a.low / 20.0; high[at] := a.high / 20.0; low_open[at] := NOT a.low_in; high_open[at] := NOT a.high_in; held[at] := true;
	END LOOP;
	SELECT p.* INTO a FROM (SELECT 1) AS one LEFT JOIN pg_temp.pact AS p ON p.graph = asked;

	FOR step IN 1 .. 6 LOOP
		nation := (ARRAY['-', 'CN', 'CN', 'RU', 'RU', 'CN RU'])[step];
		upper := (ARRAY[true, false, true, false, true, true])[step];
		-- Who counts, first in the question's other world, then in its own.
		FOREACH own IN ARRAY ARRAY[false, true] LOOP
			other_counted := counted; other_pact := pact_counted;
			upper := (ARRAY[true, false, true, false, true, true])[step] = own;
			source := array_fill(false, ARRAY[size]);
			source[8] := nation LIKE '%CN%'; source[9] := source[8]; source[10] := nation LIKE '%RU%';
			source[11] := upper; source[13] := upper AND nation LIKE '%CN%';
			counted := source;
			pact_counted := false;
			LOOP
				changed := false;
				IF NOT pact_counted AND a.graph IS NOT NULL AND (counted[a.one] OR counted[a.two]) THEN
					pact_counted := true;
					changed := true;
				END IF;
				constant := array_fill(0::float8, ARRAY[size * 4]);
				constant_open := array_fill(false, ARRAY[size * 4]);
				FOR e IN 1 .. 7 LOOP
					FOR m IN 1 .. 3 LOOP
						all_low := 0; counted_low := 0; counted_high := 0; n_low := 0; n_counted_low := 0; n_counted_high := 0;
						FOR h IN 1 .. 13 LOOP
							at := (m * size + h - 1) * size + e;
							CONTINUE WHEN NOT held[at];
							all_low := all_low + low[at];
							n_low := n_low + low_open[at]::integer;
							IF counted[h] OR pact_counted AND e = a.entity AND h IN (a.one, a.two) THEN
								counted_low := counted_low + low[at]; counted_high := counted_high + high[at];
								n_counted_low := n_counted_low + low_open[at]::integer; n_counted_high := n_counted_high + high_open[at]::integer;
							END IF;
						END LOOP;
						have := counted_low; have_open := false;
						IF upper AND (all_low > 1 OR all_low = 1 AND n_low > 0) THEN
							have := counted_high; have_open := n_counted_high > 0;
						ELSIF upper THEN
							room := 1 - all_low + counted_low; room_open := n_low > n_counted_low;
							IF NOT complete[e] OR room < counted_high THEN
								have := room; have_open := room_open;
							ELSE
								have := counted_high; have_open := n_counted_high > 0 OR room = counted_high AND room_open;
							END IF;
						END IF;
						constant[m * size + e] := have; constant_open[m * size + e] := have_open AND have > 0;
						IF NOT counted[e] AND (have > 0.5 OR have = 0.5 AND NOT (upper AND have_open)) THEN
							counted[e] := true; changed := true;
						END IF;
					END LOOP;
				END LOOP;
				EXIT WHEN NOT changed;
			END LOOP;
		END LOOP;

		-- A holder who only may count and may have half or more may bring anything.
		FOR e IN 1 .. (CASE WHEN upper THEN 7 ELSE 0 END) LOOP
			FOR m IN 1 .. 3 LOOP
				all_low := 0; n_low := 0;
				FOR h IN 1 .. 13 LOOP
					at := (m * size + h - 1) * size + e;
					all_low := all_low + low[at]; n_low := n_low + low_open[at]::integer;
				END LOOP;
				changed := NOT complete[e] AND (all_low < 0.5 OR all_low = 0.5 AND n_low = 0);
				FOR h IN 1 .. 13 LOOP
					CONTINUE WHEN NOT held[(m * size + h - 1) * size + e];
					have_open := a.graph IS NOT NULL AND e = a.entity AND h IN (a.one, a.two);
					CONTINUE WHEN NOT (counted[h] OR have_open AND pact_counted) OR other_counted[h] OR have_open AND other_pact;
					unit_low := 0; top := 0; n_counted_low := 0; n_counted_high := 0;
					FOR i IN 1 .. 13 LOOP
						CONTINUE WHEN i <> h AND NOT (have_open AND i IN (a.one, a.two));
						at := (m * size + i - 1) * size + e;
						unit_low := unit_low + low[at]; top := top + high[at];
						n_counted_low := n_counted_low + low_open[at]::integer; n_counted_high := n_counted_high + high_open[at]::integer;
					END LOOP;
					top_open := n_counted_high > 0;
					IF all_low < 1 OR all_low = 1 AND n_low = 0 THEN
						room := 1 - all_low + unit_low;
						top_open := CASE WHEN room < top THEN n_low > n_counted_low WHEN room = top THEN top_open OR n_low > n_counted_low ELSE top_open END;
						top := least(top, room);
					END IF;
					changed := changed OR top > 0.5 OR top = 0.5 AND NOT top_open;
				END LOOP;
				IF changed THEN
					constant[m * size + e] := 1; constant_open[m * size + e] := false;
				END IF;
			END LOOP;
		END LOOP;

		FOR m IN 1 .. 3 LOOP
			limited := array_fill(false, ARRAY[size * size]);
			-- Weights, and in the lower world also those that each holder can have at most, to look for endless loops.
			weight := array_fill(0::float8, ARRAY[size * size]);
			weight_open := array_fill(false, ARRAY[size * size]);
			plain := weight; reach := weight; whole := weight_open; spare := weight;
			left_over := array_fill(NULL::float8, ARRAY[size]);
			cut := array_fill(false, ARRAY[size]);
			FOR round IN 1 .. (CASE WHEN upper THEN 1 ELSE 2 END) LOOP
				high_world := upper OR round = 2;
				FOR e IN 1 .. 7 LOOP
					CONTINUE WHEN source[e];
					all_low := 0; n_low := 0; counted_low := 0;
					FOR h IN 1 .. 13 LOOP
						at := (m * size + h - 1) * size + e;
						IF held[at] THEN
							all_low := all_low + low[at]; n_low := n_low + low_open[at]::integer;
							IF counted[h] OR pact_counted AND e = a.entity AND h IN (a.one, a.two) THEN
								counted_low := counted_low + high[at] - low[at];
							END IF;
						END IF;
					END LOOP;
					IF upper AND complete[e] AND NOT (all_low > 1 OR all_low = 1 AND n_low > 0) THEN
						left_over[e] := greatest(0, 1 - all_low - counted_low);
					END IF;
					FOR h IN 1 .. 14 LOOP
						unit_low := 0; unit_high := 0; n_counted_low := 0; n_counted_high := 0; changed := false;
						FOR i IN 1 .. 13 LOOP
							at := (m * size + i - 1) * size + e;
							CONTINUE WHEN NOT held[at] OR counted[i];
							CONTINUE WHEN a.graph IS NOT NULL AND e = a.entity AND i IN (a.one, a.two) AND pact_counted;
							CONTINUE WHEN h <> (CASE WHEN high_world AND a.graph IS NOT NULL AND e = a.entity AND i IN (a.one, a.two) THEN 14 ELSE i END);
							unit_low := unit_low + low[at]; unit_high := unit_high + high[at]; changed := true;
							n_counted_low := n_counted_low + low_open[at]::integer; n_counted_high := n_counted_high + high_open[at]::integer;
						END LOOP;
						CONTINUE WHEN NOT changed;
						at := (e - 1) * size + h;
						IF NOT high_world THEN
							plain[at] := unit_low;
							whole[at] := unit_low >= 0.5;
							weight[at] := CASE WHEN whole[at] THEN 1 ELSE unit_low END;
							limited[at] := whole[at] AND other_counted[h];
							CONTINUE;
						END IF;
						top := unit_high; top_open := n_counted_high > 0;
						IF all_low < 1 OR all_low = 1 AND n_low = 0 THEN
							room := 1 - all_low + unit_low;
							top_open := CASE WHEN room < top THEN n_low > n_counted_low WHEN room = top THEN top_open OR n_low > n_counted_low ELSE top_open END;
							top := least(top, room);
						END IF;
						changed := top > 0.5 OR top = 0.5 AND NOT top_open;
						IF round = 2 THEN
							reach[at] := CASE WHEN changed THEN 1 ELSE top END;
							whole[at] := changed;
						ELSIF changed THEN
							weight[at] := 1;
						ELSIF complete[e] OR all_low > 1 OR all_low = 1 AND n_low > 0 THEN
							weight[at] := top; weight_open[at] := top_open;
							IF unit_low + left_over[e] < top THEN
								weight[at] := unit_low + left_over[e]; weight_open[at] := false;
							END IF;
							spare[at] := weight[at] - unit_low;
						ELSE
							weight[at] := unit_low;
						END IF;
					END LOOP;
				END LOOP;
				IF high_world AND a.graph IS NOT NULL AND NOT pact_counted THEN
					FOREACH i IN ARRAY ARRAY[a.one, a.two] LOOP
						IF round = 2 THEN
							reach[13 * size + i] := 1; whole[13 * size + i] := true;
						ELSE
							weight[13 * size + i] := 1;
						END IF;
					END LOOP;
				END IF;
			END LOOP;

			IF NOT upper THEN
				way := array_fill(false, ARRAY[size * size]);
				FOR i IN 1 .. size * size LOOP
					way[i] := reach[i] > 0;
				END LOOP;
				FOR i IN 1 .. size LOOP
					FOR e IN 1 .. size LOOP
						CONTINUE WHEN NOT way[(e - 1) * size + i];
						FOR h IN 1 .. size LOOP
							IF way[(i - 1) * size + h] THEN
								way[(e - 1) * size + h] := true;
							END IF;
						END LOOP;
					END LOOP;
				END LOOP;
				-- A loop is endless when the powers of its own weights do not vanish and some link in it counts in full.
				endless := array_fill(false, ARRAY[size]);
				FOR i IN 1 .. size LOOP
					CONTINUE WHEN NOT way[(i - 1) * size + i] OR endless[i];
					changed := false;
					power := array_fill(0::float8, ARRAY[size * size]);
					FOR e IN 1 .. size LOOP
						FOR h IN 1 .. size LOOP
							IF way[(i - 1) * size + e] AND way[(e - 1) * size + i] AND way[(i - 1) * size + h] AND way[(h - 1) * size + i] THEN
								power[(e - 1) * size + h] := reach[(e - 1) * size + h];
								changed := changed OR whole[(e - 1) * size + h];
							END IF;
						END LOOP;
					END LOOP;
					CONTINUE WHEN NOT changed;
					FOR round IN 1 .. 20 LOOP
						square := array_fill(0::float8, ARRAY[size * size]);
						worst := 0;
						FOR e IN 1 .. size LOOP
							CONTINUE WHEN NOT (way[(i - 1) * size + e] AND way[(e - 1) * size + i]);
							FOR h IN 1 .. size LOOP
								CONTINUE WHEN NOT (way[(i - 1) * size + h] AND way[(h - 1) * size + i]);
								y := 0;
								FOR at IN 1 .. size LOOP
									y := y + power[(e - 1) * size + at] * power[(at - 1) * size + h];
								END LOOP;
								square[(e - 1) * size + h] := CASE WHEN y < 1e-100 THEN 0 ELSE least(y, 1e100) END;
								worst := greatest(worst, y);
							END LOOP;
						END LOOP;
						power := square;
						EXIT WHEN worst < 1e-9 OR worst > 1e9;
					END LOOP;
					IF worst > 1e-9 THEN
						FOR e IN 1 .. size LOOP
							endless[e] := endless[e] OR way[(i - 1) * size + e] AND way[(e - 1) * size + i];
							FOR h IN 1 .. size LOOP
								IF way[(i - 1) * size + e] AND way[(e - 1) * size + i] AND way[(i - 1) * size + h] AND way[(h - 1) * size + i] THEN
									weight[(e - 1) * size + h] := plain[(e - 1) * size + h];
									limited[(e - 1) * size + h] := false;
								END IF;
							END LOOP;
						END LOOP;
					END IF;
				END LOOP;
			END IF;

			-- Outside of circles, what is left goes first to whoever brings most of it.
			circling := array_fill(false, ARRAY[size]);
			IF upper THEN
				way := array_fill(false, ARRAY[size * size]);
				FOR i IN 1 .. size * size LOOP
					way[i] := weight[i] > 0 AND (i - 1) / size <> (i - 1) % size;
				END LOOP;
				FOR i IN 1 .. size LOOP
					FOR e IN 1 .. size LOOP
						CONTINUE WHEN NOT way[(e - 1) * size + i];
						FOR h IN 1 .. size LOOP
							way[(e - 1) * size + h] := way[(e - 1) * size + h] OR way[(i - 1) * size + h];
						END LOOP;
					END LOOP;
				END LOOP;
				FOR e IN 1 .. size LOOP
					circling[e] := way[(e - 1) * size + e];
				END LOOP;
			END IF;
			x := array_fill(0::float8, ARRAY[size]);
			raw := x;
			FOR round IN 1 .. 20000 LOOP
				worst := 0;
				FOR e IN 1 .. size LOOP
					IF source[e] THEN
						y := 1;
					ELSE
						y := constant[m * size + e];
						FOR h IN 1 .. size LOOP
							IF weight[(e - 1) * size + h] > 0 THEN
								y := y + CASE WHEN limited[(e - 1) * size + h] THEN least(x[h], plain[(e - 1) * size + h]) ELSE weight[(e - 1) * size + h] * x[h] END;
							END IF;
						END LOOP;
					END IF;
					IF left_over[e] IS NOT NULL AND NOT source[e] AND NOT circling[e] THEN
						SELECT coalesce(sum(spare[(e - 1) * size + n]), 0) INTO spares FROM generate_series(1, size) AS n WHERE n <> e AND x[n] > 0;
						cut[e] := spares > left_over[e] + 1e-12;
						IF cut[e] THEN
							SELECT coalesce(sum((s.spare - greatest(0, least(s.spare, left_over[e] - s.before))) * s.part), 0) INTO used
							FROM (SELECT spare[(e - 1) * size + n] AS spare, x[n] AS part,
									coalesce(sum(spare[(e - 1) * size + n]) OVER (ORDER BY x[n] DESC, n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
								FROM generate_series(1, size) AS n WHERE n <> e AND x[n] > 0) AS s;
							y := y - used;
						END IF;
					END IF;
					raw[e] := y;
					y := least(y, 1);
					worst := greatest(worst, y - x[e]);
					x[e] := y;
				END LOOP;
				EXIT WHEN worst < 1e-14;
			END LOOP;
			open_ := array_fill(false, ARRAY[size]);
			LOOP
				changed := false;
				FOR e IN 1 .. size LOOP
					CONTINUE WHEN open_[e] OR source[e] OR raw[e] > 1 + 1e-9 OR x[e] = 0;
					have_open := constant_open[m * size + e];
					FOR h IN 1 .. size LOOP
						at := (e - 1) * size + h;
						have_open := have_open OR weight[at] > 0 AND x[h] > 0 AND (weight_open[at] OR open_[h]);
					END LOOP;
					IF cut[e] THEN
						have_open := x[e] > 0 AND weight_open[(e - 1) * size + e];
					END IF;
					IF have_open THEN
						open_[e] := true; changed := true;
					END IF;
				END LOOP;
				EXIT WHEN NOT changed;
			END LOOP;
			FOR e IN 1 .. 13 LOOP
				IF NOT upper THEN
					best_low[e] := greatest(best_low[e], x[e]);
				ELSIF nation LIKE '% %' THEN
					together[e] := together[e] OR x[e] > 0.25 + 1e-9 OR abs(x[e] - 0.25) <= 1e-9 AND NOT open_[e];
				ELSIF x[e] > best_high[e] + 1e-9 THEN
					best_high[e] := x[e]; best_open[e] := open_[e];
				ELSIF x[e] > best_high[e] - 1e-9 THEN
					best_open[e] := best_open[e] AND open_[e];
				END IF;
			END LOOP;
		END LOOP;
	END LOOP;
	FOR e IN 1 .. 13 LOOP
		place := e; share_min := best_low[e]; share_max := best_high[e];
		answer := CASE WHEN best_low[e] >= 0.25 - 1e-9 THEN 'reached'
			WHEN together[e] OR best_high[e] > 0.25 + 1e-9 OR abs(best_high[e] - 0.25) <= 1e-9 AND NOT best_open[e] THEN 'open' ELSE 'below' END;
		RETURN NEXT;
	END LOOP;
END $$;

CREATE TEMPORARY TABLE engine AS
	SELECT n.graph, n.place, s.answer, s.share_min::float8 AS share_min, s.share_max::float8 AS share_max, s.circle, s.together, s.chain
	FROM ownership_standing('party'::regclass, 'DOE-25', '2026-11-21', 'infinity', false, false, true, '{}') AS s JOIN party AS p ON p.id = s.party_id JOIN node AS n ON n.code = p.code;
SELECT is(count(*), (SELECT r.graphs * 13 FROM run AS r)::bigint, 'every party of every graph has a standing') FROM engine;
CREATE TEMPORARY TABLE expected AS SELECT g AS graph, o.* FROM run AS r, generate_series(1, r.graphs) AS g CROSS JOIN LATERAL pg_temp.oracle(g) AS o;
CREATE TEMPORARY VIEW difference AS
	SELECT e.graph, e.place, e.answer, x.answer AS oracle, e.share_min, x.share_min AS oracle_min, e.share_max, x.share_max AS oracle_max
	FROM engine AS e JOIN expected AS x USING (graph, place)
	WHERE e.answer <> x.answer OR abs(e.share_min - x.share_min) > 1e-7 OR abs(e.share_max - x.share_max) > 1e-7;
SELECT is_empty('SELECT * FROM difference ORDER BY graph, place', 'engine and oracle agree on answers and shares');
SELECT diag(format('%s standings: %s reached, %s open, %s below; %s with a cycle among the companies, %s in an endless circle, %s by several nations together', count(*),
	count(*) FILTER (WHERE answer = 'reached'), count(*) FILTER (WHERE answer = 'open'), count(*) FILTER (WHERE answer = 'below'),
	(SELECT count(DISTINCT a.graph) FROM link AS a JOIN link AS b ON b.graph = a.graph AND b.owner = a.owned AND b.owned = a.owner),
	count(*) FILTER (WHERE circle), count(*) FILTER (WHERE together IS NOT NULL))) FROM engine WHERE place <= 7;
SELECT cmp_ok(count(*), '>', (SELECT r.graphs / 30 FROM run AS r)::bigint, format('enough parties are %s', s.answer))
FROM (VALUES ('reached'), ('open'), ('below')) AS s (answer) JOIN engine AS e ON e.answer = s.answer AND e.place <= 7 GROUP BY s.answer ORDER BY s.answer;
SELECT is_empty('SELECT * FROM engine WHERE share_min > share_max', 'no share is at least more than at most');
SELECT is_empty('SELECT * FROM engine WHERE place <= 7 AND (chain IS NULL) <> (share_max = 0 AND together IS NULL)', 'there is a chain wherever there is a share');

-- Bounds hold: whatever unknown holders turn out to be, and wherever in its range each share lies, the share lies between
-- the bounds, and an answer that was certain stays.
CREATE TEMPORARY TABLE chosen AS
	SELECT l.*, s.spare, s.width,
		fraction(l.low) + fraction(l.high - l.low) * CASE WHEN s.width = 0 OR s.spare < 0 OR s.spare >= s.width THEN fraction(1) ELSE fraction(s.spare) / fraction(s.width) END
			* fraction(CASE WHEN l.low_in AND l.high_in THEN c.part ELSE greatest(1, least(3, c.part)) END) / 4 AS units
	FROM link AS l
		JOIN (SELECT x.graph, x.owned, x.metric, 20 - sum(x.low) AS spare, sum(x.high - x.low) AS width FROM link AS x GROUP BY x.graph, x.owned, x.metric) AS s USING (graph, owned, metric)
		CROSS JOIN LATERAL (SELECT pg_temp.pick(0, 4, 'part', l.graph::text, l.owner::text, l.owned::text, l.metric)) AS c (part);
CREATE INDEX ON chosen (graph, owned);
ANALYZE chosen;
SELECT materials.create_ledger('truth_control');
SET search_path = truth_control, materials, public;
INSERT INTO party (code, name, kind, government_of)
	SELECT n.code, n.code, CASE WHEN n.kind <> 'unknown' THEN n.kind WHEN w.nation IS NULL THEN 'natural_person' ELSE 'government_agency' END,
		(CASE WHEN n.place = 11 THEN w.nation WHEN n.place = 13 AND w.nation IS DISTINCT FROM 'CN' THEN 'JP' WHEN n.place = 13 THEN 'CN' ELSE n.nation END)::country
	FROM node AS n CROSS JOIN LATERAL (SELECT (ARRAY['CN', 'RU', NULL])[pg_temp.pick(1, 3, 'who', n.code)]) AS w (nation);
INSERT INTO party (code, name, kind, government_of)
	SELECT g || '.' || x.code, x.code, x.kind, x.nation::country FROM run AS r, generate_series(1, r.graphs) AS g,
		(VALUES ('other CN', 'government_agency', 'CN'), ('other RU', 'government_agency', 'RU'), ('other person', 'natural_person', NULL)) AS x (code, kind, nation);
INSERT INTO declaration (claim, party_id) SELECT 'ownership_complete', p.id FROM party AS p WHERE p.kind = 'company';
INSERT INTO interest (owner_id, owned_id, metric, share)
	SELECT o.id, d.id, c.metric, materials.share(c.units / 20) FROM chosen AS c JOIN party AS o ON o.code = c.graph || '.' || c.owner JOIN party AS d ON d.code = c.graph || '.' || c.owned;
INSERT INTO interest (owner_id, owned_id, metric, share)
	SELECT o.id, d.id, m.metric, materials.share((20 - m.units) / 20 * fraction(pg_temp.pick(0, 2, 'rest', n.code, m.metric)) / 2)
	FROM node AS n CROSS JOIN LATERAL (SELECT x.metric, coalesce((SELECT materials.sum(c.units) FROM chosen AS c WHERE c.graph = n.graph AND c.owned = n.place AND c.metric = x.metric), 0) AS units
			FROM (VALUES ('equity'), ('voting'), ('board')) AS x (metric)) AS m
		JOIN party AS o ON o.code = n.graph || '.other ' || (ARRAY['CN', 'RU', 'person'])[pg_temp.pick(1, 3, 'rest who', n.code, m.metric)]
		JOIN party AS d ON d.code = n.code
	WHERE n.place <= 7 AND NOT n.complete AND m.units < 20;
INSERT INTO concert (agreement, party_id, regarding_id)
	SELECT 'pact ' || a.graph, p.id, d.id FROM pact AS a JOIN party AS d ON d.code = a.graph || '.' || a.entity JOIN party AS p ON p.code IN (a.graph || '.' || a.one, a.graph || '.' || a.two);
ANALYZE party, interest, declaration, concert;
CREATE TEMPORARY TABLE truth AS
	SELECT n.graph, n.place, s.answer, s.share_min, s.share_max
	FROM ownership_standing('party'::regclass, 'DOE-25', '2026-11-21', 'infinity', false, false, true, '{}') AS s JOIN party AS p ON p.id = s.party_id JOIN node AS n ON n.code = p.code
	WHERE n.place <= 7;
SET search_path = random_control, materials, public;
CREATE TEMPORARY TABLE bound AS
	SELECT n.graph, n.place, s.answer, s.share_min, s.share_max
	FROM ownership_standing('party'::regclass, 'DOE-25', '2026-11-21', 'infinity', false, false, true, '{}') AS s JOIN party AS p ON p.id = s.party_id JOIN node AS n ON n.code = p.code;
SELECT diag(format('%s standings with a truth, %s of them with bounds apart', count(*), count(*) FILTER (WHERE b.share_min < b.share_max))) FROM truth AS t JOIN bound AS b USING (graph, place);
SELECT cmp_ok(count(*), '>', (SELECT r.graphs AS least FROM run AS r)::bigint, 'enough truths were drawn') FROM truth;
SELECT is_empty('SELECT t.graph, t.place, b.share_min::text, t.share_min::text, t.share_max::text, b.share_max::text FROM truth AS t JOIN bound AS b USING (graph, place)
	WHERE t.share_min < b.share_min OR t.share_max > b.share_max ORDER BY 1, 2', 'shares lie within their bounds, whatever the unknown is');
SELECT is_empty('SELECT t.graph, t.place, b.answer, t.answer FROM truth AS t JOIN bound AS b USING (graph, place) WHERE b.answer <> ''open'' AND t.answer <> b.answer ORDER BY 1, 2',
	'what was certain stays so, whatever the unknown is');

-- Losing a fact makes nothing clear: of each graph one interest is taken back, and with it the claim that all holders are recorded.
-- Records that add up to more than the whole contradict each other, and what is lost of them may be the contradiction: they are left out.
CREATE TEMPORARY TABLE taken AS
	SELECT DISTINCT ON (l.graph) l.graph, i.id, i.owned_id
	FROM link AS l JOIN party AS o ON o.code = l.graph || '.' || l.owner JOIN party AS d ON d.code = l.graph || '.' || l.owned
		JOIN interest AS i ON i.owner_id = o.id AND i.owned_id = d.id AND i.metric = l.metric
	WHERE (SELECT sum(x.low) < 20 OR sum(x.low) = 20 AND bool_and(x.low_in) FROM link AS x WHERE x.graph = l.graph AND x.owned = l.owned AND x.metric = l.metric)
	ORDER BY l.graph, pg_temp.chance('taken', l.graph::text, l.owner::text, l.owned::text, l.metric);
INSERT INTO correction (relation, row_id, reason, recorded_at) SELECT 'interest', t.id, 'lost', '2030-01-01' FROM taken AS t;
INSERT INTO correction (relation, row_id, reason, recorded_at) SELECT 'declaration', d.id, 'lost', '2030-01-01' FROM taken AS t JOIN declaration AS d ON d.party_id = t.owned_id;
CREATE TEMPORARY TABLE before AS SELECT c.* FROM control_all('DOE-25', '2026-11-21', '2029-12-31') AS c;
CREATE TEMPORARY TABLE after AS SELECT c.* FROM control_all('DOE-25', '2026-11-21', '2030-01-01') AS c;
SELECT diag(format('%s facts lost; before %s, after %s', (SELECT count(*) FROM taken),
	(SELECT string_agg(format('%s %s', s.status, s.n), ', ' ORDER BY s.status) FROM (SELECT b.status, count(*) AS n FROM before AS b GROUP BY b.status) AS s),
	(SELECT string_agg(format('%s %s', s.status, s.n), ', ' ORDER BY s.status) FROM (SELECT a.status, count(*) AS n FROM after AS a GROUP BY a.status) AS s)));
SELECT is_empty('SELECT p.code, b.status, a.status FROM before AS b JOIN after AS a USING (party_id) JOIN party AS p ON p.id = party_id
	WHERE b.status <> ''NOT_FEOC'' AND a.status = ''NOT_FEOC'' ORDER BY 1', 'nothing becomes clear by losing a fact');
SELECT isnt_empty('SELECT FROM before AS b JOIN after AS a USING (party_id) WHERE b.status = ''NOT_FEOC'' AND a.status <> b.status', 'and some that were clear no longer are');
SELECT is_empty('SELECT b.party_id FROM before AS b JOIN party AS p ON p.id = b.party_id JOIN node AS n ON n.code = p.code JOIN engine AS e USING (graph, place)
	WHERE n.place <= 7 AND (e.answer = ''reached'') <> (b.status = ''FEOC'')', 'status follows from the share where nothing else speaks');
SELECT * FROM finish();
ROLLBACK;
