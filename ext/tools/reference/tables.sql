-- docs/reference/tables.md: tables and views of a ledger, tables and composite types of the extension, column by column.
SET search_path = ledger, materials, pg_catalog, pg_temp;

CREATE TEMPORARY VIEW relation AS
SELECT c.oid, c.relname, c.relkind, n.nspname, d.description, a.attnum, a.attname, x.description AS meaning,
	format('`%s`', format_type(a.atttypid, a.atttypmod)) AS type,
	concat_ws(', ',
		CASE WHEN (SELECT p.conkey[1] = a.attnum AND cardinality(p.conkey) = 1 FROM pg_constraint AS p WHERE p.conrelid = c.oid AND p.contype = 'p') THEN 'primary key'
			WHEN a.attnum = ANY ((SELECT p.conkey FROM pg_constraint AS p WHERE p.conrelid = c.oid AND p.contype = 'p')::smallint[]) THEN 'part of the primary key'
			WHEN a.attnotnull THEN 'not null' END,
		(SELECT CASE WHEN cardinality(u.conkey) = 1 THEN 'unique' ELSE format('unique with %s', (SELECT string_agg(format('`%s`', o.attname), ', ' ORDER BY o.attnum)
				FROM pg_attribute AS o WHERE o.attrelid = c.oid AND o.attnum = ANY (u.conkey) AND o.attnum <> a.attnum)) END
			FROM pg_constraint AS u WHERE u.conrelid = c.oid AND u.contype = 'u' AND a.attnum = ANY (u.conkey) ORDER BY u.conname COLLATE "C" LIMIT 1),
		(SELECT format('references `%s`', f.confrelid::regclass) FROM pg_constraint AS f WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attnum = ANY (f.conkey) ORDER BY f.conname COLLATE "C" LIMIT 1),
		CASE WHEN a.attidentity <> '' THEN 'numbered by itself' END,
		(SELECT format('default `%s`', pg_get_expr(v.adbin, v.adrelid)) FROM pg_attrdef AS v WHERE v.adrelid = c.oid AND v.adnum = a.attnum)) AS rule
FROM pg_class AS c
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_description AS d ON d.classoid = CASE c.relkind WHEN 'c' THEN 'pg_type'::regclass ELSE 'pg_class'::regclass END AND d.objsubid = 0
		AND d.objoid = CASE c.relkind WHEN 'c' THEN c.reltype ELSE c.oid END
	LEFT JOIN pg_description AS x ON x.classoid = 'pg_class'::regclass AND x.objoid = c.oid AND x.objsubid = a.attnum
WHERE n.nspname IN ('ledger', 'materials') AND c.relkind IN ('r', 'p', 'v', 'c');

CREATE TEMPORARY VIEW page AS
SELECT r.nspname, r.relkind, r.relname, 0 AS place, format(E'\n### %s\n\n%s%s.\n\n| Column | Type | %sMeaning |\n|---|---|%s---|', r.relname, upper(left(r.description, 1)), substr(r.description, 2),
	CASE WHEN r.relkind IN ('r', 'p') THEN 'Rule | ' ELSE '' END, CASE WHEN r.relkind IN ('r', 'p') THEN '---|' ELSE '' END) AS line
FROM relation AS r GROUP BY r.nspname, r.relkind, r.relname, r.description
UNION ALL
SELECT r.nspname, r.relkind, r.relname, r.attnum, format('| `%s` | %s | %s%s |', r.attname, r.type,
	CASE WHEN r.relkind IN ('r', 'p') THEN replace(r.rule, '|', '\|') || ' | ' ELSE '' END, replace(r.meaning, '|', '\|'))
FROM relation AS r;

SELECT $$# Tables and views

What a ledger holds, and what the extension brings. This page is made from the catalogue by `make reference`; the same comments
are in the database, where `\d+` and BI tools show them.

- [Tables of a ledger](#tables-of-a-ledger): the facts. Append-only: a wrong row is named in `correction`.
- [Import views](#import-views): the same facts as people write them down, by codes. INSERT and COPY go in here, SELECT shows them.
- [Tables of the extension](#tables-of-the-extension): vocabulary and law, one set for all ledgers of the database, in the schema `materials`.
  Rows that came with the extension are [listed apart](vocabulary.md).

`references` names a table of the same ledger or of the extension. The types are described in [Types](types.md).

## Tables of a ledger$$;
SELECT line FROM page WHERE nspname = 'ledger' AND relkind IN ('r', 'p') ORDER BY relname COLLATE "C", place;
SELECT E'\n## Import views\n\nA row of these goes through a trigger that looks its codes up. A column left out takes the default of its table.';
SELECT line FROM page WHERE nspname = 'ledger' AND relkind = 'v' AND relname LIKE 'import\_%' ORDER BY relname COLLATE "C", place;
SELECT E'\n## Other views' WHERE EXISTS (SELECT FROM page WHERE nspname = 'ledger' AND relkind = 'v' AND relname NOT LIKE 'import\_%');
SELECT line FROM page WHERE nspname = 'ledger' AND relkind = 'v' AND relname NOT LIKE 'import\_%' ORDER BY relname COLLATE "C", place;
SELECT E'\n## Tables of the extension';
SELECT line FROM page WHERE nspname = 'materials' AND relkind IN ('r', 'p') ORDER BY relname COLLATE "C", place;
SELECT E'\n## Rows that questions answer' WHERE EXISTS (SELECT FROM page WHERE relkind = 'c');
SELECT line FROM page WHERE relkind = 'c' ORDER BY relname COLLATE "C", place;
SELECT E'\n## Domains\n\n| Domain | Of | Meaning |\n|---|---|---|';
SELECT format('| `%s` | `%s` | %s |', t.typname, format_type(t.typbasetype, t.typtypmod), replace(obj_description(t.oid, 'pg_type'), '|', '\|'))
FROM pg_type AS t WHERE t.typnamespace = 'materials'::regnamespace AND t.typtype = 'd' ORDER BY t.typname COLLATE "C";
