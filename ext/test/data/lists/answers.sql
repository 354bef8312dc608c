-- Prints what screening answers about the cases of this folder, for a database that has nothing yet.
\set ON_ERROR_STOP on
\pset pager off
\pset tuples_only on
\pset format unaligned
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('answers') \g /dev/null
SET LOCAL search_path = answers, materials, public;
\ir load.sql
CREATE TEMPORARY TABLE screening_case (case_id text, query text, as_of date, expected_ent_num text, expected text, why text);
\copy screening_case FROM 'ext/test/data/lists/screening_cases.csv' (FORMAT csv, HEADER)
SELECT c.case_id, s.in_list, s.entry, s.strength, s.score_exact, s.reason FROM screening_case AS c CROSS JOIN LATERAL screen_name(c.query, as_of => c.as_of) WITH ORDINALITY AS s ORDER BY c.case_id COLLATE "C", s.ordinality;
SELECT n.name, materials.name_key(n.name) FROM (VALUES ('ILGIN ITIR A.Ş.'), ('ılgın ıtır aş'), ('ΑΒΓ Ἀθῆναι Α.Ε.'), ('STRASSE'), ('Straße'), ('Ǆ Ĳ ﬁ'), ('宁德时代新能源科技股份有限公司'), ('Ölçüm İnşaat Ltd. Şti.')) AS n (name);
SELECT e.name FROM list_entry AS e ORDER BY e.name COLLATE "C";
ROLLBACK;
