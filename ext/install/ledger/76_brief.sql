-- What a printed page says first: which rules stand in the way, what is open, whom to ask.

CREATE OR REPLACE FUNCTION dossier_brief(verdicts materials.check_row[], rules text[], found materials.finding_row[]) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH said AS MATERIALIZED (
		SELECT v.rule, v.status, v.reason, r.title, materials.verdict_look(v.status) AS look, format('<a href="#why-%s">%s</a>', materials.html_escape(v.rule), materials.html_escape(v.rule)) AS link
		FROM unnest(dossier_brief.verdicts) AS v JOIN materials.rule AS r ON r.rule = v.rule AND r.version = v.version
	), unknown AS (
		-- Each finding stands beside the rule that it is about.  Whoever is behind what most rules wait for is asked first.
		SELECT f.party, f.lot, count(DISTINCT s.rule) AS waiting FROM unnest(dossier_brief.rules, dossier_brief.found) AS f (of_rule, finding, kind, effect, lot, party, role, share_min, share_max, path, detail, facts, documents)
			JOIN said AS s ON s.rule = f.of_rule AND s.look IN ('bad', 'open') WHERE f.kind = 'unknown' AND f.party IS NOT NULL AND f.lot IS NOT NULL GROUP BY f.party, f.lot
	), item (place, html) AS (
		SELECT materials.look_place('bad'), string_agg(format('<li><span class="sign bad" aria-hidden="true">%s</span> <strong>%s</strong> (%s) stands in the way: %s %s</li>', materials.look_sign('bad'), materials.html_escape(s.title), s.link,
			materials.html_verdict(s.status), materials.html_escape(materials.shortened(s.reason, 260))), '' ORDER BY s.rule COLLATE "C") FROM said AS s WHERE s.look = 'bad'
		UNION ALL
		SELECT materials.look_place('bad'), '<li><strong>No rule that was asked stands in the way.</strong></li>' WHERE NOT EXISTS (SELECT FROM said AS s WHERE s.look = 'bad')
		UNION ALL
		SELECT materials.look_place(s.look), format('<li><span class="sign %s" aria-hidden="true">%s</span> <strong>%s %s</strong>: %s</li>', s.look, materials.look_sign(s.look), count(*), CASE count(*) WHEN 1 THEN min(w.one) ELSE min(w.many) END, string_agg(s.link, ', ' ORDER BY s.rule COLLATE "C"))
		FROM said AS s JOIN (VALUES ('asks', 'rule asks for something', 'rules ask for something'), ('open', 'rule is open', 'rules are open'), ('good', 'rule is clear', 'rules are clear'), ('aside', 'rule is not in question', 'rules are not in question')) AS w (look, one, many) ON w.look = s.look
		GROUP BY s.look
		UNION ALL
		SELECT materials.look_place('open') + 0.5, '<li><strong>Whom to ask first</strong>: ' || string_agg(format('<bdi>%s</bdi> about <bdi>%s</bdi> (%s %s)', materials.html_escape(u.party), materials.html_escape(u.lot), u.waiting, CASE u.waiting WHEN 1 THEN 'rule waits' ELSE 'rules wait' END), '; ' ORDER BY u.place) || '</li>'
		FROM (SELECT x.*, row_number() OVER (ORDER BY x.waiting DESC, x.party COLLATE "C", x.lot COLLATE "C") AS place FROM unknown AS x) AS u WHERE u.place <= 3
	)
	SELECT '<section aria-labelledby="brief"><h2 id="brief">In short</h2><ul class="brief">' || string_agg(i.html, '' ORDER BY i.place) || '</ul></section>' FROM item AS i;
END;
COMMENT ON FUNCTION dossier_brief(materials.check_row[], text[], materials.finding_row[]) IS 'what a dossier says first, in HTML: rules that stand in the way with their reasons, those that ask for something, are open, clear or not in question, and whom to ask first; rules names the rule of each finding';

CREATE OR REPLACE FUNCTION portfolio_brief(verdicts materials.screen_row[]) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH said AS (
		SELECT v.line, v.rule, materials.verdict_look(v.status) AS look FROM unnest(portfolio_brief.verdicts) AS v
	), line AS MATERIALIZED (
		SELECT s.line, CASE WHEN bool_or(s.look = 'bad') THEN 'bad' WHEN bool_or(s.look = 'open') THEN 'open' WHEN bool_or(s.look = 'asks') THEN 'asks' ELSE 'good' END AS look, string_agg(s.rule, ', ' ORDER BY s.rule COLLATE "C") FILTER (WHERE s.look = 'bad') AS barring
		FROM said AS s GROUP BY s.line
	)
	SELECT coalesce('<ul class="brief">' || string_agg(format('<li><span class="sign %s" aria-hidden="true">%s</span> <strong>%s of %s %s</strong>: %s</li>', g.look, materials.look_sign(g.look), g.lines, g.all_lines, CASE g.lines WHEN 1 THEN w.one ELSE w.many END, g.named), '' ORDER BY materials.look_place(g.look)) || '</ul>', '')
	FROM (SELECT l.look, count(*) AS lines, sum(count(*)) OVER () AS all_lines, string_agg(format('<bdi>%s</bdi>', materials.html_escape(l.line)) || coalesce(' <span class="small soft">(' || materials.html_escape(l.barring) || ')</span>', ''), ', ' ORDER BY l.line COLLATE "C") AS named FROM line AS l GROUP BY l.look) AS g
		JOIN (VALUES ('bad', 'lines has a rule in the way', 'lines have a rule in the way'), ('asks', 'has nothing open, but something that is asked for', 'have nothing open, but something that is asked for'),
			('open', 'has none in the way, but something open', 'have none in the way, but something open'), ('good', 'has none of these', 'have none of these')) AS w (look, one, many) ON w.look = g.look;
END;
COMMENT ON FUNCTION portfolio_brief(materials.screen_row[]) IS 'what a page about many contract lines says first, in HTML: lines with a rule in the way, and which; those with something open, something asked for, or neither';
