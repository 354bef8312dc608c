-- Facts of the star schema that are read from plain rows, or computed as they are read.  docs/internals/bi.md.

CREATE OR REPLACE VIEW bi_consumption WITH (security_invoker = true) AS
	SELECT c.id AS consumption_id, c.output_lot_id, c.input_lot_id, reference_amount(c.quantity)::numeric(28,9) AS quantity, reference_unit(materials.dimension(c.quantity)) AS unit,
		m.mass::numeric(28,9) AS mass_kg, m.mass IS NOT NULL AS mass_known, m.cost::numeric(28,9) AS cost, m.cost IS NOT NULL AS cost_known, coalesce(c.currency, 'unknown') AS currency
	FROM consumption_at(materials.known_at()) AS c LEFT JOIN lot AS l ON l.id = c.input_lot_id LEFT JOIN item AS i ON i.id = l.item_id
		CROSS JOIN LATERAL (SELECT mass_kg(c.quantity, coalesce(l.unit_mass, i.unit_mass)), CASE WHEN c.cost < 1e18 THEN c.cost END) AS m (mass, cost);
COMMENT ON VIEW bi_consumption IS 'fact: how much of which lot went into which lot; inputs that are recorded for an event as a whole are in bi_event_input';
COMMENT ON COLUMN bi_consumption.consumption_id IS 'key: number of the row of consumption';
COMMENT ON COLUMN bi_consumption.output_lot_id IS 'lot that was made (bi_lot)';
COMMENT ON COLUMN bi_consumption.input_lot_id IS 'lot that was used (bi_lot)';
COMMENT ON COLUMN bi_consumption.quantity IS 'how much was used, in the unit beside, rounded at 9 digits';
COMMENT ON COLUMN bi_consumption.unit IS 'kg, each, L, m, m2, MJ or C; amounts of different units do not add up';
COMMENT ON COLUMN bi_consumption.mass_kg IS 'the same in kg, rounded at 9 digits; empty where mass_known is false';
COMMENT ON COLUMN bi_consumption.mass_known IS 'whether the mass is known: it is a mass, or pieces of which one''s mass is recorded';
COMMENT ON COLUMN bi_consumption.cost IS 'what that amount cost in the currency beside, rounded at 9 digits; empty where cost_known is false';
COMMENT ON COLUMN bi_consumption.cost_known IS 'whether a cost is recorded';
COMMENT ON COLUMN bi_consumption.currency IS 'ISO 4217, or unknown; costs of different currencies do not add up';

CREATE OR REPLACE VIEW bi_event_input WITH (security_invoker = true) AS
	SELECT e.id AS event_input_id, e.event_id, e.input_lot_id, reference_amount(e.quantity)::numeric(28,9) AS quantity, reference_unit(materials.dimension(e.quantity)) AS unit,
		m.mass::numeric(28,9) AS mass_kg, m.mass IS NOT NULL AS mass_known, m.cost::numeric(28,9) AS cost, m.cost IS NOT NULL AS cost_known, coalesce(e.currency, 'unknown') AS currency
	FROM event_input_at(materials.known_at()) AS e LEFT JOIN lot AS l ON l.id = e.input_lot_id LEFT JOIN item AS i ON i.id = l.item_id
		CROSS JOIN LATERAL (SELECT mass_kg(e.quantity, coalesce(l.unit_mass, i.unit_mass)), CASE WHEN e.cost < 1e18 THEN e.cost END) AS m (mass, cost);
COMMENT ON VIEW bi_event_input IS 'fact: how much of which lot went into an event that made several lots, where nobody recorded into which of them';
COMMENT ON COLUMN bi_event_input.event_input_id IS 'key: number of the row of event_input';
COMMENT ON COLUMN bi_event_input.event_id IS 'event; the table lot says which lots it made';
COMMENT ON COLUMN bi_event_input.input_lot_id IS 'lot that was used (bi_lot)';
COMMENT ON COLUMN bi_event_input.quantity IS 'how much was used, in the unit beside, rounded at 9 digits';
COMMENT ON COLUMN bi_event_input.unit IS 'kg, each, L, m, m2, MJ or C; amounts of different units do not add up';
COMMENT ON COLUMN bi_event_input.mass_kg IS 'the same in kg, rounded at 9 digits; empty where mass_known is false';
COMMENT ON COLUMN bi_event_input.mass_known IS 'whether the mass is known';
COMMENT ON COLUMN bi_event_input.cost IS 'what that amount cost in the currency beside, rounded at 9 digits; empty where cost_known is false';
COMMENT ON COLUMN bi_event_input.cost_known IS 'whether a cost is recorded';
COMMENT ON COLUMN bi_event_input.currency IS 'ISO 4217, or unknown; costs of different currencies do not add up';

-- The index of determinations by line and rule has the newest at its end.
CREATE OR REPLACE VIEW bi_verdict WITH (security_invoker = true) AS
	SELECT l.id AS line_id, r.rule, coalesce(d.version, 'none') AS version, d.id IS NOT NULL AS determined, coalesce(d.status, 'NOT_DETERMINED') AS status, coalesce(w.bars, v.bars, false) AS bars, coalesce(w.settled, v.settled, false) AS settled,
		trunc(d.share_min, 12)::numeric(15,12) AS share_min, (ceil(d.share_max * 1000000000000) / 1000000000000)::numeric(15,12) AS share_max, d.share_max IS NOT NULL AS share_known,
		d.as_of, d.known_at AS determined_at, coalesce(d.code::text, 'none') AS determination_code, coalesce(materials.shortened(d.reason, 255), 'no determination is on record') AS reason
	FROM contract_line AS l CROSS JOIN materials.rules_asked(NULL) AS r
		LEFT JOIN LATERAL (SELECT t.id, t.code, t.version, t.status, t.share_min, t.share_max, t.as_of, t.known_at, t.reason FROM determination AS t
			WHERE t.line_id = l.id AND t.rule = r.rule AND t.known_at <= materials.known_at() ORDER BY t.id DESC LIMIT 1) AS d ON true
		LEFT JOIN materials.verdict AS v ON v.verdict = d.status LEFT JOIN materials.rule_verdict AS w ON w.rule = r.rule AND w.version = d.version AND w.verdict = d.status
	WHERE l.recorded_at <= materials.known_at();
COMMENT ON VIEW bi_verdict IS 'fact: the newest verdict on record of every contract line under every rule; NOT_DETERMINED where there is none, which is no verdict';
COMMENT ON COLUMN bi_verdict.line_id IS 'contract line (bi_line)';
COMMENT ON COLUMN bi_verdict.rule IS 'rule (bi_rule); with line_id the key';
COMMENT ON COLUMN bi_verdict.version IS 'version of the rule that decided; none where nothing was determined';
COMMENT ON COLUMN bi_verdict.determined IS 'whether a determination is on record';
COMMENT ON COLUMN bi_verdict.status IS 'verdict, as in materials.verdict, or NOT_DETERMINED';
COMMENT ON COLUMN bi_verdict.bars IS 'whether that verdict stands against buying; false where nothing was determined';
COMMENT ON COLUMN bi_verdict.settled IS 'false where facts or readings are missing, or nothing was determined';
COMMENT ON COLUMN bi_verdict.share_min IS 'least share that the rule compares, rounded down at 12 digits; empty where share_known is false';
COMMENT ON COLUMN bi_verdict.share_max IS 'greatest share that the rule compares, rounded up at 12 digits; empty where share_known is false';
COMMENT ON COLUMN bi_verdict.share_known IS 'whether a share decided; rules that compare none have none';
COMMENT ON COLUMN bi_verdict.as_of IS 'day on which facts were asked (bi_date); empty where determined is false';
COMMENT ON COLUMN bi_verdict.determined_at IS 'what was recorded by then was looked at; empty where determined is false';
COMMENT ON COLUMN bi_verdict.determination_code IS 'code of the determination, for replay and export_proof, or none';
COMMENT ON COLUMN bi_verdict.reason IS 'why, in words: the first 255 characters';

CREATE OR REPLACE VIEW bi_verdict_live WITH (security_invoker = true) AS
	SELECT l.id AS line_id, c.rule, c.version, c.status, coalesce(w.bars, v.bars) AS bars, coalesce(w.settled, v.settled) AS settled,
		trunc(c.share_min, 12)::numeric(15,12) AS share_min, (ceil(c.share_max * 1000000000000) / 1000000000000)::numeric(15,12) AS share_max, c.share_max IS NOT NULL AS share_known, c.confirmed, materials.shortened(c.reason, 255) AS reason
	FROM contract_line AS l CROSS JOIN LATERAL "check"(l.code::text, NULL, 'line') AS c
		JOIN materials.verdict AS v ON v.verdict = c.status LEFT JOIN materials.rule_verdict AS w ON w.rule = c.rule AND w.version = c.version AND w.verdict = c.status
	WHERE l.recorded_at <= materials.known_at();
COMMENT ON VIEW bi_verdict_live IS 'fact: verdicts of all rules as they are today, computed line by line as they are read: name a line_id, or take screen() for all lines at once';
COMMENT ON COLUMN bi_verdict_live.line_id IS 'contract line (bi_line)';
COMMENT ON COLUMN bi_verdict_live.rule IS 'rule (bi_rule); with line_id the key';
COMMENT ON COLUMN bi_verdict_live.version IS 'version of the rule';
COMMENT ON COLUMN bi_verdict_live.status IS 'verdict, as in materials.verdict';
COMMENT ON COLUMN bi_verdict_live.bars IS 'whether that verdict stands against buying';
COMMENT ON COLUMN bi_verdict_live.settled IS 'false where facts or readings are missing';
COMMENT ON COLUMN bi_verdict_live.share_min IS 'least share that the rule compares, rounded down at 12 digits; empty where share_known is false';
COMMENT ON COLUMN bi_verdict_live.share_max IS 'greatest share that the rule compares, rounded up at 12 digits; empty where share_known is false';
COMMENT ON COLUMN bi_verdict_live.share_known IS 'whether a share decided; rules that compare none have none';
COMMENT ON COLUMN bi_verdict_live.confirmed IS 'false where what decides rests on something that was not read in the text of the rule';
COMMENT ON COLUMN bi_verdict_live.reason IS 'why, in words: the first 255 characters';

CREATE OR REPLACE FUNCTION origin_share_rows(lot_id bigint, known_at timestamptz) RETURNS TABLE (kind text, country text, party_id bigint, material text, reason text, end_lot_id bigint, share_min numeric, share_max numeric, known_share numeric)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	-- Origins are added up by country, maker and material; of what is lost each lot is told where it is.
	SELECT g.kind, g.country, g.party_id, g.material, g.reason, g.end_lot_id, materials.round_down(g.share_min, 12), LEAST(materials.round_up(g.share_max, 12), 1),
		materials.round_down('1' OPERATOR(materials.-) LEAST(coalesce(materials.sum(g.share_max) FILTER (WHERE g.kind = 'unknown') OVER (), '0'), '1'), 12)
	FROM (SELECT o.kind, l.country, l.producer_id AS party_id, l.material, o.reason, CASE o.kind WHEN 'unknown' THEN o.lot_id END AS end_lot_id, materials.sum(o.share_min) AS share_min, materials.sum(o.share_max) AS share_max
		FROM origin_rows(origin_share_rows.lot_id, 'mass', origin_share_rows.known_at) AS o
			LEFT JOIN LATERAL (SELECT x.country::text AS country, CASE WHEN x.producer_id <= 9007199254740991 THEN x.producer_id END AS producer_id, x.material FROM lot_at(origin_share_rows.known_at) AS x WHERE x.id = o.lot_id OFFSET 0) AS l ON true
		GROUP BY o.kind, l.country, l.producer_id, l.material, o.reason, CASE o.kind WHEN 'unknown' THEN o.lot_id END) AS g;
END;
COMMENT ON FUNCTION origin_share_rows(bigint, timestamptz) IS 'rows of bi_lot_origin_share_live for one lot: where its content comes from, by country, maker and material, and where it is lost; rounded outward at 12 digits';

CREATE OR REPLACE VIEW bi_lot_origin_share_live WITH (security_invoker = true) AS
	SELECT l.id AS lot_id, o.kind, coalesce(o.country, 'unknown') AS country, coalesce(o.party_id, 0) AS party_id, coalesce(o.material, 'unknown') AS material, coalesce(o.reason, 'none') AS reason, coalesce(o.end_lot_id, 0) AS end_lot_id,
		o.share_min::numeric(15,12) AS share_min, o.share_max::numeric(15,12) AS share_max, o.known_share::numeric(15,12) AS known_share
	FROM lot_at(materials.known_at()) AS l CROSS JOIN LATERAL origin_share_rows(l.id, materials.known_at()) AS o;
COMMENT ON VIEW bi_lot_origin_share_live IS 'fact: where a lot''s content comes from, by mass, computed lot by lot as it is read: name a lot_id; bi_lot_origin_share has all that is bought';

CREATE OR REPLACE VIEW bi_snapshot WITH (security_invoker = true) AS
	SELECT s.id AS snapshot_id, s.begun_at, s.known_at, s.made_by, coalesce(s.audience, 'none') AS audience, s.whole, s.scope, s.lots FROM snapshot AS s WHERE s.id = (SELECT bi_snapshot_id());
COMMENT ON VIEW bi_snapshot IS 'which snapshot the views of computed facts show: one row, or none before refresh_bi() was called';
COMMENT ON COLUMN bi_snapshot.snapshot_id IS 'number of the snapshot';
COMMENT ON COLUMN bi_snapshot.begun_at IS 'when it was begun';
COMMENT ON COLUMN bi_snapshot.known_at IS 'what was recorded by then was looked at';
COMMENT ON COLUMN bi_snapshot.made_by IS 'role with whose rights it was computed';
COMMENT ON COLUMN bi_snapshot.audience IS 'role that it was made for as well, or none';
COMMENT ON COLUMN bi_snapshot.whole IS 'whether no policy hid rows from the role that made it';
COMMENT ON COLUMN bi_snapshot.scope IS 'bought: lots of contract lines and installed assets; all: every lot';
COMMENT ON COLUMN bi_snapshot.lots IS 'how many lots were looked at';

CREATE OR REPLACE VIEW bi_lot_origin_share WITH (security_invoker = true) AS
	SELECT o.number AS origin_share_id, o.lot_id, o.kind, coalesce(o.country::text, 'unknown') AS country, coalesce(o.party_id, 0) AS party_id, coalesce(o.material, 'unknown') AS material, coalesce(o.reason, 'none') AS reason, coalesce(o.end_lot_id, 0) AS end_lot_id,
		o.share_min, o.share_max, o.known_share
	FROM snapshot_origin AS o WHERE o.snapshot_id = (SELECT bi_snapshot_id());
COMMENT ON VIEW bi_lot_origin_share IS 'fact: where the content of what is bought comes from, by mass, as of the last snapshot (bi_snapshot)';
COMMENT ON COLUMN bi_lot_origin_share.origin_share_id IS 'key within the snapshot';
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT v.view, c.name, c.said FROM (VALUES ('bi_lot_origin_share'), ('bi_lot_origin_share_live')) AS v (view) CROSS JOIN (VALUES
		('lot_id', 'lot whose content it is (bi_lot)'), ('kind', 'origin, where the chain begins, or unknown, where it is lost'), ('country', 'country of the lot where the way ends (bi_country), or unknown'),
		('party_id', 'maker of that lot (bi_party); 0 is unknown'), ('material', 'material of that lot (bi_material); unknown where it is not stated'), ('reason', 'why the rest is unknown, as in materials.unknown_reason; none for an origin'),
		('end_lot_id', 'lot at which it is lost (bi_lot); 0 for an origin, where several lots may be added up'), ('share_min', 'least share by mass, 0 to 1, rounded down at 12 digits'), ('share_max', 'greatest share by mass, rounded up'),
		('known_share', 'share of the lot''s content whose origin is known for certain, rounded down; the same in all rows of a lot, so do not add it up')) AS c (name, said)
	LOOP
		EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', one.view, one.name, one.said);
	END LOOP;
END
$$;

CREATE OR REPLACE VIEW bi_country_share WITH (security_invoker = true) AS
	SELECT c.number AS country_share_id, c.material, c.stage, coalesce(c.country::text, 'unknown') AS country, c.share_min, c.share_max,
		coalesce(1 - (SELECT u.share_max FROM snapshot_concentration AS u WHERE u.snapshot_id = c.snapshot_id AND u.material = c.material AND u.stage = c.stage AND u.country IS NULL), 1)::numeric(15,12) AS known_share, c.mass_min AS mass_min_kg, c.mass_max AS mass_max_kg
	FROM snapshot_concentration AS c WHERE c.snapshot_id = (SELECT bi_snapshot_id());
COMMENT ON VIEW bi_country_share IS 'fact: in which countries the content of what is bought was, by material and stage, as of the last snapshot; the rows of bi_concentration by country';
COMMENT ON COLUMN bi_country_share.country_share_id IS 'key within the snapshot';
COMMENT ON COLUMN bi_country_share.material IS 'widest material that it is a form of (bi_material), or none for what is no material';
COMMENT ON COLUMN bi_country_share.stage IS 'stage that it left, as in bi_lot.stage';
COMMENT ON COLUMN bi_country_share.country IS 'country where it was at that stage (bi_country), or unknown';
COMMENT ON COLUMN bi_country_share.share_min IS 'least share of that material at that stage, by mass, rounded down at 12 digits';
COMMENT ON COLUMN bi_country_share.share_max IS 'greatest share, all that is unknown counted in, rounded up';
COMMENT ON COLUMN bi_country_share.known_share IS 'share of which the country is known for certain, rounded down; the same in all rows of a material and stage';
COMMENT ON COLUMN bi_country_share.mass_min_kg IS 'least mass in kg, rounded down at 9 digits';
COMMENT ON COLUMN bi_country_share.mass_max_kg IS 'greatest mass in kg, rounded up at 9 digits; not counting what is unknown';

CREATE OR REPLACE VIEW bi_concentration WITH (security_invoker = true) AS
	SELECT g.material, g.stage, i.country_count, i.top_country, i.top_certain, i.largest_share_min::numeric(15,12) AS largest_share_min, i.largest_share_max::numeric(15,12) AS largest_share_max,
		i.hhi_min::numeric(15,12) AS hhi_min, i.hhi_max::numeric(15,12) AS hhi_max, i.known_share::numeric(15,12) AS known_share, g.mass_min::numeric(28,9) AS mass_min_kg, g.mass_max::numeric(28,9) AS mass_max_kg
	FROM (SELECT c.material, c.stage, array_agg(c.country::text) AS countries, array_agg(c.share_min::numeric) AS shares_min, array_agg(c.share_max::numeric) AS shares_max, sum(c.mass_min) AS mass_min, sum(c.mass_max) AS mass_max
			FROM snapshot_concentration AS c WHERE c.snapshot_id = (SELECT bi_snapshot_id()) GROUP BY c.material, c.stage) AS g
		CROSS JOIN LATERAL concentration_index(g.countries, g.shares_min, g.shares_max) AS i;
COMMENT ON VIEW bi_concentration IS 'fact: how concentrated what is bought is, by material and stage, as of the last snapshot';
COMMENT ON COLUMN bi_concentration.material IS 'widest material that it is a form of (bi_material), or none for what is no material';
COMMENT ON COLUMN bi_concentration.stage IS 'stage that it left, as in bi_lot.stage; with material the key';
COMMENT ON COLUMN bi_concentration.country_count IS 'countries that are known';
COMMENT ON COLUMN bi_concentration.top_country IS 'country with the greatest share that is certain (bi_country), or unknown';
COMMENT ON COLUMN bi_concentration.top_certain IS 'whether it has the greatest share whatever is unknown';
COMMENT ON COLUMN bi_concentration.largest_share_min IS 'least that the largest share of a single country can be, rounded down at 12 digits';
COMMENT ON COLUMN bi_concentration.largest_share_max IS 'greatest that it can be, rounded up';
COMMENT ON COLUMN bi_concentration.hhi_min IS 'least Herfindahl-Hirschman index, 0 to 1 (times 10,000 on the other usual scale), rounded down at 12 digits';
COMMENT ON COLUMN bi_concentration.hhi_max IS 'greatest such index, rounded up';
COMMENT ON COLUMN bi_concentration.known_share IS 'share of which the country is known for certain, rounded down';
COMMENT ON COLUMN bi_concentration.mass_min_kg IS 'least mass in kg at that stage, what is unknown counted in, rounded down at 9 digits';
COMMENT ON COLUMN bi_concentration.mass_max_kg IS 'greatest mass in kg, rounded up at 9 digits';

CREATE OR REPLACE VIEW bi_exposure WITH (security_invoker = true) AS
	SELECT e.number AS exposure_id, CASE WHEN e.site_id IS NULL THEN 'programme' ELSE 'site' END AS subject, coalesce(e.programme_id, 0) AS programme_id, coalesce(e.site_id, 0) AS site_id, coalesce(e.country::text, 'unknown') AS country,
		e.share_min, e.share_max, e.known_share, e.mass AS mass_kg, e.lots, e.lots_left_out
	FROM snapshot_exposure AS e WHERE e.snapshot_id = (SELECT bi_snapshot_id());
COMMENT ON VIEW bi_exposure IS 'fact: on which countries programmes and sites depend: origin of the mass that a programme buys or a site has, as of the last snapshot';
COMMENT ON COLUMN bi_exposure.exposure_id IS 'key within the snapshot';
COMMENT ON COLUMN bi_exposure.subject IS 'programme or site; take one of them, for what is bought for a programme may stand at a site';
COMMENT ON COLUMN bi_exposure.programme_id IS 'programme that buys (bi_programme); 0 for a site';
COMMENT ON COLUMN bi_exposure.site_id IS 'site where it is installed (bi_site); 0 for a programme';
COMMENT ON COLUMN bi_exposure.country IS 'country of origin (bi_country), or unknown';
COMMENT ON COLUMN bi_exposure.share_min IS 'least share of the mass, rounded down at 12 digits';
COMMENT ON COLUMN bi_exposure.share_max IS 'greatest share of the mass, not counting what is unknown, rounded up';
COMMENT ON COLUMN bi_exposure.known_share IS 'share of the mass whose country of origin is known for certain, rounded down; the same in all rows of the programme or site';
COMMENT ON COLUMN bi_exposure.mass_kg IS 'mass of the lots that count, in kg, rounded at 9 digits; the same in all rows of the programme or site';
COMMENT ON COLUMN bi_exposure.lots IS 'lots that count';
COMMENT ON COLUMN bi_exposure.lots_left_out IS 'lots that do not, because their mass is not known';

CREATE OR REPLACE VIEW bi_coverage WITH (security_invoker = true) AS
	SELECT c.line_id, c.known_share_min AS known_share, c.known_share_max, c.lots, c.lots_open, coalesce(c.reason, 'none') AS reason
	FROM snapshot_coverage AS c WHERE c.snapshot_id = (SELECT bi_snapshot_id());
COMMENT ON VIEW bi_coverage IS 'fact: how much is known of where each contract line comes from, as of the last snapshot';
COMMENT ON COLUMN bi_coverage.line_id IS 'contract line (bi_line), the key';
COMMENT ON COLUMN bi_coverage.known_share IS 'share by mass whose origin is known for certain, rounded down at 12 digits';
COMMENT ON COLUMN bi_coverage.known_share_max IS 'share whose origin may be known, rounded up';
COMMENT ON COLUMN bi_coverage.lots IS 'lots that fill the line';
COMMENT ON COLUMN bi_coverage.lots_open IS 'those of which some content has no known origin';
COMMENT ON COLUMN bi_coverage.reason IS 'why the greatest unknown share is unknown, as in materials.unknown_reason; no_lot where no lot is recorded; none where all is known';

CREATE OR REPLACE VIEW bi_supplier_request WITH (security_invoker = true) AS
	SELECT r.number AS supplier_request_id, coalesce(r.party_id, 0) AS party_id, r.lot_id, r.reason, r.share_max, (1 - r.share_max)::numeric(15,12) AS known_share, r.lots, r.lines
	FROM snapshot_request AS r WHERE r.snapshot_id = (SELECT bi_snapshot_id());
COMMENT ON VIEW bi_supplier_request IS 'fact: whom to ask about which lot, because the way of what is bought is lost there, as of the last snapshot';
COMMENT ON COLUMN bi_supplier_request.supplier_request_id IS 'key within the snapshot; in the order in which to ask: what is lost most of comes first';
COMMENT ON COLUMN bi_supplier_request.party_id IS 'party to ask (bi_party): the lot''s maker, else who passed it on; 0 where neither is recorded';
COMMENT ON COLUMN bi_supplier_request.lot_id IS 'lot of which it is not known what it was made of (bi_lot)';
COMMENT ON COLUMN bi_supplier_request.reason IS 'why, as in materials.unknown_reason';
COMMENT ON COLUMN bi_supplier_request.share_max IS 'greatest share of one bought or installed lot that is lost there, rounded up at 12 digits';
COMMENT ON COLUMN bi_supplier_request.known_share IS 'share of that lot that is not lost there: 1 less share_max';
COMMENT ON COLUMN bi_supplier_request.lots IS 'bought or installed lots that it is in';
COMMENT ON COLUMN bi_supplier_request.lines IS 'contract lines that these fill';
