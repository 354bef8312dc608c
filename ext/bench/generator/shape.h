/*-------------------------------------------------------------------------
 *
 * shape.h
 *	  What the made-up supply chain looks like: its stages, who feeds whom,
 *	  and in which countries.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_SHAPE_H
#define BENCH_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#define STAGE_MAX 80
#define GROUP_MAX 3
#define SOURCE_MAX 4
#define COUNTRY_COUNT 32

typedef enum Draw
{
	DRAW_FEW,					/* some lots of the usual suppliers */
	DRAW_SILO,					/* the last lots of one supplier, as a silo fills */
	DRAW_PIECES					/* serialised pieces, each used once */
} Draw;

/* One kind of input of a stage: how many lots, from which stages. */
typedef struct Group
{
	const char *from[SOURCE_MAX];
	int			fewest;
	int			most;
	double		part;			/* of the mass that goes in */
	Draw		draw;
	int			source[SOURCE_MAX]; /* stage numbers of from */
	int			source_count;
} Group;

typedef struct Stage
{
	char		name[16];
	double		lots;			/* lots for each million edges */
	const char *countries;		/* "CN70 CL19": country and weight */
	double		yield;			/* what comes out of one kilogram */
	Group		groups[GROUP_MAX];
	int			group_count;	/* 0: raw material */
	int			begins;			/* first day on which it makes lots */
	double		kilograms;		/* usual size of a lot */
	uint32_t	keeps;			/* how many lots a plant has at hand */
} Stage;

extern const char *const shape_countries[COUNTRY_COUNT];

extern Stage shape_stages[STAGE_MAX];
extern int	shape_stage_count;

extern void shape_make(void);
extern bool shape_is_covered(const char *country);
extern bool shape_is_ore(const Stage *stage);
extern int	shape_weights(const char *text, char names[COUNTRY_COUNT][3], double weights[COUNTRY_COUNT]);

#endif
