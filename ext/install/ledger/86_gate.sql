-- The award gate: a constraint that refuses lines which a rule bars.  It asks by all that is recorded, as of today and of nothing
-- that is supposed, whatever the session has set.  docs/internals/award_gate.md.

CREATE OR REPLACE FUNCTION gated_line(gate award_gate, fact jsonb) RETURNS bigint
	-- In PL/pgSQL: who adds a column to the table of gates must not be kept from it by a body that is bound to its rows.
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN CASE WHEN (gated_line.gate).when_column IS NOT NULL AND NOT coalesce(gated_line.fact ->> (gated_line.gate).when_column = ANY ((gated_line.gate).when_values), gated_line.fact ->> (gated_line.gate).when_column IS NOT NULL) THEN NULL
		WHEN (gated_line.gate).line_column IS NULL THEN (gated_line.fact ->> 'id')::bigint
		ELSE coalesce((SELECT l.id FROM contract_line AS l WHERE l.code = gated_line.fact ->> (gated_line.gate).line_column), -1) END;
END
$$;
COMMENT ON FUNCTION gated_line(award_gate, jsonb) IS 'number of the contract line that a row of a gated table awards, empty where it awards nothing, -1 where the ledger has no such line';

CREATE OR REPLACE FUNCTION gated_part(gate award_gate, fact jsonb) RETURNS jsonb
	-- In PL/pgSQL: who adds a column to the table of gates must not be kept from it by a body that is bound to its rows.
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN CASE WHEN (gated_part.gate).line_column IS NULL THEN gated_part.fact - '{price,currency,source,recorded_at,recorded_by}'::text[]
		ELSE jsonb_build_object('line', gated_part.fact -> (gated_part.gate).line_column, 'award', gated_line(gated_part.gate, gated_part.fact) IS NOT NULL) END;
END
$$;
COMMENT ON FUNCTION gated_part(award_gate, jsonb) IS 'what of a row of a gated table matters to the gate: while it stays, the row may be changed';

CREATE OR REPLACE FUNCTION gate_verdict(gate award_gate, line_ids bigint[]) RETURNS TABLE (line_id bigint, verdict materials.check_row, severity integer, refused boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 500 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
#variable_conflict use_column
DECLARE
	day date := (transaction_timestamp() AT TIME ZONE 'UTC')::date;
BEGIN
	RETURN QUERY
		WITH asked AS MATERIALIZED (
			SELECT r.rule, materials.rule_version(r.rule) AS version FROM unnest(gate.rules) AS r (rule)
		), goods AS MATERIALIZED (
			SELECT goods_of(array_agg(a.rule), array_agg(a.version), gate_verdict.line_ids, '{}', '{}', gate.policies, day, 'infinity') AS found FROM asked AS a
		)
		SELECT j.case_id, j.verdict, v.severity, v.bars OR NOT v.settled AND (gate.open_max = 0 OR coalesce((j.verdict).share_max - (j.verdict).share_min, 1) > gate.open_max)
		FROM goods AS g CROSS JOIN asked AS a CROSS JOIN LATERAL check_judged(a.rule, a.version, gate_verdict.line_ids, '{}', '{}', '{}', g.found, day, 'infinity', gate.policies) AS j
			JOIN LATERAL materials.verdicts_of(a.rule, a.version) AS v ON v.verdict = (j.verdict).status;
END
$$;
COMMENT ON FUNCTION gate_verdict(award_gate, bigint[]) IS 'verdicts of the rules of a gate on lines, in one pass, and whether the gate refuses them';

CREATE OR REPLACE FUNCTION gate_check(gate award_gate, line_ids bigint[]) RETURNS void
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	day date := (transaction_timestamp() AT TIME ZONE 'UTC')::date;
	bad record;
	way text;
BEGIN
	IF materials.supposing('infinity') THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'nothing is awarded while something is supposed', CONSTRAINT = gate.code,
			DETAIL = 'The award gate asks what is recorded.', HINT = 'End what is supposed with suppose_nothing().';
	END IF;
	SELECT l.code, g.line_id, (g.verdict).rule, (g.verdict).version, (g.verdict).status, (g.verdict).reason, (g.verdict).citation, ARRAY[g.verdict] AS verdicts, count(*) OVER () AS refused INTO bad
	FROM gate_verdict(gate, gate_check.line_ids) AS g JOIN contract_line AS l ON l.id = g.line_id
	WHERE g.refused ORDER BY g.severity DESC, l.code COLLATE "C", (g.verdict).rule COLLATE "C" LIMIT 1;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	SELECT f.path INTO way FROM explain_judged(bad.verdicts, bad.rule, bad.version, ARRAY[bad.line_id], '{}', '{}', '{}',
			goods_of(ARRAY[bad.rule], ARRAY[bad.version], ARRAY[bad.line_id], '{}', '{}', gate.policies, day, 'infinity'), day, 'infinity', gate.policies) AS f
	WHERE f.path IS NOT NULL AND f.effect IN ('against', 'open') ORDER BY f.effect, f.finding LIMIT 1;
	RAISE EXCEPTION USING ERRCODE = '23M01', MESSAGE = format('contract line "%s" is refused by rule %s: %s', left(bad.code, 64), bad.rule, bad.status),
		DETAIL = format('%s (%s).%s%s', bad.reason, bad.citation, coalesce(' Way: ' || way || '.', ''), CASE WHEN bad.refused > 1 THEN format(' Verdicts that refuse, of all lines: %s.', bad.refused) ELSE '' END),
		HINT = format('explain(%L, %L) tells why, to_settle what to ask, to_fix what to replace. A waiver of the rule for the line on that day, by an official who may grant it, lets it through.', bad.code, bad.rule),
		CONSTRAINT = gate.code, SCHEMA = (SELECT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = gate.relation), TABLE = (SELECT c.relname FROM pg_class AS c WHERE c.oid = gate.relation);
END
$$;
COMMENT ON FUNCTION gate_check(award_gate, bigint[]) IS 'error 23M01 where a gate refuses one of some lines, which names line and rule, citation and path';

-- Each row is noted before it is written, so that the first check takes the lines of all of them (materials.gate_take).
CREATE OR REPLACE FUNCTION gate_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	gate award_gate;
	earlier jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
	later jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
	lines bigint[];
	line_id bigint;
	line_ids bigint[];
BEGIN
	SELECT g.* INTO gate FROM award_gate AS g WHERE g.code = TG_ARGV[0];
	IF NOT FOUND THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = format('award gate "%s" has no row', TG_ARGV[0]),
			HINT = 'Make it again with gate_lines, or take it away with ungate_lines.';
	END IF;
	IF TG_ARGV[1] = 'lots' THEN
		-- A line that lots are put on or taken from counts as it stands.
		lines := ARRAY(SELECT gated_line(gate, to_jsonb(l)) FROM contract_line AS l WHERE l.id IN ((earlier ->> 'line_id')::bigint, (later ->> 'line_id')::bigint) ORDER BY l.id);
	ELSIF TG_OP = 'INSERT' OR gated_part(gate, earlier) IS DISTINCT FROM gated_part(gate, later) THEN
		lines := ARRAY[gated_line(gate, later)];
	END IF;
	FOREACH line_id IN ARRAY coalesce(array_remove(lines, NULL), '{}') LOOP
		IF TG_WHEN = 'BEFORE' THEN
			PERFORM materials.gate_note(gate.relation, line_id);
			CONTINUE;
		ELSIF line_id = -1 AND later ->> gate.line_column IS NULL THEN
			RAISE foreign_key_violation USING MESSAGE = format('an award in table "%s" names no contract line', gate.relation), CONSTRAINT = gate.code,
				DETAIL = format('Its column "%s" is empty.', gate.line_column),
				HINT = 'Name the line by its code in the ledger.';
		ELSIF line_id = -1 THEN
			RAISE foreign_key_violation USING MESSAGE = format('there is no contract line "%s"', left(later ->> gate.line_column, 64)), CONSTRAINT = gate.code,
				DETAIL = format('The award gate of table "%s" asks the ledger about it.', gate.relation),
				HINT = 'Record the line and the lots that fill it first, in the same transaction or before.';
		END IF;
		line_ids := materials.gate_take(gate.relation, line_id);
		IF cardinality(line_ids) > 0 THEN
			PERFORM gate_check(gate, array_remove(line_ids, -1));
		END IF;
	END LOOP;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION gate_row() IS 'an award gate: notes the line of a row before it is written, and checks it with all that were noted when the constraint is due';

CREATE OR REPLACE FUNCTION ungate_lines(relation regclass) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET client_min_messages = warning
AS $$
DECLARE
	one regclass;
BEGIN
	FOREACH one IN ARRAY CASE WHEN relation = 'contract_line'::regclass THEN ARRAY[relation, 'contract_line_lot'::regclass] ELSE ARRAY[relation] END LOOP
		EXECUTE format('DROP TRIGGER IF EXISTS award_gate ON %s', one);
		EXECUTE format('DROP TRIGGER IF EXISTS award_gate_note ON %s', one);
	END LOOP;
	DELETE FROM award_gate AS g WHERE g.relation = ungate_lines.relation;
END
$$;
COMMENT ON FUNCTION ungate_lines(regclass) IS 'takes an award gate away from a table';

CREATE OR REPLACE FUNCTION gate_lines(relation regclass, rules text[], open_max numeric DEFAULT 0, line_column name DEFAULT NULL, when_column name DEFAULT NULL, when_values text[] DEFAULT NULL,
		policies jsonb DEFAULT '{}', deferred boolean DEFAULT true, source text DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	own boolean := gate_lines.relation = 'contract_line'::regclass;
	gated record;
	name text;
	one record;
BEGIN
	SELECT c.relkind, c.relname, n.nspname INTO gated FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = gate_lines.relation;
	IF gated.relkind IS NULL OR gated.relkind NOT IN ('r', 'p') THEN
		RAISE wrong_object_type USING MESSAGE = format('"%s" cannot be gated', gate_lines.relation), DETAIL = 'It is not a table of this server.',
			HINT = 'Gate the table that its rows are written to; a foreign table on the server where it lies.';
	ELSIF own <> (gate_lines.line_column IS NULL) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('line_column cannot be "%s" for table "%s"', coalesce(gate_lines.line_column::text, 'empty'), gate_lines.relation),
			HINT = 'It names the column with the code of the contract line in a table that is not contract_line itself.';
	ELSIF coalesce(cardinality(gate_lines.rules), 0) = 0 THEN
		RAISE invalid_parameter_value USING MESSAGE = 'an award gate asks at least one rule', HINT = 'For example gate_lines(''contract_line'', ''{10USC4865,NDAA24-154}'').';
	END IF;
	PERFORM materials.rule_version(r.rule) FROM unnest(gate_lines.rules) AS r (rule);
	PERFORM materials.check_choices(coalesce(gate_lines.policies, '{}'));
	SELECT c.name INTO one FROM unnest(ARRAY[gate_lines.line_column, gate_lines.when_column]) AS c (name)
	WHERE c.name IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = gate_lines.relation AND a.attname = c.name AND a.attnum > 0 AND NOT a.attisdropped);
	IF FOUND THEN
		RAISE undefined_column USING MESSAGE = format('table "%s" has no column "%s"', gate_lines.relation, one.name), HINT = 'Columns are named as the catalogue has them, without quotes.';
	END IF;
	PERFORM ungate_lines(gate_lines.relation);
	name := format('award_gate_%s_%s', left(gated.nspname, 60), left(gated.relname, 60));
	INSERT INTO award_gate (code, relation, line_column, rules, open_max, policies, when_column, when_values, source)
	VALUES (name, gate_lines.relation, gate_lines.line_column, gate_lines.rules, coalesce(gate_lines.open_max, 0), coalesce(gate_lines.policies, '{}'), gate_lines.when_column, gate_lines.when_values, gate_lines.source);
	FOR one IN SELECT t.relation, t.events, t.kind FROM (VALUES (gate_lines.relation, 'INSERT OR UPDATE', 'lines'), (CASE WHEN own THEN 'contract_line_lot'::regclass END, 'INSERT OR UPDATE OR DELETE', 'lots')) AS t (relation, events, kind) WHERE t.relation IS NOT NULL LOOP
		-- ALWAYS: what a replication worker applies is looked at as well.
		EXECUTE format('CREATE TRIGGER award_gate_note BEFORE %s ON %s FOR EACH ROW EXECUTE FUNCTION gate_row(%L, %L)', one.events, one.relation, name, one.kind);
		EXECUTE format('CREATE CONSTRAINT TRIGGER award_gate AFTER %s ON %s DEFERRABLE INITIALLY %s FOR EACH ROW EXECUTE FUNCTION gate_row(%L, %L)', one.events, one.relation,
			CASE WHEN deferred THEN 'DEFERRED' ELSE 'IMMEDIATE' END, name, one.kind);
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER award_gate_note, ENABLE ALWAYS TRIGGER award_gate', one.relation);
		EXECUTE format('COMMENT ON TRIGGER award_gate ON %s IS ''contract lines that a rule bars are refused''', one.relation);
		EXECUTE format('COMMENT ON TRIGGER award_gate_note ON %s IS ''lines that are written are checked together''', one.relation);
	END LOOP;
	RETURN name;
END
$$;
COMMENT ON FUNCTION gate_lines(regclass, text[], numeric, name, name, text[], jsonb, boolean, text) IS 'attaches an award gate to a table: rows for contract lines that one of the rules bars, or leaves open by more than open_max, are refused with error 23M01, by default at the end of the transaction; in place of the one it had. Returns the name of the gate';

CREATE OR REPLACE FUNCTION award_standing() RETURNS TABLE (gate text, contract text, line text, rule text, version text, status text, share_min numeric, share_max numeric, reason text, refused boolean, determination text, status_determined text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		WITH open_line AS MATERIALIZED (
			SELECT array_agg(l.id ORDER BY l.id) AS ids FROM contract_line AS l WHERE l.delivered_on IS NULL OR l.delivered_on > (transaction_timestamp() AT TIME ZONE 'UTC')::date
		)
		SELECT g.code::text, c.code::text, l.code::text, (v.verdict).rule, (v.verdict).version, (v.verdict).status, (v.verdict).share_min, (v.verdict).share_max, (v.verdict).reason, v.refused, d.code::text, d.status
		FROM award_gate AS g CROSS JOIN open_line AS o CROSS JOIN LATERAL gate_verdict(g, o.ids) AS v
			JOIN contract_line AS l ON l.id = v.line_id JOIN contract AS c ON c.id = l.contract_id
			LEFT JOIN LATERAL (SELECT x.code, x.status FROM determination AS x WHERE x.line_id = l.id AND x.rule = (v.verdict).rule ORDER BY x.id DESC LIMIT 1) AS d ON true
		ORDER BY g.code COLLATE "C", c.code COLLATE "C", l.code COLLATE "C", (v.verdict).rule COLLATE "C";
END
$$;
COMMENT ON FUNCTION award_standing() IS 'how lines that are not delivered yet stand today under the rules of each award gate, and how the newest determination has them';

CREATE OR REPLACE VIEW award_changed WITH (security_invoker = true) AS
	SELECT s.gate, s.contract, s.line, s.rule, s.version, s.status, s.share_min, s.share_max, s.reason, s.refused, s.determination, s.status_determined
	FROM award_standing() AS s WHERE s.refused OR s.status_determined <> s.status;
COMMENT ON VIEW award_changed IS 'lines not delivered yet that an award gate would refuse today, or whose verdict is another one than was determined';
COMMENT ON COLUMN award_changed.gate IS 'award gate';
COMMENT ON COLUMN award_changed.contract IS 'number of the contract, as people write it';
COMMENT ON COLUMN award_changed.line IS 'line of the contract';
COMMENT ON COLUMN award_changed.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN award_changed.version IS 'version of the rule';
COMMENT ON COLUMN award_changed.status IS 'verdict today';
COMMENT ON COLUMN award_changed.share_min IS 'worst case of the share that the rule compares';
COMMENT ON COLUMN award_changed.share_max IS 'best case of it';
COMMENT ON COLUMN award_changed.reason IS 'why, in words';
COMMENT ON COLUMN award_changed.refused IS 'true where the gate would refuse the line today';
COMMENT ON COLUMN award_changed.determination IS 'newest determination of the line under the rule';
COMMENT ON COLUMN award_changed.status_determined IS 'verdict that it has';
