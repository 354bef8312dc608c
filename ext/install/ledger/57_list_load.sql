-- Loading an edition: all of it or nothing, and what it changed.

CREATE OR REPLACE FUNCTION list_change(list text, edition text, known_at timestamptz DEFAULT NULL) RETURNS TABLE (change text, entry text, name text, detail text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH known AS MATERIALIZED (
		SELECT k.edition_id, k.place FROM list_edition_known(list_change.list, coalesce(list_change.known_at, materials.known_at())) AS k
	), here AS (
		SELECT k.edition_id, k.place FROM known AS k JOIN list_edition AS e ON e.id = k.edition_id WHERE e.edition = list_change.edition
	), now AS (
		SELECT v.id, v.entry, v.name, v.kind, v.programme, v.limb, v.countries, v.addresses, v.listed_on, v.effective_on, v.names, v.identifiers FROM here AS h JOIN list_member AS m ON m.edition_id = h.edition_id JOIN list_entry AS v ON v.id = m.entry_id
	), before AS (
		SELECT v.id, v.entry, v.name, v.kind, v.programme, v.limb, v.countries, v.addresses, v.listed_on, v.effective_on, v.names, v.identifiers FROM here AS h JOIN known AS k ON k.place = h.place - 1 JOIN list_member AS m ON m.edition_id = k.edition_id JOIN list_entry AS v ON v.id = m.entry_id
	)
	SELECT c.change, coalesce(n.entry, b.entry), coalesce(n.name, b.name), c.detail
	FROM now AS n FULL JOIN before AS b ON b.entry = n.entry
		CROSS JOIN LATERAL (
			SELECT 'added' AS change, CASE WHEN n.listed_on IS NOT NULL THEN format('listed on %s', to_char(n.listed_on, 'YYYY-MM-DD')) END AS detail WHERE b.id IS NULL
			UNION ALL SELECT 'removed', NULL WHERE n.id IS NULL
			UNION ALL SELECT 'renamed', format('before: %s', b.name) WHERE n.name <> b.name
			UNION ALL SELECT 'redated', format('listed on %s, before: %s', coalesce(to_char(n.listed_on, 'YYYY-MM-DD'), 'no day'), coalesce(to_char(b.listed_on, 'YYYY-MM-DD'), 'no day'))
				WHERE n.id IS NOT NULL AND b.id IS NOT NULL AND n.listed_on IS DISTINCT FROM b.listed_on
			UNION ALL SELECT 'changed', concat_ws(', ', CASE WHEN n.kind <> b.kind THEN 'kind' END, CASE WHEN n.programme IS DISTINCT FROM b.programme THEN 'programme' END, CASE WHEN n.limb IS DISTINCT FROM b.limb THEN 'limb' END,
					CASE WHEN n.countries <> b.countries THEN 'countries' END, CASE WHEN n.addresses <> b.addresses THEN 'addresses' END, CASE WHEN n.effective_on IS DISTINCT FROM b.effective_on THEN 'day of effect' END,
					CASE WHEN n.names <> b.names THEN 'other names' END, CASE WHEN n.identifiers <> b.identifiers THEN 'identifiers' END)
				WHERE n.id IS NOT NULL AND b.id IS NOT NULL AND (n.kind <> b.kind OR n.programme IS DISTINCT FROM b.programme OR n.limb IS DISTINCT FROM b.limb OR n.effective_on IS DISTINCT FROM b.effective_on
					OR n.countries <> b.countries OR n.addresses <> b.addresses OR n.names <> b.names OR n.identifiers <> b.identifiers)) AS c
	ORDER BY array_position(ARRAY['added', 'removed', 'renamed', 'redated', 'changed'], c.change), coalesce(n.entry, b.entry) COLLATE "C";
END;
COMMENT ON FUNCTION list_change(text, text, timestamptz) IS 'what an edition of a list changed against the one before it: entries added, removed, renamed, redated, or changed otherwise';

CREATE OR REPLACE FUNCTION load_list_edition(list text, edition text, released_on date, entries jsonb DEFAULT NULL, source text DEFAULT NULL, replaces text DEFAULT NULL, removed_max numeric DEFAULT 0.25)
	RETURNS TABLE (change text, entry text, name text, detail text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 100 SET search_path FROM CURRENT SET datestyle = 'ISO, YMD' SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	content_rows jsonb := load_list_edition.entries;
	forms jsonb;
	this_edition list_edition;
	wrong_edition bigint;
	entries_made bigint[];
	dropped_count bigint;
	before_count bigint;
	repeated_message text;
BEGIN
	repeated_message := 'entry "%s" is there more than once';
	PERFORM list_asked(load_list_edition.list);
	IF load_list_edition.list IS NULL OR load_list_edition.edition IS NULL OR load_list_edition.released_on IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'an edition has no list, name or day of release';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('materials list ' || load_list_edition.list, 0));
	IF content_rows IS NULL THEN
		SELECT jsonb_agg(r.content ORDER BY r.id) INTO content_rows FROM list_row AS r WHERE r.list = load_list_edition.list AND r.edition = load_list_edition.edition;
	END IF;
	IF content_rows IS NULL OR jsonb_typeof(content_rows) <> 'array' OR jsonb_array_length(content_rows) = 0 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('edition "%s" of list "%s" has no rows', left(load_list_edition.edition, 64), load_list_edition.list),
			HINT = 'Give the entries as a JSON array, or bring them in through import_list_entry first. A list that was emptied is no edition: decide on its listings one by one.';
	END IF;

	-- Every row is looked at before any is taken.
	RETURN QUERY
	WITH line AS MATERIALIZED (
		SELECT l.place, l.content FROM jsonb_array_elements(content_rows) WITH ORDINALITY AS l (content, place)
	), fault AS (
		SELECT l.place, f.field, f.state, f.message, l.content FROM line AS l CROSS JOIN LATERAL list_row_fault(l.content) AS f
		UNION ALL
		SELECT l.place, 'entry', '23505', format(repeated_message, left(l.code, 64)), l.content
		FROM (SELECT x.place, x.content, coalesce(x.content ->> 'entry', x.content ->> 'name') AS code,
				count(*) OVER (PARTITION BY coalesce(x.content ->> 'entry', x.content ->> 'name') COLLATE "C" ORDER BY x.place) AS seen FROM line AS x) AS l
		WHERE l.seen > 1 AND l.code IS NOT NULL
	)
	SELECT 'refused', NULL::text, NULL::text, format('row %s: %s', r.place, r.message)
	FROM refuse(format('%s %s', load_list_edition.list, load_list_edition.edition), (SELECT array_agg(ROW(f.place, f.field, f.state, f.message, f.content)::materials.import_fault) FROM fault AS f)) AS r ORDER BY r.place, r.message COLLATE "C";
	IF FOUND THEN
		DELETE FROM list_row AS r WHERE r.list = load_list_edition.list AND r.edition = load_list_edition.edition;
		RETURN;
	END IF;

	SELECT jsonb_agg(jsonb_build_object('form', f.form, 'source', f.source, 'digest', encode(sha256(convert_to(f.form::text, 'UTF8')), 'hex'))) INTO forms
	FROM (SELECT list_row_form(l.content) AS form, l.content ->> 'source' AS source FROM jsonb_array_elements(content_rows) AS l (content)) AS f;

	-- The same edition again is no news; another one of its name is a mistake.
	SELECT e.* INTO this_edition FROM list_edition AS e WHERE e.list = load_list_edition.list AND e.edition = load_list_edition.edition;
	IF FOUND THEN
		IF this_edition.released_on = load_list_edition.released_on AND this_edition.entry_count = jsonb_array_length(forms)
			AND NOT EXISTS (SELECT FROM jsonb_array_elements(forms) AS f (one) WHERE NOT EXISTS (SELECT FROM list_entry AS v JOIN list_member AS m ON m.entry_id = v.id AND m.edition_id = this_edition.id
				WHERE v.list = load_list_edition.list AND v.entry = f.one #>> '{form,entry}' AND v.digest = f.one ->> 'digest')) THEN
			DELETE FROM list_row AS r WHERE r.list = load_list_edition.list AND r.edition = load_list_edition.edition;
			RETURN;
		END IF;
		RAISE unique_violation USING MESSAGE = format('edition "%s" of list "%s" is already loaded otherwise', left(load_list_edition.edition, 64), load_list_edition.list),
			HINT = 'Load it under another name, with replaces => the name of the wrong one.';
	END IF;

	INSERT INTO list_edition (list, edition, released_on, entry_count, source)
	VALUES (load_list_edition.list, load_list_edition.edition, load_list_edition.released_on, jsonb_array_length(forms), load_list_edition.source) RETURNING * INTO this_edition;
	IF load_list_edition.replaces IS NOT NULL THEN
		SELECT e.id INTO wrong_edition FROM list_edition AS e WHERE e.list = load_list_edition.list AND e.edition = load_list_edition.replaces;
		IF NOT FOUND THEN
			RAISE foreign_key_violation USING MESSAGE = format('there is no edition "%s" of list "%s"', left(load_list_edition.replaces, 64), load_list_edition.list);
		END IF;
		INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('list_edition', wrong_edition, this_edition.id, 'loaded again');
	END IF;
	WITH made AS (
		INSERT INTO list_entry (list, entry, name, kind, programme, limb, countries, addresses, listed_on, effective_on, names, identifiers, source, digest)
		SELECT load_list_edition.list, f.one #>> '{form,entry}', f.one #>> '{form,name}', f.one #>> '{form,kind}', f.one #>> '{form,programme}', f.one #>> '{form,limb}',
			ARRAY(SELECT x.c::materials.country FROM jsonb_array_elements_text(f.one #> '{form,countries}') AS x (c)), ARRAY(SELECT x.a FROM jsonb_array_elements_text(f.one #> '{form,addresses}') AS x (a)),
			(f.one #>> '{form,listed_on}')::date, (f.one #>> '{form,effective_on}')::date, f.one #> '{form,names}', f.one #> '{form,identifiers}', coalesce(f.one ->> 'source', load_list_edition.source), f.one ->> 'digest'
		FROM jsonb_array_elements(forms) WITH ORDINALITY AS f (one, place) ORDER BY f.place
		ON CONFLICT DO NOTHING RETURNING list_entry.id
	)
	SELECT coalesce(array_agg(m.id), '{}') INTO entries_made FROM made AS m;
	INSERT INTO list_member (edition_id, entry_id)
	SELECT this_edition.id, v.id FROM jsonb_array_elements(forms) AS f (one) JOIN list_entry AS v ON v.list = load_list_edition.list AND v.entry = f.one #>> '{form,entry}' AND v.digest = f.one ->> 'digest';
	INSERT INTO list_name (entry_id, name, kind, full_name, core, joined, rare)
	SELECT n.entry_id, n.name, n.kind, n.full_name, n.core, n.joined, n.rare FROM list_name_of(entries_made) AS n;
	INSERT INTO list_identifier (entry_id, scheme, value)
	SELECT v.id, i.one ->> 'scheme', i.one ->> 'value' FROM list_entry AS v CROSS JOIN LATERAL jsonb_array_elements(v.identifiers) AS i (one) WHERE v.id = ANY (entries_made);
	DELETE FROM list_row AS r WHERE r.list = load_list_edition.list AND r.edition = load_list_edition.edition;
	PERFORM materials.tell_progress(format('%s entries are recorded', cardinality(entries_made)));

	-- A file that broke off would end listings: so much is not dropped unasked.
	SELECT count(*) FILTER (WHERE c.change = 'removed') INTO dropped_count FROM list_change(load_list_edition.list, load_list_edition.edition, 'infinity') AS c;
	before_count := jsonb_array_length(forms) + dropped_count;
	IF dropped_count > 1 AND dropped_count > load_list_edition.removed_max * before_count THEN
		RAISE invalid_parameter_value USING MESSAGE = format('edition "%s" of list "%s" would drop %s entries', left(load_list_edition.edition, 64), load_list_edition.list, dropped_count),
			DETAIL = format('It has %s. Listings that rest on the others would end.', jsonb_array_length(forms)),
			HINT = 'Is the file whole? If it is, say removed_max => 1.';
	END IF;
	PERFORM follow_list(load_list_edition.list);
	RETURN QUERY SELECT c.change, c.entry, c.name, c.detail FROM list_change(load_list_edition.list, load_list_edition.edition, 'infinity') AS c;
END
$$;
COMMENT ON FUNCTION load_list_edition(text, text, date, jsonb, text, text, numeric) IS 'loads an edition of a list, from JSON or from what waits in import_list_entry, all of it or nothing, and tells what it changed; rows at fault go to import_error and come back as refused';
