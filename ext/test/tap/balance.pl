# Sixteen writers draw on the same lots and issue them to the same contract lines, correct, weigh again, roll back: whoever looks, and
# whenever, no lot gave more than was made, and the books say what the rows say.
# WRITES=n says how many transactions each writer makes; SEED=n repeats the dice, not the timing.
use strict;
use warnings;
use FindBin;
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $writes = $ENV{WRITES} || 25;
my $seed = $ENV{SEED} || time;
my $dir = $PostgreSQL::Test::Utils::tmp_check;
note("SEED=$seed");
my $node = PostgreSQL::Test::Cluster->new('store');
$node->init;
$node->append_conf('postgresql.conf', "max_connections = 40\nmax_prepared_transactions = 20\ndeadlock_timeout = 50ms\nfsync = off\nlog_statement = none\nlog_min_error_statement = panic\n");
$node->start;
$node->psql('postgres', slurp_file("$FindBin::Bin/balance.sql"), on_error_die => 1);

sub bench
{
	my ($name, $scripts, @options) = @_;
	my @files;
	foreach my $script (sort keys %$scripts)
	{
		my $file = "$dir/$name.$script.sql";
		append_to_file($file, "$scripts->{$script}[1]\n");
		push @files, "--file=$file\@$scripts->{$script}[0]";
	}
	return IPC::Run::start([ 'pgbench', '--no-vacuum', '--random-seed=' . $seed, @options, @files, '--host=' . $node->host, '--port=' . $node->port, 'postgres' ],
		'<', \undef, '>', "$dir/$name.out", '2>', "$dir/$name.err");
}

# All at once want a sixth of what there is: what fits goes through, whoever is first.
my $rush = bench('rush', { draw => [ 1, q{INSERT INTO store.consumption (output_lot_id, input_lot_id, quantity) SELECT o.id, i.id, '60 kg' FROM (SELECT store.record_lot('RUSH-:client_id', '1 t', item_id => store.item_id('POWDER')) AS id) AS o, store.lot AS i WHERE i.code = 'SILO-1';} ] }, '--client=16', '--transactions=1');
$rush->finish;
is($node->safe_psql('postgres', q{SELECT count(*) FROM store.consumption}), '6', 'of sixteen who draw at once six get what there is');
$rush = bench('issue', { issue => [ 1, q{INSERT INTO store.contract_line_lot (line_id, lot_id, quantity) SELECT store.line_id('L-' || :client_id + 1), store.lot_id('SILO-1'), '60 kg';} ] }, '--client=16', '--transactions=1');
$rush->finish;
is($node->safe_psql('postgres', q{SELECT count(*) FROM store.contract_line_lot}), '6', 'of sixteen lines six get it');
like(slurp_file("$dir/rush.err"), qr/lot "SILO-1" would be over-consumed/, 'the others are told so');
like(slurp_file("$dir/issue.err"), qr/lot "SILO-1" would be over-issued/, 'lines too');

my $write = 'SELECT writer.write();';
my $pause = "\\set ms random(1, 20)\n\\sleep :ms ms";
my %writers = (
	plain => [ 6, $write ],
	several => [ 3, "BEGIN;\n$write\n$pause\n$write\nCOMMIT;" ],
	repeatable => [ 2, "BEGIN ISOLATION LEVEL REPEATABLE READ;\n$write\n$pause\n$write\nCOMMIT;" ],
	rolled_back => [ 2, "BEGIN;\n$write\n$pause\n$write\nROLLBACK;" ],
	savepoints => [ 2, "BEGIN;\n$write\nSAVEPOINT a;\n$write\n$pause\nROLLBACK TO a;\n$write\nCOMMIT;" ],
	prepared => [ 1, "BEGIN;\n$write\nPREPARE TRANSACTION 'writer:client_id';\n$pause\nCOMMIT PREPARED 'writer:client_id';" ]);
my $looking = bench('look', { look => [ 1, "SELECT writer.look();\n\\sleep 30 ms" ] }, '--client=1', '--time=86400');
my $started = time;
my $writing = bench('writers', \%writers, '--client=16', '--jobs=2', '--max-tries=1000', "--transactions=$writes");
ok($writing->finish, 'sixteen writers come to their end') or diag(substr(slurp_file("$dir/writers.err"), 0, 3000));
my $seconds = time - $started;
my $looked = $looking->pumpable;
$looking->signal('TERM');
eval { $looking->finish; };
ok($looked && slurp_file("$dir/look.err") !~ /broken/, 'whoever looked meanwhile found the balance kept') or diag(substr(slurp_file("$dir/look.err"), 0, 3000));
is($node->safe_psql('postgres', 'SELECT w.what FROM writer.wrong() AS w'), '', 'so it is in the end');
my %figure = map { $_ => $node->safe_psql('postgres', "SELECT coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'writer' AND sequencename = '$_'") } qw(done refused_draw refused_issue corrected);
note('figures: ' . join(', ', map { "$_ $figure{$_}" } sort keys %figure) . ", $seconds seconds");
cmp_ok($figure{$_}, '>', 0, "there was something of each: $_") foreach sort keys %figure;

# The look sees what it is for.
$node->safe_psql('postgres', q{ALTER TABLE store.contract_line_lot DISABLE TRIGGER guard_issue_insert; INSERT INTO store.import_contract_line (contract, line, item, quantity) VALUES ('C', 'L-LAST', 'POWDER', '1 t'); INSERT INTO store.contract_line_lot (line_id, lot_id, quantity) VALUES (store.line_id('L-LAST'), store.lot_id('SILO-2'), '1 t')});
$node->safe_psql('postgres', q{ALTER TABLE store.consumption DISABLE TRIGGER guard_consumption; INSERT INTO store.consumption (output_lot_id, input_lot_id, quantity) SELECT max(o.id), store.lot_id('SILO-3'), '1 t' FROM store.lot AS o WHERE o.code LIKE 'W-%'});
my ($status, $output, $error) = $node->psql('postgres', 'SELECT writer.look()');
like($error, qr/issued \d+ kg, booked/, 'where the guard of lines is off the look tells it');
like($error, qr/drawn \d+ kg/, 'and where that of consumption is');
done_testing();
