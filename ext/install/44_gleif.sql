-- What the Global LEI Foundation publishes: who an entity is (level 1), who consolidates or manages it (level 2), and why no
-- parent is named (reporting exceptions).

CREATE TABLE materials.gleif_relationship (
	relationship pg_catalog.text PRIMARY KEY CHECK (relationship <> ''),
	title pg_catalog.text NOT NULL,
	holder pg_catalog.text NOT NULL CHECK (holder IN ('start', 'end')),
	metric pg_catalog.text NOT NULL CHECK (metric IN ('equity', 'voting', 'board', 'debt', 'appointment', 'beneficial')),
	share materials.share NOT NULL,
	builtin pg_catalog.bool NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.gleif_relationship IS 'relationships of the Relationship Record Common Data File, and by which metric a ledger holds them';
COMMENT ON COLUMN materials.gleif_relationship.relationship IS 'RelationshipType';
COMMENT ON COLUMN materials.gleif_relationship.title IS 'title, for people';
COMMENT ON COLUMN materials.gleif_relationship.holder IS 'which node holds the other: the start node (the child of a record) or the end node (its parent)';
COMMENT ON COLUMN materials.gleif_relationship.metric IS 'metric of the interest; beneficial where the holding is indirect, so that it is not added to the holdings that it consists of';
COMMENT ON COLUMN materials.gleif_relationship.share IS 'share, where no percentage is told: from nothing to all, for consolidation tells none; a branch is wholly its entity';
COMMENT ON COLUMN materials.gleif_relationship.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.gleif_relationship (relationship, title, holder, metric, share, builtin) VALUES
	('IS_DIRECTLY_CONSOLIDATED_BY', 'Consolidated by its direct accounting parent', 'end', 'voting', '[0%,100%]', true),
	('IS_ULTIMATELY_CONSOLIDATED_BY', 'Consolidated by its ultimate accounting parent', 'end', 'beneficial', '[0%,100%]', true),
	('IS_INTERNATIONAL_BRANCH_OF', 'International branch', 'end', 'equity', '100%', true),
	('IS_FUND-MANAGED_BY', 'Fund managed', 'end', 'appointment', '[0%,100%]', true),
	('IS_SUBFUND_OF', 'Sub-fund of an umbrella', 'end', 'voting', '[0%,100%]', true),
	('IS_FEEDER_TO', 'Feeder that invests in a master fund', 'start', 'equity', '[0%,100%]', true);
SELECT pg_catalog.pg_extension_config_dump('materials.gleif_relationship', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.gleif_relationship TO PUBLIC;

CREATE FUNCTION materials.gleif_row(kind pg_catalog.text, content pg_catalog.jsonb) RETURNS pg_catalog.jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	-- Short names, and those of the columns of the golden copy.
	SELECT jsonb_object_agg(f.name, f.value)
	FROM (SELECT n.name, (SELECT btrim(gleif_row.content ->> w.word) FROM unnest(n.words) WITH ORDINALITY AS w (word, place) WHERE btrim(gleif_row.content ->> w.word) <> '' ORDER BY w.place LIMIT 1) AS value
		FROM (VALUES ('lei', 'lei', ARRAY['lei', 'LEI']), ('lei', 'name', ARRAY['legal_name', 'Entity.LegalName']), ('lei', 'jurisdiction', ARRAY['jurisdiction', 'Entity.LegalJurisdiction']), ('lei', 'headquarters', ARRAY['hq_country', 'Entity.HeadquartersAddress.Country']),
			('relationship', 'child', ARRAY['child_lei', 'Relationship.StartNode.NodeID']), ('relationship', 'parent', ARRAY['parent_lei', 'Relationship.EndNode.NodeID']), ('relationship', 'relationship', ARRAY['relationship', 'Relationship.RelationshipType']),
			('relationship', 'status', ARRAY['status', 'Relationship.RelationshipStatus']), ('relationship', 'starts', ARRAY['period_start', 'Relationship.Period.1.startDate']), ('relationship', 'ends', ARRAY['period_end', 'Relationship.Period.1.endDate']),
			('relationship', 'number', ARRAY['quantifier', 'Relationship.Quantifiers.1.QuantifierAmount']), ('relationship', 'unit', ARRAY['quantifier_unit', 'Relationship.Quantifiers.1.QuantifierUnits']), ('relationship', 'registration', ARRAY['registration_status', 'Registration.RegistrationStatus']),
			('exception', 'lei', ARRAY['lei', 'LEI']), ('exception', 'category', ARRAY['category', 'Exception.Category']), ('exception', 'reason', ARRAY['reason', 'Exception.Reason.1'])) AS n (kind, name, words)
		WHERE n.kind = gleif_row.kind) AS f
	WHERE f.value IS NOT NULL;
END;
COMMENT ON FUNCTION materials.gleif_row(text, jsonb) IS 'a row of a file of the Global LEI Foundation by short names: of kind lei, relationship or exception';

CREATE FUNCTION materials.gleif_fault(kind pg_catalog.text, content pg_catalog.jsonb) RETURNS TABLE (field pg_catalog.text, state pg_catalog.text, message pg_catalog.text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	looked_at text := '';
	line jsonb;
BEGIN
	IF jsonb_typeof(gleif_fault.content) <> 'object' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a row is not a JSON object';
	END IF;
	line := coalesce(materials.gleif_row(gleif_fault.kind, gleif_fault.content), '{}');
	FOREACH looked_at IN ARRAY CASE gleif_fault.kind WHEN 'relationship' THEN ARRAY['child', 'parent'] ELSE ARRAY['lei'] END LOOP
		IF line ->> looked_at IS NULL THEN
			RAISE not_null_violation USING MESSAGE = format('a row has no LEI in "%s"', looked_at);
		END IF;
		PERFORM (line ->> looked_at)::materials.lei;
	END LOOP;
	IF gleif_fault.kind = 'lei' THEN
		looked_at := 'name';
		IF line ->> 'name' IS NULL THEN
			RAISE not_null_violation USING MESSAGE = 'a row has no name';
		END IF;
		looked_at := 'jurisdiction';
		PERFORM split_part(line ->> 'jurisdiction', '-', 1)::materials.country;
		looked_at := 'headquarters';
		PERFORM (line ->> 'headquarters')::materials.country;
	ELSIF gleif_fault.kind = 'relationship' THEN
		IF line ->> 'parent' = line ->> 'child' THEN
			RAISE invalid_parameter_value USING MESSAGE = format('"%s" is its own parent', line ->> 'child');
		END IF;
		looked_at := 'relationship';
		IF NOT EXISTS (SELECT FROM materials.gleif_relationship AS r WHERE r.relationship = line ->> 'relationship') THEN
			RAISE invalid_parameter_value USING MESSAGE = format('there is no relationship "%s"', left(coalesce(line ->> 'relationship', ''), 64));
		END IF;
		looked_at := 'starts';
		PERFORM materials.iso_day(line ->> 'starts');
		looked_at := 'ends';
		PERFORM materials.iso_day(line ->> 'ends');
		looked_at := 'number';
		IF upper(line ->> 'unit') = 'PERCENTAGE' AND (line ->> 'number')::numeric NOT BETWEEN 0 AND 100 THEN
			RAISE numeric_value_out_of_range USING MESSAGE = format('a percentage is not from 0 to 100: %s', left(line ->> 'number', 64));
		END IF;
	ELSE
		looked_at := 'reason';
		IF line ->> 'reason' IS NULL OR line ->> 'category' IS NULL THEN
			RAISE not_null_violation USING MESSAGE = 'an exception has no category or reason';
		END IF;
	END IF;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
	RETURN QUERY SELECT looked_at, SQLSTATE::text, SQLERRM::text;
END
$$;
COMMENT ON FUNCTION materials.gleif_fault(text, jsonb) IS 'what is wrong with a row of a file of the Global LEI Foundation: the first fault, its field, or no row';
