-- Who is meant by the names that a rule lists: the entries themselves, their successors, and who might be a subsidiary.

CREATE OR REPLACE FUNCTION epoch_of(days date[], known_at timestamptz) RETURNS TABLE (day date, epoch date, valid daterange)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- Between two days on which some fact about parties begins or ends, all days have the same answer: the first asked stands for all.
	WITH asked AS MATERIALIZED (
		SELECT DISTINCT u.day FROM unnest(epoch_of.days) AS u (day) WHERE u.day IS NOT NULL
	), bound AS (
		SELECT unnest(ARRAY[lower(t.valid), upper(t.valid)]) AS day FROM (
			SELECT i.valid FROM interest AS i UNION SELECT d.valid FROM party_domicile AS d UNION SELECT r.valid FROM party_role AS r UNION SELECT s.valid FROM succession AS s
			UNION SELECT c.valid FROM concert AS c UNION SELECT l.valid FROM listing AS l UNION SELECT k.valid FROM control_contract AS k UNION SELECT v.valid FROM materials.covered_nation AS v
			UNION SELECT n.valid FROM declaration AS n WHERE n.party_id IS NOT NULL
			UNION SELECT o.valid FROM declaration AS n JOIN document AS o ON o.id = n.document_id WHERE n.party_id IS NOT NULL
			-- What was paid is asked of the year before.
			UNION SELECT daterange(y.first, (y.first + interval '1 year')::date) FROM (SELECT DISTINCT date_trunc('year', a.day::timestamp)::date AS first FROM asked AS a WHERE isfinite(a.day)) AS y
				WHERE EXISTS (SELECT FROM declaration AS n WHERE n.claim IN ('control_payment', 'no_control_payment'))) AS t
	), mark AS (
		SELECT b.day, b.day AS bound, false AS asked FROM bound AS b WHERE b.day IS NOT NULL UNION ALL SELECT a.day, NULL, true FROM asked AS a
	), placed AS (
		SELECT m.day, m.asked, max(m.bound) OVER (ORDER BY m.day, m.asked) AS first, min(m.bound) OVER (ORDER BY m.day DESC, m.asked DESC) AS next FROM mark AS m
	)
	SELECT p.day, min(p.day) OVER (PARTITION BY p.first), daterange(p.first, p.next) FROM placed AS p WHERE p.asked;
END
$$;
COMMENT ON FUNCTION epoch_of(date[], timestamptz) IS 'for each day, a day on which all facts about parties are the same, so that they are asked once, and all days of which that is so';

CREATE OR REPLACE FUNCTION named_at(rule text, version text, as_of date, known_at timestamptz) RETURNS TABLE (party_id bigint, standing text, certain boolean, detail text, fact jsonb, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE held AS MATERIALIZED (
		SELECT i.* FROM interest_at(named_at.as_of, named_at.known_at) AS i
	), declared AS MATERIALIZED (
		SELECT DISTINCT d.party_id FROM declaration_at(named_at.as_of, named_at.known_at) AS d WHERE d.claim = 'ownership_complete'
	), entry (party_id, certain, list, depth, detail, fact, confirmed) AS (
		SELECT l.party_id, l.decision = 'confirmed', l.list, 0, format('%s: "%s"', l.list, l.entry), jsonb_build_array(jsonb_build_object('relation', 'listing', 'id', l.id)), r.confirmed
		FROM materials.rule_list AS r JOIN listing_at(named_at.as_of, named_at.known_at) AS l ON l.list = r.list
		WHERE r.rule = named_at.rule AND r.version = named_at.version AND l.decision IN ('confirmed', 'candidate')
		UNION ALL
		SELECT s.successor_id, e.certain, e.list, e.depth + 1, format('successor of %s, %s', p.name, e.detail),
			e.fact || jsonb_build_array(jsonb_build_object('relation', 'succession', 'id', s.id)), e.confirmed
		FROM entry AS e JOIN succession_at(named_at.as_of, named_at.known_at) AS s ON s.predecessor_id = e.party_id
			JOIN materials.rule_list AS r ON r.rule = named_at.rule AND r.version = named_at.version AND r.list = e.list AND r.successors
			JOIN party_at('infinity') AS p ON p.id = e.party_id
		WHERE e.depth < 32 AND NOT e.fact @> jsonb_build_array(jsonb_build_object('relation', 'succession', 'id', s.id))
	), limit_share AS (
		SELECT materials.min(r.subsidiary_share) AS share FROM materials.rule_list AS r WHERE r.rule = named_at.rule AND r.version = named_at.version
	), link AS MATERIALIZED (
		SELECT h.owner_id, h.owned_id, min(h.id) AS interest_id FROM held AS h JOIN limit_share AS t
			ON materials.share_max(h.share) OPERATOR(materials.>) t.share OR (materials.share_max(h.share) OPERATOR(materials.=) t.share AND materials.max_inclusive(h.share))
		GROUP BY h.owner_id, h.owned_id
	), below (party_id, entry_id, interest_id, depth) AS (
		-- Parties that a named one may hold, through holdings that are each large enough.
		SELECT DISTINCT e.party_id, e.party_id, NULL::bigint, 0 FROM entry AS e
		UNION
		SELECT l.owned_id, b.entry_id, l.interest_id, b.depth + 1 FROM below AS b JOIN link AS l ON l.owner_id = b.party_id WHERE b.depth < 32
	), open_party AS (
		-- Parties in which so much is undisclosed, together with what named ones hold, that a named one might hold enough.
		SELECT p.id AS party_id, format('who holds %s is not all known', p.name) AS detail
		FROM party_at('infinity') AS p
			JOIN limit_share AS t ON t.share IS NOT NULL
			LEFT JOIN declared AS d ON d.party_id = p.id
			LEFT JOIN (SELECT h.owned_id, h.metric, materials.sum(materials.share_min(h.share)) AS known,
					coalesce(materials.sum(materials.share_max(h.share)) FILTER (WHERE b.party_id IS NOT NULL), '0') AS named
				FROM held AS h LEFT JOIN (SELECT DISTINCT x.party_id FROM below AS x) AS b ON b.party_id = h.owner_id
				WHERE h.metric IN ('equity', 'voting', 'board') GROUP BY h.owned_id, h.metric) AS m ON m.owned_id = p.id
		WHERE p.kind IN ('company', 'partnership', 'anonymous', 'redacted', 'unknown')
		GROUP BY p.id, p.name
		HAVING bool_or(CASE WHEN p.kind IN ('anonymous', 'redacted', 'unknown') THEN true
				WHEN d.party_id IS NOT NULL THEN coalesce(m.named, '0') OPERATOR(materials.>=) t.share
				ELSE '1' OPERATOR(materials.-) coalesce(m.known, '0') OPERATOR(materials.+) coalesce(m.named, '0') OPERATOR(materials.>=) t.share END)
	), unsure (party_id, detail, depth) AS (
		SELECT o.party_id, o.detail, 0 FROM open_party AS o
		UNION
		SELECT h.owned_id, u.detail, u.depth + 1
		FROM unsure AS u JOIN link AS h ON h.owner_id = u.party_id
		WHERE u.depth < 32
	)
	SELECT DISTINCT ON (n.party_id) n.party_id, n.standing, n.certain, n.detail, n.fact, n.confirmed
	FROM (SELECT e.party_id, CASE WHEN e.depth = 0 THEN 'entry' ELSE 'successor' END AS standing, e.certain, e.detail, e.fact, e.confirmed, CASE WHEN e.certain THEN 1 ELSE 2 END AS place FROM entry AS e
		UNION ALL
		SELECT b.party_id, 'subsidiary', false, format('held by %s, %s', p.name, e.detail), e.fact || jsonb_build_array(jsonb_build_object('relation', 'interest', 'id', b.interest_id)), e.confirmed, 3 + b.depth
		FROM below AS b JOIN entry AS e ON e.party_id = b.entry_id JOIN party_at('infinity') AS p ON p.id = b.entry_id WHERE b.party_id NOT IN (SELECT x.party_id FROM entry AS x)
		UNION ALL
		SELECT u.party_id, 'unsure', false, u.detail, '[]', true, 100 + u.depth FROM unsure AS u) AS n
	ORDER BY n.party_id, n.place, NOT n.confirmed, jsonb_array_length(n.fact), n.detail COLLATE "C";
END
$$;
COMMENT ON FUNCTION named_at(text, text, date, timestamptz) IS 'parties that a rule''s lists name (entry), that succeed one (successor), that one may hold (subsidiary), or of which too little is known to say (unsure); confirmed is false where the list was not read in the text';
