/* main.c: materials-verify, which checks an exported determination without a server.  cc -Iext -o materials-verify ext/verifier/main.c */
#define _POSIX_C_SOURCE 200809L
#include "verifier/proof.c"

/* Reads a file, or standard input for "-", up to a zero byte, which no proof has; bytes is NULL where it cannot be read. */
static Text
file_read(const char *name)
{
	FILE	   *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
	size_t		space = 0;
	Text		found = {NULL, 0, file == NULL ? -1 : 0};

	if (file != NULL)
		found.number = getdelim(&found.bytes, &space, '\0', file);
	if (found.number < 0)
		fprintf(stderr, "materials-verify: cannot read %s\n", name);
	return found.number < 0 ? (Text) {NULL, 0, 0} : (Text) {found.bytes, (size_t) found.number, 0};
}

/* Texts are somebody else's: what a terminal would obey is not sent to it. */
static void
say(const char *what, Text text)
{
	printf("%-15s", what);
	for (size_t i = 0; i < text.size; i++)
		putchar(text.bytes[i] == '\n' ? ' ' : (uint8_t) text.bytes[i] < ' ' || text.bytes[i] == 0x7f ? '?' : text.bytes[i]);
	putchar('\n');
}

int
main(int count, char **arguments)
{
	static Proof proof;
	Text		document = {NULL, 0, 0}, kept = {NULL, 0, 0};

	if (count != 2 && count != 3)
		return fprintf(stderr, "usage: materials-verify FILE [CHECKPOINT]\nFILE: what export_proof gave, - for standard input; CHECKPOINT: a file with the checkpoint that was kept\n"), 2;
	document = file_read(arguments[1]);
	if (document.bytes == NULL || (count == 3 && (kept = file_read(arguments[2])).bytes == NULL))
		return 2;
	if (!proof_check(document.bytes, document.size, &proof))
		return printf("REFUSED: %s\n", proof.fault) < 0 ? 2 : 1;
	say("determination", proof.verdict.columns[CODE]);
	say("rule", proof.verdict.columns[RULE]);
	say("version", proof.verdict.columns[VERSION]);
	say("verdict", proof.verdict.columns[STATUS]);
	say("checkpoint", proof.checkpoint);
	printf("checked: the verdict, its rule and the %lld facts that it rests on are in the log of %lld leaves that ends with block %lld\n", (long long) proof.facts, (long long) proof.size, (long long) proof.block.row_id);
	if (proof.withheld > 0)
		printf("not shown: what %lld of the facts say; they are in the log, by their hashes\n", (long long) proof.withheld);
	if (kept.bytes != NULL && strncmp(kept.bytes, proof.checkpoint.bytes, proof.checkpoint.size) != 0)
		return printf("REFUSED: this is not the checkpoint that was kept\n") < 0 ? 2 : 1;
	printf("%s: the checkpoint is one that was kept elsewhere\nACCEPTED\n", kept.bytes != NULL ? "checked" : "not checked");
	return 0;
}
