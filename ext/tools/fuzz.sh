#!/bin/bash
# Feeds a parser of the core with made-up input under address and undefined-behaviour checks; needs clang.
#
#   T=lei_code ext/tools/fuzz.sh      one target of ext/test/fuzz, for a minute
#   ext/tools/fuzz.sh                 all of them, one after the other
#   SECONDS_EACH=600                  another length
#
# Inputs that reached new code stay in build/fuzz, for the next run to start from; one that broke something is kept
# there as crash-…, and belongs into the tests.
set -eu
cd "$(dirname "$0")/../.."
clang=
for name in "${CC:-clang}" clang clang-{19,18,17,16,15,14}; do
	if [[ $name = *clang* ]] && command -v "$name" >/dev/null; then
		clang=$name
		break
	fi
done
[ -n "$clang" ] || { echo "fuzz: there is no clang" >&2; exit 1; }

out=build/fuzz
for source in ext/test/fuzz/${T:-*}_fuzz.c; do
	[ -e "$source" ] || { echo "fuzz: there is no $source" >&2; exit 1; }
	name=$(basename "$source" _fuzz.c)
	mkdir -p "$out/$name"
	"$clang" -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -Iext -o "$out/${name}_fuzz" "$source" ext/core/*.c -lm
	echo "== $name"
	"$out/${name}_fuzz" -max_total_time="${SECONDS_EACH:-60}" -max_len=4096 -artifact_prefix="$out/crash-${name}-" -print_final_stats=1 "$out/$name" 2>"$out/$name.log" || {
		tail -n 40 "$out/$name.log"
		exit 1
	}
	grep -E 'number_of_executed_units|new_units_added' "$out/$name.log"
done
