-- Every line of the ISO 3166-1 list: three spellings, one country, and the parts given back.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;
SELECT no_plan();

CREATE TEMPORARY TABLE iso (alpha2 text, alpha3 text, numeric_code text, name_un text, name_cldr text, region text, independent text);
\copy iso FROM 'ext/test/data/reference/iso3166_1.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')

SELECT is(count(*), 249::bigint, 'the list has all countries') FROM iso;
SELECT set_eq('SELECT c::text FROM countries() AS c', 'SELECT alpha2 FROM iso', 'and countries() tells them');
SELECT is(alpha2::country::text, alpha2, format('alpha-2 %s is read', alpha2)) FROM iso ORDER BY alpha2;
SELECT is(alpha3::country::text, alpha2, format('alpha-3 %s is %s', alpha3, alpha2)) FROM iso ORDER BY alpha2;
SELECT is(numeric_code::country::text, alpha2, format('numeric %s is %s', numeric_code, alpha2)) FROM iso ORDER BY alpha2;
SELECT is(country_alpha3(alpha2::country), alpha3, format('%s gives %s', alpha2, alpha3)) FROM iso ORDER BY alpha2;
SELECT is(country_numeric(alpha2::country), numeric_code, format('%s gives %s', alpha2, numeric_code)) FROM iso ORDER BY alpha2;
SELECT is(lower(alpha3)::country::text, alpha2, format('%s is read in lower case', alpha3)) FROM iso ORDER BY alpha2;
SELECT is(country_name(alpha2::country),
		CASE alpha2 WHEN 'BA' THEN 'Bosnia & Herzegovina' WHEN 'GB' THEN 'United Kingdom' WHEN 'US' THEN 'United States' ELSE name_cldr END,
		format('%s is %s', alpha2, name_cldr))
FROM iso ORDER BY alpha2;

-- Nothing else is let in: of all possible codes, exactly those of the list are read.
CREATE FUNCTION pg_temp.is_country(code text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM code::materials.country;
	RETURN true;
EXCEPTION WHEN invalid_text_representation THEN
	RETURN false;
END $$;
SELECT is(array_agg(code ORDER BY code), (SELECT array_agg(alpha2 ORDER BY alpha2) FROM iso), 'of all pairs of letters, the alpha-2 codes are countries')
FROM (SELECT chr(a) || chr(b) FROM generate_series(65, 90) AS a, generate_series(65, 90) AS b) AS pair(code)
WHERE pg_temp.is_country(code);
SELECT is(array_agg(code ORDER BY code), (SELECT array_agg(numeric_code ORDER BY numeric_code) FROM iso), 'of all numbers of three digits, the numeric codes are countries')
FROM (SELECT to_char(n, 'FM000') FROM generate_series(0, 999) AS n) AS number(code)
WHERE pg_temp.is_country(code);
SELECT is(array_agg(code ORDER BY code), (SELECT array_agg(alpha3 ORDER BY alpha3) FROM iso), 'of all triples of letters, the alpha-3 codes are countries')
FROM (SELECT chr(a) || chr(b) || chr(c) FROM generate_series(65, 90) AS a, generate_series(65, 90) AS b, generate_series(65, 90) AS c) AS triple(code)
WHERE pg_temp.is_country(code);

SELECT results_eq('SELECT alpha2 FROM iso ORDER BY alpha2::country', 'SELECT alpha2 FROM iso ORDER BY alpha2 COLLATE "C"', 'countries sort as their alpha-2 codes do');

SELECT * FROM finish();
ROLLBACK;
