-- What-if: changes that are supposed for the time of a transaction.  Each function adds changes to the setting
-- materials.overlay, for this transaction alone; nothing is written.  Which rows a change is about is found once, when it is
-- supposed, as a correction would name them.  docs/internals/overlays.md tells how questions follow.

-- Rows that are supposed have numbers above all that tables give out: whoever takes the latest row takes them as it would
-- take rows recorded now.
CREATE OR REPLACE FUNCTION suppose(changes jsonb) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	stated jsonb := '[]';
BEGIN
	-- A setting that was written by hand is read first, and refused here.
	IF materials.supposing('infinity') THEN
		stated := current_setting('materials.overlay')::jsonb;
	END IF;
	PERFORM set_config('materials.overlay', (stated || (SELECT jsonb_agg(c.change || jsonb_build_object('ledger', 'lot'::regclass::oid::bigint,
			'id', 9007199254740992 + jsonb_array_length(stated) + c.place) ORDER BY c.place) FROM jsonb_array_elements(suppose.changes) WITH ORDINALITY AS c (change, place)))::text, true);
END
$$;
COMMENT ON FUNCTION suppose(jsonb) IS 'adds changes to what is supposed for the transaction; suppose_party and the others call it';

CREATE OR REPLACE FUNCTION suppose_nothing() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM set_config('materials.overlay', '', true);
END
$$;
COMMENT ON FUNCTION suppose_nothing() IS 'ends all that is supposed, of this ledger and of others';

CREATE OR REPLACE FUNCTION supposed() RETURNS TABLE (place integer, change text, what text, rows integer)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT row_number() OVER (ORDER BY c.place)::integer, c.change ->> 'change', c.change ->> 'what', jsonb_array_length(coalesce(c.change -> 'lot', '[]')) + jsonb_array_length(coalesce(c.change -> 'transfer', '[]'))
	FROM jsonb_array_elements(CASE WHEN materials.supposing('infinity') THEN current_setting('materials.overlay')::jsonb ELSE '[]' END) WITH ORDINALITY AS c (change, place)
	WHERE (c.change ->> 'ledger')::bigint = 'lot'::regclass::oid::bigint AND c.change ? 'what'
	ORDER BY c.place;
END;
COMMENT ON FUNCTION supposed() IS 'what is supposed of this ledger in this transaction, first to last, and of how many lots and transfers';

CREATE OR REPLACE FUNCTION supposed_lot() RETURNS TABLE (lot_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT l.id FROM unnest(materials.supposed_row('lot'::regclass, 'lot', false)) AS l (id)
	UNION
	SELECT c.output_lot_id FROM consumption_from(materials.supposed_row('lot'::regclass, 'lot', true), 'infinity') AS c;
END;
COMMENT ON FUNCTION supposed_lot() IS 'lots that something is supposed of, and what was made of those that are supposed away: the flow store has them as they are recorded';

-- Materials that a word means: the material and the forms of it.
CREATE OR REPLACE FUNCTION material_forms(material text) RETURNS text[]
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	forms text[] := ARRAY(SELECT w.material FROM materials.wider_material() AS w WHERE w.word = material_forms.material ORDER BY w.material COLLATE "C");
BEGIN
	IF cardinality(forms) = 0 THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no material "%s"', left(material, 64)),
			HINT = 'The table materials.material lists the materials; rows can be added there.';
	END IF;
	RETURN forms;
END
$$;
COMMENT ON FUNCTION material_forms(text) IS 'a material and the materials that are forms of it; error 23503 where there is none of that name';

CREATE OR REPLACE FUNCTION suppose_party(code text, name text, country text DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	new_code materials.code := suppose_party.code;
	nation materials.country := suppose_party.country;
	new_id bigint := 9007199254740993;
BEGIN
	IF num_nulls(new_code, suppose_party.name) > 0 THEN
		RAISE null_value_not_allowed USING MESSAGE = 'a supposed party needs a code and a name',
			HINT = 'For example suppose_party(''NEW-CO'', ''New Co'', ''AU'').';
	ELSIF EXISTS (SELECT FROM party_at('infinity') AS p WHERE p.code = new_code) THEN
		RAISE unique_violation USING MESSAGE = format('there is a party "%s" already', left(new_code, 64)),
			HINT = 'Suppose interests, listings or declarations of it, or take another code.';
	END IF;
	IF materials.supposing('infinity') THEN
		new_id := new_id + jsonb_array_length(current_setting('materials.overlay')::jsonb);
	END IF;
	PERFORM suppose(jsonb_build_array(
		jsonb_build_object('change', 'party', 'code', new_code, 'name', suppose_party.name,
			'what', format('there is a party "%s" (%s) of %s, held by nobody', new_code, suppose_party.name, coalesce(nation::text, 'a country that is not known'))),
		jsonb_build_object('change', 'declaration', 'claim', 'ownership_complete', 'party_id', new_id))
		|| CASE WHEN nation IS NULL THEN '[]' ELSE jsonb_build_array(
			jsonb_build_object('change', 'domicile', 'party_id', new_id, 'kind', 'incorporation', 'country', nation),
			jsonb_build_object('change', 'domicile', 'party_id', new_id, 'kind', 'principal_place', 'country', nation)) END);
END
$$;
COMMENT ON FUNCTION suppose_party(text, text, text) IS 'supposes for this transaction that there is a company: incorporated and doing its business in that country (in one that is not known, where it is left out), declared to have no holders but those that are recorded, which are none';

CREATE OR REPLACE FUNCTION suppose_supplier(supplier text, replacement text, item text DEFAULT NULL, material text DEFAULT NULL, lot text DEFAULT NULL, country text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	old_id bigint := party_id(suppose_supplier.supplier);
	new_id bigint := party_id(suppose_supplier.replacement);
	only_item bigint := item_id(suppose_supplier.item);
	only_lot bigint := CASE WHEN suppose_supplier.lot IS NOT NULL THEN lot_id(suppose_supplier.lot, 'infinity') END;
	forms text[] := material_forms(suppose_supplier.material);
	nation materials.country := suppose_supplier.country;
	lots bigint[];
	transfers bigint[];
BEGIN
	IF num_nulls(old_id, new_id) > 0 THEN
		RAISE null_value_not_allowed USING MESSAGE = 'a supplier and its replacement are needed',
			HINT = 'For example suppose_supplier(''OLD-CO'', ''NEW-CO''); suppose_party makes a party that is not recorded.';
	END IF;
	nation := coalesce(nation, (SELECT d.country FROM domicile_at(materials.as_of(), 'infinity') AS d WHERE d.party_id = new_id AND d.kind IN ('incorporation', 'principal_place', 'headquarters')
		ORDER BY array_position(ARRAY['incorporation', 'principal_place', 'headquarters'], d.kind), d.id LIMIT 1));
	lots := ARRAY(SELECT l.id FROM lot_at('infinity') AS l
		WHERE l.id = ANY (materials.supposed_row('lot'::regclass, 'lot', false) || ARRAY(SELECT x.id FROM lot AS x WHERE x.producer_id = old_id)
				|| ARRAY(SELECT x.id FROM event AS e JOIN lot AS x ON x.event_id = e.id WHERE e.party_id = old_id AND x.producer_id IS NULL))
			AND l.producer_id = old_id AND (only_item IS NULL OR l.item_id = only_item) AND (forms IS NULL OR l.material = ANY (forms)) AND (only_lot IS NULL OR l.id = only_lot)
		ORDER BY l.id);
	transfers := ARRAY(SELECT t.id FROM transfer AS t
			CROSS JOIN LATERAL (SELECT x.id, x.item_id, x.material FROM lot_at('infinity') AS x WHERE x.id = lot_standing(t.lot_id, 'infinity') OFFSET 0) AS l
		WHERE materials.supposed_sender('infinity', 'lot'::regclass, t.id, t.from_id) = old_id
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'transfer' AND x.row_id = t.id)
			AND (only_item IS NULL OR l.item_id = only_item) AND (forms IS NULL OR l.material = ANY (forms)) AND (only_lot IS NULL OR l.id = only_lot)
		ORDER BY t.id);
	PERFORM suppose(jsonb_build_array(jsonb_build_object('change', 'supplier', 'lot', to_jsonb(lots), 'transfer', to_jsonb(transfers), 'producer', new_id, 'country', nation,
		'what', concat(format('"%s" makes and passes on what "%s" does', suppose_supplier.replacement, suppose_supplier.supplier),
			' of item "' || suppose_supplier.item || '"', ' of material "' || suppose_supplier.material || '"', ' of lot "' || suppose_supplier.lot || '"', ', in ' || coalesce(nation::text, 'a country that is not known')))));
	RETURN cardinality(lots);
END
$$;
COMMENT ON FUNCTION suppose_supplier(text, text, text, text, text, text) IS 'supposes for this transaction that another party made the lots that a supplier made, and passed on those that it passed on: all of them, or those of an item, of a material and its forms, or one lot. They are made in the country given, else where the replacement is incorporated, at no known site. Returns how many lots are made by the other';

CREATE OR REPLACE FUNCTION suppose_lot(lot text, producer text DEFAULT NULL, country text DEFAULT NULL, primary_source boolean DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	asked bigint := lot_id(suppose_lot.lot, 'infinity');
	maker bigint := party_id(suppose_lot.producer);
	nation materials.country := suppose_lot.country;
	input text;
BEGIN
	IF num_nonnulls(maker, nation, suppose_lot.primary_source) = 0 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('nothing is supposed of lot "%s"', left(suppose_lot.lot, 64)),
			HINT = 'Name a producer, a country or whether its chain begins with it.';
	ELSIF NOT EXISTS (SELECT FROM lot_at('infinity') AS l WHERE l.id = asked) THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = format('lot "%s" was withdrawn', left(suppose_lot.lot, 64)),
			HINT = 'Nothing can be supposed of a lot that does not stand.';
	END IF;
	IF suppose_lot.primary_source THEN
		SELECT l.code INTO input FROM flow_into(ARRAY[asked], 'infinity') AS f JOIN lot AS l ON l.id = f.input_lot_id ORDER BY l.code COLLATE "C" LIMIT 1;
		IF FOUND THEN
			RAISE check_violation USING MESSAGE = format('lot "%s" cannot have the input "%s"', left(suppose_lot.lot, 64), left(input, 64)),
				DETAIL = 'It is supposed to be a primary source, but it has inputs.',
				HINT = 'Suppose a primary source only of a lot that nothing went into.';
		END IF;
	END IF;
	PERFORM suppose(jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('change', 'lot', 'lot', jsonb_build_array(asked), 'producer', maker, 'country', nation, 'primary_source', suppose_lot.primary_source,
		'what', concat_ws(', ', format('lot "%s"', suppose_lot.lot), 'made by "' || suppose_lot.producer || '"', 'made in ' || nation::text,
			CASE WHEN suppose_lot.primary_source THEN 'where the chain begins' WHEN NOT suppose_lot.primary_source THEN 'where the chain does not begin' END)))));
END
$$;
COMMENT ON FUNCTION suppose_lot(text, text, text, boolean) IS 'supposes for this transaction that a lot was made by another party, in another country (at no known site), or that its chain begins with it or does not; what is left out stays as recorded';

CREATE OR REPLACE FUNCTION suppose_interest(owner text, owned text, metric text, share materials.share DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	holder bigint := party_id(suppose_interest.owner);
	held bigint := party_id(suppose_interest.owned);
	away bigint[];
BEGIN
	IF num_nulls(holder, held, suppose_interest.metric) > 0 THEN
		RAISE null_value_not_allowed USING MESSAGE = 'a supposed interest needs a holder, the party held and a metric',
			HINT = 'For example suppose_interest(''OWNER'', ''OWNED'', ''equity'', ''30%'').';
	ELSIF suppose_interest.metric <> ALL (ARRAY['equity', 'voting', 'board', 'debt', 'appointment', 'beneficial']) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no metric "%s"', left(suppose_interest.metric, 64)),
			HINT = 'A metric is equity, voting, board, debt, appointment or beneficial.';
	END IF;
	-- It stands for all that is recorded of the two in that metric, on any day.
	away := ARRAY(SELECT i.id FROM interest AS i WHERE i.owned_id = held AND i.owner_id = holder AND i.metric = suppose_interest.metric
			AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id)
		UNION ALL
		SELECT c.id FROM jsonb_to_recordset(materials.supposed_change('lot'::regclass, 'interest')) AS c (id bigint, owner_id bigint, owned_id bigint, metric text)
		WHERE c.owned_id = held AND c.owner_id = holder AND c.metric = suppose_interest.metric);
	PERFORM suppose(jsonb_build_array(
		jsonb_build_object('change', 'interest_away', 'interest', to_jsonb(away), 'away', true) || CASE WHEN suppose_interest.share IS NULL
			THEN jsonb_build_object('what', format('"%s" holds nothing of "%s" (%s)', suppose_interest.owner, suppose_interest.owned, suppose_interest.metric)) ELSE '{}' END)
		|| CASE WHEN suppose_interest.share IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('change', 'interest', 'owner_id', holder, 'owned_id', held, 'metric', suppose_interest.metric, 'share', suppose_interest.share::text,
			'what', format('"%s" holds %s of "%s" (%s)', suppose_interest.owner, suppose_interest.share, suppose_interest.owned, suppose_interest.metric))) END);
END
$$;
COMMENT ON FUNCTION suppose_interest(text, text, text, materials.share) IS 'supposes for this transaction that a party holds that share of another in a metric, on any day, in place of what is recorded; nothing, where the share is empty';

CREATE OR REPLACE FUNCTION suppose_listing(party text, list text, entry text DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	meant bigint := party_id(suppose_listing.party);
	named text := coalesce(nullif(suppose_listing.entry, ''), (SELECT p.name FROM party_at('infinity') AS p WHERE p.id = meant));
BEGIN
	IF meant IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'a supposed listing needs a party and a list',
			HINT = 'For example suppose_listing(''CATL'', ''NDAA24-154'').';
	ELSIF NOT EXISTS (SELECT FROM materials.list AS l WHERE l.list = suppose_listing.list) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no list "%s"', left(suppose_listing.list, 64)),
			HINT = 'The table materials.list lists the lists; rows can be added there.';
	END IF;
	PERFORM suppose(jsonb_build_array(jsonb_build_object('change', 'listing', 'party_id', meant, 'list', suppose_listing.list, 'entry', named,
		'what', format('"%s" is the entry "%s" of the list %s', suppose_listing.party, named, suppose_listing.list))));
END
$$;
COMMENT ON FUNCTION suppose_listing(text, text, text) IS 'supposes for this transaction that a party is an entry of a list, on any day; under its own name, where none is given';

CREATE OR REPLACE FUNCTION suppose_declaration(claim text, party text DEFAULT NULL, item text DEFAULT NULL, lot text DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF num_nonnulls(suppose_declaration.party, suppose_declaration.item, suppose_declaration.lot) <> 1 THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a declaration is about one party, one item or one lot',
			HINT = 'For example suppose_declaration(''inputs_complete'', lot => ''PACK-1'').';
	ELSIF NOT EXISTS (SELECT FROM materials.claim AS c WHERE c.claim = suppose_declaration.claim) THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no claim "%s"', left(suppose_declaration.claim, 64)),
			HINT = 'The table materials.claim lists what a declaration can state; rows can be added there.';
	END IF;
	PERFORM suppose(jsonb_build_array(jsonb_build_object('change', 'declaration', 'claim', suppose_declaration.claim, 'party_id', party_id(suppose_declaration.party), 'item_id', item_id(suppose_declaration.item),
		'lot_id', CASE WHEN suppose_declaration.lot IS NOT NULL THEN lot_id(suppose_declaration.lot, 'infinity') END,
		'what', format('%s is declared of "%s"', suppose_declaration.claim, coalesce(suppose_declaration.party, suppose_declaration.item, suppose_declaration.lot)))));
END
$$;
COMMENT ON FUNCTION suppose_declaration(text, text, text, text) IS 'supposes for this transaction that a claim is declared of a party, an item or a lot, on any day';

CREATE OR REPLACE FUNCTION suppose_property(kind text, code text, property text, value text DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	relation text := suppose_property.kind || '_property';
	subject_id bigint;
	written text;
	away bigint[];
BEGIN
	IF suppose_property.kind IS NULL OR suppose_property.kind <> ALL (ARRAY['line', 'item', 'lot']) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no kind of subject "%s"', left(suppose_property.kind, 64)),
			HINT = 'Properties are recorded of a contract line (line), an item or a lot.';
	ELSIF suppose_property.code IS NULL OR suppose_property.property IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'a supposed property needs a code and the name of the property',
			HINT = 'For example suppose_property(''line'', ''L-1'', ''battery_category'', ''ev'').';
	END IF;
	subject_id := CASE suppose_property.kind WHEN 'line' THEN line_id(suppose_property.code) WHEN 'item' THEN item_id(suppose_property.code) ELSE lot_id(suppose_property.code, 'infinity') END;
	written := materials.property_value(suppose_property.property, suppose_property.kind, suppose_property.value);
	away := ARRAY(SELECT p.id FROM (SELECT x.id, 'line' AS kind, x.line_id AS of_id, x.property FROM line_property_at('infinity') AS x WHERE suppose_property.kind = 'line'
				UNION ALL SELECT x.id, 'item', x.item_id, x.property FROM item_property_at('infinity') AS x WHERE suppose_property.kind = 'item'
				UNION ALL SELECT x.id, 'lot', x.lot_id, x.property FROM lot_property_at('infinity') AS x WHERE suppose_property.kind = 'lot') AS p
		WHERE p.of_id = subject_id AND p.property = suppose_property.property);
	PERFORM suppose(jsonb_build_array(
		jsonb_build_object('change', 'property_away', relation, to_jsonb(away), 'away', true) || CASE WHEN written IS NULL
			THEN jsonb_build_object('what', format('nothing is recorded of %s of %s "%s"', suppose_property.property, suppose_property.kind, suppose_property.code)) ELSE '{}' END)
		|| CASE WHEN written IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('change', relation, suppose_property.kind || '_id', subject_id, 'property', suppose_property.property, 'value', written,
			'what', format('%s of %s "%s" is %s', suppose_property.property, suppose_property.kind, suppose_property.code, written))) END);
END
$$;
COMMENT ON FUNCTION suppose_property(text, text, text, text) IS 'supposes for this transaction that a property of a contract line, an item or a lot has that value, in place of what is recorded; that nothing is recorded, where the value is empty';

CREATE OR REPLACE FUNCTION suppose_phase(rule text, phase text, effective_from date, version text DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	meant text := coalesce(suppose_phase.version, materials.rule_version(suppose_phase.rule));
BEGIN
	IF suppose_phase.effective_from IS NULL OR NOT isfinite(suppose_phase.effective_from) THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a phase begins on a day',
			HINT = 'For example suppose_phase(''10USC4872'', ''…'', ''2026-01-01'').';
	ELSIF NOT EXISTS (SELECT FROM materials.rule_phase AS p WHERE p.rule = suppose_phase.rule AND p.version = meant AND p.phase = suppose_phase.phase) THEN
		RAISE foreign_key_violation USING MESSAGE = format('rule "%s" has no phase "%s"', left(suppose_phase.rule, 64), left(suppose_phase.phase, 64)),
			HINT = coalesce('Its phases are: ' || (SELECT string_agg(p.phase, ', ' ORDER BY p.phase COLLATE "C") FROM materials.rule_phase AS p WHERE p.rule = suppose_phase.rule AND p.version = meant) || '.', 'There is no such version of the rule.');
	END IF;
	PERFORM suppose(jsonb_build_array(jsonb_build_object('change', 'phase', 'rule', suppose_phase.rule, 'version', meant, 'phase', suppose_phase.phase, 'effective_from', to_char(suppose_phase.effective_from, 'YYYY-MM-DD'),
		'what', format('phase "%s" of rule %s applies from %s', suppose_phase.phase, suppose_phase.rule, to_char(suppose_phase.effective_from, 'YYYY-MM-DD')))));
END
$$;
COMMENT ON FUNCTION suppose_phase(text, text, date, text) IS 'supposes for this transaction that a phase of a rule, in its newest version or another, begins on another day; as the rulebook does, that holds for all ledgers';

CREATE OR REPLACE FUNCTION suppose_export_stop(material text, country text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	forms text[] := material_forms(suppose_export_stop.material);
	nation materials.country := suppose_export_stop.country;
	lots bigint[];
BEGIN
	lots := ARRAY(SELECT l.id FROM lot_at('infinity') AS l WHERE l.material = ANY (forms) AND l.country OPERATOR(materials.=) nation ORDER BY l.id);
	PERFORM suppose(jsonb_build_array(jsonb_build_object('change', 'export_stop', 'lot', to_jsonb(lots), 'away', true, 'what', format('%s does not come from %s', suppose_export_stop.material, nation))));
	RETURN cardinality(lots);
END
$$;
COMMENT ON FUNCTION suppose_export_stop(text, text) IS 'supposes for this transaction that the lots of a material and its forms that were made in a country were withdrawn, with what went into them: what came through them is not known any more. Returns how many lots these are';
