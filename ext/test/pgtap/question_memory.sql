-- Memory does not grow with the number of questions that a session asks: in one transaction, and in as many as there are
-- questions.  MATERIALS_CALLS in the environment says how many are asked each way (1,000; 100,000 for the long run).
--
-- No transaction is around this file: its database is thrown away.
\set ON_ERROR_STOP on
\set QUIET on
\set calls 1000
\getenv calls MATERIALS_CALLS
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
\set ledger memory_test
SELECT materials.create_ledger(:'ledger') \g /dev/null
BEGIN;
\i ext/test/data/sample_ledger.sql
COMMIT;
SELECT FROM maintain_flow();
-- A late fact.
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (lot_id('CELLS-1'), lot_id('ORE-1'), '1 kg');
ANALYZE;
SELECT plan(6);

CREATE TEMPORARY TABLE question (place integer GENERATED ALWAYS AS IDENTITY, statement text, is_verdict boolean NOT NULL DEFAULT false);
CREATE FUNCTION pg_temp.fails(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RAISE 'this has an answer: %', statement;
EXCEPTION WHEN foreign_key_violation OR invalid_parameter_value OR program_limit_exceeded OR invalid_text_representation THEN
	NULL;
END
$$;
INSERT INTO question (statement)
SELECT format('SET materials.flow_reader = %s', r.reader) || ';' || q.statement
FROM (VALUES
		($$SELECT * FROM trace_up('PACK-A')$$), ($$SELECT * FROM trace_up('PACK-B', 'cost')$$), ($$SELECT * FROM trace_down('ORE-1')$$), ($$SELECT * FROM trace('CELLS-1', 'both', 'count')$$),
		($$SELECT * FROM trace_up('PACK-A') LIMIT 1$$), ($$SELECT * FROM trace_size('PACK-A')$$), ($$SELECT * FROM trace_plan()$$), ($$SELECT * FROM trace_edges('PACK-A')$$),
		($$SELECT * FROM flow_up(lot_id('PACK-A'), 'infinity')$$), ($$SELECT * FROM origins('PACK-A')$$), ($$SELECT * FROM origins('PACK-A', by => 'country')$$),
		($$SELECT * FROM paths('PACK-A', 'ORE-1')$$), ($$SELECT * FROM path_chains('PACK-A', k => 3)$$), ($$SELECT * FROM evidence_path('PACK-A', countries => '{AU}')$$),
		($$SELECT * FROM evidence_tier('PACK-A', countries => '{AU}')$$), ($$SELECT * FROM exposure('PACK-1', countries => '{AU}')$$), ($$SELECT * FROM exposure_total('PACK-1', parties => '{MINE}')$$),
		($$SELECT * FROM recall('ORE-1')$$), ($$SELECT * FROM where_used(parties => '{MINE}')$$), ($$SELECT * FROM where_used_total('PACK-1', parties => '{MINE}')$$),
		($$SELECT pg_temp.fails('SELECT * FROM trace_up(''NOWHERE'')')$$), ($$SELECT pg_temp.fails('SELECT * FROM trace_edges(''PACK-A'', lots_max => 0)')$$), ($$SELECT pg_temp.fails('SELECT * FROM origins(''PACK-A'', ''colour'')')$$)) AS q (statement)
	CROSS JOIN (VALUES ('auto'), ('sql'), ('plain')) AS r (reader)
UNION ALL
SELECT q.statement FROM (VALUES
		($$SELECT * FROM control('ANODE')$$), ($$SELECT * FROM control_all()$$), ($$SELECT * FROM control_contract_status()$$), ($$SELECT * FROM integrated_ownership('STATE')$$), ($$SELECT * FROM explode('PACK-1', '10 each')$$),
		($$SELECT pg_temp.fails('SELECT * FROM control(''NOWHERE'')')$$), ($$SELECT '1/3'::share, '12.5 kg'::quantity * 3, sum(f) FROM (VALUES ('1/3'::fraction), ('2/7')) AS v (f)$$)) AS q (statement);
-- These take a hundred times as long as the others, so they are asked more seldom: rules of each kind, and pages, which ask all
-- rules, in the long run alone.
INSERT INTO question (statement, is_verdict)
SELECT format(q.form, k.rule), true FROM (SELECT min(r.rule) AS rule FROM materials.rule AS r GROUP BY r.test) AS k
	CROSS JOIN (VALUES ($$SELECT * FROM "check"('N001-1', %L)$$), ($$SELECT * FROM screen(%L)$$), ($$SELECT * FROM explain('N001-1', %L)$$)) AS q (form)
UNION ALL SELECT q.statement, true FROM (VALUES ($$SELECT flow_svg('PACK-A')$$), ($$SELECT dossier_json('N001-1')$$), ($$SELECT dossier_html('N001-1')$$), ($$SELECT portfolio_html()$$)) AS q (statement) WHERE :calls > 1000 OR q.statement LIKE '%flow_svg%';
SELECT count(*) AS questions, count(*) FILTER (WHERE NOT is_verdict) AS others FROM question \gset
CREATE TEMPORARY VIEW round AS SELECT r.call, unnest(string_to_array(q.statement, ';')) AS statement
	FROM generate_series(1, :calls) AS r (call) JOIN question AS q ON q.place = CASE WHEN r.call % 100 = 0 THEN :others + 1 + r.call / 100 % (:questions - :others) ELSE 1 + r.call % :others END;

-- All memory of the session that the server accounts for, in bytes; what the question itself takes is the same each time.
CREATE FUNCTION pg_temp.accounted() RETURNS bigint LANGUAGE sql AS $$ SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts $$;
-- All that the system gave to the process without what it shares, in kB; empty where the system does not tell.
CREATE FUNCTION pg_temp.resident() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT sum(m[1]::bigint) FROM regexp_matches(pg_read_file('/proc/self/status'), 'RssAnon:\s+(\d+) kB', 'g') AS m);
EXCEPTION WHEN OTHERS THEN
	RETURN NULL;
END
$$;
CREATE TEMPORARY TABLE measured (way text, stage text, accounted bigint, resident bigint);
CREATE TEMPORARY TABLE context_size (way text, stage text, name text, size bigint);
-- From PostgreSQL 18 on the server names no parent.
CREATE FUNCTION pg_temp.note_contexts(way text, stage text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO context_size SELECT way, stage, concat_ws(' of ', c.name, to_jsonb(c)->>'parent'), sum(c.total_bytes) FROM pg_backend_memory_contexts AS c GROUP BY 3
$$;

-- Once round to make plans and fill caches, and as often as a plan is made anew before it is kept.
\o /dev/null
SELECT unnest(string_to_array(q.statement, ';')) FROM generate_series(1, 7) AS r (round), question AS q ORDER BY r.round, q.place \gexec
INSERT INTO measured SELECT 'many transactions', 'before', pg_temp.accounted(), pg_temp.resident();
SELECT pg_temp.note_contexts('many transactions', 'before');
SELECT r.statement FROM round AS r ORDER BY r.call \gexec
INSERT INTO measured SELECT 'many transactions', 'after', pg_temp.accounted(), pg_temp.resident();
SELECT pg_temp.note_contexts('many transactions', 'after');

BEGIN;
SELECT unnest(string_to_array(q.statement, ';')) FROM generate_series(1, :questions) AS r (call), question AS q WHERE q.place = r.call ORDER BY r.call \gexec
INSERT INTO measured SELECT 'one transaction', 'before', pg_temp.accounted(), pg_temp.resident();
SELECT pg_temp.note_contexts('one transaction', 'before');
SELECT r.statement FROM round AS r ORDER BY r.call \gexec
INSERT INTO measured SELECT 'one transaction', 'after', pg_temp.accounted(), pg_temp.resident();
SELECT pg_temp.note_contexts('one transaction', 'after');
COMMIT;
\o

SELECT cmp_ok(:questions, '>=', 70, 'every kind of question is asked, of the flow by each reader');
SELECT cmp_ok(a.accounted - b.accounted, '<=', 262144::bigint, format('%s questions in %s: %s of memory before, %s after', :calls, b.way, b.accounted, a.accounted))
FROM measured AS b JOIN measured AS a USING (way) WHERE b.stage = 'before' AND a.stage = 'after' ORDER BY b.way;
-- The C library gives memory back when it likes: what the largest question took may stay for a while (13 MB seen, of 1,000 and of 3,000 questions).
SELECT cmp_ok(coalesce(a.resident - b.resident, 0), '<=', 32768::bigint, format('%s questions in %s: %s kB resident before, %s after', :calls, b.way, b.resident, a.resident))
FROM measured AS b JOIN measured AS a USING (way) WHERE b.stage = 'before' AND a.stage = 'after' ORDER BY b.way;
SELECT diag(format('%s: %s grew from %s to %s bytes', a.way, a.name, coalesce(b.size, 0), a.size))
FROM context_size AS a LEFT JOIN context_size AS b ON b.way = a.way AND b.name = a.name AND b.stage = 'before' WHERE a.stage = 'after' AND a.size > coalesce(b.size, 0) + 8192;
SELECT is((SELECT count(*) FROM pg_locks AS l WHERE l.pid = pg_backend_pid() AND l.relation IN ('lot'::regclass, 'flow_even'::regclass, 'flow_odd'::regclass)), 0::bigint, 'no lock stays after the transaction');
SELECT * FROM finish();
