-- What the clients are shown: the demonstration ledger, with a number as great as numbers get, and a lot of which little is known.
-- Then what they have to see: bi_column (view, column, type, precision, scale, comment) and bi_answer (a question with one
-- parameter, its type and value, and the answer as text).
\ir ../../demo/ledger/load.sql
INSERT INTO party (id, code, name) VALUES (9007199254740991, 'EDGE', 'Ünïcode & "Edge"');
INSERT INTO import_lot (code, item, producer, quantity) SELECT 'EDGE-LOT', i.code, 'EDGE', '3 each' FROM item AS i WHERE i.class = 'pack' ORDER BY i.id LIMIT 1;
INSERT INTO import_contract_line (contract, line, item, quantity, lots) SELECT 'EDGE', 'EDGE-1', i.code, '3 each', '{EDGE-LOT}' FROM lot AS l JOIN item AS i ON i.id = l.item_id WHERE l.code = 'EDGE-LOT';
SELECT determine('EDGE-1', '10USC4865', as_of => '2028-01-01') \g /dev/null
SELECT refresh_bi() \g /dev/null
CREATE ROLE bi_client LOGIN PASSWORD 'bi_client';
SELECT materials.grant_ledger('demo', 'bi_client', 'reader') \g /dev/null
CREATE TABLE public.bi_column AS
SELECT c.relname::text AS view, a.attname::text AS name, format_type(a.atttypid, NULL) AS type, coalesce((a.atttypmod - 4) >> 16, 0) AS precision, (a.atttypmod - 4) & 65535 AS scale, col_description(c.oid, a.attnum) AS comment, a.attnum
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = 'demo'::regnamespace AND c.relkind = 'v' AND starts_with(c.relname::text, 'bi_');
CREATE TABLE public.bi_answer (question text, type text, value text, answer text);
INSERT INTO public.bi_answer (question, type, value) VALUES
	('SELECT count(*) FROM demo.bi_lot WHERE country = ?', 'text', 'CN'), ('SELECT party_code FROM demo.bi_party WHERE party_id = ?', 'bigint', '9007199254740991'), ('SELECT party_id FROM demo.bi_party WHERE party_name = ?', 'text', 'Ünïcode & "Edge"'),
	('SELECT count(*) FROM demo.bi_lot_origin_share WHERE share_min >= ?', 'numeric', '0.25'), ('SELECT sum(share_max) FROM demo.bi_lot_origin_share WHERE kind = ?', 'text', 'unknown'), ('SELECT count(*) FROM demo.bi_lot WHERE made_on >= ?', 'date', '2026-01-01'),
	('SELECT count(*) FROM demo.bi_lot WHERE made_on_known = ?', 'boolean', 'false'), ('SELECT count(*) FROM demo.bi_snapshot WHERE known_at <= ?', 'timestamp with time zone', '2199-01-01 00:00:00+00'),
	('SELECT count(*) FROM demo.bi_lot AS l JOIN demo.bi_country AS c ON c.country = l.country WHERE c.country = ?', 'text', 'unknown'), ('SELECT sum(mass_kg) FROM demo.bi_consumption WHERE unit = ?', 'text', 'each'),
	('SELECT status FROM demo.bi_verdict WHERE rule = ? AND determined', 'text', '10USC4865'), ('SELECT hhi_max FROM demo.bi_concentration WHERE stage = ''extraction'' AND material = ?', 'text', 'graphite'), ('SELECT count(*) FROM demo.bi_date WHERE year = ?', 'bigint', '2028');
DO $$
DECLARE
	one record;
	told text;
BEGIN
	FOR one IN SELECT * FROM public.bi_answer LOOP
		EXECUTE format('%s', replace(one.question, '?', format('%L::%s', one.value, one.type))) INTO told;
		UPDATE public.bi_answer AS a SET answer = told WHERE a.question = one.question;
	END LOOP;
END
$$;
GRANT SELECT ON public.bi_column, public.bi_answer TO bi_client;
