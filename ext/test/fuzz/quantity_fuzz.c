/*-------------------------------------------------------------------------
 *
 * quantity_fuzz.c
 *	  Any bytes as a quantity: what is read prints and reads back the same.
 *
 *-------------------------------------------------------------------------
 */
#include "core/quantity_code.h"

#include <stdlib.h>
#include <string.h>

int			LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The first byte picks a unit and a rounding; the rest is the text. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	QuantitySpan unit_text = {"", 0};
	Quantity	quantity;
	Quantity	again;
	char		text[QUANTITY_TEXT_SIZE];
	const UnitDefinition *unit;

	if (size == 0)
		return 0;
	if (quantity_parse((const char *) bytes + 1, size - 1, &quantity, &unit_text) != QUANTITY_OK)
	{
		UnitSuggestion suggestion;

		unit_suggest(unit_text.text, unit_text.length, &suggestion);
		return 0;
	}

	if (!quantity_in_range(quantity.amount) || unit_dimension_name(quantity.dimension) == NULL)
		abort();
	quantity_format(&quantity, text);
	if (strlen(text) >= QUANTITY_TEXT_SIZE ||
		quantity_parse(text, strlen(text), &again, &unit_text) != QUANTITY_OK ||
		quantity_order(&quantity, &again) != 0)
		abort();

	unit = unit_at(bytes[0] % unit_count());
	if (unit->dimension != quantity.dimension)
		return 0;
	quantity_decimal(&quantity, unit, bytes[0] % (QUANTITY_SCALE_MAX + 1), text);
	if (quantity_decimal(&quantity, unit, QUANTITY_EXACT, text) &&
		(quantity_parse_number(text, strlen(text), unit, &again) != QUANTITY_OK ||
		 quantity_order(&quantity, &again) != 0))
		abort();
	return 0;
}
