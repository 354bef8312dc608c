-- The demonstration ledger: sound in itself, labelled as sample data, and with enough unknown in it to be like the world.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
\i ext/demo/ledger/load.sql
SELECT no_plan();

SELECT results_eq('SELECT (SELECT count(*) FROM party), (SELECT count(*) FROM lot), (SELECT count(*) FROM consumption), (SELECT count(*) FROM contract_line)',
	$$VALUES (77::bigint, 132::bigint, 261::bigint, 23::bigint)$$, 'it is all there');
SELECT is(count(*), 0::bigint, 'nothing odd was found in it') FROM data_finding;

-- Sample data says so; what is public says where from.
SELECT is_empty(format('SELECT source FROM %I WHERE source IS NULL OR source !~ ''(sample data|public:)''', t.name), format('each row of %s says that it is sample data, or public and where from', t.name))
FROM unnest(ARRAY['party', 'party_domicile', 'interest', 'listing', 'site', 'item', 'item_component', 'lot', 'consumption', 'transfer', 'document', 'declaration',
	'control_contract', 'programme', 'site_asset', 'contract', 'contract_line', 'waiver']) AS t (name);

-- Masses and ways hold together.
SELECT is_empty($$
	SELECT o.code FROM consumption AS c JOIN lot_at('infinity') AS o ON o.id = c.output_lot_id JOIN lot_at('infinity') AS i ON i.id = c.input_lot_id
	WHERE o.code NOT IN ('LFP-CN-26A', 'AN-JP-26A')
	GROUP BY o.id, o.code, o.quantity, o.unit_mass
	HAVING sum(CASE materials.dimension(c.quantity) WHEN 'count' THEN amount_rounded(c.quantity, 'each', 6) * amount_rounded(i.unit_mass, 'kg', 6) ELSE amount_rounded(c.quantity, 'kg', 6) END)
		< CASE materials.dimension(o.quantity) WHEN 'count' THEN amount_rounded(o.quantity, 'each', 6) * amount_rounded(o.unit_mass, 'kg', 6) ELSE amount_rounded(o.quantity, 'kg', 6) END$$,
	'no lot weighs more than what went into it, but for the two that leave inputs out on purpose');
SELECT is_empty($$SELECT l.code FROM lot AS l WHERE NOT l.primary_source AND l.untraced_reason IS NULL AND NOT EXISTS (SELECT FROM consumption AS c WHERE c.output_lot_id = l.id)$$,
	'every chain ends at an origin or with the reason why it does not');
SELECT is_empty($$SELECT l.code FROM lot AS l WHERE l.primary_source AND EXISTS (SELECT FROM consumption AS c WHERE c.output_lot_id = l.id)$$, 'and nothing goes into an origin');
SELECT is_empty($$SELECT c.id FROM consumption AS c WHERE c.cost IS NULL$$, 'every input has a cost');
SELECT is_empty($$SELECT x.line_id FROM contract_line_lot AS x JOIN lot AS l ON l.id = x.lot_id JOIN contract_line AS c ON c.id = x.line_id WHERE c.item_id <> l.item_id$$, 'lines are filled from lots of the item bought');
SELECT cmp_ok(max(t.tier_max), '>=', 6, 'the longest chain goes from the pack to the mine in at least six steps') FROM trace_up('UAS-US-26') AS t;
SELECT is(count(DISTINCT s.country), 5::bigint, 'the gigafactories stand in five member states') FROM site AS s JOIN party AS p ON p.id = s.operator_id WHERE p.kind = 'anonymous';

-- At least a fifth of what is bought is of unknown origin, by mass.
CREATE TEMPORARY TABLE bought AS
	SELECT l.code, amount_rounded(l.quantity, 'each', 6) * amount_rounded(a.unit_mass, 'kg', 6) AS kg
	FROM lot AS l JOIN lot_at('infinity') AS a ON a.id = l.id WHERE EXISTS (SELECT FROM contract_line_lot AS x WHERE x.lot_id = l.id);
CREATE TEMPORARY TABLE origin AS SELECT b.code, b.kg, o.* FROM bought AS b CROSS JOIN LATERAL origins(b.code) AS o;
SELECT cmp_ok(sum(share_max * kg) FILTER (WHERE kind = 'unknown') / (SELECT sum(kg) FROM bought), '>=', 0.2, 'at least a fifth of the mass bought has no known origin') FROM origin;
SELECT cmp_ok(count(DISTINCT reason), '>=', 8::bigint, 'for eight reasons at least') FROM origin;
SELECT is_empty('SELECT code, sum(share_min) FROM origin GROUP BY code HAVING abs(sum(share_min) - 1) > 1e-15', 'known and unknown make up the whole of each lot');
SELECT * FROM finish();
ROLLBACK;
