-- Editions of lists: what was on a list when, what a new edition changed, what is refused, and listings that follow.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('listed') \g /dev/null
SET LOCAL search_path = listed, materials, public;

-- Entries by a short hand: code:name:listed_on, several separated by blanks.
CREATE FUNCTION pg_temp.entries(short text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('entry', split_part(s, ':', 1), 'name', split_part(s, ':', 2), 'listed_on', nullif(split_part(s, ':', 3), '')))) FROM string_to_table(short, ' ') AS t (s) $$;
CREATE FUNCTION pg_temp.load(edition text, released_on date, short text, replaces text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(concat_ws(' ', l.change, l.entry, l.name, l.detail), '; '), '') FROM listed.load_list_edition('1260H', edition, released_on, pg_temp.entries(short), replaces => replaces, removed_max => 1) AS l $$;

SELECT is(pg_temp.load('E1', '2024-01-01', 'A:Alpha B:Beta:2023-05-01 C:Gamma'), 'added A Alpha; added B Beta listed on 2023-05-01; added C Gamma', 'the first edition adds its entries');
SELECT is(pg_temp.load('E1', '2024-01-01', 'A:Alpha B:Beta:2023-05-01 C:Gamma'), '', 'loaded again it is no news');
SELECT throws_ok($$SELECT pg_temp.load('E1', '2024-01-01', 'A:Alpha B:Beta:2023-05-01')$$, '23505', 'edition "E1" of list "1260H" is already loaded otherwise', 'another content under its name is refused');
SELECT is(pg_temp.load('E2', '2024-06-01', 'A:Alphabet B:Beta:2023-06-01 D:Delta'), 'added D Delta; removed C Gamma; renamed A Alphabet before: Alpha; redated B Beta listed on 2023-06-01, before: 2023-05-01', 'a later edition tells what it changed');
SELECT is(pg_temp.load('E3', '2025-01-01', 'A:Alphabet B:Beta:2023-06-01 C:Gamma:2024-12-15 D:Delta'), 'added C Gamma listed on 2024-12-15', 'an entry comes back');
SELECT is(pg_temp.load('E0', '2023-01-01', 'A:Alpha'), 'added A Alpha', 'an older edition may come later');
SELECT results_eq($$SELECT change, entry FROM list_change('1260H', 'E1')$$, $$VALUES ('added', 'B'), ('added', 'C')$$, 'what an edition changed is told against the one before it, whenever that came');

CREATE FUNCTION pg_temp.on_list(as_of date, known_at timestamptz) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(e.entry || ':' || e.name, ' ' ORDER BY e.entry COLLATE "C") FROM listed.list_entry_at(as_of, known_at) AS e WHERE e.list = '1260H' $$;
SELECT is(pg_temp.on_list(day, 'infinity'), answer, format('on the list on %s: %s', day, what)) FROM (VALUES
	('2022-12-31'::date, NULL, 'nothing before the first edition'), ('2023-01-01', 'A:Alpha', 'the day of release'), ('2023-05-31', 'A:Alpha', 'the last word on a day counts'), ('2023-06-01', 'A:Alpha B:Beta', 'listed before the edition that says so'),
	('2024-01-01', 'A:Alpha B:Beta C:Gamma', 'without a day, from the release on'), ('2024-05-31', 'A:Alpha B:Beta C:Gamma', 'the day before it left'), ('2024-06-01', 'A:Alphabet B:Beta D:Delta', 'the day it left, and the new name'),
	('2024-12-14', 'A:Alphabet B:Beta D:Delta', 'off the list'), ('2024-12-15', 'A:Alphabet B:Beta C:Gamma D:Delta', 'back on the day that the list gives'), ('2030-01-01', 'A:Alphabet B:Beta C:Gamma D:Delta', 'and so on')) AS v (day, answer, what);
SELECT results_eq($$SELECT entry, valid FROM list_stay('1260H', '{B,C}', '2025-06-01', 'infinity')$$, $$VALUES ('B', '[2023-06-01,)'::daterange), ('C', '[2024-01-01,2024-06-01)'), ('C', '[2024-12-15,)')$$, 'each time on the list is told');

-- As known then.
INSERT INTO list_edition (list, edition, released_on, entry_count, recorded_at) SELECT 'UFLPA', 'U' || n, '2024-01-01'::date + 100 * n, 1, '2024-01-05Z'::timestamptz + n * interval '100 days' FROM generate_series(0, 1) AS n;
INSERT INTO list_entry (list, entry, name, kind, countries, addresses, names, identifiers, digest, recorded_at) VALUES ('UFLPA', 'X', 'Xi', 'entity', '{}', '{}', '[]', '[]', 'x', '2024-01-05Z'), ('UFLPA', 'Y', 'Ypsilon', 'entity', '{}', '{}', '[]', '[]', 'y', '2024-04-14Z');
INSERT INTO list_member SELECT d.id, e.id FROM list_edition AS d JOIN list_entry AS e ON e.list = d.list WHERE d.list = 'UFLPA' AND (d.edition, e.entry) IN (('U0', 'X'), ('U1', 'Y'));
SELECT is((SELECT string_agg(e.entry, '' ORDER BY e.entry) FROM list_entry_at(day, instant) AS e WHERE e.list = 'UFLPA'), answer, format('on %s, as known at %s', day, instant))
FROM (VALUES ('2024-05-01'::date, '2024-01-04Z'::timestamptz, NULL), ('2024-05-01', '2024-01-05Z', 'X'), ('2024-05-01', '2024-04-13Z', 'X'), ('2024-05-01', '2024-04-14Z', 'Y'), ('2024-01-10', 'infinity', 'X'), ('2024-01-10', '-infinity', NULL)) AS v (day, instant, answer);

-- A document with a row at fault is not taken, and says of every row what is wrong.
CREATE TEMPORARY TABLE refused AS SELECT * FROM load_list_edition('BIS-EL', 'bad', '2024-01-01', '[{"name": "Good"}, {"entry": "2"}, {"name": "Day", "listed_on": "2024-02-30"}, {"name": "Day", "listed_on": "1.2.2024"}, {"name": "Country", "countries": ["ZZ"]},
	{"name": "Field", "colour": "red"}, {"name": "LEI", "identifiers": [{"scheme": "LEI", "value": "5493001KJTIIGC8Y1R13"}]}, "text", {"name": "..."}, {"name": 7}, {"name": "Kind", "kind": "firm"}, {"name": "Other", "names": [{"kind": "alias"}]}, {"name": "Good"}, {"name": ""}]');
SELECT results_eq('SELECT detail FROM refused', $$VALUES ('row 2: a row has no name'), ('row 3: date/time field value out of range: "2024-02-30"'), ('row 4: entry "Day" is there more than once'), ('row 4: not a day in the form YYYY-MM-DD: "1.2.2024"'),
	('row 5: invalid input syntax for type country: "ZZ"'), ('row 6: there is no field "colour"'), ('row 7: invalid input syntax for type lei: "5493001KJTIIGC8Y1R13"'), ('row 8: a row is not a JSON object'), ('row 9: a name without a letter: "..."'), ('row 10: the field "name" is not a text'),
	('row 11: there is no kind of entry "firm"'), ('row 12: another name lacks its name, or is of no kind that there is'), ('row 13: entry "Good" is there more than once'), ('row 14: the field "name" is empty or longer than 1000 characters')$$, 'each row at fault is told');
SELECT is((SELECT array_agg(DISTINCT change) FROM refused), '{refused}', 'as refused');
SELECT is_empty($$SELECT FROM list_edition WHERE list = 'BIS-EL' UNION ALL SELECT FROM list_entry WHERE list = 'BIS-EL'$$, 'nothing of the document is recorded');
SELECT is((SELECT string_agg(row_number || ' ' || field || ' ' || state, '; ' ORDER BY id) FROM (SELECT * FROM import_error WHERE document = 'BIS-EL bad' AND row_number IN (2, 3, 5)) AS e), '2 name 23502; 3 listed_on 22008; 5 countries 22P02', 'with row, field and SQLSTATE');
SELECT throws_ok($$SELECT * FROM load_list_edition('BIS-EL', 'none', '2024-01-01', '[]')$$, '22023', 'edition "none" of list "BIS-EL" has no rows', 'an edition without rows is refused');
SELECT throws_ok($$SELECT * FROM load_list_edition('NO-LIST', 'none', '2024-01-01', '[{"name": "x"}]')$$, '23503', 'there is no list "NO-LIST"', 'so is a list that there is not');
SELECT throws_ok($$SELECT * FROM load_list_edition('1260H', 'short', '2026-01-01', pg_temp.entries('A:Alphabet'))$$, '22023', 'edition "short" of list "1260H" would drop 3 entries', 'a file that broke off does not end listings');

-- Through the import view.
COPY import_list_entry (list, edition, entry, name, listed_on, countries, aliases, former_names, other_script_names, lei) FROM stdin (FORMAT csv, NULL '');
BIS-EL,2024,1,First Co,2024-01-01,"{CN,HK}","{""First One"",""One""}",{Zero Co},{第一公司},5493001KJTIIGC8Y1R12
BIS-EL,2024,,Second Co,,,,,,
\.
SELECT results_eq('SELECT entry, name, listed_on, countries, aliases, former_names, other_script_names, lei FROM import_list_entry ORDER BY name COLLATE "C"', $$VALUES ('1', 'First Co', '2024-01-01', '{CN,HK}'::text[], '{First One,One}'::text[], '{Zero Co}'::text[], '{第一公司}'::text[], '5493001KJTIIGC8Y1R12'),
	(NULL, 'Second Co', NULL, '{}', '{}', '{}', '{}', NULL)$$, 'rows wait, and show in the shape in which they came');
SELECT results_eq($$SELECT change, entry FROM load_list_edition('BIS-EL', '2024', '2024-02-01')$$, $$VALUES ('added', '1'), ('added', 'Second Co')$$, 'they are loaded as one edition; an entry without identifier goes by its name');
SELECT is_empty('SELECT FROM list_row', 'and wait no longer');
SELECT results_eq($$SELECT countries::text, listed_on, jsonb_array_length(names), identifiers -> 0 ->> 'value' FROM list_entry WHERE list = 'BIS-EL' AND entry = '1'$$, $$VALUES ('{CN,HK}', '2024-01-01'::date, 4, '5493001KJTIIGC8Y1R12')$$, 'with all that they said');
SELECT results_eq($$SELECT kind, name FROM list_name AS n WHERE n.entry_id = (SELECT id FROM list_entry WHERE list = 'BIS-EL' AND entry = '1') ORDER BY kind COLLATE "C", name COLLATE "C"$$, $$VALUES ('alias', 'First One'), ('alias', 'One'), ('former', 'Zero Co'), ('main', 'First Co'), ('other_script', '第一公司')$$, 'and their names are ready to be compared');
INSERT INTO import_list_entry (list, edition, name, listed_on) VALUES ('BIS-EL', '2025', 'First Co', 'soon');
SELECT results_eq($$SELECT change, detail FROM load_list_edition('BIS-EL', '2025', '2025-02-01')$$, $$VALUES ('refused', 'row 1: not a day in the form YYYY-MM-DD: "soon"')$$, 'a row at fault is refused there too');
SELECT is_empty('SELECT FROM list_row', 'and the rows may come again, corrected');

-- Listings that rest on an analyst's decision follow the entry.
INSERT INTO import_party (code, name) VALUES ('BETA', 'Beta'), ('GAMMA', 'Gamma'), ('DELTA', 'Delta');
CREATE FUNCTION pg_temp.listed(party text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(l.decision || ' ' || l.valid, ' ' ORDER BY l.valid) FROM listed.listing AS l WHERE l.party_id = listed.party_id(party) AND NOT EXISTS (SELECT FROM listed.correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id) $$;
SELECT isnt(decide_listing('BETA', '1260H', 'B', 'confirmed', 'same address'), NULL, 'an analyst confirms');
SELECT isnt(decide_listing('GAMMA', '1260H', 'C', 'confirmed', 'same address'), NULL, 'and again');
SELECT isnt(decide_listing('DELTA', '1260H', 'D', 'rejected', 'another firm', '2027-12-31', 'anna'), NULL, 'and rejects');
SELECT is(pg_temp.listed('BETA'), 'confirmed [2023-06-01,)', 'the listing has the days of the entry');
SELECT is(pg_temp.listed('GAMMA'), 'confirmed [2024-01-01,2024-06-01) confirmed [2024-12-15,)', 'a row for each time on the list');
SELECT results_eq($$SELECT entry, decision, decided_by, reason, decided_until, entry_code, party_names, entry_names FROM listing WHERE party_id = party_id('DELTA')$$, $$VALUES ('Delta', 'rejected', 'anna', 'another firm', '2027-12-31'::date, 'D', '{Delta}'::text[], '{Delta}'::text[])$$, 'who, why, until when, and what it rests on');
SELECT is(pg_temp.load('E4', '2025-06-01', 'A:Alphabet C:Gamma:2024-11-01 D:Delta'), 'removed B Beta; redated C Gamma listed on 2024-11-01, before: 2024-12-15', 'a further edition');
SELECT is(pg_temp.listed('BETA'), 'confirmed [2023-06-01,2025-06-01)', 'an entry that leaves the list ends the listing on that day');
SELECT is(pg_temp.listed('GAMMA'), 'confirmed [2024-01-01,2024-06-01) confirmed [2024-11-01,)', 'one that is given another day moves it');
SELECT is((SELECT (decision, decided_by, reason)::text FROM listing AS l WHERE party_id = party_id('GAMMA') AND valid = '[2024-11-01,)'), format('(confirmed,%s,"same address")', session_user), 'the decision stays that of the analyst');
SELECT results_eq($$SELECT x.reason, (SELECT l.valid FROM listing AS l WHERE l.id = x.replaced_by) FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = (SELECT min(id) FROM listing WHERE party_id = party_id('BETA'))$$, $$VALUES ('the editions of the list give other days', '[2023-06-01,2025-06-01)'::daterange)$$, 'what was known before stays known');
SELECT is(pg_temp.load('E5', '2025-09-01', 'A:Alphabet B:Beta C:Gamma:2024-11-01 D:Delta'), 'added B Beta', 'an entry comes back');
SELECT is(pg_temp.listed('BETA'), 'confirmed [2023-06-01,2025-06-01) confirmed [2025-09-01,)', 'and so does the listing');
SELECT is(pg_temp.load('E5 again', '2025-09-01', 'A:Alphabet C:Gamma:2024-11-01 D:Delta', 'E5'), '', 'an edition that was wrong is replaced');
SELECT is(pg_temp.listed('BETA'), 'confirmed [2023-06-01,2025-06-01)', 'listings follow that too');
SELECT is((SELECT count(*) FROM list_edition_known('1260H', 'infinity')), 6::bigint, 'the wrong one is no longer known');
SELECT isnt(decide_listing('BETA', '1260H', 'B', 'rejected', 'another Beta'), NULL, 'a decision is taken back');
SELECT is(pg_temp.listed('BETA'), 'rejected [2023-06-01,2025-06-01)', 'and stands instead, for all days');
SELECT is(follow_list('1260H'), 0::bigint, 'all listings follow already');
SELECT is_empty($$SELECT FROM listing_at('2025-01-01', 'infinity') WHERE party_id = party_id('BETA') AND decision = 'confirmed'$$, 'no confirmed listing is left');

SELECT throws_ok(statement, state, message, what) FROM (VALUES
	($$SELECT decide_listing('BETA', '1260H', 'Z', 'confirmed', 'x')$$, '23503', 'there is no entry "Z" of list "1260H"', 'an entry that there is not'), ($$SELECT decide_listing('BETA', '1260H', 'B', 'maybe', 'x')$$, '22023', 'there is no decision "maybe"', 'a decision that is none'),
	($$SELECT decide_listing('BETA', '1260H', 'B', 'confirmed', ' ')$$, '22023', 'a decision gives no reason', 'no reason'), ($$SELECT decide_listing('NOBODY', '1260H', 'B', 'confirmed', 'x')$$, '23503', 'there is no party "NOBODY"', 'a party that there is not'),
	($$UPDATE list_entry SET name = 'x'$$, '55000', NULL, 'changing an entry'), ($$DELETE FROM list_member$$, '55000', NULL, 'taking an entry out of an edition')) AS v (statement, state, message, what);

SELECT * FROM finish();
ROLLBACK;
