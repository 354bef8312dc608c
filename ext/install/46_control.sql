-- Who owns and controls parties.  The ledger's own functions control, control_all and integrated_ownership call these.

CREATE FUNCTION materials.ownership_standing(party pg_catalog.regclass, doctrine pg_catalog.text, as_of pg_catalog.date, known_at pg_catalog.timestamptz,
		closed pg_catalog.bool, largest_metric pg_catalog.bool, everyone pg_catalog.bool, parties pg_catalog.int8[],
		OUT party_id pg_catalog.int8, OUT name pg_catalog.text, OUT kind pg_catalog.text, OUT government pg_catalog.text, OUT role_id pg_catalog.int8, OUT declaration_id pg_catalog.int8, OUT answer pg_catalog.text,
		OUT share_min materials.fraction, OUT share_max materials.fraction, OUT share_max_open pg_catalog.bool,
		OUT metric pg_catalog.text, OUT nation pg_catalog.text, OUT together materials.fraction, OUT circle pg_catalog.bool,
		OUT tiers pg_catalog.int4, OUT concert pg_catalog.bool, OUT political pg_catalog.bool, OUT unknown pg_catalog.bool, OUT unsettled pg_catalog.bool, OUT chain pg_catalog.text, OUT facts pg_catalog.jsonb) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 500 COST 100000;
COMMENT ON FUNCTION materials.ownership_standing(regclass, text, date, timestamptz, boolean, boolean, boolean, bigint[]) IS
	'how much of everyone in the ledger whose table party is given, or of the parties given together with all their holders, governments of covered nations hold under a doctrine; closed leaves out holders who are not recorded';

CREATE FUNCTION materials.attributed_standing(party pg_catalog.regclass, doctrine pg_catalog.text, as_of pg_catalog.date, known_at pg_catalog.timestamptz, choices pg_catalog.jsonb,
		everyone pg_catalog.bool, parties pg_catalog.int8[],
		OUT party_id pg_catalog.int8, OUT place pg_catalog.int4, OUT certain pg_catalog.bool, OUT possible pg_catalog.bool, OUT share_min materials.fraction, OUT share_max materials.fraction,
		OUT share_max_open pg_catalog.bool, OUT metric pg_catalog.text, OUT holder_id pg_catalog.int8, OUT nation pg_catalog.text, OUT unknown pg_catalog.bool, OUT tiers pg_catalog.int4, OUT chain pg_catalog.text, OUT facts pg_catalog.jsonb)
		RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 500 COST 100000;
COMMENT ON FUNCTION materials.attributed_standing(regclass, text, date, timestamptz, jsonb, boolean, bigint[]) IS
	'what the tests of a doctrine find of everyone in the ledger whose table party is given, or of the parties given together with all their holders: a row for each party and test that somebody who counts may hold something by, and for each contract limb that reaches it; holder_id is the one holder with that share, or nation where that is a nation''s governments; place is the number in materials.doctrine_class';

CREATE FUNCTION materials.as_many_as_rows(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.as_many_as_rows(internal) IS 'tells the planner that a function gives as many rows as the table has that is its first argument';

CREATE FUNCTION materials.control_status(party pg_catalog.regclass, doctrine pg_catalog.text, as_of pg_catalog.date, known_at pg_catalog.timestamptz, choices pg_catalog.jsonb,
		OUT party_id pg_catalog.int8, OUT status pg_catalog.text, OUT share_min pg_catalog.numeric, OUT share_max pg_catalog.numeric, OUT share_exact pg_catalog.text,
		OUT metric pg_catalog.text, OUT nation pg_catalog.text) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 5000 COST 10000 SUPPORT materials.as_many_as_rows;
COMMENT ON FUNCTION materials.control_status(regclass, text, date, timestamptz, jsonb) IS
	'status of everyone in the ledger whose table party is given, with shares, without reasons: what control_all gives to those who do not ask why';

CREATE FUNCTION materials.integrated_share(party pg_catalog.regclass, owner_id pg_catalog.int8, as_of pg_catalog.date, known_at pg_catalog.timestamptz, metric pg_catalog.text,
		OUT party_id pg_catalog.int8, OUT share_min materials.fraction, OUT share_max materials.fraction) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 500 COST 100000;
COMMENT ON FUNCTION materials.integrated_share(regclass, bigint, date, timestamptz, text) IS
	'how much of each party one owner holds through all others, by multiplication; cross-holdings are solved';
