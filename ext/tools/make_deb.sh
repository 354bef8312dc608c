#!/bin/bash
# Makes the Debian package of each major, build/deb/postgresql-MAJOR-materials_….deb, in the tree of that major; installs it
# by name in one that is as new, makes the extension, asks it, and takes it away again.  As root.
#
#   MAJORS='17 18' ext/tools/make_deb.sh      some of 15, 17 and 18
#
# Built with dpkg alone: the library, the install script, the verifier, the licence and the changelog.  What the library needs
# is read from it, and the packages that carry that are asked for in the version it was built with.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" materials.control)

if [ "${1:-}" = inside ]; then
	major=$("$PG_CONFIG" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/')
	package=postgresql-$major-materials
	root=$(mktemp -d)
	COPT=-Werror make -s "-j$(nproc)" all
	COPT=-Werror make -s install "DESTDIR=$root"
	strip --strip-unneeded "$root/$("$PG_CONFIG" --pkglibdir)/materials.so" "$root/$("$PG_CONFIG" --bindir)/materials-verify"
	mkdir -p "$root/usr/share/doc/$package" "$root/DEBIAN" build/deb
	cp LICENSE "$root/usr/share/doc/$package/copyright"
	gzip -9nc CHANGELOG.md >"$root/usr/share/doc/$package/changelog.gz"
	carries() { dpkg-query -W -f '${Package} (>= ${Version})\n' "$1" | sed 's/-[^-]*)$/)/'; }
	needs=$({
		carries "postgresql-$major"
		ldd "$root/$("$PG_CONFIG" --pkglibdir)/materials.so" | awk '/=> \// { print $3 }' | while read -r library; do
			objdump -p "$root/$("$PG_CONFIG" --pkglibdir)/materials.so" | grep -q "NEEDED *$(basename "$library")\$" || continue
			carrier=$(dpkg-query -S "$(realpath "$library")" "*/$(basename "$(realpath "$library")")" 2>/dev/null | sed -n '1s/:.*//p')
			carries "$carrier"
		done
	} | sort -u | paste -sd, | sed 's/,/, /g')
	(cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
	cat >"$root/DEBIAN/control" <<-END
		Package: $package
		Version: $version-1
		Architecture: $(dpkg --print-architecture)
		Section: database
		Priority: optional
		Maintainer: the materials developers <materials@localhost>
		Installed-Size: $(du -sk "$root/usr" | cut -f1)
		Depends: $needs
		Description: critical-materials ledger for PostgreSQL $major
		 Traces battery cells, magnets and their minerals through lots and suppliers,
		 works out who controls those suppliers, and says for a contract line whether
		 US procurement law lets it be bought.
	END
	dpkg-deb --root-owner-group -Zxz -b "$root" "build/deb/${package}_${version}-1_$(dpkg --print-architecture).deb" >/dev/null
	rm -rf "$root"
	exit 0
fi

mkdir -p build/deb
failed=0 passed=0
for major in ${MAJORS:-15 17 18}; do
	start=$(date +%s)
	rm -f build/deb/postgresql-"$major"-materials_*.deb
	copy=$(ext/tools/major_tree.sh "$major" --folder)/srv/materials
	if ext/tools/major_tree.sh "$major" 'rm -rf build/deb; ext/tools/make_deb.sh inside' >"build/deb/$major.log" 2>&1 && cp "$copy"/build/deb/*.deb build/deb/ &&
		# shellcheck disable=SC2016  # the tree's shell is to expand it
		answer=$(ext/tools/major_tree.sh "$major" --afresh 'mv build/deb/*.deb /var/tmp; cd /; rm -r /srv/materials
			apt-get -q install -y --no-install-recommends /var/tmp/*.deb >&2
			major=$("$PG_CONFIG" --version | sed "s/^PostgreSQL \([0-9]*\).*/\1/")
			dpkg -V postgresql-$major-materials >&2
			pg_virtualenv -v $major psql -XAtq -v ON_ERROR_STOP=1 -o /var/tmp/answer -c "SET client_min_messages = warning" -c "CREATE EXTENSION materials CASCADE" \
				-c "SELECT extversion, '\''1/3'\''::materials.share FROM pg_extension WHERE extname = '\''materials'\''" >&2
			cat /var/tmp/answer
			apt-get -q purge -y postgresql-$major-materials >&2
			find /etc /usr /var/lib -xdev -name "*materials*"' 2>>"build/deb/$major.log") && [ "$answer" = "$version|1/3" ]; then
		passed=$((passed + 1))
		printf 'ok     %s: %d bytes, installed, asked, taken away; %d s\n' "$(basename build/deb/postgresql-"$major"-materials_*.deb)" "$(stat -c %s build/deb/postgresql-"$major"-materials_*.deb)" $(($(date +%s) - start))
	else
		failed=$((failed + 1))
		printf 'FAILED the package for PostgreSQL %s: %s\n' "$major" "${answer:-}"
		tail -n 20 "build/deb/$major.log"
	fi
done
printf '%d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed -gt 0 ]
