#!/bin/bash
# Proves the two commands on a machine as new: a fresh Debian tree with only git, make and ca-certificates.
#
#   ext/tools/clean_root.sh [DIR]     as root; needs the package debootstrap, the network, and 5 GB in DIR (default: a
#                                     folder of its own under /var/tmp)
#   SUITE=trixie clean_root.sh        another release than bookworm
#   TESTS='LINT=1 PGTAP=trace' clean_root.sh      these tests in place of all, and no .ci/run
#
# Once as root (make demo, again, demo-stop, make test) and once, in a second such tree, as a user who has sudo
# (make test, make demo, demo-stop).  What is committed here is what is tested.  Prints the seconds each command took
# and checks that nothing is left running and that no database cluster was made.
# Mirrors are those that apt uses on this machine.
set -eu

tree=$(cd "$(dirname "$0")/../.." && pwd -P)
suite=${SUITE:-bookworm}
dir=${1:-$(mktemp -d /var/tmp/clean-root-XXXXXX)}
mkdir -p "$dir"
# Mounts are made in namespaces of their own, so nothing of this machine hangs in the trees when they are removed.
trap 'rm -rf --one-file-system "$dir"/base "$dir"/root "$dir"/user "$dir"/source "$dir"/log; rmdir "$dir" 2>/dev/null || true' EXIT

# Runs a command line in a tree, as a user, in name spaces of its own: what it leaves running ends with it, after `left` saw it.
inside() {
	unshare --mount --pid --fork --propagation private bash -eu -c '
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$(awk -F: -v u="$2" "\$1 == u { print \$6 }" "$1/etc/passwd")" \
			CI=true http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
			sh -c "cd ~ && { if [ $2 = root ]; then sh -euc \"\$0\"; else runuser -u $2 -- sh -euc \"\$0\"; fi; } </dev/null; status=\$?
				left=\$(grep -alE \"(^|/)postgres\" /proc/[0-9]*/cmdline 2>/dev/null | wc -l); [ \$left = 0 ] || echo \"left running: \$left\"; exit \$status" "$3"
	' inside "$1" "$2" "$3"
}

failed=0
timed() {    # what, tree, user, command line, last lines to show
	local start status=0
	start=$(date +%s)
	inside "$2" "$3" "$4" >"$dir/log" 2>&1 || status=$?
	printf '\n== %s, %s: %s: %d s, exit status %d\n' "$suite" "$3" "$1" $(($(date +%s) - start)) $status
	if [ $status = 0 ]; then tail -n "${5:-8}" "$dir/log"; else failed=1; cat "$dir/log"; fi
}

check() {    # what, command that must hold
	if bash -c "$2"; then echo "-- $1: yes"; else echo "-- $1: NO"; failed=1; fi
}

tests="make test${TESTS:+ $TESTS}"

# Both trees get the same commit, whatever is committed meanwhile.
git clone -q --bare --no-hardlinks "$tree" "$dir/source"
echo "== commit $(git -C "$dir/source" log -1 --format='%h, %s')"
start=$(date +%s)
"$tree/ext/tools/bare_tree.sh" "$suite" "$dir/base" git,make,ca-certificates >"$dir/log" 2>&1 || { tail "$dir/log"; exit 1; }
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
if [ "$suite" = "$codename" ]; then
	apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | grep " $codename" | sort -u >"$dir/base/etc/apt/sources.list"
fi
echo "== $suite: fresh tree: $(($(date +%s) - start)) s, $(du -xsm "$dir/base" | cut -f1) MB"
cp -a "$dir/base" "$dir/root"
mv "$dir/base" "$dir/user"

new=$dir/root
git clone -q --no-hardlinks "$dir/source" "$new/root/materials"
timed 'make demo' "$new" root 'cd materials && make demo && make demo-stop' 12
timed 'make demo twice, demo-stop' "$new" root 'cd materials && make demo && make demo && make demo-stop' 4
timed "$tests" "$new" root "cd materials && $tests" 4
[ -n "${TESTS:-}" ] || timed '.ci/run in a new clone' "$new" root 'git clone -q materials again && bash again/.ci/run' 3
timed 'make, install, installcheck' "$new" root 'cd materials && make clean && make && make install && pg_virtualenv make installcheck && make uninstall' 6
check 'no cluster was made' "! ls '$new'/etc/postgresql/*/* >/dev/null 2>&1"
check 'the cluster settings are the packages own' "cmp '$new/etc/postgresql-common/createcluster.conf' '$new/usr/share/postgresql-common/createcluster.conf'"
echo "== $suite, root: $(du -xsm "$new" | cut -f1) MB at the end"
rm -rf --one-file-system "$new"

new=$dir/user
timed 'sudo and a user are added' "$new" root 'apt-get -qq update && apt-get -qq install -y --no-install-recommends sudo && useradd -m tester && echo "tester ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/tester' 1
git clone -q --no-hardlinks "$dir/source" "$new/home/tester/materials"
chroot "$new" sh -c 'chown -R tester ~tester/materials'
timed "$tests" "$new" tester "cd materials && $tests" 4
timed 'make demo' "$new" tester 'cd materials && make demo && make demo && make demo-stop' 8
check 'no cluster was made' "! ls '$new'/etc/postgresql/*/* >/dev/null 2>&1"
check 'the tree belongs to its user' "[ -z \"\$(find '$new/home/tester' -user root)\" ]"

if [ $failed = 0 ]; then echo "clean_root: all of it worked"; else echo "clean_root: something failed" >&2; fi
exit $failed
