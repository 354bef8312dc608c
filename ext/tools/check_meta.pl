#!/usr/bin/perl
# Holds META.json against PGXN's specification of it, 1.0.0, and against the tree; prints what is wrong, a line each.
#
#   ext/tools/check_meta.pl [FILE]
use strict;
use warnings;
use JSON::PP;

my $file = $ARGV[0] // 'META.json';
my $meta = eval { local $/; open my $in, '<', $file or die "$!\n"; decode_json(<$in>) };
print("$file: $@") && exit 1 if !defined $meta;
my $wrong = 0;
sub wrong { print "$file: @_\n"; $wrong = 1 }

# A shape says what is wrong with a value, in a few words, or nothing.
my %license = map { $_ => 1 } qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3 gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl
	perl_5 postgresql qpl_1_0 ssleay sun zlib open_source restricted unrestricted unknown);
my $number = qr/(?:0|[1-9][0-9]*)/;
my $version = qr/$number\.$number\.$number(?:-?[A-Za-z][0-9A-Za-z-]*)?/;
sub text { !ref $_[0] && length $_[0] ? '' : 'is no text' }
sub term { text($_[0]) || (length $_[0] < 2 || $_[0] =~ m{[\s[:cntrl:]/\\]} ? 'is no term of two characters or more' : '') }
sub tag { text($_[0]) || (length $_[0] > 256 || $_[0] =~ m{[[:cntrl:]/\\]} ? 'is no tag' : '') }
sub semver { text($_[0]) || ($_[0] =~ /\A$version\z/ ? '' : 'is no semantic version') }
sub range { !ref $_[0] && $_[0] =~ /\A(?:0|(?:(?:[<>]=?|[!=]=)? *$version(?:, *|\z))+)\z/ ? '' : 'is no range of versions' }
sub url { text($_[0]) || ($_[0] =~ m{\A[a-z]+://[^/]+} ? '' : 'is no URL') }
sub there { text($_[0]) || (-e $_[0] ? '' : 'is not in the tree') }
sub one_of { my %known = map { $_ => 1 } @_; sub { text($_[0]) || ($known{$_[0]} ? '' : 'is not one of ' . join ' ', sort keys %known) } }
sub list_of { my $shape = shift; sub { my $list = ref $_[0] ? $_[0] : [ $_[0] ]; ref $list eq 'ARRAY' && @$list ? (grep { $_ } map { $shape->($_) } @$list)[0] // '' : 'is no list' } }

# Maps: name => [needed, shape]; '*' stands for all other names, which else must begin with x_.
sub map_of {
	my ($name, $value, %shape) = @_;
	return wrong("$name is no object") if ref $value ne 'HASH';
	for (grep { $shape{$_}[0] && !defined $value->{$_} } sort keys %shape) { wrong("$name has no \"$_\"") }
	for my $key (sort keys %$value) {
		my $shape = $shape{$key} // $shape{'*'};
		if ($shape) {
			my $said = $shape->[1]->($value->{$key}, "$name.$key");
			wrong("$name.$key $said") if $said;
		} elsif ($key !~ /\Ax_/i) {
			wrong("$name.$key is nothing that the specification knows");
		}
	}
	return '';
}
sub object { my %shape = @_; sub { map_of($_[1], $_[0], %shape); '' } }
sub named { my ($of_name, $of_value) = @_; sub { my ($value, $name) = @_; for (ref $value eq 'HASH' ? sort keys %$value : ()) { my $said = $of_name->($_); wrong("$name: \"$_\" $said") if $said } map_of($name, $value, '*' => [ 0, $of_value ]); '' } }

map_of(
	'it', $meta,
	name => [ 1, \&term ],
	version => [ 1, \&semver ],
	abstract => [ 1, \&text ],
	maintainer => [ 1, list_of(\&text) ],
	license => [ 1, sub { ref $_[0] eq 'HASH' ? named(\&text, \&url)->(@_) : list_of(one_of(keys %license))->(@_) } ],
	provides => [ 1, named(\&term, object(file => [ 1, \&there ], version => [ 1, \&semver ], abstract => [ 0, \&text ], docfile => [ 0, \&there ])) ],
	'meta-spec' => [ 1, object(version => [ 1, one_of('1.0.0') ], url => [ 0, \&url ]) ],
	description => [ 0, \&text ],
	generated_by => [ 0, \&text ],
	release_status => [ 0, one_of(qw(stable testing unstable)) ],
	tags => [ 0, list_of(\&tag) ],
	no_index => [ 0, object(file => [ 0, list_of(\&there) ], directory => [ 0, list_of(\&there) ]) ],
	prereqs => [ 0, named(one_of(qw(configure build test runtime develop)), named(one_of(qw(requires recommends suggests conflicts)), named(\&term, \&range))) ],
	resources => [ 0, object(
		homepage => [ 0, \&url ], license => [ 0, list_of(\&url) ], bugtracker => [ 0, object(web => [ 0, \&url ], mailto => [ 0, \&text ]) ],
		repository => [ 0, object(web => [ 0, \&url ], url => [ 0, \&url ], type => [ 0, \&text ]) ]) ]);

# The control file says which version this is.
open my $control, '<', 'materials.control' or die "materials.control: $!\n";
my ($ours) = join('', <$control>) =~ /^default_version *= *'(.*)'/m;
for ([ 'version', $meta->{version} ], map { [ "provides.$_.version", $meta->{provides}{$_}{version} ] } ref $meta->{provides} eq 'HASH' ? keys %{ $meta->{provides} } : ()) {
	wrong("$_->[0] is $_->[1], materials.control says $ours") if defined $_->[1] && $_->[1] ne $ours;
}
exit $wrong;
