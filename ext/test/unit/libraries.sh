#!/bin/sh
# For unit tests and fuzz targets: where the libraries are that the readers of documents stand on.
config=${PG_CONFIG:-pg_config}
includes="-Wno-unused-parameter -isystem $("$config" --includedir-server) $(xml2-config --cflags 2>/dev/null || pkg-config --cflags libxml-2.0 2>/dev/null || echo -I/usr/include/libxml2)"
libraries="-L$("$config" --pkglibdir) -L$("$config" --libdir) -lpgcommon -lpgport $(xml2-config --libs 2>/dev/null || pkg-config --libs libxml-2.0 2>/dev/null || echo -lxml2)"
