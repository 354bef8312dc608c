/*-------------------------------------------------------------------------
 *
 * graph.c
 *	  Reads the plain tables that the generator wrote.
 *
 * Rows of lots stand in the order in which lots were made, or in the opposite
 * one; numbers in memory always follow that order, so without recycling the
 * inputs of a lot have smaller numbers than the lot.
 *
 *-------------------------------------------------------------------------
 */
#include "graph.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file in memory, and where its reader stands. */
typedef struct Table
{
	char	   *begin;
	char	   *end;
	char	   *at;
	uint32_t	rows;
} Table;

/* Numbers of ids, by open addressing. */
typedef struct Numbers
{
	int64_t    *ids;			/* 0: empty */
	uint32_t   *numbers;
	uint64_t	mask;
} Numbers;

static Numbers party_numbers;

void *
graph_memory(uint64_t count, uint64_t size)
{
	void	   *memory = calloc(count + 1, size);

	if (memory == NULL)
	{
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return memory;
}

static Table
table_open(const char *folder, const char *name)
{
	char		path[4096];
	struct stat status;
	Table		table = {0};
	int			file;

	snprintf(path, sizeof(path), "%s/plain/%s.csv", folder, name);
	file = open(path, O_RDONLY);
	if (file < 0 || fstat(file, &status) != 0)
	{
		perror(path);
		exit(1);
	}
	table.begin = mmap(NULL, status.st_size + 1, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
	close(file);
	if (table.begin == MAP_FAILED)
	{
		perror(path);
		exit(1);
	}
	table.end = table.begin + status.st_size;
	table.at = (char *) memchr(table.begin, '\n', status.st_size) + 1;
	for (char *p = table.at; p < table.end; p++)
		table.rows += *p == '\n';
	return table;
}

static void
table_close(Table *table)
{
	munmap(table->begin, table->end - table->begin + 1);
}

/* The next field of the row; the last one of a row ends with the line. */
static const char *
table_field(Table *table)
{
	const char *field = table->at;

	while (*table->at != ',' && *table->at != '\n')
		table->at++;
	table->at++;
	return field;
}

static int64_t
table_integer(Table *table)
{
	return strtoll(table_field(table), NULL, 10);
}

static double
table_decimal(Table *table)
{
	const char *p = table_field(table);
	double		value = 0;
	double		scale = 1;

	for (; *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (*p - '0');
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++, scale *= 10)
			value = value * 10 + (*p - '0');
	return value / scale;
}

static bool
table_flag(Table *table)
{
	return *table_field(table) == 't';
}

static uint64_t
numbers_slot(const Numbers *numbers, int64_t id)
{
	uint64_t	slot = id * UINT64_C(0x9E3779B97F4A7C15);

	slot = (slot ^ (slot >> 32)) & numbers->mask;
	while (numbers->ids[slot] != 0 && numbers->ids[slot] != id)
		slot = (slot + 1) & numbers->mask;
	return slot;
}

static void
numbers_make(Numbers *numbers, uint32_t count)
{
	uint64_t	size = 16;

	while (size < UINT64_C(2) * count)
		size *= 2;
	*numbers = (Numbers) {graph_memory(size, sizeof(int64_t)), graph_memory(size, sizeof(uint32_t)), size - 1};
}

static void
numbers_add(Numbers *numbers, int64_t id, uint32_t number)
{
	uint64_t	slot = numbers_slot(numbers, id);

	numbers->ids[slot] = id;
	numbers->numbers[slot] = number;
}

static uint32_t
numbers_find(const Numbers *numbers, int64_t id)
{
	uint64_t	slot = numbers_slot(numbers, id);

	if (numbers->ids[slot] != id)
	{
		fprintf(stderr, "nothing has the id %ld\n", (long) id);
		exit(1);
	}
	return numbers->numbers[slot];
}

uint32_t
graph_party(const Graph *graph, int64_t id)
{
	(void) graph;
	return numbers_find(&party_numbers, id);
}

static void
load_parties(Graph *graph, const char *folder)
{
	Table		table = table_open(folder, "country");
	char		covered[64][3] = {0};
	int			covered_count = 0;

	for (uint32_t i = 0; i < table.rows; i++)
	{
		const char *code = table_field(&table);

		if (table_flag(&table))
			memcpy(covered[covered_count++], code, 2);
	}
	table_close(&table);
	table = table_open(folder, "party");
	graph->party_count = table.rows;
	graph->parties = graph_memory(table.rows, sizeof(Party));
	numbers_make(&party_numbers, table.rows);
	for (uint32_t i = 0; i < table.rows; i++)
	{
		Party	   *party = &graph->parties[i];

		party->id = table_integer(&table);
		numbers_add(&party_numbers, party->id, i);
		table_field(&table);
		memcpy(party->country, table_field(&table), 2);
		party->government = *table_field(&table) == 'g';
		for (int c = 0; c < covered_count; c++)
			party->covered |= strcmp(covered[c], party->country) == 0;
	}
	table_close(&table);
	table = table_open(folder, "holding");
	graph->holding_count = table.rows;
	graph->holdings = graph_memory(table.rows, sizeof(Holding));
	for (uint32_t i = 0; i < table.rows; i++)
	{
		graph->holdings[i].owner = graph_party(graph, table_integer(&table));
		graph->holdings[i].owned = graph_party(graph, table_integer(&table));
		graph->holdings[i].part = table_decimal(&table);
	}
	table_close(&table);
}

static void
load_lots(Graph *graph, const char *folder, bool topdown, Numbers *numbers)
{
	Table		table = table_open(folder, "material");
	bool		raw[256] = {0};
	bool		ore[256] = {0};
	bool		end[256] = {0};

	for (uint32_t i = 0; i < table.rows; i++)
	{
		int			material = table_integer(&table) & 255;

		table_field(&table);
		table_field(&table);
		raw[material] = table_flag(&table);
		ore[material] = table_flag(&table);
		end[material] = table_flag(&table);
	}
	table_close(&table);
	table = table_open(folder, "lot");
	graph->lot_count = table.rows;
	graph->id = graph_memory(table.rows, sizeof(int64_t));
	graph->producer = graph_memory(table.rows, sizeof(uint32_t));
	graph->raw = graph_memory(table.rows, sizeof(bool));
	graph->ore = graph_memory(table.rows, sizeof(bool));
	graph->end_item = graph_memory(table.rows, sizeof(bool));
	graph->covered = graph_memory(table.rows, sizeof(bool));
	numbers_make(numbers, table.rows);
	for (uint32_t i = 0; i < table.rows; i++)
	{
		uint32_t	l = topdown ? table.rows - 1 - i : i;
		int			material;

		graph->id[l] = table_integer(&table);
		material = table_integer(&table) & 255;
		table_field(&table);
		graph->producer[l] = graph_party(graph, table_integer(&table));
		for (int rest = 0; rest < 4; rest++)
			table_field(&table);
		graph->raw[l] = raw[material];
		graph->ore[l] = ore[material];
		graph->end_item[l] = end[material];
		graph->covered[l] = graph->parties[graph->producer[l]].covered;
		numbers_add(numbers, graph->id[l], l);
	}
	table_close(&table);
}

/* Where the edges of each lot begin, from how many there are. */
static uint32_t *
edge_starts(const uint32_t *key, uint32_t edges, uint32_t lots)
{
	uint32_t   *starts = graph_memory(lots + 1, sizeof(uint32_t));

	for (uint32_t e = 0; e < edges; e++)
		starts[key[e] + 1]++;
	for (uint32_t l = 0; l < lots; l++)
		starts[l + 1] += starts[l];
	return starts;
}

static void
load_edges(Graph *graph, const char *folder, const Numbers *numbers)
{
	Table		table = table_open(folder, "consumption");
	uint32_t	edges = graph->edge_count = table.rows;
	uint32_t   *output = graph_memory(edges, sizeof(uint32_t));
	uint32_t   *input = graph_memory(edges, sizeof(uint32_t));
	double	   *amount = graph_memory(edges, sizeof(double));
	uint32_t   *at = graph_memory(graph->lot_count, sizeof(uint32_t));

	for (uint32_t e = 0; e < edges; e++)
	{
		output[e] = numbers_find(numbers, table_integer(&table));
		input[e] = numbers_find(numbers, table_integer(&table));
		amount[e] = table_decimal(&table);
	}
	table_close(&table);
	graph->up = edge_starts(output, edges, graph->lot_count);
	graph->down = edge_starts(input, edges, graph->lot_count);
	graph->input = graph_memory(edges, sizeof(uint32_t));
	graph->amount = graph_memory(edges, sizeof(double));
	graph->output = graph_memory(edges, sizeof(uint32_t));
	graph->total = graph_memory(graph->lot_count, sizeof(double));
	memcpy(at, graph->up, graph->lot_count * sizeof(uint32_t));
	for (uint32_t e = 0; e < edges; e++)
	{
		uint32_t	place = at[output[e]]++;

		graph->input[place] = input[e];
		graph->amount[place] = amount[e];
		graph->total[output[e]] += amount[e];
	}
	memcpy(at, graph->down, graph->lot_count * sizeof(uint32_t));
	for (uint32_t e = 0; e < edges; e++)
		graph->output[at[input[e]]++] = output[e];
	free(output);
	free(input);
	free(amount);
	free(at);
}

void
graph_load(Graph *graph, const char *folder, bool topdown)
{
	Numbers		numbers;

	memset(graph, 0, sizeof(*graph));
	load_parties(graph, folder);
	load_lots(graph, folder, topdown, &numbers);
	load_edges(graph, folder, &numbers);
	free(numbers.ids);
	free(numbers.numbers);
}
