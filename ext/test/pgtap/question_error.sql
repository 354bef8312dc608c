-- Questions that cannot be answered: each says why, and docs/reference/errors.md has its message with its SQLSTATE.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('asked') \g /dev/null
SET LOCAL search_path = asked, public, materials;
SELECT no_plan();

INSERT INTO import_party (code, name) VALUES ('MAKER', 'Maker');
INSERT INTO import_item (code, name, class) VALUES ('SAME', 'Same', 'cell');
INSERT INTO import_item (code, name, class) VALUES ('ROUND', 'Round', 'cell'), ('HALF', 'Half', 'cell'), ('OTHER', 'Other', 'cell');
INSERT INTO import_component (item, component, quantity, alternate, split) VALUES ('ROUND', 'OTHER', '1 each', NULL, NULL), ('OTHER', 'ROUND', '1 each', NULL, NULL), ('HALF', 'SAME', '1 each', 'part', '1/2');
INSERT INTO import_lot (code, item, quantity) VALUES ('SAME', 'SAME', '1 each'), ('LOOP-1', 'SAME', '1 each'), ('LOOP-2', 'SAME', '1 each');
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('LOOP-1', 'LOOP-2', '1 each'), ('LOOP-2', 'LOOP-1', '1 each');
INSERT INTO lot (id, code, material, quantity) SELECT 10000 + n, 'RING-' || n, 'steel', '1 kg' FROM generate_series(0, 256) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT 10000 + n, 10000 + (n + 1) % 257, '0.5 kg' FROM generate_series(0, 256) AS n;

CREATE TEMPORARY TABLE bad (id integer GENERATED ALWAYS AS IDENTITY, statement text, state text, message text);
INSERT INTO bad (statement, state, message) VALUES
	($$SELECT * FROM trace_up('NOWHERE')$$, '23503', 'there is no lot "…"'),
	($$SELECT * FROM trace_up('SAME', 'weight')$$, '22023', 'there is no basis "…"'),
	($$SELECT * FROM trace('SAME', 'left')$$, '22023', 'there is no direction "…"'),
	($$SELECT * FROM origins('SAME', by => 'colour')$$, '22023', 'there is no grouping "…"'),
	($$SELECT * FROM trace_up('LOOP-1')$$, '22023', 'lots feed each other in a loop that nothing enters'),
	($$SELECT * FROM trace_up('RING-1')$$, '54000', 'too many lots feed each other in one loop'),
	($$SELECT * FROM trace_edges('NOWHERE')$$, '23503', 'there is no lot "…"'),
	($$SELECT * FROM trace_edges('SAME', 'left')$$, '22023', 'there is no direction "…"'),
	($$SELECT * FROM trace_edges('SAME', lots_max => 0)$$, '22023', 'cannot draw … lots'),
	($$SELECT * FROM trace_edges('LOOP-1')$$, '22023', 'lots feed each other in a loop that nothing enters'),
	($$SELECT * FROM paths('NOWHERE')$$, '23503', 'there is no lot "…"'),
	($$SELECT * FROM paths('SAME', 'NOWHERE')$$, '23503', 'there is no lot "…"'),
	($$SELECT * FROM paths('SAME', countries => '{XYZ}')$$, '22P02', 'invalid input syntax for type …: "…"'),
	($$SELECT * FROM paths('SAME', basis => 'weight')$$, '22023', 'there is no basis "…"'),
	($$SELECT * FROM path_chains('SAME', k => 0)$$, '22023', 'cannot tell … paths'),
	($$SELECT * FROM paths('SAME', k => 10001)$$, '22023', 'cannot tell … paths'),
	($$SELECT * FROM evidence_path('SAME')$$, '22023', 'nothing is named that the path should lead to'),
	($$SELECT * FROM evidence_path('SAME', parties => '{NOWHERE}')$$, '23503', 'there is no party "…"'),
	($$SELECT * FROM custody_chain('NOWHERE')$$, '23503', 'there is no lot "…"'),
	($$SELECT * FROM custody_chain('SAME', 'weight')$$, '22023', 'there is no basis "…"'),
	($$SELECT * FROM custody_finding('NOWHERE')$$, '23503', 'there is no lot "…"'),
	($$SELECT * FROM custody_chain('LOOP-1')$$, '22023', 'lots feed each other in a loop that nothing enters'),
	($$SELECT * FROM explode('NOWHERE')$$, '23503', 'there is no item "…"'),
	($$SELECT * FROM explode('SAME', '-1 each')$$, '22023', 'cannot make "…" of an item'),
	($$SELECT * FROM explode('SAME', '1 each', 'best')$$, '22023', 'there is no choice of alternates "…"'),
	($$SELECT * FROM explode_origin('SAME', by => 'colour')$$, '22023', 'there is no grouping "…"'),
	($$SELECT * FROM changes('2026-01-01', kinds => '{colour}')$$, '22023', 'there is no kind of facts "…"'),
	($$SELECT * FROM changes('2026-01-01', ways => '{painted}')$$, '22023', 'there is no change "…"'),
	($$SELECT * FROM changes('2026-01-01', after => 'x')$$, '22023', 'there is no place "…"'),
	($$SELECT * FROM explode_material('ROUND')$$, '22023', 'item "…" goes into itself'),
	($$SELECT * FROM explode('HALF')$$, '22023', 'the split of "…" of item "…" is not the whole'),
	($$SELECT * FROM control('NOWHERE')$$, '23503', 'there is no party "…"'),
	($$SELECT * FROM control('MAKER', 'DOE')$$, '22023', 'there is no doctrine "…"'),
	($$SELECT * FROM control('MAKER', policies => '{"colour": "red"}')$$, '22023', 'doctrine "…" has no policy "…"'),
	($$SELECT * FROM control('MAKER', policies => '{"metric_path": "red"}')$$, '22023', 'policy "…" cannot be "…"'),
	($$SELECT * FROM control('MAKER', policies => '[]')$$, '22023', 'policies are not a JSON object: "…"'),
	($$SELECT * FROM check_all('NOWHERE')$$, '23503', 'there is no … "…"'),
	($$SELECT * FROM check_all('SAME')$$, '22023', '"…" is the code of more than one thing: …'),
	($$SELECT * FROM check_all('SAME', 'pallet')$$, '22023', 'there is no kind of subject "…"'),
	($$SELECT * FROM "check"('SAME', '4865', 'lot')$$, '22023', 'there is no rule "…"'),
	($$SELECT * FROM "check"('SAME', subject_kind => 'lot', policies => '{"colour": "red"}')$$, '22023', 'there is no policy "…"'),
	($$SELECT * FROM "check"('SAME', subject_kind => 'lot', policies => '{"tracing": "red"}')$$, '22023', 'policy "…" cannot be "…"'),
	($$SELECT * FROM "check"('SAME', subject_kind => 'lot', policies => '[]')$$, '22023', 'policies are not a JSON object: "…"'),
	($$SELECT * FROM screen_name('SAME', 'NOWHERE')$$, '23503', 'there is no list "…"'),
	($$SELECT * FROM screen_party('NOWHERE')$$, '23503', 'there is no party "…"'),
	($$SELECT * FROM screened_party('NOWHERE')$$, '23503', 'there is no list "…"'),
	($$SELECT * FROM screen(programme => 'NOWHERE')$$, '23503', 'there is no programme "…"'),
	($$SELECT dossier_html('NOWHERE')$$, '23503', 'there is no contract line "…"'),
	($$SELECT dossier_json('NOWHERE')$$, '23503', 'there is no contract line "…"'),
	($$SELECT programme_html('NOWHERE')$$, '23503', 'there is no programme "…"'),
	($$SELECT flow_dot('NOWHERE')$$, '23503', 'there is no lot "…"'),
	($$SELECT * FROM trace_up('SAME' || repeat('x', 1000000))$$, '23503', 'there is no lot "…"'),
	($$SELECT * FROM evidence_path('SAME', materials => '{unobtainium}')$$, '23503', 'there is no material "…"'),
	($$SELECT * FROM where_used(materials => '{steel,stele}')$$, '23503', 'there is no material "…"'),
	($$SELECT * FROM exposure('SAME', materials => '{stele}')$$, '23503', 'there is no material "…"'),
	($$SELECT * FROM supply(doctrine => 'DOE')$$, '22023', 'there is no doctrine "…"'),
	($$SELECT * FROM no_alternate(doctrine => 'DOE')$$, '22023', 'there is no doctrine "…"'),
	($$SELECT * FROM single_points_of_failure(doctrine => 'DOE')$$, '22023', 'there is no doctrine "…"'),
	($$SELECT * FROM changes('2026-01-02', '2026-01-01')$$, '22023', 'there is nothing between … and …'),
	($$SELECT * FROM changes('2026-01-02', page_size => 0)$$, '22023', 'cannot tell … rows a page');

-- Nothing is named: an error, and never an answer of no rows.
INSERT INTO bad (statement, state, message) SELECT format('SELECT * FROM %s', asked), '22004', 'no … is named' FROM unnest(ARRAY['trace_up(NULL)', 'trace_down(NULL)', 'trace(NULL)', 'trace_edges(NULL)', 'origins(NULL)', 'paths(NULL)', 'path_chains(NULL)',
	'evidence_path(NULL)', 'recall(NULL)', 'custody_chain(NULL)', 'exposure(NULL)', 'exposure_total(NULL)', 'explode(NULL)', $$explode('HALF', NULL)$$, 'explode_material(NULL)', 'explode_origin(NULL)', 'control(NULL)', 'check_all(NULL)',
	$$explain('SAME', NULL, 'lot')$$, $$to_settle('SAME', NULL, 'lot')$$, $$to_fix('SAME', NULL, 'lot')$$, $$verdict_diff('SAME', NULL, '2026-01-01', subject_kind => 'lot')$$, 'changes(NULL)', 'changes_total(NULL)', 'dossier_html(NULL)', 'dossier_json(NULL)',
	'programme_html(NULL)', 'flow_svg(NULL)', 'flow_dot(NULL)', $$verdict_calendar(NULL)$$]) AS a (asked);

CREATE FUNCTION pg_temp.attempt(statement text, OUT state text, OUT message text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	state := '00000';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
END
$$;
CREATE TEMPORARY TABLE answer AS SELECT b.*, a.state AS state_seen, a.message AS message_seen FROM bad AS b CROSS JOIN LATERAL pg_temp.attempt(b.statement) AS a;
SELECT is(state_seen, state, left(statement, 100)) FROM answer ORDER BY id;
SELECT ok(message_seen LIKE replace(replace(message, '_', '\_'), '…', '%') AND octet_length(message_seen) < 300, format('says %s (%s)', message, left(message_seen, 120))) FROM answer ORDER BY id;

\set reference `cat docs/reference/errors.md`
SELECT ok(EXISTS (SELECT FROM regexp_matches(:'reference', '^\| `([0-9A-Z]{5})` \| ([^|]+) \|', 'gn') AS m WHERE m[1] = a.state AND m[2] = a.message), format('errors.md has %s %s', a.state, a.message))
FROM (SELECT DISTINCT state, message FROM answer) AS a ORDER BY a.state, a.message;

-- Only who asked about an instant is told of it.
CREATE FUNCTION pg_temp.detail(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE statement;
	RETURN NULL;
EXCEPTION WHEN foreign_key_violation THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN detail;
END
$$;
SELECT is(pg_temp.detail($$SELECT lot_id('NOWHERE')$$), '', 'a lot that is not there: nothing about time');
SELECT is(pg_temp.detail($$SELECT lot_id('SAME', '2020-01-01 00:00+00')$$), format('No lot of that code was known at %s.', '2020-01-01 00:00+00'::timestamptz), 'a lot that was not known then: the instant is named');

-- An argument with a default takes NULL for it.
INSERT INTO import_item (code, name, class) VALUES ('PART', 'Part', 'cell');
INSERT INTO import_lot (code, item, material, country, quantity, primary_source) VALUES ('ORE', NULL, 'steel', 'CN', '2 kg', true), ('GOOD', 'PART', NULL, 'US', '2 kg', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('GOOD', 'ORE', '1 kg');
INSERT INTO import_component (item, component, quantity) VALUES ('SAME', 'PART', '2 each');
CREATE FUNCTION pg_temp.rows_of(asked text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	told jsonb;
BEGIN
	EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t)), ''[]'') FROM %s AS t', asked) INTO told;
	RETURN told;
END
$$;
SELECT is(pg_temp.rows_of(n.with_null), nullif(pg_temp.rows_of(n.without), '[]'), format('%s is %s, and has rows', n.with_null, n.without))
FROM (VALUES ($$trace_up('GOOD', NULL)$$, $$trace_up('GOOD')$$), ($$trace_down('ORE', NULL)$$, $$trace_down('ORE')$$), ($$trace('GOOD', NULL, NULL)$$, $$trace('GOOD')$$), ($$trace_edges('GOOD', NULL, NULL, NULL)$$, $$trace_edges('GOOD')$$),
	($$origins('GOOD', NULL, NULL)$$, $$origins('GOOD')$$), ($$paths('GOOD', NULL, NULL, basis => NULL)$$, $$paths('GOOD')$$), ($$path_chains('GOOD', k => NULL, basis => NULL)$$, $$path_chains('GOOD')$$),
	($$evidence_path('GOOD', '{CN}', k => NULL, basis => NULL)$$, $$evidence_path('GOOD', '{CN}')$$), ($$recall('ORE', NULL)$$, $$recall('ORE')$$), ($$where_used(lots => '{ORE}', basis => NULL)$$, $$where_used(lots => '{ORE}')$$),
	($$exposure('PART', '{CN}', ends_only => NULL, basis => NULL)$$, $$exposure('PART', '{CN}')$$), ($$exposure_total('PART', '{CN}', ends_only => NULL, basis => NULL)$$, $$exposure_total('PART', '{CN}')$$), ($$custody_chain('GOOD', NULL)$$, $$custody_chain('GOOD')$$),
	($$explode('SAME', '1 each', NULL)$$, $$explode('SAME')$$), ($$flow_dot('GOOD', NULL)$$, $$flow_dot('GOOD')$$), ($$trace_plan(basis => NULL)$$, $$trace_plan()$$)) AS n (with_null, without);
SELECT * FROM finish();
ROLLBACK;
