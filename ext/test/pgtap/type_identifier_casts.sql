-- The implicit casts from varchar make nothing ambiguous: what one writes with varchar columns means the same without the
-- extension and with it.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS materials CASCADE;
SELECT no_plan();

CREATE TEMPORARY TABLE note (v varchar, w varchar(20), t text, c char(4), n integer);
INSERT INTO note VALUES ('DE', 'DE', 'DE', 'DE', 1), ('plain words', 'b', 'c', 'd', 2);

-- The type of an expression and its values over all rows, or the error.
CREATE FUNCTION pg_temp.meaning(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	meaning text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', pg_typeof(%1$s), %1$s), ''; '' ORDER BY n) FROM note', expression) INTO meaning;
	RETURN meaning;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLERRM;
END $$;
CREATE TEMPORARY TABLE written AS
SELECT expression, pg_temp.meaning(expression) AS before FROM unnest(ARRAY[
	$$v = 'DE'$$, $$v = w$$, $$v = t$$, $$v = c$$, $$t = w$$, $$v < 'DE'$$, $$v >= w$$, $$v <> t$$, $$v BETWEEN 'A' AND w$$, $$v IS NOT DISTINCT FROM w$$,
	$$v IN ('DE', 'FR')$$, $$v = ANY (ARRAY['DE', 'FR'])$$, $$v = ANY (ARRAY[v, w])$$, $$v IN (SELECT w FROM note)$$, $$v NOT IN (SELECT t FROM note)$$,
	$$(v, w) = (w, v)$$, $$v = 1$$, $$v + 1$$, $$v @> w$$, $$v <@ w$$,
	$$v LIKE 'D%'$$, $$v ILIKE w$$, $$v ~ '^D'$$, $$v SIMILAR TO 'D%'$$, $$v ^@ 'D'$$, $$v ^@ w$$, $$v || w$$, $$v || 'x'$$, $$v || t$$, $$v || n$$,
	$$concat(v, w)$$, $$length(v)$$, $$lower(v)$$, $$upper(w)$$, $$substr(v, 1, 1)$$, $$position('D' IN v)$$, $$replace(v, 'D', w)$$, $$trim(v)$$, $$md5(v)$$,
	$$format(v)$$, $$quote_literal(v)$$, $$left(v, 1)$$, $$split_part(v, 'E', 1)$$, $$regexp_replace(v, 'D', w)$$, $$hashtext(v)$$,
	$$coalesce(v, w)$$, $$coalesce(v, t)$$, $$coalesce(v, 'x')$$, $$nullif(v, 'x')$$, $$greatest(v, w)$$, $$CASE WHEN n = 1 THEN v ELSE t END$$, $$ARRAY[v, t]$$,
	$$(SELECT min(v) FROM note)$$, $$(SELECT string_agg(v, ',' ORDER BY v) FROM note)$$, $$(SELECT array_agg(v ORDER BY v) FROM note)$$,
	$$(SELECT string_agg(u, ',' ORDER BY u) FROM (SELECT v AS u FROM note UNION SELECT t FROM note) AS a)$$,
	$$to_jsonb(v)$$, $$jsonb '{}' -> v$$, $$jsonb '{}' ->> v$$, $$jsonb '{}' ? v$$
]) AS expression;

CREATE EXTENSION materials CASCADE;
-- The types' schema comes first, so that its operators are met before the server's own.
SET search_path = materials, pg_catalog, public;
SELECT is(pg_temp.meaning(expression), before, format('%s is %s', expression, before)) FROM written WHERE expression NOT IN ('v @> w', 'v <@ w');

-- Two operators have no meaning for text: with the extension, varchar is read as hs there, and refused if it is none.
SELECT is(array_agg(before ORDER BY expression), ARRAY['operator does not exist: character varying <@ character varying', 'operator does not exist: character varying @> character varying'],
	'without the extension, varchar has no operator @> or <@') FROM written WHERE expression IN ('v @> w', 'v <@ w');
SELECT is(pg_temp.meaning(expression), 'invalid input syntax for type hs: "DE"', format('%s reads codes of goods', expression)) FROM written WHERE expression IN ('v @> w', 'v <@ w');

-- With a value of a type on one side, a varchar is read as that type.
DELETE FROM note WHERE n = 2;
SELECT is(pg_temp.meaning(expression), meaning, format('%s is %s', expression, meaning))
FROM (VALUES
	($$v::country$$, 'country DE'), ($$country_name(v)$$, 'text Germany'), ($$hs_chapter('8507'::varchar)$$, 'hs 85'), ($$v = 'DE'::country$$, 'boolean t'), ($$'DE'::country = v$$, 'boolean t'),
	($$coalesce('DE'::country, v)$$, 'country DE'), ($$'DE'::country IN (v, w)$$, 'boolean t'), ($$'DE'::country = ANY (ARRAY[v, w])$$, 'boolean t'), ($$'DE'::country::text LIKE 'D%'$$, 'boolean t'),
	($$'DE'::country = t$$, 'operator does not exist: country = text')
) AS typed(expression, meaning);

-- What clients send: a parameter declared varchar against a column of each type.
CREATE FUNCTION pg_temp.count_by_varchar(type text, value text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	found bigint;
BEGIN
	EXECUTE format('PREPARE by_varchar (varchar) AS SELECT count(*) FROM (VALUES (%L::materials.%I)) AS one(code) WHERE code = $1 AND code IN ($1, $1) AND NOT code <> $1 AND code >= $1', value, type);
	EXECUTE format('EXECUTE by_varchar(%L)', value) INTO found;
	DEALLOCATE by_varchar;
	RETURN found;
END $$;
SELECT is(pg_temp.count_by_varchar(type, value), 1::bigint, format('a varchar parameter finds a %s', type))
FROM (VALUES ('country', 'DE'), ('lei', '001GPB6A9XPE8XJICC14'), ('cage', '1WL43'), ('uei', 'T53MCMLTWK59'), ('nsn', '6135-01-440-7774'), ('gtin', '614141777778'),
	('gln', '4012345000054'), ('sscc', '040123450000003338'), ('cas', '7439-93-2'), ('ec', '231-102-5'), ('hs', '8507')) AS sample(type, value);

SELECT * FROM finish();
ROLLBACK;
