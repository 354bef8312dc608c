-- CSV files, part four: all rows of a file or none.

-- A CHECK constraint that was broken, as it is defined, and its field where it is about one.
CREATE OR REPLACE FUNCTION csv_rule(object text, name text) RETURNS TABLE (field text, definition text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT CASE WHEN cardinality(c.conkey) = 1 THEN (SELECT a.attname::text FROM pg_attribute AS a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1]) END,
		CASE c.contype WHEN 'c' THEN format('It is to hold: %s.', pg_get_expr(c.conbin, c.conrelid)) END
	FROM pg_constraint AS c
	WHERE c.conname = csv_rule.name AND c.connamespace = (SELECT p.relnamespace FROM pg_class AS p WHERE p.oid = 'party'::regclass) LIMIT 1;
END;
COMMENT ON FUNCTION csv_rule(text, text) IS 'definition of a constraint that a row of a file breaks, and the field that it is about';

-- Rows go in by their import view, as INSERT and COPY take them, or by its function for many rows, some thousand a statement.  Statements of which none is refused share one
-- subtransaction, as each keeps some memory to the end.  Where one is refused, those before it go in once more, and its rows are tried by halves, until those at fault are found: so all
-- of them are known after one call, and each by the words with which it is refused.
CREATE OR REPLACE FUNCTION csv_record(object text, fields text[], keep boolean, OUT row_count bigint, OUT faults jsonb[])
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	rows_at_once constant integer := 2000;
	faults_max constant integer := 1000;
	statement text;
	first_lines bigint[];
	last_lines bigint[];
	first_line bigint;
	last_line bigint;
	statement_first bigint;
	statement_last bigint;
	statement_count bigint;
	stretch_count bigint;
	middle bigint;
	-- A tenth of the rows at a time is told, where they are many.
	told_from constant bigint := 10000;
	total bigint;
	told bigint := 0;
	broken record;
	state text;
	message text;
	detail text;
	hint text;
	named text;
	rule text;
BEGIN
	row_count := 0;
	faults := '{}';
	SELECT CASE WHEN to_regprocedure(format('%I(%I[])', 'import_' || csv_record.object || '_rows', 'import_' || csv_record.object)) IS NOT NULL
		THEN format('SELECT %I(array_agg(ROW(%s)::%I ORDER BY r.line)) FROM pg_temp.csv_row AS r WHERE r.line BETWEEN $1 AND $2', 'import_' || csv_record.object || '_rows',
			string_agg(CASE WHEN o.place IS NULL THEN 'NULL' ELSE format('r.fields[%s]::%s', o.place, f.type) END, ', ' ORDER BY f.place), 'import_' || csv_record.object)
		ELSE format('INSERT INTO %I (%s) SELECT %s FROM pg_temp.csv_row AS r WHERE r.line BETWEEN $1 AND $2 ORDER BY r.line', 'import_' || csv_record.object,
			string_agg(quote_ident(f.field), ', ' ORDER BY o.place) FILTER (WHERE o.place > 0), string_agg(format('r.fields[%s]::%s', o.place, f.type), ', ' ORDER BY o.place) FILTER (WHERE o.place > 0)) END INTO statement
	FROM pg_temp.csv_field AS f LEFT JOIN unnest(csv_record.fields) WITH ORDINALITY AS o (field, place) ON o.field = f.field;
	SELECT ARRAY[min(r.line)], ARRAY[max(r.line)], count(*) INTO first_lines, last_lines, total FROM pg_temp.csv_row AS r HAVING count(*) > 0;
	BEGIN
		WHILE cardinality(first_lines) > 0 LOOP
			first_line := first_lines[cardinality(first_lines)];
			last_line := last_lines[cardinality(last_lines)];
			first_lines := trim_array(first_lines, 1);
			last_lines := trim_array(last_lines, 1);
			statement_last := first_line - 1;
			stretch_count := 0;
			BEGIN
				LOOP
					SELECT min(b.line), max(b.line), count(*) INTO statement_first, statement_last, statement_count
					FROM (SELECT r.line FROM pg_temp.csv_row AS r WHERE r.line > statement_last AND r.line <= last_line ORDER BY r.line LIMIT rows_at_once) AS b;
					EXIT WHEN statement_count = 0;
					EXECUTE statement USING statement_first, statement_last;
					stretch_count := stretch_count + statement_count;
					IF total >= told_from AND row_count + stretch_count >= told + total / 10 THEN
						told := row_count + stretch_count;
						RAISE NOTICE '% of % rows recorded', told, total;
					END IF;
				END LOOP;
				row_count := row_count + stretch_count;
			EXCEPTION WHEN data_exception OR integrity_constraint_violation OR object_not_in_prerequisite_state OR program_limit_exceeded OR raise_exception THEN
				GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, named = COLUMN_NAME, rule = CONSTRAINT_NAME;
				told := row_count;
				IF statement_last < last_line THEN
					first_lines := first_lines || statement_last + 1;
					last_lines := last_lines || last_line;
				END IF;
				IF statement_count = 1 THEN
					SELECT u.field, u.definition INTO broken FROM csv_rule(csv_record.object, rule) AS u;
					faults := faults || jsonb_build_object('line', statement_first, 'field', coalesce(nullif(named, ''), broken.field), 'state', state,
						'message', concat_ws('. ', message, CASE WHEN detail !~ '^Failing row' THEN rtrim(nullif(detail, ''), '.') END), 'hint', coalesce(nullif(hint, ''), broken.definition));
				ELSE
					SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY r.line) INTO middle FROM pg_temp.csv_row AS r WHERE r.line BETWEEN statement_first AND statement_last;
					first_lines := first_lines || ARRAY[middle + 1, statement_first];
					last_lines := last_lines || ARRAY[statement_last, middle];
				END IF;
				IF first_line < statement_first THEN
					first_lines := first_lines || first_line;
					last_lines := last_lines || statement_first - 1;
				END IF;
			END;
			IF cardinality(faults) >= faults_max THEN
				faults := faults || jsonb_build_object('state', '54000', 'message', format('%s rows are refused: rows after line %s were not tried', faults_max, statement_first), 'hint', 'Correct these first.');
				EXIT;
			END IF;
		END LOOP;
		IF NOT keep OR cardinality(faults) > 0 THEN
			RAISE SQLSTATE 'MCSV0';
		END IF;
	EXCEPTION WHEN SQLSTATE 'MCSV0' THEN
		NULL;
	END;
END
$$;
COMMENT ON FUNCTION csv_record(text, text[], boolean) IS 'records the rows of a file, or nothing where one is refused or nothing is to be kept; tells how many could be, and which could not; import_csv calls it';
