# Where Citus is installed: a ledger whose tables are on the coordinator answers as one without Citus, and ledgers made on its nodes
# answer through the coordinator as one that holds all.  Skipped elsewhere; docs/guides/citus.md says what was run.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($share) = run_command([ $ENV{PG_CONFIG} || 'pg_config', '--sharedir' ]);
plan skip_all => 'Citus is not installed' unless -e "$share/extension/citus.control";

# Nodes of Citus reach each other by TCP.
my %node = map { $_ => PostgreSQL::Test::Cluster->new($_) } qw(plain hub first second);
foreach my $name (qw(plain hub first second))
{
	$node{$name}->init(extra => [ '-A', 'trust' ]);
	$node{$name}->append_conf('postgresql.conf', "shared_preload_libraries = 'citus'\nlisten_addresses = '127.0.0.1'\n") if $name ne 'plain';
	$node{$name}->start;
	$node{$name}->safe_psql('postgres', 'CREATE EXTENSION citus') if $name ne 'plain';
}
my $hub = $node{hub};
$hub->safe_psql('postgres', sprintf(q{SELECT citus_set_coordinator_host('127.0.0.1', %s); SELECT citus_add_node('127.0.0.1', n.port) FROM (VALUES (%s), (%s)) AS n (port)}, map { $node{$_}->port } qw(hub first second)));
$node{$_}->safe_psql('postgres', 'CREATE EXTENSION materials CASCADE') foreach qw(plain hub);
is($node{$_}->safe_psql('postgres', q{SELECT count(*) FROM pg_extension WHERE extname = 'materials'}), '1', "Citus makes the extension on node $_") foreach qw(first second);

$hub->safe_psql('postgres', 'CREATE ROLE desk LOGIN');
is($node{$_}->safe_psql('postgres', q{SELECT count(*) FROM pg_roles WHERE rolname = 'desk'}), '1', "and roles, on node $_") foreach qw(first second);

sub load
{
	my ($server, $ledger, $tenants) = @_;
	my ($status, $output, $error) = $server->psql('postgres', slurp_file("$FindBin::Bin/shard.sql"), extra_params => [ '-v', "ledger=$ledger", '-v', "tenants=$tenants" ]);
	is($error, '', "$ledger has its facts");
	return $server->safe_psql('postgres', "SELECT lots FROM $ledger.maintain_flow()");
}

sub refused
{
	my ($query, $message, $what) = @_;
	my ($status, $output, $error) = $hub->psql('postgres', $query);
	like($error, $message, $what);
	return;
}

# On the coordinator.
foreach my $name (qw(plain hub))
{
	my ($status, $output, $error) = $node{$name}->psql('postgres', q{SELECT materials.create_ledger('one')});
	is($error, '', "$name: a ledger is made, and Citus has nothing to say");
	load($node{$name}, 'one', 'north,south');
}
my $answers = q{SELECT t FROM one.screen('10USC4865') AS t; SELECT l.code, t FROM one.lot AS l, one.trace(l.code) AS t ORDER BY l.id, t.way, t.lot COLLATE "C"};
my ($status, $output, $error) = $hub->psql('postgres', q{SELECT materials.grant_ledger('one', 'desk', 'reader'), materials.upgrade_ledger('one')});
is($error, '', 'roles get their rights, and a ledger is brought to the installed version');
is($hub->safe_psql('postgres', $answers), $node{plain}->safe_psql('postgres', $answers), 'on the coordinator: the same answers');
is($node{first}->safe_psql('postgres', q{SELECT count(*) FROM pg_namespace WHERE nspname = 'one'}), '0', 'and nothing of it is on a node');
refused(q{SELECT create_distributed_table('one.consumption', 'output_lot_id')}, qr/ERROR:  Citus can not handle circular dependencies/, 'its tables are not distributed');
refused(q{SET citus.enable_unsafe_triggers = on; SELECT create_reference_table('one.party')}, qr/ERROR:  Citus can not handle circular dependencies/, 'nor copied');
refused(q{SET citus.enable_unsafe_triggers = on; SELECT citus_schema_distribute('one')}, qr/ERROR:  foreign keys from distributed schemas can only point to/, 'nor is its schema a shard');

# On the nodes: each ledger whole on one.
$hub->safe_psql('postgres', q{SELECT materials.create_ledger('lead')});
refused(q{SELECT materials.distribute_ledger('lead', 'north')}, qr/ERROR:  the extension dblink is not there/, 'dblink is needed');
$hub->safe_psql('postgres', 'CREATE EXTENSION dblink');
is($hub->safe_psql('postgres', q{SELECT materials.distribute_ledger('lead', 'north'), materials.distribute_ledger('lead', 'south')}), '[1099511627777,2199023255553)|[2199023255553,3298534883329)', 'ledgers are made, each with numbers of its own');
is($hub->safe_psql('postgres', q{SELECT shard, server, reached, version_same, rulebook_same FROM lead.shard_status()}), "north|citus_node_1|t|t|t\nsouth|citus_node_2|t|t|t", 'each on a node of its own');
refused(q{SELECT materials.distribute_ledger('lead', 'north')}, qr/ERROR:  schema "north" already exists/, 'a ledger that is there is not made again');
load($node{first}, 'north', 'north');
load($node{second}, 'south', 'south');
is($hub->safe_psql('postgres', q{SELECT lead.shard_attach('north', 'north', 'citus_node_1'), lead.shard_attach('south', 'south', 'citus_node_2')}), '3|3', 'they have their programmes');

sub same
{
	my ($what, $one, $through) = @_;
	my $want = $node{plain}->safe_psql('postgres', $one);
	cmp_ok(length $want, '>', 100, "$what: there is something to compare");
	is($hub->safe_psql('postgres', $through), $want, "$what: the same rows as in one ledger without Citus");
	return;
}
my $row = '(t.contract, t.line, t.programme, t.item, t.item_name, t.procured_on, t.rule, t.version, t.status, t.share_min, t.share_max, t.threshold, t.reason, t.status_by_policy, t.confirmed)::materials.screen_row::text';
same('screening', 'SELECT t::text FROM one.screen() AS t', "SELECT $row FROM lead.shard_screen() AS t");
my $lots = q{FROM one.lot AS l};
same('origins', qq{SELECT l.code, t.origin, t.country, t.share $lots, one.origins(l.code) AS t ORDER BY l.id, t.origin COLLATE "C"}, qq{SELECT l.code, t.origin, t.country, t.share $lots, lead.shard_origins(l.code) AS t ORDER BY l.id, t.origin COLLATE "C"});

# A node that is down.
$node{second}->stop('immediate');
refused(q{SELECT * FROM lead.shard_screen('10USC4865')}, qr/ERROR:  shard "south" cannot be reached/, 'a node that is down is an error for its programmes');
isnt($hub->safe_psql('postgres', q{SELECT count(*) FROM lead.shard_screen('10USC4865', 'north-P1')}), '0', 'and none for others');
$hub->safe_psql('postgres', q{SELECT citus_disable_node('127.0.0.1', n.nodeport, true) FROM pg_dist_node AS n WHERE n.groupid = 2});
is($hub->safe_psql('postgres', q{SELECT materials.distribute_ledger('lead', 'east')}), '[3298534883329,4398046511105)', 'a next ledger');
is($hub->safe_psql('postgres', q{SELECT server FROM lead.shard WHERE name = 'east'}), 'citus_node_1', 'goes where a node is active');
done_testing();
