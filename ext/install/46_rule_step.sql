-- Rules of the kind step_origin: which steps of a chain count, where they may be done and by whom, what exceptions the
-- chain itself gives.  Law as rows, like those of the rulebook.

CREATE TABLE materials.rule_place (
	rule text NOT NULL,
	version text NOT NULL,
	place text NOT NULL CHECK (place <> ''),
	member text NOT NULL CHECK (member OPERATOR(pg_catalog.~) '^([A-Z]{2}(-[A-Z0-9]{1,3})?|covered_nations)$'),
	treatment text NOT NULL CHECK (treatment IN ('in', 'out', 'unsettled')),
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, place, member),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_place IS 'places that a rule speaks of: countries and regions that lie in them; of several rows that fit, the region goes before the country, and that before covered_nations';
COMMENT ON COLUMN materials.rule_place.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_place.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_place.place IS 'key of the place';
COMMENT ON COLUMN materials.rule_place.member IS 'country (US), region of ISO 3166-2 (CN-XJ), or covered_nations: all of materials.covered_nation on the day of the step';
COMMENT ON COLUMN materials.rule_place.treatment IS 'in, out, or unsettled (what rests on it stays open)';
COMMENT ON COLUMN materials.rule_place.citation IS 'what that rests on';
COMMENT ON COLUMN materials.rule_place.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_place.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_place', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_place TO PUBLIC;

CREATE TABLE materials.rule_step (
	rule text NOT NULL,
	version text NOT NULL,
	limb text NOT NULL CHECK (limb <> ''),
	word text NOT NULL DEFAULT '*' CHECK (word <> ''),
	process text NOT NULL DEFAULT '*' CHECK (process <> ''),
	material text NOT NULL DEFAULT '*' CHECK (material <> ''),
	effect text NOT NULL CHECK (effect IN ('barred', 'allowed', 'open', 'listed', 'required', 'begins', 'renews', 'whole', 'unforgiven')),
	place text,
	reach text NOT NULL DEFAULT 'chain' CHECK (reach IN ('chain', 'itself')),
	valid daterange NOT NULL DEFAULT '(,)' CHECK (NOT isempty(valid)),
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, limb, word, process, material, effect, valid),
	FOREIGN KEY (rule, version, limb) REFERENCES materials.rule_limb (rule, version, limb),
	CONSTRAINT rule_step_place CHECK (CASE WHEN effect IN ('barred', 'allowed', 'whole') THEN place IS NOT NULL WHEN effect = 'open' THEN true ELSE place IS NULL END)
);
COMMENT ON TABLE materials.rule_step IS 'steps that count under a rule of the kind step_origin, and what they do; of the rows of a limb that fit a lot the most particular holds: that of its material, then of its step, then of its stage';
COMMENT ON COLUMN materials.rule_step.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_step.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_step.limb IS 'part of the rule that it belongs to';
COMMENT ON COLUMN materials.rule_step.word IS 'what is tested: material or class of the tested lot, as in rule_scope; * for whatever is tested';
COMMENT ON COLUMN materials.rule_step.process IS 'step or stage of materials.process_step that made the lot upstream; * for any';
COMMENT ON COLUMN materials.rule_step.material IS 'material of the lot upstream, or a wider one that it is a form of; * for any';
COMMENT ON COLUMN materials.rule_step.effect IS 'barred: not to be done in the place; allowed: only to be done there; open: done there nothing says whether it counts; listed: not to be done by a party on the rule''s lists; required: one of the limb''s steps has to be recorded; begins: a chain may begin with it; renews: what it makes counts as recycled; whole: the place of what is bought, where that holds what is tested; unforgiven: of what is tested no share is forgiven';
COMMENT ON COLUMN materials.rule_step.place IS 'place, as in rule_place; empty for an open step that is open wherever it is done';
COMMENT ON COLUMN materials.rule_step.reach IS 'chain: lots upstream at any distance, and the tested lot; itself: the tested lot alone';
COMMENT ON COLUMN materials.rule_step.valid IS 'days of the rule''s event on which the row holds';
COMMENT ON COLUMN materials.rule_step.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_step', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_step TO PUBLIC;

CREATE TABLE materials.rule_release (
	rule text NOT NULL,
	version text NOT NULL,
	release text NOT NULL CHECK (release <> ''),
	word text NOT NULL CHECK (word <> ''),
	title text NOT NULL,
	verdict text NOT NULL REFERENCES materials.verdict (verdict),
	valid daterange NOT NULL DEFAULT '(,)' CHECK (NOT isempty(valid)),
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, release, word),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_release IS 'exceptions that the chain itself gives: what came through a renewing step is let go where all conditions of rule_release_step hold';
COMMENT ON COLUMN materials.rule_release.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_release.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_release.release IS 'key: code of the release';
COMMENT ON COLUMN materials.rule_release.word IS 'what is tested, as in rule_step; * for whatever is tested';
COMMENT ON COLUMN materials.rule_release.title IS 'what the exception asks';
COMMENT ON COLUMN materials.rule_release.verdict IS 'verdict where nothing else stands against the lot';
COMMENT ON COLUMN materials.rule_release.valid IS 'days of the rule''s event on which it holds';
COMMENT ON COLUMN materials.rule_release.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_release.confirmed IS 'true where the text was read';
COMMENT ON COLUMN materials.rule_release.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_release', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_release TO PUBLIC;

CREATE TABLE materials.rule_release_step (
	rule text NOT NULL,
	version text NOT NULL,
	release text NOT NULL,
	word text NOT NULL,
	condition text NOT NULL CHECK (condition <> ''),
	process text NOT NULL,
	present boolean NOT NULL,
	place text,
	inside boolean NOT NULL DEFAULT true,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, release, word, condition, process),
	FOREIGN KEY (rule, version, release, word) REFERENCES materials.rule_release (rule, version, release, word),
	CONSTRAINT rule_release_step_asks CHECK (present OR place IS NOT NULL)
);
COMMENT ON TABLE materials.rule_release_step IS 'conditions of the exceptions of rule_release, about the steps from the last renewing one on, itself included';
COMMENT ON COLUMN materials.rule_release_step.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_release_step.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_release_step.release IS 'exception';
COMMENT ON COLUMN materials.rule_release_step.word IS 'what is tested';
COMMENT ON COLUMN materials.rule_release_step.condition IS 'key of the condition; rows of one condition are alternatives of the step';
COMMENT ON COLUMN materials.rule_release_step.process IS 'step or stage; * for any';
COMMENT ON COLUMN materials.rule_release_step.present IS 'true where such a step has to be there';
COMMENT ON COLUMN materials.rule_release_step.place IS 'place that each such step is asked about; empty where that does not matter';
COMMENT ON COLUMN materials.rule_release_step.inside IS 'true where each has to be done in the place, false where outside of it';
COMMENT ON COLUMN materials.rule_release_step.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_release_step', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_release_step TO PUBLIC;

CREATE FUNCTION materials.wider_material() RETURNS TABLE (material text, word text, depth integer)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH RECURSIVE wider (material, word, depth) AS (
		SELECT m.material, m.material, 0 FROM materials.material AS m
		UNION ALL
		SELECT w.material, m.part_of, w.depth + 1 FROM wider AS w JOIN materials.material AS m ON m.material = w.word
		WHERE m.part_of IS NOT NULL AND w.depth < 16
	)
	SELECT w.material, w.word, w.depth FROM wider AS w;
END;
COMMENT ON FUNCTION materials.wider_material() IS 'each material, and the wider ones that it is a form of, with how many steps wider they are (0 is the material itself)';
