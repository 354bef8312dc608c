-- The rulebook: law as rows.  What a verdict tests, on which day, against which threshold, with which exceptions,
-- lists, authorities and open questions is read from here; the evaluation holds no date, name or percentage.
-- Rows of ours are marked builtin; rows that users add are theirs, and only those are dumped.

CREATE TABLE materials.verdict (
	verdict text PRIMARY KEY CHECK (verdict <> ''),
	title text NOT NULL,
	severity integer NOT NULL,
	bars boolean NOT NULL,
	settled boolean NOT NULL,
	asks boolean NOT NULL DEFAULT false,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.verdict IS 'the words a verdict can be; none of them is legal advice';
COMMENT ON COLUMN materials.verdict.verdict IS 'key: code of the verdict';
COMMENT ON COLUMN materials.verdict.title IS 'what it means, for people';
COMMENT ON COLUMN materials.verdict.severity IS 'where several parts are judged, the one with the highest severity is the verdict of the whole';
COMMENT ON COLUMN materials.verdict.bars IS 'true where the rule, as encoded, stands against buying';
COMMENT ON COLUMN materials.verdict.settled IS 'false where facts or readings are still missing';
COMMENT ON COLUMN materials.verdict.asks IS 'true where the rule does not stand against buying but asks or says something of it: a duty, a scope, a listing';
COMMENT ON COLUMN materials.verdict.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.verdict (verdict, title, severity, bars, settled, builtin) VALUES
	('FAIL', 'the rule''s test is not met, whatever is unknown', 100, true, true, true),
	('PROHIBITED', 'the rule''s prohibition applies, whatever is unknown', 100, true, true, true),
	('INDETERMINATE', 'what is unknown decides', 90, false, false, true),
	('UNCONFIRMED', 'the state of the rule itself was not confirmed', 80, false, false, true),
	('REVIEW', 'facts are known, the text is open: somebody has to decide', 70, false, false, true),
	('PASS_BY_EXCEPTION', 'the rule''s test is not met, its exception is', 50, false, true, true),
	('WAIVED', 'an official with authority waived the rule for that day', 45, false, true, true),
	('PASS', 'the rule''s test is met', 40, false, true, true),
	('NOT_PROHIBITED', 'the rule''s prohibition does not apply', 40, false, true, true),
	('NOT_YET_EFFECTIVE', 'the day comes before the rule''s first day', 30, false, true, true),
	('EXCLUDED', 'the rule itself leaves such a purchase out', 20, false, true, true),
	('NOT_APPLICABLE', 'the rule does not reach such a contract', 10, false, true, true),
	('NOT_COVERED', 'nothing in it is what the rule is about', 5, false, true, true),
	('SUSPENDED', 'the rule is suspended on that day', 35, false, true, true),
	('ENDED', 'the rule has ended by that day', 15, false, true, true),
	('EXEMPT', 'the rule''s test goes against it, and the rule leaves such a case out', 50, false, true, true);
INSERT INTO materials.verdict (verdict, title, severity, bars, settled, asks, builtin) VALUES
	('REQUIRED', 'the rule asks for something: a document, a duty', 60, false, true, true, true),
	('NOT_REQUIRED', 'the rule asks for nothing', 40, false, true, false, true),
	('IN_SCOPE', 'it is what the rule is about', 60, false, true, true, true),
	('OUT_OF_SCOPE', 'it is not what the rule is about', 40, false, true, false, true);
SELECT pg_catalog.pg_extension_config_dump('materials.verdict', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.verdict TO PUBLIC;

CREATE TABLE materials.evaluator (
	test text PRIMARY KEY CHECK (test <> ''),
	title text NOT NULL,
	of_lots boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.evaluator IS 'how rules are evaluated; each row stands for a function of the ledger, so adding one takes code, adding a rule does not';
COMMENT ON COLUMN materials.evaluator.test IS 'key: code of the test';
COMMENT ON COLUMN materials.evaluator.title IS 'what is evaluated';
COMMENT ON COLUMN materials.evaluator.of_lots IS 'true where the lots in what is bought are tested one by one, false where line, item or party are judged as such';
COMMENT ON COLUMN materials.evaluator.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.evaluator (test, title, of_lots, builtin) VALUES
	('component_origin', 'origin of the functional components by cost, with an exception', true, true),
	('named_maker', 'named parties as makers, or as suppliers of a majority', true, true),
	('step_origin', 'where, and by whom, the steps that made it were done', true, true),
	('cost_ratio', 'a share of cost, mass or content against thresholds', true, true),
	('party_relation', 'parties of the line, of its lots or asked by themselves, by lists and a doctrine of ownership', false, true),
	('property', 'conditions over recorded facts of the line, item or lot', false, true);
SELECT pg_catalog.pg_extension_config_dump('materials.evaluator', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.evaluator TO PUBLIC;

CREATE TABLE materials.rule (
	rule text NOT NULL CHECK (rule <> ''),
	version text NOT NULL CHECK (version <> ''),
	title text NOT NULL,
	citation text NOT NULL,
	address text,
	subject text NOT NULL,
	concern text NOT NULL,
	test text NOT NULL REFERENCES materials.evaluator (test),
	doctrine text REFERENCES materials.doctrine (doctrine),
	event text NOT NULL REFERENCES materials.property (property),
	domestic materials.country,
	absence_claim text REFERENCES materials.claim (claim),
	enacted_on date NOT NULL,
	released_on date NOT NULL,
	confirmed boolean NOT NULL,
	notes text,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version)
);
COMMENT ON TABLE materials.rule IS 'rules and their versions; a released version is never changed, the newest one is asked';
COMMENT ON COLUMN materials.rule.rule IS 'key: code of the rule';
COMMENT ON COLUMN materials.rule.version IS 'version of the text as encoded here';
COMMENT ON COLUMN materials.rule.title IS 'title, for people';
COMMENT ON COLUMN materials.rule.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule.address IS 'public address of the text';
COMMENT ON COLUMN materials.rule.subject IS 'what the rule is about, in a word';
COMMENT ON COLUMN materials.rule.concern IS 'word for whom it is directed against';
COMMENT ON COLUMN materials.rule.test IS 'how it is evaluated, as in materials.evaluator';
COMMENT ON COLUMN materials.rule.doctrine IS 'ownership doctrine that says who is an offender; empty where only lists do';
COMMENT ON COLUMN materials.rule.event IS 'fact of the line (a date of materials.property) that phase and waiver are compared with, unless the policy event says otherwise';
COMMENT ON COLUMN materials.rule.domestic IS 'country where recycling counts as a new origin; empty where it never does';
COMMENT ON COLUMN materials.rule.absence_claim IS 'claim about an item by which nothing that the rule tests is in it';
COMMENT ON COLUMN materials.rule.enacted_on IS 'day of enactment; conditions refer to it as $enacted_on';
COMMENT ON COLUMN materials.rule.released_on IS 'day on which this encoding was released';
COMMENT ON COLUMN materials.rule.confirmed IS 'true where the text was read; false where it rests on recollection or one secondary source';
COMMENT ON COLUMN materials.rule.notes IS 'readings and remarks';
COMMENT ON COLUMN materials.rule.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule TO PUBLIC;

CREATE TABLE materials.rule_word (
	rule text NOT NULL,
	version text NOT NULL,
	outcome text NOT NULL CHECK (outcome IN ('against', 'for', 'open')),
	verdict text NOT NULL REFERENCES materials.verdict (verdict),
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, outcome),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_word IS 'which word of materials.verdict a rule uses for which outcome of its test; without a row FAIL, PASS and INDETERMINATE';
COMMENT ON COLUMN materials.rule_word.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_word.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_word.outcome IS 'against (the test goes against what is judged), for, or open';
COMMENT ON COLUMN materials.rule_word.verdict IS 'word, as in materials.verdict';
COMMENT ON COLUMN materials.rule_word.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_word', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_word TO PUBLIC;

CREATE TABLE materials.rule_doctrine (
	rule text NOT NULL,
	version text NOT NULL,
	doctrine text NOT NULL REFERENCES materials.doctrine (doctrine),
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, doctrine),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_doctrine IS 'further doctrines of ownership of a rule: whoever comes under one of them is an offender';
COMMENT ON COLUMN materials.rule_doctrine.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_doctrine.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_doctrine.doctrine IS 'doctrine, beside the one in materials.rule';
COMMENT ON COLUMN materials.rule_doctrine.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_doctrine.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_doctrine', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_doctrine TO PUBLIC;

CREATE FUNCTION materials.doctrines_of(rule text, version text) RETURNS TABLE (doctrine text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 2
BEGIN ATOMIC
	SELECT r.doctrine FROM materials.rule AS r WHERE r.rule = doctrines_of.rule AND r.version = doctrines_of.version AND r.doctrine IS NOT NULL
	UNION
	SELECT f.doctrine FROM materials.rule_doctrine AS f WHERE f.rule = doctrines_of.rule AND f.version = doctrines_of.version;
END;
COMMENT ON FUNCTION materials.doctrines_of(text, text) IS 'the doctrines that a rule follows: its own, and those that it takes up beside';

CREATE TABLE materials.rule_verdict (
	rule text NOT NULL,
	version text NOT NULL,
	verdict text NOT NULL REFERENCES materials.verdict (verdict),
	title text NOT NULL,
	severity integer NOT NULL,
	bars boolean NOT NULL,
	settled boolean NOT NULL,
	asks boolean NOT NULL DEFAULT false,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, verdict),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_verdict IS 'words that mean something else in one rule than in others';
COMMENT ON COLUMN materials.rule_verdict.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_verdict.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_verdict.verdict IS 'word, as in materials.verdict';
COMMENT ON COLUMN materials.rule_verdict.title IS 'what it means there';
COMMENT ON COLUMN materials.rule_verdict.severity IS 'as in materials.verdict';
COMMENT ON COLUMN materials.rule_verdict.bars IS 'as in materials.verdict';
COMMENT ON COLUMN materials.rule_verdict.settled IS 'as in materials.verdict';
COMMENT ON COLUMN materials.rule_verdict.asks IS 'as in materials.verdict';
COMMENT ON COLUMN materials.rule_verdict.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_verdict', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_verdict TO PUBLIC;

CREATE FUNCTION materials.verdicts_of(rule text, version text) RETURNS TABLE (verdict text, title text, severity integer, bars boolean, settled boolean, asks boolean)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 30 SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT v.verdict, coalesce(r.title, v.title), coalesce(r.severity, v.severity), coalesce(r.bars, v.bars), coalesce(r.settled, v.settled), coalesce(r.asks, v.asks)
	FROM materials.verdict AS v LEFT JOIN materials.rule_verdict AS r ON r.verdict = v.verdict AND r.rule = verdicts_of.rule AND r.version = verdicts_of.version;
END
$$;
COMMENT ON FUNCTION materials.verdicts_of(text, text) IS 'the words a verdict can be, with what each means in a rule';

CREATE TABLE materials.rule_status (
	rule text NOT NULL,
	version text NOT NULL,
	status text NOT NULL CHECK (status IN ('in_force', 'suspended', 'ended', 'unconfirmed')),
	valid daterange NOT NULL CHECK (NOT isempty(valid)),
	verdict text REFERENCES materials.verdict (verdict),
	citation text,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, valid),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version),
	CONSTRAINT rule_status_verdict CHECK ((status = 'in_force') = (verdict IS NULL))
);
COMMENT ON TABLE materials.rule_status IS 'on which days a rule is in force; days that no row covers count as in force';
COMMENT ON COLUMN materials.rule_status.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_status.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_status.status IS 'in_force, suspended, ended or unconfirmed';
COMMENT ON COLUMN materials.rule_status.valid IS 'days on which it has that status';
COMMENT ON COLUMN materials.rule_status.verdict IS 'verdict on those days, where the rule is not in force';
COMMENT ON COLUMN materials.rule_status.citation IS 'what the status rests on';
COMMENT ON COLUMN materials.rule_status.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_status', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_status TO PUBLIC;

CREATE TABLE materials.rule_gate (
	rule text NOT NULL,
	version text NOT NULL,
	gate text NOT NULL CHECK (gate <> ''),
	title text NOT NULL,
	condition jsonpath NOT NULL,
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, gate),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_gate IS 'what has to hold of a contract line for a rule to reach it at all';
COMMENT ON COLUMN materials.rule_gate.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_gate.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_gate.gate IS 'key: code of the gate';
COMMENT ON COLUMN materials.rule_gate.title IS 'what it asks';
COMMENT ON COLUMN materials.rule_gate.condition IS 'condition over the facts of the line (ledger function line_fact); false is NOT_APPLICABLE, unknown is doubt';
COMMENT ON COLUMN materials.rule_gate.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_gate.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_gate.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_gate', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_gate TO PUBLIC;

CREATE TABLE materials.rule_phase (
	rule text NOT NULL,
	version text NOT NULL,
	phase text NOT NULL CHECK (phase <> ''),
	title text NOT NULL,
	condition jsonpath,
	event text REFERENCES materials.property (property),
	effective_from date NOT NULL,
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, phase),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_phase IS 'from which day a rule applies to which purchases';
COMMENT ON COLUMN materials.rule_phase.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_phase.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_phase.phase IS 'key: the kind of programme or purchase';
COMMENT ON COLUMN materials.rule_phase.title IS 'what it covers';
COMMENT ON COLUMN materials.rule_phase.condition IS 'condition over the facts of the line; empty fits every line';
COMMENT ON COLUMN materials.rule_phase.event IS 'fact of the line that effective_from is compared with; empty is the event of the rule';
COMMENT ON COLUMN materials.rule_phase.effective_from IS 'first day on which the rule applies to it';
COMMENT ON COLUMN materials.rule_phase.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_phase.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_phase.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_phase', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_phase TO PUBLIC;

CREATE TABLE materials.rule_exclusion (
	rule text NOT NULL,
	version text NOT NULL,
	exclusion text NOT NULL CHECK (exclusion <> ''),
	title text NOT NULL,
	condition jsonpath NOT NULL,
	verdict text NOT NULL DEFAULT 'EXCLUDED' REFERENCES materials.verdict (verdict),
	to_be_shown boolean NOT NULL DEFAULT false,
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, exclusion),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_exclusion IS 'purchases that a rule leaves out';
COMMENT ON COLUMN materials.rule_exclusion.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_exclusion.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_exclusion.exclusion IS 'key: code of the exclusion';
COMMENT ON COLUMN materials.rule_exclusion.title IS 'what is left out';
COMMENT ON COLUMN materials.rule_exclusion.condition IS 'condition over the facts of the line; true leaves it out, unknown is doubt';
COMMENT ON COLUMN materials.rule_exclusion.verdict IS 'word for what is left out so';
COMMENT ON COLUMN materials.rule_exclusion.to_be_shown IS 'true where whoever buys has to show it: then unknown is no';
COMMENT ON COLUMN materials.rule_exclusion.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_exclusion.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_exclusion.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_exclusion', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_exclusion TO PUBLIC;

CREATE TABLE materials.rule_list (
	rule text NOT NULL,
	version text NOT NULL,
	list text NOT NULL REFERENCES materials.list (list),
	successors boolean NOT NULL,
	subsidiary_share materials.fraction CHECK (subsidiary_share OPERATOR(materials.>) '0' AND subsidiary_share OPERATOR(materials.<=) '1'),
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, list),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_list IS 'lists whose entries a rule takes for offenders by name';
COMMENT ON COLUMN materials.rule_list.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_list.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_list.list IS 'list, as in materials.list';
COMMENT ON COLUMN materials.rule_list.successors IS 'true where successors of an entry count as the entry';
COMMENT ON COLUMN materials.rule_list.subsidiary_share IS 'share (inclusive) from which a party is a subsidiary of an entry, to which the policy named_subsidiary applies; empty where subsidiaries never matter';
COMMENT ON COLUMN materials.rule_list.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_list.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_list.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_list', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_list TO PUBLIC;

CREATE TABLE materials.rule_waiver_authority (
	rule text NOT NULL,
	version text NOT NULL,
	authority text NOT NULL CHECK (authority <> ''),
	title text NOT NULL,
	lasts interval CHECK (lasts > '0'),
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, authority),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_waiver_authority IS 'officials whose waivers of a rule count';
COMMENT ON COLUMN materials.rule_waiver_authority.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_waiver_authority.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_waiver_authority.authority IS 'official, as waiver.granted_by names them';
COMMENT ON COLUMN materials.rule_waiver_authority.title IS 'office; also understood in waiver.granted_by';
COMMENT ON COLUMN materials.rule_waiver_authority.lasts IS 'longest time from its first day that a waiver can cover; empty is without limit';
COMMENT ON COLUMN materials.rule_waiver_authority.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_waiver_authority.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_waiver_authority.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_waiver_authority', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_waiver_authority TO PUBLIC;

CREATE TABLE materials.rule_limb (
	rule text NOT NULL,
	version text NOT NULL,
	limb text NOT NULL CHECK (limb <> ''),
	title text NOT NULL,
	basis text CHECK (basis IN ('cost', 'mass', 'count')),
	threshold materials.fraction CHECK (threshold OPERATOR(materials.>=) '0' AND threshold OPERATOR(materials.<=) '1'),
	strict boolean,
	claim text REFERENCES materials.claim (claim),
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, limb),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version),
	CONSTRAINT rule_limb_threshold CHECK (num_nonnulls(basis, threshold, strict) IN (0, 3))
);
COMMENT ON TABLE materials.rule_limb IS 'the parts of a rule''s test, with their thresholds';
COMMENT ON COLUMN materials.rule_limb.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_limb.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_limb.limb IS 'key: code of the limb';
COMMENT ON COLUMN materials.rule_limb.title IS 'what it asks';
COMMENT ON COLUMN materials.rule_limb.basis IS 'what the share is a share of: cost, mass or count';
COMMENT ON COLUMN materials.rule_limb.threshold IS 'threshold, exact';
COMMENT ON COLUMN materials.rule_limb.strict IS 'true for more than the threshold, false for the threshold or more';
COMMENT ON COLUMN materials.rule_limb.claim IS 'claim without which silence leaves the limb unknown';
COMMENT ON COLUMN materials.rule_limb.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_limb.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_limb.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_limb', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_limb TO PUBLIC;

CREATE TABLE materials.rule_scope (
	rule text NOT NULL,
	version text NOT NULL,
	scope text NOT NULL CHECK (scope IN ('class', 'material')),
	word text NOT NULL CHECK (word <> ''),
	tested boolean NOT NULL,
	may_hold boolean NOT NULL,
	may_be_part boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, scope, word),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_scope IS 'which lots a rule tests, and which may hold such a lot or be a part of one; a class without a row may hold one and may be a part';
COMMENT ON COLUMN materials.rule_scope.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_scope.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_scope.scope IS 'class (of the lot''s item) or material (of a lot without item, or whose class no row names)';
COMMENT ON COLUMN materials.rule_scope.word IS 'the class or the material; * for any that no row names';
COMMENT ON COLUMN materials.rule_scope.tested IS 'true where such a lot is what the rule is about';
COMMENT ON COLUMN materials.rule_scope.may_hold IS 'true where such a lot may hold one that the rule is about: then its inputs have to be known';
COMMENT ON COLUMN materials.rule_scope.may_be_part IS 'true where such a lot, used in a tested one without a role, may be a component that counts';
COMMENT ON COLUMN materials.rule_scope.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_scope', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_scope TO PUBLIC;

CREATE TABLE materials.rule_policy (
	rule text NOT NULL,
	version text NOT NULL,
	policy text NOT NULL CHECK (policy <> ''),
	question text CHECK (question OPERATOR(pg_catalog.~) '^Q[0-9]+$'),
	title text NOT NULL,
	choices text[] NOT NULL CHECK (cardinality(choices) > 0),
	choice text NOT NULL CHECK (choice = ANY (choices)),
	reported boolean NOT NULL DEFAULT false,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, policy),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
CREATE UNIQUE INDEX rule_policy_reported ON materials.rule_policy (rule, version) WHERE reported;
COMMENT ON INDEX materials.rule_policy_reported IS 'a rule reports all readings of one question at most';
COMMENT ON TABLE materials.rule_policy IS 'where the text is open: the question, the readings that can be chosen, and the one taken unless chosen otherwise';
COMMENT ON COLUMN materials.rule_policy.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_policy.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_policy.policy IS 'key, as in the argument policies of a question';
COMMENT ON COLUMN materials.rule_policy.question IS 'number in the register of open questions';
COMMENT ON COLUMN materials.rule_policy.title IS 'the question';
COMMENT ON COLUMN materials.rule_policy.choices IS 'readings that can be chosen';
COMMENT ON COLUMN materials.rule_policy.choice IS 'reading taken unless chosen otherwise';
COMMENT ON COLUMN materials.rule_policy.reported IS 'true where a verdict states its status under every reading';
COMMENT ON COLUMN materials.rule_policy.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_policy', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_policy TO PUBLIC;
