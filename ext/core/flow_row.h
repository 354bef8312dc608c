/*-------------------------------------------------------------------------
 *
 * flow_row.h
 *	  The packed row of a lot in the flow store: its inputs and their parts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_ROW_H
#define MATERIALS_CORE_FLOW_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * What shares are computed by.  The numbers stand in settings of no one, but
 * index arrays.  The mass of an element is FLOW_ELEMENT plus its atomic
 * number, less one.
 */
typedef enum FlowBasis
{
	FLOW_MASS,
	FLOW_COST,
	FLOW_COUNT,
	FLOW_ELEMENT
} FlowBasis;

/* The bases of a packed row. */
#define FLOW_BASIS_COUNT 3
/* Places in arrays by basis: all elements share the last one, which is never packed. */
#define FLOW_BASIS_SLOTS 4
#define FLOW_BASIS_SLOT(basis) ((basis) < FLOW_ELEMENT ? (basis) : FLOW_ELEMENT)

/* Inputs of one stored row; a lot with more has several rows, one after the other. */
#define FLOW_ROW_INPUTS_MAX 192

/* A stored number lies within this factor of the exact one, on either side of it. */
#define FLOW_PART_ERROR 0x1p-52

/* A stored part is nothing or at least this, so that products with it keep their precision. */
#define FLOW_PART_LEAST 1e-100

/* What one basis says of a lot. */
typedef struct FlowRowBasis
{
	bool		uncertain;		/* each part may be anything from nothing up to what is stored */
	bool		missing_uncertain;	/* the missing part may be anything from nothing up to missing */
	double		missing;		/* part for which no input is recorded */
	const uint8_t *parts;		/* one double an input; NULL where nothing is known: each is 0 to 1 */
} FlowRowBasis;

typedef struct FlowRow
{
	bool		lost;			/* without inputs, and nothing says that the chain begins here */
	bool		primary_source;	/* the chain begins here */
	bool		in_loop;		/* feeds itself, through others, whose rows stand together */
	bool		loop_first;		/* the first of them by number */
	bool		loop_last;
	uint32_t	input_count;
	const uint8_t *inputs;		/* a uint32_t each: numbers of the input lots */
	const uint8_t *drawn;		/* a double each: which part of the input's whole quantity went in */
	FlowRowBasis basis[FLOW_BASIS_SLOTS];
} FlowRow;

extern size_t flow_row_size(const FlowRow *row);
extern void flow_row_encode(const FlowRow *row, uint8_t *bytes);
extern bool flow_row_decode(const uint8_t *bytes, size_t size, FlowRow *row);

/* Writes bytes where a row is put together, and gives the place behind them; those of no bytes may be nowhere. */
static inline uint8_t *
flow_row_append(uint8_t *at, const void *bytes, size_t size)
{
	if (size > 0)
		memcpy(at, bytes, size);
	return at + size;
}

/* Numbers of a row stand unaligned. */
static inline uint32_t
flow_row_number(const uint8_t *numbers, uint32_t at)
{
	uint32_t	value;

	memcpy(&value, numbers + sizeof(value) * (size_t) at, sizeof(value));
	return value;
}

static inline uint32_t
flow_row_short(const uint8_t *shorts, uint32_t at)
{
	uint16_t	value;

	memcpy(&value, shorts + sizeof(value) * (size_t) at, sizeof(value));
	return value;
}

static inline double
flow_row_double(const uint8_t *doubles, uint32_t at)
{
	double		value;

	memcpy(&value, doubles + sizeof(value) * (size_t) at, sizeof(value));
	return value;
}

#endif							/* MATERIALS_CORE_FLOW_ROW_H */
