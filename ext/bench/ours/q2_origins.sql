-- needs function origins
SELECT json_build_object('groups', count(*), 'origin', coalesce(sum(o.share_max) FILTER (WHERE o.kind = 'origin'), 0),
	'unknown', coalesce(sum(o.share_max) FILTER (WHERE o.kind = 'unknown'), 0), 'covered', coalesce(sum(o.share_max) FILTER (WHERE d.country IN ('CN', 'RU', 'IR', 'KP')), 0))
FROM origins(:'lot', 'mass', 'party') AS o JOIN party AS p ON p.code = o.origin JOIN party_domicile AS d ON d.party_id = p.id AND d.kind = 'incorporation';
