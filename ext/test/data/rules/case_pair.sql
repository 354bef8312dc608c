-- Pairs of cases made from the rows of the rulebook: for each row a case in which it alone decides, and the same case with one
-- fact changed.  case_world.sql and case_line.sql come before.  A row may get several pairs: one that decides is enough.
CREATE TEMPORARY TABLE rule_row (relation text, rule text, key jsonb, body jsonb, chosen boolean NOT NULL DEFAULT true);
CREATE TEMPORARY TABLE pair (relation text, rule text, key jsonb, aspect text, base text, other text, asked text, PRIMARY KEY (relation, rule, key, aspect, base, other));

-- Every row of every table that belongs to a version of a rule, by its key.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT c.relname, (SELECT array_agg(a.attname::text) FROM pg_constraint AS k CROSS JOIN LATERAL unnest(k.conkey) AS u (n) JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = u.n WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attname NOT IN ('rule', 'version')) AS keys
		FROM pg_class AS c WHERE c.relnamespace = 'materials'::regnamespace AND c.relkind = 'r' AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'version') AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'rule')
	LOOP
		EXECUTE format('INSERT INTO rule_row (relation, rule, key, body) SELECT %L, t.rule, k.key, to_jsonb(t) - ''builtin'' || jsonb_build_object(''_key'', k.key) FROM materials.%I AS t
			CROSS JOIN LATERAL (SELECT coalesce((SELECT jsonb_object_agg(n, to_jsonb(t) -> n) FROM unnest(%L::text[]) AS n), ''{}'')) AS k (key) WHERE t.version = materials.rule_version(t.rule)', one.relname, one.relname, one.keys);
	END LOOP;
END $$;
-- So many rows of each rule and shape (0 is all): rows of one shape differ in their words alone.
CREATE FUNCTION pg_temp.rows_choose(rows integer) RETURNS void LANGUAGE sql AS $$
	UPDATE rule_row AS r SET chosen = rows = 0 OR x.place <= rows
	FROM (SELECT y.relation, y.rule, y.key, row_number() OVER (PARTITION BY y.relation, y.rule, CASE y.relation
			WHEN 'rule_scope' THEN jsonb_build_array(y.body -> 'tested', y.body -> 'may_hold', y.body -> 'may_be_part', y.body ->> 'word' = '*')
			WHEN 'rule_step' THEN jsonb_build_array(y.body -> 'limb', y.body -> 'effect', y.body ->> 'place' IS NULL)
			WHEN 'rule_place' THEN jsonb_build_array(y.body -> 'place', y.body -> 'treatment')
			WHEN 'rule_ratio_part' THEN jsonb_build_array(y.body -> 'treatment', y.body ->> 'class' IS NULL, y.body ->> 'role' IS NULL, y.body ->> 'material' IS NULL, y.body ->> 'condition' IS NULL)
			WHEN 'rule_release_step' THEN jsonb_build_array(y.body -> 'release', y.body -> 'condition')
			WHEN 'rule_ratio_country' THEN '[]' WHEN 'rule_threshold' THEN jsonb_build_array(y.body ->> 'threshold' = '0', y.body ->> 'condition' IS NULL)
			ELSE y.key END ORDER BY random()) AS place FROM rule_row AS y) AS x
	WHERE x.relation = r.relation AND x.rule = r.rule AND x.key = r.key $$;
CREATE FUNCTION pg_temp.world_of(of_rule text, doc jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plain jsonb := jsonb_strip_nulls(doc);
	code text := left(md5(of_rule || plain::text), 20);
BEGIN
	INSERT INTO world VALUES (code, of_rule, plain) ON CONFLICT DO NOTHING;
	RETURN code;
END $$;
-- A null leaf in the change takes the leaf away.
CREATE FUNCTION pg_temp.pair_add(of_relation text, body jsonb, doc jsonb, change jsonb, aspect text DEFAULT '', asked text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	INSERT INTO pair SELECT of_relation, body ->> 'rule', body -> '_key', aspect, pg_temp.world_of(body ->> 'rule', doc), pg_temp.world_of(body ->> 'rule', doc || change), asked
	WHERE jsonb_strip_nulls(doc) <> jsonb_strip_nulls(doc || change) ON CONFLICT DO NOTHING $$;
-- From the facts of one line to those of another.
CREATE FUNCTION pg_temp.change_of(fact jsonb, other jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT coalesce((SELECT jsonb_object_agg(k, NULL) FROM jsonb_object_keys(pg_temp.leaves(fact)) AS k), '{}') || pg_temp.leaves(other) $$;
-- The leaf of a case that has a value, such as the step of the lot that was made by it.
CREATE FUNCTION pg_temp.lot_with(doc jsonb, attribute text, wanted text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT min(split_part(k.key, '/', 2)) FROM jsonb_each_text(doc) AS k WHERE k.key LIKE 'lot/%/' || attribute AND k.value = wanted AND split_part(k.key, '/', 2) NOT IN ('bad', 'part') $$;
-- Whoever is caught in a case replaced by somebody else.
CREATE FUNCTION pg_temp.instead(doc jsonb, who text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT doc || coalesce((SELECT jsonb_object_agg(k.key, who) FROM jsonb_each_text(doc) AS k WHERE k.value = 'BAD' OR k.value LIKE 'LISTED %'), '{}') $$;

-- --- what fills a line ---

-- A lot that was made at home of nothing that counts, with what went into it stated.
CREATE FUNCTION pg_temp.lot_doc(name text, a jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_object_agg(format('lot/%s/%s', name, k.key), k.value) FROM jsonb_each_text('{"maker": "GOOD", "country": "US"}' || a) AS k WHERE k.value IS NOT NULL $$;
CREATE FUNCTION pg_temp.draw_doc(output text, input text, kg text DEFAULT '1', cost text DEFAULT '1') RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_build_object(format('draw/%s/%s', output, input), kg, format('cost/%s/%s', output, input), cost, format('claim/%s/inputs_complete', output), 'true') $$;

-- A step that no row of a rule names, nor its stage.
CREATE FUNCTION pg_temp.idle_step(of_rule text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT min(s.step) FROM materials.process_step AS s WHERE NOT EXISTS (SELECT FROM rule_row AS r WHERE r.rule = of_rule AND r.relation IN ('rule_step', 'rule_release_step', 'rule_ratio_part', 'rule_ratio')
		AND (r.body ->> 'process' IN (s.step, s.stage) OR r.body ->> 'step' = s.step OR r.body ->> 'stage' = s.stage)) $$;
-- A step, or one of a stage: one that the rule does not name by itself.
CREATE FUNCTION pg_temp.step_of(of_rule text, process text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT s.step FROM materials.process_step AS s WHERE process IN (s.step, s.stage)
	ORDER BY s.step <> process, EXISTS (SELECT FROM rule_row AS r WHERE r.rule = of_rule AND s.step IN (r.body ->> 'process', r.body ->> 'step')), s.step LIMIT 1 $$;
-- Rows of rule_step for a word (or for any) on a day.
CREATE FUNCTION pg_temp.step_rows(of_rule text, of_word text, day date) RETURNS SETOF materials.rule_step LANGUAGE sql STABLE AS $$
	SELECT t.* FROM materials.rule_step AS t WHERE t.rule = of_rule AND t.version = materials.rule_version(of_rule) AND t.word IN (of_word, '*') AND t.valid @> day $$;

-- What a rule about steps tests, with a clean chain: a lot for each step that has to be recorded (the one wanted, where one is),
-- back to where a chain may begin, and those given, the last of them nearest to what is tested.
CREATE FUNCTION pg_temp.chain_doc(of_rule text, of_word text, day date, tested text DEFAULT 'top', wanted text DEFAULT NULL, given text[] DEFAULT '{}', upstream jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	class text := (SELECT c.class FROM materials.item_class AS c WHERE c.class = of_word);
	tested_word text := coalesce(nullif(of_word, '*'), (SELECT s.word FROM materials.rule_scope AS s WHERE s.rule = of_rule AND s.tested AND s.word <> '*' AND (NOT EXISTS (SELECT FROM materials.rule_step AS t WHERE t.rule = of_rule AND t.word <> '*')
		OR EXISTS (SELECT FROM materials.rule_step AS t WHERE t.rule = of_rule AND t.word = s.word AND t.valid @> day)) ORDER BY s.scope, s.word LIMIT 1), 'plastic');
	first_step text := coalesce((SELECT min(t.process) FROM pg_temp.step_rows(of_rule, of_word, day) AS t WHERE t.effect = 'begins'), pg_temp.idle_step(of_rule));
	above text := tested;
	doc jsonb;
	one record;
BEGIN
	class := coalesce(class, (SELECT c.class FROM materials.item_class AS c WHERE c.class = tested_word));
	doc := pg_temp.lot_doc(tested, jsonb_build_object('class', class, 'material', CASE WHEN class IS NULL THEN tested_word END, 'step', pg_temp.idle_step(of_rule)));
	FOR one IN
		SELECT format('%s%s', x.kind, row_number() OVER ()) AS name, x.process FROM (
			SELECT 'g' AS kind, u.process, 1 AS place, -u.n AS n FROM unnest(given) WITH ORDINALITY AS u (process, n)
			UNION ALL
			SELECT 'r', (SELECT r.process FROM pg_temp.step_rows(of_rule, coalesce(nullif(of_word, '*'), tested_word), day) AS r WHERE r.effect = 'required' AND r.limb = t.limb ORDER BY r.process = wanted DESC NULLS LAST, r.process LIMIT 1), 2, row_number() OVER (ORDER BY t.limb)
			FROM (SELECT DISTINCT q.limb FROM pg_temp.step_rows(of_rule, coalesce(nullif(of_word, '*'), tested_word), day) AS q WHERE q.effect = 'required') AS t
			WHERE NOT EXISTS (SELECT FROM pg_temp.step_rows(of_rule, coalesce(nullif(of_word, '*'), tested_word), day) AS r WHERE r.effect = 'required' AND r.limb = t.limb AND r.process = ANY (given))) AS x ORDER BY x.place, x.n
	LOOP
		doc := doc || pg_temp.lot_doc(one.name, jsonb_build_object('material', 'plastic', 'step', pg_temp.step_of(of_rule, one.process))) || pg_temp.draw_doc(above, one.name);
		above := one.name;
	END LOOP;
	IF upstream <> '{}' THEN
		doc := doc || pg_temp.lot_doc('bad', upstream) || pg_temp.draw_doc(above, 'bad');
		above := 'bad';
	END IF;
	RETURN doc || pg_temp.lot_doc('begin', jsonb_build_object('material', 'plastic', 'step', first_step, 'primary', 'true')) || pg_temp.draw_doc(above, 'begin');
END $$;

-- A row of rule_step that bars, on one of its days, and a case in which only it does; with where it may and may not be done.
CREATE FUNCTION pg_temp.row_day(of_rule text, valid daterange) RETURNS date LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN valid @> p.late_day THEN p.late_day ELSE coalesce(lower(valid), upper(valid) - 1) END FROM phase_of AS p WHERE p.rule = of_rule ORDER BY p.phase LIMIT 1 $$;
CREATE FUNCTION pg_temp.place_bad(of_rule text, of_place text, effect text) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN effect = 'allowed' THEN '{"country": "CN"}'::jsonb ELSE (SELECT CASE WHEN p.member = 'covered_nations' THEN '{"country": "CN"}'::jsonb WHEN p.member LIKE '%-%' THEN jsonb_build_object('country', split_part(p.member, '-', 1), 'region', p.member) ELSE jsonb_build_object('country', p.member) END
		FROM materials.rule_place AS p WHERE p.rule = of_rule AND p.place = of_place AND p.treatment = 'in' ORDER BY p.member DESC LIMIT 1) END $$;
CREATE FUNCTION pg_temp.step_case(t materials.rule_step) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	day date := pg_temp.row_day(t.rule, t.valid);
	fact jsonb := pg_temp.leaves(pg_temp.line_of(t.rule, day));
	bad jsonb := CASE t.effect WHEN 'listed' THEN jsonb_build_object('maker', 'LISTED ' || (SELECT min(l.list) FROM materials.rule_list AS l WHERE l.rule = t.rule)) ELSE pg_temp.place_bad(t.rule, t.place, t.effect) END;
	doc jsonb := pg_temp.chain_doc(t.rule, t.word, day);
	begins boolean := EXISTS (SELECT FROM pg_temp.step_rows(t.rule, t.word, day) AS b WHERE b.effect = 'begins');
	step text := coalesce(pg_temp.step_of(t.rule, t.process), pg_temp.idle_step(t.rule));
BEGIN
	IF t.effect = 'required' THEN
		doc := pg_temp.chain_doc(t.rule, t.word, day, wanted => t.process);
		RETURN fact || doc || jsonb_build_object(format('lot/%s/step', pg_temp.lot_with(doc, 'step', pg_temp.step_of(t.rule, t.process))), pg_temp.idle_step(t.rule));
	ELSIF t.reach = 'itself' THEN
		RETURN fact || doc || pg_temp.lot_doc('top', bad || jsonb_build_object('step', step));
	END IF;
	doc := doc || pg_temp.lot_doc('part', jsonb_build_object('material', CASE t.material WHEN '*' THEN 'plastic' ELSE t.material END, 'step', step) || bad) || pg_temp.draw_doc('top', 'part');
	RETURN fact || doc || CASE WHEN begins AND NOT EXISTS (SELECT FROM pg_temp.step_rows(t.rule, t.word, day) AS b WHERE b.effect = 'begins' AND b.process = step)
		THEN pg_temp.lot_doc('source', jsonb_build_object('material', 'plastic', 'primary', 'true', 'step', (SELECT min(b.process) FROM pg_temp.step_rows(t.rule, t.word, day) AS b WHERE b.effect = 'begins'))) || pg_temp.draw_doc('part', 'source')
		ELSE '{"lot/part/primary": "true"}' END;
END $$;
-- A chain with all that an exception asks, and before it something barred that the exception lets go.
CREATE FUNCTION pg_temp.release_case(r materials.rule_release, wanted text DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	day date := pg_temp.row_day(r.rule, r.valid);
	of_word text := coalesce(nullif(r.word, '*'), (SELECT min(t.word) FROM materials.rule_step AS t WHERE t.rule = r.rule AND t.effect IN ('barred', 'allowed') AND t.word <> '*' AND t.valid @> day));
	given text[] := ARRAY(SELECT p.process FROM (SELECT DISTINCT ON (s.condition) s.condition, s.process, EXISTS (SELECT FROM materials.rule_step AS n WHERE n.rule = r.rule AND n.effect = 'renews' AND n.process = s.process) AS renews
		FROM materials.rule_release_step AS s WHERE s.rule = r.rule AND s.version = r.version AND s.release = r.release AND s.word = r.word AND (s.present OR s.process = wanted) ORDER BY s.condition, s.process = wanted DESC NULLS LAST, s.process) AS p ORDER BY p.renews DESC, p.condition);
	barred materials.rule_step := (SELECT t FROM pg_temp.step_rows(r.rule, of_word, day) AS t WHERE t.effect IN ('barred', 'allowed') AND t.reach = 'chain' ORDER BY t.material <> '*', t.process, t.limb LIMIT 1);
BEGIN
	RETURN pg_temp.leaves(pg_temp.line_of(r.rule, day)) || pg_temp.chain_doc(r.rule, of_word, day, given => given,
		upstream => jsonb_build_object('material', CASE barred.material WHEN '*' THEN 'plastic' ELSE barred.material END, 'step', pg_temp.step_of(r.rule, barred.process)) || pg_temp.place_bad(r.rule, barred.place, barred.effect));
END $$;

-- Something of two metals by weight: one was made where it may not be, the other where it may.
CREATE FUNCTION pg_temp.mix_case(of_rule text, of_word text, other_word text, bad numeric, good numeric) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT pg_temp.lot_doc('top', '{"class": "end_item", "step": "system_assembly"}')
		|| pg_temp.lot_doc('a', jsonb_build_object('material', of_word, 'step', s.step, 'country', 'CN', 'primary', 'true', 'kg', '10')) || pg_temp.draw_doc('top', 'a', bad::text)
		|| pg_temp.lot_doc('b', jsonb_build_object('material', other_word, 'step', s.step, 'primary', 'true', 'kg', '100')) || pg_temp.draw_doc('top', 'b', good::text)
	FROM (SELECT pg_temp.step_of(of_rule, min(t.process)) AS step FROM materials.rule_step AS t WHERE t.rule = of_rule AND t.effect = 'allowed') AS s $$;

-- A pack with two parts that a share is formed of: a is marked with so much of the whole, b is not.
CREATE FUNCTION pg_temp.share_case(q materials.rule_ratio, fact jsonb, marked numeric, whole numeric) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	fit materials.rule_ratio_part := (SELECT p FROM materials.rule_ratio_part AS p WHERE p.rule = q.rule AND p.version = q.version AND p.limb = q.limb AND p.treatment IN ('counts', 'both') AND p.condition IS NULL ORDER BY p.place LIMIT 1);
	a jsonb := jsonb_build_object('class', coalesce(fit.class, 'component_material'), 'material', fit.material, 'role', fit.role, 'step', coalesce(fit.step, pg_temp.step_of(q.rule, fit.stage), 'component_making'), 'primary', 'true', 'kg', '1000');
	doc jsonb := fact || pg_temp.lot_doc('top', '{"class": "pack", "step": "pack_assembly"}');
	others numeric := CASE q.mark WHEN 'country' THEN 2 ELSE 1 END;
BEGIN
	doc := doc || pg_temp.lot_doc('a', a || CASE q.mark WHEN 'offender' THEN '{"maker": "BAD"}' WHEN 'country' THEN '{"country": "CN"}' WHEN 'stage' THEN jsonb_build_object('step', pg_temp.step_of(q.rule, q.stage)) ELSE '{}' END) || pg_temp.draw_doc('top', 'a', marked::text, marked::text);
	doc := doc || pg_temp.lot_doc('b', a || CASE q.mark WHEN 'other' THEN '{"maker": "BAD"}' WHEN 'country' THEN '{"country": "JP"}' ELSE '{}' END::jsonb) || pg_temp.draw_doc('top', 'b', ((whole - marked) / others)::text, ((whole - marked) / others)::text);
	IF q.mark = 'country' THEN
		doc := doc || pg_temp.lot_doc('c', a || '{"country": "KR"}') || pg_temp.draw_doc('top', 'c', ((whole - marked) / others)::text, ((whole - marked) / others)::text);
	END IF;
	RETURN doc || coalesce((SELECT jsonb_object_agg(format('assay/%s/%s', l.name, e.element), CASE e.element WHEN q.element THEN '20%' ELSE '0' END) FROM materials.rule_ratio AS e CROSS JOIN unnest(ARRAY['a', 'b', 'c']) AS l (name)
		WHERE e.rule = q.rule AND e.version = q.version AND e.element IS NOT NULL AND doc ? format('lot/%s/maker', l.name)), '{}');
END $$;
-- A pack with one lot, and what that is made of: one of the two is marked.
CREATE FUNCTION pg_temp.part_case(q materials.rule_ratio, p materials.rule_ratio_part, fact jsonb, outer_marked boolean) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	fit materials.rule_ratio_part := (SELECT x FROM materials.rule_ratio_part AS x WHERE x.rule = q.rule AND x.version = q.version AND x.limb = q.limb AND x.treatment IN ('counts', 'both') AND x.condition IS NULL ORDER BY x.place LIMIT 1);
	mark jsonb := CASE q.mark WHEN 'offender' THEN '{"maker": "BAD"}' WHEN 'country' THEN '{"country": "CN"}' WHEN 'stage' THEN jsonb_build_object('step', pg_temp.step_of(q.rule, q.stage)) ELSE '{"maker": "BAD"}' END;
	inner_lot jsonb := jsonb_build_object('class', coalesce(fit.class, 'component_material'), 'material', fit.material, 'role', fit.role, 'step', coalesce(fit.step, pg_temp.step_of(q.rule, fit.stage), 'component_making'), 'primary', 'true');
	doc jsonb := fact || pg_temp.lot_doc('top', '{"class": "pack", "step": "pack_assembly"}')
		|| pg_temp.lot_doc('a', jsonb_build_object('class', coalesce(p.class, 'component_material'), 'material', coalesce(p.material, fit.material), 'role', coalesce(p.role, fit.role, (SELECT min(x.role) FROM materials.rule_ratio_part AS x WHERE x.rule = q.rule AND x.limb = q.limb AND x.treatment IN ('counts', 'both'))), 'step', coalesce(p.step, pg_temp.step_of(q.rule, p.stage), pg_temp.step_of(q.rule, fit.stage), 'component_making'))
			|| CASE WHEN outer_marked THEN mark ELSE '{}' END) || pg_temp.draw_doc('top', 'a')
		|| pg_temp.lot_doc('s1', inner_lot || CASE WHEN NOT outer_marked THEN mark WHEN q.mark = 'country' THEN '{"country": "JP"}' ELSE '{}' END) || pg_temp.draw_doc('a', 's1', '0.5')
		|| pg_temp.lot_doc('s2', inner_lot || CASE WHEN NOT outer_marked THEN mark WHEN q.mark = 'country' THEN '{"country": "KR"}' ELSE '{}' END) || pg_temp.draw_doc('a', 's2', '0.5');
BEGIN
	RETURN doc || coalesce((SELECT jsonb_object_agg(format('assay/%s/%s', l.name, e.element), CASE e.element WHEN q.element THEN '20%' ELSE '0' END) FROM materials.rule_ratio AS e CROSS JOIN unnest(ARRAY['a', 's1', 's2']) AS l (name)
		WHERE e.rule = q.rule AND e.version = q.version AND e.element IS NOT NULL), '{}');
END $$;

-- A cell of two components, of which one is of an offender.
CREATE FUNCTION pg_temp.cell_case(fact jsonb, bad_cost numeric DEFAULT 50) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT fact || '{"claim/top/no_feoc_licence": "true"}' || pg_temp.lot_doc('top', '{"class": "cell", "step": "cell_assembly"}')
		|| pg_temp.lot_doc('a', '{"class": "component_material", "role": "cathode_material", "step": "active_material_synthesis", "maker": "BAD", "primary": "true", "kg": "1000"}') || pg_temp.draw_doc('top', 'a', '1', bad_cost::text)
		|| pg_temp.lot_doc('b', '{"class": "component_material", "role": "anode_material", "step": "anode_material_making", "primary": "true"}') || pg_temp.draw_doc('top', 'b', '1', (100 - bad_cost)::text) $$;

-- The same with a component that was recycled from what an offender made.
CREATE FUNCTION pg_temp.recycled_case(said jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT pg_temp.cell_case(said) || '{"lot/a/maker": "GOOD", "lot/a/primary": null}' || pg_temp.lot_doc('recycled', '{"material": "black_mass", "step": "recycling"}') || pg_temp.draw_doc('a', 'recycled', '1000')
		|| pg_temp.lot_doc('old', '{"material": "scrap", "maker": "BAD", "step": "collection", "primary": "true", "kg": "1000"}') || pg_temp.draw_doc('recycled', 'old', '1000') || '{"lot/recycled/kg": "1000"}' $$;

-- A line of which all parties are looked at, one of them caught.
CREATE FUNCTION pg_temp.relation_leaf(relation text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE relation WHEN 'seller' THEN 'contract/seller' WHEN 'buyer' THEN 'contract/buyer' WHEN 'producer' THEN 'lot/top/maker' WHEN 'supplier' THEN 'lot/top/supplier' WHEN 'part_producer' THEN 'lot/part/maker' END $$;
CREATE FUNCTION pg_temp.party_case(of_rule text, fact jsonb, relation text, caught text) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT fact || '{"contract/seller": "GOOD", "contract/buyer": "GOOD"}' || pg_temp.lot_doc('top', jsonb_build_object('class', w.class, 'supplier', 'GOOD')) || pg_temp.lot_doc('part', jsonb_build_object('class', w.class, 'primary', 'true')) || pg_temp.draw_doc('top', 'part') || jsonb_build_object(pg_temp.relation_leaf(relation), caught)
	FROM (SELECT coalesce((SELECT min(s.word) FROM materials.rule_scope AS s WHERE s.rule = of_rule AND s.scope = 'class' AND s.tested), 'electronics') AS class) AS w $$;

-- A case that a rule goes against, given what its line says.
CREATE FUNCTION pg_temp.core_case(of_rule text, fact jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	r materials.rule := (SELECT x FROM materials.rule AS x WHERE x.rule = of_rule AND x.version = materials.rule_version(of_rule));
	said jsonb := pg_temp.leaves(fact);
	day date := (SELECT max((fact ->> p.event)::date) FROM phase_of AS p WHERE p.rule = of_rule);
BEGIN
	CASE r.test
		WHEN 'component_origin' THEN RETURN pg_temp.cell_case(said);
		WHEN 'named_maker' THEN RETURN pg_temp.cell_case(said) || '{"lot/top/maker": "BAD", "lot/a/maker": "GOOD"}';
		WHEN 'party_relation' THEN RETURN (SELECT pg_temp.party_case(of_rule, said, m.relation, 'BAD') FROM materials.rule_relation AS m WHERE m.rule = of_rule AND m.version = r.version AND m.relation <> 'party' AND m.verdict IS NULL
			AND coalesce(m.effective_from <= day, true) ORDER BY m.relation LIMIT 1);
		WHEN 'property' THEN RETURN (SELECT pg_temp.lot_doc('top', '{}') || pg_temp.leaves(pg_temp.solved(of_rule, jsonb_build_object('condition ' || c.condition, true), fact)) FROM materials.rule_condition AS c WHERE c.rule = of_rule AND c.version = r.version AND c.verdict IS NULL ORDER BY c.condition LIMIT 1);
		WHEN 'step_origin' THEN RETURN (SELECT pg_temp.step_case(t) || said FROM materials.rule_step AS t WHERE t.rule = of_rule AND t.version = r.version AND t.effect IN ('barred', 'allowed', 'listed', 'required') AND t.valid @> day
			ORDER BY t.effect = 'required', lower(t.valid) NULLS FIRST, t.material <> '*', t.limb, t.word, t.process LIMIT 1);
		WHEN 'cost_ratio' THEN RETURN (SELECT pg_temp.share_case(q, said, CASE WHEN v.bars OR v.asks THEN 99 ELSE 1 END, 100) FROM materials.rule_ratio AS q JOIN materials.verdicts_of(q.rule, q.version) AS v ON v.verdict = q.met WHERE q.rule = of_rule AND q.version = r.version ORDER BY q.limb LIMIT 1);
	END CASE;
END $$;

-- --- pairs, relation by relation, for the rows that were chosen ---

CREATE FUNCTION pg_temp.pairs_of_lines() RETURNS void LANGUAGE sql AS $$
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.core_case(r.rule, f.fact), pg_temp.change_of(f.fact, pg_temp.turned(r.rule, f.fact, 'gate ' || (r.body ->> 'gate'))), asked => 'NOT_APPLICABLE')
	FROM rule_row AS r CROSS JOIN LATERAL (SELECT pg_temp.line_late(r.rule) OFFSET 0) AS f (fact) WHERE r.chosen AND r.relation = 'rule_gate';
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.core_case(r.rule, g.fact), pg_temp.change_of(g.fact, f.fact), asked => r.body ->> 'verdict')
	FROM rule_row AS r CROSS JOIN LATERAL (SELECT pg_temp.line_of(r.rule, wanted => jsonb_build_object('exclusion ' || (r.body ->> 'exclusion'), true)) OFFSET 0) AS f (fact)
		CROSS JOIN LATERAL (SELECT pg_temp.turned(r.rule, f.fact, 'exclusion ' || (r.body ->> 'exclusion')) OFFSET 0) AS g (fact) WHERE r.chosen AND r.relation = 'rule_exclusion';
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.core_case(r.rule, f.fact), jsonb_build_object('line/' || p.event, p.effective_from - 1))
	FROM rule_row AS r JOIN phase_of AS p ON p.rule = r.rule AND p.phase = r.body ->> 'phase' CROSS JOIN LATERAL (SELECT pg_temp.line_of(r.rule, p.effective_from, of_phase => p.phase) OFFSET 0) AS f (fact) WHERE r.chosen AND r.relation = 'rule_phase';
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.core_case(r.rule, f.fact), jsonb_build_object('line/' || p.event, d.inside), asked => r.body ->> 'verdict')
	FROM rule_row AS r CROSS JOIN LATERAL (SELECT x.* FROM phase_of AS x WHERE x.rule = r.rule ORDER BY x.phase LIMIT 1) AS p CROSS JOIN LATERAL (SELECT (r.body ->> 'valid')::daterange) AS v (valid)
		CROSS JOIN LATERAL (SELECT coalesce(lower(v.valid), upper(v.valid) - 1), coalesce(lower(v.valid) - 1, upper(v.valid))) AS d (inside, outside) CROSS JOIN LATERAL (SELECT pg_temp.line_of(r.rule, d.outside) OFFSET 0) AS f (fact)
	WHERE r.chosen AND r.relation = 'rule_status';
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.core_case(r.rule, f.fact) || jsonb_build_object('waiver/by', 'Somebody', 'waiver/from', d.day - 10, 'waiver/to', d.day + 10), jsonb_build_object('waiver/by', r.body ->> 'authority'), asked => 'WAIVED'),
		CASE WHEN r.body ->> 'lasts' IS NOT NULL THEN pg_temp.pair_add(r.relation, r.body, pg_temp.core_case(r.rule, f.fact) || jsonb_build_object('waiver/by', r.body ->> 'authority', 'waiver/from', (d.day - (r.body ->> 'lasts')::interval)::date, 'waiver/to', d.day + 10),
			jsonb_build_object('waiver/from', ((d.day - (r.body ->> 'lasts')::interval)::date + 3)), 'lasts', 'WAIVED') END
	FROM rule_row AS r CROSS JOIN LATERAL (SELECT pg_temp.line_late(r.rule) OFFSET 0) AS f (fact) CROSS JOIN LATERAL (SELECT max((f.fact ->> p.event)::date) FROM phase_of AS p WHERE p.rule = r.rule) AS d (day) WHERE r.chosen AND r.relation = 'rule_waiver_authority';
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.lot_doc('top', '{}') || pg_temp.leaves(f.fact), pg_temp.change_of(f.fact, pg_temp.turned(r.rule, f.fact, 'condition ' || (r.body ->> 'condition'))))
	FROM rule_row AS r CROSS JOIN LATERAL (SELECT pg_temp.line_late(r.rule) OFFSET 0) AS l (fact)
		CROSS JOIN LATERAL (SELECT pg_temp.solved(r.rule, (SELECT jsonb_object_agg(a.id, a.id = 'condition ' || (r.body ->> 'condition')) FROM asked_of AS a WHERE a.rule = r.rule AND a.place = 5), l.fact)) AS f (fact) WHERE r.chosen AND r.relation = 'rule_condition';
$$;

CREATE FUNCTION pg_temp.pairs_of_parties() RETURNS void LANGUAGE sql AS $$
	-- Somebody on the list, who takes after one of it, and who is held by one to exactly the share and to a hair less.
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.instead(c.doc, 'GOOD'), pg_temp.instead(c.doc, 'LISTED ' || (r.body ->> 'list'))), CASE WHEN (r.body ->> 'successors')::boolean THEN pg_temp.pair_add(r.relation, r.body, pg_temp.instead(c.doc, 'GOOD'), pg_temp.instead(c.doc, 'HEIR ' || (r.body ->> 'list')), 'successors') END,
		CASE WHEN r.body ->> 'subsidiary_share' IS NOT NULL THEN pg_temp.pair_add(r.relation, r.body, pg_temp.instead(c.doc, 'COUSIN ' || (r.body ->> 'list')), pg_temp.instead(c.doc, 'DAUGHTER ' || (r.body ->> 'list')), 'subsidiaries') END
	FROM rule_row AS r CROSS JOIN LATERAL (SELECT pg_temp.core_case(r.rule, pg_temp.line_late(r.rule)) OFFSET 0) AS c (doc) WHERE r.chosen AND r.relation = 'rule_list';
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.instead(c.doc, 'GOOD'), pg_temp.instead(c.doc, w.who), 'doctrine')
	FROM rule_row AS r CROSS JOIN LATERAL (SELECT pg_temp.core_case(r.rule, pg_temp.line_late(r.rule)) OFFSET 0) AS c (doc) CROSS JOIN unnest(ARRAY['STATE 60%', 'BAD 60%']) AS w (who) WHERE r.chosen AND r.relation = 'rule' AND r.body ->> 'doctrine' IS NOT NULL;
	-- Whom the further doctrine catches, and the first one does not.
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.instead(c.doc, 'GOOD'), pg_temp.instead(c.doc, w.code))
	FROM rule_row AS r JOIN materials.rule AS u ON u.rule = r.rule AND u.version = r.body ->> 'version' JOIN materials.doctrine AS d ON d.doctrine = u.doctrine JOIN materials.doctrine AS e ON e.doctrine = r.body ->> 'doctrine'
		CROSS JOIN LATERAL (SELECT pg_temp.core_case(r.rule, pg_temp.line_late(r.rule)) OFFSET 0) AS c (doc)
		CROSS JOIN LATERAL (SELECT p.code FROM control_all(d.doctrine, '2027-01-01') AS x JOIN control_all(e.doctrine, '2027-01-01') AS y USING (party_id) JOIN party AS p ON p.id = x.party_id
			WHERE x.status = d.clear AND y.status = e.caught AND p.code ~ '^(STATE|BAD) ' ORDER BY p.code LIMIT 2) AS w WHERE r.chosen AND r.relation = 'rule_doctrine';
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.party_case(r.rule, pg_temp.leaves(f.fact), r.body ->> 'relation', 'BAD'), jsonb_build_object(pg_temp.relation_leaf(r.body ->> 'relation'), 'GOOD')),
		CASE WHEN r.body ->> 'effective_from' IS NOT NULL THEN pg_temp.pair_add(r.relation, r.body, pg_temp.party_case(r.rule, pg_temp.leaves(f.fact), r.body ->> 'relation', 'BAD') || jsonb_build_object('line/' || p.event, r.body ->> 'effective_from'),
			jsonb_build_object('line/' || p.event, (r.body ->> 'effective_from')::date - 1), 'first day') END
	FROM rule_row AS r JOIN phase_of AS p ON p.rule = r.rule CROSS JOIN LATERAL (SELECT pg_temp.line_late(r.rule) OFFSET 0) AS f (fact) WHERE r.chosen AND r.relation = 'rule_relation' AND r.body ->> 'relation' <> 'party';
	-- A party by itself is asked by its code.
	INSERT INTO pair SELECT r.relation, r.rule, r.key, '', 'BAD', 'GOOD', NULL FROM rule_row AS r WHERE r.chosen AND r.relation = 'rule_relation' AND r.body ->> 'relation' = 'party';
$$;

CREATE FUNCTION pg_temp.pairs_of_steps() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	r record;
	t materials.rule_step;
	e materials.rule_release;
	doc jsonb;
	day date;
	name text;
	said jsonb;
	idle text;
BEGIN
	FOR r IN SELECT x.*, p.body AS release_body FROM rule_row AS x LEFT JOIN rule_row AS p ON x.relation = 'rule_release_step' AND p.relation = 'rule_release' AND p.rule = x.rule AND p.key <@ x.key WHERE x.chosen AND x.relation IN ('rule_step', 'rule_release_step', 'rule_limb') LOOP
		idle := pg_temp.idle_step(r.rule);
		IF r.relation = 'rule_step' THEN
			t := jsonb_populate_record(NULL::materials.rule_step, r.body);
			day := pg_temp.row_day(r.rule, t.valid);
			said := pg_temp.leaves(pg_temp.line_of(r.rule, day));
			CASE
				WHEN t.effect IN ('barred', 'allowed', 'listed') OR t.effect = 'open' AND t.place IS NOT NULL THEN
					name := CASE t.reach WHEN 'itself' THEN 'top' ELSE 'part' END;
					PERFORM pg_temp.pair_add(r.relation, r.body, pg_temp.step_case(t), CASE t.effect WHEN 'listed' THEN jsonb_build_object(format('lot/%s/maker', name), 'GOOD') ELSE jsonb_build_object(format('lot/%s/country', name), 'US', format('lot/%s/region', name), NULL) END);
				WHEN t.effect = 'open' THEN
					-- Open whatever is done: another word is not.
					PERFORM pg_temp.pair_add(r.relation, r.body, said || pg_temp.chain_doc(r.rule, o.word, day), jsonb_build_object('lot/top/material', t.word))
					FROM (SELECT DISTINCT q.word FROM materials.rule_step AS q WHERE q.rule = r.rule AND q.effect IN ('barred', 'allowed') AND q.word <> '*' AND q.valid @> day ORDER BY q.word DESC LIMIT 2) AS o;
				WHEN t.effect IN ('required', 'begins') THEN
					doc := said || pg_temp.chain_doc(r.rule, t.word, day, wanted => t.process);
					IF t.effect = 'begins' THEN doc := doc || jsonb_build_object('lot/begin/step', t.process); END IF;
					PERFORM pg_temp.pair_add(r.relation, r.body, doc, jsonb_build_object(format('lot/%s/step', CASE t.effect WHEN 'begins' THEN 'begin' ELSE pg_temp.lot_with(doc, 'step', pg_temp.step_of(r.rule, t.process)) END), idle));
				WHEN t.effect = 'renews' THEN
					PERFORM pg_temp.pair_add(r.relation, r.body, c.doc, jsonb_build_object(format('lot/%s/step', pg_temp.lot_with(c.doc, 'step', pg_temp.step_of(r.rule, t.process))), idle))
					FROM (SELECT pg_temp.release_case(x, t.process) AS doc FROM materials.rule_release AS x JOIN materials.rule_release_step AS y USING (rule, version, release, word) WHERE x.rule = r.rule AND y.process = t.process ORDER BY x.release, x.word LIMIT 2) AS c;
				WHEN t.effect = 'whole' THEN
					PERFORM pg_temp.pair_add(r.relation, r.body, said || pg_temp.chain_doc(r.rule, o.word, day, tested => 'inner') || pg_temp.lot_doc('top', '{"class": "end_item", "step": "system_assembly"}' || pg_temp.place_bad(r.rule, t.place, 'barred')) || pg_temp.draw_doc('top', 'inner'), '{"lot/top/country": "US", "lot/top/region": null}')
					FROM (SELECT min(q.word) AS word FROM materials.rule_step AS q WHERE q.rule = r.rule AND q.effect = 'barred' AND q.valid @> day) AS o;
				WHEN t.effect = 'unforgiven' THEN
					PERFORM pg_temp.pair_add(r.relation, r.body, said || pg_temp.mix_case(r.rule, t.word, o.word, 1, 99), jsonb_build_object('lot/a/material', o.word))
					FROM (SELECT DISTINCT q.word FROM materials.rule_step AS q WHERE q.rule = r.rule AND q.effect = 'allowed' AND q.word <> t.word ORDER BY q.word DESC LIMIT 2) AS o;
			END CASE;
		ELSIF r.relation = 'rule_release_step' THEN
			e := jsonb_populate_record(NULL::materials.rule_release, r.release_body);
			doc := pg_temp.release_case(e, r.body ->> 'process');
			name := pg_temp.lot_with(doc, 'step', pg_temp.step_of(r.rule, r.body ->> 'process'));
			PERFORM pg_temp.pair_add(r.relation, r.body, doc, CASE WHEN r.body ->> 'place' IS NULL THEN jsonb_build_object(format('lot/%s/step', name), idle) ELSE jsonb_build_object(format('lot/%s/country', name), 'CN') END);
		ELSIF r.body ->> 'basis' = 'mass' THEN
			-- Exactly the share that is forgiven, and a little more of it.
			PERFORM pg_temp.pair_add(r.relation, r.body, pg_temp.leaves(pg_temp.line_late(r.rule)) || pg_temp.mix_case(r.rule, o.word, o.word, (r.body ->> 'threshold')::fraction::numeric * 100, 100 - (r.body ->> 'threshold')::fraction::numeric * 100),
				jsonb_build_object('draw/top/a', (r.body ->> 'threshold')::fraction::numeric * 100 + 0.1))
			FROM (SELECT min(q.word) AS word FROM materials.rule_step AS q WHERE q.rule = r.rule AND q.effect = 'allowed' AND NOT EXISTS (SELECT FROM materials.rule_step AS h WHERE h.rule = q.rule AND h.word = q.word AND h.effect = 'unforgiven')) AS o;
		END IF;
	END LOOP;
	-- Each member of a place, at a step that the place decides, against what lies on the other side.
	FOR r IN SELECT x.rule, x.relation, x.body, x.body ->> 'member' AS member, x.body ->> 'place' AS place, x.body ->> 'treatment' AS treatment FROM rule_row AS x WHERE x.chosen AND x.relation = 'rule_place' LOOP
		t := (SELECT q FROM materials.rule_step AS q WHERE q.rule = r.rule AND q.place = r.place AND q.effect IN ('barred', 'allowed') ORDER BY q.reach = 'itself', lower(q.valid) NULLS FIRST, q.material <> '*', q.word, q.process LIMIT 1);
		IF t.rule IS NOT NULL THEN
			doc := pg_temp.step_case(t);
			name := CASE t.reach WHEN 'itself' THEN 'top' ELSE 'part' END;
		ELSE
			doc := (SELECT pg_temp.release_case(x, y.process) || jsonb_build_object('of', y.process) FROM materials.rule_release AS x JOIN materials.rule_release_step AS y USING (rule, version, release, word) WHERE x.rule = r.rule AND y.place = r.place AND y.inside AND y.present ORDER BY x.release, x.word LIMIT 1);
			name := pg_temp.lot_with(doc, 'step', pg_temp.step_of(r.rule, doc ->> 'of'));
			doc := doc - 'of';
		END IF;
		PERFORM pg_temp.pair_add(r.relation, r.body, doc || CASE WHEN r.member = 'covered_nations' THEN jsonb_build_object(format('lot/%s/country', name), 'CN') WHEN r.member LIKE '%-%' THEN jsonb_build_object(format('lot/%s/country', name), split_part(r.member, '-', 1), format('lot/%s/region', name), r.member)
			ELSE jsonb_build_object(format('lot/%s/country', name), r.member) END, CASE WHEN r.member LIKE '%-%' THEN jsonb_build_object(format('lot/%s/region', name), split_part(r.member, '-', 1) || '-ELSEWHERE') ELSE jsonb_build_object(format('lot/%s/country', name), CASE WHEN t.rule IS NOT NULL AND t.effect = 'barred' THEN 'US' ELSE 'CN' END) END);
	END LOOP;
END $$;

CREATE FUNCTION pg_temp.pairs_of_shares() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	r record;
	q materials.rule_ratio;
	p materials.rule_ratio_part;
	fact jsonb;
	t numeric;
BEGIN
	FOR r IN SELECT x.rule, x.relation, x.body FROM rule_row AS x WHERE x.chosen AND x.relation IN ('rule_threshold', 'rule_ratio_part', 'rule_ratio_country') LOOP
		q := (SELECT x FROM materials.rule_ratio AS x WHERE x.rule = r.rule AND x.version = r.body ->> 'version' AND (x.limb = r.body ->> 'limb' OR NOT r.body ? 'limb') ORDER BY x.limb LIMIT 1);
		IF r.relation = 'rule_threshold' THEN
			fact := pg_temp.line_of(r.rule, CASE WHEN r.body ->> 'valid' <> '(,)' THEN coalesce(lower((r.body ->> 'valid')::daterange), upper((r.body ->> 'valid')::daterange) - 1) END, CASE WHEN r.body ->> 'condition' IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('threshold ' || (r.body ->> 'kind'), true) END);
			t := (r.body ->> 'threshold')::fraction::numeric;
			IF t > 0 AND q.basis <> 'part' THEN
				-- Exactly the threshold, and a little more or less of what is marked.
				PERFORM pg_temp.pair_add(r.relation, r.body, pg_temp.share_case(q, pg_temp.leaves(fact), t * 100, 100), jsonb_build_object(CASE q.basis WHEN 'cost' THEN 'cost/top/a' ELSE 'draw/top/a' END, t * 100 + CASE WHEN (r.body ->> 'strict')::boolean THEN 0.1 ELSE -0.1 END));
			ELSIF (r.body ->> 'strict')::boolean THEN
				PERFORM pg_temp.pair_add(r.relation, r.body, pg_temp.share_case(q, pg_temp.leaves(fact), 50, 100), pg_temp.instead(pg_temp.share_case(q, pg_temp.leaves(fact), 50, 100), 'GOOD'));
			ELSE
				-- A threshold of nothing is always reached; another kind or day of the limb asks for more.
				PERFORM pg_temp.pair_add(r.relation, r.body, pg_temp.share_case(q, pg_temp.leaves(fact), 1, 100), pg_temp.change_of(fact, pg_temp.in_order(fact || jsonb_build_object(k.key, v.value))))
				FROM unnest((SELECT a.keys FROM asked_of AS a WHERE a.rule = r.rule AND a.id = 'threshold ' || (r.body ->> 'kind'))) AS k (key) JOIN candidate AS v ON v.rule = r.rule AND v.key = k.key;
			END IF;
		ELSIF r.relation = 'rule_ratio_country' THEN
			PERFORM pg_temp.pair_add(r.relation, r.body, pg_temp.share_case(q, pg_temp.leaves(pg_temp.line_late(r.rule)), 99, 100), jsonb_build_object('lot/a/country', r.body ->> 'country'));
		ELSE
			p := jsonb_populate_record(NULL::materials.rule_ratio_part, r.body);
			fact := pg_temp.line_of(r.rule);
			PERFORM pg_temp.pair_add(r.relation, r.body, c.doc, x.change)
			FROM unnest(ARRAY[true, false]) AS o (marked) CROSS JOIN LATERAL (SELECT pg_temp.part_case(q, p, pg_temp.leaves(fact), o.marked) OFFSET 0) AS c (doc)
				CROSS JOIN LATERAL (
					SELECT jsonb_build_object('lot/a/class', w) FROM unnest(ARRAY['component_material', 'structure']) AS w WHERE p.class IS NOT NULL
					UNION ALL SELECT jsonb_build_object('lot/a/role', w) FROM unnest(ARRAY['casing', 'cathode_material', NULL]) AS w WHERE p.role IS NOT NULL
					UNION ALL SELECT jsonb_build_object('lot/a/material', 'plastic') WHERE p.material IS NOT NULL
					UNION ALL SELECT jsonb_build_object('lot/a/step', pg_temp.idle_step(r.rule)) WHERE coalesce(p.stage, p.step) IS NOT NULL
					UNION ALL SELECT jsonb_build_object('lot/a/step', pg_temp.step_of(r.rule, 'refining')) WHERE p.step IS NOT NULL) AS x (change)
			WHERE p.condition IS NULL;
			-- A condition of line and lot: whatever of it is recorded otherwise.
			PERFORM pg_temp.pair_add(r.relation, r.body, c.doc, x.change)
			FROM (SELECT pg_temp.leaves(f.fact) || pg_temp.part_case(q, p, '{}', true) || pg_temp.lot_doc('b', '{"class": "component_material", "primary": "true"}') || pg_temp.draw_doc('top', 'b') || '{"lot_property/a/binding_contract_on": "2025-06-15"}' AS doc, f.fact
				FROM (SELECT pg_temp.line_of(r.rule, wanted => jsonb_build_object(format('part %s %s', p.limb, p.place), NULL), fixed => (SELECT jsonb_object_agg(k.key, v.value) FROM (SELECT a.keys FROM asked_of AS a WHERE a.rule = r.rule AND a.id = format('part %s %s', p.limb, p.place)) AS a CROSS JOIN unnest(a.keys) AS k (key)
					CROSS JOIN LATERAL (SELECT c.value FROM candidate AS c WHERE c.rule = r.rule AND c.key = k.key ORDER BY c.value = 'true' DESC, c.value::text LIMIT 1) AS v)) AS fact) AS f) AS c
				CROSS JOIN LATERAL (SELECT jsonb_build_object('lot_property/a/binding_contract_on', '2025-06-16') UNION ALL SELECT jsonb_build_object(k, NULL) FROM jsonb_object_keys(c.doc) AS k WHERE split_part(k, '/', 2) = ANY ((SELECT a.keys FROM asked_of AS a WHERE a.rule = r.rule AND a.id = format('part %s %s', p.limb, p.place))::text[])) AS x (change)
			WHERE p.condition IS NOT NULL;
		END IF;
	END LOOP;
END $$;

CREATE FUNCTION pg_temp.pairs_of_cells() RETURNS void LANGUAGE sql AS $$
	SELECT pg_temp.pair_add(r.relation, r.body, x.doc, x.change)
	FROM rule_row AS r JOIN materials.rule AS u ON u.rule = r.rule AND u.version = r.body ->> 'version' CROSS JOIN LATERAL (SELECT pg_temp.leaves(pg_temp.line_late(r.rule)), (r.body ->> 'threshold')::fraction::numeric * 100 OFFSET 0) AS f (said, t)
		CROSS JOIN LATERAL (SELECT * FROM (VALUES
			('component_origin', 'components', pg_temp.cell_case(f.said), '{"lot/a/maker": "GOOD"}'::jsonb),
			('component_origin', 'assembly', pg_temp.cell_case(f.said, 1), '{"lot/top/maker": "BAD"}'),
			('component_origin', 'cost', pg_temp.cell_case(f.said, 100 - f.t), jsonb_build_object('cost/top/b', f.t + 1)),
			('component_origin', 'technology', pg_temp.cell_case(f.said, 1), '{"licence/top": "BAD"}'),
			('component_origin', 'technology', pg_temp.cell_case(f.said, 1), jsonb_build_object(concat('claim/top/', r.body ->> 'claim'), NULL)),
			('component_origin', 'recycling', pg_temp.recycled_case(f.said), '{"lot/recycled/country": "KR"}'),
			('named_maker', 'maker', pg_temp.instead(pg_temp.cell_case(f.said), 'GOOD'), jsonb_build_object('lot/top/maker', 'LISTED ' || (SELECT min(l.list) FROM materials.rule_list AS l WHERE l.rule = r.rule))),
			('named_maker', 'majority', pg_temp.cell_case(f.said, f.t), jsonb_build_object('cost/top/a', f.t + 1))) AS v (test, limb, doc, change) WHERE v.test = u.test AND v.limb = r.body ->> 'limb') AS x
	WHERE r.chosen AND r.relation = 'rule_limb';
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.recycled_case(pg_temp.leaves(pg_temp.line_late(r.rule))), '{"lot/recycled/country": "KR"}', 'domestic') FROM rule_row AS r WHERE r.chosen AND r.relation = 'rule' AND r.body ->> 'domestic' IS NOT NULL;
	-- What is said to hold nothing of the kind.
	SELECT pg_temp.pair_add(r.relation, r.body, pg_temp.leaves(f.fact - 'battery_category') || pg_temp.lot_doc('top', '{"class": "end_item"}'), jsonb_build_object('item_claim/top/' || (r.body ->> 'absence_claim'), 'true'), 'absence')
	FROM rule_row AS r CROSS JOIN LATERAL (SELECT pg_temp.line_late(r.rule) OFFSET 0) AS f (fact) WHERE r.chosen AND r.relation = 'rule' AND r.body ->> 'absence_claim' IS NOT NULL;
$$;

-- Classes and materials: the same goods under another word, closed and open, as what is bought and as a part of it.
CREATE FUNCTION pg_temp.pairs_of_scopes() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	r record;
	fact jsonb;
	core jsonb;
	leaf text;
BEGIN
	FOR r IN SELECT x.rule, x.relation, x.body, x.body ->> 'word' AS word, x.body ->> 'scope' AS scope FROM rule_row AS x WHERE x.chosen AND x.relation = 'rule_scope' LOOP
		fact := pg_temp.line_late(r.rule);
		core := coalesce((SELECT pg_temp.party_case(r.rule, pg_temp.leaves(fact), m.relation, 'BAD') FROM materials.rule_relation AS m WHERE m.rule = r.rule AND m.relation = 'producer'), pg_temp.core_case(r.rule, fact));
		IF r.word = '*' THEN
			-- Whatever it is: what no row names, with something against it in it and without.
			PERFORM pg_temp.pair_add(r.relation, r.body, c.doc, pg_temp.instead(c.doc, 'GOOD') || CASE WHEN c.part IS NOT NULL THEN jsonb_build_object(format('lot/%s/country', c.part), coalesce((SELECT min(k.country::text) FROM materials.rule_ratio_country AS k WHERE k.rule = r.rule), 'US'), format('lot/%s/region', c.part), NULL) ELSE '{}' END)
			FROM (SELECT d.doc || CASE r.scope WHEN 'class' THEN '{}'::jsonb ELSE '{"lot/top/class": null, "lot/top/material": "scrap"}' END AS doc, d.part
				FROM (SELECT core AS doc, CASE WHEN core ? 'lot/part/country' THEN 'part' WHEN core ->> 'lot/a/country' = 'CN' THEN 'a' END AS part
					UNION ALL SELECT pg_temp.leaves(fact) || pg_temp.mix_case(r.rule, o.word, o.word, 50, 50), 'a' FROM (SELECT min(q.word) AS word FROM materials.rule_step AS q WHERE q.rule = r.rule AND q.effect = 'allowed') AS o WHERE o.word IS NOT NULL) AS d) AS c;
			CONTINUE;
		END IF;
		leaf := 'lot/top/' || r.scope;
		PERFORM pg_temp.pair_add(r.relation, r.body, d.doc || CASE WHEN r.scope = 'material' THEN jsonb_build_object(replace(d.leaf, 'material', 'class'), NULL) ELSE '{}' END || jsonb_build_object(d.leaf, r.word), jsonb_build_object(d.leaf, o.word))
		FROM (VALUES (core, leaf), (core - 'lot/top/material', leaf), (core - 'claim/top/inputs_complete', leaf), (core || pg_temp.lot_doc('x', jsonb_build_object('maker', 'BAD', 'step', 'component_making')) || pg_temp.draw_doc('top', 'x', '1', '50'), 'lot/x/' || r.scope)) AS d (doc, leaf)
			-- One word of each other kind, and one that no row names.
			CROSS JOIN LATERAL (SELECT DISTINCT ON (s.tested, s.may_hold, s.may_be_part) s.word FROM materials.rule_scope AS s WHERE s.rule = r.rule AND s.version = r.body ->> 'version' AND s.scope = r.scope AND s.word <> '*'
				AND (s.tested, s.may_hold, s.may_be_part) <> ((r.body ->> 'tested')::boolean, (r.body ->> 'may_hold')::boolean, (r.body ->> 'may_be_part')::boolean)
				UNION ALL (SELECT w.word FROM (SELECT c.class, 'class' FROM materials.item_class AS c UNION ALL SELECT m.material, 'material' FROM materials.material AS m) AS w (word, scope)
					WHERE w.scope = r.scope AND NOT EXISTS (SELECT FROM materials.rule_scope AS s WHERE s.rule = r.rule AND s.scope = r.scope AND s.word = w.word) ORDER BY w.word DESC LIMIT 1)) AS o;
	END LOOP;
END $$;
