-- Name screening: what makes names alike, the cases of ext/test/data/lists, analysts' decisions, and who may see what.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
-- Wherever pg_trgm is, and whatever it is set to, the answers are the same.
CREATE SCHEMA "odd place";
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN CREATE EXTENSION pg_trgm SCHEMA "odd place"; END IF; END $$;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('screened') \g /dev/null
SET LOCAL search_path = screened, materials, public;
\ir ../data/lists/load.sql

-- Names as they are compared.
SELECT is((materials.name_key(name)).full_name, full_name, format('"%s" is compared as "%s"', name, full_name)) FROM (VALUES
	('HUAWEI TECHNOLOGIES CO., LTD.', 'huawei technologies co ltd'), ('Huawei Technologies Company Limited', 'huawei technologies co ltd'), ('Ｈｕａｗｅｉ　Technologies Co.,Ltd', 'huawei technologies co ltd'), ('Moa Nickel S.A.', 'moa nickel sa'), ('MOA NICKEL SA', 'moa nickel sa'), ('Moa Nickel S. A.', 'moa nickel sa'),
	('Straße & Söhne GmbH & Co. KG', 'strasse and sohne gmbh co kg'), ('Société Générale S.A.', 'societe generale sa'), ('L''Oréal', 'loreal'), ('XI’AN AIRCRAFT', 'xian aircraft'), ('Łódź Sp. z o.o.', 'lodz sp zoo'), ('ООО «Норильский никель»', 'norilskiy nikel llc'), ('OJSC Norilskiy Nikel', 'norilskiy nikel jsc'),
	('华为技术有限公司', 'huaweijishu co ltd'), ('華為技術有限公司', 'huaweijishu co ltd'), ('宁德时代新能源科技股份有限公司', 'ningdeshidaixinnengyuankeji co ltd'), ('株式会社トヨタ', 'toyota kk'), ('华为Huawei', 'huawei huawei'), ('Gulf Eagle Contracting (GEC)', 'gulf eagle contracting gec'), ('AERO ENGINE CORP OF CHINA', 'aero engine of china corp'),
	('AERO ENGINE CORPORATION OF CHINA', 'aero engine of china corp'), ('PT Vale Indonesia Tbk', 'vale indonesia tbk pt'), ('GmbH', 'gmbh'), ('...', ''), ('e' || U&'\0301' || 'toile', 'etoile')) AS v (name, full_name);
SELECT is((materials.name_key('Dalian New Energy Carbon Co')).rare, '{carbon}', 'common words are left out of the rare ones');
SELECT results_eq($$SELECT variant FROM materials.name_variant('Contemporary Amperex Technology Company, Limited (CATL)')$$, $$VALUES ('Contemporary Amperex Technology Company, Limited (CATL)'), ('Contemporary Amperex Technology Company, Limited'), ('CATL')$$, 'a name with its acronym is three');
SELECT is((SELECT count(*) FROM materials.name_variant('PJSC VTB BANK (KIEV)')), 1::bigint, 'a place in brackets is no acronym');
SELECT is(materials.name_similarity('albemarle', 'albemarle'), 1::materials.fraction, 'a name is like itself');
SELECT is(materials.name_similarity('abc', 'abd'), '1/3'::materials.fraction, 'two of six trigrams are a third');
SELECT is(materials.name_similarity('', ''), 0::materials.fraction, 'nothing is like nothing');

-- The cases: a hit is strong, what needs review is weak alone, anything else is nothing at all.
CREATE TEMPORARY TABLE screening_case (case_id text, query text, as_of date, expected_ent_num text, expected text, why text);
\copy screening_case FROM 'ext/test/data/lists/screening_cases.csv' (FORMAT csv, HEADER)
SELECT is(count(*), 65::bigint, 'all cases are asked') FROM screening_case;
CREATE TEMPORARY TABLE answer AS
	SELECT c.*, coalesce(array_agg(s.entry) FILTER (WHERE s.strength = 'strong'), '{}') AS strong, coalesce(array_agg(s.entry) FILTER (WHERE s.strength = 'weak'), '{}') AS weak
	FROM screening_case AS c LEFT JOIN LATERAL screen_name(c.query, as_of => c.as_of) AS s ON true GROUP BY c.case_id, c.query, c.as_of, c.expected_ent_num, c.expected, c.why;
SELECT ok(CASE expected WHEN 'hit' THEN expected_ent_num = ANY (strong) WHEN 'review' THEN strong = '{}' AND weak <> '{}' WHEN 'no hit' THEN strong = '{}' AND weak = '{}' END, format('%s: %s, %s (%s)', case_id, query, expected, why)) FROM answer ORDER BY case_id;
SELECT is(strong, '{30944}', 'L-D060 is answered with the parent and not with its subsidiary') FROM answer WHERE case_id = 'L-D060';
SELECT is((SELECT s.entry FROM screen_name(c.query, as_of => c.as_of) AS s LIMIT 1), c.expected_ent_num, format('%s: the entry expected comes first', c.case_id)) FROM screening_case AS c WHERE c.expected = 'hit' AND c.case_id <> 'L-D034' ORDER BY c.case_id;
SELECT results_eq($$SELECT entry, strength, score_exact, reason FROM screen_name('Dalian Carbon', as_of => '2023-01-01')$$, $$VALUES ('16853', 'weak', '3/11', 'all of carbon is in both names, 3/11 of the letters of their words')$$, 'a weak pair says in what names are alike');
SELECT results_eq($$SELECT entry, strength, score_exact, reason FROM screen_name('Huawai Technologies', 'NS-CMIC', '2023-01-01')$$, $$VALUES ('30947', 'weak', '17/23', '17/23 of the trigrams are in both names')$$, 'so does a misspelt one');
SELECT results_eq($$SELECT entry, strength, reason FROM screen_name('catl', 'NDAA24-154', '2026-01-01')$$, $$VALUES ('1', 'weak', 'the same acronym or short name')$$, 'an acronym alone is weak');
SELECT results_eq($$SELECT entry, strength, reason FROM screen_name('Contemporary Amperex Technology Co., Limited', 'NDAA24-154', '2026-01-01')$$, $$VALUES ('1', 'strong', 'the same name')$$, 'the name without its acronym is strong');
SELECT results_eq($$SELECT entry, strength, reason FROM screen_name('Hik Vision', 'NS-CMIC', '2026-01-01') WHERE strength = 'strong'$$, $$VALUES ('30946', 'strong', 'the same name but for blanks')$$, 'blanks do not count');
SELECT is_empty($$SELECT FROM screen_name(NULL) UNION ALL SELECT FROM screen_name('') UNION ALL SELECT FROM screen_name('...') UNION ALL SELECT FROM screen_name('   ')$$, 'no name, no pair');
SELECT lives_ok($$SELECT count(*) FROM screen_name(repeat('x ', 500000))$$, 'a name of a megabyte is no trouble');

-- Settings and locale make no difference.
CREATE TEMPORARY TABLE plain AS SELECT c.case_id, s.* FROM screening_case AS c CROSS JOIN LATERAL screen_name(c.query, as_of => c.as_of) AS s;
SET LOCAL pg_trgm.similarity_threshold = 0.99;
SET LOCAL enable_seqscan = off;
SET LOCAL DateStyle = 'SQL, DMY';
SELECT set_eq('SELECT c.case_id, s.* FROM screening_case AS c CROSS JOIN LATERAL screen_name(c.query, as_of => c.as_of) AS s', 'SELECT * FROM plain', 'pg_trgm''s threshold, the planner and DateStyle change nothing');
SET LOCAL pg_trgm.similarity_threshold = 0.01;
SET LOCAL enable_seqscan = on;
SET LOCAL enable_bitmapscan = off;
SELECT set_eq('SELECT c.case_id, s.* FROM screening_case AS c CROSS JOIN LATERAL screen_name(c.query, as_of => c.as_of) AS s', 'SELECT * FROM plain', 'nor without the index');
SET LOCAL enable_bitmapscan = on;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL pg_trgm.similarity_threshold = 0.3;

-- Parties, and what analysts decide.
INSERT INTO import_party (code, name, lei) VALUES ('NICKEL', 'Moa Nickel S.A.', NULL), ('HUAWEI', 'Huawei Technologies Co Ltd', NULL), ('CEC', 'Something Else Ltd', '300300PV91RY9GH3CT16'), ('ALIAS', 'Trading House 7', NULL), ('CLEAN', 'Albemarle Corporation', NULL), ('DALIAN', 'Dalian Carbon', NULL);
INSERT INTO party (code, name, kind) VALUES ('HIDDEN', 'CHINA TELECOM', 'redacted');
INSERT INTO import_party_name (party, name, kind) VALUES ('ALIAS', 'Инспур Групп', 'other_script'), ('CLEAN', 'Albemarle', NULL);
SET LOCAL materials.as_of = '2026-01-01';
CREATE FUNCTION pg_temp.open_pairs() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(':', s.code, s.entry, s.strength, s.standing), ' ' ORDER BY s.code COLLATE "C", s.entry COLLATE "C") FROM screened.screen_party() AS s WHERE s.in_list <> 'BIS-EL' $$;
SELECT is(pg_temp.open_pairs(), 'ALIAS:30949:weak:open CEC:30932:strong:open DALIAN:16853:weak:open HUAWEI:30947:strong:open NICKEL:3751:strong:open', 'parties with their pairs: by name, by another name, by identifier');
SELECT is(reason, 'the same LEI "300300PV91RY9GH3CT16"', 'the same identifier is a strong reason') FROM screen_party('CEC');
SELECT is_empty($$SELECT FROM listing$$, 'no pair is a listing by itself');
SELECT isnt(decide_listing('NICKEL', 'OFAC-SDN', '3751', 'confirmed', 'same seat in Moa'), NULL, 'one is confirmed');
SELECT isnt(decide_listing('DALIAN', 'OFAC-SDN', '16853', 'rejected', 'a shop for barbecue coal', '2026-06-30'), NULL, 'one is rejected for half a year');
SELECT isnt(decide_listing('HUAWEI', 'NS-CMIC', '30947', 'candidate', 'asked for the register number'), NULL, 'one is left a candidate');
SELECT is(pg_temp.open_pairs(), 'ALIAS:30949:weak:open CEC:30932:strong:open HUAWEI:30947:strong:open', 'what is decided does not come back');
SELECT results_eq($$SELECT code, decision, standing FROM screen_party(decided => true) WHERE in_list <> 'BIS-EL' AND decision IS NOT NULL ORDER BY code COLLATE "C"$$, $$VALUES ('DALIAN', 'rejected', 'decided'), ('HUAWEI', 'candidate', 'open'), ('NICKEL', 'confirmed', 'decided')$$, 'unless it is asked for');
SET LOCAL materials.as_of = '2026-07-01';
SELECT is(pg_temp.open_pairs(), 'ALIAS:30949:weak:open CEC:30932:strong:open DALIAN:16853:weak:expired HUAWEI:30947:strong:open', 'a decision that is no longer relied on comes back');
SELECT isnt(decide_listing('DALIAN', 'OFAC-SDN', '16853', 'rejected', 'still a shop for barbecue coal', '2027-06-30'), NULL, 'and is decided again');
UPDATE party SET name = 'Dalian Carbon Manufacturing' WHERE code = 'DALIAN';
SELECT is(pg_temp.open_pairs(), 'ALIAS:30949:weak:open CEC:30932:strong:open DALIAN:16853:weak:renamed HUAWEI:30947:strong:open', 'a party of another name is asked about again');
SELECT isnt(decide_listing('DALIAN', 'OFAC-SDN', '16853', 'rejected', 'the shop grew'), NULL, 'and decided');
CREATE FUNCTION pg_temp.again(old_name text, new_name text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_build_object('entry', s.ent_num, 'name', CASE s.name WHEN old_name THEN new_name ELSE s.name END, 'programme', s.programs)) FROM sdn AS s $$;
SELECT is((SELECT string_agg(l.change || ' ' || l.entry, ' ') FROM load_list_edition('OFAC-SDN', '2026-07-01', '2026-07-01', pg_temp.again('SINOTECH DALIAN CARBON AND GRAPHITE MANUFACTURING CORPORATION', 'DALIAN CARBON')) AS l), 'renamed 16853', 'an edition renames the entry');
SELECT is(pg_temp.open_pairs(), 'ALIAS:30949:weak:open CEC:30932:strong:open DALIAN:16853:weak:renamed HUAWEI:30947:strong:open', 'an entry of another name too');
INSERT INTO import_listing (party, list, entry, decision) VALUES ('ALIAS', 'NS-CMIC', 'INSPUR GROUP', 'rejected');
SELECT is(pg_temp.open_pairs(), 'CEC:30932:strong:open DALIAN:16853:weak:renamed HUAWEI:30947:strong:open', 'a listing recorded by itself is a decision about the entry that it names');
SELECT is((SELECT string_agg(l.decision, ' ' ORDER BY l.party_id) FROM listing_at('2026-07-02', 'infinity') AS l JOIN party AS p ON p.id = l.party_id WHERE p.code IN ('NICKEL', 'HUAWEI', 'DALIAN')), 'confirmed candidate rejected', 'rules see the decisions, and nothing else');
SELECT is((SELECT count(*) FROM screen_party(known_at => '2000-01-01Z')), 0::bigint, 'nothing was known in 2000');

-- Asking writes nothing: it can be done in a transaction that may not write, as on a standby.
CREATE FUNCTION pg_temp.read_only(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	SET LOCAL transaction_read_only = on;
	EXECUTE format('SELECT string_agg(t::text, '';'') FROM (%s) AS t', query) INTO answer;
	RAISE SQLSTATE 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
	RETURN answer;
END
$$;
CREATE FUNCTION pg_temp.free(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT string_agg(t::text, '';'') FROM (%s) AS t', query) INTO answer;
	RETURN answer;
END
$$;
SELECT rescreen() \g /dev/null
SELECT isnt(pg_temp.free(query), NULL, format('it has an answer: %s', query)) FROM (VALUES ('SELECT * FROM screen_party()'), ('SELECT * FROM screened_party(decided => true)'), ($$SELECT * FROM screen_name('Moa')$$), ('SELECT * FROM list_entry_at(materials.as_of(), materials.known_at())'), ($$SELECT * FROM list_change('OFAC-SDN', '2026-07-01')$$)) AS q (query);
SELECT is(pg_temp.read_only(query), pg_temp.free(query), format('a read-only transaction answers the same: %s', query)) FROM (VALUES ('SELECT * FROM screen_party()'), ('SELECT * FROM screened_party(decided => true)'), ($$SELECT * FROM screen_name('Moa')$$), ('SELECT * FROM list_entry_at(materials.as_of(), materials.known_at())'), ($$SELECT * FROM list_change('OFAC-SDN', '2026-07-01')$$)) AS q (query);
SELECT is(pg_temp.free('SELECT * FROM screened_party(decided => true)'), pg_temp.free('SELECT * FROM screen_party(decided => true)'), 'what is kept is what would be found');

-- Row-level security: who may not see a party gets no pair of it; who may not see an entry gets none with it.
CREATE ROLE screen_test_reader;
GRANT USAGE ON SCHEMA screened TO screen_test_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA screened TO screen_test_reader;
ALTER TABLE party ENABLE ROW LEVEL SECURITY;
ALTER TABLE list_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON party TO screen_test_reader USING (code <> 'CEC');
CREATE POLICY seen ON list_entry TO screen_test_reader USING (list <> 'OFAC-SDN');
SET LOCAL ROLE screen_test_reader;
SELECT results_eq('SELECT DISTINCT code FROM screened.screen_party(decided => true) ORDER BY 1', $$VALUES ('ALIAS'), ('HUAWEI')$$, 'row-level security holds in pairs that are found');
SELECT results_eq('SELECT DISTINCT code FROM screened.screened_party(decided => true) ORDER BY 1', $$VALUES ('ALIAS'), ('HUAWEI')$$, 'and in those that are kept');
SELECT is_empty($$SELECT FROM screened.screen_name('Moa Nickel', 'OFAC-SDN')$$, 'and for names');
SELECT throws_ok('SELECT screened.rescreen()', '42501', NULL, 'who may only read keeps no pairs');
SELECT throws_ok($$SELECT screened.decide_listing('HUAWEI', 'NS-CMIC', '30947', 'rejected', 'x')$$, '42501', NULL, 'and decides nothing');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
