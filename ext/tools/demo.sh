#!/bin/bash
# The demonstration: a private server that stays, with the extension and the demo ledger in it.
#
#   ext/tools/demo.sh start    make it (an earlier one is removed first), fill it, say how to connect
#   ext/tools/demo.sh stop     stop it and remove its folder
#
# Its folder is outside the tree: ~/.local/state/materials-demo (XDG_STATE_HOME is honoured), for root
# /var/lib/materials-demo, or what MATERIALS_DEMO_DIR says.  Nothing else of the machine is used.
set -eu
cd "$(dirname "$0")/../.."
database=materials_demo
page=build/materials-demo.html

if [ -n "${MATERIALS_DEMO_DIR:-}" ]; then
	dir=$MATERIALS_DEMO_DIR
elif [ "$(id -u)" = 0 ]; then
	dir=/var/lib/materials-demo
else
	dir=${XDG_STATE_HOME:-${HOME:-/nowhere}/.local/state}/materials-demo
	# A socket's name has room for about a hundred bytes.
	if [ ${#dir} -gt 90 ] || ! mkdir -p "$(dirname "$dir")" 2>/dev/null; then dir=/tmp/materials-demo-$(id -u); fi
fi

fill() {
	local run=(psql -X -q -v ON_ERROR_STOP=1 --pset=pager=off)
	"${run[@]}" -c "CREATE DATABASE $database"
	export PGDATABASE=$database
	"${run[@]}" -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION materials CASCADE'
	if [ -e ext/demo/demo.sql ]; then
		# From standard input: a refusal is shown as a user sees it, without the place in the script.
		"${run[@]}" <ext/demo/demo.sql
	else
		"${run[@]}" -c '\dx'
	fi
	if [ -e ext/demo/page.sql ]; then
		"${run[@]}" -At -f ext/demo/page.sql -o "$page.new"
		mv "$page.new" "$page"
	fi
	"${run[@]}" -c "ALTER DATABASE $database SET search_path = demo, materials, public"
}

case ${1:-} in
	start)
		ext/tools/with_server.sh --stop "$dir"
		echo "Making the demonstration's server in $dir"
		if ! COPT='' ext/tools/with_server.sh --keep "$dir" ext/tools/demo.sh fill; then
			ext/tools/with_server.sh --stop "$dir"
			echo "The demonstration failed; its server is removed." >&2
			exit 1
		fi
		psql=psql
		command -v psql >/dev/null || psql=$("${PG_CONFIG:-pg_config}" --bindir)/psql
		echo
		echo "The demonstration's database is ready.  Connect to it:"
		echo "    $psql -h $dir -U postgres $database"
		[ ! -e ext/demo/page.sql ] || printf 'Look at it in a browser:\n    %s\n' "$PWD/$page"
		printf 'Stop and remove it:\n    make demo-stop\n'
		;;
	fill) fill ;;
	stop)
		if [ -e "$dir" ]; then
			ext/tools/with_server.sh --stop "$dir"
			echo "The demonstration's server is stopped and removed ($dir)."
		else
			echo "No demonstration is running ($dir is not there)."
		fi
		;;
	*)
		echo "usage: demo.sh start | stop" >&2
		exit 2
		;;
esac
