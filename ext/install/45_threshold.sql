-- Thresholds that depend on the day and on what is bought, where the one of a limb (materials.rule_limb) does not do.

CREATE TABLE materials.rule_threshold (
	rule text NOT NULL,
	version text NOT NULL,
	limb text NOT NULL,
	kind text NOT NULL DEFAULT 'all' CHECK (kind <> ''),
	condition jsonpath,
	event text REFERENCES materials.property (property),
	valid daterange NOT NULL DEFAULT '(,)' CHECK (NOT isempty(valid)),
	threshold materials.fraction NOT NULL CHECK (threshold OPERATOR(materials.>=) '0' AND threshold OPERATOR(materials.<=) '1'),
	strict boolean NOT NULL,
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, limb, kind, valid),
	FOREIGN KEY (rule, version, limb) REFERENCES materials.rule_limb (rule, version, limb)
);
COMMENT ON TABLE materials.rule_threshold IS 'thresholds of a limb by day and kind of purchase; where it is not known which row holds, all that may hold have to agree';
COMMENT ON COLUMN materials.rule_threshold.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_threshold.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_threshold.limb IS 'limb, as in materials.rule_limb';
COMMENT ON COLUMN materials.rule_threshold.kind IS 'key: the kind of purchase';
COMMENT ON COLUMN materials.rule_threshold.condition IS 'condition over the facts of the line (ledger function line_fact); empty fits every line, unknown may fit';
COMMENT ON COLUMN materials.rule_threshold.event IS 'the line''s day that valid is about; empty is the event of the rule';
COMMENT ON COLUMN materials.rule_threshold.valid IS 'days on which the threshold holds';
COMMENT ON COLUMN materials.rule_threshold.threshold IS 'threshold, exact';
COMMENT ON COLUMN materials.rule_threshold.strict IS 'true for more than the threshold, false for the threshold or more';
COMMENT ON COLUMN materials.rule_threshold.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_threshold.confirmed IS 'true where the text was read, or agrees in several summaries';
COMMENT ON COLUMN materials.rule_threshold.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_threshold', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_threshold TO PUBLIC;

CREATE FUNCTION materials.threshold_of(rule text, version text, case_ids bigint[], facts jsonb[], as_of date) RETURNS TABLE (case_id bigint, limb text, kind text, threshold materials.fraction, strict boolean, certain boolean, confirmed boolean)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	SELECT c.case_id, t.limb, t.kind, t.threshold, t.strict, f.fits, t.confirmed
	FROM materials.rule_threshold AS t JOIN materials.rule AS r ON r.rule = t.rule AND r.version = t.version
		CROSS JOIN unnest(threshold_of.case_ids, threshold_of.facts) AS c (case_id, fact)
		-- Without a line it is taken as of the day that is asked about.
		CROSS JOIN LATERAL (SELECT coalesce((c.fact ->> coalesce(t.event, r.event))::date, CASE WHEN c.case_id = 0 THEN threshold_of.as_of END)) AS d (day)
		CROSS JOIN LATERAL (SELECT (t.valid = '(,)' OR t.valid @> d.day) AND (t.condition IS NULL OR jsonb_path_match(c.fact, t.condition, '{}', true))) AS f (fits)
	WHERE t.rule = threshold_of.rule AND t.version = threshold_of.version AND f.fits IS NOT false;
END;
COMMENT ON FUNCTION materials.threshold_of(text, text, bigint[], jsonb[], date) IS 'thresholds of a rule that hold for cases (with their facts), for certain or perhaps';
