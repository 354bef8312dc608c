-- The quantity type: exact messages, with detail and hint.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;

-- What is read, and the canonical form that is shown.
SELECT spelling, spelling::quantity AS canonical, dimension(spelling::quantity) FROM (VALUES
	('12.5 kg'::text),
	('12.5 KGM'::text),
	('12.5kg'::text),
	('12500 g'::text),
	('1 lb'::text),
	('3 each'::text),
	('2.5 piece'::text),
	('3 unit:piece'::text),
	('2 dozen'::text),
	('0.8 MTQ'::text),
	('2 gal (US)'::text),
	('1 ft'::text),
	('5 sq ft'::text),
	('280 Wh'::text),
	('1 MJ'::text),
	('3200 mAh'::text),
	('1 C'::text),
	('-1.5e3 t'::text)
) AS accepted(spelling);

-- What is refused, and why.
SELECT ''::quantity;
SELECT 'kg'::quantity;
SELECT '12.5'::quantity;
SELECT '1,000 kg'::quantity;
SELECT '12,5 kg'::quantity;
SELECT '5 furlongs'::quantity;
SELECT '5 kgm'::quantity;
SELECT '5 MG'::quantity;
SELECT '5 tons'::quantity;
SELECT '5 MT'::quantity;
SELECT '5 gallons'::quantity;
SELECT 'NaN kg'::quantity;
SELECT '1e17 kg'::quantity;
SELECT '1e-22 kg'::quantity;
SELECT ('5 ' || repeat('é', 100000))::quantity;
SELECT (repeat('7', 1000000) || ' kg')::quantity;
SELECT pg_catalog.left((repeat('0', 1000000) || '7 kg')::quantity::text, 10);

-- Different dimensions: equality answers, comparing and adding refuse, sorting works.
SELECT quantity '5 kg' = '5 each' AS equal, quantity '5 kg' <> '5 each' AS different, same_dimension('5 kg', '5 each');
SELECT quantity '5 kg' < '5 each';
SELECT quantity '5 kg' <= '5 each';
SELECT quantity '5 kg' > '5 each';
SELECT quantity '5 kg' >= '5 each';
SELECT quantity '5 kg' BETWEEN '1 kg' AND '9 L';
SELECT quantity_compare('5 kg', '5 each');
SELECT quantity '5 kg' + '5 each';
SELECT quantity '5 kg' - '5 each';
SELECT quantity '5 kg' / '5 each';
SELECT sum(q) FROM (VALUES (quantity '1 kg'), ('2 kg'), ('3 L')) AS mixed(q);
SELECT min(q) FROM (VALUES (quantity '1 kg'), ('2 kg'), ('3 L')) AS mixed(q);
SELECT max(q) FROM (VALUES (quantity '1 kg'), ('2 kg'), ('3 L')) AS mixed(q);
SELECT q FROM (VALUES (quantity '3 kWh'), ('1 L'), ('2 each'), ('1 kg'), ('-1 kg'), ('7 Ah'), ('4 m'), ('9 m2'), ('1 each')) AS mixed(q) ORDER BY q;
SELECT q FROM (VALUES (quantity '1 L'), ('2 each'), ('1 kg'), ('-1 kg'), ('1 each')) AS mixed(q) ORDER BY q DESC;
CREATE TEMPORARY TABLE lot_use (consumed quantity, made quantity, CHECK (consumed <= made));
INSERT INTO lot_use VALUES ('5 kg', '5 kg');
INSERT INTO lot_use VALUES ('6 kg', '5 kg');
INSERT INTO lot_use VALUES ('5 each', '5 kg');

-- Arithmetic is exact or refused.
SELECT quantity '1 kg' + '1 lb' AS sum, quantity '1 kg' - '1 t' AS difference, - quantity '1 kg' AS negated, + quantity '1 kg' AS same,
	quantity '12 kg' * 0.25 AS times, 3 * quantity '4 each' AS times_too, quantity '12 kg' / 5 AS divided, abs(quantity '-2 L'), sign(quantity '-2 L');
SELECT quantity '1 lb' / '1 kg' AS pound, quantity '-750 kg' / '1.25 t' AS share, quantity_ratio('0 kg', '-3 kg') AS none,
	quantity '1 kg' / quantity(1, 'lb') AS pounds, quantity '1 kg' / quantity(1, 'lb') > 2 AS over_two;
SELECT quantity '12 kg' / '7 kg' AS ratio;
SELECT quantity '12 kg' / 7;
SELECT quantity '12 kg' / 0;
SELECT quantity '1e-21 kg' * 0.5;
SELECT quantity '1 kg' * 'NaN';
SELECT quantity '1 kg' / 'Infinity'::numeric;
SELECT quantity '1 kg' * 1e17;
SELECT quantity '9e16 kg' + '9e16 kg';
SELECT quantity_ratio('1 kg', '0 kg');

-- Numbers in, numbers out.
SELECT quantity(12.5, 'kg'), quantity(12.5, ' KGM '), quantity(0, 'each'), quantity(1e-21, 'L');
SELECT quantity(12.5, 'stone');
SELECT quantity(12.5, 'ton');
SELECT quantity('NaN', 'kg');
SELECT quantity('-Infinity', 'kg');
SELECT quantity(1e17, 'kg');
SELECT quantity(1e-22, 'kg');
SELECT amount('12.5 kg', 'g'), amount('1 lb', 'oz'), amount('280 Wh', 'kWh'), quantity_base_amount('1 lb');
SELECT amount('1 kg', 'lb');
SELECT amount('1 kg', 'each');
SELECT amount('1 kg', 'lbz');
SELECT amount_rounded('1 kg', 'lb', 6), amount_rounded('0.5 each', 'each', 0), amount_rounded('-0.5 each', 'each', 0);
SELECT amount_rounded('1 kg', 'lb', 41);
SELECT amount_rounded('1 kg', 'lb', -1);
SELECT format_quantity('12.5 kg', 'g'), format_quantity('12.5 kg', ' KGM '), format_quantity('12.5 kg', 'unit:kilogram'), format_quantity_rounded('1 kg', 'lb', 2);
SELECT format_quantity('1 kg', 'lb');

-- The binary form: the dimension, then the amount in base units.
SELECT quantity_send('1 kg'), quantity_send('-2 each');
CREATE TEMPORARY TABLE sample (q quantity);
INSERT INTO sample VALUES ('12.5 kg'), ('-3 each'), ('0 L'), ('-99999999999999999.999999999999999999999 m'), (NULL);
CREATE TEMPORARY TABLE copied (LIKE sample);
\copy sample TO 'results/type_quantity.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_quantity.bin' WITH (FORMAT binary)
SELECT q FROM copied;
\copy (SELECT '\x0000000000000000000000000000000001'::bytea) TO 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x0800000000000000000000000000000001'::bytea) TO 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x014b3b4ca85a86c47a098a224000000000'::bytea) TO 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x0180000000000000000000000000000000'::bytea) TO 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x010000000000000000'::bytea) TO 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy (SELECT '\x010000000000000000000000000000000100'::bytea) TO 'results/type_quantity_bad.bin' WITH (FORMAT binary)
\copy copied FROM 'results/type_quantity_bad.bin' WITH (FORMAT binary)

-- Casts: a varchar is read wherever a quantity is wanted, texts where they are stored.
SELECT quantity '12.5 kg' = '12500 g'::varchar AS varchar_equal, '1 kg'::varchar + quantity '1 g' AS varchar_plus;
INSERT INTO sample SELECT '7 kg'::text RETURNING q::text;

-- The sum changes its state in place, but only its own.
SELECT sum(q), quantity_sum_step(q, q), q FROM (VALUES (quantity '1 kg')) AS one(q) GROUP BY q;
SELECT dimension, sum(q), min(q), max(q), count(*) FROM (VALUES (quantity '1 kg'), ('1 lb'), (NULL), ('-3 each'), ('0.5 each')) AS mixed(q), dimension(q) GROUP BY dimension ORDER BY dimension;
