-- to_fix: of a verdict that bars, the smallest set of suppliers whose replacement turns it, and who else makes the same.

CREATE OR REPLACE FUNCTION fix_supplier(line_ids bigint[], root_ids bigint[], known_at timestamptz) RETURNS TABLE (supplier_id bigint, item_id bigint, material text, lot_ids bigint[], transfer_ids bigint[])
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 50
BEGIN ATOMIC
	-- Who made lots that are in what is bought, and who passed them on, by what it is that they supply.
	WITH reached AS MATERIALIZED (
		SELECT DISTINCT u.lot_id FROM (SELECT DISTINCT r.lot_id FROM case_root(fix_supplier.line_ids, fix_supplier.root_ids, fix_supplier.known_at) AS r) AS r CROSS JOIN LATERAL flow_up(r.lot_id, fix_supplier.known_at) AS u
	), made AS MATERIALIZED (
		SELECT l.id, l.item_id, l.material, l.producer_id FROM reached AS r JOIN lot_at(fix_supplier.known_at) AS l ON l.id = r.lot_id
	), supplied AS (
		SELECT m.id, m.item_id, m.material, m.producer_id AS supplier_id, NULL::bigint AS transfer_id FROM made AS m
		UNION ALL
		SELECT m.id, m.item_id, m.material, t.from_id, t.transfer_id FROM supplier_of(ARRAY(SELECT x.id FROM made AS x), fix_supplier.known_at) AS t JOIN made AS m ON m.id = t.lot_id
	)
	SELECT s.supplier_id, s.item_id, s.material, array_agg(DISTINCT s.id ORDER BY s.id) FILTER (WHERE s.transfer_id IS NULL), array_agg(DISTINCT s.transfer_id ORDER BY s.transfer_id) FILTER (WHERE s.transfer_id IS NOT NULL)
	FROM supplied AS s GROUP BY s.supplier_id, s.item_id, s.material;
END;
COMMENT ON FUNCTION fix_supplier(bigint[], bigint[], timestamptz) IS 'suppliers of what is in some lots, by item and material: the lots that they made and the transfers by which they passed some on';

CREATE OR REPLACE FUNCTION fix_change(lot_ids bigint[], transfer_ids bigint[], number bigint, replacement_id bigint, country materials.country, rule text, version text, as_of date, known_at timestamptz) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE SET jit = off
BEGIN ATOMIC
	-- The lots as though another had made them and passed them on; with what a supplier in good order states of them.
	WITH made AS (
		SELECT l.id, EXISTS (SELECT FROM flow_into(ARRAY[l.id], fix_change.known_at) AS f) AS has_input FROM lot_at(fix_change.known_at) AS l WHERE l.id = ANY (fix_change.lot_ids)
	), change (place, body) AS (
		SELECT 0::bigint, jsonb_strip_nulls(jsonb_build_object('change', 'supplier', 'lot', to_jsonb(coalesce(fix_change.lot_ids, '{}')), 'transfer', to_jsonb(coalesce(fix_change.transfer_ids, '{}')),
			'producer', fix_change.replacement_id, 'country', CASE WHEN fix_change.lot_ids IS NOT NULL THEN fix_change.country END))
		UNION ALL
		SELECT 1, jsonb_build_object('change', 'lot', 'lot', jsonb_agg(m.id ORDER BY m.id), 'primary_source', true) FROM made AS m WHERE NOT m.has_input HAVING count(*) > 0
		UNION ALL
		SELECT 1 + row_number() OVER (ORDER BY c.claim, c.id), jsonb_build_object('change', 'declaration', 'claim', c.claim, 'lot_id', c.id)
		FROM (SELECT m.id, 'inputs_complete' AS claim FROM made AS m WHERE m.has_input
			UNION
			SELECT m.id, b.claim FROM made AS m JOIN materials.rule_limb AS b ON b.rule = fix_change.rule AND b.version = fix_change.version AND b.claim IS NOT NULL) AS c
	)
	SELECT jsonb_agg(c.body || jsonb_build_object('ledger', 'lot'::regclass::oid::bigint, 'id', fix_change.number + c.place) ORDER BY c.place) FROM change AS c;
END;
COMMENT ON FUNCTION fix_change(bigint[], bigint[], bigint, bigint, materials.country, text, text, date, timestamptz) IS 'changes by which lots are supposed to be made, and transfers to be made, by another party';

CREATE OR REPLACE FUNCTION fix_choice(about jsonb, marked text[]) RETURNS TABLE (supplier_id bigint, item_id bigint, material text, lots text, lot_ids bigint[], transfer_ids bigint[], against boolean, change jsonb)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 20 SET jit = off SET search_path FROM CURRENT
AS $$
	WITH country AS MATERIALIZED (
		SELECT array_agg(c.country ORDER BY c.place, c.country) AS clear
		FROM settle_country(fix_choice.about ->> 'rule', fix_choice.about ->> 'version', (fix_choice.about ->> 'as_of')::date, (fix_choice.about ->> 'known_at')::timestamptz) AS c WHERE c.clear
	), supplier AS MATERIALIZED (
		SELECT s.*, n.codes, row_number() OVER (ORDER BY p.code COLLATE "C" NULLS LAST, i.code COLLATE "C" NULLS FIRST, s.material COLLATE "C") AS place
		FROM fix_supplier(materials.settle_ids(fix_choice.about, 'line_ids'), materials.settle_ids(fix_choice.about, 'root_ids'), (fix_choice.about ->> 'known_at')::timestamptz) AS s
			LEFT JOIN party AS p ON p.id = s.supplier_id LEFT JOIN item AS i ON i.id = s.item_id
			CROSS JOIN LATERAL (SELECT array_agg(DISTINCT l.code::text) FROM lot AS l
				WHERE l.id = ANY (s.lot_ids) OR l.id IN (SELECT t.lot_id FROM transfer AS t WHERE t.id = ANY (s.transfer_ids))) AS n (codes)
	)
	-- Where a rule counts shares by country, each replacement comes from another one, so that they do not add up.
	SELECT s.supplier_id, s.item_id, s.material, array_to_string(s.codes, ', '), s.lot_ids, s.transfer_ids, s.codes && fix_choice.marked,
		fix_change(s.lot_ids, s.transfer_ids, 9100000000010000 + 10000 * s.place, 9100000000001000,
			c.clear[1 + CASE WHEN EXISTS (SELECT FROM materials.rule_ratio AS r WHERE r.rule = fix_choice.about ->> 'rule' AND r.version = fix_choice.about ->> 'version' AND r.mark = 'country') THEN (s.place % cardinality(c.clear))::integer ELSE 0 END],
			fix_choice.about ->> 'rule', fix_choice.about ->> 'version', (fix_choice.about ->> 'as_of')::date, (fix_choice.about ->> 'known_at')::timestamptz)
	FROM supplier AS s CROSS JOIN country AS c
	ORDER BY s.codes && fix_choice.marked DESC, s.place;
$$;
COMMENT ON FUNCTION fix_choice(jsonb, text[]) IS 'suppliers that to_fix may replace, those of lots that the findings are about (marked) first, with the changes that stand for it';

CREATE OR REPLACE FUNCTION fix_alternate(about jsonb, choice jsonb, others jsonb) RETURNS text
	LANGUAGE sql STABLE PARALLEL UNSAFE SET jit = off
BEGIN ATOMIC
	-- Who made the same before, where its latest lot was made; no more than a few are tried.
	SELECT string_agg(a.code, ', ' ORDER BY a.code COLLATE "C")
	FROM (SELECT DISTINCT ON (p.id) p.id, p.code::text AS code, l.country
			FROM lot_at((fix_alternate.about ->> 'known_at')::timestamptz) AS l JOIN party AS p ON p.id = l.producer_id
			WHERE l.producer_id IS DISTINCT FROM (fix_alternate.choice ->> 'supplier_id')::bigint
				AND CASE WHEN fix_alternate.choice ->> 'item_id' IS NOT NULL THEN l.item_id = (fix_alternate.choice ->> 'item_id')::bigint ELSE l.item_id IS NULL AND l.material = fix_alternate.choice ->> 'material' END
			ORDER BY p.id, l.made_on DESC NULLS LAST, l.id DESC LIMIT 20) AS a
	WHERE settle_decides('{1,2}', fix_alternate.about || jsonb_build_object('changes', jsonb_build_array(fix_alternate.others,
		fix_change(materials.settle_ids(fix_alternate.choice, 'lot_ids'), materials.settle_ids(fix_alternate.choice, 'transfer_ids'), 9100000000005000, a.id, a.country,
			fix_alternate.about ->> 'rule', fix_alternate.about ->> 'version', (fix_alternate.about ->> 'as_of')::date, (fix_alternate.about ->> 'known_at')::timestamptz))));
END;
COMMENT ON FUNCTION fix_alternate(jsonb, jsonb, jsonb) IS 'parties that made the same as a supplier and with which a verdict turns, when the others are replaced as said';

CREATE OR REPLACE FUNCTION fix_choices(about jsonb, subject text, subject_kind text DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	rule text := about ->> 'rule';
	version text := about ->> 'version';
	day date := about ->> 'as_of';
	instant timestamptz := about ->> 'known_at';
	marked text[] := ARRAY(SELECT DISTINCT e.lot FROM explain(subject, rule, subject_kind, day, instant, about -> 'policies') AS e WHERE e.effect IN ('against', 'open') AND e.lot IS NOT NULL);
	choices jsonb;
	few jsonb;
BEGIN
	about := about || jsonb_build_object('before', (about -> 'before') || settle_stranger(9100000000001000, '(clear)', 'somebody of whom nothing is to be said',
		(SELECT c.country FROM settle_country(rule, version, day, instant) AS c WHERE c.clear ORDER BY c.place, c.country LIMIT 1), '{}'));
	choices := coalesce((SELECT jsonb_agg(to_jsonb(c)) FROM fix_choice(about, marked) AS c), '[]');
	-- Those that nothing is found against are looked at only where the others do not turn it.
	few := jsonb_path_query_array(choices, '$[*] ? (@.against == true)');
	IF jsonb_array_length(few) > 0 AND settle_decides(ARRAY(SELECT n FROM generate_series(1, jsonb_array_length(few)) AS n), about || jsonb_build_object('changes', jsonb_path_query_array(few, '$[*].change'))) THEN
		choices := few;
	END IF;
	RETURN about || jsonb_build_object('choices', choices, 'changes', jsonb_path_query_array(choices, '$[*].change'));
END
$$;
COMMENT ON FUNCTION fix_choices(jsonb, text, text) IS 'what to_fix asks about, with the suppliers that may be replaced and the changes that stand for it';

CREATE OR REPLACE FUNCTION to_fix(subject text, rule text, subject_kind text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}', questions integer DEFAULT NULL) RETURNS SETOF materials.fix_row
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 20 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	about jsonb := settle_about('turned', subject, rule, subject_kind, as_of, known_at, policies);
	standing materials.check_row := settle_verdict('{}', about);
	later materials.check_row;
	best record;
BEGIN
	IF NOT (SELECT v.bars OR v.asks FROM materials.verdicts_of(about ->> 'rule', about ->> 'version') AS v WHERE v.verdict = standing.status) THEN
		RETURN;
	END IF;
	about := fix_choices(about, subject, subject_kind);
	SELECT s.* INTO best FROM settle_smallest(about, questions) AS s;
	later := settle_verdict(best.members, about);
	RETURN QUERY
		SELECT (row_number() OVER (ORDER BY n.needed DESC, c.place))::integer, p.code::text, p.name, i.code::text, c.choice ->> 'material', c.choice ->> 'lots', CASE WHEN best.enough THEN n.needed END,
			CASE WHEN n.needed THEN fix_alternate(about, c.choice, coalesce((SELECT jsonb_agg(x.change) FROM unnest(best.members) AS m (place) CROSS JOIN LATERAL jsonb_array_elements(about -> 'changes' -> (m.place - 1)) AS x (change) WHERE m.place <> c.place), '[]')) END,
			standing.status, later.status, later.reason, CASE WHEN best.enough THEN best.proven END
		FROM jsonb_array_elements(about -> 'choices') WITH ORDINALITY AS c (choice, place)
			CROSS JOIN LATERAL (SELECT best.enough AND c.place = ANY (best.members)) AS n (needed)
			LEFT JOIN party_at('infinity') AS p ON p.id = (c.choice ->> 'supplier_id')::bigint LEFT JOIN item AS i ON i.id = (c.choice ->> 'item_id')::bigint
		ORDER BY 1;
END
$$;
COMMENT ON FUNCTION to_fix(text, text, text, date, timestamptz, jsonb, integer) IS 'what would turn a verdict that bars or asks for something: the suppliers of what is bought, and which of them are the smallest set whose replacement turns it (proven however many verdicts that takes with up to 20 suppliers, else with as many as questions says), each with the parties that made the same before and would do; no row for any other verdict. What went into the lots stays as it is, unless its supplier is replaced too. Asks check with suppliers supposed and writes nothing';
