-- Questions that go to shards.  They answer with the rows of the function of the same name there, and the shard before them.

CREATE OR REPLACE FUNCTION shard_of(subject text, kinds text[], shard text DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	found record;
BEGIN
	IF shard_of.shard IS NOT NULL THEN
		RETURN shard_named(shard_of.shard);
	ELSIF kinds = ARRAY['programme'] AND EXISTS (SELECT FROM shard_programme AS p WHERE p.programme = subject) THEN
		RETURN (SELECT p.shard FROM shard_programme AS p WHERE p.programme = subject);
	END IF;
	SELECT array_agg(a.shard ORDER BY a.shard COLLATE "C") FILTER (WHERE a.holds) AS holders, array_agg(a.shard ORDER BY a.shard COLLATE "C") FILTER (WHERE a.fault IS NOT NULL) AS lost,
		array_agg(a.fault_state ORDER BY a.shard COLLATE "C") FILTER (WHERE a.fault IS NOT NULL) AS states, array_agg(a.fault ORDER BY a.shard COLLATE "C") FILTER (WHERE a.fault IS NOT NULL) AS faults
	INTO found
	FROM (SELECT a.shard, a.fault_state, a.fault, ARRAY(SELECT k.kind FROM jsonb_array_elements_text(a.answer -> 'kinds') AS k (kind)) && kinds AS holds
		FROM shard_ask(ARRAY(SELECT s.name FROM shard AS s), 'holds', jsonb_build_object('subject', subject)) AS a) AS a;
	IF cardinality(found.holders) > 1 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('"%s" is in more than one shard: %s', left(subject, 64), array_to_string(found.holders, ', ')),
			HINT = 'Codes of lots and lines are told apart within a shard. Name the shard.';
	ELSIF found.holders IS NULL AND found.lost IS NOT NULL THEN
		PERFORM shard_fault(found.lost[1], found.states[1], found.faults[1]);
	ELSIF found.holders IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('no shard has a %s "%s"', replace(array_to_string(kinds, ' or '), 'line', 'contract line'), left(subject, 64)),
			HINT = 'Things are addressed by their codes, in the letters they were recorded with. Items, parties and sites are asked about in one ledger.';
	ELSIF found.lost IS NOT NULL THEN
		RAISE WARNING USING ERRCODE = '01000', MESSAGE = format('not asked whether they have "%s" too: %s', left(subject, 64), array_to_string(found.lost, ', ')),
			DETAIL = format('%s', array_to_string(found.faults, '; ')),
			HINT = 'The answer is that of the shard which has it; name the shard to ask no other.';
	END IF;
	RETURN found.holders[1];
END
$$;
COMMENT ON FUNCTION shard_of(text, text[], text) IS 'shard that holds what has that code (line, lot or programme): the one that is named, that of the programme, or the one that says so; errors 23503 where none does, 22023 where several do, 08001 where none of those that answer does';

CREATE OR REPLACE FUNCTION shard_screen(rule text DEFAULT NULL, programme text DEFAULT NULL, shard text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS SETOF materials.shard_screen_row
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked text[] := CASE WHEN shard_screen.shard IS NOT NULL THEN ARRAY[shard_named(shard_screen.shard)]
		WHEN shard_screen.programme IS NOT NULL THEN ARRAY[shard_of(shard_screen.programme, ARRAY['programme'])]
		ELSE ARRAY(SELECT s.name::text FROM shard AS s) END;
BEGIN
	RETURN QUERY
		SELECT a.shard, x.* FROM shard_rows(asked, 'screen', jsonb_build_object('rule', shard_screen.rule, 'programme', shard_screen.programme, 'as_of', coalesce(shard_screen.as_of, materials.as_of()),
				'known_at', coalesce(shard_screen.known_at, materials.known_at()), 'policies', coalesce(shard_screen.policies, '{}'))) AS a
			CROSS JOIN LATERAL jsonb_populate_record(NULL::materials.screen_row, a.answer) AS x
		ORDER BY x.contract COLLATE "C", x.line COLLATE "C", x.rule COLLATE "C", a.shard COLLATE "C";
END
$$;
COMMENT ON FUNCTION shard_screen(text, text, text, date, timestamptz, jsonb) IS 'screen, asked of the shard that holds the programme, of the one that is named, or of all; where one of those cannot be reached error 08001, for the rest would look like all';

CREATE OR REPLACE FUNCTION shard_check(subject text, rule text DEFAULT NULL, subject_kind text DEFAULT NULL, shard text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL, policies jsonb DEFAULT '{}') RETURNS SETOF materials.shard_check_row
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		SELECT a.shard, x.* FROM shard_rows(ARRAY[shard_of(shard_check.subject, CASE WHEN shard_check.subject_kind IS NULL THEN ARRAY['line', 'lot', 'programme'] ELSE ARRAY[shard_check.subject_kind] END, shard_check.shard)],
				'check', jsonb_build_object('subject', shard_check.subject, 'rule', shard_check.rule, 'subject_kind', shard_check.subject_kind, 'as_of', coalesce(shard_check.as_of, materials.as_of()),
				'known_at', coalesce(shard_check.known_at, materials.known_at()), 'policies', coalesce(shard_check.policies, '{}'))) AS a
			CROSS JOIN LATERAL jsonb_populate_record(NULL::materials.check_row, a.answer) AS x;
END
$$;
COMMENT ON FUNCTION shard_check(text, text, text, text, date, timestamptz, jsonb) IS 'check of a contract line, lot or programme, asked of the shard that holds it; of an item, party or site where the shard is named';

CREATE OR REPLACE FUNCTION shard_trace(lot_code text, direction text DEFAULT 'both', basis text DEFAULT 'mass', shard text DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS SETOF materials.shard_trace_row
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 500 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		SELECT x.* FROM shard_rows(ARRAY[shard_of(shard_trace.lot_code, ARRAY['lot'], shard_trace.shard)], 'trace', jsonb_build_object('lot', shard_trace.lot_code, 'direction', shard_trace.direction,
				'basis', shard_trace.basis, 'known_at', coalesce(shard_trace.known_at, materials.known_at()))) AS a
			CROSS JOIN LATERAL jsonb_populate_record(NULL::materials.shard_trace_row, a.answer || jsonb_build_object('shard', a.shard)) AS x;
END
$$;
COMMENT ON FUNCTION shard_trace(text, text, text, text, timestamptz) IS 'trace (up, down or both), asked of the shard that holds the lot';

CREATE OR REPLACE FUNCTION shard_origins(lot_code text, basis text DEFAULT 'mass', by text DEFAULT 'lot', shard text DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS SETOF materials.shard_origins_row
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		SELECT x.* FROM shard_rows(ARRAY[shard_of(shard_origins.lot_code, ARRAY['lot'], shard_origins.shard)], 'origins', jsonb_build_object('lot', shard_origins.lot_code, 'basis', shard_origins.basis,
				'by', shard_origins.by, 'known_at', coalesce(shard_origins.known_at, materials.known_at()))) AS a
			CROSS JOIN LATERAL jsonb_populate_record(NULL::materials.shard_origins_row, a.answer || jsonb_build_object('shard', a.shard)) AS x;
END
$$;
COMMENT ON FUNCTION shard_origins(text, text, text, text, timestamptz) IS 'origins, asked of the shard that holds the lot';
