-- docs/reference/settings.md: what can be set.
SET search_path = pg_catalog, pg_temp;
SELECT materials.as_of() IS NULL AS loaded \gset

SELECT $$# Settings

What the extension lets you set, for a session (`SET`), a transaction (`SET LOCAL`), a role or a database
(`ALTER ROLE … SET`, `ALTER DATABASE … SET`), or the whole server (`postgresql.conf`). No restart is needed.
A session checks them from the first use of the extension on; a bad day or instant that was set before is refused at that use.
This page is made from the catalogue by `make reference`.

| Setting | Default | Range | Meaning |
|---|---|---|---|$$;
SELECT format('| `%s` | %s | %s | %s |', name,
	CASE WHEN boot_val = '' THEN 'empty' WHEN unit = 'kB' THEN format('`%sMB`', (boot_val::numeric / 1024)::bigint) ELSE format('`%s%s`', boot_val, coalesce(unit, '')) END,
	CASE WHEN min_val IS NULL THEN CASE vartype WHEN 'string' THEN 'text' WHEN 'enum' THEN array_to_string(enumvals, ', ') ELSE vartype END ELSE format('%s to %s%s', min_val, max_val, coalesce(' ' || unit, '')) END,
	replace(concat_ws(' ', short_desc, extra_desc), '|', '\|'))
FROM pg_settings WHERE name LIKE 'materials.%' ORDER BY name COLLATE "C";

SELECT $$
## The two time axes

`materials.as_of` is a day, written `2028-03-01`. It says on which day facts are asked: who owned whom, which declaration
was valid, which waiver covered the day. `materials.known_at` is an instant with its offset, written `2026-11-21T12:00:00Z`.
It says what had been recorded by then. Arguments `as_of` and `known_at` of a question go before the settings; left out
or `NULL`, they take the settings. The written form is the same whatever `DateStyle` and `TimeZone` say; anything else is refused (22023).

```sql
SET materials.as_of = '2028-03-01';
SELECT materials.as_of();
SET materials.as_of = '1.3.2028';
```

```text
   as_of
------------
 2028-03-01
(1 row)

ERROR:  invalid value for parameter "materials.as_of": "1.3.2028"
DETAIL:  A day is written as in 2026-11-21.
```

## The limits of a walk

`materials.walk_memory` bounds what one walk through lots or owners may allocate. More is an error (54000) with the setting in its hint.
`materials.exact_bits` sets how long fractions may grow inside a walk: a longer one becomes a range that contains the exact value. [How exact shares are](../concepts/share.md#how-exact-it-is)$$;
