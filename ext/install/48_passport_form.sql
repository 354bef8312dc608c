-- Forms in which battery passports and what belongs to them come, and where in each what stands: SQL/JSON paths as rows.  A
-- form that is not here needs rows and no code.

CREATE TABLE materials.passport_form (
	form text PRIMARY KEY CHECK (form OPERATOR(pg_catalog.~) '^[a-z][a-z0-9_.]*$'),
	place integer NOT NULL UNIQUE,
	title text NOT NULL,
	test jsonpath NOT NULL,
	dated jsonpath,
	class text NOT NULL REFERENCES materials.item_class,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.passport_form IS 'forms of passports, and how a document is told to be of one';
COMMENT ON COLUMN materials.passport_form.form IS 'key: code of the form';
COMMENT ON COLUMN materials.passport_form.place IS 'order in which forms are tried';
COMMENT ON COLUMN materials.passport_form.title IS 'title, for people';
COMMENT ON COLUMN materials.passport_form.test IS 'what is there in every document of the form';
COMMENT ON COLUMN materials.passport_form.dated IS 'where the day or instant of an issue stands; empty where the form tells none, and one identifier has one content';
COMMENT ON COLUMN materials.passport_form.class IS 'class of an item that is new: what such a document is about';
COMMENT ON COLUMN materials.passport_form.citation IS 'who publishes the form';
COMMENT ON COLUMN materials.passport_form.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.passport_form (form, place, title, test, dated, class, citation, builtin) VALUES
	('spec99100', 1, 'passport of passport_export, in clusters', '$.GeneralProductInformation', '$.extension.knownAt', 'pack', 'DIN DKE SPEC 99100:2025-02; BatteryPassDataModel 1.2', true),
	('batterypass6', 2, 'BatteryPass of Catena-X', '$.identification ? (exists (@.idDmc) || exists (@.identification))', '$.metadata.lastModification', 'pack', 'io.catenax.battery.battery_pass 5 and 6', true),
	('batterypass3', 3, 'BatteryPass of Catena-X, before metadata', '$.batteryIdentification', NULL, 'pack', 'io.catenax.battery.battery_pass 3', true),
	('chemical', 4, 'ChemicalMaterialPassport, DigitalProductPassport of Catena-X', '$.generic.metadata.passportIdentifier', '$.generic.metadata.lastModification', 'component_material', 'io.catenax.material.chemical_material_passport 3', true),
	('secondary', 5, 'SecondaryMaterialContent of Catena-X', '$.secondaryMaterialContent', NULL, 'component_material', 'io.catenax.secondary_material_content 1', true),
	('recycling', 6, 'MaterialForRecycling of Catena-X', '$.component[*].materialClass', NULL, 'other', 'io.catenax.material_for_recycling 1', true),
	('dpp', 7, 'battery passport with terms of GS1 and OpenEPCIS', '$.digitalProductPassportId', '$.lastUpdated', 'pack', 'openepcis-dpp-ready, extensions/eu/battery', true);
SELECT pg_catalog.pg_extension_config_dump('materials.passport_form', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.passport_form TO PUBLIC;

CREATE TABLE materials.passport_path (
	form text NOT NULL REFERENCES materials.passport_form,
	attribute text NOT NULL REFERENCES materials.passport_attribute,
	place integer NOT NULL DEFAULT 1,
	path jsonpath NOT NULL,
	unit_path jsonpath,
	unit text,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (form, attribute, place)
);
COMMENT ON TABLE materials.passport_path IS 'where an attribute stands in a form; where it stands at several places, they have to say the same';
COMMENT ON COLUMN materials.passport_path.form IS 'code of the form, as in materials.passport_form';
COMMENT ON COLUMN materials.passport_path.attribute IS 'code of the attribute, as in materials.passport_attribute';
COMMENT ON COLUMN materials.passport_path.place IS 'order of several places';
COMMENT ON COLUMN materials.passport_path.path IS 'path to the value';
COMMENT ON COLUMN materials.passport_path.unit_path IS 'path to the unit of a quantity';
COMMENT ON COLUMN materials.passport_path.unit IS 'unit where the form fixes it';
COMMENT ON COLUMN materials.passport_path.builtin IS 'true for rows that came with the extension';
-- What passport_export writes is found where it writes it.
INSERT INTO materials.passport_path (form, attribute, path, unit, builtin)
	SELECT 'spec99100', a.attribute, format('$.%I%s', c.submodel, (SELECT string_agg(format('.%s', to_json(p.name)), '' ORDER BY p.place) FROM unnest(a.path) WITH ORDINALITY AS p (name, place)))::jsonpath, a.unit, true
	FROM materials.passport_attribute AS a JOIN materials.passport_cluster AS c ON c.cluster = a.cluster WHERE a.part IS NULL;
INSERT INTO materials.passport_path (form, attribute, place, path, unit_path, unit, builtin)
SELECT v.form, v.attribute, v.place, v.path::jsonpath, v.unit_path::jsonpath, v.unit, true
FROM (VALUES
	('batterypass6', 'passport_identifier', 1, '$.metadata.passportIdentifier', NULL, NULL),
	('batterypass6', 'product_identifier', 1, '$.identification.identification.serial[*] ? (@.key == "partInstanceId").value', NULL, NULL),
	('batterypass6', 'battery_category', 1, '$.identification.category', NULL, NULL),
	('batterypass6', 'battery_status', 1, '$.sustainability.status', NULL, NULL),
	('batterypass6', 'manufacturer_identifier', 1, '$.operation.manufacturer.manufacturer', NULL, NULL),
	('batterypass6', 'operator_identifier', 1, '$.metadata.economicOperatorId', NULL, NULL),
	('batterypass6', 'facility_identifier', 1, '$.operation.manufacturer.facility[0].facility', NULL, NULL),
	('batterypass6', 'manufacturing_date', 1, '$.operation.manufacturer.manufacturingDate', NULL, NULL),
	('batterypass6', 'putting_into_service', 1, '$.operation.intoServiceDate', NULL, NULL),
	('batterypass6', 'placed_on_market', 1, '$.commercial.placedOnMarket', NULL, NULL),
	('batterypass6', 'battery_mass', 1, '$.characteristics.physicalDimension.weight.value', '$.characteristics.physicalDimension.weight.unit', NULL),
	('batterypass6', 'warranty', 1, '$.characteristics.warranty', NULL, NULL),
	('batterypass6', 'model', 1, '$.identification.identification.type.manufacturerPartId', NULL, NULL),
	('batterypass6', 'product_name', 1, '$.identification.identification.type.nameAtManufacturer', NULL, NULL),
	('batterypass6', 'label_list', 1, '$.safety.meaningOfLabels', NULL, NULL),
	('batterypass6', 'conformity_declaration', 1, '$.conformity.declarationOfConformity', NULL, NULL),
	('batterypass6', 'conformity_identifier', 1, '$.conformity.declarationOfConformityId', NULL, NULL),
	('batterypass6', 'test_report', 1, '$.conformity.resultOfTestReport', NULL, NULL),
	('batterypass6', 'carbon_footprint', 1, '$.sustainability.carbonFootprint[*] ? (@.type like_regex "total$" flag "i" && @.unit == "kg CO2 / kWh").value', NULL, NULL),
	('batterypass6', 'carbon_footprint_stages', 1, '$.sustainability.carbonFootprint', NULL, NULL),
	('batterypass6', 'carbon_footprint_class', 1, '$.sustainability.carbonFootprint[0].performanceClass', NULL, NULL),
	('batterypass6', 'carbon_footprint_study', 1, '$.sustainability.carbonFootprint[0].declaration', NULL, NULL),
	('batterypass6', 'diligence_report', 1, '$.conformity.dueDiligencePolicy', NULL, NULL),
	('batterypass6', 'third_party_assurance', 1, '$.conformity.thirdPartyAssurance', NULL, NULL),
	('batterypass6', 'chemistry', 1, '$.identification.chemistry', NULL, NULL),
	('batterypass6', 'dismantling', 1, '$.safety.dismantling', NULL, NULL),
	('batterypass6', 'spare_parts', 1, '$.handling.content', NULL, NULL),
	('batterypass6', 'safety', 1, '$.safety.safetyMeasures', NULL, NULL),
	('batterypass6', 'extinguishing_agent', 1, '$.safety.usableExtinguishAgent', NULL, NULL),
	('batterypass6', 'end_of_life', 1, '$.sustainability.documents', NULL, NULL),
	('batterypass6', 'rated_capacity', 1, '$.performance.rated.capacity.value', NULL, 'Ah'),
	('batterypass6', 'rated_energy', 1, '$.performance.rated.energy.value', NULL, 'kWh'),
	('batterypass6', 'voltage_min', 1, '$.performance.rated.voltage.min', NULL, NULL),
	('batterypass6', 'voltage_nominal', 1, '$.performance.rated.voltage.nominal', NULL, NULL),
	('batterypass6', 'voltage_max', 1, '$.performance.rated.voltage.max', NULL, NULL),
	('batterypass6', 'power', 1, '$.performance.rated.power', NULL, NULL),
	('batterypass6', 'cycle_life', 1, '$.performance.rated.lifetime.cycleLifeTesting.cycles', NULL, NULL),
	('batterypass6', 'life_test', 1, '$.performance.rated.lifetime.report', NULL, NULL),
	('batterypass6', 'life_years', 1, '$.performance.rated.lifetime.expectedYears', NULL, NULL),
	('batterypass6', 'capacity_threshold', 1, '$.performance.rated.capacity.thresholdExhaustion', NULL, NULL),
	('batterypass6', 'temperature_idle', 1, '$.performance.rated.temperature', NULL, NULL),
	('batterypass6', 'efficiency', 1, '$.performance.rated.roundTripEfficiency.initial', NULL, NULL),
	('batterypass6', 'efficiency_half', 1, '$.performance.rated.roundTripEfficiency."50PercentLife"', NULL, NULL),
	('batterypass6', 'resistance', 1, '$.performance.rated.resistance', NULL, NULL),
	('batterypass6', 'c_rate', 1, '$.performance.rated.lifetime.cycleLifeTesting.appliedDischargeRate', NULL, NULL),
	('batterypass6', 'self_discharge', 1, '$.performance.rated.selfDischargingRate', NULL, NULL),
	('batterypass6', 'certified_energy', 1, '$.performance.dynamic.energy.soce', NULL, NULL),
	('batterypass6', 'remaining_capacity', 1, '$.performance.dynamic.capacity.capacity', NULL, NULL),
	('batterypass6', 'capacity_fade', 1, '$.performance.dynamic.capacity.fade', NULL, NULL),
	('batterypass6', 'power_fade', 1, '$.performance.dynamic.power.fade', NULL, NULL),
	('batterypass6', 'resistance_increase', 1, '$.performance.dynamic.resistance.increase', NULL, NULL),
	('batterypass6', 'efficiency_fade', 1, '$.performance.dynamic.roundTripEfficiency.fade', NULL, NULL),
	('batterypass6', 'remaining_power', 1, '$.performance.dynamic.power.remaining', NULL, NULL),
	('batterypass6', 'remaining_efficiency', 1, '$.performance.dynamic.roundTripEfficiency.remaining', NULL, NULL),
	('batterypass6', 'remaining_resistance', 1, '$.performance.dynamic.resistance.remaining', NULL, NULL),
	('batterypass6', 'full_cycles', 1, '$.performance.dynamic.fullCycles', NULL, NULL),
	('batterypass6', 'negative_events', 1, '$.performance.dynamic.negativeEvents', NULL, NULL),
	('batterypass6', 'temperature_information', 1, '$.performance.dynamic.operatingEnvironment', NULL, NULL),
	('batterypass6', 'state_of_charge', 1, '$.performance.dynamic.stateOfCharge', NULL, NULL),
	('batterypass3', 'passport_identifier', 1, '$.batteryIdentification.batteryIDDMCCode', NULL, NULL),
	('batterypass3', 'product_identifier', 1, '$.batteryIdentification.batteryIDDMCCode', NULL, NULL),
	('batterypass3', 'battery_status', 1, '$.stateOfBattery.statusBattery', NULL, NULL),
	('batterypass3', 'manufacturer_name', 1, '$.manufacturer.name', NULL, NULL),
	('batterypass3', 'manufacturer_address', 1, '$.manufacturer.address', NULL, NULL),
	('batterypass3', 'manufacturing_country', 1, '$.manufacturing.address.country.shortName', NULL, NULL),
	('batterypass3', 'manufacturing_date', 1, '$.manufacturing.dateOfManufacturing', NULL, NULL),
	('batterypass3', 'placed_on_market', 1, '$.datePlacedOnMarket', NULL, NULL),
	('batterypass3', 'battery_mass', 1, '$.physicalDimensions.weight', NULL, 'kg'),
	('batterypass3', 'warranty', 1, '$.warrantyPeriod', NULL, NULL),
	('batterypass3', 'model', 1, '$.batteryIdentification.batteryModel', NULL, NULL),
	('batterypass3', 'conformity_declaration', 1, '$.document.declarationOfConformity', NULL, NULL),
	('batterypass3', 'test_report', 1, '$.document.testReportsResults', NULL, NULL),
	('batterypass3', 'carbon_footprint_absolute', 1, '$.cO2FootprintTotal', NULL, NULL),
	('batterypass3', 'diligence_report', 1, '$.document.responsibleSourcing', NULL, NULL),
	('batterypass3', 'chemistry', 1, '$.batteryIdentification.batteryType', NULL, NULL),
	('batterypass3', 'critical_raw_materials', 1, '$.composition.criticalRawMaterials', NULL, NULL),
	('batterypass3', 'dismantling', 1, '$.document.batteryDismantlingProcedure', NULL, NULL),
	('batterypass3', 'spare_parts', 1, '$.composition.components', NULL, NULL),
	('batterypass3', 'safety', 1, '$.document.safetyMeasures', NULL, NULL),
	('batterypass3', 'rated_capacity', 1, '$.electrochemicalProperties.ratedCapacity', NULL, 'Ah'),
	('batterypass3', 'voltage_min', 1, '$.electrochemicalProperties.batteryVoltage.minVoltage', NULL, NULL),
	('batterypass3', 'voltage_nominal', 1, '$.electrochemicalProperties.batteryVoltage.nominalVoltage', NULL, NULL),
	('batterypass3', 'voltage_max', 1, '$.electrochemicalProperties.batteryVoltage.maxVoltage', NULL, NULL),
	('batterypass3', 'power', 1, '$.electrochemicalProperties.batteryPower', NULL, NULL),
	('batterypass3', 'cycle_life', 1, '$.batteryCycleLife.expectedLifetime', NULL, NULL),
	('batterypass3', 'capacity_threshold', 1, '$.electrochemicalProperties.capacityThresholdExhaustion', NULL, NULL),
	('batterypass3', 'temperature_idle', 1, '$.temperatureRangeIdleState', NULL, NULL),
	('batterypass3', 'efficiency', 1, '$.electrochemicalProperties.batteryEnergy.energyRoundtripEfficiency', NULL, NULL),
	('batterypass3', 'resistance', 1, '$.electrochemicalProperties.internalResistance', NULL, NULL),
	('batterypass3', 'c_rate', 1, '$.batteryCycleLife.cycleLifeTestCRate', NULL, NULL),
	('batterypass3', 'capacity_fade', 1, '$.electrochemicalProperties.capacityFade', NULL, NULL),
	('batterypass3', 'state_of_charge', 1, '$.stateOfBattery.stateOfCharge', NULL, NULL),
	('chemical', 'passport_identifier', 1, '$.generic.metadata.passportIdentifier', NULL, NULL),
	('chemical', 'product_identifier', 1, '$.generic.identification.serial[*] ? (@.key == "partInstanceId").value', NULL, NULL),
	('chemical', 'manufacturer_identifier', 1, '$.generic.operation.manufacturer.manufacturer', NULL, NULL),
	('chemical', 'operator_identifier', 1, '$.generic.metadata.economicOperatorId', NULL, NULL),
	('chemical', 'facility_identifier', 1, '$.generic.operation.manufacturer.facility[0].facility', NULL, NULL),
	('chemical', 'manufacturing_date', 1, '$.generic.operation.manufacturer.manufacturingDate', NULL, NULL),
	('chemical', 'placed_on_market', 1, '$.generic.commercial.placedOnMarket', NULL, NULL),
	('chemical', 'battery_mass', 1, '$.generic.characteristics.physicalDimension.weight.value', '$.generic.characteristics.physicalDimension.weight.unit', NULL),
	('chemical', 'model', 1, '$.generic.identification.type.manufacturerPartId', NULL, NULL),
	('chemical', 'product_name', 1, '$.generic.identification.type.nameAtManufacturer', NULL, NULL),
	('dpp', 'passport_identifier', 1, '$.digitalProductPassportId', NULL, NULL),
	('dpp', 'product_identifier', 1, '$.uniqueProductIdentifier', NULL, NULL),
	('dpp', 'battery_category', 1, '$.category', NULL, NULL),
	('dpp', 'battery_category', 2, '$.additionalProductClassification.additionalProductClassificationCode', NULL, NULL),
	('dpp', 'battery_status', 1, '$.status', NULL, NULL),
	('dpp', 'manufacturer_identifier', 1, '$.manufacturer.globalLocationNumber', NULL, NULL),
	('dpp', 'manufacturer_name', 1, '$.manufacturer.organizationName[0].value', NULL, NULL),
	('dpp', 'operator_identifier', 1, '$.operatorInformation.gln', NULL, NULL),
	('dpp', 'operator_name', 1, '$.operatorInformation.organizationName', NULL, NULL),
	('dpp', 'facility_identifier', 1, '$.manufacturingPlace.gln', NULL, NULL),
	('dpp', 'manufacturing_country', 1, '$.manufacturingPlace.address.countryCode', NULL, NULL),
	('dpp', 'manufacturing_country', 2, '$.countryOfOrigin.countryCode', NULL, NULL),
	('dpp', 'manufacturing_date', 1, '$.manufacturingDate', NULL, NULL),
	('dpp', 'battery_mass', 1, '$.netWeight.value', '$.netWeight.unitCode', NULL),
	('dpp', 'warranty', 1, '$.warrantyConditions', NULL, NULL),
	('dpp', 'model', 1, '$.gtin', NULL, NULL),
	('dpp', 'product_name', 1, '$.productName[0].value', NULL, NULL),
	('dpp', 'label_list', 1, '$.labels', NULL, NULL),
	('dpp', 'conformity_declaration', 1, '$.euDeclarationOfConformity.declarationOfConformity', NULL, NULL),
	('dpp', 'conformity_identifier', 1, '$.euDeclarationOfConformity.euDeclarationOfConformityId', NULL, NULL),
	('dpp', 'test_report', 1, '$.resultOfTestReport', NULL, NULL),
	('dpp', 'carbon_footprint', 1, '$.carbonFootprintDeclaration ? (@.functionalUnit like_regex "kWh" && @.carbonFootprintTotal.unitCode == "KGM").carbonFootprintTotal.value', NULL, NULL),
	('dpp', 'carbon_footprint_stages', 1, '$.carbonFootprintDeclaration', NULL, NULL),
	('dpp', 'carbon_footprint_class', 1, '$.carbonFootprintDeclaration.carbonFootprintPerformanceClass', NULL, NULL),
	('dpp', 'carbon_footprint_study', 1, '$.carbonFootprintDeclaration.carbonFootprintStudyUrl', NULL, NULL),
	('dpp', 'diligence_report', 1, '$.supplyChainDueDiligence.dueDiligenceReportUrl', NULL, NULL),
	('dpp', 'third_party_assurance', 1, '$.supplyChainDueDiligence.thirdPartyAssurancesUrl', NULL, NULL),
	('dpp', 'supply_chain_index', 1, '$.supplyChainDueDiligence.supplyChainIndex', NULL, NULL),
	('dpp', 'chemistry', 1, '$.batteryChemistry.cathodeActiveMaterial', NULL, NULL),
	('dpp', 'critical_raw_materials', 1, '$.criticalRawMaterialsStatement', NULL, NULL),
	('dpp', 'dismantling', 1, '$.dismantlingDocuments', NULL, NULL),
	('dpp', 'spare_parts', 1, '$.sparePartSources', NULL, NULL),
	('dpp', 'renewable_content', 1, '$.endOfLifeInfo.renewableContent', NULL, NULL),
	('dpp', 'safety', 1, '$.endOfLifeInfo.safetyInstructions', NULL, NULL),
	('dpp', 'extinguishing_agent', 1, '$.endOfLifeInfo.extinguishingAgent', NULL, NULL),
	('dpp', 'end_of_life', 1, '$.endOfLifeInfo', NULL, NULL),
	('dpp', 'rated_capacity', 1, '$.technicalSpecifications.ratedCapacity.value', '$.technicalSpecifications.ratedCapacity.unitCode', NULL),
	('dpp', 'rated_energy', 1, '$.technicalSpecifications.ratedEnergy.value', '$.technicalSpecifications.ratedEnergy.unitCode', NULL),
	('dpp', 'voltage_min', 1, '$.technicalSpecifications.minimumVoltage.value', NULL, NULL),
	('dpp', 'voltage_nominal', 1, '$.technicalSpecifications.nominalVoltage.value', NULL, NULL),
	('dpp', 'voltage_max', 1, '$.technicalSpecifications.maximumVoltage.value', NULL, NULL),
	('dpp', 'power', 1, '$.technicalSpecifications.originalPowerCapability', NULL, NULL),
	('dpp', 'cycle_life', 1, '$.technicalSpecifications.expectedCycleLife', NULL, NULL),
	('dpp', 'life_test', 1, '$.technicalSpecifications.lifetimeReferenceTest', NULL, NULL),
	('dpp', 'life_years', 1, '$.technicalSpecifications.expectedLifetimeYears', NULL, NULL),
	('dpp', 'capacity_threshold', 1, '$.technicalSpecifications.capacityThresholdForExhaustion', NULL, NULL),
	('dpp', 'temperature_idle', 1, '$.technicalSpecifications.temperatureRangeIdleState', NULL, NULL),
	('dpp', 'efficiency', 1, '$.technicalSpecifications.roundTripEfficiency', NULL, NULL),
	('dpp', 'efficiency_half', 1, '$.technicalSpecifications.roundTripEfficiencyAt50PercentCycleLife', NULL, NULL),
	('dpp', 'resistance', 1, '$.technicalSpecifications.initialInternalResistance', NULL, NULL),
	('dpp', 'c_rate', 1, '$.technicalSpecifications.cRateLifeCycleTest', NULL, NULL),
	('dpp', 'self_discharge', 1, '$.technicalSpecifications.initialSelfDischarge', NULL, NULL)
) AS v (form, attribute, place, path, unit_path, unit);
SELECT pg_catalog.pg_extension_config_dump('materials.passport_path', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.passport_path TO PUBLIC;

CREATE TABLE materials.passport_list (
	form text NOT NULL REFERENCES materials.passport_form,
	place integer NOT NULL,
	part text NOT NULL CHECK (part IN ('material', 'hazard', 'recycled')),
	path jsonpath NOT NULL,
	fields jsonb NOT NULL CHECK (jsonb_typeof(fields) = 'object'),
	defaults jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(defaults) = 'object'),
	whole boolean NOT NULL DEFAULT false,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (form, place)
);
COMMENT ON TABLE materials.passport_list IS 'where a form lists substances: what the battery consists of, what is hazardous in it, what is recycled';
COMMENT ON COLUMN materials.passport_list.form IS 'code of the form, as in materials.passport_form';
COMMENT ON COLUMN materials.passport_list.place IS 'order of several lists';
COMMENT ON COLUMN materials.passport_list.part IS 'material, hazard or recycled';
COMMENT ON COLUMN materials.passport_list.path IS 'path to the substances';
COMMENT ON COLUMN materials.passport_list.fields IS 'paths within one: name, id with id_type, cas, ec, share, share_min and share_max with unit, mass with mass_unit, location, country, critical, and recycled, pre_consumer, post_consumer in percent';
COMMENT ON COLUMN materials.passport_list.defaults IS 'what the form itself says by where the list stands';
COMMENT ON COLUMN materials.passport_list.whole IS 'true where the list is of all of the thing, so that shares should come to all of it';
COMMENT ON COLUMN materials.passport_list.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.passport_list (form, place, part, path, fields, defaults, whole, builtin)
SELECT v.form, v.place, v.part, v.path::jsonpath, v.fields::jsonb, v.defaults::jsonb, v.whole, true
FROM (VALUES
	('spec99100', 1, 'material', '$.MaterialComposition.batteryMaterials[*]', '{"name": "$.batteryMaterialName", "cas": "$.batteryMaterialIdentifier", "ec": "$.extension.ecNumber", "share": "$.extension.massFraction", "share_min": "$.extension.massFractionMin", "share_max": "$.extension.massFractionMax", "mass": "$.batteryMaterialMass", "location": "$.batteryMaterialLocation.componentName", "country": "$.extension.countryClaimed", "critical": "$.isCriticalRawMaterial", "recycled": "$.extension.recycledShare"}', '{"unit": "one", "mass_unit": "kg"}', true),
	('spec99100', 2, 'hazard', '$.MaterialComposition.hazardousSubstances[*]', '{"name": "$.hazardousSubstanceName", "cas": "$.hazardousSubstanceIdentifier", "ec": "$.extension.ecNumber", "share": "$.hazardousSubstanceConcentration", "share_min": "$.extension.massFractionMin", "share_max": "$.extension.massFractionMax", "location": "$.hazardousSubstanceLocation.componentName", "critical": "$.extension.isCriticalRawMaterial", "recycled": "$.extension.recycledShare"}', '{"unit": "percent"}', false),
	('spec99100', 3, 'recycled', '$.Circularity.recycledContent[*]', '{"name": "$.recycledMaterial", "pre_consumer": "$.preConsumerShare", "post_consumer": "$.postConsumerShare", "recycled": "$.extension.recycledShare", "location": "$.extension.componentName", "share": "$.extension.massFraction", "mass": "$.extension.mass", "critical": "$.extension.isCriticalRawMaterial"}', '{"unit": "one", "mass_unit": "kg"}', false),
	('batterypass6', 1, 'material', '$.materials.composition[*]', '{"name": "$.id[0].name", "id": "$.id[0].id", "id_type": "$.id[0].type", "share": "$.concentration", "unit": "$.unit", "location": "$.location", "critical": "$.critical", "recycled": "$.recycled"}', '{}', true),
	('batterypass6', 2, 'hazard', '$.materials.hazardous.other[*]', '{"name": "$.materialIdentification[0].name", "id": "$.materialIdentification[0].id", "id_type": "$.materialIdentification[0].type", "share": "$.concentration", "unit": "$.materialUnit", "location": "$.location", "critical": "$.critical"}', '{}', false),
	('batterypass6', 3, 'hazard', '$.materials.hazardous.lead', '{"share": "$.concentration", "unit": "$.materialUnit", "location": "$.location", "critical": "$.critical", "recycled": "$.recycled"}', '{"name": "Lead", "cas": "7439-92-1"}', false),
	('batterypass6', 4, 'hazard', '$.materials.hazardous.mercury', '{"share": "$.concentration", "unit": "$.materialUnit", "location": "$.location", "critical": "$.critical"}', '{"name": "Mercury", "cas": "7439-97-6"}', false),
	('batterypass6', 5, 'hazard', '$.materials.hazardous.cadmium', '{"share": "$.concentration", "unit": "$.materialUnit", "location": "$.location", "critical": "$.critical"}', '{"name": "Cadmium", "cas": "7440-43-9"}', false),
	('batterypass6', 6, 'recycled', '$.materials.active.nickel', '{"recycled": "$.recycled", "location": "$.location", "critical": "$.critical"}', '{"name": "Nickel"}', false),
	('batterypass6', 7, 'recycled', '$.materials.active.lithium', '{"recycled": "$.recycled", "location": "$.location", "critical": "$.critical"}', '{"name": "Lithium"}', false),
	('batterypass6', 8, 'recycled', '$.materials.active.cobalt', '{"recycled": "$.recycled", "location": "$.location", "critical": "$.critical"}', '{"name": "Cobalt"}', false),
	('batterypass6', 9, 'recycled', '$.materials.active.lead', '{"recycled": "$.recycled", "location": "$.location", "critical": "$.critical", "share": "$.concentration", "unit": "$.materialUnit"}', '{"name": "Lead"}', false),
	('batterypass6', 10, 'material', '$.materials.active.other[*]', '{"name": "$.materialIdentification[0].name", "id": "$.materialIdentification[0].id", "id_type": "$.materialIdentification[0].type", "recycled": "$.recycled", "location": "$.location", "critical": "$.critical"}', '{}', false),
	('batterypass3', 1, 'material', '$.composition.compositionOfBattery[*]', '{"name": "$.materialName", "share": "$.materialPercentageMassFraction", "mass": "$.materialWeight"}', '{"unit": "percent", "mass_unit": "kg"}', true),
	('batterypass3', 2, 'material', '$.cellChemistry.cathodeActiveMaterials[*]', '{"name": "$.materialName", "share": "$.materialPercentageMassFraction", "mass": "$.materialWeight"}', '{"unit": "percent", "mass_unit": "kg", "location": "Cathode"}', false),
	('batterypass3', 3, 'material', '$.cellChemistry.cathodeCompositionOther[*]', '{"name": "$.materialName", "share": "$.materialPercentageMassFraction", "mass": "$.materialWeight"}', '{"unit": "percent", "mass_unit": "kg", "location": "Cathode"}', false),
	('batterypass3', 4, 'material', '$.cellChemistry.anodeActiveMaterials[*]', '{"name": "$.materialName", "share": "$.materialPercentageMassFraction", "mass": "$.materialWeight"}', '{"unit": "percent", "mass_unit": "kg", "location": "Anode"}', false),
	('batterypass3', 5, 'material', '$.cellChemistry.anodeCompositionOther[*]', '{"name": "$.materialName", "share": "$.materialPercentageMassFraction", "mass": "$.materialWeight"}', '{"unit": "percent", "mass_unit": "kg", "location": "Anode"}', false),
	('batterypass3', 6, 'material', '$.cellChemistry.electrolyteComposition[*]', '{"name": "$.materialName", "share": "$.materialPercentageMassFraction", "mass": "$.materialWeight"}', '{"unit": "percent", "mass_unit": "kg", "location": "Electrolyte"}', false),
	('batterypass3', 7, 'recycled', '$.cellChemistry.recyclateContentActiveMaterials[*]', '{"name": "$.materialName", "recycled": "$.materialPercentageMassFraction", "mass": "$.materialWeight"}', '{"mass_unit": "kg"}', false),
	('chemical', 1, 'material', '$.generic.materials.materialComposition.content[*]', '{"name": "$.id[0].name", "id": "$.id[0].id", "id_type": "$.id[0].type", "share": "$.concentration", "unit": "$.unit", "critical": "$.critical", "recycled": "$.recycled"}', '{}', true),
	('chemical', 2, 'hazard', '$.generic.materials.substancesOfConcern.content[*]', '{"name": "$.id[0].name", "id": "$.id[0].id", "id_type": "$.id[0].type", "share": "$.concentration", "share_min": "$.concentrationRange[0].min", "share_max": "$.concentrationRange[0].max", "unit": "$.unit", "location": "$.location"}', '{}', false),
	('secondary', 1, 'recycled', '$.secondaryMaterialContent[*]', '{"name": "$.materialNameStandardized.materialNameStandardizedValue", "mass": "$.unitOfMeasure.unitOfMeasureValue", "mass_unit": "$.unitOfMeasure.unitOfMeasureKey", "pre_consumer": "$.inorganic.secondaryInorganic.preConsumer.*.percentageOfMaterialWeight", "post_consumer": "$.inorganic.secondaryInorganic.postConsumer.*.percentageOfMaterialWeight"}', '{}', false),
	('recycling', 1, 'material', '$.component[*]', '{"name": "$.materialName", "mass": "$.quantity.value", "mass_unit": "$.quantity.unit.** ? (@ starts with \"unit:\")", "recycled": "$.recycledContent"}', '{}', false),
	('dpp', 1, 'material', '$.materialComposition[*]', '{"name": "$.name", "cas": "$.casNumber", "ec": "$.ecNumber", "share": "$.weightPercentage", "location": "$.componentLocation", "country": "$.countryOfOrigin", "critical": "$.isCriticalRawMaterial"}', '{"unit": "percent"}', true),
	('dpp', 2, 'hazard', '$.hazardousSubstances[*]', '{"name": "$.name", "cas": "$.substanceCasNumber", "ec": "$.substanceEcNumber", "share": "$.concentration", "location": "$.substanceLocation"}', '{"unit": "percent"}', false),
	('dpp', 3, 'recycled', '$.recycledContent', '{"recycled": "$.cobaltRecycledShare", "pre_consumer": "$.cobaltPreConsumerShare", "post_consumer": "$.cobaltPostConsumerShare"}', '{"name": "Cobalt"}', false),
	('dpp', 4, 'recycled', '$.recycledContent', '{"recycled": "$.lithiumRecycledShare", "pre_consumer": "$.lithiumPreConsumerShare", "post_consumer": "$.lithiumPostConsumerShare"}', '{"name": "Lithium"}', false),
	('dpp', 5, 'recycled', '$.recycledContent', '{"recycled": "$.nickelRecycledShare", "pre_consumer": "$.nickelPreConsumerShare", "post_consumer": "$.nickelPostConsumerShare"}', '{"name": "Nickel"}', false),
	('dpp', 6, 'recycled', '$.recycledContent', '{"recycled": "$.leadRecycledShare", "pre_consumer": "$.leadPreConsumerShare", "post_consumer": "$.leadPostConsumerShare"}', '{"name": "Lead"}', false)
) AS v (form, place, part, path, fields, defaults, whole);
SELECT pg_catalog.pg_extension_config_dump('materials.passport_list', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.passport_list TO PUBLIC;
