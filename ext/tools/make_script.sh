#!/bin/sh
# Prints the extension's install script: the guard, the chapters of ext/install in order, and the ledger
# template (ext/install/ledger, in order) as the text that materials.create_ledger runs.
set -eu
# Chapters follow each other in the order of bytes, whatever the locale.
export LC_ALL=C
cd "$(dirname "$0")/../install"
printf '%s\n' '\echo Use "CREATE EXTENSION materials" to load this file. \quit'
for chapter in [0-4]*.sql; do
	printf '\n-- %s\n' "$chapter"
	cat "$chapter"
done
printf '\n-- ledger template\n'
printf 'CREATE FUNCTION materials.ledger_template() RETURNS text\n\tLANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE\n\tSET search_path = pg_catalog, pg_temp AS $body$ SELECT $template$\n'
cat ledger/[0-9]*.sql
printf '$template$::pg_catalog.text $body$;\n'
printf "COMMENT ON FUNCTION materials.ledger_template() IS 'the script that create_ledger and upgrade_ledger run with the ledger''s schema on the search path';\n"
for chapter in [5-9]*.sql; do
	[ -e "$chapter" ] || continue
	printf '\n-- %s\n' "$chapter"
	cat "$chapter"
done
