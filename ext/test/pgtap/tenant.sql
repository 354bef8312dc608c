-- Two buyers on one set of suppliers, kept apart by policies of the owner's own, in every function and view.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('twin') \g /dev/null
CREATE ROLE tenant_test_north;
CREATE ROLE tenant_test_south;
CREATE ROLE tenant_test_all;
SELECT materials.grant_ledger('twin', r.role, r.kind) FROM (VALUES ('tenant_test_north', 'recorder'), ('tenant_test_south', 'recorder'), ('tenant_test_all', 'auditor')) AS r (role, kind) \g /dev/null

-- The pattern of docs/guides/roles.md.
CREATE FUNCTION twin.tenants() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
	RETURN ARRAY(SELECT r.rolname::text FROM pg_roles AS r WHERE r.rolname LIKE 'tenant\_test\_%' AND r.rolname <> 'tenant_test_all' AND pg_has_role(r.oid, 'USAGE'));
DO $do$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['programme', 'contract', 'contract_line', 'lot'] LOOP
		EXECUTE format($q$
			ALTER TABLE twin.%1$I ADD COLUMN tenant text DEFAULT CASE WHEN current_user LIKE 'tenant\_%%' THEN current_user::text END;
			ALTER TABLE twin.%1$I ENABLE ROW LEVEL SECURITY;
			CREATE POLICY shared ON twin.%1$I USING (tenant IS NULL OR tenant = ANY ((SELECT twin.tenants())::text[]))
				WITH CHECK (tenant = ANY ((SELECT twin.tenants())::text[]) OR tenant IS NULL AND cardinality((SELECT twin.tenants())) = 0);
			CREATE POLICY everything ON twin.%1$I TO tenant_test_all USING (true)$q$, name);
	END LOOP;
	FOR name IN SELECT format($q$
			ALTER TABLE twin.%1$I ENABLE ROW LEVEL SECURITY;
			CREATE POLICY follows ON twin.%1$I USING (%3$s IS NULL OR EXISTS (SELECT FROM twin.%2$I AS w WHERE w.id = %3$s))$q$, f.follower, f.leader, f.key)
		FROM (VALUES ('contract_line_lot', 'contract_line', 'line_id'), ('line_property', 'contract_line', 'line_id'), ('waiver', 'contract_line', 'line_id'), ('site_asset', 'programme', 'programme_id'),
			('lot_property', 'lot', 'lot_id'), ('assay', 'lot', 'lot_id'), ('transfer', 'lot', 'lot_id'), ('declaration', 'lot', 'lot_id'), ('consumption', 'lot', 'output_lot_id'), ('lot_balance', 'lot', 'lot_id'), ('lot_issue', 'lot', 'lot_id')) AS f (follower, leader, key)
	LOOP
		EXECUTE name;
	END LOOP;
	FOREACH name IN ARRAY ARRAY['correction', 'evidence'] LOOP
		EXECUTE format($q$
			ALTER TABLE twin.%1$I ENABLE ROW LEVEL SECURITY;
			CREATE POLICY follows ON twin.%1$I USING (twin.row_exists(relation, row_id))$q$, name);
	END LOOP;
	ALTER TABLE twin.publication ENABLE ROW LEVEL SECURITY;
	CREATE POLICY follows ON twin.publication USING (EXISTS (SELECT FROM twin.contract_line AS l WHERE l.code = line));
END
$do$;

SET search_path = twin, materials, public;
INSERT INTO import_party (code, name, kind, government_of, government_level, incorporated_in, headquarters_in) VALUES ('GOV', 'Government', 'government', 'CN', 'national', NULL, NULL), ('MINE', 'Mine', 'company', NULL, NULL, 'CN', 'CN'), ('POWDERS', 'Powders', 'company', NULL, NULL, 'KR', 'KR'), ('CELLS', 'Cells', 'company', NULL, NULL, 'US', 'US');
INSERT INTO import_item (code, name, class, material) VALUES ('ORE', 'Ore', 'raw_material', 'graphite'), ('POWDER', 'Powder', 'component_material', 'graphite');
INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PACK', 'Pack', 'pack');
INSERT INTO import_lot (code, item, producer, country, quantity, primary_source) VALUES ('ORE-1', 'ORE', 'MINE', 'CN', '5000 kg', true), ('POWDER-1', 'POWDER', 'POWDERS', 'KR', '1000 kg', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('POWDER-1', 'ORE-1', '1000 kg');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'POWDER-1');
RESET search_path;
CREATE FUNCTION pg_temp.as_role(role text, command text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('role', role, true);
	EXECUTE command;
	PERFORM set_config('role', 'none', true);
END
$$;
CREATE FUNCTION pg_temp.answer_to(role text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
	state text;
	message text;
BEGIN
	BEGIN
		PERFORM set_config('role', role, true);
		EXECUTE format('SELECT string_agg(t::text, '';'') FROM (%s) AS t', query) INTO answer;
		PERFORM set_config('role', 'none', true);
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
		answer := concat_ws(' ', state, message);
	END;
	RETURN answer;
END
$$;
-- Each buyer records what is its own; what was drawn from a shared lot is recorded by whoever keeps that.
CREATE TEMPORARY TABLE buyer AS SELECT * FROM (VALUES ('tenant_test_north', 'NORTH', '70 kg', '900 each', 'south'), ('tenant_test_south', 'SOUTH', '40 kg', '300 each', 'north')) AS v (role, code, drawn, packs, other);
SELECT lives_ok(format('SELECT pg_temp.as_role(%L, %L)', b.role, format(c.command, b.code, b.drawn, b.packs)), format('%s: %s', b.role, format(c.command, b.code, b.drawn, b.packs)))
FROM buyer AS b CROSS JOIN (VALUES (1, $$INSERT INTO twin.import_programme (code, name, milestone_b_on) VALUES ('%1$s-P', 'Programme of %1$s', '2025-01-01')$$), (2, $$INSERT INTO twin.import_lot (code, item, producer, country, quantity) VALUES ('%1$s-CELLS', 'CELL', 'CELLS', 'US', '1000 each'), ('%1$s-PACK', 'PACK', 'CELLS', 'US', '10 each')$$),
	(3, $$INSERT INTO twin.import_consumption (output_lot, input_lot, quantity) VALUES ('%1$s-PACK', '%1$s-CELLS', '%3$s')$$), (4, $$INSERT INTO twin.import_contract_line (contract, seller, signed_on, line, programme, item, quantity, procured_on, lots) VALUES ('%1$s-K', 'CELLS', '2028-01-10', '%1$s-1', '%1$s-P', 'PACK', '9 each', '2028-01-10', '{%1$s-PACK}')$$),
	(5, $$INSERT INTO twin.import_declaration (claim, lot) VALUES ('inputs_complete', '%1$s-PACK')$$), (6, $$INSERT INTO twin.import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES ('%1$s-W', '10USC4863', '%1$s-1', 'Secretary', '2028-01-01', '2028-12-31')$$),
	(7, $$INSERT INTO twin.correction (relation, row_id, reason) SELECT 'declaration', d.id, '%1$s-R' FROM twin.declaration AS d JOIN twin.lot AS l ON l.id = d.lot_id AND l.code = '%1$s-PACK'$$)) AS c (place, command) ORDER BY c.place, b.role;
INSERT INTO twin.import_consumption (output_lot, input_lot, quantity) SELECT b.code || '-CELLS', 'POWDER-1', b.drawn::materials.quantity FROM buyer AS b;
SELECT lots FROM twin.maintain_flow() \g /dev/null
SELECT twin.publish(b.code || '-1', '10USC4865', '2028-01-10') FROM buyer AS b \g /dev/null
SELECT results_eq('SELECT l.tenant, count(*) FROM twin.lot AS l GROUP BY 1 ORDER BY 1', $$VALUES ('tenant_test_north', 2::bigint), ('tenant_test_south', 2), (NULL, 2)$$, 'whose a row is follows from who recorded it');

-- What is shared is answered to each as to the owner; what is its own too.
CREATE TEMPORARY TABLE question AS
SELECT b.role, b.code, b.other, format(q.query, b.code) AS query, q.own FROM buyer AS b CROSS JOIN (VALUES ($$SELECT * FROM twin.trace_up('%s-PACK')$$, true), ($$SELECT * FROM twin.origins('%s-PACK', by => 'party')$$, true), ($$SELECT * FROM twin.paths('%s-PACK', 'ORE-1')$$, true),
	($$SELECT * FROM twin."check"('%s-1', '10USC4865', as_of => '2028-01-10')$$, true), ($$SELECT * FROM twin.explain('%s-1', '10USC4865', as_of => '2028-01-10')$$, true), ($$SELECT * FROM twin.publication_authority AS p WHERE p.line = '%s-1' ORDER BY p.rule$$, true), ($$SELECT * FROM twin.control('MINE')$$, true), ($$SELECT * FROM twin.trace_up('POWDER-1')$$, true),
	($$SELECT * FROM twin.trace_down('ORE-1')$$, false), ($$SELECT * FROM twin.trace('POWDER-1')$$, false), ($$SELECT * FROM twin.recall('ORE-1')$$, false), ($$SELECT * FROM twin.screen('NDAA24-154')$$, false), ($$SELECT * FROM twin.exposure('PACK', parties => '{MINE}')$$, false), ($$SELECT * FROM twin.trace_edges('ORE-1', 'down')$$, false)) AS q (query, own);
INSERT INTO question SELECT b.role, b.code, b.other, format('SELECT * FROM %s AS t ORDER BY t::text COLLATE "C"', c.oid::regclass), false FROM buyer AS b, pg_class AS c WHERE c.relnamespace = 'twin'::regnamespace AND c.relkind IN ('r', 'v') AND c.relname NOT LIKE 'flow\_%' AND c.relname NOT IN ('ledger_role', 'ledger_grant', 'bi_country');
ALTER TABLE question ADD answer text, ADD whole text;
UPDATE question SET answer = coalesce(pg_temp.answer_to(role, query), '');
UPDATE question SET whole = coalesce(pg_temp.answer_to('none', query), '') WHERE own OR query !~ 'FROM twin.[a-z_]+ AS t ';
SELECT is(answer, whole, format('%s is answered as the owner is: %s', role, query)) FROM question WHERE own;
SELECT is(coalesce(pg_temp.answer_to('tenant_test_all', query), ''), whole, format('who may see all is answered as the owner is: %s', query)) FROM question WHERE role = 'tenant_test_north' AND whole IS NOT NULL;
SELECT unalike(upper(answer), '%' || upper(other) || '%', format('%s reads nothing of %s: %s', role, other, query)) FROM question WHERE NOT own;
SELECT unalike(answer, '%hidden%', format('%s is not told that there is anything: %s', role, query)) FROM question WHERE NOT own AND whole IS NOT NULL;
SELECT isnt_empty($$SELECT * FROM question WHERE NOT own AND upper(whole) LIKE '%' || upper(other) || '%'$$, 'the owner does');
SELECT is(pg_temp.answer_to(role, format(q.query, upper(other))), q.answer, format('%s: %s', role, format(q.query, upper(other))))
FROM buyer CROSS JOIN (VALUES ($$SELECT * FROM twin.trace_up('%s-PACK')$$, '23503 there is no lot "%s-PACK"'), ($$SELECT * FROM twin."check"('%s-1')$$, '23503 there is no contract line, lot, item, party, programme or site "%s-1"'), ($$SELECT * FROM twin.screen(programme => '%s-P')$$, '23503 there is no programme "%s-P"'),
	($$SELECT twin.dossier_html('%s-1')$$, '23503 there is no contract line "%s-1"')) AS v (query, said) CROSS JOIN LATERAL (SELECT v.query, format(v.said, upper(other)) AS answer) AS q;
-- The right to the column was not given; once an upgrade has given it, the policy holds.
SELECT throws_ok(format('SELECT pg_temp.as_role(%L, %L)', role, format(q.command, other)), '42501', 'permission denied for table lot', format('%s may not: %s', role, format(q.command, other)))
FROM buyer, unnest(ARRAY[$$INSERT INTO twin.lot (code, material, quantity, tenant) VALUES ('FORGED', 'graphite', '1 kg', 'tenant_test_%s')$$, $$INSERT INTO twin.lot (code, material, quantity, tenant) VALUES ('FORGED', 'graphite', '1 kg', NULL)$$]) AS q (command);
SELECT materials.upgrade_ledger('twin') \g /dev/null
SELECT throws_ok(format('SELECT pg_temp.as_role(%L, %L)', role, format(q.command, other)), '42501', 'new row violates row-level security policy for table "lot"', format('%s may not, after an upgrade: %s', role, format(q.command, other)))
FROM buyer, unnest(ARRAY[$$INSERT INTO twin.lot (code, material, quantity, tenant) VALUES ('FORGED', 'graphite', '1 kg', 'tenant_test_%s')$$, $$INSERT INTO twin.lot (code, material, quantity, tenant) VALUES ('FORGED', 'graphite', '1 kg', NULL)$$]) AS q (command);
SELECT is(coalesce(pg_temp.answer_to(role, query), ''), answer, format('%s is answered the same after an upgrade: %s', role, query)) FROM question WHERE whole IS NOT NULL;

-- How many buyers a supplier has is counted by who sees all, and given without names.
CREATE MATERIALIZED VIEW twin.shared_supplier AS
	SELECT p.code AS supplier, count(DISTINCT l.tenant) AS buyers
	FROM twin.contract_line AS l JOIN twin.contract_line_lot AS x ON x.line_id = l.id
		CROSS JOIN LATERAL twin.trace_up((SELECT t.code FROM twin.lot AS t WHERE t.id = x.lot_id)) AS u JOIN twin.party AS p ON p.code = u.party
	GROUP BY p.code HAVING count(DISTINCT l.tenant) >= 2;
GRANT SELECT ON twin.shared_supplier TO tenant_test_north, tenant_test_south;
SELECT is(pg_temp.answer_to(role, 'SELECT * FROM twin.shared_supplier AS s ORDER BY 1'), '(CELLS,2);(MINE,2);(POWDERS,2)', format('%s reads counts', role)) FROM buyer;

SELECT * FROM finish();
ROLLBACK;
