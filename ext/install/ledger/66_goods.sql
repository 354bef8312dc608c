-- The goods of a question and who stands behind them: looked up once, however many rules are asked.

CREATE OR REPLACE FUNCTION control_scope(party_ids bigint[], as_of date, known_at timestamptz) RETURNS bigint[]
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH RECURSIVE link AS MATERIALIZED (
		SELECT i.owned_id AS below_id, i.owner_id AS above_id FROM interest_at(control_scope.as_of, control_scope.known_at) AS i
		UNION
		SELECT c.regarding_id, c.party_id FROM concert_at(control_scope.as_of, control_scope.known_at) AS c
		UNION
		SELECT k.producer_id, k.contractor_id FROM control_contract_at(control_scope.as_of, control_scope.known_at) AS k
	), scope (id) AS (
		SELECT p.id FROM materials.rule_ids(control_scope.party_ids) AS p (id)
		UNION
		SELECT l.above_id FROM scope AS s JOIN link AS l ON l.below_id = s.id
	)
	SELECT array_agg(s.id) FROM scope AS s;
END;
COMMENT ON FUNCTION control_scope(bigint[], date, timestamptz) IS 'some parties and all on whom their status rests: holders, those who act with them, contractors, and so on up';

CREATE OR REPLACE FUNCTION standing_on(doctrines text[], choices jsonb[], days date[], party_ids bigint[], known_at timestamptz) RETURNS SETOF materials.party_standing
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH wanted AS MATERIALIZED (
		SELECT DISTINCT w.doctrine, w.choices, w.day FROM unnest(standing_on.doctrines, standing_on.choices, standing_on.days) AS w (doctrine, choices, day)
	), epoch AS MATERIALIZED (
		SELECT e.day, e.epoch, e.valid FROM epoch_of(ARRAY(SELECT DISTINCT w.day FROM wanted AS w), standing_on.known_at) AS e
	), scope AS MATERIALIZED (
		SELECT e.epoch, control_scope(standing_on.party_ids, e.epoch, standing_on.known_at) AS party_ids FROM (SELECT DISTINCT x.epoch FROM epoch AS x) AS e
	)
	SELECT q.doctrine, q.choices, q.valid, c.party_id, CASE c.status WHEN d.caught THEN 'offender' WHEN d.clear THEN 'other' ELSE 'unknown' END, c.reason, c.chain, c.facts, c.confirmed
	FROM (SELECT DISTINCT w.doctrine, w.choices, e.epoch, e.valid FROM wanted AS w JOIN epoch AS e ON e.day = w.day) AS q
		JOIN materials.doctrine AS d ON d.doctrine = q.doctrine
		JOIN scope AS s ON s.epoch = q.epoch
		CROSS JOIN LATERAL control_at(q.doctrine, q.epoch, standing_on.known_at, materials.doctrine_choices(q.doctrine, q.choices), false, s.party_ids) AS c
		JOIN LATERAL materials.rule_ids(standing_on.party_ids) AS p (id) ON p.id = c.party_id;
END
$$;
COMMENT ON FUNCTION standing_on(text[], jsonb[], date[], bigint[], timestamptz) IS 'how some parties stand under doctrines, each with choices and a day beside it: each doctrine once for each span of days in which nothing about parties changes';

CREATE OR REPLACE FUNCTION standing_of(rules text[], versions text[], line_ids bigint[], party_ids bigint[], lots materials.known_lot[], policies jsonb, as_of date, known_at timestamptz) RETURNS SETOF materials.party_standing
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH followed AS MATERIALIZED (
		SELECT r.rule, r.version, e.of_lots, d.doctrine, c.choices, materials.rule_doctrine_choices(d.doctrine, c.choices) AS doctrine_choices
		FROM unnest(standing_of.rules, standing_of.versions) AS u (rule, version) JOIN materials.rule AS r ON r.rule = u.rule AND r.version = u.version JOIN materials.evaluator AS e ON e.test = r.test
			CROSS JOIN LATERAL materials.doctrines_of(r.rule, r.version) AS d
			CROSS JOIN LATERAL (SELECT materials.rule_choices(r.rule, r.version, standing_of.policies)) AS c (choices)
	), wanted (doctrine, doctrine_choices, day) AS MATERIALIZED (
		-- Of lots the days on which they were made and the one that is asked about, of lines the day of the event.
		SELECT f.doctrine, f.doctrine_choices, l.day
		FROM (SELECT DISTINCT x.doctrine, x.doctrine_choices FROM followed AS x WHERE x.of_lots) AS f
			CROSS JOIN (SELECT x.day FROM materials.known_lots(standing_of.lots) AS x UNION SELECT standing_of.as_of) AS l
		UNION
		SELECT f.doctrine, f.doctrine_choices, coalesce(c.day, standing_of.as_of)
		FROM followed AS f CROSS JOIN LATERAL case_day(f.rule, f.version, standing_of.line_ids, f.choices, standing_of.as_of, standing_of.known_at) AS c
		WHERE NOT f.of_lots
	), behind AS MATERIALIZED (
		SELECT ARRAY(SELECT l.producer_id FROM materials.known_lots(standing_of.lots) AS l WHERE l.producer_id IS NOT NULL
			UNION SELECT t.from_id FROM supplier_of(ARRAY(SELECT l.lot_id FROM materials.known_lots(standing_of.lots) AS l), standing_of.known_at) AS t WHERE t.from_id IS NOT NULL
			UNION SELECT k.contractor_id FROM control_contract AS k
			UNION SELECT p.id FROM contract_line AS l JOIN contract AS c ON c.id = l.contract_id CROSS JOIN LATERAL (VALUES (c.buyer_id), (c.seller_id)) AS p (id) WHERE l.id = ANY (standing_of.line_ids) AND p.id IS NOT NULL
			UNION SELECT p.id FROM unnest(standing_of.party_ids) AS p (id)) AS party_ids
		WHERE EXISTS (SELECT FROM wanted AS w)
	)
	SELECT s.* FROM behind AS b CROSS JOIN LATERAL standing_on(ARRAY(SELECT w.doctrine FROM wanted AS w ORDER BY w.doctrine, w.doctrine_choices, w.day), ARRAY(SELECT w.doctrine_choices FROM wanted AS w ORDER BY w.doctrine, w.doctrine_choices, w.day),
		ARRAY(SELECT w.day FROM wanted AS w ORDER BY w.doctrine, w.doctrine_choices, w.day), b.party_ids, standing_of.known_at) AS s;
END
$$;
COMMENT ON FUNCTION standing_of(text[], text[], bigint[], bigint[], materials.known_lot[], jsonb, date, timestamptz) IS 'how the parties behind lots and lines, or asked by themselves, stand under the doctrines that some rules follow, on the days that count for lots and lines';

CREATE OR REPLACE FUNCTION goods_of(rules text[], versions text[], line_ids bigint[], root_ids bigint[], party_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS materials.rule_goods
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT ROW(r.case_ids, r.root_ids, k.lots, k.inputs,
		ARRAY(SELECT s::materials.party_standing FROM standing_of(goods_of.rules, goods_of.versions, goods_of.line_ids, goods_of.party_ids, k.lots, goods_of.policies, goods_of.as_of, goods_of.known_at) AS s))::materials.rule_goods
	FROM (SELECT coalesce(array_agg(x.case_id ORDER BY x.case_id, x.lot_id), '{}') AS case_ids, coalesce(array_agg(x.lot_id ORDER BY x.case_id, x.lot_id), '{}') AS root_ids
			FROM case_root(goods_of.line_ids, goods_of.root_ids, goods_of.known_at) AS x) AS r
		CROSS JOIN LATERAL lot_reading(ARRAY(SELECT u.id FROM materials.flow_upstream('lot'::regclass, r.root_ids, goods_of.known_at) AS u (id)), goods_of.as_of, goods_of.known_at) AS k;
END;
COMMENT ON FUNCTION goods_of(text[], text[], bigint[], bigint[], bigint[], jsonb, date, timestamptz) IS 'the goods of lines, or of lots by themselves, with all that they were made of, in one walk, and how the parties behind them stand under the doctrines of some rules';
