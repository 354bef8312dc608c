-- What a question cannot do without.

CREATE FUNCTION materials.named(value text, what text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	-- An empty answer to nothing would read like an answer.
	IF value IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = format('no %s is named', what),
			HINT = 'The argument is NULL. Give one, or leave out the rows that have none.';
	END IF;
	RETURN value;
END
$$;
COMMENT ON FUNCTION materials.named(text, text) IS 'the value, and error 22004 where it is NULL: what has to be named for a question is missing';
