CREATE OR REPLACE VIEW import_event WITH (security_invoker = true) AS
	SELECT e.code, e.kind, e.step, p.code AS party, s.code AS site, e.occurred_on, e.allocation, e.source
	FROM event AS e LEFT JOIN party AS p ON p.id = e.party_id LEFT JOIN site AS s ON s.id = e.site_id
	WHERE e.recorded_at <= materials.known_at();
COMMENT ON VIEW import_event IS 'what happened; INSERT and COPY record events. The lots that an event made name it in import_lot, what went into it as a whole is import_event_input';
COMMENT ON COLUMN import_event.party IS 'code of the party that did it';
COMMENT ON COLUMN import_event.site IS 'code of the site where it was done';

CREATE OR REPLACE FUNCTION import_event_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO event (code, kind, step, party_id, site_id, occurred_on, allocation, source)
	VALUES (NEW.code, coalesce(NEW.kind, 'transformation'), NEW.step, party_id(NEW.party), site_id(NEW.site), NEW.occurred_on, NEW.allocation, NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_event_row() IS 'records one row of import_event';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_event FOR EACH ROW EXECUTE FUNCTION import_event_row();

CREATE OR REPLACE VIEW import_event_input WITH (security_invoker = true) AS
	SELECT e.code AS event, l.code AS input_lot, i.quantity, i.cost, i.currency, i.excess_stated, i.source
	FROM event_input_at(materials.known_at()) AS a
		JOIN event_input AS i ON i.id = a.id
		JOIN event AS e ON e.id = a.event_id
		JOIN lot AS l ON l.id = a.input_lot_id;
COMMENT ON VIEW import_event_input IS 'how much of which lot went into an event as a whole; INSERT and COPY record inputs of events';
COMMENT ON COLUMN import_event_input.event IS 'code of the event that used it';
COMMENT ON COLUMN import_event_input.input_lot IS 'code of the lot that was used up in part or whole';

CREATE OR REPLACE FUNCTION import_event_input_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO event_input (event_id, input_lot_id, quantity, cost, currency, excess_stated, source)
	VALUES (event_id(NEW.event), named_lot_id(NEW.input_lot), NEW.quantity, NEW.cost, NEW.currency, coalesce(NEW.excess_stated, false), NEW.source);
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_event_input_row() IS 'records one row of import_event_input';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_event_input FOR EACH ROW EXECUTE FUNCTION import_event_input_row();
