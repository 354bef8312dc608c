-- A released version of a rule stays as it is: what encodes it has a digest, and once a determination rests on it no row of it
-- is changed, removed or added.  What is different later is a new version: new rows.

CREATE FUNCTION materials.rule_table() RETURNS TABLE (name text, by_rule boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 40
BEGIN ATOMIC
	-- Found in the catalogue: a table that names rule and version encodes versions, one that names a doctrine alone encodes doctrines.
	SELECT c.relname::text, bool_or(a.attname = 'version')
	FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'materials'::regnamespace AND c.relkind = 'r' AND a.attname IN ('rule', 'version', 'doctrine')
	GROUP BY c.relname HAVING count(*) FILTER (WHERE a.attname IN ('rule', 'version')) = 2 OR count(*) FILTER (WHERE a.attname IN ('rule', 'version')) = 0;
END;
COMMENT ON FUNCTION materials.rule_table() IS 'tables whose rows encode versions of rules (by_rule) or doctrines';

CREATE FUNCTION materials.rule_text(rules text[], versions text[]) RETURNS TABLE (rule text, version text, body text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 30
	SET search_path = pg_catalog, pg_temp SET jit = off SET datestyle = 'ISO, YMD' SET intervalstyle = 'postgres' SET timezone = 'UTC' SET extra_float_digits = 1 SET bytea_output = 'hex'
AS $$
#variable_conflict use_column
DECLARE
	told text[];
	one record;
	found text[];
BEGIN
	-- Columns that are empty, and whose rows a row is, leave no trace: an update that adds a column changes no digest.
	FOR one IN SELECT t.name, t.by_rule FROM materials.rule_table() AS t ORDER BY t.name COLLATE "C" LOOP
		EXECUTE format('SELECT array_agg(coalesce((SELECT string_agg(x.row, E''\n'' ORDER BY x.row COLLATE "C") FROM (SELECT jsonb_strip_nulls(to_jsonb(t) - ''builtin'')::text AS row FROM materials.%I AS t WHERE %s) AS x), '''') ORDER BY a.place)
				FROM unnest($1, $2) WITH ORDINALITY AS a (rule, version, place)', one.name,
			CASE WHEN one.by_rule THEN 't.rule = a.rule AND t.version = a.version' ELSE 't.doctrine IN (SELECT d.doctrine FROM materials.doctrines_of(a.rule, a.version) AS d)' END)
			INTO found USING rules, versions;
		SELECT array_agg(concat(told[a.place], CASE WHEN found[a.place] <> '' THEN format(E'%s\n%s\n', one.name, found[a.place]) END) ORDER BY a.place) INTO told
		FROM generate_series(1, cardinality(rules)) AS a (place);
	END LOOP;
	RETURN QUERY SELECT a.rule, a.version, told[a.place] FROM unnest(rules, versions) WITH ORDINALITY AS a (rule, version, place);
END
$$;
COMMENT ON FUNCTION materials.rule_text(text[], text[]) IS 'the rows that encode versions of rules and the doctrines that they follow, in canonical form: for each table its name, then a line for each row';

CREATE FUNCTION materials.rule_digest(rules text[], versions text[]) RETURNS TABLE (rule text, version text, digest bytea)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 30
BEGIN ATOMIC
	SELECT t.rule, t.version, sha256(convert_to(t.body, 'UTF8')) FROM materials.rule_text(rule_digest.rules, rule_digest.versions) AS t;
END;
COMMENT ON FUNCTION materials.rule_digest(text[], text[]) IS 'SHA-256 over the rows that encode versions of rules and the doctrines that they follow';

CREATE FUNCTION materials.guard_rule() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	by_rule boolean := TG_ARGV[0] = 'rule';
	told jsonb := to_jsonb(CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END);
	one record;
	used record;
BEGIN
	IF TG_OP = 'UPDATE' AND told = to_jsonb(NEW) THEN
		RETURN NEW;
	END IF;
	FOR one IN SELECT l.ledger FROM materials.ledgers() AS l WHERE to_regclass(format('%I.determination', l.ledger)) IS NOT NULL LOOP
		-- While rows of a version come back from a dump it is not yet what determinations rested on.
		EXECUTE format('SELECT d.rule, d.version, d.code FROM %I.determination AS d WHERE %s ORDER BY d.id DESC LIMIT 1', one.ledger,
			CASE WHEN by_rule THEN 'd.rule = $1 AND d.version = $2' ELSE 'EXISTS (SELECT FROM materials.doctrines_of(d.rule, d.version) AS f WHERE f.doctrine = $3)' END
			|| CASE WHEN TG_OP = 'INSERT' THEN ' AND d.rulebook = (SELECT g.digest FROM materials.rule_digest(ARRAY[d.rule], ARRAY[d.version]) AS g)' ELSE '' END)
			INTO used USING told ->> 'rule', told ->> 'version', told ->> 'doctrine';
		IF used.code IS NOT NULL THEN
			RAISE object_not_in_prerequisite_state USING
				MESSAGE = format('version "%s" of rule "%s" stays as it is: a determination rests on it', left(used.version, 64), left(used.rule, 64)),
				DETAIL = format('Determination "%s" of ledger "%s" was made by it; %s of table "%s" is refused.', used.code, one.ledger, TG_OP, TG_TABLE_NAME),
				HINT = 'Add a new version of the rule: new rows with another version and a later released_on.';
		END IF;
	END LOOP;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION materials.guard_rule() IS 'refuses changes of versions of rules that determinations rest on, with SQLSTATE 55000';

DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT t.name, t.by_rule FROM materials.rule_table() AS t ORDER BY t.name COLLATE "C" LOOP
		EXECUTE format('CREATE TRIGGER guard_rule BEFORE INSERT OR UPDATE OR DELETE ON materials.%I FOR EACH ROW EXECUTE FUNCTION materials.guard_rule(%L)', one.name, CASE WHEN one.by_rule THEN 'rule' ELSE 'doctrine' END);
		EXECUTE format('COMMENT ON TRIGGER guard_rule ON materials.%I IS ''what a determination rests on stays''', one.name);
	END LOOP;
END
$$;
