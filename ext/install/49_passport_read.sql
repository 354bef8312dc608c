-- Reading a passport of any form into one shape: attributes by name, and lists of substances; with what is odd in it.

CREATE FUNCTION materials.passport_amount(number pg_catalog.text, unit pg_catalog.text, wanted pg_catalog.text) RETURNS pg_catalog.numeric
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN trim_scale(materials.amount(materials.told_quantity(number, regexp_replace(unit, '^unit:', '')), wanted));
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION materials.passport_amount(text, text, text) IS 'a quantity of a passport in the wanted unit; NULL where it is none, or another kind of quantity';

CREATE FUNCTION materials.passport_form_of(content pg_catalog.jsonb) RETURNS pg_catalog.text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN (SELECT f.form FROM materials.passport_form AS f WHERE jsonb_typeof(passport_form_of.content) = 'object' AND jsonb_path_exists(passport_form_of.content, f.test, '{}', true) ORDER BY f.place LIMIT 1);
END
$$;
COMMENT ON FUNCTION materials.passport_form_of(jsonb) IS 'form of a passport, as in materials.passport_form; NULL where it is of none';

CREATE FUNCTION materials.passport_dated(form pg_catalog.text, content pg_catalog.jsonb) RETURNS pg_catalog.timestamptz
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	written text := (SELECT jsonb_path_query_first(passport_dated.content, f.dated, '{}', true) #>> '{}' FROM materials.passport_form AS f WHERE f.form = passport_dated.form);
BEGIN
	-- A day begins, and a time without a zone is told, in universal time, whatever the session's zone.
	RETURN CASE WHEN written ~ '^\d{4}-\d\d-\d\d$' THEN written || 'T00:00Z' WHEN written ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$' THEN written || 'Z'
		WHEN written ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$' THEN written END::timestamptz;
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION materials.passport_dated(text, jsonb) IS 'when a passport was issued or last changed, by what it says itself; NULL where it does not, or not as ISO 8601';

CREATE FUNCTION materials.passport_parts(document pg_catalog.jsonb) RETURNS TABLE (place pg_catalog.int8, subject pg_catalog.text, urn pg_catalog.text, form pg_catalog.text, content pg_catalog.jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	-- One passport, a list of them, or a container of digital twins that have some.
	RETURN QUERY
	SELECT p.place, p.subject, p.urn, p.form, p.content
	FROM (SELECT 1::bigint AS place, NULL::text AS subject, NULL::text AS urn, passport_parts.document AS content, materials.passport_form_of(passport_parts.document) AS form
			UNION ALL
			SELECT e.place, NULL, NULL, e.one, materials.passport_form_of(e.one) FROM jsonb_array_elements(CASE jsonb_typeof(passport_parts.document) WHEN 'array' THEN passport_parts.document END) WITH ORDINALITY AS e (one, place)
			WHERE materials.passport_form_of(passport_parts.document) IS NULL
			UNION ALL
			SELECT a.place, a.catenax_id, a.urn, a.content, materials.passport_form_of(a.content) FROM materials.catenax_aspects(passport_parts.document) AS a) AS p
	WHERE p.form IS NOT NULL;
END
$$;
COMMENT ON FUNCTION materials.passport_parts(jsonb) IS 'the passports in a document: itself, elements of a list, or aspects of the digital twins in a container of Catena-X';

CREATE FUNCTION materials.passport_value(attribute pg_catalog.text, type pg_catalog.text, wanted pg_catalog.text, written pg_catalog.jsonb, unit pg_catalog.text) RETURNS pg_catalog.jsonb
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN (SELECT CASE
		WHEN passport_value.type = 'document' THEN passport_value.written
		WHEN jsonb_typeof(passport_value.written) IN ('object', 'array', 'null') THEN NULL
		WHEN passport_value.type = 'text' THEN to_jsonb(nullif(btrim(w.text), ''))
		WHEN passport_value.type = 'word' THEN (SELECT to_jsonb(k.word) FROM materials.passport_word AS k
			WHERE k.attribute = passport_value.attribute AND k.written = regexp_replace(lower(regexp_replace(btrim(w.text), '^.*[/#]', '')), '[^a-z0-9]', '', 'g'))
		WHEN passport_value.type IN ('date', 'country') THEN to_jsonb(materials.told_code(passport_value.type, w.text))
		WHEN passport_value.type = 'number' THEN to_jsonb(materials.told_code('number', w.text)::numeric)
		WHEN passport_value.type = 'quantity' THEN to_jsonb(materials.passport_amount(w.text, passport_value.unit, passport_value.wanted)) END
	FROM (SELECT passport_value.written #>> '{}' AS text) AS w);
END
$$;
COMMENT ON FUNCTION materials.passport_value(text, text, text, jsonb, text) IS 'the value of an attribute in its one form, given how it is written; NULL where it is none';

CREATE FUNCTION materials.passport_values(form pg_catalog.text, content pg_catalog.jsonb) RETURNS TABLE (attribute pg_catalog.text, value pg_catalog.jsonb, kind pg_catalog.text, finding pg_catalog.text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 60
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	-- A value that is none, and values that contradict each other, are no value.
	RETURN QUERY
	SELECT t.attribute, CASE WHEN count(DISTINCT t.value) = 1 AND count(*) = count(t.value) THEN (array_agg(t.value))[1] END,
		CASE WHEN count(t.value) < count(*) AND min(t.type) = 'country' THEN 'unknown_country' ELSE 'other' END,
		CASE WHEN count(t.value) < count(*) THEN format('%s cannot be %s', t.attribute, string_agg(left(concat_ws(' ', t.written::text, t.unit), 64), ' and ' ORDER BY t.place) FILTER (WHERE t.value IS NULL))
			WHEN count(DISTINCT t.value) > 1 THEN format('%s is %s', t.attribute, string_agg(left(t.value::text, 64), ' and ' ORDER BY t.place)) END
	FROM (SELECT p.attribute, p.place, a.type, w.written, u.unit, materials.passport_value(a.attribute, a.type, coalesce(a.unit, ''), w.written, coalesce(u.unit, '')) AS value
		FROM materials.passport_path AS p JOIN materials.passport_attribute AS a ON a.attribute = p.attribute
			CROSS JOIN LATERAL jsonb_path_query_first(passport_values.content, p.path, '{}', true) AS w (written)
			CROSS JOIN LATERAL (SELECT coalesce(jsonb_path_query_first(passport_values.content, p.unit_path, '{}', true) #>> '{}', p.unit) AS unit) AS u
		WHERE p.form = passport_values.form AND w.written IS NOT NULL AND w.written NOT IN ('null', '""', '[]', '{}')) AS t
	GROUP BY t.attribute;
END
$$;
COMMENT ON FUNCTION materials.passport_values(text, jsonb) IS 'attributes that a passport of a form tells; finding says why a value cannot be taken';

CREATE FUNCTION materials.passport_number(told pg_catalog.jsonb, factor pg_catalog.numeric, lowest pg_catalog.numeric, highest pg_catalog.numeric) RETURNS pg_catalog.numeric
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN (SELECT CASE WHEN n.number BETWEEN passport_number.lowest AND passport_number.highest THEN trim_scale(n.number) END
	FROM (SELECT materials.told_code('number', passport_number.told #>> '{}')::numeric * passport_number.factor AS number) AS n);
END
$$;
COMMENT ON FUNCTION materials.passport_number(jsonb, numeric, numeric, numeric) IS 'a number of a passport times a factor; NULL where it is none, or out of bounds';

CREATE FUNCTION materials.passport_substance(written pg_catalog.jsonb, OUT told pg_catalog.jsonb, OUT findings pg_catalog.jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	name text := nullif(btrim(written ->> 'name'), '');
	share_unit text := regexp_replace(coalesce(written ->> 'unit', 'not told'), '^unit:', '');
	factor numeric := (SELECT u.factor FROM (VALUES ('one', 1), ('percent', 0.01), ('partpermillion', 0.000001), ('ppm', 0.000001)) AS u (unit, factor) WHERE u.unit = lower(share_unit));
	number_kind text;
	number text;
	cas_number text;
	ec_number text;
	share numeric;
	share_min numeric;
	share_max numeric;
	mass numeric;
	country text := materials.told_code('country', written ->> 'country');
	recycled numeric := materials.passport_number(written -> 'recycled', 0.01, 0, 1);
	pre_consumer numeric := materials.passport_number(written -> 'pre_consumer', 0.01, 0, 1);
	post_consumer numeric := materials.passport_number(written -> 'post_consumer', 0.01, 0, 1);
BEGIN
	findings := '[]';
	-- A number goes by what it is, not by its label.
	FOR number_kind, number IN SELECT n.kind, n.number FROM (VALUES ('CAS', written ->> 'cas'), ('EC', written ->> 'ec'), (upper(coalesce(written ->> 'id_type', '')), written ->> 'id')) AS n (kind, number) WHERE btrim(n.number) <> '' LOOP
		cas_number := coalesce(cas_number, materials.told_code('CAS', number));
		ec_number := coalesce(ec_number, materials.told_code('EC', number));
		IF number_kind IN ('CAS', 'EC') AND materials.told_code(number_kind, number) IS NULL THEN
			findings := findings || jsonb_build_object('kind', 'mislabelled_identifier', 'detail', format('"%s" is labelled %s, and is %s', left(number, 64), number_kind,
				CASE WHEN materials.told_code('EC', number) IS NOT NULL THEN 'an EC number' WHEN materials.told_code('CAS', number) IS NOT NULL THEN 'a CAS number' ELSE 'none' END));
		END IF;
	END LOOP;
	IF EXISTS (SELECT FROM materials.substance AS s WHERE s.cas OPERATOR(materials.=) cas_number::materials.cas AND s.ec OPERATOR(materials.<>) ec_number::materials.ec) THEN
		findings := findings || jsonb_build_object('kind', 'mislabelled_identifier', 'detail', format('CAS number %s and EC number %s are of two substances', cas_number, ec_number));
	END IF;
	name := coalesce(name, (SELECT s.title FROM materials.substance AS s WHERE s.cas::text = cas_number OR s.ec::text = ec_number ORDER BY s.cas::text <> cas_number LIMIT 1));

	-- An amount in percent is a share.
	IF NOT written ? 'share' AND lower(written ->> 'mass_unit') IN ('unit:percent', 'percent', '%') THEN
		written := written - 'mass' || jsonb_build_object('share', written -> 'mass', 'unit', 'percent');
		share_unit := 'percent';
		factor := 0.01;
	END IF;
	share := materials.passport_number(written -> 'share', factor, 0, 1);
	share_min := materials.passport_number(written -> 'share_min', factor, 0, 1);
	share_max := materials.passport_number(written -> 'share_max', factor, 0, 1);
	IF written ?| ARRAY['share', 'share_min', 'share_max'] AND (factor IS NULL OR coalesce(share, share_min, share_max) IS NULL) THEN
		findings := findings || jsonb_build_object('kind', 'disagreeing_quantity', 'detail', format('%s: not a share: "%s %s"', name, left(coalesce(written ->> 'share', written ->> 'share_min', written ->> 'share_max'), 64), left(share_unit, 64)));
	ELSIF share NOT BETWEEN share_min AND share_max THEN
		findings := findings || jsonb_build_object('kind', 'disagreeing_quantity', 'detail', format('%s: %s %s is not from %s to %s', name, written ->> 'share', share_unit, written ->> 'share_min', written ->> 'share_max'));
		share := NULL;
		share_min := NULL;
		share_max := NULL;
	END IF;
	IF jsonb_typeof(written -> 'mass') IN ('number', 'string') THEN
		mass := materials.passport_amount(written ->> 'mass', written ->> 'mass_unit', 'kg');
		IF mass IS NULL OR mass < 0 OR mass >= 1e15 THEN
			findings := findings || jsonb_build_object('kind', 'disagreeing_quantity', 'detail', format('%s: not a mass: "%s %s"', name, left(written ->> 'mass', 64), left(written ->> 'mass_unit', 64)));
			mass := NULL;
		END IF;
	END IF;
	IF country IS NULL AND btrim(written ->> 'country') <> '' THEN
		findings := findings || jsonb_build_object('kind', 'unknown_country', 'detail', format('%s: there is no country "%s"', name, left(written ->> 'country', 64)));
	END IF;
	IF recycled IS NULL AND written ? 'recycled' OR pre_consumer IS NULL AND written ? 'pre_consumer' OR post_consumer IS NULL AND written ? 'post_consumer' THEN
		findings := findings || jsonb_build_object('kind', 'disagreeing_quantity', 'detail', format('%s: not a recycled share: "%s"', name, left(concat_ws('", "', written ->> 'recycled', written ->> 'pre_consumer', written ->> 'post_consumer'), 64)));
	ELSIF recycled <> pre_consumer + post_consumer OR pre_consumer + post_consumer > 1 THEN
		findings := findings || jsonb_build_object('kind', 'disagreeing_quantity', 'detail', format('%s: recycled %s %%, from before use %s %% and after use %s %%', name, coalesce(written ->> 'recycled', 'not told'), written ->> 'pre_consumer', written ->> 'post_consumer'));
	END IF;
	told := jsonb_strip_nulls(jsonb_build_object('name', name, 'cas', cas_number, 'ec', ec_number, 'share_min', coalesce(share, share_min), 'share_max', coalesce(share, share_max), 'mass', mass, 'country', country,
		'location', nullif(regexp_replace(btrim(written ->> 'location'), '^.*[/#]', ''), ''), 'critical', CASE WHEN jsonb_typeof(written -> 'critical') = 'boolean' THEN written -> 'critical' END,
		'recycled', recycled, 'pre_consumer', pre_consumer, 'post_consumer', post_consumer));
END
$$;
COMMENT ON FUNCTION materials.passport_substance(jsonb) IS 'a substance of a passport in one form, given its fields as written, and what is odd about it: kind and detail of findings';

CREATE FUNCTION materials.passport_substances(form pg_catalog.text, content pg_catalog.jsonb) RETURNS TABLE (part pg_catalog.text, list pg_catalog.int4, whole pg_catalog.bool, place pg_catalog.int8, told pg_catalog.jsonb, findings pg_catalog.jsonb)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 20
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT l.part, l.place, l.whole, e.place, s.told, s.findings
	FROM materials.passport_list AS l
		CROSS JOIN LATERAL jsonb_array_elements(jsonb_path_query_array(passport_substances.content, l.path, '{}', true)) WITH ORDINALITY AS e (one, place)
		-- What stands at several places within one adds up.
		CROSS JOIN LATERAL (SELECT jsonb_object_agg(f.key, CASE WHEN jsonb_array_length(v.found) = 1 THEN v.found -> 0 WHEN jsonb_path_exists(v.found, 'strict $[*] ? (@.type() != "number")') THEN v.found -> 0
				ELSE (SELECT to_jsonb(sum(n.number::numeric)) FROM jsonb_array_elements_text(v.found) AS n (number)) END) AS written
			FROM jsonb_each_text(l.fields) AS f CROSS JOIN LATERAL (SELECT jsonb_path_query_array(e.one, f.value::jsonpath, '{}', true)) AS v (found)
			WHERE jsonb_array_length(v.found) > 0 AND v.found -> 0 NOT IN ('null', '""')) AS w
		CROSS JOIN LATERAL materials.passport_substance(l.defaults || w.written) AS s
	WHERE l.form = passport_substances.form AND jsonb_typeof(e.one) = 'object';
END
$$;
COMMENT ON FUNCTION materials.passport_substances(text, jsonb) IS 'substances that a passport of a form lists, and what is odd about them';

CREATE FUNCTION materials.passport_reading(form pg_catalog.text, content pg_catalog.jsonb) RETURNS pg_catalog.jsonb
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN (SELECT jsonb_build_object('attributes', (SELECT coalesce(jsonb_object_agg(v.attribute, v.value), '{}') FROM materials.passport_values(passport_reading.form, passport_reading.content) AS v WHERE v.value IS NOT NULL),
		'substances', (SELECT coalesce(jsonb_object_agg(p.part, p.list), '{}') FROM (SELECT s.part, jsonb_agg(s.told ORDER BY s.list, s.place) AS list FROM materials.passport_substances(passport_reading.form, passport_reading.content) AS s GROUP BY s.part) AS p)));
END
$$;
COMMENT ON FUNCTION materials.passport_reading(text, jsonb) IS 'all that a passport tells, in one shape: two passports of whatever form tell the same where these are equal';

CREATE FUNCTION materials.passport_findings(form pg_catalog.text, content pg_catalog.jsonb) RETURNS TABLE (kind pg_catalog.text, detail pg_catalog.text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 5
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH substance AS MATERIALIZED (
		SELECT s.part, s.list, s.whole, s.place, s.told, s.findings FROM materials.passport_substances(passport_findings.form, passport_findings.content) AS s
	), mass AS MATERIALIZED (
		SELECT (v.value #>> '{}')::numeric AS mass FROM materials.passport_values(passport_findings.form, passport_findings.content) AS v WHERE v.attribute = 'battery_mass' AND v.value IS NOT NULL
	)
	SELECT v.kind, v.finding FROM materials.passport_values(passport_findings.form, passport_findings.content) AS v WHERE v.finding IS NOT NULL
	UNION ALL
	SELECT f.one ->> 'kind', f.one ->> 'detail' FROM substance AS s CROSS JOIN LATERAL jsonb_array_elements(s.findings) AS f (one)
	UNION ALL
	SELECT 'disagreeing_quantity', format('shares of materials come to %s %%', trim_scale(100 * t.total))
	FROM (SELECT sum((s.told ->> 'share_min')::numeric) AS total, sum((s.told ->> 'share_max')::numeric) AS highest FROM substance AS s WHERE s.whole GROUP BY s.list) AS t WHERE t.highest < 1 OR t.total > 1
	UNION ALL
	-- Rounding aside: a hundredth.
	SELECT 'disagreeing_quantity', format('%s: %s %% of %s kg is not %s kg', s.told ->> 'name', trim_scale(100 * (s.told ->> 'share_min')::numeric), m.mass, s.told ->> 'mass')
	FROM substance AS s CROSS JOIN mass AS m WHERE s.part = 'material' AND s.told ->> 'share_min' = s.told ->> 'share_max' AND abs((s.told ->> 'share_min')::numeric * m.mass - (s.told ->> 'mass')::numeric) > 0.01 * (s.told ->> 'mass')::numeric;
END
$$;
COMMENT ON FUNCTION materials.passport_findings(text, jsonb) IS 'what is odd in a passport: values that are none or contradict each other, numbers with a wrong label, countries that there are not, shares that do not come to all of it';
