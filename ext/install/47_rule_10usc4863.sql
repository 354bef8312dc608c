-- 10 U.S.C. 4863: specialty metals melted or produced in the United States or a qualifying country (RULEBOOK 8).

INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('defence_item', '{line,item}', 'text', NULL, '{aircraft,missile_or_space,ship,tank_or_automotive,weapon_system,ammunition,other}', 'kind of system that it is, or is a component of', '10 U.S.C. 4863(a)', true),
	('electronic_component', '{line,item}', 'boolean', NULL, NULL, 'it is an electronic component', '10 U.S.C. 4863(g)', true);
INSERT INTO materials.claim (claim, subject, title, builtin) VALUES
	('no_specialty_metal', 'item', 'the item contains no specialty metal', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('10USC4863', 'PL118-31', 'Specialty metals melted or produced in the United States or a qualifying country', '10 U.S.C. 4863; DFARS 252.225-7009', 'https://www.law.cornell.edu/uscode/text/10/4863',
		'specialty metal', 'melt outside of the United States and qualifying countries', 'step_origin', NULL, 'procured_on', NULL, 'no_specialty_metal', '2006-10-17', '2026-11-21', true,
		'Encoded as it stands since section 833 of the NDAA for fiscal year 2024. The day of the first enactment is recalled. Not computed: the rule on fasteners, the test of commercial derivatives, forgings and castings offered off the shelf.', true);
INSERT INTO materials.rule_status (rule, version, status, valid, verdict, citation, builtin) VALUES
	('10USC4863', 'PL118-31', 'unconfirmed', '(,2025-12-22)', 'UNCONFIRMED', 'what held before P.L. 118-31 s.833 took effect is not encoded', true),
	('10USC4863', 'PL118-31', 'in_force', '[2025-12-22,)', NULL, 'P.L. 118-31 s.833', true);
INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('10USC4863', 'PL118-31', 'defence', 'bought by the Department of Defense', 'strict $.defence_funds == true', '10 U.S.C. 4863(a)', true, true),
	('10USC4863', 'PL118-31', 'item', 'an aircraft, missile or space system, ship, tank or automotive item, weapon system, ammunition, or a component of one', 'strict !($.defence_item == "other")', '10 U.S.C. 4863(a)', true, true);
INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('10USC4863', 'PL118-31', 'all', 'items of those kinds', NULL, '2006-10-17', '10 U.S.C. 4863(a)', true, true);
INSERT INTO materials.rule_exclusion (rule, version, exclusion, title, condition, verdict, citation, confirmed, builtin) VALUES
	('10USC4863', 'PL118-31', 'small_purchase', 'at or below the simplified acquisition threshold', 'strict $.at_or_below_sat == true', 'EXEMPT', '10 U.S.C. 4863(f)', true, true),
	('10USC4863', 'PL118-31', 'electronic', 'an electronic component', 'strict $.electronic_component == true', 'EXEMPT', '10 U.S.C. 4863(g)', true, true),
	('10USC4863', 'PL118-31', 'off_the_shelf', 'commercial off-the-shelf end item', 'strict $.commercial_off_the_shelf == true && $.class == "end_item"', 'EXEMPT', '10 U.S.C. 4863(h)', true, true);
INSERT INTO materials.rule_waiver_authority (rule, version, authority, title, lasts, citation, confirmed, builtin) VALUES
	('10USC4863', 'PL118-31', 'SecDef', 'Secretary of Defense', NULL, '10 U.S.C. 4863(b), (k)', true, true),
	('10USC4863', 'PL118-31', 'USD(A&S)', 'Under Secretary of Defense for Acquisition and Sustainment', NULL, '10 U.S.C. 4863(b), (k)', true, true);
INSERT INTO materials.rule_policy (rule, version, policy, question, title, choices, choice, reported, builtin) VALUES
	('10USC4863', 'PL118-31', 'event', 'Q1', 'which event the days of the rule are compared with', '{procured_on,signed_on,obligated_on,delivered_on}', 'procured_on', false, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, basis, threshold, strict, citation, confirmed, builtin) VALUES
	('10USC4863', 'PL118-31', 'allowance', 'share of metal melted elsewhere in the weight of all specialty metal of the item; of high-performance magnets none is forgiven', 'mass', '2/100', true, '10 U.S.C. 4863(i)', true, true);
INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('10USC4863', 'PL118-31', 'melted', 'melted or produced in the United States or a qualifying country', '10 U.S.C. 4863(a); P.L. 118-31 s.833', true, true),
	('10USC4863', 'PL118-31', 'melt_known', 'where it was melted or produced', '10 U.S.C. 4863(a)', true, true),
	('10USC4863', 'PL118-31', 'grade', 'steel of which nobody says how it is alloyed', '10 U.S.C. 4863(l)', true, true);

INSERT INTO materials.rule_place (rule, version, place, member, treatment, citation, confirmed, builtin) VALUES
	('10USC4863', 'PL118-31', 'home', 'US', 'in', '10 U.S.C. 4863(a)', true, true);
INSERT INTO materials.rule_place (rule, version, place, member, treatment, citation, confirmed, builtin)
	SELECT '10USC4863', 'PL118-31', 'home', c, 'in', '48 CFR 25.003, outlying areas, recalled', false, true FROM unnest('{PR,GU,AS,MP,VI,UM}'::text[]) AS c;
-- Countries with a reciprocal defence procurement agreement: recalled, to be checked against DFARS 225.872-1.
INSERT INTO materials.rule_place (rule, version, place, member, treatment, citation, confirmed, builtin)
	SELECT '10USC4863', 'PL118-31', 'home', c, 'in', 'DFARS 225.872-1, recalled', false, true
	FROM unnest('{AU,AT,BE,CA,CZ,DK,EG,EE,FI,FR,DE,GR,IL,IT,JP,LV,LT,LU,NL,NO,PL,PT,SI,ES,SE,CH,TR,GB}'::text[]) AS c;

-- Whatever is bought is tested as a whole: its share is asked.  What is made of known other materials holds none.
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin) VALUES
	('10USC4863', 'PL118-31', 'class', '*', true, true, true, true), ('10USC4863', 'PL118-31', 'material', '*', true, true, true, true);
INSERT INTO materials.rule_step (rule, version, limb, word, process, effect, place, builtin)
	SELECT '10USC4863', 'PL118-31', 'melted', m.word, p.process, 'allowed', 'home', true
	FROM (VALUES ('specialty_steel'), ('nickel_alloy'), ('cobalt_alloy'), ('titanium'), ('titanium_alloy'), ('zirconium'), ('zirconium_alloy'), ('samarium_cobalt_alloy'), ('samarium_cobalt_magnet')) AS m (word)
		CROSS JOIN (VALUES ('melting'), ('atomization')) AS p (process);
INSERT INTO materials.rule_step (rule, version, limb, word, process, effect, builtin)
	SELECT t.rule, t.version, 'melt_known', t.word, t.process, 'required', true FROM materials.rule_step AS t WHERE t.rule = '10USC4863' AND t.limb = 'melted';
INSERT INTO materials.rule_step (rule, version, limb, word, effect, builtin) VALUES
	('10USC4863', 'PL118-31', 'grade', 'steel', 'open', true),
	('10USC4863', 'PL118-31', 'allowance', 'samarium_cobalt_magnet', 'unforgiven', true);
-- The last melt decides: what came before it counts no more once that was done at home.
INSERT INTO materials.rule_step (rule, version, limb, process, effect, builtin) VALUES
	('10USC4863', 'PL118-31', 'melted', 'melting', 'renews', true), ('10USC4863', 'PL118-31', 'melted', 'atomization', 'renews', true);
INSERT INTO materials.rule_release (rule, version, release, word, title, verdict, citation, confirmed, builtin) VALUES
	('10USC4863', 'PL118-31', 'last_melt', '*', 'last melted or produced in the United States or a qualifying country', 'PASS', '10 U.S.C. 4863(a)', true, true);
INSERT INTO materials.rule_release_step (rule, version, release, word, condition, process, present, place, builtin) VALUES
	('10USC4863', 'PL118-31', 'last_melt', '*', 'last melt', 'melting', true, 'home', true), ('10USC4863', 'PL118-31', 'last_melt', '*', 'last melt', 'atomization', true, 'home', true);
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT '10USC4863', 'PL118-31', 'material', m.material, true, EXISTS (SELECT FROM materials.rule_step AS t JOIN materials.wider_material() AS x ON x.word = t.word WHERE t.rule = '10USC4863' AND x.material = m.material), true, true
	FROM materials.material AS m WHERE m.material NOT IN ('assembly', 'battery', 'scrap');
