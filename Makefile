# materials: a critical-materials ledger for PostgreSQL.  `make help` lists what can be asked.

EXTENSION    = materials
EXTVERSION  := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" materials.control)
MODULE_big   = materials
SOURCES     := ext/module.c $(sort $(wildcard ext/core/*.c ext/server/*.c ext/types/*.c ext/graph/*.c ext/rules/*.c))
OBJS         = $(SOURCES:.c=.o)
SCRIPT       = build/$(EXTENSION)--$(EXTVERSION).sql
DATA_built   = $(SCRIPT)
REGRESS     ?= $(sort $(notdir $(basename $(wildcard sql/*.sql))))
REGRESS_OPTS = --inputdir=.
PG_CFLAGS   += -Iext -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
SHLIB_LINK  += -Wl,-Bsymbolic
EXTRA_CLEAN  = build stage

PG_CONFIG   ?= pg_config
PGXS        := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# The install script is its chapters in order; the ledger template travels inside it as text.
$(SCRIPT): $(sort $(wildcard ext/install/*.sql ext/install/ledger/*.sql)) ext/tools/make_script.sh
	@mkdir -p $(@D)
	sh ext/tools/make_script.sh > $@
