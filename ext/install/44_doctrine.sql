-- Doctrines of ownership and control: who counts as a government's, by which arithmetic, on which lists.  Law as rows;
-- the arithmetic that a doctrine names is in ext/core/ownership.c and, for tests of holding, ext/core/attribution.c.  Rows of ours are marked builtin; rows that users add
-- are theirs, and only those are dumped.

CREATE TABLE materials.covered_nation (
	nation materials.country NOT NULL,
	valid pg_catalog.daterange NOT NULL DEFAULT '(,)' CHECK (NOT pg_catalog.isempty(valid)),
	authority text NOT NULL CHECK (authority <> ''),
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (nation, valid)
);
COMMENT ON TABLE materials.covered_nation IS 'covered nations of 10 U.S.C. 4872(f)(2), one set for all rules';
COMMENT ON COLUMN materials.covered_nation.nation IS 'nation that is covered, ISO 3166 alpha-2';
COMMENT ON COLUMN materials.covered_nation.valid IS 'days on which it is one';
COMMENT ON COLUMN materials.covered_nation.authority IS 'law that names it';
COMMENT ON COLUMN materials.covered_nation.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.covered_nation (nation, authority, builtin) VALUES
	('CN', '10 U.S.C. 4872(f)(2)', true),
	('IR', '10 U.S.C. 4872(f)(2)', true),
	('KP', '10 U.S.C. 4872(f)(2)', true),
	('RU', '10 U.S.C. 4872(f)(2)', true);
SELECT pg_catalog.pg_extension_config_dump('materials.covered_nation', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.covered_nation TO PUBLIC;

CREATE TABLE materials.doctrine (
	doctrine text PRIMARY KEY CHECK (doctrine <> ''),
	title text NOT NULL,
	algebra text NOT NULL CHECK (algebra IN ('merge_or_multiply', 'tests')),
	threshold materials.fraction CHECK (threshold OPERATOR(materials.>) '0' AND threshold OPERATOR(materials.<=) '1'),
	threshold_inclusive boolean,
	merge_at materials.fraction CHECK (merge_at OPERATOR(materials.>) '0' AND merge_at OPERATOR(materials.<=) '1'),
	metrics text[] CHECK (pg_catalog.cardinality(metrics) BETWEEN 1 AND 6
		AND metrics <@ ARRAY['equity', 'voting', 'board', 'debt', 'appointment', 'beneficial']),
	caught text NOT NULL DEFAULT 'FEOC' CHECK (caught OPERATOR(pg_catalog.~) '^[A-Z][A-Z_]*$' AND caught NOT IN ('INDETERMINATE', clear)),
	clear text NOT NULL DEFAULT 'NOT_FEOC' CHECK (clear OPERATOR(pg_catalog.~) '^[A-Z][A-Z_]*$' AND clear <> 'INDETERMINATE'),
	concern text NOT NULL DEFAULT 'foreign entity of concern' CHECK (concern <> ''),
	domestic materials.country,
	citation text NOT NULL,
	address text,
	confirmed boolean NOT NULL,
	notes text,
	builtin boolean NOT NULL DEFAULT false,
	CONSTRAINT doctrine_arithmetic CHECK (pg_catalog.num_nulls(threshold, threshold_inclusive, merge_at, metrics) = CASE algebra WHEN 'tests' THEN 4 ELSE 0 END)
);
COMMENT ON TABLE materials.doctrine IS 'doctrines of ownership: threshold, arithmetic and what it rests on';
COMMENT ON COLUMN materials.doctrine.doctrine IS 'key: code of the doctrine';
COMMENT ON COLUMN materials.doctrine.title IS 'title, for people';
COMMENT ON COLUMN materials.doctrine.algebra IS 'arithmetic through intermediate holders: merge_or_multiply (a link of merge_at or more counts as one, a smaller one multiplies), or tests (materials.doctrine_test)';
COMMENT ON COLUMN materials.doctrine.threshold IS 'share from which a party is owned or controlled; empty, as the next three, where tests say so';
COMMENT ON COLUMN materials.doctrine.threshold_inclusive IS 'true where the threshold itself is enough';
COMMENT ON COLUMN materials.doctrine.merge_at IS 'share (inclusive) from which holder and held count as one';
COMMENT ON COLUMN materials.doctrine.metrics IS 'kinds of interest that are judged, each by itself';
COMMENT ON COLUMN materials.doctrine.caught IS 'status of a party that comes under the doctrine';
COMMENT ON COLUMN materials.doctrine.clear IS 'status of one that does not; where it is open the status is INDETERMINATE';
COMMENT ON COLUMN materials.doctrine.concern IS 'what a party that comes under it is called';
COMMENT ON COLUMN materials.doctrine.domestic IS 'country whose nationals and permanent residents are no foreign nationals; empty where the doctrine has no such limb';
COMMENT ON COLUMN materials.doctrine.citation IS 'where the text stands that it rests on';
COMMENT ON COLUMN materials.doctrine.address IS 'public address of the text';
COMMENT ON COLUMN materials.doctrine.confirmed IS 'true where the text was read; false where parts of the encoding rest on summaries or recollection';
COMMENT ON COLUMN materials.doctrine.notes IS 'readings and remarks';
COMMENT ON COLUMN materials.doctrine.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.doctrine (doctrine, title, algebra, threshold, threshold_inclusive, merge_at, metrics, caught, clear, concern, citation, address, confirmed, notes, builtin) VALUES
	('DOE-25', 'Interpretation of foreign entity of concern', 'merge_or_multiply', '25%', true, '50%', ARRAY['equity', 'voting', 'board'], 'FEOC', 'NOT_FEOC', 'foreign entity of concern',
		'42 U.S.C. 18741(a)(5); 89 FR 37079', 'https://www.govinfo.gov/content/pkg/FR-2024-05-06/html/2024-08913.htm', false,
		'The threshold, its metrics and the government as holder agree in several summaries; the tier arithmetic and other details were not read again in the rule itself.', true);
SELECT pg_catalog.pg_extension_config_dump('materials.doctrine', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.doctrine TO PUBLIC;

CREATE TABLE materials.territory (
	doctrine text NOT NULL REFERENCES materials.doctrine (doctrine),
	territory materials.country NOT NULL,
	nation materials.country NOT NULL,
	treatment text NOT NULL CHECK (treatment IN ('same', 'apart', 'unsettled')),
	basis text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (doctrine, territory)
);
COMMENT ON TABLE materials.territory IS 'territories with a country code of their own: whether a doctrine takes them for the nation';
COMMENT ON COLUMN materials.territory.doctrine IS 'code of the doctrine, as in materials.doctrine';
COMMENT ON COLUMN materials.territory.territory IS 'territory, by its own ISO 3166-1 code';
COMMENT ON COLUMN materials.territory.nation IS 'nation it might be taken for';
COMMENT ON COLUMN materials.territory.treatment IS 'same, apart or unsettled (what rests on it stays open)';
COMMENT ON COLUMN materials.territory.basis IS 'where the treatment comes from';
COMMENT ON COLUMN materials.territory.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.territory (doctrine, territory, nation, treatment, basis, builtin) VALUES
	('DOE-25', 'HK', 'CN', 'unsettled', 'not named in 10 U.S.C. 4872(f)(2); the preamble of 89 FR 37079 was not read again', true),
	('DOE-25', 'MO', 'CN', 'unsettled', 'not named in 10 U.S.C. 4872(f)(2); the preamble of 89 FR 37079 was not read again', true),
	('DOE-25', 'TW', 'CN', 'apart', 'not named in 10 U.S.C. 4872(f)(2)', true);
SELECT pg_catalog.pg_extension_config_dump('materials.territory', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.territory TO PUBLIC;

CREATE TABLE materials.doctrine_list (
	doctrine text NOT NULL REFERENCES materials.doctrine (doctrine),
	list text NOT NULL REFERENCES materials.list (list),
	decides boolean NOT NULL DEFAULT true,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (doctrine, list)
);
COMMENT ON TABLE materials.doctrine_list IS 'lists whose entries come under a doctrine, whoever owns them';
COMMENT ON COLUMN materials.doctrine_list.doctrine IS 'code of the doctrine, as in materials.doctrine';
COMMENT ON COLUMN materials.doctrine_list.list IS 'code of the list, as in materials.list';
COMMENT ON COLUMN materials.doctrine_list.decides IS 'false where only some entries of the list are meant, so that being on it leaves a party open; only in doctrines that are judged by tests';
COMMENT ON COLUMN materials.doctrine_list.citation IS 'limb of the law that refers to the list';
COMMENT ON COLUMN materials.doctrine_list.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.doctrine_list (doctrine, list, citation, builtin) VALUES
	('DOE-25', 'FTO', '42 U.S.C. 18741(a)(5)(A)', true),
	('DOE-25', 'OFAC-SDN', '42 U.S.C. 18741(a)(5)(B)', true),
	('DOE-25', 'FEOC-AG', '42 U.S.C. 18741(a)(5)(D)', true),
	('DOE-25', 'FEOC-DOE', '42 U.S.C. 18741(a)(5)(E)', true);
SELECT pg_catalog.pg_extension_config_dump('materials.doctrine_list', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.doctrine_list TO PUBLIC;

CREATE TABLE materials.doctrine_limb (
	doctrine text NOT NULL REFERENCES materials.doctrine (doctrine),
	limb text NOT NULL CHECK (limb IN ('government', 'political_figure', 'list', 'jurisdiction', 'site', 'share', 'tiers', 'concert', 'contract',
		'located_person', 'foreign_national', 'payment')),
	title text NOT NULL,
	decides boolean NOT NULL DEFAULT true,
	paid_to text REFERENCES materials.doctrine (doctrine),
	citation text NOT NULL,
	confirmed boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (doctrine, limb)
);
COMMENT ON TABLE materials.doctrine_limb IS 'ways in which a party comes under a doctrine; a limb without a row is not part of it';
COMMENT ON COLUMN materials.doctrine_limb.doctrine IS 'code of the doctrine, as in materials.doctrine';
COMMENT ON COLUMN materials.doctrine_limb.limb IS 'government, political_figure, list, jurisdiction, site (of production), share (directly held), tiers (through others), concert (holders that act together), contract (effective control), located_person (national or resident of a covered nation who is located in one), foreign_national (national of a covered nation who is no US person) or payment (in the year before, under a contract of effective control)';
COMMENT ON COLUMN materials.doctrine_limb.title IS 'what it means, for people';
COMMENT ON COLUMN materials.doctrine_limb.decides IS 'false where what comes by the limb is left open; only for contracts';
COMMENT ON COLUMN materials.doctrine_limb.paid_to IS 'for contract and payment: the doctrine under which the contractor has to come; empty is the same';
COMMENT ON COLUMN materials.doctrine_limb.citation IS 'where it is found; RULEBOOK is docs/rules';
COMMENT ON COLUMN materials.doctrine_limb.confirmed IS 'true where what decides was read, or agrees in several summaries';
COMMENT ON COLUMN materials.doctrine_limb.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.doctrine_limb (doctrine, limb, title, citation, confirmed, builtin) VALUES
	('DOE-25', 'government', 'government of a covered nation, at any level, with agencies and ruling party', '42 U.S.C. 18741(a)(5)(C), RULEBOOK 4.4', true, true),
	('DOE-25', 'political_figure', 'senior foreign political figure or immediate family', '89 FR 37079, RULEBOOK 4.4', false, true),
	('DOE-25', 'list', 'on a list the statute refers to', '42 U.S.C. 18741(a)(5), RULEBOOK 4.1', true, true),
	('DOE-25', 'jurisdiction', 'incorporated, domiciled or with principal place of business in a covered nation', '89 FR 37079, RULEBOOK 4.5(A)', false, true),
	('DOE-25', 'site', 'production at a site in a covered nation, for what is made there', '89 FR 37079, RULEBOOK 4.5(B)', false, true),
	('DOE-25', 'share', 'share of seats, votes or equity held by the government', '89 FR 37079, RULEBOOK 4.6(i)', true, true),
	('DOE-25', 'tiers', 'shares held through other parties', '89 FR 37079, RULEBOOK 4.6', false, true),
	('DOE-25', 'concert', 'holders bound by a formal agreement to act together', '89 FR 37079, RULEBOOK 4.6', false, true),
	('DOE-25', 'contract', 'effective control by licence or contract', '89 FR 37079, RULEBOOK 4.6(ii) and 4.8', false, true);
SELECT pg_catalog.pg_extension_config_dump('materials.doctrine_limb', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.doctrine_limb TO PUBLIC;

CREATE TABLE materials.doctrine_exempt_role (
	doctrine text NOT NULL REFERENCES materials.doctrine (doctrine),
	body text NOT NULL,
	status text NOT NULL CHECK (status IN ('current', 'former')),
	basis text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (doctrine, body, status)
);
COMMENT ON TABLE materials.doctrine_exempt_role IS 'offices that make nobody a political figure under a doctrine';
COMMENT ON COLUMN materials.doctrine_exempt_role.doctrine IS 'code of the doctrine, as in materials.doctrine';
COMMENT ON COLUMN materials.doctrine_exempt_role.body IS 'body, as in a ledger''s party_role';
COMMENT ON COLUMN materials.doctrine_exempt_role.status IS 'current or former';
COMMENT ON COLUMN materials.doctrine_exempt_role.basis IS 'where the exemption comes from';
COMMENT ON COLUMN materials.doctrine_exempt_role.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.doctrine_exempt_role (doctrine, body, status, basis, builtin) VALUES
	('DOE-25', 'subnational_advisory', 'former', 'former members of local advisory bodies are left out in the final reading (RULEBOOK 4.4, unconfirmed)', true);
SELECT pg_catalog.pg_extension_config_dump('materials.doctrine_exempt_role', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.doctrine_exempt_role TO PUBLIC;

CREATE TABLE materials.doctrine_policy (
	doctrine text NOT NULL REFERENCES materials.doctrine (doctrine),
	policy text NOT NULL CHECK (policy <> ''),
	title text NOT NULL,
	choices text[] NOT NULL,
	choice text NOT NULL CHECK (choice = ANY (choices)),
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (doctrine, policy)
);
COMMENT ON TABLE materials.doctrine_policy IS 'where the text is open: the question, the readings that can be chosen, and the one taken unless chosen otherwise';
COMMENT ON COLUMN materials.doctrine_policy.doctrine IS 'code of the doctrine, as in materials.doctrine';
COMMENT ON COLUMN materials.doctrine_policy.policy IS 'key, as in the argument policies of a question';
COMMENT ON COLUMN materials.doctrine_policy.title IS 'the question';
COMMENT ON COLUMN materials.doctrine_policy.choices IS 'readings that can be chosen';
COMMENT ON COLUMN materials.doctrine_policy.choice IS 'reading taken unless chosen otherwise';
COMMENT ON COLUMN materials.doctrine_policy.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.doctrine_policy (doctrine, policy, title, choices, choice, builtin) VALUES
	('DOE-25', 'unrecorded_holders', 'whether holders and contracts that are not recorded may exist where no declaration ownership_complete says otherwise', ARRAY['unknown', 'ignored'], 'unknown', true),
	('DOE-25', 'metric_path', 'whether a path keeps to one metric, or takes the largest metric of each link', ARRAY['same', 'largest'], 'same', true),
	('DOE-25', 'principal_place', 'whether a party of which only the place of incorporation is recorded has its principal place of business there', ARRAY['as_incorporated', 'required'], 'as_incorporated', true),
	('DOE-25', 'scoped_contracts', 'whether a contract about one item or lot leaves the party open, or is left to who asks about that item or lot', ARRAY['open', 'apart'], 'open', true);
SELECT pg_catalog.pg_extension_config_dump('materials.doctrine_policy', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.doctrine_policy TO PUBLIC;

CREATE FUNCTION materials.doctrine_nation(doctrine pg_catalog.text, as_of pg_catalog.date,
		OUT country materials.country, OUT nation materials.country, OUT treatment pg_catalog.text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 6
BEGIN ATOMIC
	SELECT n.nation, n.nation, 'same' FROM materials.covered_nation AS n WHERE n.valid @> doctrine_nation.as_of
	UNION ALL
	SELECT t.territory, t.nation, t.treatment FROM materials.territory AS t
	WHERE t.doctrine = doctrine_nation.doctrine AND t.treatment <> 'apart'
		AND EXISTS (SELECT FROM materials.covered_nation AS n WHERE n.nation OPERATOR(materials.=) t.nation AND n.valid @> doctrine_nation.as_of)
		AND NOT EXISTS (SELECT FROM materials.covered_nation AS n WHERE n.nation OPERATOR(materials.=) t.territory AND n.valid @> doctrine_nation.as_of);
END;
COMMENT ON FUNCTION materials.doctrine_nation(text, date) IS 'countries that are covered nations on a day (same), or may be taken for one under a doctrine (unsettled)';

CREATE FUNCTION materials.doctrine_choices(doctrine pg_catalog.text, policies pg_catalog.jsonb DEFAULT '{}') RETURNS pg_catalog.jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	bad record;
	defaults jsonb;
BEGIN
	SELECT (SELECT coalesce(jsonb_object_agg(p.policy, p.choice), '{}') FROM materials.doctrine_policy AS p WHERE p.doctrine = d.doctrine) INTO defaults
	FROM materials.doctrine AS d WHERE d.doctrine = doctrine_choices.doctrine;
	IF NOT FOUND THEN
		RAISE invalid_parameter_value USING MESSAGE = format('there is no doctrine "%s"', left(coalesce(doctrine_choices.doctrine, 'NULL'), 64)),
			HINT = format('The table materials.doctrine has: %s.', (SELECT string_agg(d.doctrine, ', ' ORDER BY d.doctrine COLLATE "C") FROM materials.doctrine AS d));
	END IF;
	IF coalesce(policies, '{}') = '{}' THEN
		RETURN defaults;
	END IF;
	IF jsonb_typeof(policies) <> 'object' THEN
		RAISE invalid_parameter_value USING MESSAGE = format('policies are not a JSON object: "%s"', left(policies::text, 64)),
			HINT = 'Policies are written as in {"metric_path": "largest"}.';
	END IF;
	SELECT g.key, g.value, p.choices INTO bad
	FROM jsonb_each(policies) AS g
		LEFT JOIN materials.doctrine_policy AS p ON p.doctrine = doctrine_choices.doctrine AND p.policy = g.key
	WHERE p.policy IS NULL OR jsonb_typeof(g.value) <> 'string' OR (g.value #>> '{}') <> ALL (p.choices)
	ORDER BY g.key COLLATE "C" LIMIT 1;
	IF FOUND AND bad.choices IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = format('doctrine "%s" has no policy "%s"', doctrine_choices.doctrine, left(bad.key, 64)),
			HINT = format('Its policies are: %s.', (SELECT string_agg(p.policy, ', ' ORDER BY p.policy COLLATE "C") FROM materials.doctrine_policy AS p WHERE p.doctrine = doctrine_choices.doctrine));
	ELSIF FOUND THEN
		RAISE invalid_parameter_value USING MESSAGE = format('policy "%s" cannot be "%s"', bad.key, left(coalesce(bad.value #>> '{}', 'null'), 64)),
			HINT = format('It can be: %s.', array_to_string(bad.choices, ', '));
	END IF;
	RETURN defaults || policies;
END
$$;
COMMENT ON FUNCTION materials.doctrine_choices(text, jsonb) IS 'the policies of a doctrine as chosen, the others as they are by default; an error (22023) for a doctrine, policy or choice that does not exist';
