/*-------------------------------------------------------------------------
 *
 * leaf_bytes.h
 *	  The bytes of a sealed row: how its columns are framed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_LEAF_BYTES_H
#define MATERIALS_CORE_LEAF_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

#define LEAF_VERSION 1

/* What a value's bytes are (docs/internals/formats.md); a tag is never given another meaning. */
typedef enum LeafTag
{
	LEAF_BOOLEAN = 1,			/* 0 or 1 */
	LEAF_INTEGER = 2,			/* 8 bytes, two's complement */
	LEAF_TEXT = 3,				/* UTF-8 */
	LEAF_BYTES = 4,
	LEAF_NUMERIC = 5,			/* decimal digits as text */
	LEAF_DATE = 6,				/* 4 bytes: days since 2000-01-01 */
	LEAF_INSTANT = 7,			/* 8 bytes: microseconds since 2000-01-01 in UTC */
	LEAF_TIMESTAMP = 8,			/* 8 bytes: the same without a time zone */
	LEAF_UUID = 9,				/* 16 bytes */
	LEAF_JSON = 10,				/* text of jsonb */
	LEAF_RANGE = 11,			/* flags, then the ends that there are */
	LEAF_MULTIRANGE = 12,		/* ranges */
	LEAF_ARRAY = 13,			/* dimensions, then elements */
	LEAF_RECORD = 14,			/* columns, as those of a row */
	LEAF_FLOAT = 15,			/* 8 bytes: IEEE 754 */
	LEAF_OTHER = 16				/* name of the type, and its binary form */
} LeafTag;

/* A row that is being written.  The bytes belong to the arena. */
typedef struct LeafWriter
{
	const Arena *arena;
	uint8_t    *bytes;
	size_t		size;
	size_t		space;
} LeafWriter;

/* A row that is being read. */
typedef struct LeafReader
{
	const uint8_t *bytes;
	size_t		size;
	size_t		place;			/* of the next column */
	const uint8_t *table;
	size_t		table_size;
	int64_t		row_id;
} LeafReader;

typedef struct LeafColumn
{
	const uint8_t *name;
	size_t		name_size;
	const uint8_t *value;		/* with its tag and size in front: what two values are compared by */
	size_t		value_size;
} LeafColumn;

extern void leaf_bytes_add(LeafWriter *writer, const void *bytes, size_t size);
extern void leaf_bytes_number(LeafWriter *writer, uint64_t number, int width);
extern void leaf_bytes_begin(LeafWriter *writer, const char *table, size_t table_size, int64_t row_id);
extern void leaf_bytes_name(LeafWriter *writer, const char *name, size_t name_size);
extern size_t leaf_bytes_open(LeafWriter *writer, LeafTag tag);
extern void leaf_bytes_close(LeafWriter *writer, size_t opened);

extern bool leaf_bytes_read(LeafReader *reader, const uint8_t *bytes, size_t size);
extern bool leaf_bytes_next(LeafReader *reader, LeafColumn *column);
extern bool leaf_bytes_end(const LeafReader *reader);

#endif							/* MATERIALS_CORE_LEAF_BYTES_H */
