-- What printed pages are made of: text that cannot break out, shares in words, bars of bounds, one style, one frame.
-- A page is one well-formed document that fetches nothing: no script, no address, no font.

CREATE FUNCTION materials.html_escape(content pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- What XML cannot hold, and what turns the direction of writing, is shown as the replacement character.
	SELECT regexp_replace(replace(replace(replace(replace(replace(content, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;'),
		'[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]', '&#65533;', 'g');
END;
COMMENT ON FUNCTION materials.html_escape(text) IS 'text for a place between tags or in a quoted attribute of HTML, SVG or XML: nothing in it is markup any more';

CREATE FUNCTION materials.share_text(share pg_catalog.numeric) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN share > 0 AND share < 0.0001 THEN '< 0.01 %' WHEN share > 0.9999 AND share < 1 THEN '> 99.99 %'
		ELSE CASE WHEN round(share, 4) = share THEN '' ELSE '≈ ' END || trim_scale(round(share * 100, 2))::text || ' %' END;
END;
COMMENT ON FUNCTION materials.share_text(numeric) IS 'a share as a percentage with at most two decimals, marked where it was rounded';

CREATE FUNCTION materials.share_text(share_min pg_catalog.numeric, share_max pg_catalog.numeric) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	-- A bound is never made to look better by rounding; what is known to a billionth is one value, and marked where it was rounded.
	SELECT CASE WHEN share_min IS NULL OR share_max IS NULL THEN 'unknown'
		WHEN share_max - share_min < 1e-9 THEN materials.share_text(round((share_min + share_max) / 2, 18))
		ELSE trim_scale(trunc(share_min * 100, 2))::text || ' % to ' || trim_scale(ceil(share_max * 10000) / 100)::text || ' %' END;
END;
COMMENT ON FUNCTION materials.share_text(numeric, numeric) IS 'bounds of a share as percentages, rounded outward; one percentage where they are less than a billionth apart; "unknown" where one is missing';

CREATE FUNCTION materials.verdict_look(verdict pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- What is no test that was met, but a rule that does not bite, comes below the words for a test that was.
	SELECT coalesce((SELECT CASE WHEN v.bars THEN 'bad' WHEN NOT v.settled THEN 'open' WHEN v.asks THEN 'asks' WHEN v.severity < p.severity OR v.verdict IN ('WAIVED', 'EXEMPT') THEN 'aside' ELSE 'good' END
		FROM materials.verdict AS v, materials.verdict AS p WHERE v.verdict = verdict_look.verdict AND p.verdict = 'PASS'), 'open');
END;
COMMENT ON FUNCTION materials.verdict_look(text) IS 'how a verdict is shown: bad, asks (it is known, bars nothing and asks for something), open (what is unknown or unsettled decides), good or aside (the rule does not bite)';

CREATE FUNCTION materials.look_place(look pg_catalog.text) RETURNS pg_catalog.int4
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_position('{bad,asks,open,good,aside}', look);
END;
COMMENT ON FUNCTION materials.look_place(text) IS 'in which place pages tell verdicts of such a look, 1 for those that come first';

CREATE FUNCTION materials.look_sign(look pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	-- What is known is filled, what is not is hollow.
	SELECT CASE look WHEN 'bad' THEN '&#9650;' WHEN 'asks' THEN '&#9670;' WHEN 'good' THEN '&#9679;' WHEN 'aside' THEN '&#8211;' ELSE '&#9671;' END;
END;
COMMENT ON FUNCTION materials.look_sign(text) IS 'the sign that tells without colour how a verdict is shown, as markup';

-- A table of some hundred thousand rows is no page any more.  Which come first is for the table to say.
CREATE FUNCTION materials.page_rows() RETURNS pg_catalog.int4
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN 200;
COMMENT ON FUNCTION materials.page_rows() IS 'how many rows a table of a printed page has at most';

CREATE FUNCTION materials.html_more(count pg_catalog.int8, instead pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN count > materials.page_rows() THEN format('<p class="small">%s of %s are shown; %s.</p>', materials.page_rows(), count, materials.html_escape(instead)) ELSE '' END;
END;
COMMENT ON FUNCTION materials.html_more(int8, text) IS 'what stands below a table of a printed page that does not show all of its rows, in HTML: how many there are, and what lists all';

CREATE FUNCTION materials.html_legend() RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT '<ul class="count small soft">' || string_agg(format('<li><span class="sign %s" aria-hidden="true">%s</span> %s</li>', l.look, materials.look_sign(l.look), l.meaning), '' ORDER BY materials.look_place(l.look)) || '</ul>'
	FROM (VALUES ('bad', 'stands in the way'), ('asks', 'known, and asks for something: a licence, a document, a decision; bars nothing by itself'), ('open', 'open: what is unknown or unsettled decides'),
		('good', 'clear'), ('aside', 'not in question: the rule does not reach it')) AS l (look, meaning);
END;
COMMENT ON FUNCTION materials.html_legend() IS 'what signs and colours of verdicts mean, as a list in HTML';

CREATE FUNCTION materials.html_verdict(verdict pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- The sign tells what the colour tells, and the word tells both.
	SELECT format('<span class="verdict %s"><span aria-hidden="true">%s</span> %s</span>', l.look,
		materials.look_sign(l.look),
		materials.html_escape(replace(coalesce(verdict, 'not asked'), '_', ' ')))
	FROM (SELECT materials.verdict_look(verdict)) AS l (look);
END;
COMMENT ON FUNCTION materials.html_verdict(text) IS 'a verdict as a coloured word with a sign of its own';

CREATE FUNCTION materials.svg_bounds(share_min pg_catalog.numeric, share_max pg_catalog.numeric, threshold pg_catalog.numeric) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN share_min IS NULL OR share_max IS NULL THEN '' ELSE
		format('<svg class="bounds" viewBox="0 0 220 26" width="220" height="26" role="img" aria-label="%s%s">', materials.share_text(share_min, share_max),
			coalesce(', threshold ' || materials.share_text(threshold), ''))
		|| '<rect class="track" x="2" y="8" width="216" height="10"/>'
		|| format('<rect class="sure" x="2" y="8" width="%s" height="10"/>', round(216 * share_min, 1))
		|| CASE WHEN share_max - share_min >= 1e-18 THEN format('<rect class="unsure" x="%s" y="8.5" width="%s" height="9"/>', round(2 + 216 * share_min, 1), greatest(round(216 * (share_max - share_min), 1), 1)) ELSE '' END
		|| CASE WHEN threshold IS NULL THEN '' ELSE format('<path class="mark" d="M%s 2V24"/>', round(2 + 216 * threshold, 1)) END || '</svg>' END;
END;
COMMENT ON FUNCTION materials.svg_bounds(numeric, numeric, numeric) IS 'a bar from 0 to 100 %: filled to the lower bound, dashed to the upper one, a stroke at the threshold';

CREATE FUNCTION materials.page_style() RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT $style$
:root{color-scheme:light dark;--page:#fbfbf9;--card:#fff;--ink:#1b2126;--soft:#4d575f;--line:#d4d8da;--head:#eef0ef;
--bad:#a3211a;--bad-bg:#fcebe9;--good:#13614f;--good-bg:#e6f3ef;--open:#5a3f96;--open-bg:#f0ebfa;--asks:#7a4a00;--asks-bg:#fdf1dc;--aside:#4a545c;--aside-bg:#edf0f2;--item:#1c4a86;--item-bg:#e8effa}
@media (prefers-color-scheme:dark){:root{--page:#14181b;--card:#1c2125;--ink:#e7eaec;--soft:#a9b3ba;--line:#3a4248;--head:#242b30;
--bad:#ff9a90;--bad-bg:#3c2220;--good:#7dd9bf;--good-bg:#173029;--open:#c9b6ff;--open-bg:#2c2544;--asks:#f2c46d;--asks-bg:#3a2f18;--aside:#b4bfc7;--aside-bg:#2a3136;--item:#9cc1f7;--item-bg:#1c2c45}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#111;--soft:#3c4449;--line:#b9bfc3;--head:#f1f2f2;
--bad:#a3211a;--bad-bg:#fcebe9;--good:#13614f;--good-bg:#e6f3ef;--open:#5a3f96;--open-bg:#f0ebfa;--asks:#7a4a00;--asks-bg:#fdf1dc;--aside:#4a545c;--aside-bg:#edf0f2;--item:#1c4a86;--item-bg:#e8effa}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
header,main,footer{max-width:82rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}header p{max-width:60rem}footer{color:var(--soft);font-size:.85rem;padding-bottom:3rem;border-top:1px solid var(--line);margin-top:2.5rem;padding-top:1rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.25rem 0 .5rem}h3{font-size:1rem;margin:1.25rem 0 .25rem}
p,ul,ol,dl{margin:.5rem 0}code{overflow-wrap:anywhere}.soft{color:var(--soft)}.small{font-size:.85rem}
.notice{border:1px solid var(--open);background:var(--open-bg);border-left-width:6px;padding:.5rem .9rem;border-radius:4px}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:6px;background:var(--card)}
table{border-collapse:collapse;width:100%;font-size:.9rem}caption{text-align:left;padding:.5rem .75rem;color:var(--soft)}
th,td{text-align:left;vertical-align:top;padding:.45rem .75rem;border-top:1px solid var(--line);overflow-wrap:break-word}thead th{background:var(--head);border-top:0;white-space:nowrap}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.nowrap{white-space:nowrap}
tr.unknown td,tr.unknown th{background:var(--open-bg)}tbody th{font-weight:650}tbody th .soft{font-weight:400}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.25rem 1.5rem;margin:1rem 0}.facts div{border-top:1px solid var(--line);padding-top:.25rem}.facts dt{color:var(--soft);font-size:.8rem}.facts dd{margin:0;overflow-wrap:break-word}
.verdict{display:inline-block;white-space:nowrap;font-size:.78rem;font-weight:650;letter-spacing:.02em;padding:.1rem .5rem;border-radius:4px;border:1px solid currentColor}
.verdict.bad{color:var(--bad);background:var(--bad-bg)}.verdict.good{color:var(--good);background:var(--good-bg)}.verdict.open{color:var(--open);background:var(--open-bg);border-style:dashed}.verdict.asks{color:var(--asks);background:var(--asks-bg)}.verdict.aside{color:var(--aside);background:var(--aside-bg)}
.bounds{display:block;max-width:100%}.bounds .track{fill:none;stroke:var(--soft)}.bounds .sure{fill:var(--item)}.bounds .unsure{fill:var(--open-bg);stroke:var(--open);stroke-dasharray:3 2}.bounds .mark{stroke:var(--ink);stroke-width:2.5}
.first{width:18%;min-width:11rem}.many{columns:19rem;column-gap:1.25rem}.sign.bad{color:var(--bad)}.sign.asks{color:var(--asks)}.sign.open{color:var(--open)}.sign.good{color:var(--good)}a{color:inherit}
.count{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;list-style:none}
.brief{padding:0;list-style:none;max-width:68rem}.brief li{margin:.35rem 0;padding-left:1.4rem}.brief .sign{float:left;margin-left:-1.4rem}.brief a,.brief bdi{white-space:nowrap}@media (max-width:40rem){.brief bdi{white-space:normal}}
.finding{margin:0 0 .5rem;break-inside:avoid}.chain{padding-left:1.4rem}.chain li{margin:.15rem 0}
.flow{display:block}figure{margin:.5rem 0}figure.wide{padding:.6rem .6rem 0}tr.unknown .bounds .sure{fill:var(--open)}figcaption{color:var(--soft);font-size:.85rem;padding:.5rem .75rem}
@media (max-width:40rem){body{font-size:15px}header,main,footer{padding-left:.8rem;padding-right:.8rem}}
@media screen and (max-width:62rem){th,td{padding:.4rem .5rem}.first{min-width:0}.first{width:auto}
.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block}.stack thead{display:none}.stack td{border-top:0}.stack td[data-label]::before{content:attr(data-label);display:block;color:var(--soft);font-size:.8rem}
.stack td.number{text-align:left}.stack td:empty,.stack td:has(>bdi:only-child:empty){display:none}.stack tr{border-bottom:1px solid var(--line)}}
@media print{@page{size:A4 landscape;margin:11mm}html{font-size:11.5px}body{font-size:1rem;-webkit-print-color-adjust:exact;print-color-adjust:exact}header,main,footer{max-width:none;padding-left:0;padding-right:0}header{padding-top:0}footer{margin-top:.8rem;padding-bottom:0}
.wide{overflow:visible;border:0}tr,figure,.keep{break-inside:avoid}thead{display:table-header-group}h2,h3{break-after:avoid}.flow{width:100%!important;min-width:0!important;max-height:140mm}figure.wide{padding:0}.page{break-before:page}}
$style$::text;
END;
COMMENT ON FUNCTION materials.page_style() IS 'the style of printed pages: light and dark, narrow and printed';

CREATE FUNCTION materials.page_frame(title pg_catalog.text, body pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT '<!DOCTYPE html>' || chr(10) || '<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>'
		|| materials.html_escape(title) || '</title><style>' || materials.page_style() || '</style></head>' || chr(10) || '<body>' || body || '</body></html>' || chr(10);
END;
COMMENT ON FUNCTION materials.page_frame(text, text) IS 'a whole page around a body that is already markup';
