# A storm: sixteen writers commit, roll back, go back to savepoints, prepare transactions and correct; the flow store is
# maintained meanwhile; and readers ask, on the primary and on a standby, by the store's pages, by a query on it, and from the
# plain rows, in one snapshot each.  Answers must not differ.
# STORM_QUESTIONS=n says how many questions are asked on each server, of a new ledger after every 1,000; SEED=n repeats the dice, not the timing.
use strict;
use warnings;
use FindBin;
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $questions = $ENV{STORM_QUESTIONS} || 100;
my $seed = $ENV{SEED} || time;
my $round = 1000;    # questions asked of one ledger, on each server
my $each = 10;       # questions in a snapshot
my $readers = 2;     # on each server
my $dir = $PostgreSQL::Test::Utils::tmp_check;
note("SEED=$seed");

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
$primary->append_conf('postgresql.conf', "max_prepared_transactions = 40\nmax_connections = 60\nautovacuum_naptime = 1\ndeadlock_timeout = 100ms\nfsync = off\nlog_statement = none\nlog_min_error_statement = panic\n");
$primary->start;
$primary->safe_psql('postgres', 'CREATE DATABASE weather');
$primary->psql('weather', slurp_file("$FindBin::Bin/flow_storm.sql"), on_error_die => 1);
$primary->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'copy', has_streaming => 1);
# What is asked there comes first, replay waits.
$standby->append_conf('postgresql.conf', "max_standby_streaming_delay = -1\nhot_standby_feedback = on\n");
$standby->start;

# Scripts of pgbench, each with its weight.
my $pause = '\set ms random(1, 250)' . "\n" . '\sleep :ms ms';
my $write = 'SELECT weather.write();';
my %writers = (
	plain => [ 6, "BEGIN;\n$write\n$pause\n$write\nCOMMIT;" ],
	packing => [ 2, "BEGIN;\n$write\nSELECT storm.pack_late_flow();\n$pause\n$write\nCOMMIT;" ],
	packing_savepoints => [ 1, "BEGIN;\nSAVEPOINT a;\n$write\nSELECT storm.pack_late_flow();\n$pause\nROLLBACK TO a;\n$write\nSELECT storm.pack_late_flow();\n$write\nPREPARE TRANSACTION 'storm:client_id';\n$pause\nCOMMIT PREPARED 'storm:client_id';" ],
	repeatable => [ 3, "BEGIN ISOLATION LEVEL REPEATABLE READ;\n$write\n$pause\n$write\n$pause\n$write\nCOMMIT;" ],
	rolled_back => [ 2, "BEGIN;\n$write\n$pause\n$write\nROLLBACK;" ],
	savepoints => [ 3, "BEGIN;\n$write\nSAVEPOINT a;\n$write\n$pause\nSAVEPOINT b;\n$write\nROLLBACK TO a;\n$write\nRELEASE a;\n$write\nSAVEPOINT c;\n$write\nROLLBACK TO c;\nCOMMIT;" ],
	prepared => [ 2, "BEGIN;\n$write\n$write\nPREPARE TRANSACTION 'storm:client_id';\n$pause\n$pause\nCOMMIT PREPARED 'storm:client_id';" ],
	given_up => [ 1, "BEGIN;\n$write\n$write\nPREPARE TRANSACTION 'storm:client_id';\n$pause\nROLLBACK PREPARED 'storm:client_id';" ]);
$_->[1] .= "\n\\set ms random(1, 800)\n\\sleep :ms ms" foreach values %writers;
my %maintenance = (
	pack => [ 12, "SELECT storm.pack_late_flow();\n\\set ms random(20, 200)\n\\sleep :ms ms" ],
	maintain => [ 8, "SELECT storm.maintain_flow();\n\\set ms random(50, 600)\n\\sleep :ms ms" ],
	vacuum => [ 1, "VACUUM storm.lot, storm.consumption, storm.correction, storm.flow_mark, storm.flow_even, storm.flow_odd, storm.flow_late;\n\\sleep 100 ms" ]);
my $ask = "SELECT weather.ask($each);";
my $half = 'SELECT weather.ask(' . $each / 2 . ');';
my %questions = (
	repeatable => [ 8, "BEGIN ISOLATION LEVEL REPEATABLE READ;\n$ask\nCOMMIT;" ],
	long => [ 1, "BEGIN ISOLATION LEVEL REPEATABLE READ;\n$half\n\\sleep 700 ms\n$half\nCOMMIT;" ]);
# A standby knows no such snapshot.
my %primary_questions = (%questions, serializable => [ 1, "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY;\n$ask\nCOMMIT;" ]);

# Starts pgbench; what it says goes to a file.
sub bench
{
	my ($server, $database, $name, $scripts, @options) = @_;
	my @files;
	foreach my $script (sort keys %$scripts)
	{
		my $file = "$dir/$database.$name.$script.sql";
		append_to_file($file, $scripts->{$script}[1] . "\n");
		push @files, "--file=$file\@$scripts->{$script}[0]";
	}
	my @command = ('pgbench', '--no-vacuum', '--max-tries=1000', '--random-seed=' . $seed, @options, @files, '--host=' . $server->host, '--port=' . $server->port, $database);
	return IPC::Run::start(\@command, '<', \undef, '>', "$dir/$database.$name.out", '2>', "$dir/$database.$name.err");
}

# What the readers of a server have told its log, summed up; an old log counts too.
sub asked
{
	my ($server) = @_;
	my %sum = map { $_ => 0 } qw(asked pages sql plain stale slow bounds);
	my $log = slurp_file($server->logfile);
	while ($log =~ /weather: (.*)/g)
	{
		my $line = $1;
		$sum{$1} += $2 while $line =~ /(\w+)=(\d+)/g;
	}
	return \%sum;
}

# What was done by writers is summed up before a database goes.
my %done;
sub sum_up
{
	my ($database) = @_;
	my $sequences = $primary->safe_psql($database, q{SELECT string_agg(s.sequencename || ' ' || coalesce(s.last_value, 0), ', ') FROM pg_sequences AS s WHERE s.schemaname = 'weather'});
	$done{$1} += $2 while $sequences =~ /(\w+) (\d+)/g;
	return;
}

# Asks so many questions of a new ledger while it storms there; returns what each program said that was wrong.
sub storm
{
	my ($database, $asked, $ending) = @_;
	my $transactions = int(($asked + $each * $readers - 1) / ($each * $readers));
	$primary->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE weather");
	$primary->safe_psql($database, "SELECT setseed(($seed % 1000000) / 1000000.0); SELECT weather.write() FROM generate_series(1, 150); SELECT storm.maintain_flow(); SELECT weather.write() FROM generate_series(1, 50)");
	$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
	my $writing = bench($primary, $database, 'writers', \%writers, '--client=16', '--jobs=2', '--time=86400');
	my $maintaining = bench($primary, $database, 'maintenance', \%maintenance, '--client=1', '--time=86400');
	my @asking = (bench($primary, $database, 'questions', \%primary_questions, "--client=$readers", "--transactions=$transactions"),
		bench($standby, $database, 'standby', \%questions, "--client=$readers", "--transactions=$transactions"));
	my @well = map { $_->finish } @asking;
	my $stormed = $writing->pumpable && $maintaining->pumpable;
	sum_up($database);
	$ending->($database);
	foreach my $run ($writing, $maintaining)
	{
		$run->signal('TERM');
		eval { $run->finish; };
	}
	my %said = map { $_ => slurp_file("$dir/$database.$_.err") } qw(questions standby writers maintenance);
	return (ok($well[0], "$database: every answer is the same by pages, by a query and from plain rows") || diag(substr($said{questions}, 0, 3000)))
		+ (ok($well[1], "$database: so it is on a standby") || diag(substr($said{standby}, 0, 3000)))
		+ (ok($stormed && "$said{writers}$said{maintenance}" !~ /ERROR: (?!.*(terminating|recovery|starting up))/, "$database: writers and maintenance went on to the end") || diag(substr("$said{writers}$said{maintenance}", 0, 3000)));
}

# What was prepared when a storm ended is still to be decided.
sub settle
{
	my ($database) = @_;
	$primary->safe_psql($database, $_) foreach split /\n/, $primary->safe_psql($database, q{SELECT format('%s PREPARED %L', CASE WHEN random() < 0.5 THEN 'COMMIT' ELSE 'ROLLBACK' END, gid) FROM pg_prepared_xacts WHERE database = current_database()});
	return;
}

my $started = time;
my $rounds = int(($questions + $round - 1) / $round);
foreach my $n (1 .. $rounds - 1)
{
	storm("storm_$n", $round, sub { });
	settle("storm_$n");
	$primary->safe_psql('postgres', "DROP DATABASE storm_$n WITH (FORCE)");
}

# The last one ends in a crash.
my $last = "storm_$rounds";
storm($last, $questions - $round * ($rounds - 1), sub { $primary->stop('immediate') });
my $seconds = time - $started;
$primary->start;
settle($last);
my ($status, $output, $error) = $primary->psql($last, 'SELECT weather.ask(20); SELECT storm.maintain_flow(); SELECT weather.ask(20)');
is($error, '', 'after a crash the answers are the same still');
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
($status, $output, $error) = $standby->psql($last, 'SELECT weather.ask(20)');
is($error, '', 'and on the standby');

foreach my $server ($primary, $standby)
{
	my $sum = asked($server);
	my $name = $server->name;
	note("figures: $name: " . join(', ', map { "$_ $sum->{$_}" } qw(asked pages sql plain stale slow bounds)));
	cmp_ok($sum->{asked}, '>=', $questions, "$name: as many questions as were to be asked");
	cmp_ok($sum->{pages}, '>', $questions / 10, "$name: many of them read the store");
	cmp_ok($sum->{stale}, '>', $questions / 10, "$name: many while lots were out of date");
	cmp_ok($sum->{slow}, '>', 0, "$name: some were compared with a query that knows no store and no walk");
	cmp_ok($sum->{bounds}, '>', 0, "$name: some answers were bounds, not what plain rows tell");
}
note('figures: ' . join(', ', map { "$_ $done{$_}" } sort keys %done));
note("figures: $rounds ledgers, $seconds seconds; the last has " . $primary->safe_psql($last, q{SELECT format('%s lots, %s rows of consumption, %s corrections, generation %s', (SELECT count(*) FROM storm.lot), (SELECT count(*) FROM storm.consumption), (SELECT count(*) FROM storm.correction), (SELECT generation FROM storm.flow_state))}));
is(join(' ', grep { /^done_/ && !$done{$_} } sort keys %done), '', 'writers did all that they can do');

# The comparison sees what it is for: here lots are written that nobody marks.
$primary->safe_psql($last, q{
	ALTER TABLE storm.consumption DISABLE TRIGGER mark_flow;
	SELECT storm.maintain_flow();
	DO $$
	DECLARE
		g integer;
	BEGIN
		FOR g IN SELECT DISTINCT m.grp FROM weather.member AS m LOOP
			BEGIN
				PERFORM weather.draws_add(g, NULL, 4, NULL);
			EXCEPTION WHEN check_violation THEN
				NULL;
			END;
		END LOOP;
	END
	$$});
($status, $output, $error) = $primary->psql($last, 'SELECT weather.ask(100)');
like($error, qr/answers differ/, 'where lots are not marked, answers differ and it is told');

done_testing();
