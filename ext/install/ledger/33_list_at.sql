-- What was on a list on a day, as known at an instant.
--
-- Entry and day: an entry is on its list from the day that the list gives, or else from the day on which the first edition
-- that has it was released, until the day on which the first edition that no longer has it was released.  Coming back, it is on
-- the list from the day that the list gives where that is after it left, or else from the release of the edition that has it
-- again.  Of several editions of one day the one recorded last counts.

CREATE OR REPLACE FUNCTION list_edition_known(list text, known_at timestamptz) RETURNS TABLE (edition_id bigint, place bigint, released_on date, next_on date)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	SELECT e.id, row_number() OVER w, e.released_on, lead(e.released_on) OVER w
	FROM (SELECT DISTINCT ON (d.released_on) d.id, d.released_on FROM list_edition AS d
		WHERE d.list = list_edition_known.list AND d.recorded_at <= list_edition_known.known_at
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'list_edition' AND x.row_id = d.id AND x.recorded_at <= list_edition_known.known_at)
		ORDER BY d.released_on, d.recorded_at DESC, d.id DESC) AS e
	WINDOW w AS (ORDER BY e.released_on);
END;
COMMENT ON FUNCTION list_edition_known(text, timestamptz) IS 'editions of a list that were known at an instant, in the order of their release, with the release of the next';

CREATE OR REPLACE FUNCTION list_stay(list text, entries text[], as_of date, known_at timestamptz) RETURNS TABLE (entry text, entry_id bigint, valid daterange)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	WITH edition AS MATERIALIZED (
		SELECT k.edition_id, k.place, k.released_on, k.next_on FROM list_edition_known(list_stay.list, list_stay.known_at) AS k
	), held AS (
		SELECT v.entry, v.id, v.listed_on, k.place, k.released_on, k.next_on, k.place - row_number() OVER (PARTITION BY v.entry ORDER BY k.place) AS run
		FROM list_entry AS v
			JOIN list_member AS m ON m.entry_id = v.id
			JOIN edition AS k ON k.edition_id = m.edition_id
		WHERE v.list = list_stay.list AND v.entry = ANY (list_stay.entries)
	), stay AS (
		SELECT h.entry, min(h.place) AS place, min(h.released_on) AS first_on,
			(array_agg(h.listed_on ORDER BY h.place DESC))[1] AS listed_on, (array_agg(h.next_on ORDER BY h.place DESC))[1] AS left_on,
			-- The wording of the day: of the last edition that was out then, or of the first that came after.
			(array_agg(h.id ORDER BY h.released_on <= list_stay.as_of DESC, CASE WHEN h.released_on <= list_stay.as_of THEN - h.place ELSE h.place END))[1] AS entry_id
		FROM held AS h GROUP BY h.entry, h.run
	), span AS (
		SELECT s.entry, s.entry_id, s.place, s.left_on,
			CASE WHEN lag(s.left_on) OVER w IS NULL THEN coalesce(s.listed_on, s.first_on) WHEN s.listed_on > lag(s.left_on) OVER w THEN s.listed_on ELSE s.first_on END AS begun_on
		FROM stay AS s WINDOW w AS (PARTITION BY s.entry ORDER BY s.place)
	)
	SELECT p.entry, p.entry_id, daterange(p.begun_on, p.left_on) FROM span AS p
	WHERE p.left_on IS NULL OR p.begun_on < p.left_on
	ORDER BY p.entry COLLATE "C", p.place;
END;
COMMENT ON FUNCTION list_stay(text, text[], date, timestamptz) IS 'days on which some entries were on a list, as known at an instant, a row for each time; entry_id is the wording of the day as_of';

CREATE OR REPLACE FUNCTION list_entry_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, list text, entry text, name text, kind text, programme text, limb text,
		countries materials.country[], listed_on date, effective_on date, valid daterange)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT v.id, v.list, v.entry, v.name, v.kind, v.programme, v.limb, v.countries, v.listed_on, v.effective_on, s.valid
	FROM (SELECT e.list, array_agg(DISTINCT e.entry) AS entries FROM list_entry AS e WHERE e.recorded_at <= list_entry_at.known_at GROUP BY e.list) AS l
		CROSS JOIN LATERAL list_stay(l.list, l.entries, list_entry_at.as_of, list_entry_at.known_at) AS s
		JOIN list_entry AS v ON v.id = s.entry_id
	WHERE s.valid @> list_entry_at.as_of;
END;
COMMENT ON FUNCTION list_entry_at(date, timestamptz) IS 'what was on the lists on a day, as known at an instant';
