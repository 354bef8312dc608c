\set n random(1, 4)
SELECT count(*), sum(t.tier_min) FROM portfolio.trace_down('GR.ORE-' || :n) AS t;
