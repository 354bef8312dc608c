/*-------------------------------------------------------------------------
 *
 * leaf_bytes_test.c
 *	  The bytes of a sealed row: written, read back, and broken off.
 *
 *-------------------------------------------------------------------------
 */
#include "core/leaf_bytes.h"
#include "tap.h"

static void
test_known(void)
{
	static const uint8_t want[] = {
		1, 0, 3, 'l', 'o', 't', 0, 0, 0, 0, 0, 0, 0, 7,
		0, 4, 'c', 'o', 'd', 'e', LEAF_TEXT, 0, 0, 0, 2, 'A', '1',
		0, 4, 's', 'o', 'l', 'd', LEAF_BOOLEAN, 0, 0, 0, 1, 1
	};
	TestArena	arena;
	LeafWriter	writer = {0};
	size_t		opened;

	test_arena_begin(&arena);
	writer.arena = &arena.arena;
	for (int i = 0; i < 2; i++)
	{
		leaf_bytes_begin(&writer, "lot", 3, 7);
		leaf_bytes_name(&writer, "code", 4);
		opened = leaf_bytes_open(&writer, LEAF_TEXT);
		leaf_bytes_add(&writer, "A1", 2);
		leaf_bytes_close(&writer, opened);
		leaf_bytes_name(&writer, "sold", 4);
		opened = leaf_bytes_open(&writer, LEAF_BOOLEAN);
		leaf_bytes_number(&writer, 1, 1);
		leaf_bytes_close(&writer, opened);
		ok(writer.size == sizeof(want) && memcmp(writer.bytes, want, sizeof(want)) == 0, "a row has the bytes of docs/internals/formats.md, written %s", i == 0 ? "once" : "again");
	}
	test_arena_clear(&arena);
}

/* Reads all columns; returns their number, or -1 where the bytes are no row. */
static int
read_all(const uint8_t *bytes, size_t size)
{
	LeafReader	reader;
	LeafColumn	column;
	int			count = 0;

	if (!leaf_bytes_read(&reader, bytes, size))
		return -1;
	while (leaf_bytes_next(&reader, &column))
		count++;
	return leaf_bytes_end(&reader) ? count : -1;
}

static void
test_random(void)
{
	int			bad = 0;
	int			not_refused = 0;
	int			leaks = 0;

	for (int i = 0; i < 300; i++)
	{
		TestArena	arena;
		LeafWriter	writer = {0};
		LeafReader	reader;
		LeafColumn	column;
		uint8_t		value[600];
		size_t		sizes[20];
		size_t		ends[21];
		int			columns = (int) random_below(20);
		int64_t		row_id = (int64_t) random_next();
		uint8_t    *cut;

		test_arena_begin(&arena);
		writer.arena = &arena.arena;
		for (size_t k = 0; k < sizeof(value); k++)
			value[k] = (uint8_t) random_below(256);
		leaf_bytes_begin(&writer, "table", random_below(6), row_id);
		for (int k = 0; k < columns; k++)
		{
			size_t		opened;

			ends[k] = writer.size;
			sizes[k] = random_below(sizeof(value));
			leaf_bytes_name(&writer, "name", random_below(5));
			opened = leaf_bytes_open(&writer, LEAF_BYTES);
			leaf_bytes_add(&writer, value, sizes[k]);
			leaf_bytes_close(&writer, opened);
		}
		bad += !leaf_bytes_read(&reader, writer.bytes, writer.size) || reader.row_id != row_id;
		for (int k = 0; k < columns; k++)
			bad += !leaf_bytes_next(&reader, &column) || column.value_size != sizes[k] + 5 || memcmp(column.value + 5, value, sizes[k]) != 0;
		bad += leaf_bytes_next(&reader, &column) || !leaf_bytes_end(&reader);

		/* Bytes that break off are a row only where a column ends, and then of fewer columns. */
		cut = test_arena_allocate(&arena, writer.size);
		for (size_t size = 0; size < writer.size; size++)
		{
			uint8_t    *exact = cut + (writer.size - size);	/* reading behind the end is noticed */
			int			whole = -1;

			memcpy(exact, writer.bytes, size);
			for (int k = 0; k < columns; k++)
				if (ends[k] == size)
					whole = k;
			not_refused += read_all(exact, size) != whole;
		}
		arena_release(&arena.arena, cut);
		arena_release(&arena.arena, writer.bytes);
		leaks += arena.held != 0;
		test_arena_clear(&arena);
	}
	ok(bad == 0, "random rows are read as they were written");
	ok(not_refused == 0, "bytes that break off inside of a column are refused");
	ok(leaks == 0, "memory that was outgrown is given back");
}

int
main(void)
{
	random_begin();
	test_known();
	test_random();
	return tap_finish();
}
