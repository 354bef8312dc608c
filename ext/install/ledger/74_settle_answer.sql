-- Answers that to_settle and to_fix try: changes of the setting materials.overlay that stand for one fact found out, or for
-- one supplier replaced, and the verdict with some of them.

CREATE OR REPLACE FUNCTION settle_country(rule text, version text, as_of date, known_at timestamptz) RETURNS TABLE (country materials.country, clear boolean, place integer)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20 SET search_path FROM CURRENT
AS $$
	-- Countries that the rule has nothing against, its own first, and one that it has: nations of its doctrines and places of its steps.
	WITH doctrine AS (
		SELECT d.doctrine FROM materials.doctrines_of(settle_country.rule, settle_country.version) AS d
	), against (country, certain) AS (
		SELECT n.country, n.treatment = 'same' FROM doctrine AS d CROSS JOIN LATERAL materials.doctrine_nation(d.doctrine, settle_country.as_of) AS n WHERE n.treatment IN ('same', 'unsettled')
		UNION
		SELECT n.nation, true FROM materials.covered_nation AS n WHERE n.valid @> settle_country.as_of
		UNION
		SELECT CASE WHEN p.member <> 'covered_nations' THEN left(p.member, 2)::materials.country END, p.treatment = 'in' AND length(p.member) = 2
		FROM materials.rule_place AS p JOIN materials.rule_step AS s ON s.rule = p.rule AND s.version = p.version AND s.place = p.place AND s.effect IN ('barred', 'open')
		WHERE p.rule = settle_country.rule AND p.version = settle_country.version AND p.treatment <> 'out' AND p.member <> 'covered_nations'
	), wanted (country, place) AS (
		SELECT r.domestic, 1 FROM materials.rule AS r WHERE r.rule = settle_country.rule AND r.version = settle_country.version
		UNION ALL
		SELECT CASE WHEN length(p.member) = 2 THEN p.member::materials.country END, 2 FROM materials.rule_place AS p JOIN materials.rule_step AS s ON s.rule = p.rule AND s.version = p.version AND s.place = p.place AND s.effect = 'allowed'
		WHERE p.rule = settle_country.rule AND p.version = settle_country.version AND p.treatment = 'in' AND length(p.member) = 2
		UNION ALL
		SELECT d.domestic, 3 FROM materials.doctrine AS d WHERE d.doctrine IN (SELECT x.doctrine FROM doctrine AS x)
		UNION ALL
		-- Any other that the rule book or the ledger knows.
		SELECT d.domestic, 4 FROM materials.doctrine AS d UNION ALL SELECT r.domestic, 4 FROM materials.rule AS r
		UNION ALL
		SELECT d.country, 5 FROM domicile_at(settle_country.as_of, settle_country.known_at) AS d
	)
	SELECT w.country, true, min(w.place) FROM wanted AS w WHERE w.country IS NOT NULL AND NOT EXISTS (SELECT FROM against AS a WHERE a.country OPERATOR(materials.=) w.country)
	GROUP BY w.country
	UNION ALL
	SELECT a.country, false, 1 FROM against AS a WHERE a.certain AND a.country IS NOT NULL;
$$;
COMMENT ON FUNCTION settle_country(text, text, date, timestamptz) IS 'countries that a rule has nothing against (clear), its own first, and those that it has something against';

CREATE OR REPLACE FUNCTION settle_stranger(party_id bigint, code text, name text, country materials.country, lists text[]) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- A company that no ledger knows: registered and at work in one country, nobody above it, perhaps on lists.
	SELECT jsonb_agg(c.change || jsonb_build_object('ledger', 'lot'::regclass::oid::bigint, 'id', settle_stranger.party_id + c.place))
	FROM (SELECT 0, jsonb_build_object('change', 'party', 'code', settle_stranger.code, 'name', settle_stranger.name)
			UNION ALL SELECT d.place, jsonb_build_object('change', 'domicile', 'party_id', settle_stranger.party_id, 'kind', d.kind, 'country', settle_stranger.country)
				FROM (VALUES (1, 'incorporation'), (2, 'principal_place')) AS d (place, kind) WHERE settle_stranger.country IS NOT NULL
			UNION ALL SELECT 3, jsonb_build_object('change', 'declaration', 'claim', 'ownership_complete', 'party_id', settle_stranger.party_id)
			UNION ALL SELECT 3 + l.place, jsonb_build_object('change', 'listing', 'party_id', settle_stranger.party_id, 'list', l.list, 'entry', 'supposed') FROM unnest(settle_stranger.lists) WITH ORDINALITY AS l (list, place)) AS c (place, change);
END;
COMMENT ON FUNCTION settle_stranger(bigint, text, text, materials.country, text[]) IS 'changes by which a company that is not in the ledger is supposed';

CREATE OR REPLACE FUNCTION settle_choice(rule text, version text, line_ids bigint[], root_ids bigint[], item_ids bigint[], party_ids bigint[], policies jsonb, as_of date, known_at timestamptz, clear_country materials.country, bad_country materials.country)
		RETURNS TABLE (kind text, relation text, row_id bigint, word text, what text, ask_id bigint, used materials.fraction, good jsonb, bad jsonb, choices jsonb)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 50 SET jit = off
BEGIN ATOMIC
	-- Supposed rows have numbers above all that tables give out and suppose_... takes: a stranger of whom nothing is to be said, one of concern, and ten for each gap.
	WITH gap AS MATERIALIZED (
		SELECT g.*, 9100000000010000 + 10 * row_number() OVER (ORDER BY g.kind, g.relation, g.row_id, g.word) AS number
		FROM settle_gap(settle_choice.rule, settle_choice.version, settle_choice.line_ids, settle_choice.root_ids, settle_choice.item_ids, settle_choice.party_ids, settle_choice.policies, settle_choice.as_of, settle_choice.known_at) AS g
	), change (number, outcome, body) AS (
		SELECT g.number, o.outcome, jsonb_strip_nulls(jsonb_build_object('change', 'lot', 'lot', jsonb_build_array(g.row_id), 'producer', CASE WHEN l.producer_id IS NULL THEN o.party_id END, 'country', CASE WHEN l.country IS NULL THEN o.country END))
		FROM gap AS g JOIN lot_at(settle_choice.known_at) AS l ON l.id = g.row_id CROSS JOIN (VALUES ('good', 9100000000001000, settle_choice.clear_country), ('bad', 9100000000002000, settle_choice.bad_country)) AS o (outcome, party_id, country)
		WHERE g.kind = 'source' AND (l.country IS NOT NULL OR o.country IS NOT NULL)
		UNION ALL
		SELECT g.number, 'good', CASE g.word WHEN 'inputs_open' THEN jsonb_build_object('change', 'declaration', 'id', g.number, 'claim', 'inputs_complete', 'lot_id', g.row_id)
			ELSE jsonb_build_object('change', 'lot', 'lot', jsonb_build_array(g.row_id), 'primary_source', true) END
		FROM gap AS g WHERE g.kind = 'inputs' AND g.word NOT IN ('withdrawn', 'hidden')
		UNION ALL
		SELECT g.number, 'good', jsonb_build_object('change', 'declaration', 'id', g.number, 'claim', g.word, 'lot_id', g.row_id) FROM gap AS g WHERE g.kind = 'claim'
		UNION ALL
		SELECT g.number, o.outcome, jsonb_build_object('change', 'declaration', 'id', g.number, 'claim', 'ownership_complete', 'party_id', g.row_id)
		FROM gap AS g CROSS JOIN (VALUES ('good'), ('bad')) AS o (outcome) WHERE g.kind = 'party' AND g.word ~ 'holders'
		UNION ALL
		SELECT g.number, o.outcome, jsonb_build_object('change', 'domicile', 'id', g.number + d.place, 'party_id', g.row_id, 'kind', d.kind, 'country', o.country)
		FROM gap AS g CROSS JOIN (VALUES ('good', settle_choice.clear_country), ('bad', settle_choice.bad_country)) AS o (outcome, country) CROSS JOIN (VALUES (1, 'incorporation'), (2, 'principal_place')) AS d (place, kind)
		WHERE g.kind = 'party' AND g.word ~ 'seat' AND o.country IS NOT NULL
		UNION ALL
		-- All that nobody holds on record is held by a government of concern, where a doctrine asks for one and the ledger knows it.
		SELECT g.number, 'bad', jsonb_build_object('change', 'interest', 'id', g.number + 3, 'owner_id', coalesce((SELECT min(p.id) FROM party AS p WHERE p.kind = 'government' AND p.government_of OPERATOR(materials.=) settle_choice.bad_country
			AND EXISTS (SELECT FROM materials.rule AS r WHERE r.rule = settle_choice.rule AND r.version = settle_choice.version AND r.doctrine IS NOT NULL)), 9100000000002000), 'owned_id', g.row_id, 'metric', 'equity', 'share', h.rest::materials.share::text)
		FROM gap AS g CROSS JOIN LATERAL (SELECT '1'::materials.fraction OPERATOR(materials.-) coalesce(materials.sum(materials.share_min(i.share)), '0') FROM interest_at(settle_choice.as_of, settle_choice.known_at) AS i WHERE i.owned_id = g.row_id AND i.metric = 'equity') AS h (rest)
		WHERE g.kind = 'party' AND g.word ~ 'holders' AND h.rest OPERATOR(materials.>) '0'
	), changes AS (
		SELECT c.number, jsonb_agg(c.body || l.ledger) FILTER (WHERE c.outcome = 'good') AS good, jsonb_agg(c.body || l.ledger) FILTER (WHERE c.outcome = 'bad') AS bad
		FROM change AS c CROSS JOIN (SELECT jsonb_build_object('ledger', 'lot'::regclass::oid::bigint)) AS l (ledger) GROUP BY c.number
	)
	SELECT g.kind, g.relation, g.row_id, g.word, g.what, g.ask_id, g.used, c.good, c.bad,
		-- Of a property no value is good by itself: those that it can have are tried.
		CASE WHEN g.kind = 'property' THEN (SELECT jsonb_agg(jsonb_build_array(jsonb_build_object('ledger', 'lot'::regclass::oid::bigint, 'change', g.relation || '_property', 'id', g.number, g.relation || '_id', g.row_id, 'property', g.word, 'value', v.value)) ORDER BY v.place)
			FROM materials.property AS p CROSS JOIN LATERAL unnest(CASE p.type WHEN 'boolean' THEN ARRAY['false', 'true'] WHEN 'date' THEN ARRAY['0001-01-01', settle_choice.as_of::text, '9999-12-31'] WHEN 'text' THEN p.words
				WHEN 'number' THEN ARRAY['0', '1', '1000000000'] ELSE ARRAY['0 ' || p.unit, '1000000000 ' || p.unit] END) WITH ORDINALITY AS v (value, place)
			WHERE p.property = g.word AND p.kept_in IS NULL) END
	FROM gap AS g LEFT JOIN changes AS c ON c.number = g.number;
END;
COMMENT ON FUNCTION settle_choice(text, text, bigint[], bigint[], bigint[], bigint[], jsonb, date, timestamptz, materials.country, materials.country) IS 'all that is not known of what a rule looks at, with the changes that a good and a bad answer stand for; empty where an answer cannot be supposed';

CREATE OR REPLACE FUNCTION settle_verdict(members integer[], about jsonb) RETURNS materials.check_row
	LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	verdict materials.check_row;
	supposed jsonb := about -> 'before';
	member integer;
BEGIN
	FOREACH member IN ARRAY members LOOP
		supposed := supposed || (about -> 'changes' -> (member - 1));
	END LOOP;
	PERFORM set_config('materials.overlay', supposed::text, true);
	SELECT j.* INTO verdict
	FROM check_worst(about ->> 'rule', about ->> 'version', materials.settle_ids(about, 'line_ids'), materials.settle_ids(about, 'root_ids'), materials.settle_ids(about, 'item_ids'), materials.settle_ids(about, 'party_ids'),
		(about ->> 'as_of')::date, (about ->> 'known_at')::timestamptz, about -> 'policies') AS j;
	PERFORM set_config('materials.overlay', about ->> 'overlay', true);
	RETURN verdict;
END
$$;
COMMENT ON FUNCTION settle_verdict(integer[], jsonb) IS 'verdict with some of the changes (numbered from 1) that are among what the question is about; what was supposed before is supposed again afterwards';

CREATE OR REPLACE FUNCTION settle_decides(members integer[], about jsonb) RETURNS boolean
	LANGUAGE sql STABLE PARALLEL UNSAFE
BEGIN ATOMIC
	-- That no set of so few members is enough may be known.
	SELECT CASE WHEN cardinality(settle_decides.members) <= (settle_decides.about ->> 'too_few')::integer THEN false
		ELSE (SELECT v.settled AND (settle_decides.about ->> 'want' = 'settled' OR NOT v.bars AND NOT v.asks)
			FROM settle_verdict(settle_decides.members, settle_decides.about) AS c JOIN materials.verdicts_of(settle_decides.about ->> 'rule', settle_decides.about ->> 'version') AS v ON v.verdict = c.status) END;
END;
COMMENT ON FUNCTION settle_decides(integer[], jsonb) IS 'whether some changes settle a verdict, or (want = turned) settle it so that nothing is barred and nothing asked for; sets of up to too_few changes are known not to';

CREATE OR REPLACE FUNCTION settle_smallest(about jsonb, questions integer DEFAULT NULL, OUT enough boolean, OUT members integer[], OUT proven boolean)
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	count integer := jsonb_array_length(about -> 'changes');
BEGIN
	SELECT s.found, s.members, s.proven INTO settle_smallest.enough, settle_smallest.members, settle_smallest.proven
	FROM materials.smallest_set(count, 'settle_decides(integer[],jsonb)'::regprocedure, about, questions IS NULL AND count <= 20, coalesce(questions, 200)) AS s;
	IF NOT enough THEN
		members := ARRAY(SELECT n FROM generate_series(1, count) AS n);
	END IF;
END
$$;
COMMENT ON FUNCTION settle_smallest(jsonb, integer) IS 'the smallest set of changes that is enough; where none is, all of them';
