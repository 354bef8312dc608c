-- Screening answers the same whatever the locale of the database: in C, and by the rules of Turkish, where i is not the small letter of I.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();

\set asked `d="screen plain $$"; psql -Xqc "CREATE DATABASE \"$d\" TEMPLATE template0 ENCODING 'UTF8'" 2>&1 && psql -Xqd "$d" -f ext/test/data/lists/answers.sql 2>&1; psql -Xqc "DROP DATABASE IF EXISTS \"$d\"" 2>&1`
\set asked_c `d="screen c $$"; psql -Xqc "CREATE DATABASE \"$d\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'" 2>&1 && psql -Xqd "$d" -f ext/test/data/lists/answers.sql 2>&1; psql -Xqc "DROP DATABASE IF EXISTS \"$d\"" 2>&1`
SELECT cmp_ok((SELECT count(*) FROM regexp_split_to_table(:'asked', E'\n')), '>', 150::bigint, 'there are answers to compare');
SELECT unalike(:'asked'::text, '%ERROR%', 'and none is an error');
SELECT is(:'asked_c'::text, :'asked'::text, 'in C they are the same');

SELECT EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i') AS icu \gset
\if :icu
\set asked_tr `d="screen tr $$"; psql -Xqc "CREATE DATABASE \"$d\" TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'tr'" 2>&1 && psql -Xqd "$d" -f ext/test/data/lists/answers.sql 2>&1; psql -Xqc "DROP DATABASE IF EXISTS \"$d\"" 2>&1`
SELECT is(:'asked_tr'::text, :'asked'::text, 'and by the rules of Turkish');
\endif

SELECT * FROM finish();
ROLLBACK;
