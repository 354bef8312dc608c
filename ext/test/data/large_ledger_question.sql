-- Questions that take long on the rows of large_ledger.sql: a name, how the flow is to be read, and a statement in which %1$s
-- stands for the number of lots.  stored says whether maintain_flow was called before.
CREATE TEMPORARY TABLE question (place integer GENERATED ALWAYS AS IDENTITY, name text, reader text, stored boolean, statement text);
INSERT INTO question (name, reader, stored, statement) VALUES
	('size of what a lot was made of', 'plain', false, $$SELECT * FROM trace_size('L%1$s')$$),
	('trace up', 'plain', false, $$SELECT count(*) FROM trace_up('L%1$s')$$),
	('trace down', 'plain', false, $$SELECT count(*) FROM trace_down('L500')$$),
	('exact walk', 'plain', false, $$SELECT count(*) FROM flow_up(lot_id('L%1$s'), 'infinity')$$),
	('exact walk through a loop of 200 lots', 'plain', false, $$SELECT count(*) FROM flow_up(lot_id('R1'), 'infinity')$$),
	('origins by country', 'plain', false, $$SELECT count(*) FROM origins('L%1$s', by => 'country')$$),
	('exposure of all packs', 'plain', false, $$SELECT * FROM exposure_total('PACK', countries => '{CN}')$$),
	('control of all parties', 'plain', false, $$SELECT count(chain) FROM control_all()$$),
	('verdict', 'plain', false, $$SELECT count(*) FROM "check"('L%1$s', '10USC4865', 'lot', '2028-06-01')$$),
	('calendar of verdicts', 'plain', false, $$SELECT count(*) FROM verdict_calendar('L%1$s', '10USC4863', '2028-06-01', '2030-06-01', 'lot')$$),
	('what settles a verdict', 'plain', false, $$SELECT count(*) FROM to_settle('L%1$s', '10USC4863', 'lot', '2028-06-01')$$),
	('findings', 'plain', false, $$SELECT count(*) FROM explain('L%1$s', '10USC4865', 'lot', '2028-06-01')$$),
	('makers of what is bought', 'plain', false, $$SELECT count(*) FROM supply('L%1$s', 'lot')$$),
	('concentration', 'plain', false, $$SELECT count(*) FROM concentration('L%1$s', 'lot')$$),
	('flow diagram', 'plain', false, $$SELECT length(flow_svg('L%1$s'))$$),
	('maintenance', 'auto', false, $$SELECT * FROM maintain_flow()$$),
	('many rows of consumption', 'auto', false, $$WITH new AS (INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
		SELECT %1$s / 2 + n %% (%1$s / 2), 1 + n %% (%1$s / 10), '1 g' FROM generate_series(1, %1$s) AS n RETURNING 1) SELECT count(*) FROM new$$),
	('size of what a lot was made of', 'auto', true, $$SELECT * FROM trace_size('L%1$s')$$),
	('size of what a lot was made of', 'sql', true, $$SELECT * FROM trace_size('L%1$s')$$),
	('trace up', 'auto', true, $$SELECT count(*) FROM trace_up('L%1$s')$$),
	('trace up', 'sql', true, $$SELECT count(*) FROM trace_up('L%1$s')$$),
	('bounds without names', 'auto', true, $$SELECT count(*) FROM materials.flow_bounds('lot', lot_id('L%1$s'), 'up', 'mass', 'infinity')$$),
	('bounds through a loop of very many lots', 'auto', true, $$SELECT count(*) FROM trace_up('B1')$$),
	('trace down', 'auto', true, $$SELECT count(*) FROM trace_down('L500')$$),
	('origins by country', 'auto', true, $$SELECT count(*) FROM origins('L%1$s', by => 'country')$$),
	('largest ways', 'auto', true, $$SELECT count(*) FROM path_chains('L%1$s', k => 1000)$$),
	('edges for drawing', 'auto', true, $$SELECT count(*) FROM trace_edges('L%1$s')$$),
	('recall', 'auto', true, $$SELECT count(*) FROM recall('L500')$$),
	('nearest lots of a country', 'auto', true, $$SELECT * FROM evidence_tier('L%1$s', countries => '{CL}')$$),
	('exposure of all packs', 'auto', true, $$SELECT * FROM exposure_total('PACK', countries => '{CN}')$$),
	('exposure of all packs', 'sql', true, $$SELECT * FROM exposure_total('PACK', countries => '{CN}')$$),
	('maintenance', 'auto', true, $$SELECT * FROM maintain_flow()$$);
UPDATE question SET statement = format(statement, :lots);

-- How many milliseconds after statement_timeout a question went on; empty where it ended before.  To be called as a statement
-- of its own.  What it wrote is undone.
CREATE FUNCTION pg_temp.late_ms(place integer) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	asked record;
BEGIN
	SELECT q.reader, q.statement INTO asked FROM pg_temp.question AS q WHERE q.place = late_ms.place;
	PERFORM set_config('materials.flow_reader', asked.reader, false);
	EXECUTE asked.statement;
	RAISE 'ended' USING ERRCODE = 'LATE0';
EXCEPTION
	WHEN SQLSTATE 'LATE0' THEN
		RETURN NULL;
	WHEN query_canceled THEN
		RETURN round(1000 * extract(epoch FROM clock_timestamp() - statement_timestamp()) - (SELECT s.setting::numeric FROM pg_settings AS s WHERE s.name = 'statement_timeout'), 2);
END
$$;
