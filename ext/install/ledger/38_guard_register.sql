-- The registers, which may be changed, and the past: parties, sites and items stay as they are once a determination rests on
-- them, and so does what a line buys of whom.

CREATE OR REPLACE FUNCTION guard_determined() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF EXISTS (SELECT FROM unnest(TG_ARGV) AS c (name) WHERE to_jsonb(OLD) -> c.name IS DISTINCT FROM to_jsonb(NEW) -> c.name)
		AND materials.knowledge_rests_on('determination'::regclass, 'determination_fact'::regclass, TG_TABLE_NAME, OLD.id) THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('%s "%s" stays as it is: a determination rests on it', replace(TG_TABLE_NAME, '_', ' '), left(OLD.code, 64)),
			DETAIL = format('What verdicts read of it: %s.', array_to_string(TG_ARGV, ', ')),
			HINT = 'Record another one under its own code, and what is different as facts: names, domiciles, interests, successions, properties, corrections of lots.';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_determined() IS 'refuses changes of what determinations rest on, with SQLSTATE 55000';

DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT r.name, r.columns FROM (VALUES
			('party', '{id,code,name,kind,government_of,government_level,recorded_at}'::text[]), ('site', '{id,code,name,operator_id,country,region,recorded_at}'),
			('item', '{id,code,name,class,material,unit_mass,recorded_at}'), ('contract', '{id,code,buyer_id,seller_id}'), ('contract_line', '{id,code,contract_id,item_id}')) AS r (name, columns)
	LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_determined BEFORE UPDATE ON %I FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION guard_determined(%s)',
			one.name, (SELECT string_agg(quote_literal(c.name), ', ') FROM unnest(one.columns) AS c (name)));
		EXECUTE format('COMMENT ON TRIGGER guard_determined ON %I IS ''what a determination rests on stays''', one.name);
	END LOOP;
	-- A time of recording that is written by hand is looked at, in every table that has one.
	FOR one IN
		SELECT c.relname AS name FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'recorded_at' JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema()) AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'determination'
			AND starts_with(pg_get_expr(d.adbin, d.adrelid), 'materials.recorded_at(')
	LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER guard_recorded AFTER INSERT ON %I REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION materials.guard_recorded()', one.name);
		EXECUTE format('COMMENT ON TRIGGER guard_recorded ON %I IS ''nothing is recorded as known before a determination that was made without it''', one.name);
	END LOOP;
END
$$;
