# Two tenants, once in one ledger and once as two ledgers on two servers that are asked through a third: the same rows.  A server
# that is killed, in mid-question too, is told as such, and the other answers.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $secret = 'not for others';
my %node = map { $_ => PostgreSQL::Test::Cluster->new($_) } qw(hub north south);
foreach my $name (sort keys %node)
{
	$node{$name}->init(allows_streaming => $name ne 'north');
	$node{$name}->append_conf('postgresql.conf', "log_statement = all\n") if $name ne 'hub';
	# Who is no superuser may ask through dblink with a password only.
	my $rules = slurp_file($node{$name}->data_dir . '/pg_hba.conf');
	open my $file, '>', $node{$name}->data_dir . '/pg_hba.conf' or die;
	print $file "local all desk scram-sha-256\n$rules";
	close $file;
	$node{$name}->start;
	$node{$name}->safe_psql('postgres', "CREATE EXTENSION materials CASCADE; CREATE ROLE desk LOGIN PASSWORD '$secret'");
}
my $hub = $node{hub};

sub load
{
	my ($server, $ledger, $range, $tenants) = @_;
	$server->safe_psql('postgres', "SELECT materials.create_ledger('$ledger'); SELECT materials.number_ledger('$ledger', $range); SELECT materials.grant_ledger('$ledger', 'desk', 'reader')");
	my ($status, $output, $error) = $server->psql('postgres', slurp_file("$FindBin::Bin/shard.sql"), extra_params => [ '-v', "ledger=$ledger", '-v', "tenants=$tenants" ]);
	is($error, '', "$ledger has its facts");
	return;
}
load($hub, 'one', 0, 'north,south');
load($node{$_}, $_, { north => 1, south => 8191 }->{$_}, $_) foreach qw(north south);
$hub->safe_psql('postgres', q{SELECT materials.create_ledger('lead'); SELECT materials.grant_ledger('lead', 'desk', 'reader')});

# Answers of the hub's ledgers as text: rows, or the error with its parts.
sub answer
{
	my ($query, %as) = @_;
	my ($status, $output, $error) = $hub->psql('postgres', "\\set VERBOSITY verbose\n" . ($as{first} // '') . "$query", %as{grep { $_ eq 'timeout' } keys %as});
	return $error =~ /ERROR/ ? $error : $output;
}

like(answer(q{SELECT lead.shard_attach('north', 'north', 'north')}), qr/ERROR:  42704: there is no foreign server "north"/, 'a server has to be there');
foreach my $name (qw(north south))
{
	$hub->safe_psql('postgres', sprintf(q{CREATE EXTENSION IF NOT EXISTS postgres_fdw; CREATE SERVER %1$s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '%2$s', port '%3$s', dbname 'postgres');
		CREATE USER MAPPING FOR CURRENT_USER SERVER %1$s; GRANT USAGE ON FOREIGN SERVER %1$s TO desk; CREATE USER MAPPING FOR desk SERVER %1$s OPTIONS (user 'desk', password '%4$s')}, $name, $node{$name}->host, $node{$name}->port, $secret));
}
like(answer(q{SELECT lead.shard_attach('north', 'north', 'north')}), qr/ERROR:  55000: the extension dblink is not there.*HINT:  CREATE EXTENSION dblink/s, 'and dblink');
$hub->safe_psql('postgres', 'CREATE EXTENSION dblink');
$hub->safe_psql('postgres', q{CREATE SCHEMA links; GRANT USAGE ON SCHEMA links TO desk; ALTER EXTENSION dblink SET SCHEMA links});
is(answer(q{SELECT lead.shard_attach('north', 'north', 'north'), lead.shard_attach('south', 'south', 'south')}), '3|3', 'two shards are attached, with three programmes each');
is(answer(q{SELECT shard, reached, version_same, rulebook_same, reference_same, ids, programmes, unattached FROM lead.shard_status()}),
	"north|t|t|t|f|[1099511627777,2199023255553)|{north-P1,north-P2,north-P3}|{}\nsouth|t|t|t|f|[9006099743113217,9007199254740992)|{south-P1,south-P2,south-P3}|{}", 'their state is told; the hub has no parties');
is(answer(q{SELECT count(DISTINCT s.reference) FROM (SELECT one.reference_digest() UNION ALL SELECT d.r FROM unnest('{north,south}'::text[]) AS n (name), links.dblink(n.name, format('SELECT %I.reference_digest()', n.name)) AS d (r bytea)) AS s (reference)}), '1',
	'what is of no programme is the same everywhere, whatever its numbers');

# The same rows.
sub same
{
	my ($what, $one, $through) = @_;
	my $want = $hub->safe_psql('postgres', $one);
	my $got = answer($through);
	cmp_ok(length $want, '>', 100, "$what: there is something to compare");
	is($got, $want, "$what: the same rows as in one ledger");
	return $want;
}
# A row of shard_screen without the shard.
my $row = '(t.contract, t.line, t.programme, t.item, t.item_name, t.procured_on, t.rule, t.version, t.status, t.share_min, t.share_max, t.threshold, t.reason, t.status_by_policy, t.confirmed)::materials.screen_row::text';
my $screened = same('screening', 'SELECT t::text FROM one.screen() AS t', "SELECT $row FROM lead.shard_screen() AS t");
like($screened, qr/,10USC4865,[^,]*,$_,/, "$_ is among the verdicts") foreach qw(PASS FAIL INDETERMINATE);
same('screening of one programme', q{SELECT t::text FROM one.screen('10USC4865', 'south-P2') AS t}, "SELECT $row FROM lead.shard_screen('10USC4865', 'south-P2') AS t");
my $lots = q{(SELECT l.code FROM one.lot AS l ORDER BY l.code COLLATE "C") AS l};
same('traces', "SELECT l.code, t.* FROM $lots, one.trace(l.code) AS t", "SELECT l.code, t.way, t.lot, t.tier_min, t.tier_max, t.share_min, t.share_max, t.share, t.used_share, t.item, t.material, t.step, t.party, t.party_name, t.site, t.country, t.made_on, t.quantity, t.reason FROM $lots, lead.shard_trace(l.code) AS t");
same("origins by $_", "SELECT l.code, t.* FROM $lots, one.origins(l.code, by => '$_') AS t", "SELECT l.code, t.kind, t.origin, t.origin_name, t.country, t.reason, t.share_min, t.share_max, t.share FROM $lots, lead.shard_origins(l.code, by => '$_') AS t") foreach qw(lot party country);
my $subjects = q{(VALUES ('north-L1-1', NULL), ('south-L3-2', 'line'), ('south-CELLS-2', NULL), ('north-P2', 'programme')) AS s (code, kind)};
same('verdicts of another day', "SELECT t.* FROM one.check('south-CELLS-4', as_of => '2026-01-01') AS t", "SELECT t.rule, t.version, t.status, t.share_min, t.share_max, t.share_exact, t.threshold, t.citation, t.reason, t.status_by_policy, t.confirmed FROM lead.shard_check('south-CELLS-4', as_of => '2026-01-01') AS t");
same('verdicts', "SELECT s.code, t.* FROM $subjects, one.check(s.code, '10USC4865', s.kind) AS t", "SELECT s.code, t.rule, t.version, t.status, t.share_min, t.share_max, t.share_exact, t.threshold, t.citation, t.reason, t.status_by_policy, t.confirmed FROM $subjects, lead.shard_check(s.code, '10USC4865', s.kind) AS t");
is(answer(q{SELECT DISTINCT shard FROM lead.shard_check('south-L1-1', '10USC4865')}), 'south', 'the shard that tells is told');

# Sent to the shard that holds the programme, and only there.
my %before = map { $_ => -s $node{$_}->logfile } qw(north south);
answer(q{SELECT * FROM lead.shard_screen('10USC4865', 'north-P1')});
like(slurp_file($node{north}->logfile, $before{north}), qr/north\.screen\(/, 'screening is sent to the shard that holds the programme');
unlike(slurp_file($node{south}->logfile, $before{south}), qr/screen|south\./, 'and to no other');
my $odd = q{x'); DROP TABLE lot; -- "\\ $1};
my $quoted = $odd =~ s/'/''/gr;
like(answer("SELECT * FROM lead.shard_trace('$quoted', shard => 'north')"), qr/ERROR:  23503: there is no lot "\Q$odd\E"/, 'what a user wrote arrives as it was written, and errors come as they are there');
unlike(slurp_file($node{north}->logfile, $before{north}), qr/(statement|STATEMENT|execute).*DROP/, 'and is in no statement');

# Another role asks as what it is there.
my $desk = 'SET ROLE desk; ';
is(answer(q{SELECT count(*) FROM lead.shard_screen('10USC4865')}, first => $desk), '24', 'a reader asks through its own mapping');
$node{south}->safe_psql('postgres', q{ALTER TABLE south.lot ENABLE ROW LEVEL SECURITY; CREATE POLICY part ON south.lot USING (code <> 'south-ORE-1')});
like(answer(q{SELECT count(*) FROM lead.shard_trace('south-ORE-1')}, first => $desk), qr/ERROR:  23503: no shard has a lot "south-ORE-1"/, 'policies of the shard hold');
unlike(answer(q{SELECT count(*) FROM lead.shard_trace('south-ORE-1')}), qr/ERROR/, 'which are no others');
$node{south}->safe_psql('postgres', q{ALTER TABLE south.lot DISABLE ROW LEVEL SECURITY});

# What is not atomic is refused.
my ($status, $output, $error) = $node{south}->psql('postgres', q{INSERT INTO south.consumption (output_lot_id, input_lot_id, quantity) SELECT l.id, } . $node{north}->safe_psql('postgres', q{SELECT id FROM north.lot WHERE code = 'north-ORE-1'}) . q{, '1 kg' FROM south.lot AS l WHERE l.code = 'south-AAM-1'});
like($error, qr/ERROR:  insert or update on table "consumption" violates foreign key constraint|ERROR:  permission denied for lot number/, 'a lot of another shard goes into none here');
is($node{south}->safe_psql('postgres', q{SELECT count(*) FROM south.lot AS l WHERE NOT l.id <@ materials.ledger_range('south')}), '0', 'numbers are of the shard\'s range');
like(answer(q{SELECT lead.shard_attach('again', 'north', 'north', '{}', true)}), qr/ERROR:  23505: ledger "north" is shard "north" already/, 'a ledger is one shard');
$node{north}->safe_psql('postgres', q{INSERT INTO north.import_programme (code, name) VALUES ('south-P1', 'Twice')});
like(answer(q{SELECT lead.shard_attach('north', 'north', 'north')}), qr/ERROR:  23505: programme "south-P1" is held by shard "south"/, 'a programme is in one shard');
is(answer(q{SELECT unattached FROM lead.shard_status() WHERE shard = 'north'}), '{south-P1}', 'and where it is in two, that is told');
$node{north}->safe_psql('postgres', q{INSERT INTO north.import_lot (code, material, quantity) VALUES ('south-ORE-2', 'graphite', '1 kg')});
like(answer(q{SELECT * FROM lead.shard_trace('south-ORE-2')}), qr/ERROR:  22023: "south-ORE-2" is in more than one shard: north, south.*HINT/s, 'a code of two shards wants the shard');
isnt(answer(q{SELECT count(*) FROM lead.shard_trace('south-ORE-2', shard => 'south')}), '0', 'which can be named');

# Tables for BI over all shards: foreign tables on their views.
$hub->safe_psql('postgres', "CREATE SCHEMA far_$_; IMPORT FOREIGN SCHEMA $_ LIMIT TO (bi_line, bi_lot) FROM SERVER $_ INTO far_$_") foreach qw(north south);
$hub->safe_psql('postgres', q{CREATE VIEW all_lines AS SELECT 'north' AS shard, l.* FROM far_north.bi_line AS l UNION ALL SELECT 'south', l.* FROM far_south.bi_line AS l});
is(answer(q{SELECT string_agg(l.line_code, ' ' ORDER BY l.line_code) FROM all_lines AS l}), answer(q{SELECT string_agg(l.line_code, ' ' ORDER BY l.line_code) FROM one.bi_line AS l}), 'the views of all shards, put together, have all lines');
unlike($hub->safe_psql('postgres', q{EXPLAIN (COSTS off) SELECT count(*) FROM all_lines AS l WHERE l.shard = 'north'}), qr/far_south/, 'of one shard only that is asked');

# A standby of a shard stands in for it, and one of the coordinator asks as it does.
my %standby;
foreach my $name (qw(hub south))
{
	$node{$name}->backup('copy');
	$standby{$name} = PostgreSQL::Test::Cluster->new("${name}_standby");
	$standby{$name}->init_from_backup($node{$name}, 'copy', has_streaming => 1);
	$standby{$name}->start;
	$node{$name}->wait_for_catchup($standby{$name}, 'replay', $node{$name}->lsn('insert'));
}
is($standby{hub}->safe_psql('postgres', q{SELECT pg_is_in_recovery(), count(*) FROM lead.shard_screen('10USC4865', 'south-P1')}), 't|4', 'a standby of the coordinator asks the shards');

# A connection that died is made anew; a cancel ends the query there.
my $count = q{SELECT count(*) FROM lead.shard_screen('10USC4865', 'south-P1')};
is(answer("$count; SELECT pg_sleep(0) FROM links.dblink('south', 'SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = ''client backend''') AS t (n int); $count"), "4\n\n4", 'a connection that was lost while idle is made anew');
sub held
{
	my $holder = $node{south}->background_psql('postgres');
	$holder->query_safe('BEGIN; LOCK TABLE south.contract_line');
	return $holder;
}
my $waiting = q{SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'screen'};
my $holder = held();
like(answer($count, first => 'SET statement_timeout = 500; '), qr/ERROR:  57014: canceling statement due to statement timeout/, 'a wait can be cancelled');
$node{south}->poll_query_until('postgres', $waiting, '0') or die;
pass('and the query there ends too');

# Killed in mid-question.
my ($said, $complaint) = ('', '');
my $asking = IPC::Run::start([ 'psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-d', $hub->connstr('postgres'), '-c', $count ], '>', \$said, '2>', \$complaint);
$node{south}->poll_query_until('postgres', $waiting, '1') or die;
$node{south}->stop('immediate');
$asking->finish;
my $down = qr/ERROR:  08001: shard "south" cannot be reached\n.*DETAIL:  Server "south": .*Programmes there: south-P1, south-P2, south-P3\.\n.*HINT:  Other shards answer/s;
like($complaint, $down, 'a server that is killed in mid-question is told');
eval { $holder->quit };
like(answer($count), $down, 'so is one that is down');
like(answer(q{SELECT * FROM lead.shard_screen('10USC4865')}), $down, 'rows of some shards are not given for all');
like(answer(q{SELECT * FROM lead.shard_trace('south-CELLS-1')}), $down, 'what no shard has that answers may be there');
same('the other shard, screened', q{SELECT t::text FROM one.screen('10USC4865', 'north-P3') AS t}, "SELECT $row FROM lead.shard_screen('10USC4865', 'north-P3') AS t");
($status, $output, $error) = $hub->psql('postgres', q{SELECT count(*) FROM lead.shard_trace('north-CELLS-1')});
is($output, $hub->safe_psql('postgres', q{SELECT count(*) FROM one.trace('north-CELLS-1')}), 'the other shard, traced');
like($error, qr/WARNING:  not asked whether they have "north-CELLS-1" too: south/, 'with a warning that names who was not asked');
is(answer(q{SELECT shard, reached, fault IS NOT NULL FROM lead.shard_status()}), "north|t|f\nsouth|f|t", 'the state tells which one is down');
$hub->safe_psql('postgres', sprintf(q{ALTER SERVER south OPTIONS (SET host '%1$s,%2$s', SET port '%3$s,%4$s')}, $node{south}->host, $standby{south}->host, $node{south}->port, $standby{south}->port));
is(answer($count), '4', 'where its standby is named too, that answers');
$standby{south}->stop;
$node{south}->start;
is(answer($count), '4', 'and it is asked again once it is back');

# A shard that lets go.
is(answer(q{SELECT lead.shard_detach('south')}), '3', 'a shard is detached');
is(answer(q{SELECT count(DISTINCT shard) FROM lead.shard_screen('10USC4865')}), '1', 'and is asked no more');

done_testing();
