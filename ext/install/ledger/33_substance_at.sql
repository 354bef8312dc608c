-- What lots are said to consist of, as it was known at an instant.

CREATE OR REPLACE FUNCTION substance_at(known_at timestamptz) RETURNS TABLE (id bigint, lot_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT s.id, lot_standing(s.lot_id, substance_at.known_at)
	FROM lot_substance AS s
	WHERE s.recorded_at <= substance_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot_substance' AND x.row_id = s.id AND x.recorded_at <= substance_at.known_at);
END;
COMMENT ON FUNCTION substance_at(timestamptz) IS 'rows of lot_substance as known at an instant; those of a lot that was replaced are about the lot that stands instead';
