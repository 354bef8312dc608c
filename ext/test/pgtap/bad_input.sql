-- Bad input of every kind: the documented SQLSTATE and message (docs/reference/errors.md), and not a row more than before.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('bad_input') \g /dev/null
SET search_path = bad_input, materials, public;
SELECT no_plan();

INSERT INTO import_party (code, name, incorporated_in, lei) VALUES ('MAKER', 'Maker', 'US', '5493001KJTIIGC8Y1R12'), ('OWNER', 'Owner', 'DE', NULL);
INSERT INTO import_interest (owner, owned, share) VALUES ('OWNER', 'MAKER', '30%');
INSERT INTO import_item (code, name, class, unit_mass) VALUES ('CELL', 'Cell', 'cell', '70 g'), ('PACK', 'Pack', 'pack', NULL);
INSERT INTO import_lot (code, item, made_on, quantity, primary_source) VALUES
	('EARLY', 'CELL', '2026-01-01', '100 each', false), ('LATE', 'CELL', '2026-06-01', '100 each', false),
	('MADE', 'PACK', '2026-03-01', '10 each', false), ('ORE', 'CELL', '2026-01-01', '5 each', true), ('WRONG', 'CELL', '2026-01-01', '50 each', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MADE', 'EARLY', '60 each');
INSERT INTO correction (relation, row_id, reason) VALUES ('lot', lot_id('WRONG'), 'never made');
INSERT INTO import_document (code, kind, title) VALUES ('DOC', 'other', 'Document');

-- In the messages "…" stands for anything; errors.md has them in the same words.
CREATE TEMPORARY TABLE bad (id serial, kind text, statement text, state text, message text);
INSERT INTO bad (kind, statement, state, message) VALUES
	('wrong check digit', $$INSERT INTO import_party (code, name, lei) VALUES ('X', 'X', '5493001KJTIIGC8Y1R13')$$, '22P02', 'invalid input syntax for type …: "…"'),
	('wrong check digit', $$INSERT INTO party_identifier (party_id, scheme, value) VALUES (party_id('MAKER'), 'GLN', '4012345000000')$$, '22P02', 'invalid input syntax for type …: "…"'),
	('wrong check digit', $$INSERT INTO import_item (code, name, class, gtin) VALUES ('X', 'X', 'cell', '4006381333932')$$, '22P02', 'invalid input syntax for type …: "…"'),
	('duplicate identifier', $$INSERT INTO import_party (code, name, incorporated_in, lei) VALUES ('X', 'X', 'US', '5493001KJTIIGC8Y1R12')$$, '23505', 'duplicate key value violates unique constraint "…"'),
	('duplicate identifier', $$INSERT INTO import_party (code, name) VALUES ('MAKER', 'Another')$$, '23505', 'duplicate key value violates unique constraint "…"'),
	('duplicate identifier', $$INSERT INTO import_lot (code, item, quantity) VALUES ('EARLY', 'CELL', '1 each')$$, '23505', 'duplicate key value violates unique constraint "…"'),
	('unknown country', $$INSERT INTO import_party (code, name, incorporated_in) VALUES ('X', 'X', 'HUR')$$, '22P02', 'invalid input syntax for type …: "…"'),
	('unknown country', $$INSERT INTO import_site (code, name, country) VALUES ('X', 'X', 'ZZ')$$, '22P02', 'invalid input syntax for type …: "…"'),
	('no unit', $$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'CELL', '12')$$, '22P02', 'invalid input syntax for type …: "…"'),
	('unknown unit', $$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'CELL', '12 stone')$$, '22P02', 'invalid input syntax for type …: "…"'),
	('quantity out of range', $$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'CELL', '1e30 kg')$$, '22003', 'quantity out of range: "…"'),
	('share above one', $$INSERT INTO import_interest (owner, owned, metric, share) VALUES ('OWNER', 'MAKER', 'voting', '101%')$$, '22P02', 'invalid input syntax for type …: "…"'),
	('unit mismatch', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MADE', 'EARLY', '1 kg')$$, '22023', 'cannot draw "…" from lot "…"'),
	('unit mismatch', $$INSERT INTO import_item (code, name, class, unit_mass) VALUES ('X', 'X', 'cell', '1 each')$$, '23514', 'new row for relation "…" violates check constraint "…"'),
	('negative quantity', $$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'CELL', '-5 each')$$, '23514', 'new row for relation "…" violates check constraint "…"'),
	('negative quantity', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MADE', 'EARLY', '-1 each')$$, '23514', 'new row for relation "…" violates check constraint "…"'),
	('negative quantity', $$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'CELL', '0 each')$$, '23514', 'new row for relation "…" violates check constraint "…"'),
	('negative cost', $$INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('MADE', 'EARLY', '1 each', -1, 'USD')$$, '23514', 'new row for relation "…" violates check constraint "…"'),
	('cost that is no number', $$INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('MADE', 'EARLY', '1 each', 'NaN', 'USD')$$, '23514', 'new row for relation "…" violates check constraint "…"'),
	('over-consumption', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MADE', 'EARLY', '41 each')$$, '23514', 'lot "…" would be over-consumed'),
	('over-consumption', $$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT lot_id('MADE'), lot_id('EARLY'), '1 each' FROM generate_series(1, 41)$$, '23514', 'lot "…" would be over-consumed'),
	('later lot', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MADE', 'LATE', '1 each')$$, '23514', 'lot "…" cannot have gone into lot "…", which was made before it'),
	('its own input', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MADE', 'MADE', '1 each')$$, '23514', 'new row for relation "…" violates check constraint "…"'),
	('input of a primary source', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('ORE', 'EARLY', '1 each')$$, '23514', 'lot "…" cannot have the input "…"'),
	('corrected lot', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MADE', 'WRONG', '1 each')$$, '23514', 'lot "…" or "…" was corrected'),
	('second statement of an interest', $$INSERT INTO import_interest (owner, owned, share) VALUES ('OWNER', 'MAKER', '31%')$$, '23P01', 'the … interest of "…" in "…" is already recorded'),
	('unknown code', $$INSERT INTO import_interest (owner, owned, share) VALUES ('X', 'MAKER', '31%')$$, '23503', 'there is no party "…"'),
	('unknown code', $$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'X', '1 each')$$, '23503', 'there is no item "…"'),
	('unknown code', $$INSERT INTO import_lot (code, item, site, quantity) VALUES ('X', 'CELL', 'X', '1 each')$$, '23503', 'there is no site "…"'),
	('unknown code', $$INSERT INTO import_transfer (lot) VALUES ('X')$$, '23503', 'there is no lot "…"'),
	('unknown code', $$INSERT INTO import_declaration (claim, party, document) VALUES ('ownership_complete', 'MAKER', 'X')$$, '23503', 'there is no document "…"'),
	('unknown code', $$INSERT INTO import_contract_line (contract, line, programme, item, quantity) VALUES ('X', 'X', 'X', 'CELL', '1 each')$$, '23503', 'there is no programme "…"'),
	('unknown code', $$INSERT INTO import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES ('X', 'X', 'X', 'X', '2028-01-01', '2028-12-31')$$, '23503', 'there is no contract line "…"'),
	('unknown word', $$INSERT INTO import_item (code, name, class) VALUES ('X', 'X', 'gadget')$$, '23503', 'insert or update on table "…" violates foreign key constraint "…"'),
	('claim about the wrong thing', $$INSERT INTO import_declaration (claim, party) VALUES ('inputs_complete', 'MAKER')$$, '23514', 'the claim "…" cannot be about "…"'),
	('waiver without end', $$INSERT INTO import_waiver (code, rule, item, granted_by) VALUES ('X', 'X', 'PACK', 'X')$$, '23502', 'waiver "…" has no first or no last day'),
	('unknown property', $$INSERT INTO import_item_property (item, property, value) VALUES ('PACK', 'colour', 'red')$$, '23503', 'there is no property "…"'),
	('property of something else', $$INSERT INTO import_item_property (item, property, value) VALUES ('PACK', 'signed_on', '2026-01-01')$$, '23514', 'property "…" cannot be recorded of a …'),
	('property of something else', $$INSERT INTO import_item_property (item, property, value) VALUES ('PACK', 'class', 'pack')$$, '23514', 'property "…" cannot be recorded of a …'),
	('correction of nothing', $$INSERT INTO correction (relation, row_id, reason) VALUES ('lot', 0, 'x')$$, '23503', 'there is no row … in table "…"'),
	('replaced by a corrected row', $$INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', lot_id('LATE'), lot_id('WRONG'), 'x')$$, '23514', 'row … of table "…" was corrected itself'),
	('evidence for nothing', $$INSERT INTO evidence (relation, row_id, document_id) VALUES ('lot', 0, document_id('DOC'))$$, '23503', 'there is no row … in table "…"'),
	('change of what was recorded', $$UPDATE lot SET quantity = '1 each'$$, '55000', 'table "…" is append-only: … is refused'),
	('change of what was recorded', $$DELETE FROM consumption$$, '55000', 'table "…" is append-only: … is refused'),
	('change of what was recorded', $$TRUNCATE declaration$$, '55000', 'table "…" is append-only: … is refused'),
	('NUL', $$INSERT INTO import_party (code, name) VALUES ('X', convert_from('\x410042', 'UTF8'))$$, '22021', 'invalid byte sequence for encoding "…": 0x00'),
	('NUL', $$COPY import_party (code, name) FROM PROGRAM 'printf "X,A\\000B\\n"' (FORMAT csv)$$, '22021', 'invalid byte sequence for encoding "…": 0x00'),
	('NUL', $$INSERT INTO import_party (code, name) VALUES ('X', '{"name": "A\u0000B"}'::jsonb ->> 'name')$$, '22P05', 'unsupported Unicode escape sequence'),
	('edition without rows', $$SELECT * FROM load_list_edition('1260H', 'X', '2026-01-01', '[]')$$, '22023', 'edition "…" of list "…" has no rows'),
	('edition without day', $$SELECT * FROM load_list_edition('1260H', 'X', NULL, '[{"name": "X"}]')$$, '22004', 'an edition has no list, name or day of release'),
	('unknown list', $$INSERT INTO import_list_entry (list, edition, name) VALUES ('X', 'X', 'X')$$, '23503', 'there is no list "…"'),
	('unknown edition', $$SELECT * FROM load_list_edition('1260H', 'X', '2026-01-01', '[{"name": "X"}]', replaces => 'Y')$$, '23503', 'there is no edition "…" of list "…"'),
	('unknown entry', $$SELECT decide_listing('MAKER', '1260H', 'X', 'confirmed', 'X')$$, '23503', 'there is no entry "…" of list "…"'),
	('unknown word', $$SELECT decide_listing('MAKER', '1260H', 'X', 'maybe', 'X')$$, '22023', 'there is no decision "…"'),
	('decision without reason', $$SELECT decide_listing('MAKER', '1260H', 'X', 'confirmed', '')$$, '22023', 'a decision gives no reason'),
	('blank code', $$INSERT INTO import_party (code, name) VALUES (' MAKER2 ', 'X')$$, '23514', 'value for domain … violates check constraint "…"'),
	('blank code', $$INSERT INTO import_party (code, name) VALUES ('', 'X')$$, '23514', 'value for domain … violates check constraint "…"'),
	('1 MB', $$INSERT INTO import_party (code, name) VALUES (repeat('x', 1000000), 'X')$$, '23514', 'value for domain … violates check constraint "…"'),
	('1 MB', $$INSERT INTO import_party (code, name, lei) VALUES ('X', 'X', repeat('é', 500000)::lei)$$, '22P02', 'invalid input syntax for type …: "…"'),
	('1 MB', $$INSERT INTO import_party (code, name, incorporated_in) VALUES ('X', 'X', repeat('é', 500000)::country)$$, '22P02', 'invalid input syntax for type …: "…"'),
	('1 MB', $$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'CELL', (repeat('7', 1000000) || ' kg')::quantity)$$, '22003', 'quantity out of range: "…"'),
	('1 MB', $$INSERT INTO import_interest (owner, owned, share) VALUES (repeat('x', 200), 'MAKER', '10%')$$, '23503', 'there is no party "…"'),
	('1 MB', $$SELECT lot_id(repeat('x', 1000000))$$, '23503', 'there is no lot "…"'),
	('1 MB', $$INSERT INTO party_identifier (party_id, scheme, value) VALUES (party_id('MAKER'), 'BPN', repeat('x', 1000000))$$, '23514', 'new row for relation "…" violates check constraint "…"'),
	('a statement whose second row is bad', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('MADE', 'EARLY', '40 each'), ('MADE', 'EARLY', '1 each')$$, '23514', 'lot "…" would be over-consumed'),
	('a ledger that is there', $$SELECT materials.create_ledger('bad_input')$$, '42P06', 'schema "…" already exists'),
	('a name that is taken', $$SELECT materials.create_ledger('pg_x')$$, '3F000', 'a ledger cannot be called "…"'),
	('no such ledger', $$SELECT materials.upgrade_ledger('nowhere')$$, '3F000', 'there is no ledger "…"'),
	('too fine', $$SELECT '1e-22 kg'::quantity$$, '22003', 'quantity too fine to be exact: "…"'),
	('too large', $$SELECT repeat('7', 100000)::fraction * repeat('7', 100000)::fraction * repeat('7', 100000)::fraction * repeat('7', 100000)::fraction$$, '54000', 'value too large for type …: "…"'),
	('1 MB', $$SELECT repeat('7', 1000000)::fraction$$, '22P02', 'invalid input syntax for type …: "…"'),
	('1 MB', $$SELECT (repeat('7', 1000000) || '%')::share$$, '22P02', 'invalid input syntax for type …: "…"'),
	('dimensions', $$SELECT quantity '1 kg' + '1 each'$$, '22023', 'cannot … quantities of different dimensions'),
	('unit', $$SELECT amount('1 kg', 'furlong')$$, '22P02', 'invalid unit: "…"'),
	('unit', $$SELECT amount('1 kg', 'each')$$, '22023', 'cannot tell … in a unit of …'),
	('decimals', $$SELECT amount_rounded('1 kg', 'kg', -1)$$, '22023', 'invalid number of decimals: …'),
	('decimals', $$SELECT round_down('1/3', -1)$$, '22023', 'number of digits … is out of range'),
	('decimals', $$SELECT amount('1 each', 'dozen')$$, '22003', '"…" has no finite decimal in the unit "…"'),
	('range', $$SELECT quantity '1e16 kg' * 1000$$, '22003', 'quantity out of range'),
	('range', $$SELECT quantity '1e-21 kg' * 0.1$$, '22003', 'result is too fine to be an exact quantity'),
	('share', $$SELECT share('1/3', '1/2', '<>')$$, '22023', 'invalid bounds of a share: "…"'),
	('share', $$SELECT share('1/2', '1/3')$$, '22023', 'invalid share: "…"'),
	('share', $$SELECT share('1/2', '2')$$, '22003', 'invalid share: "…"'),
	('fraction', $$SELECT 'NaN'::numeric::fraction$$, '22023', 'cannot convert … to fraction'),
	('fraction', $$SELECT fraction '1/2' / '0'$$, '22012', 'division by zero'),
	('fraction', $$SELECT share '60%' + share '50%'$$, '22003', 'sum of shares exceeds the whole'),
	('question', $$SELECT * FROM "check"('X')$$, '23503', 'there is no … "…"'),
	('question', $$SELECT * FROM "check"('CELL', subject_kind => 'pack')$$, '22023', 'there is no kind of subject "…"'),
	('question', $$SELECT * FROM trace_up('EARLY', 'weight')$$, '22023', 'there is no basis "…"'),
	('question', $$SELECT * FROM trace('EARLY', 'sideways')$$, '22023', 'there is no direction "…"'),
	('question', $$SELECT * FROM origins('EARLY', by => 'colour')$$, '22023', 'there is no grouping "…"'),
	('question', $$SELECT * FROM "check"('EARLY', 'X')$$, '22023', 'there is no rule "…"'),
	('question', $$SELECT * FROM control('MAKER', 'X')$$, '22023', 'there is no doctrine "…"'),
	('question', $$SELECT * FROM "check"('EARLY', policies => '{"x": "y"}')$$, '22023', 'there is no policy "…"'),
	('question', $$SELECT * FROM control('MAKER', policies => '{"x": "y"}')$$, '22023', 'doctrine "…" has no policy "…"'),
	('question', $$SELECT * FROM "check"('EARLY', policies => '{"tracing": "y"}')$$, '22023', 'policy "…" cannot be "…"'),
	('question', $$SELECT * FROM "check"('EARLY', policies => '[]')$$, '22023', 'policies are not a JSON object: "…"'),
	('question', $$SELECT * FROM flow_walk(0, 1, 'up', 'mass', 'infinity')$$, '42P01', 'there is no table with OID …');

CREATE FUNCTION pg_temp.row_total() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	name text;
	count bigint;
	total bigint := 0;
BEGIN
	FOR name IN SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'bad_input'::regnamespace AND c.relkind = 'r' LOOP
		EXECUTE format('SELECT count(*) FROM %I', name) INTO count;
		total := total + count;
	END LOOP;
	RETURN total;
END
$$;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.row_total() AS rows, (SELECT string_agg(b::text, ',' ORDER BY lot_id) FROM lot_balance AS b) AS balance;

CREATE FUNCTION pg_temp.attempt(statement text, OUT state text, OUT message text, OUT detail text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	state := '00000';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
END
$$;
CREATE TEMPORARY TABLE answer AS SELECT b.*, a.state AS state_seen, a.message AS message_seen, a.detail FROM bad AS b CROSS JOIN LATERAL pg_temp.attempt(b.statement) AS a;

SELECT is(state_seen, state, format('%s: %s', kind, left(statement, 100))) FROM answer ORDER BY id;
SELECT ok(message_seen LIKE replace(replace(replace(message, '\', '\\'), '_', '\_'), '…', '%'), format('%s says "%s" (%s)', kind, message, left(message_seen, 120))) FROM answer ORDER BY id;
SELECT ok(octet_length(message_seen) < 500 AND octet_length(coalesce(detail, '')) < 1000, format('%s: the message does not echo what was given at full length', kind)) FROM answer WHERE kind = '1 MB' ORDER BY id;
SELECT is(pg_temp.row_total(), rows, 'no row was left behind') FROM before;
SELECT is((SELECT string_agg(b::text, ',' ORDER BY lot_id) FROM lot_balance AS b), balance, 'and nothing was booked') FROM before;

-- The reference has each of these messages with its SQLSTATE.
\set reference `cat docs/reference/errors.md`
CREATE TEMPORARY TABLE documented AS
	SELECT m[1] AS state, m[2] AS message FROM regexp_matches(:'reference', '^\| `([0-9A-Z]{5})` \| ([^|]+) \|', 'gn') AS m;
SELECT cmp_ok(count(*), '>', 30::bigint, 'the reference is read') FROM documented;
SELECT ok(EXISTS (SELECT FROM documented AS d WHERE d.state = a.state AND d.message = a.message), format('errors.md has %s %s', a.state, a.message))
FROM (SELECT DISTINCT state, message FROM answer) AS a ORDER BY a.state, a.message;

-- The other way round: what the sources can say is in the reference, in the same words.
\set said `grep -rhoiE "message :?= (format\()?'([^']|'')*'|errmsg\(\"([^\"\\]|\\\\.)*\"" ext/install ext/core ext/server ext/types ext/graph ext/ledger ext/rules ext/module.c 2>/dev/null`
CREATE TEMPORARY TABLE said AS
	SELECT DISTINCT regexp_replace(replace(regexp_replace(l, '^(message :?= (format\()?''|errmsg\(")|[''"]$', '', 'gi'), '\"', '"'), '%(zu|ll[du]|[0-9.]*[sdu])', '…', 'g') AS message
	FROM regexp_split_to_table(:'said', E'\n') AS l WHERE l <> '';
-- The page may name the types or settings for which a message has a placeholder, or the other way round.
CREATE FUNCTION pg_temp.same_message(text, text) RETURNS boolean LANGUAGE sql AS $$
	SELECT $1 LIKE replace(replace($2, '_', '\_'), '…', '%') OR $2 LIKE replace(replace($1, '_', '\_'), '…', '%')
$$;
SELECT cmp_ok(count(*), '>', 60::bigint, 'the sources are read') FROM said;
SELECT ok(EXISTS (SELECT FROM documented AS d WHERE pg_temp.same_message(s.message, d.message)), format('errors.md has "%s"', s.message)) FROM said AS s ORDER BY s.message;
SELECT ok(EXISTS (SELECT FROM said AS s WHERE pg_temp.same_message(s.message, d.message)) OR EXISTS (SELECT FROM answer AS a WHERE a.message = d.message)
	OR d.state = '40001', format('"%s" of errors.md is said somewhere', d.message)) FROM documented AS d ORDER BY d.message;
SELECT * FROM finish();
ROLLBACK;
