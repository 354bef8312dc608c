#!/bin/bash
# Builds with warnings as errors and runs the tests under each major of PostgreSQL, each in a Debian tree of its own; ends
# with the line "N passed, N failed".
#
#   ext/tools/test_matrix.sh                        all tests under 15, 17, 18 and 19, one major after the other; as root
#   MAJORS='17 18' SHORT=1 test_matrix.sh           some majors, and the short selection: some of every kind of test
#   MAJORS=18 PGTAP='trace seal' test_matrix.sh     named tests, as run_tests.sh takes them
#   IF_NO_TREE=skip                                 a tree that cannot be made (no network, no root) is said and is no failure
#   TREE_SECONDS=600                                so long is waited for a tree; for ever, when not given
#
# 19 is not released yet: what fails there is told and counts nothing.  The trees are made by ext/tools/major_tree.sh, once.
# Logs stay in build/matrix; the tree of a major keeps its own build/test.
set -u
cd "$(dirname "$0")/../.." || exit 1
ours=$PWD
out=build/matrix
mkdir -p $out
told_only=19

[ -z "${SHORT:-}" ] || . ext/tools/short_selection.sh
asked=
for name in LINT UNIT REGRESS PGTAP PAGES ISOLATION TAP SEED; do
	[ -z "${!name:-}" ] || asked+="$name=$(printf '%q' "${!name}") "
done

began=$(date +%s) passed_all=0 failed_all=0
for major in ${MAJORS:-15 17 18 19}; do
	start=$(date +%s) status=0
	timeout -k 20 "${TREE_SECONDS:-0}" ext/tools/major_tree.sh "$major" --make || status=$?
	if [ $status != 0 ]; then
		if [ "${IF_NO_TREE:-}" = skip ]; then
			printf 'skipped PostgreSQL %s: no tree to test it in could be made in %d s (exit status %d)\n' "$major" $(($(date +%s) - start)) $status
		else
			printf 'PostgreSQL %s: there is no tree to test it in\n' "$major"
			[ "$major" = $told_only ] || failed_all=$((failed_all + 1))
		fi
		continue
	fi
	made=$(date +%s)
	ext/tools/major_tree.sh "$major" "\$PG_CONFIG --version; gcc -dumpfullversion; $asked ext/tools/run_tests.sh" >"$out/$major.log" 2>&1 || status=$?
	read -r passed failed < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$out/$major.log") || true
	# A run that died before its last line is a failure, whatever it counted.
	passed=${passed:-0} failed=${failed:-1}
	[ $status = 0 ] || [ "$failed" -gt 0 ] || failed=1
	printf 'PostgreSQL %s (%s, gcc %s): %d passed, %d failed; %d s, the tree %d s\n' "$major" "$(sed -n '1s/^PostgreSQL \([^ ]*\).*/\1/p' "$out/$major.log")" \
		"$(sed -n 2p "$out/$major.log")" "$passed" "$failed" $(($(date +%s) - made)) $((made - start))
	[ "$failed" = 0 ] || grep -vE '^(ok|-- )' "$out/$major.log" | tail -n 60
	if [ "$major" = $told_only ]; then
		echo "PostgreSQL $major is told and not counted"
	else
		passed_all=$((passed_all + passed)) failed_all=$((failed_all + failed))
	fi
done
echo "-- in all: $(($(date +%s) - began)) s; logs in $ours/$out"
printf '%d passed, %d failed\n' $passed_all $failed_all
[ $failed_all = 0 ] && { [ $passed_all -gt 0 ] || [ "${IF_NO_TREE:-}" = skip ] || [ "${MAJORS:-}" = $told_only ]; }
