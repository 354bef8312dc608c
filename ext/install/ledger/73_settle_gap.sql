-- What nobody knows about the goods and parties that a rule looks at, and who is to be asked: the rows that to_settle
-- chooses from.  Found by what is not recorded, not by the rule, so a new rule needs nothing here.

CREATE OR REPLACE FUNCTION settle_party(rule text, version text, lots materials.rule_lot[], party_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (party_id bigint, word text, what text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 50
BEGIN ATOMIC
	-- Parties of which the rule cannot say whether they are of concern, and all who hold them, on the days that count.
	WITH RECURSIVE looked AS MATERIALIZED (
		SELECT l.producer_id AS party_id, l.day FROM materials.rule_lots(settle_party.lots) AS l WHERE l.producer_id IS NOT NULL
		UNION
		SELECT t.from_id, l.day FROM supplier_of(ARRAY(SELECT x.lot_id FROM materials.rule_lots(settle_party.lots) AS x), settle_party.known_at) AS t JOIN materials.rule_lots(settle_party.lots) AS l ON l.lot_id = t.lot_id WHERE t.from_id IS NOT NULL
		UNION
		SELECT k.contractor_id, l.day FROM control_contract AS k JOIN materials.rule_lots(settle_party.lots) AS l ON l.producer_id = k.producer_id
		UNION
		SELECT p.id, settle_party.as_of FROM materials.rule_ids(settle_party.party_ids) AS p (id)
	), epoch AS MATERIALIZED (
		SELECT e.day, e.epoch FROM epoch_of(ARRAY(SELECT DISTINCT l.day FROM looked AS l) || settle_party.as_of, settle_party.known_at) AS e
	), followed AS MATERIALIZED (
		SELECT d.doctrine, materials.rule_doctrine_choices(d.doctrine, settle_party.policies) AS choices, e.epoch
		FROM materials.doctrines_of(settle_party.rule, settle_party.version) AS d CROSS JOIN (SELECT DISTINCT x.epoch FROM epoch AS x) AS e
	), source AS MATERIALIZED (
		SELECT s.epoch, s.party_id, s.class FROM party_source(settle_party.rule, settle_party.version, ARRAY(SELECT DISTINCT e.epoch FROM epoch AS e),
			(SELECT e.epoch FROM epoch AS e WHERE e.day = settle_party.as_of), settle_party.policies,
			ARRAY(SELECT t::materials.party_standing FROM standing_on(ARRAY(SELECT f.doctrine FROM followed AS f ORDER BY f.doctrine, f.epoch), ARRAY(SELECT f.choices FROM followed AS f ORDER BY f.doctrine, f.epoch),
				ARRAY(SELECT f.epoch FROM followed AS f ORDER BY f.doctrine, f.epoch), ARRAY(SELECT DISTINCT l.party_id FROM looked AS l), settle_party.known_at) AS t), settle_party.known_at) AS s
	), above (party_id, epoch) AS (
		SELECT l.party_id, e.epoch
		FROM looked AS l JOIN epoch AS e ON e.day = l.day JOIN materials.rule AS r ON r.rule = settle_party.rule AND r.version = settle_party.version
			LEFT JOIN source AS s ON s.epoch = e.epoch AND s.party_id = l.party_id
		WHERE coalesce(s.class, CASE WHEN r.doctrine IS NULL THEN 'other' ELSE 'unknown' END) = 'unknown'
		UNION
		SELECT x.id, a.epoch FROM above AS a CROSS JOIN LATERAL (
			SELECT i.owner_id AS id FROM interest_at(a.epoch, settle_party.known_at) AS i WHERE i.owned_id = a.party_id
			UNION ALL
			SELECT c.party_id FROM concert_at(a.epoch, settle_party.known_at) AS c WHERE c.regarding_id = a.party_id
			UNION ALL
			SELECT k.contractor_id FROM control_contract_at(a.epoch, settle_party.known_at) AS k WHERE k.producer_id = a.party_id) AS x
	), lacking AS (
		SELECT p.id, p.kind, bool_or(NOT EXISTS (SELECT FROM declaration_at(a.epoch, settle_party.known_at) AS d WHERE d.party_id = p.id AND d.claim = 'ownership_complete')) AS holders,
			bool_or(NOT EXISTS (SELECT FROM domicile_at(a.epoch, settle_party.known_at) AS d WHERE d.party_id = p.id AND d.kind IN ('incorporation', 'headquarters', 'principal_place'))) AS seat,
			p.kind = 'natural_person' AND bool_or(NOT EXISTS (SELECT FROM domicile_at(a.epoch, settle_party.known_at) AS d WHERE d.party_id = p.id AND d.kind IN ('permanent_residence', 'location'))) AS home,
			bool_or(EXISTS (SELECT FROM listing_at(a.epoch, settle_party.known_at) AS l WHERE l.party_id = p.id AND l.decision = 'candidate')) AS listed
		FROM above AS a JOIN party AS p ON p.id = a.party_id
		GROUP BY p.id, p.kind
	)
	-- What the party itself can state has a word.
	SELECT l.id, CASE WHEN l.kind IN ('company', 'partnership') AND NOT l.listed THEN concat_ws(',', CASE WHEN l.holders THEN 'holders' END, CASE WHEN l.seat THEN 'seat' END) END, w.what
	FROM lacking AS l CROSS JOIN LATERAL (SELECT concat_ws(', and ',
		CASE WHEN l.kind IN ('anonymous', 'redacted', 'unknown') THEN 'who it is' WHEN l.kind IN ('company', 'partnership') AND l.holders THEN 'who holds it, all of it' END,
		CASE WHEN l.kind IN ('company', 'partnership') AND l.seat THEN 'where it is incorporated and does business' END,
		CASE WHEN l.home THEN 'where it lives' END,
		CASE WHEN l.listed THEN 'whether it is the entry of a list that it may be' END)) AS w (what)
	WHERE w.what <> '';
END;
COMMENT ON FUNCTION settle_party(text, text, materials.rule_lot[], bigint[], jsonb, date, timestamptz) IS 'what is not known of parties: makers, suppliers and licensors of lots, parties that are asked about, and all who hold those of which the rule cannot say whether they are of concern; word (holders, seat) where the party itself can state it';

CREATE OR REPLACE FUNCTION settle_lot(rule text, version text, lots materials.rule_lot[], inputs materials.rule_input[], tested_ids bigint[], as_of date, known_at timestamptz) RETURNS TABLE (kind text, lot_id bigint, word text, what text, ask_id bigint)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 50
BEGIN ATOMIC
	WITH state AS MATERIALIZED (
		SELECT l.lot_id, l.producer_id, l.country, l.step, l.role, l.part, l.open_reason FROM materials.rule_lots(settle_lot.lots) AS l
	), edge AS MATERIALIZED (
		SELECT e.output_lot_id, e.input_lot_id, e.cost FROM materials.rule_inputs(settle_lot.inputs) AS e
	), asked AS MATERIALIZED (
		-- Who made it; else who passed it on; else who used it.
		SELECT s.lot_id, coalesce(s.producer_id, t.from_id, u.producer_id) AS ask_id
		FROM state AS s
			LEFT JOIN (SELECT x.lot_id, min(x.from_id) AS from_id FROM supplier_of(ARRAY(SELECT y.lot_id FROM state AS y WHERE y.producer_id IS NULL), settle_lot.known_at) AS x GROUP BY x.lot_id) AS t ON t.lot_id = s.lot_id
			LEFT JOIN (SELECT e.input_lot_id, min(o.producer_id) AS producer_id FROM edge AS e JOIN state AS o ON o.lot_id = e.output_lot_id GROUP BY e.input_lot_id) AS u ON u.input_lot_id = s.lot_id
	), stated AS MATERIALIZED (
		SELECT DISTINCT c.lot_id, c.claim FROM claim_of(settle_lot.tested_ids, settle_lot.as_of, settle_lot.known_at) AS c
	), wanted (kind, lot_id, word, what) AS (
		SELECT 'source', s.lot_id, NULL::text, concat_ws(', and ', CASE WHEN s.producer_id IS NULL THEN 'who made it' END, CASE WHEN s.country IS NULL THEN 'where it was made' END)
		FROM state AS s WHERE (s.producer_id IS NULL OR s.country IS NULL) AND s.open_reason IS DISTINCT FROM 'withdrawn' AND s.open_reason IS DISTINCT FROM 'hidden'
		UNION ALL
		SELECT 'inputs', s.lot_id, s.open_reason, format('what went into it, all of it (%s)', coalesce(u.title, s.open_reason))
		FROM state AS s LEFT JOIN materials.unknown_reason AS u ON u.reason = s.open_reason WHERE s.open_reason IS NOT NULL
		UNION ALL
		SELECT 'claim', i.id, m.claim, format('a statement: %s', k.title)
		FROM materials.rule_ids(settle_lot.tested_ids) AS i (id)
			JOIN materials.rule_limb AS m ON m.rule = settle_lot.rule AND m.version = settle_lot.version AND m.claim IS NOT NULL JOIN materials.claim AS k ON k.claim = m.claim
		WHERE NOT EXISTS (SELECT FROM stated AS t WHERE t.lot_id = i.id AND t.claim = m.claim)
		UNION ALL
		SELECT 'role', s.lot_id, NULL, 'which role it has as a component' FROM state AS s WHERE s.part = 'unclear' AND s.role IS NULL AND EXISTS (SELECT FROM materials.rule AS r WHERE r.rule = settle_lot.rule AND r.version = settle_lot.version AND r.test = 'component_origin')
		UNION ALL
		SELECT 'step', s.lot_id, NULL, 'which step made it' FROM state AS s WHERE s.step IS NULL AND EXISTS (SELECT FROM materials.rule_step AS t WHERE t.rule = settle_lot.rule AND t.version = settle_lot.version)
		UNION ALL
		SELECT DISTINCT 'cost', e.input_lot_id, NULL, 'what it cost where it was used' FROM edge AS e
		WHERE e.cost IS NULL AND EXISTS (SELECT FROM materials.rule_limb AS m WHERE m.rule = settle_lot.rule AND m.version = settle_lot.version AND m.basis = 'cost')
	)
	SELECT w.kind, w.lot_id, w.word, w.what, a.ask_id FROM wanted AS w LEFT JOIN asked AS a ON a.lot_id = w.lot_id;
END;
COMMENT ON FUNCTION settle_lot(text, text, materials.rule_lot[], materials.rule_input[], bigint[], date, timestamptz) IS 'what is not known of lots, and whom to ask: maker and place, inputs, what the rule wants stated of the lots it tests, role, step and cost';

CREATE OR REPLACE FUNCTION settle_property(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (relation text, row_id bigint, property text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	-- Facts that a condition names and that are not there, where not knowing them leaves the condition open.
	WITH condition (line_id, test) AS (
		SELECT f.line_id, c.condition FROM case_fact(settle_property.rule, settle_property.version, settle_property.line_ids, settle_property.policies, settle_property.known_at) AS f
			CROSS JOIN (SELECT h.condition FROM materials.rule_threshold AS h WHERE h.rule = settle_property.rule AND h.version = settle_property.version
				UNION ALL SELECT p.condition FROM materials.rule_ratio_part AS p WHERE p.rule = settle_property.rule AND p.version = settle_property.version) AS c
		WHERE c.condition IS NOT NULL AND jsonb_path_match(f.fact, c.condition, '{}', true) IS NULL
	), open (relation, row_id, detail) AS (
		SELECT 'line', t.line_id, t.detail FROM line_test(settle_property.rule, settle_property.version, settle_property.line_ids, settle_property.policies, settle_property.known_at) AS t WHERE t.truth IS NULL
		UNION ALL
		SELECT 'line', c.line_id, condition_detail(c.test, f.fact) FROM condition AS c JOIN case_fact(settle_property.rule, settle_property.version, settle_property.line_ids, settle_property.policies, settle_property.known_at) AS f ON f.line_id = c.line_id
		UNION ALL
		SELECT CASE WHEN t.lot_id IS NOT NULL THEN 'lot' WHEN t.case_id > 0 THEN 'line' ELSE 'item' END, CASE WHEN t.lot_id IS NOT NULL THEN t.lot_id WHEN t.case_id > 0 THEN t.case_id ELSE t.item_id END, t.detail
		FROM property_test(settle_property.rule, settle_property.version, settle_property.line_ids, settle_property.root_ids, settle_property.item_ids, settle_property.policies, settle_property.as_of, settle_property.known_at) AS t WHERE t.truth IS NULL
	)
	SELECT DISTINCT o.relation, o.row_id, p.property
	FROM open AS o CROSS JOIN LATERAL regexp_matches(o.detail, '(\w+) = unknown', 'g') AS m (part) JOIN materials.property AS p ON p.property = m.part[1]
	WHERE o.row_id IS NOT NULL;
END;
COMMENT ON FUNCTION settle_property(text, text, bigint[], bigint[], bigint[], jsonb, date, timestamptz) IS 'facts about lines, items and lots that conditions of a rule ask for and nobody recorded';

CREATE OR REPLACE FUNCTION settle_gap(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], policies jsonb, as_of date, known_at timestamptz)
		RETURNS TABLE (kind text, relation text, row_id bigint, word text, what text, ask_id bigint, used materials.fraction)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 50
BEGIN ATOMIC
	WITH root AS MATERIALIZED (
		SELECT r.case_id, r.lot_id FROM case_root(settle_gap.line_ids, settle_gap.root_ids, settle_gap.known_at) AS r
	), reached AS MATERIALIZED (
		SELECT u.lot_id, materials.max(u.used) AS used FROM (SELECT DISTINCT r.lot_id FROM root AS r) AS r CROSS JOIN LATERAL flow_up(r.lot_id, settle_gap.known_at) AS u GROUP BY u.lot_id
	), known AS MATERIALIZED (
		SELECT k.lots, k.inputs FROM lot_known(settle_gap.rule, settle_gap.version, ARRAY(SELECT u.lot_id FROM reached AS u), settle_gap.policies, settle_gap.as_of, settle_gap.known_at) AS k
	), tested AS MATERIALIZED (
		SELECT DISTINCT b.lot_id FROM known AS k CROSS JOIN LATERAL battery_in(ARRAY(SELECT r.case_id FROM root AS r ORDER BY r.case_id, r.lot_id), ARRAY(SELECT r.lot_id FROM root AS r ORDER BY r.case_id, r.lot_id),
			k.lots, k.inputs, settle_gap.policies) AS b WHERE b.open_reason IS NULL
	), trader AS MATERIALIZED (
		SELECT x.party_id FROM contract_line AS l JOIN contract AS c ON c.id = l.contract_id CROSS JOIN LATERAL (VALUES ('seller', c.seller_id), ('buyer', c.buyer_id)) AS x (relation, party_id)
			JOIN materials.rule_relation AS m ON m.rule = settle_gap.rule AND m.version = settle_gap.version AND m.relation = x.relation
		WHERE l.id = ANY (settle_gap.line_ids) AND x.party_id IS NOT NULL
	), line AS MATERIALIZED (
		SELECT l.id, c.seller_id, c.buyer_id FROM contract_line AS l JOIN contract AS c ON c.id = l.contract_id WHERE l.id = ANY (settle_gap.line_ids)
	)
	SELECT 'party', 'party', p.party_id, p.word, p.what, p.party_id, NULL::materials.fraction
	FROM known AS k CROSS JOIN LATERAL settle_party(settle_gap.rule, settle_gap.version, k.lots, settle_gap.party_ids || ARRAY(SELECT t.party_id FROM trader AS t), settle_gap.policies, settle_gap.as_of, settle_gap.known_at) AS p
	UNION ALL
	SELECT w.kind, 'lot', w.lot_id, w.word, w.what, coalesce(w.ask_id, (SELECT min(l.seller_id) FROM line AS l)), u.used
	FROM known AS k CROSS JOIN LATERAL settle_lot(settle_gap.rule, settle_gap.version, k.lots, k.inputs, ARRAY(SELECT t.lot_id FROM tested AS t), settle_gap.as_of, settle_gap.known_at) AS w
		JOIN reached AS u ON u.lot_id = w.lot_id
	UNION ALL
	SELECT 'supplier', 'lot', r.lot_id, NULL, 'who passed it on (no transfer of it is recorded)', coalesce((SELECT min(l.seller_id) FROM line AS l), o.producer_id), u.used
	FROM (SELECT DISTINCT x.lot_id FROM root AS x) AS r JOIN reached AS u ON u.lot_id = r.lot_id JOIN lot AS o ON o.id = r.lot_id
		JOIN materials.rule_relation AS m ON m.rule = settle_gap.rule AND m.version = settle_gap.version AND m.relation = 'supplier'
	WHERE NOT EXISTS (SELECT FROM supplier_of(ARRAY(SELECT x.lot_id FROM root AS x), settle_gap.known_at) AS t WHERE t.lot_id = r.lot_id)
	UNION ALL
	SELECT 'property', p.relation, p.row_id, p.property, format('%s: %s', p.property, k.title),
		CASE p.relation WHEN 'line' THEN (SELECT coalesce(l.buyer_id, l.seller_id) FROM line AS l WHERE l.id = p.row_id) WHEN 'item' THEN (SELECT i.maker_id FROM item AS i WHERE i.id = p.row_id) ELSE (SELECT l.producer_id FROM lot AS l WHERE l.id = p.row_id) END, NULL
	FROM settle_property(settle_gap.rule, settle_gap.version, settle_gap.line_ids, settle_gap.root_ids, settle_gap.item_ids, settle_gap.policies, settle_gap.as_of, settle_gap.known_at) AS p
		JOIN materials.property AS k ON k.property = p.property
	UNION ALL
	SELECT 'lots', 'line', g.line_id, NULL, format('which lots fill it (%s)', g.detail), l.seller_id, NULL
	FROM line_gap(settle_gap.line_ids, settle_gap.known_at) AS g JOIN line AS l ON l.id = g.line_id;
END;
COMMENT ON FUNCTION settle_gap(text, text, bigint[], bigint[], bigint[], bigint[], jsonb, date, timestamptz) IS 'all that is not known of what a rule looks at: what it is about (relation and number of the row), in words, whom to ask, and how much of that lot is in what is bought';
