-- Which parties may be which entries: pairs for somebody to decide.  Asking writes nothing.

CREATE OR REPLACE FUNCTION screen_party(party text DEFAULT NULL, list text DEFAULT NULL, decided boolean DEFAULT false, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (code text,
		party_name text, in_list text, entry text, entry_name text, strength text, score numeric, score_exact text, reason text, decision text, decided_by text, decided_until date, standing text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	asked_party bigint := party_id(screen_party.party);
	asked_list text[] := list_asked(screen_party.list);
	asked_day date := coalesce(screen_party.as_of, materials.as_of());
	asked_instant timestamptz := coalesce(screen_party.known_at, materials.known_at());
BEGIN
	RETURN QUERY
	SELECT p.code::text, m.party_name, m.list, m.entry, m.entry_name, m.strength, materials.round_half_up(m.score, 4), m.score::text, m.reason, d.decision, d.decided_by, d.decided_until, d.standing
	FROM party_match(CASE WHEN asked_party IS NULL THEN ARRAY(SELECT s.id FROM party AS s WHERE s.recorded_at <= asked_instant) ELSE ARRAY[asked_party] END, asked_list, NULL, NULL, asked_day, asked_instant) AS m
		JOIN party AS p ON p.id = m.party_id
		CROSS JOIN LATERAL list_pair_standing(m.party_id, m.list, m.entry, m.entry_id, asked_day, asked_instant) AS d
	WHERE screen_party.decided OR d.standing <> 'decided'
	ORDER BY m.strength COLLATE "C", m.score DESC, m.reason COLLATE "C", p.code COLLATE "C", m.list COLLATE "C", m.entry COLLATE "C";
END
$$;
COMMENT ON FUNCTION screen_party(text, text, boolean, date, timestamptz) IS 'pairs of party and list entry that are alike and for which no decision stands (decided => true: all pairs); for one party or all, one list or all; never a verdict';

CREATE OR REPLACE FUNCTION screen_name(name text, list text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (in_list text, entry text, entry_name text,
		strength text, score numeric, score_exact text, reason text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	asked_list text[] := list_asked(screen_name.list);
	asked_day date := coalesce(screen_name.as_of, materials.as_of());
	asked_instant timestamptz := coalesce(screen_name.known_at, materials.known_at());
BEGIN
	RETURN QUERY
	SELECT m.list, m.entry, m.entry_name, m.strength, materials.round_half_up(m.score, 4), m.score::text, m.reason
	FROM name_match(ARRAY[1::bigint], ARRAY[screen_name.name], asked_list, NULL, NULL, asked_day, asked_instant) AS m
	WHERE screen_name.name IS NOT NULL
	ORDER BY m.strength COLLATE "C", m.score DESC, m.reason COLLATE "C", m.list COLLATE "C", m.entry COLLATE "C";
END
$$;
COMMENT ON FUNCTION screen_name(text, text, date, timestamptz) IS 'entries whose names are like a name, on a day; never a verdict';
