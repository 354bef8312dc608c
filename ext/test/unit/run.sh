#!/bin/sh
# Builds every unit test of the core with address and undefined-behaviour checks, and runs them.
#   sh ext/test/unit/run.sh BUILD_DIR            build into BUILD_DIR, then run under prove
#   sh ext/test/unit/run.sh BUILD_DIR build      build only; then `prove BUILD_DIR/*_test` or one binary alone
# Each binary prints TAP and exits 1 on failure.  SEED=n repeats a random run.
set -eu
build=${1:?usage: run.sh BUILD_DIR [build]}
cd "$(dirname "$0")/../../.."
mkdir -p "$build"
compile="${CC:-gcc} -std=c11 -D_GNU_SOURCE -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -Wall -Wextra -Werror -Iext -Iext/test/unit"
. ext/test/unit/libraries.sh
jobs=$(nproc 2>/dev/null || echo 2)
printf '%s\n' ext/core/*.c |
	xargs -P "$jobs" -I '{}' sh -c '$0 -c "$1" -o "$2/$(basename "$1" .c).o"' "$compile" '{}' "$build"
printf '%s\n' ext/test/unit/*_test.c |
	xargs -P "$jobs" -I '{}' sh -c '$0 "$1" "$2"/*.o -o "$2/$(basename "$1" .c)" $3 -lm' "$compile $includes" '{}' "$build" "$libraries"
[ "${2:-}" = build ] || prove "$build"/*_test
