/*-------------------------------------------------------------------------
 *
 * smallest_set_test.c
 *	  Smallest sets against all subsets, for random monotone questions.
 *
 *-------------------------------------------------------------------------
 */
#include "core/member_set.h"
#include "core/smallest_set.h"

#include "tap.h"

#define CASES 4000
#define MEMBERS_MAX 20
#define NODES_MAX 40

static TestArena test;

/* A threshold of weights, or a tree of ands and ors with members as leaves. */
typedef struct Question
{
	uint32_t	count;
	bool		tree;
	uint64_t	weights[MEMBERS_MAX];
	uint64_t	threshold;
	uint32_t	nodes;
	uint32_t	left[NODES_MAX];	/* of a leaf its member */
	uint32_t	right[NODES_MAX];
	uint32_t	kind[NODES_MAX];	/* 0 leaf, 1 and, 2 or */
	uint64_t	asked;
} Question;

static void
question_make(Question *question, uint32_t members_min, uint32_t members_max)
{
	*question = (Question) {.count = members_min + (uint32_t) random_below(members_max - members_min + 1),.tree = random_below(2) == 0};
	if (question->count == 0)
		question->tree = false;
	if (!question->tree)
	{
		uint64_t	total = 0;
		uint64_t	limit = random_below(2) == 0 ? 3 : 50;

		for (uint32_t m = 0; m < question->count; m++)
			total += question->weights[m] = random_below(limit);
		question->threshold = random_below(total + 2);
		/* Where half of many members are needed there is no telling but by asking about nearly all sets. */
		if (question->count > 12)
			question->threshold = random_below(2) == 0 ? question->threshold / 8 : total - question->threshold / 8;
		return;
	}
	question->nodes = (uint32_t) random_below(NODES_MAX) + 1;
	for (uint32_t n = 0; n < question->nodes; n++)
	{
		question->kind[n] = n < 2 ? 0 : (uint32_t) random_below(5) % 3;
		question->left[n] = (uint32_t) random_below(question->kind[n] == 0 ? question->count : n);
		question->right[n] = n == 0 ? 0 : (uint32_t) random_below(n);
	}
}

static bool
question_answer(const Question *question, const uint64_t *members)
{
	bool		truth[NODES_MAX];
	uint64_t	sum = 0;

	for (uint32_t m = 0; m < question->count; m++)
		sum += member_set_has(members, m) ? question->weights[m] : 0;
	if (!question->tree)
		return sum >= question->threshold;
	for (uint32_t n = 0; n < question->nodes; n++)
	{
		uint32_t	l = question->left[n],
					r = question->right[n];

		truth[n] = question->kind[n] == 0 ? member_set_has(members, l) : question->kind[n] == 1 ? truth[l] && truth[r] : truth[l] || truth[r];
	}
	return truth[question->nodes - 1];
}

static bool
question_ask(void *context, const uint64_t *members)
{
	Question   *question = context;

	question->asked++;
	return question_answer(question, members);
}

/* Fewer members come first, then the set that has the first member in which two differ. */
static bool
set_before(uint64_t one, uint64_t other)
{
	uint32_t	sizes[] = {member_set_size(&one, 1), member_set_size(&other, 1)};
	uint64_t	differ = one ^ other;

	return sizes[0] != sizes[1] ? sizes[0] < sizes[1] : (one & differ & -differ) != 0;
}

/* All subsets; false where none is enough. */
static bool
brute_force(const Question *question, uint64_t *best)
{
	bool		found = false;

	for (uint64_t set = 0; set < UINT64_C(1) << question->count; set++)
		if ((!found || set_before(set, *best)) && question_answer(question, &set))
		{
			*best = set;
			found = true;
		}
	return found;
}

static bool
set_minimal(const Question *question, const uint64_t *members)
{
	if (!question_answer(question, members))
		return false;
	for (uint32_t m = 0; m < question->count; m++)
	{
		uint64_t	less = members[0];

		if (!member_set_has(&less, m))
			continue;
		member_set_drop(&less, m);
		if (question_answer(question, &less))
			return false;
	}
	return true;
}

static SmallestSet
set_find(Question *question, bool exact, uint64_t questions_max)
{
	SmallestSetTask task = {&test.arena, question->count, questions_max, exact, question_ask, question};

	question->asked = 0;
	return smallest_set_find(&task);
}

/* Asked without a limit, the answer is that of all subsets; with one it cannot be improved by leaving something out. */
static bool
question_holds(Question *question)
{
	uint64_t	best = 0;
	bool		found = brute_force(question, &best);
	SmallestSet exact = set_find(question, true, 0);
	bool		good = exact.found == found && exact.questions == question->asked;
	SmallestSet quick;

	if (found)
		good = good && exact.proven && exact.members[0] == best && exact.size == member_set_size(&best, 1);
	quick = set_find(question, false, random_below(6));
	good = good && quick.found == found;
	if (found)
		good = good && set_minimal(question, quick.members) && (!quick.proven || quick.size == exact.size);
	test_arena_clear(&test);
	return good;
}

static void
test_random(uint64_t cases, uint32_t members_min, uint32_t members_max)
{
	Question	question;
	uint64_t	wrong = 0,
				questions = 0,
				all = 0;

	for (uint64_t i = 0; i < cases; i++)
	{
		question_make(&question, members_min, members_max);
		wrong += !question_holds(&question);
		(void) set_find(&question, true, 0);
		questions += question.asked;
		all += UINT64_C(1) << question.count;
		test_arena_clear(&test);
	}
	ok(wrong == 0, "%llu questions of up to %u members agree with all subsets", (unsigned long long) cases, members_max);
	printf("# asked %llu times, of %llu subsets\n", (unsigned long long) questions, (unsigned long long) all);
}

/* Few of many: as many questions as members found times a logarithm. */
static bool
few_ask(void *context, const uint64_t *members)
{
	++*(uint64_t *) context;
	return member_set_has(members, 7) && member_set_has(members, 1900) && (member_set_has(members, 3) || member_set_has(members, 2999));
}

static void
test_large(void)
{
	uint64_t	asked = 0;
	SmallestSetTask task = {&test.arena, 3000, 200, false, few_ask, &asked};
	SmallestSet few = smallest_set_find(&task);

	ok(few.found && few.proven && few.size == 3 && member_set_has(few.members, 3) && member_set_has(few.members, 7) && member_set_has(few.members, 1900),
	   "three of 3000 members are found and proven");
	ok(asked == few.questions && asked < 300, "with %llu questions", (unsigned long long) asked);
	test_arena_clear(&test);
}

/* The example of the banner. */
static void
test_example(void)
{
	Question	question = {.count = 3,.weights = {50, 30, 20},.threshold = 60};
	SmallestSet set = set_find(&question, true, 0);

	ok(set.found && set.proven && set.members[0] == 3, "50 and 30 of 50, 30 and 20 are the first that reach 60");
	question.threshold = 101;
	set = set_find(&question, true, 0);
	ok(!set.found && set.size == 0 && set.members[0] == 0, "nothing where all are not enough");
	question.threshold = 0;
	set = set_find(&question, true, 0);
	ok(set.found && set.proven && set.size == 0, "the empty set where it is enough");
	test_arena_clear(&test);
}

/* Members that weigh the same: all sets that are one short have to be asked about. */
static void
test_equal(void)
{
	Question	question = {.count = 12,.threshold = 6};
	SmallestSet set;

	for (uint32_t m = 0; m < MEMBERS_MAX; m++)
		question.weights[m] = 1;
	set = set_find(&question, true, 0);
	ok(set.found && set.proven && set.members[0] == 0x3f, "six of twelve equal members are the first six");
	ok(set.questions >= 792 && set.questions < 4096, "with %llu questions, there being 792 sets of five, and 4096 of any size", (unsigned long long) set.questions);
	question.count = 20;
	question.threshold = 10;
	set = set_find(&question, false, 50);
	ok(set.found && !set.proven && set.size == 10 && set.questions < 150, "ten of twenty are found with a limit, not proven");
	test_arena_clear(&test);
}

int
main(void)
{
	random_begin();
	test_arena_begin(&test);
	test_example();
	test_equal();
	test_large();
	test_random(CASES, 0, 10);
	test_random(20, 15, MEMBERS_MAX);
	return tap_finish();
}
