-- Editions and their entries stay as they came: what was on a list when can be asked later.

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['list_edition', 'list_entry', 'list_member', 'import_error'] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
			'FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only()', name);
		EXECUTE format('COMMENT ON TRIGGER guard_append_only ON %I IS ''the table is append-only''', name);
	END LOOP;
END
$$;
