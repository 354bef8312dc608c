-- What every identifier type must have: binary I/O, operators, operator classes, casts, comments, and plans that use them.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;
SELECT no_plan();

CREATE TEMPORARY TABLE kind (name text, id oid, low text, high text);
INSERT INTO kind (name, low, high) VALUES
	('country', 'CN', 'DE'), ('lei', '001GPB6A9XPE8XJICC14', 'ZZG38T0MDR3QY1ETUA76'), ('cage', '1WL43', 'K0656'),
	('uei', 'T53MCMLTWK59', 'YNDUZMUZF8H8'), ('nsn', '6135-01-440-7774', '6135-01-441-0402'), ('gtin', '00614141777778', '70614141123451'),
	('gln', '4012345000054', '9521987000018'), ('sscc', '040123450000003338', '095212340000000174'), ('cas', '96-49-1', '554-13-2'),
	('ec', '201-004-7', '231-102-5'), ('hs', '8507', '850760');
UPDATE kind SET id = ('materials.' || name)::regtype;

-- The type itself.
SELECT is(array[typinput, typoutput, typreceive, typsend]::oid[],
	array['materials.' || name || '_in', 'materials.' || name || '_out', 'materials.' || name || '_recv', 'materials.' || name || '_send']::regproc[]::oid[],
	name || ' has text and binary input and output')
FROM kind JOIN pg_type AS t ON t.oid = kind.id;
SELECT is(typcategory, 'S'::"char", name || ' is in the category of strings') FROM kind JOIN pg_type AS t ON t.oid = kind.id;
SELECT is(typispreferred, false, name || ' is never preferred over text') FROM kind JOIN pg_type AS t ON t.oid = kind.id;

-- Operator classes, complete with what makes sorting, deduplication and hash partitions fast.
SELECT is((SELECT array_agg(amname ORDER BY amname) FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod WHERE opcintype = id AND opcdefault AND amvalidate(pg_opclass.oid)),
	ARRAY['btree', 'hash']::name[], name || ' has valid default btree and hash classes') FROM kind;
SELECT is((SELECT array_agg(amprocnum ORDER BY amprocnum) FROM pg_amproc JOIN pg_opfamily AS f ON f.oid = amprocfamily JOIN pg_am ON pg_am.oid = opfmethod
	WHERE amproclefttype = id AND amname = 'btree'), ARRAY[1, 2, 4]::smallint[], name || ' compares, sorts and deduplicates in btree') FROM kind;
SELECT is((SELECT array_agg(amprocnum ORDER BY amprocnum) FROM pg_amproc JOIN pg_opfamily AS f ON f.oid = amprocfamily JOIN pg_am ON pg_am.oid = opfmethod
	WHERE amproclefttype = id AND amname = 'hash'), ARRAY[1, 2]::smallint[], name || ' has hash and extended hash') FROM kind;
SELECT is((SELECT array_agg(oprname::text ORDER BY oprname::text COLLATE "C") FROM pg_operator
	WHERE oprleft = id AND oprright = id AND oprname IN ('<', '<=', '=', '<>', '>=', '>') AND oprcom <> 0 AND oprnegate <> 0 AND oprrest <> 0 AND oprjoin <> 0),
	ARRAY['<', '<=', '<>', '=', '>', '>='], name || ' has six comparisons with commutator, negator and estimators') FROM kind;
SELECT ok(oprcanhash AND oprcanmerge, name || ' can be joined by hash and by merge') FROM kind JOIN pg_operator ON oprleft = id AND oprright = id AND oprname = '=';

-- Functions are labelled, and comparisons let a row-level policy use an index.
SELECT is((SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc AS p WHERE (id = ANY (proargtypes) OR prorettype = id OR proname LIKE name || '\_%')
	AND pronamespace = 'materials'::regnamespace AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'sql')
	AND proname NOT IN ('flow_record', 'supposed_country') AND NOT (provolatile = 'i' AND proisstrict AND proparallel = 's')), NULL, name || ': functions are immutable, strict and parallel safe') FROM kind;
SELECT is((SELECT count(*) FROM pg_operator JOIN pg_proc AS p ON p.oid = oprcode WHERE oprleft = id AND oprright = id AND NOT proleakproof), 0::bigint,
	name || ': operators are leakproof') FROM kind;

-- Casts: from varchar anywhere, with text when stored, and no others.
SELECT is((SELECT array_agg(format('%s>%s %s', castsource::regtype, casttarget::regtype, castcontext) ORDER BY castcontext, castsource::regtype::text COLLATE "C")
	FROM pg_cast WHERE (castsource = id OR casttarget = id) AND castmethod = 'i'),
	CASE WHEN name < 'text' COLLATE "C" THEN ARRAY[format('%s>text a', name), format('text>%s a', name), format('character varying>%s i', name)]
		ELSE ARRAY[format('text>%s a', name), format('%s>text a', name), format('character varying>%s i', name)] END, name || ' has its three casts') FROM kind;

-- Nothing without a comment.
SELECT is(array_agg(pg_describe_object(classid, objid, 0)), NULL, 'every object of the identifier types has a comment')
FROM (
	SELECT 'pg_type'::regclass AS classid, id AS objid FROM kind
	UNION ALL SELECT 'pg_proc'::regclass, p.oid FROM pg_proc AS p JOIN kind ON id = ANY (proargtypes) OR prorettype = id OR proname LIKE name || '\_%' WHERE pronamespace = 'materials'::regnamespace
	UNION ALL SELECT 'pg_operator'::regclass, o.oid FROM pg_operator AS o JOIN kind ON id IN (oprleft, oprright)
	UNION ALL SELECT 'pg_cast'::regclass, c.oid FROM pg_cast AS c JOIN kind ON id IN (castsource, casttarget)
	UNION ALL SELECT 'pg_opclass'::regclass, c.oid FROM pg_opclass AS c JOIN kind ON id = opcintype
	UNION ALL SELECT 'pg_opfamily'::regclass, opcfamily FROM pg_opclass AS c JOIN kind ON id = opcintype
) AS object
WHERE obj_description(objid, classid::regclass::name) IS NULL;

-- Plans: each kind of join and each kind of index is taken when the others are switched off.
CREATE FUNCTION pg_temp.plan_nodes(query text, switched_off text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	setting text;
	plan jsonb;
BEGIN
	FOREACH setting IN ARRAY switched_off LOOP
		PERFORM set_config(setting, 'off', true);
	END LOOP;
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	FOREACH setting IN ARRAY switched_off LOOP
		PERFORM set_config(setting, 'on', true);
	END LOOP;
	RETURN (SELECT string_agg(node #>> '{}', ' > ') FROM jsonb_path_query(plan, 'strict $.**."Node Type"') AS node);
END $$;
CREATE FUNCTION pg_temp.make_table(name text, method text, low text, high text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TEMPORARY TABLE %I (code materials.%I)', name || '_' || method, name);
	EXECUTE format('INSERT INTO %I SELECT CASE WHEN n = 1 THEN %L::materials.%I ELSE %L END FROM generate_series(1, 500) AS n', name || '_' || method, low, name, high);
	EXECUTE format('CREATE INDEX ON %I USING %I (code)', name || '_' || method, method);
	EXECUTE format('ANALYZE %I', name || '_' || method);
	RETURN quote_ident(name || '_' || method);
END $$;
CREATE TEMPORARY TABLE made AS SELECT kind.*, method, pg_temp.make_table(name, method, low, high) AS place FROM kind, unnest(ARRAY['btree', 'hash']) AS method;

SELECT matches(pg_temp.plan_nodes(format('SELECT * FROM %s AS a JOIN %s AS b USING (code)', place, place), '{enable_nestloop,enable_mergejoin}'), '^Hash Join', name || ' joins by hash')
FROM made WHERE method = 'btree';
SELECT matches(pg_temp.plan_nodes(format('SELECT * FROM %s AS a JOIN %s AS b USING (code)', place, place), '{enable_nestloop,enable_hashjoin}'), '^Merge Join', name || ' joins by merge')
FROM made WHERE method = 'btree';
SELECT matches(pg_temp.plan_nodes(format('SELECT count(*) FROM %s GROUP BY code', place), '{enable_sort,enable_indexscan,enable_indexonlyscan,enable_bitmapscan}'), 'Aggregate > Seq Scan', name || ' groups by hash')
FROM made WHERE method = 'hash';
SELECT matches(pg_temp.plan_nodes(format('SELECT * FROM %s WHERE code = %L', place, low), '{enable_seqscan}'), 'Index', name || ': a ' || method || ' index finds a value')
FROM made;
SELECT matches(pg_temp.plan_nodes(format('SELECT * FROM %s WHERE code = %L::varchar', place, low), '{enable_seqscan}'), 'Index', name || ': a ' || method || ' index finds a varchar')
FROM made;
SELECT matches(pg_temp.plan_nodes(format('SELECT * FROM %s WHERE code = ANY (%L::varchar[])', place, ARRAY[low, high]), '{enable_seqscan}'), 'Index', name || ': an index finds a list of varchar')
FROM made WHERE method = 'btree';
SELECT matches(pg_temp.plan_nodes(format('SELECT * FROM %s WHERE code < %L', place, high), '{enable_seqscan}'), 'Index', name || ': a btree index finds a range')
FROM made WHERE method = 'btree';

-- Soft errors, on servers that have them: no exception, and the same message and detail.
CREATE FUNCTION pg_temp.soft_error(value text, type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	soft text;
BEGIN
	EXECUTE 'SELECT concat_ws(''|'', message, detail, sql_error_code) FROM pg_input_error_info($1, $2)' INTO soft USING value, type;
	RETURN soft;
END $$;
CREATE FUNCTION pg_temp.hard_error(value text, type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE format('SELECT %L::%s', value, type);
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws('|', SQLERRM, detail, SQLSTATE);
END $$;
SELECT CASE WHEN to_regproc('pg_input_error_info') IS NULL THEN skip('this server has no soft errors', 1)
	ELSE is(pg_temp.soft_error(low || '?', 'materials.' || name), pg_temp.hard_error(low || '?', 'materials.' || name), name || ' has soft errors') END FROM kind;
SELECT matches(pg_temp.hard_error(low || '?', 'materials.' || name), '"\?"; .*\.\|22P02$', name || ' says which character is wrong') FROM kind;

SELECT * FROM finish();
ROLLBACK;
