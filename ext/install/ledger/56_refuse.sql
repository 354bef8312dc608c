-- What is at fault in a document is kept, whichever import found it.

CREATE OR REPLACE FUNCTION refuse(document text, faults materials.import_fault[]) RETURNS TABLE (place bigint, field text, state text, message text)
	LANGUAGE sql VOLATILE PARALLEL UNSAFE ROWS 10
BEGIN ATOMIC
	INSERT INTO import_error (document, row_number, field, state, message, content)
	SELECT refuse.document, f.place, f.field, f.state, f.message, left(f.content::text, 1000) FROM unnest(refuse.faults) AS f ORDER BY f.place, f.field COLLATE "C", f.message COLLATE "C"
	RETURNING import_error.row_number, import_error.field, import_error.state, import_error.message;
END;
COMMENT ON FUNCTION refuse(text, materials.import_fault[]) IS 'keeps what is at fault in a document in import_error, and tells it; nothing where nothing is. Imports call it';
