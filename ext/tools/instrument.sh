#!/bin/bash
# Runs tests under an instrument; ends with the line "N passed, N failed".
#
#   ext/tools/instrument.sh assert      a server with assertions, and guards around each piece of its memory
#   ext/tools/instrument.sh asan        the extension with address and undefined-behaviour checks
#   ext/tools/instrument.sh valgrind    the server under valgrind, twenty to fifty times slower: a few tests, unless named
#   ext/tools/instrument.sh starved     each allocation of ours fails once: ext/test/starved
#   ext/tools/instrument.sh coverage    which lines and branches of our C the tests pass through, a line a file
#   REGRESS='*' PGTAP='trace' instrument.sh asan      other tests than those it runs by itself, named as run_tests.sh takes them
#
# Each begins with the faults of ext/test/planted, which the instrument must find: one that finds nothing there proves
# nothing.  A find ends the run with a failure and is shown.  Works in a copy of the tree, so that objects of the tree stay.
# All but the last two need the server of ext/tools/own_server.sh, which is built when it is not there.
# TAP tests start servers of their own, without instruments, and unit tests have the checks of `asan` always: so neither is run
# there.  Counters of coverage are in the library, whoever loads it.
set -eu
cd "$(dirname "$0")/../.."
ours=$PWD
instrument=${1:?"which instrument?"}
out=build/$instrument
rm -rf "$out"
mkdir -p "$out"
began=$(date +%s)
die() { printf '%s\n' "$instrument: $*" >&2; exit 1; }

# The folder of the copy can be entered and written by who runs the server: counters of coverage are written there.
work=$(mktemp -d "${TMPDIR:-/tmp}/materials-$instrument-XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/found"
ext/tools/copy_tree.sh "$work/tree"

flags=-O1
settings=
preload=
case $instrument in
	assert) must_find='write_past assertion' ;;
	asan)
		must_find='read_freed shift'
		flags='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined'
		preload=$(gcc -print-file-name=libasan.so)
		;;
	valgrind)
		must_find='write_past read_freed read_pfreed uninitialised'
		command -v valgrind >/dev/null || die 'apt-get install valgrind'
		settings='autovacuum = off'
		;;
	coverage) must_find= ;;
	starved)
		# Its own test shows that it finds what it should.
		must_find=
		MORE_SOURCES=ext/test/starved/starved.c
		for name in $(sed -n 's/^STARVED[A-Z_]*(\([^,]*, \)\{0,1\}\([a-zA-Z0-9_]*\), (.*/\2/p' ext/test/starved/starved.c); do flags+=" -Wl,--wrap=$name"; done
		export MORE_SOURCES
		;;
	*) die 'there is no such instrument' ;;
esac

case $instrument in coverage | starved) ;; *) PG_CONFIG=$(ext/tools/own_server.sh) ;; esac
export PG_CONFIG=${PG_CONFIG:-pg_config}
postgres=$("$PG_CONFIG" --bindir)/postgres
case $instrument in
	asan)
		printf '#!/bin/sh\nexport LD_PRELOAD=%s ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1\nexec %s "$@"\n' \
			"$preload" "$postgres" >"$work/postgres"
		;;
	valgrind)
		printf '#!/bin/sh\nexec valgrind --quiet --trace-children=yes --leak-check=no --error-markers=VGERR,END --num-callers=20 --suppressions=%s --log-file=%s/%%p.log %s "$@"\n' \
			"$(dirname "$(dirname "$postgres")")/share/valgrind.supp" "$work/found" "$postgres" >"$work/postgres"
		;;
	*) printf '#!/bin/sh\nexec %s "$@"\n' "$postgres" >"$work/postgres" ;;
esac
chmod 755 "$work/postgres"
[ "$(id -u)" != 0 ] || chown -R postgres "$work/found" "$work/tree"
# What checks are compiled in makes gcc warn of what it can no longer follow: warnings are errors elsewhere.
export MATERIALS_POSTGRES=$work/postgres MATERIALS_SETTINGS=$settings COPT=$flags

# What the instrument said: server's log for most, files of its own for valgrind.
finds() { cat "$work/found"/*.log 2>/dev/null | grep -A8 VGERR || true; }

# --- planted faults: each alone, with a server of its own, since the first may end it ---
planted_found() {    # fault
	local log=$out/planted_$1.log sql
	rm -f "$work/found"/*
	sql="CREATE FUNCTION planted() RETURNS integer LANGUAGE c STRICT AS '$work/planted.so', 'planted_$1'"
	(cd "$work/tree" && ext/tools/with_server.sh sh -c "psql -Xq -c \"$sql\" -c 'SELECT planted()'; cat \"\$MATERIALS_SERVER_DIR/log\"") >"$log" 2>&1 || true
	finds >>"$log"
	grep -qE "$2" "$log" || { tail -n 20 "$log"; die "the planted fault $1 was not found"; }
	printf 'ok     %s finds planted %s: %s\n' "$instrument" "$1" "$(grep -m1 -oE "$2.*" "$log" | cut -c1-70)"
	planted=$((planted + 1))
}
planted=0
if [ -n "$must_find" ]; then
	# shellcheck disable=SC2046,SC2086  # flags are words
	gcc $("$PG_CONFIG" --cflags) $flags -Wall -I"$("$PG_CONFIG" --includedir-server)" -fPIC -shared -o "$work/planted.so" ext/test/planted/planted_fault.c
	for fault in $must_find; do
		case $fault in
			write_past) if [ $instrument = valgrind ]; then said='Invalid write of size 1'; else said='detected write past chunk end'; fi ;;
			assertion) said='TRAP: ' ;;
			read_freed | read_pfreed) if [ $instrument = valgrind ]; then said='Invalid read of size 1'; else said='heap-use-after-free'; fi ;;
			shift) said='shift exponent 44 is too large' ;;
			uninitialised) said='uninitialised value' ;;
		esac
		planted_found "$fault" "$said"
	done
	rm -f "$work/found"/*
fi

# --- the tests ---
if [ -z "${LINT:-}${UNIT:-}${REGRESS:-}${PGTAP:-}${PAGES:-}${ISOLATION:-}${TAP:-}" ]; then
	case $instrument in
		valgrind) export REGRESS='type_* graph_overlay' PGTAP='type_share trace epcis_read seal' ;;
		# What is said of memory does not hold of memory that is watched; the same readers are asked by others.
		assert | asan)
			. ext/tools/short_selection.sh
			unset UNIT TAP
			PGTAP+=' flow_reader flow_store_random epcis_mutation import_csv_mutation bi'
			;;
		coverage) export UNIT='*' REGRESS='*' ISOLATION='*' PGTAP='*' PAGES='*' TAP='proof flow_storm seal_storm' ;;
	esac
fi
status=0
# What checks the unit tests beside has branches of its own.
if [ $instrument = coverage ]; then
	export COPT='-O0 --coverage' CC='gcc --coverage' UNIT_CHECKS=-O0
fi
if [ $instrument = starved ]; then
	(cd "$work/tree" && ext/tools/with_server.sh psql -XAtq -f ext/test/starved/starved.sql) >"$out/tests.log" 2>&1 || status=$?
	passed=$(grep -c '^ok' "$out/tests.log" || true) failed=$(grep -c '^not ok' "$out/tests.log" || true)
	grep -E -A6 '^not ok|ERROR|server crashed' "$out/tests.log" || true
else
	(cd "$work/tree" && ext/tools/run_tests.sh) >"$out/tests.log" 2>&1 || status=$?
	cp -r "$work/tree/build/test" "$out/" 2>/dev/null || true
	grep -vE '^(ok|-- )' "$out/tests.log" | sed '$d'
	read -r passed failed < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$out/tests.log") || true
fi
passed=$((${passed:-0} + planted)) failed=${failed:-1}
[ $status = 0 ] || [ "$failed" -gt 0 ] || failed=1
found=$(finds)
if [ -n "$found" ]; then
	printf '%s\n' "$found" | tee "$out/found.log" | head -n 80
	failed=$((failed + 1))
fi
[ $instrument != coverage ] || ext/tools/coverage_table.sh "$work/tree" "$out"
printf -- '-- %s: %d s; logs in %s\n' "$instrument" $(($(date +%s) - began)) "$ours/$out"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
