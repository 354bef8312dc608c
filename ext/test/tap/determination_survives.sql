-- For determination_survives.pl: verdicts of the demonstration ledger are put on record, on random days and under random readings,
-- some before and some after random facts, corrections and changed registers; then comes more of these, and a new version of each rule.
-- psql variables: seed, cases.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION materials CASCADE;
\i ext/demo/ledger/load.sql
COMMIT;
ANALYZE;
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

CREATE FUNCTION pg_temp.one_of(words anyarray) RETURNS anyelement LANGUAGE sql VOLATILE AS $$ SELECT words[1 + floor(random() * cardinality(words))::integer] $$;
CREATE TABLE public.stored (id bigint PRIMARY KEY, status text, digest bytea);

-- All rules for a line, or one rule, until there are enough; where few are wanted one rule at a time.
CREATE FUNCTION pg_temp.determine_some(wanted integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	lines text[] := ARRAY(SELECT l.code::text FROM demo.contract_line AS l ORDER BY 1);
	rules text[] := ARRAY(SELECT DISTINCT r.rule FROM materials.rule AS r ORDER BY 1);
	one record;
BEGIN
	WHILE (SELECT count(*) FROM public.stored) < wanted LOOP
		SELECT p.policy, p.choices INTO one FROM materials.rule_policy AS p ORDER BY random() LIMIT 1;
		INSERT INTO public.stored SELECT d.id, d.status, d.digest
		FROM demo.determine(pg_temp.one_of(lines), CASE WHEN wanted < 40 OR random() < 0.6 THEN pg_temp.one_of(rules) END, date '2026-01-01' + floor(random() * 1500)::integer,
			CASE WHEN random() < 0.3 THEN jsonb_build_object(one.policy, pg_temp.one_of(one.choices)) ELSE '{}' END) AS d;
	END LOOP;
	RETURN (SELECT count(*) FROM public.stored);
END $$;

-- Something comes to be known, is corrected or changed.
CREATE FUNCTION pg_temp.happen() RETURNS void LANGUAGE plpgsql SET search_path = demo, materials, public AS $$
DECLARE
	parties bigint[] := ARRAY(SELECT p.id FROM party AS p ORDER BY p.id);
	lots bigint[] := ARRAY(SELECT l.id FROM lot AS l ORDER BY l.id);
	lines bigint[] := ARRAY(SELECT l.id FROM contract_line AS l ORDER BY l.id);
	one text;
BEGIN
	CASE floor(random() * 14)::integer
		WHEN 0, 1 THEN INSERT INTO interest (owner_id, owned_id, metric, share) VALUES (pg_temp.one_of(parties), pg_temp.one_of(parties), pg_temp.one_of(ARRAY['equity', 'voting', 'board']), pg_temp.one_of(ARRAY['25%', '60%', '[10%,40%]']::share[]));
		WHEN 2 THEN INSERT INTO listing (party_id, list, entry) VALUES (pg_temp.one_of(parties), pg_temp.one_of(ARRAY(SELECT l.list FROM list AS l ORDER BY 1)), 'Entry ' || random());
		WHEN 3 THEN INSERT INTO declaration (claim, lot_id) VALUES (pg_temp.one_of(ARRAY['inputs_complete', 'no_feoc_licence']), pg_temp.one_of(lots));
		WHEN 4 THEN INSERT INTO declaration (claim, party_id) VALUES ('ownership_complete', pg_temp.one_of(parties));
		WHEN 5 THEN INSERT INTO party_domicile (party_id, kind, country) VALUES (pg_temp.one_of(parties), pg_temp.one_of(ARRAY['incorporation', 'headquarters', 'principal_place']), pg_temp.one_of(ARRAY['CN', 'US', 'RU']::country[]));
		WHEN 6, 7 THEN
			one := pg_temp.one_of(ARRAY['interest', 'declaration', 'consumption', 'transfer', 'listing', 'party_domicile', 'lot', 'control_contract', 'waiver']);
			EXECUTE format('INSERT INTO correction (relation, row_id, reason) SELECT %1$L, t.id, ''wrong'' FROM %1$I AS t WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = %1$L AND x.row_id = t.id) ORDER BY random() LIMIT 1', one);
		WHEN 8 THEN
			WITH made AS (
				INSERT INTO lot (code, revision, item_id, material, role, producer_id, country, step, made_on, quantity, unit_mass, primary_source, untraced_reason)
				SELECT l.code, l.revision + 1, l.item_id, l.material, l.role, pg_temp.one_of(parties), pg_temp.one_of(ARRAY['CN', 'US', 'AU']::country[]), l.step, l.made_on, l.quantity, l.unit_mass, l.primary_source, l.untraced_reason
				FROM lot AS l WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id) AND NOT EXISTS (SELECT FROM lot AS n WHERE n.code = l.code AND n.revision > l.revision) ORDER BY random() LIMIT 1
				RETURNING id, code, revision)
			INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', o.id, m.id, 'mixed up' FROM made AS m JOIN lot AS o ON o.code = m.code AND o.revision = m.revision - 1;
		WHEN 9 THEN UPDATE contract_line SET procured_on = date '2026-01-01' + floor(random() * 1500)::integer, delivered_on = NULL, environment = pg_temp.one_of(ARRAY['unknown', 'office', 'combat']) WHERE id = pg_temp.one_of(lines);
		WHEN 10 THEN UPDATE contract_line_lot SET lot_id = pg_temp.one_of(lots) WHERE line_id = pg_temp.one_of(lines);
		WHEN 11 THEN IF random() < 0.5 THEN DELETE FROM contract_line_lot WHERE line_id = pg_temp.one_of(lines); ELSE INSERT INTO contract_line_lot (line_id, lot_id) VALUES (pg_temp.one_of(lines), pg_temp.one_of(lots)); END IF;
		WHEN 12 THEN UPDATE programme SET milestone_b_on = CASE WHEN milestone_b_on IS NULL THEN date '2027-01-01' END WHERE random() < 0.3;
		ELSE INSERT INTO evidence (relation, row_id, document_id, grade) SELECT 'lot', pg_temp.one_of(lots), o.id, 'D' FROM document AS o ORDER BY random() LIMIT 1;
	END CASE;
EXCEPTION
	-- What a ledger refuses (a circle, a second statement of the same) did not happen.
	WHEN unique_violation OR exclusion_violation OR check_violation OR invalid_parameter_value OR foreign_key_violation THEN NULL;
END $$;

-- All rules go on to a next version, with other days, words and conditions.
CREATE FUNCTION pg_temp.next_versions() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	one text;
BEGIN
	CREATE TEMPORARY TABLE old AS SELECT DISTINCT r.rule, materials.rule_version(r.rule) AS version FROM materials.rule AS r;
	FOR one IN SELECT format('materials.%I', t.name) FROM materials.rule_table() AS t WHERE t.by_rule ORDER BY t.name <> 'rule', t.name LOOP
		EXECUTE format('INSERT INTO %1$s SELECT (jsonb_populate_record(r, ''{"version": "NEXT", "released_on": "2100-01-01", "builtin": false}'')).* FROM %1$s AS r JOIN old AS o ON o.rule = r.rule AND o.version = r.version', one);
	END LOOP;
	UPDATE materials.rule_phase SET effective_from = effective_from + 400 WHERE version = 'NEXT';
	UPDATE materials.rule_limb SET title = title || ' (next)', threshold = CASE WHEN threshold IS NOT NULL THEN '1/2' END WHERE version = 'NEXT';
	DELETE FROM materials.rule_exclusion WHERE version = 'NEXT';
END $$;

SELECT pg_temp.determine_some(:cases / 2) \g /dev/null
SELECT pg_temp.happen() FROM generate_series(1, least(60, :cases * 2)) \g /dev/null
SELECT pg_temp.determine_some(:cases) \g /dev/null
SELECT seal() \g /dev/null
SELECT pg_temp.happen() FROM generate_series(1, least(60, :cases * 2)) \g /dev/null
SELECT pg_temp.next_versions() \g /dev/null
