-- How far calls that take long have come.

CREATE FUNCTION materials.tell_progress(news pg_catalog.text) RETURNS pg_catalog.void
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION materials.tell_progress(text) IS 'a notice that tells how far a call has come, where the statement has run for as long as the setting materials.progress_every says, and not more often than that';
