-- Doctrines that are judged by tests of holding: who counts as a holder, what of others' holdings is attributed to it, and
-- from which share a test catches a party.  A test may count parties that it caught itself, or that another test or another
-- doctrine catches.  The arithmetic is in ext/core/attribution.c; each doctrine here is rows.

CREATE TABLE materials.doctrine_test (
	doctrine text NOT NULL REFERENCES materials.doctrine (doctrine),
	test text NOT NULL CHECK (test <> ''),
	title text NOT NULL,
	metrics text[] NOT NULL CHECK (pg_catalog.cardinality(metrics) BETWEEN 1 AND 6
		AND metrics <@ ARRAY['equity', 'voting', 'board', 'debt', 'appointment', 'beneficial']),
	adds text NOT NULL CHECK (adds IN ('each', 'all')),
	carry_at materials.fraction CHECK (carry_at OPERATOR(materials.>=) '0' AND carry_at OPERATOR(materials.<=) '1'),
	carry_metric text CHECK (carry_metric IN ('equity', 'voting', 'board', 'debt', 'appointment', 'beneficial')),
	threshold materials.fraction NOT NULL CHECK (threshold OPERATOR(materials.>=) '0' AND threshold OPERATOR(materials.<=) '1'),
	threshold_inclusive boolean NOT NULL,
	public_threshold materials.fraction CHECK (public_threshold OPERATOR(materials.>=) '0' AND public_threshold OPERATOR(materials.<=) '1'),
	public_inclusive boolean,
	decides boolean NOT NULL DEFAULT true,
	policy text,
	choice text,
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (doctrine, test),
	CONSTRAINT doctrine_test_threshold CHECK (NOT (threshold_inclusive AND threshold OPERATOR(materials.=) '0')),
	CONSTRAINT doctrine_test_public CHECK ((public_threshold IS NULL) = (public_inclusive IS NULL)),
	CONSTRAINT doctrine_test_choice CHECK ((policy IS NULL) = (choice IS NULL))
);
COMMENT ON TABLE materials.doctrine_test IS 'tests of holding of the doctrines whose algebra is tests; each by itself catches a party';
COMMENT ON COLUMN materials.doctrine_test.doctrine IS 'code of the doctrine, as in materials.doctrine';
COMMENT ON COLUMN materials.doctrine_test.test IS 'key within the doctrine';
COMMENT ON COLUMN materials.doctrine_test.title IS 'what it means, for people';
COMMENT ON COLUMN materials.doctrine_test.metrics IS 'kinds of interest that are judged, each by itself';
COMMENT ON COLUMN materials.doctrine_test.adds IS 'each (every holder by itself, governments of one nation being one) or all (whatever all holders that count have together)';
COMMENT ON COLUMN materials.doctrine_test.carry_at IS 'share of a company from which what it holds counts as its holder''s too, in proportion; of a partnership it always does; 0 is any share, empty is never';
COMMENT ON COLUMN materials.doctrine_test.carry_metric IS 'kind of interest in which that share is taken; empty is the one that is judged';
COMMENT ON COLUMN materials.doctrine_test.threshold IS 'share from which the test catches a party; 0 (exclusive) is any';
COMMENT ON COLUMN materials.doctrine_test.threshold_inclusive IS 'true where the threshold itself is enough';
COMMENT ON COLUMN materials.doctrine_test.public_threshold IS 'the same for a party whose stock is publicly traded; empty where that makes no difference';
COMMENT ON COLUMN materials.doctrine_test.public_inclusive IS 'true where that threshold itself is enough';
COMMENT ON COLUMN materials.doctrine_test.decides IS 'false where the reading is not settled: what the test reaches is left open';
COMMENT ON COLUMN materials.doctrine_test.policy IS 'policy of the doctrine on which the test depends, or empty';
COMMENT ON COLUMN materials.doctrine_test.choice IS 'choice of that policy with which it is made';
COMMENT ON COLUMN materials.doctrine_test.citation IS 'where it is found';
COMMENT ON COLUMN materials.doctrine_test.confirmed IS 'true where the text was read, or several summaries agree';
COMMENT ON COLUMN materials.doctrine_test.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.doctrine_test', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.doctrine_test TO PUBLIC;

CREATE TABLE materials.doctrine_holder (
	doctrine text NOT NULL,
	test text NOT NULL,
	holder text NOT NULL CHECK (holder IN ('limb', 'list', 'test', 'doctrine')),
	name text NOT NULL CHECK (name <> ''),
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (doctrine, test, holder, name),
	FOREIGN KEY (doctrine, test) REFERENCES materials.doctrine_test (doctrine, test)
);
COMMENT ON TABLE materials.doctrine_holder IS 'who counts as a holder for a test';
COMMENT ON COLUMN materials.doctrine_holder.doctrine IS 'code of the doctrine, as in materials.doctrine';
COMMENT ON COLUMN materials.doctrine_holder.test IS 'code of the test, as in materials.doctrine_test';
COMMENT ON COLUMN materials.doctrine_holder.holder IS 'limb (parties that come under that limb of the doctrine), list (entries of that list), test (parties that this test catches, which may be the test itself) or doctrine (parties that come under that doctrine in any way)';
COMMENT ON COLUMN materials.doctrine_holder.name IS 'limb, list, test or doctrine';
COMMENT ON COLUMN materials.doctrine_holder.builtin IS 'true for rows that came with the extension';
SELECT pg_catalog.pg_extension_config_dump('materials.doctrine_holder', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.doctrine_holder TO PUBLIC;

CREATE FUNCTION materials.doctrine_class(doctrine pg_catalog.text, choices pg_catalog.jsonb,
		OUT place pg_catalog.int4, OUT of_doctrine pg_catalog.text, OUT kind pg_catalog.text, OUT name pg_catalog.text, OUT own pg_catalog.bool, OUT test pg_catalog.text, OUT title pg_catalog.text,
		OUT metrics pg_catalog.text[], OUT carry_metric pg_catalog.text, OUT carry_at materials.fraction, OUT adds pg_catalog.text, OUT decides pg_catalog.bool,
		OUT threshold materials.fraction, OUT threshold_inclusive pg_catalog.bool, OUT public_threshold materials.fraction, OUT public_inclusive pg_catalog.bool,
		OUT citation pg_catalog.text, OUT confirmed pg_catalog.bool, OUT holders pg_catalog.int4[]) RETURNS SETOF record
	-- Tables that nobody analyzed look large; compiling that costs seconds and saves nothing.
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 12 SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE involved (doctrine) AS (
		SELECT doctrine_class.doctrine
		UNION
		SELECT b.name FROM involved AS i CROSS JOIN LATERAL (
			SELECT h.name FROM materials.doctrine_holder AS h WHERE h.doctrine = i.doctrine AND h.holder = 'doctrine'
			UNION ALL
			SELECT l.paid_to FROM materials.doctrine_limb AS l WHERE l.doctrine = i.doctrine AND l.paid_to IS NOT NULL) AS b
	), class AS MATERIALIZED (
		SELECT (row_number() OVER (ORDER BY c.doctrine <> doctrine_class.doctrine, c.doctrine COLLATE "C", c.rank, c.name COLLATE "C") - 1)::pg_catalog.int4 AS place, c.*
		FROM (
			SELECT i.doctrine, 1 AS rank, 'limb' AS kind, l.limb AS name, NULL AS test, l.title, l.citation, l.confirmed, l.decides, l.paid_to
			FROM involved AS i JOIN materials.doctrine_limb AS l ON l.doctrine = i.doctrine
			WHERE l.limb IN ('government', 'political_figure', 'jurisdiction', 'located_person', 'foreign_national', 'contract', 'payment')
			UNION ALL
			SELECT i.doctrine, 2, 'list', l.list, NULL, b.title, l.citation, true, l.decides, NULL
			FROM involved AS i JOIN materials.doctrine_list AS l ON l.doctrine = i.doctrine JOIN materials.list AS b ON b.list = l.list
			UNION ALL
			SELECT i.doctrine, 3, 'test', t.test, t.test, t.title, t.citation, t.confirmed, t.decides, NULL
			FROM involved AS i JOIN materials.doctrine_test AS t ON t.doctrine = i.doctrine
				LEFT JOIN materials.doctrine_policy AS p ON p.doctrine = t.doctrine AND p.policy = t.policy
			-- A doctrine that is built on follows its own policies, and those of the same name that are chosen.
			WHERE t.policy IS NULL OR coalesce(doctrine_class.choices ->> t.policy, p.choice) = t.choice) AS c
	)
	SELECT c.place, c.doctrine, c.kind, c.name, c.doctrine = doctrine_class.doctrine, c.test, c.title, t.metrics, t.carry_metric, t.carry_at, t.adds, c.decides,
		t.threshold, t.threshold_inclusive, t.public_threshold, t.public_inclusive, c.citation, c.confirmed,
		ARRAY(SELECT x.place FROM class AS x
			WHERE CASE WHEN c.kind = 'test' THEN EXISTS (SELECT FROM materials.doctrine_holder AS h WHERE h.doctrine = c.doctrine AND h.test = c.name
					AND CASE h.holder WHEN 'doctrine' THEN x.doctrine = h.name ELSE x.doctrine = c.doctrine AND x.kind = h.holder AND x.name = h.name END)
				WHEN c.name IN ('contract', 'payment') THEN x.doctrine = coalesce(c.paid_to, c.doctrine)
				ELSE false END
			ORDER BY x.place)
	FROM class AS c LEFT JOIN materials.doctrine_test AS t ON t.doctrine = c.doctrine AND t.test = c.test
	ORDER BY c.place;
END
$$;
COMMENT ON FUNCTION materials.doctrine_class(text, jsonb) IS 'the ways to come under a doctrine that is judged by tests, numbered, with those of the doctrines it builds on: limbs, lists and tests, the latter with the ways that make a holder count (holders)';

INSERT INTO materials.doctrine (doctrine, title, algebra, caught, clear, concern, domestic, citation, address, confirmed, notes, builtin) VALUES
	('CHIPS-25', 'Foreign entity of concern of the CHIPS Act', 'tests', 'FEOC', 'NOT_FEOC', 'foreign entity of concern', NULL, '15 U.S.C. 4651(8); 15 CFR 231.104',
		'https://www.ecfr.gov/current/title-15/section-231.104', true,
		'Direct and indirect holdings count; the text does not say how indirect ones are reckoned. What is reached by multiplication is reached by every method; what only some reach stays open.', true),
	('OFAC-50', 'The 50 percent rule', 'tests', 'BLOCKED', 'NOT_BLOCKED', 'blocked party', NULL, '79 FR 47726; OFAC FAQ 398, 399, 401', 'https://ofac.treasury.gov/faqs/401', true,
		'Ownership only, never control; adds across persons and programmes; runs through entities that are themselves held to half, without dilution.', true),
	('BIS-50', 'Affiliates of listed entities', 'tests', 'AFFILIATE', 'NOT_AFFILIATE', 'affiliate of a listed entity', NULL, 'FR Doc 2025-19001; FR Doc 2025-19846', NULL, true,
		'Who is an affiliate, whether or not the rule is in force on a day. How holdings run through tiers follows the 50 percent rule of OFAC; the rule''s own examples were not read.', true),
	('OBBBA-SFE', 'Specified foreign entity', 'tests', 'SFE', 'NOT_SFE', 'specified foreign entity', 'US', '26 U.S.C. 7701(a)(51)(B), (C); 26 U.S.C. 318(a)(2)', 'https://www.law.cornell.edu/uscode/text/26/7701', true,
		'Control is more than half by one; governments of one nation are one. A company''s holdings are attributed to a holder of half or more of its value, a partnership''s to every holder, in proportion.', true),
	('OBBBA-FIE', 'Foreign-influenced entity', 'tests', 'FIE', 'NOT_FIE', 'foreign-influenced entity', 'US', '26 U.S.C. 7701(a)(51)(D), (F); 26 U.S.C. 318(a)(2)', 'https://www.law.cornell.edu/uscode/text/26/7701', true,
		'Holders that count are specified foreign entities. The status does not run down. The year before is the calendar year.', true);

INSERT INTO materials.territory (doctrine, territory, nation, treatment, basis, builtin)
	SELECT d.doctrine, t.territory::materials.country, 'CN', t.treatment, 'not named in 10 U.S.C. 4872(f)(2)', true
	FROM (VALUES ('CHIPS-25'), ('OBBBA-SFE'), ('OBBBA-FIE')) AS d (doctrine), (VALUES ('HK', 'unsettled'), ('MO', 'unsettled'), ('TW', 'apart')) AS t (territory, treatment);

INSERT INTO materials.doctrine_list (doctrine, list, decides, citation, builtin) VALUES
	('CHIPS-25', 'OFAC-SDN', true, '15 CFR 231.104', true),
	('CHIPS-25', 'FTO', true, '15 U.S.C. 4651(8)(A)', true),
	('CHIPS-25', 'FEOC-AG', true, '15 U.S.C. 4651(8)(D)', true),
	('CHIPS-25', 'FEOC-DOC', true, '15 U.S.C. 4651(8)(E)', true),
	('CHIPS-25', 'BIS-EL', true, '15 CFR 231.104', true),
	('CHIPS-25', 'NS-CMIC', true, '15 CFR 231.104', true),
	('OFAC-50', 'OFAC-SDN', true, '79 FR 47726', true),
	('BIS-50', 'BIS-EL', true, 'FR Doc 2025-19001', true),
	('BIS-50', 'BIS-MEU', true, 'FR Doc 2025-19001', true),
	('BIS-50', 'BIS-SDN', true, '15 CFR 744.8(a)(1)', true),
	('BIS-50', 'OFAC-SDN', false, '15 CFR 744.8(a)(1) means only some programmes', true),
	('OBBBA-SFE', 'FTO', true, '26 U.S.C. 7701(a)(51)(B)(i); 15 U.S.C. 4651(8)(A)', true),
	('OBBBA-SFE', 'OFAC-SDN', true, '26 U.S.C. 7701(a)(51)(B)(i); 15 U.S.C. 4651(8)(B)', true),
	('OBBBA-SFE', 'FEOC-AG', true, '26 U.S.C. 7701(a)(51)(B)(i); 15 U.S.C. 4651(8)(D)', true),
	('OBBBA-SFE', 'FEOC-DOC', true, '26 U.S.C. 7701(a)(51)(B)(i); 15 U.S.C. 4651(8)(E)', true),
	('OBBBA-SFE', '1260H', true, '26 U.S.C. 7701(a)(51)(B)(ii)', true),
	('OBBBA-SFE', 'UFLPA', true, '26 U.S.C. 7701(a)(51)(B)(iii)', true),
	('OBBBA-SFE', 'NDAA24-154', true, '26 U.S.C. 7701(a)(51)(B)(iv)', true);

INSERT INTO materials.doctrine_limb (doctrine, limb, title, decides, paid_to, citation, confirmed, builtin) VALUES
	('CHIPS-25', 'government', 'government of a covered nation, with its agencies', true, NULL, '15 CFR 231.104', true, true),
	('CHIPS-25', 'located_person', 'citizen, national or resident of a covered nation who is located there', true, NULL, '15 CFR 231.104(a)(3)(i)', true, true),
	('CHIPS-25', 'jurisdiction', 'organized in a covered nation, or with principal place of business there', true, NULL, '15 CFR 231.104(a)(3)(ii)', true, true),
	('CHIPS-25', 'contract', 'subject to direction by a contract; the text names no test', false, NULL, '15 U.S.C. 4651(8)(C)', false, true),
	('OBBBA-SFE', 'government', 'government of a covered nation at any level, or an agency of it', true, NULL, '26 U.S.C. 7701(a)(51)(C)(i)', true, true),
	('OBBBA-SFE', 'foreign_national', 'citizen or national of a covered nation who is no citizen, national or lawful permanent resident of the United States', true, NULL, '26 U.S.C. 7701(a)(51)(C)(ii)', true, true),
	('OBBBA-SFE', 'jurisdiction', 'organized in a covered nation, or with principal place of business there', true, NULL, '26 U.S.C. 7701(a)(51)(C)(iii)', true, true),
	('OBBBA-FIE', 'payment', 'payment in the year before under a contract that gives a specified foreign entity effective control', true, 'OBBBA-SFE', '26 U.S.C. 7701(a)(51)(D)(i)(II)', true, true);

INSERT INTO materials.doctrine_policy (doctrine, policy, title, choices, choice, builtin)
	SELECT d.doctrine, 'unrecorded_holders', 'whether holders and contracts that are not recorded may exist where no declaration ownership_complete says otherwise', ARRAY['unknown', 'ignored'], 'unknown', true
	FROM (VALUES ('CHIPS-25'), ('OFAC-50'), ('BIS-50'), ('OBBBA-SFE'), ('OBBBA-FIE')) AS d (doctrine);
INSERT INTO materials.doctrine_policy (doctrine, policy, title, choices, choice, builtin) VALUES
	('CHIPS-25', 'principal_place', 'whether a party of which only the place of incorporation is recorded has its principal place of business there', ARRAY['as_incorporated', 'required'], 'as_incorporated', true),
	('OBBBA-SFE', 'principal_place', 'whether a party of which only the place of incorporation is recorded has its principal place of business there', ARRAY['as_incorporated', 'required'], 'as_incorporated', true),
	('OBBBA-FIE', 'principal_place', 'whether a party of which only the place of incorporation is recorded has its principal place of business there', ARRAY['as_incorporated', 'required'], 'as_incorporated', true),
	('CHIPS-25', 'indirect', 'how holdings through parties that are caught only by what is held of them are reckoned', ARRAY['unsettled', 'multiplied', 'whole'], 'unsettled', true),
	('CHIPS-25', 'scoped_contracts', 'whether a contract about one item or lot leaves the party open, or is left to who asks about that item or lot', ARRAY['open', 'apart'], 'open', true),
	('OBBBA-SFE', 'adding_holders', 'whether holders that have nothing to do with each other add up to control', ARRAY['apart', 'unsettled', 'together'], 'apart', true),
	('OBBBA-FIE', 'adding_holders', 'whether holders that have nothing to do with each other add up to control by a specified foreign entity', ARRAY['apart', 'unsettled', 'together'], 'apart', true),
	('OBBBA-FIE', 'attributed_aggregate', 'whether what is attributed to specified foreign entities counts where they are added up', ARRAY['unsettled', 'direct', 'attributed'], 'unsettled', true);

INSERT INTO materials.doctrine_test (doctrine, test, title, metrics, adds, carry_at, carry_metric, threshold, threshold_inclusive, public_threshold, public_inclusive, decides, policy, choice, citation, confirmed, builtin) VALUES
	('CHIPS-25', 'government', 'held by the government', ARRAY['voting', 'board', 'equity'], 'each', '0', NULL, '25%', true, NULL, NULL, true, NULL, NULL, '15 CFR 231.104(a)(3)(iii)', true, true),
	('CHIPS-25', 'combination', 'held by any combination of persons of a covered nation', ARRAY['voting', 'board', 'equity'], 'all', '0', NULL, '25%', true, NULL, NULL, true, NULL, NULL, '15 CFR 231.104(a)(3)(iv)', true, true),
	('CHIPS-25', 'combination_open', 'held by them through parties that are caught, as a whole', ARRAY['voting', 'board', 'equity'], 'all', '0', NULL, '25%', true, NULL, NULL, false, 'indirect', 'unsettled', '15 CFR 231.104(a)(3)(iv), method not stated', false, true),
	('CHIPS-25', 'combination_whole', 'held by them through parties that are caught, as a whole', ARRAY['voting', 'board', 'equity'], 'all', '0', NULL, '25%', true, NULL, NULL, true, 'indirect', 'whole', '15 CFR 231.104(a)(3)(iv), method not stated', false, true),
	('CHIPS-25', 'blocked', 'votes held by specially designated nationals', ARRAY['voting'], 'all', '0', NULL, '50%', true, NULL, NULL, true, NULL, NULL, '15 CFR 231.104(a)(2)', true, true),
	('CHIPS-25', 'cmic', 'votes held by entries of the list NS-CMIC', ARRAY['voting'], 'all', '0', NULL, '50%', true, NULL, NULL, true, NULL, NULL, '15 CFR 231.104(a)(6)', true, true),
	('OFAC-50', 'owned', 'owned by blocked parties', ARRAY['equity'], 'all', NULL, NULL, '50%', true, NULL, NULL, true, NULL, NULL, 'OFAC FAQ 399, 401', true, true),
	('BIS-50', 'owned', 'owned by listed entities and their affiliates', ARRAY['equity'], 'all', NULL, NULL, '50%', true, NULL, NULL, true, NULL, NULL, 'FR Doc 2025-19001', true, true),
	('OBBBA-SFE', 'control', 'controlled by one', ARRAY['equity', 'voting', 'beneficial'], 'each', '50%', 'equity', '50%', false, NULL, NULL, true, NULL, NULL, '26 U.S.C. 7701(a)(51)(C)(iv), (G)', true, true),
	('OBBBA-SFE', 'control_open', 'controlled by several', ARRAY['equity', 'voting', 'beneficial'], 'all', '50%', 'equity', '50%', false, NULL, NULL, false, 'adding_holders', 'unsettled', '26 U.S.C. 7701(a)(51)(C)(iv), (G), adding not stated', false, true),
	('OBBBA-SFE', 'control_together', 'controlled by several', ARRAY['equity', 'voting', 'beneficial'], 'all', '50%', 'equity', '50%', false, NULL, NULL, true, 'adding_holders', 'together', '26 U.S.C. 7701(a)(51)(C)(iv), (G), adding not stated', false, true),
	('OBBBA-FIE', 'appointment', 'right to appoint a covered officer', ARRAY['appointment'], 'each', NULL, NULL, '0', false, NULL, NULL, true, NULL, NULL, '26 U.S.C. 7701(a)(51)(D)(i)(I)(aa)', true, true),
	('OBBBA-FIE', 'appointment_open', 'right to appoint a covered officer through others', ARRAY['appointment'], 'each', '50%', 'equity', '0', false, NULL, NULL, false, NULL, NULL, '26 U.S.C. 7701(a)(51)(D)(i)(I)(aa), indirect power not settled', false, true),
	('OBBBA-FIE', 'single', 'owned by one', ARRAY['equity', 'beneficial'], 'each', '50%', 'equity', '25%', true, NULL, NULL, true, NULL, NULL, '26 U.S.C. 7701(a)(51)(D)(i)(I)(bb)', true, true),
	('OBBBA-FIE', 'aggregate', 'owned by several', ARRAY['equity', 'beneficial'], 'all', NULL, NULL, '40%', true, NULL, NULL, true, NULL, NULL, '26 U.S.C. 7701(a)(51)(D)(i)(I)(cc)', true, true),
	('OBBBA-FIE', 'aggregate_open', 'owned by several, with what is attributed to them', ARRAY['equity', 'beneficial'], 'all', '50%', 'equity', '40%', true, NULL, NULL, false, 'attributed_aggregate', 'unsettled', '26 U.S.C. 7701(a)(51)(D)(i)(I)(cc), attribution not settled', false, true),
	('OBBBA-FIE', 'aggregate_attributed', 'owned by several, with what is attributed to them', ARRAY['equity', 'beneficial'], 'all', '50%', 'equity', '40%', true, NULL, NULL, true, 'attributed_aggregate', 'attributed', '26 U.S.C. 7701(a)(51)(D)(i)(I)(cc), attribution not settled', false, true),
	('OBBBA-FIE', 'debt', 'debt held at original issue', ARRAY['debt'], 'all', NULL, NULL, '15%', true, '15%', false, true, NULL, NULL, '26 U.S.C. 7701(a)(51)(D)(i)(I)(dd), (F)', true, true);

INSERT INTO materials.doctrine_holder (doctrine, test, holder, name, builtin) VALUES
	('CHIPS-25', 'government', 'limb', 'government', true),
	('CHIPS-25', 'blocked', 'list', 'OFAC-SDN', true),
	('CHIPS-25', 'cmic', 'list', 'NS-CMIC', true),
	('OFAC-50', 'owned', 'list', 'OFAC-SDN', true),
	('OFAC-50', 'owned', 'test', 'owned', true),
	('BIS-50', 'owned', 'list', 'BIS-EL', true),
	('BIS-50', 'owned', 'list', 'BIS-MEU', true),
	('BIS-50', 'owned', 'list', 'BIS-SDN', true),
	('BIS-50', 'owned', 'list', 'OFAC-SDN', true),
	('BIS-50', 'owned', 'test', 'owned', true);
INSERT INTO materials.doctrine_holder (doctrine, test, holder, name, builtin)
	SELECT 'CHIPS-25', t.test, h.holder, h.name, true
	FROM (VALUES ('combination'), ('combination_open'), ('combination_whole')) AS t (test),
		(VALUES ('limb', 'government'), ('limb', 'located_person'), ('limb', 'jurisdiction'), ('test', 'government')) AS h (holder, name)
	UNION ALL VALUES ('CHIPS-25', 'combination_open', 'test', 'combination', true), ('CHIPS-25', 'combination_open', 'test', 'combination_open', true),
		('CHIPS-25', 'combination_whole', 'test', 'combination', true), ('CHIPS-25', 'combination_whole', 'test', 'combination_whole', true)
	UNION ALL
	SELECT 'OBBBA-SFE', t.test, 'doctrine', 'OBBBA-SFE', true FROM (VALUES ('control'), ('control_open'), ('control_together')) AS t (test)
	UNION ALL
	SELECT t.doctrine, t.test, 'doctrine', 'OBBBA-SFE', true FROM materials.doctrine_test AS t WHERE t.doctrine = 'OBBBA-FIE';
