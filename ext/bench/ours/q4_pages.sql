-- needs function exposure_total
SELECT json_build_object('end_items', t.lots, 'share_sum', t.share_min_sum, 'over_half', t.lots_above)
FROM exposure_total('enditem', ARRAY['CN', 'RU', 'IR', 'KP'], ends_only => true) AS t;
