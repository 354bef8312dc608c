#!/bin/bash
# Makes the distribution for PGXN, build/materials-VERSION.zip, of what is committed; unpacks it elsewhere, builds it there and
# asks an extension made from it a question.
set -eu
cd "$(dirname "$0")/../.."
ext/tools/check_meta.pl
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" materials.control)
name=materials-$version
mkdir -p build
git archive --format=zip --prefix="$name/" -o "build/$name.zip" HEAD
[ -z "$(git status --porcelain)" ] || echo "make_dist: what is not committed is not in it" >&2

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
(cd "$dir" && unzip -q "$OLDPWD/build/$name.zip")
[ -e "$dir/$name/META.json" ] || { echo "make_dist: META.json is not where PGXN looks for it" >&2; exit 1; }
answer=$("$dir/$name/ext/tools/with_server.sh" psql -XAtqc 'SET client_min_messages = warning' -c 'CREATE EXTENSION materials CASCADE' \
	-c "SELECT extversion, '1/3'::materials.share FROM pg_extension WHERE extname = 'materials'")
[ "$answer" = "$version|1/3" ] || { echo "make_dist: what is built from it answers: $answer" >&2; exit 1; }
echo "build/$name.zip: $(stat -c %s "build/$name.zip") bytes; built and asked, it answers $answer"
