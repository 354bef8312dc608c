-- What a question about a rule answers, how its numbers are told, and what its parts hand to each other.

CREATE TYPE materials.check_row AS (
	rule text,
	version text,
	status text,
	share_min numeric,
	share_max numeric,
	share_exact text,
	threshold text,
	citation text,
	reason text,
	status_by_policy jsonb,
	confirmed boolean
);
COMMENT ON TYPE materials.check_row IS 'a verdict: what the ledger functions check and check_all answer';
COMMENT ON COLUMN materials.check_row.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.check_row.version IS 'version of the rule';
COMMENT ON COLUMN materials.check_row.status IS 'verdict, as in materials.verdict';
COMMENT ON COLUMN materials.check_row.share_min IS 'worst case of the share that the rule compares, 0 to 1, rounded down at 20 digits; empty where the rule was decided without it';
COMMENT ON COLUMN materials.check_row.share_max IS 'best case of it, rounded up';
COMMENT ON COLUMN materials.check_row.share_exact IS 'the share, exactly: a fraction or a range of fractions; decisions are made on it';
COMMENT ON COLUMN materials.check_row.threshold IS 'what it is compared with';
COMMENT ON COLUMN materials.check_row.citation IS 'citation of the rule';
COMMENT ON COLUMN materials.check_row.reason IS 'why, in words';
COMMENT ON COLUMN materials.check_row.status_by_policy IS 'verdict under each reading of the question on which the rule reports all readings';
COMMENT ON COLUMN materials.check_row.confirmed IS 'false where what decides the verdict rests on a phase, gate, limb, list or reading of the doctrine that was not read in the text; it says nothing of limbs that found nothing, nor of choices between readings (policies)';

CREATE TYPE materials.calendar_row AS (
	rule text,
	version text,
	first_day date,
	last_day date,
	status text,
	share_min numeric,
	share_max numeric,
	reason text,
	status_by_policy jsonb,
	confirmed boolean
);
COMMENT ON TYPE materials.calendar_row IS 'a verdict for a stretch of days: what the ledger function verdict_calendar answers';
COMMENT ON COLUMN materials.calendar_row.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.calendar_row.version IS 'version of the rule';
COMMENT ON COLUMN materials.calendar_row.first_day IS 'first day of the stretch';
COMMENT ON COLUMN materials.calendar_row.last_day IS 'its last day';
COMMENT ON COLUMN materials.calendar_row.status IS 'verdict, as in materials.verdict';
COMMENT ON COLUMN materials.calendar_row.share_min IS 'lower bound of the share that the rule compares, rounded down to 20 digits; empty where it compares none';
COMMENT ON COLUMN materials.calendar_row.share_max IS 'upper bound of it, rounded up to 20 digits';
COMMENT ON COLUMN materials.calendar_row.reason IS 'what decided, on the first day';
COMMENT ON COLUMN materials.calendar_row.status_by_policy IS 'verdict under each reading of the question that the rule reports';
COMMENT ON COLUMN materials.calendar_row.confirmed IS 'false where the verdict rests on something that was not confirmed';

CREATE TYPE materials.difference_row AS (
	changed_at timestamptz,
	status_before text,
	status_after text,
	share_before text,
	share_after text,
	relation text,
	row_id bigint,
	detail text
);
COMMENT ON TYPE materials.difference_row IS 'a fact with which a verdict became another one: what the ledger function verdict_diff answers';
COMMENT ON COLUMN materials.difference_row.changed_at IS 'when the fact was recorded; empty for a version of the rule';
COMMENT ON COLUMN materials.difference_row.status_before IS 'verdict before; empty where there was none yet';
COMMENT ON COLUMN materials.difference_row.status_after IS 'verdict from then on';
COMMENT ON COLUMN materials.difference_row.share_before IS 'share that the rule compares before, exact';
COMMENT ON COLUMN materials.difference_row.share_after IS 'the same from then on';
COMMENT ON COLUMN materials.difference_row.relation IS 'table of the fact; rule for a version of the rule';
COMMENT ON COLUMN materials.difference_row.row_id IS 'its row there';
COMMENT ON COLUMN materials.difference_row.detail IS 'what it says';

CREATE TYPE materials.screen_row AS (
	contract text,
	line text,
	programme text,
	item text,
	item_name text,
	procured_on date,
	rule text,
	version text,
	status text,
	share_min numeric,
	share_max numeric,
	threshold text,
	reason text,
	status_by_policy jsonb,
	confirmed boolean
);
COMMENT ON TYPE materials.screen_row IS 'the verdict on a line: what the ledger function screen answers';
COMMENT ON COLUMN materials.screen_row.contract IS 'number of the contract, as people write it';
COMMENT ON COLUMN materials.screen_row.line IS 'line of the contract';
COMMENT ON COLUMN materials.screen_row.programme IS 'programme it is bought for';
COMMENT ON COLUMN materials.screen_row.item IS 'part number of what is bought';
COMMENT ON COLUMN materials.screen_row.item_name IS 'name of what is bought';
COMMENT ON COLUMN materials.screen_row.procured_on IS 'day of the procurement act';
COMMENT ON COLUMN materials.screen_row.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.screen_row.version IS 'version of the rule';
COMMENT ON COLUMN materials.screen_row.status IS 'verdict, as in materials.verdict';
COMMENT ON COLUMN materials.screen_row.share_min IS 'worst case of the share that the rule compares, rounded down at 20 digits';
COMMENT ON COLUMN materials.screen_row.share_max IS 'best case of it, rounded up';
COMMENT ON COLUMN materials.screen_row.threshold IS 'what it is compared with';
COMMENT ON COLUMN materials.screen_row.reason IS 'why, in words';
COMMENT ON COLUMN materials.screen_row.status_by_policy IS 'verdict under each reading of the question on which the rule reports all readings';
COMMENT ON COLUMN materials.screen_row.confirmed IS 'false where what decides the verdict rests on a phase, gate, limb, list or reading of the doctrine that was not read in the text; it says nothing of limbs that found nothing, nor of choices between readings (policies)';

CREATE TYPE materials.finding_row AS (
	finding integer,
	kind text,
	effect text,
	lot text,
	party text,
	role text,
	share_min numeric,
	share_max numeric,
	path text,
	detail text,
	facts jsonb,
	documents text
);
COMMENT ON TYPE materials.finding_row IS 'a finding behind a verdict: what the ledger function explain answers';
COMMENT ON COLUMN materials.finding_row.finding IS 'number, in the order of the rule''s tests';
COMMENT ON COLUMN materials.finding_row.kind IS 'verdict, doctrine, gate, exclusion, status, phase, event, waiver, battery, assembly, cost, share, technology, component, offender, unknown, maker, party, condition, step, exception or place';
COMMENT ON COLUMN materials.finding_row.effect IS 'what it does to the verdict: for, against, open or none';
COMMENT ON COLUMN materials.finding_row.lot IS 'lot it is about';
COMMENT ON COLUMN materials.finding_row.party IS 'party it is about; for an unknown, the party to ask';
COMMENT ON COLUMN materials.finding_row.role IS 'role of the lot as a component';
COMMENT ON COLUMN materials.finding_row.share_min IS 'share that it has in what the rule compares, or that the rule compares: worst case';
COMMENT ON COLUMN materials.finding_row.share_max IS 'the same, best case';
COMMENT ON COLUMN materials.finding_row.path IS 'way from the lot that is bought to the lot in question, then the chain of ownership';
COMMENT ON COLUMN materials.finding_row.detail IS 'what was found, in words';
COMMENT ON COLUMN materials.finding_row.facts IS 'rows of the ledger that it rests on: relation and id';
COMMENT ON COLUMN materials.finding_row.documents IS 'documents behind those rows, with their grade of evidence';

CREATE FUNCTION materials.percent_text(share_min materials.fraction, share_max materials.fraction) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN e.exact THEN '' ELSE 'about ' END || CASE WHEN share_min OPERATOR(materials.=) share_max THEN e.min || ' %' ELSE e.min || ' % to ' || e.max || ' %' END
	FROM (SELECT trim_scale(r.min)::text AS min, trim_scale(r.max)::text AS max,
			r.min::materials.fraction OPERATOR(materials.=) (share_min OPERATOR(materials.*) '100') AND r.max::materials.fraction OPERATOR(materials.=) (share_max OPERATOR(materials.*) '100') AS exact
		FROM (SELECT materials.round_half_up(share_min OPERATOR(materials.*) '100', 4) AS min, materials.round_half_up(share_max OPERATOR(materials.*) '100', 4) AS max) AS r) AS e;
END;
COMMENT ON FUNCTION materials.percent_text(materials.fraction, materials.fraction) IS 'a share or range of shares in percent, for people: rounded half up at four decimals';

CREATE FUNCTION materials.threshold_text(threshold materials.fraction, strict boolean) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN strict THEN 'more than ' ELSE 'at least ' END || (threshold OPERATOR(materials.*) '100')::text || ' %';
END;
COMMENT ON FUNCTION materials.threshold_text(materials.fraction, boolean) IS 'a threshold of the rulebook, in words';

CREATE FUNCTION materials.shortened(content text, width integer) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- Before a clause where there is one, else after a word; one character more is looked at, for a word may end just there.
	SELECT CASE WHEN length(content) <= width THEN content WHEN length(w.clauses) >= width * 2 / 3 THEN w.clauses || '; …' WHEN length(w.words) >= width / 2 THEN w.words || '…' ELSE rtrim(left(content, width - 1)) || '…' END
	FROM (SELECT substring(left(content, width - 1) FROM '^(.*); '), rtrim(substring(left(content, width) FROM '^(.*)[ \n\t]'), ' ,;:(')) AS w (clauses, words);
END;
COMMENT ON FUNCTION materials.shortened(text, integer) IS 'text of at most so many characters: what is longer ends after a clause or a whole word, with "…"; only a word of more than half of that is cut';

CREATE FUNCTION materials.rule_version(rule text) RETURNS text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	found_version text;
BEGIN
	SELECT r.version INTO found_version FROM materials.rule AS r WHERE r.rule = rule_version.rule ORDER BY r.released_on DESC, r.version DESC LIMIT 1;
	IF found_version IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no rule "%s"', left(rule, 64)),
			HINT = 'The table materials.rule lists the rules.';
	END IF;
	RETURN found_version;
END
$$;
COMMENT ON FUNCTION materials.rule_version(text) IS 'newest version of a rule; error 22023 where there is no such rule';

CREATE FUNCTION materials.rules_asked(asked text, OUT rule text, OUT version text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 30
BEGIN ATOMIC
	SELECT r.rule, materials.rule_version(r.rule)
	FROM (SELECT rules_asked.asked WHERE rules_asked.asked IS NOT NULL UNION ALL SELECT DISTINCT x.rule FROM materials.rule AS x WHERE rules_asked.asked IS NULL) AS r (rule);
END;
COMMENT ON FUNCTION materials.rules_asked(text) IS 'a rule, or all where none is named, with their newest versions; error 22023 where there is no such rule';

CREATE FUNCTION materials.rule_word(rule text, version text, outcome text) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce((SELECT w.verdict FROM materials.rule_word AS w WHERE w.rule = rule_word.rule AND w.version = rule_word.version AND w.outcome = rule_word.outcome),
		CASE rule_word.outcome WHEN 'against' THEN 'FAIL' WHEN 'for' THEN 'PASS' ELSE 'INDETERMINATE' END);
END;
COMMENT ON FUNCTION materials.rule_word(text, text, text) IS 'the word that a rule uses for an outcome of its test: against, for or open';

CREATE FUNCTION materials.rule_state(rule text, as_of date DEFAULT NULL) RETURNS TABLE (version text, status text, reason text, citation text, confirmed boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	-- The rule by itself: nothing is asked about a purchase, so the earliest of its phases counts.
	SELECT r.version, CASE WHEN s.verdict IS NOT NULL THEN s.verdict WHEN d.day < p.effective_from THEN 'NOT_YET_EFFECTIVE' ELSE 'IN_FORCE' END,
		CASE WHEN s.verdict IS NOT NULL THEN format('the rule is %s on %s', replace(s.status, '_', ' '), d.day)
			ELSE format('%s: applies from %s', p.title, p.effective_from) END,
		CASE WHEN s.verdict IS NOT NULL THEN coalesce(s.citation, r.citation) ELSE p.citation END,
		r.confirmed AND CASE WHEN s.verdict IS NOT NULL THEN s.status <> 'unconfirmed' ELSE p.confirmed END
	FROM (SELECT coalesce(rule_state.as_of, materials.as_of()) AS day) AS d
		JOIN materials.rule AS r ON r.rule = rule_state.rule AND r.version = materials.rule_version(rule_state.rule)
		JOIN LATERAL (SELECT q.phase, q.title, q.citation, q.confirmed, b.effective_from
			FROM materials.rule_phase AS q CROSS JOIN LATERAL (SELECT materials.supposed_phase(materials.known_at(), q.rule, q.version, q.phase, q.effective_from)) AS b (effective_from)
			WHERE q.rule = r.rule AND q.version = r.version ORDER BY b.effective_from, q.phase LIMIT 1) AS p ON true
		LEFT JOIN materials.rule_status AS s ON s.rule = r.rule AND s.version = r.version AND s.valid @> d.day AND s.verdict IS NOT NULL;
END;
COMMENT ON FUNCTION materials.rule_state(text, date) IS 'state of a rule on a day, whatever is bought: IN_FORCE, NOT_YET_EFFECTIVE, SUSPENDED, ENDED or UNCONFIRMED; error 22023 where there is no such rule';

CREATE FUNCTION materials.rule_choices(rule text, version text, policies jsonb) RETURNS jsonb
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(jsonb_object_agg(p.policy, p.choice), '{}') || policies
	FROM materials.rule_policy AS p WHERE p.rule = rule_choices.rule AND p.version = rule_choices.version;
END;
COMMENT ON FUNCTION materials.rule_choices(text, text, jsonb) IS 'the reading taken for each open question of a rule: the default one, or the one chosen';

CREATE FUNCTION materials.rule_doctrine_choices(doctrine text, policies jsonb) RETURNS jsonb
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- Contracts about one item or lot are judged with that lot, so they leave the party itself alone.
	SELECT coalesce(jsonb_object_agg(p.policy, g.choice), '{}')
	FROM materials.doctrine_policy AS p
		CROSS JOIN LATERAL (SELECT CASE WHEN p.policy = 'scoped_contracts' THEN 'apart' ELSE policies ->> p.policy END) AS g (choice)
	WHERE p.doctrine = rule_doctrine_choices.doctrine AND g.choice IS NOT NULL;
END;
COMMENT ON FUNCTION materials.rule_doctrine_choices(text, jsonb) IS 'what of the policies chosen for a rule is for the doctrine that it follows';

CREATE FUNCTION materials.check_choices(policies jsonb) RETURNS void
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	bad record;
BEGIN
	IF jsonb_typeof(policies) <> 'object' THEN
		RAISE invalid_parameter_value USING MESSAGE = format('policies are not a JSON object: "%s"', left(policies::text, 64)),
			HINT = 'Policies are written as in {"tracing": "direct_source"}.';
	END IF;
	SELECT g.key AS policy, g.value #>> '{}' AS choice, k.choices INTO bad
	FROM jsonb_each(policies) AS g
		CROSS JOIN LATERAL (SELECT array_agg(DISTINCT c.choice ORDER BY c.choice) AS choices FROM (
			SELECT unnest(p.choices) FROM materials.rule_policy AS p WHERE p.policy = g.key
			UNION ALL
			SELECT unnest(p.choices) FROM materials.doctrine_policy AS p WHERE p.policy = g.key) AS c (choice)) AS k
	WHERE k.choices IS NULL OR jsonb_typeof(g.value) <> 'string' OR (g.value #>> '{}') <> ALL (k.choices)
	ORDER BY g.key COLLATE "C" LIMIT 1;
	IF FOUND AND bad.choices IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no policy "%s"', left(bad.policy, 64)),
			HINT = 'The tables materials.rule_policy and materials.doctrine_policy list the policies and their choices.';
	ELSIF FOUND THEN
		RAISE invalid_parameter_value USING MESSAGE = format('policy "%s" cannot be "%s"', bad.policy, left(coalesce(bad.choice, 'null'), 64)),
			HINT = format('It can be: %s.', array_to_string(bad.choices, ', '));
	END IF;
END
$$;
COMMENT ON FUNCTION materials.check_choices(jsonb) IS 'refuses policies that no rule and no doctrine has, and choices that a policy does not have, with error 22023';

-- The goods of a question are looked up once and handed on as arrays.
CREATE TYPE materials.rule_lot AS (
	lot_id bigint,
	code text,
	item_id bigint,
	producer_id bigint,
	country materials.country,
	step text,
	day date,
	role text,
	functional boolean,
	tested boolean,
	may_hold boolean,
	vouched boolean,
	recycling text,
	part text,
	not_followed boolean,
	open_reason text,
	standing boolean,
	class text,
	material text,
	stage text,
	region text
);
COMMENT ON TYPE materials.rule_lot IS 'a lot in the eyes of a rule, as the ledger function lot_state sees it';
COMMENT ON COLUMN materials.rule_lot.lot_id IS 'number of the lot, as in lot';
COMMENT ON COLUMN materials.rule_lot.code IS 'its code';
COMMENT ON COLUMN materials.rule_lot.item_id IS 'item it is a lot of';
COMMENT ON COLUMN materials.rule_lot.producer_id IS 'party that made it';
COMMENT ON COLUMN materials.rule_lot.country IS 'country where it was made';
COMMENT ON COLUMN materials.rule_lot.step IS 'process step that made it';
COMMENT ON COLUMN materials.rule_lot.day IS 'day on which it was made; where that is not known, the day that is asked about';
COMMENT ON COLUMN materials.rule_lot.role IS 'role as a component';
COMMENT ON COLUMN materials.rule_lot.functional IS 'true where the role counts, false where it does not, empty without a role';
COMMENT ON COLUMN materials.rule_lot.tested IS 'true where it is what the rule tests';
COMMENT ON COLUMN materials.rule_lot.may_hold IS 'true where it may hold what the rule tests';
COMMENT ON COLUMN materials.rule_lot.vouched IS 'true where it is stated that its item holds nothing that the rule tests';
COMMENT ON COLUMN materials.rule_lot.recycling IS 'where recycling made it: domestic, maybe or abroad; empty where it was made otherwise';
COMMENT ON COLUMN materials.rule_lot.part IS 'what it is inside a tested lot: inner (its parts are looked at), component (it counts), hardware (it does not) or unclear (without a role, it may count)';
COMMENT ON COLUMN materials.rule_lot.not_followed IS 'true where what is recorded as its inputs says nothing about it';
COMMENT ON COLUMN materials.rule_lot.open_reason IS 'why what went into it is not all known; empty where it is';
COMMENT ON COLUMN materials.rule_lot.standing IS 'false where it was withdrawn, or is hidden';
COMMENT ON COLUMN materials.rule_lot.class IS 'class of its item, also where it was withdrawn; empty without an item';
COMMENT ON COLUMN materials.rule_lot.material IS 'material that it consists of, also where it was withdrawn';
COMMENT ON COLUMN materials.rule_lot.stage IS 'stage of the step';
COMMENT ON COLUMN materials.rule_lot.region IS 'region of the site that made it';

CREATE TYPE materials.rule_input AS (
	consumption_id bigint,
	output_lot_id bigint,
	input_lot_id bigint,
	quantity materials.quantity,
	cost numeric,
	currency text,
	drawn materials.fraction
);
COMMENT ON TYPE materials.rule_input IS 'what went into a lot, as the ledger function input_of sees it';
COMMENT ON COLUMN materials.rule_input.consumption_id IS 'row of consumption';
COMMENT ON COLUMN materials.rule_input.output_lot_id IS 'lot that was made';
COMMENT ON COLUMN materials.rule_input.input_lot_id IS 'lot that was used';
COMMENT ON COLUMN materials.rule_input.quantity IS 'how much of it';
COMMENT ON COLUMN materials.rule_input.cost IS 'what that cost';
COMMENT ON COLUMN materials.rule_input.currency IS 'currency of the cost';
COMMENT ON COLUMN materials.rule_input.drawn IS 'which part that was of the lot that was used; empty where it cannot be said';

CREATE TYPE materials.known_lot AS (
	lot_id bigint,
	code text,
	standing boolean,
	item_id bigint,
	class text,
	material text,
	producer_id bigint,
	country materials.country,
	region text,
	step text,
	day date,
	role text,
	has_inputs boolean,
	not_followed boolean,
	open_reason text,
	claims text[]
);
COMMENT ON TYPE materials.known_lot IS 'a lot as it is known, whatever rule asks: what the ledger function known_lot_of says';
COMMENT ON COLUMN materials.known_lot.lot_id IS 'number of the lot, as in lot';
COMMENT ON COLUMN materials.known_lot.code IS 'its code; empty where row-level security hides it';
COMMENT ON COLUMN materials.known_lot.standing IS 'false where it was withdrawn, or is hidden';
COMMENT ON COLUMN materials.known_lot.item_id IS 'item it is a lot of';
COMMENT ON COLUMN materials.known_lot.class IS 'class of its item, also where it was withdrawn; empty without an item';
COMMENT ON COLUMN materials.known_lot.material IS 'material that it consists of, also where it was withdrawn';
COMMENT ON COLUMN materials.known_lot.producer_id IS 'party that made it';
COMMENT ON COLUMN materials.known_lot.country IS 'country where it was made';
COMMENT ON COLUMN materials.known_lot.region IS 'region of the site that made it';
COMMENT ON COLUMN materials.known_lot.step IS 'process step that made it';
COMMENT ON COLUMN materials.known_lot.day IS 'day on which it was made; where that is not known, the day that is asked about';
COMMENT ON COLUMN materials.known_lot.role IS 'role as a component';
COMMENT ON COLUMN materials.known_lot.has_inputs IS 'true where something is recorded that went into it';
COMMENT ON COLUMN materials.known_lot.not_followed IS 'true where what is recorded as its inputs says nothing about it';
COMMENT ON COLUMN materials.known_lot.open_reason IS 'why what went into it is not all known; empty where it is';
COMMENT ON COLUMN materials.known_lot.claims IS 'what is declared of it or of its item';

CREATE TYPE materials.party_standing AS (
	doctrine text,
	choices jsonb,
	valid daterange,
	party_id bigint,
	class text,
	reason text,
	chain text,
	fact jsonb,
	confirmed boolean
);
COMMENT ON TYPE materials.party_standing IS 'how a party stands under a doctrine in a span of days: what the ledger function standing_of says';
COMMENT ON COLUMN materials.party_standing.doctrine IS 'code of the doctrine, as in materials.doctrine';
COMMENT ON COLUMN materials.party_standing.choices IS 'readings of its open questions that were chosen';
COMMENT ON COLUMN materials.party_standing.valid IS 'days';
COMMENT ON COLUMN materials.party_standing.party_id IS 'number of the party, as in party';
COMMENT ON COLUMN materials.party_standing.class IS 'offender where it comes under the doctrine, other where it does not, unknown where that is open';
COMMENT ON COLUMN materials.party_standing.reason IS 'why, in words';
COMMENT ON COLUMN materials.party_standing.chain IS 'deciding chain';
COMMENT ON COLUMN materials.party_standing.fact IS 'rows of the ledger that it rests on: relation and id';
COMMENT ON COLUMN materials.party_standing.confirmed IS 'false where what decides rests on a limb that was not read in the text';

CREATE TYPE materials.rule_goods AS (
	case_ids bigint[],
	root_ids bigint[],
	lots materials.known_lot[],
	inputs materials.rule_input[],
	standings materials.party_standing[]
);
COMMENT ON TYPE materials.rule_goods IS 'the goods of a question and who stands behind them, looked up once for all rules: what the ledger function goods_of says';
COMMENT ON COLUMN materials.rule_goods.case_ids IS 'lines that are asked about, one for each lot that fills one; 0 without a line';
COMMENT ON COLUMN materials.rule_goods.root_ids IS 'these lots';
COMMENT ON COLUMN materials.rule_goods.lots IS 'they, and all lots that they were made of, each once';
COMMENT ON COLUMN materials.rule_goods.inputs IS 'what went into these';
COMMENT ON COLUMN materials.rule_goods.standings IS 'how the parties behind them stand under the doctrines of the rules that are asked';

-- Not unnest itself: of an array the planner expects ten elements, whatever it holds, and walks them in nested loops.
CREATE FUNCTION materials.rule_lots(lots materials.rule_lot[]) RETURNS SETOF materials.rule_lot
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	SELECT l.* FROM unnest(lots) AS l;
END;
COMMENT ON FUNCTION materials.rule_lots(materials.rule_lot[]) IS 'elements of an array of lots';

CREATE FUNCTION materials.rule_inputs(inputs materials.rule_input[]) RETURNS SETOF materials.rule_input
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 3000
BEGIN ATOMIC
	SELECT i.* FROM unnest(inputs) AS i;
END;
COMMENT ON FUNCTION materials.rule_inputs(materials.rule_input[]) IS 'elements of an array of inputs';

CREATE FUNCTION materials.rule_pairs(firsts bigint[], seconds bigint[]) RETURNS TABLE (first bigint, second bigint)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	SELECT p.first, p.second FROM unnest(firsts, seconds) AS p (first, second);
END;
COMMENT ON FUNCTION materials.rule_pairs(bigint[], bigint[]) IS 'elements of two arrays of numbers, side by side';

CREATE FUNCTION materials.known_lots(lots materials.known_lot[]) RETURNS SETOF materials.known_lot
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	SELECT l.* FROM unnest(lots) AS l;
END;
COMMENT ON FUNCTION materials.known_lots(materials.known_lot[]) IS 'elements of an array of lots';

CREATE FUNCTION materials.party_standings(standings materials.party_standing[]) RETURNS SETOF materials.party_standing
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	SELECT s.* FROM unnest(standings) AS s;
END;
COMMENT ON FUNCTION materials.party_standings(materials.party_standing[]) IS 'elements of an array of standings';

CREATE FUNCTION materials.rule_used(lot_ids bigint[], lots materials.rule_lot[], inputs materials.rule_input[]) RETURNS TABLE (root_id bigint, lot_id bigint, used materials.fraction)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 5000
BEGIN ATOMIC
	SELECT u.root_id, u.lot_id, u.used
	FROM (SELECT coalesce(array_agg(e.output_lot_id), '{}') AS outputs, coalesce(array_agg(e.input_lot_id), '{}') AS inputs, coalesce(array_agg(e.drawn), '{}') AS drawn
			FROM materials.rule_inputs(rule_used.inputs) AS e JOIN materials.rule_lots(rule_used.lots) AS s ON s.lot_id = e.output_lot_id AND NOT s.not_followed) AS g
		CROSS JOIN LATERAL materials.flow_used(rule_used.lot_ids, g.outputs, g.inputs, g.drawn) AS u;
END;
COMMENT ON FUNCTION materials.rule_used(bigint[], materials.rule_lot[], materials.rule_input[]) IS 'lots that some lots are made of, themselves included, and which part of each one''s whole quantity is in it, exactly; empty where that cannot be said';

CREATE FUNCTION materials.rule_ids(ids bigint[]) RETURNS SETOF bigint
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 200
BEGIN ATOMIC
	SELECT i.id FROM unnest(ids) AS i (id);
END;
COMMENT ON FUNCTION materials.rule_ids(bigint[]) IS 'elements of an array of numbers';

CREATE FUNCTION materials.json_difference(earlier jsonb, later jsonb) RETURNS TABLE (path text, earlier text, later text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	WITH RECURSIVE pair (path, a, b) AS (
		SELECT ''::text, json_difference.earlier, json_difference.later
		UNION ALL
		SELECT concat_ws('.', nullif(p.path, ''), k.key), CASE jsonb_typeof(p.a) WHEN 'object' THEN p.a -> k.key ELSE p.a -> (k.key::integer - 1) END, CASE jsonb_typeof(p.b) WHEN 'object' THEN p.b -> k.key ELSE p.b -> (k.key::integer - 1) END
		FROM pair AS p CROSS JOIN LATERAL (
			SELECT o.key FROM jsonb_object_keys(CASE jsonb_typeof(p.a) WHEN 'object' THEN p.a ELSE '{}' END) AS o (key)
			UNION
			SELECT o.key FROM jsonb_object_keys(CASE jsonb_typeof(p.b) WHEN 'object' THEN p.b ELSE '{}' END) AS o (key)
			UNION
			SELECT i::text FROM generate_series(1, CASE jsonb_typeof(p.a) WHEN 'array' THEN greatest(jsonb_array_length(p.a), jsonb_array_length(CASE jsonb_typeof(p.b) WHEN 'array' THEN p.b ELSE '[]' END)) ELSE 0 END) AS i) AS k
		WHERE p.a IS DISTINCT FROM p.b AND jsonb_typeof(p.a) = jsonb_typeof(p.b) AND jsonb_typeof(p.a) IN ('object', 'array')
	)
	SELECT p.path, p.a #>> '{}', p.b #>> '{}' FROM pair AS p
	WHERE p.a IS DISTINCT FROM p.b AND (jsonb_typeof(p.a) IS DISTINCT FROM jsonb_typeof(p.b) OR jsonb_typeof(p.a) NOT IN ('object', 'array'));
END;
COMMENT ON FUNCTION materials.json_difference(jsonb, jsonb) IS 'where two JSON values differ: ways to the values, which numbers count from 1, and the values themselves';
