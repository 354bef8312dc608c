#!/bin/bash
# What `make coverage` prints: of each C file the lines and branches that were passed through; needs lcov.
#
#   ext/tools/coverage_table.sh TREE OUT      TREE: where it was compiled and run; OUT: where coverage.info and untaken are left
#
# Not counted are branches that are none of ours, or that no test can take (docs/internals/platform.md has the list):
# those inside the server's own macros, and conditions whose only consequence is elog: what cannot happen.
# WANTED (90) is the per cent of branches below which a file is marked.
set -eu
tree=$1 out=$2
macros='ereport|ereturn|elog|[Aa]ssert|CHECK_FOR_INTERRUPTS|PG_GETARG|PG_RETURN|PG_TRY|PG_CATCH|PG_FINALLY|PG_END_TRY|PG_FREE_IF_COPY'
macros+='|VARDATA_ANY|VARSIZE_ANY|CALLED_AS_TRIGGER|\bforeach\(|\bMax\(|\bMin\('
lcov -q -c -d "$tree" -b "$tree" -o "$out/all.info" --ignore-errors gcov,source --rc lcov_branch_coverage=1 >"$out/lcov.log" 2>&1
lcov -q -e "$out/all.info" "$tree/ext/*.c" "$tree/ext/*.h" --rc lcov_branch_coverage=1 -o "$out/ext.info" >>"$out/lcov.log" 2>&1
lcov -q -r "$out/ext.info" "$tree/ext/test/*" --rc lcov_branch_coverage=1 -o "$out/ours.info" >>"$out/lcov.log" 2>&1

# Takes the branches out that are not counted, counts the rest anew, and lists those that were not taken: file, line,
# untaken of all, source.
MACROS=$macros perl -e '
	my ($tree, $untaken) = @ARGV;
	open my $list, ">", $untaken or die;
	while (<STDIN>) {
		if (/^SF:(.*)/) {
			$file = $1; %not = %of = %missed = ();
			open my $source, "<", $file or die "$file: $!";
			@lines = <$source>;
			for my $i (0 .. $#lines) {
				$not{$i + 1} = 1 if $lines[$i] =~ /$ENV{MACROS}/;
				next unless $lines[$i] =~ /^\s*elog\(/;
				for (my $j = $i - 1; $j >= 0 && $lines[$j] !~ /[;{}]\s*$/; $j--) {
					$not{$j + 1} = 1;
					last if $lines[$j] =~ /^\s*(else )?if \(/;
				}
			}
			$file =~ s!^\Q$tree\E/!!;
			$_ = "SF:$file\n";
		} elsif (/^BRDA:(\d+),.*,(.+)/) {
			next if $not{$1};
			$of{$1}++;
			$missed{$1}++ if $2 eq "-" || $2 eq "0";
		} elsif (/^BR[FH]:/) {
			next;
		} elsif (/^end_of_record/) {
			my ($found, $missed) = (0, 0);
			$found += $_ for values %of;
			$missed += $_ for values %missed;
			print "BRF:$found\nBRH:", $found - $missed, "\n";
			print $list "$file:$_\t$missed{$_}/$of{$_}\t", $lines[$_ - 1] =~ s/^\s+//r for sort { $a <=> $b } keys %missed;
		}
		print;
	}' "$tree" "$out/untaken" <"$out/ours.info" >"$out/coverage.info"

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
