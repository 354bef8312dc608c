#!/bin/bash
# Runs a command against a private, throw-away PostgreSQL server that has this tree's extension.
#
#   ext/tools/with_server.sh COMMAND [ARGUMENT...]      stage, start, run, stop, remove
#   ext/tools/with_server.sh --keep DIR COMMAND...      the same, but the server stays, in DIR (which must not exist yet)
#   ext/tools/with_server.sh --stop DIR                 stop and remove a server that --keep left
#
# The server has its own data directory and listens on a unix socket only, inside a folder that nobody else may enter.
# No existing cluster, service, port or user is touched, and nothing is installed where that can be avoided: the
# extension is staged into the same folder and the server is told to look there (extension_destdir in Debian's servers,
# extension_control_path from 18 on). Only a server that has neither gets a real `make install`, and only when its
# folders may be written.
#
# The command runs as the caller, where the caller stands, with PGHOST, PGPORT, PGUSER, PGDATABASE and PATH set, and
#   MATERIALS_SERVER_DIR    the private folder (log, data, stage)
#   MATERIALS_SERVER_CONF   the settings that make the extension visible, for servers that tests start themselves
#   MATERIALS_SERVER_USER   who runs the server: the caller, or `postgres` when the caller is root
# Its exit status is handed on, but becomes 99 when the server crashed meanwhile.
#
# PG_CONFIG names the server (default: the pg_config on PATH), COPT adds compiler flags (default -Werror),
# MATERIALS_SETTINGS adds lines to postgresql.conf, MATERIALS_POSTGRES is a program that is started in place of `postgres`
# and hands its arguments on to it (ext/tools/instrument.sh).
set -eu

tree=$(cd "$(dirname "$0")/../.." && pwd -P)
pg_config=$(command -v "${PG_CONFIG:-pg_config}") || pg_config=
export COPT=${COPT--Werror}

die() { printf '%s\n' "with_server: $*" >&2; exit 1; }

mode=run
case ${1:-} in
	--keep) mode=keep; dir=${2:?"--keep needs a folder"}; shift 2 ;;
	--stop) mode=stop; dir=${2:?"--stop needs a folder"}; shift 2 ;;
esac
[ $mode = stop ] || [ $# -gt 0 ] || die "which command?"

# A server refuses to run as root. Root lends it to `postgres`, or to `nobody` where there is no such user.
server_user=$(id -un)
if [ "$(id -u)" = 0 ]; then
	server_user=postgres
	id -u postgres >/dev/null 2>&1 || server_user=nobody
fi

as_server() {
	if [ "$(id -un)" = "$server_user" ]; then
		(cd / && "$@")
	else
		(cd / && runuser -u "$server_user" -- "$@")
	fi
}

# The marker keeps --stop from removing a folder that is not ours.
marker=.materials-server

# After a crash of the machine the pid on file may be that of a stranger: only a process that names our folder is stopped.
server_runs() {
	local pid
	pid=$(head -1 "$dir/data/postmaster.pid" 2>/dev/null) || return 1
	! [ -e /proc/self/cmdline ] || tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF "$dir/data"
}

stop_server() {
	if server_runs; then
		as_server "$(cat "$dir/$marker")/pg_ctl" -D "$dir/data" -m "$1" -w stop >/dev/null 2>&1 || true
	fi
	rm -rf "$dir"
}

if [ $mode = stop ]; then
	[ -e "$dir" ] || exit 0
	[ -f "$dir/$marker" ] || die "$dir is not a server of this script, it is left alone"
	stop_server fast
	exit 0
fi

[ -n "$pg_config" ] || die "there is no ${PG_CONFIG:-pg_config}: run \`make setup\`"
bin=$("$pg_config" --bindir)
pkglibdir=$("$pg_config" --pkglibdir)
sharedir=$("$pg_config" --sharedir)
[ -x "$bin/initdb" ] || die "$bin has no server"

# A place must be short enough for a socket's name (107 bytes with the file), open to who runs the server, and able to
# hold a library that can be loaded (not mounted noexec).
fits() {
	[ "${#1}" -le 90 ] || return 1
	[ "$server_user" = "$(id -un)" ] || chown "$server_user" "$1" 2>/dev/null || return 1
	printf '#!/bin/sh\n:\n' >"$1/probe" && chmod 755 "$1/probe" && as_server "$1/probe" 2>/dev/null || return 1
	rm -f "$1/probe"
}

umask 077
if [ $mode = keep ]; then
	! [ -e "$dir" ] || die "$dir is already there"
	mkdir -p "$(dirname "$dir")"
	mkdir "$dir"
	dir=$(cd "$dir" && pwd -P)
	fits "$dir" || { rm -rf "$dir"; die "$dir cannot hold a server: too long a name, closed to $server_user, or noexec"; }
else
	for place in "${TMPDIR:-/tmp}" /tmp /var/tmp "$tree/build"; do
		dir=$(mktemp -d "$place/materials-XXXXXX" 2>/dev/null) || continue
		fits "$dir" && break
		rm -rf "$dir"
		dir=
	done
	[ -n "${dir:-}" ] || die "no folder found that can hold a server; set TMPDIR to one that $server_user may enter"
fi
printf '%s\n' "$bin" >"$dir/$marker"

finished=
finish() {
	if [ $mode = run ] || [ -z "$finished" ]; then
		stop_server immediate
	fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# --- the extension, where the server can see it ---
make=(make -s "-j$(nproc)" -C "$tree" --no-print-directory "PG_CONFIG=$pg_config")
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
mkdir -p "$tree/build"
(
	# Two calls in one tree must not compile over each other.
	umask 022
	flock 9 && "${make[@]}" all && "${make[@]}" install "DESTDIR=$dir/stage"
) 9>"$tree/build/lock" >"$dir/build.log" 2>&1 || {
	cat "$dir/build.log" >&2
	die "the extension could not be built"
}
conf=$dir/extension.conf
known=$("$bin/postgres" --describe-config | cut -f1)
if grep -qx extension_destdir <<<"$known"; then
	printf "extension_destdir = '%s'\ndynamic_library_path = '%s:\$libdir'\n" "$dir/stage" "$dir/stage$pkglibdir" >"$conf"
elif grep -qx extension_control_path <<<"$known"; then
	printf "extension_control_path = '%s:\$system'\ndynamic_library_path = '%s:\$libdir'\n" \
		"$dir/stage$sharedir" "$dir/stage$pkglibdir" >"$conf"
elif [ -w "$pkglibdir" ] && [ -w "$sharedir/extension" ]; then
	echo "with_server: this server cannot load a staged extension, installing it into $pkglibdir" >&2
	(umask 022 && "${make[@]}" install >>"$dir/build.log" 2>&1) || { cat "$dir/build.log" >&2; die "install failed"; }
	: >"$conf"
else
	die "the server of $bin finds extensions only in its own folder ($sharedir), which may not be written: run \`make install\` as its owner"
fi
[ "$server_user" = "$(id -un)" ] || chown -R "$server_user" "$dir"

# --- the server ---
# What the caller's shell says about other servers must not leak in.
for name in $(compgen -e | grep '^PG[A-Z]*$' | grep -vx PGTAP); do unset "$name"; done

locale=C.UTF-8
locale -a 2>/dev/null | grep -qix 'c\.utf-*8' || locale=C
as_server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=$locale --no-sync >"$dir/initdb.log" 2>&1 || {
	cat "$dir/initdb.log" >&2
	die "initdb failed"
}
{
	printf "listen_addresses = ''\nunix_socket_directories = '%s'\nport = 5432\nmax_connections = 40\n" "$dir"
	# Forty connections with the locks of a hundred, which is what a server has by default: tests make several ledgers in one transaction.
	printf 'max_locks_per_transaction = 160\n'
	printf "shared_buffers = '64MB'\ntimezone = 'UTC'\nlog_min_messages = warning\n"
	cat "$conf"
	# However slow the machine is, examples print what they print.
	if [ $mode = run ]; then printf 'materials.progress_every = -1\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n'; fi
	printf '%s\n' "${MATERIALS_SETTINGS:-}"
} >>"$dir/data/postgresql.conf"
as_server "$bin/pg_ctl" -D "$dir/data" -p "${MATERIALS_POSTGRES:-$bin/postgres}" -w -t 120 -l "$dir/log" start >/dev/null 2>&1 || {
	cat "$dir/log" >&2
	die "the server did not start"
}

# --- the command ---
export PGHOST=$dir PGPORT=5432 PGUSER=postgres PGDATABASE=postgres PSQLRC=/dev/null PGCLIENTENCODING=UTF8 PATH="$bin:$PATH"
export PG_CONFIG="$pg_config" MATERIALS_SERVER_DIR=$dir MATERIALS_SERVER_CONF=$conf MATERIALS_SERVER_USER=$server_user
umask 022
status=0
"$@" || status=$?
if grep -E 'PANIC|terminated by signal|TRAP: |detected write past chunk end|AddressSanitizer|runtime error:' "$dir/log" >&2; then
	echo "with_server: the server crashed" >&2
	status=99
fi
finished=yes
exit $status
