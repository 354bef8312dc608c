#!/bin/bash
# The long suites, which `make test` runs in short: random graphs, a storm, fuzzing.  Ends with the line "N passed, N failed".
#
#   ext/tools/test_long.sh                     all of it: some hours on two quiet cores
#   SUITES='graphs storm' test_long.sh         only these of the suites below
#   GRAPHS=1000 CASES=50 STORM_QUESTIONS=5000 SECONDS_EACH=10 test_long.sh     less of each
#   SEED=n                                     where random numbers begin; a run says it
#
#   graphs    GRAPHS (10,000) small ledgers against an exact oracle, in all three ways of reading: flow_graph_random; and the
#             larger random ledgers of flow_store_random, flow_forward_random and trace_random, with some more seeds
#   owners    STRUCTURES (10,000) of ownership against an exact oracle, under every doctrine: doctrine_random; and a fifth as
#             many without a server, each once more with its shares in quarters: attribution_oracle
#   rules     every row of the rulebook decides a pair of cases alone: rule_truth; whatever fact is taken away makes no verdict better, on CASES
#             (100) random cases of each rule: rule_monotone; and the pages that ask all rules in question_memory
#   overlays  OVERLAYS (1,000) random changes of the demonstration ledger, supposed and really made: overlay_random
#   leaks     PAIRS (1,000) pairs of worlds that differ in withheld names only, asked all there is to ask: leak
#   sealed    MUTATIONS (10,000) changes behind the ledger's back, each found and named: seal_mutation
#   seals     SEALED_ROWS (100,000) by sixteen writers while two sealers seal and others verify, and half as many by sixty-four: seal_storm
#   proofs    every bit of a document that a ledger exported: proof
#   recorded  DETERMINATIONS (1,000) verdicts of the demonstration ledger, computed again after facts, corrections, new versions of all rules, dump and
#             restore, and on a standby that takes over: determination_survives
#   epcis     DOCUMENTS (1,000) published EPCIS documents changed at random: read or refused, never half of one, never twice: epcis_mutation;
#             and as many as there are, there and back: epcis_export
#   csv       FILES (1,000) CSV files changed at random: taken as a whole or refused, never twice: import_csv_mutation
#   imports   IMPORTS (1,000) documents of each other kind (BODS, Catena-X, GLEIF, battery passports) with parts changed at random: taken as a whole or
#             refused, never twice, no memory kept: import_mutation
#   writers   WRITES (1,000) transactions of each of sixteen who draw on the same lots and issue them to the same lines: balance
#   crashes   CRASHES (100) of the postmaster while clients write: crash
#   storm     STORM_QUESTIONS (100,000) on a server and as many on its standby, while sixteen writers write: flow_storm
#   fuzz      SECONDS_EACH (60) of made-up input for each target of ext/test/fuzz
# What is counted: assertions, as in `make test`; of fuzzing, a target.  Logs stay in build/long.
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8 SEED=${SEED:-$(date +%s)} GRAPHS=${GRAPHS:-10000} STRUCTURES=${STRUCTURES:-10000} OVERLAYS=${OVERLAYS:-1000} DETERMINATIONS=${DETERMINATIONS:-1000} MUTATIONS=${MUTATIONS:-10000} DOCUMENTS=${DOCUMENTS:-1000} FILES=${FILES:-1000} IMPORTS=${IMPORTS:-1000} PAIRS=${PAIRS:-1000} CASES=${CASES:-100} WRITES=${WRITES:-1000} SEALED_ROWS=${SEALED_ROWS:-100000} CRASHES=${CRASHES:-100} STORM_QUESTIONS=${STORM_QUESTIONS:-100000} SECONDS_EACH=${SECONDS_EACH:-60}
out=build/long
suites=${SUITES:-graphs owners rules overlays leaks sealed seals proofs epcis csv imports recorded writers crashes storm fuzz}
each=40    # graphs in a ledger: each question reads the marks of all lots, so many ledgers are faster than a large one
owners_each=100    # ownership structures in a ledger: smaller ledgers are faster here too
larger=3    # seeds of each of the larger random ledgers

# What a suite passed and failed, and its figures.
tally() {    # suite, seconds, passed, failed, logs
	local suite=$1 seconds=$2 passed=$3 failed=$4
	shift 4
	printf '%s %d %d\n' "$suite" "$passed" "$failed" >>$out/counts
	printf -- '== %s: %d passed, %d failed, %d s\n' "$suite" "$passed" "$failed" "$seconds"
	if [ "$failed" -gt 0 ]; then grep -hE -A8 '^(not ok|FAILED|.*ERROR:)|SEED=' "$@" | head -n 60; fi
}

# One pgTAP file, a database of its own; passed and failed assertions are added up.  A program that dies is a failure.
prove_once() {    # file, seed, graphs
	local log=$out/$1.$2.log status=0
	psql -Xq -c 'DROP DATABASE IF EXISTS long_run' -c 'CREATE DATABASE long_run TEMPLATE long_start' >/dev/null 2>&1
	SEED=$2 GRAPHS=$3 pg_prove --norc --verbose --dbname long_run "ext/test/pgtap/$1.sql" >"$log" 2>&1 || status=$?
	ok=$(grep -c '^ok' "$log") not_ok=$(grep -c '^not ok' "$log")
	[ $status = 0 ] || [ "$not_ok" -gt 0 ] || not_ok=1
	passed=$((passed + ok)) failed=$((failed + not_ok))
	if [ "$not_ok" = 0 ]; then rm "$log"; else logs+=("$log"); fi
}

# So many cases of a file, some at a time, each time with the next seed.
prove_all() {    # suite, file, cases, cases at a time
	local passed=0 failed=0 logs=() start left=$3 seed=$SEED
	start=$(date +%s)
	while [ "$left" -gt 0 ]; do
		prove_once "$2" $seed $((left < $4 ? left : $4))
		left=$((left - $4)) seed=$((seed + 1))
	done
	tally "$1 ($3, seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}

graphs_on_server() {
	local file passed failed logs start seed
	prove_all graphs flow_graph_random "$GRAPHS" $each
	for file in flow_store_random flow_forward_random trace_random; do
		passed=0 failed=0 logs=() start=$(date +%s)
		for ((seed = SEED; seed < SEED + larger; seed++)); do
			prove_once $file $seed ''
		done
		tally "$file (seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
	done
}

owners_on_server() {
	prove_all owners doctrine_random "$STRUCTURES" $owners_each
}

# Cases of a rule are asked together, so a run takes some of them at a time.
rules_on_server() {
	local passed=0 failed=0 logs=() start left=$CASES seed=$SEED cases
	start=$(date +%s)
	ROWS=0 prove_once rule_truth "$SEED" ''
	tally 'rule_truth (all rows)' $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
	passed=0 failed=0 logs=() start=$(date +%s)
	while [ "$left" -gt 0 ]; do
		cases=$((left < 10 ? left : 10))
		CASES=$cases FACTS=1000 prove_once rule_monotone $seed ''
		left=$((left - cases)) seed=$((seed + 1))
	done
	tally "rule_monotone ($CASES cases, seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
	passed=0 failed=0 logs=() start=$(date +%s)
	MATERIALS_CALLS=2000 prove_once question_memory "$SEED" ''
	tally 'question_memory (2,000 questions, pages too)' $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}

overlays_on_server() {
	local passed=0 failed=0 logs=() start left=$OVERLAYS seed=$SEED
	start=$(date +%s)
	while [ "$left" -gt 0 ]; do
		CHANGES=$((left < each ? left : each)) prove_once overlay_random $seed ''
		left=$((left - each)) seed=$((seed + 1))
	done
	tally "overlays ($OVERLAYS, seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}

leaks_on_server() {
	local passed=0 failed=0 logs=() start left=$PAIRS seed=$SEED pairs
	start=$(date +%s)
	while [ "$left" -gt 0 ]; do
		pairs=$((left < 100 ? left : 100))
		PAIRS=$pairs prove_once leak $seed ''
		left=$((left - pairs)) seed=$((seed + 1))
	done
	tally "leaks ($PAIRS pairs, seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}

# Documents of EPCIS changed at random, some at a time; and all published ones there and back.
epcis_on_server() {
	local passed=0 failed=0 logs=() start left=$DOCUMENTS seed=$SEED
	start=$(date +%s)
	while [ "$left" -gt 0 ]; do
		CASES=$((left < 250 ? left : 250)) prove_once epcis_mutation $seed ''
		left=$((left - 250)) seed=$((seed + 1))
	done
	prove_once epcis_export "$SEED" ''
	tally "epcis ($DOCUMENTS changed documents, seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}

# So many changes, made by one file.
prove_changes() {    # what, changes, file
	local passed=0 failed=0 logs=() start
	start=$(date +%s)
	CASES=$2 prove_once "$3" "$SEED" ''
	tally "$1" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}
sealed_on_server() { prove_changes "sealed ($MUTATIONS changes)" "$MUTATIONS" seal_mutation; }
csv_on_server() { prove_changes "csv ($FILES changed files)" "$FILES" import_csv_mutation; }
imports_on_server() { prove_changes "imports ($IMPORTS changed documents of each kind)" "$IMPORTS" import_mutation; }

# What run_tests.sh counted for a suite that has servers of its own, or needs none.
tally_tests() {    # suite, started, log
	local passed failed
	read -r passed failed < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$3")
	tally "$1" $(($(date +%s) - $2)) "${passed:-0}" "${failed:-1}" "$3"
}

owners() {
	local start count=$((STRUCTURES / 5 + 1))
	start=$(date +%s)
	STRUCTURES=$count UNIT=attribution_oracle ext/tools/run_tests.sh >$out/owners.log 2>&1
	tally_tests "owners without a server ($count)" "$start" $out/owners.log
}

# A file of ext/test/tap, with the figures it tells.
tap() {    # suite, file
	local start
	start=$(date +%s)
	TAP=$2 ext/tools/run_tests.sh >"$out/$2.log" 2>&1
	tally_tests "$1" "$start" "$out/$2.log"
	sed -n 's/^# figures: /     /p' "build/test/tap_$2.log"
}
seals() {
	tap "seals ($SEALED_ROWS rows, 16 writers)" seal_storm
	SEALED_ROWS=$((SEALED_ROWS / 2)) WRITERS=64 tap "seals ($((SEALED_ROWS / 2)) rows, 64 writers)" seal_storm
}
proofs() {
	local start
	start=$(date +%s)
	FLIPS=0 UNIT=proof ext/tools/run_tests.sh >$out/proof.log 2>&1
	tally_tests 'proofs (all bits)' "$start" $out/proof.log
}
recorded() { CASES=$DETERMINATIONS tap "recorded ($DETERMINATIONS)" determination_survives; }
writers() { tap "writers ($WRITES transactions each)" balance; }
crashes() { tap "crashes ($CRASHES)" crash; }
storm() { tap "storm ($STORM_QUESTIONS questions on each server)" flow_storm; }

fuzz() {
	local start
	start=$(date +%s)
	T= ext/tools/fuzz.sh >$out/fuzz.log 2>&1
	tally_tests "fuzz ($SECONDS_EACH s each)" "$start" $out/fuzz.log
	sed -n 's/^ok     fuzz /     /p' $out/fuzz.log
}

if [ "${1:-}" = on_server ]; then
	# Making the extension takes longer than many a run.
	psql -Xq -v ON_ERROR_STOP=1 -c 'CREATE DATABASE long_start' && psql -Xq -v ON_ERROR_STOP=1 -d long_start -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION pgtap' -c 'CREATE EXTENSION materials CASCADE' || exit 1
	"${2}_on_server"
	exit 0
fi
rm -rf $out
mkdir -p $out
: >$out/counts
started=$(date +%s)
echo "-- SEED=$SEED"
for suite in $suites; do
	known=
	if declare -F "${suite}_on_server" >/dev/null; then
		ext/tools/with_server.sh ext/tools/test_long.sh on_server "$suite" || tally "$suite" 0 0 1 /dev/null
		known=1
	fi
	if declare -F "$suite" >/dev/null; then
		$suite
		known=1
	fi
	[ "$known" ] || { echo "there is no suite \"$suite\"" >&2; exit 2; }
done
printf -- '-- in all: %d s\n' $(($(date +%s) - started))
# The names of suites have blanks: counts are the last two words.
awk '{ passed += $(NF - 1); failed += $NF } END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' $out/counts
