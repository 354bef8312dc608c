-- What an experienced author of SQL writes by hand: level by level, or stage by stage, with temporary tables.
SET search_path = plain;

CREATE PROCEDURE frontier(first bigint[], upward boolean) LANGUAGE plpgsql AS $$
<<own>>
DECLARE
	level integer := 0;
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS visited (lot bigint PRIMARY KEY, level integer);
	CREATE INDEX IF NOT EXISTS visited_level ON visited (level);
	TRUNCATE visited;
	INSERT INTO visited SELECT f, 0 FROM unnest(first) AS f;
	LOOP
		IF upward THEN
			INSERT INTO visited SELECT DISTINCT c.input_lot, own.level + 1 FROM visited AS v JOIN consumption AS c ON c.output_lot = v.lot
			WHERE v.level = own.level ON CONFLICT DO NOTHING;
		ELSE
			INSERT INTO visited SELECT DISTINCT c.output_lot, own.level + 1 FROM visited AS v JOIN consumption AS c ON c.input_lot = v.lot
			WHERE v.level = own.level ON CONFLICT DO NOTHING;
		END IF;
		EXIT WHEN NOT FOUND;
		level := level + 1;
	END LOOP;
END
$$;

CREATE PROCEDURE frontier_of_party(producer bigint) LANGUAGE plpgsql AS $$
DECLARE
	lots bigint[] := ARRAY(SELECT l.id FROM lot AS l WHERE l.producer = frontier_of_party.producer);
BEGIN
	CALL frontier(lots, false);
END
$$;

CREATE PROCEDURE compose_levels(item bigint) LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS terminal (lot bigint, share float8);
	CREATE TEMPORARY TABLE IF NOT EXISTS this_level (lot bigint, share float8);
	CREATE TEMPORARY TABLE IF NOT EXISTS next_level (lot bigint, share float8);
	TRUNCATE terminal, this_level, next_level;
	INSERT INTO this_level VALUES (item, 1);
	LOOP
		INSERT INTO next_level SELECT c.input_lot, sum(t.share * c.share) FROM this_level AS t JOIN cs AS c ON c.output_lot = t.lot GROUP BY 1;
		EXIT WHEN NOT FOUND;
		TRUNCATE this_level;
		INSERT INTO terminal SELECT n.* FROM next_level AS n WHERE NOT EXISTS (SELECT FROM cs WHERE cs.output_lot = n.lot);
		INSERT INTO this_level SELECT n.* FROM next_level AS n;
		TRUNCATE next_level;
	END LOOP;
END
$$;

-- A present: the stage of a material as a ready order, which a ledger with rework or recycling does not have.
CREATE PROCEDURE compose_stages(item bigint) LANGUAGE plpgsql AS $$
<<own>>
DECLARE
	stage integer;
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS terminal (lot bigint, share float8);
	CREATE TEMPORARY TABLE IF NOT EXISTS waiting (material integer, lot bigint, share float8);
	CREATE INDEX IF NOT EXISTS waiting_material ON waiting (material);
	TRUNCATE terminal, waiting;
	INSERT INTO waiting SELECT l.material, l.id, 1 FROM lot AS l WHERE l.id = item;
	FOR stage IN SELECT m.id FROM material AS m ORDER BY m.stage DESC LOOP
		WITH now AS MATERIALIZED (SELECT w.lot, sum(w.share) AS share FROM waiting AS w WHERE w.material = own.stage GROUP BY 1),
		passed AS (INSERT INTO waiting SELECT l.material, e.input_lot, e.share
			FROM (SELECT c.input_lot, sum(n.share * c.share) AS share FROM now AS n JOIN cs AS c ON c.output_lot = n.lot GROUP BY 1) AS e
				JOIN lot AS l ON l.id = e.input_lot)
		INSERT INTO terminal SELECT n.* FROM now AS n WHERE NOT EXISTS (SELECT FROM cs WHERE cs.output_lot = n.lot);
	END LOOP;
END
$$;

CREATE PROCEDURE screen_stages() LANGUAGE plpgsql AS $$
<<own>>
DECLARE
	stage integer;
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS screened (lot bigint, share float8);
	CREATE INDEX IF NOT EXISTS screened_lot ON screened (lot) INCLUDE (share);
	TRUNCATE screened;
	INSERT INTO screened SELECT l.id, co.covered::integer FROM lot AS l JOIN party AS p ON p.id = l.producer JOIN country AS co ON co.code = p.country
	WHERE NOT EXISTS (SELECT FROM cs WHERE cs.output_lot = l.id);
	ANALYZE screened;
	FOR stage IN SELECT m.id FROM material AS m WHERE NOT m.raw ORDER BY m.stage LOOP
		INSERT INTO screened SELECT c.output_lot, sum(c.share * s.share)
		FROM lot AS o JOIN cs AS c ON c.output_lot = o.id JOIN screened AS s ON s.lot = c.input_lot WHERE o.material = own.stage GROUP BY 1;
	END LOOP;
END
$$;

CREATE PROCEDURE own_all() LANGUAGE plpgsql AS $$
<<own>>
DECLARE
	moved float8;
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS interest_now (party bigint, part float8);
	CREATE TEMPORARY TABLE IF NOT EXISTS interest_next (party bigint, part float8);
	CREATE TEMPORARY TABLE IF NOT EXISTS held (owner bigint, owned bigint, part float8);
	TRUNCATE interest_now, interest_next, held;
	INSERT INTO held
		SELECT h.owner, h.owned, CASE WHEN h.pct >= 0.5 THEN 1.0 ELSE h.pct END FROM holding AS h JOIN party AS p ON p.id = h.owned WHERE p.kind <> 'government'
		UNION ALL SELECT p.id, p.id, 1.0 FROM party AS p JOIN country AS c ON c.code = p.country WHERE p.kind = 'government' AND c.covered;
	ANALYZE held;
	INSERT INTO interest_now SELECT h.owner, 1 FROM held AS h WHERE h.owner = h.owned;
	LOOP
		INSERT INTO interest_next SELECT h.owned, least(1.0, sum(h.part * i.part)) FROM interest_now AS i JOIN held AS h ON h.owner = i.party GROUP BY 1;
		SELECT max(abs(coalesce(n.part, 0) - coalesce(i.part, 0))) INTO moved FROM interest_next AS n FULL JOIN interest_now AS i USING (party);
		TRUNCATE interest_now;
		INSERT INTO interest_now SELECT n.* FROM interest_next AS n;
		TRUNCATE interest_next;
		EXIT WHEN moved < 1e-12;
	END LOOP;
END
$$;

CREATE FUNCTION nearest(item bigint) RETURNS json LANGUAGE plpgsql AS $$
<<own>>
DECLARE
	level integer := 0;
	answer json;
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS near (lot bigint PRIMARY KEY, level integer);
	CREATE INDEX IF NOT EXISTS near_level ON near (level);
	TRUNCATE near;
	INSERT INTO near VALUES (item, 0);
	LOOP
		INSERT INTO near SELECT DISTINCT c.input_lot, own.level + 1 FROM near AS n JOIN consumption AS c ON c.output_lot = n.lot
		WHERE n.level = own.level ON CONFLICT DO NOTHING;
		EXIT WHEN NOT FOUND;
		level := level + 1;
		SELECT json_build_object('steps', own.level, 'lots', count(*), 'first_lot_id', min(n.lot)) INTO answer
		FROM near AS n JOIN lot AS l ON l.id = n.lot JOIN material AS m ON m.id = l.material JOIN party AS p ON p.id = l.producer
			JOIN country AS co ON co.code = p.country
		WHERE n.level = own.level AND m.ore AND co.covered HAVING count(*) > 0;
		EXIT WHEN answer IS NOT NULL;
	END LOOP;
	RETURN answer;
END
$$;
