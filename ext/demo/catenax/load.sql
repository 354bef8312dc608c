-- Loads the Catena-X test vehicles (SOURCE.md) into the ledger "catenax"; run by psql from the tree's root.  A whole is a lot
-- made of its parts, so "down" to the parts is upstream here.
SET client_min_messages = warning;
SELECT materials.create_ledger('catenax') \g /dev/null
SET search_path = catenax, materials, public;
\set vehicles `cat ext/demo/catenax/smallTestdata.json`
\set parts `cat ext/demo/catenax/CX_Testdata_529_compatibility_SingleLevelBomAsBuilt.json`
SELECT count(*) FROM catenax_import(:'vehicles', 'smallTestdata.json') \g /dev/null
SELECT count(*) FROM catenax_import(:'parts', 'CX_Testdata_529_compatibility_SingleLevelBomAsBuilt.json') \g /dev/null

-- What containers do not say: the roles of the partners, which a note in the file names, and what the items are.
UPDATE party AS p SET name = replace(substr(k.key, 5), '_', ' ')
FROM jsonb_path_query(:'vehicles'::jsonb, '$.*[*].PlainObject[0]') AS o (object) CROSS JOIN LATERAL jsonb_each_text(o.object) AS k WHERE k.key LIKE 'BPN\_%' AND k.value = p.code;
UPDATE item AS i SET class = c.class
FROM (VALUES ('^Vehicle', 'end_item'), ('^Battery$', 'pack'), ('^HV MODUL$', 'module'), ('^ZB ZELLE$', 'cell'), ('^(Cathode|Glue|Sealant|Engineering Plastics)', 'component_material')) AS c (name, class) WHERE i.name ~ c.name;
