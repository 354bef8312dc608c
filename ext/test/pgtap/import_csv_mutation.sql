-- CSV files changed at random: taken as a whole or refused with a reason, never half of one, never twice, never a crash.
-- SEED=n repeats a run, CASES=n says how many.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('csv_mutation') \g /dev/null
SET search_path = csv_mutation, materials, public;
SELECT no_plan();
\getenv seed SEED
\if :{?seed} \else \set seed `date +%s`
\endif
\getenv cases CASES
\if :{?cases} \else \set cases 12
\endif
SELECT diag('SEED=' || :'seed');
SELECT setseed((:'seed'::bigint % 1000003) / 1000003.0) \g /dev/null

INSERT INTO import_party (code, name) VALUES ('MAKER', 'Maker'), ('OTHER', 'Other');
INSERT INTO import_lot (code, material, quantity) SELECT 'L-' || n, 'steel', '1 t' FROM generate_series(1, 9) AS n;
INSERT INTO import_item (code, name, class) VALUES ('PACK', 'Pack', 'pack');
INSERT INTO import_document (code, kind, title, sha256) VALUES ('PAPER', 'declaration', 'Letter', repeat('a', 64));
WITH asked AS (
	INSERT INTO questionnaire (code, party_id, subject, rule, version, as_of, due_on, status) SELECT 'Q-1', p.id, 'L-1', '10USC4865', '1', '2026-01-01', '2026-12-31', 'INDETERMINATE' FROM party AS p WHERE p.code = 'MAKER' RETURNING id
)
INSERT INTO supplier_question (questionnaire_id, key, place, relation, row_id, aspect, wanted)
SELECT a.id, k.key, k.place, k.relation, CASE k.relation WHEN 'party' THEN (SELECT p.id FROM party AS p WHERE p.code = k.code) ELSE (SELECT l.id FROM lot AS l WHERE l.code = k.code) END, k.aspect, k.key
FROM asked AS a, (VALUES ('party/MAKER/holders', 1, 'party', 'MAKER', 'holders'), ('lot/L-1/country', 2, 'lot', 'L-1', 'country'), ('lot/L-2/inputs', 3, 'lot', 'L-2', 'inputs')) AS k (key, place, relation, code, aspect);
CREATE TEMPORARY TABLE valid (object text, content text);
INSERT INTO valid VALUES
	('lot', E'code,material,producer,country,made_on,quantity,primary_source,source\nA-1,steel,MAKER,US,2026-01-31,1.5 t,yes,"a ""note"", with a comma"\nA-2,lithium_carbonate,OTHER,KOR,,600 kg,no,"two\nlines"\nA-3,steel,,,2026-02-28,12 g,,\n'),
	('lot', E'\uFEFFcode;material;quantity;unit\r\nA-1;steel;1;t\r\nA-2;steel;2;kg\r\n'),
	('consumption', E'output_lot,input_lot,quantity,cost,currency\nL-1,L-2,10 kg,5,USD\nL-1,L-3,20 kg,,\nL-4,L-5,1 t,3.50,EUR\n'),
	('interest', E'owner\towned\tshare\tvalid_from\nOTHER\tMAKER\t33.3%\t2025-01-01\n'),
	('party', E'code,name,kind,government_of,lei\nP-1,"Müller, Söhne",company,,5493001KJTIIGC8Y1R12\nP-2,State,government,CN,\n'),
	('answer', E'key,value,share,quantity,document,answered_on\nparty/MAKER/holders,OTHER,40.5%,,,2026-02-01\nparty/MAKER/holders,complete,,,PAPER,2026-02-01\nlot/L-1/country,KR,,,PAPER,2026-02-02\nlot/L-2/inputs,L-3,,10 kg,,2026-02-02\n'),
	('mineral_source', E'declaration,company,company_name,template,declared_on,valid_to,metal,smelter_number,smelter,country,source_country,recycled\nCMRT-1,MAKER,Maker,CMRT 6.4,2026-01-10,2026-12-31,Tin,CID001234,"Tin, Works",ID,ID,no\nCMRT-1,MAKER,Maker,CMRT 6.4,2026-01-10,2026-12-31,Gold,,Unknown smelter,,,yes\n'),
	('declaration', E'claim;party;declarant;document;valid_from;valid_to\nownership_complete;MAKER;MAKER;PAPER;2026-01-01;2026-12-31\n'),
	('list_entry', E'list,edition,entry,name,kind,countries,aliases,listed_on\nRMAP,2026-01,CID001234,"Tin Works, PT",entity,ID,Tin Works;PT Tin,2025-06-01\nRMAP,2026-01,CID001235,Gold Works,,,,\n'),
	('contract_line', E'contract,line,item,quantity,lots,signed_on\nC,C-1,PACK,1 each,L-1;L-2,2026-01-01\n');

-- Letters lost, doubled, exchanged or put in; lines lost, doubled or exchanged; the end cut off.
CREATE FUNCTION pg_temp.changed(content text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	place integer;
	lines text[];
	other integer;
BEGIN
	FOR i IN 1 .. 1 + floor(random() * 3) LOOP
		place := 1 + floor(random() * greatest(length(content), 1));
		CASE floor(random() * 7)
			WHEN 0 THEN content := left(content, place - 1) || substr(content, place + 1);
			WHEN 1 THEN content := left(content, place) || substr(content, place);
			WHEN 2, 3 THEN content := left(content, place - 1) || (ARRAY['"', ',', ';', E'\n', E'\r', E'\t', '''', '\', E'\n\\.\n', '|', '€', '0', '-', ' ', E'\x01', '{', '%', repeat('9', 400), repeat('"', 7)])[1 + floor(random() * 19)] || substr(content, place);
			WHEN 4 THEN content := left(content, place);
			WHEN 5 THEN
				lines := string_to_array(content, E'\n');
				other := 1 + floor(random() * cardinality(lines));
				content := array_to_string(lines[:other] || lines[other:], E'\n');
			ELSE
				lines := string_to_array(content, E'\n');
				other := 1 + floor(random() * cardinality(lines));
				content := array_to_string(lines[:other - 1] || lines[other + 1:], E'\n');
		END CASE;
	END LOOP;
	RETURN content;
END
$$;

CREATE FUNCTION pg_temp.rows_kept() RETURNS bigint[] LANGUAGE sql AS $$
	SELECT ARRAY[(SELECT count(*) FROM lot), (SELECT count(*) FROM consumption), (SELECT count(*) FROM interest), (SELECT count(*) FROM party), (SELECT count(*) FROM contract_line), (SELECT count(*) FROM party_identifier), (SELECT count(*) FROM supplier_answer), (SELECT count(*) FROM mineral_source), (SELECT count(*) FROM declaration), (SELECT count(*) FROM list_row), (SELECT count(*) FROM evidence), (SELECT count(*) FROM data_finding)]
$$;

-- What a case did; whatever it recorded is taken back.
CREATE FUNCTION pg_temp.tried(object text, content text, OUT problem text, OUT outcome text) LANGUAGE plpgsql AS $$
DECLARE
	before bigint[] := pg_temp.rows_kept();
	dry text;
	again text;
BEGIN
	SELECT string_agg(i.outcome || ' ' || coalesce(i.row_count, 0), ', ' ORDER BY i.outcome) INTO dry FROM import_csv(object, content => content, dry_run => true) AS i;
	IF pg_temp.rows_kept() <> before THEN
		problem := 'a dry run recorded something';
		RETURN;
	END IF;
	BEGIN
		SELECT string_agg(i.outcome || ' ' || coalesce(i.row_count, 0), ', ' ORDER BY i.outcome), CASE
				WHEN bool_or(i.outcome = 'refused') = bool_or(i.outcome = 'added') THEN 'neither taken nor refused, or both'
				WHEN bool_or(i.outcome = 'refused') <> (dry LIKE '%refused%') THEN 'the dry run said otherwise'
				WHEN bool_or(i.outcome = 'refused' AND (i.state IS NULL OR i.detail IS NULL)) THEN 'a fault without a reason' END
			INTO outcome, problem FROM import_csv(object, content => content) AS i;
		IF problem IS NOT NULL THEN
			RETURN;
		ELSIF outcome LIKE '%refused%' AND (pg_temp.rows_kept() <> before OR NOT EXISTS (SELECT FROM import_error)) THEN
			problem := 'refused, and half recorded';
		ELSIF outcome LIKE '%added%' THEN
			SELECT string_agg(i.outcome || ' ' || i.row_count, ', ' ORDER BY i.outcome) INTO again FROM import_csv(object, content => content) AS i;
			problem := CASE WHEN again NOT LIKE 'added 0%' THEN 'again it adds: ' || again END;
		END IF;
		RAISE SQLSTATE 'TRIED';
	EXCEPTION WHEN SQLSTATE 'TRIED' THEN
		NULL;
	END;
EXCEPTION WHEN OTHERS THEN
	problem := SQLSTATE || ' ' || SQLERRM;
END
$$;

SELECT results_eq(format('SELECT problem, outcome LIKE ''added %%%%'' FROM pg_temp.tried(%L, %L)', v.object, v.content), 'SELECT NULL::text, true', format('unchanged it is taken: %s', v.object)) FROM valid AS v;
CREATE TEMPORARY TABLE tried (n integer, object text, content text, problem text, outcome text);
SELECT is((SELECT string_agg(i.outcome || ' ' || i.row_count, ', ' ORDER BY i.outcome) FROM import_csv('answer', content => regexp_replace(v.content, E'\n([^\n]*holders,OTHER[^\n]*)', E'\n\\1\n\\1'), dry_run => true) AS i), 'known 1, would add 4', 'an answer that stands twice in a file is one answer')
FROM valid AS v WHERE v.object = 'answer';
SELECT is((SELECT string_agg(i.outcome || ' ' || i.row_count, ', ' ORDER BY i.outcome) FROM import_csv('mineral_source', content => regexp_replace(v.content, E'\n([^\n]*Tin[^\n]*)', E'\n\\1\n\\1'), dry_run => true) AS i), 'known 1, would add 2', 'and so is a line of a declaration')
FROM valid AS v WHERE v.object = 'mineral_source';
SELECT set_config('csv.cases', :'cases', true) \g /dev/null
DO $$
DECLARE
	one record;
	content text;
BEGIN
	FOR n IN 1 .. current_setting('csv.cases')::integer LOOP
		SELECT v.* INTO one FROM valid AS v ORDER BY random() LIMIT 1;
		content := pg_temp.changed(one.content);
		INSERT INTO tried SELECT n, one.object, content, t.problem, t.outcome FROM pg_temp.tried(one.object, content) AS t;
	END LOOP;
END
$$;
SELECT is_empty('SELECT problem, object, content FROM tried WHERE problem IS NOT NULL', format('of %s changed files each is taken or refused', count(*))) FROM tried;
SELECT ok(count(*) FILTER (WHERE outcome LIKE '%refused%') >= least(count(*) / 10, 3), format('many are refused: %s, taken: %s', count(*) FILTER (WHERE outcome LIKE '%refused%'), count(*) FILTER (WHERE outcome LIKE '%added%'))) FROM tried;
SELECT * FROM finish();
ROLLBACK;
