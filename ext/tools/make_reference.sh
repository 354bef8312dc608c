#!/bin/bash
# Makes the pages of docs/reference that are taken from the catalogue, each by a query of ext/tools/reference.
#
#   ext/tools/with_server.sh ext/tools/make_reference.sh          write docs/reference/NAME.md from ext/tools/reference/NAME.sql
#   ext/tools/with_server.sh ext/tools/make_reference.sh check    compare instead; TAP, a line a page
#
# The queries run in a database of their own that has the extension and one ledger, called ledger.  Their rows are the
# lines of the page.
set -eu
cd "$(dirname "$0")/../.."
mode=${1:-write}
database="reference $$"
work=$(mktemp -d)
run=(psql -XAtq -v ON_ERROR_STOP=1)
finish() {
	rm -rf "$work"
	"${run[@]}" -c "DROP DATABASE IF EXISTS \"$database\"" 2>/dev/null || true
}
trap finish EXIT
"${run[@]}" -c "CREATE DATABASE \"$database\""
"${run[@]}" -d "$database" -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION materials CASCADE' -c 'SELECT materials.create_ledger()' >"$work/made"

queries=(ext/tools/reference/*.sql)
failed=0
n=0
[ "$mode" = write ] || echo "1..${#queries[@]}"
for query in "${queries[@]}"; do
	n=$((n + 1))
	page=docs/reference/$(basename "$query" .sql).md
	"${run[@]}" -d "$database" -f "$query" >"$work/page"
	if [ "$mode" = write ]; then
		cp "$work/page" "$page"
	elif diff "$page" "$work/page" >"$work/diff" 2>&1; then
		echo "ok $n - $page is as the catalogue has it"
	else
		failed=1
		echo "not ok $n - $page is out of date: run make reference"
		head -n 40 "$work/diff" | sed 's/^/#   /'
	fi
done
exit $failed
