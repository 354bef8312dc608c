-- The quantity type: exactness, dimensions, order, aggregates, and the table of units.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SET search_path = materials, public;
SELECT no_plan();

-- Reading: every way people and files write an amount.
SELECT is(written::quantity::text, canonical, format('"%s" is read as %s', written, canonical))
FROM (VALUES
	('12.5 kg', '12.5 kg'), ('12.5 KGM', '12.5 kg'), ('12.5kg', '12.5 kg'), ('12.5 Kilograms', '12.5 kg'), ('12.5 unit:kilogram', '12.5 kg'),
	('1 g', '0.001 kg'), ('1 GRM', '0.001 kg'), ('5 unit:gram', '0.005 kg'), ('5 unit:gramm', '0.005 kg'), ('5 mg', '0.000005 kg'), ('5 MGM', '0.000005 kg'),
	('5 µg', '0.000000005 kg'), ('5 ug', '0.000000005 kg'), ('5 MC', '0.000000005 kg'), ('7 ng', '0.000000000007 kg'),
	('2 t', '2000 kg'), ('2 TNE', '2000 kg'), ('2 tonnes', '2000 kg'), ('2 metric ton', '2000 kg'), ('2 metric tons', '2000 kg'),
	('1000000 t', '1000000000 kg'), ('1 kt', '1000000 kg'), ('1 million tonnes', '1000000000 kg'),
	('1 lb', '0.45359237 kg'), ('1 LBR', '0.45359237 kg'), ('1 pound', '0.45359237 kg'), ('1 oz', '0.028349523125 kg'), ('1 ONZ', '0.028349523125 kg'),
	('1 troy oz', '0.0311034768 kg'), ('1 APZ', '0.0311034768 kg'),
	('3 each', '3 each'), ('3 EA', '3 each'), ('3 ea', '3 each'), ('3 C62', '3 each'), ('3 H87', '3 each'), ('3 NAR', '3 each'), ('3 pc', '3 each'),
	('3 pcs', '3 each'), ('3 piece', '3 each'), ('3 pieces', '3 each'), ('3 unit', '3 each'), ('3 units', '3 each'), ('3 unit:piece', '3 each'),
	('2.5 pieces', '2.5 each'), ('3 PR', '6 each'), ('3 DZN', '36 each'), ('1 gross', '144 each'),
	('1 m3', '1000 L'), ('1 m³', '1000 L'), ('0.8 MTQ', '800 L'), ('1 unit:cubicMetre', '1000 L'), ('1 L', '1 L'), ('1 l', '1 L'), ('1 LTR', '1 L'),
	('1 litre', '1 L'), ('1 liter', '1 L'), ('1 unit:litre', '1 L'), ('1 ml', '0.001 L'), ('1 MLT', '0.001 L'),
	('1 m', '1 m'), ('1 MTR', '1 m'), ('1 km', '1000 m'), ('1 KMT', '1000 m'), ('1 cm', '0.01 m'), ('1 CMT', '0.01 m'), ('1 mm', '0.001 m'),
	('1 unit:millimetre', '0.001 m'), ('1 ft', '0.3048 m'), ('1 FOT', '0.3048 m'), ('1 in', '0.0254 m'), ('1 INH', '0.0254 m'),
	('1 m2', '1 m2'), ('1 m²', '1 m2'), ('1 MTK', '1 m2'),
	('1 kWh', '1 kWh'), ('1 KWH', '1 kWh'), ('1 unit:kilowattHour', '1 kWh'), ('1 Wh', '0.001 kWh'), ('1 WHR', '0.001 kWh'), ('1 MWh', '1000 kWh'),
	('1 MWH', '1000 kWh'), ('1 GWh', '1000000 kWh'), ('1 GWH', '1000000 kWh'), ('3.6 MJ', '1 kWh'), ('3.6 3B', '1 kWh'), ('3600 kJ', '1 kWh'),
	('3600 KJO', '1 kWh'), ('1 MJ', '1 MJ'), ('1 JOU', '0.000001 MJ'), ('1 J', '0.000001 MJ'),
	('1 Ah', '1 Ah'), ('1 AMH', '1 Ah'), ('3200 mAh', '3.2 Ah'), ('3600 C', '1 Ah'), ('1 C', '1 C'),
	('0 kg', '0 kg'), ('-0 kg', '0 kg'), ('-5 kg', '-5 kg'), ('1e-3 kg', '0.001 kg'), ('1.10 kg', '1.1 kg'), ('007 kg', '7 kg'), (E'\t7 \tkg ', '7 kg'), (E'7\u00a0kg', '7 kg')
) AS accepted(written, canonical);

-- Refusing: SQLSTATE by kind.
SELECT throws_ok(format('SELECT %L::quantity', written), state, NULL, format('"%s" is refused: %s', written, what))
FROM (VALUES
	('', '22P02', 'nothing'), (' ', '22P02', 'blank'), ('kg', '22P02', 'no number'), ('kg 5', '22P02', 'unit first'), ('5', '22P02', 'no unit'),
	('five kg', '22P02', 'a word'), ('5 kg!', '22P02', 'junk after the unit'), ('5 5 kg', '22P02', 'two numbers'), ('1 000 kg', '22P02', 'blank in the number'),
	('1,000 kg', '22P02', 'thousands separator'), ('1.000,5 kg', '22P02', 'European separators'), ('1''000 kg', '22P02', 'Swiss separator'),
	('0x1F kg', '22P02', 'hexadecimal'), ('1_000 kg', '22P02', 'underscore'), ('٥ kg', '22P02', 'other digits'),
	('NaN kg', '22P02', 'not a number'), ('inf kg', '22P02', 'infinite'), ('5 ton', '22P02', 'which ton'), ('5 MT', '22P02', 'tonne or megatonne'),
	('5 ML', '22P02', 'millilitre or megalitre'), ('5 gal', '22P02', 'which gallon'), ('5 gr', '22P02', 'gram, grain or gross'), ('5 ct', '22P02', 'carat or count'),
	('5 MG', '22P02', 'milligram or megagram'), ('5 mAH', '22P02', 'case of a symbol'), ('5 kgm', '22P02', 'case of a code'), ('5 %', '22P02', 'a share is no quantity'),
	('5 unit:kg', '22P02', 'a symbol where Catena-X has words'), ('5 unit:percent', '22P02', 'percent'), ('5 CEL', '22P02', 'temperature'),
	('5 KMH', '22P02', 'speed'), ('5 set', '22P02', 'a set is not a piece'), ('5 pack', '22P02', 'a pack is not a piece'),
	('1e17 kg', '22003', 'too large'), ('-1e17 each', '22003', 'too large below zero'), ('1e14 t', '22003', 'too large in another unit'), ('1e400000 kg', '22003', 'far too large'),
	('1e-22 kg', '22003', 'too fine'), ('1e-400000 kg', '22003', 'far too fine'), ('0.3333333333333333333333 L', '22003', 'more than 21 decimals')
) AS refused(written, state, what);
SELECT lives_ok($$SELECT '1e-15 mg'::quantity$$, 'the finest mass is 10^-15 mg');
SELECT is(quantity_base_amount('1e-15 mg'), 1::numeric, 'which is one base unit');
SELECT is(NULL::text::quantity, NULL, 'NULL stays NULL');
CREATE FUNCTION pg_temp.refusal(written text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM written::materials.quantity;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END $$;
SELECT ok(octet_length(message) < 200 AND octet_length(detail) < 200, format('a unit of a million letters of %s is clipped in its message', what))
FROM (VALUES ('one byte', 'x'), ('two bytes', 'é'), ('three bytes', '語')) AS letters(what, letter), pg_temp.refusal('5 ' || repeat(letter, 1000000));
SELECT ok(detail <> '' AND hint <> '', format('"%s" is refused with a detail and a hint', written))
FROM (VALUES (''), ('5'), ('1,000 kg'), ('5 ton'), ('5 kgm'), ('5 furlong'), ('1e-22 kg')) AS refused(written), pg_temp.refusal(written);

-- The table of units against factors written down from their definitions, in kg, each, L, m, m2, MJ and C.
CREATE TEMPORARY TABLE definition (symbol text PRIMARY KEY, code text, dimension text, factor numeric);
INSERT INTO definition VALUES
	('kg', 'KGM', 'mass', 1), ('g', 'GRM', 'mass', 0.001), ('t', 'TNE', 'mass', 1000), ('mg', 'MGM', 'mass', 0.000001), ('ug', 'MC', 'mass', 0.000000001),
	('ng', NULL, 'mass', 0.000000000001), ('kt', 'KTN', 'mass', 1000000), ('million t', NULL, 'mass', 1000000000), ('Mg', '2U', 'mass', 1000),
	('dt', 'DTN', 'mass', 100), ('hg', 'HGM', 'mass', 0.1), ('dag', 'DJ', 'mass', 0.01), ('dg', 'DG', 'mass', 0.0001), ('cg', 'CGM', 'mass', 0.00001),
	('carat', 'CTM', 'mass', 0.0002), ('lb', 'LBR', 'mass', 0.45359237), ('oz', 'ONZ', 'mass', 0.45359237 * 0.0625), ('grain', 'GRN', 'mass', 0.00006479891),
	('ozt', 'APZ', 'mass', 480 * 0.00006479891), ('ton (US)', 'STN', 'mass', 2000 * 0.45359237), ('ton (UK)', 'LTN', 'mass', 2240 * 0.45359237),
	('cwt (US)', 'CWA', 'mass', 100 * 0.45359237), ('cwt (UK)', 'CWI', 'mass', 112 * 0.45359237),
	('each', 'EA', 'count', 1), ('pc', 'H87', 'count', 1), ('unit', 'C62', 'count', 1), ('article', 'NAR', 'count', 1), ('pair', 'PR', 'count', 2),
	('dozen', 'DZN', 'count', 12), ('dozen pieces', 'DPC', 'count', 12), ('score', 'SCO', 'count', 20), ('hundred', 'CEN', 'count', 100),
	('hundred count', 'HC', 'count', 100), ('gross', 'GRO', 'count', 12 * 12), ('thousand', 'MIL', 'count', 1000), ('thousand pieces', 'T3', 'count', 1000),
	('great gross', 'GGR', 'count', 12 * 12 * 12), ('million', 'MIO', 'count', 1000000),
	('L', 'LTR', 'volume', 1), ('m3', 'MTQ', 'volume', 1000), ('mL', 'MLT', 'volume', 0.001), ('cm3', 'CMQ', 'volume', 0.001), ('dm3', 'DMQ', 'volume', 1),
	('mm3', 'MMQ', 'volume', 0.000001), ('uL', '4G', 'volume', 0.000001), ('cL', 'CLT', 'volume', 0.01), ('dL', 'DLT', 'volume', 0.1), ('hL', 'HLT', 'volume', 100),
	('kL', 'K6', 'volume', 1000), ('megalitre', 'MAL', 'volume', 1000000), ('in3', 'INQ', 'volume', 0.254 * 0.254 * 0.254), ('ft3', 'FTQ', 'volume', 3.048 * 3.048 * 3.048),
	('yd3', 'YDQ', 'volume', 9.144 * 9.144 * 9.144), ('gal (US)', 'GLL', 'volume', 231 * 0.254 * 0.254 * 0.254), ('bbl', 'BLL', 'volume', 42 * 231 * 0.254 * 0.254 * 0.254),
	('liq qt (US)', 'QTL', 'volume', 0.25 * 231 * 0.254 * 0.254 * 0.254), ('liq pt (US)', 'PTL', 'volume', 0.125 * 231 * 0.254 * 0.254 * 0.254),
	('fl oz (US)', 'OZA', 'volume', 0.0078125 * 231 * 0.254 * 0.254 * 0.254), ('gal (UK)', 'GLI', 'volume', 4.54609), ('fl oz (UK)', 'OZI', 'volume', 0.00625 * 4.54609),
	('m', 'MTR', 'length', 1), ('km', 'KMT', 'length', 1000), ('dm', 'DMT', 'length', 0.1), ('cm', 'CMT', 'length', 0.01), ('mm', 'MMT', 'length', 0.001),
	('um', '4H', 'length', 0.000001), ('nm', 'C45', 'length', 0.000000001), ('in', 'INH', 'length', 0.0254), ('ft', 'FOT', 'length', 12 * 0.0254),
	('yd', 'YRD', 'length', 36 * 0.0254), ('mi', 'SMI', 'length', 1760 * 36 * 0.0254),
	('m2', 'MTK', 'area', 1), ('km2', 'KMK', 'area', 1000000), ('ha', 'H18', 'area', 10000), ('dm2', 'DMK', 'area', 0.01), ('cm2', 'CMK', 'area', 0.0001),
	('mm2', 'MMK', 'area', 0.000001), ('in2', 'INK', 'area', 0.0254 * 0.0254), ('ft2', 'FTK', 'area', 0.3048 * 0.3048), ('yd2', 'YDK', 'area', 0.9144 * 0.9144),
	('Wh', 'WHR', 'energy', 0.0036), ('mWh', NULL, 'energy', 0.0000036), ('kWh', 'KWH', 'energy', 3.6), ('MWh', 'MWH', 'energy', 3600), ('GWh', 'GWH', 'energy', 3600000),
	('TWh', 'D32', 'energy', 3600000000), ('J', 'JOU', 'energy', 0.000001), ('mJ', 'C15', 'energy', 0.000000001), ('kJ', 'KJO', 'energy', 0.001), ('MJ', '3B', 'energy', 1),
	('GJ', 'GV', 'energy', 1000), ('TJ', 'D30', 'energy', 1000000), ('PJ', 'C68', 'energy', 1000000000),
	('C', 'COU', 'charge', 1), ('Ah', 'AMH', 'charge', 3600), ('mAh', 'E09', 'charge', 3.6), ('kAh', 'TAH', 'charge', 3600000);
SELECT set_eq('SELECT symbol, code, dimension, factor FROM unit()', 'SELECT * FROM definition', 'the table of units has the defined units and factors, and no other');
SELECT is(quantity(1, u.symbol), quantity(d.factor, u.reference), format('1 %s is exactly %s %s', u.symbol, trim_scale(d.factor), u.reference))
FROM unit() AS u JOIN definition AS d USING (symbol);
SELECT is(quantity_base_amount(quantity(1, symbol)), factor * 1e21, format('1 %s is %s base units', symbol, trim_scale(factor * 1e21))) FROM definition;
SELECT is(count(*), 0::bigint, 'every spelling reads as its unit')
FROM unit() AS u, unnest(u.spellings || u.symbol || u.name || coalesce(u.code, u.symbol)) AS spelling
WHERE ('7 ' || spelling)::quantity <> quantity(7 * u.factor, u.reference);
SELECT is(count(*), count(DISTINCT code) + count(*) FILTER (WHERE code IS NULL), 'no code stands twice') FROM unit();
SELECT bag_eq('SELECT DISTINCT reference FROM unit()', $$VALUES ('kg'), ('each'), ('L'), ('m'), ('m2'), ('MJ'), ('C')$$, 'there is one reference unit for a dimension');

-- The reference page lists the same units.
CREATE TEMPORARY TABLE page (line text);
\copy page FROM 'docs/reference/units.md' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE listed AS
SELECT trim(cell[2]) AS symbol, trim(cell[3]) AS code, trim(cell[4]) AS name, trim(cell[5]) AS factor, trim(cell[6]) AS spellings
FROM page, string_to_array(line, '|') AS cell WHERE line LIKE '| `%';
SELECT set_eq('SELECT * FROM listed', $$
	SELECT format('`%s`', symbol) AS symbol, coalesce('`' || code || '`', '') AS code, name, format('%s %s', factor, reference) AS factor,
		coalesce((SELECT string_agg(format('`%s`', s), ' ' ORDER BY n) FROM unnest(spellings) WITH ORDINALITY AS spelled(s, n)), '') AS spellings
	FROM unit()$$, 'docs/reference/units.md lists what unit() returns');

-- Equality is total; comparing, adding and taking the smallest refuse different dimensions.
SELECT ok(a::quantity = b::quantity, format('%s equals %s', a, b))
FROM (VALUES ('1 kg', '1000 g'), ('16 oz', '1 lb'), ('1 t', '1e9 mg'), ('2 dozen', '24 each'), ('1 m3', '1000 L'), ('1 kWh', '3600000 J'), ('1 Ah', '3600 C'), ('1 mi', '5280 ft'), ('1 ha', '10000 m2')) AS pair(a, b);
SELECT ok(a::quantity <> b::quantity AND NOT a::quantity = b::quantity, format('%s does not equal %s', a, b))
FROM (VALUES ('1 kg', '1.000000000000000000001 kg'), ('1 kg', '-1 kg'), ('1 kg', '1 each'), ('0 kg', '0 each'), ('1 L', '1 kg'), ('1 lb', '0.4535924 kg')) AS pair(a, b);
SELECT throws_ok(format(statement, a, b), '22023', NULL, format('%s is refused', format(statement, a, b)))
FROM (VALUES
	('SELECT quantity %L < quantity %L'), ('SELECT quantity %L <= quantity %L'), ('SELECT quantity %L > quantity %L'), ('SELECT quantity %L >= quantity %L'),
	('SELECT quantity_compare(%L, %L)'), ('SELECT quantity %L + quantity %L'), ('SELECT quantity %L - quantity %L'), ('SELECT quantity %L / quantity %L'),
	('SELECT sum(q) FROM (VALUES (quantity %L), (%L)) AS v(q)'), ('SELECT min(q) FROM (VALUES (quantity %L), (%L)) AS v(q)'), ('SELECT max(q) FROM (VALUES (quantity %L), (%L)) AS v(q)')
) AS refused(statement), (VALUES ('1 kg', '1 each'), ('0 L', '0 kg'), ('1 kWh', '1 Ah')) AS pair(a, b);
SELECT ok(quantity '1 kg' < '1.001 kg' AND quantity '1 kg' <= '1000 g' AND quantity '1 lb' > '0.4 kg' AND quantity '-1 kg' >= '-1 kg'
	AND NOT quantity '1 kg' < '1 kg' AND NOT quantity '-2 kg' > '-1 kg', 'quantities of one dimension compare by amount');
SELECT results_eq($$SELECT dimension(q) FROM (VALUES (quantity '1 kg'), ('1 each'), ('1 L'), ('1 m'), ('1 m2'), ('1 J'), ('1 C')) AS v(q) ORDER BY q$$,
	ARRAY['mass', 'count', 'volume', 'length', 'area', 'energy', 'charge'], 'sorting goes by dimension first');
SELECT ok(same_dimension('1 kg', '1 lb') AND NOT same_dimension('1 kg', '1 each'), 'same_dimension tells before an error does');

-- Arithmetic.
SELECT is(quantity '750 kg' / '1.25 t', '3/5'::fraction, 'a ratio is a fraction in lowest terms');
SELECT is(quantity '0 kg' / '-3 kg', 0::fraction, 'nothing is zero of anything');
SELECT is(quantity '-9e16 kg' / '1e-21 kg', fraction(-9e37), 'a ratio may be as large as amounts allow');
SELECT throws_ok($$SELECT quantity '1 kg' / '0 kg'$$, '22012', NULL, 'a ratio to nothing is refused');
SELECT is(2 * quantity '12.5 kg' - '1 kg' + - quantity '0.5 kg', '23.5 kg', 'operators bind as for numbers');
SELECT is(quantity '10 kg' / 4, '2.5 kg', 'a quantity can be divided by a number');
SELECT throws_ok($$SELECT quantity '10 kg' / 3$$, '22003', NULL, 'a quotient that does not end is refused');
SELECT throws_ok($$SELECT quantity '10 kg' / 0$$, '22012', NULL, 'so is a division by zero');
SELECT throws_ok($$SELECT quantity '99999999999999999 kg' + '1 kg'$$, '22003', NULL, 'a sum out of range is refused');
SELECT throws_ok($$SELECT - quantity '99999999999999999 kg' - '1 kg'$$, '22003', NULL, 'also below zero');
SELECT throws_ok($$SELECT sum(quantity '9e16 kg') FROM generate_series(1, 2)$$, '22003', NULL, 'an aggregate out of range is refused');
SELECT throws_ok($$SELECT quantity '1 kg' * 0.5::float8$$, '42883', NULL, 'a float is no factor: it would not be exact');
SELECT is(abs(quantity '-1 kg'), '1 kg', 'abs drops the sign');
SELECT is(array_agg(sign(q) ORDER BY q), ARRAY[-1, 0, 1], 'sign is -1, 0 or 1') FROM (VALUES (quantity '1 kg'), ('0 kg'), ('-1e-21 kg')) AS v(q);
SELECT is(amount('1 t', 'kg'), 1000::numeric, 'amount tells in a unit');
SELECT throws_ok($$SELECT amount('1 kg', 'lb')$$, '22003', NULL, 'amount refuses what would have to be rounded');
SELECT throws_ok($$SELECT amount('1 kg', 'L')$$, '22023', NULL, 'amount refuses a unit of another dimension');
SELECT is(amount_rounded('1 kg', 'lb', 4), 2.2046, 'amount_rounded rounds to so many decimals');

-- Random amounts, seeded: what holds for numbers holds for quantities.
-- `psql -v seed=N` repeats a run.
\if :{?seed}
\else
SELECT extract(epoch FROM clock_timestamp())::bigint % 1000000 AS seed \gset
\endif
SELECT diag('seed ' || :seed);
SELECT lives_ok(format('SELECT setseed(%s / 1000000.0)', :seed), 'the random numbers start from the seed');
CREATE TEMPORARY TABLE drawn (n int, x numeric, y numeric, k numeric);
INSERT INTO drawn
SELECT n, round((random() - 0.5)::numeric * 10::numeric ^ (random() * 6)::int, (random() * 5)::int), round((random() - 0.5)::numeric * 10::numeric ^ (random() * 6)::int, (random() * 5)::int),
	round((random() * 20 - 10)::numeric, 2)
FROM generate_series(1, 3000) AS n;
UPDATE drawn SET y = x WHERE n % 10 = 0;
UPDATE drawn SET x = 0 WHERE n % 97 = 0;
CREATE TEMPORARY TABLE sample AS
SELECT d.*, u.symbol, u.dimension, u.factor, quantity(x, u.symbol) AS a, quantity(y, u.symbol) AS b
FROM drawn AS d JOIN unit() WITH ORDINALITY AS u(code, symbol, name, dimension, factor, reference, spellings, position)
	ON u.position = 1 + d.n % (SELECT count(*) FROM unit());
SELECT is(count(*), 3000::bigint, 'there are enough random amounts') FROM sample;
SELECT is(count(*) FILTER (WHERE holds IS NOT TRUE), 0::bigint, format('%s, for %s random amounts', what, count(*)))
FROM sample, LATERAL (VALUES
	('a + b - b = a', a + b - b = a),
	('a + b = b + a', a + b = b + a),
	('a - b = -(b - a)', a - b = - (b - a)),
	('the base amount is amount times factor', quantity_base_amount(a) = x * factor * 1e21),
	('the base amount of a sum is the sum of the amounts', quantity_base_amount(a + b) = (x + y) * factor * 1e21),
	('amount gives the number back', amount(a, symbol) = x),
	('the canonical text reads back', a::text::quantity = a),
	('the text in a unit reads back', format_quantity(a, symbol)::quantity = a),
	('equal quantities print equal', (a = b) = (a::text = b::text)),
	('k * a is the number times the amount', k * a = quantity(k * x, symbol) AND a * k = k * a),
	('a * k / k = a', k = 0 OR a * k / k = a),
	('comparing agrees with comparing numbers', quantity_compare(a, b) = sign(x - y) AND (a < b) = (x < y) AND (a <= b) = (x <= y) AND (a > b) = (x > y) AND (a >= b) = (x >= y) AND (a = b) = (x = y)),
	('the sort order agrees within a dimension', (a ~<~ b) = (a < b) AND (a ~<=~ b) = (a <= b) AND (a ~>~ b) = (a > b) AND (a ~>=~ b) = (a >= b)),
	('equal quantities hash equal', (a <> b) OR (quantity_hash(a) = quantity_hash(b) AND quantity_hash_extended(a, 7) = quantity_hash_extended(b, 7))),
	('a ratio is that of the numbers, in lowest terms', CASE WHEN y <> 0 THEN a / b = fraction(x) / fraction(y) AND numerator(a / b) * y = denominator(a / b) * x ELSE true END),
	('abs and sign make the quantity again', abs(a) * sign(a) = a AND sign(a) = sign(x)),
	('rounding is off by at most half a unit of the last decimal', abs(amount_rounded(a, symbol, 1) - x) <= 0.05)
) AS law(what, holds)
GROUP BY what ORDER BY what;
SELECT is(quantity_base_amount(sum(a)), sum(x * factor * 1e21), format('sum agrees with numeric for %s', dimension)) FROM sample GROUP BY dimension ORDER BY dimension;
SELECT is(quantity_base_amount(min(a)), min(x * factor * 1e21), format('min agrees with numeric for %s', dimension)) FROM sample GROUP BY dimension ORDER BY dimension;
SELECT is(quantity_base_amount(max(a)), max(x * factor * 1e21), format('max agrees with numeric for %s', dimension)) FROM sample GROUP BY dimension ORDER BY dimension;
SELECT is((SELECT count(*) FROM (SELECT sum(a) OVER w AS s, sum(x) OVER w AS t, symbol FROM sample WINDOW w AS (PARTITION BY symbol ORDER BY n ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING)) AS moving
	WHERE s IS DISTINCT FROM quantity(t, symbol)), 0::bigint, 'a moving sum agrees with numeric');
SELECT is((SELECT sum(q) FROM (SELECT quantity '1 kg' WHERE false) AS none(q)), NULL, 'the sum of nothing is NULL');

-- The server's ways: sorting, joining, indexes, statistics, workers.
CREATE TABLE pg_temp.held AS SELECT n, a AS q FROM sample;
ANALYZE held;
SELECT lives_ok('EXPLAIN SELECT * FROM held WHERE q < ''5 kg''', 'planning a comparison against mixed statistics does not fail');
SELECT throws_ok('SELECT count(*) FROM held WHERE q < ''5 kg''', '22023', NULL, 'running it does, when other dimensions are met');
SELECT lives_ok('SELECT count(*) FROM held WHERE CASE WHEN dimension(q) = ''mass'' THEN q < ''5 kg'' END', 'a guard keeps it from meeting them');
CREATE FUNCTION pg_temp.plan(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || statement LOOP plan := plan || line || E'\n'; END LOOP;
	RETURN plan;
END $$;
CREATE FUNCTION pg_temp.rows_estimated(statement text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || statement INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;
SELECT is(pg_temp.rows_estimated(format('SELECT * FROM held WHERE q %s quantity ''0 kg''', strict)),
	pg_temp.rows_estimated(format('SELECT * FROM held WHERE q %s quantity ''0 kg''', total)), format('%s is estimated as %s is', strict, total))
FROM (VALUES ('<', '~<~'), ('<=', '~<=~'), ('>', '~>~'), ('>=', '~>=~')) AS operators(strict, total);
CREATE INDEX held_q ON held (q);
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SELECT matches(pg_temp.plan('SELECT * FROM held WHERE q = ''5 kg'''), 'Index', 'an index serves =');
SELECT matches(pg_temp.plan('SELECT * FROM held WHERE q ~>=~ ''1 kg'' AND q ~<~ ''5 kg'''), 'Index Cond: .*~>=~.*~<~', 'an index serves ~>=~ and ~<~');
SELECT matches(pg_temp.plan('SELECT q FROM held ORDER BY q'), 'Index Only Scan', 'an index serves ORDER BY');
SELECT unalike(pg_temp.plan('SELECT * FROM held WHERE q < ''5 kg'''), '%Index Cond%', 'no index serves <, which must see every row');
SELECT throws_ok('SELECT max(q) FROM held', '22023', NULL, 'max does not take a shortcut by index past other dimensions');
SELECT is((SELECT count(*) FROM held WHERE q ~>=~ '-1e16 kg' AND q ~<~ '1e16 kg'), (SELECT count(*) FROM sample WHERE dimension = 'mass'), 'a range of the sort order holds one dimension');
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT results_eq('SELECT q FROM held ORDER BY q, n', 'SELECT a FROM sample ORDER BY array_position(ARRAY[''mass'', ''count'', ''volume'', ''length'', ''area'', ''energy'', ''charge''], dimension), x * factor, n',
	'sorting agrees with dimension and number');
SELECT is((SELECT count(DISTINCT q) FROM held), (SELECT count(DISTINCT (dimension, trim_scale(x * factor))) FROM sample), 'DISTINCT agrees with dimension and number');
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_nestloop = off;
SELECT is((SELECT count(*) FROM held AS l JOIN held AS r USING (q)), (SELECT count(*) FROM sample AS l JOIN sample AS r ON l.dimension = r.dimension AND l.x * l.factor = r.x * r.factor), 'a merge join agrees with dimension and number');
RESET enable_hashjoin;
SET LOCAL enable_mergejoin = off;
SELECT is((SELECT count(*) FROM held AS l JOIN held AS r USING (q)), (SELECT count(*) FROM sample AS l JOIN sample AS r ON l.dimension = r.dimension AND l.x * l.factor = r.x * r.factor), 'a hash join agrees with dimension and number');
RESET enable_mergejoin;
RESET enable_nestloop;
CREATE TABLE made_here (q quantity) WITH (parallel_workers = 2);
INSERT INTO made_here SELECT quantity(n * 0.001, 'kg') FROM generate_series(1, 20000) AS n;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT matches(pg_temp.plan('SELECT sum(q), min(q), max(q) FROM made_here'), 'Partial Aggregate', 'workers share a sum');
SELECT results_eq('SELECT sum(q), min(q), max(q) FROM made_here', $$VALUES (quantity '200010 kg', quantity '1 g', quantity '20 kg')$$, 'and it is the same');

-- Casts: strings of drivers are read; overloaded names of the server keep their meaning.
SELECT ok(quantity '1 kg' = '1000 g'::varchar, 'a varchar is read where a quantity is wanted');
SELECT ok('a'::varchar < 'b'::varchar AND min(v) = 'a' AND max(v) = 'b', 'varchars still compare as text') FROM (VALUES ('a'::varchar), ('b')) AS letters(v);
SELECT is(('{"12.5 kg"}'::quantity[])[1], '12.5 kg', 'arrays of quantities are read');
SELECT ok(bool_and(amvalidate(oid)), 'the operator classes are valid') FROM pg_opclass WHERE opcintype = 'quantity'::regtype;

SELECT * FROM finish();
ROLLBACK;
