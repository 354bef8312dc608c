#!/bin/bash
# Builds the extension with warnings as errors and runs its tests; ends with the line "N passed, N failed".
#
#   ext/tools/run_tests.sh                  everything
#   PGTAP=catalog_sanity run_tests.sh       only what is named: LINT=1, UNIT=, REGRESS=, PGTAP=, PAGES=, ISOLATION=, TAP=
#                                           take names without their ending; quoted patterns such as 'type_*' too
#
# Stages, each skipped when it has no files:
#   lint        ext/tools/lint.sh
#   unit        ext/test/unit/*_test.c            pure C, no server
#   regress     sql/ and expected/                pg_regress
#   pgtap       ext/test/pgtap/*.sql              pg_prove; a database for each file
#   pages       README.md docs/                   the examples in them (PAGES='README docs/concepts/*'), and whether those
#                                                 made from the catalogue are up to date (PAGES=reference)
#   isolation   ext/test/isolation/specs/*.spec   pg_isolation_regress
#   tap         ext/test/tap/*.pl                 prove; these start servers of their own
# What is counted: a lint rule, an assertion (unit, pgtap, tap), a file (regress, isolation), an example (pages).
# Whatever else goes wrong counts as one failure: a program that dies, an assertion too few, a stage that ran nothing, a
# server that crashed.
# Assertions under pgTAP's todo() (facts not yet confirmed) are told apart and fail nothing.
# Stages whose programs run one after the other (regress, isolation, tap) run beside those that take all processors.
# Random tests begin at the same seed each time, so that a tree passes or fails whenever it is tried; SEED=$(date +%s) takes others, as
# test_long.sh does.  Each prints its seed.  Logs stay in build/test.
set -u

cd "$(dirname "$0")/../.." || exit 1
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
# PostgreSQL::Test makes servers under LANG: it takes LC_ALL away.
export COPT=${COPT--Werror} LC_ALL=C.UTF-8 LANG=C.UTF-8 SEED=${SEED:-1} LINT=${LINT:-} UNIT=${UNIT:-} REGRESS=${REGRESS:-} PGTAP=${PGTAP:-} PAGES=${PAGES:-} ISOLATION=${ISOLATION:-} TAP=${TAP:-}
out=build/test
counts=$out/counts
jobs=$(nproc 2>/dev/null || echo 2)

# --- counting ---

# A line of the count: stage, item, passed, failed, unconfirmed as expected, unconfirmed otherwise.
count() { printf '%s %s %d %d %d %d\n' "$@" >>"$counts"; }

fail() {
	count "$1" "$2" 0 1 0 0
	printf 'FAILED %s %s: %s\n' "$1" "$2" "$3"
}

# Counts the assertions of one program: stage, item, its TAP output, its exit status; `began`, when set, is when it was
# started.  Problems are shown.
count_tap() {
	local stage=$1 item=$2 log=$3 status=$4 passed failed todo_ok todo_not plan skip
	read -r passed failed todo_ok todo_not plan skip < <(awk '
		{ todo = tolower($0) ~ /[^\\]# *todo/ }
		/^ok [0-9]/     { if (todo) todo_ok++; else passed++ }
		/^not ok [0-9]/ { if (todo) todo_not++; else failed++ }
		/^1\.\.[0-9]+/  { plan = substr($1, 4); if ($1 == "1..0") skip = 1 }
		/ \.\. skipped: / { plan = 0; skip = 1 }
		END { print passed + 0, failed + 0, todo_ok + 0, todo_not + 0, plan == "" ? "none" : plan, skip + 0 }' "$log")
	count "$stage" "$item" "$passed" "$failed" "$todo_ok" "$todo_not"
	local ran=$((passed + failed + todo_ok + todo_not)) fault=
	if [ "$skip" = 1 ] && [ "$ran" = 0 ] && [ "$status" = 0 ]; then
		printf 'skipped %s %s: %s\n' "$stage" "$item" "$(sed -n 's/^1\.\.0[ #]*//p; s/^.* \.\. skipped: //p' "$log" | head -1)"
		return
	fi
	if [ "$plan" = none ]; then fault="it stopped before its plan"
	elif [ "$plan" != "$ran" ]; then fault="$plan assertions planned, $ran ran"
	elif [ "$status" != 0 ] && [ "$failed" = 0 ]; then fault="exit status $status"
	fi
	if [ -n "$fault" ]; then
		fail "$stage" "$item" "$fault"
		tail -n 25 "$log"
	elif [ "$failed" -gt 0 ]; then
		printf 'FAILED %s %s: %d of %d\n' "$stage" "$item" "$failed" "$ran"
		# What repeats a random run; then each failed assertion and the comments below it; an unconfirmed one is no failure.
		grep '^# *SEED=' "$log"
		awk '/^not ok/ { on = tolower($0) !~ /[^\\]# *todo/ } /^ok/ { on = 0 } on && (/^not ok/ || /^[ \t]*#/)' "$log" | head -n 200
	else
		printf 'ok     %s %s: %d (%d s)\n' "$stage" "$item" "$ran" $((SECONDS - ${began:-SECONDS}))
	fi
}

# Counts the files of a pg_regress run: stage, its output, exit status, names.  15 writes "test a ... ok", later ones TAP.
count_regress() {
	local stage=$1 log=$2 status=$3 name failures=0
	shift 3
	for name; do
		if grep -Eq "^(test $name +\.\.\. ok|ok [0-9]+ +[-+] $name )" "$log"; then
			count "$stage" "$name" 1 0 0 0
			printf 'ok     %s %s\n' "$stage" "$name"
		else
			fail "$stage" "$name" "see the differences below"
			failures=$((failures + 1))
		fi
	done
	if [ "$status" != 0 ] && [ $failures = 0 ]; then fail "$stage" run "exit status $status"; fi
	if [ "$status" != 0 ] || [ $failures -gt 0 ]; then grep -Ev '^(test .*\.\.\. ok|ok )' "$log" | tail -n 20; fi
}

# Names of the files that match a folder, an ending, and the asked names or patterns (all, when none are asked).
named() {
	local folder=$1 ending=$2 asked=$3 pattern file
	set -f
	for pattern in ${asked:-*}; do
		set +f
		local found=
		for file in "$folder"/$pattern"$ending"; do
			if [ -e "$file" ]; then basename "$file" "$ending"; found=yes; fi
		done
		[ -n "$found" ] || [ -z "$asked" ] || echo "$pattern"    # asked for and not there: fails where it is run
	done
	set +f
}

# Says whether a stage is to run: all are, unless some are named.
wanted() {
	[ -z "$LINT$UNIT$REGRESS$PGTAP$PAGES$ISOLATION$TAP" ] || [ -n "$1" ]
}

since() {
	if [ "$1" = "in all" ] || [ "$1" = build ] || grep -q "^$1 " "$counts"; then printf -- '-- %s: %d s\n' "$1" $(($(date +%s) - $2)); fi
}

# As many programs at once as there are processors, the stages beside them counted as one; each prints its report in one piece.
await_turn() { while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done; }

whole_report() {
	local report
	report=$("$@")
	printf '%s\n' "$report"
}

# --- stages without a server ---

stage_build() {
	mkdir -p build
	if ! (flock 9 && make -s --no-print-directory "-j$jobs" all) 9>build/lock >"$out/build.log" 2>&1; then
		cat "$out/build.log"
		fail build all "the extension does not compile"
		return 1
	fi
}

stage_lint() {
	local status=0
	ext/tools/lint.sh >"$out/lint.log" 2>&1 || status=$?
	count_tap lint tree "$out/lint.log" $status
}

run_unit() {
	local name=$1 status=0 log=$out/unit_$1.log began=$SECONDS
	"$out/unit/${name}_test" >"$log" 2>&1 || status=$?
	whole_report count_tap unit "$name" "$log" $status
}

stage_unit() {
	local names name
	names=$(named ext/test/unit _test.c "$UNIT")
	[ -n "$names" ] || return 0
	# shellcheck disable=SC2086  # the names are words
	if ! sh ext/test/unit/run.sh "$out/unit" build $names >"$out/unit_build.log" 2>&1; then
		cat "$out/unit_build.log"
		fail unit build "the unit tests do not compile"
		return
	fi
	for name in $names; do
		await_turn
		run_unit "$name" &
	done
	wait
}

# --- stages on the server: run inside with_server.sh ---

stage_regress() {
	local names status=0
	names=$(named sql .sql "$REGRESS" | tr '\n' ' ')
	[ -n "$names" ] || return 0
	rm -f regression.diffs
	make -s --no-print-directory installcheck "REGRESS=$names" ISOLATION= >"$out/regress.log" 2>&1 || status=$?
	# shellcheck disable=SC2086  # the names are words
	count_regress regress "$out/regress.log" $status $names
	if [ -s regression.diffs ]; then cat regression.diffs; fi
}

stage_isolation() {
	local names status=0
	names=$(named ext/test/isolation/specs .spec "$ISOLATION" | tr '\n' ' ')
	[ -n "$names" ] || return 0
	rm -f output_iso/regression.diffs
	make -s --no-print-directory installcheck "ISOLATION=$names" REGRESS= >"$out/isolation.log" 2>&1 || status=$?
	# shellcheck disable=SC2086  # the names are words
	count_regress isolation "$out/isolation.log" $status $names
	if [ -s output_iso/regression.diffs ]; then cat output_iso/regression.diffs; fi
}

run_pgtap() {
	local name=$1 status=0 log=$out/pgtap_$1.log began=$SECONDS
	pg_prove --norc --verbose --dbname "pgtap_$name" "ext/test/pgtap/$name.sql" >"$log" 2>&1 || status=$?
	whole_report count_tap pgtap "$name" "$log" $status
	psql -Xq -c "DROP DATABASE \"pgtap_$name\"" >/dev/null 2>&1
}

# A database with the extension in it, and what else is said: copies of it are made in a tenth of the time.
database_to_copy() {
	psql -Xq -v ON_ERROR_STOP=1 -c "CREATE DATABASE $1" &&
		psql -Xq -v ON_ERROR_STOP=1 -d "$1" -c 'SET client_min_messages = warning' -c "$2" -c 'CREATE EXTENSION materials CASCADE'
}

stage_pgtap() {
	local names name running=()
	names=$(named ext/test/pgtap .sql "$PGTAP")
	[ -n "$names" ] || return 0
	database_to_copy pgtap_start 'CREATE EXTENSION pgtap' || { fail pgtap start "the extension cannot be created"; return; }
	for name in $names; do
		await_turn
		if [ ! -e "ext/test/pgtap/$name.sql" ]; then
			fail pgtap "$name" "there is no such file"
		elif psql -Xq -c "CREATE DATABASE \"pgtap_$name\" TEMPLATE pgtap_start"; then
			run_pgtap "$name" &
			running+=($!)
		else
			fail pgtap "$name" "no database for it"
		fi
	done
	wait "${running[@]}"
}

run_page() {
	local name=$1 status=0 log=$out/page_${1//\//_}.log began=$SECONDS
	if [ "$name" = reference ]; then
		ext/tools/make_reference.sh check >"$log" 2>&1 || status=$?
	else
		ext/tools/run_examples.sh "$name.md" >"$log" 2>&1 || status=$?
	fi
	whole_report count_tap pages "$name" "$log" $status
}

# Pages with examples, and the reference, that are asked for by name or pattern; all, when none are.
stage_pages() {
	local name pattern found running=()
	database_to_copy pages_start '' || { fail pages start "the extension cannot be created"; return; }
	export MATERIALS_DATABASE=pages_start
	set -f
	for pattern in ${PAGES:-*}; do
		found=
		for name in reference $(grep -rl --include='*.md' '^```sql' README.md docs 2>/dev/null | sed 's/\.md$//' | sort); do
			# shellcheck disable=SC2053  # a pattern is meant
			[[ $name = $pattern ]] || continue
			found=yes
			await_turn
			run_page "$name" &
			running+=($!)
		done
		[ -n "$found" ] || fail pages "$pattern" "there is no such page, or it has no example"
	done
	set +f
	wait "${running[@]}"
}

# These tests run initdb, which root may not: root lends them a copy of the tree as the server's user.
stage_tap() {
	local names name status began place=$PWD as=() perl5
	names=$(named ext/test/tap .pl "$TAP")
	[ -n "$names" ] || return 0
	if [ "$(id -un)" != "$MATERIALS_SERVER_USER" ]; then
		place=$MATERIALS_SERVER_DIR/tree
		mkdir "$place"
		tar -cf - --exclude=./.git --exclude=./build . | tar -xf - -C "$place"
		chown -R "$MATERIALS_SERVER_USER" "$place"
		as=(runuser -u "$MATERIALS_SERVER_USER" --)
	fi
	perl5=$(dirname "$("$PG_CONFIG" --pgxs)")/../../src/test
	for name in $names; do
		status=0
		began=$SECONDS
		(
			cd "$place" && mkdir -p "tmp_check/$name" && if [ ${#as[@]} -gt 0 ]; then chown -R "$MATERIALS_SERVER_USER" tmp_check; fi
			"${as[@]}" env -u PGHOST -u PGPORT -u PGUSER -u PGDATABASE TEMP_CONFIG="$MATERIALS_SERVER_CONF" \
				PERL5LIB="$perl5/perl" PG_REGRESS="$perl5/regress/pg_regress" TESTDIR="$place/tmp_check/$name" \
				TESTDATADIR="$place/tmp_check/$name" TESTLOGDIR="$place/tmp_check/$name/log" PG_CONFIG="$PG_CONFIG" \
				prove --norc --verbose --merge "ext/test/tap/$name.pl"
		) >"$out/tap_$name.log" 2>&1 || status=$?
		# What the program and its servers said is kept; PostgreSQL::Test writes why it died there, not in the TAP.
		mkdir -p "$out/tap_$name"
		find "$place/tmp_check/$name" -type f \( -name 'regress_log_*' -o -name '*.log' \) -exec cp {} "$out/tap_$name/" \;
		count_tap tap "$name" "$out/tap_$name.log" $status
		[ $status = 0 ] || tail -n 25 "$out/tap_$name/regress_log_$name"
	done
	rm -rf tmp_check
}

stages_in_turn() {
	local stage start asked
	for stage; do
		asked=${stage^^}
		wanted "${!asked}" || continue
		start=$(date +%s)
		"stage_$stage"
		since "$stage" "$start"
	done
}

stages_on_server() {
	stages_in_turn regress isolation tap >"$out/beside.log" 2>&1 &
	stages_in_turn pgtap pages
	wait
	cat "$out/beside.log"
	cp "$MATERIALS_SERVER_DIR/log" "$out/server.log"
}

# A stage that has files and counted nothing has not run.
check_stages_ran() {
	local stage folder ending asked
	while read -r stage folder ending; do
		asked=${stage^^}
		wanted "${!asked}" || continue
		[ -n "$(named "$folder" "$ending" "")" ] || continue
		awk -v s="$stage" '$1 == s { n += $3 + $4 + $5 + $6 } END { exit n == 0 }' "$counts" || fail "$stage" all "not one test ran"
	done <<-END
		lint ext/tools lint.sh
		unit ext/test/unit _test.c
		regress sql .sql
		pgtap ext/test/pgtap .sql
		pages docs/concepts .md
		isolation ext/test/isolation/specs .spec
		tap ext/test/tap .pl
	END
}

if [ "${1:-}" = stages_on_server ]; then
	stages_on_server
	exit 0
fi

# Two runs in one tree would write over each other: the second waits.  The server must not hold the lock.
mkdir -p build
exec 8>build/test.lock
flock -n 8 || { echo "-- waiting for another run in this tree"; flock 8; }
started=$(date +%s)
rm -rf $out
mkdir -p $out
: >$counts
if stage_build; then
	since build "$started"
	for stage in lint unit; do
		asked=${stage^^}
		wanted "${!asked}" || continue
		start=$(date +%s)
		"stage_$stage"
		since $stage "$start"
	done
	if wanted "$REGRESS$PGTAP$PAGES$ISOLATION$TAP"; then
		status=0
		ext/tools/with_server.sh ext/tools/run_tests.sh stages_on_server 8>&- || status=$?
		case $status in
			0) ;;
			99) fail server log "the server crashed" ;;
			*) fail server run "exit status $status" ;;
		esac
	fi
	check_stages_ran
fi
since "in all" "$started"
awk '{ ok += $5; not += $6 } END { if (ok + not > 0) printf "unconfirmed: %d as expected, %d otherwise\n", ok, not }' $counts
awk '{ passed += $3; failed += $4 } END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' $counts
