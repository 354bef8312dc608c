# materials: a critical-materials ledger for PostgreSQL.  `make help` lists what can be asked.

EXTENSION    = materials
EXTVERSION  := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" materials.control)
MODULE_big   = materials
SOURCES     := ext/module.c $(sort $(wildcard ext/core/*.c ext/server/*.c ext/types/*.c ext/graph/*.c ext/ledger/*.c ext/rules/*.c))
# For instruments that link something in (ext/tools/instrument.sh).
SOURCES     += $(MORE_SOURCES)
OBJS         = $(SOURCES:.c=.o)
SCRIPT       = build/$(EXTENSION)--$(EXTVERSION).sql
DATA         = $(sort $(wildcard ext/upgrade/*.sql))
DATA_built   = $(SCRIPT)
VERIFIER     = build/materials-verify
SCRIPTS_built = $(VERIFIER)
REGRESS     ?= $(sort $(basename $(notdir $(wildcard sql/*.sql))))
REGRESS_OPTS = --encoding=UTF8
ISOLATION   ?= $(sort $(basename $(notdir $(wildcard ext/test/isolation/specs/*.spec))))
ISOLATION_OPTS = --inputdir=ext/test/isolation
# Headers of PostgreSQL 15 are older than C23, which the newest compilers take for granted; those of 19 ask for what their compiler knew.
PG_CFLAGS   += $(if $(filter 15 16 17 18,$(MAJORVERSION)),-std=gnu17) -Iext -MMD -MP -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
# libxml2 reads XML.
PG_CFLAGS   += $(shell xml2-config --cflags 2>/dev/null || pkg-config --cflags libxml-2.0 2>/dev/null || echo -I/usr/include/libxml2)
SHLIB_LINK  += -Wl,-Bsymbolic $(shell xml2-config --libs 2>/dev/null || pkg-config --libs libxml-2.0 2>/dev/null || echo -lxml2)
EXTRA_CLEAN  = build stage $(SOURCES:.c=.d)

# Bitcode would serve only to inline our C functions into compiled queries, and needs clang: `make with_llvm=yes` builds it.
ifneq ($(origin with_llvm),command line)
override with_llvm = no
endif

.DEFAULT_GOAL := all

# The verifier of proofs is a program of its own, and asks nothing of the server: `make build/materials-verify` needs no PostgreSQL.
$(VERIFIER): $(sort $(wildcard ext/verifier/*.c))
	@mkdir -p $(@D)
	$(CC) -std=c11 -O2 -Wall -Wextra $(COPT) -Iext $(LDFLAGS) -o $@ ext/verifier/main.c

PG_CONFIG   ?= pg_config
PGXS        := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))

ifneq ($(PGXS),)
include $(PGXS)

# The install script is its chapters in order; the ledger template travels inside it as text.
$(SCRIPT): $(sort $(wildcard ext/install/*.sql ext/install/ledger/*.sql)) ext/tools/make_script.sh
	@mkdir -p $(@D)
	sh ext/tools/make_script.sh > $@.new && mv $@.new $@

# Objects belong to one server and one set of flags: another PG_CONFIG or COPT makes them anew.
BUILT_FOR = build/built_for
$(OBJS): $(BUILT_FOR)
$(BUILT_FOR): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(VERSION) $(includedir_server) $(CFLAGS) $(CPPFLAGS)' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
-include $(SOURCES:.c=.d)

else
# Without the server's build files there is nothing to build with yet; `test` and `demo` fetch them first.
all install installcheck uninstall:
	@echo 'PostgreSQL'"'"'s build files were not found (PG_CONFIG = $(PG_CONFIG)).'
	@echo 'On Debian and Ubuntu "make setup" installs them; elsewhere give PG_CONFIG=/path/to/pg_config.'
	@false
clean distclean:
	rm -rf build stage results output_iso regression.diffs regression.out $(EXTENSION).so $(OBJS) $(SOURCES:.c=.d)
endif

#: all            compile the extension (the default)
#: install        install it into the server of PG_CONFIG
#: installcheck   run the regression and isolation tests against a running server that has it installed
#: clean          remove what was built

setup: #: setup          install what is missing of compiler, server, headers and test tools (Debian, Ubuntu)
	@ext/tools/setup.sh test

test: #: test           all tests on a private, throw-away server; one alone: REGRESS=, PGTAP=, UNIT=, PAGES=, ISOLATION=, TAP=name
	@ext/tools/setup.sh test
	@ext/tools/run_tests.sh

test-long: #: test-long      the same at length: 10,000 random graphs, all rows of the rulebook, a storm, fuzzing and more, some hours; SUITES=, SEED=
	@ext/tools/setup.sh long
	@ext/tools/test_long.sh

test-matrix: #: test-matrix    all tests under PostgreSQL 15, 17, 18 and 19, each in a Debian tree of its own (as root): MAJORS=, SHORT=1, IF_NO_TREE=skip
	@ext/tools/setup.sh trees || [ "$(IF_NO_TREE)" = skip ]
	@ext/tools/test_matrix.sh

test-upgrade: #: test-upgrade   pg_upgrade from 15 to 17 to 18 with several ledgers, in a Debian tree that has all three (as root): STEPS=
	@ext/tools/setup.sh trees
	@ext/tools/rehearse_majors.sh

test-clients: #: test-clients   ODBC, JDBC, node-postgres and Malloy read the views for BI, a browser the pages: CLIENTS='odbc jdbc'; installs what they need
	@ext/tools/setup.sh clients
	@ext/tools/test_clients.sh

demo: #: demo           a private server with the demonstration ledger; prints how to connect; safe to repeat
	@ext/tools/setup.sh demo
	@ext/tools/demo.sh start

demo-stop: #: demo-stop      stop and remove the demonstration's server
	@ext/tools/demo.sh stop

lint: #: lint           layout rules of the tree, without a server
	@ext/tools/lint.sh

unit: #: unit           unit tests of the pure C core, with address and undefined-behaviour checks
	@UNIT='$(if $(UNIT),$(UNIT),*)' ext/tools/run_tests.sh

fuzz: #: fuzz           a minute of made-up input for a part of the core (needs clang): T=lei_code, or all in turn
	@ext/tools/fuzz.sh

assert: #: assert         tests on a server with assertions and guarded memory, built once from its source package
	@ext/tools/setup.sh server
	@ext/tools/instrument.sh assert

asan: #: asan           tests on a server under address and undefined-behaviour checks
	@ext/tools/setup.sh server
	@ext/tools/instrument.sh asan

valgrind: #: valgrind       a few tests on a server under valgrind
	@ext/tools/setup.sh server
	@ext/tools/instrument.sh valgrind

coverage: #: coverage       lines and branches of our C that the tests pass through, a line a file
	@ext/tools/setup.sh coverage
	@ext/tools/instrument.sh coverage

sqlsmith: #: sqlsmith       20,000 random queries against a ledger: QUERIES=, SEED=
	@ext/tools/setup.sh sqlsmith
	@ext/tools/sqlsmith.sh

starved: #: starved        every allocation of ours fails once, in types, loaders and questions
	@ext/tools/setup.sh test
	@ext/tools/instrument.sh starved

deb: #: deb            Debian packages for PostgreSQL 15, 17 and 18, each installed and asked in a tree of its own (as root): MAJORS=
	@ext/tools/setup.sh trees
	@ext/tools/make_deb.sh

dist: #: dist           the distribution for PGXN, of what is committed, built and asked
	@ext/tools/setup.sh dist
	@ext/tools/make_dist.sh

bench: #: bench          the engine against SQL, DuckDB, Kuzu and the machine: SIZE=S, M or L, ONLY=Q1 (needs python3)
	@ext/bench/run.sh

bench-mixed: #: bench-mixed    writers, questions and previews at once: CLIENTS='1 8 32 64', SECONDS_EACH=60 (needs python3)
	@ext/bench/mixed.sh

reference: #: reference      make the pages of docs/reference that are taken from the catalogue
	@ext/tools/with_server.sh ext/tools/make_reference.sh

help: #: help           this list
	@sed -n 's/^.*#: \([a-z]\)/  make \1/p' Makefile
	@echo 'PG_CONFIG=/usr/lib/postgresql/17/bin/pg_config chooses another server.'

.PHONY: FORCE all setup test test-long test-matrix test-upgrade test-clients demo demo-stop lint unit fuzz assert asan valgrind coverage starved sqlsmith deb dist bench bench-mixed reference help
