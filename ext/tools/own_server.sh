#!/bin/bash
# Builds a PostgreSQL server with assertions and valgrind's hooks from the distribution's source package; says its pg_config.
#
#   ext/tools/own_server.sh           the major of PG_CONFIG, or 15; once: it is kept in MATERIALS_SERVERS
#                                     (default ~/.cache/materials/servers), 90 MB; as root also for the user who runs servers
#
# The packaged server tells nothing of a write past a piece of its memory, and cannot start under the address checker where
# it is linked with libp11-kit.  Takes four minutes on two quiet cores.  pgTAP is taken from the packaged server.
# Of the versions that the lists know the newest that can be had is taken: the source of a security update may be missing.
set -eu

packaged=$(command -v "${PG_CONFIG:-pg_config}")
major=$("$packaged" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/')
servers=${MATERIALS_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/materials/servers}
# Root lends the server to another user, who may enter none of root's folders.
[ "$(id -u)" != 0 ] || servers=${MATERIALS_SERVERS:-/var/cache/materials/servers}
prefix=$servers/$major
if [ -x "$prefix/bin/postgres" ] && [ -e "$prefix/share/valgrind.supp" ]; then
	echo "$prefix/bin/pg_config"
	exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/lists/partial" "$servers"
cd "$work"
apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) main' 'Created-By: Packages' | sort -u >sources.list
options=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists" -o APT::Sandbox::User=root)
apt-get "${options[@]}" -q update >apt.log 2>&1
version=
for candidate in $(apt-cache "${options[@]}" showsrc "postgresql-$major" | awk '/^Version:/ { print $2 }' | sort -Vr | uniq); do
	if apt-get "${options[@]}" -q source --download-only "postgresql-$major=$candidate" >>apt.log 2>&1; then
		version=$candidate
		break
	fi
done
[ -n "$version" ] || { tail -n 5 apt.log >&2; echo "own_server: no source of PostgreSQL $major can be had" >&2; exit 1; }
echo "own_server: building PostgreSQL $version with assertions into $prefix" >&2
tar -xf postgresql-"$major"_*.orig.tar.*
cd "postgresql-$major".*
./configure -q --prefix="$prefix" --enable-cassert --enable-debug --enable-tap-tests --without-icu --without-readline \
	CFLAGS='-Og -g -fno-omit-frame-pointer' CPPFLAGS=-DUSE_VALGRIND >"$work/build.log" 2>&1 &&
	make -s -j"$(nproc)" >>"$work/build.log" 2>&1 && make -s install >>"$work/build.log" 2>&1 &&
	for folder in contrib/pg_trgm contrib/btree_gist contrib/postgres_fdw; do make -s -C $folder install >>"$work/build.log" 2>&1 || exit 1; done ||
	{ tail -n 20 "$work/build.log" >&2; rm -rf "$prefix"; exit 1; }
cp "$("$packaged" --sharedir)"/extension/pgtap* "$("$prefix/bin/pg_config" --sharedir)/extension/"
cp src/tools/valgrind.supp "$prefix/share/"
chmod -R a+rX "$prefix"
echo "$prefix/bin/pg_config"
