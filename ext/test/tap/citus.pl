# Where Citus is installed: a ledger on a coordinator, its tables not distributed, answers as one without Citus.  Skipped elsewhere;
# docs/guides/citus.md says what was run.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($share) = run_command([ $ENV{PG_CONFIG} || 'pg_config', '--sharedir' ]);
plan skip_all => 'Citus is not installed' unless -e "$share/extension/citus.control";

my %said;
foreach my $with ('plain', 'citus')
{
	my $node = PostgreSQL::Test::Cluster->new($with);
	$node->init;
	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'citus'\n") if $with eq 'citus';
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION citus') if $with eq 'citus';
	$node->safe_psql('postgres', q{CREATE EXTENSION materials CASCADE; SELECT materials.create_ledger('one')});
	my ($status, $output, $error) = $node->psql('postgres', slurp_file("$FindBin::Bin/shard.sql"), extra_params => [ '-v', 'ledger=one', '-v', 'tenants=north' ]);
	is($error, '', "$with: facts are recorded");
	$said{$with} = $node->safe_psql('postgres', q{SELECT one.maintain_flow(); SELECT t FROM one.screen('10USC4865') AS t; SELECT l.code, t FROM one.lot AS l, one.trace(l.code) AS t ORDER BY l.id, t.way, t.lot COLLATE "C"});
	$node->stop;
}
is($said{citus}, $said{plain}, 'the same answers');
done_testing();
