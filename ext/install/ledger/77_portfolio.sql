-- The page of a whole ledger: the verdicts on every contract line, and where all that is bought comes from.

CREATE OR REPLACE FUNCTION portfolio_share(as_of date, known_at timestamptz, only_programme bigint DEFAULT NULL) RETURNS TABLE (programme text, material text, origin text, status text, share numeric)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	-- Every line counts the same, however heavy what it buys is; a line filled from several lots is shared between them.
	WITH RECURSIVE filled AS MATERIALIZED (
		SELECT l.id AS line_id, coalesce(p.name, 'No programme') AS programme, lot_standing(x.lot_id, portfolio_share.known_at) AS lot_id,
			1.0 / count(*) OVER (PARTITION BY l.id) AS part
		FROM contract_line AS l JOIN contract_line_lot AS x ON x.line_id = l.id LEFT JOIN programme AS p ON p.id = l.programme_id
		WHERE l.recorded_at <= portfolio_share.known_at AND x.recorded_at <= portfolio_share.known_at AND (portfolio_share.only_programme IS NULL OR l.programme_id = portfolio_share.only_programme)
	), found AS MATERIALIZED (
		SELECT f.lot_id, o.kind, o.lot_id AS origin_id, o.reason, materials.round_half_up(o.share_max, 9) AS share
		FROM (SELECT n.lot_id, materials.tell_progress(format('origins of lot %s of %s', n.place, n.all_lots)) FROM (SELECT x.lot_id, row_number() OVER (ORDER BY x.lot_id) AS place, count(*) OVER () AS all_lots FROM filled AS x GROUP BY x.lot_id) AS n) AS f
			CROSS JOIN LATERAL origin_rows(f.lot_id, 'mass', portfolio_share.known_at) AS o
	), family (material, wider) AS (
		SELECT m.material, m.material FROM materials.material AS m WHERE m.part_of IS NULL
		UNION ALL
		SELECT m.material, f.wider FROM family AS f JOIN materials.material AS m ON m.part_of = f.material
	)
	SELECT f.programme, coalesce(t.title, 'Not stated'), CASE o.kind WHEN 'unknown' THEN 'Unknown: ' || replace(o.reason, '_', ' ') ELSE coalesce(materials.country_name(l.country), 'Country not stated') END,
		CASE o.kind WHEN 'unknown' THEN 'unknown' ELSE s.own END, sum(o.share * f.part / n.lines)
	FROM filled AS f CROSS JOIN (SELECT count(DISTINCT x.line_id) AS lines FROM filled AS x) AS n
		JOIN found AS o ON o.lot_id = f.lot_id
		LEFT JOIN lot_at(portfolio_share.known_at) AS l ON l.id = o.origin_id
		LEFT JOIN family AS y ON y.material = l.material LEFT JOIN materials.material AS t ON t.material = y.wider
		LEFT JOIN flow_status('10USC4865', ARRAY(SELECT DISTINCT x.origin_id FROM found AS x), portfolio_share.as_of, portfolio_share.known_at) AS s ON s.lot_id = o.origin_id
	GROUP BY 1, 2, 3, 4;
END;
COMMENT ON FUNCTION portfolio_share(date, timestamptz, bigint) IS 'where what is bought (for one programme, where one is asked for) comes from, by programme and material: mean over the contract lines of the share by mass';

CREATE OR REPLACE FUNCTION portfolio_flow(as_of date, known_at timestamptz, only_programme bigint DEFAULT NULL) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH share AS MATERIALIZED (
		SELECT s.* FROM portfolio_share(portfolio_flow.as_of, portfolio_flow.known_at, portfolio_flow.only_programme) AS s
	), named AS MATERIALIZED (
		-- What is small is put together, but never what is clear with what is not.
		SELECT 'p' || s.programme AS bought, s.programme, CASE WHEN m.total < 0.025 THEN 'Other materials' ELSE s.material END AS material,
			CASE WHEN o.total < 0.012 THEN CASE s.status WHEN 'covered' THEN 'Other countries of concern' WHEN 'unknown' THEN 'Unknown: other reasons' ELSE 'Other countries' END ELSE s.origin END AS origin, s.status, s.share
		FROM share AS s
			JOIN (SELECT x.material, sum(x.share) AS total FROM share AS x GROUP BY x.material) AS m ON m.material = s.material
			JOIN (SELECT x.origin, x.status, sum(x.share) AS total FROM share AS x GROUP BY x.origin, x.status) AS o ON o.origin = s.origin AND o.status IS NOT DISTINCT FROM s.status
	), node AS (
		SELECT 'o' || n.status || n.origin AS id, 0 AS place, n.origin AS label, CASE n.status WHEN 'covered' THEN 'of concern' ELSE '' END AS note, n.status, sum(n.share) AS share FROM named AS n GROUP BY n.origin, n.status
		UNION ALL
		SELECT 'm' || n.material, 1, n.material, '', 'plain', sum(n.share) FROM named AS n GROUP BY n.material
		UNION ALL
		SELECT n.bought, 2, n.programme, '', 'item', sum(n.share) FROM named AS n GROUP BY n.bought, n.programme
	), link AS (
		SELECT 'o' || n.status || n.origin AS source, 'm' || n.material AS target, n.status, sum(n.share) AS share FROM named AS n GROUP BY n.origin, n.material, n.status
		UNION ALL
		SELECT 'm' || n.material, n.bought, n.status, sum(n.share) FROM named AS n GROUP BY n.material, n.bought, n.status
	)
	SELECT materials.svg_flow('Where what is bought comes from', 'Origins on the left, materials in the middle, programmes on the right. Ribbons are as wide as the mean share by mass over all contract lines; hatched ones are unknown.',
		ARRAY['Origins', 'Materials', 'Bought for'],
		coalesce((SELECT jsonb_agg(jsonb_build_object('id', n.id, 'column', n.place, 'label', n.label, 'note', n.note, 'text', round(n.share * 100, 1) || ' %', 'status', n.status, 'weight', n.share * 1.5) ORDER BY n.place, n.id) FROM node AS n), '[]'),
		coalesce((SELECT jsonb_agg(jsonb_build_object('from', k.source, 'to', k.target, 'weight', k.share * 1.5, 'status', k.status) ORDER BY k.source, k.target, k.status) FROM link AS k), '[]'));
END;
COMMENT ON FUNCTION portfolio_flow(date, timestamptz, bigint) IS 'flow diagram of all contract lines: origins, materials, programmes';

CREATE OR REPLACE FUNCTION portfolio_table(verdicts materials.screen_row[]) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH found AS MATERIALIZED (
		-- A share that did not decide is not shown.
		SELECT v.line, v.rule, v.status, v.reason, materials.verdict_look(v.status) AS look, v.share_min, CASE WHEN v.share_max > 0 AND materials.verdict_look(v.status) <> 'aside' THEN v.share_max END AS share_max,
			(SELECT materials.round_half_up(l.threshold, 20) FROM materials.rule_limb AS l WHERE l.rule = v.rule AND l.version = v.version AND l.threshold IS NOT NULL ORDER BY l.limb LIMIT 1) AS threshold
		FROM unnest(portfolio_table.verdicts) AS v
	), told AS (
		-- What asks for somebody is told with its reason, the rest by the names of the rules.
		SELECT f.line, f.look, string_agg(format('<div class="finding"><strong>%s</strong> %s%s<div class="small">%s</div></div>', materials.html_escape(f.rule), materials.html_verdict(f.status),
			CASE WHEN f.share_max IS NULL THEN '' ELSE format(' <span class="small nowrap">%s</span>%s', materials.html_escape(materials.share_text(f.share_min, f.share_max)), CASE WHEN f.share_min > 0 OR f.share_max < 1 THEN materials.svg_bounds(f.share_min, f.share_max, f.threshold) END) END,
			materials.html_escape(materials.shortened(f.reason, CASE f.look WHEN 'open' THEN 140 ELSE 260 END))), '' ORDER BY f.rule COLLATE "C") AS html
		FROM found AS f WHERE f.look IN ('bad', 'asks', 'open') GROUP BY f.line, f.look
		UNION ALL
		SELECT g.line, g.look, string_agg(format('<div class="finding">%s <span class="small">%s</span></div>', materials.html_verdict(g.status), g.rules), '' ORDER BY g.status COLLATE "C")
		FROM (SELECT f.line, f.look, f.status, string_agg(materials.html_escape(f.rule) || CASE WHEN f.share_max IS NULL THEN '' ELSE format(' (%s)', materials.html_escape(materials.share_text(f.share_min, f.share_max))) END, ', ' ORDER BY f.rule COLLATE "C") AS rules
			FROM found AS f WHERE f.look NOT IN ('bad', 'asks', 'open') GROUP BY f.line, f.look, f.status) AS g
		GROUP BY g.line, g.look
	), heading (look, heading) AS (
		VALUES ('bad', 'Stands in the way'), ('asks', 'Asks for something, and bars nothing by itself'), ('open', 'Open'), ('good', 'Clear'), ('aside', 'Not in question')
	), line AS (
		SELECT v.line, format('<bdi class="nowrap">%s</bdi><div class="soft small"><bdi>%s</bdi><br/><bdi>%s</bdi>, %s</div>', materials.html_escape(v.line), materials.html_escape(min(v.item_name)),
			materials.html_escape(coalesce(min(p.name), 'no programme')), coalesce(to_char(min(v.procured_on), 'YYYY-MM-DD'), 'day not recorded')) AS head
		FROM unnest(portfolio_table.verdicts) AS v LEFT JOIN programme AS p ON p.code = v.programme GROUP BY v.line
	)
	SELECT '<div class="wide" tabindex="0" role="group" aria-labelledby="lines"><table class="stack"><thead><tr><th scope="col" class="first">Line</th><th scope="col">Verdicts</th></tr></thead><tbody>'
		|| string_agg(format('<tr><th scope="row">%s</th><td>%s</td></tr>', l.head, c.html), '' ORDER BY l.line COLLATE "C") || '</tbody></table></div>'
	FROM line AS l CROSS JOIN LATERAL (SELECT string_agg(format('<p class="soft small">%s</p><div class="many">%s</div>', h.heading, t.html), '' ORDER BY materials.look_place(h.look)) AS html
		FROM heading AS h JOIN told AS t ON t.line = l.line AND t.look = h.look) AS c;
END;
COMMENT ON FUNCTION portfolio_table(materials.screen_row[]) IS 'verdicts on contract lines as a table in HTML: what stands in the way, what asks for something, what is open, what is clear, and what is not in question';

CREATE OR REPLACE FUNCTION portfolio_page(title text, note text, day date, instant timestamptz, bought_for programme DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000000 SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	verdicts materials.screen_row[] := ARRAY(SELECT s FROM screen(NULL, (portfolio_page.bought_for).code, day, instant) AS s);
	only_programme bigint := (portfolio_page.bought_for).id;
	-- What is told about all lines, or about those of the programme.
	whose text := CASE WHEN only_programme IS NULL THEN 'all contract lines' ELSE 'the contract lines of the programme' END;
	unknown_share text := (SELECT materials.share_text(round(coalesce(sum(p.share) FILTER (WHERE p.status = 'unknown'), 0), 4)) FROM portfolio_share(day, instant, only_programme) AS p);
BEGIN
	RETURN materials.page_frame(portfolio_page.title, concat(
		format('<header><h1>%s</h1>', materials.html_escape(portfolio_page.title)), CASE WHEN portfolio_page.note <> '' THEN format('<p class="notice">%s</p>', materials.html_escape(portfolio_page.note)) END,
		'<p>Computed from what is recorded and from rules as they are encoded. It is no legal advice; somebody decides, and this page says on what.</p></header><main>',
		'<section aria-labelledby="count"><h2 id="count">In short</h2>', portfolio_brief(verdicts), materials.html_legend(), '<div class="wide" tabindex="0" role="group" aria-labelledby="count"><table class="stack"><thead><tr><th scope="col" class="first">Rule</th><th scope="col">Verdicts on contract lines</th></tr></thead><tbody>',
		(SELECT string_agg(format('<tr><th scope="row">%s<div class="soft small">%s</div></th><td data-label="Verdicts"><ul class="count">%s</ul></td></tr>', materials.html_escape(c.rule), materials.html_escape(r.title), c.html), '' ORDER BY c.rule COLLATE "C")
			FROM (SELECT s.rule, s.version, string_agg(format('<li>%s &#215; %s</li>', s.count, materials.html_verdict(s.status)), '' ORDER BY s.severity DESC, s.status COLLATE "C") AS html
				FROM (SELECT v.rule, v.version, v.status, w.severity, count(*) FROM unnest(verdicts) AS v JOIN materials.verdict AS w ON w.verdict = v.status GROUP BY v.rule, v.version, v.status, w.severity) AS s GROUP BY s.rule, s.version) AS c
				JOIN materials.rule AS r ON r.rule = c.rule AND r.version = c.version), '</tbody></table></div></section>',
		'<section aria-labelledby="lines"><h2 id="lines">Contract lines</h2>', coalesce(portfolio_table(verdicts), '<p>No contract line is recorded.</p>'), '</section>',
		portfolio_record(instant, only_programme),
		'<section class="page" aria-labelledby="flow"><h2 id="flow">Where what is bought comes from</h2><figure class="wide" tabindex="0" aria-label="Flow diagram of ', whose, '">', portfolio_flow(day, instant, only_programme),
		format('<figcaption>&#9650; of concern, &#9671; unknown, &#9679; nothing recorded against it, &#9632; bought for. Mean share by mass over %s, each counting the same; %s of it has no known origin.</figcaption></figure></section>', whose, materials.html_escape(unknown_share)),
		'</main>', page_footer(day, instant)));
END
$$;
COMMENT ON FUNCTION portfolio_page(text, text, date, timestamptz, programme) IS 'of portfolio_html and programme_html: the page about all contract lines (bought_for is empty), or about those of a programme';

CREATE OR REPLACE FUNCTION portfolio_html(title text DEFAULT 'Verdicts on every contract line', note text DEFAULT '', as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT portfolio_page(coalesce(portfolio_html.title, 'Verdicts on every contract line'), portfolio_html.note, coalesce(portfolio_html.as_of, materials.as_of()), coalesce(portfolio_html.known_at, materials.known_at()), NULL);
END;
COMMENT ON FUNCTION portfolio_html(text, text, date, timestamptz) IS 'one HTML page about all contract lines: verdicts with bounds, and a flow diagram from origins to programmes';

CREATE OR REPLACE FUNCTION programme_html(programme text, as_of date DEFAULT NULL, known_at timestamptz DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000000 SET search_path FROM CURRENT SET datestyle = 'ISO, YMD'
AS $$
DECLARE
	bought_for programme;
BEGIN
	SELECT p.* INTO bought_for FROM programme AS p WHERE p.code = materials.named(programme_html.programme, 'programme');
	IF NOT FOUND THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no programme "%s"', left(programme_html.programme, 64)),
			HINT = 'Programmes are addressed by their codes.';
	END IF;
	RETURN portfolio_page(format('%s: %s', bought_for.code, bought_for.name), CASE WHEN bought_for.kind <> 'defence' THEN format('Kind of programme: %s.', replace(bought_for.kind, '_', ' '))
			WHEN bought_for.milestone_b_on IS NULL THEN 'Defence programme before Milestone B.' ELSE format('Defence programme, Milestone B on %s.', bought_for.milestone_b_on) END,
		coalesce(programme_html.as_of, materials.as_of()), coalesce(programme_html.known_at, materials.known_at()), bought_for);
END
$$;
COMMENT ON FUNCTION programme_html(text, date, timestamptz) IS 'the same page about the contract lines of one programme';
