-- Battery passports: what one has to say, by the clusters of DIN DKE SPEC 99100, who has to supply it, and by which law.
-- Where it stands in the documents that partners send is said in the next chapter.  All of it is rows.

CREATE TABLE materials.passport_cluster (
	cluster text PRIMARY KEY CHECK (cluster OPERATOR(pg_catalog.~) '^[a-z][a-z_]*$'),
	place integer NOT NULL UNIQUE,
	title text NOT NULL,
	submodel text NOT NULL UNIQUE,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.passport_cluster IS 'clusters of a battery passport, DIN DKE SPEC 99100:2025-02';
COMMENT ON COLUMN materials.passport_cluster.cluster IS 'key: code of the cluster';
COMMENT ON COLUMN materials.passport_cluster.place IS 'order in a passport';
COMMENT ON COLUMN materials.passport_cluster.title IS 'title, for people';
COMMENT ON COLUMN materials.passport_cluster.submodel IS 'name of the submodel that implements it (BatteryPassDataModel 1.2)';
COMMENT ON COLUMN materials.passport_cluster.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.passport_cluster (cluster, place, title, submodel, builtin) VALUES
	('general', 1, 'General battery and manufacturer information', 'GeneralProductInformation', true),
	('labels', 2, 'Compliance, labels and certifications', 'Labels', true),
	('footprint', 3, 'Battery carbon footprint', 'CarbonFootprint', true),
	('diligence', 4, 'Supply chain due diligence', 'SupplyChainDueDiligence', true),
	('composition', 5, 'Battery materials and composition', 'MaterialComposition', true),
	('circularity', 6, 'Circularity and resource efficiency', 'Circularity', true),
	('performance', 7, 'Performance and durability', 'PerformanceAndDurability', true);
SELECT pg_catalog.pg_extension_config_dump('materials.passport_cluster', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.passport_cluster TO PUBLIC;

INSERT INTO materials.property (property, subjects, type, unit, words, title, citation, builtin) VALUES
	('carbon_footprint', '{item,lot}', 'number', NULL, NULL, 'carbon footprint of the life cycle, kg of carbon dioxide equivalent per kWh that the battery delivers', 'Regulation (EU) 2023/1542 Art. 7', true),
	('rated_capacity', '{item,lot}', 'quantity', 'Ah', NULL, 'charge that one battery holds', 'Regulation (EU) 2023/1542 Annex XIII 1(g)', true);

CREATE TABLE materials.passport_attribute (
	attribute text PRIMARY KEY CHECK (attribute OPERATOR(pg_catalog.~) '^[a-z][a-z0-9_]*$'),
	cluster text NOT NULL REFERENCES materials.passport_cluster,
	title text NOT NULL,
	type text NOT NULL CHECK (type IN ('text', 'word', 'date', 'country', 'number', 'quantity', 'document', 'substances')),
	unit text,
	path text[] NOT NULL CHECK (cardinality(path) > 0),
	supplied_by text NOT NULL CHECK (supplied_by IN ('manufacturer', 'operator', 'suppliers', 'notified body', 'battery')),
	owed boolean NOT NULL,
	categories text[] CHECK (cardinality(categories) > 0),
	property text REFERENCES materials.property,
	part text CHECK (part IN ('material', 'hazard', 'recycled')),
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	UNIQUE (cluster, path),
	CONSTRAINT passport_attribute_unit CHECK ((type = 'quantity') = (materials.dimension(('1 ' || unit)::materials.quantity) IS NOT NULL)),
	CONSTRAINT passport_attribute_part CHECK ((type = 'substances') = (part IS NOT NULL))
);
COMMENT ON TABLE materials.passport_attribute IS 'what a battery passport says: attributes by cluster, who has to supply each, and the law that asks for it';
COMMENT ON COLUMN materials.passport_attribute.attribute IS 'key: code of the attribute';
COMMENT ON COLUMN materials.passport_attribute.cluster IS 'cluster it is of';
COMMENT ON COLUMN materials.passport_attribute.title IS 'what it means, for people';
COMMENT ON COLUMN materials.passport_attribute.type IS 'text, word (as materials.passport_word tells words apart), date, country, number, quantity (in the unit), document (kept as it is written) or substances (a list)';
COMMENT ON COLUMN materials.passport_attribute.unit IS 'of a quantity: unit in which a passport tells it';
COMMENT ON COLUMN materials.passport_attribute.path IS 'where it stands in the cluster''s part of a passport that passport_export writes; names are those of BatteryPassDataModel 1.2 where that has the attribute';
COMMENT ON COLUMN materials.passport_attribute.supplied_by IS 'who has to supply it: the manufacturer, the operator that places the battery on the market, suppliers of materials, a notified body, or the battery itself in use';
COMMENT ON COLUMN materials.passport_attribute.owed IS 'true where the Regulation asks for it, false where the specification recommends it';
COMMENT ON COLUMN materials.passport_attribute.categories IS 'categories of batteries that owe it; empty for all that need a passport';
COMMENT ON COLUMN materials.passport_attribute.property IS 'property that keeps it, as in materials.property; empty where it is kept otherwise, or only in the passport';
COMMENT ON COLUMN materials.passport_attribute.part IS 'of a list: rows of lot_substance of that part';
COMMENT ON COLUMN materials.passport_attribute.citation IS 'law or specification that asks for it';
COMMENT ON COLUMN materials.passport_attribute.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.passport_attribute (cluster, attribute, type, unit, path, supplied_by, owed, categories, property, part, title, citation, builtin)
SELECT v.cluster, v.attribute, v.type, v.unit, v.path::text[], v.supplied_by, v.owed, v.categories::text[], v.property, v.part, v.title, v.citation, true
FROM (VALUES
	('general', 'passport_identifier', 'text', NULL, '{batteryPassportIdentifier}', 'operator', true, NULL, NULL, NULL, 'identifier of the passport', 'Regulation (EU) 2023/1542 Art. 77(3)'),
	('general', 'product_identifier', 'text', NULL, '{productIdentifier}', 'manufacturer', true, NULL, NULL, NULL, 'unique identifier of the battery', 'Regulation (EU) 2023/1542 Art. 77(3)'),
	('general', 'battery_category', 'word', NULL, '{batteryCategory}', 'manufacturer', true, NULL, 'battery_category', NULL, 'category: ev, lmt, sli, industrial or portable', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('general', 'battery_status', 'word', NULL, '{batteryStatus}', 'operator', true, NULL, NULL, NULL, 'original, repurposed, reused, remanufactured or waste', 'Regulation (EU) 2023/1542 Annex XIII 4(c)'),
	('general', 'manufacturer_identifier', 'text', NULL, '{manufacturerInformation,identifier}', 'manufacturer', true, NULL, NULL, NULL, 'identifier of the manufacturer', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('general', 'manufacturer_name', 'text', NULL, '{manufacturerInformation,contactName}', 'manufacturer', true, NULL, NULL, NULL, 'name of the manufacturer', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('general', 'manufacturer_address', 'document', NULL, '{manufacturerInformation,postalAddress}', 'manufacturer', true, NULL, NULL, NULL, 'address of the manufacturer', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('general', 'operator_identifier', 'text', NULL, '{operatorInformation,identifier}', 'operator', true, NULL, NULL, NULL, 'identifier of the operator that places it on the market', 'Regulation (EU) 2023/1542 Art. 77(4)'),
	('general', 'operator_name', 'text', NULL, '{operatorInformation,contactName}', 'operator', false, NULL, NULL, NULL, 'name of that operator', 'DIN DKE SPEC 99100'),
	('general', 'facility_identifier', 'text', NULL, '{manufacturingPlace,identifier}', 'manufacturer', false, NULL, NULL, NULL, 'identifier of the plant', 'DIN DKE SPEC 99100'),
	('general', 'manufacturing_country', 'country', NULL, '{manufacturingPlace,addressCountry}', 'manufacturer', true, NULL, NULL, NULL, 'country where it was made', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('general', 'manufacturing_date', 'date', NULL, '{manufacturingDate}', 'manufacturer', true, NULL, NULL, NULL, 'day on which it was made', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('general', 'putting_into_service', 'date', NULL, '{puttingIntoService}', 'operator', false, NULL, NULL, NULL, 'day on which it was put into service', 'DIN DKE SPEC 99100'),
	('general', 'placed_on_market', 'date', NULL, '{placedOnMarket}', 'operator', false, NULL, NULL, NULL, 'day on which it was placed on the market of the Union', 'Regulation (EU) 2023/1542 Art. 77(1)'),
	('general', 'battery_mass', 'quantity', 'kg', '{batteryMass}', 'manufacturer', true, NULL, NULL, NULL, 'mass', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('general', 'warranty', 'document', NULL, '{warrentyPeriod}', 'manufacturer', true, NULL, NULL, NULL, 'period of the commercial warranty for the calendar life', 'Regulation (EU) 2023/1542 Annex XIII 1(m)'),
	('general', 'model', 'text', NULL, '{model}', 'manufacturer', true, NULL, NULL, NULL, 'model or part number', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('general', 'product_name', 'text', NULL, '{productName}', 'manufacturer', false, NULL, NULL, NULL, 'name of the product', 'DIN DKE SPEC 99100'),
	('labels', 'label_list', 'document', NULL, '{labels}', 'manufacturer', true, NULL, NULL, NULL, 'symbols and labels with their meaning', 'Regulation (EU) 2023/1542 Annex XIII 1(q); Art. 74(1)'),
	('labels', 'conformity_declaration', 'document', NULL, '{declarationOfConformity}', 'manufacturer', true, NULL, NULL, NULL, 'EU declaration of conformity', 'Regulation (EU) 2023/1542 Annex XIII 1(r)'),
	('labels', 'conformity_identifier', 'text', NULL, '{declarationOfConformityIdentifier}', 'manufacturer', false, NULL, NULL, NULL, 'number of the declaration of conformity', 'DIN DKE SPEC 99100'),
	('labels', 'test_report', 'document', NULL, '{resultOfTestReport}', 'notified body', true, NULL, NULL, NULL, 'results of test reports', 'Regulation (EU) 2023/1542 Annex XIII 3'),
	('footprint', 'carbon_footprint', 'number', NULL, '{batteryCarbonFootprint}', 'manufacturer', true, NULL, 'carbon_footprint', NULL, 'kg of carbon dioxide equivalent per kWh over the life', 'Regulation (EU) 2023/1542 Annex XIII 1(c); Art. 7(1)'),
	('footprint', 'carbon_footprint_stages', 'document', NULL, '{carbonFootprintPerLifecycleStage}', 'manufacturer', true, NULL, NULL, NULL, 'the same by stage of the life cycle', 'Regulation (EU) 2023/1542 Art. 7(1)'),
	('footprint', 'carbon_footprint_class', 'text', NULL, '{carbonFootprintPerformanceClass}', 'manufacturer', true, NULL, NULL, NULL, 'performance class', 'Regulation (EU) 2023/1542 Art. 7(2)'),
	('footprint', 'carbon_footprint_study', 'document', NULL, '{carbonFootprintStudy}', 'manufacturer', true, NULL, NULL, NULL, 'where the study can be read', 'Regulation (EU) 2023/1542 Art. 7(1)'),
	('footprint', 'carbon_footprint_absolute', 'number', NULL, '{absoluteCarbonFootprint}', 'manufacturer', false, NULL, NULL, NULL, 'kg of carbon dioxide equivalent in all', 'DIN DKE SPEC 99100'),
	('diligence', 'diligence_report', 'document', NULL, '{supplyChainDueDiligenceReport}', 'operator', true, NULL, NULL, NULL, 'report on due diligence policies, with responsible sourcing', 'Regulation (EU) 2023/1542 Annex XIII 1(d); Art. 52(3)'),
	('diligence', 'third_party_assurance', 'document', NULL, '{thirdPartyAussurances}', 'notified body', false, NULL, NULL, NULL, 'verification by third parties', 'DIN DKE SPEC 99100'),
	('diligence', 'supply_chain_index', 'number', NULL, '{supplyChainIndicies}', 'operator', false, NULL, NULL, NULL, 'index of the supply chain', 'DIN DKE SPEC 99100'),
	('composition', 'chemistry', 'text', NULL, '{batteryChemistry,shortName}', 'manufacturer', true, NULL, NULL, NULL, 'chemistry', 'Regulation (EU) 2023/1542 Annex XIII 1(b); Annex VI Part A'),
	('composition', 'critical_raw_materials', 'text', NULL, '{criticalRawMaterials}', 'suppliers', true, NULL, NULL, NULL, 'critical raw materials above 0.1 % by weight, as a statement', 'Regulation (EU) 2023/1542 Annex XIII 1(b); Annex VI Part A'),
	('composition', 'materials', 'substances', NULL, '{batteryMaterials}', 'suppliers', true, NULL, NULL, 'material', 'what it consists of: cathode, anode, electrolyte', 'Regulation (EU) 2023/1542 Annex XIII 1(b), 2(a)'),
	('composition', 'hazardous_substances', 'substances', NULL, '{hazardousSubstances}', 'suppliers', true, NULL, NULL, 'hazard', 'hazardous substances in it', 'Regulation (EU) 2023/1542 Annex XIII 1(b); Annex VI Part A'),
	('circularity', 'dismantling', 'document', NULL, '{dismantlingAndRemovalInformation}', 'manufacturer', true, NULL, NULL, NULL, 'how it is taken apart', 'Regulation (EU) 2023/1542 Annex XIII 2(c)'),
	('circularity', 'spare_parts', 'document', NULL, '{sparePartSources}', 'manufacturer', true, NULL, NULL, NULL, 'part numbers, and where spare parts come from', 'Regulation (EU) 2023/1542 Annex XIII 2(b)'),
	('circularity', 'recycled_content', 'substances', NULL, '{recycledContent}', 'suppliers', true, NULL, NULL, 'recycled', 'recycled shares of cobalt, lead, lithium and nickel', 'Regulation (EU) 2023/1542 Annex XIII 1(e); Art. 8(1)'),
	('circularity', 'renewable_content', 'number', NULL, '{renewableContent}', 'suppliers', true, NULL, NULL, NULL, 'share of renewable content, percent', 'Regulation (EU) 2023/1542 Annex XIII 1(f)'),
	('circularity', 'safety', 'document', NULL, '{safetyMeasures,safetyInstructions}', 'manufacturer', true, NULL, NULL, NULL, 'safety measures', 'Regulation (EU) 2023/1542 Annex XIII 2(d)'),
	('circularity', 'extinguishing_agent', 'document', NULL, '{safetyMeasures,extinguishingAgent}', 'manufacturer', true, NULL, NULL, NULL, 'usable extinguishing agent', 'Regulation (EU) 2023/1542 Annex VI Part A'),
	('circularity', 'end_of_life', 'document', NULL, '{endOfLifeInformation}', 'operator', true, NULL, NULL, NULL, 'prevention and management of waste batteries', 'Regulation (EU) 2023/1542 Annex XIII 1(s); Art. 74(1)'),
	('performance', 'rated_capacity', 'quantity', 'Ah', '{batteryTechicalProperties,ratedCapacity}', 'manufacturer', true, NULL, 'rated_capacity', NULL, 'rated capacity', 'Regulation (EU) 2023/1542 Annex XIII 1(g)'),
	('performance', 'rated_energy', 'quantity', 'kWh', '{batteryTechicalProperties,ratedEnergy}', 'manufacturer', false, NULL, 'rated_energy', NULL, 'rated energy', 'DIN DKE SPEC 99100'),
	('performance', 'voltage_min', 'number', NULL, '{batteryTechicalProperties,minimumVoltage}', 'manufacturer', true, NULL, NULL, NULL, 'minimal voltage, V', 'Regulation (EU) 2023/1542 Annex XIII 1(h)'),
	('performance', 'voltage_nominal', 'number', NULL, '{batteryTechicalProperties,nominalVoltage}', 'manufacturer', true, NULL, NULL, NULL, 'nominal voltage, V', 'Regulation (EU) 2023/1542 Annex XIII 1(h)'),
	('performance', 'voltage_max', 'number', NULL, '{batteryTechicalProperties,maximumVoltage}', 'manufacturer', true, NULL, NULL, NULL, 'maximal voltage, V', 'Regulation (EU) 2023/1542 Annex XIII 1(h)'),
	('performance', 'power', 'document', NULL, '{batteryTechicalProperties,originalPowerCapability}', 'manufacturer', true, NULL, NULL, NULL, 'original power capability and its limits', 'Regulation (EU) 2023/1542 Annex XIII 1(i)'),
	('performance', 'cycle_life', 'number', NULL, '{batteryTechicalProperties,expectedNumberOfCycles}', 'manufacturer', true, NULL, NULL, NULL, 'expected lifetime in cycles', 'Regulation (EU) 2023/1542 Annex XIII 1(j)'),
	('performance', 'life_test', 'document', NULL, '{batteryTechicalProperties,lifetimeReferenceTest}', 'manufacturer', true, NULL, NULL, NULL, 'reference test of the lifetime', 'Regulation (EU) 2023/1542 Annex XIII 1(j)'),
	('performance', 'life_years', 'number', NULL, '{batteryTechicalProperties,expectedLifetime}', 'manufacturer', true, NULL, NULL, NULL, 'expected lifetime in years', 'Regulation (EU) 2023/1542 Annex XIII 4(a); Art. 10(1)'),
	('performance', 'capacity_threshold', 'number', NULL, '{batteryTechicalProperties,capacityThresholdForExhaustion}', 'manufacturer', true, '{ev}', NULL, NULL, 'capacity threshold for exhaustion, percent', 'Regulation (EU) 2023/1542 Annex XIII 1(k)'),
	('performance', 'temperature_idle', 'document', NULL, '{batteryTechicalProperties,temperatureRangeIdleState}', 'manufacturer', true, NULL, NULL, NULL, 'temperatures it withstands when not in use', 'Regulation (EU) 2023/1542 Annex XIII 1(l)'),
	('performance', 'efficiency', 'number', NULL, '{batteryTechicalProperties,roundtripEfficiency}', 'manufacturer', true, NULL, NULL, NULL, 'initial round trip energy efficiency, percent', 'Regulation (EU) 2023/1542 Annex XIII 1(n)'),
	('performance', 'efficiency_half', 'number', NULL, '{batteryTechicalProperties,roundTripEfficiencyat50PerCentCycleLife}', 'manufacturer', true, NULL, NULL, NULL, 'round trip energy efficiency at half of the cycle life, percent', 'Regulation (EU) 2023/1542 Annex XIII 1(n)'),
	('performance', 'resistance', 'document', NULL, '{batteryTechicalProperties,initialInternalResistance}', 'manufacturer', true, NULL, NULL, NULL, 'internal resistance of cell and pack', 'Regulation (EU) 2023/1542 Annex XIII 1(o)'),
	('performance', 'c_rate', 'number', NULL, '{batteryTechicalProperties,cRateLifeCycleTest}', 'manufacturer', true, NULL, NULL, NULL, 'c-rate of the cycle-life test', 'Regulation (EU) 2023/1542 Annex XIII 1(p)'),
	('performance', 'self_discharge', 'number', NULL, '{batteryTechicalProperties,initialSelfDischarge}', 'manufacturer', false, NULL, NULL, NULL, 'initial self-discharge', 'DIN DKE SPEC 99100'),
	('performance', 'certified_energy', 'document', NULL, '{batteryCondition,stateOfCertifiedEnergy}', 'battery', true, '{ev}', NULL, NULL, 'state of certified energy', 'Regulation (EU) 2023/1542 Annex XIII 4(b); Art. 14'),
	('performance', 'remaining_capacity', 'document', NULL, '{batteryCondition,remainingCapacity}', 'battery', true, '{lmt,industrial}', NULL, NULL, 'remaining capacity', 'Regulation (EU) 2023/1542 Annex XIII 4(b); Art. 14'),
	('performance', 'capacity_fade', 'document', NULL, '{batteryCondition,capacityFade}', 'battery', true, NULL, NULL, NULL, 'capacity fade', 'Regulation (EU) 2023/1542 Annex XIII 4(a); Art. 10(1)'),
	('performance', 'power_fade', 'document', NULL, '{batteryCondition,powerFade}', 'battery', true, NULL, NULL, NULL, 'power fade', 'Regulation (EU) 2023/1542 Annex XIII 4(a); Art. 10(1)'),
	('performance', 'resistance_increase', 'document', NULL, '{batteryCondition,internalResistanceIncrease}', 'battery', true, NULL, NULL, NULL, 'increase of the internal resistance', 'Regulation (EU) 2023/1542 Annex XIII 4(a); Art. 10(1)'),
	('performance', 'efficiency_fade', 'document', NULL, '{batteryCondition,roundTripEfficiencyFade}', 'battery', true, NULL, NULL, NULL, 'fade of the round trip energy efficiency', 'Regulation (EU) 2023/1542 Annex XIII 4(a); Art. 10(1)'),
	('performance', 'remaining_power', 'document', NULL, '{batteryCondition,remainingPowerCapability}', 'battery', true, '{lmt,industrial}', NULL, NULL, 'remaining power capability', 'Regulation (EU) 2023/1542 Annex XIII 4(b); Art. 14'),
	('performance', 'remaining_efficiency', 'document', NULL, '{batteryCondition,remainingRoundTripEnergyEfficiency}', 'battery', true, '{lmt,industrial}', NULL, NULL, 'remaining round trip energy efficiency', 'Regulation (EU) 2023/1542 Annex XIII 4(b); Art. 14'),
	('performance', 'remaining_resistance', 'document', NULL, '{batteryCondition,ohmicResistance}', 'battery', true, '{lmt,industrial}', NULL, NULL, 'ohmic resistance in use', 'Regulation (EU) 2023/1542 Annex XIII 4(b); Art. 14'),
	('performance', 'self_discharge_evolution', 'document', NULL, '{batteryCondition,evolutionOfSelfDischarge}', 'battery', true, '{lmt,industrial}', NULL, NULL, 'evolution of self-discharging rates', 'Regulation (EU) 2023/1542 Annex XIII 4(b); Art. 14'),
	('performance', 'full_cycles', 'document', NULL, '{batteryCondition,numberOfFullCycles}', 'battery', true, NULL, NULL, NULL, 'number of charging and discharging cycles', 'Regulation (EU) 2023/1542 Annex XIII 4(d)'),
	('performance', 'negative_events', 'document', NULL, '{batteryCondition,negativeEvents}', 'battery', true, NULL, NULL, NULL, 'negative events, such as accidents', 'Regulation (EU) 2023/1542 Annex XIII 4(d)'),
	('performance', 'temperature_information', 'document', NULL, '{batteryCondition,temperatureInformation}', 'battery', true, NULL, NULL, NULL, 'temperatures at which it worked', 'Regulation (EU) 2023/1542 Annex XIII 4(d)'),
	('performance', 'state_of_charge', 'document', NULL, '{batteryCondition,stateOfCharge}', 'battery', true, NULL, NULL, NULL, 'state of charge', 'Regulation (EU) 2023/1542 Annex XIII 4(d)')
) AS v (cluster, attribute, type, unit, path, supplied_by, owed, categories, property, part, title, citation);
SELECT pg_catalog.pg_extension_config_dump('materials.passport_attribute', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.passport_attribute TO PUBLIC;

CREATE TABLE materials.passport_word (
	attribute text NOT NULL REFERENCES materials.passport_attribute,
	written text NOT NULL CHECK (written OPERATOR(pg_catalog.~) '^[a-z0-9]+$'),
	word text NOT NULL CHECK (word <> ''),
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (attribute, written)
);
COMMENT ON TABLE materials.passport_word IS 'words of passports and what they stand for';
COMMENT ON COLUMN materials.passport_word.attribute IS 'attribute that is told by a word';
COMMENT ON COLUMN materials.passport_word.written IS 'the word as written, in small letters and digits alone; of an address, its last part';
COMMENT ON COLUMN materials.passport_word.word IS 'word that it stands for';
COMMENT ON COLUMN materials.passport_word.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.passport_word (attribute, written, word, builtin) VALUES
	('battery_category', 'ev', 'ev', true), ('battery_category', 'evbattery', 'ev', true), ('battery_category', 'electricvehicle', 'ev', true), ('battery_category', 'electricvehiclebattery', 'ev', true),
	('battery_category', 'lmt', 'lmt', true), ('battery_category', 'lmtbattery', 'lmt', true), ('battery_category', 'lightmeansoftransport', 'lmt', true),
	('battery_category', 'sli', 'sli', true), ('battery_category', 'slibattery', 'sli', true),
	('battery_category', 'industrial', 'industrial', true), ('battery_category', 'industrialbattery', 'industrial', true), ('battery_category', 'stationary', 'industrial', true),
	('battery_category', 'portable', 'portable', true), ('battery_category', 'portablebattery', 'portable', true),
	('battery_status', 'original', 'original', true), ('battery_status', 'firstlife', 'original', true), ('battery_status', 'repurposed', 'repurposed', true), ('battery_status', 'reused', 'reused', true),
	('battery_status', 'remanufactured', 'remanufactured', true), ('battery_status', 'waste', 'waste', true);
SELECT pg_catalog.pg_extension_config_dump('materials.passport_word', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.passport_word TO PUBLIC;

CREATE TABLE materials.substance (
	cas materials.cas PRIMARY KEY,
	ec materials.ec UNIQUE,
	title text NOT NULL,
	element text REFERENCES materials.element,
	material text REFERENCES materials.material,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.substance IS 'substances that passports name, by CAS number';
COMMENT ON COLUMN materials.substance.cas IS 'CAS registry number';
COMMENT ON COLUMN materials.substance.ec IS 'EC number';
COMMENT ON COLUMN materials.substance.title IS 'name of the substance';
COMMENT ON COLUMN materials.substance.element IS 'chemical symbol, where the substance is an element and nothing else';
COMMENT ON COLUMN materials.substance.material IS 'material it is, as in materials.material';
COMMENT ON COLUMN materials.substance.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.substance (cas, ec, title, element, material, builtin) VALUES
	('7439-93-2', '231-102-5', 'Lithium', 'Li', 'lithium', true), ('554-13-2', NULL, 'Lithium carbonate', NULL, 'lithium_carbonate', true), ('1310-65-2', NULL, 'Lithium hydroxide', NULL, 'lithium_hydroxide', true),
	('1310-66-3', NULL, 'Lithium hydroxide monohydrate', NULL, 'lithium_hydroxide', true), ('21324-40-3', '244-334-7', 'Lithium hexafluorophosphate', NULL, 'lithium_hexafluorophosphate', true),
	('15365-14-7', NULL, 'Lithium iron phosphate', NULL, 'lithium_iron_phosphate', true), ('12190-79-3', NULL, 'Lithium cobalt oxide', NULL, NULL, true),
	('7440-48-4', '231-158-0', 'Cobalt', 'Co', 'cobalt', true), ('10124-43-3', NULL, 'Cobalt sulfate', NULL, 'cobalt_sulfate', true), ('7440-02-0', '231-111-4', 'Nickel', 'Ni', 'nickel', true),
	('7786-81-4', NULL, 'Nickel sulfate', NULL, 'nickel_sulfate', true), ('7439-96-5', '231-105-1', 'Manganese', 'Mn', 'manganese', true), ('1313-13-9', NULL, 'Manganese dioxide', NULL, NULL, true),
	('7785-87-7', NULL, 'Manganese sulfate', NULL, 'manganese_sulfate', true), ('7782-42-5', '231-955-3', 'Graphite', 'C', 'graphite', true), ('7440-55-3', NULL, 'Gallium', 'Ga', 'gallium', true),
	('7440-56-4', NULL, 'Germanium', 'Ge', 'germanium', true), ('7440-33-7', NULL, 'Tungsten', 'W', 'tungsten', true), ('7440-25-7', NULL, 'Tantalum', 'Ta', 'tantalum', true),
	('7440-00-8', NULL, 'Neodymium', 'Nd', 'neodymium', true), ('7440-10-0', NULL, 'Praseodymium', 'Pr', 'praseodymium', true), ('7440-19-9', NULL, 'Samarium', 'Sm', 'samarium', true),
	('7429-91-6', NULL, 'Dysprosium', 'Dy', 'dysprosium', true), ('7440-27-9', NULL, 'Terbium', 'Tb', 'terbium', true), ('7440-36-0', NULL, 'Antimony', 'Sb', 'antimony', true),
	('7439-95-4', NULL, 'Magnesium', 'Mg', NULL, true), ('7440-32-6', NULL, 'Titanium', 'Ti', 'titanium', true), ('7440-50-8', '231-159-6', 'Copper', 'Cu', 'copper', true),
	('7429-90-5', '231-072-3', 'Aluminium', 'Al', 'aluminium', true), ('7439-89-6', '231-096-4', 'Iron', 'Fe', 'iron', true), ('7723-14-0', '231-768-7', 'Phosphorus', 'P', 'phosphorus', true),
	('96-49-1', '202-510-0', 'Ethylene carbonate', NULL, 'carbonate_solvent', true), ('7440-21-3', NULL, 'Silicon', 'Si', 'silicon', true), ('7440-42-8', NULL, 'Boron', 'B', 'boron', true),
	('7439-92-1', '231-100-4', 'Lead', 'Pb', 'lead', true), ('7439-97-6', '231-106-7', 'Mercury', 'Hg', NULL, true), ('7440-43-9', '231-152-8', 'Cadmium', 'Cd', NULL, true);
SELECT pg_catalog.pg_extension_config_dump('materials.substance', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.substance TO PUBLIC;
