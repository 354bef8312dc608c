/*-------------------------------------------------------------------------
 *
 * epcis_value.h
 *	  Times, numbers and words of EPCIS events in one form each.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_VALUE_H
#define MATERIALS_EPCIS_VALUE_H

#include "core/document_tree.h"

/* Room for a time with its final zero byte: fractions of a second are kept up to a billionth. */
#define EPCIS_TIME_SIZE 32

/* Longer numbers are left as they are. */
#define EPCIS_NUMBER_SIZE 128

/* A vocabulary of CBV 2.0: the words, and the addresses before them that mean the same. */
typedef struct EpcisVocabulary
{
	const char *address;		/* as the event hash has it */
	const char *const *prefixes;	/* ends with NULL */
	const char *const *words;	/* ends with NULL; NULL: not listed here */
} EpcisVocabulary;

extern const EpcisVocabulary epcis_steps;
extern const EpcisVocabulary epcis_dispositions;
extern const EpcisVocabulary epcis_transactions;
extern const EpcisVocabulary epcis_sources;
extern const EpcisVocabulary epcis_errors;
extern const EpcisVocabulary epcis_components;
extern const EpcisVocabulary epcis_sensors;

extern bool epcis_time(const char *text, char *utc);
extern bool epcis_time_rounded(const char *text, char *utc);
extern bool epcis_offset(const char *text);
extern bool epcis_number(const char *text, char *plain);
extern bool epcis_number_rounded(const char *text, char *plain);
extern const char *epcis_word(const EpcisVocabulary *vocabulary, const char *text, bool *known);

#endif							/* MATERIALS_EPCIS_VALUE_H */
