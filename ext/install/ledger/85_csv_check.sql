-- CSV files, part three: everything that can be said of a row by itself, of all rows at once and without trying.

CREATE OR REPLACE FUNCTION csv_check(object text, fields text[], decimal_comma boolean) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	one record;
BEGIN
	INSERT INTO pg_temp.csv_fault (line, field, value, state, message, hint)
	SELECT w.line, fields[w.place], CASE WHEN csv_check.decimal_comma AND t.types[w.place] <> ALL (ARRAY['text', 'text[]', 'date', 'boolean']::regtype[]) THEN translate(w.value, ',.', '.,') ELSE w.value END,
		w.faults[w.row_place][2], concat_ws('. ', w.faults[w.row_place][3], rtrim(w.faults[w.row_place][4], '.')), coalesce(
			CASE WHEN t.types[w.place] IN ('materials.quantity'::regtype, 'numeric'::regtype, 'materials.share'::regtype) AND w.value LIKE '%,%' AND w.value NOT LIKE '%,%.%' AND NOT csv_check.decimal_comma THEN 'Where commas stand for decimal points, say decimal_comma => true.' END,
			CASE WHEN t.types[w.place] = 'materials.country'::regtype THEN 'Write the code of ISO 3166-1, such as US or USA.' END,
			w.faults[w.row_place][5],
			CASE WHEN t.types[w.place] = 'boolean'::regtype THEN 'Write true or false, yes or no.' END)
	FROM (SELECT array_agg(f.type ORDER BY o.place) AS types FROM unnest(fields) WITH ORDINALITY AS o (field, place) JOIN pg_temp.csv_field AS f ON f.field = o.field) AS t
		CROSS JOIN LATERAL (SELECT r.line, v.faults, i.row_place, v.faults[i.row_place][1]::integer AS place, left(r.fields[v.faults[i.row_place][1]::integer], 1000) AS value
			FROM pg_temp.csv_row AS r CROSS JOIN LATERAL (SELECT materials.input_faults(r.fields, t.types) AS faults OFFSET 0) AS v CROSS JOIN LATERAL generate_subscripts(v.faults, 1) AS i (row_place)) AS w;
	UPDATE pg_temp.csv_fault AS f SET hint = m.hint
	FROM (SELECT d.field, d.value, materials.country_meant(d.value) AS hint
			FROM (SELECT x.field, x.value FROM pg_temp.csv_fault AS x JOIN pg_temp.csv_field AS k ON k.field = x.field AND k.type = 'materials.country'::regtype GROUP BY x.field, x.value ORDER BY min(x.line) LIMIT 20) AS d) AS m
	WHERE f.field = m.field AND f.value = m.value AND m.hint IS NOT NULL;

	FOR one IN
		SELECT o.place, f.field, coalesce(f.register::regclass, f.words) AS words, CASE WHEN f.register IS NOT NULL THEN 'code' ELSE f.word END AS word, f.required, f.register IS NOT NULL AS registered,
			replace(coalesce(f.register, (SELECT c.relname FROM pg_class AS c WHERE c.oid = f.words)), '_', ' ') AS noun
		FROM unnest(fields) WITH ORDINALITY AS o (field, place) JOIN pg_temp.csv_field AS f ON f.field = o.field ORDER BY o.place
	LOOP
		IF one.required THEN
			INSERT INTO pg_temp.csv_fault (line, field, state, message, hint)
			SELECT r.line, one.field, '23502', format('column "%s" is empty', one.field), format('Each row of "%s" needs a value there.', csv_check.object) FROM pg_temp.csv_row AS r WHERE r.fields[one.place] IS NULL;
		END IF;
		CONTINUE WHEN one.words IS NULL;
		EXECUTE format($q$
			WITH unknown AS MATERIALIZED (
				SELECT r.line, left(r.fields[$1], 1000) AS value FROM pg_temp.csv_row AS r WHERE r.fields[$1] IS NOT NULL AND NOT EXISTS (SELECT FROM %1$s AS t WHERE t.%2$I = r.fields[$1])
			), meant AS MATERIALIZED (
				SELECT d.value, csv_meant(d.value, %3$L, %2$L) AS hint FROM (SELECT u.value FROM unknown AS u GROUP BY u.value ORDER BY min(u.line) LIMIT 20) AS d
			)
			INSERT INTO pg_temp.csv_fault (line, field, value, state, message, hint)
			SELECT u.line, $2, u.value, '23503', format('there is no %%s "%%s"', $3, left(u.value, 64)), coalesce(m.hint, $4)
			FROM unknown AS u LEFT JOIN meant AS m ON m.value = u.value
			$q$, one.words, one.word, one.words::text, one.word) USING one.place, one.field, one.noun,
				CASE WHEN one.registered THEN format('Record the %s first.', one.noun) ELSE format('The words are in %s.', one.words) END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION csv_check(text, text[], boolean) IS 'finds what is wrong with single rows of the file that csv_open read: values, codes, words, empty fields; import_csv calls it';

-- A row is known where one stands that says all that it says; an empty field says nothing.  Where rows have codes, another row of the code is a contradiction;
-- where they have none, what is there twice in the file is there twice in the ledger.
CREATE OR REPLACE FUNCTION csv_known(object text, fields text[]) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET enable_nestloop = on
AS $$
DECLARE
	-- Canonical texts, on either side; those of the columns that every row has serve to find rows.
	told text;
	agreed text;
	anchored text;
	differing text;
	key_place integer;
	known_count bigint;
BEGIN
	SELECT string_agg(c.given, ', ' ORDER BY c.place), string_agg(format('(r.fields[%s] IS NULL OR %s = %s)', c.place, c.given, c.kept), ' AND ' ORDER BY c.place),
		string_agg(format('%s = %s', c.given, c.kept), ' AND ' ORDER BY c.place) FILTER (WHERE c.required),
		string_agg(format('(%L, %s, %s)', c.field, c.given, c.kept), ', ' ORDER BY c.place), max(c.place) FILTER (WHERE c.is_key)
		INTO told, agreed, anchored, differing, key_place
	FROM (SELECT o.place, f.field, f.required, f.is_key,
			CASE WHEN f.type = 'text'::regtype THEN format('r.fields[%s]', o.place) WHEN f.type = 'text[]'::regtype THEN format('(SELECT array_agg(x.one ORDER BY x.one)::text FROM unnest(r.fields[%s]::text[]) AS x (one))', o.place)
				ELSE format('r.fields[%s]::%s::text', o.place, f.type) END AS given,
			CASE WHEN f.type = 'text[]'::regtype THEN format('(SELECT array_agg(x.one ORDER BY x.one)::text FROM unnest(v.%I) AS x (one))', f.field) ELSE format('v.%I::text', f.field) END AS kept
		FROM unnest(fields) WITH ORDINALITY AS o (field, place) JOIN pg_temp.csv_field AS f ON f.field = o.field) AS c;

	-- What was recorded a moment ago has no statistics yet: many rows are compared in one pass over the ledger, whatever the planner believes.
	IF (SELECT count(*) FROM pg_temp.csv_row) > 500 THEN
		PERFORM set_config('enable_nestloop', 'off', true);
	END IF;
	IF key_place IS NOT NULL THEN
		EXECUTE format($q$
			WITH twice AS MATERIALIZED (
				SELECT r.line, r.fields[$1] AS code, first_value(r.line) OVER w AS first_line, concat_ws(E'\x1f', %2$s) = first_value(concat_ws(E'\x1f', %2$s)) OVER w AS same
				FROM pg_temp.csv_row AS r WINDOW w AS (PARTITION BY r.fields[$1] ORDER BY r.line)
			), contradiction AS (
				INSERT INTO pg_temp.csv_fault (line, field, value, state, message, hint)
				SELECT t.line, $2, left(t.code, 1000), '23505', format('"%%s" is in line %%s already, with other content', left(t.code, 64), t.first_line), 'Keep the row that is right.' FROM twice AS t WHERE t.line <> t.first_line AND NOT t.same
			), other AS (
				INSERT INTO pg_temp.csv_fault (line, field, value, state, message, hint)
				SELECT r.line, d.field, left(d.given, 1000), '23505', format('%%s "%%s" is already recorded otherwise', $3, left(r.fields[$1], 64)), format('There %%s is %%s. If that is wrong, correct it; if this is another, give it another code.', d.field, coalesce(format('"%%s"', left(d.kept, 64)), 'empty'))
				FROM pg_temp.csv_row AS r JOIN %1$s AS v ON v.%4$I = r.fields[$1] CROSS JOIN LATERAL (VALUES %5$s) AS d (field, given, kept)
				WHERE d.given IS NOT NULL AND d.given IS DISTINCT FROM d.kept
			)
			DELETE FROM pg_temp.csv_row AS k USING (SELECT t.line FROM twice AS t WHERE t.line <> t.first_line AND t.same UNION SELECT r.line FROM pg_temp.csv_row AS r JOIN %1$s AS v ON v.%4$I = r.fields[$1] WHERE %3$s) AS n
			WHERE k.line = n.line
			$q$, format('%I', 'import_' || object), told, agreed, fields[key_place], differing) USING key_place, fields[key_place], replace(object, '_', ' ');
		GET DIAGNOSTICS known_count = ROW_COUNT;
		RETURN known_count;
	END IF;
	EXECUTE format($q$
		WITH known AS MATERIALIZED (
			SELECT r.line, count(*) AS known FROM pg_temp.csv_row AS r JOIN %1$s AS v ON %2$s WHERE %3$s GROUP BY r.line
		)
		DELETE FROM pg_temp.csv_row AS k USING (SELECT r.line, row_number() OVER (PARTITION BY %4$s ORDER BY r.line) AS place FROM pg_temp.csv_row AS r) AS n LEFT JOIN known AS o ON o.line = n.line
		WHERE k.line = n.line AND (o.known >= n.place OR %5$s)
		$q$, format('%I', 'import_' || object), coalesce(anchored, 'true'), agreed, told,
		-- Who answers or declares the same twice said it once.
		CASE WHEN object IN ('answer', 'mineral_source') THEN 'n.place > 1' ELSE 'false' END);
	GET DIAGNOSTICS known_count = ROW_COUNT;
	RETURN known_count;
END
$$;
COMMENT ON FUNCTION csv_known(text, text[]) IS 'sets aside the rows of a file that the ledger has already, tells how many, and finds rows that contradict it; import_csv calls it';
