-- All cases of check_digits.csv: what is valid is read, what is not is refused with 22P02 and a detail.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;
SELECT no_plan();

CREATE TEMPORARY TABLE check_case (id bigint GENERATED ALWAYS AS IDENTITY, scheme text, value text, valid text, note text);
\copy check_case (scheme, value, valid, note) FROM 'ext/test/data/reference/check_digits.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
-- The one case that the standard leaves open: lower case is folded.
UPDATE check_case SET valid = '1' WHERE valid IS NULL AND scheme = 'lei' AND value = '001gpb6a9xpe8xjicc14';
SELECT is(count(*), 180::bigint, 'the file has all cases') FROM check_case;
SELECT is(count(*), 0::bigint, 'every case is decided') FROM check_case WHERE valid IS NULL OR valid NOT IN ('0', '1');

-- What reading a value gives: its canonical text, or the SQLSTATE and the detail.
CREATE FUNCTION pg_temp.outcome(scheme text, value text, OUT canonical text, OUT state text, OUT detail text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT %L::materials.%I::text', value, scheme) INTO canonical;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL;
END $$;

SELECT is(canonical, upper(value), format('%s %s is read (%s)', scheme, value, note))
FROM check_case, pg_temp.outcome(scheme, value) WHERE valid = '1' ORDER BY id;
SELECT is(state, '22P02', format('%s %s is refused (%s)', scheme, value, note))
FROM check_case, pg_temp.outcome(scheme, value) WHERE valid = '0' ORDER BY id;
SELECT ok(detail <> '', format('%s %s: %s', scheme, value, detail))
FROM check_case, pg_temp.outcome(scheme, value) WHERE valid = '0' ORDER BY id;

-- Every valid key fails with each other last digit: the check digit is looked at, whatever it is.
SELECT is(string_agg(digit::text, ''), right(value, 1), format('%s %s has one check digit', scheme, value))
FROM check_case, generate_series(0, 9) AS digit, pg_temp.outcome(scheme, left(value, -1) || digit)
WHERE valid = '1' AND canonical IS NOT NULL
GROUP BY id, scheme, value ORDER BY id;

-- Of the endings 02 to 98, which MOD 97-10 can give, exactly one fits a LEI.
SELECT is(array_agg(ending ORDER BY ending), ARRAY['14'], 'one ending of 02 to 98 fits a LEI')
FROM (SELECT to_char(n, 'FM00') FROM generate_series(2, 98) AS n) AS pair(ending), pg_temp.outcome('lei', '001GPB6A9XPE8XJICC' || ending)
WHERE canonical IS NOT NULL;

-- Six digits whose weighted sum leaves ten by eleven make no EC number, whatever follows.
SELECT is(state, '22P02', format('200-005-%s is refused', digit)) FROM generate_series(0, 9) AS digit, pg_temp.outcome('ec', '200-005-' || digit);

SELECT * FROM finish();
ROLLBACK;
