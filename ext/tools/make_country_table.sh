#!/bin/sh
# Prints ext/core/country_table.c, made from the ISO 3166-1 list that the tests read.
set -eu
cd "$(dirname "$0")/.."
cat <<'HEAD'
/*-------------------------------------------------------------------------
 *
 * country_table.c
 *	  The countries of ISO 3166-1, in the order of their alpha-2 codes.
 *
 * Made by ext/tools/make_country_table.sh from
 * ext/test/data/reference/iso3166_1.csv; do not edit by hand.  The list is
 * datasets/country-codes (Public Domain Dedication and Licence); the codes
 * are those of ISO 3166-1.  Names are the short English names of Unicode
 * CLDR in UTF-8, with the full form where the list has an abbreviation
 * (Bosnia & Herzegovina, United Kingdom, United States).
 *
 *-------------------------------------------------------------------------
 */
#include "core/country_code.h"

const CountryRow country_table[] = {
HEAD
LC_ALL=C sort -t, -k1,1 test/data/reference/iso3166_1.csv | LC_ALL=C awk -F, '
	$1 == "alpha2" { next }
	{
		name = $5
		if ($1 == "BA") name = "Bosnia & Herzegovina"
		if ($1 == "GB") name = "United Kingdom"
		if ($1 == "US") name = "United States"
		printf "\t{\"%s\", \"%s\", %d, \"%s\"},\n", $1, $2, $3, name
	}'
cat <<'TAIL'
};

const size_t country_table_count = sizeof(country_table) / sizeof(country_table[0]);
TAIL
