-- Rules of the kind cost_ratio: what is a share of what.  A limb with a row here asks for one share; its thresholds are
-- in materials.rule_threshold.

CREATE TABLE materials.rule_ratio (
	rule text NOT NULL,
	version text NOT NULL,
	limb text NOT NULL,
	basis text NOT NULL CHECK (basis IN ('cost', 'mass', 'count', 'element', 'part')),
	element text REFERENCES materials.element (element),
	per text NOT NULL CHECK (per IN ('case', 'lot')),
	itself boolean NOT NULL DEFAULT false,
	otherwise text NOT NULL CHECK (otherwise IN ('counts', 'inside', 'left_out')),
	mark text NOT NULL CHECK (mark IN ('offender', 'other', 'stage', 'country')),
	reach text NOT NULL DEFAULT 'maker' CHECK (reach IN ('maker', 'source', 'upstream')),
	holder boolean NOT NULL DEFAULT false,
	stage text CHECK (stage IN ('extraction', 'processing', 'metal', 'component', 'magnet', 'cell', 'assembly', 'recycling', 'logistics')),
	claim text REFERENCES materials.claim (claim),
	met text NOT NULL REFERENCES materials.verdict (verdict),
	unmet text NOT NULL REFERENCES materials.verdict (verdict),
	nothing text REFERENCES materials.verdict (verdict),
	outside text REFERENCES materials.verdict (verdict),
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, limb),
	FOREIGN KEY (rule, version, limb) REFERENCES materials.rule_limb (rule, version, limb),
	CONSTRAINT rule_ratio_element CHECK ((basis = 'element') = (element IS NOT NULL)),
	CONSTRAINT rule_ratio_stage CHECK ((mark = 'stage') = (stage IS NOT NULL))
);
COMMENT ON TABLE materials.rule_ratio IS 'limbs that ask for a share: of marked parts in all parts that count';
COMMENT ON COLUMN materials.rule_ratio.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_ratio.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_ratio.limb IS 'limb, as in materials.rule_limb';
COMMENT ON COLUMN materials.rule_ratio.basis IS 'what parts are weighed by: cost, mass, count (pieces), element (the mass of one) or part (each counts once)';
COMMENT ON COLUMN materials.rule_ratio.element IS 'chemical symbol, where the basis is element';
COMMENT ON COLUMN materials.rule_ratio.per IS 'whether all lots of a line make one share (case) or each tested lot has its own (lot)';
COMMENT ON COLUMN materials.rule_ratio.itself IS 'true where a tested lot may be a part that counts itself';
COMMENT ON COLUMN materials.rule_ratio.otherwise IS 'what becomes of lots that no row of materials.rule_ratio_part fits: counts, inside (looked into) or left_out';
COMMENT ON COLUMN materials.rule_ratio.mark IS 'which parts are in the numerator: offender (of parties the rule is directed against), other (of all others), stage (what came through that stage), country (of the one country that has most)';
COMMENT ON COLUMN materials.rule_ratio.reach IS 'what makes a part an offender''s: maker (and place), source (suppliers as well) or upstream (anything that went into it as well)';
COMMENT ON COLUMN materials.rule_ratio.holder IS 'true where a part is an offender''s also if what it is in was made by one';
COMMENT ON COLUMN materials.rule_ratio.stage IS 'stage, where the mark is stage';
COMMENT ON COLUMN materials.rule_ratio.claim IS 'claim about a part that the policy certificate is about: whether it settles what the ledger does not know; what the ledger does know it never overrides';
COMMENT ON COLUMN materials.rule_ratio.met IS 'verdict where the share reaches the threshold';
COMMENT ON COLUMN materials.rule_ratio.unmet IS 'verdict where it does not';
COMMENT ON COLUMN materials.rule_ratio.nothing IS 'verdict where nothing counts, so that there is no share; empty leaves it open';
COMMENT ON COLUMN materials.rule_ratio.outside IS 'verdict where no threshold holds on that day and for that kind; empty leaves it open';
COMMENT ON COLUMN materials.rule_ratio.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_ratio', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_ratio TO PUBLIC;

CREATE TABLE materials.rule_ratio_part (
	rule text NOT NULL,
	version text NOT NULL,
	limb text NOT NULL,
	place integer NOT NULL,
	role text REFERENCES materials.component_role (role),
	class text REFERENCES materials.item_class (class),
	material text REFERENCES materials.material (material),
	stage text CHECK (stage IN ('extraction', 'processing', 'metal', 'component', 'magnet', 'cell', 'assembly', 'recycling', 'logistics')),
	step text REFERENCES materials.process_step (step),
	condition jsonpath,
	treatment text NOT NULL CHECK (treatment IN ('counts', 'inside', 'both', 'left_out')),
	citation text,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, limb, place),
	FOREIGN KEY (rule, version, limb) REFERENCES materials.rule_ratio (rule, version, limb)
);
COMMENT ON TABLE materials.rule_ratio_part IS 'which lots a share counts: of the rows that a lot fits the first decides; on each way up the nearest lot that counts and is not looked into is the last part';
COMMENT ON COLUMN materials.rule_ratio_part.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_ratio_part.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_ratio_part.limb IS 'code of the limb, as in materials.rule_limb';
COMMENT ON COLUMN materials.rule_ratio_part.place IS 'place in the order of parts';
COMMENT ON COLUMN materials.rule_ratio_part.role IS 'role of the lot; empty fits any';
COMMENT ON COLUMN materials.rule_ratio_part.class IS 'class of its item; empty fits any';
COMMENT ON COLUMN materials.rule_ratio_part.material IS 'material, or a wider one that it is a form of; empty fits any';
COMMENT ON COLUMN materials.rule_ratio_part.stage IS 'stage of the step that made it; empty fits any';
COMMENT ON COLUMN materials.rule_ratio_part.step IS 'step that made it; empty fits any';
COMMENT ON COLUMN materials.rule_ratio_part.condition IS 'condition over the facts of the line, and of the lot under the key lot; empty fits any';
COMMENT ON COLUMN materials.rule_ratio_part.treatment IS 'counts (a part), inside (looked into: what went into it may count), both (where each part counts once: a pack and the cells in it) or left_out (in neither sum)';
COMMENT ON COLUMN materials.rule_ratio_part.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.rule_ratio_part.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_ratio_part', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_ratio_part TO PUBLIC;

CREATE TABLE materials.rule_ratio_country (
	rule text NOT NULL,
	version text NOT NULL,
	country materials.country NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule, version, country),
	FOREIGN KEY (rule, version) REFERENCES materials.rule (rule, version)
);
COMMENT ON TABLE materials.rule_ratio_country IS 'countries that are never the one country of a share by country, though their parts count';
COMMENT ON COLUMN materials.rule_ratio_country.rule IS 'code of the rule, as in materials.rule';
COMMENT ON COLUMN materials.rule_ratio_country.version IS 'version of the rule';
COMMENT ON COLUMN materials.rule_ratio_country.country IS 'country, ISO 3166 alpha-2';
COMMENT ON COLUMN materials.rule_ratio_country.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.rule_ratio_country', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.rule_ratio_country TO PUBLIC;
