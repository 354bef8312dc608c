-- A flow diagram: cards in columns, ribbons between them as wide as what flows.
--
-- The layout is that of Sankey diagrams, computed here and always the same for the same input: a ribbon that passes a column
-- gets a narrow place of its own there; then the cards of each column move towards the mean height of what they are tied to,
-- from left to right and back, and are pushed apart where they overlap.

CREATE FUNCTION materials.column_cards() RETURNS pg_catalog.int4
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN 12;
COMMENT ON FUNCTION materials.column_cards() IS 'how many cards of a column of a flow diagram stand for themselves, the largest; others share one for each standing';

CREATE FUNCTION materials.flow_text(content pg_catalog.text, width pg_catalog.int4) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT materials.html_escape(materials.shortened(content, width));
END;
COMMENT ON FUNCTION materials.flow_text(text, integer) IS 'text for one line of a card: escaped, and cut where it is longer';

CREATE FUNCTION materials.flow_place(columns pg_catalog.int4[], heights pg_catalog.float8[], sources pg_catalog.int4[], targets pg_catalog.int4[], weights pg_catalog.float8[], gap pg_catalog.float8)
	RETURNS pg_catalog.float8[]
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	node_count integer := cardinality(columns);
	column_max integer := (SELECT max(c) FROM unnest(columns) AS u (c));
	height_max float8 := (SELECT max(s.total) FROM (SELECT sum(h + gap) - gap AS total FROM unnest(columns, heights) AS u (c, h) GROUP BY c) AS s);
	place float8[];
	pull float8[];
	weight float8[];
	fresh float8;
	turn integer;
	step integer;
	node integer;
	last integer;
BEGIN
	place := (SELECT array_agg(p.top ORDER BY p.n) FROM (
		SELECT u.n, sum(u.h + gap) OVER (PARTITION BY u.c ORDER BY u.n) - u.h - gap + (height_max - sum(u.h + gap) OVER (PARTITION BY u.c) + gap) / 2 AS top
		FROM unnest(columns, heights) WITH ORDINALITY AS u (c, h, n)) AS p);
	FOR turn IN 1..24 LOOP
		FOR step IN 1..column_max LOOP
			pull := array_fill(0::float8, ARRAY[node_count]);
			weight := pull;
			FOR link IN 1..cardinality(sources) LOOP
				IF turn % 2 = 1 AND columns[targets[link]] = step THEN
					node := targets[link];
					last := sources[link];
				ELSIF turn % 2 = 0 AND columns[sources[link]] = column_max - step THEN
					node := sources[link];
					last := targets[link];
				ELSE
					CONTINUE;
				END IF;
				pull[node] := pull[node] + weights[link] * (place[last] + heights[last] / 2);
				weight[node] := weight[node] + weights[link];
			END LOOP;
			FOR node IN 1..node_count LOOP
				IF weight[node] > 0 THEN
					place[node] := place[node] + (pull[node] / weight[node] - heights[node] / 2 - place[node]) * (1 - turn / 48.0);
				END IF;
			END LOOP;
			-- Push apart: down from the top, then up from the bottom.
			fresh := 0;
			last := CASE turn % 2 WHEN 1 THEN step ELSE column_max - step END;
			FOR node IN SELECT u.n FROM unnest(columns, place, heights) WITH ORDINALITY AS u (c, p, h, n) WHERE u.c = last ORDER BY u.p + u.h / 2, u.n LOOP
				place[node] := greatest(place[node], fresh);
				fresh := place[node] + heights[node] + gap;
			END LOOP;
			fresh := height_max + gap;
			FOR node IN SELECT u.n FROM unnest(columns, place) WITH ORDINALITY AS u (c, p, n) WHERE u.c = last ORDER BY u.p DESC, u.n DESC LOOP
				place[node] := least(place[node], fresh - gap - heights[node]);
				fresh := place[node];
			END LOOP;
		END LOOP;
	END LOOP;
	RETURN place;
END
$$;
COMMENT ON FUNCTION materials.flow_place(integer[], double precision[], integer[], integer[], double precision[], double precision) IS
	'tops of the cards of a flow diagram from their columns (0 is the leftmost), heights and links (numbers of the cards and how much flows)';

CREATE FUNCTION materials.flow_sign(status pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE status
		WHEN 'covered' THEN '<path class="sign" d="M16 8l7 12H9z"/>'
		WHEN 'unknown' THEN '<path class="sign" d="M16 7l7 7-7 7-7-7z"/>'
		WHEN 'item' THEN '<path class="sign" d="M10 8h12v12H10z"/>'
		WHEN 'plain' THEN ''
		ELSE '<circle class="sign" cx="16" cy="14" r="5.5"/>' END;
END;
COMMENT ON FUNCTION materials.flow_sign(text) IS 'sign of a card: triangle (covered), diamond (unknown), square (item), none (plain), else circle; the shape tells what the colour tells';

CREATE FUNCTION materials.flow_style() RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT $style$<style>
.flow{--f-ink:#1b2126;--f-soft:#4d575f;--f-covered:#a3211a;--f-covered-bg:#fcebe9;--f-clear:#13614f;--f-clear-bg:#e6f3ef;--f-unknown:#5a3f96;--f-unknown-bg:#f0ebfa;--f-item:#1c4a86;--f-item-bg:#e8effa;font-family:system-ui,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
@media (prefers-color-scheme:dark){.flow{--f-ink:#e7eaec;--f-soft:#a9b3ba;--f-covered:#ff9a90;--f-covered-bg:#3c2220;--f-clear:#7dd9bf;--f-clear-bg:#173029;--f-unknown:#c9b6ff;--f-unknown-bg:#2c2544;--f-item:#9cc1f7;--f-item-bg:#1c2c45}}
@media print{.flow{--f-ink:#111;--f-soft:#3c4449;--f-covered:#a3211a;--f-covered-bg:#fcebe9;--f-clear:#13614f;--f-clear-bg:#e6f3ef;--f-unknown:#5a3f96;--f-unknown-bg:#f0ebfa;--f-item:#1c4a86;--f-item-bg:#e8effa}}
.flow text{fill:var(--f-ink);font-size:11px}.flow .name{font-weight:650}.flow .note,.flow .head{fill:var(--f-soft)}.flow .head{font-weight:650}
.flow .ribbon{fill:var(--f-clear);fill-opacity:.26}.flow .ribbon.covered{fill:var(--f-covered);fill-opacity:.42}.flow .ribbon.unknown{fill-opacity:1;stroke:var(--f-unknown);stroke-width:.8;stroke-dasharray:4 3}.flow .hatch{stroke:var(--f-unknown);stroke-width:1.6;stroke-opacity:.55}
.flow .card rect{fill:var(--f-clear-bg);stroke:var(--f-clear);stroke-width:1.2}.flow .sign{fill:var(--f-clear)}.flow .card .word{fill:var(--f-clear);font-weight:600}
.flow .covered rect{fill:var(--f-covered-bg);stroke:var(--f-covered);stroke-width:2}.flow .covered .sign{fill:var(--f-covered)}.flow .card.covered .word{fill:var(--f-covered)}
.flow .unknown rect{fill:var(--f-unknown-bg);stroke:var(--f-unknown);stroke-width:1.6;stroke-dasharray:5 3}.flow .unknown .sign{fill:none;stroke:var(--f-unknown);stroke-width:1.8}.flow .card.unknown .word{fill:var(--f-unknown)}
.flow .item rect{fill:var(--f-item-bg);stroke:var(--f-item)}.flow .item .sign{fill:var(--f-item)}.flow .card.item .word{fill:var(--f-item)}
.flow .plain rect{fill-opacity:0;stroke:var(--f-soft)}.flow .card.plain .word{fill:var(--f-soft)}
</style>$style$::text;
END;
COMMENT ON FUNCTION materials.flow_style() IS 'style of a flow diagram, so that it looks alike in a page and as a file of its own';

CREATE FUNCTION materials.flow_piece(columns pg_catalog.int4[], sources pg_catalog.int4[], targets pg_catalog.int4[])
	RETURNS TABLE (link pg_catalog.int4, source pg_catalog.int4, target pg_catalog.int4, target_column pg_catalog.int4)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	WITH stop AS MATERIALIZED (
		SELECT u.link, c.at, CASE c.at WHEN columns[u.source] THEN u.source WHEN columns[u.target] THEN u.target
			ELSE cardinality(columns) + row_number() OVER (PARTITION BY c.at IN (columns[u.source], columns[u.target]) ORDER BY u.link, c.at) END::integer AS node
		FROM unnest(sources, targets) WITH ORDINALITY AS u (source, target, link) CROSS JOIN LATERAL generate_series(columns[u.source], columns[u.target]) AS c (at)
	)
	SELECT s.link::integer, s.node, e.node, e.at FROM stop AS s JOIN stop AS e ON e.link = s.link AND e.at = s.at + 1 ORDER BY s.link, s.at;
END;
COMMENT ON FUNCTION materials.flow_piece(integer[], integer[], integer[]) IS
	'ribbons cut at each column that they pass: the places between are numbered on after the cards';

CREATE FUNCTION materials.flow_ribbon(columns pg_catalog.int4[], tops pg_catalog.float8[], heights pg_catalog.float8[], card_count pg_catalog.int4, links pg_catalog.int4[],
		sources pg_catalog.int4[], targets pg_catalog.int4[], weights pg_catalog.float8[], card_width pg_catalog.float8, column_width pg_catalog.float8)
	RETURNS TABLE (link pg_catalog.int4, path pg_catalog.text)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 200
BEGIN ATOMIC
	-- Ribbons leave and enter a card one below the other, in the order of their other ends.  Each is an area: along its upper
	-- edge to the right, back along its lower one.
	WITH piece AS (
		SELECT u.*, tops[u.source] + heights[u.source] / 2 + sum(u.weight) OVER (PARTITION BY u.source ORDER BY tops[u.target] + heights[u.target] / 2, u.place)
				- u.weight - sum(u.weight) OVER (PARTITION BY u.source) / 2 AS leaves,
			tops[u.target] + heights[u.target] / 2 + sum(u.weight) OVER (PARTITION BY u.target ORDER BY tops[u.source] + heights[u.source] / 2, u.place)
				- u.weight - sum(u.weight) OVER (PARTITION BY u.target) / 2 AS enters
		FROM unnest(links, sources, targets, weights) WITH ORDINALITY AS u (link, source, target, weight, place)
	), point AS (
		SELECT p.link, p.place, round((columns[p.source] * column_width + card_width)::numeric, 1) AS x1, round((columns[p.source] * column_width + (card_width + column_width) / 2)::numeric, 1) AS x,
			round((columns[p.target] * column_width)::numeric, 1) AS x2, round(p.leaves::numeric, 1) AS y1, round(p.enters::numeric, 1) AS y2,
			round((p.leaves + p.weight)::numeric, 1) AS y3, round((p.enters + p.weight)::numeric, 1) AS y4
		FROM piece AS p
	)
	SELECT p.link, 'M' || string_agg(format('%s %sC%s %s %s %s %s %s', p.x1, p.y1, p.x, p.y1, p.x, p.y2, p.x2, p.y2), 'L' ORDER BY p.place)
		|| 'L' || string_agg(format('%s %sC%s %s %s %s %s %s', p.x2, p.y4, p.x, p.y4, p.x, p.y3, p.x1, p.y3), 'L' ORDER BY p.place DESC) || 'Z'
	FROM point AS p GROUP BY p.link;
END;
COMMENT ON FUNCTION materials.flow_ribbon(integer[], double precision[], double precision[], integer, integer[], integer[], integer[], double precision[], double precision, double precision) IS
	'the outline of each ribbon of a flow diagram';

CREATE FUNCTION materials.flow_label(label pg_catalog.text, width pg_catalog.int4) RETURNS pg_catalog.text[]
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- As many words as fit on the first line, the rest on the second.
	SELECT CASE WHEN length(label) <= width THEN ARRAY[label]
		ELSE (SELECT CASE WHEN b.break IS NULL THEN ARRAY[left(label, width), substr(label, width + 1)] ELSE ARRAY[left(label, b.break - 1), substr(label, b.break + 1)] END
			FROM (SELECT max(i) AS break FROM generate_series(2, width + 1) AS g (i) WHERE substr(label, i, 1) = ' ') AS b) END;
END;
COMMENT ON FUNCTION materials.flow_label(text, integer) IS 'a name on one line, or broken into two';

CREATE FUNCTION materials.flow_card_markup(card pg_catalog.jsonb, x pg_catalog.float8, y pg_catalog.float8, width pg_catalog.float8, height pg_catalog.float8) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT format('<g class="card %s" transform="translate(%s %s)"><title>%s</title><rect width="%s" height="%s" rx="5"/>%s<text class="name" x="28" y="18">%s</text>%s%s<text class="word" x="10" y="%s">%s</text></g>',
		CASE WHEN card ->> 'status' IN ('covered', 'unknown', 'item', 'plain') THEN card ->> 'status' ELSE 'clear' END, round(x::numeric, 1), round(y::numeric, 1),
		materials.html_escape(concat_ws(', ', card ->> 'label', card ->> 'note', card ->> 'text')), round(width::numeric, 1), round(height::numeric, 1), materials.flow_sign(coalesce(card ->> 'status', 'clear')),
		materials.flow_text(l.line[1], 17), CASE WHEN cardinality(l.line) > 1 THEN format('<text class="name" x="28" y="31">%s</text>', materials.flow_text(l.line[2], 17)) ELSE '' END,
		CASE WHEN n.note <> '' THEN format('<text class="note" x="10" y="%s">%s</text>', 20 + 13 * cardinality(l.line), materials.flow_text(n.note, 22)) ELSE '' END,
		20 + 13 * cardinality(l.line) + CASE WHEN n.note <> '' THEN 14 ELSE 0 END, materials.flow_text(coalesce(card ->> 'text', ''), 22))
	FROM (SELECT materials.flow_label(coalesce(card ->> 'label', ''), 17)) AS l (line), (SELECT coalesce(card ->> 'note', '')) AS n (note);
END;
COMMENT ON FUNCTION materials.flow_card_markup(jsonb, double precision, double precision, double precision, double precision) IS 'one card of a flow diagram as SVG';

CREATE FUNCTION materials.svg_flow(title pg_catalog.text, description pg_catalog.text, headings pg_catalog.text[], nodes pg_catalog.jsonb, links pg_catalog.jsonb) RETURNS pg_catalog.text
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	card_width CONSTANT float8 := 160;
	column_width float8;
	scale CONSTANT float8 := 300;
	head CONSTANT float8 := 26;
	cards jsonb[] := ARRAY(SELECT n.value FROM jsonb_array_elements(nodes) AS n
		ORDER BY (n.value ->> 'column')::integer, (n.value ->> 'weight')::numeric DESC, n.value ->> 'id' COLLATE "C");
	card_columns integer[] := ARRAY(SELECT (u.c ->> 'column')::integer FROM unnest(cards) WITH ORDINALITY AS u (c, i) ORDER BY u.i);
	card_heights float8[] := ARRAY(SELECT greatest(27 + 13 * cardinality(materials.flow_label(coalesce(u.c ->> 'label', ''), 17)) + CASE WHEN coalesce(u.c ->> 'note', '') = '' THEN 0 ELSE 14 END, (u.c ->> 'weight')::float8 * scale) FROM unnest(cards) WITH ORDINALITY AS u (c, i) ORDER BY u.i);
	mark text := 'flow-' || left(md5(concat(title, nodes, links)), 8);
	link_list jsonb[];
	link_sources integer[];
	link_targets integer[];
	piece_links integer[];
	piece_sources integer[];
	piece_targets integer[];
	piece_weights float8[];
	tops float8[];
	width numeric;
	body text;
BEGIN
	IF cardinality(cards) = 0 THEN
		RETURN format('<svg xmlns="http://www.w3.org/2000/svg" class="flow" viewBox="0 0 400 40" width="400" role="img" aria-labelledby="%s-title"><title id="%s-title">%s</title>%s<text x="4" y="24">Nothing is recorded yet.</text></svg>',
			mark, mark, materials.html_escape(title), materials.flow_style());
	END IF;
	-- Few columns spread over a page's width, many stand as close as their ribbons allow.
	column_width := (SELECT round(greatest(204, least(460, 1080.0 / greatest(max(c), 1)))) FROM unnest(card_columns) AS u (c));
	-- A link within a column, as in a loop, is left out; one that runs backwards is drawn forwards.
	SELECT array_agg(l.value ORDER BY l.i), array_agg(least(f.i, t.i)::integer ORDER BY l.i), array_agg(greatest(f.i, t.i)::integer ORDER BY l.i) INTO link_list, link_sources, link_targets
	FROM jsonb_array_elements(links) WITH ORDINALITY AS l (value, i)
		JOIN unnest(cards) WITH ORDINALITY AS f (c, i) ON f.c ->> 'id' = l.value ->> 'from'
		JOIN unnest(cards) WITH ORDINALITY AS t (c, i) ON t.c ->> 'id' = l.value ->> 'to'
	WHERE f.c ->> 'column' <> t.c ->> 'column';
	SELECT array_agg(p.link ORDER BY p.i), array_agg(p.source ORDER BY p.i), array_agg(p.target ORDER BY p.i), array_agg(greatest(1.5, (link_list[p.link] ->> 'weight')::float8 * scale) ORDER BY p.i),
		card_columns || coalesce(array_agg(p.target_column ORDER BY p.target) FILTER (WHERE p.target > cardinality(cards)), '{}'),
		card_heights || coalesce(array_agg(greatest(1.5, (link_list[p.link] ->> 'weight')::float8 * scale) ORDER BY p.target) FILTER (WHERE p.target > cardinality(cards)), '{}')
	INTO piece_links, piece_sources, piece_targets, piece_weights, card_columns, card_heights
	FROM materials.flow_piece(card_columns, link_sources, link_targets) WITH ORDINALITY AS p (link, source, target, target_column, i);
	tops := materials.flow_place(card_columns, card_heights, coalesce(piece_sources, '{}'), coalesce(piece_targets, '{}'), coalesce(piece_weights, '{}'), 12);
	tops := ARRAY(SELECT u.top + head FROM unnest(tops) WITH ORDINALITY AS u (top, i) ORDER BY u.i);
	width := (SELECT max(c) FROM unnest(card_columns) AS u (c)) * column_width + card_width + 4;

	body := concat(
		(SELECT string_agg(format('<text class="head" x="%s" y="13">%s</text>', round(((u.i - 1) * column_width)::numeric, 1), materials.flow_text(u.h, 24)), '' ORDER BY u.i) FROM unnest(headings) WITH ORDINALITY AS u (h, i)),
		(SELECT string_agg(CASE link_list[r.link] ->> 'status' WHEN 'unknown' THEN format('<path class="ribbon unknown" style="fill:url(#%s-hatch)" d="%s"/>', mark, r.path)
				WHEN 'covered' THEN format('<path class="ribbon covered" d="%s"/>', r.path) ELSE format('<path class="ribbon" d="%s"/>', r.path) END, '' ORDER BY r.link)
			FROM materials.flow_ribbon(card_columns, tops, card_heights, cardinality(cards), piece_links, piece_sources, piece_targets, piece_weights, card_width, column_width) AS r),
		(SELECT string_agg(materials.flow_card_markup(u.c, card_columns[u.i] * column_width, tops[u.i], card_width, card_heights[u.i]), '' ORDER BY u.i) FROM unnest(cards) WITH ORDINALITY AS u (c, i)));
	RETURN format('<svg xmlns="http://www.w3.org/2000/svg" class="flow" viewBox="-2 0 %s %s" width="%s" style="max-width:100%%;min-width:min(%spx,60rem);height:auto" role="img" aria-labelledby="%s-title %s-text"><title id="%s-title">%s</title><desc id="%s-text">%s</desc>%s<defs><pattern id="%s-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 3h6"/></pattern></defs>%s</svg>',
		width, (SELECT round(max(u.top + u.height)::numeric + 3) FROM unnest(tops, card_heights) AS u (top, height)), width, width, mark, mark, mark, materials.html_escape(title), mark, materials.html_escape(description), materials.flow_style(), mark, body);
END
$$;
COMMENT ON FUNCTION materials.svg_flow(text, text, text[], jsonb, jsonb) IS
	'a flow diagram as SVG: nodes are {id, column, label, note, text, status, weight}, links {from, to, weight, status}; status is clear, covered, unknown, item or plain (says nothing); weight 1 is the whole';
