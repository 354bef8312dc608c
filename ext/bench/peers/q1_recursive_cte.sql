-- UNION removes duplicates, so each lot is expanded once.
WITH RECURSIVE up (lot) AS (
	SELECT :item::bigint
	UNION
	SELECT c.input_lot FROM up JOIN consumption AS c ON c.output_lot = up.lot)
SELECT json_build_object('lots', count(*) - 1, 'lot_id_sum', sum(lot) - :item) FROM up;
