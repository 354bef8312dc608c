/*-------------------------------------------------------------------------
 *
 * quantity_report.c
 *	  The errors of the quantity type.
 *
 * 22P02 what was written is no quantity; 22003 it is one, but too large or
 * too fine to be kept exactly; 22023 quantities that do not fit together.
 *
 *-------------------------------------------------------------------------
 */
#include "types/quantity_report.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"

static const char *quoted_unit(const char *text, size_t length);
static const char *fault_detail(QuantityFault fault, const char *unit);
static const char *fault_hint(QuantityFault fault, const QuantitySpan *unit_text);
static const char *unit_hint(const char *text, size_t length);

/*
 * The text in UTF-8, in which units are spelled (micro sign, superscripts).
 * Nearly all texts are ASCII and come back as they are, as do those of a
 * server that does not say what its bytes mean.
 */
const char *
quantity_to_unicode(const char *text, size_t *length)
{
	const char *unicode = text;

	for (size_t i = 0; i < *length; i++)
	{
		if (!IS_HIGHBIT_SET(text[i]))
			continue;
		if (GetDatabaseEncoding() != PG_SQL_ASCII)
			unicode = pg_server_to_any(text, (int) *length, PG_UTF8);
		break;
	}
	if (unicode != text)
		*length = strlen(unicode);
	return unicode;
}

/* A unit's UTF-8 text as a message may repeat it, in the server's encoding. */
static const char *
quoted_unit(const char *text, size_t length)
{
	const char *shown = text;

	if (GetDatabaseEncoding() != PG_SQL_ASCII)
		shown = pg_any_to_server(text, (int) length, PG_UTF8);
	return quoted_value(shown, shown == text ? length : strlen(shown));
}

/* Reports a text that is not a quantity; softly when the context allows. */
bool
quantity_report_fault(struct Node *context, QuantityFault fault,
					  const char *text, const QuantitySpan *unit_text)
{
	const char *shown = quoted_value(text, strlen(text));
	const char *unit = quoted_unit(unit_text->text, unit_text->length);
	const char *hint = fault_hint(fault, unit_text);

	if (fault == QUANTITY_TOO_LARGE || fault == QUANTITY_TOO_FINE)
		ereturn(context, false,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 fault == QUANTITY_TOO_LARGE ?
				 errmsg("quantity out of range: \"%s\"", shown) :
				 errmsg("quantity too fine to be exact: \"%s\"", shown),
				 errdetail("%s", fault_detail(fault, unit)),
				 hint ? errhint("%s", hint) : 0));
	ereturn(context, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type quantity: \"%s\"", shown),
			 errdetail("%s", fault_detail(fault, unit)),
			 hint ? errhint("%s", hint) : 0));
}

static const char *
fault_detail(QuantityFault fault, const char *unit)
{
	switch (fault)
	{
		case QUANTITY_OK:
			break;
		case QUANTITY_NO_NUMBER:
			return "A quantity begins with a number.";
		case QUANTITY_NUMBER_GROUPED:
			return "The number is followed by a separator that is not part of a number.";
		case QUANTITY_NO_UNIT:
			return "The number has no unit.";
		case QUANTITY_UNIT_UNKNOWN:
			return psprintf("There is no unit \"%s\".", unit);
		case QUANTITY_UNIT_AMBIGUOUS:
			return psprintf("The unit \"%s\" has more than one meaning.", unit);
		case QUANTITY_TOO_FINE:
			return "An amount is a whole number of 10^-21 kg, each, L, m, m2, MJ or C.";
		case QUANTITY_TOO_LARGE:
			return "An amount stays below 10^17 kg, each, L, m, m2, MJ or C.";
	}
	elog(ERROR, "unexpected quantity fault %d", (int) fault);
	return NULL;
}

static const char *
fault_hint(QuantityFault fault, const QuantitySpan *unit_text)
{
	switch (fault)
	{
		case QUANTITY_NO_NUMBER:
		case QUANTITY_NO_UNIT:
			return "Write the amount and its unit, as in \"12.5 kg\".";
		case QUANTITY_NUMBER_GROUPED:
			return "Write thousands without separators and decimals after a point, as in \"1000.5 kg\".";
		case QUANTITY_UNIT_UNKNOWN:
		case QUANTITY_UNIT_AMBIGUOUS:
			return unit_hint(unit_text->text, unit_text->length);
		case QUANTITY_TOO_FINE:
			return "Round the amount, then enter it.";
		default:
			return NULL;
	}
}

/* What to write instead of a unit that was not understood. */
static const char *
unit_hint(const char *text, size_t length)
{
	const char *advice = unit_ambiguity(text, length);
	UnitSuggestion suggestion;
	StringInfoData hint;

	if (advice != NULL)
		return advice;
	unit_suggest(text, length, &suggestion);
	if (suggestion.count == 0)
		return "The function materials.unit() lists the units.";

	initStringInfo(&hint);
	appendStringInfoString(&hint, "Symbols and codes keep their case: write ");
	for (int i = 0; i < suggestion.count; i++)
		appendStringInfo(&hint, "%s\"%.*s\"", i > 0 ? " or " : "",
						 (int) suggestion.length[i], suggestion.text[i]);
	appendStringInfoChar(&hint, '.');
	return hint.data;
}

/* The unit of an argument; what was not understood is an error. */
const UnitDefinition *
quantity_require_unit(const char *text, size_t length)
{
	QuantitySpan span = quantity_trim(text, length);
	const UnitDefinition *unit = unit_find(span.text, span.length);

	if (unit == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid unit: \"%s\"", quoted_unit(text, length)),
				 errdetail("%s", unit_ambiguity(span.text, span.length) ?
						   "The unit has more than one meaning." :
						   "There is no such unit."),
				 errhint("%s", unit_hint(span.text, span.length))));
	return unit;
}

/* A unit in which to tell a quantity: it must measure the same dimension. */
const UnitDefinition *
quantity_unit_for(const Quantity *quantity, const char *text, size_t length)
{
	const UnitDefinition *unit = quantity_require_unit(text, length);

	if (unit->dimension != quantity->dimension)
	{
		char		shown[QUANTITY_TEXT_SIZE];

		quantity_format(quantity, shown);
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot tell %s in a unit of %s",
						unit_dimension_name(quantity->dimension),
						unit_dimension_name(unit->dimension)),
				 errdetail("\"%s\" is %s, and the unit \"%s\" measures %s.",
						   shown, unit_dimension_name(quantity->dimension),
						   quoted_unit(text, length),
						   unit_dimension_name(unit->dimension))));
	}
	return unit;
}

/* Two quantities that are to be compared or combined share a dimension. */
void
quantity_require_same(const Quantity *left, const Quantity *right,
					  const char *verb)
{
	char		left_text[QUANTITY_TEXT_SIZE];
	char		right_text[QUANTITY_TEXT_SIZE];

	if (left->dimension == right->dimension)
		return;
	quantity_format(left, left_text);
	quantity_format(right, right_text);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot %s quantities of different dimensions", verb),
			 errdetail("\"%s\" is %s, and \"%s\" is %s.",
					   left_text, unit_dimension_name(left->dimension),
					   right_text, unit_dimension_name(right->dimension))));
}

void
quantity_report_overflow(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("quantity out of range"),
			 errdetail("%s", fault_detail(QUANTITY_TOO_LARGE, NULL))));
}

void
quantity_report_fraction(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("result is too fine to be an exact quantity"),
			 errdetail("%s", fault_detail(QUANTITY_TOO_FINE, NULL))));
}
