-- The dossier of a contract line: one page with the verdicts, why, what is not known, where the goods come from, and what
-- all of that rests on.  The same facts and rules give the same bytes.

CREATE OR REPLACE FUNCTION dossier_facts(line_id bigint, known_at timestamptz) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT '<dl class="facts">' || string_agg(format('<div><dt>%s</dt><dd><bdi>%s</bdi></dd></div>', f.name, materials.html_escape(f.value)), '' ORDER BY f.place) || '</dl>'
	FROM contract_line AS l
		JOIN contract AS c ON c.id = l.contract_id
		JOIN item AS i ON i.id = l.item_id
		LEFT JOIN programme AS p ON p.id = l.programme_id
		LEFT JOIN party_at('infinity') AS b ON b.id = c.buyer_id
		LEFT JOIN party_at('infinity') AS s ON s.id = c.seller_id
		CROSS JOIN LATERAL (VALUES
			(1, 'Contract', c.code::text),
			(2, 'Signed on', coalesce(to_char(c.signed_on, 'YYYY-MM-DD'), 'not recorded')),
			(3, 'Buyer', coalesce(b.name, 'not recorded')),
			(4, 'Seller', coalesce(s.name, 'not recorded')),
			(5, 'Programme', coalesce(p.name || CASE WHEN p.kind = 'defence' THEN coalesce(', Milestone B on ' || to_char(p.milestone_b_on, 'YYYY-MM-DD'), ', before Milestone B') ELSE ', ' || replace(p.kind, '_', ' ') END, 'none')),
			(6, 'Item', format('%s, %s', i.code, i.name)),
			(7, 'Quantity', l.quantity::text),
			(8, 'Price', coalesce(l.price || ' ' || l.currency, 'not recorded')),
			(9, 'Procured on', coalesce(to_char(l.procured_on, 'YYYY-MM-DD'), 'not recorded')),
			(10, 'Funds obligated on', coalesce(to_char(l.obligated_on, 'YYYY-MM-DD'), 'not recorded')),
			(11, 'Funds', CASE WHEN l.defence_funds THEN 'Department of Defense' ELSE 'others' END),
			(12, 'Use', concat_ws(', ', nullif(replace(l.device, '_', ' '), 'none'), replace(l.environment, 'unknown', 'environment not recorded'), CASE WHEN l.standard_battery THEN 'standard battery' END,
				CASE WHEN l.commercial_off_the_shelf THEN 'commercial off-the-shelf' END, CASE WHEN l.maintenance_only THEN 'maintenance only' END, CASE WHEN l.research_and_test THEN 'research and test' END)),
			(13, 'Filled from', coalesce((SELECT string_agg(t.code, ', ' ORDER BY t.code COLLATE "C") FROM line_lot_at(ARRAY[l.id], dossier_facts.known_at) AS x JOIN lot AS t ON t.id = x.lot_id), 'no lot is recorded')))
			AS f (place, name, value)
	WHERE l.id = dossier_facts.line_id;
END;
COMMENT ON FUNCTION dossier_facts(bigint, timestamptz) IS 'what a contract line says about itself, as a list in HTML';

CREATE OR REPLACE FUNCTION dossier_verdicts(verdicts materials.check_row[]) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT '<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>' || materials.html_legend() || '<div class="wide" tabindex="0" role="group" aria-labelledby="verdicts"><table class="stack"><thead><tr><th scope="col">Rule</th><th scope="col">Verdict</th><th scope="col">Share that the rule compares</th><th scope="col">Reason</th></tr></thead><tbody>'
		|| string_agg(format('<tr><th scope="row"><a href="#why-%s">%s</a><br/><span class="soft small">%s, %s</span></th><td class="nowrap" data-label="Verdict">%s%s</td><td data-label="Share that the rule compares">%s</td><td data-label="Reason">%s%s</td></tr>',
			materials.html_escape(v.rule), materials.html_escape(r.title), materials.html_escape(v.rule), materials.html_escape(v.citation), materials.html_verdict(v.status),
			CASE WHEN v.confirmed THEN '' ELSE '<br/><span class="small">rests on a part of the rule<br/>that was not read in the text</span>' END,
			CASE WHEN v.share_min IS NULL THEN '<span class="soft">not needed</span>' ELSE format('%s%s', materials.html_escape(materials.share_text(v.share_min, v.share_max)) || coalesce(' <span class="soft small">(threshold: ' || materials.html_escape(v.threshold) || ')</span>', ''),
				materials.svg_bounds(v.share_min, v.share_max, m.threshold)) END,
			materials.html_escape(v.reason),
			coalesce((SELECT '<br/><span class="small soft">' || string_agg(format('%s: %s', materials.html_escape(replace(p.key, '_', ' ')), materials.html_escape(replace(p.value, '_', ' '))), '; ' ORDER BY p.key COLLATE "C") || '</span>'
				FROM jsonb_each_text(v.status_by_policy) AS p HAVING count(DISTINCT p.value) > 1), '')), '' ORDER BY materials.look_place(materials.verdict_look(v.status)), v.rule COLLATE "C")
		|| '</tbody></table></div></section>'
	FROM unnest(dossier_verdicts.verdicts) AS v
		JOIN materials.rule AS r ON r.rule = v.rule AND r.version = v.version
		LEFT JOIN LATERAL (SELECT materials.round_half_up(l.threshold, 20) AS threshold FROM materials.rule_limb AS l WHERE l.rule = v.rule AND l.version = v.version AND l.threshold IS NOT NULL ORDER BY l.limb LIMIT 1) AS m ON true;
END;
COMMENT ON FUNCTION dossier_verdicts(materials.check_row[]) IS 'verdicts on a line as a table in HTML, with bars of bounds';

CREATE OR REPLACE FUNCTION finding_row_html(found materials.finding_row) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT format('<tr%s><td class="nowrap" data-label="Effect">%s</td><td data-label="Finding, and the way to it">%s%s</td><td data-label="About"><bdi>%s</bdi></td><td class="number" data-label="Share">%s</td><td class="small" data-label="Documents"><bdi>%s</bdi></td></tr>',
		CASE (found).effect WHEN 'open' THEN ' class="unknown"' ELSE '' END,
		CASE (found).effect WHEN 'against' THEN '<span class="verdict bad"><span aria-hidden="true">&#9650;</span> against</span>' WHEN 'for' THEN '<span class="verdict good"><span aria-hidden="true">&#9679;</span> for</span>'
			WHEN 'open' THEN '<span class="verdict open"><span aria-hidden="true">&#9671;</span> open</span>' ELSE format('<span class="soft">%s</span>', materials.html_escape((found).kind)) END,
		materials.html_escape((found).detail), coalesce('<br/><span class="small soft">' || replace(materials.html_escape(nullif((found).path, '')), ' ← ', '<br/>&#8592; ') || '</span>', ''),
		materials.html_escape(concat_ws(', ', (found).lot, CASE WHEN (found).lot IS NOT NULL THEN replace((found).role, '_', ' ') END, (found).party)), CASE WHEN (found).share_min IS NOT NULL THEN materials.html_escape(materials.share_text((found).share_min, (found).share_max)) ELSE '' END,
		materials.html_escape(coalesce((found).documents, '')));
END;
COMMENT ON FUNCTION finding_row_html(materials.finding_row) IS 'a finding as a row of a table in HTML';

CREATE OR REPLACE FUNCTION dossier_findings(rule text, found materials.finding_row[]) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- The same finding about a pack and about the cells in it is told once, with the way through the pack.
	WITH finding AS (
		SELECT DISTINCT ON (f.place, f.kind, f.lot, f.party, f.detail) f.* FROM (SELECT u.*, CASE u.kind WHEN 'offender' THEN 1 WHEN 'unknown' THEN 2 ELSE 3 END AS place FROM unnest(dossier_findings.found) AS u) AS f
		ORDER BY f.place, f.kind, f.lot, f.party, f.detail, f.finding
	), numbered AS (
		SELECT f.*, row_number() OVER (PARTITION BY f.place ORDER BY f.finding) AS number FROM finding AS f
	), listed AS (
		SELECT f.place, count(*) AS findings, string_agg(CASE WHEN f.number <= materials.page_rows() THEN finding_row_html(ROW(f.finding, f.kind, f.effect, f.lot, f.party, f.role, f.share_min, f.share_max, f.path, f.detail, f.facts, f.documents)::materials.finding_row) END, '' ORDER BY f.finding) AS html
		FROM numbered AS f GROUP BY f.place
	)
	SELECT string_agg(format('<h3 id="%s-%s">%s</h3><div class="wide" tabindex="0" role="group" aria-labelledby="%s-%s"><table class="stack"><thead><tr><th scope="col">Effect</th><th scope="col">Finding, and the way to it</th><th scope="col">About</th><th scope="col" class="number">Share</th><th scope="col">Documents</th></tr></thead><tbody>%s</tbody></table></div>%s',
		materials.html_escape(dossier_findings.rule), t.place, CASE t.place WHEN 1 THEN 'Ways to an entity of concern' WHEN 2 THEN 'Not known, and whom to ask' ELSE 'Tests, one by one' END, materials.html_escape(dossier_findings.rule), t.place, t.html,
		materials.html_more(t.findings, 'explain() and dossier_json() list all')), '' ORDER BY t.place)
	FROM listed AS t;
END;
COMMENT ON FUNCTION dossier_findings(text, materials.finding_row[]) IS 'findings behind a verdict as tables in HTML: tests, ways to offenders, unknowns; the first of each, where they are very many';

CREATE OR REPLACE FUNCTION dossier_flow(lot_id bigint, as_of date, known_at timestamptz) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT format('<h3>Lot <bdi>%s</bdi></h3><figure class="wide" tabindex="0" aria-label="Flow diagram of lot %s">%s<figcaption>&#9650; of concern, &#9671; unknown, &#9679; nothing recorded against it, &#9632; bought. Ribbons are as wide as the share by mass: what is of concern, what is unknown (hatched) and the rest side by side.</figcaption></figure>',
			materials.html_escape(a.code), materials.html_escape(a.code), flow_picture('10USC4865', dossier_flow.lot_id, dossier_flow.as_of, dossier_flow.known_at))
		|| (SELECT '<div class="wide keep" tabindex="0" role="group" aria-label="Origins"><table><caption>Shares by country of origin, by mass</caption><thead><tr><th scope="col">Origin</th><th scope="col">Why not known</th><th scope="col" class="number">Share</th><th scope="col">0 to 100 %</th></tr></thead><tbody>'
				|| coalesce(string_agg(format('<tr%s><th scope="row">%s</th><td>%s</td><td class="number">%s</td><td>%s</td></tr>', CASE o.kind WHEN 'unknown' THEN ' class="unknown"' ELSE '' END,
					CASE o.kind WHEN 'unknown' THEN '&#9671; unknown' || coalesce(', last seen in ' || materials.html_escape(materials.country_name(o.country::materials.country)), '') ELSE coalesce(materials.html_escape(materials.country_name(o.country::materials.country)), 'country not stated') END,
					coalesce(materials.html_escape(u.title), ''), materials.html_escape(materials.share_text(o.share_min, o.share_max)), materials.svg_bounds(o.share_min, o.share_max, NULL)), '' ORDER BY o.kind, o.share_max DESC, o.country COLLATE "C", o.reason COLLATE "C"), '') || '</tbody></table></div>'
			FROM origin_groups(dossier_flow.lot_id, 'mass', 'country', dossier_flow.known_at) AS o LEFT JOIN materials.unknown_reason AS u ON u.reason = o.reason)
	FROM lot AS a WHERE a.id = dossier_flow.lot_id;
END;
COMMENT ON FUNCTION dossier_flow(bigint, date, timestamptz) IS 'where a lot comes from, in HTML: flow diagram and origins';

CREATE OR REPLACE FUNCTION dossier_lots(lot_id bigint, as_of date, known_at timestamptz) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH standing AS MATERIALIZED (
		SELECT a.code, s.own, s.reason FROM flow_status('10USC4865', ARRAY(SELECT u.lot_id FROM flow_up(dossier_lots.lot_id, dossier_lots.known_at) AS u), dossier_lots.as_of, dossier_lots.known_at) AS s JOIN lot AS a ON a.id = s.lot_id
	), traced AS (
		SELECT r.*, row_number() OVER (ORDER BY r.tier_min, r.lot COLLATE "C") AS number, count(*) OVER () AS lots FROM trace_rows(dossier_lots.lot_id, 'up', 'mass', dossier_lots.known_at) AS r
	)
	SELECT format('<div class="wide" tabindex="0" role="group" aria-label="Lots in %s"><table><caption>Lot <bdi>%s</bdi></caption><thead><tr><th scope="col" class="number">Tier</th><th scope="col">Lot</th><th scope="col">What</th><th scope="col">Made by</th><th scope="col">Country</th><th scope="col">Made on</th><th scope="col">Standing</th><th scope="col" class="number">Share</th></tr></thead><tbody>%s</tbody></table></div>%s',
		materials.html_escape(a.code), materials.html_escape(a.code),
		string_agg(format('<tr%s><td class="number">%s</td><th scope="row"><bdi>%s</bdi></th><td>%s</td><td><bdi>%s</bdi></td><td>%s</td><td class="nowrap">%s</td><td>%s</td><td class="number">%s</td></tr>', CASE s.own WHEN 'unknown' THEN ' class="unknown"' ELSE '' END, r.tier_min,
			materials.html_escape(r.lot), materials.html_escape(concat_ws(', ', coalesce(i.name, m.title), p.title)), materials.html_escape(coalesce(r.party_name, 'unknown')), materials.html_escape(coalesce(r.country, 'unknown')), coalesce(to_char(r.made_on, 'YYYY-MM-DD'), 'unknown'),
			CASE s.own WHEN 'covered' THEN '&#9650; of concern' WHEN 'unknown' THEN '&#9671; ' || coalesce(materials.html_escape(replace(s.reason, '_', ' ')), 'unknown') ELSE '&#9679; nothing recorded against it' END,
			materials.html_escape(materials.share_text(r.share_min, r.share_max))), '' ORDER BY r.number), materials.html_more(min(r.lots), 'trace_up() lists all'))
	FROM lot AS a JOIN traced AS r ON r.number <= materials.page_rows()
		LEFT JOIN standing AS s ON s.code = r.lot LEFT JOIN item AS i ON i.code = r.item LEFT JOIN materials.material AS m ON m.material = r.material LEFT JOIN materials.process_step AS p ON p.step = r.step
	WHERE a.id = dossier_lots.lot_id GROUP BY a.code;
END;
COMMENT ON FUNCTION dossier_lots(bigint, date, timestamptz) IS 'the lots in a lot, nearest first, as a table in HTML: the flow diagram in words';

CREATE OR REPLACE FUNCTION fact_source(relation text, row_id bigint) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE fact_source.relation
		WHEN 'party' THEN (SELECT t.source FROM party AS t WHERE t.id = fact_source.row_id)
		WHEN 'party_domicile' THEN (SELECT t.source FROM party_domicile AS t WHERE t.id = fact_source.row_id)
		WHEN 'party_role' THEN (SELECT t.source FROM party_role AS t WHERE t.id = fact_source.row_id)
		WHEN 'succession' THEN (SELECT t.source FROM succession AS t WHERE t.id = fact_source.row_id)
		WHEN 'interest' THEN (SELECT t.source FROM interest AS t WHERE t.id = fact_source.row_id)
		WHEN 'concert' THEN (SELECT t.source FROM concert AS t WHERE t.id = fact_source.row_id)
		WHEN 'listing' THEN (SELECT t.source FROM listing AS t WHERE t.id = fact_source.row_id)
		WHEN 'lot' THEN (SELECT t.source FROM lot AS t WHERE t.id = fact_source.row_id)
		WHEN 'consumption' THEN (SELECT t.source FROM consumption AS t WHERE t.id = fact_source.row_id)
		WHEN 'transfer' THEN (SELECT t.source FROM transfer AS t WHERE t.id = fact_source.row_id)
		WHEN 'declaration' THEN (SELECT t.source FROM declaration AS t WHERE t.id = fact_source.row_id)
		WHEN 'control_contract' THEN (SELECT t.source FROM control_contract AS t WHERE t.id = fact_source.row_id)
		WHEN 'waiver' THEN (SELECT t.source FROM waiver AS t WHERE t.id = fact_source.row_id)
		WHEN 'event_input' THEN (SELECT t.source FROM event_input AS t WHERE t.id = fact_source.row_id)
		WHEN 'assay' THEN (SELECT t.source FROM assay AS t WHERE t.id = fact_source.row_id)
		WHEN 'contract_line' THEN (SELECT t.source FROM contract_line AS t WHERE t.id = fact_source.row_id) END;
END;
COMMENT ON FUNCTION fact_source(text, bigint) IS 'where a fact of the ledger was taken from, by its table and id; NULL where that is not stated';

CREATE OR REPLACE FUNCTION dossier_sources(found materials.finding_row[], lot_ids bigint[]) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH source AS (
		SELECT coalesce(s.source, 'not stated') AS source, s.relation, count(*) AS rows FROM (SELECT f.relation, fact_source(f.relation, f.row_id) AS source FROM dossier_fact(dossier_sources.found, dossier_sources.lot_ids) AS f) AS s GROUP BY 1, 2
	)
	SELECT '<section aria-labelledby="sources"><h2 id="sources">Sources</h2>'
		|| coalesce((SELECT '<div class="wide keep" tabindex="0" role="group" aria-label="Documents"><table><caption>Documents</caption><thead><tr><th scope="col">Document</th><th scope="col">Title</th><th scope="col">Kind</th><th scope="col">Issued</th><th scope="col">SHA-256</th></tr></thead><tbody>'
			|| string_agg(format('<tr><th scope="row"><bdi>%s</bdi></th><td><bdi>%s</bdi></td><td>%s</td><td class="nowrap">%s</td><td class="small">%s</td></tr>', materials.html_escape(o.code), materials.html_escape(o.title), replace(o.kind, '_', ' '), coalesce(to_char(o.issued_on, 'YYYY-MM-DD'), 'unknown'), coalesce(o.sha256, 'not recorded')), '' ORDER BY o.code COLLATE "C")
			|| '</tbody></table></div>' FROM dossier_document(dossier_sources.found, dossier_sources.lot_ids) AS o), '')
		|| coalesce((SELECT '<div class="wide" tabindex="0" role="group" aria-label="Source notes"><table><caption>What the rows of the ledger say they were taken from</caption><thead><tr><th scope="col">Source</th><th scope="col">Rows</th></tr></thead><tbody>'
			|| string_agg(format('<tr><th scope="row"><bdi>%s</bdi></th><td>%s</td></tr>', materials.html_escape(t.source), t.rows), '' ORDER BY t.source COLLATE "C") || '</tbody></table></div>'
			FROM (SELECT s.source, string_agg(format('%s %s', s.rows, replace(s.relation, '_', ' ')), ', ' ORDER BY s.relation COLLATE "C") AS rows FROM source AS s GROUP BY s.source) AS t), '') || '</section>';
END;
COMMENT ON FUNCTION dossier_sources(materials.finding_row[], bigint[]) IS 'what a dossier rests on, in HTML: documents, and the source notes of the rows';

CREATE OR REPLACE FUNCTION page_footer(as_of date, known_at timestamptz) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT format('<footer><p>Computed from ledger %s by materials %s. Asked as of %s, with what was recorded by %s. Rules: %s. The same facts and rules give the same page, byte by byte.</p></footer>',
		l.origin, materials.html_escape(l.version), to_char(page_footer.as_of, 'YYYY-MM-DD'), CASE WHEN page_footer.known_at = 'infinity' THEN 'now' ELSE to_char(page_footer.known_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' END,
		(SELECT string_agg(format('%s version %s', materials.html_escape(r.rule), materials.html_escape(materials.rule_version(r.rule))), ', ' ORDER BY r.rule COLLATE "C") FROM (SELECT DISTINCT x.rule FROM materials.rule AS x) AS r))
	FROM ledger AS l;
END;
COMMENT ON FUNCTION page_footer(date, timestamptz) IS 'what a page was computed from, in HTML';

CREATE OR REPLACE FUNCTION dossier_html(line text, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000000 SET search_path FROM CURRENT SET jit = off SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	about record := dossier_subject(dossier_html.line, dossier_html.as_of, dossier_html.known_at);
	bought text := (SELECT i.name FROM contract_line AS l JOIN item AS i ON i.id = l.item_id WHERE l.id = about.line_id);
	every materials.finding_row[] := '{}';
	every_rule text[] := '{}';
	why text[] := '{}';
	verdicts materials.check_row[] := '{}';
	one record;
BEGIN
	FOR one IN SELECT j.* FROM dossier_judged(about.line_id, about.day, about.instant) AS j LOOP
		verdicts := verdicts || one.verdict;
		every := every || one.findings;
		every_rule := every_rule || array_fill(one.rule, ARRAY[cardinality(one.findings)]);
		why := why || ARRAY[format('<section aria-labelledby="why-%s"><h2 id="why-%s">Why: %s</h2>%s</section>', materials.html_escape(one.rule), materials.html_escape(one.rule), materials.html_escape(one.title), dossier_findings(one.rule, one.findings))];
	END LOOP;
	RETURN materials.page_frame(format('Dossier of %s', dossier_html.line), concat(
		format('<header><p class="soft small">Dossier of a contract line</p><h1><bdi>%s</bdi>: %s</h1><p class="notice">What follows is computed from what is recorded and from rules as they are encoded. It is no legal advice; somebody decides, and this page says on what.</p></header><main>',
			materials.html_escape(dossier_html.line), materials.html_escape(bought)),
		dossier_brief(verdicts, every_rule, every), dossier_facts(about.line_id, about.instant), dossier_verdicts(verdicts),
		'<section aria-labelledby="origin"><h2 id="origin">Where it comes from</h2>',
		coalesce((SELECT string_agg(dossier_flow(u.id, about.picture_day, about.instant), '' ORDER BY u.place) FROM unnest(about.lot_ids) WITH ORDINALITY AS u (id, place)), '<p>No lot is recorded that fills the line.</p>'), '</section>',
		(SELECT string_agg(y.html, '' ORDER BY materials.look_place(materials.verdict_look(v.status)), v.rule COLLATE "C") FROM (SELECT unnest(verdicts) AS verdict, unnest(why) AS html) AS y CROSS JOIN LATERAL (SELECT (y.verdict).rule, (y.verdict).status) AS v),
		'<section class="page" aria-labelledby="lots"><h2 id="lots">The lots in it</h2>', (SELECT string_agg(dossier_lots(u.id, about.picture_day, about.instant), '' ORDER BY u.place) FROM unnest(about.lot_ids) WITH ORDINALITY AS u (id, place)), '</section>',
		dossier_sources(every, about.upstream_ids),
		format('<p class="soft small">Digest of verdicts and findings, as dossier_json has it: SHA-256 <code>%s</code>.</p>', dossier_digest(dossier_html.line, about.day, verdicts, every)),
		'</main>', page_footer(about.day, about.instant)));
END
$$;
COMMENT ON FUNCTION dossier_html(text, date, timestamptz) IS 'the dossier of a contract line as one HTML page that fetches nothing: verdicts, bounds, deciding ways, unknowns, flow diagram, sources';
