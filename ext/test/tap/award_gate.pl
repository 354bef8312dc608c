# The award gate, tried through every path by which a client may write a line: none leads round it, and a line that nothing bars goes through each.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('buyer');
$node->init(allows_streaming => 'logical');
$node->append_conf('postgresql.conf', "max_prepared_transactions = 5\n");
$node->start;
my $world = q{
	CREATE EXTENSION materials CASCADE;
	SELECT materials.create_ledger('acme');
	SET search_path = acme, materials, public;
	INSERT INTO import_party (code, name, incorporated_in) VALUES ('GOOD', 'Good Maker', 'US'), ('BAD', 'BYD', 'KR');
	INSERT INTO import_declaration (claim, party) VALUES ('ownership_complete', 'GOOD'), ('ownership_complete', 'BAD');
	INSERT INTO import_listing (party, list, entry) VALUES ('BAD', 'NDAA24-154', 'BYD Company, Limited');
	INSERT INTO import_item (code, name, class) VALUES ('CELL', 'Cell', 'cell'), ('PART', 'Part', 'component_material');
	INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source) VALUES ('CAM', 'PART', 'cathode_material', 'GOOD', 'US', 'component_making', '2026-01-01', '2 kg', true);
	INSERT INTO import_lot (code, item, producer, country, step, made_on, quantity) SELECT 'FROM-' || m.code, 'CELL', m.code, 'US', 'cell_assembly', '2026-02-01', '1000 each' FROM (VALUES ('GOOD'), ('BAD')) AS m (code);
	INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES ('FROM-GOOD', 'CAM', '1 kg', 90, 'USD'), ('FROM-BAD', 'CAM', '1 kg', 90, 'USD');
	INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'FROM-GOOD'), ('inputs_complete', 'FROM-BAD');
	INSERT INTO contract (code, signed_on) VALUES ('C', '2028-01-01');
	CREATE SCHEMA erp;
	CREATE TABLE erp.po_line (po text, pos integer, line_no text, state text, note text, PRIMARY KEY (po, pos)) PARTITION BY LIST (po);
	CREATE TABLE erp.po_line_all PARTITION OF erp.po_line DEFAULT;
	SELECT gate_lines('contract_line', '{NDAA24-154}');
	SELECT gate_lines('erp.po_line', '{NDAA24-154}', line_column => 'line_no', when_column => 'state', when_values => '{awarded}');
	ALTER DATABASE market SET search_path = acme, materials, public;
};
$node->safe_psql('postgres', 'CREATE DATABASE market');
$node->psql('market', "BEGIN; $world COMMIT;", on_error_die => 1);
my $columns = 'code, contract_id, item_id, quantity, procured_on, obligated_on';
my $values = q{1, item_id('CELL'), '10 each', date '2028-06-01', date '2028-06-01'};
my $line = sub { my ($code) = @_; "INSERT INTO contract_line ($columns) VALUES ('$code', $values)" };
my $fill = sub { my ($code, $lot) = @_; "INSERT INTO contract_line_lot (line_id, lot_id, quantity) VALUES (line_id('$code'), lot_id('$lot'), '10 each')" };

# A path is a script in which LINE is a line of its own and LOT the lot that fills it. What it leaves behind is counted.
my $paths = 0;
sub path
{
	my ($what, $script, %options) = @_;
	my $database = $options{database} // 'market';
	$paths++;
	foreach my $maker ('BAD', 'GOOD')
	{
		my $code = "P$paths-$maker";
		$node->psql('market', join('; ', map { s/LINE/$code/gr } @{ $options{before} }), on_error_die => 1) if $options{before};
		my $text = $script =~ s/LINE/$code/gr =~ s/LOT/FROM-$maker/gr;
		my ($status, $output, $error) = $node->psql($database, "\\set VERBOSITY verbose\n$text");
		my $found = $options{count} // "SELECT count(*) FROM contract_line_lot WHERE line_id = (SELECT id FROM contract_line WHERE code = 'LINE') AND lot_id = (SELECT id FROM lot WHERE code = 'LOT')";
		my $left = $node->safe_psql('market', $found =~ s/LINE/$code/gr =~ s/LOT/FROM-$maker/gr);
		if ($maker eq 'BAD')
		{
			is($left, '0', "$what: nothing of it is there");
			like($error, qr/ERROR:  23M01: .*contract line "$code" is refused by rule NDAA24-154: PROHIBITED/, "$what: it is refused by line and rule") unless $options{silent};
		}
		else { is($left, $options{good} // '1', "$what: a line that nothing bars goes through") or diag($error); }
	}
	return;
}
my $both = $line->('LINE') . '; ' . $fill->('LINE', 'LOT');
my $clean = [ 'BEGIN', $line->('LINE'), $fill->('LINE', 'FROM-GOOD'), 'COMMIT' ];

path('INSERT in one transaction', "BEGIN; $both; COMMIT;");
path('INSERT into the import view', q{INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, obligated_on, lots) VALUES ('C', 'LINE', 'CELL', '10 each', '2028-06-01', '2028-06-01', '{LOT}');});
path('COPY into the import view', "COPY import_contract_line (contract, line, item, quantity, procured_on, obligated_on, lots) FROM stdin;\nC\tLINE\tCELL\t10 each\t2028-06-01\t2028-06-01\t{LOT}\n\\.\n");
path('COPY into the tables', "BEGIN;\nCOPY contract_line ($columns) FROM stdin;\nLINE\t1\t1\t10 each\t2028-06-01\t2028-06-01\n\\.\nINSERT INTO contract_line_lot SELECT line_id('LINE'), lot_id('LOT'), '10 each';\nCOMMIT;\n");
path('MERGE', "BEGIN; " . $line->('LINE') . "; MERGE INTO contract_line_lot AS x USING (SELECT line_id('LINE') AS line_id, lot_id('LOT') AS lot_id) AS s ON x.line_id = s.line_id WHEN NOT MATCHED THEN INSERT (line_id, lot_id) VALUES (s.line_id, s.lot_id); COMMIT;");
path('UPDATE of the lots', "UPDATE contract_line_lot SET lot_id = lot_id('LOT') WHERE line_id = line_id('LINE');", before => $clean);
path('INSERT ON CONFLICT DO UPDATE', "INSERT INTO contract_line_lot (line_id, lot_id) VALUES (line_id('LINE'), lot_id('FROM-GOOD')) ON CONFLICT (line_id, lot_id) DO UPDATE SET lot_id = lot_id('LOT');", before => $clean);
path('INSERT SELECT of many', "BEGIN; INSERT INTO contract_line ($columns) SELECT CASE WHEN n = 7 THEN 'LINE' ELSE 'LINE.' || n END, $values FROM generate_series(1, 20) AS n; INSERT INTO contract_line_lot (line_id, lot_id) SELECT l.id, lot_id(CASE WHEN l.code = 'LINE' THEN 'LOT' ELSE 'FROM-GOOD' END) FROM contract_line AS l WHERE l.code = 'LINE' OR l.code LIKE 'LINE.%'; COMMIT;");
path('a statement that writes in its WITH', "WITH one AS (INSERT INTO contract_line ($columns) VALUES ('LINE', $values) RETURNING id) INSERT INTO contract_line_lot (line_id, lot_id) SELECT one.id, lot_id('LOT') FROM one;");
path('a prepared statement', "PREPARE fill (text, text) AS INSERT INTO contract_line_lot (line_id, lot_id) VALUES (line_id(\$1), lot_id(\$2)); BEGIN; " . $line->('LINE') . "; EXECUTE fill ('LINE', 'LOT'); COMMIT;");
path('PL/pgSQL that catches errors', "BEGIN; DO \$\$ BEGIN $both; BEGIN SET CONSTRAINTS ALL IMMEDIATE; EXCEPTION WHEN OTHERS THEN NULL; END; END \$\$; COMMIT;");
path('a savepoint after the refusal', "\\set ON_ERROR_STOP off\nBEGIN; $both; SAVEPOINT a; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO a; SET CONSTRAINTS ALL DEFERRED; COMMIT;");
path('lots that change once the line was checked', "\\set ON_ERROR_STOP off\nBEGIN; " . $line->('LINE') . '; ' . $fill->('LINE', 'FROM-GOOD') . "; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; UPDATE contract_line_lot SET lot_id = lot_id('LOT') WHERE line_id = line_id('LINE'); COMMIT;");
path('PREPARE TRANSACTION', "\\set ON_ERROR_STOP off\nBEGIN; $both; PREPARE TRANSACTION 'LINE'; COMMIT PREPARED 'LINE';");
path('a cursor', "BEGIN; DECLARE c CURSOR FOR SELECT * FROM contract_line_lot WHERE line_id = line_id('LINE') FOR UPDATE; FETCH c; UPDATE contract_line_lot SET lot_id = lot_id('LOT') WHERE CURRENT OF c; COMMIT;", before => $clean);
path('triggers as a replica has them', "SET session_replication_role = replica; BEGIN; $both; COMMIT;");
path('settings of the session', "SET materials.as_of = '2001-01-01'; SET materials.known_at = '2001-01-01T00:00:00Z'; SET search_path = pg_catalog; SET ROLE NONE; BEGIN; INSERT INTO acme.contract_line ($columns) SELECT 'LINE', 1, i.id, '10 each'::materials.quantity, date '2028-06-01', date '2028-06-01' FROM acme.item AS i WHERE i.code = 'CELL'; INSERT INTO acme.contract_line_lot (line_id, lot_id) SELECT l.id, t.id FROM acme.contract_line AS l, acme.lot AS t WHERE l.code = 'LINE' AND t.code = 'LOT'; COMMIT;");
path('a view of the user', "BEGIN; CREATE VIEW ours AS SELECT * FROM contract_line_lot; " . $line->('LINE') . "; INSERT INTO ours (line_id, lot_id) VALUES (line_id('LINE'), lot_id('LOT')); DROP VIEW ours; COMMIT;");

# From another database, by a foreign table; what is refused there is refused to the writer here.
$node->safe_psql('postgres', 'CREATE DATABASE elsewhere');
my $fdw = $node->safe_psql('elsewhere', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'});
SKIP:
{
	skip 'postgres_fdw is not there', 3 unless $fdw;
	my ($host, $port) = ($node->host, $node->port);
	my ($lot_good, $lot_bad) = split /\|/, $node->safe_psql('market', q{SELECT (SELECT id FROM lot WHERE code = 'FROM-GOOD'), (SELECT id FROM lot WHERE code = 'FROM-BAD')});
	$node->safe_psql('elsewhere', qq{CREATE EXTENSION postgres_fdw; CREATE SERVER market FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', port '$port', dbname 'market');
		CREATE USER MAPPING FOR CURRENT_USER SERVER market;
		CREATE FOREIGN TABLE line (code text, line_id bigint, lot_id bigint) SERVER market OPTIONS (schema_name 'public', table_name 'line_to_fill');});
	$node->safe_psql('market', q{CREATE VIEW public.line_to_fill AS SELECT l.code::text AS code, x.line_id, x.lot_id FROM acme.contract_line_lot AS x JOIN acme.contract_line AS l ON l.id = x.line_id});
	$node->safe_psql('elsewhere', q{CREATE FOREIGN TABLE line_lot (line_id bigint, lot_id bigint) SERVER market OPTIONS (schema_name 'acme', table_name 'contract_line_lot')});
	path('a foreign table', qq{UPDATE line_lot SET lot_id = CASE 'LOT' WHEN 'FROM-BAD' THEN $lot_bad ELSE $lot_good END WHERE line_id = (SELECT line_id FROM line WHERE code = 'LINE');}, before => $clean, database => 'elsewhere');
}

# A table of the procurement system's own: any row may be there until it is an award.
$node->safe_psql('market', q{SELECT ungate_lines('contract_line')});
$node->safe_psql('market', "BEGIN; " . $line->("OWN-$_") . '; ' . $fill->("OWN-$_", "FROM-$_") . '; COMMIT;') foreach 'GOOD', 'BAD';
sub own_path
{
	my ($what, $script) = @_;
	$paths++;
	foreach my $maker ('BAD', 'GOOD')
	{
		my ($status, $output, $error) = $node->psql('market', "\\set VERBOSITY verbose\n" . $script =~ s/LINE/OWN-$maker/gr =~ s/PO/$paths-$maker/gr);
		my $left = $node->safe_psql('market', "SELECT count(*) FROM erp.po_line WHERE po = '$paths-$maker' AND line_no = 'OWN-$maker' AND state = 'awarded'");
		is($left, $maker eq 'BAD' ? '0' : '1', "own table, $what: $maker") or diag($error);
		like($error, qr/23M01: .*"OWN-BAD" is refused.*\n(.*\n)*.*TABLE NAME:  po_line/, "own table, $what: the table is named") if $maker eq 'BAD';
	}
	return;
}
own_path('INSERT', q{INSERT INTO erp.po_line VALUES ('PO', 1, 'LINE', 'awarded');});
own_path('UPDATE', q{INSERT INTO erp.po_line VALUES ('PO', 1, 'LINE', 'draft'); UPDATE erp.po_line SET state = 'awarded' WHERE po = 'PO';});
own_path('another line', q{INSERT INTO erp.po_line VALUES ('PO', 1, 'OWN-GOOD', 'awarded'); UPDATE erp.po_line SET line_no = 'LINE' WHERE po = 'PO';});
own_path('COPY into a partition', "COPY erp.po_line_all FROM stdin;\nPO\t1\tLINE\tawarded\t\\N\n\\.\n");
is($node->safe_psql('market', q{SELECT count(*) FROM erp.po_line WHERE state = 'draft'}), '1', 'own table: a row that is no award may be there');
my ($status, $output, $error) = $node->psql('market', q{INSERT INTO erp.po_line VALUES ('X', 1, 'NOBODY KNOWS', 'awarded')});
like($error, qr/there is no contract line "NOBODY KNOWS"/, 'own table: a line that the ledger does not have is refused');
($status, $output, $error) = $node->psql('market', q{INSERT INTO erp.po_line VALUES ('X', 1, NULL, 'awarded')});
like($error, qr/names no contract line/, 'own table: so is none');
is($node->safe_psql('market', q{INSERT INTO acme.listing (party_id, list, entry) SELECT acme.party_id('GOOD'), 'NDAA24-154', 'Later'; UPDATE erp.po_line SET note = 'paid' WHERE state = 'awarded' RETURNING 1}) =~ tr/1//, 5, 'own table: an award stays open to other changes whatever comes to be known');
like($node->safe_psql('market', q{SELECT line, status, refused FROM acme.award_changed}), qr/^OWN-GOOD\|PROHIBITED\|t$/m, 'and is told where its verdict changed');

# What is replicated is looked at where it arrives.
$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->psql('source', 'BEGIN; ' . ($world =~ s/market/source/gr) . ' COMMIT;', on_error_die => 1);
$node->safe_psql('source', q{SELECT ungate_lines('contract_line'); CREATE PUBLICATION lines FOR TABLE acme.contract_line, acme.contract_line_lot});
$node->safe_psql('postgres', 'CREATE DATABASE target');
$node->psql('target', 'BEGIN; ' . ($world =~ s/market/target/gr) . ' COMMIT;', on_error_die => 1);
$node->safe_psql('source', q{SELECT pg_create_logical_replication_slot('lines', 'pgoutput')});
my $connection = 'host=' . $node->host . ' port=' . $node->port . ' dbname=source';
$node->safe_psql('target', "CREATE SUBSCRIPTION lines CONNECTION '$connection' PUBLICATION lines WITH (create_slot = false, slot_name = 'lines', copy_data = false)");
$node->safe_psql('source', "BEGIN; " . $line->('GOOD-LINE') . '; ' . $fill->('GOOD-LINE', 'FROM-GOOD') . '; COMMIT;');
ok($node->poll_query_until('target', q{SELECT count(*) = 1 FROM acme.contract_line_lot}), 'replication: a line that nothing bars arrives');
my $from = -s $node->logfile;
$node->safe_psql('source', "BEGIN; " . $line->('BAD-LINE') . '; ' . $fill->('BAD-LINE', 'FROM-BAD') . '; COMMIT;');
$paths++;
my $said = '';
for (1 .. 100)
{
	$said = substr(slurp_file($node->logfile), $from);
	last if $said =~ /"BAD-LINE" is refused/;
	select(undef, undef, undef, 0.1);
}
like($said, qr/contract line "BAD-LINE" is refused by rule NDAA24-154: PROHIBITED/, 'replication: one that is barred stops it');
is($node->safe_psql('target', q{SELECT count(*) FROM acme.contract_line WHERE code = 'BAD-LINE'}), '0', 'replication: nothing of it is there');
$node->safe_psql('target', 'ALTER SUBSCRIPTION lines DISABLE; ALTER SUBSCRIPTION lines SET (slot_name = NONE); DROP SUBSCRIPTION lines');

cmp_ok($paths, '>=', 20, "$paths paths were tried");
done_testing();
