-- docs/reference/vocabulary.md: the words that came with the extension, table by table.
SET search_path = pg_catalog, pg_temp;

SELECT $$# Vocabulary

The words that ledgers and rules refer to. Each table is in the schema `materials`, and each has a column `builtin`: true for
the rows below, which came with the extension. You may add rows of your own; those are yours, and `pg_dump` takes them along.
This page is made from the tables by `make reference`.$$;

-- One statement a table: heading, comment, column names, rows.
SELECT format($q$
SELECT %L;
SELECT '| ' || concat_ws(' | ', %s) || ' |' FROM materials.%I AS t WHERE builtin ORDER BY %s;
$q$,
	format(E'\n## %s\n\n%s%s.\n\n| %s |\n|%s', c.relname, upper(left(d.description, 1)), substr(d.description, 2),
		string_agg(a.attname, ' | ' ORDER BY a.attnum), repeat('---|', count(*)::integer)),
	string_agg(format(CASE WHEN a.attnum = 1 THEN $f$'`' || %I::text || '`'$f$ WHEN a.atttypid = 'boolean'::regtype THEN $f$CASE %I WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '' END$f$
		ELSE $f$coalesce(replace(%I::text, '|', '\|'), '')$f$ END, a.attname), ', ' ORDER BY a.attnum),
	c.relname,
	CASE WHEN bool_or(a.attname = 'stage_rank') THEN 'stage_rank, step COLLATE "C"' WHEN bool_or(a.attname = 'severity') THEN 'severity DESC, 1' ELSE '1' END)
FROM unnest(ARRAY['claim', 'unknown_reason', 'component_role', 'item_class', 'process_step', 'list', 'material', 'verdict']) WITH ORDINALITY AS w (name, place)
	JOIN pg_class AS c ON c.relname = w.name AND c.relnamespace = 'materials'::regnamespace
	JOIN pg_description AS d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'builtin'
GROUP BY w.place, c.relname, d.description
ORDER BY w.place
\gexec
