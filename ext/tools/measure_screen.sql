-- What name screening costs: 10,000 parties against a list of 17,000 entries with 40,000 names, which is about what the SDN list has.
--
--   ext/tools/with_server.sh psql -Xf ext/tools/measure_screen.sql      -v parties=N -v entries=N make it smaller or larger
--
-- Names are made up of common words, places and syllables, so that many are alike; one party in twenty has the name of an entry,
-- misspelt or in part.  Printed: processor and elapsed seconds for loading an edition, screening all, one name, and a new edition in
-- which 1 % changed.  docs/internals/screening.md has the figures.
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
\if :{?parties}
\else
\set parties 10000
\endif
\if :{?entries}
\else
\set entries 17000
\endif
SET client_min_messages = warning;
CREATE DATABASE measure_screen;
\connect measure_screen
SET client_min_messages = warning;
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('screened') \g /dev/null
SET search_path = screened, materials, public;
SELECT setseed(0.25) \g /dev/null

CREATE TEMPORARY TABLE pool AS SELECT row_number() OVER (ORDER BY c.word) AS n, c.word FROM materials.common_word AS c WHERE c.kind IN ('trade', 'place') AND length(c.word) > 3;
CREATE FUNCTION pg_temp.syllables(count integer) RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT string_agg((ARRAY['ba','chi','da','fen','gu','han','jin','ko','lin','mo','nan','o','pe','qu','ro','sha','tong','ur','vi','wei','xing','ya','zhu','ster','mar','tel','dor','kra','lev','min'])[1 + floor(random() * 30)::integer], '')
	FROM generate_series(1, count) $$;
CREATE FUNCTION pg_temp.made_name() RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT initcap(concat_ws(' ', CASE WHEN random() < 0.4 THEN (SELECT p.word FROM pool AS p WHERE p.n = 1 + floor(random() * (SELECT count(*) FROM pool))::integer LIMIT 1) END, pg_temp.syllables(2 + floor(random() * 2)::integer),
		CASE WHEN random() < 0.3 THEN pg_temp.syllables(2) END, (SELECT p.word FROM pool AS p OFFSET floor(random() * (SELECT count(*) FROM pool))::integer LIMIT 1),
		CASE WHEN random() < 0.6 THEN (SELECT p.word FROM pool AS p OFFSET floor(random() * (SELECT count(*) FROM pool))::integer LIMIT 1) END, (ARRAY['Co., Ltd.', 'LLC', 'GmbH', 'Corporation', 'Limited', 'OOO', 'S.A.'])[1 + floor(random() * 7)::integer])) $$;
CREATE TEMPORARY TABLE made AS SELECT n, pg_temp.made_name() AS name, CASE WHEN n % 4 <> 0 THEN pg_temp.made_name() END AS alias_1, CASE WHEN n % 5 < 3 THEN pg_temp.made_name() END AS alias_2 FROM generate_series(1, :entries) AS n;
CREATE FUNCTION pg_temp.edition(gone double precision) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
	SELECT jsonb_agg(jsonb_build_object('entry', m.n::text, 'name', CASE WHEN random() < gone THEN m.name || ' Nova' ELSE m.name END, 'listed_on', '2020-01-01',
		'names', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a)), '[]') FROM unnest(ARRAY[m.alias_1, m.alias_2]) AS a WHERE a IS NOT NULL))) FROM made AS m $$;
INSERT INTO party (code, name)
SELECT 'P' || g, CASE g % 20 WHEN 0 THEN (SELECT overlay(m.name PLACING 'x' FROM 5) FROM made AS m WHERE m.n = 1 + g % :entries) WHEN 1 THEN (SELECT m.name FROM made AS m WHERE m.n = 1 + g % :entries) ELSE pg_temp.made_name() END
FROM generate_series(1, :parties) AS g;

CREATE FUNCTION pg_temp.processor_s() RETURNS numeric LANGUAGE sql AS $$
	SELECT (f[14]::numeric + f[15]::numeric) / 100 FROM regexp_split_to_array(regexp_replace(pg_read_file(format('/proc/%s/stat', pg_backend_pid())), '^.*\) ', 'pid name '), ' ') AS r (f) $$;
CREATE TEMPORARY TABLE took (place serial, what text, processor_s numeric, elapsed_s numeric, detail text);
CREATE FUNCTION pg_temp.timed(what text, query text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	begun timestamptz := clock_timestamp();
	used numeric := pg_temp.processor_s();
	answer text;
BEGIN
	EXECUTE query INTO answer;
	INSERT INTO took (what, processor_s, elapsed_s, detail) VALUES (what, round(pg_temp.processor_s() - used, 2), round(extract(epoch FROM clock_timestamp() - begun), 2), answer);
END
$$;
SELECT pg_temp.timed('load the first edition', $$SELECT count(*) || ' added' FROM load_list_edition('OFAC-SDN', 'first', '2026-01-01', pg_temp.edition(0))$$) \g /dev/null
ANALYZE;
SELECT pg_temp.timed('ask one name', $$SELECT count(*) || ' pairs' FROM screen_name((SELECT name FROM party WHERE code = 'P41'))$$) \g /dev/null
SELECT pg_temp.timed('ask one name again', $$SELECT count(*) || ' pairs' FROM screen_name((SELECT name FROM party WHERE code = 'P61'))$$) \g /dev/null
SELECT pg_temp.timed('screen all parties', $$SELECT r::text FROM rescreen('OFAC-SDN') AS r$$) \g /dev/null
SELECT pg_temp.timed('screen again, nothing changed', $$SELECT r::text FROM rescreen('OFAC-SDN') AS r$$) \g /dev/null
SELECT pg_temp.timed('load an edition with 1 % changed', $$SELECT count(*) || ' changes' FROM load_list_edition('OFAC-SDN', 'second', '2026-02-01', pg_temp.edition(0.01))$$) \g /dev/null
SELECT pg_temp.timed('screen what changed', $$SELECT r::text FROM rescreen('OFAC-SDN') AS r$$) \g /dev/null
SELECT pg_temp.timed('list the pairs', $$SELECT count(*) || ' pairs' FROM screened_party('OFAC-SDN')$$) \g /dev/null
SELECT (SELECT count(*) FROM party) AS parties, (SELECT entry_count FROM list_edition WHERE edition = 'first') AS entries, (SELECT count(*) FROM list_name) AS names;
SELECT what, processor_s, elapsed_s, detail FROM took ORDER BY place;
