-- How much of a chemical element lots contain, from the assays as they were known at an instant.

CREATE OR REPLACE FUNCTION assay_at(known_at timestamptz) RETURNS TABLE (id bigint, lot_id bigint, item_id bigint, material text, element text,
		mass_fraction materials.share, method text, document_id bigint, valid daterange)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT a.id, CASE WHEN a.lot_id IS NOT NULL THEN lot_standing(a.lot_id, assay_at.known_at) END, a.item_id, a.material, a.element, a.mass_fraction, a.method, a.document_id, a.valid
	FROM assay AS a
	WHERE a.recorded_at <= assay_at.known_at
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'assay' AND x.row_id = a.id AND x.recorded_at <= assay_at.known_at);
END;
COMMENT ON FUNCTION assay_at(timestamptz) IS 'assays as known at an instant; that of a lot that was replaced is about the lot that stands instead';

-- The most particular assays count: the lot's own, those of its item, those of its material.  Where several of one kind
-- hold, the content is anything that one of them says.  An assay with days of making holds for a lot without such a day
-- perhaps, so that nothing is known if there is no other.
CREATE OR REPLACE FUNCTION lot_content(lot_ids bigint[], element text, known_at timestamptz) RETURNS TABLE (lot_id bigint, content_min materials.fraction, content_max materials.fraction)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT l.id, CASE WHEN c.certain THEN c.least ELSE '0' END, CASE WHEN c.certain THEN c.most ELSE '1' END
	FROM lot_at(lot_content.known_at) AS l
		CROSS JOIN LATERAL (
			SELECT a.level, bool_or(a.certain) AS certain, materials.min(materials.share_min(a.mass_fraction)) AS least, materials.max(materials.share_max(a.mass_fraction)) AS most
			FROM (
				SELECT 1 AS level, o.mass_fraction, true AS certain
				FROM (WITH RECURSIVE same (id) AS (
						SELECT l.id
						UNION
						SELECT x.row_id FROM same AS s JOIN correction AS x ON x.relation = 'lot' AND x.replaced_by = s.id AND x.recorded_at <= lot_content.known_at)
					SELECT s.id FROM same AS s) AS s JOIN assay AS o ON o.lot_id = s.id
				WHERE o.element = lot_content.element AND o.recorded_at <= lot_content.known_at
					AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'assay' AND x.row_id = o.id AND x.recorded_at <= lot_content.known_at)
				UNION ALL
				SELECT CASE WHEN o.item_id IS NOT NULL THEN 2 ELSE 3 END, o.mass_fraction, l.made_on IS NOT NULL OR o.valid = '(,)'
				FROM assay AS o
				WHERE (o.item_id = l.item_id OR o.material = l.material) AND o.element = lot_content.element AND o.recorded_at <= lot_content.known_at
					AND (l.made_on IS NULL OR o.valid @> l.made_on)
					AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'assay' AND x.row_id = o.id AND x.recorded_at <= lot_content.known_at)) AS a
			GROUP BY a.level ORDER BY a.level LIMIT 1) AS c
	WHERE l.id = ANY (lot_content.lot_ids);
END;
COMMENT ON FUNCTION lot_content(bigint[], text, timestamptz) IS 'which part of the mass of each of some lots is an element, by its symbol: least and most, from the lot''s own assay, else its item''s, else its material''s; no row where there is none';
