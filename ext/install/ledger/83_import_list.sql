-- Editions of lists as people have them: a row an entry.  They wait in list_row until load_list_edition takes them.

CREATE OR REPLACE VIEW import_list_entry WITH (security_invoker = true) AS
	SELECT r.list, r.edition, r.content ->> 'entry' AS entry, r.content ->> 'name' AS name, r.content ->> 'kind' AS kind, r.content ->> 'programme' AS programme, r.content ->> 'limb' AS limb,
		r.content ->> 'listed_on' AS listed_on, r.content ->> 'effective_on' AS effective_on,
		ARRAY(SELECT x.one FROM jsonb_array_elements_text(coalesce(r.content -> 'countries', '[]')) AS x (one)) AS countries,
		ARRAY(SELECT x.one FROM jsonb_array_elements_text(coalesce(r.content -> 'addresses', '[]')) AS x (one)) AS addresses,
		ARRAY(SELECT x.one ->> 'name' FROM jsonb_array_elements(coalesce(r.content -> 'names', '[]')) AS x (one) WHERE x.one ->> 'kind' = 'alias') AS aliases,
		ARRAY(SELECT x.one ->> 'name' FROM jsonb_array_elements(coalesce(r.content -> 'names', '[]')) AS x (one) WHERE x.one ->> 'kind' = 'former') AS former_names,
		ARRAY(SELECT x.one ->> 'name' FROM jsonb_array_elements(coalesce(r.content -> 'names', '[]')) AS x (one) WHERE x.one ->> 'kind' = 'other_script') AS other_script_names,
		(SELECT x.one ->> 'value' FROM jsonb_array_elements(coalesce(r.content -> 'identifiers', '[]')) AS x (one) WHERE x.one ->> 'scheme' = 'LEI' LIMIT 1) AS lei,
		(SELECT x.one ->> 'value' FROM jsonb_array_elements(coalesce(r.content -> 'identifiers', '[]')) AS x (one) WHERE x.one ->> 'scheme' = 'CAGE' LIMIT 1) AS cage,
		(SELECT x.one ->> 'value' FROM jsonb_array_elements(coalesce(r.content -> 'identifiers', '[]')) AS x (one) WHERE x.one ->> 'scheme' = 'UEI' LIMIT 1) AS uei,
		r.content ->> 'source' AS source
	FROM list_row AS r;
COMMENT ON VIEW import_list_entry IS 'entries of editions that wait to be loaded, one row an entry; INSERT and COPY bring them in, load_list_edition takes them';
COMMENT ON COLUMN import_list_entry.list IS 'list, as in materials.list';
COMMENT ON COLUMN import_list_entry.edition IS 'edition of the list, by its name';
COMMENT ON COLUMN import_list_entry.entry IS 'identifier of the entry, the same in all editions; its name where the list has none';
COMMENT ON COLUMN import_list_entry.name IS 'name as the list spells it';
COMMENT ON COLUMN import_list_entry.kind IS 'entity (which is what an empty field means), person, vessel, aircraft or other';
COMMENT ON COLUMN import_list_entry.programme IS 'sanctions programme or the like';
COMMENT ON COLUMN import_list_entry.limb IS 'limb of the law under which it is listed';
COMMENT ON COLUMN import_list_entry.listed_on IS 'day since which it is listed, YYYY-MM-DD, where the list says so';
COMMENT ON COLUMN import_list_entry.effective_on IS 'day from which the listing has effect';
COMMENT ON COLUMN import_list_entry.countries IS 'countries that the entry names, ISO 3166-1';
COMMENT ON COLUMN import_list_entry.addresses IS 'addresses as the list spells them';
COMMENT ON COLUMN import_list_entry.aliases IS 'names also used';
COMMENT ON COLUMN import_list_entry.former_names IS 'names formerly used';
COMMENT ON COLUMN import_list_entry.other_script_names IS 'names in other scripts';
COMMENT ON COLUMN import_list_entry.lei IS 'Legal Entity Identifier';
COMMENT ON COLUMN import_list_entry.cage IS 'CAGE or NCAGE code';
COMMENT ON COLUMN import_list_entry.uei IS 'Unique Entity Identifier of SAM.gov';
COMMENT ON COLUMN import_list_entry.source IS 'where the entry was taken from';

CREATE OR REPLACE FUNCTION import_list_entry_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM list_asked(NEW.list);
	INSERT INTO list_row (list, edition, content)
	SELECT NEW.list, NEW.edition, jsonb_strip_nulls(jsonb_build_object('entry', nullif(NEW.entry, ''), 'name', NEW.name, 'kind', nullif(NEW.kind, ''), 'programme', NEW.programme, 'limb', NEW.limb,
		'listed_on', nullif(NEW.listed_on, ''), 'effective_on', nullif(NEW.effective_on, ''), 'countries', to_jsonb(NEW.countries), 'addresses', to_jsonb(NEW.addresses), 'source', NEW.source,
		'names', (SELECT jsonb_agg(jsonb_build_object('name', n.name, 'kind', n.kind)) FROM (SELECT unnest(NEW.aliases), 'alias' UNION ALL SELECT unnest(NEW.former_names), 'former'
			UNION ALL SELECT unnest(NEW.other_script_names), 'other_script') AS n (name, kind)),
		'identifiers', (SELECT jsonb_agg(jsonb_build_object('scheme', i.scheme, 'value', i.value)) FROM (VALUES ('LEI', NEW.lei), ('CAGE', NEW.cage), ('UEI', NEW.uei)) AS i (scheme, value) WHERE i.value <> '')));
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_list_entry_row() IS 'takes in one row of import_list_entry';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_list_entry FOR EACH ROW EXECUTE FUNCTION import_list_entry_row();

CREATE OR REPLACE VIEW import_party_name WITH (security_invoker = true) AS
	SELECT p.code AS party, n.name, n.kind, n.source FROM party_name AS n JOIN party AS p ON p.id = n.party_id;
COMMENT ON VIEW import_party_name IS 'other names of parties; INSERT and COPY record them';

CREATE OR REPLACE FUNCTION import_party_name_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO party_name (party_id, name, kind, source) VALUES (party_id(NEW.party), NEW.name, coalesce(NEW.kind, 'alias'), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_party_name_row() IS 'records one row of import_party_name';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_party_name FOR EACH ROW EXECUTE FUNCTION import_party_name_row();
