-- What clients of the mixed load do to the portfolio of the screening (../load/portfolio.sql), and what is counted after it.  Lots of supply
-- are few, so that writers meet; what may be refused is refused here and counted, and any other error is the load's own.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET search_path = portfolio, materials, public;
INSERT INTO import_party (code, name) VALUES ('MIXED', 'Maker of the load');
INSERT INTO import_item (code, name, class) VALUES ('MIXED-PART', 'Part', 'component_material'), ('MIXED-PACK', 'Pack', 'component_material');
-- A thousand lots that last, and twenty that do not.
INSERT INTO lot (code, item_id, quantity, primary_source) SELECT 'SUPPLY-' || n, item_id('MIXED-PART'), '100 t', true FROM generate_series(1, 1000) AS n;
INSERT INTO lot (code, item_id, quantity, primary_source) SELECT 'SCARCE-' || n, item_id('MIXED-PART'), '2 t', true FROM generate_series(1, 20) AS n;
INSERT INTO import_contract_line (contract, line, item, quantity) SELECT 'MIXED', 'MIXED-' || n, 'MIXED-PART', '1 t' FROM generate_series(1, 100) AS n;

CREATE SCHEMA mixed;
CREATE SEQUENCE mixed.number CACHE 50;
CREATE SEQUENCE mixed.refused;
CREATE TABLE mixed.start AS
	SELECT (SELECT min(l.id) FROM lot AS l WHERE l.code LIKE 'SUPPLY-%') AS supply, item_id('MIXED-PACK') AS pack, (SELECT p.id FROM party AS p WHERE p.code = 'MIXED') AS maker;

CREATE FUNCTION mixed.scarce() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT portfolio.lot_id('SCARCE-' || 1 + floor(random() * 20)::integer, 'infinity') $$;
CREATE FUNCTION mixed.kg(most integer) RETURNS materials.quantity LANGUAGE sql VOLATILE AS $$ SELECT materials.quantity(1 + floor(random() * most)::numeric, 'kg') $$;

-- An event: a lot that draws on twelve lots in a row, as a line of a factory does.
CREATE FUNCTION mixed.record() RETURNS bigint LANGUAGE sql VOLATILE AS $$
	SELECT portfolio.record_lot('MIXED-' || nextval('mixed.number'), '100 kg', ARRAY(SELECT n FROM generate_series(s.supply + s.first, s.supply + s.first + 11) AS n), array_fill('0.01 kg'::materials.quantity, ARRAY[12]),
		item_id => s.pack, producer_id => s.maker, country => 'KR', made_on => '2028-01-01')
	FROM (SELECT t.*, floor(random() * 989)::bigint AS first FROM mixed.start AS t) AS s $$;
-- Two draws on what is scarce, in one statement: refused where there is too little left.
CREATE FUNCTION mixed.draw() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	message text;
BEGIN
	WITH made AS (INSERT INTO portfolio.lot (code, item_id, quantity, primary_source) SELECT 'MIXED-' || nextval('mixed.number'), s.pack, '1 t', false FROM mixed.start AS s RETURNING id)
	INSERT INTO portfolio.consumption (output_lot_id, input_lot_id, quantity) SELECT m.id, mixed.scarce(), mixed.kg(30) FROM made AS m CROSS JOIN generate_series(1, 2);
EXCEPTION WHEN check_violation THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	IF message !~ 'would be over-consumed' THEN
		RAISE;
	END IF;
	PERFORM nextval('mixed.refused');
END $$;
CREATE FUNCTION mixed.issue() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	message text;
BEGIN
	INSERT INTO portfolio.contract_line_lot (line_id, lot_id, quantity) VALUES (portfolio.line_id('MIXED-' || 1 + floor(random() * 100)::integer), mixed.scarce(), mixed.kg(60))
	ON CONFLICT (line_id, lot_id) DO UPDATE SET quantity = excluded.quantity;
EXCEPTION WHEN check_violation THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	IF message !~ 'would be over-issued' THEN
		RAISE;
	END IF;
	PERFORM nextval('mixed.refused');
END $$;
-- A draw of before was wrong; somebody else may have said so a moment ago.
CREATE FUNCTION mixed.correct() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	lot bigint := mixed.scarce();
BEGIN
	INSERT INTO portfolio.correction (relation, row_id, reason)
	SELECT 'consumption', c.id, 'wrong' FROM portfolio.consumption AS c
	WHERE c.input_lot_id = lot AND NOT EXISTS (SELECT FROM portfolio.correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) ORDER BY c.id LIMIT 1;
EXCEPTION WHEN unique_violation THEN
	PERFORM nextval('mixed.refused');
END $$;

-- What is wrong with the books, counted from the rows that stand.
CREATE FUNCTION mixed.wrong() RETURNS TABLE (what text) LANGUAGE sql STABLE AS $$
	WITH drawn AS MATERIALIZED (
		SELECT c.input_lot_id AS id, materials.sum(c.quantity) AS amount FROM portfolio.consumption AS c
		WHERE NOT EXISTS (SELECT FROM portfolio.correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) GROUP BY 1
	), issued AS MATERIALIZED (
		SELECT x.lot_id AS id, materials.sum(x.quantity) AS amount FROM portfolio.contract_line_lot AS x WHERE x.quantity IS NOT NULL GROUP BY 1
	)
	SELECT format('lot %s: made %s, drawn %s', l.code, l.quantity, d.amount) FROM portfolio.lot AS l JOIN drawn AS d USING (id) WHERE d.amount OPERATOR(materials.>) l.quantity
	UNION ALL SELECT format('lot %s: made %s, issued %s', l.code, l.quantity, i.amount) FROM portfolio.lot AS l JOIN issued AS i USING (id) WHERE i.amount OPERATOR(materials.>) l.quantity
	UNION ALL SELECT format('lot %s: drawn %s, booked %s', l.code, d.amount, b.consumed) FROM portfolio.lot AS l JOIN portfolio.lot_balance AS b ON b.lot_id = l.id LEFT JOIN drawn AS d USING (id)
		WHERE coalesce(d.amount, '0 kg') OPERATOR(materials.<>) coalesce(b.consumed, '0 kg')
	UNION ALL SELECT format('lot %s: issued %s, booked %s', l.code, i.amount, b.issued) FROM portfolio.lot AS l JOIN portfolio.lot_issue AS b ON b.lot_id = l.id LEFT JOIN issued AS i USING (id)
		WHERE coalesce(i.amount, '0 kg') OPERATOR(materials.<>) coalesce(b.issued, '0 kg') $$;
