-- No question at all: how long PostgreSQL takes to look at each edge once, in one process.
SET max_parallel_workers_per_gather = 0;
SELECT json_build_object('edges', count(*), 'amount', sum(amount)) FROM consumption;
RESET max_parallel_workers_per_gather;
