-- Loads the lists of this folder into the ledger that is first on the search_path, each as one edition.
\set ON_ERROR_STOP on
CREATE TEMPORARY TABLE cmic (ent_num text, name text, list text, target_type text, listing_date text, effective_date text, divestment_date text, uscc text, lei text, isins text, countries text);
CREATE TEMPORARY TABLE cmic_alias (ent_num text, alt_num text, alt_type text, alias text);
CREATE TEMPORARY TABLE sdn (ent_num text, name text, programs text);
CREATE TEMPORARY TABLE bis (name text, countries text, federal_register text, start_date text, licence_requirement text, licence_policy text, alt_names text);
CREATE TEMPORARY TABLE s154 (no text, name text, country text, note text);
\copy cmic FROM 'ext/test/data/lists/ofac_ns_cmic.csv' (FORMAT csv, HEADER)
\copy cmic_alias FROM 'ext/test/data/lists/ofac_ns_cmic_aliases.csv' (FORMAT csv, HEADER)
\copy sdn FROM 'ext/test/data/lists/ofac_sdn_mining_firms_2019.csv' (FORMAT csv, HEADER)
\copy bis FROM 'ext/test/data/lists/bis_entity_list_sample_2019.csv' (FORMAT csv, HEADER)
\copy s154 FROM 'ext/test/data/lists/ndaa_fy24_s154_names.csv' (FORMAT csv, HEADER)

CREATE TEMPORARY TABLE loaded AS
SELECT 'NS-CMIC' AS list, l.* FROM load_list_edition('NS-CMIC', '2025-12-19', '2025-12-19', (
	SELECT jsonb_agg(jsonb_build_object('entry', c.ent_num, 'name', c.name, 'programme', 'CMIC-EO13959', 'limb', c.target_type, 'listed_on', c.listing_date, 'effective_on', c.effective_date,
		'countries', (SELECT coalesce(jsonb_agg(CASE x.one WHEN 'China' THEN 'CN' WHEN 'Cayman Islands' THEN 'KY' WHEN 'Hong Kong' THEN 'HK' WHEN 'Virgin Islands, British' THEN 'VG' ELSE x.one END), '[]') FROM string_to_table(c.countries, ';') AS x (one)),
		'names', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.alias, 'kind', CASE a.alt_type WHEN 'fka' THEN 'former' ELSE 'alias' END)), '[]') FROM cmic_alias AS a WHERE a.ent_num = c.ent_num),
		'identifiers', (SELECT coalesce(jsonb_agg(jsonb_build_object('scheme', i.scheme, 'value', i.value)), '[]') FROM (VALUES ('LEI', c.lei), ('USCC', c.uscc)) AS i (scheme, value) WHERE i.value <> ''))) FROM cmic AS c), 'cons_prim.csv') AS l
UNION ALL
SELECT 'OFAC-SDN', l.* FROM load_list_edition('OFAC-SDN', '2019-01-15', '2019-01-15', (
	SELECT jsonb_agg(jsonb_build_object('entry', s.ent_num, 'name', s.name, 'programme', s.programs)) FROM sdn AS s), 'sdn.csv') AS l
UNION ALL
SELECT 'BIS-EL', l.* FROM load_list_edition('BIS-EL', '2019-12-03', '2019-12-03', (
	SELECT jsonb_agg(jsonb_build_object('name', b.name, 'listed_on', b.start_date, 'programme', b.federal_register, 'countries', to_jsonb(string_to_array(b.countries, ';')),
		'names', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', btrim(x.one))), '[]') FROM string_to_table(b.alt_names, ';') AS x (one) WHERE btrim(x.one) <> ''))) FROM bis AS b), 'csl.csv') AS l
UNION ALL
SELECT 'NDAA24-154', l.* FROM load_list_edition('NDAA24-154', 'P.L. 118-31', '2023-12-22', (
	SELECT jsonb_agg(jsonb_build_object('entry', s.no, 'name', s.name, 'limb', '154(b)(' || s.no || ')', 'countries', jsonb_build_array(s.country))) FROM s154 AS s), 'P.L. 118-31 s.154(b)') AS l;
