# Determinations of the demonstration ledger are computed again byte for byte after new facts, corrections, changed registers and new
# versions of all rules, then out of a dump in another database, and on a standby, which answers all other questions too, and takes over.
# CASES=n tells how many determinations, SEED=n repeats a run.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $cases = $ENV{CASES} || 12;
my $seed = $ENV{SEED} || time;
my $dir = $PostgreSQL::Test::Utils::tmp_check;
note("SEED=$seed");
my $node = PostgreSQL::Test::Cluster->new('primary');
$node->init(allows_streaming => 1);
$node->append_conf('postgresql.conf', "shared_buffers = 128MB\nlog_statement = none\n");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->command_ok([ 'psql', '--no-psqlrc', '--set', "seed=$seed", '--set', "cases=$cases", '--file', "$FindBin::Bin/determination_survives.sql", '--dbname', $node->connstr('source') ], 'verdicts are stored, and much happens');
my $stored = $node->safe_psql('source', 'SELECT count(*) FROM public.stored');
cmp_ok($stored, '>=', $cases, "there are as many as were asked for ($stored)");
note('figures: ' . $node->safe_psql('source', q{SELECT string_agg(format('%s %s', s.status, s.count), ', ' ORDER BY s.status) FROM (SELECT status, count(*) FROM public.stored GROUP BY status) AS s}));

# All are computed again; what is stored is what was stored; nothing was changed behind the ledger's back.
my $checkpoint = $node->safe_psql('source', 'SELECT demo.checkpoint()');
sub again
{
	my ($server, $database, $what) = @_;
	my $started = time;
	my $said = $server->safe_psql($database, q{SELECT count(*), count(*) FILTER (WHERE r.matches), left(string_agg(format('%s: %s', r.code, r.differences), E'\n') FILTER (WHERE NOT r.matches), 2000) FROM demo.replay() AS r});
	is($said, "$stored|$stored|", "$what: all are computed again to the same bytes");
	note("figures: $what: " . (time - $started) . ' seconds');
	is($server->safe_psql($database, 'SELECT count(*) FROM public.stored AS s JOIN demo.determination AS d ON d.id = s.id AND d.status = s.status AND d.digest = s.digest'), $stored, "$what: which are those that were stored");
	is($server->safe_psql($database, "SELECT v FROM demo.verify('$checkpoint') AS v"), '', "$what: verify() finds nothing");
	return;
}
again($node, 'source', 'after facts, corrections and new versions of all rules');
SKIP:
{
	# Among few there may be none of whom something else is known now.
	skip 'few determinations', 1 if $cases < 40;
	cmp_ok($node->safe_psql('source', q{SELECT count(*) FROM (SELECT DISTINCT d.line_id, d.rule, d.as_of, d.status FROM demo.determination AS d ORDER BY d.line_id LIMIT 12) AS d JOIN demo.contract_line AS l ON l.id = d.line_id
		CROSS JOIN LATERAL demo."check"(l.code, d.rule, as_of => d.as_of) AS c WHERE c.status <> d.status}), '>', 0, 'though what is known now and the newest versions say otherwise of some');
}

# Out of a dump, into a database that sorts and writes otherwise.
my $icu = $node->safe_psql('source', q{SELECT count(*) > 0 FROM pg_collation WHERE collprovider = 'i'}) eq 't' ? q{LOCALE_PROVIDER icu ICU_LOCALE 'da-DK'} : '';
$node->safe_psql('postgres', qq{CREATE DATABASE restored TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' $icu});
$node->safe_psql('postgres', "ALTER DATABASE restored SET $_") foreach q{timezone = 'Asia/Kathmandu'}, q{datestyle = 'SQL, DMY'}, 'extra_float_digits = -3', q{intervalstyle = 'iso_8601'}, q{bytea_output = 'escape'};
$node->command_ok([ 'pg_dump', '--no-sync', '--format=custom', "--file=$dir/source.dump", $node->connstr('source') ], 'dumped');
$node->command_ok([ 'pg_restore', '--exit-on-error', '--dbname=' . $node->connstr('restored'), "$dir/source.dump" ], 'restored');
again($node, 'restored', 'dump and restore');

# A standby answers every kind of question as the primary does, from the packed flow and from the snapshot for BI too.
$node->safe_psql('source', 'SELECT demo.maintain_flow(); SELECT demo.refresh_bi()');
my $questions = slurp_file("$FindBin::Bin/standby_question.sql");
sub answers
{
	my ($server, %setting) = @_;
	my ($status, $output, $error) = $server->psql('source', join('', map { "SET $_ = '$setting{$_}';\n" } sort keys %setting) . $questions, on_error_stop => 0);
	return $output . join("\n", grep { /ERROR/ } split /\n/, $error);
}
$node->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'copy', has_streaming => 1);
$standby->start;
$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
is($standby->safe_psql('source', 'SELECT pg_is_in_recovery(), reader FROM demo.trace_plan()'), 't|store by pages', 'a standby reads the flow store by its pages');
my $told = answers($node);
cmp_ok(scalar(() = $told =~ /^\w+\|[1-9]/mg), '>', 40, 'many questions have an answer');
is(answers($standby), $told, 'a standby answers all of them the same');
unlike($told, qr/ERROR/, 'none of them is refused');
my @packed = ('materials.exact_edges' => 0);
$questions = (split /^-- Verdicts/m, $questions)[0];
my $bounds = answers($node, @packed);
is(answers($standby, @packed), $bounds, 'so it does from the packed flow');
isnt($bounds, answers($node), 'which tells bounds');

# It takes over, and determines.
$node->stop('immediate');
$standby->promote;
again($standby, 'source', 'standby promoted');
my ($line, $rule) = split /\|/, $standby->safe_psql('source', 'SELECT l.code, d.rule FROM demo.determination AS d JOIN demo.contract_line AS l ON l.id = d.line_id LIMIT 1');
$standby->safe_psql('source', "SELECT demo.determine('$line', '$rule')");
is($standby->safe_psql('source', 'SELECT count(*), bool_and(r.matches) FROM (SELECT d.code FROM demo.determination AS d ORDER BY d.id DESC LIMIT 1) AS d CROSS JOIN LATERAL demo.replay(d.code) AS r'), '1|t', 'what is determined there is computed again as well');
done_testing();
