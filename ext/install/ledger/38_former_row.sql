-- The registers: rows may be changed and deleted, and how they were is kept.  So what was known earlier can be asked, and a
-- change behind the back of the triggers shows.

CREATE OR REPLACE FUNCTION keep_former_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT SET datestyle = 'ISO, YMD' SET intervalstyle = 'postgres' SET extra_float_digits = 1 SET bytea_output = 'hex' SET jit = off
AS $$
DECLARE
	line bigint := CASE WHEN TG_OP <> 'TRUNCATE' AND TG_TABLE_NAME = 'contract_line_lot' THEN (to_jsonb(OLD) ->> 'line_id')::bigint END;
BEGIN
	IF TG_OP = 'TRUNCATE' THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('table "%s" keeps how its rows were: TRUNCATE is refused', TG_TABLE_NAME),
			HINT = 'Delete the rows.';
	ELSIF TG_OP = 'DELETE' THEN
		INSERT INTO former_row (relation, row_id, fact, line_id) VALUES (TG_TABLE_NAME, OLD.id, to_jsonb(OLD), line);
	ELSIF OLD.id <> NEW.id THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('row %s of table "%s" keeps its number', OLD.id, TG_TABLE_NAME),
			HINT = 'Other tables name the row by it.';
	ELSIF materials.leaf_bytes('', 0, OLD, '{}') <> materials.leaf_bytes('', 0, NEW, '{}') THEN
		INSERT INTO former_row (relation, row_id, fact, latter, line_id) VALUES (TG_TABLE_NAME, OLD.id, to_jsonb(OLD), materials.leaf_bytes(TG_TABLE_NAME::text, NEW.id, NEW, '{}'), line);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_former_row() IS 'keeps how a row was before it was changed or deleted; refuses TRUNCATE, and another number';

CREATE OR REPLACE FUNCTION guard_former_number() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	used bigint;
BEGIN
	SELECT n.id INTO used FROM inserted AS n
	WHERE EXISTS (SELECT FROM former_row AS f WHERE f.relation = TG_TABLE_NAME AND f.row_id = n.id AND f.latter IS NULL) LIMIT 1;
	IF FOUND THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('table "%s" had a row %s, which was deleted', TG_TABLE_NAME, used),
			HINT = 'Leave the column id out: a row gets a number of its own.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_former_number() IS 'refuses the number of a row that was deleted: a number names one row for ever';

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['party', 'party_name', 'site', 'item', 'item_component', 'programme', 'site_asset', 'contract', 'contract_line', 'contract_line_lot'] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER keep_former_row AFTER UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION keep_former_row()', name);
		EXECUTE format('COMMENT ON TRIGGER keep_former_row ON %I IS ''how rows were before is kept in former_row''', name);
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_former_number AFTER INSERT ON %I REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_former_number()', name);
		EXECUTE format('COMMENT ON TRIGGER guard_former_number ON %I IS ''a number names one row for ever''', name);
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION keep_former_row()', name);
		EXECUTE format('COMMENT ON TRIGGER guard_truncate ON %I IS ''rows are deleted one by one, so that how they were is kept''', name);
	END LOOP;
	FOREACH name IN ARRAY ARRAY['seal_block', 'seal_part', 'seal_page', 'seal_tile'] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
			'FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only()', name);
		EXECUTE format('COMMENT ON TRIGGER guard_append_only ON %I IS ''the table is append-only''', name);
	END LOOP;
END
$$;

CREATE OR REPLACE TRIGGER guard_kept_table BEFORE INSERT ON former_row
	FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION guard_kept_table();
COMMENT ON TRIGGER guard_kept_table ON former_row IS 'only triggers write the table';
