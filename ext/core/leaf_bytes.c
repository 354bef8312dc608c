/*-------------------------------------------------------------------------
 *
 * leaf_bytes.c
 *	  The bytes of a sealed row: how its columns are framed.
 *
 * Version, name of the table, number of the row; then each column that has a
 * value, in the order of the names' bytes: name, tag, size, value.  Numbers
 * have their highest byte first.  Sizes stand before what they measure, so two
 * rows never have the same bytes; columns without a value are left out, so
 * that a column added later changes no bytes of earlier rows.
 *
 *-------------------------------------------------------------------------
 */
#include "core/leaf_bytes.h"

#include <string.h>

#define NAME_WIDTH 2			/* bytes of a name's size */
#define VALUE_WIDTH 4			/* bytes of a value's size */

static void
leaf_bytes_reserve(LeafWriter *writer, size_t size)
{
	size_t		space = writer->space > 0 ? writer->space : 256;
	uint8_t    *grown;

	if (size <= writer->space - writer->size)
		return;
	while (space - writer->size < size)
		space *= 2;
	grown = arena_allocate(writer->arena, space);
	if (writer->size > 0)
		memcpy(grown, writer->bytes, writer->size);
	arena_release(writer->arena, writer->bytes);
	writer->bytes = grown;
	writer->space = space;
}

void
leaf_bytes_add(LeafWriter *writer, const void *bytes, size_t size)
{
	leaf_bytes_reserve(writer, size);
	if (size > 0)
		memcpy(writer->bytes + writer->size, bytes, size);
	writer->size += size;
}

static void
leaf_bytes_put(uint8_t *bytes, uint64_t number, int width)
{
	for (int i = 0; i < width; i++)
		bytes[i] = (uint8_t) (number >> 8 * (width - 1 - i));
}

static uint64_t
leaf_bytes_get(const uint8_t *bytes, int width)
{
	uint64_t	number = 0;

	for (int i = 0; i < width; i++)
		number = number << 8 | bytes[i];
	return number;
}

void
leaf_bytes_number(LeafWriter *writer, uint64_t number, int width)
{
	uint8_t		bytes[8];

	leaf_bytes_put(bytes, number, width);
	leaf_bytes_add(writer, bytes, (size_t) width);
}

/* Begins a row; what the writer had is forgotten, its memory is used again. */
void
leaf_bytes_begin(LeafWriter *writer, const char *table, size_t table_size, int64_t row_id)
{
	writer->size = 0;
	leaf_bytes_number(writer, LEAF_VERSION, 1);
	leaf_bytes_name(writer, table, table_size);
	leaf_bytes_number(writer, (uint64_t) row_id, 8);
}

void
leaf_bytes_name(LeafWriter *writer, const char *name, size_t name_size)
{
	leaf_bytes_number(writer, name_size, NAME_WIDTH);
	leaf_bytes_add(writer, name, name_size);
}

/* Begins a value, which may have values in it; returns where it begins. */
size_t
leaf_bytes_open(LeafWriter *writer, LeafTag tag)
{
	size_t		opened = writer->size;

	leaf_bytes_number(writer, tag, 1);
	leaf_bytes_number(writer, 0, VALUE_WIDTH);
	return opened;
}

void
leaf_bytes_close(LeafWriter *writer, size_t opened)
{
	leaf_bytes_put(writer->bytes + opened + 1, writer->size - opened - 1 - VALUE_WIDTH, VALUE_WIDTH);
}

/* Reads what stands before the columns; false where that is not the beginning of a row. */
bool
leaf_bytes_read(LeafReader *reader, const uint8_t *bytes, size_t size)
{
	size_t		table_size;

	if (size < 1 + NAME_WIDTH || bytes[0] != LEAF_VERSION)
		return false;
	table_size = leaf_bytes_get(bytes + 1, NAME_WIDTH);
	if (size - 1 - NAME_WIDTH < table_size + 8)
		return false;
	*reader = (LeafReader) {
		.bytes = bytes, .size = size, .place = 1 + NAME_WIDTH + table_size + 8,
		.table = bytes + 1 + NAME_WIDTH, .table_size = table_size,
		.row_id = (int64_t) leaf_bytes_get(bytes + 1 + NAME_WIDTH + table_size, 8)
	};
	return true;
}

/* Reads the next column; false after the last one, and where the bytes break off. */
bool
leaf_bytes_next(LeafReader *reader, LeafColumn *column)
{
	const uint8_t *bytes = reader->bytes + reader->place;
	size_t		left = reader->size - reader->place;
	size_t		name_size;
	size_t		value_size;

	if (left < NAME_WIDTH)
		return false;
	name_size = leaf_bytes_get(bytes, NAME_WIDTH);
	if (left - NAME_WIDTH < name_size + 1 + VALUE_WIDTH)
		return false;
	value_size = leaf_bytes_get(bytes + NAME_WIDTH + name_size + 1, VALUE_WIDTH);
	if (left - NAME_WIDTH - name_size - 1 - VALUE_WIDTH < value_size)
		return false;
	column->name = bytes + NAME_WIDTH;
	column->name_size = name_size;
	column->value = bytes + NAME_WIDTH + name_size;
	column->value_size = 1 + VALUE_WIDTH + value_size;
	reader->place += NAME_WIDTH + name_size + column->value_size;
	return true;
}

/* Whether all bytes were read. */
bool
leaf_bytes_end(const LeafReader *reader)
{
	return reader->place == reader->size;
}
