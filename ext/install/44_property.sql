-- What a contract line, an item or a lot can be said to be, beside the columns of a ledger's tables: facts that one regime
-- asks for and most do not.  Conditions of the rulebook name all of them alike, so those that are columns stand here too.

CREATE TABLE materials.property (
	property text PRIMARY KEY CHECK (property OPERATOR(pg_catalog.~) '^[a-z][a-z0-9_]*$'),
	subjects text[] NOT NULL CHECK (cardinality(subjects) > 0 AND subjects <@ ARRAY['line', 'item', 'lot']),
	type text NOT NULL CHECK (type IN ('date', 'boolean', 'text', 'number', 'quantity')),
	unit text,
	words text[] CHECK (cardinality(words) > 0),
	kept_in text CHECK (kept_in IN ('contract', 'contract_line', 'programme', 'item', 'lot')),
	title text NOT NULL,
	citation text,
	builtin boolean NOT NULL DEFAULT false,
	CONSTRAINT property_unit CHECK ((type = 'quantity') = (materials.dimension(('1 ' || unit)::materials.quantity) IS NOT NULL)),
	CONSTRAINT property_words CHECK (words IS NULL OR type = 'text')
);
COMMENT ON TABLE materials.property IS 'what can be recorded of a contract line, an item or a lot; conditions of the rulebook name facts by these words';
COMMENT ON COLUMN materials.property.property IS 'key, and the name of the fact in conditions';
COMMENT ON COLUMN materials.property.subjects IS 'what it can be recorded of: line, item, lot; a line''s or lot''s own value goes before its item''s';
COMMENT ON COLUMN materials.property.type IS 'date, boolean, text, number (exact decimal) or quantity (amount with a unit)';
COMMENT ON COLUMN materials.property.unit IS 'of a quantity: the unit that conditions see it in, whatever unit it is recorded in';
COMMENT ON COLUMN materials.property.words IS 'of a text: the words that it can be; empty for any';
COMMENT ON COLUMN materials.property.kept_in IS 'table of a ledger that has it as a column; empty where it is recorded in line_property, item_property or lot_property';
COMMENT ON COLUMN materials.property.title IS 'what it means, for people';
COMMENT ON COLUMN materials.property.citation IS 'rule that asks for it';
COMMENT ON COLUMN materials.property.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.property (property, subjects, type, kept_in, title, builtin) VALUES
	('signed_on', '{line}', 'date', 'contract', 'day on which the contract was entered into', true),
	('procured_on', '{line}', 'date', 'contract_line', 'day of the procurement act', true),
	('obligated_on', '{line}', 'date', 'contract_line', 'day on which funds are obligated or expended', true),
	('delivered_on', '{line}', 'date', 'contract_line', 'day of delivery', true),
	('defence_funds', '{line}', 'boolean', 'contract_line', 'funds of the US Department of Defense pay', true),
	('standard_battery', '{line}', 'boolean', 'contract_line', 'standard battery', true),
	('device', '{line}', 'text', 'contract_line', 'device kind that it powers', true),
	('environment', '{line}', 'text', 'contract_line', 'where it is meant to be used', true),
	('commercial_off_the_shelf', '{line}', 'boolean', 'contract_line', 'commercial off-the-shelf item', true),
	('maintenance_only', '{line}', 'boolean', 'contract_line', 'for use only in maintenance of equipment', true),
	('research_and_test', '{line}', 'boolean', 'contract_line', 'bought for research, development, test and evaluation', true),
	('programme', '{line}', 'text', 'programme', 'code of the programme it is bought for; null where there is none', true),
	('programme_kind', '{line}', 'text', 'programme', 'defence, civil_government or commercial; null without a programme', true),
	('milestone_b_on', '{line}', 'date', 'programme', 'day of Milestone B; null where it was not reached', true),
	('class', '{line,item,lot}', 'text', 'item', 'class of the item, as in materials.item_class; null for a lot without item', true),
	('material', '{line,item,lot}', 'text', 'item', 'material it consists of, as in materials.material', true),
	('role', '{lot}', 'text', 'lot', 'role as a battery component; null without one', true),
	('step', '{lot}', 'text', 'lot', 'process step that made it', true),
	('country', '{lot}', 'text', 'lot', 'country where it was made', true),
	('made_on', '{lot}', 'date', 'lot', 'day on which it was made', true);
-- Facts that more than one rule asks for.
INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('placed_on_market', '{line}', 'date', NULL, NULL, 'day on which it is placed on the market of the European Union', 'Regulation (EU) 2023/1542', true),
	('battery_category', '{line,item}', 'text', NULL, '{ev,lmt,sli,industrial,portable}', 'category of the battery', 'Regulation (EU) 2023/1542', true),
	('rated_energy', '{line,item,lot}', 'quantity', 'kWh', NULL, 'energy that one battery holds', NULL, true);
SELECT pg_catalog.pg_extension_config_dump('materials.property', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.property TO PUBLIC;

CREATE FUNCTION materials.property_fact(type text, unit text, value text) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE property_fact.type
		WHEN 'boolean' THEN to_jsonb(property_fact.value::boolean)
		WHEN 'number' THEN to_jsonb(property_fact.value::numeric)
		WHEN 'quantity' THEN to_jsonb(materials.amount(property_fact.value::materials.quantity, property_fact.unit))
		ELSE to_jsonb(property_fact.value) END;
END;
COMMENT ON FUNCTION materials.property_fact(text, text, text) IS 'a recorded value as conditions see it: a JSON boolean, number (quantities in the unit of the property) or text';

CREATE FUNCTION materials.property_value(property text, subject text, value text) RETURNS text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	kind materials.property;
	written text;
	wanted text;
	one_unit materials.quantity;
	ratio materials.fraction;
BEGIN
	SELECT p.* INTO kind FROM materials.property AS p WHERE p.property = property_value.property;
	IF kind.property IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no property "%s"', left(property, 64)),
			HINT = 'The table materials.property lists the properties; rows can be added there.';
	ELSIF kind.kept_in IS NOT NULL OR NOT subject = ANY (kind.subjects) THEN
		RAISE check_violation USING MESSAGE = format('property "%s" cannot be recorded of a %s', kind.property, subject),
			DETAIL = CASE WHEN kind.kept_in IS NOT NULL THEN format('It is kept in table "%s".', kind.kept_in) ELSE format('It is recorded of: %s.', array_to_string(kind.subjects, ', ')) END,
			HINT = 'materials.property says what each property is of.';
	END IF;
	CASE kind.type
		WHEN 'date' THEN
			wanted := 'a day, written as 2027-02-18';
			IF value ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' AND value >= '0001'
				AND right(value, 2)::integer <= date_part('day', make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, 1) + interval '1 month' - interval '1 day')
			THEN
				written := value;
			END IF;
		WHEN 'boolean' THEN
			wanted := 'true or false';
			IF lower(value) IN ('true', 'false', 't', 'f', 'yes', 'no') THEN written := value::boolean::text; END IF;
		WHEN 'number' THEN
			wanted := 'a decimal number of at most 30 digits before and after the point';
			IF value ~ '^[+-]?[0-9]{1,30}(\.[0-9]{1,30})?$' THEN written := trim_scale(value::numeric)::text; END IF;
		WHEN 'quantity' THEN
			-- What is no quantity at all the type itself refuses, and says why.
			wanted := format('a quantity that %s can tell exactly', kind.unit);
			one_unit := format('1 %s', kind.unit);
			IF materials.same_dimension(value::materials.quantity, one_unit) THEN
				ratio := materials.quantity_ratio(value::materials.quantity, one_unit);
				IF materials.round_down(ratio, 30)::materials.fraction OPERATOR(materials.=) ratio THEN written := value::materials.quantity::text; END IF;
			END IF;
		WHEN 'text' THEN
			wanted := CASE WHEN kind.words IS NULL THEN 'a text of 1 to 1000 letters' ELSE format('one of %s', array_to_string(kind.words, ', ')) END;
			IF length(value) BETWEEN 1 AND 1000 AND (kind.words IS NULL OR value = ANY (kind.words)) THEN written := value; END IF;
	END CASE;
	IF written IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = format('property "%s" cannot be "%s"', kind.property, left(value, 64)),
			DETAIL = format('It is %s: %s.', wanted, kind.title),
			HINT = 'materials.property says of each property what its values are.';
	END IF;
	RETURN written;
END
$$;
COMMENT ON FUNCTION materials.property_value(text, text, text) IS 'a value of a property as it is kept, given what it is recorded of (line, item or lot): error 22023 where it does not fit the type, 23514 where the property is of something else, 23503 where there is no such property';
