-- What the triggers of an award gate hand to each other (server/gate_note.c).

CREATE FUNCTION materials.gate_note(gate pg_catalog.regclass, line_id pg_catalog.int8) RETURNS pg_catalog.void
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 10;
COMMENT ON FUNCTION materials.gate_note(regclass, bigint) IS 'notes that an award gate has to check a contract line in this transaction';

CREATE FUNCTION materials.gate_take(gate pg_catalog.regclass, line_id pg_catalog.int8) RETURNS pg_catalog.int8[]
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 10;
COMMENT ON FUNCTION materials.gate_take(regclass, bigint) IS 'contract lines that an award gate has still to check in this transaction, this one among them; none where this one was checked since it was last written';
