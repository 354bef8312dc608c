# ODBC, as Excel, Power BI's generic connector and many others use it: through unixODBC and psqlodbc.
use strict;
use warnings;
use utf8;
use DBI qw(:sql_types);
use Test::More;
binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);

my ($driver) = glob '/usr/lib/*/odbc/psqlodbcw.so';
my $db = DBI->connect("dbi:ODBC:DRIVER=$driver;Servername=$ENV{CLIENT_HOST};Port=$ENV{CLIENT_PORT};Database=$ENV{CLIENT_DATABASE};UID=bi_client;PWD=bi_client;ReadOnly=1;BoolsAsChar=0;MaxVarcharSize=255",
	'', '', { RaiseError => 1, PrintError => 0, LongReadLen => 65536 });
ok($db, 'it connects');

my %wanted = (text => qr/^(-1|-9|-10|12)$/, bigint => qr/^-5$/, integer => qr/^4$/, numeric => qr/^2$/, date => qr/^(9|91)$/, 'timestamp with time zone' => qr/^(11|93)$/, boolean => qr/^-7$/);
my $columns = $db->selectall_arrayref('SELECT view, name, type, precision, scale FROM public.bi_column ORDER BY view, attnum');
my %views = map { $_->[0] => 1 } @$columns;
my %told = map { $_->{TABLE_NAME} => $_->{TABLE_TYPE} } values %{ $db->table_info(undef, 'demo', 'bi\_%', undef)->fetchall_hashref('TABLE_NAME') };
is_deeply([sort keys %told], [sort keys %views], 'SQLTables tells every view');
my (@unlike, @rounded, $remarks);
for my $view (sort keys %views)
{
	my %found;
	my $info = $db->column_info(undef, 'demo', $view, '%');
	while (my $row = $info->fetchrow_hashref) { $found{ $row->{COLUMN_NAME} } = $row; }
	my $probe = $db->prepare("SELECT * FROM demo.$view WHERE 1 = 0");
	$probe->execute;
	my %described;
	@described{ @{ $probe->{NAME} } } = map { { type => $probe->{TYPE}[$_], precision => $probe->{PRECISION}[$_], scale => $probe->{SCALE}[$_] } } 0 .. $#{ $probe->{NAME} };
	for (grep { $_->[0] eq $view } @$columns)
	{
		my (undef, $name, $type, $precision, $scale) = @$_;
		my ($catalogue, $result) = ($found{$name}, $described{$name});
		$remarks++ if $catalogue && length($catalogue->{REMARKS} // '');
		push @unlike, "$view.$name: $type, SQLColumns says " . ($catalogue->{DATA_TYPE} // 'nothing') . ', the result ' . ($result->{type} // 'nothing')
		  unless $catalogue && $result && $catalogue->{DATA_TYPE} =~ $wanted{$type} && $result->{type} =~ $wanted{$type};
		push @rounded, "$view.$name: $catalogue->{COLUMN_SIZE},$catalogue->{DECIMAL_DIGITS}" if $type eq 'numeric' && "$catalogue->{COLUMN_SIZE},$catalogue->{DECIMAL_DIGITS},$result->{scale}" ne "$precision,$scale,$scale";
	}
}
is_deeply(\@unlike, [], 'every column is of the type that it is, in the catalogue and in a result');
note 'columns of which SQLColumns tells the comment: ', $remarks // 0;
is_deeply($db->selectall_arrayref(q{SELECT b.view, b.name FROM public.bi_column AS b JOIN pg_class AS c ON c.oid = CAST('demo.' || b.view AS regclass) JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = b.name
	WHERE col_description(c.oid, a.attnum) IS DISTINCT FROM b.comment}), [], 'every comment can be asked for');
is_deeply(\@rounded, [], 'numbers have the precision that they state');

my %sql_type = (text => SQL_VARCHAR, bigint => SQL_BIGINT, numeric => SQL_VARCHAR, date => SQL_TYPE_DATE, boolean => SQL_BIT, 'timestamp with time zone' => SQL_VARCHAR);
for (@{ $db->selectall_arrayref('SELECT question, type, value, answer FROM public.bi_answer ORDER BY question') })
{
	my ($question, $type, $value, $answer) = @$_;
	my $asked = $db->prepare($question);
	$asked->bind_param(1, $type eq 'boolean' ? ($value eq 'true' ? 1 : 0) : $value, $sql_type{$type});
	$asked->execute;
	my ($found) = $asked->fetchrow_array;
	is($found, $answer, "prepared: $question");
}
my $null = $db->selectrow_arrayref('SELECT made_on, made_on_known, country FROM demo.bi_lot WHERE NOT made_on_known LIMIT 1');
is_deeply([$null->[0], $null->[1] ? 1 : 0, $null->[2]], [undef, 0, 'unknown'], 'what is not known is NULL with a word beside it');
my $keys = $db->foreign_key_info(undef, 'demo', undef, undef, 'demo', 'consumption')->fetchall_arrayref({});
is_deeply([sort map { ($_->{FK_COLUMN_NAME} // $_->{FKCOLUMN_NAME}) . ' ' . ($_->{UK_TABLE_NAME} // $_->{PKTABLE_NAME}) } @$keys], ['event_id event', 'input_lot_id lot', 'output_lot_id lot'], 'keys of the table beneath are told');
done_testing();
