-- What people and rules ask about ownership and control: one party, all parties, contracts, one owner.

CREATE OR REPLACE FUNCTION control_at(doctrine text, as_of date, known_at timestamptz, choices jsonb, everyone boolean, parties bigint[]) RETURNS TABLE (party_id bigint,
		status text, share_min numeric, share_max numeric, share_exact text, metric text, nation text, reason text, chain text, facts jsonb, confirmed boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- Only one of the two is asked.
	SELECT c.party_id, c.status, c.share_min, c.share_max, c.share_exact, c.metric, c.nation, c.reason, c.chain, c.facts, c.confirmed
	FROM control_by_limb(control_at.doctrine, control_at.as_of, control_at.known_at, control_at.choices, control_at.everyone, control_at.parties) AS c
	WHERE NOT EXISTS (SELECT FROM materials.doctrine AS d WHERE d.doctrine = control_at.doctrine AND d.algebra = 'tests')
	UNION ALL
	SELECT c.party_id, c.status, c.share_min, c.share_max, c.share_exact, c.metric, c.nation, c.reason, c.chain, c.facts, c.confirmed
	FROM control_by_test(control_at.doctrine, control_at.as_of, control_at.known_at, control_at.choices, control_at.everyone, control_at.parties) AS c
	WHERE EXISTS (SELECT FROM materials.doctrine AS d WHERE d.doctrine = control_at.doctrine AND d.algebra = 'tests');
END
$$;
COMMENT ON FUNCTION control_at(text, date, timestamptz, jsonb, boolean, bigint[]) IS 'status of everyone, or of the parties given together with all on whom it rests, under a doctrine; control and control_all ask it';

CREATE OR REPLACE FUNCTION control_all(doctrine text DEFAULT 'DOE-25', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS TABLE (party_id bigint,
		status text, share_min numeric, share_max numeric, share_exact text, metric text, nation text, reason text, chain text, facts jsonb, confirmed boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 5000
BEGIN ATOMIC
	-- Whoever does not ask why gets the status alone: the planner drops a join whose columns nobody wants and that adds no row.
	SELECT s.party_id, s.status, s.share_min, s.share_max, s.share_exact, s.metric, s.nation, c.reason, c.chain, c.facts, c.confirmed
	FROM materials.control_status('party'::regclass, control_all.doctrine, coalesce(control_all.as_of, materials.as_of()), coalesce(control_all.known_at, materials.known_at()),
			materials.doctrine_choices(control_all.doctrine, control_all.policies)) AS s
		LEFT JOIN (SELECT DISTINCT ON (a.party_id) a.party_id, a.reason, a.chain, a.facts, a.confirmed
			FROM control_at(control_all.doctrine, coalesce(control_all.as_of, materials.as_of()), coalesce(control_all.known_at, materials.known_at()),
				materials.doctrine_choices(control_all.doctrine, control_all.policies), true, '{}') AS a) AS c ON c.party_id = s.party_id;
END;
COMMENT ON FUNCTION control_all(text, date, timestamptz, jsonb) IS 'status of every party under a doctrine, in one solution: the doctrine''s words for caught and clear, or INDETERMINATE, with shares, reason, chain and facts; confirmed is false where what decides rests on a limb that was not read in the text';

CREATE OR REPLACE FUNCTION control(party text, doctrine text DEFAULT 'DOE-25', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, site text DEFAULT NULL, policies jsonb DEFAULT '{}')
		RETURNS TABLE (status text, share_min numeric, share_max numeric, share_exact text, metric text, nation text, reason text, chain text, facts jsonb, confirmed boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	-- At a site in a covered nation whoever produces is subject to its jurisdiction, for what is made there.
	WITH asked AS MATERIALIZED (
		SELECT party_id(materials.named(control.party, 'party')) AS party_id, site_id(control.site) AS site_id, coalesce(control.as_of, materials.as_of()) AS as_of,
			materials.doctrine_choices(control.doctrine, control.policies) AS choices
	), place AS (
		SELECT s.id, n.treatment, l.confirmed, format('%s —production at %s→ %s', materials.country_name(s.country), s.name, p.name) AS chain,
			format(CASE n.treatment WHEN 'same' THEN 'what is made at %s in %s is made under the jurisdiction of a covered nation (%s%s)' ELSE 'whether %s in %s lies in a covered nation is not settled (%s%s)' END,
				s.name, materials.country_name(s.country), l.citation, CASE WHEN NOT l.confirmed THEN ', unconfirmed reading' END) AS reason
		FROM asked AS a JOIN site AS s ON s.id = a.site_id JOIN party_at('infinity') AS p ON p.id = a.party_id
			JOIN materials.doctrine_limb AS l ON l.doctrine = control.doctrine AND l.limb = 'site'
			JOIN LATERAL materials.doctrine_nation(control.doctrine, a.as_of) AS n ON n.country OPERATOR(materials.=) s.country
	)
	SELECT CASE WHEN x.decides THEN d.caught WHEN x.opens THEN 'INDETERMINATE' ELSE c.status END, c.share_min, c.share_max, c.share_exact, c.metric, c.nation,
		CASE WHEN x.decides OR x.opens AND c.status = d.clear THEN x.reason WHEN x.opens THEN concat_ws('; ', c.reason, x.reason) ELSE c.reason END,
		CASE WHEN x.decides OR x.opens AND c.status = d.clear THEN x.chain ELSE c.chain END,
		CASE WHEN x.decides OR x.opens AND c.status = d.clear THEN x.facts WHEN x.opens THEN c.facts || x.facts ELSE c.facts END,
		CASE WHEN x.decides OR x.opens AND c.status = d.clear THEN s.confirmed WHEN x.opens THEN c.confirmed OR s.confirmed ELSE c.confirmed END
	FROM asked AS a
		JOIN LATERAL control_at(control.doctrine, a.as_of, coalesce(control.known_at, materials.known_at()), a.choices,
			false, control_scope(a.party_id, a.as_of, coalesce(control.known_at, materials.known_at()))) AS c ON c.party_id = a.party_id
		LEFT JOIN materials.doctrine AS d ON d.doctrine = control.doctrine
		LEFT JOIN place AS s ON true
		CROSS JOIN LATERAL (SELECT coalesce(s.treatment = 'same' AND c.status <> d.caught, false) AS decides, coalesce(s.treatment = 'unsettled' AND c.status <> d.caught, false) AS opens,
			s.reason, s.chain, jsonb_build_array(jsonb_build_object('relation', 'site', 'id', s.id)) AS facts) AS x;
END;
COMMENT ON FUNCTION control(text, text, date, timestamptz, text, jsonb) IS 'whether a party comes under a doctrine: its words for that and for the contrary (materials.doctrine), such as FEOC and NOT_FEOC, or INDETERMINATE, with the share that counts, the reason, the chain and the facts it rests on; confirmed is false where what decides rests on a limb that was not read in the text; with a site, for what is made there';

CREATE OR REPLACE FUNCTION control_contract_status(doctrine text DEFAULT 'DOE-25', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS TABLE (contract_id bigint,
		contractor_id bigint, producer_id bigint, item_id bigint, lot_id bigint, status text, rights_lost text, rights_unknown text, confirmed boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT k.contract_id, k.contractor_id, k.producer_id, k.item_id, k.lot_id,
		CASE WHEN k.kept OR c.status = d.clear THEN d.clear WHEN c.status = d.caught AND k.lost IS NOT NULL AND l.decides THEN d.caught ELSE 'INDETERMINATE' END, k.lost, k.unknown,
		coalesce(CASE WHEN c.status = d.clear THEN c.confirmed WHEN k.kept THEN l.confirmed ELSE l.confirmed AND c.confirmed END, l.confirmed)
	FROM control_contract_right(control_contract_status.doctrine, coalesce(control_contract_status.as_of, materials.as_of()), coalesce(control_contract_status.known_at, materials.known_at())) AS k
		LEFT JOIN control_all(control_contract_status.doctrine, control_contract_status.as_of, control_contract_status.known_at, control_contract_status.policies) AS c ON c.party_id = k.contractor_id
		JOIN materials.doctrine AS d ON d.doctrine = control_contract_status.doctrine
		JOIN materials.doctrine_limb AS l ON l.doctrine = control_contract_status.doctrine AND l.limb = 'contract';
END;
COMMENT ON FUNCTION control_contract_status(text, date, timestamptz, jsonb) IS 'what each licence or contract makes of the production it is about, in the doctrine''s words: caught where a party that comes under it takes a right, INDETERMINATE where that is open';

CREATE OR REPLACE FUNCTION integrated_ownership(owner text, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, metric text DEFAULT 'equity') RETURNS TABLE (party text, name text,
		share_min numeric, share_max numeric, share_exact text, share_recorded text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT p.code, p.name, trim_scale(materials.round_down(s.share_min, 20)), trim_scale(materials.round_up(s.share_max, 20)),
		CASE WHEN s.share_min OPERATOR(materials.=) s.share_max THEN s.share_min::text END, s.share_min::text
	FROM materials.integrated_share('party'::regclass, party_id(integrated_ownership.owner), coalesce(integrated_ownership.as_of, materials.as_of()),
			coalesce(integrated_ownership.known_at, materials.known_at()), integrated_ownership.metric) AS s
		JOIN party_at('infinity') AS p ON p.id = s.party_id
	ORDER BY p.code;
END;
COMMENT ON FUNCTION integrated_ownership(text, date, timestamptz, text) IS 'what one owner holds of others, directly and through others, by multiplication; share_max counts holders who are not recorded, share_recorded is what the records alone give';
