-- Tests ask as another role, and come back: a command, or a query with its rows as one text.
CREATE FUNCTION pg_temp.as_role(role text, command text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('role', role, true);
	EXECUTE command;
	PERFORM set_config('role', 'none', true);
END
$$;
CREATE FUNCTION pg_temp.answer_to(role text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM set_config('role', role, true);
	EXECUTE format('SELECT string_agg(t::text, '';'') FROM (%s) AS t', query) INTO answer;
	PERFORM set_config('role', 'none', true);
	RETURN answer;
END
$$;
