-- The country type: ISO 3166-1 countries.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::country AS canonical FROM (VALUES
	('DE'::text),
	('DEU'::text),
	('276'::text),
	('cn'::text),
	('Chn'::text),
	('156'::text),
	('TW'::text),
	('TWN'::text),
	('158'::text),
	('HK'::text),
	('HKG'::text),
	('344'::text),
	('MO'::text),
	('MAC'::text),
	('446'::text),
	('AF'::text),
	('004'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT 'HUR'::country;
SELECT 'XX'::country;
SELECT 'UK'::country;
SELECT 'EL'::country;
SELECT '157'::country;
SELECT '000'::country;
SELECT '1'::country;
SELECT 'D'::country;
SELECT 'DEUT'::country;
SELECT 'D3'::country;
SELECT '4AF'::country;
SELECT 'XYZ'::country;
SELECT 'CHX'::country;
SELECT 'D-E'::country;
SELECT 'DE;DROP'::country;
\echo :LAST_ERROR_SQLSTATE
SELECT ''::country;
SELECT '  '::country;
SELECT ' DE'::country;
SELECT 'ÅDE'::country;
SELECT E'DE\n'::country;
SELECT NULL::country IS NULL AS null_stays_null;

-- A text of a megabyte is refused and not repeated.
SELECT repeat('1', 1024 * 1024)::country;
SELECT repeat('é', 512 * 1024)::country;

-- Order, duplicates, grouping.
CREATE TEMPORARY TABLE sample (code country);
INSERT INTO sample VALUES ('ZW'), ('HK'), ('CN'), ('TW'), ('AD'), ('MO'), ('US'), ('DE'), ('ZW'), (NULL);
SELECT code, count(*) FROM sample GROUP BY code ORDER BY code;
SELECT count(DISTINCT code) AS different FROM sample;
SELECT code FROM sample WHERE code < 'HK' ORDER BY code DESC LIMIT 2;
SELECT count(*) AS wrong FROM sample AS a, sample AS b
WHERE (a.code < b.code) IS DISTINCT FROM NOT (a.code >= b.code)
	OR (a.code = b.code) IS DISTINCT FROM NOT (a.code <> b.code)
	OR (a.code <= b.code) IS DISTINCT FROM (b.code >= a.code)
	OR (a.code > b.code) IS DISTINCT FROM (b.code < a.code)
	OR (a.code = b.code) IS DISTINCT FROM (a.code::text = b.code::text)
	OR a.code = b.code AND country_hash(a.code) <> country_hash(b.code);

-- A btree and a hash index find what a scan finds.
CREATE INDEX ON sample USING btree (code);
CREATE INDEX ON sample USING hash (code);
SET enable_seqscan = off;
SELECT count(*) FROM sample WHERE code = 'ZW';
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*) AS joined FROM sample AS a JOIN sample AS b USING (code);
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT count(*) AS joined FROM sample AS a JOIN sample AS b USING (code);
RESET enable_seqscan;
RESET enable_mergejoin;
RESET enable_nestloop;
RESET enable_hashjoin;

-- Hash partitions use the 64-bit hash.
CREATE TEMPORARY TABLE part (code country) PARTITION BY HASH (code);
CREATE TEMPORARY TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMPORARY TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO part SELECT code FROM sample;
SELECT count(*) FROM part WHERE code = 'ZW';
SELECT count(*) FROM part;

-- Binary COPY gives the same values back; a binary value is checked as its text is.
\copy sample TO 'results/type_country.bin' WITH (FORMAT binary)
CREATE TEMPORARY TABLE copied (code country);
\copy copied FROM 'results/type_country.bin' WITH (FORMAT binary)
SELECT count(*) FILTER (WHERE s.n = c.n) AS same, count(*) AS all_values FROM (SELECT code, count(*) AS n FROM sample GROUP BY code) AS s
	FULL JOIN (SELECT code, count(*) AS n FROM copied GROUP BY code) AS c ON s.code IS NOT DISTINCT FROM c.code WHERE s.code IS NOT NULL;
\copy (SELECT 'HUR'::text) TO 'results/type_country_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_country_bad.bin' WITH (FORMAT binary)
\copy (SELECT 'XX'::text) TO 'results/type_country_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_country_bad.bin' WITH (FORMAT binary)
\copy (SELECT ''::text) TO 'results/type_country_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_country_bad.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy (SELECT '\x000000'::bytea) TO 'results/type_country_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_country_bad.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- Casts: from varchar anywhere, to and from text when stored or asked for.
SELECT 'ZW'::varchar = code AS equal FROM sample WHERE code = 'ZW'::varchar;
SELECT pg_typeof(coalesce(code, 'ZW'::varchar)) FROM sample LIMIT 1;
CREATE TEMPORARY TABLE plain (code text);
INSERT INTO plain SELECT code FROM sample WHERE code IS NOT NULL;
INSERT INTO copied SELECT code FROM plain;
-- The hint is the server's, and not the same in all majors.
\set VERBOSITY terse
SELECT length(code) FROM sample;
\set VERBOSITY default

-- The parts of the standard's row; names are in the encoding of the database.
SELECT code, country_alpha3(code), country_numeric(code), country_name(code) FROM sample WHERE code IS NOT NULL GROUP BY code ORDER BY code;
SELECT country_name('CI'), country_name('TUR'), country_name(NULL), country_alpha3(NULL), country_numeric(NULL);

-- Hong Kong, Macao, Taiwan and China are four countries.
SELECT count(DISTINCT code) FROM (VALUES ('CN'::country), ('HK'), ('MO'), ('TW')) AS four(code);
