#!/bin/bash
# Copies the tree's files, committed or not, to a folder that may have a copy already: what is no longer in the tree goes, what
# building left there stays, and files keep their times, so that only what changed is compiled again.
#
#   ext/tools/copy_tree.sh FOLDER
set -eu
cd "$(dirname "$0")/../.."
to=${1:?"to which folder?"}
mkdir -p "$to"
find "$to" -type f ! -name '*.o' ! -name '*.d' ! -name '*.so' ! -path "$to/build/*" -delete
{ git -c safe.directory='*' ls-files --cached --others --exclude-standard 2>/dev/null ||
	find . -type f ! -path './.git/*' ! -path './build/*' ! -path './stage/*' ! -name '*.o' ! -name '*.d' ! -name '*.so' -printf '%P\n'; } |
	while read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done | tar --owner=0 --group=0 -cf - -T - | tar -xf - -C "$to"
