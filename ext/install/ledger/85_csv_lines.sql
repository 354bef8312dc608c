-- CSV files, part one: how a file gets in, and what its columns are.  COPY brings it in as lines, into a temporary table of
-- the session: nobody else sees them, and nothing has to be cleaned up.

CREATE OR REPLACE FUNCTION csv_waiting() RETURNS TABLE (line text)
	LANGUAGE plpgsql STABLE PARALLEL RESTRICTED ROWS 10000 SET search_path FROM CURRENT
AS $$
BEGIN
	IF to_regclass('pg_temp.csv_line') IS NOT NULL THEN
		RETURN QUERY SELECT l.line FROM pg_temp.csv_line AS l ORDER BY l.id;
	END IF;
END
$$;
COMMENT ON FUNCTION csv_waiting() IS 'lines of the file that this session copied into import_csv last';

CREATE OR REPLACE VIEW import_csv WITH (security_invoker = true) AS
	SELECT w.line FROM csv_waiting() AS w;
COMMENT ON VIEW import_csv IS 'where COPY brings a CSV file in as it is, whatever its columns; import_csv() then checks and takes it. It holds the file that the session copied last, and nobody else''s';
COMMENT ON COLUMN import_csv.line IS 'line as it stands in the file';

CREATE OR REPLACE FUNCTION import_csv_begin() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF to_regclass('pg_temp.csv_line') IS NULL THEN
		CREATE TEMPORARY TABLE csv_line (id bigint GENERATED ALWAYS AS IDENTITY, line text CONSTRAINT csv_line_length CHECK (octet_length(line) <= 16777216));
		-- No other session gets at it, but this one may take another role.
		GRANT SELECT, INSERT, TRUNCATE ON pg_temp.csv_line TO PUBLIC;
	END IF;
	TRUNCATE pg_temp.csv_line;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION import_csv_begin() IS 'forgets the file that waits, for the next one';

CREATE OR REPLACE FUNCTION import_csv_line() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO pg_temp.csv_line (line) VALUES (NEW.line);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_csv_line() IS 'takes in one line of a file';

CREATE OR REPLACE TRIGGER import_begin BEFORE INSERT ON import_csv FOR EACH STATEMENT EXECUTE FUNCTION import_csv_begin();
COMMENT ON TRIGGER import_begin ON import_csv IS 'each COPY is a file of its own';
CREATE OR REPLACE TRIGGER import_line INSTEAD OF INSERT ON import_csv FOR EACH ROW EXECUTE FUNCTION import_csv_line();
COMMENT ON TRIGGER import_line ON import_csv IS 'each line goes through import_csv_line';

-- What the catalogue knows of the columns of an import view; what a code stands for, it does not know.
CREATE OR REPLACE FUNCTION csv_field(object text) RETURNS TABLE (field text, place integer, type regtype, register text, words regclass, word text, required boolean, is_key boolean)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	WITH home AS (
		SELECT p.relnamespace AS oid FROM pg_class AS p WHERE p.oid = 'party'::regclass
	), shape AS (
		SELECT v.oid AS view, t.oid AS kept
		FROM home AS h JOIN pg_class AS v ON v.relnamespace = h.oid AND v.relkind = 'v' AND v.relname = 'import_' || csv_field.object
			LEFT JOIN pg_class AS t ON t.relnamespace = h.oid AND t.relkind = 'r'
				AND t.relname = CASE csv_field.object WHEN 'component' THEN 'item_component' WHEN 'licence' THEN 'control_contract' WHEN 'list_entry' THEN 'list_row' ELSE csv_field.object END
		WHERE EXISTS (SELECT FROM pg_trigger AS g WHERE g.tgrelid = v.oid AND g.tgname = 'import')
	)
	SELECT a.attname::text, a.attnum::integer, a.atttypid::regtype, r.register, w.words, w.word,
		coalesce(b.attnotnull AND NOT b.atthasdef AND b.attidentity = '', false),
		a.attname = 'code' OR csv_field.object = 'contract_line' AND a.attname = 'line'
	FROM shape AS s JOIN pg_attribute AS a ON a.attrelid = s.view AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_attribute AS b ON b.attrelid = s.kept AND b.attname IN (a.attname::text, a.attname || '_id') AND NOT b.attisdropped
		LEFT JOIN (VALUES ('party', 'party'), ('owner', 'party'), ('owned', 'party'), ('operator', 'party'), ('maker', 'party'), ('producer', 'party'), ('issuer', 'party'), ('declarant', 'party'),
				('contractor', 'party'), ('buyer', 'party'), ('seller', 'party'), ('from_party', 'party'), ('to_party', 'party'), ('item', 'item'), ('component', 'item'), ('lot', 'lot'),
				('output_lot', 'lot'), ('input_lot', 'lot'), ('site', 'site'), ('event', 'event'), ('document', 'document'), ('programme', 'programme'), ('line', 'contract_line')) AS r (field, register)
			ON r.field = a.attname AND NOT (csv_field.object = 'contract_line' AND r.field = 'line')
		LEFT JOIN LATERAL (SELECT c.confrelid::regclass AS words, k.attname::text AS word
			FROM pg_constraint AS c JOIN pg_class AS v ON v.oid = c.confrelid JOIN pg_attribute AS k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
			WHERE c.conrelid = s.kept AND c.contype = 'f' AND c.conkey = ARRAY[b.attnum] AND v.relnamespace <> (SELECT h.oid FROM home AS h) LIMIT 1) AS w ON true;
END;
COMMENT ON FUNCTION csv_field(text) IS 'columns of the import view of an object: type, the register whose codes it takes, the vocabulary whose words it takes, whether it must be there, whether it names the row';

-- The hint names what was most likely meant: a word that differs in its letters' case, those of which the value is the beginning,
-- or else the one that is most alike.  Registers are looked through as far as that is quick.
CREATE OR REPLACE FUNCTION csv_meant(value text, register regclass, word text) RETURNS text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	meant text;
BEGIN
	EXECUTE format($q$
		WITH alike AS (
			SELECT r.word, CASE WHEN lower(r.word) = lower($1) THEN 1 WHEN starts_with(lower(r.word), lower($1) || '_') THEN 2 ELSE 3 END AS kind, materials.code_similarity(r.word, $1) AS similarity
			FROM (SELECT t.%1$I::text AS word FROM %2$s AS t LIMIT 100000) AS r WHERE lower(r.word) = lower($1) OR materials.code_similarity(r.word, $1) > 0.3
		), likely AS (
			SELECT a.word, a.kind, min(a.kind) OVER () AS best, row_number() OVER (ORDER BY a.kind, a.similarity DESC, a.word COLLATE "C") AS place FROM alike AS a
		)
		SELECT 'Did you mean ' || string_agg(format('"%%s"', l.word), ' or ' ORDER BY l.word COLLATE "C") || '?' FROM likely AS l WHERE l.place = 1 OR l.kind = 2 AND l.best = 2 AND l.place <= 4
		$q$, word, register) INTO meant USING value;
	RETURN meant;
END
$$;
COMMENT ON FUNCTION csv_meant(text, regclass, text) IS 'which codes or words were likely meant by a value, as a hint; NULL where none is alike';
