-- What is supposed for the time of a transaction.  The ledger's own functions of a day and an instant call these; what is
-- supposed is told by its functions suppose_party and so on.

CREATE FUNCTION materials.supposed_rarely(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.supposed_rarely(internal) IS 'tells the planner that nothing is supposed, or else that hardly any row is concerned';

CREATE FUNCTION materials.supposed_as_recorded(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION materials.supposed_as_recorded(internal) IS 'tells the planner that nothing is supposed, so that what is recorded stands';

CREATE FUNCTION materials.supposing(known_at pg_catalog.timestamptz) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 2 SUPPORT materials.supposed_rarely;
COMMENT ON FUNCTION materials.supposing(timestamptz) IS 'whether something is supposed that a question about an instant sees: what is supposed counts as recorded when the transaction began';

CREATE FUNCTION materials.supposed_change(lot pg_catalog.regclass, change pg_catalog.text) RETURNS pg_catalog.jsonb
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION materials.supposed_change(regclass, text) IS 'changes of one kind that are supposed of the ledger whose table lot is given, first to last';

CREATE FUNCTION materials.supposed_row(lot pg_catalog.regclass, relation pg_catalog.text, away pg_catalog.bool) RETURNS pg_catalog.int8[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION materials.supposed_row(regclass, text, boolean) IS 'numbers of the recorded rows of a table that something is supposed of, or that are supposed away, in the ledger whose table lot is given';

CREATE FUNCTION materials.supposed_away(known_at pg_catalog.timestamptz, lot pg_catalog.regclass, relation pg_catalog.text, row_id pg_catalog.int8) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 2 SUPPORT materials.supposed_rarely;
COMMENT ON FUNCTION materials.supposed_away(timestamptz, regclass, text, bigint) IS 'whether a row is supposed away';

CREATE FUNCTION materials.supposed_producer(known_at pg_catalog.timestamptz, lot pg_catalog.regclass, lot_id pg_catalog.int8, producer_id pg_catalog.int8 DEFAULT NULL) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 2 SUPPORT materials.supposed_as_recorded;
COMMENT ON FUNCTION materials.supposed_producer(timestamptz, regclass, bigint, bigint) IS 'who made a lot: whoever is supposed to have, else who is recorded';

CREATE FUNCTION materials.supposed_sender(known_at pg_catalog.timestamptz, lot pg_catalog.regclass, transfer_id pg_catalog.int8, from_id pg_catalog.int8 DEFAULT NULL) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 2 SUPPORT materials.supposed_as_recorded;
COMMENT ON FUNCTION materials.supposed_sender(timestamptz, regclass, bigint, bigint) IS 'who passed a lot on by a transfer: whoever is supposed to have, else who is recorded';

CREATE FUNCTION materials.supposed_site(known_at pg_catalog.timestamptz, lot pg_catalog.regclass, lot_id pg_catalog.int8, site_id pg_catalog.int8 DEFAULT NULL) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 2 SUPPORT materials.supposed_as_recorded;
COMMENT ON FUNCTION materials.supposed_site(timestamptz, regclass, bigint, bigint) IS 'site where a lot was made: none where another country is supposed, else the one recorded';

CREATE FUNCTION materials.supposed_country(known_at pg_catalog.timestamptz, lot pg_catalog.regclass, lot_id pg_catalog.int8, country materials.country DEFAULT NULL) RETURNS materials.country
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 2 SUPPORT materials.supposed_as_recorded;
COMMENT ON FUNCTION materials.supposed_country(timestamptz, regclass, bigint, materials.country) IS 'country where a lot was made: the supposed one, else the one recorded';

CREATE FUNCTION materials.supposed_origin(known_at pg_catalog.timestamptz, lot pg_catalog.regclass, lot_id pg_catalog.int8, primary_source pg_catalog.bool DEFAULT NULL) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 2 SUPPORT materials.supposed_as_recorded;
COMMENT ON FUNCTION materials.supposed_origin(timestamptz, regclass, bigint, boolean) IS 'whether the chain begins with a lot: as supposed, else as recorded';

CREATE FUNCTION materials.supposed_reason(known_at pg_catalog.timestamptz, lot pg_catalog.regclass, lot_id pg_catalog.int8, untraced_reason pg_catalog.text DEFAULT NULL) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 2 SUPPORT materials.supposed_as_recorded;
COMMENT ON FUNCTION materials.supposed_reason(timestamptz, regclass, bigint, text) IS 'why a lot is not traced further: nothing where its chain is supposed to begin with it, else what is recorded';

CREATE FUNCTION materials.supposed_phase(known_at pg_catalog.timestamptz, rule pg_catalog.text, version pg_catalog.text, phase pg_catalog.text, effective_from pg_catalog.date) RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 2 SUPPORT materials.supposed_as_recorded;
COMMENT ON FUNCTION materials.supposed_phase(timestamptz, text, text, text, date) IS 'first day of a phase of a rule: the supposed one, else the one in the rulebook';
