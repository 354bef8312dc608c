-- Words that ledgers refer to: lists, classes, steps, roles, reasons, claims.  Rows of ours are marked builtin;
-- rows that users add are theirs, and only those are dumped.

CREATE TABLE materials.list (
	list text PRIMARY KEY CHECK (list <> ''),
	title text NOT NULL,
	authority text NOT NULL,
	citation text,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.list IS 'lists of parties that rules refer to; the entries that parties of a ledger match are in its table listing';
COMMENT ON COLUMN materials.list.list IS 'key: code of the list';
COMMENT ON COLUMN materials.list.title IS 'title, for people';
COMMENT ON COLUMN materials.list.authority IS 'who issues it';
COMMENT ON COLUMN materials.list.citation IS 'law or notice it rests on';
COMMENT ON COLUMN materials.list.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.list (list, title, authority, citation, builtin) VALUES
	('OFAC-SDN', 'Specially Designated Nationals and Blocked Persons', 'OFAC', '42 U.S.C. 18741(a)(5)(B)', true),
	('FTO', 'Foreign terrorist organizations', 'Department of State', '8 U.S.C. 1189', true),
	('FEOC-AG', 'Entities alleged by the Attorney General, 42 U.S.C. 18741(a)(5)(D)', 'Attorney General', '42 U.S.C. 18741(a)(5)(D)', true),
	('FEOC-DOE', 'Entities determined by the Secretary of Energy, 42 U.S.C. 18741(a)(5)(E)', 'Department of Energy', '42 U.S.C. 18741(a)(5)(E)', true),
	('NDAA24-154', 'Battery makers named in section 154 of the NDAA for fiscal year 2024', 'Congress', 'P.L. 118-31 s.154(b)', true),
	('1260H', 'Chinese military companies', 'Department of Defense', 'P.L. 116-283 s.1260H', true),
	('UFLPA', 'Uyghur Forced Labor Prevention Act entity list', 'Department of Homeland Security', 'P.L. 117-78 s.2(d)(2)(B)', true),
	('BIS-EL', 'Entity List', 'Bureau of Industry and Security', '15 CFR 744 Supplement 4', true),
	('BIS-MEU', 'Military End-User List', 'Bureau of Industry and Security', '15 CFR 744 Supplement 7', true),
	('BIS-SDN', 'Specially designated nationals that 15 CFR 744.8(a)(1) names by programme', 'Bureau of Industry and Security', '15 CFR 744.8(a)(1)', true),
	('NS-CMIC', 'Non-SDN Chinese Military-Industrial Complex Companies', 'OFAC', 'E.O. 13959 as amended by E.O. 14032', true),
	('FEOC-DOC', 'Entities determined by the Secretary of Commerce, 15 U.S.C. 4651(8)(E)', 'Department of Commerce', '15 U.S.C. 4651(8)(E)', true);
SELECT pg_catalog.pg_extension_config_dump('materials.list', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.list TO PUBLIC;

CREATE TABLE materials.item_class (
	class text PRIMARY KEY CHECK (class <> ''),
	title text NOT NULL,
	is_battery boolean NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.item_class IS 'classes of items';
COMMENT ON COLUMN materials.item_class.class IS 'key: code of the class of items';
COMMENT ON COLUMN materials.item_class.title IS 'title, for people';
COMMENT ON COLUMN materials.item_class.is_battery IS 'true where the class is a battery or cell in the sense of 42 U.S.C. 18741(a)(1)';
COMMENT ON COLUMN materials.item_class.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.item_class (class, title, is_battery, builtin) VALUES
	('raw_material', 'ore, concentrate, compound or metal', false, true),
	('component_material', 'material sold as a component: active material, foil, separator, electrolyte', false, true),
	('cell', 'battery cell', true, true),
	('module', 'battery module', true, true),
	('pack', 'battery pack', true, true),
	('storage_system', 'battery energy storage system or uninterruptible supply', true, true),
	('magnet', 'permanent magnet', false, true),
	('motor', 'electric motor or generator', false, true),
	('semiconductor', 'semiconductor device or wafer', false, true),
	('electronics', 'electronic assembly', false, true),
	('printed_circuit_board', 'printed circuit board', false, true),
	('structure', 'housing, frame, mechanical part', false, true),
	('end_item', 'end item: vehicle, drone, radio, satellite, server, robot', false, true),
	('other', 'anything else', false, true);
SELECT pg_catalog.pg_extension_config_dump('materials.item_class', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.item_class TO PUBLIC;

CREATE TABLE materials.process_step (
	step text PRIMARY KEY CHECK (step <> ''),
	title text NOT NULL,
	stage text NOT NULL CHECK (stage IN ('extraction', 'processing', 'metal', 'component', 'magnet', 'cell', 'assembly', 'recycling', 'logistics')),
	stage_rank integer NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.process_step IS 'process steps from mine to recycling, with the words of the statutes (RULEBOOK 18)';
COMMENT ON COLUMN materials.process_step.step IS 'key: code of the process step';
COMMENT ON COLUMN materials.process_step.title IS 'title, for people';
COMMENT ON COLUMN materials.process_step.stage IS 'stage the step belongs to';
COMMENT ON COLUMN materials.process_step.stage_rank IS 'order of the stage from mine (1) to end item';
COMMENT ON COLUMN materials.process_step.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.process_step (step, title, stage, stage_rank, builtin) VALUES
	('mining', 'mining', 'extraction', 1, true),
	('brine_extraction', 'extraction from brine', 'extraction', 1, true),
	('collection', 'collection of used or scrap material', 'extraction', 1, true),
	('concentration', 'concentration', 'processing', 2, true),
	('separation', 'separation', 'processing', 2, true),
	('refining', 'refining to a compound or pure material', 'processing', 2, true),
	('graphitization', 'graphitization, spheronization and coating', 'processing', 2, true),
	('reduction', 'reduction to metal', 'metal', 3, true),
	('calcination', 'calcination', 'processing', 2, true),
	('melting', 'melting of metal or alloy', 'metal', 3, true),
	('atomization', 'atomization to powder', 'metal', 3, true),
	('rolling', 'rolling of foil or sheet', 'metal', 3, true),
	('precursor_synthesis', 'precursor synthesis', 'component', 4, true),
	('active_material_synthesis', 'cathode active material synthesis', 'component', 4, true),
	('anode_material_making', 'making of anode active material', 'component', 4, true),
	('separator_making', 'making of separator film', 'component', 4, true),
	('electrolyte_mixing', 'making of electrolyte or its salts', 'component', 4, true),
	('foil_making', 'making of electrode foil', 'component', 4, true),
	('component_making', 'making of another component', 'component', 4, true),
	('alloy_powder', 'making of magnet alloy powder', 'magnet', 4, true),
	('milling', 'milling of alloy or recycled magnets', 'magnet', 4, true),
	('pressing', 'pressing of magnets or metal powder', 'magnet', 4, true),
	('sintering', 'sintering, bonding or consolidation', 'magnet', 5, true),
	('magnetization', 'magnetization', 'magnet', 5, true),
	('wafer_making', 'making of wafers or devices', 'component', 4, true),
	('board_making', 'making of printed circuit boards', 'component', 4, true),
	('cell_assembly', 'cell assembly and formation', 'cell', 6, true),
	('module_assembly', 'module assembly', 'assembly', 7, true),
	('pack_assembly', 'pack assembly', 'assembly', 8, true),
	('system_assembly', 'system or end-item assembly', 'assembly', 9, true),
	('recycling', 'recycling and reprocessing', 'recycling', 2, true),
	('blending', 'blending in a silo or tank', 'processing', 3, true),
	('repacking', 'splitting, merging or repacking', 'logistics', 3, true);
SELECT pg_catalog.pg_extension_config_dump('materials.process_step', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.process_step TO PUBLIC;

CREATE TABLE materials.component_role (
	role text PRIMARY KEY CHECK (role <> ''),
	title text NOT NULL,
	functional boolean,
	functional_default boolean,
	basis text NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.component_role IS 'roles of battery components (RULEBOOK 2.6)';
COMMENT ON COLUMN materials.component_role.role IS 'key: code of the role';
COMMENT ON COLUMN materials.component_role.title IS 'title, for people';
COMMENT ON COLUMN materials.component_role.functional IS 'functional cell component under 10 U.S.C. 4865(e); empty where the text is open';
COMMENT ON COLUMN materials.component_role.functional_default IS 'reading used where the text is open; empty for what is no component itself but is made of such, and is looked into';
COMMENT ON COLUMN materials.component_role.basis IS 'where the reading comes from';
COMMENT ON COLUMN materials.component_role.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.component_role (role, title, functional, functional_default, basis, builtin) VALUES
	('cathode_material', 'cathode active material, precursor as sold, other cathode material', true, true, 'named in 4865(e)', true),
	('anode_material', 'anode active material: graphite, silicon, lithium metal', true, true, 'named in 4865(e)', true),
	('separator', 'separator', true, true, 'named in 4865(e)', true),
	('anode_foil', 'anode foil (copper)', true, true, 'named in 4865(e)', true),
	('electrolyte_salt', 'electrolyte salt', true, true, 'named in 4865(e)', true),
	('electrolyte_solvent', 'electrolyte solvent', true, true, 'named in 4865(e)', true),
	('electrolyte_additive', 'electrolyte additive', true, true, 'named in 4865(e)', true),
	('internal_safety_device', 'internal safety device: vent, current interrupt, PTC', true, true, 'named in 4865(e)', true),
	('other_functional_material', 'other functional material that contributes to the chemical processes for energy storage', true, true, 'named in 4865(e)', true),
	('cathode_foil', 'cathode foil (aluminium)', NULL, false, 'not named; open question Q16', true),
	('binder', 'electrode binder', NULL, true, 'open question Q16; read as an additive', true),
	('conductive_additive', 'conductive additive', NULL, true, 'open question Q16; read as an additive', true),
	('mixture', 'mixture or part put together of components, no component itself: electrolyte, coated electrode, blend', NULL, NULL, 'outside the definition; what it is made of is judged', true),
	('casing', 'can, pouch, header or housing', false, false, 'outside the definition', true),
	('terminal', 'tab, terminal or busbar', false, false, 'outside the definition', true),
	('battery_management_system', 'battery management system', false, false, 'outside the definition', true),
	('module_hardware', 'module, pack or thermal hardware', false, false, 'outside the definition', true);
SELECT pg_catalog.pg_extension_config_dump('materials.component_role', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.component_role TO PUBLIC;

CREATE TABLE materials.unknown_reason (
	reason text PRIMARY KEY CHECK (reason <> ''),
	title text NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.unknown_reason IS 'why something is unknown';
COMMENT ON COLUMN materials.unknown_reason.reason IS 'key: code of the reason';
COMMENT ON COLUMN materials.unknown_reason.title IS 'what it means, for people';
COMMENT ON COLUMN materials.unknown_reason.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.unknown_reason (reason, title, builtin) VALUES
	('not_recorded', 'nothing is recorded further up and nothing says that the chain begins here', true),
	('not_asked', 'the supplier was not asked yet', true),
	('refused', 'the supplier refused to answer', true),
	('no_answer', 'the supplier did not answer', true),
	('expired', 'a statement that settled it has run out', true),
	('redacted', 'known to somebody, withheld here', true),
	('below_reporting', 'below the reporting threshold of the source', true),
	('lost', 'the record is lost', true),
	('commingled', 'mixed without records', true),
	('missing_input', 'less went in than came out: inputs are missing', true),
	('inputs_open', 'nobody states that all inputs are listed', true),
	('no_mass', 'an input has no mass that its share could be computed from', true),
	('no_count', 'an input has no count of pieces that its share could be computed from', true),
	('no_assay', 'no assay says how much of the element an input contains', true),
	('no_cost', 'an input has no cost that its share could be computed from', true),
	('mixed_currency', 'inputs are priced in different currencies', true),
	('book_and_claim', 'a book-and-claim credit says nothing about the physical lot', true),
	('withdrawn', 'the lot was withdrawn by a correction', true),
	('hidden', 'the role that asks may not see the lot', true);
SELECT pg_catalog.pg_extension_config_dump('materials.unknown_reason', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.unknown_reason TO PUBLIC;

CREATE TABLE materials.claim (
	claim text PRIMARY KEY CHECK (claim <> ''),
	subject text NOT NULL CHECK (subject IN ('party', 'lot', 'item', 'lot or item')),
	title text NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.claim IS 'what a declaration can state';
COMMENT ON COLUMN materials.claim.claim IS 'key: code of the claim';
COMMENT ON COLUMN materials.claim.subject IS 'what it is stated about';
COMMENT ON COLUMN materials.claim.title IS 'what it means, for people';
COMMENT ON COLUMN materials.claim.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.claim (claim, subject, title, builtin) VALUES
	('ownership_complete', 'party', 'the interests, agreements to act together, licences and control contracts recorded for the party are all that there are', true),
	('inputs_complete', 'lot or item', 'the consumption rows of the lot (of each lot of the item) are all of its inputs', true),
	('publicly_traded', 'party', 'its stock is traded on an established securities market', true),
	('not_publicly_traded', 'party', 'its stock is not traded on an established securities market', true),
	('not_us_person', 'party', 'the person is no citizen, national or lawful permanent resident of the United States', true),
	('control_payment', 'party', 'in the days for which it is stated, the party paid under a contract recorded for it that gives the contractor effective control', true),
	('no_control_payment', 'party', 'in the days for which it is stated, the party paid nothing under a contract that gives the contractor effective control', true),
	('no_feoc_licence', 'lot or item', 'made without technology licensed from a foreign entity of concern', true),
	('no_battery', 'item', 'the item contains no battery and no cell', true);
SELECT pg_catalog.pg_extension_config_dump('materials.claim', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.claim TO PUBLIC;

CREATE TABLE materials.material (
	material text PRIMARY KEY CHECK (material <> ''),
	title text NOT NULL,
	part_of text REFERENCES materials.material (material),
	element text CHECK (element OPERATOR(pg_catalog.~) '^[A-Z][a-z]?$'),
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.material IS 'materials, from ore to active material';
COMMENT ON COLUMN materials.material.material IS 'key: code of the material';
COMMENT ON COLUMN materials.material.title IS 'title, for people';
COMMENT ON COLUMN materials.material.part_of IS 'wider material it is a form of';
COMMENT ON COLUMN materials.material.element IS 'chemical symbol, where the material is an element';
COMMENT ON COLUMN materials.material.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.material (material, title, part_of, element, builtin) VALUES
	('lithium', 'Lithium', NULL, 'Li', true),
	('cobalt', 'Cobalt', NULL, 'Co', true),
	('nickel', 'Nickel', NULL, 'Ni', true),
	('manganese', 'Manganese', NULL, 'Mn', true),
	('iron', 'Iron', NULL, 'Fe', true),
	('phosphorus', 'Phosphorus', NULL, 'P', true),
	('graphite', 'Graphite', NULL, 'C', true),
	('copper', 'Copper', NULL, 'Cu', true),
	('aluminium', 'Aluminium', NULL, 'Al', true),
	('titanium', 'Titanium', NULL, 'Ti', true),
	('fluorine', 'Fluorine', NULL, 'F', true),
	('silicon', 'Silicon', NULL, 'Si', true),
	('neodymium', 'Neodymium', NULL, 'Nd', true),
	('praseodymium', 'Praseodymium', NULL, 'Pr', true),
	('dysprosium', 'Dysprosium', NULL, 'Dy', true),
	('terbium', 'Terbium', NULL, 'Tb', true),
	('samarium', 'Samarium', NULL, 'Sm', true),
	('boron', 'Boron', NULL, 'B', true),
	('gallium', 'Gallium', NULL, 'Ga', true),
	('germanium', 'Germanium', NULL, 'Ge', true),
	('tungsten', 'Tungsten', NULL, 'W', true),
	('tantalum', 'Tantalum', NULL, 'Ta', true),
	('molybdenum', 'Molybdenum', NULL, 'Mo', true),
	('zirconium', 'Zirconium', NULL, 'Zr', true),
	('antimony', 'Antimony', NULL, 'Sb', true),
	('tin', 'Tin', NULL, 'Sn', true),
	('gold', 'Gold', NULL, 'Au', true),
	('lead', 'Lead', NULL, 'Pb', true),
	('lithium_ore', 'Lithium ore or brine', 'lithium', NULL, true),
	('lithium_carbonate', 'Lithium carbonate', 'lithium', NULL, true),
	('lithium_hydroxide', 'Lithium hydroxide', 'lithium', NULL, true),
	('lithium_hexafluorophosphate', 'Lithium hexafluorophosphate', 'lithium', NULL, true),
	('iron_phosphate', 'Iron phosphate', 'iron', NULL, true),
	('phosphoric_acid', 'Phosphoric acid, purified', 'phosphorus', NULL, true),
	('phosphate_rock', 'Phosphate rock', 'phosphorus', NULL, true),
	('nickel_sulfate', 'Nickel sulfate', 'nickel', NULL, true),
	('cobalt_sulfate', 'Cobalt sulfate', 'cobalt', NULL, true),
	('manganese_sulfate', 'Manganese sulfate', 'manganese', NULL, true),
	('natural_graphite', 'Natural graphite', 'graphite', NULL, true),
	('synthetic_graphite', 'Synthetic graphite', 'graphite', NULL, true),
	('needle_coke', 'Needle coke', 'graphite', NULL, true),
	('black_mass', 'Black mass from used batteries', NULL, NULL, true),
	('lithium_iron_phosphate', 'Lithium iron phosphate cathode powder', NULL, NULL, true),
	('nickel_manganese_cobalt_oxide', 'Nickel manganese cobalt oxide cathode powder', NULL, NULL, true),
	('nickel_cobalt_aluminium_oxide', 'Nickel cobalt aluminium oxide cathode powder', NULL, NULL, true),
	('precursor', 'Cathode precursor hydroxide', NULL, NULL, true),
	('copper_foil', 'Copper foil', 'copper', NULL, true),
	('aluminium_foil', 'Aluminium foil', 'aluminium', NULL, true),
	('separator_film', 'Polyolefin separator film', NULL, NULL, true),
	('electrolyte', 'Electrolyte, mixed', NULL, NULL, true),
	('carbonate_solvent', 'Carbonate solvent', NULL, NULL, true),
	('electrolyte_additive', 'Electrolyte additive', NULL, NULL, true),
	('binder', 'Binder', NULL, NULL, true),
	('carbon_black', 'Carbon black', NULL, NULL, true),
	('rare_earth_ore', 'Rare-earth ore or concentrate', NULL, NULL, true),
	('rare_earth_oxide', 'Rare-earth oxide', NULL, NULL, true),
	('neodymium_praseodymium_metal', 'Neodymium-praseodymium metal', 'neodymium', NULL, true),
	('neodymium_iron_boron_alloy', 'Neodymium-iron-boron alloy', NULL, NULL, true),
	('neodymium_iron_boron_magnet', 'Neodymium-iron-boron magnet', NULL, NULL, true),
	('samarium_cobalt_alloy', 'Samarium-cobalt alloy', NULL, NULL, true),
	('samarium_cobalt_magnet', 'Samarium-cobalt magnet', NULL, NULL, true),
	('tungsten_metal_powder', 'Tungsten metal powder', 'tungsten', NULL, true),
	('tungsten_heavy_alloy', 'Tungsten heavy alloy', 'tungsten', NULL, true),
	('gallium_nitride_device', 'Gallium nitride device', 'gallium', NULL, true),
	('germanium_lens', 'Germanium optics', 'germanium', NULL, true),
	('silicon_device', 'Silicon device', 'silicon', NULL, true),
	('steel', 'Steel', 'iron', NULL, true),
	('specialty_steel', 'Steel alloyed above the limits of 10 U.S.C. 4863(l)', 'steel', NULL, true),
	('nickel_alloy', 'Nickel or iron-nickel alloy with more than 10 % of other metals', 'nickel', NULL, true),
	('cobalt_alloy', 'Cobalt alloy with more than 10 % of other metals', 'cobalt', NULL, true),
	('titanium_alloy', 'Titanium alloy', 'titanium', NULL, true),
	('zirconium_alloy', 'Zirconium alloy', 'zirconium', NULL, true),
	('plastic', 'Plastic', NULL, NULL, true),
	('battery', 'Battery', NULL, NULL, true),
	('assembly', 'Assembly of many materials', NULL, NULL, true),
	('scrap', 'Scrap of many materials', NULL, NULL, true);
SELECT pg_catalog.pg_extension_config_dump('materials.material', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.material TO PUBLIC;

GRANT USAGE ON SCHEMA materials TO PUBLIC;
