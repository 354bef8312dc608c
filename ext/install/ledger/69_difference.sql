-- Why two verdicts differ: the facts with which the one became the other.

CREATE OR REPLACE FUNCTION verdict_party(line_ids bigint[], lot_ids bigint[], party_ids bigint[], known_at timestamptz) RETURNS SETOF bigint
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 200
BEGIN ATOMIC
	WITH RECURSIVE goods AS MATERIALIZED (
		SELECT l.id, l.producer_id, l.site_id, l.event_id FROM lot AS l WHERE l.id = ANY (verdict_party.lot_ids)
	), owner (id) AS (
		SELECT p.id FROM (SELECT unnest(verdict_party.party_ids) UNION SELECT g.producer_id FROM goods AS g UNION SELECT s.operator_id FROM goods AS g JOIN site AS s ON s.id = g.site_id
			UNION SELECT e.party_id FROM goods AS g JOIN event AS e ON e.id = g.event_id UNION SELECT unnest(ARRAY[t.from_id, t.to_id]) FROM transfer AS t WHERE t.lot_id = ANY (verdict_party.lot_ids) AND t.recorded_at <= verdict_party.known_at
			UNION SELECT unnest(ARRAY[k.seller_id, k.buyer_id]) FROM contract_line AS c JOIN contract AS k ON k.id = c.contract_id WHERE c.id = ANY (verdict_party.line_ids)) AS p (id) WHERE p.id IS NOT NULL
		UNION
		SELECT n.id FROM owner AS o CROSS JOIN LATERAL (SELECT i.owner_id FROM interest AS i WHERE i.owned_id = o.id AND i.recorded_at <= verdict_party.known_at UNION ALL SELECT c.party_id FROM concert AS c WHERE c.regarding_id = o.id AND c.recorded_at <= verdict_party.known_at
			UNION ALL SELECT k.contractor_id FROM control_contract AS k WHERE k.producer_id = o.id AND k.recorded_at <= verdict_party.known_at UNION ALL SELECT s.predecessor_id FROM succession AS s WHERE s.successor_id = o.id AND s.recorded_at <= verdict_party.known_at) AS n (id)
	)
	SELECT o.id FROM owner AS o;
END;
COMMENT ON FUNCTION verdict_party(bigint[], bigint[], bigint[], timestamptz) IS 'parties around some lines, lots and parties, and all who hold something of those, by what had been recorded';

CREATE OR REPLACE FUNCTION verdict_fact(line_ids bigint[], lot_ids bigint[], party_ids bigint[], known_at timestamptz) RETURNS TABLE (relation text, row_id bigint, recorded_at timestamptz, detail text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	-- All that is recorded about the lines, the lots, and the parties around them with all who hold something of those.
	WITH goods AS MATERIALIZED (
		SELECT l.id, l.code, l.item_id, l.producer_id, l.site_id, l.event_id, l.recorded_at FROM lot AS l WHERE l.id = ANY (verdict_fact.lot_ids)
	), thing AS MATERIALIZED (
		SELECT g.item_id AS id FROM goods AS g WHERE g.item_id IS NOT NULL UNION SELECT c.item_id FROM contract_line AS c WHERE c.id = ANY (verdict_fact.line_ids)
	), owner AS MATERIALIZED (
		SELECT p.id FROM verdict_party(verdict_fact.line_ids, verdict_fact.lot_ids, verdict_fact.party_ids, verdict_fact.known_at) AS p (id)
	), fact AS MATERIALIZED (
		SELECT 'lot' AS relation, g.id AS row_id, g.recorded_at, g.code::text AS detail FROM goods AS g
		UNION ALL SELECT 'consumption', c.id, c.recorded_at, format('%s of %s went into %s', c.quantity, i.code, o.code) FROM consumption AS c JOIN goods AS o ON o.id = c.output_lot_id JOIN lot AS i ON i.id = c.input_lot_id
		UNION ALL SELECT 'event_input', e.id, e.recorded_at, format('%s of %s went into the event of %s', e.quantity, i.code, o.code) FROM event_input AS e JOIN goods AS o ON o.event_id = e.event_id JOIN lot AS i ON i.id = e.input_lot_id
		UNION ALL SELECT 'transfer', t.id, t.recorded_at, format('%s from %s to %s', g.code, f.code, p.code) FROM transfer AS t JOIN goods AS g ON g.id = t.lot_id LEFT JOIN party AS f ON f.id = t.from_id LEFT JOIN party AS p ON p.id = t.to_id
		UNION ALL SELECT 'assay', a.id, a.recorded_at, format('%s in %s', a.element, coalesce(g.code, i.code)) FROM assay AS a LEFT JOIN goods AS g ON g.id = a.lot_id LEFT JOIN item AS i ON i.id = a.item_id WHERE g.id IS NOT NULL OR a.item_id IN (SELECT t.id FROM thing AS t)
		UNION ALL SELECT 'declaration', d.id, d.recorded_at, format('%s of %s', d.claim, coalesce(g.code, i.code, p.code)) FROM declaration AS d LEFT JOIN lot AS g ON g.id = d.lot_id LEFT JOIN item AS i ON i.id = d.item_id LEFT JOIN party AS p ON p.id = d.party_id
			WHERE d.lot_id IN (SELECT x.id FROM goods AS x) OR d.item_id IN (SELECT t.id FROM thing AS t) OR d.party_id IN (SELECT o.id FROM owner AS o)
		UNION ALL SELECT 'lot_property', y.id, y.recorded_at, format('%s of %s is %s', y.property, g.code, y.value) FROM lot_property AS y JOIN goods AS g ON g.id = y.lot_id
		UNION ALL SELECT 'item_property', y.id, y.recorded_at, format('%s of %s is %s', y.property, i.code, y.value) FROM item_property AS y JOIN thing AS t ON t.id = y.item_id JOIN item AS i ON i.id = y.item_id
		UNION ALL SELECT 'line_property', y.id, y.recorded_at, format('%s of %s is %s', y.property, c.code, y.value) FROM line_property AS y JOIN contract_line AS c ON c.id = y.line_id WHERE y.line_id = ANY (verdict_fact.line_ids)
		UNION ALL SELECT 'contract_line', c.id, c.recorded_at, c.code::text FROM contract_line AS c WHERE c.id = ANY (verdict_fact.line_ids)
		UNION ALL SELECT 'contract_line_lot', x.id, x.recorded_at, format('%s is filled from %s', c.code, l.code) FROM contract_line_lot AS x JOIN contract_line AS c ON c.id = x.line_id JOIN lot AS l ON l.id = x.lot_id WHERE x.line_id = ANY (verdict_fact.line_ids)
		UNION ALL SELECT 'waiver', w.id, w.recorded_at, format('%s of %s for %s', w.code, w.granted_by, w.rule) FROM waiver AS w WHERE w.line_id = ANY (verdict_fact.line_ids) OR w.item_id IN (SELECT t.id FROM thing AS t)
		UNION ALL SELECT 'interest', i.id, i.recorded_at, format('%s holds %s of %s (%s)', h.code, i.share, p.code, i.metric) FROM interest AS i JOIN owner AS o ON o.id = i.owned_id JOIN party AS h ON h.id = i.owner_id JOIN party AS p ON p.id = i.owned_id
		UNION ALL SELECT 'concert', c.id, c.recorded_at, format('%s acts with others in %s', h.code, p.code) FROM concert AS c JOIN owner AS o ON o.id = c.regarding_id JOIN party AS h ON h.id = c.party_id JOIN party AS p ON p.id = c.regarding_id
		UNION ALL SELECT 'party_domicile', d.id, d.recorded_at, format('%s of %s: %s', d.kind, p.code, d.country) FROM party_domicile AS d JOIN owner AS o ON o.id = d.party_id JOIN party AS p ON p.id = d.party_id
		UNION ALL SELECT 'party_role', r.id, r.recorded_at, format('%s: %s, %s', p.code, r.body, r.status) FROM party_role AS r JOIN owner AS o ON o.id = r.party_id JOIN party AS p ON p.id = r.party_id
		UNION ALL SELECT 'succession', s.id, s.recorded_at, format('%s succeeds %s', p.code, f.code) FROM succession AS s JOIN owner AS o ON o.id = s.successor_id JOIN party AS p ON p.id = s.successor_id JOIN party AS f ON f.id = s.predecessor_id
		UNION ALL SELECT 'listing', l.id, l.recorded_at, format('%s on %s as %s: %s', p.code, l.list, l.entry, l.decision) FROM listing AS l JOIN owner AS o ON o.id = l.party_id JOIN party AS p ON p.id = l.party_id
		UNION ALL SELECT 'control_contract', k.id, k.recorded_at, format('%s, %s with %s', k.code, k.kind, p.code) FROM control_contract AS k JOIN owner AS o ON o.id = k.producer_id JOIN party AS p ON p.id = k.contractor_id
	)
	SELECT f.relation, f.row_id, f.recorded_at, f.detail FROM fact AS f WHERE f.recorded_at <= verdict_fact.known_at
	UNION ALL
	SELECT 'correction', x.id, x.recorded_at, format('%s %s is corrected: %s (%s)', x.relation, x.row_id, x.reason, f.detail)
	FROM correction AS x JOIN fact AS f ON f.relation = x.relation AND f.row_id = x.row_id WHERE x.recorded_at <= verdict_fact.known_at
	UNION ALL
	-- What is supposed is told as a whole: it counts as recorded when the transaction began.
	SELECT 'supposed'::text AS relation, u.place::bigint AS row_id, transaction_timestamp() AS recorded_at, u.what AS detail FROM supposed() AS u WHERE materials.supposing(verdict_fact.known_at);
END;
COMMENT ON FUNCTION verdict_fact(bigint[], bigint[], bigint[], timestamptz) IS 'facts that a verdict on some lines, lots and parties may rest on, with their corrections, and what is supposed';

CREATE OR REPLACE FUNCTION verdict_diff(subject text, rule text, known_before timestamptz, known_after timestamptz DEFAULT NULL, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, policies jsonb DEFAULT '{}',
		version_before text DEFAULT NULL, version_after text DEFAULT NULL) RETURNS SETOF materials.difference_row
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
#variable_conflict use_column
DECLARE
	day date := coalesce(verdict_diff.as_of, materials.as_of());
	until timestamptz := coalesce(verdict_diff.known_after, materials.known_at());
	chosen jsonb := coalesce(verdict_diff.policies, '{}');
	newest text := materials.rule_version(materials.named(verdict_diff.rule, 'rule'));
	first_version text := coalesce(verdict_diff.version_before, newest);
	asked record;
	lots bigint[];
	instants timestamptz[];
	verdicts materials.check_row[];
	todo integer[][];
	one integer;
	low integer;
	high integer;
BEGIN
	IF verdict_diff.known_before IS NULL OR verdict_diff.known_before >= until THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is nothing between %s and %s', coalesce(verdict_diff.known_before::text, 'nothing'), until),
			HINT = 'known_before is a time before known_after, which is now unless said otherwise.';
	END IF;
	IF EXISTS (SELECT FROM unnest(ARRAY[verdict_diff.version_before, verdict_diff.version_after]) AS v (version)
			WHERE v.version IS NOT NULL AND NOT EXISTS (SELECT FROM materials.rule AS r WHERE r.rule = verdict_diff.rule AND r.version = v.version)) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('rule "%s" has no such version', left(verdict_diff.rule, 64)),
			HINT = format('The table materials.rule has: %s.', (SELECT string_agg(r.version, ', ' ORDER BY r.version COLLATE "C") FROM materials.rule AS r WHERE r.rule = verdict_diff.rule));
	END IF;
	PERFORM materials.check_choices(chosen);
	asked := subject_of(verdict_diff.subject, verdict_diff.subject_kind, until);
	lots := ARRAY(SELECT DISTINCT u.lot_id FROM unnest(ARRAY[verdict_diff.known_before, until]) AS t (instant) CROSS JOIN LATERAL case_root(asked.line_ids, asked.root_ids, t.instant) AS r
		JOIN lot AS l ON l.id = r.lot_id AND l.recorded_at <= t.instant CROSS JOIN LATERAL flow_up(r.lot_id, t.instant) AS u);
	-- The first instant stands for all before the others.  Between two verdicts that are the same none is looked for.
	instants := verdict_diff.known_before || ARRAY(SELECT DISTINCT f.recorded_at FROM verdict_fact(asked.line_ids, lots, asked.party_ids, until) AS f WHERE f.recorded_at > verdict_diff.known_before ORDER BY f.recorded_at);
	FOREACH one IN ARRAY ARRAY[1, cardinality(instants)] LOOP
		verdicts[one] := (SELECT c FROM check_worst(verdict_diff.rule, first_version, asked.line_ids, asked.root_ids, asked.item_ids, asked.party_ids, day, instants[one], chosen) AS c);
	END LOOP;
	todo := ARRAY[ARRAY[1, cardinality(instants)]];
	WHILE cardinality(todo) > 0 LOOP
		low := todo[array_upper(todo, 1)][1];
		high := todo[array_upper(todo, 1)][2];
		todo := todo[:array_upper(todo, 1) - 1];
		CONTINUE WHEN low = high OR ((verdicts[low]).status, (verdicts[low]).share_exact, (verdicts[low]).status_by_policy) IS NOT DISTINCT FROM ((verdicts[high]).status, (verdicts[high]).share_exact, (verdicts[high]).status_by_policy);
		IF high = low + 1 THEN
			RETURN QUERY SELECT f.recorded_at, (verdicts[low]).status, (verdicts[high]).status, (verdicts[low]).share_exact, (verdicts[high]).share_exact, f.relation, f.row_id, f.detail
				FROM verdict_fact(asked.line_ids, lots, asked.party_ids, until) AS f WHERE f.recorded_at = instants[high] ORDER BY f.relation COLLATE "C", f.row_id;
			CONTINUE;
		END IF;
		one := (low + high) / 2;
		verdicts[one] := (SELECT c FROM check_worst(verdict_diff.rule, first_version, asked.line_ids, asked.root_ids, asked.item_ids, asked.party_ids, day, instants[one], chosen) AS c);
		-- The earlier half is looked at first.
		todo := todo || ARRAY[ARRAY[one, high]] || ARRAY[ARRAY[low, one]];
	END LOOP;
	IF coalesce(verdict_diff.version_after, newest) <> first_version THEN
		one := cardinality(instants);
		RETURN QUERY SELECT NULL::timestamptz, (verdicts[one]).status, c.status, (verdicts[one]).share_exact, c.share_exact, 'rule', NULL::bigint, format('version %s became %s', first_version, coalesce(verdict_diff.version_after, newest))
			FROM check_worst(verdict_diff.rule, coalesce(verdict_diff.version_after, newest), asked.line_ids, asked.root_ids, asked.item_ids, asked.party_ids, day, until, chosen) AS c
			WHERE (c.status, c.share_exact, c.status_by_policy) IS DISTINCT FROM ((verdicts[one]).status, (verdicts[one]).share_exact, (verdicts[one]).status_by_policy);
	END IF;
END
$$;
COMMENT ON FUNCTION verdict_diff(text, text, timestamptz, timestamptz, text, date, jsonb, text, text) IS 'why the verdict of a rule as known at one time differs from the one as known later, or under another version of the rule: each instant at which it became another one, with the facts recorded then that it may rest on. Halves of the time whose ends agree are not searched. Errors as check has them, 22023 for times in the wrong order and versions that do not exist';
