-- Publishing the verdicts of a line, and what three audiences read of it.

CREATE OR REPLACE TRIGGER guard_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publication
	FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only();
COMMENT ON TRIGGER guard_append_only ON publication IS 'the table is append-only';

CREATE OR REPLACE FUNCTION publication_origins(line_id bigint, by text, known_at timestamptz) RETURNS jsonb
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('lot', CASE publication_origins.by WHEN 'country' THEN to_jsonb(l.number) ELSE to_jsonb(l.code) END,
			'origin', CASE publication_origins.by WHEN 'lot' THEN o.origin END, 'origin_name', CASE publication_origins.by WHEN 'lot' THEN o.origin_name END,
			'country', o.country, 'reason', o.reason, 'share_min', o.share_min, 'share_max', o.share_max)) ORDER BY l.number, o.kind, o.share_max DESC, o.country, o.reason, o.origin COLLATE "C"), '[]')
	FROM (SELECT row_number() OVER (ORDER BY t.code COLLATE "C") AS number, t.code::text AS code
			FROM line_lot_at(ARRAY[publication_origins.line_id], publication_origins.known_at) AS x JOIN lot AS t ON t.id = x.lot_id) AS l
		CROSS JOIN LATERAL origins(l.code, 'mass', publication_origins.by, publication_origins.known_at) AS o;
END;
COMMENT ON FUNCTION publication_origins(bigint, text, timestamptz) IS 'content of the lots of a line by country, without codes, or by lot';

CREATE OR REPLACE FUNCTION publish(line text, rule text DEFAULT NULL, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS integer
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD' SET materials.identities = off
AS $$
#variable_conflict use_variable
DECLARE
	day date := coalesce(as_of, materials.as_of());
	instant timestamptz := coalesce(known_at, materials.known_at());
	asked bigint := line_id(line);
	by_country jsonb;
	by_lot jsonb;
	made integer;
BEGIN
	IF asked IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'no contract line is named', HINT = 'Give the code of a contract line.';
	ELSIF materials.supposing(instant) THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = 'nothing is published while something is supposed',
			HINT = 'Call suppose_nothing() first.';
	END IF;
	-- One at a time for a line.
	PERFORM pg_advisory_xact_lock(hashtextextended('materials publication ' || line, 0));
	by_country := publication_origins(asked, 'country', instant);
	by_lot := publication_origins(asked, 'lot', instant);
	INSERT INTO publication (line, edition, rule, version, citation, status, share_min, share_max, threshold, confirmed, as_of, item, item_name, countries,
		status_by_policy, reason, origins, known_at, contract, programme, buyer, seller, findings)
	SELECT line, coalesce((SELECT max(p.edition) FROM publication AS p WHERE p.line = publish.line AND p.rule = v.rule), 0) + 1, v.rule, v.version, v.citation, v.status, v.share_min, v.share_max, v.threshold, v.confirmed, day, i.code, i.name, by_country,
		v.status_by_policy, v.reason, by_lot, CASE instant WHEN 'infinity' THEN transaction_timestamp() ELSE instant END, c.code, g.code, b.code, s.code,
		CASE WHEN w.bars OR w.asks OR NOT w.settled THEN coalesce((SELECT jsonb_agg(to_jsonb(e)) FROM explain(line, v.rule, 'line', day, instant) AS e), '[]') ELSE '[]' END
	FROM "check"(line, rule, 'line', day, instant) AS v
		JOIN LATERAL materials.verdicts_of(v.rule, v.version) AS w ON w.verdict = v.status
		JOIN contract_line AS l ON l.id = asked JOIN contract AS c ON c.id = l.contract_id JOIN item AS i ON i.id = l.item_id
		LEFT JOIN programme AS g ON g.id = l.programme_id LEFT JOIN party AS b ON b.id = c.buyer_id LEFT JOIN party AS s ON s.id = c.seller_id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION publish(text, text, date, timestamptz) IS 'writes down the verdict of a rule (of every rule, where none is named) on a contract line for others to read, with names withheld as they are from everybody; returns how many verdicts';

CREATE OR REPLACE FUNCTION withdraw_publication(line text, rule text DEFAULT NULL) RETURNS integer
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	made integer;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('materials publication ' || line, 0));
	INSERT INTO publication (line, edition, withdrawn, rule, as_of, item, item_name, countries, origins, known_at, contract, findings)
	SELECT line, p.edition + 1, true, p.rule, p.as_of, p.item, p.item_name, '[]', '[]', p.known_at, p.contract, '[]'
	FROM (SELECT DISTINCT ON (t.rule) t.* FROM publication AS t WHERE t.line = withdraw_publication.line AND (withdraw_publication.rule IS NULL OR t.rule = withdraw_publication.rule)
		ORDER BY t.rule, t.edition DESC) AS p
	WHERE NOT p.withdrawn;
	GET DIAGNOSTICS made = ROW_COUNT;
	IF made = 0 THEN
		RAISE foreign_key_violation USING MESSAGE = format('contract line "%s" is not published', left(line, 64)),
			HINT = 'publish(line) publishes its verdicts.';
	END IF;
	RETURN made;
END
$$;
COMMENT ON FUNCTION withdraw_publication(text, text) IS 'takes the verdict of a rule (of every rule, where none is named) on a contract line out of the three views; what was published stays recorded; returns how many verdicts';

CREATE OR REPLACE VIEW publication_public WITH (security_invoker = true) AS
	SELECT p.line, p.edition, p.item, p.item_name, p.rule, p.version, p.citation, p.status, p.share_min, p.share_max, p.threshold, p.confirmed, p.as_of, p.countries
	FROM publication AS p
	WHERE NOT p.withdrawn AND p.edition = (SELECT max(q.edition) FROM publication AS q WHERE q.line = p.line AND q.rule = p.rule);
COMMENT ON VIEW publication_public IS 'what the public reads: verdicts of published lines with their bounds, and content by country; no supplier, no lot, no reason';

CREATE OR REPLACE VIEW publication_authorised WITH (security_invoker = true) AS
	SELECT p.line, p.edition, p.item, p.item_name, p.rule, p.version, p.citation, p.status, p.share_min, p.share_max, p.threshold, p.confirmed, p.as_of, p.countries,
		p.status_by_policy, p.reason, p.origins, p.known_at
	FROM publication AS p
	WHERE NOT p.withdrawn AND p.edition = (SELECT max(q.edition) FROM publication AS q WHERE q.line = p.line AND q.rule = p.rule);
COMMENT ON VIEW publication_authorised IS 'what those with a legitimate interest read: also the reason, readings, and content by lot';

CREATE OR REPLACE VIEW publication_authority WITH (security_invoker = true) AS
	SELECT p.line, p.edition, p.item, p.item_name, p.rule, p.version, p.citation, p.status, p.share_min, p.share_max, p.threshold, p.confirmed, p.as_of, p.countries,
		p.status_by_policy, p.reason, p.origins, p.known_at, p.contract, p.programme, p.buyer, p.seller, p.findings, p.recorded_at, p.recorded_by
	FROM publication AS p
	WHERE NOT p.withdrawn AND p.edition = (SELECT max(q.edition) FROM publication AS q WHERE q.line = p.line AND q.rule = p.rule);
COMMENT ON VIEW publication_authority IS 'what an authority reads: also who buys and sells, and every finding with its way, facts and documents';

-- A column of a view means what the column of its table does.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT v.oid::regclass AS view, a.attname AS name, col_description(b.attrelid, b.attnum) AS said
		FROM pg_class AS v JOIN pg_attribute AS a ON a.attrelid = v.oid AND a.attnum > 0
			JOIN pg_attribute AS b ON b.attrelid = 'publication'::regclass AND b.attname = a.attname
		WHERE v.oid IN ('publication_public'::regclass, 'publication_authorised'::regclass, 'publication_authority'::regclass)
	LOOP
		EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', one.view, one.name, one.said);
	END LOOP;
END
$$;
