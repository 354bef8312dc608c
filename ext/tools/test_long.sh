#!/bin/bash
# The long suites, which `make test` runs in short: random graphs, a storm, fuzzing.  Ends with the line "N passed, N failed".
#
#   ext/tools/test_long.sh                     all of it: an hour and a half on two quiet cores
#   GRAPHS=1000 CASES=50 STORM_QUESTIONS=5000 SECONDS_EACH=10 test_long.sh     less of each; 0 leaves one out
#   SEED=n                                     where random numbers begin; a run says it
#
#   graphs   GRAPHS (10,000) small ledgers against an exact oracle, in all three ways of reading: flow_graph_random; and the
#            larger random ledgers of flow_store_random, flow_forward_random and trace_random, with some more seeds
#   owners   GRAPHS (10,000) ownership structures against an exact oracle, under every doctrine: doctrine_random; and a fifth as
#            many without a server, each once more with its shares in quarters: attribution_oracle
#   rules    every row of the rulebook decides a pair of cases alone: rule_truth; whatever fact is taken away makes no verdict better, on CASES
#            (100) random cases of each rule: rule_monotone; and the pages that ask all rules in question_memory
#   leaks    PAIRS (1,000) pairs of worlds that differ in withheld names only, asked all there is to ask: leak
#   what-if  OVERLAYS (1,000) random changes of the demonstration ledger, supposed and really made: overlay_random
#   sealed   MUTATIONS (10,000) changes behind the ledger's back, each found and named: seal_mutation
#   on record  DETERMINATIONS (1,000) verdicts of the demonstration ledger, computed again after much happened: determination_random
#   storm    STORM_QUESTIONS (100,000) on a server and as many on its standby, while sixteen writers write: flow_storm
#   fuzz     SECONDS_EACH (60) of made-up input for each target of ext/test/fuzz
# What is counted: assertions, as in `make test`; of fuzzing, a target.  Logs stay in build/long.
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8 SEED=${SEED:-$(date +%s)} GRAPHS=${GRAPHS:-10000} OVERLAYS=${OVERLAYS:-1000} DETERMINATIONS=${DETERMINATIONS:-1000} MUTATIONS=${MUTATIONS:-10000} PAIRS=${PAIRS:-1000} CASES=${CASES:-100} STORM_QUESTIONS=${STORM_QUESTIONS:-100000} SECONDS_EACH=${SECONDS_EACH:-60}
out=build/long
each=40    # graphs in a ledger: each question reads the marks of all lots, so many ledgers are faster than a large one
owners_each=500    # ownership structures in a ledger
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
	psql -Xq -c 'DROP DATABASE IF EXISTS long_run' -c 'CREATE DATABASE long_run' >/dev/null 2>&1
	SEED=$2 GRAPHS=$3 pg_prove --norc --verbose --dbname long_run "ext/test/pgtap/$1.sql" >"$log" 2>&1 || status=$?
	ok=$(grep -c '^ok' "$log") not_ok=$(grep -c '^not ok' "$log")
	[ $status = 0 ] || [ "$not_ok" -gt 0 ] || not_ok=1
	passed=$((passed + ok)) failed=$((failed + not_ok))
	if [ "$not_ok" = 0 ]; then rm "$log"; else logs+=("$log"); fi
}

# GRAPHS cases of a file, so many at a time, each time with the next seed.
prove_all() {    # suite, file, cases at a time
	local passed=0 failed=0 logs=() start left=$GRAPHS seed=$SEED
	start=$(date +%s)
	while [ "$left" -gt 0 ]; do
		prove_once "$2" $seed $((left < $3 ? left : $3))
		left=$((left - $3)) seed=$((seed + 1))
	done
	tally "$1 ($GRAPHS, seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}

graphs_on_server() {
	local file passed failed logs start seed
	prove_all graphs flow_graph_random $each
	prove_all owners doctrine_random $owners_each
	for file in flow_store_random flow_forward_random trace_random; do
		passed=0 failed=0 logs=() start=$(date +%s)
		for ((seed = SEED; seed < SEED + larger; seed++)); do
			prove_once $file $seed ''
		done
		tally "$file (seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
	done
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
	tally "what-if ($OVERLAYS, seeds $SEED to $((seed - 1)))" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
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

determinations_on_server() {
	local passed=0 failed=0 logs=() start
	start=$(date +%s)
	CASES=$DETERMINATIONS prove_once determination_random "$SEED" ''
	tally "on record ($DETERMINATIONS)" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}

mutations_on_server() {
	local passed=0 failed=0 logs=() start
	start=$(date +%s)
	CASES=$MUTATIONS prove_once seal_mutation "$SEED" ''
	tally "sealed ($MUTATIONS changes)" $(($(date +%s) - start)) $passed $failed "${logs[@]:-/dev/null}"
}

case ${1:-} in
	graphs_on_server | rules_on_server | overlays_on_server | leaks_on_server | determinations_on_server | mutations_on_server) "$1"; exit 0 ;;
esac

rm -rf $out
mkdir -p $out
: >$out/counts
started=$(date +%s)
echo "-- SEED=$SEED"
if [ "$GRAPHS" -gt 0 ]; then
	status=0
	ext/tools/with_server.sh ext/tools/test_long.sh graphs_on_server || status=$?
	[ $status = 0 ] || tally graphs 0 0 1 /dev/null
fi
if [ "$GRAPHS" -gt 0 ]; then
	start=$(date +%s)
	STRUCTURES=$((GRAPHS / 5 + 1)) UNIT=attribution_oracle ext/tools/run_tests.sh >$out/owners.log 2>&1
	read -r passed failed < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' $out/owners.log)
	tally "owners without a server ($((GRAPHS / 5 + 1)))" $(($(date +%s) - start)) "${passed:-0}" "${failed:-1}" $out/owners.log
fi
if [ "$CASES" -gt 0 ]; then
	status=0
	ext/tools/with_server.sh ext/tools/test_long.sh rules_on_server || status=$?
	[ $status = 0 ] || tally rules 0 0 1 /dev/null
fi
if [ "$OVERLAYS" -gt 0 ]; then
	status=0
	ext/tools/with_server.sh ext/tools/test_long.sh overlays_on_server || status=$?
	[ $status = 0 ] || tally what-if 0 0 1 /dev/null
fi
if [ "$PAIRS" -gt 0 ]; then
	status=0
	ext/tools/with_server.sh ext/tools/test_long.sh leaks_on_server || status=$?
	[ $status = 0 ] || tally leaks 0 0 1 /dev/null
fi
if [ "$MUTATIONS" -gt 0 ]; then
	status=0
	ext/tools/with_server.sh ext/tools/test_long.sh mutations_on_server || status=$?
	[ $status = 0 ] || tally sealed 0 0 1 /dev/null
fi
if [ "$DETERMINATIONS" -gt 0 ]; then
	status=0
	ext/tools/with_server.sh ext/tools/test_long.sh determinations_on_server || status=$?
	[ $status = 0 ] || tally 'on record' 0 0 1 /dev/null
fi
if [ "$STORM_QUESTIONS" -gt 0 ]; then
	start=$(date +%s)
	TAP=flow_storm ext/tools/run_tests.sh >$out/storm.log 2>&1
	read -r passed failed < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' $out/storm.log)
	tally "storm ($STORM_QUESTIONS questions on each server)" $(($(date +%s) - start)) "${passed:-0}" "${failed:-1}" $out/storm.log
	sed -n 's/^# figures: /     /p' build/test/tap_flow_storm.log
fi
if [ "$SECONDS_EACH" -gt 0 ]; then
	start=$(date +%s)
	T= ext/tools/fuzz.sh >$out/fuzz.log 2>&1
	read -r passed failed < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' $out/fuzz.log)
	tally "fuzz ($SECONDS_EACH s each)" $(($(date +%s) - start)) "${passed:-0}" "${failed:-1}" $out/fuzz.log
	sed -n 's/^ok     fuzz /     /p' $out/fuzz.log
fi
printf -- '-- in all: %d s\n' $(($(date +%s) - started))
# The names of suites have blanks: counts are the last two words.
awk '{ passed += $(NF - 1); failed += $NF } END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' $out/counts
