-- What EPCIS events tell beyond lots: where something was packed or built in, and what happened to it.

CREATE OR REPLACE FUNCTION epcis_event_at(known_at timestamptz) RETURNS TABLE (id bigint, code text, type text, action text, happened_at timestamptz, content jsonb, roles text[], items text[])
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT e.id, e.code, e.type, e.action, e.happened_at, e.content, e.roles, e.items FROM epcis_event AS e
	WHERE e.recorded_at <= epcis_event_at.known_at AND NOT e.declared_error
		AND NOT EXISTS (SELECT FROM epcis_event AS x WHERE x.code = e.code AND x.declared_error AND x.recorded_at <= epcis_event_at.known_at);
END;
COMMENT ON FUNCTION epcis_event_at(timestamptz) IS 'EPCIS events as known at an instant: those that were not declared to be errors by then';

CREATE OR REPLACE FUNCTION epcis_history(item text, known_at timestamptz DEFAULT NULL) RETURNS TABLE (event text, type text, action text, happened_at timestamptz, role text, step text, disposition text, place text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	SELECT e.code, e.type, e.action, e.happened_at, r.role, e.content ->> 'bizStep', e.content ->> 'disposition', materials.digital_link(coalesce(e.content #>> '{readPoint,id}', e.content #>> '{bizLocation,id}'))
	FROM epcis_event_at(coalesce(epcis_history.known_at, materials.known_at())) AS e CROSS JOIN LATERAL unnest(e.roles, e.items) AS r (role, item)
	WHERE e.items @> ARRAY[materials.digital_link(epcis_history.item)] AND r.item = materials.digital_link(epcis_history.item)
	ORDER BY e.happened_at, e.id, r.role;
END;
COMMENT ON FUNCTION epcis_history(text, timestamptz) IS 'EPCIS events in which something takes part, however its identifier is written, the earliest first';

-- Packed (aggregation) or built in (association) by ADD; out again by the next DELETE that names it, or names nothing and so means all.
CREATE OR REPLACE FUNCTION epcis_containment(known_at timestamptz DEFAULT NULL) RETURNS TABLE (type text, parent text, child text, added_by text, added_at timestamptz, removed_by text, removed_at timestamptz)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	WITH moved AS MATERIALIZED (
		SELECT e.id, e.code, e.type, e.action, e.happened_at, p.item AS parent, c.item AS child
		FROM epcis_event_at(coalesce(epcis_containment.known_at, materials.known_at())) AS e
			CROSS JOIN LATERAL (SELECT u.item FROM unnest(e.roles, e.items) AS u (role, item) WHERE u.role = 'parent') AS p
			LEFT JOIN LATERAL (SELECT DISTINCT u.item FROM unnest(e.roles, e.items) AS u (role, item) WHERE u.role = 'child') AS c ON true
		WHERE e.type IN ('AggregationEvent', 'AssociationEvent') AND e.action IN ('ADD', 'DELETE')
	)
	SELECT a.type, a.parent, a.child, a.code, a.happened_at, d.code, d.happened_at
	FROM moved AS a LEFT JOIN LATERAL (
		SELECT o.code, o.happened_at FROM moved AS o
		WHERE o.action = 'DELETE' AND o.type = a.type AND o.parent = a.parent AND coalesce(o.child = a.child, true) AND (o.happened_at > a.happened_at OR (o.happened_at = a.happened_at AND o.id > a.id))
		ORDER BY o.happened_at, o.id LIMIT 1) AS d ON true
	WHERE a.action = 'ADD' AND a.child IS NOT NULL
	ORDER BY a.happened_at, a.id, a.child COLLATE "C";
END;
COMMENT ON FUNCTION epcis_containment(timestamptz) IS 'what was packed into what, or built into it, by EPCIS events: who put it there, and who took it out again';
