-- needs function control_all
SELECT json_build_object('of_concern', count(*) FILTER (WHERE c.status = 'FEOC'), 'largest_sum', sum(c.share_min))
FROM control_all() AS c JOIN party AS p ON p.id = c.party_id WHERE p.kind <> 'government';
