-- What rules of the kinds party_relation and property test: which parties are looked at, and which facts decide.

CREATE TABLE materials.rule_relation (
	rule text NOT NULL,
	version text NOT NULL,
	relation text NOT NULL CHECK (relation IN ('party', 'seller', 'buyer', 'producer', 'supplier', 'part_producer')),
	title text NOT NULL,
	effective_from date,
	verdict text REFERENCES materials.verdict (verdict),
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, relation),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_relation IS 'which parties a rule of the kind party_relation looks at, from which day, and what it says where one of them is caught by its lists or its doctrine';
COMMENT ON COLUMN materials.rule_relation.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_relation.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_relation.relation IS 'party (asked about by itself), seller or buyer of the line''s contract, producer or supplier of the lots that are bought, part_producer (of what went into them, at any tier)';
COMMENT ON COLUMN materials.rule_relation.title IS 'what such a party is called';
COMMENT ON COLUMN materials.rule_relation.effective_from IS 'first day on which the rule looks at it; empty is the day of the rule''s phase';
COMMENT ON COLUMN materials.rule_relation.verdict IS 'verdict where it is caught; empty is the rule''s word for against';
COMMENT ON COLUMN materials.rule_relation.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_relation.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_relation.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_relation', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_relation TO PUBLIC;

CREATE TABLE materials.rule_condition (
	rule text NOT NULL,
	version text NOT NULL,
	condition text NOT NULL CHECK (condition <> ''),
	title text NOT NULL,
	test jsonpath NOT NULL,
	verdict text REFERENCES materials.verdict (verdict),
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, condition),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_condition IS 'conditions over recorded facts, each of which decides a rule of the kind property';
COMMENT ON COLUMN materials.rule_condition.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_condition.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_condition.condition IS 'key: code of the condition';
COMMENT ON COLUMN materials.rule_condition.title IS 'what it asks';
COMMENT ON COLUMN materials.rule_condition.test IS 'condition over the facts of the line, item or lot; $day is the day of the event, $enacted_on that of the rule, $ and a policy its reading; unknown is open';
COMMENT ON COLUMN materials.rule_condition.verdict IS 'verdict where it holds; empty is the rule''s word for against';
COMMENT ON COLUMN materials.rule_condition.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_condition.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_condition.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_condition', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_condition TO PUBLIC;
