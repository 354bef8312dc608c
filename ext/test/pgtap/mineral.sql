-- Declarations of smelters as CSV, and a dated list that they are held against.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('mineral_test') \g /dev/null
SELECT no_plan();
SET LOCAL search_path = mineral_test, materials, public;
CREATE ROLE mineral_test_recorder;
SELECT materials.grant_ledger('mineral_test', 'mineral_test_recorder', 'recorder') \g /dev/null
\set header 'declaration,company,company name,template,declared on,valid to,metal,smelter number,smelter,country,source country,recycled'
\set first 'D-1,ACME,Acme Components,CMRT 6.5,2026-01-15,2026-12-31,Gold,CID000100,Northern Refinery,CA,PE,no\nD-1,ACME,Acme Components,CMRT 6.5,2026-01-15,2026-12-31,Gold,CID000100,Northern Refinery,CA,CA,no\nD-1,ACME,Acme Components,CMRT 6.5,2026-01-15,2026-12-31,Tin,CID000200,Tin Works,ID,,\nD-1,ACME,Acme Components,CMRT 6.5,2026-01-15,2026-12-31,tantalum,,Smelter not yet identified,,,\nD-2,OTHER,Other Ltd,EMRT 2.1,2026-03-01,,Cobalt,CID000300,Cobalt Plant,FI,CD,\nD-2,OTHER,Other Ltd,EMRT 2.1,2026-03-01,,Co,CID000300,Cobalt Plant,FI,AU,\nD-2,OTHER,Other Ltd,EMRT 2.1,2026-03-01,,Gold,CID000100,Northern Refining Co,US,,yes\n'
SET LOCAL ROLE mineral_test_recorder;
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM import_csv('mineral_source', content => :'header' || E'\n' || replace(:'first', '\n', E'\n')) AS r), 'added 7', 'a recorder takes declarations as a file');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM import_csv('mineral_source', content => :'header' || E'\n' || replace(:'first', '\n', E'\n')) AS r), 'added 0, known 7', 'a second time adds nothing');
INSERT INTO import_mineral_source (declaration, company, declared_on, valid_to, metal, smelter_number, smelter, country, source_country, recycled) VALUES ('D-1', 'ACME', '2026-01-15', '2026-12-31', 'gold', 'CID000100', 'Northern Refinery', 'CA', 'PE', false);
SELECT is((SELECT count(*) FROM mineral_source), 7::bigint, 'nor by INSERT, with the mineral in other words');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.line || ' ' || coalesce(r.field, '') || ' ' || r.state || ': ' || r.detail, '; ' ORDER BY r.line) FROM import_csv('mineral_source', content => :'header' || E'\n' || replace(
	'D-3,ACME,,CMRT 6.5,2026-05-01,,Unobtainium,CID000100,Northern Refinery,CA,PE,\nD-3,ACME,,CMRT 6.5,2026-05-01,,Gold,CID1,Northern Refinery,CA,PE,\nD-3,ACME,,CMRT 6.5,2026-05-01,,Gold,CID000100,Northern Refinery,HUR,PE,\nD-1,ACME,,CMRT 6.5,2026-06-01,,Gold,CID000100,Northern Refinery,CA,PE,\nD-1,ACME,,CMRT 6.5,2026-01-15,2026-12-31,Gold,CID000100,Northern Refinery,CA,PE,yes\nD-3,NOBODY,,CMRT 6.5,2026-05-01,,Gold,CID000100,Northern Refinery,CA,PE,\nD-3,ACME,,CMRT 6.5,2026-05-01,,Tin,CID000201,New Works,ID,ID,\n', '\n', E'\n')) AS r WHERE r.outcome = 'refused'),
	'refused 2  23503: there is no mineral "Unobtainium"; refused 3  22023: not the number of a smelter: "CID1"; refused 4 country 22P02: invalid input syntax for type country: "HUR". ISO 3166-1 has no alpha-3 code "HUR"; refused 5  23505: declaration "D-1" is recorded with another company or other days; refused 6  23505: smelter "CID000100" is in declaration "D-1" otherwise; refused 7  23503: there is no party "NOBODY"', 'what is wrong is told by line');
SELECT is((SELECT count(*) || ' ' || (SELECT count(*) FROM import_error) FROM mineral_source), '7 6', 'nothing of such a file is taken, and its faults are kept');
RESET ROLE;
SELECT bag_eq($$SELECT ROW(p.code, p.name, i.value, s.country, s.kind)::text FROM party AS p JOIN party_identifier AS i ON i.party_id = p.id LEFT JOIN site AS s ON s.operator_id = p.id$$,
	$$VALUES ('(CID000100,"Northern Refinery",CID000100,CA,refinery)'), ('(CID000200,"Tin Works",CID000200,ID,refinery)'), ('(CID000300,"Cobalt Plant",CID000300,FI,refinery)')$$, 'smelters are parties with a number and a site');
SELECT bag_eq($$SELECT ROW(d.code, p.code, d.issued_on, d.valid)::text FROM document AS d JOIN party AS p ON p.id = d.issuer_id$$, $$VALUES ('(D-1,ACME,2026-01-15,"[2026-01-15,2027-01-01)")'), ('(D-2,OTHER,2026-03-01,"[2026-03-01,)")')$$, 'declarations are dated documents');
SELECT results_eq($$SELECT f.detail FROM data_finding AS f WHERE f.relation = 'mineral_source' ORDER BY f.id$$, $$VALUES ('Tin of "Tin Works" comes from nowhere that is declared'), ('smelter "Smelter not yet identified" is not identified'), ('tantalum of "Smelter not yet identified" comes from nowhere that is declared'),
	('smelter CID000100 is "Northern Refinery" here, and "Northern Refining Co" in the declaration'), ('smelter CID000100 stands in CA here, and in US in the declaration')$$, 'what is odd is told');

-- Editions of a list of conformant smelters, with days.
SELECT is((SELECT string_agg(DISTINCT s.standing, ', ') FROM smelter_standing('ACME', as_of => '2026-02-01') AS s WHERE s.smelter_number IS NOT NULL), 'no edition', 'without an edition nothing is said of a smelter');
COPY import_list_entry (list, edition, entry, name, countries) FROM STDIN (FORMAT csv);
RMAP,2025-12,CID000100,Northern Refinery,{CA}
RMAP,2025-12,CID000200,Tin Works,{ID}
RMAP,2026-06,CID000100,Northern Refinery,{CA}
RMAP,2026-06,CID000300,Cobalt Plant,{FI}
\.
SELECT is((SELECT string_agg(c.change || ' ' || c.entry, ', ') FROM load_list_edition('RMAP', '2025-12', '2025-12-01') AS c), 'added CID000100, added CID000200', 'an edition of the list');
SELECT is((SELECT string_agg(c.change || ' ' || c.entry, ', ') FROM load_list_edition('RMAP', '2026-06', '2026-06-01') AS c), 'added CID000300, removed CID000200', 'and the next one');
SELECT is((SELECT string_agg(concat_ws(' ', s.metal, s.smelter_number, s.source_country, s.standing, s.edition), ', ') FROM smelter_standing('ACME', as_of => d.day) AS s), d.answer, d.day::text)
FROM (VALUES ('2026-01-14'::date, NULL), ('2026-02-01', 'Gold CID000100 PE listed 2025-12, Gold CID000100 CA listed 2025-12, tantalum not identified 2025-12, Tin CID000200 listed 2025-12'),
	('2026-06-01', 'Gold CID000100 PE listed 2026-06, Gold CID000100 CA listed 2026-06, tantalum not identified 2026-06, Tin CID000200 not listed 2026-06'), ('2027-01-01', NULL)) AS d (day, answer);
SELECT is((SELECT count(*) FROM smelter_standing(as_of => '2026-06-01')), 7::bigint, 'of all companies');
SELECT is((SELECT count(*) FROM smelter_standing(as_of => '2026-06-01', known_at => '2020-01-01Z')), 0::bigint, 'nothing was known before it was recorded');
-- A later declaration about a mineral stands instead of the earlier one, for all that the company makes or for an item.
SELECT s.metal AS metal, count(*) AS of_metal, (SELECT count(*) FROM smelter_standing('ACME', as_of => '2026-06-01')) AS of_all FROM smelter_standing('ACME', as_of => '2026-06-01') AS s WHERE s.metal ~* 'gold' GROUP BY 1 \gset
SAVEPOINT later;
INSERT INTO import_mineral_source (declaration, company, declared_on, valid_to, metal, smelter_number, smelter, source_country) VALUES ('D-LATER', 'ACME', '2026-05-01', '2026-05-31', 'gold', 'CID000777', 'Gold Works', 'AU');
SELECT results_eq($$SELECT s.declaration, s.smelter_number FROM smelter_standing('ACME', as_of => '2026-05-15') AS s WHERE lower(s.metal) = 'gold'$$, $$VALUES ('D-LATER', 'CID000777')$$, 'a later declaration stands instead of an earlier one');
SELECT is((SELECT count(*) FROM smelter_standing('ACME', as_of => d.day) AS s WHERE s.declaration <> 'D-LATER'), d.others, 'others stand: ' || d.day) FROM (VALUES ('2026-05-15'::date, :of_all::bigint - :of_metal), ('2026-04-30', :of_all), ('2026-06-01', :of_all)) AS d (day, others);
SELECT is((SELECT count(*) FROM smelter_standing('ACME', as_of => '2026-05-15', known_at => clock_timestamp() - interval '1 hour')), 0::bigint, 'nor before it was known');
ROLLBACK TO later;
INSERT INTO correction (relation, row_id, reason) SELECT 'mineral_source', m.id, 'typed wrongly' FROM mineral_source AS m WHERE m.smelter_number = 'CID000200';
SELECT is((SELECT count(*) FROM smelter_standing('ACME', as_of => '2026-06-01')), 3::bigint, 'what was corrected is told no more');
SELECT throws_ok($$SELECT * FROM smelter_standing('ACME', 'NOLIST')$$, '23503', NULL, 'a list that there is not');
SELECT * FROM finish();
ROLLBACK;
