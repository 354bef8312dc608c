-- Pairs of worlds that differ only in who withheld parties are.  Whatever a role may ask that is not told, it gets the same in
-- both: rows, their number, errors with all their words, plans with their costs, and what a plan counts when it is run.
-- Asked are all tables, views and functions that a reader may ask, by a reader, a partner who is told another party, a
-- recorder, and a role that reads publications; and what such roles would try on purpose.
-- PAIRS=n tells how many pairs, QUESTIONS=n how many questions of each pair are asked besides the tries, SEED=n repeats a run.
-- The dossier and others that take seconds are asked of every hundredth pair, from 50 pairs on.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set pairs `echo ${PAIRS:-2}`
\set questions `echo ${QUESTIONS:-60}`
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SET LOCAL jit = off;
SELECT materials.create_ledger('veiled') \g /dev/null
\set ledger veiled
\ir ../data/withheld_ledger.sql
SELECT veiled.load_list_edition('1260H', 'first', '2026-01-01', '[{"entry": "1", "name": "Dark Graphite"}, {"entry": "2", "name": "Clean"}, {"entry": "3", "name": "Quiet Dealer"}]') \g /dev/null

CREATE ROLE leak_test_reader;
CREATE ROLE leak_test_partner;
CREATE ROLE leak_test_recorder;
CREATE ROLE leak_test_public;
CREATE ROLE leak_test_auditor;
SELECT materials.grant_ledger('veiled', 'leak_test_' || k.role, k.kind) FROM (VALUES ('reader', 'reader'), ('partner', 'reader'), ('recorder', 'recorder'), ('public', 'public'), ('auditor', 'auditor')) AS k (role, kind) \g /dev/null
SELECT veiled.disclose('R-3', 'leak_test_partner', 'a consent') \g /dev/null

-- What there is to ask.  Arguments are taken by name, then by type.
CREATE TEMPORARY TABLE question (id integer GENERATED ALWAYS AS IDENTITY, role text NOT NULL, try boolean NOT NULL, query text NOT NULL,
	heavy boolean GENERATED ALWAYS AS (query ~ '(dossier_html|portfolio_html|check_all|to_fix|screen)\((\)|''K-1''|''R-1'')') STORED);
INSERT INTO question (role, try, query)
SELECT r.role, false, q.query
FROM (SELECT format('SELECT * FROM %s AS t ORDER BY t::text COLLATE "C"', c.oid::regclass) AS query FROM pg_class AS c WHERE c.relnamespace = 'veiled'::regnamespace AND c.relkind IN ('r', 'v')
	UNION ALL
	SELECT format('EXPLAIN (VERBOSE) SELECT * FROM %s AS t', c.oid::regclass) FROM pg_class AS c WHERE c.relnamespace = 'veiled'::regnamespace AND c.relkind IN ('r', 'v')
	UNION ALL
	SELECT format('SELECT t.* FROM %s.%I(%s) AS t', p.pronamespace::regnamespace, p.proname, coalesce(a.said, ''))
	FROM pg_proc AS p CROSS JOIN LATERAL (
		SELECT string_agg(format('%L::%s', CASE
				WHEN n.name IN ('lot_code', 'lot', 'root') AND n.type = 'text' THEN 'SET' WHEN n.name = 'target' THEN 'ANODE' WHEN n.name IN ('line', 'subject') AND n.type = 'text' THEN 'K-1' WHEN n.name = 'rule' THEN '10USC4865'
				WHEN n.name = 'version' THEN (SELECT max(r.version) FROM materials.rule AS r WHERE r.rule = '10USC4865') WHEN n.name = 'doctrine' THEN 'DOE-25' WHEN n.name = 'list' THEN '1260H' WHEN n.name = 'entry' THEN '1'
				WHEN n.name = 'basis' THEN 'mass' WHEN n.name = 'by' THEN 'party' WHEN n.name = 'subject_kind' THEN 'line' WHEN n.name = 'item' THEN 'PACK-1' WHEN n.name IN ('programme', 'site', 'step') THEN NULL
				WHEN n.name = 'policies' OR n.name = 'choices' THEN '{}' WHEN n.name = 'direction' THEN 'both' WHEN n.name = 'known_at' THEN 'infinity'
				ELSE CASE n.type WHEN 'text' THEN 'R-1' WHEN 'bigint' THEN '2' WHEN 'integer' THEN '5' WHEN 'bigint[]' THEN '{1,2,3,4,5}' WHEN 'text[]' THEN '{SET}' WHEN 'date' THEN '2032-01-01' WHEN 'date[]' THEN '{2032-01-01}'
					WHEN 'timestamp with time zone' THEN 'infinity' WHEN 'jsonb' THEN '{}' WHEN 'boolean' THEN 'true' WHEN 'numeric' THEN '0.5' END END, n.type), ', ' ORDER BY n.place) AS said
		FROM (SELECT u.place, p.proargnames[u.place] AS name, format_type(u.type, NULL) AS type FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS u (type, place)) AS n) AS a
	WHERE p.pronamespace = 'veiled'::regnamespace AND p.prorettype <> 'trigger'::regtype AND p.provolatile <> 'v' AND p.prokind = 'f'
	UNION ALL
	SELECT u FROM unnest(ARRAY[$$SELECT * FROM veiled.screen()$$, $$SELECT * FROM veiled.check_all('K-1')$$, $$SELECT * FROM veiled.screen_party(decided => true)$$, $$SELECT * FROM veiled.control_all('BIS-50') ORDER BY 1$$,
		$$SELECT * FROM veiled.screen_name('Dark Graphite')$$, $$SELECT * FROM veiled.trace_up('SET') WHERE party_name LIKE '%a%'$$, $$SELECT * FROM veiled.explain('K-1', 'NDAA24-154')$$, $$SELECT * FROM veiled.to_fix('K-1', '10USC4865')$$]) AS u) AS q
	CROSS JOIN unnest(ARRAY['leak_test_reader', 'leak_test_partner', 'leak_test_recorder']) AS r (role);
INSERT INTO question (role, try, query) SELECT 'leak_test_public', false, q FROM unnest(ARRAY['SELECT * FROM veiled.publication_public', 'SELECT * FROM veiled.party_identity', 'SELECT * FROM veiled.party', $$SELECT * FROM veiled.trace_up('SET')$$, 'EXPLAIN SELECT * FROM veiled.publication_public']) AS q;

-- A condition that tells what it sees: it may be run for no row that is not shown anyway.
CREATE FUNCTION public.leak_test_tell(identity jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE COST 0.0001 AS $$ BEGIN RAISE EXCEPTION 'seen: %', identity; END $$;
CREATE FUNCTION public.leak_test_tell(name text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE COST 0.0001 AS $$ BEGIN RAISE EXCEPTION 'seen: %', name; END $$;
INSERT INTO question (role, try, query)
SELECT r.role, true, q
FROM unnest(ARRAY[
	$$SELECT count(*) FROM veiled.party_identity WHERE public.leak_test_tell(identity)$$, $$SELECT count(*) FROM veiled.party_identity AS i WHERE public.leak_test_tell(i.identity ->> 'name') AND i.party_id > 0$$,
	$$SELECT count(*) FROM veiled.import_party_identity AS i WHERE public.leak_test_tell(i.name)$$, $$SELECT count(*) FROM veiled.party_at('infinity') AS p WHERE p.code IN ('R-1', 'R-2') AND p.name NOT IN ('Supplier R-1', 'Holder R-2')$$,
	$$SELECT count(*) FROM veiled.party_identity AS i WHERE 1 / (length(i.identity ->> 'name') - 5) = 1$$, $$SELECT count(*) FROM veiled.party_identity AS i WHERE (i.identity ->> 'name')::integer = 1$$, $$SELECT count(*) FROM veiled.party_identity AS i WHERE (i.identity #>> '{}')::integer = 1$$,
	$$SELECT count(*) FROM veiled.party_identity AS i JOIN veiled.party AS p ON p.name = i.identity ->> 'name'$$, $$SELECT i.ctid, i.xmin FROM veiled.party_identity AS i WHERE i.party_id = 2$$,
	$$EXPLAIN SELECT * FROM veiled.party_identity AS i WHERE i.identity ->> 'name' = 'Dark Graphite'$$, $$EXPLAIN SELECT * FROM veiled.party_identity AS i WHERE i.identity = '{"name": "Dark Graphite"}'$$, $$EXPLAIN SELECT * FROM veiled.party_identity AS i WHERE i.identity @> '{"name": "Dark Graphite"}'$$,
	$$EXPLAIN SELECT * FROM veiled.party_identity AS i WHERE i.party_id = 2$$, $$EXPLAIN SELECT * FROM veiled.party_identity AS i WHERE i.recorded_by = 'x'$$, $$EXPLAIN SELECT i.identity, count(*) FROM veiled.party_identity AS i GROUP BY i.identity$$,
	$$EXPLAIN SELECT * FROM veiled.import_party_identity AS i JOIN veiled.party AS p ON p.name = i.name$$,
	$$EXPLAIN (ANALYZE, TIMING off, SUMMARY off, BUFFERS off) SELECT * FROM veiled.party_identity AS i WHERE i.identity ->> 'name' = 'Dark Graphite'$$, $$EXPLAIN (ANALYZE, TIMING off, SUMMARY off, BUFFERS off) SELECT * FROM veiled.party_identity AS i WHERE i.identity = '{"name": "Dark Graphite"}'$$,
	$$EXPLAIN (ANALYZE, TIMING off, SUMMARY off, BUFFERS off) SELECT * FROM veiled.party_identity AS i WHERE i.party_id = 2 AND public.leak_test_tell(i.identity)$$, $$EXPLAIN (ANALYZE, TIMING off, SUMMARY off, BUFFERS off) SELECT * FROM veiled.import_party_identity$$,
	$$SELECT s.* FROM pg_stats AS s WHERE s.schemaname = 'veiled' AND s.tablename IN ('party_identity', 'party') ORDER BY s.tablename, s.attname$$, $$SELECT * FROM pg_statistic$$, $$SELECT c.reltuples, c.relpages FROM pg_class AS c WHERE c.oid = 'veiled.party_identity'::regclass$$,
	$$SELECT pg_relation_size('veiled.party_identity'), pg_total_relation_size('veiled.party_identity_party')$$, $$SELECT s.last_value FROM pg_sequences AS s WHERE s.sequencename = 'party_identity_id_seq'$$, $$SELECT last_value FROM veiled.party_identity_id_seq$$,
	$$SET LOCAL row_security = off; SELECT * FROM veiled.party_identity$$, $$SELECT * FROM veiled.identity_name(2, 'infinity')$$, $$SELECT * FROM veiled.identity_name(2, '-infinity')$$, $$COPY veiled.party_identity TO STDOUT$$, $$SELECT 'R-1'::text, veiled.identity_name(p.id, 'infinity') FROM veiled.party AS p WHERE p.code IN ('R-1', 'R-2')$$,
	$$SELECT set_config('materials.identities', 'on', true), t.party_name FROM veiled.trace_up('SET') AS t$$, $$UPDATE veiled.party_identity SET nonce = gen_random_uuid()$$, $$DELETE FROM veiled.party_identity$$, $$LOCK TABLE veiled.party_identity$$, $$SELECT * FROM veiled.party_identity FOR UPDATE$$, $$ANALYZE veiled.party_identity$$,
	$$INSERT INTO veiled.disclosure (party_id, audience, given, from_on, ground) VALUES (2, 'public', true, '2099-01-01', 'x')$$,
	$$INSERT INTO veiled.import_party (code, name) VALUES ('PROBE', 'Dark Graphite')$$, $$INSERT INTO veiled.import_party (code, name, lei) VALUES ('PROBE', 'x', '5493001KJTIIGC8Y1R12')$$, $$INSERT INTO veiled.party_identifier (party_id, scheme, value) VALUES (5, 'HOUSE', '77')$$,
	$$INSERT INTO veiled.import_party_identity (party, name) VALUES ('R-1', 'Dark Graphite')$$, $$INSERT INTO veiled.party_identity (id, party_id, identity) VALUES (1000001, 2, '{"name": "x"}')$$, $$INSERT INTO veiled.party_identity (party_id, identity) VALUES (2, '{"name": "x"}') RETURNING identity$$,
	$$INSERT INTO veiled.party_identity (id, party_id, identity) VALUES (1000001, 2, '{"name": "x"}') ON CONFLICT DO NOTHING$$, $$INSERT INTO veiled.party_identity (id, party_id, identity) VALUES (1000001, 2, '{"name": "x"}') ON CONFLICT (id) DO UPDATE SET party_id = 3$$,
	$$INSERT INTO veiled.import_party_name (party, name) VALUES ('R-1', 'Dark Graphite')$$, $$INSERT INTO veiled.import_listing (party, list, entry) VALUES ('R-2', '1260H', 'Dark Graphite')$$, $$SELECT veiled.decide_listing('R-1', '1260H', '1', 'confirmed', 'x')$$]) AS q
	CROSS JOIN unnest(ARRAY['leak_test_reader', 'leak_test_recorder']) AS r (role);

-- What a role is answered, or told by an error; nothing that it writes stays.
CREATE FUNCTION pg_temp.told(role text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text := '';
	line record;
	state text;
	message text;
	detail text;
	hint text;
	object text;
	rows bigint;
BEGIN
	BEGIN
		PERFORM set_config('role', role, true);
		IF starts_with(query, 'SELECT') AND query !~ 'FOR UPDATE' THEN
			EXECUTE format('SELECT string_agg(t::text, E''\n''), count(*) FROM (%s) AS t', query) INTO answer, rows;
			answer := concat(rows, ' rows: ', answer);
		ELSIF starts_with(query, 'EXPLAIN') THEN
			FOR line IN EXECUTE query LOOP
				answer := answer || line::text || E'\n';
			END LOOP;
			-- Roles are the whole server's: other sessions make some meanwhile.
			answer := regexp_replace(answer, '(Seq Scan on pg_authid)[^\n]*(\n[^\n]*Filter: [^\n]*)(\n[^\n]*Rows Removed by Filter[^\n]*)?', '\1\2', 'g');
			-- And the catalogue grows while this runs, whatever is asked.
			IF answer ~ 'pg_catalog\.pg_|on pg_(authid|class)' THEN
				answer := regexp_replace(answer, 'cost=[0-9.]+', 'cost', 'g');
			END IF;
		ELSE
			EXECUTE query;
			GET DIAGNOSTICS rows = ROW_COUNT;
			answer := concat(rows, ' rows');
		END IF;
		RAISE SQLSTATE 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
		NULL;
	WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, object = CONSTRAINT_NAME;
		answer := concat_ws(E'\n', state, message, detail, hint, object);
	END;
	RETURN answer;
END
$$;

-- One world: who the parties are, and what is told of it.  Seeds are the same for what both worlds share.
CREATE FUNCTION pg_temp.world(shared integer, chance integer, asked integer[], auditor boolean DEFAULT false) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	answers text[] := '{}';
	one record;
	drawn text;
	n integer := 0;
BEGIN
	BEGIN
		-- Numbers that no sequence comes to, since what it gave is not given back; in pages of its own: what an earlier world left behind would tell the worlds apart.
		PERFORM set_config('session_replication_role', 'replica', true);
		TRUNCATE veiled.party_identity;
		PERFORM set_config('session_replication_role', 'origin', true);
		FOR one IN SELECT p.id, p.code, g.n AS row FROM veiled.party AS p CROSS JOIN LATERAL generate_series(1, 1 + (abs(hashtextextended(p.code, shared)) % 3)::integer) AS g (n) WHERE p.withheld IS NOT NULL ORDER BY p.id, g.n LOOP
			n := n + 1;
			drawn := CASE WHEN one.code = 'R-3' THEN shared ELSE chance END::text || one.code || one.row;
			INSERT INTO veiled.party_identity (id, party_id, identity, nonce) SELECT 1000000 + n, one.id, jsonb_build_object('name',
					(ARRAY['Dark Graphite', 'Clean', 'Quiet Dealer', 'Supplier R-1', left(md5(drawn), 1 + h.h % 32), repeat(left(md5(drawn), 8), 1 + h.h % 12), '1', '["a"]'])[1 + h.h % 8],
					'identifiers', CASE h.h % 3 WHEN 0 THEN '{"LEI": "5493001KJTIIGC8Y1R12", "HOUSE": "77"}' WHEN 1 THEN jsonb_build_object('HOUSE', h.h) ELSE '{}'::jsonb END, 'entries', jsonb_build_object('1260H', h.h % 4)), md5(drawn)::uuid
				FROM (SELECT (abs(hashtextextended(drawn, 0)) % 100000)::integer AS h) AS h;
		END LOOP;
		ANALYZE veiled.party_identity;
		FOR one IN SELECT q.role, q.query FROM question AS q WHERE q.id = ANY (asked) ORDER BY q.id LOOP
			answers := answers || coalesce(pg_temp.told(CASE WHEN auditor THEN 'leak_test_auditor' ELSE one.role END, one.query), '');
		END LOOP;
		RAISE SQLSTATE 'ZZ002';
	EXCEPTION WHEN SQLSTATE 'ZZ002' THEN
		NULL;
	END;
	RETURN answers;
END
$$;
CREATE FUNCTION pg_temp.differing(shared integer, asked integer[], auditor boolean DEFAULT false) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format(E'%s: %s\n  one:   %s\n  other: %s', q.role, q.query, left(a.one, 2000), left(a.other, 2000))
	FROM (SELECT x.n, x.one, x.other FROM unnest(pg_temp.world(shared, 2 * shared, asked, auditor), pg_temp.world(shared, 2 * shared + 1, asked, auditor)) WITH ORDINALITY AS x (one, other, n)) AS a
		JOIN (SELECT u.*, row_number() OVER (ORDER BY u.id) AS n FROM question AS u WHERE u.id = ANY (asked)) AS q ON q.n = a.n
	WHERE a.one IS DISTINCT FROM a.other
$$;

-- The public reads what was published.
SELECT veiled.publish('K-1', '10USC4865') \g /dev/null
SELECT cmp_ok((SELECT count(DISTINCT q.query) FROM question AS q), '>', 400::bigint, 'there is much to ask');
CREATE TEMPORARY TABLE round AS SELECT n, (:seed % 1000000)::integer * 1000 + n AS shared,
	ARRAY(SELECT q.id FROM question AS q WHERE q.try OR q.role = 'leak_test_public' OR q.heavy AND :pairs >= 50 AND n % 100 = 1
		UNION (SELECT q.id FROM question AS q WHERE NOT q.try AND NOT q.heavy AND n IS NOT NULL ORDER BY random() LIMIT :questions)) AS asked, ARRAY(SELECT q.id FROM question AS q WHERE q.try) AS tries
FROM generate_series(1, :pairs) AS n;
SELECT is_empty(format('SELECT * FROM pg_temp.differing(%s, %L)', shared, asked), format('pair %s of worlds: %s questions, no difference', n, cardinality(asked))) FROM round ORDER BY n;

-- The suite sees differences where there are some.
SELECT isnt_empty(format('SELECT * FROM pg_temp.differing(%s, %L, true)', shared, tries), 'an auditor sees that the worlds differ') FROM round WHERE n = 1;
ALTER TABLE veiled.party_identity DISABLE ROW LEVEL SECURITY;
SELECT cmp_ok((SELECT count(*) FROM pg_temp.differing(shared, tries)), '>', 3::bigint, 'and so would everybody without the policy') FROM round WHERE n = 1;

SELECT * FROM finish();
ROLLBACK;
