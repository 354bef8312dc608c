#!/bin/bash
# Runs a command line in a Debian tree of its own that has another major of PostgreSQL, with this tree's files in it.
#
#   ext/tools/major_tree.sh 17 'make -s test PGTAP=trace'     as root; makes the tree first where there is none
#   ext/tools/major_tree.sh 17 --afresh 'make -s all'         the same in a tree that is as new again afterwards
#   ext/tools/major_tree.sh 18 --make                         only makes it
#   ext/tools/major_tree.sh 18 --folder                       says where it is
#
# The command line runs as root in the copy of these files, with objects kept from run to run; `build` there is the copy's
# own.  A tree is made once, by debootstrap from the release that carries the major, and kept in MATERIALS_TREES (default
# ~/.cache/materials/trees), about 1.2 GB each; removing its folder is all that undoes it.  Once made it needs no network.
# MATERIALS_TREE_PACKAGES adds packages to it, by name; MATERIALS_TREE_SERVERS the servers and headers of older majors, each
# from its release.  Exit status 75: the tree could not be made.
# Mirrors are those that apt uses on this machine, which must be Debian.
set -eu

tree=$(cd "$(dirname "$0")/../.." && pwd -P)
major=${1:?"which major?"}
shift
die() { printf 'major_tree: %s\n' "$@" >&2; exit 75; }

# Which release carries which major.  14 and 16 are in none.
declare -A releases=([15]=bookworm [17]=trixie [18]=forky [19]=sid)
release=${releases[$major]:-}
[ -n "$release" ] || die "no Debian release carries PostgreSQL $major"
dir=${MATERIALS_TREES:-${XDG_CACHE_HOME:-$HOME/.cache}/materials/trees}/$major
if [ "${1:-}" = --folder ]; then
	echo "$dir"
	exit 0
fi
[ "$(id -u)" = 0 ] || die "debootstrap needs root"

# Mounts are made in namespaces of their own, so nothing of this machine hangs in the tree when it is removed, and what a
# command leaves running ends with it.
# Afresh: what is written goes to a layer that is thrown away.
layer=
inside() {
	unshare --mount --pid --fork --kill-child --propagation private bash -eu -c '
		if [ -n "$3" ]; then
			mkdir "$3/written" "$3/work" "$3/tree"
			mount -t overlay overlay -o "lowerdir=$1,upperdir=$3/written,workdir=$3/work" "$3/tree"
			set -- "$3/tree" "$2"
		fi
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive CI="${CI:-}" \
			http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" bash -euc "$2" </dev/null' inside "$dir" "$1" "$layer"
}

# debootstrap leaves the mirror in the tree.
mirror() { sed -n 's/^deb \([^ ]*\) .*/\1/p' "$dir/etc/apt/sources.list" | head -n 1; }

# Of the headers' package only the files are taken: it depends on clang and LLVM, twice the size of all the rest, for
# bitcode that is not built.
headers() {    # major, options of apt-get
	echo "cd /var/tmp && apt-get -q download ${2:-} postgresql-server-dev-$1 && for file in postgresql-server-dev-$1*.deb; do dpkg -x \$file /; done && rm postgresql-server-dev-$1*.deb"
}

make_tree() {
	rm -rf --one-file-system "$dir"
	"$tree/ext/tools/bare_tree.sh" "$release" "$dir" >"$dir.log" 2>&1 || return 1
	printf '#!/bin/sh\nexit 101\n' >"$dir/usr/sbin/policy-rc.d"
	chmod 755 "$dir/usr/sbin/policy-rc.d"
	# Of experimental only the server is taken: its other packages are in the middle of changes of their own.
	if [ "$major" = 19 ]; then
		echo "deb $(mirror) experimental main" >"$dir/etc/apt/sources.list.d/experimental.list"
		printf 'Package: src:postgresql-19\nPin: release a=experimental\nPin-Priority: 990\n' >"$dir/etc/apt/preferences.d/experimental"
	fi
	# pgTAP may not be packaged yet for a major that is not released.
	inside "
		apt-get -q update
		apt-get -q install -y --no-install-recommends postgresql-common
		echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf
		apt-get -q install -y --no-install-recommends make gcc libc6-dev libxml2-dev postgresql-$major libpq-dev \
			libtap-parser-sourcehandler-pgtap-perl libipc-run-perl
		apt-get -q install -y --no-install-recommends postgresql-$major-pgtap || {
			apt-get -q install -y --no-install-recommends unzip && cd /tmp && apt-get -q download postgresql-18-pgtap && dpkg -x postgresql-18-pgtap*.deb pgtap &&
				cp pgtap/usr/share/postgresql/18/extension/* /usr/share/postgresql/$major/extension/ && rm -r pgtap postgresql-18-pgtap*; }
		$(headers "$major")
		apt-get -q clean" >>"$dir.log" 2>&1 || return 1
	date -u +%s >"$dir/.materials-tree"
}

began=$(date +%s)
mkdir -p "$(dirname "$dir")"
exec 7>"$dir.lock"
flock 7
if [ ! -e "$dir/.materials-tree" ]; then
	make_tree || { tail -n 5 "$dir.log" >&2; die "the tree of PostgreSQL $major could not be made; all of it is said in $dir.log"; }
	echo "major_tree: PostgreSQL $major from $release: $(($(date +%s) - began)) s, $(du -xsm "$dir" | cut -f1) MB"
fi
add() {    # what, commands
	[ -e "$dir/.materials-$1" ] || { inside "apt-get -q update && $2" >>"$dir.log" 2>&1 && : >"$dir/.materials-$1"; } ||
		{ tail -n 5 "$dir.log" >&2; die "$1 could not be installed for PostgreSQL $major"; }
}
for package in ${MATERIALS_TREE_PACKAGES:-}; do
	add "$package" "apt-get -q install -y --no-install-recommends $package"
done
for older in ${MATERIALS_TREE_SERVERS:-}; do
	[ -e "$dir/.materials-server-$older" ] || echo "deb $(mirror) ${releases[$older]} main" >"$dir/etc/apt/sources.list.d/$older.list"
	add "server-$older" "apt-get -q install -y --no-install-recommends postgresql-$older && $(headers "$older" "-t ${releases[$older]}")"
done
[ "${1:-}" != --make ] || exit 0
afresh=
if [ "${1:-}" = --afresh ]; then
	afresh=yes
	shift
fi
[ $# = 1 ] || die "a command line is one argument"

"$tree/ext/tools/copy_tree.sh" "$dir/srv/materials"
if [ -n "$afresh" ]; then
	layer=$(mktemp -d "$dir.afresh-XXXXXX")
	trap 'rm -rf --one-file-system "$layer"' EXIT
fi
status=0
inside "umask 022; cd /srv/materials; export PG_CONFIG=/usr/lib/postgresql/$major/bin/pg_config; $1" || status=$?
exit $status
