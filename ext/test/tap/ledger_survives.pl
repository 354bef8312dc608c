# A ledger answers the same after a crash, on a standby, restored from a dump into another database, and at the other end of logical replication.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('primary');
$node->init(allows_streaming => 'logical');
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->safe_psql('source', 'CREATE EXTENSION materials CASCADE');
$node->psql('source', slurp_file("$FindBin::Bin/ledger_survives.sql"), on_error_die => 1);

$node->safe_psql('source', q{SELECT north.determine('L-1', r.rule) FROM unnest('{10USC4863,10USC4865,NDAA24-154,UFLPA}'::text[]) AS r (rule); SELECT north.seal(); SELECT south.seal()});

# Verdicts on record are computed again to the same bytes, and nothing was changed behind the ledger's back.
sub stands
{
	my ($server, $database, $what) = @_;
	my $checkpoint = $node->safe_psql('source', 'SELECT north.checkpoint()');
	is($server->safe_psql($database, 'SELECT count(*), count(*) FILTER (WHERE r.matches) FROM north.replay() AS r'), join('|', ($node->safe_psql('source', 'SELECT count(*) FROM north.determination')) x 2), "$what: determinations are computed again to the same bytes");
	is($server->safe_psql($database, "SELECT v FROM north.verify('$checkpoint') AS v"), '', "$what: verify() finds nothing");
	return;
}

# All that two ledgers hold and answer, as text: a line for each row of each table and view, and of each question.
# Of one alone what is kept in a place of its own (the flow store) is left out.
sub answers
{
	my ($server, $database, $ledger) = @_;
	my $only = defined $ledger ? "n.nspname = '$ledger' AND c.relname !~ '^flow_'" : 'true';
	my $queries = $server->safe_psql($database, q{
		SELECT format('SELECT %L || t::text FROM %I.%I AS t ORDER BY t::text COLLATE "C"', n.nspname || '.' || c.relname || ': ', n.nspname, c.relname)
		FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE n.nspname IN ('north', 'south') AND c.relkind IN ('r', 'p', 'v', 'm') AND } . $only . q{
		UNION ALL
		SELECT format('SELECT %L || t::text FROM %s AS l, %s AS t ORDER BY l.id, t::text COLLATE "C"', n.nspname || '.' || q || ': ', n.nspname || '.lot', n.nspname || '.' || q)
		FROM pg_namespace AS n JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'lot', unnest(ARRAY['trace_up(l.code)', 'trace_down(l.code)', 'trace(l.code)', 'origins(l.code)', 'origins(l.code, ''cost'')', 'origins(l.code, by => ''party'')']) AS q
		WHERE n.nspname IN ('north', 'south') AND } . $only . q{
		UNION ALL
		SELECT 'SELECT ''ledgers: '' || l::text FROM materials.ledgers() AS l WHERE } . (defined $ledger ? "l.ledger = ''$ledger''" : 'true') . q{ ORDER BY 1'
		ORDER BY 1});
	return $server->safe_psql($database, join(";\n", split(/\n/, $queries)));
}

my $before = answers($node, 'source');
cmp_ok(scalar(() = $before =~ /\n/g), '>', 150, 'there is something to compare');
like($before, qr{^north\.origins\(l\.code, by => 'party'\): .*S1.*8/21}m, 'the case G1 is in it');
like($before, qr{^south\.origins\(l\.code\): .*refused}m, 'the other ledger has its own answers');

# A crash: nothing that was committed is lost, and nothing has to be rebuilt.
$node->stop('immediate');
$node->start;
is(answers($node, 'source'), $before, 'after a crash');

# Dump and restore.
foreach my $format ('plain', 'custom')
{
	my $file = "$PostgreSQL::Test::Utils::tmp_check/source.$format";
	$node->command_ok([ 'pg_dump', '--no-sync', "--format=$format", "--file=$file", $node->connstr('source') ], "a $format dump is made");
	$node->safe_psql('postgres', "CREATE DATABASE restored_$format");
	$node->command_ok(
		$format eq 'plain'
		? [ 'psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', "--file=$file", '--dbname=' . $node->connstr("restored_$format") ]
		: [ 'pg_restore', '--exit-on-error', '--jobs=2', '--dbname=' . $node->connstr("restored_$format"), $file ],
		'and restored without an error');
	is(answers($node, "restored_$format"), $before, 'the restored ledger answers the same');
}

# The restored ledger is guarded like the first, goes on where the dump stopped, and can be brought up to date.
my ($status, $output, $error) = $node->psql('restored_plain', 'DELETE FROM north.consumption');
like($error, qr/append-only/, 'what is restored is append-only still');
($status, $output, $error) = $node->psql('restored_plain', q{INSERT INTO north.import_consumption (output_lot, input_lot, quantity) VALUES ('D01', 'C02', '200 kg')});
like($error, qr/C02/, 'and remembers what was drawn');
$node->safe_psql('restored_plain', q{INSERT INTO north.import_lot (code, material, quantity) VALUES ('NEW', 'steel', '1 kg')});
$node->safe_psql('restored_plain', q{SELECT materials.upgrade_ledger('north')});
is($node->safe_psql('restored_plain', q{SELECT count(*) FROM north.lot WHERE code = 'NEW'}), '1', 'new rows find their place');

# A standby answers every question: reading writes nothing.
$node->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'copy', has_streaming => 1);
$standby->start;
$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
is(answers($standby, 'source'), $before, 'a standby answers the same');
stands($standby, 'source', 'a standby');

# The flow store is read from a standby's pages.  A restored one may stand in another order, so it waits for maintenance.
my $bounds = q{SET materials.exact_edges = 0; SELECT t.* FROM north.trace_up('D01') AS t; SELECT o.* FROM north.origins('D01', by => 'party') AS o; SELECT s.* FROM north.trace_size('D01') AS s};
my $exact = $node->safe_psql('source', $bounds);
$node->safe_psql('source', 'SELECT north.maintain_flow()');
my $packed = $node->safe_psql('source', $bounds);
isnt($packed, $exact, 'shares from the store are bounds');
$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
is($standby->safe_psql('source', 'SELECT reader FROM north.trace_plan()'), 'store by pages', 'a standby reads the flow store');
is($standby->safe_psql('source', $bounds), $packed, 'and answers the same from it');
$node->stop('immediate');
$node->start;
is($node->safe_psql('source', $bounds), $packed, 'so does the server after a crash');
$node->safe_psql('postgres', 'CREATE DATABASE restored_store');
$node->command_ok([ 'pg_dump', '--no-sync', '--format=custom', "--file=$PostgreSQL::Test::Utils::tmp_check/store.custom", $node->connstr('source') ], 'a dump is made of it');
$node->command_ok([ 'pg_restore', '--exit-on-error', '--dbname=' . $node->connstr('restored_store'), "$PostgreSQL::Test::Utils::tmp_check/store.custom" ], 'and restored');
is($node->safe_psql('restored_store', 'SELECT reader, why FROM north.trace_plan()'), 'plain rows|the store was restored or rewritten: maintain_flow is due', 'a restored store is not read');
is($node->safe_psql('restored_store', $bounds), $exact, 'and the plain rows answer');
$node->safe_psql('restored_store', 'SELECT north.maintain_flow()');
is($node->safe_psql('restored_store', $bounds), $packed, 'until maintenance');

# Logical replication of one ledger, in binary, to a server that was the standby.  The other end has the definitions from a dump,
# and the flow store, which lives in files, stays behind.
$standby->promote;
$standby->safe_psql('postgres', 'CREATE DATABASE far');
my ($schema, $complaint) = ('', '');
IPC::Run::run([ 'pg_dump', '--schema-only', '--schema=north', $node->connstr('source') ], '>', \$schema, '2>', \$complaint) or die $complaint;
$standby->safe_psql('far', 'CREATE EXTENSION materials CASCADE');
$standby->safe_psql('far', $schema);
$node->safe_psql('source', q{DO $$ BEGIN EXECUTE (
	SELECT format('CREATE PUBLICATION north FOR TABLE %s', string_agg(c.oid::regclass::text, ', ')) FROM pg_class AS c
	WHERE c.relnamespace = 'north'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname !~ '^flow_'); END $$});
is($node->safe_psql('source', q{SELECT string_agg(c.relname, ', ') FROM pg_class AS c WHERE c.relnamespace = 'north'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname !~ '^flow_'
	AND c.relreplident = 'd' AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)}), '', 'every table of a ledger has a key');
$standby->safe_psql('far', sprintf(q{CREATE SUBSCRIPTION north CONNECTION '%s' PUBLICATION north WITH (binary = true)}, $node->connstr('source') =~ s/'/''/gr));
$standby->poll_query_until('far', q{SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel}) or die 'the subscription does not get ready';
$node->wait_for_catchup('north');
is(answers($standby, 'far', 'north'), answers($node, 'source', 'north'), 'logical replication: the first copy answers the same');
stands($standby, 'far', 'logical replication');
$node->safe_psql('source', q{
	INSERT INTO north.import_party (code, name, incorporated_in) VALUES ('AFTER', 'After', 'DE');
	INSERT INTO north.import_lot (code, material, producer, quantity) VALUES ('BEFORE', 'steel', 'AFTER', '9 kg'), ('AFTER', 'steel', 'AFTER', '9 kg');
	INSERT INTO north.import_consumption (output_lot, input_lot, quantity) VALUES ('AFTER', 'BEFORE', '3 kg');
	INSERT INTO north.correction (relation, row_id, reason) SELECT 'consumption', max(c.id), 'x' FROM north.consumption AS c;
	UPDATE north.party SET name = 'After all' WHERE code = 'AFTER'});
$node->safe_psql('source', q{SELECT north.determine('L-1', '10USC4863'); SELECT north.seal()});
$node->wait_for_catchup('north');
is(answers($standby, 'far', 'north'), answers($node, 'source', 'north'), 'logical replication: so does what was recorded later');
stands($standby, 'far', 'logical replication, later');
stands($node, 'source', 'where it came from');
like($standby->safe_psql('far', q{SELECT name FROM north.party WHERE code = 'AFTER'}), qr/After all/, 'logical replication: it came');
($status, $output, $error) = $standby->psql('far', 'SELECT north.maintain_flow()');
like($error, qr/a subscription writes the ledger/, 'logical replication: no flow store is written there');
($status, $output, $error) = $standby->psql('far', 'DELETE FROM north.lot');
like($error, qr/append-only/, 'logical replication: append-only there too');
# The other end takes over: numbers go on after those that came.
$standby->safe_psql('far', q{DROP SUBSCRIPTION north;
	DO $$ DECLARE one record; BEGIN FOR one IN
		SELECT a.attrelid::regclass AS place, a.attname AS name, pg_get_serial_sequence(a.attrelid::regclass::text, a.attname) AS sequence FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
		WHERE c.relnamespace = 'north'::regnamespace AND a.attidentity <> '' AND c.relname !~ '^flow_'
	LOOP EXECUTE format('SELECT setval(%L, coalesce(max(%I), 0) + 1, false) FROM %s', one.sequence, one.name, one.place); END LOOP; END $$;
	SELECT north.maintain_flow(); INSERT INTO north.import_lot (code, material, quantity) VALUES ('LAST', 'steel', '1 kg')});
is($standby->safe_psql('far', q{SELECT count(*) FROM north.trace_up('AFTER')}), $node->safe_psql('source', q{SELECT count(*) FROM north.trace_up('AFTER')}), 'logical replication: the other end takes over');
$standby->safe_psql('far', q{SELECT north.determine('L-1', '10USC4865'); SELECT north.seal()});
is($standby->safe_psql('far', 'SELECT bool_and(r.matches) FROM north.replay() AS r'), 't', 'logical replication: it determines');
is($standby->safe_psql('far', "SELECT v FROM north.verify('" . $node->safe_psql('source', 'SELECT north.checkpoint()') . "') AS v"), '', 'logical replication: and seals on from the log that came');

done_testing();
