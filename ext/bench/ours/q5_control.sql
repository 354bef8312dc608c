-- needs function control_all
SELECT json_build_object('of_concern', count(*) FILTER (WHERE c.status = 'FEOC'), 'largest_sum', sum(c.share_min))
FROM control_all() AS c WHERE NOT EXISTS (SELECT FROM party AS p WHERE p.id = c.party_id AND p.kind = 'government');
