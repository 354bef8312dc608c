# The postmaster is killed while sixteen clients record, issue, correct, determine, prepare and seal.  What a client was told is committed
# is there afterwards, every transaction is there whole or not at all, the books agree with the rows, determinations are computed again to
# the same bytes, and verify() finds nothing, also against the last checkpoint that a client got.
# CRASHES=n says how often; SEED=n repeats the dice, not the timing.  What the operating system was told is on disk here: this kills the
# server, not the machine.
use strict;
use warnings;
use FindBin;
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $crashes = $ENV{CRASHES} || 3;
my $seed = $ENV{SEED} || time;
my $writers = 16;
my $dir = $PostgreSQL::Test::Utils::tmp_check;
note("SEED=$seed");
srand($seed);

my $node = PostgreSQL::Test::Cluster->new('crash');
$node->init(allows_streaming => 1);    # as servers are by default; with wal_level minimal PostgreSQL forgets numbers of sequences
$node->append_conf('postgresql.conf', "max_connections = 40\nmax_prepared_transactions = 40\ndeadlock_timeout = 50ms\nsynchronous_commit = on\nlog_statement = none\nlog_min_error_statement = panic\n");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE store');
$node->psql('store', q{
	BEGIN;
	SET client_min_messages = warning;
	CREATE EXTENSION materials CASCADE;
	SELECT materials.create_ledger('store');
	ALTER DATABASE store SET search_path = store, materials, public;
	SET search_path = store, materials, public;
	INSERT INTO import_party (code, name, incorporated_in) VALUES ('MAKER', 'Maker', 'US');
	INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('POWDER', 'Powder', 'component_material');
	INSERT INTO import_lot (code, item, producer, quantity, primary_source) SELECT 'SILO-' || n, 'POWDER', 'MAKER', '1000000 kg', true FROM generate_series(1, 4) AS n;
	INSERT INTO import_lot (code, item, producer, country, quantity) VALUES ('CELLS', 'CELL', 'MAKER', 'US', '1000000 each');
	INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('CELLS', 'SILO-1', '7 kg');
	INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, obligated_on, lots) SELECT 'C', '2028-01-01', 'BUY-' || n, 'CELL', '10 each', '2028-01-01', '2028-01-01', '{CELLS}' FROM generate_series(1, 4) AS n;
	CREATE TABLE public.told (token text PRIMARY KEY, rows integer);
	COMMIT;
	SELECT seal();
}, on_error_die => 1);

# A transaction by its kind: statements in which TOKEN marks what they record, and how many marked rows it leaves.
my %kinds = (
	import => [ 6, q{INSERT INTO import_party (code, name, source) VALUES ('P-TOKEN', 'P', 'TOKEN'); INSERT INTO import_lot (code, item, producer, quantity, source) VALUES ('A-TOKEN', 'POWDER', 'P-TOKEN', '9 kg', 'TOKEN'), ('B-TOKEN', 'POWDER', 'P-TOKEN', '9 kg', 'TOKEN');
		INSERT INTO import_consumption (output_lot, input_lot, quantity, source) VALUES ('A-TOKEN', 'SILO-1', '3 kg', 'TOKEN'), ('A-TOKEN', 'SILO-2', '4 kg', 'TOKEN'), ('B-TOKEN', 'A-TOKEN', '5 kg', 'TOKEN')} ],
	call => [ 4, q{SELECT record_lot('C-TOKEN', '20 kg', ARRAY[lot_id('SILO-1'), lot_id('SILO-3'), lot_id('SILO-4')], '{1 kg,2 kg,3 kg}', item_id => item_id('POWDER'), source => 'TOKEN')} ],
	correct => [ 6, q{SELECT record_lot('D-TOKEN', '20 kg', ARRAY[lot_id('SILO-2'), lot_id('SILO-3')], '{2 kg,2 kg}', item_id => item_id('POWDER'), source => 'TOKEN');
		INSERT INTO lot (code, revision, item_id, quantity, source) VALUES ('D-TOKEN', 1, item_id('POWDER'), '21 kg', 'TOKEN');
		INSERT INTO correction (relation, row_id, replaced_by, reason, source) SELECT 'lot', o.id, n.id, 'weighed again', 'TOKEN' FROM lot AS o JOIN lot AS n ON n.code = o.code AND n.revision = 1 WHERE o.code = 'D-TOKEN' AND o.revision = 0;
		INSERT INTO correction (relation, row_id, reason, source) SELECT 'consumption', min(c.id), 'wrong', 'TOKEN' FROM consumption AS c WHERE c.source = 'TOKEN'} ],
	issue => [ 3, q{INSERT INTO contract (code, source) VALUES ('K-TOKEN', 'TOKEN'); INSERT INTO contract_line (code, contract_id, item_id, quantity, source) SELECT 'L' || n || '-TOKEN', c.id, item_id('CELL'), '5 each', 'TOKEN' FROM contract AS c, generate_series(1, 2) AS n WHERE c.code = 'K-TOKEN';
		INSERT INTO contract_line_lot (line_id, lot_id, quantity) SELECT l.id, lot_id('CELLS'), '5 each' FROM contract_line AS l WHERE l.source = 'TOKEN'; UPDATE contract_line SET price = 7, currency = 'USD' WHERE code = 'L1-TOKEN'} ],
	determine => [ 1, q{SELECT code FROM determine('BUY-NUMBER', '10USC4863', source => 'TOKEN')} ],
	rolled_back => [ 0, q{INSERT INTO import_party (code, name, source) VALUES ('R-TOKEN', 'R', 'TOKEN'); SELECT record_lot('R-TOKEN', '9 kg', ARRAY[lot_id('SILO-1')], '{1 kg}', item_id => item_id('POWDER'), source => 'TOKEN')} ],
	prepared => [ 2, q{SELECT record_lot('E-TOKEN', '9 kg', ARRAY[lot_id('SILO-4')], '{1 kg}', item_id => item_id('POWDER'), source => 'TOKEN')} ]);
my @dice = (('import') x 3, ('call') x 5, ('correct') x 2, ('issue') x 2, 'determine', 'rolled_back', 'prepared');

# What a client does until its server is gone: after each end of a transaction that it is told of it says so.
sub script
{
	my ($cycle, $writer) = @_;
	my $text = "\\set ON_ERROR_STOP on\nSET client_min_messages = error;\n";
	foreach my $n (1 .. 400)
	{
		my $kind = $dice[ rand @dice ];
		my $token = "$kind.$cycle.$writer.$n";
		my $number = 1 + int rand 4;
		my $statements = $kinds{$kind}[1] =~ s/TOKEN/$token/gr =~ s/NUMBER/$number/gr;
		my $end = $kind eq 'rolled_back' ? 'ROLLBACK' : $kind eq 'prepared' ? "PREPARE TRANSACTION '$token';\n\\echo prepared $token\nCOMMIT PREPARED '$token'" : 'COMMIT';
		$text .= "BEGIN;\n$statements \\g /dev/null\n$end;\n\\echo done $token\n";
	}
	return $text;
}
my $sealing = "\\set ON_ERROR_STOP on\n" . "SELECT 'sealed' AS said FROM seal() \\gset\nSELECT replace(checkpoint(), E'\\n', '|') AS said \\gset\n\\echo sealed :said\nSELECT pg_sleep(0.05) \\g /dev/null\n" x 500;

sub client
{
	my ($name, $text) = @_;
	append_to_file("$dir/$name.sql", $text);
	return IPC::Run::start([ 'psql', '--no-psqlrc', '--quiet', '--no-align', '--tuples-only', '--file', "$dir/$name.sql", '--dbname', $node->connstr('store') ], '<', \undef, '>', "$dir/$name.out", '2>', "$dir/$name.err");
}

# The postmaster dies; its children take a moment to notice, and until then no other may start.
sub crash
{
	my $pid = $node->{_pid};
	$node->kill9;
	return $pid;
}
sub rise
{
	my ($pid) = @_;
	for (1 .. 600)
	{
		return if !kill(0, $pid) && $node->start(fail_ok => 1);
		$node->{_pid} = undef;
		select(undef, undef, undef, 0.05);
	}
	die 'the server does not start again';
}

my %sum = map { $_ => 0 } qw(acknowledged found prepared lost half deadlocks);
my %seen = map { $_ => 0 } keys %kinds;
my (@lost, @half, @wrong, %told, $checkpoint);
my $started = time;
foreach my $cycle (1 .. $crashes)
{
	my @running = map { client("$cycle.$_", script($cycle, $_)) } 1 .. $writers;
	push @running, client("$cycle.seal", $sealing);
	select(undef, undef, undef, 0.6 + rand 1.2);
	my $pid = crash();
	foreach my $run (@running) { eval { $run->finish; }; }
	rise($pid);

	# What clients were told.
	my (%prepared, @acknowledged);
	foreach my $writer (1 .. $writers)
	{
		foreach (split /\n/, slurp_file("$dir/$cycle.$writer.out"))
		{
			if (/^done (\S+)$/) { push @acknowledged, $1; }
			elsif (/^prepared (\S+)$/) { $prepared{$1} = 1; }
		}
		my $error = slurp_file("$dir/$cycle.$writer.err");
		push @wrong, "cycle $cycle: $error" if $error =~ /ERROR/ && $error !~ /ERROR:  (deadlock detected|terminating)/;
		$sum{deadlocks}++ if $error =~ /deadlock detected/;
	}
	$checkpoint = ($_ =~ s/\|/\n/gr) foreach map { /^sealed (.*)$/ ? $1 : () } split /\n/, slurp_file("$dir/$cycle.seal.out");
	unlink glob("$dir/$cycle.*");
	$sum{acknowledged} += @acknowledged;

	# What was prepared waits to be decided.  The server commits it.
	my %waiting = map { $_ => 1 } split /\n/, $node->safe_psql('store', 'SELECT gid FROM pg_prepared_xacts');
	$node->safe_psql('store', "COMMIT PREPARED '$_'") foreach sort keys %waiting;
	$sum{prepared} += keys %waiting;

	# What is there, by the mark that each transaction left on its rows; of this cycle alone, and in the end of all.
	my %found = map { split /\|/ } split /\n/, $node->safe_psql('store', qq{SELECT r.source, count(*) FROM (SELECT source FROM party UNION ALL SELECT source FROM lot UNION ALL SELECT source FROM consumption UNION ALL SELECT source FROM correction
		UNION ALL SELECT source FROM contract UNION ALL SELECT source FROM contract_line UNION ALL SELECT source FROM determination) AS r WHERE r.source ~ '^[a-z_]+[.]$cycle\[.]' GROUP BY 1});
	foreach my $token (@acknowledged, keys %prepared)
	{
		my ($kind) = $token =~ /^(\w+)/;
		push @lost, $token if $kinds{$kind}[0] > 0 && !$found{$token};
	}
	foreach my $token (keys %found)
	{
		my ($kind) = $token =~ /^(\w+)/;
		push @half, "$token: $found{$token} rows" if $found{$token} != $kinds{$kind}[0];
		$told{$token} = $found{$token};
	}
	$seen{ (/^(\w+)/)[0] }++ foreach @acknowledged;
	$sum{found} += keys %found;

	# The books, and the log against what a client had.
	push @wrong, map { "cycle $cycle: $_" } split /\n/, $node->safe_psql('store', q{
		WITH drawn AS (SELECT lot_standing(c.input_lot_id, 'infinity') AS id, materials.sum(c.quantity) AS amount FROM consumption AS c WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id) GROUP BY 1),
		issued AS (SELECT lot_standing(x.lot_id, 'infinity') AS id, materials.sum(x.quantity) AS amount FROM contract_line_lot AS x WHERE x.quantity IS NOT NULL GROUP BY 1)
		SELECT format('lot %s: drawn %s, booked %s', b.lot_id, d.amount, b.consumed) FROM lot_balance AS b LEFT JOIN drawn AS d ON d.id = b.lot_id WHERE coalesce(d.amount, b.made OPERATOR(materials.-) b.made) OPERATOR(materials.<>) b.consumed
		UNION ALL SELECT format('lot %s: drawn %s, not booked', d.id, d.amount) FROM drawn AS d WHERE NOT EXISTS (SELECT FROM lot_balance AS b WHERE b.lot_id = d.id)
		UNION ALL SELECT format('lot %s: issued %s, booked %s', b.lot_id, i.amount, b.issued) FROM lot_issue AS b LEFT JOIN issued AS i ON i.id = b.lot_id WHERE coalesce(i.amount, b.made OPERATOR(materials.-) b.made) OPERATOR(materials.<>) b.issued
		UNION ALL SELECT format('line %s of %s: not filled', l.code, l.source) FROM contract_line AS l WHERE l.source <> '' AND NOT EXISTS (SELECT FROM contract_line_lot AS x WHERE x.line_id = l.id)
		UNION ALL SELECT format('line %s: no price', l.code) FROM contract_line AS l WHERE l.code LIKE 'L1-%' AND l.price IS NULL
		UNION ALL SELECT format('determination %s: no facts', d.code) FROM determination AS d WHERE NOT EXISTS (SELECT FROM determination_fact AS f WHERE f.determination_id = coalesce(d.act_id, d.id))});
	push @wrong, map { "cycle $cycle: $_" } split /\n/, $node->safe_psql('store', 'SELECT v FROM verify(' . (defined $checkpoint ? "'$checkpoint'" : 'NULL') . ') AS v');
	note("cycle $cycle: " . @acknowledged . ' acknowledged, ' . keys(%found) . ' found, ' . keys(%waiting) . ' prepared') if $cycle % 10 == 0 || $crashes < 10;
	last if @lost || @half || @wrong;
}
my $seconds = time - $started;
is(join(' ', splice(@lost, 0, 20)), '', 'nothing of which a client was told is lost');
is(join("\n", splice(@half, 0, 20)), '', 'nothing is half written');
is(join("\n", splice(@wrong, 0, 20)), '', 'books and rows agree, and verify() finds nothing');
ok(defined $checkpoint, 'a client had a checkpoint');
cmp_ok($sum{acknowledged}, '>', 20 * $crashes, 'clients had something to lose');
cmp_ok($sum{found}, '>', 0, 'and it was looked for');
is(join(' ', grep { !$seen{$_} } sort keys %seen), '', 'there was something of each kind');

# All of it once more, after all crashes.
my %all = map { split /\|/ } split /\n/, $node->safe_psql('store', q{SELECT r.source, count(*) FROM (SELECT source FROM party UNION ALL SELECT source FROM lot UNION ALL SELECT source FROM consumption UNION ALL SELECT source FROM correction
	UNION ALL SELECT source FROM contract UNION ALL SELECT source FROM contract_line UNION ALL SELECT source FROM determination) AS r WHERE r.source <> '' GROUP BY 1});
is(join(' ', grep { ($all{$_} // 0) != $told{$_} } sort keys %told), '', 'what was there after one crash is there after the others');
$node->safe_psql('store', 'SELECT seal()');
is($node->safe_psql('store', "SELECT v FROM verify('$checkpoint') AS v"), '', 'sealing goes on');
my ($stored, $replayed) = split /\|/, $node->safe_psql('store', 'SELECT count(*), count(*) FILTER (WHERE r.matches) FROM (SELECT d.code FROM determination AS d ORDER BY d.id DESC LIMIT 50) AS d CROSS JOIN LATERAL replay(d.code) AS r');
ok($stored > 0 && $replayed == $stored, "determinations are computed again to the same bytes ($replayed of $stored)");
note("figures: $crashes crashes, $sum{acknowledged} commits acknowledged, $sum{found} found, $sum{prepared} prepared and waiting, $sum{deadlocks} deadlocks, " . $node->safe_psql('store', 'SELECT max(tree_size) FROM seal_block') . " leaves sealed, $seconds seconds");

# The count sees what it is for: half of a transaction is taken away, and a row that was sealed.
my $victim = (grep { /^import/ } sort keys %told)[0];
$node->safe_psql('store', "SET session_replication_role = replica; DELETE FROM consumption WHERE source = '$victim'");
isnt($node->safe_psql('store', "SELECT count(*) FROM (SELECT source FROM party UNION ALL SELECT source FROM lot UNION ALL SELECT source FROM consumption) AS r WHERE r.source = '$victim'"), $told{$victim}, 'half a transaction would be seen');
like($node->safe_psql('store', "SELECT v FROM verify('$checkpoint') AS v"), qr/missing,consumption/, 'and a row that is missing');
done_testing();
