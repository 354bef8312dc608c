\set n random(1, :lines)
SELECT count(*), sum(t.share_max) FROM portfolio.trace_up('DRONE-' || :n) AS t;
