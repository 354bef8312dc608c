-- The dossier of a contract line as data: what the printed page says, for programs.

CREATE OR REPLACE FUNCTION dossier_line(line_id bigint) RETURNS jsonb
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT jsonb_build_object('line', l.code, 'contract', c.code, 'signed_on', to_char(c.signed_on, 'YYYY-MM-DD'), 'buyer', b.name, 'seller', s.name,
		'programme', p.code, 'programme_name', p.name, 'milestone_b_on', to_char(p.milestone_b_on, 'YYYY-MM-DD'), 'item', i.code, 'item_name', i.name, 'quantity', l.quantity::text, 'price', l.price, 'currency', l.currency,
		'procured_on', to_char(l.procured_on, 'YYYY-MM-DD'), 'obligated_on', to_char(l.obligated_on, 'YYYY-MM-DD'), 'delivered_on', to_char(l.delivered_on, 'YYYY-MM-DD'), 'defence_funds', l.defence_funds,
		'device', l.device, 'environment', l.environment, 'standard_battery', l.standard_battery, 'commercial_off_the_shelf', l.commercial_off_the_shelf, 'maintenance_only', l.maintenance_only, 'research_and_test', l.research_and_test)
	FROM contract_line AS l JOIN contract AS c ON c.id = l.contract_id JOIN item AS i ON i.id = l.item_id LEFT JOIN programme AS p ON p.id = l.programme_id
		LEFT JOIN party_at('infinity') AS b ON b.id = c.buyer_id LEFT JOIN party_at('infinity') AS s ON s.id = c.seller_id
	WHERE l.id = dossier_line.line_id;
END;
COMMENT ON FUNCTION dossier_line(bigint) IS 'what a contract line says about itself, as JSON; null where nothing is recorded';

CREATE OR REPLACE FUNCTION dossier_lot(lot_id bigint, as_of date, known_at timestamptz) RETURNS jsonb
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT jsonb_build_object('lot', l.code, 'flow', jsonb_build_object('nodes', d.nodes, 'links', d.links),
		'origins', coalesce((SELECT jsonb_agg(jsonb_build_object('kind', o.kind, 'country', o.country, 'reason', o.reason, 'share_min', o.share_min, 'share_max', o.share_max, 'share', o.share::text) ORDER BY o.kind, o.share_max DESC, o.country COLLATE "C", o.reason COLLATE "C")
			FROM origin_groups(dossier_lot.lot_id, 'mass', 'country', dossier_lot.known_at) AS o), '[]'),
		'lots', (SELECT jsonb_agg(jsonb_build_object('lot', t.lot, 'tier_min', t.tier_min, 'tier_max', t.tier_max, 'share_min', t.share_min, 'share_max', t.share_max, 'share', t.share::text, 'item', t.item, 'material', t.material, 'step', t.step,
				'party', t.party, 'party_name', t.party_name, 'site', t.site, 'country', t.country, 'made_on', to_char(t.made_on, 'YYYY-MM-DD'), 'quantity', t.quantity, 'reason', t.reason) ORDER BY t.tier_min, t.lot COLLATE "C")
			FROM trace_rows(dossier_lot.lot_id, 'up', 'mass', dossier_lot.known_at) AS t))
	FROM lot AS l CROSS JOIN LATERAL flow_drawing('10USC4865', l.id, dossier_lot.as_of, dossier_lot.known_at) AS d
	WHERE l.id = dossier_lot.lot_id;
END;
COMMENT ON FUNCTION dossier_lot(bigint, date, timestamptz) IS 'where a lot comes from, as JSON: flow diagram, origins by country, and every lot in it with its share by mass';

CREATE OR REPLACE FUNCTION dossier_json(line text, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000000 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	about record := dossier_subject(dossier_json.line, dossier_json.as_of, dossier_json.known_at);
	every materials.finding_row[] := '{}';
	verdicts materials.check_row[] := '{}';
	told jsonb := '[]';
	one record;
BEGIN
	FOR one IN SELECT j.* FROM dossier_judged(about.line_id, about.day, about.instant) AS j LOOP
		verdicts := verdicts || one.verdict;
		every := every || one.findings;
		told := told || jsonb_build_array(to_jsonb(one.verdict) || jsonb_build_object('title', one.title, 'findings', to_jsonb(one.findings)));
	END LOOP;
	RETURN jsonb_build_object('format', 'materials dossier 1', 'ledger', (SELECT l.origin FROM ledger AS l), 'version', (SELECT l.version FROM ledger AS l),
		'as_of', to_char(about.day, 'YYYY-MM-DD'), 'known_at', CASE WHEN isfinite(about.instant) THEN to_char(about.instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END,
		'line', dossier_line(about.line_id), 'verdicts', told,
		'lots', coalesce((SELECT jsonb_agg(dossier_lot(u.id, about.picture_day, about.instant) ORDER BY u.place) FROM unnest(about.lot_ids) WITH ORDINALITY AS u (id, place)), '[]'),
		'documents', coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.code COLLATE "C") FROM dossier_document(every, about.upstream_ids) AS d), '[]'),
		'digest', dossier_digest(dossier_json.line, about.day, verdicts, every));
END
$$;
COMMENT ON FUNCTION dossier_json(text, date, timestamptz) IS 'the dossier of a contract line as JSON: the line, verdicts with their findings, lots with origins and flow, documents, and the digest that the printed dossier bears';
