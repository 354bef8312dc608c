/*-------------------------------------------------------------------------
 *
 * doctrines.c
 *	  The tests of the doctrines, written down once more.
 *
 * They are as docs/concepts/doctrines.md has them, and not read from the
 * extension.
 *
 *-------------------------------------------------------------------------
 */
#include "doctrines.h"

#include <string.h>

const Question questions[] = {
	{"DOE-25", "{}", false},
	{"CHIPS-25", "{}", false},
	{"OFAC-50", "{}", false},
	{"BIS-50", "{}", false},
	{"OBBBA-SFE", "{}", false},
	{"OBBBA-FIE", "{}", false},
	{"DOE-25", "{\"unrecorded_holders\": \"ignored\"}", true},
	{"CHIPS-25", "{\"indirect\": \"whole\"}", false},
	{"CHIPS-25", "{\"indirect\": \"multiplied\", \"unrecorded_holders\": \"ignored\"}", true},
	{"OBBBA-SFE", "{\"adding_holders\": \"together\"}", false},
	{"OBBBA-SFE", "{\"adding_holders\": \"unsettled\", \"unrecorded_holders\": \"ignored\"}", true},
	{"OBBBA-FIE", "{\"attributed_aggregate\": \"attributed\"}", false},
	{"OBBBA-FIE", "{\"attributed_aggregate\": \"direct\", \"adding_holders\": \"together\", \"unrecorded_holders\": \"ignored\"}", true}
};
const int	question_count = sizeof(questions) / sizeof(questions[0]);

static bool
chosen(const Question *question, const char *choice)
{
	return strstr(question->policies, choice) != NULL;
}

static void
chips_make(const Question *question, Doctrine *doctrine)
{
	const unsigned all = IN(EQUITY) | IN(VOTING) | IN(BOARD);
	const unsigned persons = GOVERNED | LOCATED | SEAT | TEST;
	Rule		rules[] = {
		{true, 0, false, all, 25, false, false, true, true, GOVERNED, TEST},
		{false, 0, false, all, 25, false, false, true, true, persons, TEST << 1},
		{false, 0, false, IN(VOTING), 50, false, false, true, true, ON(SDN), TEST << 2},
		{false, 0, false, IN(VOTING), 50, false, false, true, true, ON(CMIC), TEST << 3},
		/* Through whoever is caught by that, as a whole. */
		{false, 0, false, all, 25, false, false, chosen(question, "whole"), chosen(question, "whole"), persons | TEST << 1 | TEST << 4, TEST << 4}
	};

	doctrine->own = GOVERNED | LOCATED | SEAT | DIRECTED | ON(SDN) | ON(FTO) | ON(EL) | ON(CMIC) | TEST | TEST << 1 | TEST << 2 | TEST << 3 | TEST << 4;
	doctrine->undecided = DIRECTED;
	doctrine->directing = doctrine->own;
	doctrine->rule_count = chosen(question, "multiplied") ? 4 : 5;
	memcpy(doctrine->rules, rules, sizeof(rules));
}

static void
cascade_make(unsigned listed, unsigned undecided, Doctrine *doctrine)
{
	doctrine->own = listed | TEST;
	doctrine->undecided = undecided;
	doctrine->rule_count = 1;
	doctrine->rules[0] = (Rule) {false, -1, false, IN(EQUITY), 50, false, false, true, true, listed | TEST, TEST};
}

/* The specified foreign entity, for itself or as the holder that the other doctrine counts. */
static void
specified_make(const Question *question, bool itself, Doctrine *doctrine)
{
	const unsigned kinds = IN(EQUITY) | IN(VOTING) | IN(BENEFICIAL);
	const unsigned own = GOVERNED | FOREIGN | SEAT | ON(FTO) | ON(SDN) | ON(L1260H) | ON(UFLPA) | ON(L154) | TEST | TEST << 1;
	bool		together = chosen(question, "\"together\"");

	doctrine->own = own;
	doctrine->rule_count = 1;
	doctrine->rules[0] = (Rule) {true, 50, true, kinds, 50, true, true, true, itself, own, TEST};
	if (together || chosen(question, "\"adding_holders\": \"unsettled\""))
		doctrine->rules[doctrine->rule_count++] = (Rule) {false, 50, true, kinds, 50, true, true, together, itself && together, own, TEST << 1};
}

static void
influenced_make(const Question *question, Doctrine *doctrine)
{
	const unsigned owned = IN(EQUITY) | IN(BENEFICIAL);
	bool		attributed = chosen(question, "\"attributed\"");
	unsigned	specified;
	int			count;

	specified_make(question, false, doctrine);
	specified = doctrine->own;
	doctrine->own = PAID;
	doctrine->paying = specified;
	count = doctrine->rule_count;
	doctrine->rules[count++] = (Rule) {true, -1, false, IN(APPOINTMENT), 0, true, true, true, false, specified, TEST << 2};
	doctrine->rules[count++] = (Rule) {true, 50, true, IN(APPOINTMENT), 0, true, true, false, false, specified, TEST << 3};
	doctrine->rules[count++] = (Rule) {true, 50, true, owned, 25, false, false, true, true, specified, TEST << 4};
	doctrine->rules[count++] = (Rule) {false, -1, false, owned, 40, false, false, true, true, specified, TEST << 5};
	if (!chosen(question, "\"direct\""))
		doctrine->rules[count++] = (Rule) {false, 50, true, owned, 40, false, false, attributed, attributed, specified, TEST << 6};
	doctrine->rules[count++] = (Rule) {false, -1, false, IN(DEBT), 15, false, true, true, true, specified, TEST << 7};
	for (int r = doctrine->rule_count; r < count; r++)
		doctrine->own |= doctrine->rules[r].gives;
	doctrine->rule_count = count;
}

void
doctrines_make(const Question *question, Doctrine *doctrine)
{
	*doctrine = (Doctrine) {0};
	if (strcmp(question->doctrine, "CHIPS-25") == 0)
		chips_make(question, doctrine);
	else if (strcmp(question->doctrine, "OFAC-50") == 0)
		cascade_make(ON(SDN), 0, doctrine);
	else if (strcmp(question->doctrine, "BIS-50") == 0)
		cascade_make(ON(EL) | ON(MEU) | ON(BSDN) | ON(SDN), ON(SDN), doctrine);
	else if (strcmp(question->doctrine, "OBBBA-SFE") == 0)
		specified_make(question, true, doctrine);
	else
		influenced_make(question, doctrine);
}
