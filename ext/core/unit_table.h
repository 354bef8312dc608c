/*-------------------------------------------------------------------------
 *
 * unit_table.h
 *	  The units in which amounts are written, and their exact factors.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_UNIT_TABLE_H
#define MATERIALS_UNIT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a unit measures.  The numbers are stored in tables and sort the type,
 * so they never change; 0 stays free to mean "no dimension".
 */
typedef enum UnitDimension
{
	UNIT_MASS = 1,
	UNIT_COUNT = 2,
	UNIT_VOLUME = 3,
	UNIT_LENGTH = 4,
	UNIT_AREA = 5,
	UNIT_ENERGY = 6,
	UNIT_CHARGE = 7
} UnitDimension;

#define UNIT_DIMENSION_LAST UNIT_CHARGE

/*
 * One unit.  Its factor is factor_digits * 10^factor_exponent of the
 * dimension's reference unit: a pound is 45359237 * 10^-8 kg.
 */
typedef struct UnitDefinition
{
	const char *code;			/* common code of Recommendation 20, or NULL */
	const char *symbol;			/* how it is printed; read in this case only */
	const char *name;			/* in words; read in any case */
	UnitDimension dimension;
	uint64_t	factor_digits;	/* never divisible by 10 */
	int			factor_exponent;
	const char *symbols;		/* further symbols, in their case, '|' between */
	const char *words;			/* further words, in any case, '|' between */
} UnitDefinition;

/* No spelling comes near this; a longer text is not looked at. */
#define UNIT_TEXT_MAX 64

/* Spellings close to an unknown one, for the error's hint. */
#define UNIT_SUGGESTION_MAX 3

typedef struct UnitSuggestion
{
	int			count;
	const char *text[UNIT_SUGGESTION_MAX];	/* not terminated */
	size_t		length[UNIT_SUGGESTION_MAX];
} UnitSuggestion;

extern size_t unit_count(void);
extern const UnitDefinition *unit_at(size_t position);
extern const UnitDefinition *unit_find(const char *text, size_t length);
extern const char *unit_ambiguity(const char *text, size_t length);
extern void unit_suggest(const char *text, size_t length,
						 UnitSuggestion *suggestion);
extern const char *unit_spelling_next(const char *list, const char **start,
									  size_t *length);
extern const char *unit_dimension_name(UnitDimension dimension);
extern const char *unit_dimension_reference(UnitDimension dimension);

#endif							/* MATERIALS_UNIT_TABLE_H */
