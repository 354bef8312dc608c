-- Battery passports become lots of one battery, what they are said to consist of, and what else the ledger has a place for.  What
-- is odd in one is kept as it is written, and told as a data_finding.

CREATE OR REPLACE FUNCTION passport_told(document jsonb, lot text DEFAULT NULL) RETURNS TABLE (place bigint, code text, lot_code text, form text, content jsonb, kept_id bigint)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	-- A passport that is known is about the lot that it was about; a serial number is one of its manufacturer.
	RETURN QUERY
	SELECT p.place, i.code, coalesce(nullif(btrim(passport_told.lot), ''), l.code::text, p.subject, CASE WHEN v.product ~ ':' OR v.maker IS NULL OR EXISTS (SELECT FROM lot AS o JOIN party_identifier AS d ON d.party_id = o.producer_id AND d.value = v.maker WHERE o.code = v.product)
		THEN v.product ELSE v.maker || ':' || v.product END, v.passport), p.form, p.content, k.id
	FROM materials.passport_parts(passport_told.document) AS p
		CROSS JOIN LATERAL (SELECT max(a.value #>> '{}') FILTER (WHERE a.attribute = 'passport_identifier') AS passport, max(a.value #>> '{}') FILTER (WHERE a.attribute = 'product_identifier') AS product,
				max(regexp_replace(a.value #>> '{}', '^.*[/#]', '')) FILTER (WHERE a.attribute = 'manufacturer_identifier') AS maker
			FROM materials.passport_values(p.form, p.content) AS a WHERE a.value IS NOT NULL) AS v
		CROSS JOIN LATERAL (SELECT coalesce(v.passport, p.subject || ' ' || p.urn, nullif(btrim(passport_told.lot), '') || ' ' || p.form, v.product) AS code) AS i
		LEFT JOIN LATERAL (SELECT a.id, a.lot_id FROM passport AS o JOIN passport_at('infinity') AS a ON a.id = o.id WHERE o.code = i.code) AS k ON true LEFT JOIN lot AS l ON l.id = k.lot_id;
END
$$;
COMMENT ON FUNCTION passport_told(jsonb, text) IS 'passports in a document, with the lot that each is about, and the one that stands under its identifier';

CREATE OR REPLACE FUNCTION passport_faults(document jsonb, lot text DEFAULT NULL) RETURNS SETOF materials.import_fault
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT
AS $$
DECLARE
	nameless_message text;
	long_message text;
	content_message text;
	twice_message text;
	of_message text;
BEGIN
	nameless_message := 'a passport does not say which battery it is of';
	long_message := 'an identifier has more than 200 characters: "%s"';
	content_message := 'passport "%s" is there with other content';
	twice_message := 'passport "%s" is in the document twice, with other content';
	of_message := 'passport "%s" is of lot "%s"';
	RETURN QUERY
	WITH told AS MATERIALIZED (
		SELECT t.place, t.code, t.lot_code, t.form, t.content, t.kept_id FROM passport_told(passport_faults.document, passport_faults.lot) AS t
	)
	SELECT t.place, f.field, f.state, f.message, t.content
	FROM told AS t CROSS JOIN LATERAL (
		SELECT 'product_identifier' AS field, '23502' AS state, nameless_message AS message WHERE t.lot_code IS NULL OR t.code IS NULL
		UNION ALL SELECT 'product_identifier', '22001', format(long_message, left(n.name, 64)) FROM (SELECT t.code AS name UNION SELECT t.lot_code) AS n WHERE length(n.name) > 200
		UNION ALL SELECT 'passport_identifier', '23505', format(content_message, left(t.code, 64)) WHERE t.kept_id IS NOT NULL AND NOT passport_is_known(t.code, t.lot_code, t.form, t.content)
			AND NOT EXISTS (SELECT FROM passport AS k WHERE k.id = t.kept_id AND materials.passport_dated(t.form, t.content) > materials.passport_dated(k.form, k.content))
		UNION ALL SELECT 'passport_identifier', '23505', format(twice_message, left(t.code, 64)) WHERE EXISTS (SELECT FROM told AS o WHERE o.code = t.code AND o.place < t.place AND o.content <> t.content)
		UNION ALL SELECT 'passport_identifier', '23505', format(of_message, left(t.code, 64), l.code)
			FROM passport AS k JOIN lot AS l ON l.id = lot_standing(k.lot_id, 'infinity') WHERE k.id = t.kept_id AND l.code <> t.lot_code) AS f
	ORDER BY t.place, f.field, f.message;
END
$$;
COMMENT ON FUNCTION passport_faults(jsonb, text) IS 'why a document of passports cannot be taken: by itself, or with what the ledger has';

CREATE OR REPLACE FUNCTION passport_party(identifier text, name text DEFAULT NULL, document_name text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	short text := nullif(btrim(regexp_replace(identifier, '^.*[/#]', '')), '');
	id_scheme text := CASE WHEN short ~ '^BPNL' THEN 'BPN' WHEN materials.told_code('GLN', short) IS NOT NULL THEN 'GLN' WHEN materials.told_code('LEI', short) IS NOT NULL THEN 'LEI' END;
	found_id bigint := (SELECT i.party_id FROM party_identifier AS i WHERE i.scheme = id_scheme AND i.value = short);
BEGIN
	IF coalesce(short, name) IS NULL THEN
		RETURN NULL;
	END IF;
	found_id := coalesce(found_id, (SELECT p.id FROM party AS p WHERE p.code = left(coalesce(short, name), 200)));
	IF found_id IS NULL THEN
		INSERT INTO party (code, name, source) VALUES (left(coalesce(short, name), 200), coalesce(name, short), document_name) RETURNING id INTO found_id;
		INSERT INTO party_identifier (party_id, scheme, value, source) SELECT found_id, id_scheme, short, document_name WHERE id_scheme IS NOT NULL;
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION passport_party(text, text, text) IS 'the party that a passport names by identifier (BPN, GLN, LEI or another) or by name: one that is there, or a new one; passport_import calls it';

CREATE OR REPLACE FUNCTION passport_lot(lot_code text, class text, told jsonb, document_name text, OUT lot_id bigint, OUT made boolean)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	maker bigint := passport_party(told ->> 'manufacturer_identifier', told ->> 'manufacturer_name', document_name);
	facility text := nullif(left(regexp_replace(told ->> 'facility_identifier', '^.*[/#]', ''), 200), '');
	made_in materials.country := told ->> 'manufacturing_country';
	day date := told ->> 'manufacturing_date';
	mass materials.quantity := CASE WHEN (told ->> 'battery_mass')::numeric > 0 THEN materials.quantity((told ->> 'battery_mass')::numeric, 'kg') END;
	item_code text := left(coalesce(told ->> 'model', told ->> 'product_name', told ->> 'chemistry', passport_lot.lot_code), 200);
	of_item bigint;
BEGIN
	lot_id := (SELECT l.id FROM lot AS l WHERE l.code = passport_lot.lot_code AND l.id = lot_standing(l.id, 'infinity') ORDER BY l.revision DESC LIMIT 1);
	made := lot_id IS NULL;
	IF NOT made THEN
		RETURN;
	END IF;
	PERFORM passport_party(told ->> 'operator_identifier', told ->> 'operator_name', document_name);
	IF facility IS NOT NULL AND made_in IS NOT NULL THEN
		INSERT INTO site (code, name, operator_id, country, gln, source)
		SELECT facility, facility, maker, made_in, materials.told_code('GLN', facility)::materials.gln, document_name WHERE NOT EXISTS (SELECT FROM site AS s WHERE s.code = facility OR s.gln::text = facility);
	END IF;
	IF NOT EXISTS (SELECT FROM item AS i WHERE i.code = item_code) THEN
		INSERT INTO item (code, name, class, maker_id, source) VALUES (item_code, coalesce(told ->> 'product_name', item_code), passport_lot.class, maker, document_name);
	END IF;
	of_item := (SELECT i.id FROM item AS i WHERE i.code = item_code);
	INSERT INTO lot (code, item_id, producer_id, site_id, country, made_on, quantity, unit_mass, untraced_reason, source)
	VALUES (passport_lot.lot_code, of_item, maker, (SELECT s.id FROM site AS s WHERE s.country OPERATOR(materials.=) made_in AND (s.code = facility OR s.gln::text = facility) ORDER BY s.id LIMIT 1), made_in, day, '1 each', mass, 'not_asked', document_name)
	RETURNING lot.id INTO passport_lot.lot_id;
END
$$;
COMMENT ON FUNCTION passport_lot(text, text, jsonb, text) IS 'the lot that a passport is of: one that is there, or a new one of one piece, with its item, maker and site; passport_import calls it';

CREATE OR REPLACE FUNCTION passport_compare(lot_id bigint, told jsonb) RETURNS TABLE (detail text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 3 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT format('%s is %s here, and %s in the passport', c.what, c.here, c.there)
	FROM lot_at('infinity') AS l CROSS JOIN LATERAL (
		SELECT 'country' AS what, l.country::text AS here, passport_compare.told ->> 'manufacturing_country' AS there WHERE l.country OPERATOR(materials.<>) (passport_compare.told ->> 'manufacturing_country')::materials.country
		UNION ALL SELECT 'day of making', to_char(l.made_on, 'YYYY-MM-DD'), passport_compare.told ->> 'manufacturing_date' WHERE l.made_on <> (passport_compare.told ->> 'manufacturing_date')::date
		UNION ALL SELECT 'mass', l.unit_mass::text, format('%s kg', passport_compare.told ->> 'battery_mass') WHERE l.unit_mass OPERATOR(materials.<>) materials.quantity((passport_compare.told ->> 'battery_mass')::numeric, 'kg')
		UNION ALL SELECT format('name of %s', i.value), format('"%s"', left(p.name, 64)), format('"%s"', left(n.name, 64))
			FROM (VALUES ('manufacturer_identifier', passport_compare.told ->> 'manufacturer_name'), ('operator_identifier', passport_compare.told ->> 'operator_name')) AS n (identifier, name)
				JOIN party_identifier AS i ON i.value = regexp_replace(passport_compare.told ->> n.identifier, '^.*[/#]', '') AND i.scheme IN ('BPN', 'GLN', 'LEI') JOIN party AS p ON p.id = i.party_id
			WHERE lower(p.name) <> lower(n.name) AND p.name <> i.value) AS c
	WHERE l.id = passport_compare.lot_id;
END
$$;
COMMENT ON FUNCTION passport_compare(bigint, jsonb) IS 'where a passport contradicts the lot that it is of, or the names of parties that it names';

CREATE OR REPLACE FUNCTION passport_substance_of(told jsonb) RETURNS TABLE (element text, material text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	-- By number; by name where it has none.
	RETURN QUERY
	SELECT k.element, k.material
	FROM (SELECT s.element, s.material, 1 AS place FROM materials.substance AS s WHERE s.cas::text = passport_substance_of.told ->> 'cas' OR s.ec::text = passport_substance_of.told ->> 'ec'
			UNION ALL SELECT s.element, s.material, 2 FROM materials.substance AS s WHERE NOT passport_substance_of.told ?| '{cas,ec}' AND lower(s.title) = lower(passport_substance_of.told ->> 'name')
			UNION ALL SELECT m.element, m.material, 3 FROM materials.material AS m WHERE NOT passport_substance_of.told ?| '{cas,ec}' AND lower(m.title) = lower(passport_substance_of.told ->> 'name')
			UNION ALL SELECT e.element, NULL, 4 FROM materials.element AS e WHERE NOT passport_substance_of.told ?| '{cas,ec}' AND lower(e.title) = lower(passport_substance_of.told ->> 'name')) AS k
	ORDER BY k.place LIMIT 1;
END
$$;
COMMENT ON FUNCTION passport_substance_of(jsonb) IS 'the element and the material that a substance of a passport is';

-- Of an element there is at least what is named as such, and at most that and what is not named as something else.
CREATE OR REPLACE FUNCTION passport_elements(form text, content jsonb) RETURNS TABLE (element text, share materials.share)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH named AS MATERIALIZED (
		SELECT s.list, k.element, (s.told ->> 'share_min')::numeric AS share_min, (s.told ->> 'share_max')::numeric AS share_max
		FROM materials.passport_substances(passport_elements.form, passport_elements.content) AS s
			LEFT JOIN LATERAL passport_substance_of(s.told) AS k ON true
		WHERE s.part = 'material' AND s.whole
	), total AS (
		SELECT n.list, n.element, sum(n.share_min) AS share_min FROM named AS n GROUP BY n.list, n.element HAVING bool_and(n.share_min IS NOT NULL)
	)
	SELECT t.element, format('[%s,%s]', t.share_min, GREATEST(t.share_min, 1 - (SELECT coalesce(sum(o.share_min), 0) FROM named AS o WHERE o.list = t.list AND o.element <> t.element)))::materials.share
	FROM total AS t WHERE t.element IS NOT NULL AND t.share_min <= 1;
END
$$;
COMMENT ON FUNCTION passport_elements(text, jsonb) IS 'how much of an element a battery contains by what its passport names: at least what is named as that element, at most that and all that is not named as another';

CREATE OR REPLACE FUNCTION passport_properties(lot_id bigint, form text, told jsonb, document_name text, OUT recorded bigint, OUT findings bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
BEGIN
	WITH wanted AS MATERIALIZED (
		SELECT a.property, CASE WHEN 'lot' = ANY (k.subjects) THEN 'lot' ELSE 'item' END AS subject, CASE k.type WHEN 'quantity' THEN format('%s %s', passport_properties.told ->> a.attribute, a.unit) ELSE passport_properties.told ->> a.attribute END AS value
		FROM materials.passport_attribute AS a JOIN materials.property AS k ON k.property = a.property WHERE passport_properties.told ? a.attribute AND k.subjects && '{lot,item}'
	), fact AS MATERIALIZED (
		SELECT w.property, w.subject, w.value, l.item_id, coalesce(p.value, i.value) AS here
		FROM wanted AS w JOIN lot AS l ON l.id = passport_properties.lot_id
			LEFT JOIN lot_property_at('infinity') AS p ON p.lot_id = l.id AND p.property = w.property
			LEFT JOIN item_property_at('infinity') AS i ON i.item_id = l.item_id AND i.property = w.property
	), of_lot AS (
		INSERT INTO lot_property (lot_id, property, value, source) SELECT passport_properties.lot_id, f.property, f.value, document_name FROM fact AS f WHERE f.subject = 'lot' AND f.here IS NULL ORDER BY f.property RETURNING id
	), of_item AS (
		INSERT INTO item_property (item_id, property, value, source) SELECT f.item_id, f.property, f.value, document_name FROM fact AS f WHERE f.subject = 'item' AND f.here IS NULL AND f.item_id IS NOT NULL ORDER BY f.property RETURNING id
	), odd AS (
		INSERT INTO data_finding (kind, relation, row_id, detail)
		SELECT 'disagreeing_quantity', 'lot', passport_properties.lot_id, format('%s is %s here, and %s in %s', f.property, f.here, f.value, left(document_name, 64)) FROM fact AS f
		WHERE f.here <> f.value AND f.here <> materials.property_value(f.property, f.subject, f.value) ORDER BY f.property RETURNING id
	)
	SELECT (SELECT count(*) FROM of_lot AS x) + (SELECT count(*) FROM of_item AS x), (SELECT count(*) FROM odd AS x) INTO recorded, findings;
END
$$;
COMMENT ON FUNCTION passport_properties(bigint, text, jsonb, text) IS 'records what a passport tells that properties keep, of the lot or its item; what is there otherwise becomes a data_finding. passport_import calls it';

-- A newer issue stands for an earlier one: what was taken from that is corrected, and stays in history.  Facts of one import are told by its instant.
CREATE OR REPLACE FUNCTION passport_replace(replaced bigint, this_passport bigint, document_name text) RETURNS void
	LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
BEGIN ATOMIC
	INSERT INTO correction (relation, row_id, replaced_by, reason, source)
	SELECT f.relation, f.row_id, f.replaced_by, format('passport "%s" was issued anew', left(k.code, 64)), passport_replace.document_name
	FROM passport AS k CROSS JOIN LATERAL (
		SELECT 'passport' AS relation, k.id AS row_id, passport_replace.this_passport AS replaced_by
		UNION ALL SELECT 'lot_substance', s.id, NULL FROM lot_substance AS s WHERE s.passport_id = k.id
		UNION ALL SELECT 'assay', a.id, NULL FROM assay AS a WHERE a.document_id = k.document_id AND a.lot_id = k.lot_id AND a.recorded_at = k.recorded_at
		UNION ALL SELECT 'lot_property', p.id, NULL FROM lot_property AS p WHERE p.lot_id = k.lot_id AND p.recorded_at = k.recorded_at AND p.source = k.source
			AND p.property IN (SELECT a.property FROM materials.passport_values(k.form, k.content) AS v JOIN materials.passport_attribute AS a ON a.attribute = v.attribute)) AS f
	WHERE k.id = passport_replace.replaced AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = f.relation AND x.row_id = f.row_id);
END;
COMMENT ON FUNCTION passport_replace(bigint, bigint, text) IS 'corrects a passport, and what was taken from it, by a newer issue; passport_import calls it';

CREATE OR REPLACE FUNCTION passport_take(code text, lot_code text, form text, content jsonb, document_name text, OUT lots bigint, OUT substances bigint, OUT assays bigint, OUT properties bigint, OUT findings bigint, OUT newer bigint)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	told jsonb := coalesce(materials.passport_reading(form, content) -> 'attributes', '{}');
	battery record;
	stated record;
	this_passport bigint;
	this_document bigint;
	replaced bigint := (SELECT k.id FROM passport AS k JOIN passport_at('infinity') AS a ON a.id = k.id WHERE k.code = passport_take.code);
	next_revision integer := (SELECT coalesce(max(k.revision), 0) + 1 FROM passport AS k WHERE k.code = passport_take.code);
	document_code text := CASE WHEN next_revision = 1 THEN passport_take.code ELSE format('%s (issue %s)', left(passport_take.code, 180), next_revision) END;
BEGIN
	SELECT p.lot_id, p.made INTO battery FROM passport_lot(lot_code, (SELECT f.class FROM materials.passport_form AS f WHERE f.form = passport_take.form), told, document_name) AS p;
	lots := battery.made::integer;
	newer := num_nonnulls(replaced);
	this_document := (SELECT d.id FROM document AS d WHERE d.code = document_code);
	IF this_document IS NULL THEN
		INSERT INTO document (code, kind, title, sha256, issuer_id, source)
		SELECT document_code, 'declaration', format('Passport of %s', lot_code), sha256(convert_to(content::text, 'UTF8')), (SELECT l.producer_id FROM lot AS l WHERE l.id = battery.lot_id), document_name RETURNING document.id INTO this_document;
	END IF;
	INSERT INTO passport (code, revision, form, lot_id, content, document_id, source) VALUES (code, next_revision, form, battery.lot_id, content, this_document, document_name) RETURNING passport.id INTO this_passport;
	PERFORM passport_replace(replaced, this_passport, document_name);

	WITH made AS (
		INSERT INTO lot_substance (lot_id, passport_id, part, name, cas, ec, element, material, mass_fraction, mass, location, country, critical, recycled, pre_consumer, post_consumer, source)
		SELECT battery.lot_id, this_passport, s.part, t.name, t.cas::materials.cas, t.ec::materials.ec, k.element, k.material, CASE WHEN t.share_min = t.share_max THEN t.share_min::text WHEN t.share_max >= t.share_min THEN format('[%s,%s]', t.share_min, t.share_max) END::materials.share,
			CASE WHEN t.mass IS NOT NULL THEN materials.quantity(t.mass, 'kg') END, t.location, t.country::materials.country, t.critical, t.recycled::text::materials.share, t.pre_consumer::text::materials.share, t.post_consumer::text::materials.share, document_name
		FROM materials.passport_substances(form, content) AS s
			CROSS JOIN LATERAL jsonb_to_record(s.told) AS t (name text, cas text, ec text, share_min numeric, share_max numeric, mass numeric, location text, country text, critical boolean, recycled numeric, pre_consumer numeric, post_consumer numeric)
			LEFT JOIN LATERAL passport_substance_of(s.told) AS k ON true
		WHERE num_nonnulls(t.name, t.cas, t.ec) > 0
		ORDER BY s.part, s.list, s.place RETURNING id
	), contained AS (
		INSERT INTO assay (lot_id, element, mass_fraction, method, document_id, source)
		SELECT battery.lot_id, e.element, e.share, 'specification', this_document, document_name FROM passport_elements(form, content) AS e ORDER BY e.element RETURNING id
	), odd AS (
		INSERT INTO data_finding (kind, relation, row_id, detail)
		SELECT f.kind, 'passport', this_passport, f.detail FROM materials.passport_findings(form, content) AS f ORDER BY f.kind, f.detail COLLATE "C" RETURNING id
	), supported AS (
		INSERT INTO evidence (relation, row_id, document_id, grade) SELECT 'assay', c.id, this_document, 'C' FROM contained AS c UNION ALL SELECT 'lot', battery.lot_id, this_document, 'C' WHERE battery.made
	)
	SELECT (SELECT count(*) FROM made AS x), (SELECT count(*) FROM contained AS x), (SELECT count(*) FROM odd AS x) INTO substances, assays, findings;
	WITH odd AS (
		INSERT INTO data_finding (kind, relation, row_id, detail)
		SELECT 'other', 'lot', battery.lot_id, c.detail FROM passport_compare(battery.lot_id, told) AS c ORDER BY c.detail COLLATE "C" RETURNING id
	)
	SELECT findings + count(*) INTO findings FROM odd AS o;
	SELECT p.recorded, p.findings INTO stated FROM passport_properties(battery.lot_id, form, told, document_name) AS p;
	properties := stated.recorded;
	findings := findings + stated.findings;
END
$$;
COMMENT ON FUNCTION passport_take(text, text, text, jsonb, text) IS 'records one passport, and what follows from it; passport_import calls it';

CREATE OR REPLACE FUNCTION passport_import(document jsonb, name text DEFAULT 'passport', lot text DEFAULT NULL) RETURNS TABLE (outcome text, row_count bigint, detail text)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	told record;
	taken record;
	counts bigint[] := '{0,0,0,0,0,0,0,0}';
BEGIN
	IF passport_import.document IS NULL OR NOT EXISTS (SELECT FROM materials.passport_parts(passport_import.document) AS p) THEN
		RAISE invalid_parameter_value USING MESSAGE = 'the document is a passport of no form that is known',
			HINT = 'materials.passport_form lists the forms; one more is rows there, in passport_path and in passport_list.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('materials passport', 'ledger'::regclass::oid::bigint));
	RETURN QUERY SELECT CASE r.state WHEN '23505' THEN 'conflict' ELSE 'refused' END, 1::bigint, format('passport %s, %s: %s', r.place, r.field, r.message)
	FROM refuse(passport_import.name, (SELECT array_agg(f) FROM passport_faults(passport_import.document, passport_import.lot) AS f)) AS r ORDER BY r.place, r.field COLLATE "C", r.message COLLATE "C";
	IF FOUND THEN
		RETURN;
	END IF;
	FOR told IN SELECT t.* FROM passport_told(passport_import.document, passport_import.lot) AS t ORDER BY t.place, t.code COLLATE "C" LOOP
		IF passport_is_known(told.code, told.lot_code, told.form, told.content) THEN
			counts[2] := counts[2] + 1;
			CONTINUE;
		END IF;
		SELECT p.lots, p.substances, p.assays, p.properties, p.findings, p.newer INTO taken FROM passport_take(told.code, told.lot_code, told.form, told.content, passport_import.name) AS p;
		PERFORM materials.tell_progress(format('passport %s is recorded', told.place));
		counts := ARRAY[counts[1] + 1, counts[2], counts[3] + taken.lots, counts[4] + taken.substances, counts[5] + taken.assays, counts[6] + taken.properties, counts[7] + taken.findings, counts[8] + taken.newer];
	END LOOP;
	RETURN QUERY SELECT w.outcome, counts[w.place], w.detail
		FROM (VALUES (1, 'passports', 'recorded'), (2, 'known', 'recorded before, or told by the ledger itself'), (3, 'lots', 'recorded'), (4, 'substances', 'recorded, as the passport states them'), (5, 'assays', 'recorded: elements, within bounds'),
			(6, 'properties', 'recorded'), (7, 'findings', 'what is odd: data_finding'), (8, 'newer issues', 'of these passports: what they replace stays in history')) AS w (place, outcome, detail)
		WHERE w.place < 8 OR counts[w.place] > 0 ORDER BY w.place;
END
$$;
COMMENT ON FUNCTION passport_import(jsonb, text, text) IS 'records battery passports of any form of materials.passport_form, all of a document or nothing: lot, item, maker and site, what it consists of, elements as assays within bounds, properties. lot names the lot where the document does not. A passport that is there is known again; a newer issue under its identifier corrects it; other content that is not dated later is a conflict in import_error; what is odd is kept and becomes a data_finding';
