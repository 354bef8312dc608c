#!/bin/bash
# For scripts that run some tests of every kind, sourced by them: what names the tests of ext/tools/run_tests.sh in the environment.
# A few minutes under each major in every run of .ci/run: so nothing random, no limit of time or memory, no large ledger.
export UNIT='identifier_code fraction quantity_code epcis_document merkle_tree flow_net ownership'
export REGRESS='*' ISOLATION='*' TAP='extension_update' PAGES='README reference'
export PGTAP='catalog_sanity type_* bad_input trace event flow_guard control grant epcis_import import_view seal ledger_guard determination shard'
