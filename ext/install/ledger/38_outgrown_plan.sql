-- What questions look up for each of their lots.  Such a table may be empty when a session plans, and have thousands of rows a moment
-- later, before anybody counted them.

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY '{correction,event,event_input}'::text[] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER outgrown_plan AFTER INSERT ON %I FOR EACH ROW EXECUTE FUNCTION materials.outgrown_plan()', name);
		EXECUTE format('COMMENT ON TRIGGER outgrown_plan ON %I IS %L', name, 'sessions plan anew when the table has doubled');
	END LOOP;
END
$$;
