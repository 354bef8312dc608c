/*
 * proof.c
 *	  Checking a determination that was exported with its proof.
 *
 * The document is JSON in one form only (docs/internals/formats.md): the same keys in the same order, no blank but where one
 * is told, one spelling of each value.  It is read once, against that form, and all that is in it is hashed on the way.
 * Columns of a row are the bytes that its leaf is over; leaves, and the hashes of the path, come to the root; the
 * determination's row has digests of its text and of the rulebook's, its text one of the names of the facts and the origin.
 * So there is no bit that may be another one.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "verifier/sha256.c"

/* Tags of values that have a form of their own in the document, and columns that are asked for. */
enum {TAG_INTEGER = 2, TAG_TEXT = 3, TAG_NUMERIC = 5, TAG_DATE = 6, TAG_TIMESTAMP = 8, TAG_JSON = 10, TAG_LAST = 16};
enum {BODY, CODE, DIGEST, RELATION, ROW_ID, RULE, RULEBOOK, STATUS, TREE_SIZE, VERSION, COLUMNS};
static const char *const names[COLUMNS] = {"body", "code", "digest", "relation", "row_id", "rule", "rulebook", "status", "tree_size", "version"};

/* A value in the document: a number, or bytes, unescaped in place, with a zero byte behind them. */
typedef struct Text
{
	char	   *bytes;
	size_t		size;
	int64_t		number;
} Text;

typedef struct Leaf
{
	int64_t		number;			/* place in the log, from 0 */
	uint8_t		hash[SHA256_SIZE];
	Text		table;
	int64_t		row_id;
	Text		columns[COLUMNS];
} Leaf;

typedef struct Proof
{
	char	   *begin, *next, *end; /* of the document */
	Text		checkpoint;
	Leaf		verdict;		/* the determination */
	Leaf		block;			/* the last one of the log */
	int64_t		size;			/* of the log */
	int64_t		facts;			/* that the verdict rests on */
	int64_t		withheld;		/* of them, those of which the document has the hash alone */
	Leaf	   *leaves;
	int64_t		leaf_count, leaf_space;
	bool		path_begun;
	char		fault[160];		/* why it is refused */
	jmp_buf		refused;
} Proof;

_Noreturn static void
refuse(Proof *proof, const char *fault)
{
	snprintf(proof->fault, sizeof(proof->fault), "%s (byte %zu)", fault, (size_t) (proof->next - proof->begin));
	longjmp(proof->refused, 1);
}

static bool
follows(Proof *proof, const char *form)
{
	size_t		size = strlen(form);
	bool		found = (size_t) (proof->end - proof->next) >= size && memcmp(proof->next, form, size) == 0;

	proof->next += found ? size : 0;
	return found;
}

static void
expect(Proof *proof, const char *form)
{
	if (!follows(proof, form))
		refuse(proof, "this is not the form of a proof");
}

/* A decimal number, behind what has to come first; its one spelling is the one that it is written in again. */
static int64_t
number_read(Proof *proof, const char *before)
{
	char		spelling[32];
	long long	number = (expect(proof, before), strtoll(proof->next, NULL, 10));

	sprintf(spelling, "%lld", number);
	expect(proof, spelling);
	return number;
}

/* A byte in two hexadecimal digits; below 0 where it is none. */
static int
hex_byte(const char *from)
{
	int			high = *from >= '0' && *from <= '9' ? *from - '0' : *from >= 'a' && *from <= 'f' ? *from - 'a' + 10 : -256;

	return high < 0 ? high : from[1] >= '0' && from[1] <= '9' ? high * 16 + from[1] - '0' : from[1] >= 'a' && from[1] <= 'f' ? high * 16 + from[1] - 'a' + 10 : -1;
}

/* What is escaped, behind the backslash: only what must be, and in one way; or -1. */
static int
escaped_read(Proof *proof)
{
	static const char escaped[] = "\"\\bfnrt", letters[] = "\"\\\b\f\n\r\t";
	const char *found = *proof->next != '\0' ? strchr(escaped, *proof->next) : NULL;
	int			letter = found == NULL && follows(proof, "u00") ? hex_byte(proof->next) : -1;

	proof->next += found != NULL ? 1 : letter > 0 ? 2 : 0;
	return found != NULL ? letters[found - escaped] : letter > 0 && letter < ' ' && strchr(letters, letter) == NULL ? letter : -1;
}

static Text
text_read(Proof *proof, const char *before)
{
	Text		found = {NULL, 0, 0};
	int			letter;

	expect(proof, before);
	expect(proof, "\"");
	for (found.bytes = proof->next; !follows(proof, "\""); found.bytes[found.size++] = (char) letter)
	{
		letter = (uint8_t) *proof->next++;
		letter = letter < ' ' ? -1 : letter == '\\' ? escaped_read(proof) : letter;
		if (letter < 0)
			refuse(proof, "this is not how a proof writes a text");
	}
	found.bytes[found.size] = '\0';
	return found;
}

/* Bytes in hexadecimal digits; where they are to be a hash, they are copied there. */
static Text
hex_read(Proof *proof, const char *before, uint8_t *hash)
{
	Text		found = text_read(proof, before);
	int			byte = 0;

	for (size_t i = 0; i < found.size && byte >= 0; i += 2)
		found.bytes[i / 2] = (char) (byte = hex_byte(found.bytes + i));
	found.size /= 2;
	if (byte < 0 || (hash != NULL && found.size != SHA256_SIZE))
		refuse(proof, "this is not how a proof writes bytes");
	if (hash != NULL)
		memcpy(hash, found.bytes, SHA256_SIZE);
	return found;
}

static void
add_number(Sha256 *sha, int64_t value, int width)
{
	for (int i = width - 1; i >= 0; i--)
		sha256_add(sha, &(uint8_t) {(uint8_t) ((uint64_t) value >> 8 * i)}, 1);
}

static void
add_text(Sha256 *sha, Text text, int width)
{
	add_number(sha, (int64_t) text.size, width);
	sha256_add(sha, text.bytes, text.size);
}

/* A value: texts and whole numbers as JSON has them, others behind their tag; days and instants are numbers too. */
static Text
value_read(Proof *proof, Sha256 *sha)
{
	Text		value = {NULL, 0, 0};
	bool		tagged = follows(proof, ":[");
	int64_t		tag = tagged ? number_read(proof, "") : proof->next[0] == ':' && proof->next[1] == '"' ? TAG_TEXT : TAG_INTEGER;
	const char *before = tagged ? "," : ":";

	if (tagged && (tag < 1 || tag > TAG_LAST || tag == TAG_INTEGER || tag == TAG_TEXT))
		refuse(proof, "a proof has no value of this kind");
	add_number(sha, tag, 1);
	if (tag == TAG_INTEGER || (tag >= TAG_DATE && tag <= TAG_TIMESTAMP))
	{
		value.number = number_read(proof, before);
		if (tag == TAG_DATE && value.number != (int32_t) value.number)
			refuse(proof, "this is no day");
		add_number(sha, tag == TAG_DATE ? 4 : 8, 4);
		add_number(sha, value.number, tag == TAG_DATE ? 4 : 8);
	}
	else
	{
		value = tag == TAG_TEXT || tag == TAG_NUMERIC || tag == TAG_JSON ? text_read(proof, before) : hex_read(proof, before, NULL);
		add_text(sha, value, 4);
	}
	expect(proof, tagged ? "]" : "");
	return value;
}

/* A leaf: its number, its row's table and number, and the columns or, where they are withheld, the hash. */
static Leaf *
leaf_read(Proof *proof, const char *before)
{
	Leaf	   *leaf = proof->leaves;
	Sha256		sha;

	if (proof->leaf_count == proof->leaf_space)
		leaf = realloc(leaf, sizeof(Leaf) * (size_t) (proof->leaf_space = 2 * proof->leaf_space + 64));
	if (leaf == NULL)
		refuse(proof, "there is not enough memory");
	proof->leaves = leaf;
	leaf = memset(&leaf[proof->leaf_count++], 0, sizeof(Leaf));
	leaf->number = number_read(proof, before);
	leaf->table = text_read(proof, ",");
	leaf->row_id = number_read(proof, ",");
	if (follows(proof, ",{"))
	{
		sha256_begin(&sha);
		sha256_add(&sha, "\0\1", 2);	/* a leaf; the bytes of a row in version 1 */
		add_text(&sha, leaf->table, 2);
		add_number(&sha, leaf->row_id, 8);
		for (int i = 0; !follows(proof, "}]"); i++)
		{
			Text		name = text_read(proof, i > 0 ? "," : "");
			Text		value;

			add_text(&sha, name, 2);
			value = value_read(proof, &sha);
			for (int k = 0; k < COLUMNS; k++)
				if (strcmp(name.bytes, names[k]) == 0)
					leaf->columns[k] = value;
		}
		sha256_end(&sha, leaf->hash);
	}
	else
	{
		hex_read(proof, ",", leaf->hash);
		expect(proof, "]");
		proof->withheld++;
	}
	return leaf;
}

static int
leaf_compare(const void *one, const void *other)
{
	const Leaf *a = one, *b = other;

	return (a->number > b->number) - (a->number < b->number);
}

/* The hash over so many leaves from the first on.  Where none of them is in the document it is the path's next one. */
static void
node_hash(Proof *proof, const Leaf *from, const Leaf *to, uint64_t first, uint64_t count, uint8_t *hash)
{
	const Leaf *middle = from;
	uint64_t	split = 1;
	uint8_t		both[2 * SHA256_SIZE];
	Sha256		sha;

	if (from == to)
	{
		hex_read(proof, proof->path_begun ? ",\n" : "\n", hash);
		proof->path_begun = true;
	}
	else if (count > 1)
	{
		while (split < count - split)
			split *= 2;
		while (middle < to && (uint64_t) middle->number < first + split)
			middle++;
		node_hash(proof, from, middle, first, split, both);
		node_hash(proof, middle, to, first + split, count - split, both + SHA256_SIZE);
		sha256_begin(&sha);
		sha256_add(&sha, "\1", 1);
		sha256_add(&sha, both, sizeof(both));
		sha256_end(&sha, hash);
	}
	else if (to - from == 1 && (uint64_t) from->number == first)
		memcpy(hash, from->hash, SHA256_SIZE);
	else
		refuse(proof, "the leaves are not those of a log");
}

static bool
digest_is(Text of, Text digest)
{
	uint8_t		hash[SHA256_SIZE];
	Sha256		sha;

	sha256_begin(&sha);
	sha256_add(&sha, of.bytes, of.size);
	sha256_end(&sha, hash);
	return digest.size == SHA256_SIZE && memcmp(hash, digest.bytes, SHA256_SIZE) == 0;
}

static void
checkpoint_write(char *to, const char *origin, int64_t size, const uint8_t *root)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	to += sprintf(to, "materials-ledger/%s\n%lld\n", origin, (long long) size);
	for (int i = 0; i < 43; i++)
		*to++ = digits[((unsigned) root[i * 3 / 4] << 8 | (i < 42 ? root[i * 3 / 4 + 1] : 0u)) >> (10 - i * 6 % 8) & 63];
	strcpy(to, "=\n");
}

static void
document_read(Proof *proof)
{
	Text		rulebook;
	Sha256		sha;
	uint8_t		hash[SHA256_SIZE];
	char		origin[37];
	char		expected[256];
	char	   *to = expected;

	proof->checkpoint = text_read(proof, "{\"materials_proof\":1,\n\"checkpoint\":");
	snprintf(origin, sizeof(origin), "%s", proof->checkpoint.bytes + (proof->checkpoint.size > 17 ? 17 : 0));	/* behind materials-ledger/ */
	rulebook = text_read(proof, ",\n\"rulebook\":");
	proof->verdict = *leaf_read(proof, ",\n\"determination\":[");
	if (strcmp(proof->verdict.table.bytes, "determination") != 0 || proof->verdict.columns[BODY].bytes == NULL ||
		!digest_is(proof->verdict.columns[BODY], proof->verdict.columns[DIGEST]) || !digest_is(rulebook, proof->verdict.columns[RULEBOOK]))
		refuse(proof, "this is no determination, or its text or the rulebook does not have the digest that it says");
	/* The names of the facts have a digest.  Of a row that was changed since there is what was kept of it. */
	expect(proof, ",\n\"facts\":[");
	for (sha256_begin(&sha); !follows(proof, "\n],\n\"block\":"); proof->facts++)
	{
		Leaf	   *leaf = leaf_read(proof, proof->facts > 0 ? ",\n[" : "\n[");
		bool		former = strcmp(leaf->table.bytes, "former_row") == 0;
		Text		name = former ? leaf->columns[RELATION] : leaf->table;

		sha256_add(&sha, name.bytes, name.size);
		sha256_add(&sha, expected, (size_t) sprintf(expected, " %lld\n", (long long) (former ? leaf->columns[ROW_ID].number : leaf->row_id)));
	}
	sha256_end(&sha, hash);
	to += sprintf(to, ", \"facts\": {\"count\": %lld, \"sha256\": \"", (long long) proof->facts);
	for (int i = 0; i < SHA256_SIZE; i++)
		to += sprintf(to, "%02x", hash[i]);
	sprintf(to, "\"}, \"format\": 1, \"ledger\": \"%s\", ", origin);
	if (strstr(proof->verdict.columns[BODY].bytes, expected) == NULL)
		refuse(proof, "the determination is of other facts, or of another ledger");
	proof->block = *leaf_read(proof, "[");
	proof->size = (int64_t) ((uint64_t) proof->block.number + 1);
	if (strcmp(proof->block.table.bytes, "seal_block") != 0 || proof->block.columns[TREE_SIZE].number != proof->size)
		refuse(proof, "this is not the block that the log ends with");
	qsort(proof->leaves, (size_t) proof->leaf_count, sizeof(Leaf), leaf_compare);
	expect(proof, ",\n\"path\":[");
	node_hash(proof, proof->leaves, proof->leaves + proof->leaf_count, 0, (uint64_t) proof->size, hash);
	checkpoint_write(expected, origin, proof->size, hash);
	if (strcmp(proof->checkpoint.bytes, expected) != 0)
		refuse(proof, "what is in the document does not come to its checkpoint");
	expect(proof, "\n]}");
	if (follows(proof, "\n"), proof->next != proof->end)
		refuse(proof, "something stands behind the proof");
}

/* Checks a document, behind which is a zero byte; it is unescaped on the way.  Where it is refused, fault says why. */
static bool
proof_check(char *document, size_t size, Proof *proof)
{
	*proof = (Proof) {.begin = document, .next = document, .end = document + size};
	if (setjmp(proof->refused) == 0)
		document_read(proof);
	free(proof->leaves);
	return proof->fault[0] == '\0';
}
