-- Keeping the pairs: list_candidate holds what screening found, and is brought up to date by looking at what changed.
--
-- A pair depends on the names and identifiers of the party and on the wording of the entry, and on nothing else.  So
-- parties that changed are screened against all entries, the others against the entries that are new, and pairs of entries that
-- are gone are dropped: the same as screening all anew (ext/test/pgtap/screen_random.sql).

CREATE OR REPLACE FUNCTION party_screen_digest(known_at timestamptz) RETURNS TABLE (party_id bigint, digest text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT p.id, encode(sha256(convert_to(concat(p.kind, E'\n', n.names, E'\n', i.identifiers), 'UTF8')), 'hex')
	FROM party AS p
		LEFT JOIN (SELECT c.party_id, string_agg(c.name, E'\n' ORDER BY c.name COLLATE "C") AS names FROM party_name_at(party_screen_digest.known_at) AS c GROUP BY c.party_id) AS n ON n.party_id = p.id
		LEFT JOIN (SELECT t.party_id, string_agg(t.scheme || ' ' || t.value, E'\n' ORDER BY t.scheme COLLATE "C", t.value COLLATE "C") AS identifiers
			FROM party_identifier AS t WHERE t.recorded_at <= party_screen_digest.known_at GROUP BY t.party_id) AS i ON i.party_id = p.id
	WHERE p.recorded_at <= party_screen_digest.known_at;
END;
COMMENT ON FUNCTION party_screen_digest(timestamptz) IS 'a digest of what screening compares of each party: other digest, other names or identifiers';

-- What is kept is for all who may read: withheld names stay out of it.
CREATE OR REPLACE FUNCTION rescreen(list text DEFAULT NULL, everything boolean DEFAULT false, OUT parties bigint, OUT entries bigint, OUT added bigint, OUT dropped bigint)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off SET materials.identities = off
AS $$
#variable_conflict use_variable
DECLARE
	one_list text;
	entries_now bigint[];
	entries_before bigint[];
	entries_fresh bigint[];
	parties_changed bigint[];
	parties_same bigint[];
	counted bigint;
BEGIN
	parties := 0; entries := 0; added := 0; dropped := 0;
	PERFORM list_asked(rescreen.list);
	PERFORM pg_advisory_xact_lock(hashtextextended('materials list_party_name', 0));
	WITH stale AS MATERIALIZED (
		SELECT d.party_id, d.digest FROM party_screen_digest('infinity') AS d
		WHERE rescreen.everything OR NOT EXISTS (SELECT FROM list_party_name AS k WHERE k.party_id = d.party_id AND k.digest = d.digest)
	), gone AS (
		DELETE FROM list_party_name AS k USING stale AS s WHERE k.party_id = s.party_id
	)
	SELECT coalesce(array_agg(s.party_id), '{}') INTO parties_changed FROM stale AS s;
	INSERT INTO list_party_name (party_id, digest, core, joined, rare)
	SELECT DISTINCT ON (d.party_id, k.core COLLATE "C") d.party_id, d.digest, k.core, k.joined, k.rare
	FROM party_screen_digest('infinity') AS d JOIN party_name_at('infinity') AS n ON n.party_id = d.party_id
		CROSS JOIN LATERAL materials.name_variant(n.name) AS v CROSS JOIN LATERAL materials.name_key(v.variant) AS k
	WHERE d.party_id = ANY (parties_changed);
	FOREACH one_list IN ARRAY list_asked(rescreen.list) LOOP
		-- Two sessions take turns.
		INSERT INTO list_screening (list, entry_ids, screened_at) VALUES (one_list, '{}', transaction_timestamp()) ON CONFLICT DO NOTHING;
		SELECT s.entry_ids INTO entries_before FROM list_screening AS s WHERE s.list = one_list FOR UPDATE;
		IF rescreen.everything THEN
			entries_before := '{}';
		END IF;
		entries_now := ARRAY(SELECT t.entry_id FROM list_stay(one_list, ARRAY(SELECT DISTINCT e.entry FROM list_entry AS e WHERE e.list = one_list), materials.as_of(), 'infinity') AS t
			WHERE t.valid @> materials.as_of() ORDER BY t.entry_id);
		entries_fresh := ARRAY(SELECT u FROM unnest(entries_now) AS u EXCEPT SELECT u FROM unnest(entries_before) AS u);
		SELECT coalesce(array_agg(d.party_id) FILTER (WHERE b.digest IS DISTINCT FROM d.digest OR rescreen.everything), '{}'), coalesce(array_agg(d.party_id) FILTER (WHERE b.digest = d.digest AND NOT rescreen.everything), '{}')
		INTO parties_changed, parties_same
		FROM party_screen_digest('infinity') AS d LEFT JOIN list_screened_party AS b ON b.list = one_list AND b.party_id = d.party_id;

		DELETE FROM list_candidate AS c WHERE c.list = one_list AND (c.entry_id <> ALL (entries_now) OR c.party_id = ANY (parties_changed));
		GET DIAGNOSTICS counted = ROW_COUNT;
		dropped := dropped + counted;
		INSERT INTO list_candidate (party_id, entry_id, list, strength, score, party_name, entry_name, reason)
		SELECT m.party_id, m.entry_id, m.list, m.strength, m.score, m.party_name, m.entry_name, m.reason
		FROM party_match(parties_changed, ARRAY[one_list], NULL, NULL, materials.as_of(), 'infinity') AS m;
		GET DIAGNOSTICS counted = ROW_COUNT;
		added := added + counted;
		IF cardinality(entries_fresh) > 0 AND cardinality(parties_same) > 0 THEN
			INSERT INTO list_candidate (party_id, entry_id, list, strength, score, party_name, entry_name, reason)
			SELECT m.party_id, m.entry_id, m.list, m.strength, m.score, m.party_name, m.entry_name, m.reason
			FROM (SELECT coalesce(array_agg(e.party_id), '{}') AS parties, coalesce(array_agg(e.entry_id), '{}') AS entries, coalesce(array_agg(DISTINCT e.party_id), '{}') AS different
					FROM entry_match(entries_fresh) AS e WHERE e.party_id = ANY (parties_same)) AS near
				CROSS JOIN LATERAL party_match(near.different, ARRAY[one_list], near.parties, near.entries, materials.as_of(), 'infinity') AS m;
			GET DIAGNOSTICS counted = ROW_COUNT;
			added := added + counted;
		END IF;

		INSERT INTO list_screened_party AS b (list, party_id, digest)
		SELECT one_list, d.party_id, d.digest FROM party_screen_digest('infinity') AS d WHERE d.party_id = ANY (parties_changed)
		ON CONFLICT ON CONSTRAINT list_screened_party_pkey DO UPDATE SET digest = excluded.digest;
		UPDATE list_screening AS s SET entry_ids = entries_now, screened_at = transaction_timestamp() WHERE s.list = one_list;
		parties := parties + cardinality(parties_changed);
		entries := entries + cardinality(entries_fresh);
		PERFORM materials.tell_progress(format('list "%s" is compared', one_list));
	END LOOP;
END
$$;
COMMENT ON FUNCTION rescreen(text, boolean) IS 'brings list_candidate up to date for one list or all: what changed since the last time, or everything; returns parties and entries that were looked at anew, and pairs found and dropped';

CREATE OR REPLACE FUNCTION screened_party(list text DEFAULT NULL, decided boolean DEFAULT false, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (code text,
		party_name text, in_list text, entry text, entry_name text, strength text, score numeric, score_exact text, reason text, decision text, decided_by text, decided_until date, standing text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 2000 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	asked_list text[] := list_asked(screened_party.list);
	asked_day date := coalesce(screened_party.as_of, materials.as_of());
	asked_instant timestamptz := coalesce(screened_party.known_at, materials.known_at());
BEGIN
	RETURN QUERY
	SELECT p.code::text, c.party_name, c.list, e.entry, c.entry_name, c.strength, materials.round_half_up(c.score, 4), c.score::text, c.reason, d.decision, d.decided_by, d.decided_until, d.standing
	FROM list_candidate AS c JOIN list_entry AS e ON e.id = c.entry_id JOIN party AS p ON p.id = c.party_id
		CROSS JOIN LATERAL list_pair_standing(c.party_id, c.list, e.entry, c.entry_id, asked_day, asked_instant) AS d
	WHERE c.list = ANY (asked_list) AND (screened_party.decided OR d.standing <> 'decided')
	ORDER BY c.strength COLLATE "C", c.score DESC, c.reason COLLATE "C", p.code COLLATE "C", c.list COLLATE "C", e.entry COLLATE "C";
END
$$;
COMMENT ON FUNCTION screened_party(text, boolean, date, timestamptz) IS 'what screen_party tells, from the pairs that rescreen keeps: decisions are those of the day and instant asked, pairs those of the last screening';
