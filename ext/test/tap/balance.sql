-- The ledger of balance.pl: few lots that all writers want, lines that all fill, and what a writer does at a time.
SET client_min_messages = warning;
CREATE EXTENSION materials CASCADE;
SELECT materials.create_ledger('store');
SET search_path = store, materials, public;
INSERT INTO import_party (code, name) VALUES ('MAKER', 'Maker');
INSERT INTO import_item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material');
INSERT INTO import_lot (code, item, producer, quantity, primary_source) SELECT 'SILO-' || n, 'POWDER', 'MAKER', '400 kg', true FROM generate_series(1, 4) AS n;
INSERT INTO import_contract_line (contract, line, item, quantity) SELECT 'C', 'L-' || n, 'POWDER', '1 t' FROM generate_series(1, 30) AS n;
CREATE SCHEMA writer;
CREATE SEQUENCE writer.number;
CREATE SEQUENCE writer.done;
CREATE SEQUENCE writer.refused_draw;
CREATE SEQUENCE writer.refused_issue;
CREATE SEQUENCE writer.corrected;

CREATE FUNCTION writer.silo() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT store.lot_id('SILO-' || 1 + floor(random() * 4)::integer, 'infinity') $$;
CREATE FUNCTION writer.kg(most integer) RETURNS materials.quantity LANGUAGE sql VOLATILE AS $$ SELECT materials.quantity(1 + floor(random() * most)::numeric, 'kg') $$;
CREATE FUNCTION writer.draw() RETURNS void LANGUAGE sql VOLATILE AS $$
	WITH made AS (INSERT INTO store.lot (code, item_id, quantity, primary_source) VALUES ('W-' || nextval('writer.number'), store.item_id('POWDER'), '1 t', false) RETURNING id)
	INSERT INTO store.consumption (output_lot_id, input_lot_id, quantity) SELECT m.id, writer.silo(), writer.kg(30) FROM made AS m CROSS JOIN generate_series(1, 2) $$;
CREATE FUNCTION writer.issue() RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO store.contract_line_lot (line_id, lot_id, quantity) SELECT l.id, writer.silo(), CASE WHEN random() < 0.95 THEN writer.kg(60) END FROM (SELECT x.id FROM store.contract_line AS x ORDER BY random() LIMIT 2) AS l
	ON CONFLICT (line_id, lot_id) DO UPDATE SET quantity = excluded.quantity $$;
CREATE FUNCTION writer.take_back() RETURNS void LANGUAGE sql VOLATILE AS $$
	DELETE FROM store.contract_line_lot WHERE id IN (SELECT x.id FROM store.contract_line_lot AS x ORDER BY random() LIMIT 1) $$;
CREATE FUNCTION writer.correct() RETURNS void LANGUAGE sql VOLATILE AS $$
	INSERT INTO store.correction (relation, row_id, reason)
	SELECT 'consumption', c.id, 'wrong' FROM store.consumption AS c WHERE NOT EXISTS (SELECT FROM store.correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) ORDER BY random() LIMIT 3 $$;
-- A silo is weighed again: now and then it holds less than is drawn or issued.
CREATE FUNCTION writer.weigh() RETURNS void LANGUAGE sql VOLATILE AS $$
	WITH old AS MATERIALIZED (SELECT l.* FROM store.lot AS l WHERE l.id = writer.silo()),
	new AS (INSERT INTO store.lot (code, revision, item_id, producer_id, quantity, primary_source) SELECT o.code, o.revision + 1, o.item_id, o.producer_id, materials.quantity(350 + floor(random() * 100)::numeric, 'kg'), true FROM old AS o RETURNING id)
	INSERT INTO store.correction (relation, row_id, replaced_by, reason) SELECT 'lot', o.id, n.id, 'weighed again' FROM old AS o CROSS JOIN new AS n $$;

-- Something of all that, with what is refused as it is meant to be; deferred checks come before the end.
CREATE FUNCTION writer.write() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	die double precision := random();
	kind text := CASE WHEN die < 0.45 THEN 'draw' WHEN die < 0.8 THEN 'issue' WHEN die < 0.85 THEN 'take_back' WHEN die < 0.97 THEN 'correct' ELSE 'weigh' END;
	message text;
BEGIN
	IF random() < 0.3 THEN
		SET CONSTRAINTS ALL DEFERRED;
	END IF;
	EXECUTE format('SELECT writer.%I()', kind);
	IF kind IN ('draw', 'issue') AND random() < 0.3 THEN
		EXECUTE format('SELECT writer.%I()', kind);
	END IF;
	SET CONSTRAINTS ALL IMMEDIATE;
	PERFORM nextval('writer.done');
	IF kind IN ('correct', 'weigh') THEN
		PERFORM nextval('writer.corrected');
	END IF;
EXCEPTION WHEN check_violation OR unique_violation THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	IF message ~ 'would be over-consumed' THEN
		PERFORM nextval('writer.refused_draw');
	ELSIF message ~ 'would be over-issued' THEN
		PERFORM nextval('writer.refused_issue');
	-- Two weigh one silo, or correct one row, or use a silo that was weighed just now.
	ELSIF message !~ 'was corrected|lot_code_revision|correction_' THEN
		RAISE;
	END IF;
END $$;

-- What is wrong with the books, counted from the rows that stand; in one snapshot.
CREATE FUNCTION writer.wrong() RETURNS TABLE (what text) LANGUAGE sql STABLE AS $$
	WITH lot AS MATERIALIZED (
		SELECT l.id, l.code, l.revision, l.quantity FROM store.lot AS l WHERE l.code LIKE 'SILO-%'
	), drawn AS MATERIALIZED (
		SELECT store.lot_standing(c.input_lot_id, 'infinity') AS id, materials.sum(c.quantity) AS amount FROM store.consumption AS c
		WHERE NOT EXISTS (SELECT FROM store.correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) GROUP BY 1
	), issued AS MATERIALIZED (
		SELECT store.lot_standing(x.lot_id, 'infinity') AS id, materials.sum(x.quantity) AS amount FROM store.contract_line_lot AS x WHERE x.quantity IS NOT NULL GROUP BY 1
	)
	SELECT format('lot %s/%s: made %s, drawn %s', l.code, l.revision, l.quantity, d.amount) FROM lot AS l JOIN drawn AS d ON d.id = l.id WHERE d.amount OPERATOR(materials.>) l.quantity
	UNION ALL SELECT format('lot %s/%s: made %s, issued %s', l.code, l.revision, l.quantity, i.amount) FROM lot AS l JOIN issued AS i ON i.id = l.id WHERE i.amount OPERATOR(materials.>) l.quantity
	UNION ALL SELECT format('lot %s/%s: drawn %s, booked %s', l.code, l.revision, coalesce(d.amount, '0 kg'), coalesce(b.consumed, '0 kg')) FROM lot AS l LEFT JOIN drawn AS d ON d.id = l.id LEFT JOIN store.lot_balance AS b ON b.lot_id = l.id
		WHERE coalesce(d.amount, '0 kg') OPERATOR(materials.<>) coalesce(b.consumed, '0 kg')
	UNION ALL SELECT format('lot %s/%s: issued %s, booked %s', l.code, l.revision, coalesce(i.amount, '0 kg'), coalesce(b.issued, '0 kg')) FROM lot AS l LEFT JOIN issued AS i ON i.id = l.id LEFT JOIN store.lot_issue AS b ON b.lot_id = l.id
		WHERE coalesce(i.amount, '0 kg') OPERATOR(materials.<>) coalesce(b.issued, '0 kg') $$;
CREATE FUNCTION writer.look() RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
	found text := (SELECT string_agg(w.what, '; ') FROM writer.wrong() AS w);
BEGIN
	IF found IS NOT NULL THEN
		RAISE EXCEPTION 'the balance is broken: %', found;
	END IF;
END $$;
