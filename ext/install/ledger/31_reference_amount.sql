-- Quantities as plain numbers.

CREATE OR REPLACE FUNCTION reference_unit(dimension text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE reference_unit.dimension WHEN 'mass' THEN 'kg' WHEN 'count' THEN 'each' WHEN 'volume' THEN 'L' WHEN 'length' THEN 'm' WHEN 'area' THEN 'm2' WHEN 'energy' THEN 'MJ' WHEN 'charge' THEN 'C' END;
END;
COMMENT ON FUNCTION reference_unit(text) IS 'unit in which amounts of a dimension are told as numbers: kg, each, L, m, m2, MJ or C';

CREATE OR REPLACE FUNCTION reference_amount(quantity materials.quantity) RETURNS numeric
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT materials.quantity_base_amount(reference_amount.quantity) * 0.000000000000000000001;
END;
COMMENT ON FUNCTION reference_amount(materials.quantity) IS 'a quantity as a number of its reference unit, exactly';

-- A mass beyond all that is on earth is a slip of the pen; it must not keep a view from answering.
CREATE OR REPLACE FUNCTION mass_kg(quantity materials.quantity, unit_mass materials.quantity) RETURNS numeric
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN m.mass < 1e18 THEN m.mass END
	FROM (SELECT CASE materials.dimension(mass_kg.quantity) WHEN 'mass' THEN reference_amount(mass_kg.quantity)
		WHEN 'count' THEN reference_amount(mass_kg.quantity) * reference_amount(mass_kg.unit_mass) END) AS m (mass);
END;
COMMENT ON FUNCTION mass_kg(materials.quantity, materials.quantity) IS 'mass in kg of a quantity, given the mass of a piece; empty where it is neither a mass nor pieces of known mass';
