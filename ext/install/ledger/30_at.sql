-- The facts as they stand on a day (as_of) and as they were known at an instant (known_at).  Every question reads
-- the tables through these, so a corrected row drops out of all answers at the same instant, and what is supposed for the
-- transaction (35_suppose.sql) is in all of them.  Columns are listed one by one so that columns which users add do not
-- disturb them.
--
-- Supposed rows stand beside the recorded ones, under a test that the planner makes once: where nothing is supposed they are
-- not looked for.  The tables have no conditions of their own there, so that rows are still found by index.

CREATE OR REPLACE FUNCTION party_at(known_at timestamptz) RETURNS TABLE (id bigint, code text, name text, kind text, government_of materials.country, government_level text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT p.id, p.code, p.name, p.kind, p.government_of, p.government_level
	FROM (SELECT t.id, t.code::text AS code, CASE WHEN t.withheld IS NOT NULL AND materials.identities_shown() THEN coalesce(identity_name(t.id, party_at.known_at), t.name) ELSE t.name END AS name,
				t.kind, t.government_of, t.government_level, t.recorded_at FROM party AS t
			UNION ALL
			SELECT c.id, c.code, c.name, 'company'::text AS kind, NULL::materials.country AS government_of, NULL::text AS government_level, '-infinity'::timestamptz AS recorded_at
			FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'party')) AS c (id bigint, code text, name text) WHERE materials.supposing(party_at.known_at)) AS p
	WHERE p.recorded_at <= party_at.known_at;
END;
COMMENT ON FUNCTION party_at(timestamptz) IS 'parties as known at an instant; a withheld one by its name where that is disclosed to the role that asks, else by the text that all may read';

CREATE OR REPLACE FUNCTION lot_at(known_at timestamptz) RETURNS TABLE (id bigint, code text, item_id bigint, material text, role text,
		producer_id bigint, site_id bigint, country materials.country, step text, made_on date, quantity materials.quantity,
		unit_mass materials.quantity, primary_source boolean, untraced_reason text, custody_model text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT l.id, l.code, l.item_id, coalesce(l.material, i.material), l.role,
		materials.supposed_producer(lot_at.known_at, 'lot'::regclass, l.id, coalesce(l.producer_id, e.party_id)), materials.supposed_site(lot_at.known_at, 'lot'::regclass, l.id, coalesce(l.site_id, e.site_id)),
		materials.supposed_country(lot_at.known_at, 'lot'::regclass, l.id, coalesce(s.country, l.country)), coalesce(l.step, e.step), coalesce(l.made_on, e.occurred_on), l.quantity,
		coalesce(l.unit_mass, i.unit_mass), materials.supposed_origin(lot_at.known_at, 'lot'::regclass, l.id, l.primary_source),
		materials.supposed_reason(lot_at.known_at, 'lot'::regclass, l.id, l.untraced_reason), l.custody_model
	FROM lot AS l
		LEFT JOIN item AS i ON i.id = l.item_id
		LEFT JOIN event AS e ON e.id = l.event_id
		LEFT JOIN site AS s ON s.id = coalesce(l.site_id, e.site_id)
	WHERE l.recorded_at <= lot_at.known_at AND NOT materials.supposed_away(lot_at.known_at, 'lot'::regclass, 'lot', l.id)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id AND x.recorded_at <= lot_at.known_at);
END;
COMMENT ON FUNCTION lot_at(timestamptz) IS 'lots as known at an instant, with what they take over from their item, event and site; corrected ones left out';

-- Hardly any lot is replaced, and this is asked of every lot that a question comes by: hence no recursion where there is nothing
-- to follow, and a plan that is kept.
CREATE OR REPLACE FUNCTION lot_standing(lot_id bigint, known_at timestamptz) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	IF NOT EXISTS (SELECT FROM correction AS c WHERE c.relation = 'lot' AND c.row_id = lot_standing.lot_id AND c.replaced_by IS NOT NULL AND c.recorded_at <= lot_standing.known_at) THEN
		RETURN lot_standing.lot_id;
	END IF;
	RETURN (
		WITH RECURSIVE step (id) AS (
			SELECT lot_standing.lot_id
			UNION
			SELECT c.replaced_by FROM step AS s JOIN correction AS c ON c.relation = 'lot' AND c.row_id = s.id
			WHERE c.replaced_by IS NOT NULL AND c.recorded_at <= lot_standing.known_at)
		SELECT max(s.id) FILTER (WHERE NOT EXISTS (SELECT FROM correction AS c
			WHERE c.relation = 'lot' AND c.row_id = s.id AND c.replaced_by IS NOT NULL AND c.recorded_at <= lot_standing.known_at))
		FROM step AS s);
END
$$;
COMMENT ON FUNCTION lot_standing(bigint, timestamptz) IS 'the lot that stood for a lot at an instant: itself, or what corrections replaced it by';

-- Two branches, so that a walk finds the rows of most lots by index: rows between lots that stand, and the few rows of
-- lots that were corrected, whose ends are looked up.
CREATE OR REPLACE FUNCTION consumption_at(known_at timestamptz) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint,
		quantity materials.quantity, cost numeric, currency text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000000
BEGIN ATOMIC
	SELECT c.id, c.output_lot_id, c.input_lot_id, c.quantity, c.cost, c.currency
	FROM consumption AS c
	WHERE c.recorded_at <= consumption_at.known_at AND NOT materials.supposed_away(consumption_at.known_at, 'lot'::regclass, 'lot', c.output_lot_id)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id AND x.recorded_at <= consumption_at.known_at)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = c.output_lot_id AND x.recorded_at <= consumption_at.known_at)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = c.input_lot_id AND x.recorded_at <= consumption_at.known_at)
	UNION ALL
	SELECT c.id, lot_standing(c.output_lot_id, consumption_at.known_at), lot_standing(c.input_lot_id, consumption_at.known_at), c.quantity, c.cost, c.currency
	FROM (SELECT o.id FROM correction AS x JOIN consumption AS o ON o.output_lot_id = x.row_id WHERE x.relation = 'lot' AND x.recorded_at <= consumption_at.known_at
			UNION
			SELECT i.id FROM correction AS x JOIN consumption AS i ON i.input_lot_id = x.row_id WHERE x.relation = 'lot' AND x.recorded_at <= consumption_at.known_at) AS moved
		JOIN consumption AS c ON c.id = moved.id
	WHERE c.recorded_at <= consumption_at.known_at
		AND NOT materials.supposed_away(consumption_at.known_at, 'lot'::regclass, 'lot', CASE WHEN materials.supposing(consumption_at.known_at) THEN lot_standing(c.output_lot_id, consumption_at.known_at) ELSE 0 END)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id AND x.recorded_at <= consumption_at.known_at);
END;
COMMENT ON FUNCTION consumption_at(timestamptz) IS 'consumption as known at an instant, between the lots that then stood; a lot withdrawn without replacement keeps its place and becomes unknown';

-- The same for some lots, which is what a level of a walk asks for.  It costs what these lots have, not what the ledger
-- has in corrections: the lots that they replace are found from them, and only an other end that was corrected is looked up.
-- OFFSET 0 keeps the rows of those lots looked up lot by lot: how few they are the planner cannot know.  Nor does it know how many
-- corrections came since they were counted: each row looks its own up, which no join can be made of, unless there are none.
CREATE OR REPLACE FUNCTION lot_former(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (recorded_id bigint, lot_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	WITH RECURSIVE former (recorded_id, lot_id) AS (
		SELECT x.row_id, x.replaced_by FROM correction AS x
		WHERE x.relation = 'lot' AND x.replaced_by = ANY (lot_former.lot_ids) AND x.recorded_at <= lot_former.known_at
			AND NOT EXISTS (SELECT FROM correction AS y WHERE y.relation = 'lot' AND y.row_id = x.replaced_by AND y.replaced_by IS NOT NULL AND y.recorded_at <= lot_former.known_at)
		UNION
		SELECT x.row_id, f.lot_id FROM former AS f JOIN correction AS x ON x.relation = 'lot' AND x.replaced_by = f.recorded_id
		WHERE x.recorded_at <= lot_former.known_at)
	SELECT f.recorded_id, f.lot_id FROM former AS f;
END;
COMMENT ON FUNCTION lot_former(bigint[], timestamptz) IS 'lots for which some lots stood at an instant';

CREATE OR REPLACE FUNCTION consumption_into(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint,
		quantity materials.quantity, cost numeric, currency text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT c.id, c.output_lot_id, CASE WHEN m.corrected THEN lot_standing(c.input_lot_id, consumption_into.known_at) ELSE c.input_lot_id END, c.quantity, c.cost, c.currency
	FROM consumption AS c CROSS JOIN LATERAL (SELECT (SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = c.input_lot_id AND x.recorded_at <= consumption_into.known_at)) AS m (corrected)
	WHERE c.output_lot_id = ANY (consumption_into.lot_ids) AND c.recorded_at <= consumption_into.known_at
		AND NOT materials.supposed_away(consumption_into.known_at, 'lot'::regclass, 'lot', c.output_lot_id)
		AND NOT ((SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id AND x.recorded_at <= consumption_into.known_at))
		AND NOT ((SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = c.output_lot_id AND x.replaced_by IS NOT NULL AND x.recorded_at <= consumption_into.known_at))
	UNION ALL
	SELECT r.id, f.lot_id, r.other_lot_id, r.quantity, r.cost, r.currency
	FROM lot_former(consumption_into.lot_ids, consumption_into.known_at) AS f CROSS JOIN LATERAL (
		SELECT c.id, CASE WHEN m.corrected THEN lot_standing(c.input_lot_id, consumption_into.known_at) ELSE c.input_lot_id END AS other_lot_id, c.quantity, c.cost, c.currency
		FROM consumption AS c CROSS JOIN LATERAL (SELECT (SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = c.input_lot_id AND x.recorded_at <= consumption_into.known_at)) AS m (corrected)
		WHERE c.output_lot_id = f.recorded_id AND c.recorded_at <= consumption_into.known_at
			AND NOT materials.supposed_away(consumption_into.known_at, 'lot'::regclass, 'lot', f.lot_id)
			AND NOT ((SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id AND x.recorded_at <= consumption_into.known_at))
		OFFSET 0) AS r;
END;
COMMENT ON FUNCTION consumption_into(bigint[], timestamptz) IS 'what went into lots, as known at an instant: the rows of consumption_at that have one of them as output';

CREATE OR REPLACE FUNCTION consumption_from(lot_ids bigint[], known_at timestamptz) RETURNS TABLE (id bigint, output_lot_id bigint, input_lot_id bigint,
		quantity materials.quantity, cost numeric, currency text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT c.id, CASE WHEN m.corrected THEN lot_standing(c.output_lot_id, consumption_from.known_at) ELSE c.output_lot_id END, c.input_lot_id, c.quantity, c.cost, c.currency
	FROM consumption AS c CROSS JOIN LATERAL (SELECT (SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = c.output_lot_id AND x.recorded_at <= consumption_from.known_at)) AS m (corrected)
	WHERE c.input_lot_id = ANY (consumption_from.lot_ids) AND c.recorded_at <= consumption_from.known_at
		AND NOT materials.supposed_away(consumption_from.known_at, 'lot'::regclass, 'lot',
			CASE WHEN m.corrected AND materials.supposing(consumption_from.known_at) THEN lot_standing(c.output_lot_id, consumption_from.known_at) ELSE c.output_lot_id END)
		AND NOT ((SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id AND x.recorded_at <= consumption_from.known_at))
		AND NOT ((SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = c.input_lot_id AND x.replaced_by IS NOT NULL AND x.recorded_at <= consumption_from.known_at))
	UNION ALL
	SELECT r.id, r.other_lot_id, f.lot_id, r.quantity, r.cost, r.currency
	FROM lot_former(consumption_from.lot_ids, consumption_from.known_at) AS f CROSS JOIN LATERAL (
		SELECT c.id, CASE WHEN m.corrected THEN lot_standing(c.output_lot_id, consumption_from.known_at) ELSE c.output_lot_id END AS other_lot_id, c.quantity, c.cost, c.currency
		FROM consumption AS c CROSS JOIN LATERAL (SELECT (SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = c.output_lot_id AND x.recorded_at <= consumption_from.known_at)) AS m (corrected)
		WHERE c.input_lot_id = f.recorded_id AND c.recorded_at <= consumption_from.known_at
			AND NOT materials.supposed_away(consumption_from.known_at, 'lot'::regclass, 'lot',
				CASE WHEN m.corrected AND materials.supposing(consumption_from.known_at) THEN lot_standing(c.output_lot_id, consumption_from.known_at) ELSE c.output_lot_id END)
			AND NOT ((SELECT EXISTS (SELECT FROM correction)) AND EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id AND x.recorded_at <= consumption_from.known_at))
		OFFSET 0) AS r;
END;
COMMENT ON FUNCTION consumption_from(bigint[], timestamptz) IS 'what was drawn from lots, as known at an instant: the rows of consumption_at that have one of them as input';

CREATE OR REPLACE FUNCTION transfer_at(known_at timestamptz) RETURNS TABLE (id bigint, lot_id bigint, from_id bigint, to_id bigint, transferred_on date, quantity materials.quantity)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT t.id, lot_standing(t.lot_id, transfer_at.known_at), materials.supposed_sender(transfer_at.known_at, 'lot'::regclass, t.id, t.from_id), t.to_id, t.transferred_on, t.quantity
	FROM transfer AS t
	WHERE t.recorded_at <= transfer_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'transfer' AND x.row_id = t.id AND x.recorded_at <= transfer_at.known_at);
END;
COMMENT ON FUNCTION transfer_at(timestamptz) IS 'transfers as known at an instant';

CREATE OR REPLACE FUNCTION interest_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, owner_id bigint, owned_id bigint, metric text, share materials.share)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT i.id, i.owner_id, i.owned_id, i.metric, i.share
	FROM (SELECT t.id, t.owner_id, t.owned_id, t.metric, t.share, t.valid, t.recorded_at FROM interest AS t
			UNION ALL
			SELECT c.id, c.owner_id, c.owned_id, c.metric, c.share, '(,)'::daterange AS valid, '-infinity'::timestamptz AS recorded_at
			FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'interest')) AS c (id bigint, owner_id bigint, owned_id bigint, metric text, share materials.share)
			WHERE materials.supposing(interest_at.known_at)) AS i
	WHERE i.valid @> interest_at.as_of AND i.recorded_at <= interest_at.known_at AND NOT materials.supposed_away(interest_at.known_at, 'lot'::regclass, 'interest', i.id)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id AND x.recorded_at <= interest_at.known_at);
END;
COMMENT ON FUNCTION interest_at(date, timestamptz) IS 'interests held on a day, as known at an instant';

CREATE OR REPLACE FUNCTION domicile_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, party_id bigint, kind text, country materials.country, region text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT d.id, d.party_id, d.kind, d.country, d.region
	FROM (SELECT t.id, t.party_id, t.kind, t.country, t.region, t.valid, t.recorded_at FROM party_domicile AS t
			UNION ALL
			SELECT c.id, c.party_id, c.kind, c.country, NULL::text AS region, '(,)'::daterange AS valid, '-infinity'::timestamptz AS recorded_at
			FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'domicile')) AS c (id bigint, party_id bigint, kind text, country materials.country)
			WHERE materials.supposing(domicile_at.known_at)) AS d
	WHERE d.valid @> domicile_at.as_of AND d.recorded_at <= domicile_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'party_domicile' AND x.row_id = d.id AND x.recorded_at <= domicile_at.known_at);
END;
COMMENT ON FUNCTION domicile_at(date, timestamptz) IS 'domiciles on a day, as known at an instant';

CREATE OR REPLACE FUNCTION role_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, party_id bigint, government_of materials.country, relation text, status text, body text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT r.id, r.party_id, r.government_of, r.relation, r.status, r.body FROM party_role AS r
	WHERE r.valid @> role_at.as_of AND r.recorded_at <= role_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'party_role' AND x.row_id = r.id AND x.recorded_at <= role_at.known_at);
END;
COMMENT ON FUNCTION role_at(date, timestamptz) IS 'senior political figures and their families on a day, as known at an instant';

CREATE OR REPLACE FUNCTION succession_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, predecessor_id bigint, successor_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT s.id, s.predecessor_id, s.successor_id FROM succession AS s
	WHERE s.valid @> succession_at.as_of AND s.recorded_at <= succession_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'succession' AND x.row_id = s.id AND x.recorded_at <= succession_at.known_at);
END;
COMMENT ON FUNCTION succession_at(date, timestamptz) IS 'successions on a day, as known at an instant';

CREATE OR REPLACE FUNCTION concert_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, agreement text, party_id bigint, regarding_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT c.id, c.agreement, c.party_id, c.regarding_id FROM concert AS c
	WHERE c.valid @> concert_at.as_of AND c.recorded_at <= concert_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'concert' AND x.row_id = c.id AND x.recorded_at <= concert_at.known_at);
END;
COMMENT ON FUNCTION concert_at(date, timestamptz) IS 'agreements to act together on a day, as known at an instant';

CREATE OR REPLACE FUNCTION listing_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, party_id bigint, list text, entry text, decision text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT l.id, l.party_id, l.list, l.entry, l.decision
	FROM (SELECT t.id, t.party_id, t.list, t.entry, t.decision, t.valid, t.recorded_at FROM listing AS t
			UNION ALL
			SELECT c.id, c.party_id, c.list, c.entry, 'confirmed'::text AS decision, '(,)'::daterange AS valid, '-infinity'::timestamptz AS recorded_at
			FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'listing')) AS c (id bigint, party_id bigint, list text, entry text)
			WHERE materials.supposing(listing_at.known_at)) AS l
	WHERE l.valid @> listing_at.as_of AND l.recorded_at <= listing_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'listing' AND x.row_id = l.id AND x.recorded_at <= listing_at.known_at);
END;
COMMENT ON FUNCTION listing_at(date, timestamptz) IS 'listings on a day, as known at an instant';

CREATE OR REPLACE FUNCTION control_contract_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, code text, contractor_id bigint, producer_id bigint, kind text,
		item_id bigint, lot_id bigint, right_quantity boolean, right_timing boolean, right_sale boolean, right_access boolean, right_operation boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT c.id, c.code, c.contractor_id, c.producer_id, c.kind, c.item_id, c.lot_id, c.right_quantity, c.right_timing, c.right_sale, c.right_access, c.right_operation
	FROM control_contract AS c
	WHERE c.valid @> control_contract_at.as_of AND c.recorded_at <= control_contract_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'control_contract' AND x.row_id = c.id AND x.recorded_at <= control_contract_at.known_at);
END;
COMMENT ON FUNCTION control_contract_at(date, timestamptz) IS 'licences and contracts in force on a day, as known at an instant';

CREATE OR REPLACE FUNCTION declaration_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, claim text, party_id bigint, item_id bigint, lot_id bigint, declarant_id bigint, document_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT d.id, d.claim, d.party_id, d.item_id, lot_standing(d.lot_id, declaration_at.known_at), d.declarant_id, d.document_id
	FROM (SELECT t.id, t.claim, t.party_id, t.item_id, t.lot_id, t.declarant_id, t.document_id, t.valid, t.recorded_at FROM declaration AS t
			UNION ALL
			SELECT c.id, c.claim, c.party_id, c.item_id, c.lot_id, NULL::bigint AS declarant_id, NULL::bigint AS document_id, '(,)'::daterange AS valid, '-infinity'::timestamptz AS recorded_at
			FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'declaration')) AS c (id bigint, claim text, party_id bigint, item_id bigint, lot_id bigint)
			WHERE materials.supposing(declaration_at.known_at)) AS d
		LEFT JOIN document AS o ON o.id = d.document_id
	WHERE d.valid @> declaration_at.as_of AND (o.id IS NULL OR o.valid @> declaration_at.as_of)
		AND d.recorded_at <= declaration_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'declaration' AND x.row_id = d.id AND x.recorded_at <= declaration_at.known_at);
END;
COMMENT ON FUNCTION declaration_at(date, timestamptz) IS 'declarations that may be relied on on a day, as known at an instant; an expired document expires them';

CREATE OR REPLACE FUNCTION waiver_at(as_of date, known_at timestamptz) RETURNS TABLE (id bigint, code text, rule text, line_id bigint, item_id bigint, granted_by text, ground text, valid daterange)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT w.id, w.code, w.rule, w.line_id, w.item_id, w.granted_by, w.ground, w.valid FROM waiver AS w
	WHERE w.valid @> waiver_at.as_of AND w.recorded_at <= waiver_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'waiver' AND x.row_id = w.id AND x.recorded_at <= waiver_at.known_at);
END;
COMMENT ON FUNCTION waiver_at(date, timestamptz) IS 'waivers that cover a day, as known at an instant';

CREATE OR REPLACE FUNCTION lot_id(code text, known_at timestamptz DEFAULT materials.known_at()) RETURNS bigint
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint;
BEGIN
	SELECT l.id INTO found_id FROM lot AS l
	WHERE l.code = lot_id.code AND l.recorded_at <= lot_id.known_at
	ORDER BY EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot' AND x.row_id = l.id AND x.recorded_at <= lot_id.known_at), l.revision DESC LIMIT 1;
	IF found_id IS NULL AND materials.named(code, 'lot') IS NOT NULL AND lot_id.known_at < 'infinity' THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no lot "%s"', left(code, 64)),
			DETAIL = format('No lot of that code was known at %s.', lot_id.known_at),
			HINT = 'Lots are addressed by their codes, in the letters they were recorded with.';
	ELSIF found_id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no lot "%s"', left(code, 64)),
			HINT = 'Lots are addressed by their codes, in the letters they were recorded with.';
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION lot_id(text, timestamptz) IS 'number of the lot of that code; errors 23503 where there is none, 22004 for NULL';

CREATE OR REPLACE FUNCTION party_id(code text) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint;
BEGIN
	SELECT p.id INTO found_id FROM party_at('infinity') AS p WHERE p.code = party_id.code;
	IF found_id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no party "%s"', left(code, 64)),
			HINT = 'Parties are addressed by their codes; record the party first.';
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION party_id(text) IS 'number of the party of that code, NULL for NULL; error 23503 where there is none';

CREATE OR REPLACE FUNCTION item_id(code text) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint;
BEGIN
	SELECT i.id INTO found_id FROM item AS i WHERE i.code = item_id.code;
	IF found_id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no item "%s"', left(code, 64)),
			HINT = 'Items are addressed by their part numbers; record the item first.';
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION item_id(text) IS 'number of the item of that code, NULL for NULL; error 23503 where there is none';

CREATE OR REPLACE FUNCTION site_id(code text) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint;
BEGIN
	SELECT s.id INTO found_id FROM site AS s WHERE s.code = site_id.code;
	IF found_id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no site "%s"', left(code, 64)),
			HINT = 'Sites are addressed by their codes; record the site first.';
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION site_id(text) IS 'number of the site of that code, NULL for NULL; error 23503 where there is none';

CREATE OR REPLACE FUNCTION line_id(code text) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	found_id bigint;
BEGIN
	SELECT l.id INTO found_id FROM contract_line AS l WHERE l.code = line_id.code;
	IF found_id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no contract line "%s"', left(code, 64)),
			HINT = 'Contract lines are addressed by their codes, unique in the ledger.';
	END IF;
	RETURN found_id;
END
$$;
COMMENT ON FUNCTION line_id(text) IS 'number of the contract line of that code, NULL for NULL; error 23503 where there is none';
