#!/bin/bash
# What `make coverage` prints: of each C file the lines and branches that were passed through; needs lcov.
#
#   ext/tools/coverage_table.sh TREE OUT      TREE: where it was compiled and run; OUT: where coverage.info is left
#
# Branches inside the server's own macros (ereport, Assert, CHECK_FOR_INTERRUPTS, VARDATA_ANY and the like) are not ours and are
# not counted.
# WANTED (90) is the per cent of branches below which a file is marked.
set -eu
tree=$1 out=$2
lcov -q -c -d "$tree" -b "$tree" -o "$out/all.info" --ignore-errors gcov,source --rc lcov_branch_coverage=1 \
	--rc lcov_excl_br_line='ereport|elog|Assert|CHECK_FOR_INTERRUPTS|PG_GETARG|PG_RETURN|PG_TRY|PG_FREE_IF_COPY|VARDATA_ANY|VARSIZE_ANY|ereturn' >"$out/lcov.log" 2>&1
lcov -q -e "$out/all.info" "$tree/ext/*.c" "$tree/ext/*.h" --rc lcov_branch_coverage=1 -o "$out/ext.info" >>"$out/lcov.log" 2>&1
lcov -q -r "$out/ext.info" "$tree/ext/test/*" --rc lcov_branch_coverage=1 -o "$out/coverage.info" >>"$out/lcov.log" 2>&1
sed -i "s!^SF:$tree/!SF:!" "$out/coverage.info"
awk -F: -v wanted="${WANTED:-90}" '
	function rate(hit, found) { return found ? sprintf("%5.1f", 100 * hit / found) : "    -" }
	/^SF:/ { file = $2; lf = lh = bf = bh = 0 }
	/^LF:/ { lf = $2 } /^LH:/ { lh = $2 } /^BRF:/ { bf = $2 } /^BRH:/ { bh = $2 }
	/^end_of_record/ {
		printf "%-44s %6d %s %6d %s%s\n", file, lf, rate(lh, lf), bf, rate(bh, bf), bf && 100 * bh / bf < wanted ? "  below" : ""
		LF += lf; LH += lh; BF += bf; BH += bh
	}
	END { printf "%-44s %6d %s %6d %s\n", "zz all", LF, rate(LH, LF), BF, rate(BH, BF) }' "$out/coverage.info" | LC_ALL=C sort | sed 's/^zz all/all   /' >"$out/table"
printf '%-44s %6s %5s %6s %5s\n' file lines '%' branches '%'
cat "$out/table"
