-- Ownership and control of the ledger's parties under a doctrine.  Shares come from one solution for all parties
-- (materials.ownership_standing).  The limbs that are no matter of shares are added here as statements about parties:
-- what is certain decides, what is open keeps the answer open, and only where no limb says anything it is clear.

CREATE OR REPLACE FUNCTION control_scope(party_id bigint, as_of date, known_at timestamptz) RETURNS bigint[]
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH RECURSIVE scope (id) AS (
		SELECT control_scope.party_id
		UNION
		SELECT x.id FROM scope AS s CROSS JOIN LATERAL (
			SELECT i.owner_id AS id FROM interest_at(control_scope.as_of, control_scope.known_at) AS i WHERE i.owned_id = s.id
			UNION ALL
			SELECT c.party_id FROM concert_at(control_scope.as_of, control_scope.known_at) AS c WHERE c.regarding_id = s.id
			UNION ALL
			SELECT k.contractor_id FROM control_contract_at(control_scope.as_of, control_scope.known_at) AS k WHERE k.producer_id = s.id) AS x)
	SELECT array_agg(s.id) FROM scope AS s;
END;
COMMENT ON FUNCTION control_scope(bigint, date, timestamptz) IS 'a party and all on whom its status rests: holders, those who act with them, contractors, and so on up';

CREATE OR REPLACE FUNCTION control_by_share(doctrine text, as_of date, known_at timestamptz, choices jsonb, everyone boolean, parties bigint[]) RETURNS TABLE (party_id bigint,
		name text, kind text, government text, role_id bigint, declaration_id bigint, answer text, share_min materials.fraction, share_max materials.fraction, exact boolean, metric text, nation text,
		limbs text[], reason text, chain text, facts jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT o.party_id, o.name, o.kind, o.government, o.role_id, o.declaration_id, o.answer, o.share_min, o.share_max,
		o.share_min OPERATOR(materials.=) o.share_max AND NOT o.share_max_open, o.metric, o.nation,
		ARRAY['share'] || CASE WHEN o.tiers > 1 OR o.together IS NOT NULL THEN ARRAY['tiers'] END || CASE WHEN o.concert THEN ARRAY['concert'] END
			|| CASE WHEN o.political THEN ARRAY['political_figure'] END,
		CASE
			WHEN o.answer = 'reached' THEN format('the government of %s holds %s%s of its %s, %s %s %%', w.who, CASE WHEN o.share_min OPERATOR(materials.<) o.share_max THEN 'at least ' ELSE '' END,
				w.least, w.what, CASE WHEN d.threshold_inclusive THEN 'not less than' ELSE 'more than' END, w.line)
			WHEN o.answer = 'below' THEN format('the government of %s holds %s%s of its %s, %s %s %%', w.who, CASE WHEN o.share_min OPERATOR(materials.<) o.share_max THEN 'at most ' ELSE '' END, w.most, w.what,
				CASE WHEN d.threshold_inclusive THEN 'less than' ELSE 'not more than' END, w.line)
			WHEN o.together IS NOT NULL THEN format('governments of several covered nations hold up to %s of its %s together, none of them alone %s %% or more, and whether they add is not settled',
				trim_scale(materials.round_down(o.together OPERATOR(materials.*) 100, 4)) || ' %', w.what, w.line)
			WHEN o.circle AND NOT o.unknown THEN format('between %s and %s of its %s is the government''s of %s, for parties hold each other by half or more in a circle and the rule says nothing of that', w.least, w.most, w.what, w.who)
			WHEN o.unknown THEN format('the government of %s may hold between %s and %s%s of its %s, for holders are not known or not recorded', w.who, w.least, CASE WHEN o.share_max_open THEN 'just under ' ELSE '' END, w.most, w.what)
			WHEN o.unsettled THEN format('the government of %s may hold between %s and %s%s of its %s, for whether a holder counts as that government is not settled', w.who, w.least, CASE WHEN o.share_max_open THEN 'just under ' ELSE '' END, w.most, w.what)
			ELSE format('the government of %s holds between %s and %s%s of its %s, and %s %% decide', w.who, w.least, CASE WHEN o.share_max_open THEN 'just under ' ELSE '' END, w.most, w.what, w.line) END,
		o.chain, coalesce(o.facts, '[]')
	FROM materials.ownership_standing('party'::regclass, control_by_share.doctrine, control_by_share.as_of, control_by_share.known_at,
			control_by_share.choices ->> 'unrecorded_holders' IS NOT DISTINCT FROM 'ignored', control_by_share.choices ->> 'metric_path' IS NOT DISTINCT FROM 'largest',
			control_by_share.everyone, control_by_share.parties) AS o
		JOIN materials.doctrine AS d ON d.doctrine = control_by_share.doctrine
		CROSS JOIN LATERAL (SELECT
			coalesce(materials.country_name(o.nation::materials.country), 'a covered nation') AS who,
			trim_scale(materials.round_down(o.share_min OPERATOR(materials.*) 100, 4)) || ' %' AS least,
			trim_scale(materials.round_down(o.share_max OPERATOR(materials.*) 100, 4)) || ' %' AS most,
			trim_scale(materials.round_down(d.threshold OPERATOR(materials.*) 100, 4)) AS line,
			CASE o.metric WHEN 'voting' THEN 'votes' WHEN 'board' THEN 'board seats' ELSE coalesce(o.metric, 'equity') END AS what) AS w;
END
$$;
COMMENT ON FUNCTION control_by_share(text, date, timestamptz, jsonb, boolean, bigint[]) IS 'parties with what governments of covered nations hold of them, and what follows from that alone';

CREATE OR REPLACE FUNCTION control_by_place(doctrine text, as_of date, known_at timestamptz, choices jsonb, parties bigint[]) RETURNS TABLE (party_id bigint,
		certain boolean, reason text, chain text, facts jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	-- A covered nation decides; a territory that may be one, or nothing recorded, leaves it open.  People are left to their roles,
	-- but for those who live in a covered nation, or nobody records where: whether the rule means them is not settled.
	WITH place AS MATERIALIZED (
		SELECT DISTINCT ON (p.id) p.id AS party_id, p.kind = 'natural_person' AS person, d.id, replace(d.kind, '_', ' ') AS kind, d.country,
			CASE d.kind WHEN 'incorporation' THEN 'it is incorporated' ELSE format('it has its %s', replace(d.kind, '_', ' ')) END AS belongs, n.nation, n.treatment,
			bool_or(d.kind IN ('headquarters', 'principal_place')) OVER (PARTITION BY p.id) AS principal
		FROM unnest(control_by_place.parties) AS a (id) JOIN party_at('infinity') AS p ON p.id = a.id
			LEFT JOIN domicile_at(control_by_place.as_of, control_by_place.known_at) AS d ON d.party_id = p.id
				AND d.kind = ANY (CASE p.kind WHEN 'natural_person' THEN ARRAY['permanent_residence', 'location'] ELSE ARRAY['incorporation', 'headquarters', 'principal_place'] END)
			LEFT JOIN materials.doctrine_nation(control_by_place.doctrine, control_by_place.as_of) AS n ON n.country OPERATOR(materials.=) d.country
		WHERE p.kind NOT IN ('government', 'government_agency', 'political_party')
		ORDER BY p.id, n.treatment, CASE d.kind WHEN 'incorporation' THEN 1 WHEN 'principal_place' THEN 2 ELSE 3 END, d.id
	)
	SELECT x.party_id, coalesce(x.treatment = 'same' AND NOT x.person, false),
		CASE
			WHEN x.id IS NULL THEN CASE WHEN x.person THEN 'where it lives is not recorded, and whether the rule means people by that is not settled' ELSE 'where it is incorporated and does business is not recorded' END
			WHEN x.treatment IS NULL THEN 'where it has its principal place of business is not recorded'
			WHEN x.person THEN format('%s in %s, and whether the rule means people by that is not settled', x.belongs, materials.country_name(x.country))
			WHEN x.treatment = 'same' THEN format('%s in %s, a covered nation', x.belongs, materials.country_name(x.country))
			ELSE format('%s in %s, and whether that is %s for the rule is not settled', x.belongs, materials.country_name(x.country), materials.country_name(x.nation)) END,
		format('%s —%s→ %s', materials.country_name(x.country), x.kind, p.name),
		jsonb_build_array(CASE WHEN x.id IS NULL THEN jsonb_build_object('relation', 'party', 'id', x.party_id) ELSE jsonb_build_object('relation', 'party_domicile', 'id', x.id) END)
	FROM place AS x JOIN party_at('infinity') AS p ON p.id = x.party_id
	WHERE EXISTS (SELECT FROM materials.doctrine_limb AS l WHERE l.doctrine = control_by_place.doctrine AND l.limb = 'jurisdiction')
		AND (x.treatment IS NOT NULL OR x.id IS NULL
			OR NOT x.person AND NOT x.principal AND control_by_place.choices ->> 'principal_place' IS NOT DISTINCT FROM 'required');
END
$$;
COMMENT ON FUNCTION control_by_place(text, date, timestamptz, jsonb, bigint[]) IS 'parties that are, or may be, under the jurisdiction of a covered nation by where they belong';

CREATE OR REPLACE FUNCTION control_by_list(doctrine text, as_of date, known_at timestamptz, parties bigint[]) RETURNS TABLE (party_id bigint,
		certain boolean, reason text, chain text, facts jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT l.party_id, l.decision = 'confirmed',
		format(CASE l.decision WHEN 'confirmed' THEN 'it is the entry "%s" of the list %s, %s' ELSE 'whether it is the entry "%s" of the list %s, %s, is not decided' END, l.entry, l.list, d.citation),
		format('%s —lists→ %s', l.list, p.name), jsonb_build_array(jsonb_build_object('relation', 'listing', 'id', l.id))
	FROM listing_at(control_by_list.as_of, control_by_list.known_at) AS l
		JOIN materials.doctrine_list AS d ON d.doctrine = control_by_list.doctrine AND d.list = l.list
		JOIN party_at('infinity') AS p ON p.id = l.party_id
	WHERE l.decision IN ('confirmed', 'candidate') AND l.party_id = ANY (control_by_list.parties);
END
$$;
COMMENT ON FUNCTION control_by_list(text, date, timestamptz, bigint[]) IS 'parties that are, or may be, entries of the lists a doctrine refers to';

CREATE OR REPLACE FUNCTION control_contract_right(doctrine text, as_of date, known_at timestamptz) RETURNS TABLE (contract_id bigint, code text, kind text,
		contractor_id bigint, producer_id bigint, item_id bigint, lot_id bigint, scoped boolean, kept boolean, lost text, unknown text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT k.id, k.code, k.kind, k.contractor_id, k.producer_id, k.item_id, k.lot_id, k.item_id IS NOT NULL OR k.lot_id IS NOT NULL,
		coalesce(k.right_quantity AND k.right_timing AND k.right_sale AND k.right_access AND k.right_operation, false),
		nullif(concat_ws(', ', CASE WHEN NOT k.right_quantity THEN 'quantity' END, CASE WHEN NOT k.right_timing THEN 'timing' END, CASE WHEN NOT k.right_sale THEN 'sale' END,
			CASE WHEN NOT k.right_access THEN 'access' END, CASE WHEN NOT k.right_operation THEN 'operation' END), ''),
		nullif(concat_ws(', ', CASE WHEN k.right_quantity IS NULL THEN 'quantity' END, CASE WHEN k.right_timing IS NULL THEN 'timing' END, CASE WHEN k.right_sale IS NULL THEN 'sale' END,
			CASE WHEN k.right_access IS NULL THEN 'access' END, CASE WHEN k.right_operation IS NULL THEN 'operation' END), '')
	FROM control_contract_at(control_contract_right.as_of, control_contract_right.known_at) AS k
	WHERE EXISTS (SELECT FROM materials.doctrine_limb AS l WHERE l.doctrine = control_contract_right.doctrine AND l.limb = 'contract');
END
$$;
COMMENT ON FUNCTION control_contract_right(text, date, timestamptz) IS 'licences and contracts with the rights they leave to the producer: kept (all five), lost and unknown ones by name; scoped where they are about one item or lot';

CREATE OR REPLACE FUNCTION control_by_limb(doctrine text, as_of date, known_at timestamptz, choices jsonb, everyone boolean, parties bigint[]) RETURNS TABLE (party_id bigint,
		status text, share_min numeric, share_max numeric, share_exact text, metric text, nation text, reason text, chain text, facts jsonb, confirmed boolean)
	-- Recursion is planned for many more rows than there are contracts; compiling that costs seconds and saves nothing.
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET jit = off SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE share AS MATERIALIZED (
		SELECT s.* FROM control_by_share(control_by_limb.doctrine, control_by_limb.as_of, control_by_limb.known_at, control_by_limb.choices, control_by_limb.everyone, control_by_limb.parties) AS s
	), limb AS MATERIALIZED (
		SELECT jsonb_object_agg(l.limb, l.citation) AS citation, coalesce(array_agg(l.limb) FILTER (WHERE NOT l.confirmed), '{}') AS unconfirmed
		FROM materials.doctrine_limb AS l WHERE l.doctrine = control_by_limb.doctrine
	), statement AS MATERIALIZED (
		-- A limb without a row is no part of the doctrine.
		SELECT x.* FROM (
			SELECT s.party_id, s.government = 'certain' AS certain, ARRAY[CASE WHEN s.role_id IS NULL THEN 'government' ELSE 'political_figure' END] AS limbs,
				CASE
					WHEN s.government = 'certain' AND s.role_id IS NULL THEN format('it is the government of %s, or a part of it', n.name)
					WHEN s.government = 'certain' THEN format('it is a senior political figure of %s, or immediate family of one', n.name)
					WHEN s.kind IN ('anonymous', 'redacted', 'unknown') THEN 'nobody knows who it is'
					ELSE format('whether it counts as the government of %s is not settled', n.name) END AS reason,
				s.name AS chain, jsonb_build_array(jsonb_build_object('relation', 'party', 'id', s.party_id))
					|| CASE WHEN s.role_id IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('relation', 'party_role', 'id', s.role_id)) END AS facts
			FROM share AS s CROSS JOIN LATERAL (SELECT coalesce(materials.country_name(s.nation::materials.country), 'a covered nation') AS name) AS n
			WHERE s.government <> 'none'
			UNION ALL
			SELECT s.party_id, s.answer = 'reached', s.limbs, s.reason, s.chain, s.facts FROM share AS s WHERE s.government = 'none' AND s.answer <> 'below'
			UNION ALL
			SELECT d.party_id, d.certain, ARRAY['jurisdiction'], d.reason, d.chain, d.facts
			FROM control_by_place(control_by_limb.doctrine, control_by_limb.as_of, control_by_limb.known_at, control_by_limb.choices, ARRAY(SELECT s.party_id FROM share AS s)) AS d
			UNION ALL
			SELECT l.party_id, l.certain, ARRAY['list'], l.reason, l.chain, l.facts
			FROM control_by_list(control_by_limb.doctrine, control_by_limb.as_of, control_by_limb.known_at, ARRAY(SELECT s.party_id FROM share AS s)) AS l
			UNION ALL
			SELECT s.party_id, false, ARRAY['contract'], 'no declaration says that all holders, agreements and contracts of control are recorded', NULL,
				jsonb_build_array(jsonb_build_object('relation', 'party', 'id', s.party_id))
			FROM share AS s
			WHERE s.kind IN ('company', 'partnership') AND s.declaration_id IS NULL AND control_by_limb.choices ->> 'unrecorded_holders' IS DISTINCT FROM 'ignored'
		) AS x CROSS JOIN limb AS l WHERE l.citation ? x.limbs[1]
	), licence AS MATERIALIZED (
		SELECT k.* FROM control_contract_right(control_by_limb.doctrine, control_by_limb.as_of, control_by_limb.known_at) AS k
	), caught (party_id) AS (
		-- A contractor may be caught by a contract of its own.
		SELECT s.party_id FROM statement AS s WHERE s.certain
		UNION
		SELECT k.producer_id FROM caught AS c JOIN licence AS k ON k.contractor_id = c.party_id WHERE k.lost IS NOT NULL AND NOT k.scoped
	), suspect (party_id) AS (
		(SELECT s.party_id FROM statement AS s
		UNION
		SELECT k.contractor_id FROM licence AS k WHERE NOT EXISTS (SELECT FROM share AS s WHERE s.party_id = k.contractor_id))
		UNION
		SELECT k.producer_id FROM suspect AS s JOIN licence AS k ON k.contractor_id = s.party_id
		WHERE NOT k.kept AND (NOT k.scoped OR control_by_limb.choices ->> 'scoped_contracts' IS DISTINCT FROM 'apart')
	), said AS (
		SELECT s.* FROM statement AS s
		UNION ALL
		SELECT k.producer_id, k.lost IS NOT NULL AND NOT k.scoped AND f.party_id IS NOT NULL, ARRAY['contract'],
			CASE
				WHEN f.party_id IS NULL THEN format('whether %s, to whom contract "%s" leaves control, is a foreign entity of concern is open', n.name, k.code)
				WHEN k.lost IS NOT NULL AND k.scoped THEN format('contract "%s" takes from it the right of %s, in favour of %s, a foreign entity of concern, for one item or lot', k.code, k.lost, n.name)
				WHEN k.lost IS NOT NULL THEN format('contract "%s" takes from it the right of %s, in favour of %s, a foreign entity of concern: safe harbour lost, read with caution as effective control', k.code, k.lost, n.name)
				ELSE format('whether contract "%s" with %s, a foreign entity of concern, leaves it the right of %s is not recorded', k.code, n.name, k.unknown) END,
			format('%s —%s "%s"→ %s', n.name, k.kind, k.code, s.name), jsonb_build_array(jsonb_build_object('relation', 'control_contract', 'id', k.contract_id))
		FROM licence AS k
			JOIN share AS s ON s.party_id = k.producer_id
			JOIN suspect AS u ON u.party_id = k.contractor_id
			LEFT JOIN caught AS f ON f.party_id = k.contractor_id
			LEFT JOIN party_at('infinity') AS c ON c.id = k.contractor_id
			CROSS JOIN LATERAL (SELECT coalesce(c.name, format('party %s (not visible)', k.contractor_id)) AS name) AS n
		WHERE NOT k.kept AND (NOT k.scoped OR control_by_limb.choices ->> 'scoped_contracts' IS DISTINCT FROM 'apart')
	), cited AS (
		SELECT s.party_id, s.certain, format('%s (%s%s)', s.reason, l.citation ->> s.limbs[1], CASE WHEN s.limbs && l.unconfirmed THEN ', unconfirmed reading' END) AS reason, s.chain, s.facts,
			array_position(ARRAY['government', 'political_figure', 'list', 'jurisdiction', 'share', 'contract'], s.limbs[1]) AS place, NOT s.limbs && l.unconfirmed AS confirmed
		FROM said AS s CROSS JOIN limb AS l
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
	)
	SELECT s.party_id, CASE WHEN d.certain THEN o.caught WHEN d.party_id IS NOT NULL THEN 'INDETERMINATE' ELSE o.clear END,
		trim_scale(materials.round_down(s.share_min, 20)), trim_scale(materials.round_up(s.share_max, 20)), CASE WHEN s.exact THEN s.share_min::text END, s.metric, s.nation,
		CASE
			WHEN d.certain THEN d.certain_reason
			WHEN d.party_id IS NOT NULL THEN d.open_reason
			WHEN s.kind IN ('government', 'government_agency', 'political_party') THEN
				format('no limb applies: %s is not a covered nation', (SELECT materials.country_name(p.government_of) FROM party_at('infinity') AS p WHERE p.id = s.party_id))
			WHEN s.kind = 'natural_person' THEN 'no limb applies: a person who is not recorded as a political figure, or family of one, holds for nobody but himself'
			WHEN s.share_max OPERATOR(materials.=) '0' THEN 'no limb applies: no government of a covered nation holds any of it, it belongs to none, is on no list and under no contract of control'
			ELSE format('no limb applies: %s (%s%s)', s.reason, l.citation ->> 'share', CASE WHEN s.limbs && l.unconfirmed THEN ', unconfirmed reading' END) END,
		CASE WHEN d.certain THEN d.certain_chain WHEN d.party_id IS NOT NULL THEN d.open_chain ELSE s.chain END,
		CASE WHEN d.certain THEN d.certain_facts WHEN d.party_id IS NOT NULL THEN d.open_facts
			ELSE s.facts || CASE WHEN s.declaration_id IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('relation', 'declaration', 'id', s.declaration_id)) END
				|| coalesce((SELECT jsonb_agg(jsonb_build_object('relation', 'party_domicile', 'id', x.id) ORDER BY x.id)
					FROM domicile_at(control_by_limb.as_of, control_by_limb.known_at) AS x WHERE x.party_id = s.party_id), '[]') END,
		-- A limb that finds nothing says nothing; shares that had to be reckoned rest on how that is done.
		CASE WHEN d.certain THEN d.certain_confirmed WHEN d.party_id IS NOT NULL THEN d.open_confirmed
			ELSE s.share_max OPERATOR(materials.=) '0' OR NOT s.limbs && l.unconfirmed END
	FROM share AS s
		CROSS JOIN limb AS l
		JOIN materials.doctrine AS o ON o.doctrine = control_by_limb.doctrine
		LEFT JOIN decided AS d ON d.party_id = s.party_id;
END
$$;
COMMENT ON FUNCTION control_by_limb(text, date, timestamptz, jsonb, boolean, bigint[]) IS 'status of everyone, or of the parties given together with all on whom it rests, under a doctrine of one threshold';
