-- The demonstration ledger "demo": sample data, invented where the law names nobody; each row says so in "source".  Run by
-- psql from the tree's root.  Each file goes in by COPY through the import view of its name.  Where the ledger is there
-- already, as in the database of `make demo`, it is left as it is, and asked.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT to_regnamespace('demo') IS NULL AS demo_is_new \gset
\if :demo_is_new
SELECT materials.create_ledger('demo') \g /dev/null
\endif
SET search_path = demo, materials, public;
\if :demo_is_new
\copy import_party (code, name, kind, government_of, government_level, incorporated_in, headquarters_in, nationality, located_in, source) FROM 'ext/demo/ledger/party.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_interest (owner, owned, metric, share, valid_from, source) FROM 'ext/demo/ledger/interest.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_listing (party, list, entry, valid_from, source) FROM 'ext/demo/ledger/listing.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_site (code, name, operator, country, kind, status, source) FROM 'ext/demo/ledger/site.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_item (code, name, class, material, unit_mass, hs, maker, source) FROM 'ext/demo/ledger/item.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_component (item, component, quantity, source) FROM 'ext/demo/ledger/component.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source, untraced_reason, custody_model, source) FROM 'ext/demo/ledger/lot.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_consumption (output_lot, input_lot, quantity, cost, currency, source) FROM 'ext/demo/ledger/consumption.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_transfer (lot, from_party, to_party, transferred_on, source) FROM 'ext/demo/ledger/transfer.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_document (code, kind, title, issued_on, valid_from, valid_to, source) FROM 'ext/demo/ledger/document.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_declaration (claim, party, item, lot, declarant, document, valid_from, valid_to, source) FROM 'ext/demo/ledger/declaration.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_licence (code, contractor, producer, kind, item, right_quantity, right_timing, right_sale, right_access, right_operation, valid_from, document, source) FROM 'ext/demo/ledger/licence.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_programme (code, name, kind, milestone_b_on, source) FROM 'ext/demo/ledger/programme.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_contract_line (contract, buyer, seller, signed_on, line, programme, item, quantity, price, currency, procured_on, obligated_on, defence_funds, standard_battery, device, environment, research_and_test, lots, source) FROM 'ext/demo/ledger/contract_line.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_waiver (code, rule, line, granted_by, ground, valid_from, valid_to, document, source) FROM 'ext/demo/ledger/waiver.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\copy import_site_asset (programme, site, item, lot, quantity, status, source) FROM 'ext/demo/ledger/site_asset.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
\endif
