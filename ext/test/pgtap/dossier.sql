-- Printed pages: well-formed, fetching nothing, the same bytes twice, safe with hostile names, readable without colour.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
\i ext/demo/ledger/load.sql
SELECT no_plan();

-- Parts.
SELECT is(html_escape(content), escaped, what) FROM (VALUES
	('<script>alert("x")</script>', '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;', 'a tag is no tag'),
	($$' onload='x & y$$, '&#39; onload=&#39;x &amp; y', 'a quote ends no attribute'),
	(E'a\tb\nc', E'a\tb\nc', 'white space stays'),
	(E'a\x01b\x1fc\x7f', 'a&#65533;b&#65533;c&#65533;', 'what XML cannot hold is replaced'),
	(E'safe\u202Egnp.exe', 'safe&#65533;gnp.exe', 'what turns the direction of writing is replaced'),
	('', '', 'nothing stays nothing'), ('Müller 宁德 ✓', 'Müller 宁德 ✓', 'other writing stays')) AS t (content, escaped, what);
SELECT is(share_text(share_min, share_max), text, format('%s to %s is told as "%s"', share_min, share_max, text)) FROM (VALUES
	(0.5, 0.5, '50 %'), (0.12345, 0.12345, '≈ 12.35 %'), (0.12349, 0.12351, '12.34 % to 12.36 %'), (0, 1, '0 % to 100 %'), (NULL, 0.5, 'unknown'),
	(0.00001, 0.00001, '< 0.01 %'), (0.99999, 0.99999, '> 99.99 %'), (0.38095238095238095238, 0.38095238095238095239, '≈ 38.1 %'), (0.25371, 0.253710000000013, '≈ 25.37 %'), (0, 0.0000000001, '< 0.01 %'), (0.9999999999, 1, '> 99.99 %'), (0.5, 0.5000000001, '≈ 50 %'), (0.5, 0.500000001, '50 % to 50.01 %'), (0, 0, '0 %'), (1, 1, '100 %')) AS t (share_min, share_max, text);
SELECT matches(html_verdict(v.verdict), format('^<span class="verdict (bad|asks|good|open|aside)"><span aria-hidden="true">&#[0-9]+;</span> %s</span>$', replace(v.verdict, '_', ' ')), format('%s has a word and a sign', v.verdict)) FROM materials.verdict AS v ORDER BY v.verdict;
SELECT is(verdict_look(v.verdict), CASE WHEN v.bars THEN 'bad' WHEN NOT v.settled THEN 'open' WHEN v.asks THEN 'asks' ELSE verdict_look(v.verdict) END, format('%s looks as the rulebook means it', v.verdict)) FROM materials.verdict AS v ORDER BY v.verdict;
SELECT is(count(DISTINCT look_sign(l.look)), 5::bigint, 'each look has a sign of its own') FROM unnest(ARRAY['bad', 'asks', 'open', 'good', 'aside']) AS l (look);
SELECT is(shortened(content, width), short, format('%s in %s characters', content, width)) FROM (VALUES
	('whole', 5, 'whole'), ('two words', 8, 'two wor…'), ('ten letters', 4, 'ten…'), ('two words', 9, 'two words'), ('one, two, three', 12, 'one, two…'), ('first clause; second one', 18, 'first clause; …'),
	('Hexafluorophosphate of lithium', 12, 'Hexafluorop…'), ('锂离子电池', 3, '锂离…'), ('', 1, '')) AS t (content, width, short);
SELECT is(count(*), 0::bigint, 'what is shortened is the beginning of the text, not longer than asked, and ends between words (seed 0.5)')
FROM (SELECT setseed(0.5)) AS s CROSS JOIN LATERAL (SELECT g.n, 20 + g.n % 60 AS width, string_agg(CASE WHEN random() < 0.1 THEN '; ' WHEN random() < 0.2 THEN ', ' ELSE ' ' END || repeat('x', 1 + (7 * random())::integer), '' ORDER BY w.n) AS content
		FROM generate_series(1, 500) AS g (n), generate_series(1, 30 + (s IS NULL)::integer) AS w (n) GROUP BY g.n) AS t
	CROSS JOIN LATERAL (SELECT shortened(t.content, t.width) AS short) AS c
WHERE length(c.short) > t.width OR NOT starts_with(t.content, rtrim(c.short, '…')) OR c.short LIKE '%…' AND substr(t.content, length(rtrim(c.short, '…')) + 1, 1) !~ '[ ,;]' AND c.short NOT LIKE '%; …';
SELECT is(count(DISTINCT flow_sign(s.status)), 4::bigint, 'each standing of a card has a shape of its own') FROM unnest(ARRAY['clear', 'covered', 'unknown', 'item']) AS s (status);
SELECT is(flow_label('Cell can with terminals', 18), ARRAY['Cell can with', 'terminals'], 'a long name breaks between words');
SELECT is(flow_label(repeat('x', 40), 18), ARRAY[repeat('x', 18), repeat('x', 22)], 'a long word breaks somewhere');

-- Colours: text on its ground has a contrast of 4.5 at least, in light, dark and print.
CREATE FUNCTION pg_temp.luminance(colour text) RETURNS float8 LANGUAGE sql AS $$
	SELECT sum(w * CASE WHEN c <= 0.03928 THEN c / 12.92 ELSE ((c + 0.055) / 1.055) ^ 2.4 END)
	FROM (SELECT w, get_byte(decode(CASE WHEN length(colour) = 4 THEN regexp_replace(substr(colour, 2), '(.)', '\1\1', 'g') ELSE substr(colour, 2) END, 'hex'), i) / 255.0::float8 AS c FROM (VALUES (0, 0.2126), (1, 0.7152), (2, 0.0722)) AS r (i, w)) AS x
$$;
CREATE TEMPORARY TABLE palette AS
	SELECT b.place, v[1] AS name, v[2] AS colour
	FROM (VALUES (page_style(), ':root\{([^}]*)\}', ''), (flow_style(), '\.flow\{(--f-[^}]*)\}', 'f-')) AS s (style, block, prefix)
		CROSS JOIN LATERAL regexp_matches(s.style, s.block, 'g') WITH ORDINALITY AS b (text, place)
		CROSS JOIN LATERAL regexp_matches(b.text[1], '--([a-z-]+):(#[0-9a-f]+)', 'g') AS v;
SELECT cmp_ok((greatest(pg_temp.luminance(t.colour), pg_temp.luminance(g.colour)) + 0.05) / (least(pg_temp.luminance(t.colour), pg_temp.luminance(g.colour)) + 0.05), '>=', 4.5::float8, format('%s on %s, palette %s', t.name, g.name, t.place))
FROM palette AS t JOIN palette AS g ON g.place = t.place AND (g.name = t.name || '-bg' OR t.name IN ('ink', 'soft') AND g.name IN ('page', 'card', 'head', 'open-bg') OR t.name IN ('f-ink', 'f-soft') AND g.name ~ '^f-.*-bg$')
ORDER BY t.place, t.name, g.name;

-- Layout: cards of a column never overlap, whatever the graph.
SELECT setseed(0.25);
CREATE TEMPORARY TABLE layout AS
	SELECT g.graph, c.columns, c.heights, l.sources, l.targets, l.weights, flow_place(c.columns, c.heights, l.sources, l.targets, l.weights, 12) AS tops
	FROM generate_series(1, 40) AS g (graph)
		CROSS JOIN LATERAL (SELECT array_agg(n / 6 ORDER BY n) AS columns, array_agg(20 + 80 * random() ORDER BY n) AS heights FROM generate_series(0, 23 + g.graph * 0) AS n) AS c
		CROSS JOIN LATERAL (SELECT array_agg(i ORDER BY i, j) AS sources, array_agg(j ORDER BY i, j) AS targets, array_agg(w ORDER BY i, j) AS weights
			FROM (SELECT i, j, 1 + 20 * random() AS w FROM generate_series(1, 24) AS i, generate_series(1, 24) AS j WHERE c.columns[j] = c.columns[i] + 1 AND random() < 0.4) AS x) AS l;
SELECT is(count(*), 0::bigint, 'cards of a column keep their distance on 40 random graphs (seed 0.25)')
FROM (SELECT u.top, u.height, lag(u.top + u.height) OVER (PARTITION BY l.graph, u.c ORDER BY u.top) AS above FROM layout AS l CROSS JOIN LATERAL unnest(l.columns, l.heights, l.tops) AS u (c, height, top)) AS x WHERE x.top < x.above + 12 - 1e-6;
SELECT is(count(*), 0::bigint, 'and none leaves the picture') FROM layout AS l CROSS JOIN LATERAL unnest(l.tops) AS u (top) WHERE u.top < -1e-6;

-- Reasons that are too long end after a word: what stands before the sign stands elsewhere as a word.
CREATE TEMPORARY TABLE reason AS SELECT s.reason FROM screen(NULL, NULL, '2026-11-21') AS s;
SELECT cmp_ok(count(*), '>', 5::bigint, 'some reasons are too long') FROM reason AS r WHERE r.reason LIKE '%…%';
SELECT is(ARRAY(SELECT DISTINCT m[1] FROM reason AS r CROSS JOIN LATERAL regexp_matches(r.reason, '([^ ,;:()]+)[,;:()]* ?…', 'g') AS m
	WHERE NOT EXISTS (SELECT FROM reason AS o WHERE m[1] = ANY (regexp_split_to_array(o.reason, '[ ,;:()]+')))), '{}', 'and none of them is cut in a word');

-- Pages of the demonstration ledger.
CREATE TEMPORARY TABLE page (name text, content text);
SELECT is(portfolio_record('infinity'), NULL, 'without verdicts on record and gates a page says nothing of them');
SELECT determine('BASE-07', '10USC4865', '2026-11-21'), gate_lines('contract_line', '{NDAA24-154}', open_max => 1) \g /dev/null
SELECT ok(portfolio_record('infinity') LIKE '%<h2 id="record">On record</h2>%BASE-07%INDETERMINATE%' || left(encode(d.digest, 'hex'), 16) || '%NDAA24-154%contract_line%', 'with them it names both') FROM determination AS d;
SELECT unalike(portfolio_record('2020-01-01'), '%BASE-07%', 'but none that was not there yet');
INSERT INTO page SELECT l.code, dossier_html(l.code, '2026-11-21') FROM contract_line AS l WHERE l.code IN ('UAS-01', 'BASE-03', 'BASE-07', 'HEL-01', 'EOD-01');
INSERT INTO page VALUES ('portfolio', portfolio_html('Everything', 'Sample data', '2026-11-21')), ('UAS-US-26', flow_svg('UAS-US-26', as_of => '2028-01-01'));
SELECT lives_ok(format('SELECT xmlparse(DOCUMENT %L)', p.content), format('%s is well-formed', p.name)) FROM page AS p;
SELECT unalike(p.content, '%' || f.word || '%', format('%s has no %s', p.name, f.word)) FROM page AS p CROSS JOIN unnest(ARRAY['<script', ' src=', '@import', '<link', '<img', '<iframe', '<object', '<embed', 'url(h', 'url(/', 'javascript:', ' onload', ' onclick']) AS f (word);
SELECT is(ARRAY(SELECT m[1] FROM regexp_matches(p.content, ' href="([^"]*)"', 'g') AS m WHERE m[1] !~ '^#.' OR p.content NOT LIKE '%' || format('id="%s"', substr(m[1], 2)) || '%'), '{}', format('what %s links to is in it', p.name)) FROM page AS p;
SELECT is((SELECT count(*) FROM regexp_matches(p.content, 'https?://', 'g')), (SELECT count(*) FROM regexp_matches(p.content, 'xmlns="http://www.w3.org/2000/svg"', 'g')), format('the only address in %s is the name of SVG', p.name)) FROM page AS p;
SELECT is((SELECT count(*) FROM regexp_matches(p.content, '<svg ', 'g')), (SELECT count(*) FROM regexp_matches(p.content, '<svg [^>]*role="img" aria-label(ledby)?="[^"]+"', 'g')), format('each picture of %s says what it shows', p.name)) FROM page AS p;
SELECT is((SELECT count(*) FROM regexp_matches(p.content, '<th[ >]', 'g')), (SELECT count(*) FROM regexp_matches(p.content, '<th [^>]*scope="(col|row)"', 'g')), format('each heading of the tables of %s has a scope', p.name)) FROM page AS p;
SELECT ok(p.content LIKE '<!DOCTYPE html>%<html lang="en">%<title>_%</title>%<header>%<h1>%</header><main>%</main><footer>%</footer>%', format('%s has a language, a title and landmarks', p.name)) FROM page AS p WHERE p.content NOT LIKE '<svg%';
SELECT is((SELECT count(*) FROM regexp_matches(p.content, ' id="([^"]+)"', 'g') AS m), (SELECT count(DISTINCT m[1]) FROM regexp_matches(p.content, ' id="([^"]+)"', 'g') AS m), format('ids of %s are unique', p.name)) FROM page AS p;
SELECT ok(bool_and(p.content LIKE '%' || i.id || '%'), format('what %s refers to is there', p.name)) FROM page AS p CROSS JOIN LATERAL (SELECT 'id="' || w || '"' AS id FROM regexp_matches(p.content, 'aria-labelledby="([^"]+)"', 'g') AS m CROSS JOIN LATERAL regexp_split_to_table(m[1], ' ') AS w) AS i GROUP BY p.name;
SET datestyle = 'German, DMY';
SET timezone = 'Asia/Tokyo';
SET extra_float_digits = 0;
SELECT is(md5(dossier_html('UAS-01', '2026-11-21')), md5(p.content), 'the dossier has the same bytes again, in whatever settings') FROM page AS p WHERE p.name = 'UAS-01';
SELECT is(md5(portfolio_html('Everything', 'Sample data', '2026-11-21')), md5(p.content), 'the portfolio too') FROM page AS p WHERE p.name = 'portfolio';
RESET datestyle;
RESET timezone;

-- What they say.
SELECT ok(p.content LIKE '%' || s.says || '%', format('the dossier of %s says %s', p.name, s.says)) FROM (VALUES
	('UAS-01', '&#9650;</span> FAIL</span>'), ('UAS-01', '≈ 88.71 %'), ('UAS-01', '&#8592; NG-CN-26 (mining, Beihe Graphite Mining Co., Ltd., CN)'), ('UAS-01', 'DOC-SURVEY-26'), ('UAS-01', 'USGS Mineral Commodity Summaries 2026'),
	('UAS-01', 'no legal advice'), ('UAS-01', '(threshold: more than 50 %)'), ('UAS-01', '<a href="#why-10USC4865">'), ('BASE-03', '&#9670;</span> known, and asks'), ('EOD-01', '85.56 % to 100 %'), ('EOD-01', 'INDETERMINATE'), ('EOD-01', 'Minami Carbon K.K.'), ('HEL-01', 'WAIVER-HEL-1'), ('BASE-03', 'PROHIBITED'), ('BASE-03', 'the supplier refused to answer'), ('BASE-07', 'it may hold')) AS s (name, says)
	JOIN page AS p ON p.name = s.name;
SELECT is((SELECT count(*) FROM regexp_matches(p.content, '<th scope="row"><bdi class="nowrap">', 'g')), (SELECT count(*) FROM contract_line), 'the portfolio has every contract line') FROM page AS p WHERE p.name = 'portfolio';
SELECT is((SELECT count(*) FROM regexp_matches(p.content, '<g class="card ', 'g')), (SELECT count(*) + 1 FROM trace_up('UAS-US-26')), 'each lot is a card of the flow diagram') FROM page AS p WHERE p.name = 'UAS-US-26';
SELECT ok(p.content ~ '<g class="card covered"[^>]*><title>Natural flake graphite, Beihe' AND p.content ~ '<g class="card unknown"[^>]*><title>Drone airframe' AND p.content LIKE '%<path class="ribbon unknown"%', 'what is of concern and what is unknown look so') FROM page AS p WHERE p.name = 'UAS-US-26';
-- What ribbons carry into the lot bought is what the engine finds by going the other way, from the lots that are of concern and from the unknown ones.
CREATE TEMPORARY TABLE carried AS
	SELECT l.code, l.id, coalesce(sum((k ->> 'weight')::numeric) FILTER (WHERE k ->> 'status' = 'covered'), 0) AS covered, coalesce(sum((k ->> 'weight')::numeric) FILTER (WHERE k ->> 'status' = 'unknown'), 0) AS unknown, sum((k ->> 'weight')::numeric) AS total
	FROM lot AS l CROSS JOIN LATERAL flow_drawing('10USC4865', l.id, '2028-01-01', 'infinity') AS d CROSS JOIN LATERAL jsonb_array_elements(d.links) AS k
	WHERE l.code IN ('UAS-US-26', 'UAS-PACK-26A', 'BESS-CN-26', 'UPS-US-26A', 'ROB-US-26', 'SAT-PACK-26R', 'RAD-US-26B', 'GF-RACK-26') AND k ->> 'to' = 'c' || l.id GROUP BY l.code, l.id;
CREATE TEMPORARY TABLE reached AS
	SELECT c.code, f.share_min AS covered, g.share_max - f.share_min AS unknown
	FROM carried AS c CROSS JOIN LATERAL (SELECT coalesce(array_agg(s.lot_id) FILTER (WHERE s.own = 'covered'), '{}') AS covered, coalesce(array_agg(s.lot_id) FILTER (WHERE s.own <> 'clear'), '{}') AS either
			FROM flow_status('10USC4865', ARRAY(SELECT u.lot_id FROM flow_up(c.id, 'infinity') AS u WHERE u.lot_id <> c.id), '2028-01-01', 'infinity') AS s) AS m
		CROSS JOIN LATERAL materials.flow_forward('lot'::regclass, '{}', m.covered, '{}', ARRAY[c.id], false, 'mass', 'infinity') AS f
		CROSS JOIN LATERAL materials.flow_forward('lot'::regclass, '{}', m.either, '{}', ARRAY[c.id], false, 'mass', 'infinity') AS g;
SELECT is(count(*), 8::bigint, 'eight lots are compared') FROM carried JOIN reached USING (code);
SELECT ok(abs(c.covered - r.covered) < 1e-5, format('%s: ribbons carry %s of concern', c.code, round(r.covered, 4))) FROM carried AS c JOIN reached AS r USING (code) ORDER BY c.code;
SELECT ok(abs(c.unknown + greatest(1 - c.total, 0) - r.unknown) < 1e-5, format('%s: and %s unknown, with what does not come in at all', c.code, round(r.unknown, 4))) FROM carried AS c JOIN reached AS r USING (code) ORDER BY c.code;
-- A loop: what comes out of it is unknown as far as nothing else goes in.
SELECT results_eq($$SELECT c.lot_id, round(c.covered, 3), round(c.unknown, 3) FROM flow_content('{1,2,3,4}', '{0,1,1,2}', '{item,clear,clear,covered}', '{1,1,0.5,0.25}', '{2,3,2,4}', '{1,2,3,3}', '{1,0.5,0.25,0.25}') AS c ORDER BY c.lot_id$$,
	$$VALUES (1::bigint, 0.000, 1.000), (2, 0.000, 1.000), (3, 0.500, 0.500), (4, 1.000, 0.000)$$, 'in a loop what is not known yet is unknown');

-- In short: every rule once, as the verdicts have it; whom most of the open rules wait for, counted again from the dossier as data.
CREATE FUNCTION pg_temp.brief(page text) RETURNS text LANGUAGE sql AS $$ SELECT substring(page FROM '<ul class="brief">.*?</ul>') $$;
SELECT is(ARRAY(SELECT m[1] FROM regexp_matches(pg_temp.brief(p.content), '<a href="#why-([^"]+)">', 'g') AS m ORDER BY m[1] COLLATE "C"), ARRAY(SELECT DISTINCT r.rule FROM materials.rule AS r ORDER BY 1), format('%s has each rule once in short', p.name)) FROM page AS p WHERE p.content LIKE '%id="brief"%';
SELECT ok(pg_temp.brief(p.content) LIKE CASE v.bars WHEN 0 THEN '<ul class="brief"><li><strong>No rule that was asked stands in the way.</strong></li>%' ELSE '<ul class="brief"><li><span class="sign bad"%stands in the way:%' END || format('<strong>%s rules are open</strong>%%', v.open),
	format('%s: %s in the way, %s open', p.name, v.bars, v.open))
FROM page AS p CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE w.bars) AS bars, count(*) FILTER (WHERE NOT w.settled AND NOT w.bars) AS open
	FROM screen(NULL, NULL, '2026-11-21') AS s JOIN materials.verdict AS w ON w.verdict = s.status WHERE s.line = p.name) AS v WHERE p.name IN ('UAS-01', 'HEL-01');
SELECT alike(pg_temp.brief(p.content), (SELECT format('%%<strong>Whom to ask first</strong>: <bdi>%s</bdi> about <bdi>%s</bdi> (%s rules wait);%%', f.value ->> 'party', f.value ->> 'lot', count(DISTINCT v.value ->> 'rule'))
	FROM jsonb_array_elements(dossier_json('UAS-01', '2026-11-21') -> 'verdicts') AS v JOIN materials.verdict AS w ON w.verdict = v.value ->> 'status' AND (w.bars OR NOT w.settled) CROSS JOIN LATERAL jsonb_array_elements(v.value -> 'findings') AS f
	WHERE f.value ->> 'kind' = 'unknown' AND f.value ->> 'party' IS NOT NULL AND f.value ->> 'lot' IS NOT NULL GROUP BY f.value ->> 'party', f.value ->> 'lot' ORDER BY count(DISTINCT v.value ->> 'rule') DESC LIMIT 1), 'UAS-01 names who is behind most of what is open')
FROM page AS p WHERE p.name = 'UAS-01';
SELECT matches(pg_temp.brief(p.content), (SELECT format('<strong>%s of 23 lines have a rule in the way</strong>: <bdi>%s</bdi>.*</li><li>', count(*), min(s.line)) FROM (SELECT DISTINCT s.line FROM screen(NULL, NULL, '2026-11-21') AS s JOIN materials.verdict AS w ON w.verdict = s.status AND w.bars) AS s), 'the portfolio counts lines with a rule in the way')
FROM page AS p WHERE p.name = 'portfolio';
SELECT set_eq($$SELECT m[1] FROM page AS p CROSS JOIN regexp_matches(pg_temp.brief(p.content), '<bdi>([^<]+)</bdi>', 'g') AS m WHERE p.name = 'portfolio'$$, 'SELECT code::text FROM contract_line', 'and names every line');
SELECT is((SELECT array_agg(m[1]) FROM regexp_matches(p.content, '<h2 id="why-([^"]+)">', 'g') AS m), (SELECT array_agg(m[1]) FROM regexp_matches(p.content, '<th scope="row"><a href="#why-([^"]+)">', 'g') AS m), format('%s gives its reasons in the order of its verdicts', p.name))
FROM page AS p WHERE p.content LIKE '%id="brief"%';
-- In one order everywhere: the legend, what is said in short, and the verdicts themselves.
SELECT is(s.looks, ARRAY(SELECT l.look FROM unnest(s.looks) AS l (look) ORDER BY look_place(l.look)), format('%s: %s in the order of their looks', p.name, t.told))
FROM page AS p CROSS JOIN (VALUES ('the legend', '<ul class="count small soft">.*?</ul>'), ('what is said in short', '<ul class="brief">.*?</ul>'), ('verdicts', '<h2 id="verdicts">.*?<tbody>(.*?)</tbody>')) AS t (told, part)
	CROSS JOIN LATERAL (SELECT array_agg(m[1]) AS looks FROM regexp_matches(substring(p.content FROM t.part), '<span class="(?:sign|verdict) ([a-z]+)"', 'g') AS m) AS s WHERE cardinality(s.looks) > 1 ORDER BY p.name, t.told;
-- A programme's page has its lines and no others.
SELECT set_eq($$SELECT m[1] FROM regexp_matches(programme_html('UAS', '2026-11-21'), '<th scope="row"><bdi class="nowrap">([^<]*)</bdi>', 'g') AS m$$, $$SELECT l.code::text FROM contract_line AS l JOIN programme AS p ON p.id = l.programme_id WHERE p.code = 'UAS'$$, 'the page of a programme has its contract lines');

-- The same as data.
CREATE TEMPORARY TABLE told AS SELECT dossier_json('UAS-01', '2026-11-21') AS d;
SELECT set_eq($$SELECT concat_ws('|', v ->> 'rule', v ->> 'status', v ->> 'share_min', v ->> 'share_max', v ->> 'reason') FROM told CROSS JOIN LATERAL jsonb_array_elements(told.d -> 'verdicts') AS v$$,
	$$SELECT concat_ws('|', c.rule, c.status, c.share_min, c.share_max, c.reason) FROM screen(NULL, NULL, '2026-11-21') AS c WHERE c.line = 'UAS-01'$$, 'the dossier as JSON has each verdict');
SELECT is(jsonb_path_query_first(t.d, '$.verdicts[*] ? (@.rule == "10USC4865").findings'), (SELECT jsonb_agg(to_jsonb(e) ORDER BY e.finding) FROM explain('UAS-01', '10USC4865', as_of => '2026-11-21') AS e), 'with its findings') FROM told AS t;
SELECT set_eq($$SELECT concat_ws('|', t ->> 'lot', t ->> 'share_min', t ->> 'share_max', t ->> 'share') FROM told CROSS JOIN LATERAL jsonb_array_elements(told.d #> '{lots,0,lots}') AS t$$,
	$$SELECT concat_ws('|', t.lot, t.share_min, t.share_max, t.share) FROM told CROSS JOIN LATERAL trace_up(told.d #>> '{lots,0,lot}') AS t UNION ALL SELECT concat_ws('|', told.d #>> '{lots,0,lot}', 1, 1, '1') FROM told$$, 'and every lot with its share');
SELECT set_eq($$SELECT concat_ws('|', o ->> 'country', o ->> 'share_min', o ->> 'share') FROM told CROSS JOIN LATERAL jsonb_array_elements(told.d #> '{lots,0,origins}') AS o$$,
	$$SELECT concat_ws('|', o.country, o.share_min, o.share) FROM told CROSS JOIN LATERAL origins(told.d #>> '{lots,0,lot}', by => 'country') AS o$$, 'and origins by country');
SELECT ok(p.content LIKE '%<code>' || (t.d ->> 'digest') || '</code>%' AND length(t.d ->> 'digest') = 64, 'the printed dossier bears the digest of the other') FROM page AS p, told AS t WHERE p.name = 'UAS-01';
SELECT ok(position('DOC-SURVEY-26' IN (t.d -> 'documents')::text) > 0, 'documents are named') FROM told AS t;

-- And in DOT: as many nodes and edges as the drawing has cards and ribbons, each a statement of the language.
CREATE TEMPORARY TABLE dot AS SELECT flow_dot('UAS-US-26', as_of => '2028-01-01') AS content;
SELECT is((SELECT count(*) FROM regexp_matches(d.content, '^\t"c[0-9]+" \[class="', 'gn')), (SELECT count(*) FROM regexp_matches(p.content, '<g class="card ', 'g')), 'DOT has a node for each card') FROM dot AS d, page AS p WHERE p.name = 'UAS-US-26';
SELECT is((SELECT count(*) FROM regexp_matches(d.content, '^\t"c[0-9]+" -> "c[0-9]+" \[label="', 'gn')), (SELECT count(*) FROM regexp_matches(p.content, '<path class="ribbon', 'g')), 'and an edge for each ribbon') FROM dot AS d, page AS p WHERE p.name = 'UAS-US-26';
SELECT is(regexp_replace(regexp_replace(d.content, '"([^"\\]|\\.)*"', 'S', 'g'), '^\t(S (-> S )?\[[^]"]*\];|rankdir=LR;|(label|labelloc|nodesep|fontname|fontsize)=[^;]*;|(node|edge) \[[^]"]*\];)\n', '', 'gn'), E'digraph S {\n}\n', 'and nothing that the language does not have') FROM dot AS d;
SELECT is(dot_text(E'a"b\\c\nd\x01'), '"a\"b\\c\nd "', 'texts end no string of DOT');
SELECT throws_ok($$SELECT dossier_html('NO-LINE')$$, '23503', 'there is no contract line "NO-LINE"', 'a line that is not there');
SELECT throws_ok($$SELECT programme_html('NO-PROGRAMME')$$, '23503', 'there is no programme "NO-PROGRAMME"', 'a programme that is not there');
SELECT throws_ok($$SELECT flow_svg('NO-LOT')$$, '23503', 'there is no lot "NO-LOT"', 'a lot that is not there');
SELECT throws_ok($$SELECT flow_svg('UAS-US-26', 'NO-RULE')$$, '22023', 'there is no rule "NO-RULE"', 'a rule that is not there');

-- Hostile names, a loop, a line without lots, and a ledger with nothing in it.
SELECT materials.create_ledger('hostile') \g /dev/null
SET search_path = hostile, materials, public;
SELECT lives_ok($$SELECT xmlparse(DOCUMENT portfolio_html())$$, 'an empty ledger has a page');
CREATE TEMPORARY TABLE evil AS SELECT E'"><script>alert(1)</script>\x01\u202E]]>&amp;<!--''' AS name;
INSERT INTO import_party (code, name, incorporated_in, source) SELECT name, name, 'CN', name FROM evil;
INSERT INTO import_item (code, name, class, unit_mass, source) SELECT name, name, 'cell', '1 kg', name FROM evil;
INSERT INTO import_lot (code, item, producer, country, quantity, source) SELECT name || n, name, name, 'CN', '10 each', name FROM evil, generate_series(1, 3) AS n;
INSERT INTO import_consumption (output_lot, input_lot, quantity, source) SELECT name || o, name || i, '4 each', name FROM evil, (VALUES (1, 2), (2, 3), (3, 2)) AS c (o, i);
INSERT INTO import_programme (code, name, source) SELECT name, name, name FROM evil;
INSERT INTO import_contract_line (contract, buyer, seller, signed_on, line, programme, item, quantity, procured_on, obligated_on, lots, source)
	SELECT name, name, name, '2026-01-01'::date, name, name, name, '5 each'::quantity, '2028-06-01'::date, '2028-06-01'::date, ARRAY[name || 1], name FROM evil
	UNION ALL SELECT name, NULL, NULL, NULL, 'without lots', NULL, name, '5 each', NULL, NULL, NULL, name FROM evil;
INSERT INTO import_document (code, kind, title, source) SELECT name, 'other', name, name FROM evil;
INSERT INTO import_declaration (claim, party, document, source) SELECT 'ownership_complete', name, name, name FROM evil;
INSERT INTO import_waiver (code, rule, line, granted_by, ground, valid_from, valid_to, document, source) SELECT name, '10USC4865', name, name, name, '2028-01-01', '2028-12-31', name, name FROM evil;
TRUNCATE page;
INSERT INTO page SELECT 'dossier', dossier_html(name) FROM evil UNION ALL SELECT 'line without lots', dossier_html('without lots') UNION ALL SELECT 'flow', flow_svg(name || 1) FROM evil UNION ALL SELECT 'portfolio', portfolio_html(name, name) FROM evil;
SELECT lives_ok(format('SELECT xmlparse(DOCUMENT %L)', p.content), format('%s with hostile names is well-formed', p.name)) FROM page AS p;
SELECT unalike(p.content, '%<script%', format('%s has no script', p.name)) FROM page AS p;
SELECT unalike(p.content, '%<!--%', format('%s has no comment', p.name)) FROM page AS p;
SELECT unalike(p.content, E'%\x01%', format('%s has no control character', p.name)) FROM page AS p;
SELECT ok(p.content LIKE '%&lt;script&gt;alert(1)&lt;/script&gt;%', format('%s shows the name as text', p.name)) FROM page AS p;
SELECT ok(p.content LIKE '%No lot is recorded that fills the line.%', 'a line without lots says so') FROM page AS p WHERE p.name = 'line without lots';
-- Very many lots: tables and pictures show the first, and say how many there are.
SELECT materials.create_ledger('wide') \g /dev/null
SET search_path = wide, materials, public;
INSERT INTO import_party (code, name, incorporated_in) SELECT 'M' || n, 'Maker ' || n, (ARRAY['CN', 'US', 'KR'])[1 + n % 3]::country FROM generate_series(1, 30) AS n;
INSERT INTO import_item (code, name, class, unit_mass) VALUES ('CELL', 'Cell', 'cell', '1 kg'), ('PACK', 'Pack', 'pack', '300 kg');
INSERT INTO import_lot (code, item, producer, country, quantity) SELECT 'C' || n, 'CELL', 'M' || 1 + n % 30, (ARRAY['CN', 'US', 'KR'])[1 + (1 + n % 30) % 3]::country, '10 each' FROM generate_series(1, 250) AS n;
INSERT INTO import_lot (code, item, producer, country, quantity) VALUES ('P', 'PACK', 'M1', 'US', '1 each');
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT 'P', 'C' || n, 1 + n % 30 / 10 || ' each' FROM generate_series(1, 250) AS n;
INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, obligated_on, lots) VALUES ('K', 'K-1', 'PACK', '1 each', '2028-06-01', '2028-06-01', '{P}');
CREATE TEMPORARY TABLE card AS SELECT c.* FROM flow_card('10USC4865', lot_id('P'), '2028-06-01', 'infinity') AS c;
SELECT is(count(*) FILTER (WHERE c.label NOT LIKE 'Others%'), 12::bigint, 'twelve cards of a column stand for themselves') FROM card AS c WHERE c.place = 0;
SELECT results_eq($$SELECT c.status, c.note, cardinality(c.lot_ids) FROM card AS c WHERE c.label LIKE 'Others%' ORDER BY c.status COLLATE "C"$$, $$
	SELECT s.status, CASE count(DISTINCT s.producer_id) WHEN 1 THEN min(s.name) ELSE count(DISTINCT s.producer_id) || ' makers' END || CASE WHEN count(DISTINCT s.country) > 1 THEN format(', %s countries', count(DISTINCT s.country)) ELSE '' END, count(*)::integer
	FROM (SELECT f.own AS status, l.producer_id, l.country, p.name FROM flow_status('10USC4865', ARRAY(SELECT x.id FROM lot AS x), '2028-06-01', 'infinity') AS f JOIN lot AS l ON l.id = f.lot_id JOIN party AS p ON p.id = l.producer_id
		WHERE l.id <> lot_id('P') AND l.id NOT IN (SELECT unnest(c.lot_ids) FROM card AS c WHERE c.label NOT LIKE 'Others%')) AS s GROUP BY s.status ORDER BY s.status COLLATE "C"$$, 'others share a card for each standing');
SELECT cmp_ok(count(*), '>', 1::bigint, 'there are several') FROM card AS c WHERE c.label LIKE 'Others%';
SELECT bag_eq('SELECT unnest(c.lot_ids) FROM card AS c', 'SELECT l.id FROM lot AS l', 'each lot is on one card');
SELECT is(round(sum(c.share), 4), 1.0000, 'and no share is lost') FROM card AS c WHERE c.place = 0;
SELECT cmp_ok((SELECT min(c.share) FROM card AS c WHERE c.place = 0 AND c.label NOT LIKE 'Others%'), '>=', max(m.share), 'those by themselves are the largest')
FROM (SELECT round(sum(t.share_max), 6) AS share FROM trace_up('P') AS t JOIN card AS c ON lot_id(t.lot) = ANY (c.lot_ids) WHERE c.label LIKE 'Others%' GROUP BY t.party) AS m;
CREATE TEMPORARY TABLE wide_page AS SELECT dossier_html('K-1', '2028-06-01') AS content;
SELECT lives_ok('SELECT xmlparse(DOCUMENT content) FROM wide_page', 'the page is well-formed');
SELECT ok(content LIKE '%<p class="small">200 of 251 are shown; trace_up() lists all.</p>%', 'of the lots the first are shown') FROM wide_page;
SELECT is((SELECT count(*) FROM regexp_matches(content, '<p class="small">200 of ([0-9]+) are shown; explain\(\) and dossier_json\(\) list all.</p>', 'g')) > 0, true, 'and of the findings') FROM wide_page;
SELECT is((SELECT count(*) FROM regexp_matches(content, '<td data-label="Finding, and the way to it">', 'g')), (SELECT sum(least(f.findings, 200))::bigint
		FROM (SELECT count(*) AS findings FROM materials.rules_asked(NULL) AS a CROSS JOIN LATERAL (SELECT DISTINCT x.kind, x.lot, x.party, x.detail, CASE x.kind WHEN 'offender' THEN 1 WHEN 'unknown' THEN 2 ELSE 3 END AS place FROM explain('K-1', a.rule, as_of => '2028-06-01') AS x) AS x GROUP BY a.rule, x.place) AS f),
	'as many as a table holds of each kind, of each rule') FROM wide_page;
SELECT * FROM finish();
ROLLBACK;
