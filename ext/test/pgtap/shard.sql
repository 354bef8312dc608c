-- Shards of one database: ledgers with numbers of their own beside another, asked through it; what is refused.  Shards on other
-- servers: ext/test/tap/shard.pl.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT plan(36);
SELECT materials.create_ledger('lead') \g /dev/null
SET LOCAL search_path = lead, materials, public;

-- Numbers.
SELECT is(materials.ledger_range('lead'), '[1,9007199254740992)'::int8range, 'a ledger numbers up to 2^53 - 1');
SELECT throws_ok('SELECT materials.number_ledger(''lead'', 8192)', '22023', 'there is no range of numbers 8192', 'there are 8192 ranges');
SELECT throws_ok('SELECT materials.number_ledger(''lead'', -1)', '22023', 'there is no range of numbers -1', 'from 0 on');
SELECT throws_ok('SELECT materials.number_ledger(''nowhere'', 1)', '3F000', 'there is no ledger "nowhere"', 'of a ledger');
INSERT INTO party (code, name) VALUES ('P', 'Party');
SELECT throws_ok('SELECT materials.number_ledger(''lead'', 1)', '55000', 'ledger "lead" has numbers outside of range 1', 'rows that are recorded keep their numbers');
SELECT is(materials.partition_ledger('lead', 'first'), '[1099511627777,2199023255553)'::int8range, 'a ledger beside it has numbers of its own');
SELECT is(materials.ledger_range('lead'), '[1,1099511627777)'::int8range, 'which are no longer the other''s');
SELECT is(materials.partition_ledger('lead', 'second'), '[2199023255553,3298534883329)'::int8range, 'and so on');
SELECT is((SELECT array_agg(DISTINCT format('%s-%s', s.seqmin, s.seqmax)) FROM pg_class AS c JOIN pg_depend AS d ON d.refobjid = c.oid AND d.deptype = 'i' AND d.classid = 'pg_class'::regclass JOIN pg_sequence AS s ON s.seqrelid = d.objid
	WHERE c.relnamespace = 'second'::regnamespace AND c.relname !~ '^flow_'), ARRAY['2199023255553-3298534883328'], 'in every table');
SELECT is(materials.upgrade_ledger('second'), 'second', 'an upgrade');
SELECT is(materials.ledger_range('second'), '[2199023255553,3298534883329)'::int8range, 'keeps them');
SELECT throws_ok('SELECT materials.partition_ledger(''nowhere'', ''third'')', '3F000', 'there is no ledger "nowhere"', 'beside a ledger');
SELECT throws_ok('SELECT materials.distribute_ledger(''lead'', ''third'')', '55000', 'the extension citus is not there', 'nodes of Citus are where Citus is: ext/test/tap/citus.pl');
SELECT throws_ok('SELECT materials.distribute_ledger(''nowhere'', ''third'')', '3F000', 'there is no ledger "nowhere"', 'and beside a ledger too');

-- The greatest numbers are as good as any other: by pages, by a query and from plain rows.
SELECT materials.create_ledger('last') \g /dev/null
SELECT is(materials.number_ledger('last', 8191), '[9006099743113217,9007199254740992)'::int8range, 'the last range ends at 2^53 - 1');
CREATE FUNCTION pg_temp.fill(ledger text, prefix text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('search_path', format('%I, materials, public', ledger), true);
	INSERT INTO import_party (code, name, incorporated_in) VALUES ('MINE', 'Mine', 'AU');
	INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell');
	INSERT INTO import_programme (code, name) VALUES (prefix || '-P', prefix);
	INSERT INTO import_lot (code, material, producer, country, quantity, primary_source) SELECT format('%s-ORE-%s', prefix, n), 'graphite', 'MINE', 'AU', '10 kg', true FROM generate_series(1, 40) AS n;
	INSERT INTO import_lot (code, item, quantity) VALUES (prefix || '-CELLS', 'CELL', '40 each');
	INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT prefix || '-CELLS', format('%s-ORE-%s', prefix, n), '1 kg' FROM generate_series(1, 40) AS n;
	INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, programme, lots) VALUES (prefix, '2028-01-10', prefix || '-1', 'CELL', '40 each', '2028-01-10', prefix || '-P', ARRAY[prefix || '-CELLS']);
END
$$;
SELECT pg_temp.fill(n, left(n, 1)) FROM (VALUES ('last'), ('first'), ('second')) AS v (n) \g /dev/null
SET LOCAL search_path = last, materials, public;
SELECT ok((SELECT min(l.id) FROM lot AS l) = 9006099743113217, 'rows have them');
CREATE TEMPORARY TABLE plain AS SELECT * FROM trace_up('l-CELLS');
SELECT is((SELECT m.lots FROM maintain_flow() AS m), 41::bigint, 'the flow is packed');
SELECT results_eq('SELECT * FROM trace_up(''l-CELLS'')', 'SELECT * FROM plain', 'and read by pages');
SET LOCAL materials.flow_reader = 'sql';
SELECT results_eq('SELECT * FROM trace_up(''l-CELLS'')', 'SELECT * FROM plain', 'and by a query');
SET LOCAL materials.flow_reader = 'auto';

-- Asked through the other.
SET LOCAL search_path = lead, materials, public;
SELECT results_eq('SELECT s.shard, s.reached, s.rulebook_same, s.reference_same, s.unattached FROM shard_status() AS s', $$VALUES ('first', true, true, false, '{f-P}'::text[]), ('second', true, true, false, '{s-P}')$$, 'shards tell their state');
SELECT ok("first".reference_digest() = second.reference_digest(), 'which differs where parties do');
INSERT INTO "first".import_interest (owner, owned, metric, share) VALUES ('MINE', 'MINE', 'voting', '1%');
SELECT ok("first".reference_digest() <> second.reference_digest(), 'or what they hold');
SELECT results_eq('SELECT s.shard, s.line, s.status FROM shard_screen(''10USC4865'') AS s', $$SELECT 'first', s.line, s.status FROM "first".screen('10USC4865') AS s UNION ALL SELECT 'second', s.line, s.status FROM second.screen('10USC4865') AS s$$, 'screening asks all');
SELECT results_eq('SELECT s.shard, s.line FROM shard_screen(''10USC4865'', ''s-P'') AS s', $$VALUES ('second', 's-1')$$, 'or the one that has the programme, attached or not');
SELECT is(shard_attach('second', 'second'), 1::bigint, 'a programme is attached');
SELECT results_eq('SELECT t.lot, t.share FROM shard_trace(''s-CELLS'', ''up'') AS t', 'SELECT t.lot, t.share FROM second.trace_up(''s-CELLS'') AS t', 'traces are told');
SELECT results_eq('SELECT o.origin, o.share FROM shard_origins(''f-CELLS'', by => ''country'') AS o', 'SELECT o.origin, o.share FROM "first".origins(''f-CELLS'', by => ''country'') AS o', 'and origins');

-- What is refused.
SELECT throws_ok($$SELECT shard_attach('other', 'nowhere')$$, '3F000', 'there is no ledger "nowhere"', 'a shard is a ledger');
SELECT throws_ok($$SELECT shard_attach('other', 'second')$$, '23505', 'ledger "second" is shard "second" already', 'which is attached once');
SELECT materials.create_ledger('unnumbered') \g /dev/null
SELECT throws_ok($$SELECT shard_attach('other', 'unnumbered')$$, '55000', 'numbers of shard "other" would meet those of shard "first"', 'whose numbers are its own');
SELECT is(shard_attach('other', 'unnumbered', ids_may_meet => true), 0::bigint, 'or are said to be no matter');
SELECT shard_detach('other') \g /dev/null
SELECT throws_ok($$SELECT shard_attach('second', 'second', programmes => '{x}')$$, '23503', 'shard "second" has no programme "x"', 'programmes are there first');
SELECT throws_ok($$SELECT * FROM shard_trace('none')$$, '23503', 'no shard has a lot "none"', 'a lot that no shard has');
SELECT throws_ok($$SELECT * FROM shard_trace('none', shard => 'none')$$, '23503', 'there is no shard "none"', 'a shard that is none');
SELECT is(shard_detach('second'), 1::bigint, 'a shard is detached');
SELECT throws_ok($$SELECT shard_detach('second')$$, '23503', 'there is no shard "second"', 'once');
SELECT * FROM finish();
ROLLBACK;
