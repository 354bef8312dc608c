-- The same flow diagram in DOT, the language of Graphviz (https://graphviz.org/doc/info/lang.html), for tools that lay out by themselves.

CREATE FUNCTION materials.dot_text(content pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- In a quoted string a quotation mark ends it, and a backslash begins what only labels know.
	SELECT '"' || replace(replace(replace(regexp_replace(content, '[\x01-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]', ' ', 'g'), '\', '\\'), '"', '\"'), E'\n', '\n') || '"';
END;
COMMENT ON FUNCTION materials.dot_text(text) IS 'a text as DOT has it, in quotation marks';

CREATE FUNCTION materials.dot_flow(title pg_catalog.text, nodes pg_catalog.jsonb, links pg_catalog.jsonb) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- Standing is told by a sign and by the line, not by colour alone.
	SELECT format(E'digraph %s {\n\trankdir=LR;\n\tlabel=%1$s;\n\tlabelloc=t;\n\tnodesep=0.12;\n\tfontname="sans-serif";\n\tfontsize=20;\n\tnode [shape=box, fontname="sans-serif"];\n\tedge [fontname="sans-serif", fontsize=11];\n', materials.dot_text(title))
		|| coalesce((SELECT string_agg(format(E'\t%s [class=%s, label=%s, %s];\n', materials.dot_text(n.value ->> 'id'), materials.dot_text(coalesce(n.value ->> 'status', 'clear')),
				materials.dot_text(concat_ws(E'\n', CASE n.value ->> 'status' WHEN 'covered' THEN '▲ ' WHEN 'unknown' THEN '◇ ' WHEN 'item' THEN '■ ' WHEN 'plain' THEN '' ELSE '● ' END || (n.value ->> 'label'), nullif(n.value ->> 'note', ''), nullif(n.value ->> 'text', ''))),
				CASE n.value ->> 'status' WHEN 'covered' THEN 'color="#a3211a", penwidth=3' WHEN 'unknown' THEN 'color="#5a3f96", style=dashed' WHEN 'item' THEN 'color="#1c4a86"' ELSE 'color="#13614f"' END), '' ORDER BY (n.value ->> 'column')::int4, n.value ->> 'id' COLLATE pg_catalog."C")
			FROM jsonb_array_elements(nodes) AS n), '')
		|| coalesce((SELECT string_agg(format(E'\t%s -> %s [label=%s, weight=%s%s];\n', materials.dot_text(k.value ->> 'from'), materials.dot_text(k.value ->> 'to'), materials.dot_text(materials.share_text((k.value ->> 'weight')::numeric)),
				1 + round(99 * (k.value ->> 'weight')::numeric), CASE k.value ->> 'status' WHEN 'covered' THEN ', color="#a3211a", penwidth=3' WHEN 'unknown' THEN ', color="#5a3f96", style=dashed' ELSE '' END), '' ORDER BY k.value ->> 'from' COLLATE pg_catalog."C", k.value ->> 'to' COLLATE pg_catalog."C")
			FROM jsonb_array_elements(links) AS k), '') || E'}\n';
END;
COMMENT ON FUNCTION materials.dot_flow(text, jsonb, jsonb) IS 'a flow diagram in the language DOT: nodes and links as svg_flow has them';
