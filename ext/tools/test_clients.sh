#!/bin/bash
# What real clients make of the views bi_*: ODBC, JDBC, node-postgres and Malloy; and a browser of the printed pages.  Ends with the line "N passed, N failed".
#
#   ext/tools/test_clients.sh              all of them
#   CLIENTS='odbc node' test_clients.sh    some: odbc, jdbc, node, malloy, browser
#
# It makes a private server that listens on a free port of 127.0.0.1, with the demonstration ledger in it.  Drivers are Debian's
# (setup.sh clients installs them); packages of npm come into a cache folder, or where CLIENT_MODULES says.
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
here=$PWD/ext/test/clients
out=build/clients

# Modules are found from where a script lies.
fetch_modules() {
	modules=${CLIENT_MODULES:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/materials-clients}
	if ! [ -d "$modules/node_modules/pg" ] || ! [ -d "$modules/node_modules/@malloydata/db-postgres" ] || ! [ -d "$modules/node_modules/vnu-jar" ]; then
		mkdir -p "$modules"
		echo '{"private": true}' >"$modules/package.json"
		echo "fetching node-postgres, Malloy, axe-core and the Nu checker"
		(cd "$modules" && npm install --no-audit --no-fund pg@8 @malloydata/malloy@0.0.431 @malloydata/db-postgres@0.0.431 antlr4ts@0.5.0-alpha.4 axe-core@4 vnu-jar@26) >"$out/npm.log" 2>&1 || { tail -5 "$out/npm.log"; return 1; }
	fi
	cp "$here"/*.mjs "$modules/"
}

run_client() {
	case $1 in
		odbc) perl "$here/odbc.pl" ;;
		jdbc) java -cp /usr/share/java/postgresql.jar "$here/Jdbc.java" ;;
		node | malloy | browser) fetch_modules && timeout 300 node "$modules/$1.mjs" ;;
		*) echo "not ok 1 - there is no client \"$1\"" ;;
	esac
}

if [ "${1:-}" = on_server ]; then
	psql -Xq -v ON_ERROR_STOP=1 -c 'CREATE DATABASE clients' && psql -Xq -v ON_ERROR_STOP=1 -d clients -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION materials CASCADE' -f "$here/data.sql" || exit 1
	export CLIENT_HOST=127.0.0.1 CLIENT_PORT=$PGPORT CLIENT_DATABASE=clients
	for client in ${CLIENTS:-odbc jdbc node malloy browser}; do
		run_client "$client" >"$out/$client.log" 2>&1
		passed=$(grep -c '^ok' "$out/$client.log") failed=$(grep -c '^not ok' "$out/$client.log")
		# What stops before its plan has failed.
		grep -q '^1\.\.' "$out/$client.log" || failed=$((failed + 1))
		printf -- '== %s: %d passed, %d failed\n' "$client" "$passed" "$failed"
		[ "$failed" = 0 ] || { grep -A6 '^not ok' "$out/$client.log" || tail -12 "$out/$client.log"; } | cut -c1-600 | head -60
		echo "$passed $failed" >>"$out/counts"
	done
	exit 0
fi
rm -rf "$out"
mkdir -p "$out"
: >"$out/counts"
port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport')
export MATERIALS_SETTINGS="listen_addresses = '127.0.0.1'
port = $port"
ext/tools/with_server.sh env PGPORT="$port" ext/tools/test_clients.sh on_server || echo "0 1" >>"$out/counts"
awk '{ passed += $1; failed += $2 } END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' "$out/counts"
