# A ledger goes through pg_dump and back in every format, whole and in part, with all that its owner added to it.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init;
$node->start;
my $dir = $PostgreSQL::Test::Utils::tmp_check;
my $sample = "$FindBin::Bin/../data/sample_ledger.sql";
my @ledgers = ('acme', 'odd "name" ünï');

sub quoted { my ($name) = @_; $name =~ s/"/""/g; return qq{"$name"}; }

sub fill
{
	my ($database, $ledger) = @_;
	my $script = "SET client_min_messages = warning; SELECT materials.create_ledger(:'ledger') \\g /dev/null\n" . slurp_file($sample);
	$node->psql($database, $script, on_error_die => 1, extra_params => [ '--single-transaction', '--set', "ledger=$ledger" ]);
	return;
}

$node->safe_psql('postgres', 'CREATE ROLE dump_test_owner; CREATE ROLE dump_test_reader; CREATE ROLE dump_test_partner; CREATE ROLE dump_test_stranger;');
$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->safe_psql('source', 'CREATE EXTENSION materials CASCADE');
fill('source', $_) foreach @ledgers;

# What an owner adds: columns, an index, a policy, grants, a comment, a view, words of the vocabulary, other search_path settings.
$node->safe_psql('source', q{
	ALTER TABLE acme.lot ADD COLUMN our_note text DEFAULT 'ours';
	CREATE INDEX our_index ON acme.lot (our_note);
	ALTER TABLE acme.lot ENABLE ROW LEVEL SECURITY;
	CREATE POLICY our_policy ON acme.lot TO dump_test_reader USING (code <> 'POWDER-2');
	GRANT USAGE ON SCHEMA acme TO dump_test_reader;
	GRANT SELECT ON ALL TABLES IN SCHEMA acme TO dump_test_reader;
	REVOKE EXECUTE ON FUNCTION acme.lot_id(text, timestamptz) FROM PUBLIC;
	GRANT EXECUTE ON FUNCTION acme.lot_id(text, timestamptz) TO dump_test_reader;
	COMMENT ON SCHEMA acme IS 'our ledger';
	CREATE VIEW acme.our_view AS SELECT code, our_note, quantity FROM acme.lot;
	CREATE MATERIALIZED VIEW acme.our_picture AS SELECT t.lot, t.share FROM acme.trace_up('PACK-A') AS t;
	INSERT INTO materials.item_class (class, title, is_battery) VALUES ('our_class', 'Ours', true);
	INSERT INTO acme.import_item (code, name, class) VALUES ('OURS', 'Ours', 'our_class');
	INSERT INTO materials.legal_form (form, short, place) VALUES ('our form', 'of', 'end');
	INSERT INTO materials.common_word (word, kind) VALUES ('ours', 'trade');
	SELECT acme.load_list_edition('1260H', 'ours', '2026-01-01', '[{"entry": "1", "name": "Anode Works Our Form"}, {"entry": "2", "name": "负极有限公司", "identifiers": [{"scheme": "CAGE", "value": "06481"}]}]');
	SELECT acme.decide_listing('ANODE', '1260H', '2', 'rejected', 'another firm');
	SELECT acme.rescreen();
	INSERT INTO acme.import_party (code, name, withheld) VALUES ('R-1', 'Supplier R-1', 'the buyer');
	INSERT INTO acme.import_party_identity (party, name) VALUES ('R-1', 'Quiet Dealer');
	SELECT acme.disclose('R-1', 'dump_test_partner', 'consent');
	SELECT materials.grant_ledger('acme', 'dump_test_partner', 'reader'), materials.grant_ledger('acme', 'dump_test_stranger', 'reader');
});

# Verdicts on record, of one rule of each kind; an award gate on a table of the owner's; all of it sealed.
$node->safe_psql('source', q{SET search_path = acme, materials; SET materials.as_of = '2027-11-01'; SELECT count(*) FROM (SELECT min(x.rule) AS rule FROM rule AS x GROUP BY x.test) AS r CROSS JOIN LATERAL determine('N001-1', r.rule) AS d});
$node->safe_psql('source', q{CREATE TABLE acme.our_award (line text, state text); SELECT acme.gate_lines('acme.our_award', '{NDAA24-154}', line_column => 'line', when_column => 'state', when_values => '{awarded}'); SELECT acme.seal()});
my $stored = $node->safe_psql('source', 'SELECT count(*) FROM acme.determination');
my $checkpoint = $node->safe_psql('source', 'SELECT acme.checkpoint()');

# What was determined is computed again to the same bytes, and what was sealed is as it was.
sub stands
{
	my ($database, $what) = @_;
	is($node->safe_psql($database, 'SELECT count(*), count(*) FILTER (WHERE r.matches), string_agg(array_to_string(r.differences, \', \'), \'; \') FILTER (WHERE NOT r.matches) FROM acme.replay() AS r'), "$stored|$stored|", "$what: determinations are computed again to the same bytes");
	is($node->safe_psql($database, "SELECT v FROM acme.verify('$checkpoint') AS v"), '', "$what: verify() finds nothing");
	return;
}

# All that a database holds and answers about its ledgers, as text.
sub answers
{
	my ($database, @asked) = @_;
	@asked = @ledgers unless @asked;
	my @queries = ("SET materials.as_of = '2027-11-01'");
	foreach my $ledger (@asked)
	{
		my $L = quoted($ledger);
		push @queries, split /\n/, $node->safe_psql($database, qq{SELECT format('SELECT %L, t.* FROM %s AS t ORDER BY t::text COLLATE "C"', c.relname, c.oid::regclass)
			FROM pg_class AS c WHERE c.relnamespace = '$L'::regnamespace AND c.relkind IN ('r', 'v', 'm') ORDER BY c.relname COLLATE "C"});
		foreach my $lot ('PACK-A', 'PACK-B', 'ORE-2')
		{
			push @queries, map { "SELECT '$lot', t.* FROM $L.$_ AS t" } ("trace_up('$lot')", "trace_up('$lot', 'cost')", "trace_down('$lot')", "origins('$lot', 'cost', 'party')", "origins('$lot', by => 'country')",
				"trace_up('$lot', known_at => (SELECT min(c.recorded_at) - interval '1 us' FROM $L.correction AS c))");
		}
		push @queries, map { "SELECT t.* FROM $L.$_ AS t" } ('control_all()', "control('ANODE')", "control('CELL', as_of => '2023-12-31')", 'screen_party(decided => true)', 'screened_party(decided => true)', "screen_name('Anode Works')");
		# One rule of each kind: rules of one kind are rows for the same functions.  In the second ledger, one rule.
		push @queries, map { ("SELECT t.* FROM $L.screen('$_', as_of => '2031-06-01') AS t", "SELECT t.* FROM $L.\"check\"('PACK-A', '$_') AS t") } split /\n/, $node->safe_psql($database, 'SELECT min(rule) FROM materials.rule GROUP BY test ORDER BY 1 LIMIT ' . ($ledger eq $ledgers[0] ? 'ALL' : '1'));
	}
	push @queries, map { "SELECT * FROM materials.$_ WHERE NOT builtin ORDER BY 1" } ('material', 'list', 'item_class', 'legal_form', 'common_word', 'name_letter');
	push @queries, map { "SELECT count(*) FROM materials.$_" } ('material', 'list', 'item_class', 'rule', 'legal_form', 'common_word', 'name_letter');
	return $node->safe_psql($database, join(";\n", @queries));
}

# Compares long texts; says where they differ.
sub same
{
	my ($found, $wanted, $what) = @_;
	ok($found eq $wanted, $what) and return;
	my @found = split /\n/, $found;
	my @wanted = split /\n/, $wanted;
	my $line = 0;
	$line++ while $line < @wanted && ($found[$line] // '') eq $wanted[$line];
	diag("line $line: found  " . ($found[$line] // 'nothing') . "\nline $line: wanted " . ($wanted[$line] // 'nothing'));
	return;
}

# A plain dump; of two equal databases it is the same but for the key of \restrict.
sub dump_text
{
	my ($database, @options) = @_;
	my ($text, $error) = ('', '');
	IPC::Run::run([ 'pg_dump', '--no-sync', @options, $node->connstr($database) ], '>', \$text, '2>', \$error) or die "pg_dump: $error";
	$text =~ s/^\\(un)?restrict .*\n//mg;
	return $text;
}

# A column without a name in a function's body gets the one that it would have anyway, once it is read again.
sub definition
{
	my ($database) = @_;
	my $text = dump_text($database);
	$text =~ s/(::[\w.]+) AS "?\w+"?/$1/g;
	return $text;
}

sub database_new
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	return $node->connstr($name);
}

sub file_run
{
	my ($database, $file, $what) = @_;
	$node->command_ok([ 'psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--output', '/dev/null', '--file', $file, '--dbname', $node->connstr($database) ], $what);
	return;
}

sub refused
{
	my ($database, $statement, $error_like, $what) = @_;
	my ($status, $output, $error) = $node->psql($database, $statement);
	like($error, $error_like, $what);
	return;
}

my $before = answers('source');
my $definition = definition('source');
cmp_ok(scalar(() = $before =~ /\n/g), '>', 300, 'there is something to compare');
like($before, qr/^ANODE.*FEOC|^FEOC\|/m, 'verdicts on parties are in it');
like($before, qr/10USC4865\|/, 'verdicts on contract lines are in it');
like($before, qr/house_blend_fine/, 'words of users are in it');

# The whole database.
foreach my $name ('plain', 'custom', 'directory')
{
	my $file = "$dir/whole.$name";
	$node->command_ok([ 'pg_dump', '--no-sync', "--format=$name", "--file=$file", $node->connstr('source') ], "$name: dumped");
	my $target = database_new("whole_$name");
	if ($name eq 'plain') { file_run("whole_$name", $file, 'plain: restored without an error'); }
	else { $node->command_ok([ 'pg_restore', '--exit-on-error', '--jobs=2', "--dbname=$target", $file ], "$name: restored without an error"); }
	same(answers("whole_$name"), $before, "$name: the same rows and answers");
	same(definition("whole_$name"), $definition, "$name: the same definitions");
	stands("whole_$name", $name);
}

# Over what is there.
$node->safe_psql('whole_custom', q{INSERT INTO acme.import_party (code, name) VALUES ('LATER', 'Later')});
$node->command_ok([ 'pg_restore', '--clean', '--if-exists', '--exit-on-error', '--dbname=' . $node->connstr('whole_custom'), "$dir/whole.custom" ], '--clean: restored over a ledger');
same(answers('whole_custom'), $before, '--clean: as in the dump');
same(definition('whole_custom'), $definition, '--clean: the same definitions');
stands('whole_custom', '--clean');

# Definitions first, rows later.
append_to_file("$dir/schema.sql", dump_text('source', '--schema-only'));
append_to_file("$dir/data.sql", dump_text('source', '--data-only', '--disable-triggers'));
database_new('in_two');
file_run('in_two', "$dir/schema.sql", '--schema-only: restored without an error');
is($node->safe_psql('in_two', 'SELECT ledger FROM materials.ledgers() ORDER BY 1'), join("\n", sort @ledgers), '--schema-only: the ledgers are there');
file_run('in_two', "$dir/data.sql", '--data-only --disable-triggers: restored without an error');
$node->safe_psql('in_two', 'REFRESH MATERIALIZED VIEW acme.our_picture');
same(answers('in_two'), $before, 'in two parts: the same rows and answers');

# One ledger of several: with the words that users added, which are the extension's configuration.
append_to_file("$dir/one.sql", dump_text('source', '--schema=acme', '--extension=pg_trgm', '--extension=materials'));
database_new('one');
file_run('one', "$dir/one.sql", 'one schema: restored without an error') if $node->safe_psql('one', 'CREATE SCHEMA materials') eq '';
is($node->safe_psql('one', 'SELECT ledger FROM materials.ledgers()'), 'acme', 'one schema: one ledger');
same(answers('one', 'acme'), answers('source', 'acme'), 'one schema: the same rows and answers');

# What was restored is a ledger: guarded, counting on, open to upgrade, renaming, and its extension cannot be dropped.
stands('in_two', 'in two parts');
foreach my $database ('whole_plain', 'whole_directory', 'in_two', 'one')
{
	refused($database, 'DELETE FROM acme.consumption', qr/append-only/, "$database: append-only still");
	refused($database, q{INSERT INTO acme.import_consumption (output_lot, input_lot, quantity) VALUES ('PACK-A', 'POWDER-1', '1001 kg')}, qr/over-consumed/, "$database: remembers what was drawn");
	refused($database, q{INSERT INTO acme.import_interest (owner, owned, share) VALUES ('STATE', 'FUND', '1%')}, qr/already recorded/, "$database: and what was stated");
	refused($database, q{UPDATE acme.party SET name = 'Other' WHERE code = 'CELL'}, qr/a determination rests on it/, "$database: and what a determination rests on");
	refused($database, q{INSERT INTO acme.our_award VALUES ('NOBODY', 'awarded')}, qr/there is no contract line "NOBODY"/, "$database: the award gate holds");
	refused($database, 'DROP EXTENSION materials', qr/other objects depend on it/, "$database: DROP EXTENSION is refused");
	$node->safe_psql($database, q{
		INSERT INTO acme.import_party (code, name, incorporated_in) VALUES ('NEW', 'New', 'US');
		INSERT INTO acme.import_lot (code, item, producer, quantity) VALUES ('NEW', 'PACK-1', 'NEW', '5 each');
		INSERT INTO acme.import_consumption (output_lot, input_lot, quantity) VALUES ('NEW', 'POWDER-1', '100 kg');
		INSERT INTO acme.correction (relation, row_id, reason) SELECT 'consumption', max(id), 'x' FROM acme.consumption;
		INSERT INTO materials.list (list, title, authority) VALUES ('NEW', 'New', 'We');
		SELECT materials.upgrade_ledger('acme');
		ALTER SCHEMA acme RENAME TO acme_two;
		INSERT INTO acme_two.import_lot (code, item, quantity) VALUES ('NEWER', 'PACK-1', '5 each');
		ALTER SCHEMA acme_two RENAME TO acme;
	});
	is($node->safe_psql($database, q{SELECT count(*) FROM acme.trace_up('PACK-A')}), '5', "$database: it is written, upgraded and renamed");
	is($node->safe_psql($database, q{SET ROLE dump_test_reader; SELECT count(*) FROM acme.lot WHERE code = 'POWDER-2'}), '0', "$database: policies and grants hold");
	is($node->safe_psql($database, q{SELECT string_agg(DISTINCT state, ', ') FROM acme.ledger_grant}), 'in force', "$database: so do rights of each kind");
	is($node->safe_psql($database, qq{SET ROLE dump_test_$_->[0]; SELECT name FROM acme.party_at('infinity') WHERE code = 'R-1'}), $_->[1], "$database: $_->[0] is told as before")
		foreach [ 'partner', 'Quiet Dealer' ], [ 'stranger', 'Supplier R-1' ];
}

stands('one', 'one schema, after all that');

# Rows without --disable-triggers: the guards work again what they have worked before, and say how to do it.
append_to_file("$dir/rows.sql", dump_text('source', '--data-only', '--schema=acme', '--table=acme.lot_balance'));
refused('one', slurp_file("$dir/rows.sql"), qr/restore a dump of data alone with --disable-triggers/, 'rows alone: the error says how to restore them');

done_testing();
