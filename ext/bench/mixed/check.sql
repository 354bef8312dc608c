\set n random(1, :lines)
SELECT status, share_min, share_max FROM portfolio."check"('L-' || :n, 'NDAA24-154');
