-- What so many of an item take, as designed: down through bills of materials, at every level.

CREATE OR REPLACE FUNCTION component_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, item_id bigint, component_id bigint, quantity materials.quantity, per materials.quantity, scrap materials.share,
		alternate text, alternate_rank integer, split materials.share)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT c.id, c.item_id, c.component_id, c.quantity, c.per, c.scrap, c.alternate, c.alternate_rank, c.split FROM item_component AS c
	WHERE c.valid @> component_at.as_of AND c.recorded_at <= component_at.known_at;
END;
COMMENT ON FUNCTION component_at(date, timestamptz) IS 'components as designed on a day, as known at an instant';

-- An item is looked at by the dimension in which it is needed: pieces of it and kilograms of it add up only where the mass of a
-- piece is known, and then as masses.  All amounts are in the reference units kg, each, L, m, m2, MJ and C.
CREATE OR REPLACE FUNCTION explode_rows(item_id bigint, dimension text, alternates text, as_of date, known_at timestamptz, part_items bigint[], part_numbers integer[], parts_min materials.fraction[], parts_max materials.fraction[])
		RETURNS TABLE (material text, part integer, item_id bigint, dimension text, counted boolean, level_min integer, level_max integer, need_min materials.fraction, need_max materials.fraction, inconvertible boolean, circle bigint[])
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH RECURSIVE part AS MATERIALIZED (
		SELECT c.item_id, c.component_id, materials.dimension(c.quantity) AS dimension, materials.dimension(c.per) AS per_dimension, c.alternate,
			materials.quantity_base_amount(c.quantity)::materials.fraction OPERATOR(materials./) materials.quantity_base_amount(c.per)::materials.fraction AS amount, c.scrap,
			CASE WHEN explode_rows.alternates = 'any' AND bool_and(c.split IS NOT NULL) OVER same THEN c.split END AS split
		FROM (SELECT x.*, min(x.alternate_rank) OVER (PARTITION BY x.item_id, x.alternate) AS rank_min FROM component_at(explode_rows.as_of, explode_rows.known_at) AS x) AS c
		WHERE c.alternate IS NULL OR explode_rows.alternates = 'any' OR c.alternate_rank = c.rank_min
		WINDOW same AS (PARTITION BY c.item_id, coalesce(c.alternate, 'row ' || c.id), c.alternate IS NULL)
	), node (item_id, dimension) AS (
		SELECT explode_rows.item_id, explode_rows.dimension
		UNION
		SELECT p.component_id, p.dimension FROM node AS n JOIN part AS p ON p.item_id = n.item_id
	), numbered AS MATERIALIZED (
		SELECT row_number() OVER (ORDER BY n.item_id, n.dimension) AS number, n.item_id, n.dimension, i.material, materials.quantity_base_amount(i.unit_mass)::materials.fraction OPERATOR(materials./) '1000000000000000000000' AS unit_mass
		FROM node AS n LEFT JOIN item AS i ON i.id = n.item_id
	), edge AS MATERIALIZED (
		SELECT f.number AS from_number, t.number AS to_number, v.factor IS NULL AS inconvertible,
			CASE WHEN p.alternate IS NULL OR p.split IS NOT NULL THEN 0 ELSE dense_rank() OVER (ORDER BY p.alternate) END::integer AS group_number,
			CASE WHEN v.factor IS NULL THEN '0'::materials.fraction ELSE p.amount OPERATOR(materials.*) v.factor OPERATOR(materials.*) coalesce(materials.share_min(p.split), '1')
				OPERATOR(materials./) CASE WHEN materials.share_min(p.scrap) OPERATOR(materials.<) '1' THEN '1' OPERATOR(materials.-) materials.share_min(p.scrap) ELSE '1' END END AS factor_min,
			CASE WHEN v.factor IS NOT NULL AND materials.share_max(p.scrap) OPERATOR(materials.<) '1' THEN p.amount OPERATOR(materials.*) v.factor OPERATOR(materials.*) coalesce(materials.share_max(p.split), '1')
				OPERATOR(materials./) ('1' OPERATOR(materials.-) materials.share_max(p.scrap)) END AS factor_max
		FROM numbered AS f JOIN part AS p ON p.item_id = f.item_id JOIN numbered AS t ON t.item_id = p.component_id AND t.dimension = p.dimension
			CROSS JOIN LATERAL (SELECT CASE WHEN f.dimension = p.per_dimension THEN '1'::materials.fraction WHEN f.dimension = 'mass' AND p.per_dimension = 'count' THEN '1' OPERATOR(materials./) f.unit_mass
				WHEN f.dimension = 'count' AND p.per_dimension = 'mass' THEN f.unit_mass END AS factor) AS v
	), above (material, number) AS (
		-- What is made of items of its own material is not counted once more.
		SELECT n.material, e.from_number FROM numbered AS n JOIN edge AS e ON e.to_number = n.number WHERE n.material IS NOT NULL
		UNION
		SELECT a.material, e.from_number FROM above AS a JOIN edge AS e ON e.to_number = a.number
	), counted AS MATERIALIZED (
		SELECT n.number, n.item_id, n.material, CASE n.dimension WHEN 'mass' THEN '1'::materials.fraction WHEN 'count' THEN n.unit_mass END AS mass
		FROM numbered AS n WHERE n.material IS NOT NULL AND NOT EXISTS (SELECT FROM above AS a WHERE a.material = n.material AND a.number = n.number)
	), weight AS MATERIALIZED (
		SELECT n.number AS target, NULL::text AS material, NULL::integer AS part, n.number, '1'::materials.fraction AS weight_min, '1'::materials.fraction AS weight_max FROM numbered AS n
		UNION ALL
		SELECT m.highest + dense_rank() OVER (ORDER BY c.material COLLATE "C", c.part NULLS FIRST), c.material, c.part, c.number, coalesce(c.mass_min, '0'), c.mass_max
		FROM (SELECT max(x.number) AS highest FROM numbered AS x) AS m CROSS JOIN (SELECT x.material, NULL::integer AS part, x.number, x.mass AS mass_min, x.mass AS mass_max FROM counted AS x
				UNION ALL SELECT x.material, p.part, x.number, x.mass OPERATOR(materials.*) p.part_min, x.mass OPERATOR(materials.*) p.part_max
				FROM unnest(explode_rows.part_items, explode_rows.part_numbers, explode_rows.parts_min, explode_rows.parts_max) AS p (item_id, part, part_min, part_max) JOIN counted AS x ON x.item_id = p.item_id) AS c
	), told AS MATERIALIZED (
		SELECT e.* FROM (SELECT array_agg(x.from_number ORDER BY x.from_number, x.to_number) AS froms, array_agg(x.to_number ORDER BY x.from_number, x.to_number) AS tos, array_agg(x.group_number ORDER BY x.from_number, x.to_number) AS groups,
				array_agg(x.factor_min ORDER BY x.from_number, x.to_number) AS mins, array_agg(x.factor_max ORDER BY x.from_number, x.to_number) AS maxs FROM (SELECT y.* FROM edge AS y ORDER BY y.from_number, y.to_number, y.group_number) AS x) AS b
			CROSS JOIN (SELECT array_agg(x.target::integer ORDER BY x.target, x.number) AS targets, array_agg(x.number ORDER BY x.target, x.number) AS numbers, array_agg(x.weight_min ORDER BY x.target, x.number) AS mins, array_agg(x.weight_max ORDER BY x.target, x.number) AS maxs FROM weight AS x) AS w
			CROSS JOIN (SELECT x.number FROM numbered AS x WHERE x.item_id = explode_rows.item_id AND x.dimension = explode_rows.dimension) AS r
			CROSS JOIN LATERAL materials.explode_needs(r.number, coalesce(b.froms, '{}'), coalesce(b.tos, '{}'), coalesce(b.groups, '{}'), coalesce(b.mins, '{}'), coalesce(b.maxs, '{}'), w.targets, w.numbers, w.mins, w.maxs) AS e
	)
	SELECT w.material, w.part, n.item_id, n.dimension, EXISTS (SELECT FROM counted AS c WHERE c.number = n.number), t.level_min, t.level_max, t.need_min, t.need_max,
		CASE WHEN w.material IS NULL THEN EXISTS (SELECT FROM edge AS e WHERE e.from_number = n.number AND e.inconvertible) ELSE w.open END,
		(SELECT array_agg(x.item_id ORDER BY c.place) FROM unnest(t.circle) WITH ORDINALITY AS c (number, place) JOIN numbered AS x ON x.number = c.number)
	FROM told AS t LEFT JOIN (SELECT x.target, x.material, x.part, min(x.number) AS number, bool_or(x.weight_max IS NULL) AS open FROM weight AS x GROUP BY x.target, x.material, x.part) AS w ON w.target = t.target
		LEFT JOIN numbered AS n ON n.number = w.number AND w.material IS NULL;
END;
COMMENT ON FUNCTION explode_rows(bigint, text, text, date, timestamptz, bigint[], integer[], materials.fraction[], materials.fraction[]) IS 'what one unit of an item takes, by item and dimension (counted where it counts for its material), with material filled by material in kg, and with part filled that part of it, of which least and greatest shares of items are given; one row with a circle where items go into themselves';

CREATE OR REPLACE FUNCTION explode_checked(item_code text, quantity materials.quantity, alternates text, as_of date, known_at timestamptz, part_items bigint[] DEFAULT '{}', part_numbers integer[] DEFAULT '{}', parts_min materials.fraction[] DEFAULT '{}', parts_max materials.fraction[] DEFAULT '{}')
		RETURNS TABLE (material text, part integer, item_id bigint, dimension text, counted boolean, level_min integer, level_max integer, amount_min materials.fraction, amount_max materials.fraction, inconvertible boolean)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	root bigint := item_id(materials.named(explode_checked.item_code, 'item'));
	amount materials.fraction := materials.quantity_base_amount(explode_checked.quantity)::materials.fraction OPERATOR(materials./) '1000000000000000000000';
	one record;
	seen bigint[];
BEGIN
	PERFORM materials.named(explode_checked.quantity::text, 'quantity');
	IF explode_checked.alternates NOT IN ('any', 'preferred') THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no choice of alternates "%s"', left(explode_checked.alternates, 64)), HINT = 'Take "any" of them, which gives ranges, or the "preferred" ones.';
	END IF;
	IF materials.sign(explode_checked.quantity) < 0 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('cannot make "%s" of an item', explode_checked.quantity), HINT = 'Ask for a quantity that is not negative.';
	END IF;
	FOR one IN SELECT r.* FROM explode_rows(root, materials.dimension(explode_checked.quantity), explode_checked.alternates, explode_checked.as_of, explode_checked.known_at,
			explode_checked.part_items, explode_checked.part_numbers, explode_checked.parts_min, explode_checked.parts_max) AS r LOOP
		IF one.circle IS NOT NULL THEN
			RAISE invalid_parameter_value USING MESSAGE = format('item "%s" goes into itself', (SELECT i.code FROM item AS i WHERE i.id = one.circle[1])),
				DETAIL = (SELECT string_agg(coalesce(i.code, 'hidden item'), ' ← ' ORDER BY c.place) FROM unnest(one.circle || one.circle[1]) WITH ORDINALITY AS c (id, place) LEFT JOIN item AS i ON i.id = c.id),
				HINT = 'Correct the bill of materials: end one of these rows of item_component by its days (valid).';
		END IF;
		material := one.material;
		part := one.part;
		counted := one.counted;
		item_id := one.item_id;
		dimension := one.dimension;
		level_min := one.level_min;
		level_max := one.level_max;
		amount_min := one.need_min OPERATOR(materials.*) amount;
		amount_max := one.need_max OPERATOR(materials.*) amount;
		inconvertible := one.inconvertible;
		seen := seen || one.item_id;
		RETURN NEXT;
	END LOOP;
	SELECT i.code AS item, c.alternate, materials.sum(materials.share_min(c.split)) AS least, materials.sum(materials.share_max(c.split)) AS most INTO one
	FROM component_at(explode_checked.as_of, explode_checked.known_at) AS c JOIN item AS i ON i.id = c.item_id WHERE c.alternate IS NOT NULL AND c.item_id = ANY (seen)
	GROUP BY i.code, c.alternate HAVING bool_and(c.split IS NOT NULL) AND (materials.sum(materials.share_min(c.split)) OPERATOR(materials.>) '1' OR materials.sum(materials.share_max(c.split)) OPERATOR(materials.<) '1') ORDER BY i.code COLLATE "C", c.alternate COLLATE "C" LIMIT 1;
	IF FOUND AND explode_checked.alternates = 'any' THEN
		RAISE invalid_parameter_value USING MESSAGE = format('the split of "%s" of item "%s" is not the whole', left(one.alternate, 64), one.item),
			DETAIL = format('The alternates make up %s in all.', CASE WHEN one.least OPERATOR(materials.=) one.most THEN one.least::text ELSE one.least || ' to ' || one.most END), HINT = 'Give shares that make up 1, or none.';
	END IF;
END
$$;
COMMENT ON FUNCTION explode_checked(text, materials.quantity, text, date, timestamptz, bigint[], integer[], materials.fraction[], materials.fraction[]) IS 'rows of explode, explode_material and explode_origin, or why there are none';

CREATE OR REPLACE FUNCTION explode(item_code text, quantity materials.quantity DEFAULT '1 each', alternates text DEFAULT 'any', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (level_min integer, level_max integer,
		item text, item_name text, class text, material text, unit text, amount_min numeric, amount_max numeric, amount materials.fraction, mass_min numeric, mass_max numeric, reason text)
	LANGUAGE sql STABLE PARALLEL SAFE COST 10000 ROWS 50 SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT r.level_min, r.level_max, i.code, i.name, i.class, i.material, reference_unit(r.dimension),
		trim_scale(materials.round_down(r.amount_min, 12)), trim_scale(materials.round_up(r.amount_max, 12)), CASE WHEN r.amount_min OPERATOR(materials.=) r.amount_max THEN r.amount_min END,
		trim_scale(materials.round_down(r.amount_min OPERATOR(materials.*) m.mass, 12)), trim_scale(materials.round_up(r.amount_max OPERATOR(materials.*) m.mass, 12)),
		CASE WHEN r.inconvertible THEN 'no_mass' WHEN r.amount_max IS NULL THEN 'unknown_above' END
	FROM explode_checked(explode.item_code, explode.quantity, coalesce(explode.alternates, 'any'), coalesce(explode.as_of, materials.as_of()), coalesce(explode.known_at, materials.known_at())) AS r
		JOIN item AS i ON i.id = r.item_id
		CROSS JOIN LATERAL (SELECT CASE r.dimension WHEN 'mass' THEN '1'::materials.fraction WHEN 'count' THEN materials.quantity_base_amount(i.unit_mass)::materials.fraction OPERATOR(materials./) '1000000000000000000000' END AS mass) AS m
	WHERE r.material IS NULL
	ORDER BY r.level_min, r.level_max, i.code COLLATE "C", r.dimension;
END;
COMMENT ON FUNCTION explode(text, materials.quantity, text, date, timestamptz) IS 'what so much of an item takes as designed, at every level: each item once, with fewest and most levels below, the amount in its unit (a range where alternates, scrap or splits are), exactly where it is one value, and its mass in kg. Scrap is added on: 5% of it asks for 1/0.95. alternates are any, or only the preferred of each. reason: no_mass where the bill of an item is by the piece or by mass and it is needed in the other, but nobody says what a piece weighs; unknown_above where an item that it goes into is so';

CREATE OR REPLACE FUNCTION explode_material(item_code text, quantity materials.quantity DEFAULT '1 each', alternates text DEFAULT 'any', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS TABLE (material text, title text, element text,
		mass_min numeric, mass_max numeric, mass materials.fraction, reason text)
	LANGUAGE sql STABLE PARALLEL SAFE COST 10000 ROWS 20 SET search_path FROM CURRENT
AS $$
	SELECT r.material, t.title, t.element, trim_scale(materials.round_down(r.amount_min, 12)), trim_scale(materials.round_up(r.amount_max, 12)), CASE WHEN r.amount_min OPERATOR(materials.=) r.amount_max THEN r.amount_min END,
		CASE WHEN r.inconvertible THEN 'no_mass' WHEN r.amount_max IS NULL THEN 'unknown_above' END
	FROM explode_checked(explode_material.item_code, explode_material.quantity, coalesce(explode_material.alternates, 'any'), coalesce(explode_material.as_of, materials.as_of()), coalesce(explode_material.known_at, materials.known_at())) AS r
		LEFT JOIN materials.material AS t ON t.material = r.material
	WHERE r.material IS NOT NULL
	ORDER BY r.amount_max DESC NULLS FIRST, r.material COLLATE "C";
$$;
COMMENT ON FUNCTION explode_material(text, materials.quantity, text, date, timestamptz) IS 'kilograms of each material that so much of an item takes as designed; what is made of items of its own material is counted in those alone, with the scrap on the way';
