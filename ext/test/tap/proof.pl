# Determinations that a ledger exports, and the program that checks them without one: accepted as they are, refused with any bit
# changed, by another checkpoint, or when something of them is missing.  SEED=n repeats the dice.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $seed = $ENV{SEED} || time;
note("SEED=$seed");
srand($seed);
my $dir = $PostgreSQL::Test::Utils::tmp_check;
my $bin = `$ENV{PG_CONFIG} --bindir`;
chomp $bin;
my ($program) = grep { -x } map { "$_$bin/materials-verify" } "$ENV{MATERIALS_SERVER_DIR}/stage", '';
ok(defined $program, 'the verifier was built and installed') or BAIL_OUT('there is no materials-verify');

my $node = PostgreSQL::Test::Cluster->new('proof');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\n");
$node->start;
$node->safe_psql('postgres', q{CREATE EXTENSION materials CASCADE; SELECT materials.create_ledger('acme'); ALTER DATABASE postgres SET search_path = acme, materials, public; ALTER DATABASE postgres SET client_min_messages = warning});
$node->safe_psql('postgres', q{
	INSERT INTO import_party (code, name, incorporated_in) VALUES ('MAKER', E'Maker "Ünï" \\\\ tab\there\nline', 'KR'), ('MINE', 'Mine', 'AU');
	INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'MAKER'), ('ownership_complete', 'MINE');
	INSERT INTO import_item (code, name, class) VALUES ('PACK', 'Pack', 'pack'), ('PART', 'Part', 'component_material');
	INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) SELECT 'PART-' || n, 'PART', 'cathode_material', 'MINE', 'AU', 'component_making', '2028-01-01', '5 kg', true FROM generate_series(1, 40) AS n;
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) VALUES ('P-1', 'PACK', 'MAKER', 'KR', 'cell_assembly', '2028-01-01', '6 each');
	INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) SELECT 'P-1', 'PART-' || n, '1 kg', 12.50, 'USD' FROM generate_series(1, 40) AS n;
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'P-1');
	INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, obligated_on, lots) VALUES ('C', '2028-06-01', 'L-1', 'PACK', '6 each', '2028-06-01', '2028-06-01', '{P-1}');
	INSERT INTO data_finding (kind, relation, row_id, detail) SELECT 'other', 'lot', n, 'finding ' || n FROM generate_series(1, 700) AS n});
$node->safe_psql('postgres', 'SELECT seal(300)');
# Changed before its next sealing, determined, and changed again: what is proved is the row as it was.
$node->safe_psql('postgres', q{UPDATE contract_line SET quantity = '5 each'; INSERT INTO contract_line_lot (line_id, lot_id) SELECT line_id('L-1'), lot_id('PART-1')});
my ($first, $second) = split /\n/, $node->safe_psql('postgres', q{SELECT code FROM determine('L-1', '10USC4865', '2028-06-01') UNION ALL SELECT code FROM determine('L-1', 'EU-BATT-PASSPORT', '2028-06-01')});

sub refused_by_server
{
	my ($query, $like, $what) = @_;
	my ($status, $output, $error) = $node->psql('postgres', $query);
	like($error, $like, $what);
	return;
}
refused_by_server("SELECT export_proof('$first')", qr/row \d+ of table "determination" is not in the log/, 'what is not sealed has no proof');
$node->safe_psql('postgres', q{SELECT seal(); UPDATE contract_line SET quantity = '4 each'; DELETE FROM contract_line_lot WHERE lot_id = lot_id('PART-1')});
my $size = $node->safe_psql('postgres', 'SELECT max(tree_size) FROM seal_block');
$node->safe_psql('postgres', 'SELECT seal()');

sub file_written
{
	my ($name, $text) = @_;
	open(my $file, '>', "$dir/$name") or die;
	binmode $file;
	print $file $text;
	close $file;
	return "$dir/$name";
}
sub verified
{
	my (@arguments) = @_;
	my ($output, $error) = ('', '');
	IPC::Run::run([ $program, @arguments ], '<', \undef, '>', \$output, '2>', \$error);
	return ($? >> 8, $output);
}
# psql ends what it prints by a line's end.
sub exported { my ($code, $rest) = @_; return $node->safe_psql('postgres', "SELECT export_proof('$code'" . ($rest // '') . ')') . "\n"; }

my $kept = file_written('kept', $node->safe_psql('postgres', "SELECT checkpoint($size)") . "\n");
my %documents = (newest => exported($first), older => exported($first, ", $size"), other => exported($second));
foreach my $name (sort keys %documents)
{
	my ($status, $output) = verified(file_written($name, $documents{$name}));
	is($status, 0, "$name: accepted") or diag($output);
	like($output, qr/^not checked: the checkpoint/m, "$name: it says what it cannot know");
	my $wrong = 0;
	foreach (1 .. 60)
	{
		my $bit = int(rand(8 * length $documents{$name}));
		my $changed = $documents{$name};
		substr($changed, $bit >> 3, 1) ^= chr(1 << ($bit & 7));
		($status, $output) = verified(file_written('changed', $changed));
		$wrong += $status != 1 || $output !~ /^REFUSED: /;
	}
	is($wrong, 0, "$name: refused with a bit changed");
}
my ($status, $output) = verified("$dir/older", $kept);
is($status, 0, 'by the checkpoint that was kept it is accepted');
like($output, qr/^verdict +(\w+)$/m, 'the verdict is told');
like($output, qr/^rule +10USC4865$/m, 'and the rule');
like($output, qr/^checked: the checkpoint is one that was kept elsewhere$/m, 'and that the checkpoint was compared');
is((verified("$dir/newest", $kept))[0], 1, 'by another one it is refused');
is((verified("$dir/nothing"))[0], 2, 'what cannot be read is neither');
is((verified())[0], 2, 'nor is nothing');
my @facts = $documents{newest} =~ /^\[\d+,"(?!seal_)\w+",\d+,/mg;
is(scalar @facts, $node->safe_psql('postgres', 'SELECT count(*) FROM determination_fact WHERE determination_id = 1'), 'every fact is in it');
like($documents{newest}, qr/"former_row",\d+,\{"fact":\[10,"\{.*?\\"quantity\\": \\"6 each\\"/, 'a row that was changed is in it by the change');
like($documents{newest}, qr/"former_row",\d+,\{"fact":\[10,"[^\n]*"relation":"contract_line","row_id":1/, 'of which it is said what it is of');
is($node->safe_psql('postgres', q{SELECT (export_proof(code)::jsonb -> 'determination' -> 3 ->> 'body')::jsonb -> 'verdict' ->> 'status' = status FROM determination ORDER BY id LIMIT 1}), 't', 'it is JSON that others can read');

# Of what the caller may not see there is the hash.
$node->safe_psql('postgres', q{CREATE ROLE proof_auditor; SELECT grant_ledger('acme', 'proof_auditor', 'auditor'); CREATE ROLE proof_reader; SELECT grant_ledger('acme', 'proof_reader', 'reader');
	ALTER TABLE lot ENABLE ROW LEVEL SECURITY; CREATE POLICY not_seven ON lot USING (code <> 'PART-7')});
my $document = $node->safe_psql('postgres', "SET ROLE proof_auditor; SELECT export_proof('$first')");
($status, $output) = verified(file_written('withheld', $document));
is($status, 0, 'with a row that is withheld it is accepted, and without the last line\'s end') or diag($output);
like($output, qr/^not shown: what 1 of the facts say/m, 'and says so');
unlike($document, qr/"code":"PART-7"/, 'no column of the row is in it');
like($document, qr/^\[\d+,"lot",7,"[0-9a-f]{64}"\]/m, 'but its hash');
$document =~ s/^(\[\d+,"lot",)7,/${1}8,/m;
is((verified(file_written('renamed', $document)))[0], 1, 'it cannot stand for another row');
refused_by_server("SET ROLE proof_reader; SELECT export_proof('$first')", qr/permission denied for table seal_page/, 'a reader exports nothing');
$node->safe_psql('postgres', 'DROP POLICY not_seven ON lot; ALTER TABLE lot DISABLE ROW LEVEL SECURITY');

# What was changed behind the ledger's back is not passed off as withheld.
refused_by_server("BEGIN; SET LOCAL session_replication_role = replica; UPDATE lot SET made_on = '2020-01-01' WHERE code = 'PART-7'; SELECT export_proof('$first')", qr/row 7 of table "lot" is not what was sealed/, 'a row that was changed is told');
refused_by_server("BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM consumption WHERE id = 3; SELECT export_proof('$first')", qr/row 3 of table "consumption" is not what was sealed/, 'so is one that is gone');
refused_by_server("BEGIN; SET LOCAL session_replication_role = replica; UPDATE materials.rule SET title = 'x' WHERE rule = '10USC4865'; SELECT export_proof('$first')", qr/the rows of version .* are not what they were/, 'so is a rule');
refused_by_server("SELECT export_proof('$first', $size - 1)", qr/no block of the log ends with/, 'a proof leads to the end of a block');
refused_by_server(q{SELECT export_proof('nobody')}, qr/there is no determination "nobody"/, 'what is not there is not exported');
done_testing();
