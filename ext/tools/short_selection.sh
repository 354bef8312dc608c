#!/bin/bash
# For scripts that run some tests of every kind, sourced by them: what names the tests of ext/tools/run_tests.sh in the environment.
export UNIT='identifier_code fraction share quantity_code epcis_document merkle_tree flow_net ownership'
export REGRESS='*' ISOLATION='*' TAP='extension_update dump_restore' PAGES='README reference'
export PGTAP='catalog_sanity type_* bad_input trace event flow_reader flow_guard flow_store_random control grant epcis_read import_csv seal ledger_guard determination bi'
