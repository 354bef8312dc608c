-- Rules of the kind party_relation: who sells, makes and supplies what is bought, or a party by itself, and whether the
-- rule's lists or its doctrine of ownership catch one of them on the day of the event.

CREATE OR REPLACE FUNCTION party_looked(rule text, version text, line_ids bigint[], party_ids bigint[], goods materials.rule_goods, policies jsonb, known_at timestamptz) RETURNS TABLE (case_id bigint,
		relation text, party_id bigint, lot_id bigint, reason text, fact jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 5000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH wanted AS MATERIALIZED (
		SELECT m.relation FROM materials.rule_relation AS m WHERE m.rule = party_looked.rule AND m.version = party_looked.version
	), root AS MATERIALIZED (
		SELECT DISTINCT r.case_id, r.lot_id FROM unnest((party_looked.goods).case_ids, (party_looked.goods).root_ids) AS r (case_id, lot_id)
		WHERE EXISTS (SELECT FROM wanted AS w WHERE w.relation IN ('producer', 'supplier', 'part_producer'))
	), seen AS MATERIALIZED (
		SELECT ARRAY(SELECT l::materials.rule_lot FROM lot_state(party_looked.rule, party_looked.version, (party_looked.goods).lots, party_looked.policies) AS l) AS lots WHERE EXISTS (SELECT FROM root AS r)
	), upstream AS MATERIALIZED (
		SELECT DISTINCT r.case_id, u.lot_id
		FROM seen AS k CROSS JOIN LATERAL materials.rule_used(ARRAY(SELECT DISTINCT r.lot_id FROM root AS r), k.lots, (party_looked.goods).inputs) AS u JOIN root AS r ON r.lot_id = u.root_id
		WHERE EXISTS (SELECT FROM wanted AS w WHERE w.relation = 'part_producer')
	), state AS MATERIALIZED (
		-- A rule without scope looks at all lots, one with a scope at those that it names.
		SELECT l.lot_id, l.producer_id, l.open_reason, s.any OR l.tested AS counts, (s.any OR l.may_hold OR l.tested) AND NOT l.vouched AS may_hold
		FROM seen AS k CROSS JOIN LATERAL materials.rule_lots(k.lots) AS l
			CROSS JOIN (SELECT NOT EXISTS (SELECT FROM materials.rule_scope AS x WHERE x.rule = party_looked.rule AND x.version = party_looked.version) AS any) AS s
	), sender AS MATERIALIZED (
		SELECT t.lot_id, t.transfer_id, t.from_id FROM supplier_of(ARRAY(SELECT r.lot_id FROM root AS r), party_looked.known_at) AS t WHERE EXISTS (SELECT FROM wanted AS w WHERE w.relation = 'supplier')
	), looked (case_id, relation, party_id, lot_id, reason, fact) AS (
		SELECT 0::bigint, 'party', p.id, NULL::bigint, NULL, '[]'::jsonb FROM unnest(party_looked.party_ids) AS p (id)
		UNION ALL
		SELECT l.id, p.relation, p.party_id, NULL, NULL, jsonb_build_array(jsonb_build_object('relation', 'contract_line', 'id', l.id))
		FROM contract_line AS l JOIN contract AS c ON c.id = l.contract_id CROSS JOIN LATERAL (VALUES ('seller', c.seller_id), ('buyer', c.buyer_id)) AS p (relation, party_id)
		WHERE l.id = ANY (party_looked.line_ids)
		UNION ALL
		SELECT r.case_id, 'producer', s.producer_id, s.lot_id, NULL, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', s.lot_id)) FROM root AS r JOIN state AS s ON s.lot_id = r.lot_id AND s.counts
		UNION ALL
		SELECT r.case_id, 'supplier', t.from_id, t.lot_id, NULL, jsonb_build_array(jsonb_build_object('relation', 'transfer', 'id', t.transfer_id))
		FROM sender AS t JOIN root AS r ON r.lot_id = t.lot_id JOIN state AS s ON s.lot_id = t.lot_id AND s.counts
		UNION ALL
		-- Nobody who passed it on is named: that it came straight from its maker, or from the contractor, is to be recorded as well.
		SELECT r.case_id, 'supplier', NULL, s.lot_id, 'no transfer of it is recorded', jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', s.lot_id))
		FROM root AS r JOIN state AS s ON s.lot_id = r.lot_id AND s.counts WHERE NOT EXISTS (SELECT FROM sender AS t WHERE t.lot_id = r.lot_id)
		UNION ALL
		SELECT u.case_id, 'part_producer', s.producer_id, s.lot_id, NULL, jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', s.lot_id))
		FROM upstream AS u JOIN state AS s ON s.lot_id = u.lot_id AND s.counts WHERE NOT EXISTS (SELECT FROM root AS r WHERE r.case_id = u.case_id AND r.lot_id = u.lot_id)
		UNION ALL
		SELECT u.case_id, 'part_producer', NULL, s.lot_id, format('not all inputs are known: %s', x.title), jsonb_build_array(jsonb_build_object('relation', 'lot', 'id', s.lot_id))
		FROM upstream AS u JOIN state AS s ON s.lot_id = u.lot_id AND s.may_hold AND s.open_reason IS NOT NULL JOIN materials.unknown_reason AS x ON x.reason = s.open_reason
		UNION ALL
		-- What does not fill the line has makers, and parts, that nobody knows.
		SELECT g.line_id, p.relation, NULL, NULL, g.detail, jsonb_build_array(jsonb_build_object('relation', 'contract_line', 'id', g.line_id))
		FROM line_gap(party_looked.line_ids, party_looked.known_at) AS g CROSS JOIN (VALUES ('producer'), ('supplier'), ('part_producer')) AS p (relation)
	)
	SELECT k.case_id, k.relation, k.party_id, k.lot_id, k.reason, k.fact FROM looked AS k JOIN wanted AS w ON w.relation = k.relation;
END
$$;
COMMENT ON FUNCTION party_looked(text, text, bigint[], bigint[], materials.rule_goods, jsonb, timestamptz) IS 'the parties that a rule looks at, by how they are related to what is asked about; without party where nobody knows who it is';

CREATE OR REPLACE FUNCTION party_caught(rule text, version text, line_ids bigint[], party_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint,
		relation text, title text, party_id bigint, lot_id bigint, class text, day date, effective_from date, status text, reason text, chain text, fact jsonb, citation text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 5000 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT d.case_id, d.day, coalesce(d.day, party_caught.as_of) AS listed_on
		FROM case_day(party_caught.rule, party_caught.version, party_caught.line_ids, party_caught.policies, party_caught.as_of, party_caught.known_at) AS d
	), epoch AS MATERIALIZED (
		SELECT e.day, e.epoch FROM epoch_of(ARRAY(SELECT a.listed_on FROM asked AS a), party_caught.known_at) AS e
	), relation AS MATERIALIZED (
		SELECT m.relation, m.title, m.effective_from, m.citation, m.confirmed, r.doctrine, w.verdict, v.bars OR v.asks OR NOT v.settled AS decides,
			materials.rule_word(r.rule, r.version, 'for') AS word_for, materials.rule_word(r.rule, r.version, 'open') AS word_open
		FROM materials.rule AS r JOIN materials.rule_relation AS m ON m.rule = r.rule AND m.version = r.version
			CROSS JOIN LATERAL (SELECT coalesce(m.verdict, materials.rule_word(r.rule, r.version, 'against'))) AS w (verdict)
			JOIN LATERAL materials.verdicts_of(r.rule, r.version) AS v ON v.verdict = w.verdict
		WHERE r.rule = party_caught.rule AND r.version = party_caught.version
	), source AS MATERIALIZED (
		SELECT s.* FROM (SELECT DISTINCT e.epoch FROM epoch AS e) AS e
			CROSS JOIN LATERAL party_source(party_caught.rule, party_caught.version, ARRAY[e.epoch], e.epoch, party_caught.policies, (party_caught.goods).standings, party_caught.known_at) AS s
	)
	SELECT k.case_id, k.relation, m.title, k.party_id, k.lot_id, c.class, a.day, m.effective_from,
		CASE WHEN c.class = 'other' THEN m.word_for
			WHEN a.day < m.effective_from THEN CASE c.class WHEN 'offender' THEN 'NOT_YET_EFFECTIVE' ELSE m.word_for END
			WHEN c.class = 'offender' THEN m.verdict
			-- Who it is does not matter where nothing would follow.
			WHEN m.decides THEN m.word_open ELSE m.word_for END,
		CASE WHEN k.party_id IS NULL THEN coalesce(k.reason, 'nobody knows who it is') ELSE coalesce(s.reason, CASE c.class WHEN 'unknown' THEN 'nothing is known of it' END) END,
		s.chain, k.fact || coalesce(s.fact, '[]'), m.citation, m.confirmed AND coalesce(s.confirmed, true)
	FROM party_looked(party_caught.rule, party_caught.version, party_caught.line_ids, party_caught.party_ids, party_caught.goods, party_caught.policies, party_caught.known_at) AS k
		JOIN asked AS a ON a.case_id = k.case_id
		JOIN relation AS m ON m.relation = k.relation
		LEFT JOIN epoch AS e ON e.day = a.listed_on
		LEFT JOIN source AS s ON s.epoch = e.epoch AND s.party_id = k.party_id
		CROSS JOIN LATERAL (SELECT CASE WHEN k.party_id IS NULL THEN 'unknown' ELSE coalesce(s.class, CASE WHEN m.doctrine IS NULL THEN 'other' ELSE 'unknown' END) END) AS c (class);
END
$$;
COMMENT ON FUNCTION party_caught(text, text, bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'the parties that a rule looks at, each caught by its lists or doctrine (offender), not (other), or unknown, and what follows from that alone';

CREATE OR REPLACE FUNCTION party_verdict(rule text, version text, line_ids bigint[], party_ids bigint[], goods materials.rule_goods, policies jsonb, as_of date, known_at timestamptz) RETURNS TABLE (case_id bigint, reading text,
		status text, share_min materials.fraction, share_max materials.fraction, reason text, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH caught AS MATERIALIZED (
		SELECT c.*, v.severity, v.bars OR v.asks OR NOT v.settled AS decides, c.status = 'NOT_YET_EFFECTIVE' AS later
		FROM party_caught(party_verdict.rule, party_verdict.version, party_verdict.line_ids, party_verdict.party_ids, party_verdict.goods, party_verdict.policies, party_verdict.as_of, party_verdict.known_at) AS c
			JOIN materials.verdicts_of(party_verdict.rule, party_verdict.version) AS v ON v.verdict = c.status
	), told AS MATERIALIZED (
		SELECT c.case_id, string_agg(DISTINCT c.title COLLATE "C", ', ') AS titles, bool_and(c.confirmed OR c.class = 'other' AND c.reason IS NULL) AS confirmed FROM caught AS c GROUP BY c.case_id
	)
	-- One party that is caught is enough; one that will be comes before those that are not.
	SELECT DISTINCT ON (c.case_id) c.case_id, NULL, c.status, NULL::materials.fraction, NULL::materials.fraction,
		CASE WHEN c.class = 'other' OR NOT c.decides AND c.class = 'unknown' THEN format('no %s among those looked at: %s', r.concern, t.titles)
			ELSE concat(format('%s, %s: %s%s', c.title, coalesce(p.name, 'unknown'), c.reason, ' (' || c.chain || ')'), CASE WHEN c.later THEN format('; this counts from %s', c.effective_from) END) END,
		CASE WHEN c.class = 'other' OR NOT c.decides AND c.class = 'unknown' THEN t.confirmed ELSE c.confirmed END
	FROM caught AS c JOIN told AS t ON t.case_id = c.case_id JOIN materials.rule AS r ON r.rule = party_verdict.rule AND r.version = party_verdict.version LEFT JOIN party_at('infinity') AS p ON p.id = c.party_id
	ORDER BY c.case_id, c.decides DESC, c.later DESC, c.severity DESC, c.class = 'offender' DESC, c.confirmed DESC, c.relation COLLATE "C", p.code COLLATE "C", c.reason COLLATE "C", c.chain COLLATE "C", c.lot_id;
END
$$;
COMMENT ON FUNCTION party_verdict(text, text, bigint[], bigint[], materials.rule_goods, jsonb, date, timestamptz) IS 'verdict under a rule of the kind party_relation: of the parties that it looks at, the one that decides';
