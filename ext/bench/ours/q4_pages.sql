-- needs function screen_share
SELECT json_build_object('end_items', count(*), 'share_sum', sum(s.share_max), 'over_half', count(*) FILTER (WHERE s.share_max > 0.5))
FROM screen_share('enditem', ARRAY['CN', 'RU', 'IR', 'KP']) AS s;
