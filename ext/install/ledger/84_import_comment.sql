-- A column of an import view that is called like a column of its table means the same: it takes over that comment.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT v.relname AS view_name, a.attname AS column_name, coalesce(col_description(t.oid, b.attnum), CASE a.attname
			WHEN 'valid_from' THEN 'first day on which it holds; empty where there is none'
			WHEN 'valid_to' THEN 'last day on which it holds; empty where there is none'
			WHEN 'party' THEN 'code of the party it is about' END) AS comment
		FROM pg_class AS v
			JOIN pg_attribute AS a ON a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped
			LEFT JOIN pg_class AS t ON t.relnamespace = v.relnamespace AND t.relkind = 'r' AND t.relname = CASE v.relname
				WHEN 'import_component' THEN 'item_component' WHEN 'import_licence' THEN 'control_contract' ELSE substr(v.relname, 8) END
			LEFT JOIN pg_attribute AS b ON b.attrelid = t.oid AND b.attname = a.attname
		WHERE v.relkind = 'v' AND v.relname LIKE 'import\_%' AND col_description(v.oid, a.attnum) IS NULL
			AND v.relnamespace = (SELECT p.relnamespace FROM pg_class AS p WHERE p.oid = 'import_party'::regclass)
	LOOP
		EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', one.view_name, one.column_name, one.comment);
	END LOOP;
	FOR one IN
		SELECT v.relname AS view_name, p.proname AS function_name
		FROM pg_trigger AS t JOIN pg_class AS v ON v.oid = t.tgrelid JOIN pg_proc AS p ON p.oid = t.tgfoid
		WHERE t.tgname = 'import' AND v.relnamespace = (SELECT p.relnamespace FROM pg_class AS p WHERE p.oid = 'import_party'::regclass)
	LOOP
		EXECUTE format('COMMENT ON TRIGGER import ON %I IS %L', one.view_name, format('each row inserted goes through %s', one.function_name));
	END LOOP;
END
$$;
