#!/bin/bash
# Installs what building, testing or showing the extension needs and this machine lacks.
#
#   ext/tools/setup.sh demo     compiler, libxml2, server, headers
#   ext/tools/setup.sh test     the same, and pgTAP, pg_prove, IPC::Run
#   ext/tools/setup.sh long     the same, and clang with what fuzzing needs
#   ext/tools/setup.sh dist     what demo needs, and unzip
#   ext/tools/setup.sh trees    only debootstrap, for trees with other majors
#   ext/tools/setup.sh server   what test needs, and what a server with valgrind's hooks is built from its source with
#   ext/tools/setup.sh coverage, sqlsmith      what test needs, and the tool
#   ext/tools/setup.sh clients  what demo needs, and drivers: ODBC, JDBC with a Java that compiles, Node.js with npm, Chromium
#
# Looks first and asks for root (directly, or through sudo) only when something is missing; then it is one
# `apt-get update` and one list of Debian packages, without recommended extras.  With nothing missing it says nothing
# and changes nothing.  With PG_CONFIG set, that server is taken as it is: nothing of PostgreSQL is installed for it.
#
# It leaves servers alone.  A fresh server package comes without the cluster (and service on port 5432) that it would
# make by default; one that is installed is not upgraded under a running cluster.
set -eu

purpose=${1:-test}
major_min=15
missing=()    # packages
lacks=()      # what they are for, in words

die() { printf 'setup: %s\n' "$@" >&2; exit 1; }

need() {
	missing+=("$1")
	lacks+=("$2")
}

# --- what is missing ---

look_for_tools() {
	command -v make >/dev/null || need make "make"
	if ! command -v "${CC:-gcc}" >/dev/null; then
		need gcc "a C compiler"
	fi
	[ -e /usr/include/stdio.h ] || echo '#include <stdio.h>' | "${CC:-gcc}" -E - >/dev/null 2>&1 || need libc6-dev "the C library's headers"
	# shellcheck disable=SC2046  # the flags are words
	echo '#include <libxml/xmlreader.h>' | "${CC:-gcc}" $(xml2-config --cflags 2>/dev/null || echo -I/usr/include/libxml2) -E - >/dev/null 2>&1 || need libxml2-dev "libxml2's headers"
	[ "$purpose" != clients ] || look_for_clients
	[ "$purpose" != dist ] || command -v unzip >/dev/null || need unzip "unzip"
	case $purpose in demo | clients | dist) return 0 ;; esac
	command -v pg_prove >/dev/null || need libtap-parser-sourcehandler-pgtap-perl "pg_prove"
	perl -MIPC::Run -e 1 2>/dev/null || need libipc-run-perl "perl's IPC::Run"
	look_for_instruments
	[ "$purpose" = long ] || return 0
	echo 'int LLVMFuzzerTestOneInput(const char *b, unsigned long n) { return 0; }' | clang -fsanitize=fuzzer,address -x c -o /dev/null - 2>/dev/null || {
		need clang "clang"
		need libclang-rt-dev "clang's fuzzer"
	}
}

look_for_instruments() {
	case $purpose in
		server)
			[ -e /usr/include/zlib.h ] || need zlib1g-dev "zlib's headers"
			command -v bzip2 >/dev/null || need bzip2 "bzip2"
			[ -e /usr/include/valgrind/memcheck.h ] || need valgrind "valgrind, whose hooks are compiled into the server"
			;;
		sqlsmith) command -v sqlsmith >/dev/null || need sqlsmith "SQLsmith" ;;
		coverage) command -v lcov >/dev/null || need lcov "lcov" ;;
	esac
}

look_for_clients() {
	perl -MDBD::ODBC -e 1 2>/dev/null || need libdbd-odbc-perl "perl's DBD::ODBC"
	compgen -G '/usr/lib/*/odbc/psqlodbcw.so' >/dev/null || need odbc-postgresql "PostgreSQL's ODBC driver"
	[ -e /usr/share/java/postgresql.jar ] || need libpostgresql-jdbc-java "PostgreSQL's JDBC driver"
	command -v javac >/dev/null || need default-jdk-headless "Java"
	command -v node >/dev/null || need nodejs "Node.js"
	command -v npm >/dev/null || need npm "npm"
	command -v "${CHROMIUM:-chromium}" >/dev/null || need chromium "Chromium"
}

newest_server() {
	printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sed -n 's!.*/\([0-9][0-9]*\)/bin/postgres$!\1!p' | sort -n | tail -1
}

major_of() { "$1" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/'; }

# Looks at the parts of one server by its pg_config.
look_for_server() {
	local config=$1 major
	major=$(major_of "$config")
	[ "$major" -ge $major_min ] || die "PostgreSQL $major_min or newer is needed, $config is of $major"
	[ -e "$("$config" --pgxs)" ] && [ -e "$("$config" --includedir-server)/postgres.h" ] ||
		need "postgresql-server-dev-$major" "headers of PostgreSQL $major"
	[ -x "$("$config" --bindir)/postgres" ] && [ -e "$("$config" --sharedir)/extension/plpgsql.control" ] ||
		need "postgresql-$major" "server of PostgreSQL $major"
	[ "$purpose" = demo ] || [ "$purpose" = clients ] || [ "$purpose" = dist ] || [ -e "$("$config" --sharedir)/extension/pgtap.control" ] ||
		need "postgresql-$major-pgtap" "pgTAP for PostgreSQL $major"
}

server_given=
if [ "$purpose" = trees ]; then
	command -v debootstrap >/dev/null || need debootstrap "debootstrap"
	server_given=yes    # none of this machine's is asked for
elif [ -n "${PG_CONFIG:-}" ] && [ "$PG_CONFIG" != pg_config ]; then
	server_given=yes
	command -v "$PG_CONFIG" >/dev/null || die "there is no $PG_CONFIG (from PG_CONFIG)"
	look_for_server "$PG_CONFIG"
	[ ${#missing[@]} = 0 ] ||
		die "the server of $PG_CONFIG lacks $(printf '%s, ' "${lacks[@]}" | sed 's/, $//')." \
			"A server that PG_CONFIG names is taken as it is; on Debian these belong to it: ${missing[*]}"
	look_for_tools
elif pgxs=$(pg_config --pgxs 2>/dev/null) && [ -e "$pgxs" ]; then
	look_for_tools
	look_for_server pg_config
else
	look_for_tools
	major=$(newest_server)
	[ "${major:-$major_min}" -ge $major_min ] ||
		die "PostgreSQL $major_min or newer is needed, this machine has $major: install a newer one, or set PG_CONFIG"
	major=${major:-?}    # not known before the package lists are fresh
	extensions=/usr/share/postgresql/$major/extension
	need "postgresql-server-dev-$major" "PostgreSQL's headers"
	[ -e "$extensions/plpgsql.control" ] || need "postgresql-$major" "a PostgreSQL server"
	[ "$purpose" = demo ] || [ "$purpose" = dist ] || [ -e "$extensions/pgtap.control" ] || need "postgresql-$major-pgtap" "pgTAP"
fi
[ ${#missing[@]} -gt 0 ] || exit 0

# --- how it is installed ---

words=$(printf '%s, ' "${lacks[@]}" | sed 's/, $//')
command -v apt-get >/dev/null || die "missing: $words." \
	"This script installs on Debian and its relatives only; install these by your system's means (or set PG_CONFIG) and repeat."
# The release's own major stands for the one not known yet.
release_major() { apt-cache depends postgresql 2>/dev/null | sed -n '/^ *Depends: postgresql-[0-9][0-9]*$/ { s/.*-//p; q }'; }
hint() { local major; major=$(release_major); echo "as root: apt-get install ${missing[*]//\?/${major:-15}}"; }

if [ "$(id -u)" = 0 ]; then
	root=(env)
elif command -v sudo >/dev/null; then
	root=(sudo env)
	[ -t 0 ] || root=(sudo -n env)
	"${root[@]}" true || die "missing: $words." "sudo did not give root; $(hint)"
else
	die "missing: $words." "There is no sudo; $(hint)"
fi
apt=("${root[@]}" DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)

# Runs apt-get; what it prints is shown when it fails.
quietly() {
	local output
	output=$("$@" 2>&1) || die "$output" "apt-get failed; the packages were: ${missing[*]}"
}

echo "setup: missing: $words; installing with apt-get, which may take a minute or two"
quietly "${apt[@]}" update

# The release's own major, where there is no server yet.
if [[ "${missing[*]}" = *-\?* ]]; then
	major=$(release_major)
	[ -n "$major" ] || die "this system's package lists have no PostgreSQL server"
	[ "$major" -ge $major_min ] || die "PostgreSQL $major_min or newer is needed, this system's is $major: add the PostgreSQL project's package archive, or set PG_CONFIG"
	missing=("${missing[@]//\?/$major}")
fi

install=("${apt[@]}" install -y --no-install-recommends)

# Names the installed servers that installing "$@" would replace.
servers_replaced() (
	set -o pipefail
	apt-get -s install --no-install-recommends "$@" 2>/dev/null | sed -n 's/^Inst postgresql-\([0-9][0-9]*\) \[.*/\1/p'
)

# The version of an installed package; nothing when it is not installed.
installed() { dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1" 2>/dev/null | sed -n 's/^installed //p'; }

# Headers of the very version that is installed avoid an upgrade; without them a running cluster decides.
for old in $(servers_replaced "${missing[@]}" || true); do
	version=$(installed "postgresql-$old")
	exact=()
	client=$(installed libpq5)
	[ -z "$client" ] || [ -n "$(installed libpq-dev)" ] || exact+=("libpq-dev=$client")
	for package in "${missing[@]}"; do
		case $package in
			postgresql-server-dev-"$old") exact+=("$package=$version") ;;
			postgresql-"$old") ;;
			*) exact+=("$package") ;;
		esac
	done
	if [ -z "$(servers_replaced "${exact[@]}" || echo failed)" ]; then
		missing=("${exact[@]}")
	elif pg_lsclusters -h 2>/dev/null | awk -v v="$old" '$1 == v && $4 ~ /online/ { found = 1 } END { exit !found }'; then
		die "installing ${missing[*]} would upgrade the server package of PostgreSQL $old and restart its running cluster." \
			"Nothing was installed.  Do it yourself when it suits: apt-get install ${missing[*]}"
	fi
done

# A new server package would make a cluster and start it.  Its configuration says no for this one installation only.
clusters=/etc/postgresql-common/createcluster.conf
restore() { [ ! -e $clusters.before-materials ] || "${root[@]}" mv $clusters.before-materials $clusters; }
fresh=
for package in "${missing[@]}"; do
	if [[ $package =~ ^postgresql-[0-9]+$ ]] && ! [ -x "/usr/lib/postgresql/${package#postgresql-}/bin/postgres" ]; then fresh=yes; fi
done
if [ -n "$fresh" ]; then
	trap restore EXIT
	trap 'exit 130' INT TERM
	[ -e $clusters ] || quietly "${install[@]}" postgresql-common
	restore
	"${root[@]}" sh -c "cp -p $clusters $clusters.before-materials && echo 'create_main_cluster = false' >>$clusters"
fi
quietly "${install[@]}" "${missing[@]}"
[ -z "$fresh" ] || restore
[ -z "$fresh" ] || echo "setup: no database cluster was created or started (pg_createcluster makes one, should you want it)"
[ -z "$server_given" ] || exit 0
pgxs=$(pg_config --pgxs) && [ -e "$pgxs" ] || die "the headers are installed, but the pg_config on PATH does not know them: set PG_CONFIG"
