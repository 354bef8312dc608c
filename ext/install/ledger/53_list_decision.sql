-- What analysts decided about pairs of party and list entry.  A decision is a row of listing, one for each time that the entry
-- was on its list; when editions say otherwise about those days, rows and corrections follow.

CREATE OR REPLACE FUNCTION party_names(party_id bigint, known_at timestamptz) RETURNS text[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(n.name ORDER BY n.name COLLATE "C")
	FROM (SELECT p.name FROM party AS p WHERE p.id = party_names.party_id UNION SELECT o.name FROM party_name AS o WHERE o.party_id = party_names.party_id AND o.recorded_at <= party_names.known_at) AS n;
END;
COMMENT ON FUNCTION party_names(bigint, timestamptz) IS 'all names of a party in alphabetical order';

CREATE OR REPLACE FUNCTION list_entry_names(entry_id bigint) RETURNS text[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(n.name ORDER BY n.name COLLATE "C")
	FROM (SELECT e.name FROM list_entry AS e WHERE e.id = list_entry_names.entry_id
		UNION SELECT o.name ->> 'name' FROM list_entry AS e CROSS JOIN LATERAL jsonb_array_elements(e.names) AS o (name) WHERE e.id = list_entry_names.entry_id) AS n;
END;
COMMENT ON FUNCTION list_entry_names(bigint) IS 'all names of a list entry in alphabetical order';

CREATE OR REPLACE FUNCTION list_pair_standing(party_id bigint, list text, entry text, entry_id bigint, as_of date, known_at timestamptz) RETURNS TABLE (decision text,
		decided_by text, decided_until date, standing text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT d.decision, d.decided_by, d.decided_until,
		CASE WHEN d.decision IS NULL OR d.decision = 'candidate' THEN 'open'
			WHEN d.decided_until < list_pair_standing.as_of THEN 'expired'
			WHEN d.party_names <> party_names(list_pair_standing.party_id, list_pair_standing.known_at) OR d.entry_names <> list_entry_names(list_pair_standing.entry_id) THEN 'renamed'
			ELSE 'decided' END
	FROM (SELECT) AS one LEFT JOIN LATERAL (
		SELECT l.decision, l.decided_by, l.decided_until, l.party_names, l.entry_names FROM listing AS l
		WHERE l.party_id = list_pair_standing.party_id AND l.list = list_pair_standing.list AND l.recorded_at <= list_pair_standing.known_at
			-- A listing that was recorded by itself is about the entry whose name it spells.
			AND (l.entry_code = list_pair_standing.entry OR l.entry_code IS NULL AND (l.entry = list_pair_standing.entry OR l.entry = ANY (list_entry_names(list_pair_standing.entry_id))))
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id AND x.recorded_at <= list_pair_standing.known_at)
		ORDER BY l.entry_code IS NULL, l.id DESC LIMIT 1) AS d ON true;
END;
COMMENT ON FUNCTION list_pair_standing(bigint, text, text, bigint, date, timestamptz) IS 'what was decided about a party and an entry, and whether that stands: open (nobody decided, or left it a candidate), decided, expired, or renamed since';

-- Makes the rows of one decision those of the entry's times on its list.  Rows that say so already stay as they are.
CREATE OR REPLACE FUNCTION list_settle(listing_id bigint, because text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	made bigint := 0;
	replaced bigint;
	model listing;
	stay record;
	wrong record;
BEGIN
	SELECT l.* INTO model FROM listing AS l WHERE l.id = list_settle.listing_id;
	FOR stay IN
		SELECT s.valid FROM list_stay(model.list, ARRAY[model.entry_code], 'infinity', 'infinity') AS s
		WHERE NOT EXISTS (SELECT FROM listing AS l WHERE l.party_id = model.party_id AND l.list = model.list AND l.entry_code = model.entry_code AND l.valid = s.valid AND l.id >= model.id
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id))
	LOOP
		INSERT INTO listing (party_id, list, entry, decision, decided_by, valid, source, entry_code, reason, decided_until, party_names, entry_names)
		VALUES (model.party_id, model.list, model.entry, model.decision, model.decided_by, stay.valid, model.source, model.entry_code, model.reason, model.decided_until, model.party_names, model.entry_names);
		made := made + 1;
	END LOOP;
	FOR wrong IN
		SELECT l.id, l.valid FROM listing AS l
		WHERE l.party_id = model.party_id AND l.list = model.list AND l.entry_code = model.entry_code
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id)
			AND (l.id < model.id OR NOT EXISTS (SELECT FROM list_stay(model.list, ARRAY[model.entry_code], 'infinity', 'infinity') AS s WHERE s.valid = l.valid))
		ORDER BY l.id
	LOOP
		SELECT l.id INTO replaced FROM listing AS l
		WHERE l.party_id = model.party_id AND l.list = model.list AND l.entry_code = model.entry_code AND l.id >= model.id AND l.id <> wrong.id AND l.valid && wrong.valid
			AND EXISTS (SELECT FROM list_stay(model.list, ARRAY[model.entry_code], 'infinity', 'infinity') AS s WHERE s.valid = l.valid)
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id)
		ORDER BY l.id DESC LIMIT 1;
		INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('listing', wrong.id, replaced, list_settle.because);
	END LOOP;
	RETURN made;
END
$$;
COMMENT ON FUNCTION list_settle(bigint, text) IS 'brings the rows of a decision in line with the days on which its entry is on the list, by new rows and corrections; returns how many rows were added';

CREATE OR REPLACE FUNCTION follow_list(list text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	decided record;
	moved bigint := 0;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('materials list ' || follow_list.list, 0));
	FOR decided IN
		-- The oldest row that stands has the decision: what is recorded after it follows it.
		SELECT min(l.id) AS listing_id, array_agg(l.valid ORDER BY l.valid) AS recorded, max(s.held) AS held
		FROM listing AS l
			LEFT JOIN (SELECT t.entry, array_agg(t.valid ORDER BY t.valid) AS held
				FROM list_stay(follow_list.list, ARRAY(SELECT DISTINCT d.entry_code FROM listing AS d WHERE d.list = follow_list.list AND d.entry_code IS NOT NULL), 'infinity', 'infinity') AS t GROUP BY t.entry) AS s ON s.entry = l.entry_code
		WHERE l.list = follow_list.list AND l.entry_code IS NOT NULL
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id)
		GROUP BY l.party_id, l.entry_code
		HAVING array_agg(l.valid ORDER BY l.valid) IS DISTINCT FROM max(s.held)
		ORDER BY 1
	LOOP
		PERFORM list_settle(decided.listing_id, 'the editions of the list give other days');
		moved := moved + 1;
	END LOOP;
	RETURN moved;
END
$$;
COMMENT ON FUNCTION follow_list(text) IS 'brings listings that rest on entries of a list in line with its editions; load_list_edition calls it, and so does who withdraws an edition; returns how many decisions moved';

CREATE OR REPLACE FUNCTION decide_listing(party text, list text, entry text, decision text, reason text, decided_until date DEFAULT NULL, decided_by text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	subject bigint := party_id(decide_listing.party);
	last_entry list_entry;
	settled bigint;
BEGIN
	PERFORM list_asked(decide_listing.list);
	IF decide_listing.decision IS NULL OR decide_listing.decision NOT IN ('confirmed', 'rejected', 'candidate') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no decision "%s"', left(decide_listing.decision, 64)),
			HINT = 'A pair is confirmed, rejected, or left a candidate.';
	ELSIF decide_listing.reason IS NULL OR btrim(decide_listing.reason) = '' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a decision gives no reason',
			HINT = 'Say why: who reads it later has nothing else.';
	ELSIF subject IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no party "%s"', left(decide_listing.party, 64)),
			HINT = 'Parties are addressed by their codes; record the party first.';
	END IF;
	-- Who decides about a list, and who loads an edition of it, take turns: else two decisions about a pair could stand.
	PERFORM pg_advisory_xact_lock(hashtextextended('materials list ' || decide_listing.list, 0));
	SELECT e.* INTO last_entry FROM list_stay(decide_listing.list, ARRAY[decide_listing.entry], 'infinity', 'infinity') AS s JOIN list_entry AS e ON e.id = s.entry_id
	ORDER BY s.valid DESC LIMIT 1;
	IF NOT FOUND THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no entry "%s" of list "%s"', left(decide_listing.entry, 64), decide_listing.list),
			HINT = 'Entries are addressed by list_entry.entry; load the edition that has it first.';
	END IF;
	INSERT INTO listing (party_id, list, entry, decision, decided_by, valid, source, entry_code, reason, decided_until, party_names, entry_names)
	SELECT subject, decide_listing.list, last_entry.name, decide_listing.decision, coalesce(decide_listing.decided_by, session_user), s.valid, last_entry.source, decide_listing.entry,
		decide_listing.reason, decide_listing.decided_until, party_names(subject, 'infinity'), list_entry_names(last_entry.id)
	FROM list_stay(decide_listing.list, ARRAY[decide_listing.entry], 'infinity', 'infinity') AS s
	ORDER BY s.valid DESC LIMIT 1
	RETURNING id INTO settled;
	PERFORM list_settle(settled, format('decided anew: %s', decide_listing.reason));
	RETURN settled;
END
$$;
COMMENT ON FUNCTION decide_listing(text, text, text, text, text, date, text) IS 'records an analyst''s decision about a party and a list entry: confirmed, rejected or candidate, why, and until when it is relied on; returns the id of the listing';
