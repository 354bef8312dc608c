-- Shards attached and detached, what they say of themselves, and how they are asked (docs/internals/scale.md).

CREATE OR REPLACE FUNCTION code_kinds(code text) RETURNS text[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT ARRAY(SELECT 'line' WHERE EXISTS (SELECT FROM contract_line AS l WHERE l.code = code_kinds.code)
		UNION ALL SELECT 'lot' WHERE EXISTS (SELECT FROM lot AS l WHERE l.code = code_kinds.code)
		UNION ALL SELECT 'programme' WHERE EXISTS (SELECT FROM programme AS p WHERE p.code = code_kinds.code));
END;
COMMENT ON FUNCTION code_kinds(text) IS 'what of that code this ledger holds: line, lot, programme';

-- What verdicts take from outside of a programme.  By codes, as numbers differ between ledgers; corrected rows left out.
CREATE OR REPLACE FUNCTION reference_digest() RETURNS bytea
	LANGUAGE sql STABLE PARALLEL SAFE SET datestyle = 'ISO, YMD'
BEGIN ATOMIC
	WITH standing AS (
		SELECT 'party_domicile' AS relation, d.id, concat_ws('|', p.code, d.kind, d.country, d.region, d.valid) AS line FROM party_domicile AS d JOIN party AS p ON p.id = d.party_id
		UNION ALL SELECT 'party_role', r.id, concat_ws('|', p.code, r.government_of, r.relation, r.status, r.body, r.valid) FROM party_role AS r JOIN party AS p ON p.id = r.party_id
		UNION ALL SELECT 'succession', s.id, concat_ws('|', p.code, n.code, s.valid) FROM succession AS s JOIN party AS p ON p.id = s.predecessor_id JOIN party AS n ON n.id = s.successor_id
		UNION ALL SELECT 'interest', i.id, concat_ws('|', o.code, h.code, i.metric, i.share::text, i.valid) FROM interest AS i JOIN party AS o ON o.id = i.owner_id JOIN party AS h ON h.id = i.owned_id
		UNION ALL SELECT 'concert', c.id, concat_ws('|', c.agreement, p.code, r.code) FROM concert AS c JOIN party AS p ON p.id = c.party_id LEFT JOIN party AS r ON r.id = c.regarding_id
		UNION ALL SELECT 'listing', l.id, concat_ws('|', p.code, l.list, l.entry, l.decision, l.valid) FROM listing AS l JOIN party AS p ON p.id = l.party_id
		UNION ALL SELECT 'declaration', d.id, concat_ws('|', p.code, d.claim, d.valid) FROM declaration AS d JOIN party AS p ON p.id = d.party_id
		UNION ALL SELECT 'list_edition', e.id, concat_ws('|', e.list, e.edition, e.released_on, e.entry_count) FROM list_edition AS e
	), line AS (
		SELECT concat_ws('|', 'party', p.code, p.kind, p.government_of, p.government_level) AS line FROM party AS p
		UNION ALL
		SELECT concat_ws('|', s.relation, s.line) FROM standing AS s
		WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = s.relation AND x.row_id = s.id)
	)
	SELECT sha256(convert_to(coalesce(string_agg(l.line, chr(10) ORDER BY l.line COLLATE "C"), ''), 'UTF8')) FROM line AS l;
END;
COMMENT ON FUNCTION reference_digest() IS 'digest of what verdicts take from outside of a programme: parties, where they belong, who holds them, listings, editions of lists; the same on all shards that were told the same';

CREATE OR REPLACE FUNCTION ledger_state() RETURNS TABLE (origin uuid, version text, rulebook bytea, reference bytea, ids int8range, programmes text[], reader text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT l.origin, l.version::text,
		(SELECT sha256(convert_to(string_agg(concat_ws('|', d.rule, d.version, encode(d.digest, 'hex')), chr(10) ORDER BY d.rule COLLATE "C", d.version COLLATE "C"), 'UTF8'))
			FROM (SELECT array_agg(r.rule) AS rules, array_agg(r.version) AS versions FROM materials.rule AS r) AS r CROSS JOIN LATERAL materials.rule_digest(r.rules, r.versions) AS d),
		reference_digest(), materials.ledger_range((SELECT n.nspname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = 'lot'::regclass)),
		ARRAY(SELECT p.code::text FROM programme AS p ORDER BY p.code COLLATE "C"), (SELECT concat_ws(': ', t.reader, t.why) FROM trace_plan() AS t)
	FROM ledger AS l;
END;
COMMENT ON FUNCTION ledger_state() IS 'what a coordinator wants to know of a shard: its identity, version, digests of rules and of what is outside of programmes, numbers, programmes, how its flow is read';

CREATE OR REPLACE FUNCTION shard_named(shard text) RETURNS text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	IF NOT EXISTS (SELECT FROM shard AS s WHERE s.name = shard_named.shard) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no shard "%s"', left(shard_named.shard, 64)), HINT = 'Shards stand in the table "shard".';
	END IF;
	RETURN shard_named.shard;
END
$$;
COMMENT ON FUNCTION shard_named(text) IS 'the shard of that name; error 23503 where there is none';

CREATE OR REPLACE FUNCTION shard_fault(shard text, state text, message text) RETURNS jsonb
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = '08001', MESSAGE = format('shard "%s" cannot be reached', shard),
		DETAIL = format('Server "%s": %s (%s). Programmes there: %s.', (SELECT s.server FROM shard AS s WHERE s.name = shard_fault.shard), message, state,
			coalesce((SELECT string_agg(p.programme, ', ' ORDER BY p.programme COLLATE "C") FROM shard_programme AS p WHERE p.shard = shard_fault.shard), 'none')),
		HINT = 'Other shards answer: name a programme, or a shard. shard_status() says which can be reached.';
END
$$;
COMMENT ON FUNCTION shard_fault(text, text, text) IS 'raises 08001: a shard cannot be reached';

-- All servers are sent the question before the first answer is waited for; ledgers of this database answer meanwhile.
CREATE OR REPLACE FUNCTION shard_ask(shards text[], question text, arguments jsonb) RETURNS TABLE (shard text, answer jsonb, fault_state text, fault text)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	one record;
	sent text[] := '{}';
	name text;
	state text;
	message text;
	connection constant text := format('materials %s %s ', 'shard'::regclass::oid, current_user);
BEGIN
	FOR one IN SELECT s.name, s.ledger, s.server FROM shard AS s WHERE s.name = ANY (shard_ask.shards) AND s.server IS NOT NULL ORDER BY s.name LOOP
		BEGIN
			PERFORM materials.shard_send(connection || one.name, one.server, materials.shard_question(question, one.ledger, materials.shard_arguments(arguments)));
			sent := sent || one.name::text;
		EXCEPTION WHEN connection_exception THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = PG_EXCEPTION_DETAIL;
			RETURN QUERY SELECT one.name::text, NULL::jsonb, state, coalesce(nullif(message, ''), SQLERRM);
		END;
	END LOOP;
	FOR one IN SELECT s.name, s.ledger FROM shard AS s WHERE s.name = ANY (shard_ask.shards) AND s.server IS NULL ORDER BY s.name LOOP
		RETURN QUERY EXECUTE 'SELECT $2, a.answer, NULL::text, NULL::text FROM (' || materials.shard_question(question, one.ledger, '$1') || ') AS a (answer)' USING arguments, one.name::text;
	END LOOP;
	FOREACH name IN ARRAY sent LOOP
		BEGIN
			RETURN QUERY SELECT name, t.answer, NULL::text, NULL::text FROM materials.shard_take(connection || name) AS t (answer);
		EXCEPTION WHEN connection_exception OR admin_shutdown OR crash_shutdown OR cannot_connect_now THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
			RETURN QUERY SELECT name, NULL::jsonb, state, message;
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION shard_ask(text[], text, jsonb) IS 'asks shards one of the questions of materials.shard_question, all at once: an answer a row, or why the shard cannot be reached';

CREATE OR REPLACE FUNCTION shard_rows(shards text[], question text, arguments jsonb) RETURNS TABLE (shard text, answer jsonb)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY SELECT a.shard, CASE WHEN a.fault IS NOT NULL THEN shard_fault(a.shard, a.fault_state, a.fault) ELSE a.answer END FROM shard_ask(shard_rows.shards, question, arguments) AS a;
END
$$;
COMMENT ON FUNCTION shard_rows(text[], text, jsonb) IS 'the same; error 08001 where one of them cannot be reached';

CREATE OR REPLACE FUNCTION shard_attach(shard text, ledger text, server text DEFAULT NULL, programmes text[] DEFAULT NULL, ids_may_meet boolean DEFAULT false) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	there record;
	here record;
	met record;
	held text[];
BEGIN
	IF server IS NULL AND NOT EXISTS (SELECT FROM materials.ledgers() AS l WHERE l.ledger = shard_attach.ledger) THEN
		RAISE invalid_schema_name USING MESSAGE = format('there is no ledger "%s"', left(shard_attach.ledger, 64)),
			HINT = 'materials.ledgers() lists the ledgers of this database. One on another server is named with its foreign server.';
	ELSIF server IS NOT NULL AND NOT EXISTS (SELECT FROM pg_foreign_server AS f WHERE f.srvname = server) THEN
		RAISE undefined_object USING MESSAGE = format('there is no foreign server "%s"', left(server, 64)),
			HINT = 'CREATE SERVER and CREATE USER MAPPING say how it is reached.';
	END IF;
	INSERT INTO shard AS s (name, ledger, server, ids, origin) VALUES (shard, shard_attach.ledger, shard_attach.server, 'empty', '00000000-0000-0000-0000-000000000000')
	ON CONFLICT (name) DO UPDATE SET ledger = excluded.ledger, server = excluded.server, attached_at = transaction_timestamp(), attached_by = session_user;
	SELECT x.* INTO there FROM shard_rows(ARRAY[shard], 'state', '{}') AS a, jsonb_to_record(a.answer) AS x (origin uuid, version text, rulebook bytea, ids int8range, programmes text[]);
	SELECT x.* INTO here FROM ledger_state() AS x;
	IF (there.version, there.rulebook) IS DISTINCT FROM (here.version, here.rulebook) THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = format('shard "%s" would judge otherwise', shard),
			DETAIL = CASE WHEN there.version IS DISTINCT FROM here.version THEN format('It has version %s of the ledger, this one %s.', there.version, here.version) ELSE 'Its rules differ from those here.' END,
			HINT = 'Bring both to one version (ALTER EXTENSION materials UPDATE, materials.upgrade_ledger), and give both the same rules of your own.';
	END IF;
	SELECT s.name, s.ids INTO met FROM shard AS s WHERE s.name <> shard AND s.origin = there.origin;
	IF FOUND THEN
		RAISE unique_violation USING MESSAGE = format('ledger "%s" is shard "%s" already', shard_attach.ledger, met.name),
			DETAIL = 'Asked twice, it would answer twice.',
			HINT = 'Attach it again under that name, or detach it first.';
	END IF;
	SELECT s.name, s.ids INTO met FROM shard AS s WHERE s.name <> shard AND s.ids && there.ids ORDER BY s.name LIMIT 1;
	IF FOUND AND NOT ids_may_meet THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = format('numbers of shard "%s" would meet those of shard "%s"', shard, met.name),
			DETAIL = format('They are %s and %s.', there.ids, met.ids),
			HINT = 'materials.number_ledger gives each ledger a range, best before its first row. Questions go by codes: with ids_may_meet only joins by number over both would go wrong.';
	END IF;
	held := coalesce(programmes, there.programmes);
	IF NOT held <@ there.programmes THEN
		RAISE foreign_key_violation USING MESSAGE = format('shard "%s" has no programme "%s"', shard, (SELECT min(h.code COLLATE "C") FROM unnest(held) AS h (code) WHERE h.code <> ALL (there.programmes))),
			HINT = 'Record the programme there first.';
	END IF;
	SELECT p.programme, p.shard INTO met FROM shard_programme AS p WHERE p.programme = ANY (held) AND p.shard <> shard_attach.shard ORDER BY p.programme LIMIT 1;
	IF FOUND THEN
		RAISE unique_violation USING MESSAGE = format('programme "%s" is held by shard "%s"', met.programme, met.shard),
			DETAIL = 'A programme is in one shard, so that its traces stay in one place.',
			HINT = 'Name the programmes that the shard holds; detach the other shard where it holds them no more.';
	END IF;
	UPDATE shard AS s SET ids = there.ids, origin = there.origin WHERE s.name = shard;
	DELETE FROM shard_programme AS p WHERE p.shard = shard_attach.shard;
	INSERT INTO shard_programme (programme, shard) SELECT h.code, shard_attach.shard FROM unnest(held) AS h (code);
	RETURN cardinality(held);
END
$$;
COMMENT ON FUNCTION shard_attach(text, text, text, text[], boolean) IS 'makes a ledger, of this database or behind a foreign server, a shard that is asked through this one: all its programmes or those named; returns how many; again, when it got new ones';

CREATE OR REPLACE FUNCTION shard_detach(shard text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	held bigint := (SELECT count(*) FROM shard_programme AS p WHERE p.shard = shard_detach.shard);
BEGIN
	DELETE FROM shard AS s WHERE s.name = shard_named(shard_detach.shard);
	RETURN held;
END
$$;
COMMENT ON FUNCTION shard_detach(text) IS 'lets a shard go: it is asked no more, and keeps all that it holds; returns how many programmes it held';

CREATE OR REPLACE FUNCTION shard_status() RETURNS TABLE (shard text, server text, ledger text, reached boolean, version text, version_same boolean, rulebook_same boolean, reference_same boolean, ids int8range, programmes text[], unattached text[], reader text, fault text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		SELECT s.name::text, s.server, s.ledger, a.fault IS NULL, x.version, x.version = h.version, x.rulebook = h.rulebook, x.reference = h.reference, coalesce(x.ids, s.ids), n.held,
			ARRAY(SELECT p.code FROM unnest(x.programmes) AS p (code) WHERE p.code <> ALL (n.held) ORDER BY p.code COLLATE "C"), x.reader, a.fault
		FROM shard_ask(ARRAY(SELECT s.name FROM shard AS s), 'state', '{}') AS a JOIN shard AS s ON s.name = a.shard CROSS JOIN ledger_state() AS h
			LEFT JOIN LATERAL jsonb_to_record(a.answer) AS x (version text, rulebook bytea, reference bytea, ids int8range, programmes text[], reader text) ON true
			CROSS JOIN LATERAL (SELECT ARRAY(SELECT p.programme::text FROM shard_programme AS p WHERE p.shard = s.name ORDER BY p.programme COLLATE "C")) AS n (held)
		ORDER BY s.name COLLATE "C";
END
$$;
COMMENT ON FUNCTION shard_status() IS 'each shard: whether it can be reached, and whether version, rules and what verdicts take from outside of programmes are those of this ledger; programmes it has that are not attached; how its flow is read, as in trace_plan';
