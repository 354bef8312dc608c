#!/bin/bash
# Makes a bare Debian tree by debootstrap, from the mirror that apt uses on this machine, which must be Debian; as root.
#
#   ext/tools/bare_tree.sh RELEASE FOLDER [PACKAGE,PACKAGE...]      prints what debootstrap does
set -eu

release=${1:?"which release?"}
dir=${2:?"to which folder?"}
die() { printf 'bare_tree: %s\n' "$@" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "debootstrap needs root"
command -v debootstrap >/dev/null || die "debootstrap is not installed"
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | awk -v c="$codename" '$2 == c { print $1; exit }')
[ -n "$mirror" ] || die "apt knows no mirror of this machine's release"

# Releases newer than debootstrap are made as sid is.
scripts=/usr/share/debootstrap/scripts
[ -e $scripts/"$release" ] || ln -s sid $scripts/"$release"
# What debootstrap mounts goes with its name space, also when it is stopped half-way.
unshare --mount --propagation private debootstrap --variant=minbase ${3:+--include="$3"} "$release" "$dir" "$mirror"
cp /etc/resolv.conf /etc/hosts "$dir/etc/"
# A mirror kept for repeatable builds may be older than its lists' dates allow.
echo 'Acquire::Check-Valid-Until "false";' >"$dir/etc/apt/apt.conf.d/99-keep"
