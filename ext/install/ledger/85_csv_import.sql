-- CSV files: the call.

CREATE OR REPLACE FUNCTION import_csv(object text, document text DEFAULT NULL, content text DEFAULT NULL, dry_run boolean DEFAULT false, decimal_comma boolean DEFAULT false, ignore text[] DEFAULT '{}')
	RETURNS TABLE (outcome text, row_count bigint, line bigint, field text, value text, detail text, hint text, state text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	name text := coalesce(import_csv.document, import_csv.object || '.csv');
	columns text[];
	known bigint := 0;
	recordable bigint := 0;
	told_from constant bigint := 10000;
	read_count bigint;
	faults jsonb[] := '{}';
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = to_regclass(format('%I', 'import_' || import_csv.object)) AND t.tgname = 'import') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there are no CSV files of "%s"', left(coalesce(import_csv.object, ''), 64)),
			HINT = format('Files are of %s.', (SELECT string_agg(substr(v.relname, 8), ', ' ORDER BY v.relname) FROM pg_class AS v JOIN pg_trigger AS t ON t.tgrelid = v.oid AND t.tgname = 'import'
				WHERE v.relnamespace = (SELECT p.relnamespace FROM pg_class AS p WHERE p.oid = 'party'::regclass)));
	ELSIF import_csv.content IS NULL AND to_regclass('pg_temp.csv_line') IS NULL THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'no file waits',
			HINT = E'In psql: \\copy import_csv FROM file.csv CSV QUOTE e''\\1'' DELIMITER e''\\2'', in the same session. Programs may give the text of the file as content.';
	END IF;
	-- Two loads of one file at once would both find it new.
	PERFORM pg_advisory_xact_lock(hashtextextended('materials csv ' || import_csv.object, 'ledger'::regclass::oid::bigint));
	columns := csv_open(import_csv.object, import_csv.decimal_comma, import_csv.ignore, import_csv.content);
	IF columns IS NOT NULL THEN
		read_count := (SELECT count(*) FROM pg_temp.csv_row);
		IF read_count >= told_from THEN
			RAISE NOTICE '% rows read: looking at each', read_count;
		END IF;
		PERFORM csv_check(import_csv.object, columns, import_csv.decimal_comma);
		DELETE FROM pg_temp.csv_row AS r USING (SELECT DISTINCT f.line FROM pg_temp.csv_fault AS f) AS f WHERE r.line = f.line;
		IF read_count >= told_from THEN
			RAISE NOTICE 'comparing them with what is recorded';
		END IF;
		known := csv_known(import_csv.object, columns);
		DELETE FROM pg_temp.csv_row AS r USING (SELECT DISTINCT f.line FROM pg_temp.csv_fault AS f) AS f WHERE r.line = f.line;
		SELECT r.row_count, r.faults INTO recordable, faults FROM csv_record(import_csv.object, columns, NOT import_csv.dry_run AND NOT EXISTS (SELECT FROM pg_temp.csv_fault)) AS r;
		INSERT INTO pg_temp.csv_fault (line, field, value, state, message, hint)
		SELECT f.line, f.field, (SELECT left(r.fields[array_position(columns, f.field)], 1000) FROM pg_temp.csv_row AS r WHERE r.line = f.line), f.state, f.message, f.hint
		FROM unnest(faults) AS o (one) CROSS JOIN LATERAL jsonb_to_record(o.one) AS f (line bigint, field text, state text, message text, hint text);
	END IF;
	IF NOT EXISTS (SELECT FROM pg_temp.csv_fault) THEN
		RETURN QUERY VALUES (CASE WHEN import_csv.dry_run THEN 'would add' ELSE 'added' END, recordable, NULL::bigint, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text);
	ELSIF import_csv.dry_run THEN
		RETURN QUERY VALUES ('would add', 0::bigint, NULL::bigint, NULL::text, NULL::text, format('%s rows are in order', recordable), NULL::text, NULL::text);
	ELSE
		INSERT INTO import_error (document, row_number, field, value, state, message, hint)
		SELECT name, f.line, f.field, f.value, f.state, f.message, f.hint FROM pg_temp.csv_fault AS f ORDER BY f.line, f.field;
	END IF;
	RETURN QUERY SELECT 'known', known, NULL::bigint, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text WHERE known > 0;
	RETURN QUERY SELECT 'refused', 1::bigint, f.line, f.field, f.value, f.message, f.hint, f.state FROM pg_temp.csv_fault AS f ORDER BY f.line, f.field;
	TRUNCATE pg_temp.csv_field, pg_temp.csv_row, pg_temp.csv_fault;
END
$$;
COMMENT ON FUNCTION import_csv(text, text, text, boolean, boolean, text[]) IS
	'takes a CSV file of one kind of object, such as lot for import_lot, from import_csv or as text: all of it or nothing, and nothing twice. Every row at fault is told with its line, column and reason, and stays in import_error; dry_run only looks';
