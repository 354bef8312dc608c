#!/bin/bash
# Runs the examples of one page of the documentation and compares what they answer with what the page says.
#
#   ext/tools/with_server.sh ext/tools/run_examples.sh PAGE.md
#
# An example is a block that begins with ```sql.  Where the next block of the page begins with ```text, it holds what psql
# answers, errors included; blanks at line ends do not count.  A block without such an answer has to run without an error.
# What psql says of a command that has no result (INSERT 0 3) is left out.
#
# A block that begins with ```csv or ```json and a name is a file of that name; the examples of such a page run in a folder that has these files.
#
# All blocks of a page run one after the other in one session, in a database of its own.  The extension is in it already,
# unless the page says CREATE EXTENSION itself.  MATERIALS_DATABASE names a database with nothing but the extension, to copy.
# Prints TAP: a line an example, named by the line of the page where it begins.
set -eu
page=${1:?usage: run_examples.sh PAGE.md}
tree=$(cd "$(dirname "$0")/../.." && pwd -P)
[ -e "$page" ] || { cd "$tree" && [ -e "$page" ]; } || { echo "run_examples: there is no $page" >&2; exit 1; }
database="examples of ${page##*/} $$"
work=$(mktemp -d)
run=(psql -Xq -v ON_ERROR_STOP=1)
finish() {
	rm -rf "$work"
	"${run[@]}" -c "DROP DATABASE IF EXISTS \"$database\"" 2>/dev/null || true
}
trap finish EXIT

# Splits the page: block N becomes N.sql, its answer (where there is one) N.answer, the line where it begins N.line.
mkdir "$work/files"
count=$(awk -v work="$work" '
	/^```(csv|json) [a-z_]+\.(csv|json)[ \t]*$/ && !inside { inside = "csv"; file = work "/files/" $2; printf "" >file; next }
	inside && /^```[ \t]*$/ { if (inside == "sql") waiting = n; close(file); inside = ""; next }
	inside { print >file; next }
	/^```sql[ \t]*$/ { inside = "sql"; n++; file = work "/" n ".sql"; printf "" >file; print NR >(work "/" n ".line"); close(work "/" n ".line"); next }
	/^```text[ \t]*$/ && waiting { inside = "text"; file = work "/" waiting ".answer"; waiting = 0; printf "" >file; next }
	/^```[ \t]*$/ && waiting { unmarked = NR }
	/^```/ { inside = "other"; file = "/dev/null"; waiting = 0; next }
	END { if (inside || unmarked) exit 3; print n + 0 }' "$page") || { echo "run_examples: a block of $page has no end, or an answer does not begin with \`\`\`text" >&2; exit 1; }
if [ "$count" = 0 ]; then
	echo "1..0 # skip no example in $page"
	exit 0
fi

if grep -q '^CREATE EXTENSION' "$work"/*.sql; then
	"${run[@]}" -c "CREATE DATABASE \"$database\""
elif [ -n "${MATERIALS_DATABASE:-}" ]; then
	"${run[@]}" -c "CREATE DATABASE \"$database\" TEMPLATE $MATERIALS_DATABASE"
else
	"${run[@]}" -c "CREATE DATABASE \"$database\""
	"${run[@]}" -d "$database" -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION materials CASCADE'
fi

# Marks between the blocks tell their answers apart.  What a block leaves unfinished does not run into the next.
mark="--- example"
{
	printf '\\pset pager off\n\\set SHOW_CONTEXT never\n'
	for ((n = 1; n <= count; n++)); do
		printf '\\echo %s %d\n' "$mark" "$n"
		cat "$work/$n.sql"
		printf '\\reset\n'
	done
} | { [ -z "$(ls "$work/files")" ] || cd "$work/files"; psql -Xq -d "$database"; } 2>&1 |
	awk -v work="$work" -v mark="$mark" '
		index($0, mark " ") == 1 { if (file) close(file); file = work "/" substr($0, length(mark) + 2) ".found"; printf "" >file; next }
		{ sub(/[ \t]+$/, ""); print >file }'

# Without blanks at line ends and empty lines around.
trimmed() { sed -e 's/[[:blank:]]*$//' "$1" | sed -e '/./,$!d' | tac | sed -e '/./,$!d' | tac; }

# A hint of the server's that has other words from PostgreSQL 19 on.
before_19() {
	sed -e '/^DETAIL:  No operator of that name accepts the given argument types\.$/ {
		N
		s/.*\nHINT:  You might/HINT:  No operator matches the given name and argument types. You might/
	}'
}

failed=0
echo "1..$count"
for ((n = 1; n <= count; n++)); do
	name="$page:$(cat "$work/$n.line")"
	touch "$work/$n.found"
	fault=
	if ! sed -e 's/--.*//' "$work/$n.sql" | tr -d '[:space:]' | grep -qE '(;|\\[a-z]+)$' && ! tail -n 1 "$work/$n.sql" | grep -q '\\'; then
		fault="its last statement has no end"
	elif [ -e "$work/$n.answer" ]; then
		diff <(trimmed "$work/$n.answer") <(trimmed "$work/$n.found" | before_19) >"$work/diff" || fault="it answers otherwise (< the page, > the server)"
	elif grep -q '^\(psql:.*\)\?\(ERROR\|FATAL\):' "$work/$n.found"; then
		fault="it fails"
		sed 's/^/> /' "$work/$n.found" >"$work/diff"
	fi
	if [ -z "$fault" ]; then
		echo "ok $n - $name"
	else
		failed=1
		echo "not ok $n - $name: $fault"
		if [ -s "$work/diff" ]; then sed 's/^/#   /' "$work/diff"; fi
	fi
	: >"$work/diff"
done
exit $failed
