-- Names against the names of list entries.  Nothing here decides anything: it finds pairs, says how alike they are and in what.
--
-- strong: the same identifier, or the same name but for what name_key makes alike.
-- weak: at least half of all trigrams shared, or all words of the one that are not common among those of the other, and at least
-- a quarter of their letters.  Scores are fractions of whole numbers: no rounding decides.

-- Half of the trigrams is a number that float4 has exactly, so what pg_trgm's index finds is what the exact fraction says.
-- The setting is known only once the library is there.
DO $$ BEGIN PERFORM materials.name_similarity('a', 'b'); END $$;

CREATE OR REPLACE FUNCTION name_match(numbers bigint[], names text[], lists text[], pair_numbers bigint[], pair_entries bigint[], as_of date, known_at timestamptz) RETURNS TABLE (number bigint,
		list text, entry text, entry_id bigint, strength text, score materials.fraction, party_name text, entry_name text, reason text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000 SET pg_trgm.similarity_threshold = 0.5 SET jit = off SET search_path FROM CURRENT
AS $$
	WITH asked AS MATERIALIZED (
		SELECT row_number() OVER () AS place, q.number, v.variant, v.acronym, k.full_name, k.core, k.joined, k.rare
		FROM unnest(name_match.numbers, name_match.names) AS q (number, name)
			CROSS JOIN LATERAL materials.name_variant(q.name) AS v
			CROSS JOIN LATERAL materials.name_key(v.variant) AS k
		WHERE k.core <> ''
	), pair AS (
		SELECT a.place, n.id FROM asked AS a JOIN list_name AS n ON n.joined = a.joined WHERE name_match.pair_entries IS NULL
		UNION
		SELECT a.place, n.id FROM asked AS a JOIN list_name AS n ON materials.name_alike(n.core, a.core) WHERE name_match.pair_entries IS NULL
		UNION
		SELECT a.place, n.id FROM asked AS a JOIN list_name AS n ON n.rare && a.rare WHERE name_match.pair_entries IS NULL AND (n.rare <@ a.rare OR n.rare @> a.rare)
		UNION
		-- Some pairs only.
		SELECT a.place, n.id FROM unnest(name_match.pair_numbers, name_match.pair_entries) AS u (number, entry_id) JOIN asked AS a ON a.number = u.number JOIN list_name AS n ON n.entry_id = u.entry_id
		WHERE n.joined = a.joined OR materials.name_alike(n.core, a.core) OR n.rare && a.rare AND (n.rare <@ a.rare OR n.rare @> a.rare)
	), found AS MATERIALIZED (
		SELECT p.place, p.id, e.id AS entry_id, e.list, e.entry
		FROM pair AS p JOIN list_name AS n ON n.id = p.id JOIN list_entry AS e ON e.id = n.entry_id
		WHERE e.list = ANY (name_match.lists)
	), stay AS MATERIALIZED (
		SELECT l.list, s.entry_id
		FROM (SELECT f.list, array_agg(DISTINCT f.entry) AS entries FROM found AS f GROUP BY f.list) AS l
			CROSS JOIN LATERAL list_stay(l.list, l.entries, name_match.as_of, name_match.known_at) AS s
		WHERE s.valid @> name_match.as_of
	), compared AS (
		SELECT a.number, f.list, f.entry, f.entry_id, a.variant AS party_name, n.name AS entry_name, n.joined = a.joined AS same, n.core = a.core AS same_core, n.full_name = a.full_name AS same_full, string_to_array(n.core, ' ') AS words_a, string_to_array(a.core, ' ') AS words_b,
			a.acronym OR n.kind = 'acronym' OR length(n.joined) < 4 AND n.full_name <> a.full_name AS slight,
			CASE WHEN n.joined <> a.joined AND materials.name_alike(n.core, a.core) THEN materials.name_similarity(n.core, a.core) END AS alike,
			CASE WHEN n.rare <@ a.rare THEN n.rare ELSE a.rare END AS part, CASE WHEN n.rare <@ a.rare THEN a.rare ELSE n.rare END AS whole,
			n.rare && a.rare AND (n.rare <@ a.rare OR n.rare @> a.rare) AS contained
		FROM found AS f JOIN stay AS s ON s.entry_id = f.entry_id JOIN asked AS a ON a.place = f.place JOIN list_name AS n ON n.id = f.id
	), weighed AS MATERIALIZED (
		-- Words that both have, as a part of all words that either has, by their letters.
		SELECT c.*, (SELECT sum(length(x.word)) FILTER (WHERE x.both_have)::materials.fraction OPERATOR(materials./) sum(length(x.word))::materials.fraction
				FROM (SELECT u.word, count(*) = 2 AS both_have FROM (SELECT DISTINCT unnest(c.words_a) AS word, 'a' AS side UNION ALL SELECT DISTINCT unnest(c.words_b), 'b') AS u GROUP BY u.word) AS x) AS shared
		FROM (SELECT d.*, d.contained AND length(array_to_string(d.part, '')) >= 3 AND 4 * length(array_to_string(d.part, '')) >= length(array_to_string(d.whole, '')) AND NOT d.same AS counts FROM compared AS d) AS c
		WHERE c.same OR c.alike IS NOT NULL OR c.counts
	), judged AS (
		SELECT w.number, w.list, w.entry, w.entry_id, w.party_name, w.entry_name, CASE WHEN w.same AND NOT w.slight THEN 'strong' ELSE 'weak' END AS strength,
			CASE WHEN w.same THEN 1::materials.fraction WHEN w.alike IS NULL OR w.counts AND w.shared OPERATOR(materials.>) w.alike THEN w.shared ELSE w.alike END AS score,
			CASE WHEN w.same AND w.slight THEN 'the same acronym or short name'
				WHEN w.same_full THEN 'the same name'
				WHEN w.same_core THEN 'the same name but for the legal form'
				WHEN w.same THEN 'the same name but for blanks'
				WHEN w.alike IS NULL OR w.counts AND w.shared OPERATOR(materials.>) w.alike THEN format('all of %s is in both names, %s of the letters of their words', array_to_string(w.part, ', '), w.shared)
				ELSE format('%s of the trigrams are in both names', w.alike) END AS reason
		FROM weighed AS w
	)
	SELECT DISTINCT ON (j.number, j.list COLLATE "C", j.entry COLLATE "C") j.number, j.list, j.entry, j.entry_id, j.strength, j.score, j.party_name, j.entry_name, j.reason
	FROM judged AS j
	ORDER BY j.number, j.list COLLATE "C", j.entry COLLATE "C", j.strength COLLATE "C", j.score DESC, j.reason COLLATE "C", j.party_name COLLATE "C", j.entry_name COLLATE "C";
$$;
COMMENT ON FUNCTION name_match(bigint[], text[], text[], bigint[], bigint[], date, timestamptz) IS 'names, each with a number, against the names of list entries on a day: the best pair for each number and entry; of the pairs named, or of all for NULL';

CREATE OR REPLACE FUNCTION list_known() RETURNS text[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(array_agg(DISTINCT e.list), '{}') FROM list_edition AS e;
END;
COMMENT ON FUNCTION list_known() IS 'lists of which there are editions';

CREATE OR REPLACE FUNCTION list_asked(list text DEFAULT NULL) RETURNS text[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF list_asked.list IS NULL THEN
		RETURN list_known();
	ELSIF NOT EXISTS (SELECT FROM materials.list AS l WHERE l.list = list_asked.list) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no list "%s"', left(list_asked.list, 64)),
			HINT = 'materials.list has the lists; add a row there for another one.';
	END IF;
	RETURN ARRAY[list_asked.list];
END
$$;
COMMENT ON FUNCTION list_asked(text) IS 'one list, or all of which there are editions for NULL; error 23503 where there is no such list';

CREATE OR REPLACE FUNCTION party_name_at(known_at timestamptz) RETURNS TABLE (party_id bigint, name text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT p.id, p.name FROM party AS p WHERE p.recorded_at <= party_name_at.known_at AND p.kind NOT IN ('anonymous', 'redacted', 'unknown') AND p.withheld IS NULL
	UNION
	SELECT p.id, identity_name(p.id, party_name_at.known_at) FROM party AS p
	WHERE p.recorded_at <= party_name_at.known_at AND p.kind NOT IN ('anonymous', 'redacted', 'unknown') AND p.withheld IS NOT NULL
		AND materials.identities_shown() AND identity_name(p.id, party_name_at.known_at) IS NOT NULL
	UNION
	SELECT n.party_id, n.name FROM party_name AS n JOIN party AS p ON p.id = n.party_id
	WHERE n.recorded_at <= party_name_at.known_at AND p.recorded_at <= party_name_at.known_at AND p.kind NOT IN ('anonymous', 'redacted', 'unknown');
END;
COMMENT ON FUNCTION party_name_at(timestamptz) IS 'names of parties as known at an instant; those whose names are withheld have none, but for whom they are disclosed to';

CREATE OR REPLACE FUNCTION party_match(party_ids bigint[], lists text[], pair_parties bigint[], pair_entries bigint[], as_of date, known_at timestamptz) RETURNS TABLE (party_id bigint,
		list text, entry text, entry_id bigint, strength text, score materials.fraction, party_name text, entry_name text, reason text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000 SET jit = off
BEGIN ATOMIC
	WITH called AS MATERIALIZED (
		SELECT n.party_id, n.name FROM party_name_at(party_match.known_at) AS n WHERE n.party_id = ANY (party_match.party_ids)
	), same AS MATERIALIZED (
		SELECT p.party_id, e.list, e.entry, e.id AS entry_id, format('%s %s', p.scheme, p.value) AS name, format('the same %s "%s"', p.scheme, p.value) AS reason
		FROM party_identifier AS p JOIN list_identifier AS i ON i.scheme = p.scheme AND i.value = p.value JOIN list_entry AS e ON e.id = i.entry_id
		WHERE p.party_id = ANY (party_match.party_ids) AND p.recorded_at <= party_match.known_at AND e.list = ANY (party_match.lists)
			AND (party_match.pair_entries IS NULL OR (p.party_id, i.entry_id) IN (SELECT u.a, u.b FROM unnest(party_match.pair_parties, party_match.pair_entries) AS u (a, b)))
	), stay AS MATERIALIZED (
		SELECT s.entry_id
		FROM (SELECT m.list, array_agg(DISTINCT m.entry) AS entries FROM same AS m GROUP BY m.list) AS l
			CROSS JOIN LATERAL list_stay(l.list, l.entries, party_match.as_of, party_match.known_at) AS s
		WHERE s.valid @> party_match.as_of
	)
	SELECT DISTINCT ON (f.party_id, f.list COLLATE "C", f.entry COLLATE "C") f.party_id, f.list, f.entry, f.entry_id, f.strength, f.score, f.party_name, f.entry_name, f.reason
	FROM (SELECT 0 AS place, m.party_id, m.list, m.entry, m.entry_id, 'strong' AS strength, 1::materials.fraction AS score, m.name AS party_name, m.name AS entry_name, m.reason
			FROM same AS m WHERE m.entry_id IN (SELECT s.entry_id FROM stay AS s)
		UNION ALL
		SELECT 1, m.number, m.list, m.entry, m.entry_id, m.strength, m.score, m.party_name, m.entry_name, m.reason
			FROM name_match(ARRAY(SELECT c.party_id FROM called AS c ORDER BY c.party_id, c.name COLLATE "C"), ARRAY(SELECT c.name FROM called AS c ORDER BY c.party_id, c.name COLLATE "C"),
				party_match.lists, party_match.pair_parties, party_match.pair_entries, party_match.as_of, party_match.known_at) AS m) AS f
	ORDER BY f.party_id, f.list COLLATE "C", f.entry COLLATE "C", f.place, f.reason COLLATE "C";
END;
COMMENT ON FUNCTION party_match(bigint[], text[], bigint[], bigint[], date, timestamptz) IS 'parties against the entries of lists on a day, by their names and identifiers: the best reason for each pair; of the pairs named, or of all for NULL';

CREATE OR REPLACE FUNCTION entry_match(entry_ids bigint[]) RETURNS TABLE (party_id bigint, entry_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000 SET pg_trgm.similarity_threshold = 0.5 SET jit = off
BEGIN ATOMIC
	WITH called AS MATERIALIZED (
		SELECT n.entry_id, n.core, n.joined, n.rare FROM list_name AS n WHERE n.entry_id = ANY (entry_match.entry_ids)
	)
	SELECT k.party_id, c.entry_id FROM called AS c JOIN list_party_name AS k ON k.joined = c.joined
	UNION
	SELECT k.party_id, c.entry_id FROM called AS c JOIN list_party_name AS k ON materials.name_alike(k.core, c.core)
	UNION
	SELECT k.party_id, c.entry_id FROM called AS c JOIN list_party_name AS k ON k.rare && c.rare
	UNION
	SELECT p.party_id, i.entry_id FROM list_identifier AS i JOIN party_identifier AS p ON p.scheme = i.scheme AND p.value = i.value WHERE i.entry_id = ANY (entry_match.entry_ids);
END;
COMMENT ON FUNCTION entry_match(bigint[]) IS 'parties that may match some entries, by the names that rescreen keeps: party_match tells which do';
