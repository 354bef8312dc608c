CALL screen_stages();
SELECT json_build_object('end_items', count(*), 'share_sum', sum(share), 'over_half', count(*) FILTER (WHERE share > 0.5))
FROM screened AS s JOIN lot AS l ON l.id = s.lot WHERE l.material = (SELECT id FROM material WHERE enditem);
