-- CSV files, part two: the file as rows under the columns of an import view.

-- Headers are told apart by letters and digits alone; a column called "… unit" goes with the quantity of that name.
CREATE OR REPLACE FUNCTION csv_column(header text[], ignore text[]) RETURNS TABLE (place integer, name text, field text, unit_of text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED ROWS 20 SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN QUERY
	SELECT n.place, n.name, f.field, u.field
	FROM (SELECT h.place::integer AS place, h.name, btrim(regexp_replace(lower(h.name), '[^[:alnum:]]+', '_', 'g'), '_') AS word FROM unnest(csv_column.header) WITH ORDINALITY AS h (name, place)) AS n
		LEFT JOIN pg_temp.csv_field AS f ON f.field = n.word
		LEFT JOIN pg_temp.csv_field AS u ON f.field IS NULL AND u.type = 'materials.quantity'::regtype AND n.word = ANY (ARRAY[u.field || '_unit', CASE u.field WHEN 'quantity' THEN 'unit' END])
	WHERE n.name IS NULL OR n.name <> ALL (csv_column.ignore);
END
$$;
COMMENT ON FUNCTION csv_column(text[], text[]) IS 'what the columns of a file are by their header: a field of the import view, or the unit of one; import_csv calls it';

CREATE OR REPLACE FUNCTION csv_column_fault(object text, header text[], ignore text[]) RETURNS TABLE (field text, state text, message text, hint text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED ROWS 5 SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN QUERY
	WITH given AS MATERIALIZED (
		SELECT c.place, c.name, c.field, c.unit_of FROM csv_column(csv_column_fault.header, csv_column_fault.ignore) AS c
	)
	SELECT left(g.name, 64), '42703', format('"%s" has no column "%s"', csv_column_fault.object, left(g.name, 64)),
		format('%sColumns are %s. To leave a column out, say ignore => ARRAY[%L].',
			(SELECT format('Did you mean "%s"? ', k.field) FROM pg_temp.csv_field AS k WHERE materials.code_similarity(k.field, g.name) > 0.3 ORDER BY materials.code_similarity(k.field, g.name) DESC, k.place LIMIT 1),
			(SELECT string_agg(k.field, ', ' ORDER BY k.place) FROM pg_temp.csv_field AS k), left(g.name, 64))
	FROM given AS g WHERE g.field IS NULL AND g.unit_of IS NULL AND g.name IS NOT NULL
	UNION ALL
	SELECT NULL, '42703', format('column %s has no name', g.place), 'Each column has its name in the first line of the file.' FROM given AS g WHERE g.name IS NULL
	UNION ALL
	SELECT coalesce(g.field, g.unit_of), '42701', format('column "%s" is there %s times', left(min(g.name), 64), count(*)), 'Take out all but one.'
	FROM given AS g WHERE g.field IS NOT NULL OR g.unit_of IS NOT NULL GROUP BY g.field, g.unit_of HAVING count(*) > 1
	UNION ALL
	SELECT k.field, '42703', format('column "%s" is missing', k.field), coalesce((SELECT format('Column "%s" has its unit.', min(g.name)) FROM given AS g WHERE g.unit_of = k.field HAVING count(*) > 0), format('Each row of "%s" needs a value there.', csv_column_fault.object))
	FROM pg_temp.csv_field AS k WHERE (k.required OR k.field IN (SELECT g.unit_of FROM given AS g)) AND NOT EXISTS (SELECT FROM given AS g WHERE g.field = k.field);
END
$$;
COMMENT ON FUNCTION csv_column_fault(text, text[], text[]) IS 'what is wrong with the header of a file; import_csv calls it';

-- The text of a field as its type is to read it; a decimal comma changes places with the point, so that neither is read as the other.
CREATE OR REPLACE FUNCTION csv_expression(source text, unit text, type regtype, decimal_comma boolean) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE
		WHEN csv_expression.type = 'text[]'::regtype THEN format('CASE WHEN %1$s LIKE ''{%%'' THEN %1$s ELSE regexp_split_to_array(%1$s, ''\s*[;|]\s*'')::text END', csv_expression.source)
		WHEN csv_expression.unit IS NOT NULL THEN format('CASE WHEN %1$s IS NOT NULL THEN concat_ws('' '', %2$s, %3$s) END', csv_expression.source,
			CASE WHEN csv_expression.decimal_comma THEN format('translate(%s, '',.'', ''.,'')', csv_expression.source) ELSE csv_expression.source END, csv_expression.unit)
		WHEN csv_expression.decimal_comma AND (csv_expression.type = 'materials.quantity'::regtype OR csv_expression.type = 'materials.share'::regtype OR csv_expression.type = 'materials.fraction'::regtype OR csv_expression.type = 'numeric'::regtype)
			THEN format('translate(%s, '',.'', ''.,'')', csv_expression.source)
		ELSE csv_expression.source END;
END;
COMMENT ON FUNCTION csv_expression(text, text, regtype, boolean) IS 'expression for the text of a field, as its type is to read it';

CREATE OR REPLACE FUNCTION csv_start(content text DEFAULT NULL, OUT line bigint, OUT header text, OUT delimiter text)
	LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path FROM CURRENT
AS $$
BEGIN
	SELECT s.place, s.line INTO csv_start.line, csv_start.header
	FROM (SELECT r.line, row_number() OVER () AS place FROM csv_waiting() AS r WHERE content IS NULL
		UNION ALL SELECT r.line, r.place FROM regexp_split_to_table(left(content, 65536), '\r\n|\n|\r') WITH ORDINALITY AS r (line, place) WHERE content IS NOT NULL) AS s
	-- Spreadsheets may say in front of the header what separates columns.
	WHERE btrim(s.line, E' \t\r') <> '' AND s.line !~* '^.?"?sep=.?"?\s*$' ORDER BY s.place LIMIT 1;
	-- A mark of byte order may stand before it.
	IF convert_to(left(csv_start.header, 1), 'UTF8') = '\xefbbbf' THEN
		csv_start.header := substr(csv_start.header, 2);
	END IF;
	SELECT d.one INTO csv_start.delimiter FROM unnest(ARRAY[',', ';', E'\t', '|']) WITH ORDINALITY AS d (one, place)
	ORDER BY length(csv_start.header) - length(replace(csv_start.header, d.one, '')) DESC, d.place LIMIT 1;
END
$$;
COMMENT ON FUNCTION csv_start(text) IS 'first line of a file that is not empty, which is its header, and what separates its columns: comma, semicolon, tab or bar';

CREATE OR REPLACE FUNCTION csv_open(object text, decimal_comma boolean, ignore text[], content text DEFAULT NULL) RETURNS text[]
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	start record;
	header text[];
	fields text[];
	expressions text[];
	state text;
	message text;
	hint text;
	place text;
BEGIN
	-- Made once a session: what is made and dropped again keeps its locks to the end of the transaction.
	IF to_regclass('pg_temp.csv_row') IS NULL THEN
		CREATE TEMPORARY TABLE csv_field AS SELECT f.* FROM csv_field('') AS f;
		CREATE TEMPORARY TABLE csv_row (line bigint NOT NULL, fields text[] NOT NULL, fault text);
		CREATE INDEX csv_row_line ON pg_temp.csv_row (line);
		CREATE TEMPORARY TABLE csv_fault (line bigint, field text, value text, state text NOT NULL, message text NOT NULL, hint text);
		GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON pg_temp.csv_field, pg_temp.csv_row, pg_temp.csv_fault TO PUBLIC;
	END IF;
	TRUNCATE pg_temp.csv_field, pg_temp.csv_row, pg_temp.csv_fault;
	INSERT INTO pg_temp.csv_field SELECT f.* FROM csv_field(csv_open.object) AS f;
	SELECT s.line, s.header, s.delimiter INTO start FROM csv_start(csv_open.content) AS s;
	IF start.line IS NULL THEN
		INSERT INTO pg_temp.csv_fault (state, message, hint) VALUES ('22P04', 'the file is empty', 'Its first line names the columns.');
		RETURN NULL;
	END IF;
	BEGIN
		SELECT r.fields INTO header FROM materials.csv_read(format('%I', 'import_' || csv_open.object)::regclass, start.delimiter, start.header) AS r;
		-- Columns at the end that have no name are to be empty throughout.
		header := header[:greatest((SELECT max(h.place) FROM unnest(header) WITH ORDINALITY AS h (name, place) WHERE h.name IS NOT NULL), 1)];
		INSERT INTO pg_temp.csv_fault (line, field, value, state, message, hint)
		SELECT start.line, f.field, NULL, f.state, f.message, f.hint FROM csv_column_fault(csv_open.object, header, csv_open.ignore) AS f
		UNION ALL
		SELECT start.line, NULL, NULL, '22P04', 'the header names no column', 'The first line names the columns.' WHERE NOT EXISTS (SELECT FROM csv_column(header, csv_open.ignore) AS c WHERE c.field IS NOT NULL);
		IF FOUND THEN
			RETURN NULL;
		END IF;
		SELECT array_agg(c.field ORDER BY c.place), array_agg(csv_expression(format('r.fields[%s]', c.place), 'r.fields[' || u.place || ']', f.type, csv_open.decimal_comma) ORDER BY c.place) INTO fields, expressions
		FROM csv_column(header, csv_open.ignore) AS c JOIN pg_temp.csv_field AS f ON f.field = c.field LEFT JOIN csv_column(header, csv_open.ignore) AS u ON u.unit_of = c.field;
		EXECUTE format($q$
			INSERT INTO pg_temp.csv_row (line, fields, fault)
			SELECT r.line, ARRAY[%s], CASE WHEN cardinality(r.fields) < $4 OR cardinality(array_remove(r.fields[$4 + 1:], NULL)) > 0 THEN format('the row has %%s fields, the header %%s', cardinality(r.fields), $4) END
			FROM materials.csv_read($1, $2, $3) AS r WHERE r.line > $5
			$q$, array_to_string(expressions, ', ')) USING format('%I', 'import_' || csv_open.object)::regclass, start.delimiter, csv_open.content, cardinality(header), start.line;
	EXCEPTION WHEN bad_copy_file_format OR program_limit_exceeded OR character_not_in_repertoire THEN
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, place = PG_EXCEPTION_CONTEXT;
		INSERT INTO pg_temp.csv_fault (line, state, message, hint) VALUES (substring(place FROM 'CSV line (\d+)')::bigint, state, message, nullif(hint, ''));
		RETURN NULL;
	END;
	INSERT INTO pg_temp.csv_fault (line, state, message, hint)
	SELECT r.line, '22P04', r.fault, 'Is a separator missing, or not in quotation marks?' FROM pg_temp.csv_row AS r WHERE r.fault IS NOT NULL;
	DELETE FROM pg_temp.csv_row AS r WHERE r.fault IS NOT NULL;
	IF pg_has_role((SELECT c.relowner FROM pg_class AS c WHERE c.oid = 'pg_temp.csv_row'::regclass), 'USAGE') THEN
		ANALYZE pg_temp.csv_row;
	END IF;
	RETURN fields;
END
$$;
COMMENT ON FUNCTION csv_open(text, boolean, text[], text) IS 'reads a file into a temporary table under the columns of an import view, and tells these; import_csv calls it';
