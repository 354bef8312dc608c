-- needs function evidence_tier
SELECT json_build_object('steps', e.tier, 'lots', e.lots, 'first_lot_id', e.first_lot_id)
FROM evidence_tier(:'lot', ARRAY['CN', 'RU', 'IR', 'KP'], items => ARRAY(SELECT i.code FROM item AS i WHERE i.code LIKE '%.ore')) AS e;
