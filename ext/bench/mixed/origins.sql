\set n random(1, :lines)
SELECT count(*), sum(o.share_max) FROM portfolio.origins('DRONE-' || :n, by => 'country') AS o;
