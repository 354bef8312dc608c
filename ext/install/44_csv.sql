-- CSV files: reading them as the server reads them (ext/server/csv_read.c), values that are none (ext/server/input_faults.c),
-- and words that were meant.

CREATE FUNCTION materials.csv_read(relation pg_catalog.regclass, delimiter pg_catalog.text, content pg_catalog.text DEFAULT NULL, OUT line pg_catalog.int8, OUT fields pg_catalog.text[]) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 100000 COST 100000;
COMMENT ON FUNCTION materials.csv_read(regclass, text, text) IS
	'rows of a CSV file with the lines on which they begin, read by the server''s own reader of COPY: of a text, or, where that is NULL, of what this session copied into import_csv; the relation is the one that pg_stat_progress_copy names';

CREATE FUNCTION materials.input_faults("values" pg_catalog.text[], types pg_catalog.regtype[]) RETURNS pg_catalog.text[]
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 20;
COMMENT ON FUNCTION materials.input_faults(text[], regtype[]) IS
	'which texts are no values of their types, each as place, SQLSTATE, message, detail and hint; NULL where all are. Days are read as year, month, day only';

CREATE FUNCTION materials.code_similarity(a pg_catalog.text, b pg_catalog.text) RETURNS pg_catalog.float4
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT similarity(code_similarity.a, code_similarity.b);
END;
COMMENT ON FUNCTION materials.code_similarity(text, text) IS 'how alike two words are, by pg_trgm, wherever that is installed';

CREATE FUNCTION materials.country_meant(name pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH asked AS (
		SELECT lower(btrim(country_meant.name) COLLATE pg_catalog."C") AS word
	), alike AS (
		SELECT c.code::text AS code, n.name, lower(n.name COLLATE pg_catalog."C") = a.word AS same
		FROM asked AS a CROSS JOIN materials.countries() AS c (code) CROSS JOIN LATERAL (SELECT materials.country_name(c.code)) AS n (name)
		WHERE length(a.word) >= 4 AND position(a.word IN lower(n.name COLLATE pg_catalog."C")) > 0
	)
	SELECT 'Did you mean ' || string_agg(format('"%s" (%s)', a.code, a.name), ' or ' ORDER BY a.code COLLATE pg_catalog."C") || '?'
	FROM (SELECT x.code, x.name, x.same, bool_or(x.same) OVER () AS found FROM alike AS x) AS a WHERE a.same OR NOT a.found HAVING count(*) <= 3;
END;
COMMENT ON FUNCTION materials.country_meant(text) IS 'the codes of countries whose short English name is, or has in it, a text that is no code, as a hint; NULL where none is like that, or many are';
