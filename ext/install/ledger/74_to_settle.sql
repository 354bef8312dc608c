-- to_settle: of an open verdict, the smallest set of missing facts that decides it, and whom to ask first.  Answers are
-- supposed (materials.overlay), the verdict is that of check; nothing is written.

CREATE OR REPLACE FUNCTION settle_about(want text, subject text, rule text, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	instant timestamptz := coalesce(known_at, materials.known_at());
	asked record;
	standing text := coalesce(current_setting('materials.overlay', true), '');
BEGIN
	PERFORM materials.check_choices(coalesce(policies, '{}'));
	IF instant < transaction_timestamp() THEN
		RAISE invalid_parameter_value USING MESSAGE = 'answers cannot be tried on what was known earlier',
			HINT = 'What is supposed counts as recorded now; leave known_at out.';
	END IF;
	asked := subject_of(subject, subject_kind, instant);
	RETURN jsonb_build_object('rule', rule, 'version', materials.rule_version(materials.named(rule, 'rule')), 'line_ids', asked.line_ids, 'root_ids', asked.root_ids, 'item_ids', asked.item_ids, 'party_ids', asked.party_ids,
		'as_of', coalesce(as_of, materials.as_of()), 'known_at', instant, 'policies', coalesce(policies, '{}'), 'want', want,
		'overlay', standing, 'before', CASE WHEN standing = '' THEN '[]' ELSE standing::jsonb END, 'changes', '[]'::jsonb, 'too_few', 0);
END
$$;
COMMENT ON FUNCTION settle_about(text, text, text, text, date, timestamptz, jsonb) IS 'what to_settle and to_fix ask about: the rule, the rows, the day, the policies, and what is supposed already; error 22023 for an instant in the past';

CREATE OR REPLACE FUNCTION settle_value(about jsonb, choices jsonb) RETURNS TABLE (good jsonb, bad jsonb)
	LANGUAGE sql STABLE PARALLEL UNSAFE ROWS 1
BEGIN ATOMIC
	-- The least weighty verdict that is settled, and the weightiest one.
	SELECT (array_agg(t.body ORDER BY t.settled DESC, t.severity, t.place))[1], CASE WHEN count(DISTINCT t.status) > 1 THEN (array_agg(t.body ORDER BY t.settled DESC, t.severity DESC, t.place))[1] END
	FROM (SELECT c.body, c.place, v.status, w.severity, w.settled
		FROM jsonb_array_elements(settle_value.choices) WITH ORDINALITY AS c (body, place)
			CROSS JOIN LATERAL settle_verdict(ARRAY(SELECT n.n FROM generate_series(1, jsonb_array_length(settle_value.about -> 'changes') + 1) AS n (n)),
				settle_value.about || jsonb_build_object('changes', (settle_value.about -> 'changes') || jsonb_build_array(c.body))) AS v
			JOIN LATERAL materials.verdicts_of(settle_value.about ->> 'rule', settle_value.about ->> 'version') AS w ON w.verdict = v.status) AS t;
END;
COMMENT ON FUNCTION settle_value(jsonb, jsonb) IS 'of the values that a property can have, the one with the best verdict when all else is answered well, and the one with the worst';

CREATE OR REPLACE FUNCTION settle_gaps(about jsonb) RETURNS jsonb
	LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	rule text := about ->> 'rule';
	version text := about ->> 'version';
	day date := about ->> 'as_of';
	instant timestamptz := about ->> 'known_at';
	clear_country materials.country := (SELECT c.country FROM settle_country(rule, version, day, instant) AS c WHERE c.clear ORDER BY c.place, c.country LIMIT 1);
	bad_country materials.country := (SELECT c.country FROM settle_country(rule, version, day, instant) AS c WHERE NOT c.clear ORDER BY c.country LIMIT 1);
	gaps jsonb;
	changes jsonb;
	value record;
	place integer;
BEGIN
	gaps := coalesce((SELECT jsonb_agg(to_jsonb(g) - 'used' ORDER BY g.used DESC NULLS LAST, g.kind COLLATE "C", g.relation COLLATE "C", g.row_id, g.word COLLATE "C")
		FROM settle_choice(rule, version, materials.settle_ids(about, 'line_ids'), materials.settle_ids(about, 'root_ids'), materials.settle_ids(about, 'item_ids'), materials.settle_ids(about, 'party_ids'),
			materials.rule_choices(rule, version, about -> 'policies'), day, instant, clear_country, bad_country) AS g), '[]');
	about := about || jsonb_build_object('before', (about -> 'before') || settle_stranger(9100000000001000, '(clear)', 'somebody of whom nothing is to be said', clear_country, '{}')
		|| settle_stranger(9100000000002000, '(of concern)', 'somebody of concern', bad_country,
			ARRAY(SELECT l.list FROM materials.rule_list AS l WHERE l.rule = about ->> 'rule' AND l.version = about ->> 'version' ORDER BY l.list COLLATE "C")));
	-- Values of properties are chosen one after the other, when all else is answered well.
	changes := jsonb_path_query_array(gaps, '$[*].good ? (@ != null)');
	FOR place IN SELECT g.n - 1 FROM jsonb_array_elements(gaps) WITH ORDINALITY AS g (gap, n) WHERE g.gap ->> 'choices' IS NOT NULL LOOP
		value := settle_value(about || jsonb_build_object('changes', changes), gaps -> place -> 'choices');
		gaps := jsonb_set(gaps, ARRAY[place::text], (gaps -> place) || jsonb_build_object('good', value.good, 'bad', value.bad));
		changes := changes || jsonb_build_array(value.good);
	END LOOP;
	RETURN about || jsonb_build_object('gaps', gaps);
END
$$;
COMMENT ON FUNCTION settle_gaps(jsonb) IS 'what to_settle asks about, with all that is not known and what good and bad answers to it are; and two strangers, for answers to name';

CREATE OR REPLACE FUNCTION settle_alone(about jsonb, standing materials.check_row) RETURNS TABLE (gap jsonb, share_removed materials.fraction, settled boolean, verdict materials.check_row, decides text)
	LANGUAGE sql STABLE PARALLEL UNSAFE ROWS 20 SET search_path FROM CURRENT
AS $$
	-- What each answer does by itself: a good one, and whether a bad one is enough.
	WITH gap AS MATERIALIZED (
		SELECT g.gap, g.place FROM jsonb_array_elements(settle_alone.about -> 'gaps') WITH ORDINALITY AS g (gap, place) WHERE jsonb_typeof(g.gap -> 'good') = 'array'
	)
	SELECT t.gap, t.removed, t.settled, t.verdict, t.decides
	FROM (SELECT g.gap, g.place, n.width OPERATOR(materials.-) (materials.share_max(a.share_exact::materials.share) OPERATOR(materials.-) materials.share_min(a.share_exact::materials.share)) AS removed, w.settled, a AS verdict,
		CASE WHEN jsonb_typeof(g.gap -> 'bad') = 'array' THEN (SELECT c.status
			FROM settle_verdict('{1}', settle_alone.about || jsonb_build_object('changes', jsonb_build_array(g.gap -> 'bad'))) AS c
				JOIN materials.verdicts_of(settle_alone.about ->> 'rule', settle_alone.about ->> 'version') AS v ON v.verdict = c.status AND v.settled AND (v.bars OR v.asks)) END AS decides
		FROM gap AS g
			CROSS JOIN (SELECT materials.share_max((standing).share_exact::materials.share) OPERATOR(materials.-) materials.share_min((standing).share_exact::materials.share)) AS n (width)
			CROSS JOIN LATERAL settle_verdict('{1}', settle_alone.about || jsonb_build_object('changes', jsonb_build_array(g.gap -> 'good'))) AS a
			JOIN LATERAL materials.verdicts_of(settle_alone.about ->> 'rule', settle_alone.about ->> 'version') AS w ON w.verdict = a.status) AS t
	ORDER BY t.removed DESC NULLS LAST, t.decides IS NULL, t.place;
$$;
COMMENT ON FUNCTION settle_alone(jsonb, materials.check_row) IS 'facts that can be answered, the one that removes most first: by how much a good answer to it alone brings the bounds together, the verdict then, and the one that a bad answer alone settles';

CREATE OR REPLACE FUNCTION settle_ranked(about jsonb, standing materials.check_row, questions integer DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	ranked jsonb := '[]';
	one record;
	place integer := 0;
	enough integer;
	later jsonb;
BEGIN
	-- Where there are too many to try each, they stay in the order of how much of what is bought they are about.
	IF jsonb_array_length(jsonb_path_query_array(about -> 'gaps', '$[*].good ? (@ != null)')) > coalesce(questions, 100) THEN
		RETURN about || jsonb_build_object('ranked', jsonb_path_query_array(about -> 'gaps', '$[*] ? (@.good != null)'));
	END IF;
	FOR one IN SELECT a.* FROM settle_alone(about, standing) AS a LOOP
		place := place + 1;
		ranked := ranked || jsonb_build_array(one.gap || jsonb_build_object('removed', trim_scale(materials.round_down(one.share_removed, 20)), 'share', (one.verdict).share_exact, 'decides', one.decides));
		IF one.settled AND enough IS NULL THEN
			enough := place;
			later := to_jsonb(one.verdict);
		END IF;
	END LOOP;
	RETURN about || jsonb_build_object('ranked', ranked, 'enough', enough, 'later', later, 'too_few', 1);
END
$$;
COMMENT ON FUNCTION settle_ranked(jsonb, materials.check_row, integer) IS 'what to_settle asks about, with the facts in the order in which to ask, and the first that is enough by itself';

CREATE OR REPLACE FUNCTION to_settle(subject text, rule text, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}', questions integer DEFAULT NULL) RETURNS SETOF materials.settle_row
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 20 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	about jsonb := settle_about('settled', subject, rule, subject_kind, as_of, known_at, policies);
	standing materials.check_row := settle_verdict('{}', about);
	later materials.check_row;
	best record;
BEGIN
	IF (SELECT v.settled FROM materials.verdicts_of(about ->> 'rule', about ->> 'version') AS v WHERE v.verdict = standing.status) THEN
		RETURN;
	END IF;
	about := settle_ranked(settle_gaps(about), standing, questions);
	about := about || jsonb_build_object('changes', jsonb_path_query_array(about -> 'ranked', '$[*].good'));
	IF about ->> 'enough' IS NOT NULL THEN
		SELECT true AS enough, ARRAY[(about ->> 'enough')::integer] AS members, true AS proven INTO best;
		later := jsonb_populate_record(NULL::materials.check_row, about -> 'later');
	ELSE
		SELECT s.* INTO best FROM settle_smallest(about, questions) AS s;
		later := settle_verdict(best.members, about);
	END IF;
	RETURN QUERY
		SELECT (row_number() OVER (ORDER BY g.place))::integer, g.gap ->> 'kind', g.gap ->> 'relation',
			CASE g.gap ->> 'relation' WHEN 'party' THEN (SELECT p.code::text FROM party AS p WHERE p.id = r.id) WHEN 'lot' THEN (SELECT l.code::text FROM lot AS l WHERE l.id = r.id)
				WHEN 'item' THEN (SELECT i.code::text FROM item AS i WHERE i.id = r.id) ELSE (SELECT l.code::text FROM contract_line AS l WHERE l.id = r.id) END,
			g.gap ->> 'what', (SELECT p.code::text FROM party AS p WHERE p.id = (g.gap ->> 'ask_id')::bigint), (g.gap ->> 'removed')::numeric, g.gap ->> 'share',
			CASE WHEN best.enough THEN g.place = ANY (best.members) END, g.gap ->> 'decides', standing.status, later.status, later.reason, CASE WHEN best.enough THEN best.proven END
		-- What no answer can be supposed for is told where all others leave it open.
		FROM jsonb_array_elements((about -> 'ranked') || CASE WHEN best.enough THEN '[]' ELSE jsonb_path_query_array(about -> 'gaps', '$[*] ? (@.good == null)') END) WITH ORDINALITY AS g (gap, place)
			CROSS JOIN LATERAL (SELECT (g.gap ->> 'row_id')::bigint) AS r (id)
		ORDER BY g.place;
END
$$;
COMMENT ON FUNCTION to_settle(text, text, text, date, timestamptz, jsonb, integer) IS 'what would settle an open verdict: all that nobody knows of what the rule looks at, with whom to ask, how much of the unknown share each answer removes, and which of them are the smallest set that decides it (proven however many verdicts that takes with up to 20 facts, else with as many as questions says); no row where the verdict is settled. Asks check with answers supposed and writes nothing';
