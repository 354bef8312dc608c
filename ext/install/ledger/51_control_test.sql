-- Doctrines that are judged by tests of holding, over the ledger's parties.  Here is said which parties come under a limb
-- or a list by themselves, and what contracts hand on; shares come from materials.attributed_standing.

CREATE OR REPLACE FUNCTION control_class(doctrine text, as_of date, known_at timestamptz, choices jsonb, everyone boolean, parties bigint[]) RETURNS TABLE (party_id bigint,
		place integer, certain boolean, reason text, chain text, facts jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH class AS MATERIALIZED (
		SELECT c.place, c.of_doctrine, c.kind, c.name, c.decides, c.citation, d.domestic
		FROM materials.doctrine_class(control_class.doctrine, control_class.choices) AS c JOIN materials.doctrine AS d ON d.doctrine = c.of_doctrine WHERE c.kind <> 'test'
	), asked AS MATERIALIZED (
		SELECT p.id, p.name, p.kind, p.government_of FROM party_at(control_class.known_at) AS p WHERE control_class.everyone
		UNION ALL
		SELECT p.id, p.name, p.kind, p.government_of FROM party_at(control_class.known_at) AS p WHERE NOT control_class.everyone AND p.id = ANY (control_class.parties)
	), nation AS MATERIALIZED (
		SELECT d.of_doctrine, n.country, n.nation, n.treatment
		FROM (SELECT DISTINCT c.of_doctrine FROM class AS c) AS d CROSS JOIN LATERAL materials.doctrine_nation(d.of_doctrine, control_class.as_of) AS n
	), domicile AS MATERIALIZED (
		SELECT d.id, d.party_id, d.kind, d.country FROM domicile_at(control_class.as_of, control_class.known_at) AS d
		WHERE EXISTS (SELECT FROM class AS c WHERE c.kind = 'limb' AND c.name IN ('jurisdiction', 'located_person', 'foreign_national'))
			AND (control_class.everyone OR d.party_id = ANY (control_class.parties))
	), stated AS MATERIALIZED (
		SELECT d.id, d.party_id, d.claim FROM declaration_at(control_class.as_of, control_class.known_at) AS d
		WHERE d.claim IN ('ownership_complete', 'not_us_person') AND d.party_id IS NOT NULL AND (control_class.everyone OR d.party_id = ANY (control_class.parties))
	), seat AS (
		-- A covered nation decides; a territory that may be one, or nothing recorded, leaves it open.
		SELECT DISTINCT ON (c.place, a.id) c.place, a.id AS party_id, a.name, d.id, d.kind, d.country, n.nation, n.treatment,
			bool_or(d.kind IN ('headquarters', 'principal_place')) OVER (PARTITION BY c.place, a.id) AS principal
		FROM class AS c JOIN asked AS a ON a.kind IN ('company', 'partnership')
			LEFT JOIN domicile AS d ON d.party_id = a.id AND d.kind IN ('incorporation', 'headquarters', 'principal_place')
			LEFT JOIN nation AS n ON n.of_doctrine = c.of_doctrine AND n.country OPERATOR(materials.=) d.country
		WHERE c.kind = 'limb' AND c.name = 'jurisdiction'
		ORDER BY c.place, a.id, n.treatment, CASE d.kind WHEN 'incorporation' THEN 1 WHEN 'principal_place' THEN 2 ELSE 3 END, d.id
	), person AS (
		SELECT c.place, c.name AS limb, a.id AS party_id, a.name,
			coalesce(bool_or(n.treatment = 'same') FILTER (WHERE d.kind = 'nationality'), false) AS national,
			coalesce(bool_or(n.treatment IS NOT NULL) FILTER (WHERE d.kind = 'nationality'), false) AS national_open,
			count(*) FILTER (WHERE d.kind = 'nationality') > 0 AS national_known,
			coalesce(bool_or(n.treatment = 'same') FILTER (WHERE d.kind = 'permanent_residence'), false) AS resident,
			coalesce(bool_or(n.treatment IS NOT NULL) FILTER (WHERE d.kind = 'permanent_residence'), false) AS resident_open,
			count(*) FILTER (WHERE d.kind = 'permanent_residence') > 0 AS resident_known,
			coalesce(bool_or(n.treatment = 'same') FILTER (WHERE d.kind = 'location'), false) AS located,
			coalesce(bool_or(n.treatment IS NOT NULL) FILTER (WHERE d.kind = 'location'), false) AS located_open,
			count(*) FILTER (WHERE d.kind = 'location') > 0 AS located_known,
			coalesce(bool_or(d.country OPERATOR(materials.=) c.domestic) FILTER (WHERE d.kind IN ('nationality', 'permanent_residence')), false) AS domestic,
			min(s.id) AS claim,
			(array_agg(n.nation ORDER BY n.treatment, d.id) FILTER (WHERE n.nation IS NOT NULL))[1] AS nation,
			coalesce(jsonb_agg(DISTINCT jsonb_build_object('relation', 'party_domicile', 'id', d.id)) FILTER (WHERE d.id IS NOT NULL),
				jsonb_build_array(jsonb_build_object('relation', 'party', 'id', a.id))) AS facts
		FROM class AS c JOIN asked AS a ON a.kind = 'natural_person'
			LEFT JOIN domicile AS d ON d.party_id = a.id
			LEFT JOIN nation AS n ON n.of_doctrine = c.of_doctrine AND n.country OPERATOR(materials.=) d.country
			LEFT JOIN stated AS s ON s.party_id = a.id AND s.claim = 'not_us_person'
		WHERE c.kind = 'limb' AND c.name IN ('located_person', 'foreign_national')
		GROUP BY c.place, c.name, a.id, a.name
	)
	SELECT a.id, c.place, n.treatment = 'same',
		format(CASE n.treatment WHEN 'same' THEN 'it is the government of %s, or a part of it' ELSE 'whether it counts as the government of %s is not settled' END, materials.country_name(n.nation)),
		a.name, jsonb_build_array(jsonb_build_object('relation', 'party', 'id', a.id))
	FROM class AS c JOIN nation AS n ON n.of_doctrine = c.of_doctrine JOIN asked AS a ON a.government_of OPERATOR(materials.=) n.country
	WHERE c.kind = 'limb' AND c.name = 'government'
	UNION ALL
	SELECT a.id, c.place, bool_or(n.treatment = 'same'), format('it is a senior political figure of %s, or immediate family of one', materials.country_name(min(n.nation::text)::materials.country)),
		a.name, jsonb_build_array(jsonb_build_object('relation', 'party_role', 'id', min(r.id)))
	FROM class AS c JOIN nation AS n ON n.of_doctrine = c.of_doctrine
		JOIN role_at(control_class.as_of, control_class.known_at) AS r ON r.government_of OPERATOR(materials.=) n.country
			AND NOT EXISTS (SELECT FROM materials.doctrine_exempt_role AS x WHERE x.doctrine = c.of_doctrine AND x.body = r.body AND x.status = r.status)
		JOIN asked AS a ON a.id = r.party_id
	WHERE c.kind = 'limb' AND c.name = 'political_figure'
	GROUP BY a.id, a.name, c.place
	UNION ALL
	SELECT a.id, c.place, l.decision = 'confirmed' AND c.decides,
		format(CASE WHEN l.decision = 'candidate' THEN 'whether it is the entry "%s" of the list %s is not decided' WHEN c.decides THEN 'it is the entry "%s" of the list %s'
			ELSE 'it is the entry "%s" of the list %s, of which only some entries are meant' END, l.entry, l.list),
		format('%s —lists→ %s', l.list, a.name), jsonb_build_array(jsonb_build_object('relation', 'listing', 'id', l.id))
	FROM class AS c JOIN listing_at(control_class.as_of, control_class.known_at) AS l ON l.list = c.name AND l.decision IN ('confirmed', 'candidate') JOIN asked AS a ON a.id = l.party_id
	WHERE c.kind = 'list'
	UNION ALL
	SELECT s.party_id, s.place, s.treatment IS NOT DISTINCT FROM 'same',
		CASE
			WHEN s.id IS NULL THEN 'where it is incorporated and does business is not recorded'
			WHEN s.treatment IS NULL THEN 'where it has its principal place of business is not recorded'
			ELSE format(CASE s.treatment WHEN 'same' THEN '%s in %s, a covered nation' ELSE '%s in %s, and whether that is %s for the rule is not settled' END,
				CASE s.kind WHEN 'incorporation' THEN 'it is incorporated' ELSE format('it has its %s', replace(s.kind, '_', ' ')) END, materials.country_name(s.country), materials.country_name(s.nation)) END,
		format('%s —%s→ %s', materials.country_name(s.country), replace(s.kind, '_', ' '), s.name),
		jsonb_build_array(CASE WHEN s.id IS NULL THEN jsonb_build_object('relation', 'party', 'id', s.party_id) ELSE jsonb_build_object('relation', 'party_domicile', 'id', s.id) END)
	FROM seat AS s
	WHERE s.treatment IS NOT NULL OR s.id IS NULL OR NOT s.principal AND control_class.choices ->> 'principal_place' IS NOT DISTINCT FROM 'required'
	UNION ALL
	-- Nobody is a foreign national for certain until it is stated that the person is at home nowhere else.
	SELECT p.party_id, p.place, p.national AND p.claim IS NOT NULL AND NOT p.domestic,
		CASE
			WHEN p.national AND p.claim IS NOT NULL AND NOT p.domestic THEN format('a national of %s, and stated to be no US person', materials.country_name(p.nation))
			WHEN NOT p.national_known THEN 'of which nation the person is a national is not recorded'
			WHEN NOT p.national THEN format('whether the person counts as a national of %s is not settled', materials.country_name(p.nation))
			ELSE format('a national of %s, and whether a US person too is not recorded', materials.country_name(p.nation)) END,
		p.name, p.facts || CASE WHEN p.claim IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('relation', 'declaration', 'id', p.claim)) END
	FROM person AS p
	WHERE p.limb = 'foreign_national' AND (NOT p.domestic OR p.claim IS NOT NULL) AND (p.national_open OR NOT p.national_known)
	UNION ALL
	SELECT p.party_id, p.place, p.located AND (p.national OR p.resident),
		CASE
			WHEN p.located AND (p.national OR p.resident) THEN format('a national or resident of %s, located there', materials.country_name(p.nation))
			WHEN NOT p.located_known THEN 'where the person is located is not recorded'
			ELSE 'whether the person is a national or resident of a covered nation, and located there, is open' END,
		p.name, p.facts
	FROM person AS p
	WHERE p.limb = 'located_person' AND (p.located_open OR NOT p.located_known)
		AND (p.national_open OR p.resident_open OR p.located_open AND NOT p.resident_known OR NOT p.national_known AND NOT p.resident_known)
	UNION ALL
	SELECT a.id, c.place, false, 'no declaration says that all holders, agreements and contracts of control are recorded', NULL, jsonb_build_array(jsonb_build_object('relation', 'party', 'id', a.id))
	FROM class AS c JOIN asked AS a ON a.kind IN ('company', 'partnership')
	WHERE c.kind = 'limb' AND c.name IN ('contract', 'payment') AND control_class.choices ->> 'unrecorded_holders' IS DISTINCT FROM 'ignored'
		-- Hashed whatever is expected of how many there are.
		AND a.id NOT IN (SELECT s.party_id FROM stated AS s WHERE s.claim = 'ownership_complete');
END
$$;
COMMENT ON FUNCTION control_class(text, date, timestamptz, jsonb, boolean, bigint[]) IS 'parties that come, or may come, under a limb or list of a doctrine or of one it builds on by themselves: everyone, or the parties given; place is the number in materials.doctrine_class';

CREATE OR REPLACE FUNCTION control_class_edge(doctrine text, as_of date, known_at timestamptz, choices jsonb) RETURNS TABLE (contract_id bigint, code text,
		contractor_id bigint, producer_id bigint, place integer, certain boolean, reason text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 50 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH class AS MATERIALIZED (
		SELECT c.place, c.of_doctrine, c.name, c.decides FROM materials.doctrine_class(control_class_edge.doctrine, control_class_edge.choices) AS c
		WHERE c.kind = 'limb' AND c.name IN ('contract', 'payment')
	), year AS (
		SELECT daterange((date_trunc('year', control_class_edge.as_of::timestamp) - interval '1 year')::date, date_trunc('year', control_class_edge.as_of::timestamp)::date) AS days
	), claim AS MATERIALIZED (
		SELECT d.party_id, bool_or(d.claim = 'control_payment' AND d.valid && y.days) AS paid, bool_or(d.claim = 'no_control_payment' AND d.valid @> y.days) AS unpaid,
			bool_or(d.claim = 'ownership_complete' AND d.valid @> control_class_edge.as_of) AS complete
		FROM year AS y CROSS JOIN (SELECT t.id, t.claim, t.party_id, t.valid, t.recorded_at FROM declaration AS t
			UNION ALL
			SELECT c.id, c.claim, c.party_id, '(,)'::daterange AS valid, '-infinity'::timestamptz AS recorded_at
			FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'declaration')) AS c (id bigint, claim text, party_id bigint) WHERE materials.supposing(control_class_edge.known_at)) AS d
		WHERE d.claim IN ('control_payment', 'no_control_payment', 'ownership_complete') AND d.recorded_at <= control_class_edge.known_at
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'declaration' AND x.row_id = d.id AND x.recorded_at <= control_class_edge.known_at)
		GROUP BY d.party_id
	), contract AS (
		SELECT k.id, k.code::text AS code, k.contractor_id, k.producer_id, coalesce(m.paid, false) AS paid, coalesce(m.unpaid, false) AS unpaid,
			m.complete OR control_class_edge.choices ->> 'unrecorded_holders' IS NOT DISTINCT FROM 'ignored' AS all_known,
			coalesce(k.right_quantity AND k.right_timing AND k.right_sale AND k.right_access AND k.right_operation, false) AS kept
		FROM year AS y JOIN control_contract AS k ON k.valid && y.days LEFT JOIN claim AS m ON m.party_id = k.producer_id
		WHERE k.recorded_at <= control_class_edge.known_at
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'control_contract' AND x.row_id = k.id AND x.recorded_at <= control_class_edge.known_at)
	), payable AS (
		-- A payment was made under one of the contracts that leave control to somebody; where none does, under any.
		SELECT k.*, count(*) OVER (PARTITION BY k.producer_id) AS several
		FROM contract AS k
		WHERE NOT k.kept OR k.paid AND NOT EXISTS (SELECT FROM contract AS o WHERE o.producer_id = k.producer_id AND NOT o.kept)
	)
	SELECT k.contract_id, k.code, k.contractor_id, k.producer_id, c.place, c.decides AND k.lost IS NOT NULL AND NOT k.scoped,
		format('contract "%s"%s leaves it open who directs it', k.code, CASE WHEN k.lost IS NULL THEN '' ELSE format(', which takes the right of %s,', k.lost) END)
	FROM class AS c CROSS JOIN LATERAL control_contract_right(c.of_doctrine, control_class_edge.as_of, control_class_edge.known_at) AS k
	WHERE c.name = 'contract' AND NOT k.kept AND (NOT k.scoped OR control_class_edge.choices ->> 'scoped_contracts' IS DISTINCT FROM 'apart')
	UNION ALL
	SELECT k.id, k.code, k.contractor_id, k.producer_id, c.place, c.decides AND k.paid AND NOT k.unpaid AND k.several = 1 AND coalesce(k.all_known, false),
		CASE WHEN k.paid AND k.several = 1 AND k.all_known THEN format('in the year before it paid under contract "%s", which gives effective control', k.code)
			WHEN k.paid THEN format('whether it paid in the year before under contract "%s", or another, is open', k.code)
			ELSE format('whether it paid in the year before under contract "%s", and whether that gives effective control, is open', k.code) END
	FROM class AS c CROSS JOIN payable AS k
	WHERE c.name = 'payment' AND (k.paid OR NOT k.unpaid);
END
$$;
COMMENT ON FUNCTION control_class_edge(text, date, timestamptz, jsonb) IS 'contracts by which a doctrine reaches their producer where it, or the one it builds on, reaches the contractor; certain where nothing else is open; place is the number in materials.doctrine_class';

CREATE OR REPLACE FUNCTION control_by_test(doctrine text, as_of date, known_at timestamptz, choices jsonb, everyone boolean, parties bigint[]) RETURNS TABLE (party_id bigint,
		status text, share_min numeric, share_max numeric, share_exact text, metric text, nation text, reason text, chain text, facts jsonb, confirmed boolean)
	-- Of what it makes itself the planner expects few rows, and would walk thousands in nested loops.
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET jit = off SET enable_nestloop = off SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH class AS MATERIALIZED (
		SELECT c.* FROM materials.doctrine_class(control_by_test.doctrine, control_by_test.choices) AS c
	), asked AS MATERIALIZED (
		SELECT p.id, p.name, p.kind FROM party_at(control_by_test.known_at) AS p WHERE control_by_test.everyone
		UNION ALL
		SELECT p.id, p.name, p.kind FROM party_at(control_by_test.known_at) AS p WHERE NOT control_by_test.everyone AND p.id = ANY (control_by_test.parties)
	), fact AS MATERIALIZED (
		SELECT f.* FROM control_class(control_by_test.doctrine, control_by_test.as_of, control_by_test.known_at, control_by_test.choices, control_by_test.everyone, control_by_test.parties) AS f
	), standing AS MATERIALIZED (
		SELECT s.* FROM materials.attributed_standing('party'::regclass, control_by_test.doctrine, control_by_test.as_of, control_by_test.known_at, control_by_test.choices,
			control_by_test.everyone, control_by_test.parties) AS s
	), held AS MATERIALIZED (
		SELECT s.*, c.decides AND c.threshold OPERATOR(materials.>) '0' AS shown, c.adds, c.title, c.holders, c.threshold OPERATOR(materials.=) '0' AS presence, w.*
		FROM standing AS s JOIN class AS c ON c.place = s.place AND c.kind = 'test'
			LEFT JOIN party_at('infinity') AS h ON h.id = s.holder_id
			CROSS JOIN LATERAL (SELECT
				CASE WHEN s.nation IS NOT NULL THEN format('the government of %s', materials.country_name(s.nation::materials.country))
					WHEN s.holder_id IS NULL AND c.adds = 'all' THEN 'holders that count' WHEN s.holder_id IS NULL THEN 'somebody who is not known'
					WHEN h.government_of IS NOT NULL THEN format('the government of %s', materials.country_name(h.government_of)) ELSE coalesce(h.name, format('party %s (not visible)', s.holder_id)) END AS who,
				CASE WHEN s.share_min OPERATOR(materials.=) s.share_max THEN format('%s %%', trim_scale(materials.round_down(s.share_min OPERATOR(materials.*) 100, 4)))
					WHEN s.certain THEN format('at least %s %%', trim_scale(materials.round_down(s.share_min OPERATOR(materials.*) 100, 4)))
					ELSE format('between %s %% and %s%s %%', trim_scale(materials.round_down(s.share_min OPERATOR(materials.*) 100, 4)), CASE WHEN s.share_max_open THEN 'just under ' ELSE '' END,
						trim_scale(materials.round_up(s.share_max OPERATOR(materials.*) 100, 4))) END AS much,
				CASE s.metric WHEN 'voting' THEN 'votes' WHEN 'board' THEN 'board seats' WHEN 'beneficial' THEN 'beneficial interest' ELSE s.metric END AS what,
				format('%s %s %%', CASE WHEN c.threshold_inclusive THEN 'not less than' ELSE 'more than' END, trim_scale(materials.round_down(c.threshold OPERATOR(materials.*) 100, 4)))
					|| CASE WHEN c.public_threshold IS NULL THEN '' ELSE format(' (%s %s %% where publicly traded)', CASE WHEN c.public_inclusive THEN 'not less than' ELSE 'more than' END,
						trim_scale(materials.round_down(c.public_threshold OPERATOR(materials.*) 100, 4))) END AS line) AS w
	), because AS MATERIALIZED (
		-- Why the holders of a path count.
		SELECT b.party_id, b.place, jsonb_path_query_array(jsonb_agg(b.facts ORDER BY b.facts::text COLLATE "C"), '$[*][*]') AS facts
		FROM (SELECT DISTINCT x.party_id, x.place, f.facts FROM (SELECT s.party_id, s.place, s.holders, (e ->> 'id')::bigint AS holder_id FROM held AS s CROSS JOIN LATERAL jsonb_array_elements(s.facts) AS e
				WHERE (s.certain OR s.possible) AND e ->> 'relation' = 'party' OFFSET 0) AS x
			JOIN fact AS f ON f.party_id = x.holder_id AND f.place = ANY (x.holders)) AS b
		GROUP BY b.party_id, b.place
	), stated AS MATERIALIZED (
		SELECT d.party_id, jsonb_agg(jsonb_build_object('relation', 'declaration', 'id', d.id) ORDER BY d.id) AS facts
		FROM declaration_at(control_by_test.as_of, control_by_test.known_at) AS d WHERE d.claim = 'ownership_complete' AND d.party_id IS NOT NULL GROUP BY d.party_id
	), statement AS (
		SELECT a.id AS party_id, false AS certain, -1 AS place, 'nobody knows who it is' AS reason, a.name AS chain, jsonb_build_array(jsonb_build_object('relation', 'party', 'id', a.id)) AS facts
		FROM asked AS a WHERE a.kind IN ('anonymous', 'redacted', 'unknown')
		UNION ALL
		SELECT f.party_id, f.certain, f.place, f.reason, f.chain, f.facts FROM fact AS f JOIN class AS c ON c.place = f.place AND c.own
		UNION ALL
		SELECT s.party_id, s.certain, s.place,
			CASE
				WHEN s.presence AND s.certain THEN format('%s: %s', s.title, s.who)
				WHEN s.presence THEN format('%s: whether %s has it is not known', s.title, s.who)
				WHEN s.certain THEN format('%s: %s with %s of its %s, %s', s.title, s.who, s.much, s.what, s.line)
				ELSE format('%s: %s, perhaps, with %s of its %s, and %s decides', s.title, s.who, s.much, s.what, s.line) END,
			s.chain, coalesce(s.facts, '[]') || coalesce(b.facts, '[]')
		FROM held AS s LEFT JOIN because AS b ON b.party_id = s.party_id AND b.place = s.place WHERE s.certain OR s.possible
		UNION ALL
		SELECT s.party_id, s.certain AND e.certain, s.place, format('%s: %s', e.reason, coalesce(p.name, format('party %s (not visible)', e.contractor_id))),
			format('%s —contract "%s"→ %s', coalesce(p.name, format('party %s (not visible)', e.contractor_id)), e.code, a.name), jsonb_build_array(jsonb_build_object('relation', 'control_contract', 'id', e.contract_id))
		FROM standing AS s JOIN class AS c ON c.place = s.place AND c.kind <> 'test'
			JOIN control_class_edge(control_by_test.doctrine, control_by_test.as_of, control_by_test.known_at, control_by_test.choices) AS e ON e.producer_id = s.party_id AND e.place = s.place
			JOIN asked AS a ON a.id = s.party_id LEFT JOIN party_at('infinity') AS p ON p.id = e.contractor_id
	), cited AS (
		SELECT s.party_id, s.certain, s.place, s.chain, s.facts, coalesce(c.confirmed, true) AS confirmed,
			s.reason || CASE WHEN c.citation IS NULL THEN '' ELSE format(' (%s%s)', c.citation, CASE WHEN NOT c.confirmed THEN ', unconfirmed reading' END) END AS reason
		FROM statement AS s LEFT JOIN class AS c ON c.place = s.place
	), decided AS (
		-- One certain statement is enough, and one that rests on a confirmed reading comes first; otherwise all open ones stand together.
		SELECT c.party_id, bool_or(c.certain) AS certain, bool_or(c.confirmed AND c.certain) AS certain_confirmed, bool_or(c.confirmed) AS open_confirmed,
			(array_agg(c.reason ORDER BY NOT c.confirmed, c.place, c.reason COLLATE "C") FILTER (WHERE c.certain))[1] AS certain_reason,
			(array_agg(c.chain ORDER BY NOT c.confirmed, c.place, c.reason COLLATE "C") FILTER (WHERE c.certain))[1] AS certain_chain,
			(array_agg(c.facts ORDER BY NOT c.confirmed, c.place, c.reason COLLATE "C") FILTER (WHERE c.certain))[1] AS certain_facts,
			string_agg(c.reason, '; ' ORDER BY c.place, c.reason COLLATE "C") AS open_reason,
			(array_agg(c.chain ORDER BY c.chain IS NULL, c.place, c.reason COLLATE "C"))[1] AS open_chain,
			jsonb_path_query_array(jsonb_agg(c.facts ORDER BY c.place, c.reason COLLATE "C"), '$[*][*]') AS open_facts
		FROM cited AS c GROUP BY c.party_id
	), best AS (
		-- The greatest share of a test that decides; what is shown of a clear party is the test that came nearest.
		SELECT h.party_id, (array_agg(h.metric ORDER BY CASE WHEN h.certain THEN h.share_min ELSE h.share_max END USING OPERATOR(materials.>), h.place))[1] AS metric, (array_agg(h.share_min ORDER BY h.share_min USING OPERATOR(materials.>)))[1] AS share_min, (array_agg(h.share_max ORDER BY h.share_max USING OPERATOR(materials.>), h.share_max_open))[1] AS share_max,
			(array_agg(h.share_max_open ORDER BY h.share_max USING OPERATOR(materials.>), h.share_max_open))[1] AS share_max_open,
			(array_agg(format('%s: %s with %s of its %s', h.title, h.who, h.much, h.what) ORDER BY h.share_max USING OPERATOR(materials.>), h.place))[1] AS reason,
			(array_agg(h.chain ORDER BY h.share_max USING OPERATOR(materials.>), h.place))[1] AS chain, (array_agg(h.facts ORDER BY h.share_max USING OPERATOR(materials.>), h.place))[1] AS facts,
			(array_agg(c.confirmed ORDER BY h.share_max USING OPERATOR(materials.>), h.place))[1] AS confirmed
		FROM held AS h JOIN class AS c ON c.place = h.place WHERE h.shown GROUP BY h.party_id
	)
	SELECT a.id, CASE WHEN d.certain THEN o.caught WHEN d.party_id IS NOT NULL THEN 'INDETERMINATE' ELSE o.clear END,
		trim_scale(materials.round_down(coalesce(b.share_min, '0'), 20)), trim_scale(materials.round_up(coalesce(b.share_max, '0'), 20)),
		CASE WHEN b.party_id IS NULL THEN '0' WHEN b.share_min OPERATOR(materials.=) b.share_max AND NOT b.share_max_open THEN b.share_min::text END,
		b.metric, NULL::text,
		CASE
			WHEN d.certain THEN d.certain_reason
			WHEN d.party_id IS NOT NULL THEN d.open_reason
			WHEN b.party_id IS NULL THEN format('no limb applies: it comes under none by itself, and nobody who counts holds any of it')
			ELSE format('no limb applies: the nearest is %s', b.reason) END,
		CASE WHEN d.certain THEN d.certain_chain WHEN d.party_id IS NOT NULL THEN d.open_chain ELSE b.chain END,
		CASE WHEN d.certain THEN d.certain_facts WHEN d.party_id IS NOT NULL THEN d.open_facts ELSE coalesce(b.facts, '[]')
			|| coalesce(t.facts, '[]') END,
		CASE WHEN d.certain THEN d.certain_confirmed WHEN d.party_id IS NOT NULL THEN d.open_confirmed ELSE coalesce(b.confirmed, true) END
	FROM asked AS a
		JOIN materials.doctrine AS o ON o.doctrine = control_by_test.doctrine
		LEFT JOIN decided AS d ON d.party_id = a.id
		LEFT JOIN best AS b ON b.party_id = a.id
		LEFT JOIN stated AS t ON t.party_id = a.id;
END
$$;
COMMENT ON FUNCTION control_by_test(text, date, timestamptz, jsonb, boolean, bigint[]) IS 'status of everyone, or of the parties given together with all on whom it rests, under a doctrine that is judged by tests of holding';
