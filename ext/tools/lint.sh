#!/bin/bash
# Checks what the tree promises about itself; needs no server.  Prints TAP: a line a rule, the places below it.
set -u
shopt -s lastpipe    # `… | rule` counts here, not in a child
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
rules=0
failures=0

# Reads the places that break a rule; none means it holds.
rule() {
	local places
	places=$(cat)
	rules=$((rules + 1))
	if [ -z "$places" ]; then
		echo "ok $rules - $1"
	else
		failures=$((failures + 1))
		echo "not ok $rules - $1"
		# shellcheck disable=SC2001  # a line prefix is what sed is for
		sed 's/^/#   /' <<<"$places"
	fi
}

# The files of the tree: what git tracks or would, or all but what building leaves where there is no git.
tree_files() {
	{ git -c safe.directory='*' ls-files --cached --others --exclude-standard 2>/dev/null ||
		find . -type f ! -path './.git/*' ! -path './build/*' ! -path './stage/*' ! -path './results/*' ! -path './output_iso/*' ! -name 'regression.*' ! -name '*.o' ! -name '*.d' ! -name '*.so' -printf '%P\n'; } |
		sort | while read -r file; do if [ -f "$file" ]; then printf '%s\n' "$file"; fi; done
}

mapfile -t files < <(tree_files)
mapfile -t sources < <(printf '%s\n' "${files[@]}" | grep -E '^ext/[^/]*/?[^/]*\.[ch]$')
mapfile -t modules < <(printf '%s\n' "${sources[@]}" | grep '\.c$')

# --- C ---

# Includes of our own headers point down; floors of one height do not see each other; module.c sees all.
perl -ne '
	BEGIN { %floor = (core => 0, verifier => 0, server => 1, types => 2, composition => 3, graph => 4, ledger => 4, import => 5, rules => 6) }
	($own) = $ARGV =~ m{^ext/(\w+)/};
	print "$ARGV:$.: the folder $own has no floor\n" if $. == 1 && defined $own && !exists $floor{$own};
	if (m{^\s*#\s*include\s+"([\w.]+)(?:/([^"]+))?"} && defined $own) {
		my ($to, $rest) = ($1, $2);
		if (defined $rest && exists $floor{$to}) {
			print "$ARGV:$.: $own does not see $to\n" if $to ne $own && $floor{$to} >= $floor{$own};
		} elsif ($own eq "core") {
			print "$ARGV:$.: core knows no server header\n";
		}
	}
	close ARGV if eof' "${sources[@]}" | rule "includes point down the floors"

for file in "${sources[@]}"; do
	sed -n "s!^ *# *include *\"\\([a-z]*/[^\"]*\\)\".*!${file#ext/} \\1!p" "$file"
done | grep -E '\.h [^ ]*\.h$' | { tsort 2>&1 >/dev/null || true; } | sed 's/^tsort: //' | rule "headers include each other in no circle"

grep -n '^#include <' "${sources[@]}" | grep '^ext/core/' |
	grep -vE '<(assert|ctype|inttypes|limits|math|stdarg|stdbool|stddef|stdint|string|stdio)\.h>' | rule "core uses the plain C library only"
# A program of its own has no memory contexts.
grep -nE '\b(malloc|calloc|realloc|free)\(' /dev/null "${modules[@]}" | grep -v "^ext/verifier/" | rule "no malloc"
grep -n PG_VERSION_NUM "${sources[@]}" | grep -v '^ext/server/pg_compat\.h:' | rule "only server/pg_compat.h asks for the server's version"
grep -n PG_FUNCTION_INFO_V1 "${sources[@]}" | grep -v '^ext/server/pg_compat\.h:' | rule "functions are declared by MATERIALS_FUNCTION"

# Functions of more than 70 lines, unless ext/tools/long_functions.txt has them with that length or more.
awk '
	FILENAME == "ext/tools/long_functions.txt" { if ($1 !~ /^#/ && NF == 3) allowed[$1 " " $2] = $3; next }
	FNR == 1 { name = "" }
	/^[A-Za-z_][A-Za-z0-9_ \*]*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ \*]/, "", name) }
	/^\{/ { begin = FNR }
	/^\}/ && name != "" {
		long = FNR - begin + 1
		if (long > 70 && long > allowed[FILENAME " " name]) printf "%s:%d: %s has %d lines\n", FILENAME, begin, name, long
		name = ""
	}' ext/tools/long_functions.txt "${sources[@]}" | rule "functions of at most 70 lines"

# What other files can see begins with the first word of its file (or stands for it: gtin_code_parse in gs1_code.c); what
# SQL sees has SQL's name.
perl -ne '
	($noun, $rest) = $ARGV =~ m{/([a-z0-9]+)(_\w+)?\.c$};
	$sql{$1} = 1 if /^MATERIALS_FUNCTION\((\w+)\)/;
	my $name = $before =~ /^\w[\w *]*$/ && $before !~ /\bstatic\b/ && /^(\w+)\(/ ? $1
		: /^(?!static|typedef|return|extern)\w[\w *]*[ *](\w+)\([^;=]*$/ ? $1 : "";
	print "$ARGV:$.: $name does not begin with \"$noun\"\n" if $name && !$sql{$name} && $name ne "_PG_init" && index($name, $noun) != 0 &&
		!(defined $rest && $name =~ /^[a-z0-9]+\Q$rest\E_/);
	$before = $_;
	if (eof) { %sql = (); close ARGV }' "${modules[@]}" | rule "visible C functions begin with their module's noun"

# Two libraries in one process share their names: none of ours may be one of the server's.
if [ -e materials.so ] && server=$("${PG_CONFIG:-pg_config}" --bindir 2>/dev/null)/postgres && [ -x "$server" ] && command -v nm >/dev/null; then
	comm -12 <(nm -D --defined-only materials.so | awk '{ print $3 }' | sort -u) <(nm -D --defined-only "$server" | awk '{ print $3 }' | sort -u) |
		grep -vE '^(_init|_fini|_edata|_end|__bss_start)$' | rule "no C name of ours is one of the server's"
fi

# --- all files ---

printf '%s\n' "${files[@]}" | grep -E '(^|/)(utils?|misc|common|helpers?)([_.][^/]*)?(/|$)' | rule "names say what is inside"

for file in "${files[@]}"; do
	case $(head -c 20 "$file" | head -1 | tr -d '\0') in
		'#!/bin/sh'*) sh -n "$file" 2>&1 ;;
		'#!/bin/bash'*) bash -n "$file" 2>&1 ;;
		*) case $file in *.sh) echo "$file: no first line that names its shell" ;; esac ;;
	esac
done | rule "shell scripts parse"

places='(?<![\w}])/(work|tmp/w|home/[a-z]+|root)/'
hosts='\b(deb\.debian\.org|security\.debian\.org|archive\.ubuntu\.com|registry\.npmjs\.org|pypi\.org|files\.pythonhosted\.org|crates\.io|proxy\.golang\.org|rubygems\.org|repo\.maven\.apache\.org)\b'
grep -nIP "$places|$hosts" "${files[@]}" | grep -v '^ext/tools/lint\.sh:' | rule "no path of one machine, no registry's host"
grep -nIP "\b(T[O]DO|FIX[M]E)\b|(?<!['\"])\bX[X]X\b(?!['\"])" "${files[@]}" | rule "no notes of unfinished work"

# psql's and the isolation tester's output ends lines as it likes; files of others are kept byte for byte.
mapfile -t written < <(printf '%s\n' "${files[@]}" | grep -vE '(^|/)expected/|^ext/demo/catenax/(LICENSE|.*\.json$)|^ext/test/data/epcis/(LICENSE|[a-z_]+/)')
grep -nIE '[[:blank:]]+$' "${written[@]}" | cut -c1-120 | rule "no blanks at line ends"
for file in "${written[@]}"; do
	if grep -Iq . "$file" && [ -n "$(tail -c 1 "$file")" ]; then echo "$file"; fi
done | rule "files end with a line's end"

# --- what belongs together ---

comm -3 <(printf '%s\n' "${files[@]}" | sed -n 's!^sql/\(.*\)\.sql$!\1!p' | sort) \
	<(printf '%s\n' "${files[@]}" | sed -n 's!^expected/\(.*\)\.out$!\1!p' | sed 's/_[0-9]$//' | sort -u) | tr -d '\t' |
	rule "each file of sql/ has its expected/, and the other way round"

version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" materials.control)
ext/tools/check_meta.pl | rule "META.json is what PGXN specifies, and of the control file's version"
{ grep -qF "[$version]" CHANGELOG.md || echo "CHANGELOG.md: nothing about $version"; } | rule "the changelog knows the version"

# Links inside the documentation lead to a file that is there.
mapfile -t pages < <(printf '%s\n' "${files[@]}" | grep '\.md$')
perl -ne '
	$code = !$code if /^\s*```/;
	unless ($code) {
		while (/\]\(([^)\s#]+)(?:#[^)]*)?\)/g) {
			my $to = $1; next if $to =~ m{^[a-z]+:};
			my ($folder) = $ARGV =~ m{^(.*/)}; $folder //= "";
			print "$ARGV:$.: $to\n" unless -e "$folder$to";
		}
	}
	if (eof) { $code = 0; close ARGV }' "${pages[@]}" | rule "links in the documentation lead somewhere"

# What the README tells people to call is told as a call by the reference, not as a step that may change.
for name in $(sed -n '/^## What it does/,/^Encoded/p' README.md | cut -d'|' -f3 | grep -oE '`[a-z_]+`' | tr -d '`' | sort -u); do
	grep -qE "^### $name\$" docs/reference/functions.md || sed -n '/^## Calls of the extension/,/^## Facts/p' docs/reference/functions.md | grep -q "^| \`$name(" || echo "README.md: $name"
done | rule "the reference has each call that the README names"

# Numbers that the README gives.
encoded=$(sed -n '/^Encoded as rows/,/are types that/p' README.md | grep -oE '`[A-Z0-9]+-?[A-Z0-9-]+`' | sort -u | wc -l)
asked=$(grep -c '^### [0-9]' docs/guides/cookbook.md)
{
	grep -qF -e "- $encoded rules," README.md || echo "README.md: it lists $encoded rules and tells another number"
	grep -qF "a cookbook of $asked questions" README.md || echo "README.md: the cookbook has $asked questions"
} | rule "the README counts rules and questions as they are"

echo "1..$rules"
[ $failures = 0 ]
