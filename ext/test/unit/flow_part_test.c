/*-------------------------------------------------------------------------
 *
 * flow_part_test.c
 *	  Parts in integers against parts in fractions, on random lots.
 *
 * The model is flow_weigh, which knows nothing of integers: the same doubles
 * bit by bit, the same certainty.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_part.h"

#include "core/flow.h"
#include "core/flow_row.h"

#include "tap.h"

#define INPUTS_MAX 9
#define ROUNDS 60000

static TestArena test;
static const Arena *const arena = &test.arena;

static Fraction
decimal_fraction(FlowDecimal decimal, uint64_t times)
{
	char		text[80];
	Fraction	value = FRACTION_ZERO;
	Fraction	factor = FRACTION_ZERO;

	snprintf(text, sizeof(text), "%llue%d", (unsigned long long) decimal.digits, (int) decimal.exponent);
	fraction_parse(arena, text, strlen(text), SIZE_MAX, &value);
	snprintf(text, sizeof(text), "%llu", (unsigned long long) times);
	fraction_parse(arena, text, strlen(text), SIZE_MAX, &factor);
	return fraction_multiply(arena, value, factor);
}

/* Mostly amounts as people write them, sometimes all the digits there are. */
static FlowDecimal
random_decimal(void)
{
	static const uint64_t ranges[] = {3, 10, 1000, 1000000, UINT64_C(1) << 54, UINT64_C(1) << 60, UINT64_MAX};
	uint64_t	range = ranges[(uint32_t) random_below((uint32_t) random_below(4) == 0 ? 7 : 4)];
	FlowDecimal decimal = {.digits = 1 + random_next() % range,.exponent = -(int32_t) (uint32_t) random_below((uint32_t) random_below(20) == 0 ? 30 : 4)};

	for (; decimal.digits % 10 == 0; decimal.digits /= 10)
		decimal.exponent++;
	return decimal;
}

typedef struct Case
{
	FlowPartLot lot;
	FlowPartWeight inputs[INPUTS_MAX];
	FlowGraph	graph;
	FlowLot		lots[INPUTS_MAX + 1];
	FlowEdge	edges[INPUTS_MAX];
} Case;

static FlowPartWeight
random_weight(Fraction *exact)
{
	FlowDecimal decimal = random_decimal();
	FlowPartWeight weight = flow_part_weight(decimal);

	if ((uint32_t) random_below(5) == 0)
	{
		FlowDecimal other = random_decimal();

		weight = flow_part_product(decimal, other);
		*exact = fraction_multiply(arena, decimal_fraction(decimal, 1), decimal_fraction(other, 1));
		return weight;
	}
	*exact = decimal_fraction(decimal, 1);
	return weight;
}

/* A lot and its inputs, told both ways. */
static void
case_make(Case *c)
{
	uint32_t	count = 1 + (uint32_t) random_below((uint32_t) random_below(3) == 0 ? 1 : INPUTS_MAX);
	uint32_t	unknown_in = (uint32_t) random_below(3) == 0 ? 2 : UINT32_MAX;
	bool		free_inputs = (uint32_t) random_below(6) == 0;

	memset(c, 0, sizeof(*c));
	c->graph = (FlowGraph) {.arena = arena,.scratch = arena,.lot_count = count + 1,.edge_count = count,.lots = c->lots,.edges = c->edges};
	c->lot = (FlowPartLot) {.inputs = c->inputs,.count = count,.open = (uint32_t) random_below(5) == 0};
	for (uint32_t l = 0; l <= count; l++)
		c->lots[l].made = FRACTION_ZERO;
	for (uint32_t i = 0; i < count; i++)
	{
		FlowEdge   *edge = &c->edges[i];

		edge->output = 0;
		edge->input = i + 1;
		edge->drawn = FRACTION_ZERO;
		edge->weight = FRACTION_ZERO;
		edge->weight_known = unknown_in == UINT32_MAX || (uint32_t) random_below(unknown_in) > 0;
		if (edge->weight_known && free_inputs && (uint32_t) random_below(2) == 0)
			c->inputs[i] = flow_part_weight((FlowDecimal) {0, 0});
		else if (edge->weight_known)
			c->inputs[i] = random_weight(&edge->weight);
	}
	if ((uint32_t) random_below(2) == 0)
	{
		c->lot.made = random_weight(&c->lots[0].made);
		c->lots[0].made_known = true;
	}
	else if ((uint32_t) random_below(4) == 0)
	{
		/* As much as one input brings: often exactly what went in. */
		c->lot.made = c->inputs[0];
		c->lots[0].made = c->edges[0].weight;
		c->lots[0].made_known = c->lot.made.known = c->inputs[0].known && c->inputs[0].digits > 0;
	}
	c->lots[0].open = c->lot.open;
}

/* Both ways agree, bit by bit. */
static bool
case_agrees(const Case *c, const FlowParts *parts)
{
	uint32_t	first_edge[INPUTS_MAX + 2] = {0};
	FlowOrder	order = {.first_edge = first_edge};
	FlowWeights weights;

	for (uint32_t l = 1; l <= c->graph.lot_count; l++)
		first_edge[l] = c->lot.count;
	flow_weigh(&c->graph, &order, &weights);
	for (uint32_t i = 0; i < c->lot.count; i++)
	{
		if (parts->part[i] != fraction_to_double(arena, weights.part[i].max) || parts->certain[i] != weights.exact[i])
			return false;
		/* What may be less may be nothing: a row has no other lower end. */
		if (!weights.exact[i] && !fraction_is_zero(weights.part[i].min))
			return false;
	}
	return parts->missing == fraction_to_double(arena, weights.missing[0].max)
		&& parts->missing_uncertain == !interval_is_exact(arena, weights.missing[0]);
}

static void
random_lots(void)
{
	int			wrong = 0,
				packed = 0,
				refused = 0;
	size_t		outside = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		Case		c;
		double		part[INPUTS_MAX];
		bool		certain[INPUTS_MAX];
		uint64_t	scratch[INPUTS_MAX];
		FlowParts	parts = {.part = part,.certain = certain};

		case_make(&c);
		if (!flow_part_weigh(&c.lot, &parts, scratch))
			refused++;
		else
		{
			packed++;
			wrong += !case_agrees(&c, &parts);
			for (uint32_t i = 0; i < c.lot.count; i++)
				outside += !(part[i] >= 0 && part[i] <= 1);
		}
		test_arena_clear(&test);
	}
	ok(wrong == 0, "parts in integers are those in fractions: %d of %d lots differ", wrong, packed);
	ok(outside == 0, "no part is above the whole");
	ok(packed > ROUNDS / 3 && refused > ROUNDS / 100, "lots that fit and lots that do not were tried: %d, %d", packed, refused);
}

static void
random_ratios(void)
{
	int			wrong = 0,
				refused = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		FlowDecimal num = random_decimal();
		FlowDecimal den = random_decimal();
		Fraction	exact;
		double		ratio;

		if (!flow_part_ratio(num, den, &ratio))
			refused++;
		else
		{
			fraction_divide(arena, decimal_fraction(num, 1), decimal_fraction(den, 1), &exact);
			wrong += ratio != fraction_to_double(arena, exact);
		}
		test_arena_clear(&test);
	}
	ok(wrong == 0, "ratios are rounded to nearest: %d differ", wrong);
	ok(refused > ROUNDS / 100 && refused < ROUNDS / 2, "numbers that do not fit are refused: %d", refused);
}

static QuantityAmount
power_of_ten(int exponent)
{
	return exponent == 0 ? 1 : 10 * power_of_ten(exponent - 1);
}

static void
amounts(void)
{
	FlowDecimal decimal;
	int			wrong = 0,
				refused = 0;

	ok(flow_decimal_make(123456 * power_of_ten(18), &decimal) && decimal.digits == 123456 && decimal.exponent == -3, "123.456 kg is 123456 * 10^-3");
	ok(flow_decimal_make(1, &decimal) && decimal.digits == 1 && decimal.exponent == -21, "the least amount is taken");
	ok(flow_decimal_make(99 * power_of_ten(36), &decimal) && decimal.digits == 99 && decimal.exponent == 15, "a very large round amount is taken");
	ok(!flow_decimal_make(power_of_ten(37) + 1, &decimal), "one of too many digits is not");
	ok(!flow_decimal_make(-1, &decimal), "nor is a negative one");
	for (int round = 0; round < ROUNDS; round++)
	{
		QuantityAmount amount = (QuantityAmount) (1 + random_next() % ((uint32_t) random_below(2) ? 1000000 : UINT64_C(1) << 62)) * power_of_ten((int) (uint32_t) random_below(20));

		if (!flow_decimal_make(amount, &decimal))
			refused++;
		else
			wrong += flow_decimal_amount(decimal) != amount || decimal.digits % 10 == 0;
	}
	ok(wrong == 0 && refused == 0, "amounts come back as they were, and have no zeros at the end");
}

static bool
reads(const char *text, uint64_t digits, int32_t exponent)
{
	FlowDecimal decimal;

	return flow_decimal_parse(text, &decimal) && decimal.digits == digits && decimal.exponent == exponent;
}

static void
numbers(void)
{
	FlowDecimal decimal;

	ok(reads("12.50", 125, -1), "12.50 is 125 * 10^-1");
	ok(reads("0", 0, 0) && reads("0.01", 1, -2) && reads("1200", 12, 2), "nothing, a little and a round number");
	ok(reads("18446744073709551615", UINT64_MAX, 0), "the greatest number that fits");
	ok(!flow_decimal_parse("18446744073709551616", &decimal), "one more does not");
	ok(!flow_decimal_parse("-1", &decimal) && !flow_decimal_parse("NaN", &decimal) && !flow_decimal_parse("1e3", &decimal) && !flow_decimal_parse("1.2.3", &decimal), "what is no plain number is refused");
}

int
main(void)
{
	test_arena_begin(&test);
	random_begin();
	amounts();
	numbers();
	random_ratios();
	random_lots();
	return tap_finish();
}
