-- What is supposed gives the answers that the same change gives when it is really made: random changes of the demonstration
-- ledger, one to three in a case, once supposed and once recorded (and then rolled back).
-- CHANGES=n tells how many cases, SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set cases `echo ${CHANGES:-20}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
\i ext/demo/ledger/load.sql
SELECT plan(4);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SELECT set_config('overlay_random.cases', :'cases', true) \g /dev/null
SET LOCAL materials.as_of = '2028-01-15';
SELECT lots > 0 FROM maintain_flow() \g /dev/null
ANALYZE lot; ANALYZE consumption; ANALYZE declaration; ANALYZE party; ANALYZE interest;

CREATE FUNCTION pg_temp.one_of(words anyarray) RETURNS anyelement LANGUAGE sql VOLATILE AS $$ SELECT words[1 + floor(random() * cardinality(words))::integer] $$;

-- A random change, in the words of both: of what went into a lot.
CREATE FUNCTION pg_temp.drawn(place integer, before jsonb, root bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	upstream bigint[] := ARRAY(SELECT u.lot_id FROM flow_up(root, 'infinity') AS u);
	makers text[] := ARRAY(SELECT DISTINCT p.code::text FROM lot AS l JOIN party AS p ON p.id = l.producer_id WHERE l.id = ANY (upstream) ORDER BY 1);
	everyone text[] := ARRAY(SELECT p.code::text FROM party AS p ORDER BY 1) || ARRAY(SELECT b.value ->> 'code' FROM jsonb_array_elements(before) AS b WHERE b.value ->> 'kind' = 'party');
	goods text[] := ARRAY(SELECT l.code::text FROM lot AS l WHERE l.id = ANY (upstream) ORDER BY 1);
	lands text[] := ARRAY['CN', 'US', 'KP', 'AU', 'CD', 'JP', 'HK'];
	one record;
BEGIN
	CASE floor(random() * 10)::integer
		WHEN 0 THEN RETURN jsonb_build_object('kind', 'party', 'code', 'NEW-' || place, 'name', 'New ' || place, 'country', pg_temp.one_of(lands));
		WHEN 1, 2 THEN RETURN jsonb_build_object('kind', 'supplier', 'supplier', pg_temp.one_of(makers), 'replacement', pg_temp.one_of(everyone),
			'material', CASE WHEN random() < 0.2 THEN pg_temp.one_of(ARRAY(SELECT DISTINCT l.material FROM lot_at('infinity') AS l WHERE l.id = ANY (upstream) AND l.material IS NOT NULL ORDER BY 1)) END,
			'item', CASE WHEN random() < 0.2 THEN pg_temp.one_of(ARRAY(SELECT i.code::text FROM item AS i ORDER BY 1)) END,
			'country', CASE WHEN random() < 0.2 THEN pg_temp.one_of(lands) END);
		WHEN 3 THEN RETURN jsonb_build_object('kind', 'lot', 'lot', pg_temp.one_of(goods), 'producer', CASE WHEN random() < 0.7 THEN pg_temp.one_of(everyone) END, 'country', pg_temp.one_of(lands));
		WHEN 4 THEN
			SELECT l.code, NOT l.primary_source AS origin INTO one FROM lot AS l WHERE l.id = ANY (upstream) AND NOT EXISTS (SELECT FROM consumption AS c WHERE c.output_lot_id = l.id) ORDER BY random() LIMIT 1;
			RETURN jsonb_build_object('kind', 'lot', 'lot', one.code, 'primary_source', one.origin);
		WHEN 5 THEN
			SELECT po.code AS owner, pd.code AS owned, i.metric INTO one FROM interest AS i JOIN party AS po ON po.id = i.owner_id JOIN party AS pd ON pd.id = i.owned_id ORDER BY random() LIMIT 1;
			RETURN jsonb_build_object('kind', 'interest', 'owner', one.owner, 'owned', one.owned, 'metric', one.metric, 'share', pg_temp.one_of(ARRAY['5%', '1/3', '[20%,30%]', NULL]));
		WHEN 6 THEN RETURN jsonb_build_object('kind', 'interest', 'owner', pg_temp.one_of(ARRAY(SELECT p.code::text FROM party AS p WHERE p.kind IN ('government', 'company') ORDER BY 1)),
			'owned', pg_temp.one_of(makers), 'metric', pg_temp.one_of(ARRAY['equity', 'voting', 'board']), 'share', pg_temp.one_of(ARRAY['25%', '24.9%', '60%', '[10%,40%]']));
		WHEN 7 THEN RETURN jsonb_build_object('kind', 'listing', 'party', pg_temp.one_of(everyone), 'list', pg_temp.one_of(ARRAY(SELECT l.list FROM list AS l ORDER BY 1)), 'entry', 'Entry ' || place);
		WHEN 8 THEN
			IF random() < 0.5 THEN
				SELECT r.rule, r.version, r.phase INTO one FROM rule_phase AS r WHERE r.version = rule_version(r.rule) ORDER BY random() LIMIT 1;
				RETURN jsonb_build_object('kind', 'phase', 'rule', one.rule, 'phase', one.phase, 'effective_from', date '2022-01-01' + floor(random() * 3000)::integer);
			END IF;
			RETURN CASE floor(random() * 3)::integer
				WHEN 0 THEN jsonb_build_object('kind', 'declaration', 'claim', pg_temp.one_of(ARRAY['inputs_complete', 'no_feoc_licence']), 'lot', pg_temp.one_of(goods))
				WHEN 1 THEN jsonb_build_object('kind', 'declaration', 'claim', 'ownership_complete', 'party', pg_temp.one_of(everyone))
				ELSE jsonb_build_object('kind', 'property', 'of', 'line', 'code', pg_temp.one_of(ARRAY(SELECT c.code::text FROM contract_line AS c ORDER BY 1)), 'property', 'battery_category', 'value', pg_temp.one_of(ARRAY['ev', 'industrial'])) END;
		ELSE
			SELECT l.material, l.country::text AS country INTO one FROM lot_at('infinity') AS l WHERE l.id = ANY (upstream) AND l.material IS NOT NULL AND l.country IS NOT NULL ORDER BY random() LIMIT 1;
			RETURN jsonb_build_object('kind', 'export_stop', 'material', one.material, 'country', one.country);
	END CASE;
END $$;

CREATE FUNCTION pg_temp.suppose_one(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CASE c ->> 'kind'
		WHEN 'party' THEN PERFORM suppose_party(c ->> 'code', c ->> 'name', c ->> 'country');
		WHEN 'supplier' THEN PERFORM suppose_supplier(c ->> 'supplier', c ->> 'replacement', item => c ->> 'item', material => c ->> 'material', country => c ->> 'country');
		WHEN 'lot' THEN PERFORM suppose_lot(c ->> 'lot', c ->> 'producer', c ->> 'country', (c ->> 'primary_source')::boolean);
		WHEN 'interest' THEN PERFORM suppose_interest(c ->> 'owner', c ->> 'owned', c ->> 'metric', (c ->> 'share')::share);
		WHEN 'listing' THEN PERFORM suppose_listing(c ->> 'party', c ->> 'list', c ->> 'entry');
		WHEN 'declaration' THEN PERFORM suppose_declaration(c ->> 'claim', party => c ->> 'party', lot => c ->> 'lot');
		WHEN 'property' THEN PERFORM suppose_property(c ->> 'of', c ->> 'code', c ->> 'property', c ->> 'value');
		WHEN 'phase' THEN PERFORM suppose_phase(c ->> 'rule', c ->> 'phase', (c ->> 'effective_from')::date);
		WHEN 'export_stop' THEN PERFORM suppose_export_stop(c ->> 'material', c ->> 'country');
	END CASE;
END $$;

-- The same, recorded as a user would: new rows, and corrections of those that they replace.
CREATE FUNCTION pg_temp.lot_corrected(old_id bigint, maker bigint, nation country, placed boolean, origin boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	new_id bigint;
BEGIN
	INSERT INTO lot (code, revision, item_id, material, role, producer_id, site_id, country, step, made_on, quantity, unit_mass, event_id, primary_source, untraced_reason, custody_model)
	SELECT l.code, l.revision + 1, l.item_id, l.material, l.role, maker, CASE WHEN NOT placed THEN l.site_id END, CASE WHEN placed THEN nation ELSE l.country END, l.step, l.made_on, l.quantity, l.unit_mass, l.event_id,
		coalesce(origin, l.primary_source), CASE WHEN origin IS NOT TRUE THEN l.untraced_reason END, l.custody_model
	FROM lot AS l WHERE l.id = old_id RETURNING id INTO new_id;
	INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', old_id, new_id, 'what if');
END $$;
CREATE FUNCTION pg_temp.record_one(c jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	new_id bigint;
	old record;
	nation country := c ->> 'country';
BEGIN
	CASE c ->> 'kind'
		WHEN 'party' THEN
			INSERT INTO party (code, name) VALUES (c ->> 'code', c ->> 'name') RETURNING id INTO new_id;
			INSERT INTO party_domicile (party_id, kind, country) VALUES (new_id, 'incorporation', nation), (new_id, 'principal_place', nation);
			INSERT INTO declaration (claim, party_id) VALUES ('ownership_complete', new_id);
		WHEN 'supplier' THEN
			new_id := party_id(c ->> 'replacement');
			nation := coalesce(nation, (SELECT d.country FROM domicile_at(as_of(), 'infinity') AS d WHERE d.party_id = new_id AND d.kind IN ('incorporation', 'principal_place', 'headquarters')
				ORDER BY array_position(ARRAY['incorporation', 'principal_place', 'headquarters'], d.kind), d.id LIMIT 1));
			FOR old IN SELECT t.id, t.lot_id, t.to_id, t.transferred_on, t.quantity FROM transfer_at('infinity') AS t JOIN lot_at('infinity') AS l ON l.id = t.lot_id WHERE t.from_id = party_id(c ->> 'supplier')
				AND (c ->> 'item' IS NULL OR l.item_id = item_id(c ->> 'item')) AND (c ->> 'material' IS NULL OR l.material IN (SELECT w.material FROM wider_material() AS w WHERE w.word = c ->> 'material')) LOOP
				WITH r AS (INSERT INTO transfer (lot_id, from_id, to_id, transferred_on, quantity) VALUES (old.lot_id, new_id, old.to_id, old.transferred_on, old.quantity) RETURNING id)
				INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'transfer', old.id, r.id, 'what if' FROM r WHERE r.id <> old.id;
			END LOOP;
			PERFORM pg_temp.lot_corrected(l.id, new_id, nation, true, NULL) FROM lot_at('infinity') AS l WHERE l.producer_id = party_id(c ->> 'supplier')
				AND (c ->> 'item' IS NULL OR l.item_id = item_id(c ->> 'item')) AND (c ->> 'material' IS NULL OR l.material IN (SELECT w.material FROM wider_material() AS w WHERE w.word = c ->> 'material'));
		WHEN 'lot' THEN
			PERFORM pg_temp.lot_corrected(l.id, coalesce(party_id(c ->> 'producer'), l.producer_id), nation, nation IS NOT NULL, (c ->> 'primary_source')::boolean) FROM lot AS l WHERE l.id = lot_id(c ->> 'lot');
		WHEN 'interest' THEN
			INSERT INTO correction (relation, row_id, reason) SELECT 'interest', i.id, 'what if' FROM interest AS i
			WHERE i.owner_id = party_id(c ->> 'owner') AND i.owned_id = party_id(c ->> 'owned') AND i.metric = c ->> 'metric' AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id);
			INSERT INTO interest (owner_id, owned_id, metric, share) SELECT party_id(c ->> 'owner'), party_id(c ->> 'owned'), c ->> 'metric', (c ->> 'share')::share WHERE c ->> 'share' IS NOT NULL;
		WHEN 'listing' THEN INSERT INTO listing (party_id, list, entry) VALUES (party_id(c ->> 'party'), c ->> 'list', c ->> 'entry');
		WHEN 'declaration' THEN INSERT INTO declaration (claim, party_id, lot_id) VALUES (c ->> 'claim', party_id(c ->> 'party'), CASE WHEN c ->> 'lot' IS NOT NULL THEN lot_id(c ->> 'lot') END);
		WHEN 'property' THEN
			INSERT INTO correction (relation, row_id, reason) SELECT 'line_property', p.id, 'what if' FROM line_property_at('infinity') AS p WHERE p.line_id = line_id(c ->> 'code') AND p.property = c ->> 'property';
			INSERT INTO line_property (line_id, property, value) VALUES (line_id(c ->> 'code'), c ->> 'property', c ->> 'value');
		WHEN 'phase' THEN UPDATE materials.rule_phase AS p SET effective_from = (c ->> 'effective_from')::date WHERE p.rule = c ->> 'rule' AND p.phase = c ->> 'phase' AND p.version = rule_version(p.rule);
		WHEN 'export_stop' THEN
			FOR old IN SELECT l.id FROM lot_at('infinity') AS l WHERE l.country::text = c ->> 'country' AND l.material IN (SELECT w.material FROM wider_material() AS w WHERE w.word = c ->> 'material') LOOP
				INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', f.id, 'what if' FROM consumption_into(ARRAY[old.id], 'infinity') AS f;
				INSERT INTO correction (relation, row_id, reason) VALUES ('lot', old.id, 'what if');
			END LOOP;
	END CASE;
END $$;

-- Questions, in codes.  Numbers of rows differ: a lot that was really corrected has a new one, and of equal ways, or lots, the
-- one of the lowest number is told first, or named in the reason of a verdict.  Only what does not depend on that is compared.
-- Questions that take long are asked less often.
CREATE TEMPORARY TABLE question (place serial, text text, seldom boolean GENERATED ALWAYS AS (text ~ '(explain|verdict_calendar|screen|flow_card|"check")\(') STORED);
INSERT INTO question (text) VALUES
	($$SELECT to_jsonb(c) - 'reason' FROM "check"(%1$L, %2$L) AS c$$),
	($$SELECT to_jsonb(e) - 'facts' - 'documents' - 'finding' - 'path' - CASE WHEN e.kind = 'verdict' THEN 'detail' ELSE '' END FROM explain(%1$L, %2$L) AS e$$),
	($$SELECT to_jsonb(t) FROM trace(%3$L) AS t$$),
	($$SELECT to_jsonb(o) FROM unnest('{lot,party,country,material,site}'::text[]) AS b (by) CROSS JOIN LATERAL origins(%3$L, by => b.by) AS o$$),
	($$SELECT to_jsonb(x) FROM exposure(%4$L, countries => ARRAY['CN', 'KP']) AS x$$),
	($$SELECT to_jsonb(x) FROM exposure(%4$L, parties => ARRAY[%5$L]) AS x$$),
	($$SELECT to_jsonb(t) - 'reached_id_sum' FROM exposure_total(%4$L, countries => ARRAY['CN']) AS t$$),
	($$SELECT to_jsonb(c) - 'facts' FROM unnest('{DOE-25,OFAC-50,OBBBA-SFE}'::text[]) AS d (doctrine) CROSS JOIN LATERAL control(%5$L, d.doctrine) AS c$$),
	($$SELECT to_jsonb(c) - 'facts' - 'party_id' || jsonb_build_object('party', p.code) FROM control_all(%6$L) AS c JOIN party_at('infinity') AS p ON p.id = c.party_id$$),
	($$SELECT jsonb_build_array(p.code, c.status, c.share_min, c.share_max) FROM control_all(%6$L) AS c JOIN party_at('infinity') AS p ON p.id = c.party_id$$),
	($$SELECT to_jsonb(w) FROM where_used(countries => ARRAY['CN']) AS w$$),
	($$SELECT to_jsonb(w) FROM where_used(parties => ARRAY[%5$L]) AS w$$),
	($$SELECT to_jsonb(r) FROM recall(%3$L) AS r$$),
	($$SELECT to_jsonb(p) - 'path' - 'together_min' - 'together_max' FROM path_chains(%3$L, k => 1000, countries => ARRAY['CN']) AS p$$),
	($$SELECT jsonb_build_array(e.path, max(e.tier)) FROM evidence_path(%3$L, countries => ARRAY['CN'], k => 3) AS e GROUP BY e.path$$),
	($$SELECT jsonb_build_array(e.tier, e.lots) FROM evidence_tier(%3$L, countries => ARRAY['CN', 'AU']) AS e$$),
	($$SELECT to_jsonb(c) FROM custody_chain(%3$L) AS c$$),
	($$SELECT to_jsonb(i) FROM integrated_ownership(%5$L) AS i$$),
	($$SELECT to_jsonb(c) - 'reason' FROM verdict_calendar(%1$L, %2$L, '2026-01-01', '2029-01-01') AS c$$),
	($$SELECT to_jsonb(s) - 'reason' FROM screen(%2$L) AS s$$),
	($$SELECT to_jsonb(s) FROM rule_state(%2$L) AS s$$),
	($$SELECT to_jsonb(f) - 'lot_ids' FROM flow_card('10USC4865', lot_id(%3$L), as_of(), 'infinity') AS f$$);
CREATE FUNCTION pg_temp.answers(texts text[]) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	one text;
	answer jsonb;
	every jsonb := '[]';
BEGIN
	FOREACH one IN ARRAY texts LOOP
		EXECUTE format('SELECT coalesce(jsonb_agg(q.a ORDER BY q.a), ''[]'') FROM (%s) AS q (a)', one) INTO answer;
		every := every || jsonb_build_array(answer);
	END LOOP;
	RETURN every;
END $$;

CREATE TEMPORARY TABLE outcome (number integer, changes jsonb, questions text[], recorded jsonb, supposed jsonb, found jsonb, kept jsonb);
DO $$
DECLARE
	changes jsonb;
	texts text[];
	line text; rule text; goods text; item text; party text; doctrine text;
	plain jsonb; supposed jsonb; real jsonb; kept jsonb;
BEGIN
	FOR number IN 1 .. current_setting('overlay_random.cases')::integer LOOP
		SELECT c.code, l.code INTO line, goods FROM contract_line AS c JOIN contract_line_lot AS x ON x.line_id = c.id JOIN lot AS l ON l.id = x.lot_id ORDER BY random() LIMIT 1;
		changes := '[]';
		FOR place IN 1 .. 1 + floor(random() * 3)::integer LOOP
			changes := changes || jsonb_build_array(pg_temp.drawn(place, changes, lot_id(goods)));
			-- Of what is withdrawn nothing more can be supposed.
			EXIT WHEN changes -> -1 ->> 'kind' = 'export_stop';
		END LOOP;
		rule := pg_temp.one_of(ARRAY(SELECT DISTINCT r.rule FROM materials.rule AS r ORDER BY 1));
		item := pg_temp.one_of(ARRAY(SELECT DISTINCT i.code::text FROM lot AS l JOIN item AS i ON i.id = l.item_id ORDER BY 1));
		party := pg_temp.one_of(ARRAY(SELECT p.code::text FROM party AS p WHERE p.kind = 'company' ORDER BY 1));
		doctrine := pg_temp.one_of(ARRAY(SELECT d.doctrine FROM materials.doctrine AS d ORDER BY 1));
		texts := ARRAY(SELECT format(q.text, line, rule, goods, item, party, doctrine) FROM question AS q ORDER BY random() * CASE WHEN q.seldom THEN 0.6 ELSE 1 END DESC LIMIT 3);
		PERFORM set_config('materials.flow_reader', pg_temp.one_of(ARRAY['auto', 'auto', 'sql', 'plain']), true);
		plain := pg_temp.answers(texts);
		PERFORM pg_temp.suppose_one(c.value) FROM jsonb_array_elements(changes) AS c;
		supposed := pg_temp.answers(texts);
		PERFORM suppose_nothing();
		kept := CASE WHEN number % 2 = 1 THEN pg_temp.answers(texts) END;
		BEGIN
			PERFORM set_config('materials.flow_reader', 'auto', true);
			FOR place IN 0 .. jsonb_array_length(changes) - 1 LOOP
				PERFORM pg_temp.record_one(changes -> place);
			END LOOP;
			real := pg_temp.answers(texts);
			RAISE SQLSTATE 'ZZ001';
		EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
			NULL;    -- the rows are as they were
		END;
		INSERT INTO outcome VALUES (number, changes, texts, plain, supposed, real, kept);
	END LOOP;
END $$;

SELECT diag(format('%s cases, %s of them with another answer than before', count(*), count(*) FILTER (WHERE o.recorded <> o.found))) FROM outcome AS o;
SELECT is(count(*), :cases::bigint, 'all cases were asked') FROM outcome;
SELECT cmp_ok(count(*) FILTER (WHERE o.recorded <> o.found), '>=', (:cases / 20)::bigint, 'changes did change answers') FROM outcome AS o;
SELECT is_empty($$SELECT o.number, o.changes, o.questions[q.place], a.value AS supposed, b.value AS really
	FROM outcome AS o CROSS JOIN generate_series(1, 3) AS q (place) CROSS JOIN LATERAL (SELECT o.supposed -> (q.place - 1)) AS a (value) CROSS JOIN LATERAL (SELECT o.found -> (q.place - 1)) AS b (value)
	WHERE a.value <> b.value$$, 'what is supposed gives the answers that the change gives when it is made');
SELECT is_empty($$SELECT o.number FROM outcome AS o WHERE o.kept <> o.recorded$$, 'and when nothing is supposed any more the answers are as before');
SELECT * FROM finish();
ROLLBACK;
