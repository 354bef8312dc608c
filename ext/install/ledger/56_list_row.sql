-- One row of an edition: what is wrong with it, and the one form in which it is stored.

CREATE OR REPLACE FUNCTION list_identifier_form(scheme text, value text) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE list_identifier_form.scheme
		WHEN 'LEI' THEN list_identifier_form.value::materials.lei::text
		WHEN 'CAGE' THEN list_identifier_form.value::materials.cage::text
		WHEN 'UEI' THEN list_identifier_form.value::materials.uei::text
		WHEN 'GLN' THEN list_identifier_form.value::materials.gln::text
		ELSE btrim(list_identifier_form.value) END;
END;
COMMENT ON FUNCTION list_identifier_form(text, text) IS 'an identifier in the canonical form of its scheme; an error where it is none';

CREATE OR REPLACE FUNCTION list_row_fault(content jsonb) RETURNS TABLE (field text, state text, message text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1 SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
#variable_conflict use_variable
DECLARE
	looked_at text;
	inner_kind text;
	part jsonb;
BEGIN
	IF jsonb_typeof(list_row_fault.content) <> 'object' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a row is not a JSON object';
	END IF;
	FOR looked_at, part IN SELECT e.key, e.value FROM jsonb_each(list_row_fault.content) AS e ORDER BY e.key COLLATE "C" LOOP
		CASE
			WHEN looked_at IN ('entry', 'name', 'kind', 'programme', 'limb', 'listed_on', 'effective_on', 'source') THEN
				IF jsonb_typeof(part) NOT IN ('string', 'null') THEN
					RAISE invalid_parameter_value USING MESSAGE = format('the field "%s" is not a text', looked_at);
				ELSIF looked_at IN ('listed_on', 'effective_on') AND NOT coalesce((part #>> '{}') ~ '^\d{4}-\d{2}-\d{2}$', true) THEN
					RAISE invalid_datetime_format USING MESSAGE = format('not a day in the form YYYY-MM-DD: "%s"', left(part #>> '{}', 64));
				ELSIF looked_at IN ('listed_on', 'effective_on') THEN
					PERFORM (part #>> '{}')::date;
				ELSIF looked_at = 'kind' AND (part #>> '{}') NOT IN ('entity', 'person', 'vessel', 'aircraft', 'other') THEN
					RAISE invalid_parameter_value USING MESSAGE = format('there is no kind of entry "%s"', left(part #>> '{}', 64));
				ELSIF looked_at IN ('entry', 'name') AND (btrim(part #>> '{}') = '' OR length(part #>> '{}') > 1000) THEN
					RAISE invalid_parameter_value USING MESSAGE = format('the field "%s" is empty or longer than 1000 characters', looked_at);
				ELSIF looked_at = 'name' AND materials.name_letters(part #>> '{}') = '' THEN
					RAISE invalid_parameter_value USING MESSAGE = format('a name without a letter: "%s"', left(part #>> '{}', 64));
				END IF;
			WHEN looked_at IN ('countries', 'addresses', 'names', 'identifiers') THEN
				IF jsonb_typeof(part) NOT IN ('array', 'null') THEN
					RAISE invalid_parameter_value USING MESSAGE = format('the field "%s" is not a list', looked_at);
				END IF;
				inner_kind := CASE WHEN looked_at IN ('countries', 'addresses') THEN 'string' ELSE 'object' END;
				IF jsonb_typeof(part) = 'array' AND EXISTS (SELECT FROM jsonb_array_elements(part) AS x (one) WHERE jsonb_typeof(x.one) <> inner_kind) THEN
					RAISE invalid_parameter_value USING MESSAGE = format('the field "%s" is not a list of %ss', looked_at, inner_kind);
				ELSIF jsonb_typeof(part) = 'array' AND looked_at = 'countries' THEN
					PERFORM x.one::materials.country FROM jsonb_array_elements_text(part) AS x (one);
				ELSIF jsonb_typeof(part) = 'array' AND looked_at = 'names' AND EXISTS (SELECT FROM jsonb_array_elements(part) AS x (one)
						WHERE coalesce(jsonb_typeof(x.one -> 'name'), '') <> 'string' OR btrim(x.one ->> 'name') = '' OR length(x.one ->> 'name') > 1000
							OR coalesce(x.one ->> 'kind', 'alias') NOT IN ('alias', 'weak_alias', 'former', 'other_script')) THEN
					RAISE invalid_parameter_value USING MESSAGE = 'another name lacks its name, or is of no kind that there is';
				ELSIF jsonb_typeof(part) = 'array' AND looked_at = 'identifiers' THEN
					IF EXISTS (SELECT FROM jsonb_array_elements(part) AS x (one) WHERE coalesce(x.one ->> 'scheme', '') !~ '^[A-Z][A-Z0-9_-]{1,31}$' OR coalesce(x.one ->> 'value', '') = '' OR length(x.one ->> 'value') > 200) THEN
						RAISE invalid_parameter_value USING MESSAGE = 'an identifier lacks its scheme in capitals, or its value';
					END IF;
					PERFORM list_identifier_form(x.one ->> 'scheme', x.one ->> 'value') FROM jsonb_array_elements(part) AS x (one);
				END IF;
			ELSE
				RAISE invalid_parameter_value USING MESSAGE = format('there is no field "%s"', left(looked_at, 64));
		END CASE;
	END LOOP;
	looked_at := 'name';
	IF list_row_fault.content ->> 'name' IS NULL THEN
		RAISE not_null_violation USING MESSAGE = 'a row has no name';
	END IF;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
	RETURN QUERY SELECT looked_at, SQLSTATE::text, SQLERRM::text;
END
$$;
COMMENT ON FUNCTION list_row_fault(jsonb) IS 'what is wrong with a row of an edition: the first fault, or no row';

CREATE OR REPLACE FUNCTION list_row_form(content jsonb) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT jsonb_build_object(
		'entry', coalesce(list_row_form.content ->> 'entry', list_row_form.content ->> 'name'), 'name', list_row_form.content ->> 'name', 'kind', coalesce(list_row_form.content ->> 'kind', 'entity'),
		'programme', nullif(list_row_form.content ->> 'programme', ''), 'limb', nullif(list_row_form.content ->> 'limb', ''),
		'listed_on', list_row_form.content ->> 'listed_on', 'effective_on', list_row_form.content ->> 'effective_on',
		'countries', (SELECT coalesce(jsonb_agg(c.country ORDER BY c.country COLLATE "C"), '[]') FROM (SELECT DISTINCT x.one::materials.country::text AS country
			FROM jsonb_array_elements_text(coalesce(nullif(list_row_form.content -> 'countries', 'null'), '[]')) AS x (one)) AS c),
		'addresses', coalesce(nullif(list_row_form.content -> 'addresses', 'null'), '[]'),
		'names', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', n.name, 'kind', n.kind) ORDER BY n.name COLLATE "C"), '[]')
			FROM (SELECT x.one ->> 'name' AS name, min(coalesce(x.one ->> 'kind', 'alias') COLLATE "C") AS kind
				FROM jsonb_array_elements(coalesce(nullif(list_row_form.content -> 'names', 'null'), '[]')) AS x (one) GROUP BY x.one ->> 'name') AS n
			WHERE n.name <> list_row_form.content ->> 'name'),
		'identifiers', (SELECT coalesce(jsonb_agg(jsonb_build_object('scheme', i.scheme, 'value', i.value) ORDER BY i.scheme COLLATE "C", i.value COLLATE "C"), '[]')
			FROM (SELECT DISTINCT x.one ->> 'scheme' AS scheme, list_identifier_form(x.one ->> 'scheme', x.one ->> 'value') AS value
				FROM jsonb_array_elements(coalesce(nullif(list_row_form.content -> 'identifiers', 'null'), '[]')) AS x (one)) AS i));
END;
COMMENT ON FUNCTION list_row_form(jsonb) IS 'a row of an edition in the one form in which it is compared and stored; its source is told apart';

CREATE OR REPLACE FUNCTION list_name_of(entry_ids bigint[]) RETURNS TABLE (entry_id bigint, name text, kind text, full_name text, core text, joined text, rare text[])
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	SELECT DISTINCT ON (n.entry_id, k.full_name COLLATE "C") n.entry_id, v.variant, CASE WHEN v.acronym THEN 'acronym' ELSE n.kind END, k.full_name, k.core, k.joined, k.rare
	FROM (SELECT e.id AS entry_id, e.name, 'main' AS kind, 0 AS place FROM list_entry AS e WHERE e.id = ANY (list_name_of.entry_ids)
			UNION ALL
			SELECT e.id, o.one ->> 'name', o.one ->> 'kind', 1 FROM list_entry AS e CROSS JOIN LATERAL jsonb_array_elements(e.names) AS o (one) WHERE e.id = ANY (list_name_of.entry_ids)) AS n
		CROSS JOIN LATERAL materials.name_variant(n.name) AS v
		CROSS JOIN LATERAL materials.name_key(v.variant) AS k
	WHERE k.core <> ''
	ORDER BY n.entry_id, k.full_name COLLATE "C", v.acronym, n.place, n.kind COLLATE "C", v.variant COLLATE "C";
END;
COMMENT ON FUNCTION list_name_of(bigint[]) IS 'names of list entries as they are compared: what list_name holds';

CREATE OR REPLACE FUNCTION refresh_list_names() RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM list_name;
	INSERT INTO list_name (entry_id, name, kind, full_name, core, joined, rare)
	SELECT n.entry_id, n.name, n.kind, n.full_name, n.core, n.joined, n.rare FROM list_name_of(ARRAY(SELECT e.id FROM list_entry AS e)) AS n ORDER BY n.entry_id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION refresh_list_names() IS 'makes list_name anew, after rows were added to legal_form, common_word or name_letter; then rescreen(everything => true); returns the number of names';
