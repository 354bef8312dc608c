#!/bin/bash
# Random queries against a ledger: no crash, no lost connection, no broken ledger.  Ends with "N passed, N failed".
#
#   ext/tools/sqlsmith.sh                  20,000 queries by the program sqlsmith (Debian: sqlsmith)
#   QUERIES=1000 SEED=7 sqlsmith.sh        fewer, and those of a seed
#
# They are asked by the owner of the ledger, who may call every function of it and write where its guards let anybody.  Errors are
# expected, but an internal one (XX000) that comes from our C or SQL is a failure, and so is a ledger in which verify() finds something
# afterwards.
set -eu
cd "$(dirname "$0")/../.."
out=build/sqlsmith
if [ "${1:-}" != inside ]; then
	rm -rf $out
	mkdir -p $out
	export MATERIALS_SETTINGS='log_error_verbosity = verbose'
	exec ext/tools/with_server.sh ext/tools/sqlsmith.sh inside
fi
queries=${QUERIES:-20000} seed=${SEED:-$(date +%s)}
began=$(date +%s)
echo "-- SEED=$seed"
ask() { psql -XAtq -v ON_ERROR_STOP=1 "$@"; }
ask -c 'CREATE ROLE smith LOGIN' -c 'CREATE DATABASE smith OWNER smith' -c "ALTER ROLE smith SET statement_timeout = '2s'"
export PGDATABASE=smith
ask -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION materials CASCADE' -c 'SET ROLE smith' -c "SELECT materials.create_ledger('acme')" >/dev/null
# The sample adds words of its own to the vocabulary, which is not the owner's to do.
{ echo 'BEGIN;'; cat ext/test/data/sample_ledger.sql; echo 'COMMIT; SELECT seal();'; } | ask -v ledger=acme >/dev/null
crashed=0
status=0
timeout "${SECONDS_MOST:-3600}" sqlsmith --target="host=$PGHOST port=$PGPORT user=smith dbname=smith" --exclude-catalog --seed="$seed" --max-queries="$queries" --verbose >$out/sqlsmith.log 2>&1 || status=$?
asked=$(sed -n 's/^queries: \([0-9]*\).*/\1/p' $out/sqlsmith.log | tail -1)
[ "$status" = 0 ] || { echo "FAILED sqlsmith ended with exit status $status"; tail -n 5 $out/sqlsmith.log; crashed=1; }
# An internal error, and where in C it was raised.
cp "$MATERIALS_SERVER_DIR/log" $out/server.log
printf '%s\n' ext/*/*.c | sed 's!.*/!!' >$out/files
awk '/ERROR:  XX/ { said = $0; sub(/^.*ERROR:  /, "", said) } /LOCATION: / && said != "" { print said " [" $NF "]"; said = "" }' $out/server.log | sort | uniq -c | sort -rn >$out/internal
if grep -wFf $out/files $out/internal; then
	echo 'FAILED these are internal errors of ours'
	crashed=1
fi
ask -c 'SELECT 1' >/dev/null
found=$(ask -c 'SELECT count(*) FROM acme.verify()')
[ "$found" = 0 ] || { echo "FAILED verify() finds $found rows afterwards"; crashed=1; }
echo "-- $(($(date +%s) - began)) s; logs in $PWD/$out"
printf '%d passed, %d failed\n' "${asked:-$queries}" $crashed
[ $crashed = 0 ]
