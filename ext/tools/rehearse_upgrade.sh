#!/bin/bash
# Rehearses pg_upgrade from one major to another with a ledger in it, in a folder of its own that is removed again.
#
#   ext/tools/rehearse_upgrade.sh OLD_PG_CONFIG NEW_PG_CONFIG
#   ext/tools/rehearse_upgrade.sh /usr/lib/postgresql/15/bin/pg_config /usr/lib/postgresql/17/bin/pg_config
#
# Both servers must have the extension installed: `make install PG_CONFIG=…`, and `make clean` between the two; rehearse_majors.sh does
# that, in a Debian tree of its own.  Two ledgers with something of everything, one of them sealed twice and determined under another day,
# are filled, determined, gated and sealed under the old server; a third has nothing but its seal.  Under the new one all rows and answers
# must be the same, determinations are computed again byte for byte, verify() finds nothing, guards and gate hold, and each ledger goes on.
# DETERMINATIONS=n makes it more determinations.
# Says what it finds, a line each; ends with "the ledgers survive".
set -eu
cd "$(dirname "$0")/../.."
[ $# = 2 ] || { sed -n '4,5s/^# *//p' "$0" >&2; exit 2; }
if [ "$(id -u)" = 0 ]; then
	# Servers refuse to run as root.
	exec runuser -u postgres -- "$0" "$@"
fi
old=$("$1" --bindir) new=$("$2" --bindir)
old_major=$("$1" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/') new_major=$("$2" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
for config in "$1" "$2"; do
	[ -e "$("$config" --sharedir)/extension/materials.control" ] || { echo "the extension is not installed for $config" >&2; exit 2; }
done
dir=$(mktemp -d)
running=
finish() {
	[ -z "$running" ] || "$running/pg_ctl" -D "$dir/$running_data" -m immediate -w stop >/dev/null 2>&1 || true
	rm -rf "$dir"
}
trap finish EXIT
export PGHOST=$dir PGPORT=5632 PGUSER=postgres PGDATABASE=procurement PSQLRC=/dev/null PGTZ=UTC LC_ALL=C.UTF-8

start() {    # bindir, data
	"$1/pg_ctl" -D "$dir/$2" -w -l "$dir/$2.log" -o "-k $dir -c listen_addresses=" start >/dev/null || { cat "$dir/$2.log" >&2; exit 1; }
	running=$1 running_data=$2
}
stop() {
	"$running/pg_ctl" -D "$dir/$running_data" -w stop >/dev/null
	running=
}
ask() { "$new/psql" -XAtq -v ON_ERROR_STOP=1 "$@"; }
say() {    # what, found, wanted
	if [ "$2" = "$3" ]; then printf 'ok  %s\n' "$1"; else printf 'NOT %s: %s, not %s\n' "$1" "$2" "$3"; exit 1; fi
}
# All rows of the ledgers, and what they say of lots, parties and lines.
answers() {
	local ledger
	for ledger in $ledgers; do
		echo "ledger $ledger"
		ask -v ledger="$ledger" <<-'END'
			SET materials.as_of = '2027-11-01';
			SELECT format('SELECT %L, t.* FROM %s AS t ORDER BY t::text COLLATE "C"', c.relname, c.oid::regclass)
			FROM pg_class AS c WHERE c.relnamespace = :'ledger'::regnamespace AND c.relkind IN ('r', 'v') ORDER BY c.relname COLLATE "C" \gexec
			SELECT format('SELECT t.* FROM %I.%s AS t', :'ledger', q) FROM unnest(ARRAY['control_all()', 'screen(as_of => ''2031-06-01'')']) AS q \gexec
		END
		[ "$ledger" = empty ] || ask -v ledger="$ledger" <<-'END'
			SET materials.as_of = '2027-11-01';
			SELECT format('SELECT t.* FROM %I.%s AS t', :'ledger', q) FROM unnest(ARRAY['trace_up(''PACK-A'')', 'trace_up(''PACK-A'', ''cost'')', 'trace_down(''ORE-2'')', 'origins(''PACK-A'', by => ''party'')']) AS q \gexec
		END
	done
}
fill() {    # ledger, day on which it is determined
	{ echo "SET client_min_messages = warning; SELECT materials.create_ledger('$1') \\g /dev/null"; cat ext/test/data/sample_ledger.sql; } | ask --single-transaction -v ledger="$1"
	ask -v ledger="$1" -v day="$2" -v determinations="$determinations" <<-'END' >/dev/null
		SELECT set_config('search_path', :'ledger' || ', materials, public', false), set_config('materials.as_of', :'day', false);
		ALTER TABLE lot ADD COLUMN our_note text DEFAULT 'ours';
		CREATE INDEX our_index ON lot (our_note);
		CREATE TABLE our_award (line text, state text);
		SELECT determine('N001-1', r.rule) FROM (SELECT min(x.rule) AS rule FROM rule AS x GROUP BY x.test) AS r;
		SELECT determine('N001-2', '10USC4865');
		SELECT determine(l.line, r.rule, (:'day'::date + d.n)) FROM (SELECT DISTINCT x.rule FROM rule AS x) AS r CROSS JOIN unnest('{N001-1,N001-2}'::text[]) AS l (line) CROSS JOIN generate_series(1, :determinations) AS d (n) LIMIT :determinations;
		SELECT gate_lines('our_award', '{NDAA24-154}', line_column => 'line', when_column => 'state', when_values => '{awarded}');
		SELECT maintain_flow();
		SELECT seal();
	END
}

ledgers='acme borealis empty'
determinations=${DETERMINATIONS:-20}    # of each of the two beside one for each kind of test
umask 077
plain=
[ "$new_major" -lt 18 ] || [ "$old_major" -ge 18 ] || plain=--no-data-checksums    # on by default from 18 on; both must agree
"$old/initdb" -D "$dir/old" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
"$new/initdb" -D "$dir/new" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync $plain >/dev/null
start "$old" old
ask -d postgres -c 'CREATE DATABASE procurement'
ask -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION materials CASCADE'
fill acme 2027-11-01
fill borealis 2029-03-01
ask -c "INSERT INTO borealis.import_party (code, name) VALUES ('LATER', 'Later')" -c "SELECT borealis.determine('N001-2', '10USC4863')" -c 'SELECT borealis.seal()' >/dev/null
ask -c "SELECT materials.create_ledger('empty')" -c 'SELECT empty.seal()' >/dev/null 2>&1
declare -A checkpoint stored
for ledger in $ledgers; do
	text=$(ask -c "SELECT $ledger.checkpoint()"; echo x)
	checkpoint[$ledger]=${text%$'\nx'}    # it ends in a line's end, which the shell would drop
	stored[$ledger]=$(ask -c "SELECT count(*) FROM $ledger.determination")
done
answers >"$dir/before"
stop

began=$(date +%s)
(cd "$dir" && "$new/pg_upgrade" -b "$old" -B "$new" -d "$dir/old" -D "$dir/new" -U postgres -s "$dir" -p 5633 -P 5634 >"$dir/upgrade.log" 2>&1) || { tail -n 12 "$dir/upgrade.log" >&2; find "$dir/new/pg_upgrade_output.d" -name '*.log' -exec grep -h -A5 -E 'error:|ERROR:|could not' {} + | head -n 40 >&2; exit 1; }
echo "ok  pg_upgrade from $old_major to $new_major: $(($(date +%s) - began)) s"
start "$new" new
say 'the server is the new one' "$(ask -c "SELECT current_setting('server_version_num')::integer / 10000")" "$new_major"
answers >"$dir/after"
if ! cmp -s "$dir/before" "$dir/after"; then
	diff "$dir/before" "$dir/after" | head -n 20
	exit 1
fi
echo "ok  all rows and answers are the same: $(wc -l <"$dir/after") lines"
for ledger in $ledgers; do
	say "$ledger: determinations are computed again to the same bytes" "$(ask -c "SELECT count(*), count(*) FILTER (WHERE r.matches) FROM $ledger.replay() AS r")" "${stored[$ledger]}|${stored[$ledger]}"
	say "$ledger: verify() finds nothing against the checkpoint from before" "$(ask -c "SELECT count(*) FROM $ledger.verify('${checkpoint[$ledger]}')")" 0
	say "$ledger: the ledger is upgraded" "$(ask -c "SELECT materials.upgrade_ledger('$ledger')")" "$ledger"
	say "$ledger: facts are append-only still" "$(ask -c "DELETE FROM $ledger.consumption" 2>&1 | grep -c append-only)" 1
done
for ledger in acme borealis; do
	say "$ledger: the award gate holds" "$(ask -c "INSERT INTO $ledger.our_award VALUES ('NOBODY', 'awarded')" 2>&1 | grep -c 'there is no contract line')" 1
	ask -c "INSERT INTO $ledger.import_party (code, name) VALUES ('NEW', 'New')" -c "SELECT $ledger.determine('N001-1', '10USC4865')" -c "SELECT $ledger.seal()" >/dev/null
	say "$ledger: it is recorded, determined and sealed on" "$(ask -c "SELECT count(*) FROM $ledger.replay() AS r WHERE r.matches") $(ask -c "SELECT count(*) FROM $ledger.verify('${checkpoint[$ledger]}')")" "$((${stored[$ledger]} + 1)) 0"
done
stop
echo 'the ledgers survive'
