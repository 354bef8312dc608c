-- Names as they are compared: what is alike in spelling only is made the same, by rows (name_letter, legal_form, common_word)
-- and never by the locale or a collation of the server.
--
-- Trigrams are those of pg_trgm, of names in a to z and 0 to 9, where they do not depend on the locale either.  What is of
-- pg_trgm is bound here, when the extension is made, in whatever schema it is.

CREATE TYPE materials.name_key AS (
	full_name text,
	core text,
	joined text,
	rare text[]
);
COMMENT ON TYPE materials.name_key IS 'a name as it is compared';
COMMENT ON COLUMN materials.name_key.full_name IS 'its words in small ASCII letters, legal forms last and in their short forms';
COMMENT ON COLUMN materials.name_key.core IS 'its words without legal forms';
COMMENT ON COLUMN materials.name_key.joined IS 'the same without blanks';
COMMENT ON COLUMN materials.name_key.rare IS 'those of its words that are not common';

CREATE FUNCTION materials.name_letters(name pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	written text COLLATE "C" := left(name, 1000);
BEGIN
	IF octet_length(written) > length(written) THEN
		IF getdatabaseencoding() = 'UTF8' THEN
			written := normalize(written, NFKC);
		END IF;
		-- Han letters in a row are one word: how they make words nothing says.
		SELECT string_agg(CASE WHEN u.han IS DISTINCT FROM u.han_before THEN ' ' || u.latin ELSE u.latin END, '' ORDER BY u.place) INTO written
		FROM (SELECT t.place, t.latin, t.han, lag(t.han, 1, false) OVER (ORDER BY t.place) AS han_before
			FROM (SELECT c.place, coalesce(l.script = 'han', c.code BETWEEN 13312 AND 40959 OR c.code >= 131072) AS han,
					CASE WHEN l.letter IS NOT NULL THEN l.latin
						WHEN c.code < 128 THEN c.letter
						WHEN c.code BETWEEN 768 AND 879 THEN ''
						WHEN c.code IN (145, 146, 700, 8216, 8217) THEN ''''
						WHEN c.code < 192 OR c.code BETWEEN 8192 AND 12351 THEN ' '
						ELSE 'u' || to_hex(c.code) END AS latin
				FROM (SELECT s.letter, s.place, ascii(s.letter) AS code FROM string_to_table(written, NULL) WITH ORDINALITY AS s (letter, place)) AS c
					LEFT JOIN materials.name_letter AS l ON l.letter = c.letter COLLATE "C") AS t) AS u;
	END IF;
	written := replace(lower(written), '&', ' and ');
	written := regexp_replace(written, '[''`]', '', 'g');
	written := regexp_replace(written, '\y([a-z])\.(?=[a-z]\y)', '\1', 'g');
	RETURN btrim(regexp_replace(written, '[^a-z0-9]+', ' ', 'g'));
END
$$;
COMMENT ON FUNCTION materials.name_letters(text) IS 'a name in small ASCII letters and digits with single blanks: case, width, accents and punctuation dropped, & written out, initials joined, other scripts transcribed';

CREATE FUNCTION materials.name_key(name pg_catalog.text) RETURNS materials.name_key
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	written text COLLATE "C" := btrim(name);
	forms text[] := '{}';
	found_form text COLLATE "C";
	found_short text;
	words text[];
	size integer;
	key materials.name_key;
BEGIN
	-- Forms in scripts without blanks come off the name as it is written.
	WHILE octet_length(written) > length(written) LOOP
		SELECT f.form, f.short INTO found_form, found_short FROM materials.legal_form AS f
		WHERE octet_length(f.form) > length(f.form) AND length(f.form) < length(written) AND (right(written, length(f.form)) = f.form OR left(written, length(f.form)) = f.form)
		ORDER BY length(f.form) DESC, f.form LIMIT 1;
		EXIT WHEN NOT FOUND;
		written := btrim(CASE WHEN right(written, length(found_form)) = found_form THEN left(written, -length(found_form)) ELSE right(written, -length(found_form)) END);
		forms := found_short || forms;
	END LOOP;

	words := string_to_array(materials.name_letters(written), ' ');
	LOOP
		size := cardinality(words);
		EXIT WHEN size < 2;
		SELECT f.form, f.short INTO found_form, found_short FROM materials.legal_form AS f
		WHERE f.form = ANY (ARRAY(SELECT array_to_string(words[size - n + 1:], ' ') FROM generate_series(1, least(5, size - 1)) AS n))
		ORDER BY length(f.form) DESC LIMIT 1;
		EXIT WHEN NOT FOUND;
		words := words[:size - cardinality(string_to_array(found_form, ' '))];
		forms := found_short || forms;
	END LOOP;
	LOOP
		size := cardinality(words);
		EXIT WHEN size < 2;
		SELECT f.form, f.short INTO found_form, found_short FROM materials.legal_form AS f
		WHERE f.place = 'either' AND f.form = ANY (ARRAY(SELECT array_to_string(words[:n], ' ') FROM generate_series(1, least(5, size - 1)) AS n))
		ORDER BY length(f.form) DESC LIMIT 1;
		EXIT WHEN NOT FOUND;
		words := words[cardinality(string_to_array(found_form, ' ')) + 1:];
		forms := forms || found_short;
	END LOOP;
	IF cardinality(words) > 2 THEN
		SELECT array_agg(w.word ORDER BY w.place) FILTER (WHERE w.place = 1 OR f.form IS NULL), forms || coalesce(array_agg(f.short ORDER BY w.place) FILTER (WHERE w.place > 1 AND f.form IS NOT NULL), '{}')
		INTO words, forms
		FROM unnest(words) WITH ORDINALITY AS w (word, place) LEFT JOIN materials.legal_form AS f ON f.form = w.word COLLATE "C" AND f.place = 'anywhere';
	END IF;

	key.core := array_to_string(words, ' ');
	key.full_name := concat_ws(' ', key.core, nullif(array_to_string(forms, ' '), ''));
	key.joined := replace(key.core, ' ', '');
	key.rare := ARRAY(SELECT DISTINCT w.word COLLATE "C" FROM unnest(words) AS w (word)
		WHERE length(w.word) > 1 AND NOT EXISTS (SELECT FROM materials.common_word AS c WHERE c.word = w.word COLLATE "C") ORDER BY 1);
	RETURN key;
END
$$;
COMMENT ON FUNCTION materials.name_key(text) IS 'a name as it is compared: without legal forms, in small ASCII letters, with its words that are not common';

CREATE FUNCTION materials.name_variant(name pg_catalog.text) RETURNS TABLE (variant pg_catalog.text, acronym pg_catalog.bool)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 2 SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part text[] := regexp_match(name COLLATE "C", '^(.*[^ ]) *\(([A-Za-z0-9]{2,10})\) *$');
	initials text COLLATE "C";
BEGIN
	RETURN QUERY SELECT name, false;
	IF part IS NOT NULL THEN
		SELECT string_agg(left(w.word, 1), '' ORDER BY w.place) INTO initials FROM string_to_table(materials.name_letters(part[1]), ' ') WITH ORDINALITY AS w (word, place);
		-- (CATL) after Contemporary Amperex Technology Company, Limited is short for it; (KIEV) after a bank's name is not.
		IF initials LIKE concat('%', array_to_string(string_to_array(lower(part[2] COLLATE "C"), NULL), '%'), '%') THEN
			RETURN QUERY VALUES (part[1], false), (part[2], true);
		END IF;
	END IF;
END
$$;
COMMENT ON FUNCTION materials.name_variant(text) IS 'a name; where it ends with its own acronym in brackets, also the name without it, and the acronym';

CREATE FUNCTION materials.name_similarity(a pg_catalog.text, b pg_catalog.text) RETURNS materials.fraction
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- Each trigram is once in its own set, so what is there twice is in both.
	SELECT CASE WHEN count(*) = 0 THEN 0::materials.fraction
		ELSE (count(*) - count(DISTINCT t.trigram))::materials.fraction OPERATOR(materials./) count(DISTINCT t.trigram)::materials.fraction END
	FROM (SELECT unnest(show_trgm(name_similarity.a)) AS trigram UNION ALL SELECT unnest(show_trgm(name_similarity.b))) AS t;
END;
COMMENT ON FUNCTION materials.name_similarity(text, text) IS 'trigrams that two names share, as a part of all trigrams that either has; exact';

CREATE FUNCTION materials.name_alike(a pg_catalog.text, b pg_catalog.text) RETURNS pg_catalog.bool
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT name_alike.a % name_alike.b;
END;
COMMENT ON FUNCTION materials.name_alike(text, text) IS 'whether two names share as many trigrams as pg_trgm.similarity_threshold asks; an index of the operator class name_trigram finds such names';

CREATE OPERATOR FAMILY materials.name_trigram USING gin;
COMMENT ON OPERATOR FAMILY materials.name_trigram USING gin IS 'names by their trigrams: what name_alike compares by';
CREATE OPERATOR CLASS materials.name_trigram FOR TYPE pg_catalog.text USING gin FAMILY materials.name_trigram AS
	OPERATOR 1 % (pg_catalog.text, pg_catalog.text),
	FUNCTION 1 btint4cmp (int4, int4),
	FUNCTION 2 gin_extract_value_trgm (pg_catalog.text, internal),
	FUNCTION 3 gin_extract_query_trgm (pg_catalog.text, internal, int2, internal, internal, internal, internal),
	FUNCTION 4 gin_trgm_consistent (internal, int2, pg_catalog.text, int4, internal, internal, internal, internal),
	FUNCTION 6 gin_trgm_triconsistent (internal, int2, pg_catalog.text, int4, internal, internal, internal),
	STORAGE int4;
COMMENT ON OPERATOR CLASS materials.name_trigram USING gin IS 'names by their trigrams, as pg_trgm''s gin_trgm_ops, in whatever schema that is';
