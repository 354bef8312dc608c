/*-------------------------------------------------------------------------
 *
 * proof_test.c
 *	  The verifier of exported determinations: random logs are accepted, as
 *	  is a document of a real ledger; every bit of a small document counts,
 *	  and random ones of larger documents do.
 *
 * FLIPS=n flips so many bits of each larger document, 0 all of them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/leaf_bytes.h"
#include "core/merkle_tree.h"
#include "tap.h"
#include "verifier/proof.c"

#define DOCUMENT_MAX (1 << 18)
#define ROWS_MAX 64

/* A document under construction: its rows are written twice, as JSON and, by the core, as bytes that are hashed. */
typedef struct Draft
{
	char		text[DOCUMENT_MAX];
	size_t		size;
	TestArena	arena;
	LeafWriter	writer;
} Draft;

static Draft draft;
static Proof proof;

static void
hash_bytes(void *state, int prefix, const uint8_t *bytes, size_t size, MerkleHash *hash)
{
	Sha256		sha;
	uint8_t		first = (uint8_t) prefix;

	(void) state;
	sha256_begin(&sha);
	if (prefix >= 0)
		sha256_add(&sha, &first, 1);
	sha256_add(&sha, bytes, size);
	sha256_end(&sha, hash->bytes);
}

static const MerkleDigest merkle_digest = {hash_bytes, NULL};

/* --- writing --- */

__attribute__((format(printf, 1, 2)))
static void
put(const char *format,...)
{
	va_list		arguments;

	va_start(arguments, format);
	draft.size += (size_t) vsnprintf(draft.text + draft.size, sizeof(draft.text) - draft.size, format, arguments);
	va_end(arguments);
}

static void
put_json(const char *text)
{
	static const char letters[] = "\"\\\b\f\n\r\t", escaped[] = "\"\\bfnrt";

	put("\"");
	for (; *text != '\0'; text++)
	{
		const char *found = strchr(letters, *text);

		if (found != NULL)
			put("\\%c", escaped[found - letters]);
		else
			put((uint8_t) *text < ' ' ? "\\u%04x" : "%c", (uint8_t) *text);
	}
	put("\"");
}

static void
put_hex(const uint8_t *bytes, size_t size)
{
	put("\"");
	for (size_t i = 0; i < size; i++)
		put("%02x", bytes[i]);
	put("\"");
}

static void
row_begin(int64_t leaf, const char *table, int64_t id)
{
	put("[%lld,", (long long) leaf);
	put_json(table);
	put(",%lld,{", (long long) id);
	leaf_bytes_begin(&draft.writer, table, strlen(table), id);
}

static void
column(const char *name, LeafTag tag, const void *bytes, size_t size)
{
	size_t		opened;

	put(draft.text[draft.size - 1] == '{' ? "" : ",");
	put_json(name);
	put(":");
	leaf_bytes_name(&draft.writer, name, strlen(name));
	opened = leaf_bytes_open(&draft.writer, tag);
	leaf_bytes_add(&draft.writer, bytes, size);
	leaf_bytes_close(&draft.writer, opened);
	if (tag == LEAF_TEXT)
		put_json(bytes);
	else
	{
		put("[%d,", tag);
		if (tag == LEAF_NUMERIC || tag == LEAF_JSON)
			put_json(bytes);
		else
			put_hex(bytes, size);
		put("]");
	}
}

static void
column_number(const char *name, LeafTag tag, int64_t number)
{
	size_t		opened;

	put(draft.text[draft.size - 1] == '{' ? "" : ",");
	put_json(name);
	leaf_bytes_name(&draft.writer, name, strlen(name));
	opened = leaf_bytes_open(&draft.writer, tag);
	leaf_bytes_number(&draft.writer, (uint64_t) number, tag == LEAF_DATE ? 4 : 8);
	leaf_bytes_close(&draft.writer, opened);
	put(tag == LEAF_INTEGER ? ":%lld" : ":[%2$d,%1$lld]", (long long) number, (int) tag);
}

static void
row_end(MerkleHash *hash)
{
	put("}]");
	hash_bytes(NULL, MERKLE_LEAF, draft.writer.bytes, draft.writer.size, hash);
}

static const char *
random_text(void)
{
	static char text[40];
	size_t		size = random_below(sizeof(text) - 1);

	for (size_t i = 0; i < size; i++)
		text[i] = "ab\"\\\n\t\x01\x1f\x7f{}[],: 0é"[random_below(19)];
	text[size] = '\0';
	return text;
}

static void
random_columns(void)
{
	for (uint64_t i = random_below(5); i > 0; i--)
	{
		uint8_t		bytes[9];
		int64_t		number = (int64_t) random_sized(64);
		LeafTag		tag = LEAF_BOOLEAN + random_below(LEAF_OTHER);
		const char *text = random_text();

		for (size_t k = 0; k < sizeof(bytes); k++)
			bytes[k] = (uint8_t) random_next();
		if (tag == LEAF_TEXT || tag == LEAF_NUMERIC || tag == LEAF_JSON)
			column("note", tag, text, strlen(text));
		else if (tag == LEAF_INTEGER || tag == LEAF_INSTANT || tag == LEAF_TIMESTAMP || tag == LEAF_DATE)
			column_number("number", tag, tag == LEAF_DATE ? (int32_t) number : number);
		else
			column("bytes", tag, bytes, random_below(sizeof(bytes) + 1));
	}
}

/* --- a random log --- */

typedef struct Row
{
	int64_t		id;
	int64_t		leaf;
	bool		withheld;
	bool		former;
} Row;

/* What a row in the document is a leaf of; facts are told in the order of their numbers, which is not that of the leaves. */
static void
draft_rows(Row *rows, int count, int64_t size)
{
	bool		used[ROWS_MAX * 4] = {false};

	for (int i = 0; i < count; i++)
	{
		rows[i] = (Row) {.id = i * 7 - 3, .withheld = random_below(5) == 0, .former = random_below(5) == 0};
		do
			rows[i].leaf = (int64_t) random_below((uint64_t) size);
		while (used[rows[i].leaf]);
		used[rows[i].leaf] = true;
	}
}

static void
draft_fact(const Row *row, MerkleHash *hash)
{
	if (row->withheld)
	{
		hash_bytes(NULL, MERKLE_LEAF, (const uint8_t *) row, sizeof(*row), hash);
		put("[%lld,\"lot\",%lld,", (long long) row->leaf, (long long) row->id);
		put_hex(hash->bytes, MERKLE_HASH_SIZE);
		put("]");
		return;
	}
	row_begin(row->leaf, row->former ? "former_row" : "lot", row->former ? 5 : row->id);
	random_columns();
	if (row->former)
	{
		column("relation", LEAF_TEXT, "lot", 3);
		column_number("row_id", LEAF_INTEGER, row->id);
	}
	row_end(hash);
}

static void
draft_determination(int64_t leaf, const char *rulebook, const Row *rows, int facts, const char *origin, MerkleHash *hash)
{
	static char names[ROWS_MAX * 32];
	char		body[1024];
	char	   *to = names;
	MerkleHash	digest;

	for (int i = 0; i < facts; i++)
		to += sprintf(to, "lot %lld\n", (long long) rows[i].id);
	hash_bytes(NULL, -1, (const uint8_t *) names, (size_t) (to - names), &digest);
	to = body + sprintf(body, "{\"line\": \"L \\\"1\\\"\", \"rule\": \"R\", \"as_of\": \"2028-06-01\", \"facts\": {\"count\": %d, \"sha256\": \"", facts);
	for (int i = 0; i < MERKLE_HASH_SIZE; i++)
		to += sprintf(to, "%02x", digest.bytes[i]);
	sprintf(to, "\"}, \"format\": 1, \"ledger\": \"%s\", \"verdict\": {\"status\": \"PASS\"}}", origin);
	row_begin(leaf, "determination", 4);
	column("body", LEAF_TEXT, body, strlen(body));
	column("code", LEAF_TEXT, "L/R", 3);
	hash_bytes(NULL, -1, (const uint8_t *) body, strlen(body), &digest);
	column("digest", LEAF_BYTES, digest.bytes, MERKLE_HASH_SIZE);
	column("rule", LEAF_TEXT, "R", 1);
	hash_bytes(NULL, -1, (const uint8_t *) rulebook, strlen(rulebook), &digest);
	column("rulebook", LEAF_BYTES, digest.bytes, MERKLE_HASH_SIZE);
	column("status", LEAF_TEXT, "PASS", 4);
	column("version", LEAF_TEXT, "1", 1);
	row_end(hash);
}

/* The hash over leaves, and what of it a path has to tell: what has no row of the document in it. */
static MerkleHash
draft_path(const MerkleHash *hashes, const bool *told, size_t first, size_t count)
{
	MerkleFrontier frontier = {0};
	MerkleHash	root;
	size_t		split = 1;
	bool		any = false;

	for (size_t i = first; i < first + count; i++)
	{
		any |= told[i];
		merkle_tree_append(&merkle_digest, &frontier, &hashes[i]);
	}
	merkle_tree_root(&merkle_digest, &frontier, &root);
	while (split < count - split)
		split *= 2;
	if (!any)
	{
		put(draft.text[draft.size - 1] == '[' ? "\n" : ",\n");
		put_hex(root.bytes, MERKLE_HASH_SIZE);
	}
	else if (count > 1)
	{
		draft_path(hashes, told, first, split);
		draft_path(hashes, told, first + split, count - split);
	}
	return root;
}

/* A document of so many facts and as many other leaves between them, and more. */
static void
draft_document(int facts, int others)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	static const char origin[] = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
	char		rulebook[80];
	char		checkpoint[200];
	char	   *to = checkpoint;
	int64_t		size = facts + others + 2;
	Row			rows[ROWS_MAX];
	MerkleHash	hashes[ROWS_MAX * 4];
	bool		told[ROWS_MAX * 4] = {false};
	MerkleHash	root;
	size_t		place;

	for (int64_t i = 0; i < size; i++)
		hash_bytes(NULL, MERKLE_LEAF, (const uint8_t *) &i, sizeof(i), &hashes[i]);
	draft_rows(rows, facts + 1, size - 1);
	sprintf(rulebook, "rule\n{\"a\": \"%s\"}\n", random_text());
	draft.size = 0;
	put(",\n\"rulebook\":");
	put_json(rulebook);
	put(",\n\"determination\":");
	draft_determination(rows[facts].leaf, rulebook, rows, facts, origin, &hashes[rows[facts].leaf]);
	put(",\n\"facts\":[");
	for (int i = 0; i < facts; i++)
	{
		put(i > 0 ? ",\n" : "\n");
		draft_fact(&rows[i], &hashes[rows[i].leaf]);
	}
	put("\n],\n\"block\":");
	row_begin(size - 1, "seal_block", 2);
	random_columns();
	column_number("tree_size", LEAF_INTEGER, size);
	row_end(&hashes[size - 1]);
	for (int i = 0; i <= facts; i++)
		told[rows[i].leaf] = true;
	told[size - 1] = true;
	put(",\n\"path\":[");
	root = draft_path(hashes, told, 0, (size_t) size);
	put("\n]}\n");

	/* The checkpoint comes first, and is known last. */
	to += sprintf(to, "{\"materials_proof\":1,\n\"checkpoint\":\"materials-ledger/%s\\n%lld\\n", origin, (long long) size);
	for (int bit = 0; bit < 258; bit += 6)
	{
		unsigned	six = 0;

		for (int i = bit; i < bit + 6; i++)
			six = six << 1 | (i < 256 ? root.bytes[i / 8] >> (7 - i % 8) & 1 : 0);
		*to++ = digits[six];
	}
	strcpy(to, "=\\n\"");
	place = strlen(checkpoint);
	memmove(draft.text + place, draft.text, draft.size + 1);
	memcpy(draft.text, checkpoint, place);
	draft.size += place;
}

/* --- checking --- */

static bool
accepted(const char *document, size_t size)
{
	static char copy[DOCUMENT_MAX + 1];

	memcpy(copy, document, size);
	copy[size] = '\0';
	return proof_check(copy, size, &proof);
}

/* Flips so many bits, or each, one at a time; returns how many times the document was accepted nevertheless. */
static int
flips_accepted(char *document, size_t size, size_t flips)
{
	int			found = 0;

	for (size_t i = 0; i < (flips > 0 ? flips : 8 * size); i++)
	{
		size_t		bit = flips > 0 ? random_below(8 * size) : i;

		document[bit / 8] ^= (char) (1 << bit % 8);
		if (accepted(document, size))
		{
			printf("# accepted with bit %zu of byte %zu flipped\n", bit % 8, bit / 8);
			found++;
		}
		document[bit / 8] ^= (char) (1 << bit % 8);
	}
	return found;
}

static void
test_random(size_t flips)
{
	int			refused = 0;
	int			wrong = 0;

	for (int round = 0; round < 150; round++)
	{
		draft_document((int) random_below(ROWS_MAX - 1), (int) random_below(ROWS_MAX * 2));
		if (!accepted(draft.text, draft.size))
		{
			printf("# %s\n", proof.fault);
			refused++;
		}
		wrong += flips_accepted(draft.text, draft.size, flips > 0 ? 10 : 200);
	}
	ok(refused == 0, "150 random documents are accepted");
	ok(wrong == 0, "none with a bit flipped");
}

static void
test_small(void)
{
	size_t		size;
	int			parts = 0;

	draft_document(3, 4);
	size = draft.size;
	ok(accepted(draft.text, size) && proof.facts == 3 && proof.size == 9 && strcmp(proof.verdict.columns[STATUS].bytes, "PASS") == 0, "a small document is accepted, and says what is in it");
	ok(accepted(draft.text, size - 1), "so it is without the last line's end");
	ok(flips_accepted(draft.text, size, 0) == 0, "with any of its %zu bits flipped it is not", 8 * size);
	for (size_t i = 0; i < size - 1; i++)
		parts += accepted(draft.text, i);
	ok(parts == 0, "broken off anywhere it is not");
	draft.text[size] = '\n';
	ok(!accepted(draft.text, size + 1), "nor with another line's end");
}

/* A document that a ledger gave. */
static void
test_kept(size_t flips)
{
	FILE	   *file = fopen("ext/test/data/proof/determination.json", "rb");
	size_t		size = file == NULL ? 0 : fread(draft.text, 1, sizeof(draft.text), file);

	ok(accepted(draft.text, size), "a document of a real ledger is accepted");
	ok(size > 0 && flips_accepted(draft.text, size, flips) == 0, "with a bit flipped it is not: %zu of %zu tried", flips > 0 ? flips : 8 * size, 8 * size);
	if (file != NULL)
		fclose(file);
}

int
main(void)
{
	size_t		flips = getenv("FLIPS") != NULL ? strtoul(getenv("FLIPS"), NULL, 10) : 500;

	random_begin();
	test_arena_begin(&draft.arena);
	draft.writer.arena = &draft.arena.arena;
	test_small();
	test_random(flips);
	test_kept(flips);
	test_arena_clear(&draft.arena);
	return tap_finish();
}
