# A storm over a ledger that is being sealed: writers commit, roll back, go back to savepoints, prepare transactions and keep some open for
# long, while two sealers seal again and again and others ask verify(), also against checkpoints that were kept on the way.  No false
# alarm, no fork, no row lost: in the end everything is sealed, once.
# SEALED_ROWS=n says how many rows are written, WRITERS=n by how many at once; SEED=n repeats the dice, not the timing.
use strict;
use warnings;
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $rows = $ENV{SEALED_ROWS} || 4000;
my $writers = $ENV{WRITERS} || 16;
my $seed = $ENV{SEED} || time;
my $dir = $PostgreSQL::Test::Utils::tmp_check;
note("SEED=$seed");
my $node = PostgreSQL::Test::Cluster->new('storm');
$node->init;
$node->append_conf('postgresql.conf', "max_connections = 120\nmax_prepared_transactions = 80\nfsync = off\nlog_statement = none\nlog_min_error_statement = panic\n");
$node->start;
$node->safe_psql('postgres', q{
	SET client_min_messages = warning;
	CREATE EXTENSION materials CASCADE;
	SELECT materials.create_ledger('storm');
	CREATE SCHEMA weather;
	CREATE SEQUENCE weather.number;
	CREATE TABLE weather.kept (number bigint GENERATED ALWAYS AS IDENTITY, checkpoint text NOT NULL);
	CREATE SEQUENCE weather.asked;
	CREATE SEQUENCE weather.sealed;
	INSERT INTO storm.party (code, name, kind) SELECT 'P' || n, 'Party ' || n, 'company' FROM generate_series(1, 200) AS n;
	INSERT INTO storm.item (code, name, class) VALUES ('PACK', 'Pack', 'pack');

	-- So many facts, lots among them, and changes of registers.
	CREATE FUNCTION weather.write(count integer) RETURNS void LANGUAGE plpgsql AS $f$
	BEGIN
		INSERT INTO storm.data_finding (kind, relation, row_id, detail) SELECT 'other', 'party', n, md5(random()::text) FROM generate_series(1, count) AS n;
		INSERT INTO storm.lot (code, item_id, quantity) SELECT 'L' || nextval('weather.number'), 1, '5 each' FROM generate_series(1, count / 5);
		UPDATE storm.party AS p SET name = 'Party ' || random() FROM (SELECT q.id FROM storm.party AS q WHERE q.id > random() * 190 LIMIT 1 FOR UPDATE SKIP LOCKED) AS o WHERE p.id = o.id;
		INSERT INTO storm.party_name (party_id, name) SELECT 1 + floor(random() * 200)::integer, 'Name ' || nextval('weather.number');
		IF random() < 0.3 THEN
			DELETE FROM storm.party_name AS n USING (SELECT m.id FROM storm.party_name AS m LIMIT 1 FOR UPDATE SKIP LOCKED) AS o WHERE n.id = o.id;
		END IF;
	END
	$f$;
	CREATE FUNCTION weather.ask() RETURNS void LANGUAGE plpgsql AS $f$
	DECLARE
		told text;
		one text := (SELECT k.checkpoint FROM weather.kept AS k ORDER BY random() LIMIT 1);
	BEGIN
		SELECT string_agg(v::text, '; ') INTO told FROM (SELECT * FROM storm.verify(one) LIMIT 5) AS v;
		IF told IS NOT NULL THEN
			RAISE EXCEPTION 'false alarm: % by checkpoint %', told, one;
		END IF;
		PERFORM nextval('weather.asked');
	END
	$f$;
	CREATE FUNCTION weather.seal() RETURNS void LANGUAGE plpgsql AS $f$
	BEGIN
		PERFORM storm.seal(200 + floor(random() * 4000)::integer);
		INSERT INTO weather.kept (checkpoint) SELECT storm.checkpoint();
		PERFORM nextval('weather.sealed');
	END
	$f$;
});

my $write = "\\set n random(1, 40)\nSELECT weather.write(:n);";
my $pause = "\\set ms random(1, 60)\n\\sleep :ms ms";
my %scripts = (
	plain => [ 6, $write ],
	several => [ 3, "BEGIN;\n$write\n$pause\n$write\nCOMMIT;" ],
	rolled_back => [ 2, "BEGIN;\n$write\n$pause\nROLLBACK;" ],
	savepoints => [ 3, "BEGIN;\n$write\nSAVEPOINT a;\n$write\n$pause\nROLLBACK TO a;\n$write\nSAVEPOINT b;\n$write\nRELEASE b;\nCOMMIT;" ],
	prepared => [ 2, "BEGIN;\n$write\nPREPARE TRANSACTION 'storm:client_id';\n$pause\nCOMMIT PREPARED 'storm:client_id';" ],
	given_up => [ 1, "BEGIN;\n$write\nPREPARE TRANSACTION 'storm:client_id';\n$pause\nROLLBACK PREPARED 'storm:client_id';" ],
	long => [ 1, "BEGIN;\n$write\n\\set ms random(300, 1200)\n\\sleep :ms ms\n$write\nCOMMIT;" ],
	repeatable => [ 1, "BEGIN ISOLATION LEVEL REPEATABLE READ;\n$write\n$pause\nCOMMIT;" ]);

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
	return IPC::Run::start([ 'pgbench', '--no-vacuum', "--random-seed=$seed", '--max-tries=1000', @options, @files, '--host=' . $node->host, '--port=' . $node->port, 'postgres' ],
		'<', \undef, '>', "$dir/$name.out", '2>', "$dir/$name.err");
}

# A transaction writes some forty rows, and some of them are rolled back.
my $transactions = int($rows / (36 * $writers)) + 1;
my $started = time;
my %beside = (sealers => bench('sealers', { seal => [ 1, "SELECT weather.seal();\n\\sleep 20 ms" ] }, '--client=2', '--time=86400'),
	asking => bench('asking', { ask => [ 1, "SELECT weather.ask();\n\\sleep 50 ms" ] }, '--client=2', '--time=86400'));
my $writing = bench('writers', \%scripts, "--client=$writers", '--jobs=2', "--transactions=$transactions");
ok($writing->finish, "$writers writers come to their end") or diag(substr(slurp_file("$dir/writers.err"), 0, 3000));
my $seconds = time - $started;
foreach my $name (sort keys %beside)
{
	ok($beside{$name}->pumpable, "$name went on to the end");
	$beside{$name}->signal('TERM');
	eval { $beside{$name}->finish; };
	unlike(slurp_file("$dir/$name.err"), qr/ERROR: (?!.*terminating)/, "$name had no error") or diag(substr(slurp_file("$dir/$name.err"), 0, 3000));
}

my $unsealed = q{SELECT coalesce(string_agg(format('%s: %s rows, %s leaves', s.relation, n.rows, n.leaves), '; '), 'all is sealed') FROM storm.sealed_table() AS s
	CROSS JOIN LATERAL (SELECT (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM storm.%I AS t WHERE t.id NOT IN (SELECT i.id FROM storm.seal_page AS p CROSS JOIN LATERAL unnest(p.ids) AS i (id) WHERE p.relation = %1$L)', s.relation), false, true, '')))[1]::text::bigint AS rows,
		(SELECT count(*) - count(DISTINCT i.id) FROM storm.seal_page AS p CROSS JOIN LATERAL unnest(p.ids) AS i (id) WHERE p.relation = s.relation) AS leaves) AS n WHERE n.rows + n.leaves > 0};
$node->safe_psql('postgres', 'SELECT storm.seal()');
is($node->safe_psql('postgres', $unsealed), 'all is sealed', 'in the end every row is in the log, and once');
is($node->safe_psql('postgres', 'SELECT count(*) FROM storm.verify()'), '0', 'nothing is found wrong');
is($node->safe_psql('postgres', 'SELECT count(*) FROM weather.kept AS k CROSS JOIN LATERAL storm.verify_checkpoint(k.checkpoint)'), '0', 'by no checkpoint that was kept');
my $figures = $node->safe_psql('postgres', q{SELECT format('%s rows, %s blocks, %s leaves; %s times sealed, %s times verified', (SELECT count(*) FROM storm.data_finding) + (SELECT count(*) FROM storm.lot) + (SELECT count(*) FROM storm.former_row) + (SELECT count(*) FROM storm.party_name),
	(SELECT count(*) FROM storm.seal_block), (SELECT max(tree_size) FROM storm.seal_block), (SELECT last_value FROM weather.sealed), (SELECT last_value FROM weather.asked))});
note("figures: $writers writers, $figures; $seconds seconds");
cmp_ok($node->safe_psql('postgres', 'SELECT last_value FROM weather.asked'), '>', 3, 'verify was asked while they wrote');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM storm.seal_block'), '>', 2, 'there are several blocks');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM storm.data_finding'), '>', $rows / 3, 'and many rows');
# The comparison sees what it is for.
my ($status, $output, $error) = $node->psql('postgres', q{BEGIN; SET LOCAL session_replication_role = replica; UPDATE storm.data_finding SET detail = 'x' WHERE id = (SELECT max(id) FROM storm.data_finding); SELECT weather.ask()});
like($error, qr/false alarm: \(changed,data_finding,\d+,detail,/, 'a change behind the ledger\'s back is told');
done_testing();
