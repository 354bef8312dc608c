#!/bin/sh
# Builds every unit test of the core with address and undefined-behaviour checks, and runs them.
#   sh ext/test/unit/run.sh BUILD_DIR            build into BUILD_DIR, then run under prove
#   sh ext/test/unit/run.sh BUILD_DIR build      build only; then `prove BUILD_DIR/*_test` or one binary alone
# Each binary prints TAP and exits 1 on failure.  SEED=n repeats a random run.
set -eu
build=${1:?usage: run.sh BUILD_DIR [build]}
cd "$(dirname "$0")/../../.."
mkdir -p "$build"
compile="${CC:-gcc} -std=c11 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -Wall -Wextra -Werror -Iext -Iext/test/unit"
for source in ext/core/*.c; do
	object=$build/$(basename "$source" .c).o
	$compile -c "$source" -o "$object"
done
for source in ext/test/unit/*_test.c; do
	$compile "$source" "$build"/*.o -o "$build/$(basename "$source" .c)" -lm
done
[ "${2:-}" = build ] || prove "$build"/*_test
