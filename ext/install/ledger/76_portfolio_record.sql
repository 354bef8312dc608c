-- What a page of the whole ledger says is held to: verdicts on record, and gates at the award.

CREATE OR REPLACE FUNCTION portfolio_record(known_at timestamptz, only_programme bigint DEFAULT NULL) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT '<section aria-labelledby="record"><h2 id="record">On record</h2>' || concat(d.html, g.html) || '</section>'
	FROM (SELECT '<div class="wide" tabindex="0" role="group" aria-labelledby="record"><table><thead><tr><th scope="col" class="first">Line</th><th scope="col">Rule</th><th scope="col">Verdict</th><th scope="col">By what was known at</th><th scope="col">SHA-256</th></tr></thead><tbody>'
				|| string_agg(format('<tr><th scope="row"><bdi>%s</bdi></th><td>%s, %s</td><td>%s</td><td class="nowrap">%s</td><td class="small"><code>%s</code></td></tr>', materials.html_escape(n.line), materials.html_escape(n.rule), materials.html_escape(n.version),
					materials.html_verdict(n.status), to_char(n.known_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), left(encode(n.digest, 'hex'), 16) || '&#8230;'), '' ORDER BY n.line COLLATE "C", n.rule COLLATE "C")
				|| '</tbody></table></div><p class="soft small">The newest determination of each line under each rule. replay() computes it again, byte for byte.</p>' AS html
			FROM (SELECT DISTINCT ON (d.line_id, d.rule) l.code::text AS line, d.rule, d.version, d.status, d.known_at, d.digest
				FROM determination AS d JOIN contract_line AS l ON l.id = d.line_id WHERE d.known_at <= portfolio_record.known_at AND (portfolio_record.only_programme IS NULL OR l.programme_id = portfolio_record.only_programme) ORDER BY d.line_id, d.rule, d.id DESC) AS n
			HAVING count(*) > 0) AS d
		FULL JOIN (SELECT '<p>Lines are refused at the award that these rules bar:</p><ul>' || string_agg(format('<li><bdi>%s</bdi>, table <bdi>%s</bdi></li>', materials.html_escape(array_to_string(a.rules, ', ')), materials.html_escape(a.relation::text)), '' ORDER BY a.code COLLATE "C") || '</ul>' AS html
			FROM award_gate AS a HAVING count(*) > 0) AS g ON true;
END;
COMMENT ON FUNCTION portfolio_record(timestamptz, bigint) IS 'the newest determination of each line (of a programme, where one is asked for) under each rule, and the award gates, as a section in HTML; empty where there is neither';
