#!/bin/sh
# Builds every unit test of the core with address and undefined-behaviour checks, and runs them.
#   sh ext/test/unit/run.sh BUILD_DIR                  build into BUILD_DIR, then run under prove
#   sh ext/test/unit/run.sh BUILD_DIR build [NAME...]  build only, all or those; then `prove BUILD_DIR/*_test` or one binary alone
# Each binary prints TAP and exits 1 on failure.  SEED=n repeats a random run.  UNIT_CHECKS gives other flags than the checks.
set -eu
build=${1:?usage: run.sh BUILD_DIR [build [NAME...]]}
cd "$(dirname "$0")/../../.."
mkdir -p "$build"
compile="${CC:-gcc} -std=c11 -D_GNU_SOURCE -g ${UNIT_CHECKS--O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined} -Wall -Wextra -Werror -Iext -Iext/test/unit"
. ext/test/unit/libraries.sh
jobs=$(nproc 2>/dev/null || echo 2)
printf '%s\n' ext/core/*.c |
	xargs -P "$jobs" -I '{}' sh -c '$0 -c "$1" -o "$2/$(basename "$1" .c).o"' "$compile" '{}' "$build"
then=${2:-}
if [ $# -gt 2 ]; then
	shift 2
	tests=$(printf 'ext/test/unit/%s_test.c\n' "$@")
else
	tests=$(printf '%s\n' ext/test/unit/*_test.c)
fi
printf '%s\n' "$tests" |
	xargs -P "$jobs" -I '{}' sh -c '$0 "$1" "$2"/*.o -o "$2/$(basename "$1" .c)" $3 -lm' "$compile $includes" '{}' "$build" "$libraries"
[ "$then" = build ] || prove "$build"/*_test
