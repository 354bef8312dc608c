#!/bin/bash
# Rehearses pg_upgrade from 15 to 17, from 17 to 18 and from 15 to 18, in a Debian tree that has all three; as root.
#
#   STEPS='17-18' ext/tools/rehearse_majors.sh      some of them
#   DETERMINATIONS=500      so many in each of two ledgers
#
# The tree is the one of 18 (ext/tools/major_tree.sh), with the servers of the older majors from their releases beside it, as
# on a machine that was upgraded: MATERIALS_TREES/…/18.
set -eu
cd "$(dirname "$0")/../.."
if [ "${1:-}" = inside ]; then
	shift
	for major in $(printf '%s\n' "${@//-/ }" | tr ' ' '\n' | sort -u); do
		config=/usr/lib/postgresql/$major/bin/pg_config
		make -s "-j$(nproc)" all "PG_CONFIG=$config" >/dev/null
		make -s install "PG_CONFIG=$config" >/dev/null
	done
	for step; do
		echo "-- $step"
		ext/tools/rehearse_upgrade.sh "/usr/lib/postgresql/${step%-*}/bin/pg_config" "/usr/lib/postgresql/${step#*-}/bin/pg_config"
	done
	exit 0
fi
mkdir -p build
steps=${STEPS:-15-17 17-18 15-18}
start=$(date +%s)
MATERIALS_TREE_SERVERS=$(tr ' -' '\n\n' <<<"$steps" | grep -vx 18 | sort -u | paste -sd' ') ext/tools/major_tree.sh 18 --make
ext/tools/major_tree.sh 18 "DETERMINATIONS=${DETERMINATIONS:-20} ext/tools/rehearse_majors.sh inside $steps" 2>&1 | tee build/rehearse_majors.log
passed=$(grep -c '^ok ' build/rehearse_majors.log || true)
survived=$(grep -c '^the ledgers survive' build/rehearse_majors.log || true)
failed=$(($(wc -w <<<"$steps") - survived))
echo "-- in all: $(($(date +%s) - start)) s"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
