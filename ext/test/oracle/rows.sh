#!/bin/bash
# Prints rows of the oracle of ownership, which it builds first where that is due:  SEED=1 GRAPHS=100 rows.sh party
# What can be asked stands in ownership_oracle.c; FIRST is the number of the first structure.
set -eu
cd "$(dirname "$0")/../../.."
program=build/oracle/ownership_oracle
mkdir -p build/oracle
(
	flock 9
	if [ ! -x $program ] || [ -n "$(find ext/test/oracle -name '*.[ch]' -newer $program)" ]; then
		${CC:-gcc} -std=c11 -O2 -Wall -Wextra -Werror ext/test/oracle/*.c -o $program.new
		mv $program.new $program
	fi
) 9>build/oracle/lock
exec $program "$1" "$SEED" "${FIRST:-0}" "$GRAPHS"
