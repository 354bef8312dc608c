-- What lots are said to consist of, and the passports that say so, as it was known at an instant.

CREATE OR REPLACE FUNCTION substance_at(known_at timestamptz) RETURNS TABLE (id bigint, lot_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT s.id, lot_standing(s.lot_id, substance_at.known_at)
	FROM lot_substance AS s
	WHERE s.recorded_at <= substance_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'lot_substance' AND x.row_id = s.id AND x.recorded_at <= substance_at.known_at);
END;
COMMENT ON FUNCTION substance_at(timestamptz) IS 'rows of lot_substance as known at an instant; those of a lot that was replaced are about the lot that stands instead';

CREATE OR REPLACE FUNCTION passport_at(known_at timestamptz) RETURNS TABLE (id bigint, lot_id bigint)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT p.id, lot_standing(p.lot_id, passport_at.known_at)
	FROM passport AS p
	WHERE p.recorded_at <= passport_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'passport' AND x.row_id = p.id AND x.recorded_at <= passport_at.known_at);
END;
COMMENT ON FUNCTION passport_at(timestamptz) IS 'passports as known at an instant, of each the latest issue; that of a lot that was replaced is about the lot that stands instead';
