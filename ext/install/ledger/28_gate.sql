-- Award gates: which tables refuse lines that a rule bars, and how strictly.

CREATE TABLE IF NOT EXISTS award_gate (
	code materials.code PRIMARY KEY,
	relation regclass NOT NULL UNIQUE,
	line_column name,
	rules text[] NOT NULL CHECK (cardinality(rules) > 0),
	open_max numeric NOT NULL DEFAULT 0 CHECK (open_max BETWEEN 0 AND 1),
	policies jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(policies) = 'object'),
	when_column name,
	when_values text[],
	source text,
	recorded_at timestamptz NOT NULL DEFAULT materials.recorded_at('ledger'::regclass),
	recorded_by text NOT NULL DEFAULT session_user,
	CONSTRAINT award_gate_when CHECK (when_values IS NULL OR when_column IS NOT NULL)
);
COMMENT ON TABLE award_gate IS 'tables that refuse contract lines which a rule bars, or leaves too open; made by gate_lines';
COMMENT ON COLUMN award_gate.code IS 'name of the gate; errors tell it as the constraint';
COMMENT ON COLUMN award_gate.relation IS 'table that is gated: contract_line, or one of the procurement system';
COMMENT ON COLUMN award_gate.line_column IS 'its column with the code of the contract line; empty for contract_line itself';
COMMENT ON COLUMN award_gate.rules IS 'rules that are asked';
COMMENT ON COLUMN award_gate.open_max IS 'how much a verdict that is not settled may leave open: best case less worst case of the share that the rule compares, 1 where it compares none; 0 refuses all that are not settled';
COMMENT ON COLUMN award_gate.policies IS 'readings chosen for open questions';
COMMENT ON COLUMN award_gate.when_column IS 'column that says whether a row is an award; empty where each row is';
COMMENT ON COLUMN award_gate.when_values IS 'values of that column with which it is one; empty for any';
COMMENT ON COLUMN award_gate.source IS 'who decided so';
COMMENT ON COLUMN award_gate.recorded_at IS 'since when it stands so';
COMMENT ON COLUMN award_gate.recorded_by IS 'role that recorded the row';
