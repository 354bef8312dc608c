#!/bin/bash
# Runs the benchmark on a private, throw-away server: compiles its programs, makes its data, measures, prints tables.
#
#   SIZE=S|M|L       about 100 thousand, 1 million or 10 million edges (S)
#   ONLY=REGEX       only these questions: Q1, 'Q[23]', Q7
#   SEED=N           another world (1)
#   PEERS=LIST       of postgresql,duckdb,kuzu (all); VARIANTS=LIST of topdown,late,loops (all)
#   IDS=systems      lots numbered by eight systems, not in the order of arrival
#   EVENTS=N         events of the EPCIS document of Q10 (20,000, 200,000 or 1,000,000)
#   ROUNDS=N         rounds that are measured (7, 5, 3); LIMIT=SECONDS after which a question is given up (30, 120, 120)
#   LOAD=bulk        ledgers are filled with triggers off, as a restore does it; that is always so from 3 million edges on
#   PEER_MODULES=DIR folder whose node_modules has @duckdb/node-api and kuzu; by default they are fetched into a cache folder
#
# Data and results stay in build/bench.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
tree=$(cd "$here/../.." && pwd -P)
out=$tree/build/bench
mkdir -p "$out/programs"
command -v python3 >/dev/null || { echo "bench: python3 is needed" >&2; exit 1; }

compile() {
	local program=$1
	shift
	"${CC:-gcc}" -O3 -march=native -Wall -Wextra -Wno-missing-field-initializers -Wno-sign-compare -o "$out/programs/$program" "$@" -lm
}
compile generate "$here"/generator/*.c
compile reference "$here/memory/graph.c" "$here/memory/reference.c"
compile limit "$here/memory/graph.c" "$here/memory/limit.c"
# Reads EPCIS as the extension does, with what the server lends to programs.
cd "$tree"
. ext/test/unit/libraries.sh
# shellcheck disable=SC2086  # the flags are words
compile epcis -D_GNU_SOURCE -Iext -Iext/test/unit $includes "$here/memory/epcis.c" ext/core/{document_,epc,gs1_,code_}*.c $libraries

# DuckDB and Kuzu come from the registry that npm is set up for, if they can be had.
has_modules() { [ -d "$1/node_modules/@duckdb/node-api" ] && [ -d "$1/node_modules/kuzu" ]; }
peers=${PEERS-postgresql,duckdb,kuzu}
modules=${PEER_MODULES:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/materials-bench}
case $peers in
	*duckdb* | *kuzu*)
		if ! has_modules "$modules" && command -v npm >/dev/null; then
			mkdir -p "$modules"
			echo '{"private": true}' >"$modules/package.json"
			echo "fetching DuckDB and Kuzu"
			# Some versions of npm run no scripts of packages: Kuzu's puts its program into place.
			(cd "$modules" && npm install --no-audit --no-fund @duckdb/node-api kuzu && { [ -e node_modules/kuzu/kuzujs.node ] || { cd node_modules/kuzu && node install.js; }; }) >"$out/npm.log" 2>&1 || echo "they cannot be installed, see build/bench/npm.log"
		fi
		has_modules "$modules" || modules=
		;;
esac

# What a server of this size of data is set to, and durable, for events are committed one by one.
MATERIALS_SETTINGS="
shared_buffers = '${SHARED_BUFFERS:-4GB}'
work_mem = '256MB'
maintenance_work_mem = '1GB'
effective_cache_size = '14GB'
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 2
autovacuum = off
max_wal_size = '16GB'
checkpoint_timeout = '1h'
fsync = on
full_page_writes = on
synchronous_commit = on
${MATERIALS_SETTINGS:-}" "$tree/ext/tools/with_server.sh" python3 -B "$here/bench.py" --size "${SIZE:-S}" --seed "${SEED:-1}" --only "${ONLY:-.}" --peers "$peers" \
	--variants "${VARIANTS-topdown,late,loops}" --ids "${IDS:-arrival}" --rounds "${ROUNDS:-0}" --limit "${LIMIT:-0}" --load "${LOAD:-checked}" --events "${EVENTS:-0}" --out "$out" --modules "$modules"
