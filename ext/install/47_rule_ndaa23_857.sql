-- Section 857 of the NDAA for fiscal year 2023: the provenance of permanent magnets is to be disclosed (RULEBOOK 7, read in
-- summaries).  Five stages, each with a country; what is missing makes the disclosure incomplete, not the purchase barred.

INSERT INTO materials.verdict (verdict, title, severity, bars, settled, builtin) VALUES
	('INCOMPLETE', 'something that is to be disclosed is not recorded', 60, false, false, true),
	('DISCLOSED', 'all that is to be disclosed is recorded', 40, false, true, true);
INSERT INTO materials.claim (claim, subject, title, builtin) VALUES
	('no_magnet', 'item', 'the item contains no permanent magnet', true);

INSERT INTO materials.rule (rule, version, title, citation, address, subject, concern, test, doctrine, event, domestic, absence_claim, enacted_on, released_on, confirmed, notes, builtin) VALUES
	('NDAA23-857', 'PL117-263', 'Provenance of permanent magnets: five stages, each with its country', 'P.L. 117-263 s.857', 'https://www.reginfo.gov/public/do/eAgendaViewRule?RIN=0750-AL76',
		'permanent magnet', 'stage without a country', 'step_origin', NULL, 'delivered_on', NULL, 'no_magnet', '2022-12-23', '2026-11-21', false,
		'Read in summaries; DFARS case 2023-D003 is open. The tracking system where provenance is unknown, waivers of 180 days and section 857(b) are not computed.', true);
INSERT INTO materials.rule_word (rule, version, outcome, verdict, builtin) VALUES ('NDAA23-857', 'PL117-263', 'open', 'INCOMPLETE', true), ('NDAA23-857', 'PL117-263', 'for', 'DISCLOSED', true);
INSERT INTO materials.rule_status (rule, version, status, valid, citation, builtin) VALUES ('NDAA23-857', 'PL117-263', 'in_force', '[2022-12-23,)', 'P.L. 117-263', true);
INSERT INTO materials.rule_gate (rule, version, gate, title, condition, citation, confirmed, builtin) VALUES
	('NDAA23-857', 'PL117-263', 'defence', 'bought by the Department of Defense', 'strict $.defence_funds == true', 'P.L. 117-263 s.857', true, true);
INSERT INTO materials.rule_phase (rule, version, phase, title, condition, effective_from, citation, confirmed, builtin) VALUES
	('NDAA23-857', 'PL117-263', 'all', 'systems with a permanent magnet, 30 months after enactment', NULL, '2025-06-23', 'P.L. 117-263 s.857', false, true);
INSERT INTO materials.rule_waiver_authority (rule, version, authority, title, lasts, citation, confirmed, builtin) VALUES
	('NDAA23-857', 'PL117-263', 'SecDef', 'Secretary of Defense', '180 days', 'P.L. 117-263 s.857', false, true);

INSERT INTO materials.rule_limb (rule, version, limb, title, citation, confirmed, builtin) VALUES
	('NDAA23-857', 'PL117-263', '1_mining', 'country of mining', 'P.L. 117-263 s.857', false, true),
	('NDAA23-857', 'PL117-263', '2_oxide', 'country of refining to oxide', 'P.L. 117-263 s.857', false, true),
	('NDAA23-857', 'PL117-263', '3_metal', 'country of making metal or alloy', 'P.L. 117-263 s.857', false, true),
	('NDAA23-857', 'PL117-263', '4_sintering', 'country of sintering or bonding', 'P.L. 117-263 s.857', false, true),
	('NDAA23-857', 'PL117-263', '5_magnetization', 'country of magnetization', 'P.L. 117-263 s.857', false, true);

INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin) VALUES
	('NDAA23-857', 'PL117-263', 'class', 'magnet', true, false, true, true),
	('NDAA23-857', 'PL117-263', 'class', 'raw_material', false, false, true, true),
	('NDAA23-857', 'PL117-263', 'class', 'component_material', false, false, true, true),
	('NDAA23-857', 'PL117-263', 'material', 'assembly', false, true, true, true),
	('NDAA23-857', 'PL117-263', 'material', 'battery', false, true, true, true),
	('NDAA23-857', 'PL117-263', 'material', 'scrap', false, true, true, true);
INSERT INTO materials.rule_scope (rule, version, scope, word, tested, may_hold, may_be_part, builtin)
	SELECT 'NDAA23-857', 'PL117-263', 'material', m.material, m.material LIKE '%\_magnet', false, true, true FROM materials.material AS m WHERE m.material NOT IN ('assembly', 'battery', 'scrap');
INSERT INTO materials.rule_step (rule, version, limb, process, effect, builtin)
	SELECT 'NDAA23-857', 'PL117-263', s.limb, s.process, 'required', true
	FROM (VALUES ('1_mining', 'mining'), ('1_mining', 'collection'), ('2_oxide', 'refining'), ('2_oxide', 'separation'), ('3_metal', 'reduction'), ('3_metal', 'melting'), ('4_sintering', 'sintering'), ('5_magnetization', 'magnetization')) AS s (limb, process);
