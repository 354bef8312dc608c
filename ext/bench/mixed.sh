#!/bin/bash
# Runs the mixed load on a private, throw-away server: events in, draws, issues, corrections, traces, checks and previews at once.
#
#   CLIENTS='1 8 32 64'   how many clients, in turn
#   SECONDS_EACH=60       how long each; SEED=N (1); LINES=N contract lines of the portfolio (300)
#
# Fails where a client meets an error or a deadlock, a balance is wrong, the two readers differ, or verify() finds something.
# Results stay in build/bench.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
tree=$(cd "$here/../.." && pwd -P)
mkdir -p "$tree/build/bench"
command -v python3 >/dev/null || { echo "bench: python3 is needed" >&2; exit 1; }
MATERIALS_SETTINGS="
max_connections = 100
shared_buffers = '1GB'
work_mem = '64MB'
random_page_cost = 1.1
max_wal_size = '8GB'
fsync = on
synchronous_commit = on
${MATERIALS_SETTINGS:-}" "$tree/ext/tools/with_server.sh" python3 -B "$here/mixed.py" --clients "${CLIENTS:-1 8 32 64}" --seconds "${SECONDS_EACH:-60}" --lines "${LINES:-300}" --seed "${SEED:-1}" --out "$tree/build/bench"
