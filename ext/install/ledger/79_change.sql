-- What was recorded, withdrawn, changed and deleted between two instants, and what it concerns.

CREATE OR REPLACE FUNCTION change_kinds(kinds text[] DEFAULT NULL) RETURNS text[]
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	every CONSTANT text[] := ARRAY['party', 'party_identifier', 'party_name', 'party_domicile', 'party_role', 'succession', 'interest', 'concert', 'listing', 'control_contract', 'mineral_source', 'site', 'item', 'item_component', 'item_property', 'lot', 'lot_property', 'lot_substance', 'passport', 'consumption', 'transfer', 'event', 'event_input', 'assay', 'declaration', 'document', 'evidence', 'programme', 'site_asset', 'contract', 'contract_line', 'contract_line_lot', 'line_property', 'waiver', 'determination', 'questionnaire', 'supplier_answer', 'list_edition', 'data_finding'];
	wrong text := (SELECT k.kind FROM unnest(change_kinds.kinds) AS k (kind) WHERE k.kind <> ALL (every) LIMIT 1);
BEGIN
	IF wrong IS NOT NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no kind of facts "%s"', left(wrong, 64)), HINT = format('These are told: %s.', array_to_string(every, ', '));
	END IF;
	RETURN coalesce(change_kinds.kinds, every);
END
$$;
COMMENT ON FUNCTION change_kinds(text[]) IS 'kinds of facts that changes tells, which are tables of the ledger; those given, where some are';

-- A select for each kind: a table that is not asked about is not read.
DO $do$
BEGIN
	EXECUTE format($function$
CREATE OR REPLACE FUNCTION change_rows(since timestamptz, until timestamptz, kinds text[]) RETURNS TABLE (changed_at timestamptz, kind text, change text, entry bigint, row_id bigint, changed_by text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	%s
	UNION ALL
	SELECT x.recorded_at, x.relation, CASE WHEN x.replaced_by IS NULL THEN 'withdrawn' ELSE 'replaced' END, x.id, x.row_id, x.recorded_by FROM correction AS x
	WHERE x.relation = ANY (change_rows.kinds) AND x.recorded_at > change_rows.since AND x.recorded_at <= change_rows.until
	UNION ALL
	SELECT f.recorded_at, f.relation, CASE WHEN f.latter IS NULL THEN 'deleted' ELSE 'changed' END, f.id, f.row_id, f.recorded_by FROM former_row AS f
	WHERE f.relation = ANY (change_rows.kinds) AND f.recorded_at > change_rows.since AND f.recorded_at <= change_rows.until;
END;
$function$, (SELECT string_agg(format(
		'SELECT t.recorded_at, %1$L::text AS kind, ''recorded''::text AS change, t.id, t.id, t.recorded_by FROM %1$I AS t WHERE %1$L = ANY (change_rows.kinds) AND t.recorded_at > change_rows.since AND t.recorded_at <= change_rows.until',
		k.kind), ' UNION ALL ' ORDER BY k.place) FROM unnest(change_kinds()) WITH ORDINALITY AS k (kind, place)));
END
$do$;
COMMENT ON FUNCTION change_rows(timestamptz, timestamptz, text[]) IS 'rows of some tables that were recorded after an instant and until another one, and those that were withdrawn, replaced, changed or deleted; entry is the number of the row, of the correction, or of what is kept of the former row';

CREATE OR REPLACE FUNCTION fact_about(relation text, row_id bigint) RETURNS TABLE (about_kind text, about text, detail text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT 'party'::text AS about_kind, t.code::text AS about, format('%s, %s', t.name, t.kind) AS detail FROM party AS t WHERE fact_about.relation = 'party' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('%s %s', t.scheme, t.value) AS detail FROM party_identifier AS t JOIN party AS p ON p.id = t.party_id WHERE fact_about.relation = 'party_identifier' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('%s name %s', t.kind, t.name) AS detail FROM party_name AS t JOIN party AS p ON p.id = t.party_id WHERE fact_about.relation = 'party_name' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('%s: %s', t.kind, t.country) AS detail FROM party_domicile AS t JOIN party AS p ON p.id = t.party_id WHERE fact_about.relation = 'party_domicile' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('%s, %s', t.body, t.status) AS detail FROM party_role AS t JOIN party AS p ON p.id = t.party_id WHERE fact_about.relation = 'party_role' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('succeeds %s', f.code) AS detail FROM succession AS t JOIN party AS p ON p.id = t.successor_id JOIN party AS f ON f.id = t.predecessor_id WHERE fact_about.relation = 'succession' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('%s holds %s of it (%s)', h.code, t.share, t.metric) AS detail FROM interest AS t JOIN party AS p ON p.id = t.owned_id JOIN party AS h ON h.id = t.owner_id WHERE fact_about.relation = 'interest' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('%s acts with others in it', h.code) AS detail FROM concert AS t JOIN party AS p ON p.id = t.regarding_id JOIN party AS h ON h.id = t.party_id WHERE fact_about.relation = 'concert' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('on %s as %s: %s', t.list, t.entry, t.decision) AS detail FROM listing AS t JOIN party AS p ON p.id = t.party_id WHERE fact_about.relation = 'listing' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('%s, %s with %s', t.code, t.kind, c.code) AS detail FROM control_contract AS t JOIN party AS p ON p.id = t.producer_id JOIN party AS c ON c.id = t.contractor_id WHERE fact_about.relation = 'control_contract' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('%s of %s from %s', t.metal, coalesce(t.smelter, 'a smelter'), coalesce(t.source_country::text, 'nowhere that is declared')) AS detail FROM mineral_source AS t JOIN party AS p ON p.id = t.party_id WHERE fact_about.relation = 'mineral_source' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'site'::text AS about_kind, t.code::text AS about, concat_ws(', ', t.name, t.country) AS detail FROM site AS t WHERE fact_about.relation = 'site' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'item'::text AS about_kind, t.code::text AS about, t.name AS detail FROM item AS t WHERE fact_about.relation = 'item' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'item'::text AS about_kind, i.code::text AS about, format('takes %s of %s', t.quantity, c.code) AS detail FROM item_component AS t JOIN item AS i ON i.id = t.item_id JOIN item AS c ON c.id = t.component_id WHERE fact_about.relation = 'item_component' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'item'::text AS about_kind, i.code::text AS about, format('%s is %s', t.property, t.value) AS detail FROM item_property AS t JOIN item AS i ON i.id = t.item_id WHERE fact_about.relation = 'item_property' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'lot'::text AS about_kind, t.code::text AS about, concat_ws(', ', coalesce(i.code::text, t.material), t.quantity) AS detail FROM lot AS t LEFT JOIN item AS i ON i.id = t.item_id WHERE fact_about.relation = 'lot' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'lot'::text AS about_kind, l.code::text AS about, format('%s is %s', t.property, t.value) AS detail FROM lot_property AS t JOIN lot AS l ON l.id = t.lot_id WHERE fact_about.relation = 'lot_property' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'lot'::text AS about_kind, l.code::text AS about, concat_ws(', ', coalesce(t.name, t.material, t.element), t.country) AS detail FROM lot_substance AS t JOIN lot AS l ON l.id = t.lot_id WHERE fact_about.relation = 'lot_substance' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'lot'::text AS about_kind, l.code::text AS about, t.code AS detail FROM passport AS t JOIN lot AS l ON l.id = t.lot_id WHERE fact_about.relation = 'passport' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'lot'::text AS about_kind, l.code::text AS about, format('%s of %s went into it', t.quantity, i.code) AS detail FROM consumption AS t JOIN lot AS l ON l.id = t.output_lot_id JOIN lot AS i ON i.id = t.input_lot_id WHERE fact_about.relation = 'consumption' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'lot'::text AS about_kind, l.code::text AS about, format('from %s to %s', coalesce(f.code, 'nobody known'), coalesce(p.code, 'nobody known')) AS detail FROM transfer AS t JOIN lot AS l ON l.id = t.lot_id LEFT JOIN party AS f ON f.id = t.from_id LEFT JOIN party AS p ON p.id = t.to_id WHERE fact_about.relation = 'transfer' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'event'::text AS about_kind, t.code::text AS about, concat_ws(', ', t.kind, t.step) AS detail FROM event AS t WHERE fact_about.relation = 'event' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'event'::text AS about_kind, e.code::text AS about, format('%s of %s went into it', t.quantity, i.code) AS detail FROM event_input AS t JOIN event AS e ON e.id = t.event_id JOIN lot AS i ON i.id = t.input_lot_id WHERE fact_about.relation = 'event_input' AND t.id = fact_about.row_id
	UNION ALL
	SELECT CASE WHEN t.lot_id IS NOT NULL THEN 'lot' WHEN t.item_id IS NOT NULL THEN 'item' ELSE 'material' END AS about_kind, coalesce(l.code::text, i.code::text, t.material) AS about, format('%s: %s', t.element, t.mass_fraction) AS detail FROM assay AS t LEFT JOIN lot AS l ON l.id = t.lot_id LEFT JOIN item AS i ON i.id = t.item_id WHERE fact_about.relation = 'assay' AND t.id = fact_about.row_id
	UNION ALL
	SELECT CASE WHEN t.party_id IS NOT NULL THEN 'party' WHEN t.item_id IS NOT NULL THEN 'item' ELSE 'lot' END AS about_kind, coalesce(p.code, i.code, l.code)::text AS about, t.claim AS detail FROM declaration AS t LEFT JOIN party AS p ON p.id = t.party_id LEFT JOIN item AS i ON i.id = t.item_id LEFT JOIN lot AS l ON l.id = t.lot_id WHERE fact_about.relation = 'declaration' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'document'::text AS about_kind, t.code::text AS about, format('%s: %s', t.kind, t.title) AS detail FROM document AS t WHERE fact_about.relation = 'document' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'document'::text AS about_kind, d.code::text AS about, format('supports %s %s (%s)', t.relation, t.row_id, t.grade) AS detail FROM evidence AS t JOIN document AS d ON d.id = t.document_id WHERE fact_about.relation = 'evidence' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'programme'::text AS about_kind, t.code::text AS about, t.name AS detail FROM programme AS t WHERE fact_about.relation = 'programme' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'site'::text AS about_kind, s.code::text AS about, concat_ws(', ', coalesce(i.code, l.code), t.quantity, t.status) AS detail FROM site_asset AS t JOIN site AS s ON s.id = t.site_id LEFT JOIN item AS i ON i.id = t.item_id LEFT JOIN lot AS l ON l.id = t.lot_id WHERE fact_about.relation = 'site_asset' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'contract'::text AS about_kind, t.code::text AS about, format('from %s', coalesce(p.code, 'nobody known')) AS detail FROM contract AS t LEFT JOIN party AS p ON p.id = t.seller_id WHERE fact_about.relation = 'contract' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'line'::text AS about_kind, t.code::text AS about, concat_ws(' of ', t.quantity, i.code) AS detail FROM contract_line AS t LEFT JOIN item AS i ON i.id = t.item_id WHERE fact_about.relation = 'contract_line' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'line'::text AS about_kind, c.code::text AS about, format('is filled from %s', l.code) AS detail FROM contract_line_lot AS t JOIN contract_line AS c ON c.id = t.line_id JOIN lot AS l ON l.id = t.lot_id WHERE fact_about.relation = 'contract_line_lot' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'line'::text AS about_kind, c.code::text AS about, format('%s is %s', t.property, t.value) AS detail FROM line_property AS t JOIN contract_line AS c ON c.id = t.line_id WHERE fact_about.relation = 'line_property' AND t.id = fact_about.row_id
	UNION ALL
	SELECT CASE WHEN t.line_id IS NOT NULL THEN 'line' ELSE 'item' END AS about_kind, coalesce(c.code, i.code)::text AS about, format('%s of %s for %s', t.code, t.granted_by, t.rule) AS detail FROM waiver AS t LEFT JOIN contract_line AS c ON c.id = t.line_id LEFT JOIN item AS i ON i.id = t.item_id WHERE fact_about.relation = 'waiver' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'line'::text AS about_kind, c.code::text AS about, format('%s: %s', t.rule, t.status) AS detail FROM determination AS t JOIN contract_line AS c ON c.id = t.line_id WHERE fact_about.relation = 'determination' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'party'::text AS about_kind, p.code::text AS about, format('asked about %s under %s', t.subject, t.rule) AS detail FROM questionnaire AS t LEFT JOIN party AS p ON p.id = t.party_id WHERE fact_about.relation = 'questionnaire' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'question'::text AS about_kind, t.key::text AS about, t.value AS detail FROM supplier_answer AS t WHERE fact_about.relation = 'supplier_answer' AND t.id = fact_about.row_id
	UNION ALL
	SELECT 'list'::text AS about_kind, t.list::text AS about, format('edition %s of %s', t.edition, t.released_on) AS detail FROM list_edition AS t WHERE fact_about.relation = 'list_edition' AND t.id = fact_about.row_id
	UNION ALL
	SELECT t.relation AS about_kind, t.row_id::text::text AS about, format('%s: %s', t.kind, t.detail) AS detail FROM data_finding AS t WHERE fact_about.relation = 'data_finding' AND t.id = fact_about.row_id;
END;
COMMENT ON FUNCTION fact_about(text, bigint) IS 'what a row of the ledger concerns, by kind and code, and what it says, in words; no row where there is none of that table and number';

-- The row as it became: as it was before the change after, or as it is.
CREATE OR REPLACE FUNCTION former_change(former_id bigint) RETURNS TABLE (about_kind text, about text, detail text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1 SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT coalesce(a.about_kind, f.relation), coalesce(a.about, f.fact ->> 'code'),
		(SELECT string_agg(format('%s was %s', o.key, coalesce(o.value, 'empty')), '; ' ORDER BY o.key COLLATE "C") FROM jsonb_each_text(f.fact) AS o WHERE o.key NOT IN ('id', 'source', 'recorded_at', 'recorded_by') AND o.value IS DISTINCT FROM n.fact ->> o.key)
	FROM former_row AS f LEFT JOIN LATERAL fact_about(f.relation, f.row_id) AS a ON true
		CROSS JOIN LATERAL (SELECT CASE WHEN f.latter IS NOT NULL THEN coalesce((SELECT x.fact FROM former_row AS x WHERE x.relation = f.relation AND x.row_id = f.row_id AND x.id > f.id ORDER BY x.id LIMIT 1),
			CASE f.relation
				WHEN 'party' THEN (SELECT to_jsonb(t) FROM party AS t WHERE t.id = f.row_id)
				WHEN 'party_name' THEN (SELECT to_jsonb(t) FROM party_name AS t WHERE t.id = f.row_id)
				WHEN 'site' THEN (SELECT to_jsonb(t) FROM site AS t WHERE t.id = f.row_id)
				WHEN 'item' THEN (SELECT to_jsonb(t) FROM item AS t WHERE t.id = f.row_id)
				WHEN 'item_component' THEN (SELECT to_jsonb(t) FROM item_component AS t WHERE t.id = f.row_id)
				WHEN 'programme' THEN (SELECT to_jsonb(t) FROM programme AS t WHERE t.id = f.row_id)
				WHEN 'site_asset' THEN (SELECT to_jsonb(t) FROM site_asset AS t WHERE t.id = f.row_id)
				WHEN 'contract' THEN (SELECT to_jsonb(t) FROM contract AS t WHERE t.id = f.row_id)
				WHEN 'contract_line' THEN (SELECT to_jsonb(t) FROM contract_line AS t WHERE t.id = f.row_id)
				WHEN 'contract_line_lot' THEN (SELECT to_jsonb(t) FROM contract_line_lot AS t WHERE t.id = f.row_id)
			END) END AS fact) AS n
	WHERE f.id = former_change.former_id;
END
$$;
COMMENT ON FUNCTION former_change(bigint) IS 'what a row that was changed or deleted concerned, and how it was where it is otherwise since';

CREATE OR REPLACE FUNCTION changes(since timestamptz, until timestamptz DEFAULT NULL, kinds text[] DEFAULT NULL, ways text[] DEFAULT NULL, after text DEFAULT NULL, page_size integer DEFAULT 1000) RETURNS TABLE (place text, changed_at timestamptz, change text, kind text, row_id bigint, about_kind text, about text, detail text, changed_by text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 500 SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
#variable_conflict use_column
DECLARE
	begun text[] := regexp_match(changes.after, '^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{15}Z) ([a-z_]+) ([a-z]+) ([0-9]{1,16})$');
	from_at timestamptz := begun[1]::timestamptz;
	from_entry bigint := begun[4]::bigint;
BEGIN
	IF EXISTS (SELECT FROM unnest(changes.ways) AS o (word) WHERE o.word NOT IN ('recorded', 'withdrawn', 'replaced', 'changed', 'deleted')) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no change "%s"', left((SELECT o.word FROM unnest(changes.ways) AS o (word) WHERE o.word NOT IN ('recorded', 'withdrawn', 'replaced', 'changed', 'deleted') LIMIT 1), 64)),
			HINT = 'Facts are recorded, withdrawn, replaced, changed or deleted.';
	END IF;
	PERFORM materials.named(changes.since::text, 'instant');
	IF changes.since > changes.until THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is nothing between %s and %s', changes.since, changes.until), HINT = 'Give the earlier instant first.';
	END IF;
	IF changes.page_size < 1 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('cannot tell %s rows a page', changes.page_size), HINT = 'Ask for one row or more; NULL tells all.';
	END IF;
	IF changes.after IS NOT NULL AND begun IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no place "%s"', left(changes.after, 64)), HINT = 'Give the place of the last row of the page before.';
	END IF;
	RETURN QUERY
	SELECT to_char(c.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || format(' %s %s %s', c.kind, c.change, c.entry), c.changed_at, c.change, c.kind, c.row_id, a.about_kind, a.about, a.detail, c.changed_by
	FROM (SELECT r.* FROM change_rows(GREATEST(changes.since, from_at - interval '1 microsecond'), coalesce(changes.until, materials.known_at()), change_kinds(changes.kinds)) AS r
			WHERE (changes.ways IS NULL OR r.change = ANY (changes.ways)) AND (from_at IS NULL OR (r.changed_at, r.kind COLLATE "C", r.change COLLATE "C", r.entry) > (from_at, begun[2], begun[3], from_entry))
			ORDER BY r.changed_at, r.kind COLLATE "C", r.change COLLATE "C", r.entry LIMIT changes.page_size) AS c
		LEFT JOIN LATERAL (SELECT f.* FROM fact_about(c.kind, c.row_id) AS f WHERE c.change NOT IN ('changed', 'deleted') UNION ALL SELECT f.* FROM former_change(c.entry) AS f WHERE c.change IN ('changed', 'deleted')) AS a ON true
	ORDER BY c.changed_at, c.kind COLLATE "C", c.change COLLATE "C", c.entry;
END
$$;
COMMENT ON FUNCTION changes(timestamptz, timestamptz, text[], text[], text, integer) IS 'what changed in the ledger after an instant (since), and until another one (known_at(), where none is given), in the order of time: facts that were recorded, withdrawn, replaced by another one, changed or deleted (ways: only some of these), of all kinds or some (kind is the table), what each concerns and says, and who did it. At most page_size rows; after, with the place of the last one, gives the next page. Of changed and deleted rows only auditors and keepers see that they were';

CREATE OR REPLACE FUNCTION changes_total(since timestamptz, until timestamptz DEFAULT NULL, kinds text[] DEFAULT NULL) RETURNS TABLE (kind text, change text, facts bigint, first_at timestamptz, last_at timestamptz, roles bigint)
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 50 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	PERFORM materials.named(changes_total.since::text, 'instant');
	RETURN QUERY
	SELECT r.kind, r.change, count(*), min(r.changed_at), max(r.changed_at), count(DISTINCT r.changed_by)
	FROM change_rows(changes_total.since, coalesce(changes_total.until, materials.known_at()), change_kinds(changes_total.kinds)) AS r GROUP BY r.kind, r.change ORDER BY r.kind COLLATE "C", r.change COLLATE "C";
END
$$;
COMMENT ON FUNCTION changes_total(timestamptz, timestamptz, text[]) IS 'changes summed up, by kind and change: how many, the first and the last instant, and how many roles did it';
