-- CSV files: all of a file or nothing, every fault told at once, nothing twice, whatever the file looks like.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('import_csv') \g /dev/null
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'csv_feed') THEN CREATE ROLE csv_feed; END IF; END $$;
SELECT materials.grant_ledger('import_csv', 'csv_feed', 'recorder') \g /dev/null
SELECT no_plan();
-- Memory, while this session has done nothing else.  Lines go into local buffers, so that the most that this process had is its own.
SAVEPOINT memory;
SET LOCAL search_path = import_csv, materials, public;
CREATE FUNCTION pg_temp.most_mb() RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s*(\d+) kB')::integer / 1024 $$;
CREATE FUNCTION pg_temp.held_mb() RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT sum(m.total_bytes)::integer / 1048576 FROM pg_backend_memory_contexts AS m $$;
COPY import_csv FROM PROGRAM 'echo code,material,quantity,source; seq -f "S%.0f,steel,1 kg,x$(printf %1000s y)" 1 2000' CSV QUOTE e'\1' DELIMITER e'\2';
SELECT row_count AS few_rows FROM import_csv('lot') \gset
SELECT pg_temp.most_mb() AS most_at_first, pg_temp.held_mb() AS held_at_first \gset
COPY import_csv FROM PROGRAM 'echo code,material,quantity,source; seq -f "T%.0f,steel,1 kg,x$(printf %1000s y)" 1 12000' CSV QUOTE e'\1' DELIMITER e'\2';
SELECT pg_temp.most_mb() AS most_of_lines \gset
SELECT row_count AS many_rows FROM import_csv('lot') \gset
SELECT pg_temp.held_mb() AS held_at_last \gset
ROLLBACK TO memory;
SELECT is(:few_rows + :many_rows, 14000, 'files of 2 and 12 MB are taken');
SELECT cmp_ok(:most_of_lines - :most_at_first, '<', 6, 'bringing in six times the lines takes no more memory');
SELECT cmp_ok(:held_at_last - :held_at_first, '<', 10, 'nor does recording six times the rows hold more');
SELECT is_empty($$SELECT v.relname FROM pg_class AS v JOIN pg_trigger AS t ON t.tgrelid = v.oid JOIN pg_proc AS f ON f.oid = t.tgfoid
	WHERE v.relnamespace = 'import_csv'::regnamespace AND v.relkind = 'v' AND t.tgtype & 1 = 1 AND f.prosrc ~ 'RETURN NEW'$$, 'triggers of views give back copies, as the server keeps a row that is given back itself until COPY ends');
-- Everything here is done by one who may record, and no more.
SET ROLE csv_feed;
SET search_path = import_csv, materials, public;
CREATE FUNCTION pg_temp.said(object text, content text, dry_run boolean DEFAULT false, decimal_comma boolean DEFAULT false, ignore text[] DEFAULT '{}') RETURNS text[] LANGUAGE sql AS $$
	SELECT array_agg(concat_ws(' ', CASE WHEN i.outcome <> 'refused' THEN concat_ws(' ', i.outcome, i.row_count) END, i.line, i.field, i.value, i.state) ORDER BY i.outcome, i.line, i.field)
	FROM import_csv(object, content => content, dry_run => dry_run, decimal_comma => decimal_comma, ignore => ignore) AS i;
$$;

-- COPY brings a file in; it is looked at, taken, and known when it comes again.
SELECT throws_ok($$SELECT import_csv('party')$$, '55000', 'no file waits', 'there is nothing to take yet');
COPY import_csv FROM stdin CSV QUOTE e'\1' DELIMITER e'\2';
Code,Name,"Incorporated in",Source
MAKER,"Maker, ""Sons"" & Co",US,"two
lines"

 FILM ,Film,KR,
,,,
OWNER,Owner,DE,\N
\.
SELECT is(count(*), 7::bigint, 'the lines wait as they are') FROM import_csv;
SELECT results_eq($$SELECT outcome, row_count FROM import_csv('party', dry_run => true)$$, $$VALUES ('would add', 3::bigint)$$, 'a dry run tells what would be added');
SELECT is_empty('SELECT FROM party', 'and adds nothing');
SELECT results_eq($$SELECT outcome, row_count FROM import_csv('party', 'parties.csv')$$, $$VALUES ('added', 3::bigint)$$, 'the file is taken');
SELECT results_eq($$SELECT code::text, name, incorporated_in::text, source FROM import_party ORDER BY code$$,
	$$VALUES ('FILM', 'Film', 'KR', NULL), ('MAKER', 'Maker, "Sons" & Co', 'US', E'two\nlines'), ('OWNER', 'Owner', 'DE', '\N')$$, 'with quotation marks and line breaks, without blanks around, empty rows and fields');
SELECT results_eq($$SELECT outcome, row_count FROM import_csv('party', 'parties.csv')$$, $$VALUES ('added', 0::bigint), ('known', 3)$$, 'again it adds nothing');

-- Every fault of every row at once, each with its line, column and value; nothing of the file is taken.
SELECT is(pg_temp.said('lot', E'code,material,producer,country,made_on,quantity\nA,steel,MAKER,US,2026-01-01,1 kg\nB,steal,NOBODY,Korea,05.03.2026,"0,5 t"\nC,steel,MAKER,US,2026-02-30,\n,steel,,,,1 kg\nD,steel,MAKER,US\nE,steel,,,,-5 kg\nF,steel,,,,1 furlong\n'),
	ARRAY['3 country Korea 22P02', '3 made_on 05.03.2026 22007', '3 material steal 23503', '3 producer NOBODY 23503', '3 quantity 0,5 t 22P02', '4 made_on 2026-02-30 22008', '4 quantity 23502', '5 code 23502', '6 22P04', '7 quantity -5 kg 23514', '8 quantity 1 furlong 22P02'],
	'all faults of all rows');
SELECT is_empty('SELECT FROM lot', 'nothing of it is taken, not even what is right');
SELECT results_eq($$SELECT row_number, field, value, state FROM import_error WHERE document = 'lot.csv' AND row_number < 5 ORDER BY id$$,
	$$VALUES (3::bigint, 'country', 'Korea', '22P02'), (3, 'made_on', '05.03.2026', '22007'), (3, 'material', 'steal', '23503'), (3, 'producer', 'NOBODY', '23503'), (3, 'quantity', '0,5 t', '22P02'), (4, 'made_on', '2026-02-30', '22008'), (4, 'quantity', NULL, '23502')$$,
	'the faults stay');
SELECT results_eq($$SELECT field, hint FROM import_error WHERE row_number = 3 AND field <> 'made_on' ORDER BY id$$,
	$$VALUES ('country', 'Did you mean "KP" (North Korea) or "KR" (South Korea)?'), ('material', 'Did you mean "steel"?'), ('producer', 'Record the party first.'), ('quantity', 'Where commas stand for decimal points, say decimal_comma => true.')$$, 'hints name what was meant');
SELECT is(pg_temp.said('lot', E'code,material,producer,quantity\nB,steel,maker,1 kg\n', true), ARRAY['2 producer maker 23503', 'would add 0'], 'a dry run tells faults too');
SELECT is(count(*), 11::bigint, 'and keeps none') FROM import_error;
SELECT is((SELECT hint FROM import_csv('lot', content => E'code,material,producer,quantity\nB,steel,maker,1 kg\n', dry_run => true) WHERE outcome = 'refused'), 'Did you mean "MAKER"?', 'letters told apart by case are no unknown code');

CREATE FUNCTION pg_temp.hint(field text, value text) RETURNS text LANGUAGE sql AS $$
	SELECT i.hint FROM import_csv('lot', content => format(E'code,quantity,%s\nB,1 kg,%s\n', hint.field, hint.value), dry_run => true) AS i WHERE i.outcome = 'refused'
$$;
SELECT is(pg_temp.hint(h.field, h.value), h.hint, format('%s %s: %s', h.field, h.value, h.hint)) FROM (VALUES
	('role', 'cathode', 'Did you mean "cathode_foil" or "cathode_material"?'), ('role', 'electrolyte', 'Did you mean "electrolyte_additive" or "electrolyte_salt" or "electrolyte_solvent"?'), ('role', 'Separator', 'Did you mean "separator"?'),
	('material', 'separator film', 'Did you mean "separator_film"?'), ('material', 'unobtainium', 'The words are in materials.material.'),
	('country', 'South Korea', 'Did you mean "KR" (South Korea)?'), ('country', 'germany', 'Did you mean "DE" (Germany)?'), ('country', 'Niger', 'Did you mean "NE" (Niger)?'), ('country', 'Atlantis', 'Write the code of ISO 3166-1, such as US or USA.'),
	('country', 'land', 'Write the code of ISO 3166-1, such as US or USA.'), ('country', 'UK', 'Write the code of ISO 3166-1, such as US or USA.')) AS h (field, value, hint);

-- Files as programs write them.
SELECT is(pg_temp.said('lot', E'\uFEFFCode;Material;Quantity;Unit;Unit mass;Made on\r\nL-1;steel;1,5;t;"0,25 kg";2026-01-31\r\n', decimal_comma => true), ARRAY['added 1'], 'semicolons, decimal commas, a mark of byte order, a column for units');
SELECT results_eq($$SELECT quantity::text, unit_mass::text FROM lot WHERE code = 'L-1'$$, $$VALUES ('1500 kg', '0.25 kg')$$, 'are read rightly');
SELECT is(pg_temp.said('lot', E'code;material;quantity\nL-2;steel;1.500 kg', decimal_comma => true), ARRAY['2 quantity 1.500 kg 22P02'], 'a point is no decimal point then');
SELECT is(pg_temp.said('lot', E'quantity\tmaterial\tcode\tnote\n1 kg\tsteel\tL-2\tx\n', ignore => '{note}'), ARRAY['added 1'], 'tabs, columns in another order, one left out');
SELECT is(pg_temp.said('lot', E'code,material,quantity\rL-3,steel,1 kg\r'), ARRAY['added 1'], 'lines that end as on old machines');
SELECT is(pg_temp.said('lot', E'code,,material,,quantity\nL-4,,steel,,1 kg\n'), ARRAY['1 42703', '1 42703'], 'columns without a name are told');
SELECT is(pg_temp.said('lot', E'code,material,quantity\nL-4,steel,1 kg,,\n'), ARRAY['added 1'], 'separators at the end of a row are not');
SELECT is(pg_temp.said('lot', E'code,material,quantitty,code\nL-5,steel,1 kg,x\n'), ARRAY['1 code 42701', '1 quantitty 42703', '1 quantity 42703'], 'a column too much, one too few, one twice');
SELECT is((SELECT hint FROM import_csv('lot', content => E'code,material,quantitty\n', dry_run => true) WHERE field = 'quantitty'),
	'Did you mean "quantity"? Columns are code, item, material, role, producer, site, country, step, made_on, quantity, unit_mass, primary_source, untraced_reason, custody_model, source, event. To leave a column out, say ignore => ARRAY[''quantitty''].', 'with the columns that there are');
SELECT is(pg_temp.said('lot', ''), ARRAY['22P04'], 'an empty file');
SELECT is(pg_temp.said('lot', E'\uFEFF\ncode\n'), ARRAY['1 22P04'], 'a mark of byte order and no header');
SELECT is(pg_temp.said('lot', c.content, dry_run => true), c.told, c.what) FROM (VALUES
	(E'sep=;\r\nCode;Material;Quantity\r\nS-1;steel;1 kg\r\n', ARRAY['would add 1'], 'a line of spreadsheets that says what separates columns'),
	(E'\uFEFF"sep=,"\ncode,material,quantity\nS-1,steel,1 kg\n', ARRAY['would add 1'], 'the same in quotation marks, behind a mark of byte order'),
	(E'code,material,quantity,,\nS-1,steel,1 kg,,\nS-2,steel,1 kg\n', ARRAY['would add 2'], 'columns at the end without a name')) AS c (content, told, what);
SELECT is((SELECT i.detail FROM import_csv('lot', content => E'code,material,quantity,,\nS-1,steel,1 kg,,x\n') AS i), 'the row has 5 fields, the header 3', 'which have to be empty');
SELECT is((SELECT i.hint FROM import_csv('lot', content => E'code,material,quantity\nS-1,steel,"1,234.5 kg"\n') AS i), 'Write thousands without separators and decimals after a point, as in "1000.5 kg".', 'separators of thousands are no decimal commas');
SELECT is(pg_temp.said('interest', E'note\nx\n', ignore => '{note}'), ARRAY['1 owned 42703', '1 owner 42703', '1 share 42703', '1 22P04'], 'all columns left out');
SELECT is(pg_temp.said('lot', E'code,material,quantity\n'), ARRAY['added 0'], 'a file without rows');
SELECT is(pg_temp.said('lot', E'code,material,quantity\nL-5,steel,1 kg\nL-6,"steel,1 kg\nL-7,steel,1 kg\n'), ARRAY['3 22P04'], 'a quotation mark that nobody closed: the line where it is');
SELECT is(pg_temp.said('lot', E'code,material,quantity\nL-5,steel,1 kg\n\\.\nL-6,steel,1 kg\n'), ARRAY['3 22P04'], 'what ends the data of COPY does not cut a file in two');
SELECT is(pg_temp.said('lot', 'code,material,quantity' || repeat(',x', 2000)), ARRAY['1 54011'], 'too many columns');
SELECT is(pg_temp.said('lot', E'code,material,quantity\n"' || repeat('x', 18000000)), ARRAY['2 54000'], 'a row without an end');
SELECT throws_ok($$SELECT import_csv('gadget', content => 'x')$$, '22023', 'there are no CSV files of "gadget"', 'an object of no such kind');
SELECT throws_ok($$COPY import_csv FROM PROGRAM 'printf "code\nM\374ller"' CSV QUOTE e'\1' DELIMITER e'\2'$$, '42501', NULL, 'a recorder reads no files of the server');
RESET ROLE;
SET search_path = import_csv, materials, public;
SELECT throws_ok($$COPY import_csv FROM PROGRAM 'printf "code,name\nM,M\374ller"' CSV QUOTE e'\1' DELIMITER e'\2'$$, '22021', NULL, 'letters of another encoding are refused');
COPY import_csv FROM PROGRAM 'printf "code,name\nM,M\374ller"' CSV QUOTE e'\1' DELIMITER e'\2' ENCODING 'latin1';
SET ROLE csv_feed;
SELECT results_eq($$SELECT outcome, row_count FROM import_csv('party')$$, $$VALUES ('added', 1::bigint)$$, 'unless it is named');
SELECT is(name, 'Müller', 'which brings them in') FROM party WHERE code = 'M';

-- What is known, what is told twice, and what contradicts.
SELECT is(pg_temp.said('lot', E'code,material,quantity,country\nL-2,steel,1000 g,\nL-2,steel,1 kg,\nL-8,steel,5 kg,US\nL-8,steel,5 kg,US\n'), ARRAY['added 1', 'known 3'], 'the same in other units is the same');
SELECT is(pg_temp.said('lot', E'code,material,quantity,country\nL-2,steel,2 kg,US\nL-9,steel,1 kg,\nL-9,steel,2 kg,\n'), ARRAY['2 country US 23505', '2 quantity 2 kg 23505', '4 code L-9 23505'], 'a code with other content is a contradiction');
SELECT is(pg_temp.said('consumption', E'output_lot,input_lot,quantity\nL-2,L-8,1 kg\nL-2,L-8,1 kg\n'), ARRAY['added 2'], 'rows without a code may be alike');
SELECT is(pg_temp.said('consumption', E'output_lot,input_lot,quantity\nL-2,L-8,1 kg\nL-2,L-8,1000 g\nL-2,L-8,1 kg\n'), ARRAY['added 1', 'known 2'], 'as often as they are there');
SELECT is(pg_temp.said('consumption', E'output_lot,input_lot,quantity\nL-2,L-8,1 kg\nL-4,L-8,1.5 kg\nL-3,L-8,2 kg\nL-3,L-2,1 t\n'), ARRAY['known 1', '4 23514', '5 23514'], 'what one row may draw, the next may not: known by trying');
SELECT is(consumed::text, '3 kg', 'and nothing of it is booked') FROM lot_balance WHERE lot_id = lot_id('L-8');

-- Other objects.
SELECT is(pg_temp.said('interest', E'owner,owned,share,valid_from\nOWNER,MAKER,"33,3%",2025-01-01\n', decimal_comma => true), ARRAY['added 1'], 'interests');
SELECT is(pg_temp.said('interest', E'owner,owned,share,valid_from\nOWNER,MAKER,33.3%,2025-01-01\n'), ARRAY['added 0', 'known 1'], 'known again');
SELECT is(pg_temp.said('item', E'code,name,class\nPACK,Pack,pack\nCELL,Cell,cel\n'), ARRAY['3 class cel 23503'], 'items');
SELECT is(pg_temp.said('item', E'code,name,class\nPACK,Pack,pack\n'), ARRAY['added 1'], 'items');
SELECT is(pg_temp.said('contract_line', E'contract,line,item,quantity,lots,signed_on\nC,C-1,PACK,1 each,L-1; L-2,2026-01-01\n'), ARRAY['added 1'], 'lines with several lots');
SELECT is(pg_temp.said('contract_line', E'contract,line,item,quantity,lots,signed_on\nC,C-1,PACK,1 each,L-2|L-1,2026-01-01\nC,C-2,PACK,1 each,L-99,\n'), ARRAY['known 1', '3 23503'], 'a lot of theirs that there is not');
SELECT is(pg_temp.said('declaration', E'claim,party,lot\nownership_complete,MAKER,\ninputs_complete,,L-2\n'), ARRAY['added 2'], 'declarations');
SELECT is(pg_temp.said('declaration', E'claim,party,lot\nownership_complete,MAKER,\ninputs_complete,,L-2\nownership_complete,,L-2\n'), ARRAY['known 2', '4 23514'], 'a claim about the wrong thing');
SELECT is(pg_temp.said('declaration', E'claim,party,lot\nownership_complete,MAKER,\ninputs_complete,,L-2\ninputs_complete,,L-4\n'), ARRAY['added 1', 'known 2'], 'and one more');
-- A load that is cancelled leaves nothing behind, not even a fault.
SELECT set_config('statement_timeout', '150ms', true) \g /dev/null
DO $$
BEGIN
	PERFORM import_csv('lot', content => (SELECT E'code,material,quantity\n' || string_agg(format(E'MANY-%s,steel,%s kg\n', n, CASE WHEN n < 9 THEN -1 ELSE 1 END), '') FROM generate_series(1, 20000) AS n));
EXCEPTION WHEN query_canceled THEN
	PERFORM set_config('csv.cancelled', 'yes', true);
END
$$;
SELECT set_config('statement_timeout', '0', true) \g /dev/null
SELECT is(current_setting('csv.cancelled', true), 'yes', 'a load is cancelled');
SELECT is_empty($$SELECT code::text FROM lot WHERE code ~ '^MANY' UNION ALL SELECT value FROM import_error WHERE value = '-1 kg'$$, 'and leaves nothing behind');
SELECT is_empty('SELECT FROM pg_temp.csv_row', 'not in the session either');

CREATE TEMPORARY TABLE object AS SELECT substr(v.relname, 8) AS object FROM pg_class AS v JOIN pg_trigger AS t ON t.tgrelid = v.oid AND t.tgname = 'import' WHERE v.relnamespace = 'import_csv'::regnamespace;
SELECT is_empty($$SELECT o.object FROM object AS o
	WHERE NOT EXISTS (SELECT FROM import_csv(o.object, content => (SELECT string_agg(f.field, ',') FROM csv_field(o.object) AS f) || E'\n') AS i WHERE i.outcome = 'added')$$, 'each import view takes files');
SELECT * FROM finish();
ROLLBACK;
