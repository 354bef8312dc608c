-- Random editions of two lists and random changes of parties: screening what changed gives the pairs that screening all anew gives,
-- which are those that are found when asked; the pairs agree with a plain comparison of every name with every other; what was on
-- the list follows from a plain replay of the editions; and listings of decisions have the days of their entries.
-- SEED=n repeats a run; ROUNDS=n makes it longer.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set rounds `echo ${ROUNDS:-4}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_screen') \g /dev/null
SET LOCAL search_path = random_screen, materials, public;
SELECT plan(8);
SELECT diag('SEED=' || :'seed' || ' ROUNDS=' || :'rounds');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

-- Names of few words, so that many are alike: forms, order, misspellings, another script.
CREATE FUNCTION pg_temp.one_of(words text[]) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT words[1 + floor(random() * cardinality(words))::integer] $$;
CREATE FUNCTION pg_temp.made_name() RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT CASE WHEN random() < 0.1 THEN upper(n.name) WHEN random() < 0.3 THEN overlay(n.name PLACING 'x' FROM 3 + floor(random() * 12)::integer FOR 1) WHEN random() < 0.05 THEN replace(n.name, ' ', '') ELSE n.name END
	FROM (SELECT concat_ws(' ', CASE WHEN random() < 0.4 THEN pg_temp.one_of('{China,Dalian,New,Zhejiang}') END, pg_temp.one_of('{Huayou,Ganfeng,Tianqi,Norilskiy,Moa,BYD,宁德时代,Норильский,Lygend}'), CASE WHEN random() < 0.5 THEN pg_temp.one_of('{Cobalt,Lithium,Nikel,Carbon,никель}') END,
		CASE WHEN random() < 0.5 THEN pg_temp.one_of('{Group,Energy,Technology,& Metals}') END, CASE WHEN random() < 0.8 THEN pg_temp.one_of('{"Co., Ltd.",Limited,Company Limited,LLC,GmbH,有限公司}') END) AS name) AS n $$;

-- The world: entries as they are now, parties as they are now.
CREATE TEMPORARY TABLE world (list text, entry text, name text, alias text, number text, listed_on date, PRIMARY KEY (list, entry));
CREATE FUNCTION pg_temp.change_world() RETURNS void LANGUAGE sql VOLATILE AS $$
	DELETE FROM world WHERE random() < 0.12;
	INSERT INTO world SELECT pg_temp.one_of('{1260H,UFLPA}'), 'E' || floor(random() * 25), pg_temp.made_name(), CASE WHEN random() < 0.3 THEN pg_temp.made_name() END, CASE WHEN random() < 0.3 THEN 'N' || floor(random() * 30) END,
		CASE WHEN random() < 0.5 THEN '2023-06-01'::date + floor(random() * 600)::integer END FROM generate_series(1, 14) ON CONFLICT DO NOTHING;
	UPDATE world SET name = pg_temp.made_name() WHERE random() < 0.12;
	UPDATE world SET alias = pg_temp.made_name() WHERE random() < 0.03;
$$;
CREATE FUNCTION pg_temp.change_parties(round integer) RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO random_screen.party (code, name, kind) SELECT format('P%s-%s', round, n), pg_temp.made_name(), CASE WHEN random() < 0.05 THEN 'redacted' ELSE 'company' END FROM generate_series(1, 6) AS n;
	UPDATE random_screen.party SET name = pg_temp.made_name() WHERE random() < 0.05;
	INSERT INTO random_screen.party_name (party_id, name) SELECT p.id, pg_temp.made_name() FROM random_screen.party AS p WHERE random() < 0.05 ON CONFLICT DO NOTHING;
	DELETE FROM random_screen.party_name WHERE random() < 0.03;
	INSERT INTO random_screen.party_identifier (party_id, scheme, value) SELECT p.id, 'USCC', 'N' || floor(random() * 30) FROM random_screen.party AS p WHERE random() < 0.1 ON CONFLICT DO NOTHING;
$$;
CREATE TEMPORARY TABLE replay (list text, place integer, released_on date, entry text, name text, listed_on date);
CREATE TEMPORARY TABLE differs (what text, round integer, detail text);
CREATE TEMPORARY TABLE seen (what text, count bigint);

-- Every name against every other, without an index, in other words.
CREATE TEMPORARY VIEW plain_pair AS
	WITH called AS MATERIALIZED (
		SELECT p.id, v.variant, v.acronym, k.* FROM party_name_at('infinity') AS n JOIN party AS p ON p.id = n.party_id CROSS JOIN LATERAL materials.name_variant(n.name) AS v CROSS JOIN LATERAL materials.name_key(v.variant) AS k WHERE k.core <> ''
	), entry AS MATERIALIZED (
		SELECT e.id, e.list, k.*, v.acronym FROM list_entry_at(materials.as_of(), 'infinity') AS e JOIN list_entry AS l ON l.id = e.id
			CROSS JOIN LATERAL (SELECT l.name UNION SELECT o ->> 'name' FROM jsonb_array_elements(l.names) AS o) AS n CROSS JOIN LATERAL materials.name_variant(n.name) AS v CROSS JOIN LATERAL materials.name_key(v.variant) AS k
	), letters AS (
		SELECT c.id AS party_id, e.id AS entry_id, c.joined = e.joined AS same, (c.acronym OR e.acronym OR length(c.joined) < 4 AND c.full_name <> e.full_name) AS slight, materials.name_similarity(c.core, e.core) AS alike,
			(SELECT coalesce(sum(length(w)), 0) FROM unnest(c.rare) AS w) AS size_c, (SELECT coalesce(sum(length(w)), 0) FROM unnest(e.rare) AS w) AS size_e,
			(SELECT coalesce(sum(length(w)), 0) FROM unnest(c.rare) AS w WHERE w = ANY (e.rare)) AS size_both
		FROM called AS c CROSS JOIN entry AS e
	)
	SELECT l.party_id, l.entry_id, bool_or(l.same AND NOT l.slight) AS strong FROM letters AS l
	WHERE l.same OR l.alike OPERATOR(materials.>=) '1/2'::materials.fraction OR l.size_both >= 3 AND l.size_both = LEAST(l.size_c, l.size_e) AND 4 * l.size_both >= GREATEST(l.size_c, l.size_e)
	GROUP BY l.party_id, l.entry_id;
CREATE TEMPORARY VIEW plain_identifier AS
	SELECT p.party_id, e.id AS entry_id FROM list_entry_at(materials.as_of(), 'infinity') AS e JOIN list_entry AS l ON l.id = e.id CROSS JOIN LATERAL jsonb_array_elements(l.identifiers) AS i JOIN party_identifier AS p ON p.scheme = i ->> 'scheme' AND p.value = i ->> 'value';

CREATE FUNCTION pg_temp.one_round(round integer) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	which text;
	released date := '2024-01-01'::date + 30 * round;
BEGIN
	PERFORM pg_temp.change_world();
	PERFORM pg_temp.change_parties(round);
	PERFORM set_config('materials.as_of', to_char(released + floor(random() * 20)::integer, 'YYYY-MM-DD'), true);
	FOREACH which IN ARRAY CASE round % 3 WHEN 0 THEN '{1260H,UFLPA}'::text[] WHEN 1 THEN '{1260H}' ELSE '{UFLPA}' END LOOP
		PERFORM random_screen.load_list_edition(which, 'round ' || round, released, (SELECT jsonb_agg(jsonb_build_object('entry', w.entry, 'name', w.name, 'listed_on', w.listed_on,
			'names', CASE WHEN w.alias IS NOT NULL THEN jsonb_build_array(jsonb_build_object('name', w.alias)) END, 'identifiers', CASE WHEN w.number IS NOT NULL THEN jsonb_build_array(jsonb_build_object('scheme', 'USCC', 'value', w.number)) END)
			ORDER BY random()) FROM world AS w WHERE w.list = which), removed_max => 1);
		INSERT INTO replay SELECT which, round, released, w.entry, w.name, w.listed_on FROM world AS w WHERE w.list = which;
	END LOOP;
	-- Some pairs are decided, as an analyst would.
	PERFORM random_screen.decide_listing(s.code, s.in_list, s.entry, pg_temp.one_of('{confirmed,rejected,candidate}'), 'round ' || round, CASE WHEN random() < 0.5 THEN released + 60 END)
	FROM (SELECT * FROM random_screen.screen_party() ORDER BY random() LIMIT 3) AS s;

	PERFORM random_screen.rescreen(CASE WHEN round % 2 = 0 THEN NULL ELSE which END);
	PERFORM random_screen.rescreen();
	CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM random_screen.list_candidate;
	INSERT INTO differs SELECT 'asked', round, t::text FROM ((SELECT code, in_list, entry, strength, score_exact, reason, decision, standing FROM random_screen.screen_party(decided => true) EXCEPT SELECT code, in_list, entry, strength, score_exact, reason, decision, standing FROM random_screen.screened_party(decided => true))
		UNION ALL (SELECT code, in_list, entry, strength, score_exact, reason, decision, standing FROM random_screen.screened_party(decided => true) EXCEPT SELECT code, in_list, entry, strength, score_exact, reason, decision, standing FROM random_screen.screen_party(decided => true))) AS t;
	PERFORM random_screen.rescreen(everything => true);
	INSERT INTO differs SELECT 'anew', round, t::text FROM ((SELECT * FROM kept EXCEPT SELECT * FROM random_screen.list_candidate) UNION ALL (SELECT * FROM random_screen.list_candidate EXCEPT SELECT * FROM kept)) AS t;
	INSERT INTO differs SELECT 'plain', round, concat_ws(' ', coalesce(p.party_id, k.party_id), coalesce(p.entry_id, k.entry_id), p.strong, k.strength, k.party_name, k.entry_name)
	FROM (SELECT u.party_id, u.entry_id, bool_or(u.strong) AS strong FROM (SELECT * FROM plain_pair UNION ALL SELECT i.party_id, i.entry_id, true FROM plain_identifier AS i) AS u GROUP BY 1, 2) AS p FULL JOIN kept AS k USING (party_id, entry_id)
	WHERE (p.strong AND k.strength = 'strong' OR NOT p.strong AND k.strength = 'weak') IS NOT TRUE;
	INSERT INTO seen SELECT 'pairs', count(*) FROM kept UNION ALL SELECT 'strong pairs', count(*) FROM kept WHERE strength = 'strong' UNION ALL SELECT 'weak pairs', count(*) FROM kept WHERE strength = 'weak';
	DROP TABLE kept;
END
$$;
SELECT count(pg_temp.one_round(n)) FROM generate_series(1, :rounds) AS n \g /dev/null

SELECT is_empty($$SELECT * FROM differs WHERE what = 'anew' LIMIT 5$$, 'screening what changed is screening all anew');
SELECT is_empty($$SELECT * FROM differs WHERE what = 'asked' LIMIT 5$$, 'what is kept is what is found when asked');
SELECT is_empty($$SELECT * FROM differs WHERE what = 'plain' LIMIT 5$$, 'and what a plain comparison of all names finds');
SELECT ok(bool_and(s.total > 0), 'there were strong and weak pairs: ' || string_agg(s.what || ' ' || s.total, ', ' ORDER BY s.what)) FROM (SELECT what, sum(count) AS total FROM seen GROUP BY what) AS s;

-- Days on the list, by walking through the editions one by one.
CREATE FUNCTION pg_temp.walked(which text) RETURNS TABLE (entry text, valid daterange) LANGUAGE plpgsql STABLE AS $$
DECLARE
	code text;
	step record;
	held boolean;
	first_on date;
	listed date;
	left_on date;
	begun date;
BEGIN
	FOR code IN SELECT DISTINCT r.entry FROM replay AS r WHERE r.list = which LOOP
		held := false;
		left_on := NULL;
		FOR step IN
			SELECT e.released_on, m.entry IS NOT NULL AS has, m.listed_on FROM (SELECT DISTINCT r.place, r.released_on FROM replay AS r WHERE r.list = which UNION SELECT 1000000, NULL) AS e
				LEFT JOIN replay AS m ON m.list = which AND m.place = e.place AND m.entry = code ORDER BY e.place
		LOOP
			IF step.has AND NOT held THEN
				first_on := step.released_on;
				held := true;
			END IF;
			IF step.has THEN
				listed := step.listed_on;
			ELSIF held THEN
				begun := CASE WHEN left_on IS NULL THEN coalesce(listed, first_on) WHEN listed > left_on THEN listed ELSE first_on END;
				entry := code;
				IF step.released_on IS NULL OR begun < step.released_on THEN
					valid := daterange(begun, step.released_on);
					RETURN NEXT;
				END IF;
				left_on := step.released_on;
				held := false;
			END IF;
		END LOOP;
	END LOOP;
END
$$;
CREATE TEMPORARY TABLE walk AS SELECT w.which AS list, t.* FROM unnest(ARRAY['1260H', 'UFLPA']) AS w (which) CROSS JOIN LATERAL pg_temp.walked(w.which) AS t;
SELECT set_eq(format('SELECT entry, valid FROM list_stay(%L, ARRAY(SELECT DISTINCT entry FROM list_entry), materials.as_of(), ''infinity'')', which), format('SELECT entry, valid FROM walk WHERE list = %L', which), format('%s: days on the list are those of a walk through the editions', which))
FROM unnest(ARRAY['1260H', 'UFLPA']) AS w (which);
CREATE TEMPORARY TABLE day AS SELECT '2023-01-01'::date + 17 * n AS day FROM generate_series(0, 60) AS n;
SELECT set_eq('SELECT d.day, a.list, a.entry FROM day AS d CROSS JOIN LATERAL list_entry_at(d.day, ''infinity'') AS a', 'SELECT d.day, w.list, w.entry FROM day AS d JOIN walk AS w ON w.valid @> d.day', 'and so is what was on a day');
SELECT is_empty($$
	SELECT l.party_id, l.list, l.entry_code, array_agg(l.valid ORDER BY l.valid), max(s.held)
	FROM listing AS l LEFT JOIN (SELECT w.list, w.entry, array_agg(w.valid ORDER BY w.valid) AS held FROM walk AS w GROUP BY 1, 2) AS s ON s.list = l.list AND s.entry = l.entry_code
	WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id)
	GROUP BY l.party_id, l.list, l.entry_code HAVING array_agg(l.valid ORDER BY l.valid) IS DISTINCT FROM max(s.held)
	LIMIT 5$$, 'listings that rest on decisions have the days of their entries');

SELECT * FROM finish();
ROLLBACK;
