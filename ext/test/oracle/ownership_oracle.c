/*-------------------------------------------------------------------------
 *
 * ownership_oracle.c
 *	  Random ownership structures and what follows from them, as rows.
 *
 *	  ownership_oracle WHAT SEED FIRST COUNT
 *
 * WHAT is party, listing, interest, contract or pact: what is recorded; or
 * question: the doctrines with policies; or answer: for each structure,
 * question and firm its status, the ends of its share, and what came out in
 * cases in which nothing is unknown any more.
 *
 * It shares no code with the extension.
 *
 *-------------------------------------------------------------------------
 */
#include "verdict.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What came out of the cases of a structure. */
typedef struct Seen
{
	int			count;
	Exact		min;
	Exact		max;
	bool		caught;			/* in all cases */
	bool		clear;
	bool		some_caught;
	bool		some_clear;
} Seen;

uint64_t	structure_seed;

static const char *const words[] = {"clear", "open", "caught"};

/* False where nothing is said of such a structure. */
static bool
judge(const Structure *structure, const Question *question, Verdict verdicts[FIRMS])
{
	if (strcmp(question->doctrine, "DOE-25") == 0)
		return governed_judge(structure, question, verdicts);
	attributed_judge(structure, question, verdicts);
	return true;
}

static void
cases_see(const Structure *structure, const Question *question, Seen seen[FIRMS])
{
	Structure	instance;

	for (int f = 0; f < FIRMS; f++)
		seen[f] = (Seen) {0, EXACT_ONE, EXACT_ZERO, true, true, false, false};
	for (int turn = 0; strcmp(question->policies, "{}") == 0 && instance_make(structure, turn, &instance) && !exact_overflowed; turn++)
	{
		Verdict		verdicts[FIRMS];

		if (!judge(&instance, question, verdicts))
			continue;
		for (int f = 0; f < FIRMS; f++)
		{
			seen[f].count++;
			if (exact_compare(verdicts[f].min.v, seen[f].min) < 0)
				seen[f].min = verdicts[f].min.v;
			if (exact_compare(verdicts[f].max.v, seen[f].max) > 0)
				seen[f].max = verdicts[f].max.v;
			seen[f].caught = seen[f].caught && verdicts[f].said == CAUGHT;
			seen[f].clear = seen[f].clear && verdicts[f].said == CLEAR;
			seen[f].some_caught = seen[f].some_caught || verdicts[f].said == CAUGHT;
			seen[f].some_clear = seen[f].some_clear || verdicts[f].said == CLEAR;
		}
	}
}

/* What is said where all is known, or by tests whatever is unknown; then what was seen. */
static void
answer_print(const Structure *structure, int question, const Verdict *verdicts, const Seen *seen)
{
	for (int f = 0; f < FIRMS; f++)
	{
		printf("%d\t%d\t%d\t%d\t%d\t%d", structure->number, question, f, structure->plain, structure->single, structure_circular(structure));
		if (verdicts == NULL)
			printf("\t\t\t\t");
		else
			printf("\t%s\t%s\t%s\t%s", words[verdicts[f].said], exact_decimal(verdicts[f].min.v, false), exact_decimal(verdicts[f].max.v, true),
				   exact_compare(verdicts[f].min.v, verdicts[f].max.v) == 0 && near_away(verdicts[f].max) == 0 ? exact_text(verdicts[f].min.v) : "");
		if (seen[f].count == 0)
			printf("\t0\t\t\t\t\t\t\n");
		else
			printf("\t%d\t%s\t%s\t%d\t%d\t%d\t%d\n", seen[f].count, exact_decimal(seen[f].min, false), exact_decimal(seen[f].max, true),
				   seen[f].caught, seen[f].clear, seen[f].some_caught, seen[f].some_clear);
	}
}

static void
answers_print(const Structure *structure)
{
	for (int q = 0; q < question_count; q++)
	{
		bool		ends = structure->plain || strcmp(questions[q].doctrine, "DOE-25") != 0;
		Verdict		verdicts[FIRMS];
		Seen		seen[FIRMS];

		exact_overflowed = false;
		if (ends)
			(void) judge(structure, &questions[q], verdicts);
		cases_see(structure, &questions[q], seen);
		/* Numbers that grew too long say nothing; those who read this count the answers. */
		if (!exact_overflowed)
			answer_print(structure, q, ends ? verdicts : NULL, seen);
	}
}

int
main(int argc, char **argv)
{
	Structure	structure;
	int			first;

	if (argc != 5)
	{
		fprintf(stderr, "usage: ownership_oracle WHAT SEED FIRST COUNT\n");
		return 1;
	}
	structure_seed = strtoull(argv[2], NULL, 10);
	first = atoi(argv[3]);
	for (int q = 0; q < question_count && strcmp(argv[1], "question") == 0; q++)
		printf("%d\t%s\t%s\n", q, questions[q].doctrine, questions[q].policies);
	for (int number = first; number < first + atoi(argv[4]); number++)
	{
		structure_make(&structure, structure_seed, number);
		if (strcmp(argv[1], "answer") == 0)
			answers_print(&structure);
		else
			structure_print(&structure, argv[1]);
	}
	return 0;
}
