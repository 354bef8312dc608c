-- docs/reference/functions.md: every function, operator, cast and aggregate, of a ledger and of the extension.
SET search_path = ledger, materials, pg_catalog, pg_temp;

-- The questions and the calls that people make, in the order in which the page tells them.  All else is found by its kind.
CREATE TEMPORARY TABLE asked (part text NOT NULL, name text PRIMARY KEY, place integer NOT NULL GENERATED ALWAYS AS IDENTITY);
INSERT INTO asked (part, name)
SELECT p.part, n.name FROM (VALUES
	('Questions to a ledger', 'trace_up trace_down trace trace_edges trace_size origins paths path_chains evidence_path evidence_tier recall where_used where_used_total exposure exposure_total custody_chain custody_finding
		claimed_origin passport_origin smelter_standing control control_all control_contract_status integrated_ownership gleif_parent screen_party screen_name check check_all screen explain verdict_calendar verdict_diff to_settle to_fix
		concentration concentration_country supply single_points_of_failure no_alternate world_comparison expiring changes changes_total explode explode_material explode_origin'),
	('What if', 'suppose_supplier suppose_export_stop suppose_party suppose_interest suppose_listing suppose_lot suppose_declaration suppose_property suppose_phase suppose_nothing supposed'),
	('Pages and pictures', 'dossier_html dossier_json portfolio_html programme_html flow_svg flow_dot'),
	('Data in and out', 'import_csv csv_field record_lot epcis_import epcis_export epcis_history epcis_containment catenax_import catenax_export passport_import passport_export passport_missing bods_import bods_export gleif_import
		load_list_edition list_change rescreen decide_listing ask_suppliers questionnaire_sheet questionnaire_json'),
	('On record', 'determine replay gate_lines ungate_lines seal checkpoint verify inclusion_proof consistency_proof export_proof'),
	('Running a ledger', 'refresh_bi maintain_flow pack_late_flow trace_plan disclose conceal disclosed_at publish withdraw_publication shard_attach shard_detach shard_status shard_screen shard_check shard_trace shard_origins')) AS p (part, names)
	CROSS JOIN LATERAL regexp_split_to_table(p.names, '\s+') WITH ORDINALITY AS n (name, place);
CREATE TEMPORARY TABLE called (name text PRIMARY KEY, place integer NOT NULL GENERATED ALWAYS AS IDENTITY);
INSERT INTO called (name) VALUES ('create_ledger'), ('upgrade_ledger'), ('ledgers'), ('partition_ledger'), ('distribute_ledger'), ('number_ledger'), ('grant_ledger'), ('revoke_ledger'), ('as_of'), ('known_at'), ('unit'), ('share_text'), ('rule_state');

CREATE TEMPORARY VIEW function AS
SELECT p.oid, p.proname, n.nspname, p.prorettype, p.prokind, p.proretset, p.proargtypes,
	replace(CASE WHEN p.prorettype = 'record'::regtype AND p.proretset AND NOT 't' = ANY (p.proargmodes)
		THEN format('TABLE(%s)', (SELECT string_agg(format('%s %s', quote_ident(p.proargnames[i]), format_type(p.proallargtypes[i], NULL)), ', ' ORDER BY i)
			FROM generate_subscripts(p.proallargtypes, 1) AS i WHERE p.proargmodes[i] = 'o'))
		ELSE pg_get_function_result(p.oid) END, 'timestamp with time zone', 'timestamptz') AS result, replace(d.description, '|', '\|') AS description
FROM pg_proc AS p
	JOIN pg_namespace AS n ON n.oid = p.pronamespace
	LEFT JOIN pg_description AS d ON d.classoid = 'pg_proc'::regclass AND d.objoid = p.oid
WHERE n.nspname IN ('ledger', 'materials');

-- Inputs alone: what a set answers is told as its result.
CREATE TEMPORARY VIEW signed AS
SELECT f.*, format('%s(%s)', quote_ident(f.proname), coalesce((SELECT string_agg(concat_ws(' ', nullif(quote_ident(coalesce(p.proargnames[i], '')), '""'),
			replace(format_type(f.proargtypes[i - 1], NULL), 'timestamp with time zone', 'timestamptz'),
			'DEFAULT ' || CASE WHEN i > p.pronargs - p.pronargdefaults THEN regexp_replace(pg_get_function_arg_default(f.oid, i), '^(NULL|''[^'']*'')::[a-z ]+$', '\1') END), ', ' ORDER BY i)
		FROM generate_series(1, p.pronargs) AS i), '')) AS call
FROM function AS f JOIN pg_proc AS p ON p.oid = f.oid;

CREATE TEMPORARY VIEW base_type AS
SELECT t.oid, t.typname FROM pg_type AS t WHERE t.typnamespace = 'materials'::regnamespace AND t.typtype = 'b' AND t.typelem = 0;

-- What stands behind a type: its input and output, operators, casts, operator classes and aggregates call these.
CREATE TEMPORARY VIEW behind AS
SELECT u.oid FROM base_type AS b JOIN pg_type AS t ON t.oid = b.oid, unnest(ARRAY[t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze, t.typsubscript]::oid[]) AS u (oid)
UNION SELECT o.oprcode FROM pg_operator AS o
UNION SELECT o.amproc FROM pg_amproc AS o
UNION SELECT p.prosupport FROM pg_proc AS p
UNION SELECT u.oid FROM pg_aggregate AS a, unnest(ARRAY[a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn]::oid[]) AS u (oid);

-- The type that a function is about: the first of the extension's types among its arguments, else its result.
CREATE TEMPORARY VIEW about AS
SELECT f.oid, coalesce((SELECT b.typname FROM unnest(f.proargtypes::oid[]) WITH ORDINALITY AS a (type, place) JOIN base_type AS b ON b.oid = a.type ORDER BY a.place LIMIT 1),
	(SELECT b.typname FROM base_type AS b WHERE b.oid = f.prorettype),
	(SELECT b.typname FROM base_type AS b WHERE f.proname IN (b.typname || '_send', b.typname || '_out', b.typname || '_recv', b.typname || '_in'))) AS typname
FROM function AS f WHERE f.nspname = 'materials';

SELECT 1 / (SELECT (count(*) = 0)::integer FROM asked AS a WHERE NOT EXISTS (SELECT FROM function AS f WHERE f.nspname = 'ledger' AND f.proname = a.name)) AS every_question_is_there \gset
SELECT 1 / (SELECT (count(*) = 0)::integer FROM called AS a WHERE NOT EXISTS (SELECT FROM function AS f WHERE f.nspname = 'materials' AND f.proname = a.name)) AS every_call_is_there \gset

SELECT $$# Functions

Every function, operator and cast, by what people use them for. This page is made from the catalogue by `make reference`; the
same texts are in the database (`\df+`, `\do+`, `\dC+`; in psql they read best after `\x auto` and `\pset format wrapped`).

- Functions of the ledger's schema, so `acme.origins('LOT-1')`: [questions to a ledger](#questions-to-a-ledger), [what if](#what-if), [pages and pictures](#pages-and-pictures),
  [data in and out](#data-in-and-out), [on record](#on-record), [running a ledger](#running-a-ledger)
- [Calls of the extension](#calls-of-the-extension): functions of the schema `materials`
- [Facts as known](#facts-as-known), [numbers of codes](#numbers-of-codes), [steps of the questions](#steps-of-the-questions),
  [triggers](#triggers): what the questions and the import views of a ledger are built of
- [By type](#by-type): what each type can do
- [Steps of the extension](#steps-of-the-extension)

Arguments may be given by name (`by => 'country'`); those with a default may be left out. Functions of a ledger that read facts
are `STABLE`: they never write. Every one that takes `as_of` or `known_at` falls back on the [settings](settings.md).
$$;
SELECT CASE WHEN a.part IS DISTINCT FROM lag(a.part) OVER (ORDER BY a.place, s.call COLLATE "C") THEN format(E'## %s\n', a.part) ELSE '' END
	-- A name stands above the first of its calls.
	|| CASE WHEN s.proname IS DISTINCT FROM lag(s.proname) OVER (ORDER BY a.place, s.call COLLATE "C") THEN format(E'\n### %s\n', s.proname) ELSE '' END || format(E'\n%s%s.\n\n```\n%s\n```\n\nAnswers %s', CASE WHEN s.description ~ '^[a-z]+_' THEN left(s.description, 1) ELSE upper(left(s.description, 1)) END, substr(s.description, 2), s.call,
	CASE WHEN t.typrelid <> 0 THEN format(E'rows of `%s`:\n\n| Column | Type | Meaning |\n|---|---|---|\n%s', t.typname,
			(SELECT string_agg(format('| `%s` | `%s` | %s |', a.attname, format_type(a.atttypid, a.atttypmod), replace(coalesce(col_description(t.typrelid, a.attnum), ''), '|', '\|')), E'\n' ORDER BY a.attnum)
			FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
		WHEN s.result LIKE 'TABLE(%' THEN format('rows of `%s`.', regexp_replace(s.result, '^TABLE\((.*)\)$', '\1'))
		WHEN s.proretset THEN format('rows of `%s`.', regexp_replace(s.result, '^SETOF ', ''))
		ELSE format('`%s`.', s.result) END)
FROM asked AS a JOIN signed AS s ON s.nspname = 'ledger' AND s.proname = a.name JOIN pg_type AS t ON t.oid = s.prorettype
ORDER BY a.place, s.call COLLATE "C";

SELECT E'\n## Calls of the extension\n\n| Call | Answers | Meaning |\n|---|---|---|';
SELECT format('| `%s` | `%s` | %s |', replace(s.call, '|', '\|'), replace(s.result, '|', '\|'), s.description)
FROM called AS a JOIN signed AS s ON s.nspname = 'materials' AND s.proname = a.name ORDER BY a.place, s.call COLLATE "C";

CREATE TEMPORARY VIEW inner_function AS
SELECT s.*, CASE WHEN s.prorettype = 'trigger'::regtype THEN 'trigger' WHEN s.proname LIKE '%\_at' THEN 'fact' WHEN s.proname LIKE '%\_id' THEN 'number' ELSE 'step' END AS kind
FROM signed AS s WHERE s.nspname = 'ledger' AND s.proname NOT IN (SELECT a.name FROM asked AS a);
SELECT $$
## Facts as known

What the tables say on a day (`as_of`) and as far as it was known at an instant (`known_at`), corrected rows left out. Every
question reads the tables through these. Your own reports should too.

| Call | Meaning |
|---|---|$$;
SELECT format('| `%s` | %s |', call, description) FROM inner_function WHERE kind = 'fact' ORDER BY call COLLATE "C";
SELECT E'\n## Numbers of codes\n\n| Call | Meaning |\n|---|---|';
SELECT format('| `%s` | %s |', call, description) FROM inner_function WHERE kind = 'number' ORDER BY call COLLATE "C";
SELECT E'\n## Steps of the questions\n\nWhat the questions call. They may change from version to version.\n\n| Call | Meaning |\n|---|---|';
SELECT format('| `%s` | %s |', call, description) FROM inner_function WHERE kind = 'step' ORDER BY call COLLATE "C";
SELECT E'\n## Triggers\n\n| Function | Meaning |\n|---|---|';
SELECT format('| `%s` | %s |', call, description) FROM inner_function WHERE kind = 'trigger' ORDER BY call COLLATE "C";

SELECT $$
## By type

The operators stand in the schema `materials`: put it on the `search_path`, or write `OPERATOR(materials.=)`.
[What each type accepts](types.md)$$;
SELECT line FROM (
	SELECT b.typname, 0 AS place, '' AS name, format(E'\n### %s', b.typname) AS line FROM base_type AS b
	UNION ALL
	SELECT x.typname, 1, '', E'\n| Function | Answers | Meaning |\n|---|---|---|' FROM (SELECT DISTINCT a.typname FROM about AS a WHERE a.oid NOT IN (SELECT b.oid FROM behind AS b) AND a.typname IS NOT NULL) AS x
	UNION ALL
	SELECT a.typname, 2, s.call, format('| `%s`%s | `%s` | %s |', s.call, CASE s.prokind WHEN 'a' THEN ' aggregate' ELSE '' END, s.result, s.description)
	FROM about AS a JOIN signed AS s ON s.oid = a.oid WHERE a.oid NOT IN (SELECT b.oid FROM behind AS b)
	UNION ALL
	SELECT x.typname, 3, '', E'\n| Operator | Answers | Meaning |\n|---|---|---|'
	FROM base_type AS x WHERE EXISTS (SELECT FROM pg_operator AS o WHERE x.oid = CASE WHEN o.oprleft = 0 THEN o.oprright WHEN o.oprleft IN (SELECT b.oid FROM base_type AS b) THEN o.oprleft ELSE o.oprright END)
	UNION ALL
	SELECT x.typname, 4, concat(o.oprname, ' ', o.oprleft::regtype, ' ', o.oprright::regtype), format('| `%s` | `%s` | %s |', replace(concat_ws(' ', CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END, o.oprname, format_type(o.oprright, NULL)), '|', '\|'),
		format_type(o.oprresult, NULL), replace(obj_description(o.oid, 'pg_operator'), '|', '\|'))
	FROM base_type AS x JOIN pg_operator AS o ON x.oid = CASE WHEN o.oprleft = 0 THEN o.oprright WHEN o.oprleft IN (SELECT b.oid FROM base_type AS b) THEN o.oprleft ELSE o.oprright END
	WHERE o.oprnamespace = 'materials'::regnamespace
	UNION ALL
	SELECT x.typname, 5, '', E'\n| Cast | How | Meaning |\n|---|---|---|' FROM base_type AS x WHERE EXISTS (SELECT FROM pg_cast AS c WHERE x.oid IN (c.castsource, c.casttarget))
	UNION ALL
	SELECT x.typname, 6, concat(c.castsource::regtype, ' ', c.casttarget::regtype), format('| `%s` to `%s` | %s | %s |', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
		CASE c.castcontext WHEN 'i' THEN 'by itself' WHEN 'a' THEN 'in assignments' ELSE 'when asked' END, replace(obj_description(c.oid, 'pg_cast'), '|', '\|'))
	FROM base_type AS x JOIN pg_cast AS c ON x.oid = CASE WHEN c.castsource IN (SELECT b.oid FROM base_type AS b) THEN c.castsource ELSE c.casttarget END
	UNION ALL
	SELECT x.typname, 7, '', format(E'\nOperator classes: %s.', string_agg(format('`%s` (%s%s)', o.opcname, m.amname, CASE WHEN o.opcdefault THEN '' ELSE ', when named' END), ', ' ORDER BY m.amname COLLATE "C", o.opcname COLLATE "C"))
	FROM base_type AS x JOIN pg_opclass AS o ON o.opcintype = x.oid JOIN pg_am AS m ON m.oid = o.opcmethod GROUP BY x.typname
	UNION ALL
	SELECT a.typname, 8, '', format(E'\nBehind them: %s.', string_agg(format('`%s` (%s)', s.proname, s.description), ', ' ORDER BY s.proname COLLATE "C", s.call COLLATE "C"))
	FROM about AS a JOIN signed AS s ON s.oid = a.oid WHERE a.oid IN (SELECT b.oid FROM behind AS b) GROUP BY a.typname) AS l
WHERE l.typname IS NOT NULL
ORDER BY l.typname COLLATE "C", l.place, l.name COLLATE "C";

SELECT E'\n## Steps of the extension\n\nWhat the functions above call.\n\n| Call | Answers | Meaning |\n|---|---|---|';
SELECT format('| `%s` | `%s` | %s |', replace(s.call, '|', '\|'), replace(s.result, '|', '\|'), s.description)
FROM about AS a JOIN signed AS s ON s.oid = a.oid
WHERE a.typname IS NULL AND s.proname NOT IN (SELECT c.name FROM called AS c)
ORDER BY s.call COLLATE "C";
