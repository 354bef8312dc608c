-- A holder's share in an entity and metric is stated once for any day.  interest_count has a row for each holder and
-- entity: writing an interest counts it there, which also makes writers of the same interest take turns.

CREATE OR REPLACE FUNCTION guard_interest() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO interest_count AS c (owned_id, owner_id, stated)
	SELECT n.owned_id, n.owner_id, count(*) FROM inserted AS n GROUP BY n.owned_id, n.owner_id ORDER BY n.owned_id, n.owner_id
	ON CONFLICT (owned_id, owner_id) DO UPDATE SET stated = c.stated + excluded.stated;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_interest() IS 'counts the interests of a holder in an entity, so that a second one is compared with the first';

CREATE OR REPLACE TRIGGER guard_interest AFTER INSERT ON interest
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION guard_interest();
COMMENT ON TRIGGER guard_interest ON interest IS 'counts the interests of a holder in an entity';

CREATE OR REPLACE FUNCTION guard_interest_overlap() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	bad record;
BEGIN
	SELECT po.code AS owner, pd.code AS owned, n.metric, n.valid * i.valid AS both_valid, i.id INTO bad
	FROM interest AS n JOIN interest AS i ON i.owned_id = n.owned_id AND i.owner_id = n.owner_id AND i.metric = n.metric AND i.valid && n.valid AND i.id < n.id
		LEFT JOIN party AS po ON po.id = n.owner_id LEFT JOIN party AS pd ON pd.id = n.owned_id
	WHERE n.owned_id = NEW.owned_id AND n.owner_id = NEW.owner_id
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = i.id)
		AND NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'interest' AND x.row_id = n.id)
	ORDER BY n.id, i.id LIMIT 1;
	IF FOUND THEN
		RAISE exclusion_violation USING
			MESSAGE = format('the %s interest of "%s" in "%s" is already recorded', bad.metric, bad.owner, bad.owned),
			DETAIL = format('Row %s covers %s as well.', bad.id, bad.both_valid),
			HINT = 'Correct the earlier row first, or give the two rows days that do not overlap. To replace a row, first SET CONSTRAINTS interest_overlap DEFERRED.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_interest_overlap() IS 'refuses a second share of the same holder in the same entity, metric and day';

-- A constraint trigger cannot be replaced in place.
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = 'interest_count'::regclass AND t.tgname = 'interest_overlap') THEN
		CREATE CONSTRAINT TRIGGER interest_overlap AFTER INSERT OR UPDATE ON interest_count DEFERRABLE INITIALLY IMMEDIATE
			FOR EACH ROW WHEN (NEW.stated > 1) EXECUTE FUNCTION guard_interest_overlap();
	END IF;
END
$$;
COMMENT ON TRIGGER interest_overlap ON interest_count IS 'one share of a holder in an entity, metric and day; may be deferred to the end of a transaction that replaces rows';
