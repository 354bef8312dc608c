-- Questions to the catalogue whose right answer is "no rows": over everything that belongs to the extension, and
-- everything in a ledger that create_ledger makes.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT plan(29);

SELECT lives_ok($$SELECT materials.create_ledger('catalog_sanity')$$, 'a ledger is made');

-- Every object that answers for itself.  Array and row types, indexes, and sequences of identity columns come with another.
CREATE TEMP VIEW ours AS
WITH member AS (
	SELECT d.classid, d.objid
	FROM pg_depend AS d
		JOIN pg_extension AS x ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = x.oid AND d.deptype = 'e'
	WHERE x.extname = 'materials'
	UNION
	SELECT 'pg_namespace'::regclass, oid FROM pg_namespace WHERE nspname IN ('materials', 'catalog_sanity')
	UNION
	SELECT 'pg_class'::regclass, c.oid FROM pg_class AS c
	WHERE c.relnamespace = 'catalog_sanity'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
		AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
			AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))
	UNION
	SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace = 'catalog_sanity'::regnamespace
	UNION
	SELECT 'pg_operator'::regclass, oid FROM pg_operator WHERE oprnamespace = 'catalog_sanity'::regnamespace
	UNION
	SELECT 'pg_type'::regclass, t.oid FROM pg_type AS t
	WHERE t.typnamespace = 'catalog_sanity'::regnamespace AND t.typtype IN ('b', 'd', 'e', 'r') AND t.typelem = 0
	UNION
	SELECT 'pg_trigger'::regclass, t.oid FROM pg_trigger AS t
		JOIN pg_class AS c ON c.oid = t.tgrelid
	WHERE c.relnamespace = 'catalog_sanity'::regnamespace AND NOT t.tgisinternal
)
SELECT m.classid, m.objid, i.type, i.identity
FROM member AS m
	CROSS JOIN LATERAL pg_identify_object(m.classid, m.objid, 0) AS i
-- From 17 on an extension's array and row types are members of it too.
WHERE NOT EXISTS (SELECT FROM pg_type AS t WHERE m.classid = 'pg_type'::regclass AND t.oid = m.objid
	AND (t.typrelid <> 0 OR t.typsubscript = 'array_subscript_handler'::regproc));

CREATE TEMP VIEW our_function AS
SELECT o.identity, p.*, l.lanname
FROM ours AS o
	JOIN pg_proc AS p ON o.classid = 'pg_proc'::regclass AND o.objid = p.oid
	JOIN pg_language AS l ON l.oid = p.prolang;

CREATE TEMP VIEW our_base_type AS
SELECT o.identity, t.*
FROM ours AS o
	JOIN pg_type AS t ON o.classid = 'pg_type'::regclass AND o.objid = t.oid
WHERE t.typtype = 'b' AND t.typisdefined AND t.typsubscript <> 'array_subscript_handler'::regproc;

-- The net has caught what it is for; a query over nothing would find nothing.
SELECT cmp_ok((SELECT count(*) FROM ours WHERE type = needed.type), '>=', needed.count_min, format('objects are looked at: %s', needed.type))
FROM (VALUES ('function', 200::bigint), ('type', 14), ('operator', 60), ('operator class', 20), ('cast', 10), ('table', 30), ('view', 10), ('trigger', 20)) AS needed(type, count_min);

-- Comments.

SELECT is_empty($$
	SELECT o.type, o.identity
	FROM ours AS o
		LEFT JOIN pg_description AS d ON d.classoid = o.classid AND d.objoid = o.objid AND d.objsubid = 0
	WHERE coalesce(d.description, '') = ''
	ORDER BY 1, 2$$, 'every object has a comment');

SELECT is_empty($$
	SELECT o.identity, a.attname
	FROM ours AS o
		JOIN pg_class AS c ON o.classid = 'pg_class'::regclass AND o.objid = c.oid
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_description AS d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = a.attnum
	WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND coalesce(d.description, '') = ''
	ORDER BY 1, a.attnum$$, 'every column has a comment');

SELECT is_empty($$
	SELECT o.identity, a.attname, d.description
	FROM ours AS o
		JOIN pg_class AS c ON o.classid = 'pg_class'::regclass AND o.objid = c.oid
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_description AS d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = a.attnum
	WHERE c.relkind IN ('r', 'v') AND d.description IN (a.attname, replace(a.attname, '_', ' '), 'key')
	ORDER BY 1, a.attnum$$, 'and none only says its name again');

-- Functions.

-- VOLATILE and PARALLEL UNSAFE are what a function has when nobody thought about it.  Here are those meant to be so.
CREATE TEMP TABLE writes (proname name, why text);
INSERT INTO writes VALUES
	('create_ledger', 'makes a schema'),
	('upgrade_ledger', 'changes a schema'),
	('ledger_shape', 'runs the template'),
	('grant_ledger', 'grants rights'),
	('revoke_ledger', 'takes rights'),
	('ledger_regrant', 'grants rights'),
	('ledger_privilege_write', 'grants and takes rights'),
	('ledger_grant_begin', 'locks'),
	('disclose', 'records a disclosure'),
	('conceal', 'records a disclosure'),
	('disclosure_write', 'records a disclosure'),
	('publish', 'records a publication'),
	('withdraw_publication', 'records a publication'),
	('ledger_follow_name', 'changes functions of a renamed ledger'),
	('flow_guard_keys', 'rests triggers'),
	('issue_lock', 'locks what is issued of lots'),
	('issue_book', 'books what is issued of lots'),
	('issue_move', 'books what is issued of lots'),
	('determine', 'writes determinations'),
	('gate_lines', 'attaches triggers'),
	('gate_note', 'notes what is to be checked'),
	('gate_take', 'notes what was checked'),
	('ungate_lines', 'takes triggers away'),
	('knowledge_close', 'waits for those who record'),
	('knowledge_rests_on', 'keeps others from determining'),
	('maintain_flow', 'writes the flow store'),
	('flow_store_write', 'writes the flow store'),
	('flow_late_write', 'writes the flow store'),
	('pack_late_flow', 'writes the flow store'),
	('flow_record', 'records a lot'),
	('record_lot', 'records a lot'),
	('load_list_edition', 'records an edition of a list'),
	('epcis_import', 'records an EPCIS document'), ('epcis_take', 'records an EPCIS document'), ('epcis_gather', 'lays out rows in temporary tables'), ('epcis_lots', 'lays out rows in temporary tables'),
	('epcis_record_lots', 'records lots'), ('epcis_write_lots', 'records lots'), ('epcis_write_flow', 'records consumption'), ('epcis_write_transfers', 'records transfers'),
	('csv_read', 'reads what waits in the session'), ('input_faults', 'tries in subtransactions'), ('csv_open', 'lays out rows in temporary tables'), ('csv_check', 'lays out rows in temporary tables'), ('csv_known', 'lays out rows in temporary tables'),
	('csv_record', 'records rows of a file'), ('import_csv', 'records rows of a file'), ('import_party_rows', 'records parties'), ('import_interest_rows', 'records interests'),
	('import_lot_rows', 'records lots'), ('import_consumption_rows', 'records consumption'), ('import_transfer_rows', 'records transfers'),
	('decide_listing', 'records a decision'),
	('list_settle', 'records listings'),
	('follow_list', 'records listings'),
	('refresh_list_names', 'writes names of list entries'),
	('rescreen', 'writes pairs of party and entry'),
	('smallest_set', 'calls what it is told to'),
	('flow_books', 'tells what is being written'),
	('seal', 'seals rows'),
	('seal_turn', 'locks blocks'),
	('seal_relation', 'seals rows'),
	('seal_end', 'seals rows'),
	('tell_progress', 'tells what the clock says'),
	('refresh_bi', 'writes a snapshot'), ('refresh_origin', 'writes a snapshot'), ('refresh_concentration', 'writes a snapshot'), ('refresh_exposure', 'writes a snapshot'), ('refresh_coverage', 'writes a snapshot'), ('refresh_request', 'writes a snapshot'),
	('suppose', 'supposes, for the transaction'),
	('catenax_import', 'records a container'),
	('catenax_take_edges', 'records a container'),
	('catenax_take_parts', 'records a container'),
	('ask_suppliers', 'records questionnaires'), ('answer_lot', 'records a lot'), ('answer_fact', 'records a fact'),
	('mineral_company', 'records a party'), ('mineral_document', 'records a document'), ('mineral_smelter', 'records a party'), ('mineral_finding', 'records findings'),
	('refuse', 'records faults'), ('passport_import', 'records passports'), ('passport_take', 'records a passport'), ('passport_replace', 'records corrections'), ('passport_lot', 'records a lot'), ('passport_party', 'records a party'), ('passport_properties', 'records properties'),
	('gleif_import', 'records rows of a file'),
	('bods_import', 'records a document'),
	('bods_party_take', 'records a document'),
	('bods_place_take', 'records a document'),
	('bods_holding_take', 'records a document'),
	('number_ledger', 'changes sequences'), ('partition_ledger', 'makes a schema'), ('next_range', 'locks a table'), ('citus_server', 'makes a server'), ('distribute_ledger', 'makes a ledger elsewhere'),
	('shard_attach', 'records a shard'), ('shard_detach', 'lets a shard go'),
	('shard_connect', 'connects'), ('shard_disconnect', 'ends a connection'), ('shard_send', 'asks another server'), ('shard_take', 'asks another server'), ('shard_ask', 'asks other servers'), ('shard_rows', 'asks other servers'),
	('shard_of', 'asks other servers'), ('shard_status', 'asks other servers'), ('shard_screen', 'asks other servers'), ('shard_check', 'asks other servers'), ('shard_trace', 'asks other servers'), ('shard_origins', 'asks other servers'),
	('suppose_nothing', 'supposes, for the transaction'),
	('suppose_party', 'supposes, for the transaction'),
	('suppose_supplier', 'supposes, for the transaction'),
	('suppose_lot', 'supposes, for the transaction'),
	('suppose_interest', 'supposes, for the transaction'),
	('suppose_listing', 'supposes, for the transaction'),
	('suppose_declaration', 'supposes, for the transaction'),
	('suppose_property', 'supposes, for the transaction'),
	('suppose_phase', 'supposes, for the transaction'),
	('suppose_export_stop', 'supposes, for the transaction');

SELECT is_empty($$
	SELECT identity FROM our_function
	WHERE provolatile = 'v' AND prorettype <> 'trigger'::regtype AND proname NOT IN (SELECT proname FROM writes)
	ORDER BY 1$$, 'functions that do not write are STABLE or IMMUTABLE');

-- A setting cannot be changed in parallel, and these change one for the time of a verdict.
SELECT is_empty($$
	SELECT identity FROM our_function
	WHERE proparallel = 'u' AND prorettype <> 'trigger'::regtype AND proname NOT IN (SELECT proname FROM writes)
		AND NOT (provolatile = 's' AND proname ~ '^(to_settle|to_fix|supplier_questions|settle_|fix_|verify$|verify_register$|former_bytes$|sealed_bytes$|inclusion_proof$|row_leaf$|proof_leaf$|export_proof$|rows_hidden$)')
	ORDER BY 1$$, 'functions that do not write say how parallel they may run');

SELECT is_empty($$
	SELECT proname FROM writes WHERE proname NOT IN (SELECT proname FROM our_function WHERE provolatile = 'v')
	$$, 'each function listed as writing is there and VOLATILE');

SELECT is_empty($$
	SELECT identity FROM our_function
	WHERE NOT proisstrict AND pronargs > 0 AND pronargdefaults = 0 AND prokind = 'f'
		-- The planner opens a function in SQL only where it is not STRICT.
		AND lanname <> 'sql'
		-- It is there for NULL.
		AND oid <> 'materials.named(text, text)'::regprocedure
		AND oid NOT IN (SELECT u.oid FROM pg_aggregate AS a,
			unnest(ARRAY[a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn]::oid[]) AS u(oid))
	ORDER BY 1$$, 'functions are STRICT unless an argument may be left out');

SELECT is_empty($$
	SELECT identity FROM our_function WHERE proretset AND prorows = 1000
	ORDER BY 1$$, 'functions that return sets state ROWS');

SELECT is_empty($$
	SELECT identity FROM our_function
	WHERE lanname = 'c' AND procost = 1 AND (proretset OR provolatile <> 'i') AND proname NOT IN ('as_of', 'known_at')
		AND 'internal'::regtype <> ALL (proargtypes::oid[])
	ORDER BY 1$$, 'C functions that return sets or read tables state COST');

SELECT is_empty($$
	SELECT identity FROM our_function WHERE prosecdef
	ORDER BY 1$$, 'no function is SECURITY DEFINER');

SELECT is_empty($$
	SELECT identity FROM our_function
	WHERE lanname NOT IN ('c', 'internal') AND prosqlbody IS NULL
		AND NOT EXISTS (SELECT FROM unnest(proconfig) AS c WHERE c LIKE 'search\_path=%')
	ORDER BY 1$$, 'functions that look names up when they run have a search_path of their own');

SELECT is_empty($$
	SELECT identity, c FROM our_function, unnest(proconfig) AS c
	WHERE c LIKE 'search\_path=%' AND (c ~ '\$user|\mpublic\M' OR c !~ '[=, ]pg_temp"?$')
	ORDER BY 1$$, 'such a search_path looks into pg_temp last, and into no schema that others may fill');

-- pg_upgrade makes functions before operator classes, and parses bodies of the SQL standard as it does.
SELECT is_empty($$
	SELECT DISTINCT f.identity, o.oprleft::regtype FROM our_function AS f JOIN pg_proc AS p ON p.oid = f.oid
		CROSS JOIN LATERAL regexp_matches(p.prosqlbody::text, ':eqop (\d+)', 'g') AS m (found) JOIN pg_operator AS o ON o.oid = m.found[1]::oid
	WHERE o.oprnamespace = 'materials'::regnamespace ORDER BY 1$$, 'no body of the SQL standard sorts or groups by a type of the extension, for pg_upgrade could not make the function');

-- Types and operators.

SELECT is_empty($$
	SELECT identity FROM our_base_type WHERE typsend = 0 OR typreceive = 0
	ORDER BY 1$$, 'every base type has binary input and output');

SELECT is_empty($$
	SELECT t.identity, p.identity
	FROM our_base_type AS t
		JOIN our_function AS p ON p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend)
	WHERE p.provolatile <> 'i' OR p.proparallel <> 's' OR NOT p.proisstrict
	ORDER BY 1$$, 'input and output are immutable, strict and parallel safe');

SELECT is_empty($$
	SELECT o.identity
	FROM ours AS o
	WHERE CASE WHEN o.classid = 'pg_opclass'::regclass THEN NOT amvalidate(o.objid) END
	ORDER BY 1$$, 'every operator class is valid');

SELECT is_empty($$
	SELECT t.identity
	FROM our_base_type AS t
	WHERE EXISTS (SELECT FROM pg_opclass AS c JOIN pg_am AS m ON m.oid = c.opcmethod WHERE c.opcintype = t.oid AND m.amname = 'btree')
		AND NOT EXISTS (
			SELECT FROM pg_opclass AS c
				JOIN pg_am AS m ON m.oid = c.opcmethod
				JOIN pg_amproc AS f ON f.amprocfamily = c.opcfamily AND f.amproclefttype = t.oid AND f.amprocrighttype = t.oid AND f.amprocnum = 2
			WHERE c.opcintype = t.oid AND m.amname = 'hash' AND c.opcdefault)
	ORDER BY 1$$, 'a type that sorts can also be hashed, with a 64-bit extended hash');

SELECT is_empty($$
	SELECT DISTINCT o.identity
	FROM ours AS o
		JOIN pg_operator AS p ON o.classid = 'pg_operator'::regclass AND o.objid = p.oid
		JOIN pg_amop AS a ON a.amopopr = p.oid AND a.amoppurpose = 's'
		JOIN pg_am AS m ON m.oid = a.amopmethod AND m.amname IN ('btree', 'hash')
	WHERE p.oprcom = 0 OR p.oprnegate = 0 OR p.oprrest = 0 OR p.oprjoin = 0
		OR (m.amname = 'btree' AND a.amopstrategy = 3 AND NOT (p.oprcanmerge AND p.oprcanhash))
	ORDER BY 1$$, 'comparisons know their commutator, negator and estimators; equality merges and hashes');

-- Tables.

SELECT is_empty($$
	SELECT o.identity
	FROM ours AS o
		JOIN pg_class AS c ON o.classid = 'pg_class'::regclass AND o.objid = c.oid
	WHERE c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'p')
	ORDER BY 1$$, 'every table has a primary key');

-- Leaving.

SELECT throws_ok('DROP EXTENSION materials', '2BP01', NULL, 'DROP EXTENSION is refused while a ledger exists');

SELECT * FROM finish();
ROLLBACK;
