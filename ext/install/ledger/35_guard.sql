-- What keeps a ledger sound while it is written: append-only tables, tables that only triggers write, evidence that
-- names rows that exist.  The chapters after this one guard quantities, corrections and interests.
--
-- The guards run as whoever writes, so that row-level security holds: a row that the writer may not see counts as none.

CREATE OR REPLACE FUNCTION guard_append_only() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RAISE object_not_in_prerequisite_state USING
		MESSAGE = format('table "%s" is append-only: %s is refused', TG_TABLE_NAME, TG_OP),
		DETAIL = 'Recorded facts stay, so that what was known on a day can be asked later.',
		HINT = 'Record a new row, and a row of "correction" that says what it replaces.';
END
$$;
COMMENT ON FUNCTION guard_append_only() IS 'refuses UPDATE, DELETE and TRUNCATE with SQLSTATE 55000';

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['party_identifier', 'party_domicile', 'party_role', 'succession', 'interest', 'concert', 'listing', 'event', 'event_input', 'lot', 'consumption',
		'transfer', 'document', 'declaration', 'control_contract', 'evidence', 'waiver', 'assay', 'line_property', 'item_property', 'lot_property', 'correction', 'data_finding',
		'determination', 'determination_fact', 'former_row', 'bods_statement', 'bods_interest', 'bods_holding', 'epcis_document', 'epcis_event', 'epcis_master', 'catenax_aspect', 'gleif_record', 'passport', 'lot_substance', 'mineral_source', 'questionnaire', 'supplier_question', 'supplier_answer']
	LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
			'FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only()', name);
		EXECUTE format('COMMENT ON TRIGGER guard_append_only ON %I IS ''the table is append-only''', name);
	END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION guard_kept_table() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	RAISE object_not_in_prerequisite_state USING
		MESSAGE = format('table "%s" is kept by triggers: %s is refused', TG_TABLE_NAME, TG_OP),
		DETAIL = 'It follows from what is recorded elsewhere.',
		HINT = 'Record facts and corrections; restore a dump of data alone with --disable-triggers.';
END
$$;
COMMENT ON FUNCTION guard_kept_table() IS 'refuses direct writing with SQLSTATE 55000';

CREATE OR REPLACE TRIGGER guard_kept_table BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON lot_balance
	FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND NOT materials.flow_books()) EXECUTE FUNCTION guard_kept_table();
COMMENT ON TRIGGER guard_kept_table ON lot_balance IS 'only triggers write the table';
CREATE OR REPLACE TRIGGER guard_kept_table BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON interest_count
	FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION guard_kept_table();
COMMENT ON TRIGGER guard_kept_table ON interest_count IS 'only triggers write the table';
CREATE OR REPLACE TRIGGER guard_kept_table BEFORE DELETE OR TRUNCATE ON ledger
	FOR EACH STATEMENT EXECUTE FUNCTION guard_kept_table();
COMMENT ON TRIGGER guard_kept_table ON ledger IS 'the one row stays';

CREATE OR REPLACE FUNCTION row_exists(relation text, row_id bigint) RETURNS boolean
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE row_exists.relation
		WHEN 'party' THEN EXISTS (SELECT FROM party AS t WHERE t.id = row_exists.row_id)
		WHEN 'party_domicile' THEN EXISTS (SELECT FROM party_domicile AS t WHERE t.id = row_exists.row_id)
		WHEN 'party_role' THEN EXISTS (SELECT FROM party_role AS t WHERE t.id = row_exists.row_id)
		WHEN 'succession' THEN EXISTS (SELECT FROM succession AS t WHERE t.id = row_exists.row_id)
		WHEN 'interest' THEN EXISTS (SELECT FROM interest AS t WHERE t.id = row_exists.row_id)
		WHEN 'concert' THEN EXISTS (SELECT FROM concert AS t WHERE t.id = row_exists.row_id)
		WHEN 'listing' THEN EXISTS (SELECT FROM listing AS t WHERE t.id = row_exists.row_id)
		WHEN 'site' THEN EXISTS (SELECT FROM site AS t WHERE t.id = row_exists.row_id)
		WHEN 'item' THEN EXISTS (SELECT FROM item AS t WHERE t.id = row_exists.row_id)
		WHEN 'item_component' THEN EXISTS (SELECT FROM item_component AS t WHERE t.id = row_exists.row_id)
		WHEN 'event' THEN EXISTS (SELECT FROM event AS t WHERE t.id = row_exists.row_id)
		WHEN 'lot' THEN EXISTS (SELECT FROM lot AS t WHERE t.id = row_exists.row_id)
		WHEN 'consumption' THEN EXISTS (SELECT FROM consumption AS t WHERE t.id = row_exists.row_id)
		WHEN 'transfer' THEN EXISTS (SELECT FROM transfer AS t WHERE t.id = row_exists.row_id)
		WHEN 'declaration' THEN EXISTS (SELECT FROM declaration AS t WHERE t.id = row_exists.row_id)
		WHEN 'control_contract' THEN EXISTS (SELECT FROM control_contract AS t WHERE t.id = row_exists.row_id)
		WHEN 'waiver' THEN EXISTS (SELECT FROM waiver AS t WHERE t.id = row_exists.row_id)
		WHEN 'assay' THEN EXISTS (SELECT FROM assay AS t WHERE t.id = row_exists.row_id)
		WHEN 'event_input' THEN EXISTS (SELECT FROM event_input AS t WHERE t.id = row_exists.row_id)
		WHEN 'line_property' THEN EXISTS (SELECT FROM line_property AS t WHERE t.id = row_exists.row_id)
		WHEN 'item_property' THEN EXISTS (SELECT FROM item_property AS t WHERE t.id = row_exists.row_id)
		WHEN 'lot_property' THEN EXISTS (SELECT FROM lot_property AS t WHERE t.id = row_exists.row_id)
		WHEN 'lot_substance' THEN EXISTS (SELECT FROM lot_substance AS t WHERE t.id = row_exists.row_id)
		WHEN 'passport' THEN EXISTS (SELECT FROM passport AS t WHERE t.id = row_exists.row_id)
		WHEN 'mineral_source' THEN EXISTS (SELECT FROM mineral_source AS t WHERE t.id = row_exists.row_id)
		WHEN 'list_edition' THEN EXISTS (SELECT FROM list_edition AS t WHERE t.id = row_exists.row_id)
		ELSE false END;
END;
COMMENT ON FUNCTION row_exists(text, bigint) IS 'true where that table of the ledger has a row of that id';

CREATE OR REPLACE FUNCTION guard_evidence() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF NOT row_exists(NEW.relation, NEW.row_id) THEN
		RAISE foreign_key_violation USING
			MESSAGE = format('there is no row %s in table "%s"', NEW.row_id, NEW.relation),
			HINT = 'Evidence names the fact that it supports by table and id.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_evidence() IS 'checks that evidence supports a row that exists';

CREATE OR REPLACE TRIGGER guard_evidence AFTER INSERT ON evidence
	FOR EACH ROW EXECUTE FUNCTION guard_evidence();
COMMENT ON TRIGGER guard_evidence ON evidence IS 'the supported row exists';
