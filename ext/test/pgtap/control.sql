-- Who owns and controls a party: each limb, what leaves it open, policies, golden cases, both time axes, hidden rows.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('control');
SET search_path = control, materials, public;
SET LOCAL materials.as_of = '2026-11-21';

INSERT INTO party (code, name, kind, government_of, government_level) VALUES
	('CN', 'Government of China', 'government', 'CN', 'national'), ('ANHUI', 'Anhui', 'government', 'CN', 'subnational'), ('CCP', 'Ruling party', 'political_party', 'CN', NULL),
	('RU', 'Government of Russia', 'government', 'RU', 'national'), ('HKG', 'Government of Hong Kong', 'government', 'HK', 'subnational'), ('NO', 'Norway', 'government', 'NO', 'national');
INSERT INTO party (code, name, kind) VALUES
	('MINISTER', 'A minister', 'natural_person'), ('SISTER', 'Sister of a minister', 'natural_person'), ('ADVISER', 'Former local adviser', 'natural_person'), ('SITTING', 'Sitting local adviser', 'natural_person'),
	('PERSON', 'A person', 'natural_person'), ('RESIDENT', 'A person living in China', 'natural_person'), ('NOBODY', 'Undisclosed', 'anonymous'), ('BLACKED', 'Redacted', 'redacted');
INSERT INTO party_role (party_id, government_of, relation, status, body) VALUES
	(party_id('MINISTER'), 'CN', 'self', 'current', 'executive'), (party_id('SISTER'), 'CN', 'sibling', 'former', 'executive'),
	(party_id('ADVISER'), 'CN', 'self', 'former', 'subnational_advisory'), (party_id('SITTING'), 'CN', 'self', 'current', 'subnational_advisory');
INSERT INTO party_domicile (party_id, kind, country) VALUES (party_id('RESIDENT'), 'permanent_residence', 'CN'), (party_id('PERSON'), 'nationality', 'CN'), (party_id('ADVISER'), 'location', 'DE');

-- A company in Korea whose holders are complete, unless stated otherwise.
CREATE FUNCTION pg_temp.company(code text, country text DEFAULT 'KR', complete boolean DEFAULT true, domicile text DEFAULT 'incorporation') RETURNS void LANGUAGE sql AS $$
	INSERT INTO party (code, name) VALUES (code, code);
	INSERT INTO party_domicile (party_id, kind, country) SELECT party_id(company.code), company.domicile, company.country::country WHERE company.country IS NOT NULL;
	INSERT INTO declaration (claim, party_id) SELECT 'ownership_complete', party_id(company.code) WHERE company.complete $$;
CREATE FUNCTION pg_temp.hold(owner text, owned text, share text, metric text DEFAULT 'equity', valid daterange DEFAULT '(,)', recorded_at timestamptz DEFAULT transaction_timestamp()) RETURNS bigint LANGUAGE sql AS $$
	INSERT INTO interest (owner_id, owned_id, metric, share, valid, recorded_at) VALUES (party_id(owner), party_id(owned), metric, share::share, valid, recorded_at) RETURNING id $$;
CREATE FUNCTION pg_temp.licence(code text, contractor text, producer text, rights text, item bigint DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	INSERT INTO control_contract (code, contractor_id, producer_id, item_id, right_quantity, right_timing, right_sale, right_access, right_operation)
	SELECT code, party_id(contractor), party_id(producer), item, r[1], r[2], r[3], r[4], r[5] FROM (SELECT string_to_array(rights, ' ', '?')::boolean[] AS r) AS x $$;

-- Golden case: GOV 30 % of A, A 50 % of B, B 20 % of A and 60 % of C.
SELECT pg_temp.company(c) FROM unnest(ARRAY['G2-A', 'G2-B', 'G2-C']) AS c;
SELECT pg_temp.hold('CN', 'G2-A', '30%'), pg_temp.hold('G2-A', 'G2-B', '50%'), pg_temp.hold('G2-B', 'G2-A', '20%'), pg_temp.hold('G2-B', 'G2-C', '60%');
SELECT results_eq($$SELECT i.party, i.share_exact, i.share_recorded FROM integrated_ownership('CN') AS i WHERE i.party LIKE 'G2-%'$$,
	$$VALUES ('G2-A', '1/3', '1/3'), ('G2-B', '1/6', '1/6'), ('G2-C', '1/10', '1/10')$$, 'G2: integrated ownership of a cross-holding is exact');
SELECT results_eq($$SELECT i.party, i.share_min, i.share_max FROM integrated_ownership('CN') AS i WHERE i.party = 'G2-A'$$,
	$$VALUES ('G2-A', 0.33333333333333333333, 0.33333333333333333334)$$, 'G2: numbers are rounded outward');
SELECT results_eq($$SELECT i.party, i.share_exact FROM integrated_ownership('G2-B') AS i$$,
	$$VALUES ('G2-A', '1/5'), ('G2-C', '3/5')$$, 'G2: what goes round comes back to the owner itself and is not counted again');
SELECT results_eq($$SELECT code, c.status, c.share_exact FROM unnest(ARRAY['G2-A', 'G2-B', 'G2-C']) AS code, control(code) AS c ORDER BY code$$,
	$$VALUES ('G2-A', 'FEOC', '3/8'), ('G2-B', 'FEOC', '3/8'), ('G2-C', 'FEOC', '3/8')$$, 'G2: under the tier rule the link of 50 % counts in full, also within the circle');
SELECT is(c.chain, 'Government of China —30 %→ G2-A —50 %→ G2-B —60 %→ G2-C', 'G2: the chain goes once round') FROM control('G2-C') AS c;
-- Several layers with shares just above and below a half: the rules part here.
SELECT pg_temp.company(c) FROM unnest(ARRAY['G3-A', 'G3-B', 'G3-C', 'G3-D', 'G3-E']) AS c;
SELECT pg_temp.hold('CN', 'G3-A', '47%'), pg_temp.hold('PERSON', 'G3-A', '50%'), pg_temp.hold('NO', 'G3-A', '3%'), pg_temp.hold('CN', 'G3-B', '52%'), pg_temp.hold('G3-A', 'G3-B', '42%'),
	pg_temp.hold('G3-A', 'G3-C', '50%'), pg_temp.hold('G3-B', 'G3-C', '50%'), pg_temp.hold('G3-C', 'G3-D', '48%'), pg_temp.hold('PERSON', 'G3-D', '52%'), pg_temp.hold('G3-D', 'G3-E', '19%'), pg_temp.hold('G3-A', 'G3-E', '81%');
SELECT results_eq($$SELECT p.code::text, c.status, c.share_exact, i.share_exact FROM party AS p, control(p.code) AS c, integrated_ownership('CN') AS i WHERE p.code LIKE 'G3-%' AND i.party = p.code ORDER BY p.code$$,
	$$VALUES ('G3-A', 'FEOC', '47/100', '47/100'), ('G3-B', 'FEOC', '3587/5000', '3587/5000'), ('G3-C', 'FEOC', '97/100', '5937/10000'), ('G3-D', 'FEOC', '12/25', '17811/62500'), ('G3-E', 'FEOC', '1403/2500', '339723/781250')$$,
	'layers: what counts in full, what multiplies');

-- Limb by limb.
SELECT pg_temp.company('PLAIN'), pg_temp.company('IN-CN', 'CN'), pg_temp.company('HQ-CN', 'CN', true, 'headquarters'), pg_temp.company('PLACE-CN', 'CN', true, 'principal_place'),
	pg_temp.company('IN-HK', 'HK'), pg_temp.company('IN-MO', 'MO'), pg_temp.company('IN-TW', 'TW'), pg_temp.company('NOWHERE', NULL), pg_temp.company('UNSAID', 'KR', false);
INSERT INTO party_domicile (party_id, kind, country) VALUES (party_id('HQ-CN'), 'incorporation', 'SG');
SELECT pg_temp.company(c) FROM unnest(ARRAY['LISTED', 'CANDIDATE', 'REJECTED', 'ELSEWHERE', 'WAS-LISTED']) AS c;
INSERT INTO listing (party_id, list, entry, decision, valid) VALUES (party_id('LISTED'), 'FEOC-DOE', 'Listed', 'confirmed', '(,)'), (party_id('CANDIDATE'), 'OFAC-SDN', 'Candidat', 'candidate', '(,)'),
	(party_id('REJECTED'), 'OFAC-SDN', 'Reject', 'rejected', '(,)'), (party_id('ELSEWHERE'), '1260H', 'Elsewhere', 'confirmed', '(,)'), (party_id('WAS-LISTED'), 'FTO', 'Was', 'confirmed', '[2020-01-01,2024-01-01)');
SELECT pg_temp.company(c) FROM unnest(ARRAY['OF-MINISTER', 'OF-SISTER', 'OF-ADVISER', 'OF-SITTING', 'OF-PERSON', 'OF-PARTY', 'OF-HKG', 'OF-NO', 'OF-NOBODY', 'OF-BLACKED', 'OF-NOBODY-24', 'OF-ARMS', 'OF-BOTH']) AS c;
SELECT pg_temp.hold('MINISTER', 'OF-MINISTER', '25%'), pg_temp.hold('SISTER', 'OF-SISTER', '25%', 'voting'), pg_temp.hold('ADVISER', 'OF-ADVISER', '100%'), pg_temp.hold('SITTING', 'OF-SITTING', '25%'),
	pg_temp.hold('PERSON', 'OF-PERSON', '100%'), pg_temp.hold('CCP', 'OF-PARTY', '25%', 'board'), pg_temp.hold('HKG', 'OF-HKG', '30%'), pg_temp.hold('NO', 'OF-NO', '100%'), pg_temp.hold('NOBODY', 'OF-NOBODY', '25%'),
	pg_temp.hold('BLACKED', 'OF-BLACKED', '30%'), pg_temp.hold('NOBODY', 'OF-NOBODY-24', '24.99%'), pg_temp.hold('CN', 'OF-ARMS', '10%'), pg_temp.hold('ANHUI', 'OF-ARMS', '10%'), pg_temp.hold('SISTER', 'OF-ARMS', '5%'),
	pg_temp.hold('CN', 'OF-BOTH', '15%'), pg_temp.hold('RU', 'OF-BOTH', '15%');
SELECT pg_temp.company(c) FROM unnest(ARRAY['KEEPS', 'LOSES', 'UNCLEAR', 'OF-CLEAN', 'OF-OPEN', 'NEXT', 'SCOPED']) AS c;
INSERT INTO item (code, name, class) VALUES ('CELL', 'Cell', 'cell');
SELECT pg_temp.licence('L-KEEPS', 'IN-CN', 'KEEPS', 't t t t t'), pg_temp.licence('L-LOSES', 'IN-CN', 'LOSES', 't t f t ?'), pg_temp.licence('L-UNCLEAR', 'IN-CN', 'UNCLEAR', 't t t t ?'),
	pg_temp.licence('L-CLEAN', 'PLAIN', 'OF-CLEAN', 'f f f f f'), pg_temp.licence('L-OPEN', 'UNSAID', 'OF-OPEN', 'f t t t t'), pg_temp.licence('L-NEXT', 'LOSES', 'NEXT', 't f t t t'),
	pg_temp.licence('L-SCOPED', 'IN-CN', 'SCOPED', 'f f f f f', item_id('CELL'));
INSERT INTO site (code, name, country, operator_id) VALUES ('PLANT-CN', 'Ningde plant', 'CN', party_id('PLAIN')), ('PLANT-HU', 'Debrecen plant', 'HU', party_id('PLAIN')), ('PLANT-HK', 'Kowloon plant', 'HK', party_id('PLAIN'));

SELECT is(c.status || ': ' || c.reason, v.expected, format('%s: %s', v.party, v.what))
FROM (VALUES
	('CN', 'a covered government', 'FEOC: it is the government of China, or a part of it (42 U.S.C. 18741(a)(5)(C), RULEBOOK 4.4)'),
	('CCP', 'a ruling party', 'FEOC: it is the government of China, or a part of it (42 U.S.C. 18741(a)(5)(C), RULEBOOK 4.4)'),
	('NO', 'another government', 'NOT_FEOC: no limb applies: Norway is not a covered nation'),
	('HKG', 'a government whose nation is not settled', 'INDETERMINATE: whether it counts as the government of China is not settled (42 U.S.C. 18741(a)(5)(C), RULEBOOK 4.4)'),
	('SISTER', 'family of a political figure', 'FEOC: it is a senior political figure of China, or immediate family of one (89 FR 37079, RULEBOOK 4.4, unconfirmed reading)'),
	('ADVISER', 'a former local adviser', 'NOT_FEOC: no limb applies: a person who is not recorded as a political figure, or family of one, holds for nobody but himself'),
	('RESIDENT', 'a person who lives in a covered nation', 'INDETERMINATE: it has its permanent residence in China, and whether the rule means people by that is not settled (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('PERSON', 'a person of whom nobody says where he lives', 'INDETERMINATE: where it lives is not recorded, and whether the rule means people by that is not settled (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('NOBODY', 'an anonymous party', 'INDETERMINATE: nobody knows who it is (42 U.S.C. 18741(a)(5)(C), RULEBOOK 4.4); where it is incorporated and does business is not recorded (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('PLAIN', 'a company held by nobody of note', 'NOT_FEOC: no limb applies: no government of a covered nation holds any of it, it belongs to none, is on no list and under no contract of control'),
	('IN-CN', 'incorporated in a covered nation', 'FEOC: it is incorporated in China, a covered nation (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('HQ-CN', 'headquarters in a covered nation', 'FEOC: it has its headquarters in China, a covered nation (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('PLACE-CN', 'principal place in a covered nation', 'FEOC: it has its principal place in China, a covered nation (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('IN-HK', 'incorporated in Hong Kong', 'INDETERMINATE: it is incorporated in Hong Kong, and whether that is China for the rule is not settled (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('IN-MO', 'incorporated in Macau', 'INDETERMINATE: it is incorporated in Macao, and whether that is China for the rule is not settled (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('NOWHERE', 'incorporated nobody knows where', 'INDETERMINATE: where it is incorporated and does business is not recorded (89 FR 37079, RULEBOOK 4.5(A), unconfirmed reading)'),
	('UNSAID', 'nobody says that all holders are recorded', 'INDETERMINATE: the government of a covered nation may hold between 0 % and 100 % of its equity, for holders are not known or not recorded (89 FR 37079, RULEBOOK 4.6(i)); '
		'no declaration says that all holders, agreements and contracts of control are recorded (89 FR 37079, RULEBOOK 4.6(ii) and 4.8, unconfirmed reading)'),
	('LISTED', 'an entry of a list', 'FEOC: it is the entry "Listed" of the list FEOC-DOE, 42 U.S.C. 18741(a)(5)(E) (42 U.S.C. 18741(a)(5), RULEBOOK 4.1)'),
	('CANDIDATE', 'perhaps an entry', 'INDETERMINATE: whether it is the entry "Candidat" of the list OFAC-SDN, 42 U.S.C. 18741(a)(5)(B), is not decided (42 U.S.C. 18741(a)(5), RULEBOOK 4.1)'),
	('OF-NOBODY', 'an unknown holder of 25 %', 'INDETERMINATE: the government of a covered nation may hold between 0 % and 25 % of its equity, for holders are not known or not recorded (89 FR 37079, RULEBOOK 4.6(i))'),
	('OF-HKG', 'held by a government whose nation is not settled', 'INDETERMINATE: the government of China may hold between 0 % and 30 % of its equity, for whether a holder counts as that government is not settled (89 FR 37079, RULEBOOK 4.6(i))'),
	('OF-BOTH', 'held by two governments', 'INDETERMINATE: governments of several covered nations hold up to 30 % of its equity together, none of them alone 25 % or more, and whether they add is not settled (89 FR 37079, RULEBOOK 4.6(i), unconfirmed reading)'),
	('OF-SISTER', 'held by family of a political figure', 'FEOC: the government of China holds 25 % of its votes, not less than 25 % (89 FR 37079, RULEBOOK 4.6(i), unconfirmed reading)'),
	('LOSES', 'a right is lost', 'FEOC: contract "L-LOSES" takes from it the right of sale, in favour of IN-CN, a foreign entity of concern: safe harbour lost, read with caution as effective control (89 FR 37079, RULEBOOK 4.6(ii) and 4.8, unconfirmed reading)'),
	('NEXT', 'a contractor caught by its own contract', 'FEOC: contract "L-NEXT" takes from it the right of timing, in favour of LOSES, a foreign entity of concern: safe harbour lost, read with caution as effective control (89 FR 37079, RULEBOOK 4.6(ii) and 4.8, unconfirmed reading)'),
	('UNCLEAR', 'a right is unknown', 'INDETERMINATE: whether contract "L-UNCLEAR" with IN-CN, a foreign entity of concern, leaves it the right of operation is not recorded (89 FR 37079, RULEBOOK 4.6(ii) and 4.8, unconfirmed reading)'),
	('OF-OPEN', 'a contractor that is open', 'INDETERMINATE: whether UNSAID, to whom contract "L-OPEN" leaves control, is a foreign entity of concern is open (89 FR 37079, RULEBOOK 4.6(ii) and 4.8, unconfirmed reading)'),
	('SCOPED', 'a right is lost for one item', 'INDETERMINATE: contract "L-SCOPED" takes from it the right of quantity, timing, sale, access, operation, in favour of IN-CN, a foreign entity of concern, for one item or lot (89 FR 37079, RULEBOOK 4.6(ii) and 4.8, unconfirmed reading)')
) AS v (party, what, expected) CROSS JOIN LATERAL control(v.party) AS c;
SELECT is(c.status, v.expected, format('%s: %s', v.party, v.what))
FROM (VALUES
	('IN-TW', 'Taiwan is apart', 'NOT_FEOC'), ('REJECTED', 'a false match', 'NOT_FEOC'), ('ELSEWHERE', 'on a list the doctrine does not refer to', 'NOT_FEOC'), ('WAS-LISTED', 'no longer on the list', 'NOT_FEOC'),
	('OF-MINISTER', 'held by a political figure', 'FEOC'), ('OF-ADVISER', 'held by a former local adviser', 'NOT_FEOC'), ('OF-SITTING', 'held by a sitting local adviser', 'FEOC'), ('OF-PERSON', 'held by a private citizen of a covered nation', 'NOT_FEOC'),
	('OF-PARTY', 'seats of the ruling party', 'FEOC'), ('OF-NO', 'held by another government', 'NOT_FEOC'), ('OF-BLACKED', 'a redacted holder', 'INDETERMINATE'), ('OF-NOBODY-24', 'an unknown holder below the line', 'NOT_FEOC'),
	('OF-ARMS', 'arms of one government and family add', 'FEOC'), ('KEEPS', 'all five rights kept', 'NOT_FEOC'), ('OF-CLEAN', 'a contractor who is clear', 'NOT_FEOC')
) AS v (party, what, expected) CROSS JOIN LATERAL control(v.party) AS c;
SELECT is(c.status || ' ' || c.chain, v.expected, format('chain of %s', v.party))
FROM (VALUES ('IN-CN', 'FEOC China —incorporation→ IN-CN'), ('LISTED', 'FEOC FEOC-DOE —lists→ LISTED'), ('LOSES', 'FEOC IN-CN —licence "L-LOSES"→ LOSES'), ('CN', 'FEOC Government of China'),
	('OF-SISTER', 'FEOC Sister of a minister —25 % voting→ OF-SISTER'), ('UNSAID', 'INDETERMINATE unrecorded holders —up to 100 %→ UNSAID'),
	('OF-ARMS', 'FEOC Government of China —10 %→ OF-ARMS + Anhui —10 %→ OF-ARMS + Sister of a minister —5 %→ OF-ARMS'),
	('OF-NOBODY', 'INDETERMINATE Undisclosed —25 %→ OF-NOBODY')) AS v (party, expected) CROSS JOIN LATERAL control(v.party) AS c;
SELECT is(c.status, v.expected, format('production at %s', v.site))
FROM (VALUES ('PLANT-CN', 'FEOC'), ('PLANT-HU', 'NOT_FEOC'), ('PLANT-HK', 'INDETERMINATE')) AS v (site, expected) CROSS JOIN LATERAL control('PLAIN', site => v.site) AS c;
SELECT is(c.status || ' ' || c.chain, 'FEOC China —production at Ningde plant→ PLAIN', 'the site is the chain') FROM control('PLAIN', site => 'PLANT-CN') AS c;
SELECT is(c.status || ' ' || c.chain, 'FEOC China —incorporation→ IN-CN', 'a site makes nothing better') FROM control('IN-CN', site => 'PLANT-HU') AS c;
SELECT results_eq($$SELECT k.code::text, s.status, s.rights_lost, s.rights_unknown FROM control_contract_status() AS s JOIN control_contract AS k ON k.id = s.contract_id ORDER BY k.code$$,
	$$VALUES ('L-CLEAN'::text, 'NOT_FEOC', 'quantity, timing, sale, access, operation', NULL), ('L-KEEPS', 'NOT_FEOC', NULL, NULL), ('L-LOSES', 'FEOC', 'sale', 'operation'), ('L-NEXT', 'FEOC', 'timing', NULL),
		('L-OPEN', 'INDETERMINATE', 'quantity', NULL), ('L-SCOPED', 'FEOC', 'quantity, timing, sale, access, operation', NULL), ('L-UNCLEAR', 'INDETERMINATE', NULL, 'operation')$$, 'what each contract makes of the production it is about');

-- Shares: ranges and their ends, agreements to act together, metrics, circles.
SELECT pg_temp.company(c) FROM unnest(ARRAY['R-UNDER', 'R-OVER', 'R-TO', 'R-ROOM', 'R-NEAR', 'SOE', 'JAPAN', 'PACT', 'PACT-THIRD', 'M-A', 'M-B', 'C-A', 'C-B', 'BIG']) AS c;
SELECT pg_temp.hold('CN', 'R-UNDER', '[20%,25%)'), pg_temp.hold('CN', 'R-OVER', '(24.99%,30%]'), pg_temp.hold('CN', 'R-TO', '[20%,25%]'), pg_temp.hold('CN', 'R-ROOM', '[0%,100%]'), pg_temp.hold('PERSON', 'R-ROOM', '80%'),
	pg_temp.hold('CN', 'R-NEAR', '[25%,50%)'), pg_temp.hold('CN', 'SOE', '1/1'), pg_temp.hold('SOE', 'PACT', '15%'), pg_temp.hold('JAPAN', 'PACT', '15%'), pg_temp.hold('JAPAN', 'PACT-THIRD', '15%'), pg_temp.hold('SOE', 'PACT-THIRD', '15%'),
	pg_temp.hold('CN', 'M-A', '25%', 'voting'), pg_temp.hold('M-A', 'M-B', '60%', 'board'), pg_temp.hold('CN', 'C-A', '1%'), pg_temp.hold('C-B', 'C-A', '50%'), pg_temp.hold('C-A', 'C-B', '60%');
INSERT INTO concert (agreement, party_id, regarding_id) VALUES ('PACT-1', party_id('SOE'), party_id('PACT')), ('PACT-1', party_id('JAPAN'), party_id('PACT'));
SELECT is(format('%s %s %s %s', c.status, trim_scale(c.share_min), trim_scale(c.share_max), coalesce(c.share_exact, '-')), v.expected, format('%s: %s', v.party, v.what))
FROM (VALUES
	('R-UNDER', 'under 25 % is below', 'NOT_FEOC 0.2 0.25 -'), ('R-OVER', 'over 24.99 % may be below', 'INDETERMINATE 0.2499 0.3 -'), ('R-TO', 'up to 25 % may reach', 'INDETERMINATE 0.2 0.25 -'),
	('R-ROOM', 'nobody holds what others hold', 'NOT_FEOC 0 0.2 -'), ('R-NEAR', '25 % and more reaches', 'FEOC 0.25 0.5 -'), ('PACT', 'holders who act together add up', 'FEOC 0.3 0.3 3/10'), ('PACT-THIRD', 'in that entity only', 'NOT_FEOC 0.15 0.15 3/20'),
	('M-B', 'a path keeps to one metric', 'NOT_FEOC 0 0 0'), ('C-A', 'an endless circle', 'INDETERMINATE 0.01428571428571428571 1 -')
) AS v (party, what, expected) CROSS JOIN LATERAL control(v.party) AS c;
SELECT is(c.chain, 'Government of China —100 %→ SOE —15 %→ PACT + Government of China —100 %→ SOE —acting together with→ JAPAN —15 %→ PACT', 'the chain shows who acts together') FROM control('PACT') AS c;
SELECT is(c.reason, 'between 1.4285 % and 100 % of its equity is the government''s of China, for parties hold each other by half or more in a circle and the rule says nothing of that (89 FR 37079, RULEBOOK 4.6(i), unconfirmed reading)', 'an endless circle is named')
FROM control('C-A') AS c;
SELECT ok(c.facts @> jsonb_build_array(jsonb_build_object('relation', 'concert', 'id', (SELECT max(x.id) FROM concert AS x))), 'and the agreement is among the facts') FROM control('PACT') AS c;

-- Policies.
SELECT is(c.status, v.expected, format('%s with %s', v.party, v.policies))
FROM (VALUES ('UNSAID', '{"unrecorded_holders": "ignored"}', 'NOT_FEOC'), ('UNSAID', '{"unrecorded_holders": "unknown"}', 'INDETERMINATE'), ('OF-NOBODY', '{"unrecorded_holders": "ignored"}', 'INDETERMINATE'),
	('M-B', '{"metric_path": "largest"}', 'FEOC'), ('OF-BOTH', '{"metric_path": "largest"}', 'INDETERMINATE'), ('PLAIN', '{"principal_place": "required"}', 'INDETERMINATE'), ('HQ-CN', '{"principal_place": "required"}', 'FEOC'),
	('SCOPED', '{"scoped_contracts": "apart"}', 'NOT_FEOC'), ('LOSES', '{"scoped_contracts": "apart"}', 'FEOC'), ('PLAIN', NULL, 'NOT_FEOC')) AS v (party, policies, expected)
	CROSS JOIN LATERAL control(v.party, policies => v.policies::jsonb) AS c;

-- Doctrines are rows.
INSERT INTO doctrine (doctrine, title, algebra, threshold, threshold_inclusive, merge_at, metrics, citation, confirmed) VALUES ('OVER-15', 'More than 15 %', 'merge_or_multiply', '15%', false, '50%', ARRAY['equity'], 'a test', true);
INSERT INTO doctrine_limb (doctrine, limb, title, citation, confirmed) VALUES ('OVER-15', 'share', 'share', 'section 1', true);
SELECT is(c.status || ': ' || c.reason, v.expected, format('%s under a doctrine of our own', v.party))
FROM (VALUES ('OF-ARMS', 'FEOC: the government of China holds 20 % of its equity, more than 15 % (section 1)'), ('PACT-THIRD', 'NOT_FEOC: no limb applies: the government of China holds 15 % of its equity, not more than 15 % (section 1)'),
	('IN-CN', 'NOT_FEOC: no limb applies: no government of a covered nation holds any of it, it belongs to none, is on no list and under no contract of control')) AS v (party, expected) CROSS JOIN LATERAL control(v.party, 'OVER-15') AS c;

-- Two time axes.
SELECT pg_temp.company(c) FROM unnest(ARRAY['T-SOLD', 'T-WRONG', 'T-EXPIRES', 'T-LATE']) AS c;
SELECT pg_temp.hold('CN', 'T-SOLD', '30%', 'equity', '[2020-01-01,2025-01-01)'), pg_temp.hold('CN', 'T-SOLD', '10%', 'equity', '[2025-01-01,)'), pg_temp.hold('CN', 'T-WRONG', '40%', 'equity', '(,)', '2026-01-01'),
	pg_temp.hold('CN', 'T-LATE', '40%', 'equity', '(,)', '2026-06-01');
UPDATE party SET recorded_at = '2020-01-01';
INSERT INTO correction (relation, row_id, reason, recorded_at) SELECT 'declaration', d.id, 'restated', '2019-01-01' FROM declaration AS d WHERE d.party_id IN (party_id('T-SOLD'), party_id('T-WRONG'), party_id('T-EXPIRES'), party_id('T-LATE'));
INSERT INTO declaration (claim, party_id, valid, recorded_at) SELECT 'ownership_complete', party_id(c), CASE c WHEN 'T-EXPIRES' THEN '(,2026-01-01)'::daterange ELSE '(,)' END, '2020-01-01' FROM unnest(ARRAY['T-SOLD', 'T-WRONG', 'T-EXPIRES', 'T-LATE']) AS c;
INSERT INTO party_domicile (party_id, country, recorded_at) SELECT party_id(c), 'KR', '2020-01-01' FROM unnest(ARRAY['T-SOLD', 'T-WRONG', 'T-EXPIRES', 'T-LATE']) AS c;
INSERT INTO correction (relation, row_id, reason, recorded_at) SELECT 'interest', i.id, 'a typing mistake', '2026-03-01' FROM interest AS i WHERE i.owned_id = party_id('T-WRONG');
SELECT is(c.status, v.expected, format('%s as of %s, known at %s', v.party, v.as_of, v.known_at))
FROM (VALUES ('T-SOLD', '2024-12-31', NULL, 'FEOC'), ('T-SOLD', '2025-01-01', NULL, 'NOT_FEOC'), ('T-WRONG', NULL, '2025-12-31', 'NOT_FEOC'), ('T-WRONG', NULL, '2026-02-01', 'FEOC'), ('T-WRONG', NULL, '2026-03-01', 'NOT_FEOC'),
	('T-WRONG', NULL, NULL, 'NOT_FEOC'), ('T-EXPIRES', '2025-12-31', NULL, 'NOT_FEOC'), ('T-EXPIRES', '2026-01-01', NULL, 'INDETERMINATE'), ('T-LATE', '2025-01-01', '2026-05-31', 'NOT_FEOC'), ('T-LATE', '2025-01-01', '2026-06-01', 'FEOC'),
	('LISTED', NULL, '2020-01-01', 'INDETERMINATE'), ('WAS-LISTED', '2023-12-31', NULL, 'FEOC')) AS v (party, as_of, known_at, expected)
	CROSS JOIN LATERAL control(v.party, as_of => v.as_of::date, known_at => v.known_at::timestamptz) AS c;
SET LOCAL materials.as_of = '2024-12-31';
SELECT is(c.status, 'FEOC', 'the setting is the day asked when none is given') FROM control('T-SOLD') AS c;
SET LOCAL materials.as_of = '2026-11-21';
SET LOCAL materials.known_at = '2026-02-01T00:00:00Z';
SELECT is(c.status, 'FEOC', 'and so is the instant of knowledge') FROM control('T-WRONG') AS c;
RESET materials.known_at;
UPDATE covered_nation SET valid = '(,2030-01-01)' WHERE nation = 'RU';
SELECT pg_temp.company('OF-RU'), pg_temp.hold('RU', 'OF-RU', '30%');
SELECT is((SELECT c.status FROM control('OF-RU', as_of => d::date) AS c), e, format('covered nations are dated: %s', d)) FROM (VALUES ('2029-12-31', 'FEOC'), ('2030-01-01', 'NOT_FEOC')) AS v (d, e);

-- A party asked alone is told what it is told among all: governments of one nation are one holder, and which of them were read is not to be seen.
INSERT INTO party (code, name, kind, government_of, government_level) VALUES ('GANSU', 'Gansu', 'government', 'CN', 'subnational');
SELECT pg_temp.company('OF-GANSU'), pg_temp.company('OF-TWO'), pg_temp.company('OF-OF-TWO'), pg_temp.hold('HKG', 'OF-GANSU', '20%'), pg_temp.hold('GANSU', 'OF-GANSU', '40%'),
	pg_temp.hold('RU', 'OF-TWO', '50%'), pg_temp.hold('GANSU', 'OF-TWO', '50%'), pg_temp.hold('OF-TWO', 'OF-OF-TWO', '60%');
SELECT is(c.status || ', ' || c.reason, a.status || ', ' || a.reason, format('%s %s: alone as among all', d, p.code))
FROM unnest(ARRAY['DOE-25', 'CHIPS-25', 'OBBBA-SFE', 'OBBBA-FIE']) AS d CROSS JOIN party AS p CROSS JOIN LATERAL control(p.code, d) AS c JOIN control_all(d) AS a ON a.party_id = p.id
WHERE p.code IN ('OF-HKG', 'OF-GANSU', 'OF-TWO', 'OF-OF-TWO') ORDER BY d, p.code;
SELECT matches(c.reason, 'the government of China with 30 %', 'of two governments with the same share through one holder that of the nation that comes first is named') FROM control('OF-OF-TWO', 'OBBBA-SFE') AS c;

-- What the reader may not see is not clear.
SELECT pg_temp.company('HIDDEN'), pg_temp.company('OF-HIDDEN');
SELECT pg_temp.hold('HIDDEN', 'OF-HIDDEN', '30%');
SELECT is(c.status, 'NOT_FEOC', 'who sees the holder sees that it is clear') FROM control('OF-HIDDEN') AS c;
CREATE ROLE control_reader;
GRANT USAGE ON SCHEMA control TO control_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA control TO control_reader;
ALTER TABLE party ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON party USING (code <> 'HIDDEN');
SET LOCAL ROLE control_reader;
SELECT is(c.status || ' ' || c.chain, format('INDETERMINATE party %s (not visible) —30 %%→ OF-HIDDEN', (SELECT i.owner_id FROM interest AS i JOIN party AS p ON p.id = i.owned_id WHERE p.code = 'OF-HIDDEN')), 'who does not see the holder is told so')
FROM control('OF-HIDDEN') AS c;
SELECT throws_ok($$SELECT * FROM control('HIDDEN')$$, '23503', 'there is no party "HIDDEN"', 'a hidden party does not exist for the reader');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
