-- Loads the Catena-X test vehicles (SOURCE.md) into the ledger "catenax": plain SQL and COPY, run by psql from the tree's
-- root.  A whole is a lot made of its parts, so "down" to the parts is upstream here.
SET client_min_messages = warning;
SELECT materials.create_ledger('catenax') \g /dev/null
SET search_path = catenax, materials, public;

-- The files as lines, then as JSON: the two characters that COPY would take for quotes and delimiters occur in no text.
CREATE TEMPORARY TABLE file_line (place bigint GENERATED ALWAYS AS IDENTITY, line text);
\copy file_line (line) FROM 'ext/demo/catenax/smallTestdata.json' WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02', ENCODING 'UTF8')
CREATE TEMPORARY TABLE file AS SELECT 'smallTestdata.json' AS name, string_agg(line, E'\n' ORDER BY place)::jsonb AS content FROM file_line;
TRUNCATE file_line;
\copy file_line (line) FROM 'ext/demo/catenax/CX_Testdata_529_compatibility_SingleLevelBomAsBuilt.json' WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02', ENCODING 'UTF8')
INSERT INTO file SELECT 'CX_Testdata_529_compatibility_SingleLevelBomAsBuilt.json', string_agg(line, E'\n' ORDER BY place)::jsonb FROM file_line;

-- One row a part: the newest version of what it says about itself.  Older aspects write the maker into the identifiers, newer ones beside.
CREATE TEMPORARY TABLE part AS
	SELECT DISTINCT ON (id) f.name AS file, e.element ->> 'catenaXId' AS id, a.key LIKE '%#Batch' AS is_batch,
		coalesce(e.element ->> 'bpnl', jsonb_path_query_first(a.value, '$[0].localIdentifiers[*] ? (@.key == "manufacturerId").value') #>> '{}') AS bpn,
		a.value #>> '{0,partTypeInformation,manufacturerPartId}' AS part_number, a.value #>> '{0,partTypeInformation,nameAtManufacturer}' AS name,
		a.value #>> '{0,manufacturingInformation,country}' AS country, left(a.value #>> '{0,manufacturingInformation,date}', 10)::date AS made_on
	FROM file AS f
		CROSS JOIN LATERAL jsonb_array_elements(f.content -> 'https://catenax.io/schema/TestDataContainer/1.0.0') AS e (element)
		CROSS JOIN LATERAL jsonb_each(e.element) AS a
	WHERE a.key ~ '#(SerialPart|SerialPartTypization|Batch)$'
	ORDER BY id, a.key DESC;

CREATE TEMPORARY TABLE part_of AS
	SELECT f.name AS file, e.element ->> 'catenaXId' AS whole, coalesce(c.child ->> 'childCatenaXId', c.child ->> 'catenaXId') AS part,
		coalesce(q -> 'quantityNumber', q -> 'value') AS number,
		coalesce(q #>> '{measurementUnit,lexicalValue}', q ->> 'measurementUnit', q ->> 'unit') AS unit
	FROM file AS f
		CROSS JOIN LATERAL jsonb_array_elements(f.content -> 'https://catenax.io/schema/TestDataContainer/1.0.0') AS e (element)
		CROSS JOIN LATERAL jsonb_each(e.element) AS a
		CROSS JOIN LATERAL jsonb_path_query(a.value, '$[*].*[*] ? (exists(@.quantity))') AS c (child)
		CROSS JOIN LATERAL (SELECT c.child -> 'quantity') AS s (q)
	WHERE a.key ~ '#(AssemblyPartRelationship|SingleLevelBomAsBuilt)$';
ALTER TABLE part_of ADD COLUMN quantity materials.quantity;
UPDATE part_of SET quantity = ((number #>> '{}') || ' ' || unit)::materials.quantity;

-- A country that ISO 3166-1 does not have is no country.
CREATE FUNCTION pg_temp.country_or_null(text) RETURNS materials.country LANGUAGE plpgsql AS $$
BEGIN
	RETURN $1::materials.country;
EXCEPTION WHEN invalid_text_representation THEN
	RETURN NULL;
END
$$;

INSERT INTO import_party (code, name, source)
	SELECT b.bpn, coalesce(min(replace(substr(k.key, 5), '_', ' ')), b.bpn), min(b.file)
	FROM (SELECT DISTINCT bpn, file FROM part) AS b
		LEFT JOIN file AS f ON f.name = b.file
		LEFT JOIN LATERAL jsonb_path_query(f.content, '$.*[*].PlainObject[0]') AS o (object) ON true
		LEFT JOIN LATERAL jsonb_each_text(o.object) AS k ON k.key LIKE 'BPN\_%' AND k.value = b.bpn
	GROUP BY b.bpn ORDER BY b.bpn;
INSERT INTO party_identifier (party_id, scheme, value, source) SELECT p.id, 'BPN', p.code, p.source FROM party AS p;

-- A part number stands for parts of one name.
INSERT INTO import_item (code, name, class, maker, source)
	SELECT DISTINCT part_number || ' ' || btrim(name), btrim(name), CASE WHEN name ~ '^Vehicle' THEN 'end_item' WHEN name = 'Battery' THEN 'pack' WHEN name = 'HV MODUL' THEN 'module'
			WHEN name = 'ZB ZELLE' THEN 'cell' WHEN name ~ '^(Cathode|Glue|Sealant|Engineering Plastics)' THEN 'component_material' ELSE 'other' END, bpn, file
	FROM part ORDER BY 1;

-- What was made of it is only said by what was used: one serial part is one piece, a batch is at least the sum.
CREATE TEMPORARY TABLE amount AS
	SELECT p.id, CASE WHEN NOT p.is_batch AND coalesce(bool_and(materials.dimension(c.quantity) = 'count'), true) THEN '1 each' ELSE sum(c.quantity) END AS made, count(DISTINCT c.whole) AS wholes
	FROM part AS p LEFT JOIN part_of AS c ON c.part = p.id GROUP BY p.id, p.is_batch;

INSERT INTO import_lot (code, item, producer, country, made_on, quantity, source)
	SELECT p.id, p.part_number || ' ' || btrim(p.name), p.bpn, pg_temp.country_or_null(p.country),
		CASE WHEN NOT EXISTS (SELECT FROM part_of AS c JOIN part AS i ON i.id = c.part WHERE c.whole = p.id AND i.made_on > p.made_on) THEN p.made_on END, a.made, p.file
	FROM part AS p JOIN amount AS a ON a.id = p.id ORDER BY p.id;

-- The rows stay even where one part is said to be in several wholes.
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, excess_stated, source)
	SELECT o.id, i.id, c.quantity, sum(c.quantity) OVER (PARTITION BY c.part) > i.quantity, c.file
	FROM part_of AS c JOIN lot AS o ON o.code = c.whole JOIN lot AS i ON i.code = c.part ORDER BY o.code, i.code;

INSERT INTO data_finding (kind, relation, row_id, detail)
	SELECT 'one_part_in_several_wholes', 'lot', l.id, format('%s, %s: one serial part in %s wholes', btrim(p.name), p.id, a.wholes)
	FROM part AS p JOIN amount AS a ON a.id = p.id JOIN lot AS l ON l.code = p.id WHERE NOT p.is_batch AND a.wholes > 1
	UNION ALL
	SELECT 'disagreeing_quantity', 'lot', l.id, format('%s, %s: one serial part, but %s go into one whole', btrim(p.name), p.id, c.quantity)
	FROM part AS p JOIN part_of AS c ON c.part = p.id JOIN lot AS l ON l.code = p.id WHERE NOT p.is_batch AND c.quantity <> '1 each'
	UNION ALL
	SELECT 'unknown_country', 'lot', l.id, format('%s, %s: made in "%s", which ISO 3166-1 does not have', btrim(p.name), p.id, p.country)
	FROM part AS p JOIN lot AS l ON l.code = p.id WHERE pg_temp.country_or_null(p.country) IS NULL
	UNION ALL
	SELECT 'other', 'lot', l.id, format('%s, %s: said to be made on %s, before parts of it; the day is left out', btrim(p.name), p.id, p.made_on)
	FROM part AS p JOIN lot AS l ON l.code = p.id WHERE l.made_on IS NULL
	UNION ALL
	SELECT 'other', 'lot', l.id, format('the name "%s" has a blank at an end; it is read without', p.name)
	FROM part AS p JOIN lot AS l ON l.code = p.id WHERE p.name <> btrim(p.name)
	UNION ALL
	SELECT 'other', 'consumption', c.id, format('the quantity is the text "%s"; it is read as a number', w.number #>> '{}')
	FROM part_of AS w JOIN lot AS o ON o.code = w.whole JOIN lot AS i ON i.code = w.part JOIN consumption AS c ON c.output_lot_id = o.id AND c.input_lot_id = i.id
	WHERE jsonb_typeof(w.number) = 'string'
	UNION ALL
	SELECT 'other', 'item', min(i.id), format('the part number "%s" stands for %s', p.part_number, string_agg(DISTINCT btrim(p.name), ' and '))
	FROM part AS p JOIN item AS i ON i.code = p.part_number || ' ' || btrim(p.name) GROUP BY p.part_number HAVING count(DISTINCT btrim(p.name)) > 1;
DROP TABLE file_line, file, part, part_of, amount;
