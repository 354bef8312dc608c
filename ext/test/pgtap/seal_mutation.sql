-- Changes behind the ledger's back, made by a superuser with triggers off: one value of one row in every column of every sealed
-- table and of the seal itself, and rows that are deleted.  verify() names table, row and column of each, and nothing else.
-- CASES=n tries so many (at least one of each column); SEED=n repeats the dice.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
\set seed `echo "${SEED:-$(date +%s)}"`
\set cases `echo "${CASES:-0}"`
SELECT set_config('mutated.cases', :'cases', true) \g /dev/null
SELECT diag('SEED=' || :'seed');
SELECT setseed(((:'seed')::bigint % 1000000) / 1000000.0) \g /dev/null
SELECT materials.create_ledger('mutated') \g /dev/null
\set ledger mutated
\ir ../data/sample_ledger.sql
SET search_path = mutated, materials, public;

-- Something in every table, in every column as far as it can be, and several blocks.
UPDATE party SET name = name || ' Limited' WHERE id % 2 = 0;
UPDATE contract_line SET price = 12.50, currency = 'USD';
UPDATE contract_line SET price = 12.5;
INSERT INTO party_name (party_id, name) SELECT id, name || ' (formerly)' FROM party;
INSERT INTO concert (agreement, party_id, regarding_id) SELECT 'PACT', party_id('STATE'), party_id('CELL');
INSERT INTO party_role (party_id, government_of, status, body) SELECT party_id('STATE'), 'CN', 'former', 'military';
INSERT INTO succession (predecessor_id, successor_id) SELECT party_id('FUND'), party_id('CROSS');
INSERT INTO data_finding (kind, relation, row_id, detail) SELECT 'other', 'lot', n, 'finding ' || n FROM generate_series(1, 400) AS n;
SET LOCAL session_replication_role = replica;
INSERT INTO party_identity (party_id, identity) SELECT id, '{"name": "Somebody"}' FROM party LIMIT 2;
INSERT INTO disclosure (party_id, audience, given, from_on, ground) SELECT id, 'authority', true, current_date + 1, 'asked for' FROM party LIMIT 2;
SET LOCAL session_replication_role = origin;
INSERT INTO import_error (document, row_number, field, state, message, content) VALUES ('a', 1, 'b', '22P02', 'c', 'd'), ('e', NULL, NULL, '22P02', 'f', NULL);
INSERT INTO materials.property (property, subjects, type, title) VALUES ('mutated_tested', '{line,item,lot}', 'boolean', 'tested') ON CONFLICT DO NOTHING;
INSERT INTO line_property (line_id, property, value) SELECT id, 'mutated_tested', 'true' FROM contract_line;
INSERT INTO item_property (item_id, property, value) SELECT id, 'mutated_tested', 'true' FROM item;
INSERT INTO lot_property (lot_id, property, value) SELECT id, 'mutated_tested', 'true' FROM lot;
SELECT count(*) FROM load_list_edition('1260H', 'mutated', '2026-01-01', '[{"entry": "1", "name": "Anode Works"}, {"entry": "2", "name": "负极有限公司", "identifiers": [{"scheme": "CAGE", "value": "06481"}]}]') \g /dev/null
SELECT count(*) FROM contract_line AS l CROSS JOIN LATERAL determine(l.code, '10USC4865', '2032-01-01') \g /dev/null
SELECT count(*) FROM contract_line AS l CROSS JOIN LATERAL determine(l.code, '10USC4865', '2032-01-01') \g /dev/null
-- Where there is nothing yet stands a row that is made up, whatever the table's checks say.
CREATE FUNCTION pg_temp.made_up(type regtype) RETURNS jsonb LANGUAGE sql AS $$
	SELECT CASE WHEN format_type(type, NULL) LIKE '%[]' THEN '[]' WHEN type = 'jsonb'::regtype THEN '{}' WHEN type = 'bytea'::regtype THEN '"\\x00"' WHEN type = 'boolean'::regtype THEN 'true' WHEN type = 'daterange'::regtype THEN '"(,)"'
		WHEN type IN ('date'::regtype, 'timestamptz'::regtype) THEN '"2032-01-01"' WHEN type = 'uuid'::regtype THEN '"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"' WHEN type = 'materials.country'::regtype THEN '"DE"' WHEN type = 'materials.cas'::regtype THEN '"7440-48-4"' WHEN type = 'materials.ec'::regtype THEN '"231-158-0"' WHEN type = 'materials.quantity'::regtype THEN '"1 kg"'
		WHEN type IN ('bigint'::regtype, 'integer'::regtype, 'smallint'::regtype, 'numeric'::regtype, 'materials.share'::regtype, 'materials.fraction'::regtype) THEN '1' ELSE '"x"' END::jsonb
$$;
DO $$
DECLARE
	one text;
	filled boolean;
BEGIN
	SET LOCAL session_replication_role = replica;
	FOR one IN SELECT s.relation FROM sealed_table() AS s LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one) INTO filled;
		IF NOT filled THEN
			EXECUTE (SELECT coalesce(string_agg(format('ALTER TABLE %I DROP CONSTRAINT %I', one, c.conname), '; '), 'SELECT') FROM pg_constraint AS c WHERE c.conrelid = one::regclass AND c.contype = 'c');
			EXECUTE format('INSERT INTO %I SELECT (jsonb_populate_record(NULL::%1$I, (SELECT jsonb_object_agg(a.attname, pg_temp.made_up(a.atttypid)) FROM pg_attribute AS a WHERE a.attrelid = %1$L::regclass AND a.attnum > 0 AND NOT a.attisdropped))).*', one);
		END IF;
	END LOOP;
	SET LOCAL session_replication_role = origin;
END
$$;
SELECT count(*) FROM seal(150) \g /dev/null
UPDATE site SET source = 'register';
INSERT INTO data_finding (kind, relation, row_id, detail) SELECT 'other', 'lot', n, 'finding ' || n FROM generate_series(401, 700) AS n;
SELECT count(*) FROM seal() \g /dev/null
SELECT is_empty('SELECT * FROM verify(checkpoint())', 'before, nothing is wrong');

-- Checks and keys of values would refuse many changes; whoever goes behind the ledger's back takes them off first.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT c.conrelid::regclass AS relation, c.conname FROM pg_constraint AS c WHERE c.connamespace = 'mutated'::regnamespace AND c.contype = 'c' LOOP
		EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.relation, one.conname);
	END LOOP;
	FOR one IN SELECT a.attrelid::regclass AS relation, a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
		WHERE c.relnamespace = 'mutated'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> '' LOOP
		EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP EXPRESSION', one.relation, one.attname);
	END LOOP;
END
$$;
DROP INDEX correction_pair;

-- Another value of a type, a little off where the type lets it.
CREATE FUNCTION pg_temp.other_value(type text, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	place integer := 1 + floor(random() * greatest(length(value), 1))::integer;
	letter text;
BEGIN
	CASE
	WHEN type = 'boolean' THEN RETURN (NOT coalesce(value::boolean, random() < 0.5))::text;
	WHEN type IN ('bigint', 'integer', 'smallint') THEN RETURN coalesce(value::bigint, 0) # (1 << floor(random() * CASE type WHEN 'smallint' THEN 14 WHEN 'integer' THEN 30 ELSE 31 END)::integer)::bigint;
	WHEN type = 'numeric' THEN RETURN CASE WHEN value IS NULL THEN '1' WHEN random() < 0.5 THEN (value::numeric + 1)::text ELSE value || CASE WHEN value ~ '\.' THEN '0' ELSE '.0' END END;
	WHEN type = 'date' THEN RETURN coalesce(value::date, '2026-01-01') + CASE WHEN random() < 0.5 THEN 1 ELSE -1 END;
	WHEN type = 'timestamp with time zone' THEN RETURN coalesce(value::timestamptz, '2026-01-01') + CASE WHEN random() < 0.5 THEN 1 ELSE -1 END * interval '1 us';
	WHEN type = 'uuid' THEN RETURN overlay(value PLACING CASE substr(value, 1, 1) WHEN 'a' THEN 'b' ELSE 'a' END FROM 1 FOR 1);
	WHEN type = 'bytea' THEN
		IF value IS NULL OR value::bytea = '' THEN RETURN '\x00'; END IF;
		RETURN set_bit(value::bytea, floor(random() * 8 * length(value::bytea))::integer, 1 - get_bit(value::bytea, place % (8 * length(value::bytea))));
	WHEN type = 'jsonb' THEN RETURN jsonb_build_array(coalesce(value, 'null')::jsonb);
	WHEN type = 'daterange' THEN RETURN CASE WHEN random() < 0.5 OR value IS NULL THEN format('[2001-01-01,%s)', date '2002-01-01' + floor(random() * 9000)::integer) ELSE replace(replace(value, '[', '('), '(,)', '[1999-01-02,)') END;
	WHEN type = 'int8multirange' THEN RETURN format('{[%s,)}', floor(random() * 1e6));
	WHEN type LIKE '%country[]' THEN RETURN CASE value WHEN '{JP}' THEN '{KR}' ELSE '{JP}' END;
	WHEN type LIKE '%[]' THEN RETURN CASE WHEN value IS NULL THEN '{}' WHEN value = '{}' THEN '{1}' ELSE regexp_replace(value, '^\{[^,}]*', '{2' || floor(random() * 1e9)) END;
	WHEN type LIKE '%quantity' THEN RETURN floor(random() * 1e9) || ' mg';
	WHEN type LIKE '%share' THEN RETURN CASE WHEN random() < 0.5 THEN format('[%1$s/1000001,%1$s/1000000]', floor(random() * 1e6)) ELSE format('%s/1000003', floor(random() * 1e6)) END;
	WHEN type LIKE '%fraction' THEN RETURN format('%s/1000003', floor(random() * 1e6));
	WHEN type LIKE '%country' THEN RETURN CASE value WHEN 'JP' THEN 'KR' ELSE 'JP' END;
	WHEN type LIKE '%nsn' THEN RETURN '6140-01-548-65' || floor(10 + random() * 90);
	WHEN type LIKE '%gtin' THEN RETURN '09506000134352';
	WHEN type LIKE '%gln' THEN RETURN '9506000134352';
	WHEN type LIKE '%hs' THEN RETURN '8507' || floor(10 + random() * 90);
	ELSE
		IF coalesce(value, '') = '' THEN RETURN 'X'; END IF;
		letter := substr(value, place, 1);
		RETURN overlay(value PLACING CASE WHEN letter = 'Q' THEN 'R' ELSE 'Q' END FROM place FOR 1);
	END CASE;
END
$$;

-- The columns to change: those of sealed tables, and of the seal.
CREATE TEMP TABLE target AS
SELECT c.relname::text AS relation, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, CASE c.relname WHEN 'seal_page' THEN 'first_leaf' WHEN 'seal_part' THEN 'block_id' WHEN 'seal_tile' THEN 'number' ELSE 'id' END AS key,
	starts_with(c.relname::text, 'seal_') AS of_seal, a.attnotnull AS needed, row_number() OVER (PARTITION BY c.relname ORDER BY a.attnum) AS place, (SELECT d.typbasetype::regtype::text FROM pg_type AS d WHERE d.oid = a.atttypid AND d.typbasetype <> 0) AS base
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'mutated'::regnamespace AND (c.relname IN (SELECT s.relation FROM sealed_table() AS s) OR c.relname ~ '^seal_') AND c.relkind = 'r';

-- Changes one value of a random row; tells the row's key before and after, or nothing where the table is empty.
CREATE FUNCTION pg_temp.change_value(of target, OUT row_key bigint, OUT new_key bigint) LANGUAGE plpgsql AS $$
DECLARE
	old text;
	new text;
	place tid;
	same boolean;
BEGIN
	FOR attempt IN 1 .. 20 LOOP
		EXECUTE format('SELECT t.ctid, t.%I, t.%I::text FROM %I AS t %s ORDER BY random() LIMIT 1', of.key, of.name, of.relation, CASE of.relation WHEN 'former_row' THEN 'WHERE t.id IN (SELECT unnest(p.ids) FROM seal_page AS p WHERE p.relation = ''former_row'')' END)
			INTO place, row_key, old;
		IF place IS NULL THEN RETURN; END IF;
		new := CASE WHEN NOT of.needed AND old IS NOT NULL AND random() < 0.2 THEN NULL ELSE pg_temp.other_value(of.type, old) END;
		BEGIN
			EXECUTE format('UPDATE %I AS t SET %I = $1::%s WHERE t.ctid = $2 AND t.%2$I::text IS DISTINCT FROM ($1::%3$s)::text RETURNING t.%4$I', of.relation, of.name, of.type, of.key) INTO new_key USING new, place;
			IF new_key IS NOT NULL THEN RETURN; END IF;
		EXCEPTION WHEN unique_violation OR check_violation OR invalid_text_representation THEN
			NULL;    -- such a value cannot stand there; another one may
		END;
	END LOOP;
	RAISE 'no other value found for % of %: %', of.name, of.relation, left(old, 100);
END
$$;

CREATE TEMP TABLE done (relation text, name text, kind text);
CREATE TEMP TABLE fault (what text);

-- One column of each sealed table at once: all are named, and no other row is.
CREATE FUNCTION pg_temp.change_tables(round integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	one target;
	row_key bigint;
	new_key bigint;
	made jsonb := '[]';
	wrong text[];
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		FOR one IN SELECT DISTINCT ON (t.relation) t.* FROM target AS t JOIN (SELECT r.relation, count(*) AS columns FROM target AS r GROUP BY r.relation) AS n ON n.relation = t.relation
			WHERE NOT t.of_seal AND t.relation <> 'former_row' AND t.place = 1 + (round - 1) % n.columns ORDER BY t.relation LOOP
			SELECT * INTO row_key, new_key FROM pg_temp.change_value(one);
			IF row_key IS NOT NULL THEN
				made := made || jsonb_build_object('relation', one.relation, 'row_id', row_key, 'new_id', new_key, 'name', one.name);
			END IF;
		END LOOP;
		SET LOCAL session_replication_role = origin;
		CREATE TEMP TABLE told ON COMMIT DROP AS SELECT * FROM verify();
		SELECT array_agg(format('not told: %s %s.%s', m.row_id, m.relation, m.name)) INTO wrong FROM jsonb_to_recordset(made) AS m (relation text, row_id bigint, new_id bigint, name text)
		WHERE NOT EXISTS (SELECT FROM told AS v WHERE v.relation = m.relation AND v.row_id = m.row_id AND CASE WHEN m.name = 'id' THEN v.finding = 'missing' ELSE v.finding = 'changed' AND v.column_name = m.name END);
		wrong := wrong || (SELECT array_agg(format('told though not changed: %s', v)) FROM told AS v
			WHERE NOT EXISTS (SELECT FROM jsonb_to_recordset(made) AS m (relation text, row_id bigint, new_id bigint, name text)
				WHERE v.relation = m.relation AND v.row_id IN (m.row_id, m.new_id) AND (v.column_name IS NOT DISTINCT FROM m.name OR m.name = 'id')));
		RAISE EXCEPTION 'undo' USING DETAIL = made::text;
	EXCEPTION WHEN raise_exception THEN
		IF SQLERRM <> 'undo' THEN RAISE; END IF;
	END;
	INSERT INTO fault SELECT unnest(wrong);
	INSERT INTO done SELECT m.relation, m.name, 'value' FROM jsonb_to_recordset(made) AS m (relation text, name text);
	RETURN jsonb_array_length(made);
END
$$;

-- One value of the seal's own tables, or of kept former rows.
CREATE FUNCTION pg_temp.change_seal(of target) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	row_key bigint;
	new_key bigint;
	wrong text;
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		SELECT * INTO row_key, new_key FROM pg_temp.change_value(of);
		SET LOCAL session_replication_role = origin;
		IF row_key IS NOT NULL AND NOT EXISTS (SELECT FROM verify() AS v WHERE v.relation = of.relation AND v.row_id IN (row_key, new_key)
				AND (v.column_name = of.name OR of.name = 'id' AND v.finding IN ('missing', 'extra') OR of.relation = 'seal_tile' AND v.finding IN ('missing', 'extra'))) THEN
			wrong := format('not told: %s %s.%s but: %s', row_key, of.relation, of.name, (SELECT string_agg(v::text, '; ') FROM (SELECT * FROM verify() LIMIT 5) AS v));
		END IF;
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		IF SQLERRM <> 'undo' THEN RAISE; END IF;
	END;
	INSERT INTO fault SELECT wrong WHERE wrong IS NOT NULL;
	IF row_key IS NULL THEN RETURN 0; END IF;
	INSERT INTO done VALUES (of.relation, of.name, 'value');
	RETURN 1;
END
$$;

-- A row of each sealed table is deleted at once.
CREATE FUNCTION pg_temp.delete_rows() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	one record;
	row_key bigint;
	made jsonb := '[]';
	wrong text[];
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		FOR one IN SELECT DISTINCT t.relation FROM target AS t WHERE NOT t.of_seal AND t.relation <> 'former_row' LOOP
			EXECUTE format('DELETE FROM %I WHERE ctid = (SELECT t.ctid FROM %1$I AS t ORDER BY random() LIMIT 1) RETURNING id', one.relation) INTO row_key;
			IF row_key IS NOT NULL THEN
				made := made || jsonb_build_object('relation', one.relation, 'row_id', row_key);
			END IF;
		END LOOP;
		SET LOCAL session_replication_role = origin;
		SELECT array_agg(format('not told: row %s of %s is gone', m.row_id, m.relation)) INTO wrong FROM jsonb_to_recordset(made) AS m (relation text, row_id bigint)
		WHERE (m.relation, m.row_id, 'missing') NOT IN (SELECT v.relation, v.row_id, v.finding FROM verify() AS v WHERE v.row_id IS NOT NULL);
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		IF SQLERRM <> 'undo' THEN RAISE; END IF;
	END;
	INSERT INTO fault SELECT unnest(wrong);
	INSERT INTO done SELECT m.relation, NULL, 'row' FROM jsonb_to_recordset(made) AS m (relation text);
	RETURN jsonb_array_length(made);
END
$$;

-- A row of the seal: what lay under it says that it is gone.
CREATE FUNCTION pg_temp.delete_seal(of text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	row_key bigint;
	wrong text;
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE format('DELETE FROM %I WHERE ctid = (SELECT t.ctid FROM %1$I AS t ORDER BY random() LIMIT 1) RETURNING %I', of, (SELECT min(t.key) FROM target AS t WHERE t.relation = of)) INTO row_key;
		SET LOCAL session_replication_role = origin;
		IF NOT EXISTS (SELECT FROM verify() AS v WHERE CASE of WHEN 'seal_part' THEN v.relation = 'seal_block' AND v.row_id = row_key AND v.column_name = 'content' WHEN 'seal_block' THEN v.relation ~ '^seal_' ELSE v.relation = of AND v.row_id = row_key AND v.finding = 'missing' END) THEN
			wrong := format('not told: row %s of %s is gone', row_key, of);
		END IF;
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		IF SQLERRM <> 'undo' THEN RAISE; END IF;
	END;
	INSERT INTO fault SELECT wrong WHERE wrong IS NOT NULL;
	INSERT INTO done VALUES (of, NULL, 'row');
END
$$;

DO $$
DECLARE
	round integer := 0;
	one target;
BEGIN
	LOOP
		round := round + 1;
		PERFORM pg_temp.change_tables(round);
		EXIT WHEN round >= (SELECT max(t.place) FROM target AS t WHERE NOT t.of_seal) AND (SELECT count(*) FROM done) >= current_setting('mutated.cases')::integer * 0.8;
	END LOOP;
	LOOP
		FOR one IN SELECT t.* FROM target AS t WHERE t.of_seal OR t.relation = 'former_row' ORDER BY random() LOOP
			PERFORM pg_temp.change_seal(one);
		END LOOP;
		EXIT WHEN (SELECT count(*) FROM done) >= current_setting('mutated.cases')::integer * 0.95;
	END LOOP;
	LOOP
		PERFORM pg_temp.delete_rows();
		PERFORM pg_temp.delete_seal(r) FROM unnest(ARRAY['seal_block', 'seal_part', 'seal_page', 'seal_tile']) AS r;
		EXIT WHEN (SELECT count(*) FROM done) >= current_setting('mutated.cases')::integer;
	END LOOP;
END
$$;
SELECT is_empty('SELECT what FROM fault LIMIT 20', 'every change is found and named, and nothing else is');
SELECT is_empty($$SELECT t.relation, t.name FROM target AS t WHERE (t.relation, t.name) NOT IN (SELECT d.relation, d.name FROM done AS d WHERE d.kind = 'value')$$, 'every column of every sealed table was changed');
SELECT cmp_ok(count(*), '>=', (:'cases')::bigint, format('as many changes as were asked for: %s', count(*))) FROM done;
SELECT diag(format('figures: %s changes, of %s columns in %s tables', count(*), count(DISTINCT (relation, name)), count(DISTINCT relation))) FROM done;
SELECT is_empty('SELECT * FROM verify()', 'afterwards nothing is wrong again');
SELECT * FROM finish();
ROLLBACK;
