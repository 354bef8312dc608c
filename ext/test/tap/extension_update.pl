# ALTER EXTENSION … UPDATE: what an update leaves is, object by object, what a fresh install of the new version makes; ledgers that are
# upgraded are as those that are new; and what was determined and sealed before is computed again to the same bytes.
#
# Update paths that are there are taken.  So that the way is tried before there is a second version, one is made up here: "next" has a
# function, a column, words, a version of a rule, and columns in the ledger template more than the version of the tree.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('update');
$node->init;
$node->start;
my $dir = $PostgreSQL::Test::Utils::tmp_check;
my $place = $node->safe_psql('postgres', q{SELECT coalesce(nullif(current_setting('extension_destdir', true), '') || '%share', nullif(split_part(current_setting('extension_control_path', true), ':', 1), '$system'), '')});
my ($share) = run_command([ 'pg_config', '--sharedir' ]);
$place =~ s/%share$/$share/;
$place .= '/extension' unless $place =~ m{/extension$};
plan skip_all => 'the extension is not staged: no version can be added to it' unless -w $place;
my ($version) = slurp_file("$place/materials.control") =~ /^default_version *= *'(.*)'/m;

my $script = slurp_file("$place/materials--$version.sql");
my ($template) = $script =~ /(^CREATE FUNCTION materials\.ledger_template\(\).*?^\$template\$::pg_catalog\.text \$body\$;\n)/ms;
my $template_next = $template =~ s/\n\$template\$::/\nALTER TABLE lot ADD COLUMN IF NOT EXISTS next_note text;\nCOMMENT ON COLUMN lot.next_note IS 'a note';\nCREATE OR REPLACE FUNCTION next_question() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(next_note) FROM lot; END;\nCOMMENT ON FUNCTION next_question() IS 'how many notes';\n\$template\$::/r;
isnt($template_next, $template, 'the ledger template is found');
my $more = q{
CREATE FUNCTION materials.next_answer() RETURNS pg_catalog.int4 LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC SELECT 42; END;
COMMENT ON FUNCTION materials.next_answer() IS 'the answer';
ALTER TABLE materials.rule ADD COLUMN next_note text;
COMMENT ON COLUMN materials.rule.next_note IS 'a note';
ALTER FUNCTION materials.share_text(numeric) COST 3;
INSERT INTO materials.list (list, title, authority, builtin) VALUES ('NEXT', 'Next list', 'Somebody', true);
DO $next$
DECLARE
	one text;
	was text := materials.rule_version('10USC4863');
BEGIN
	FOR one IN SELECT format('materials.%I', t.name) FROM materials.rule_table() AS t WHERE t.by_rule ORDER BY t.name <> 'rule', t.name LOOP
		EXECUTE format('INSERT INTO %1$s SELECT (jsonb_populate_record(r, ''{"version": "NEXT", "released_on": "2100-01-01"}'')).* FROM %1$s AS r WHERE r.rule = ''10USC4863'' AND r.version = $1', one) USING was;
	END LOOP;
END
$next$;
};
append_to_file("$place/materials--next.sql", ($script =~ s/\Q$template\E/$template_next/r) . $more);
append_to_file("$place/materials--$version--next.sql", "\\echo Use \"ALTER EXTENSION materials UPDATE\" to load this file. \\quit\n" . ($template_next =~ s/^CREATE FUNCTION/CREATE OR REPLACE FUNCTION/r) . $more);

sub catalogue
{
	my ($database) = @_;
	my ($text, $error) = ('', '');
	IPC::Run::run([ 'psql', '--no-psqlrc', '--no-align', '--tuples-only', '--quiet', '--set=ON_ERROR_STOP=1', '--file', "$FindBin::Bin/../../tools/catalogue.sql", $node->connstr($database) ], '>', \$text, '2>', \$error) or die $error;
	return $text;
}
sub definition
{
	my ($database) = @_;
	my ($text, $error) = ('', '');
	IPC::Run::run([ 'pg_dump', '--no-sync', '--schema-only', '--schema=acme', $node->connstr($database) ], '>', \$text, '2>', \$error) or die $error;
	return $text =~ s/^\\(un)?restrict .*\n//mgr;
}
sub first_difference
{
	my ($one, $other) = map { [ split /\n/ ] } @_;
	my %has = map { $_ => 1 } @$other;
	my @more = grep { !$has{$_} } @$one;
	return @more ? substr($more[0], 0, 600) : '';
}
sub same
{
	my ($found, $wanted, $what) = @_;
	ok($found eq $wanted, $what) or diag('more: ' . first_difference($found, $wanted) . "\nless: " . first_difference($wanted, $found));
	return;
}

# From a version, with a ledger in use, to another.
sub update
{
	my ($from, $to) = @_;
	my ($old, $fresh) = ("old_$from" =~ s/\W/_/gr, "fresh_$to" =~ s/\W/_/gr);
	$node->safe_psql('postgres', "CREATE DATABASE $old");
	$node->safe_psql($old, "CREATE EXTENSION materials VERSION '$from' CASCADE");
	$node->psql($old, "SET client_min_messages = warning; SELECT materials.create_ledger(:'ledger') \\g /dev/null\n" . slurp_file("$FindBin::Bin/../data/sample_ledger.sql"), on_error_die => 1, extra_params => [ '--single-transaction', '--set', 'ledger=acme' ]);
	$node->safe_psql($old, q{SET search_path = acme, materials, public; SET materials.as_of = '2027-11-01'; SELECT determine('N001-1', r.rule) FROM (SELECT min(x.rule) AS rule FROM rule AS x GROUP BY x.test) AS r; SELECT determine('N001-2', '10USC4863'); SELECT seal()});
	my $checkpoint = $node->safe_psql($old, 'SELECT acme.checkpoint()');
	my $stored = $node->safe_psql($old, 'SELECT count(*) FROM acme.determination');
	$node->safe_psql($old, "ALTER EXTENSION materials UPDATE TO '$to'");
	is($node->safe_psql($old, 'SELECT count(*), bool_and(r.matches) FROM acme.replay() AS r'), "$stored|t", "$from to $to: what was determined is computed again to the same bytes");
	$node->safe_psql($old, q{SELECT materials.upgrade_ledger('acme')});
	is($node->safe_psql($old, 'SELECT count(*), bool_and(r.matches) FROM acme.replay() AS r'), "$stored|t", "$from to $to: also once the ledger is upgraded");
	is($node->safe_psql($old, "SELECT v FROM acme.verify('$checkpoint') AS v"), '', "$from to $to: verify() finds nothing");
	$node->safe_psql($old, q{SET search_path = acme, materials, public; SELECT determine('N001-2', '10USC4863'); SELECT seal()});
	is($node->safe_psql($old, "SELECT v FROM acme.verify('$checkpoint') AS v"), '', "$from to $to: nor after it goes on");
	$node->safe_psql('postgres', "CREATE DATABASE $fresh");
	$node->safe_psql($fresh, "CREATE EXTENSION materials VERSION '$to' CASCADE; SELECT materials.create_ledger('acme')");
	same(catalogue($old), catalogue($fresh), "$from to $to: the catalogue is that of a fresh install");
	same(definition($old), definition($fresh), "$from to $to: an upgraded ledger is as a new one");
	return ($old, $fresh);
}
# An earlier version can be installed where its own script is kept beside the one that updates it.
foreach my $from (map { m{/materials--([^/]+?)--\Q$version\E\.sql$} ? $1 : () } glob("$place/materials--*--*.sql"))
{
	update($from, $version) if -e "$place/materials--$from.sql";
}
my ($old, $fresh) = update($version, 'next');
is($node->safe_psql($old, q{SELECT materials.next_answer(), acme.next_question(), (SELECT string_agg(d.version, ' ' ORDER BY d.id) FROM acme.determination AS d JOIN acme.contract_line AS l ON l.id = d.line_id WHERE l.code = 'N001-2')}),
	'42|0|' . $node->safe_psql($old, q{SELECT d.version FROM acme.determination AS d JOIN acme.contract_line AS l ON l.id = d.line_id WHERE l.code = 'N001-2' ORDER BY d.id LIMIT 1}) . ' NEXT', 'what is new answers, and the new version of the rule is used from then on');

# The comparison sees what it is for.
my $wanted = catalogue($fresh);
foreach my $drift (q{COMMENT ON FUNCTION materials.next_answer() IS 'another'}, q{ALTER FUNCTION materials.share_text(numeric) COST 4}, q{ALTER TABLE materials.list ALTER title DROP NOT NULL}, q{UPDATE materials.list SET title = 'x' WHERE list = 'NEXT'}, q{ALTER EXTENSION materials DROP FUNCTION materials.next_answer()})
{
	my $now = catalogue($old);
	$node->safe_psql($old, $drift);
	isnt(catalogue($old), $now, "drift is seen: $drift");
}
unlink "$place/materials--next.sql", "$place/materials--$version--next.sql";
done_testing();
