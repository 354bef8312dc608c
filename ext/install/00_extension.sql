-- The schema materials exists before this script runs: the control file names it.
COMMENT ON SCHEMA materials IS 'critical-materials ledger: types, engine and rulebook; ledgers themselves live in schemas of their own';
