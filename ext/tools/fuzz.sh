#!/bin/bash
# Feeds the core with made-up input under address and undefined-behaviour checks; needs clang.
#
#   T=lei_code ext/tools/fuzz.sh      one target of ext/test/fuzz, for a minute
#   ext/tools/fuzz.sh                 all of them, one after the other; the last line counts them
#   SECONDS_EACH=600                  another length
#
# Parsers get bytes as they are.  Algorithms get random cases, as their unit tests make them, with the bytes for dice
# (ext/test/fuzz/unit_fuzz.h); what they say is held against the same slow models.
# Inputs that reached new code stay in build/fuzz, for the next run to start from; one that broke something is kept
# there as crash-…, and belongs into the tests.
set -eu
cd "$(dirname "$0")/../.."
clang=
for name in "${CC:-clang}" clang clang-{21,20,19,18,17,16,15,14}; do
	if [[ $name = *clang* ]] && command -v "$name" >/dev/null; then
		clang=$name
		break
	fi
done
[ -n "$clang" ] || { echo "fuzz: there is no clang" >&2; exit 1; }

out=build/fuzz
. ext/test/unit/libraries.sh
compile=("$clang" -D_GNU_SOURCE -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -Iext -Iext/test/unit)
rm -rf "$out/core"
mkdir -p "$out/core"
printf '%s\n' ext/core/*.c | xargs -P "$(nproc)" -I '{}' sh -c '"$@" -fsanitize=fuzzer-no-link -c -o "$0/$(basename "{}" .c).o" "{}"' "$out/core" "${compile[@]}"

passed=0 failed=0
# A fuzzer that does not find what was planted proves nothing.
"${compile[@]}" -fsanitize=fuzzer -o "$out/planted_fuzz" ext/test/planted/planted_fuzz.c
"$out/planted_fuzz" -max_total_time=60 -artifact_prefix="$out/planted-" >"$out/planted.log" 2>&1 || true
grep -q 'heap-buffer-overflow' "$out/planted.log" || { tail -n 20 "$out/planted.log"; echo "fuzz: the planted fault was not found" >&2; exit 1; }
echo "ok     fuzz finds the planted fault"
for source in ext/test/fuzz/${T:-*}_fuzz.c; do
	[ -e "$source" ] || { echo "fuzz: there is no $source" >&2; exit 1; }
	name=$(basename "$source" _fuzz.c)
	mkdir -p "$out/$name"
	# shellcheck disable=SC2086  # the flags are words
	"${compile[@]}" $includes -fsanitize=fuzzer -Wno-unused-function -o "$out/${name}_fuzz" "$source" "$out"/core/*.o $libraries -lm
	# What ends a case by the limit of time or memory is a find too.
	if "$out/${name}_fuzz" -max_total_time="${SECONDS_EACH:-60}" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -artifact_prefix="$out/crash-${name}-" -print_final_stats=1 "$out/$name" >"$out/$name.log" 2>&1; then
		passed=$((passed + 1))
		printf 'ok     fuzz %s: %s inputs\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$name.log")"
	else
		failed=$((failed + 1))
		printf 'FAILED fuzz %s\n' "$name"
		tail -n 40 "$out/$name.log"
	fi
done
printf '%d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
