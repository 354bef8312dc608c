/*-------------------------------------------------------------------------
 *
 * ownership.h
 *	  How much of each party a government holds, through other parties.
 *
 * The idea stands in ownership.c, its parts in the other files ownership_*.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_OWNERSHIP_H
#define MATERIALS_CORE_OWNERSHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/flow.h"
#include "core/fraction.h"
#include "core/share.h"

#define OWNERSHIP_METRICS_MAX 6 /* kinds of share that are never added together */
#define OWNERSHIP_NATIONS_MAX 30	/* nations that one doctrine may cover */
#define OWNERSHIP_ANY_NATION UINT32_MAX /* governments of a party of which nothing is known */
#define OWNERSHIP_NO_NATION (UINT32_C(1) << 31) /* a nation of no recorded government: only the unknown may be it */
#define OWNERSHIP_NONE UINT32_MAX
#define OWNERSHIP_CIRCLE_MAX 48 /* parties in a circle that is solved exactly */
#define OWNERSHIP_BITS_MAX 2048 /* shares that take more bits are rounded outward */

typedef struct OwnershipNode
{
	uint32_t	sure;			/* a bit for each nation whose government the party certainly is */
	uint32_t	maybe;			/* a bit for each nation whose government it may be; sure included */
	bool		complete;		/* nobody holds it but those recorded */
} OwnershipNode;

typedef struct OwnershipLink
{
	uint32_t	entity;			/* node held */
	uint32_t	holder;			/* node that holds */
	uint32_t	metric;
	uint32_t	group;			/* group through which the holder acts in the entity, or OWNERSHIP_NONE */
	Share		share;
	int64_t		fact;			/* row it was read from */
} OwnershipLink;

/* A party to an agreement to act together; groups are numbered from 0 and regard one entity each. */
typedef struct OwnershipMember
{
	uint32_t	group;
	uint32_t	node;
	uint32_t	entity;			/* in which they act together */
	int64_t		fact;
} OwnershipMember;

typedef struct OwnershipGraph
{
	const Arena *arena;			/* keeps results */
	const Arena *scratch;		/* for one view; emptied by scratch_reset */
	void		(*scratch_reset) (const Arena *scratch);
	uint32_t	node_count;
	OwnershipNode *nodes;
	uint32_t	link_count;
	OwnershipLink *links;		/* by entity, holder, metric */
	uint32_t	metric_count;
	uint32_t	group_count;
	uint32_t	member_count;
	OwnershipMember *members;	/* by group */

	/* Made by ownership_index. */
	uint32_t   *first_link;		/* per node: its first link as entity */
	uint32_t   *first_holding;	/* per node: its first entry in holdings */
	uint32_t   *holdings;		/* links by holder */
	uint32_t   *first_member;	/* per group */
	uint32_t   *first_role;		/* per node: its first entry in roles */
	uint32_t   *roles;			/* members by node */
	uint32_t   *first_pact;		/* per node: its first entry in pacts */
	uint32_t   *pacts;			/* members by entity */
	uint32_t   *order;			/* nodes, each after those that hold it or act together in it */
	uint32_t	order_count;	/* nodes so ordered; behind them stand circles, and what lies below circles */
	bool		circular;		/* some parties hold each other, or may */
} OwnershipGraph;

/* What a doctrine asks, as numbers. */
typedef struct OwnershipDoctrine
{
	Fraction	threshold;
	bool		threshold_inclusive;
	bool		merges;			/* a link of merge_at or more makes holder and entity one */
	Fraction	merge_at;
	bool		largest_metric; /* each link counts by the largest of its metrics */
} OwnershipDoctrine;

/* A number that a share reaches, or only comes near to. */
typedef struct OwnershipBound
{
	Fraction	value;
	bool		open;			/* the value itself is not reached */
} OwnershipBound;

#define OWNERSHIP_NOTHING ((OwnershipBound) {FRACTION_ZERO, false})

typedef enum OwnershipAnswer
{
	OWNERSHIP_NO,				/* below the threshold, whatever is unknown */
	OWNERSHIP_OPEN,				/* what is unknown, or not settled, decides */
	OWNERSHIP_YES				/* reaches the threshold, whatever is unknown */
} OwnershipAnswer;

/* What came out for a party: the greatest share over nations and metrics. */
typedef struct OwnershipStanding
{
	OwnershipAnswer answer;
	OwnershipBound min;
	OwnershipBound max;
	uint32_t	min_nation;		/* bit number; OWNERSHIP_NONE where min is nothing */
	uint32_t	max_nation;
	uint32_t	min_metric;
	uint32_t	max_metric;
	bool		together;		/* no nation alone can reach the threshold, several together can */
	OwnershipBound together_max;	/* what several nations hold together, at most, where together */
	uint32_t	together_metric;
	bool		circle;			/* rests on parties that hold each other by half or more in a circle */
} OwnershipStanding;

/* One end of what is unknown: which parties count as the government, and with what. */
typedef struct OwnershipTally
{
	Fraction	min_all;		/* sum of the lower ends of all links */
	Fraction	min_counted;	/* of the links whose holder counts as the government */
	Fraction	max_counted;	/* sum of the upper ends of these */
	uint32_t	open_min_all;	/* excluded lower ends among all links */
	uint32_t	open_min_counted;
	uint32_t	open_max_counted;
} OwnershipTally;

typedef struct OwnershipWorld
{
	const OwnershipGraph *graph;
	const OwnershipDoctrine *doctrine;
	uint32_t	nations;		/* bits of the nations asked about */
	bool		upper;			/* what is unknown may be the government; else it is nobody */
	const struct OwnershipWorld *other; /* the same question's other world */
	bool	   *source;			/* per node: is the government */
	bool	   *counted;		/* per node: counts as the government */
	bool	   *link_counted;	/* per link: its holder counts, by itself or through its group */
	bool	   *group_counted;	/* per group */
	uint32_t   *rank;			/* per node, then per group: order in which it came to count */
	OwnershipTally *tallies;	/* per node and metric */
} OwnershipWorld;

typedef struct OwnershipEdge
{
	uint32_t	entity;			/* node, or node_count + group */
	uint32_t	holder;			/* the same */
	uint32_t	link;			/* link it was made of, or one of a group's; OWNERSHIP_NONE into a group */
	bool		whole;			/* counts as one by the doctrine */
	bool		limited;		/* brings no more than the share, whatever the weight */
	OwnershipBound share;		/* what the holder holds */
	OwnershipBound weight;		/* what it counts: share, or one where whole */
	Fraction	spare;			/* part of the share that the holder has only if others leave it */
} OwnershipEdge;

/* One metric in one world: x = constants + weights x. */
typedef struct OwnershipView
{
	const OwnershipWorld *world;
	uint32_t	metric;			/* ignored when the doctrine takes the largest */
	uint32_t	node_count;		/* nodes and groups */
	OwnershipBound *constants;	/* per node: held by what counts as the government */
	uint32_t	edge_count;
	OwnershipEdge *edges;		/* by entity */
	uint32_t   *first_edge;		/* per node */
	OwnershipBound *values;		/* per node: solution */
	bool	   *circle;			/* per node: rests on a circle that the doctrine does not settle */
} OwnershipView;

/* A step of a path, from the government down. */
typedef enum OwnershipStepKind
{
	OWNERSHIP_STEP_HOLDS,		/* from holds to */
	OWNERSHIP_STEP_ACTS_WITH,	/* from acts together with the others of the group to */
	OWNERSHIP_STEP_UNRECORDED	/* somebody who is not recorded holds to */
} OwnershipStepKind;

typedef struct OwnershipStep
{
	OwnershipStepKind kind;
	uint32_t	from;			/* node, or node_count + group; OWNERSHIP_NONE where nobody is recorded */
	uint32_t	to;				/* the same */
	uint32_t	link;			/* link it rests on; OWNERSHIP_NONE for a group's, which rests on several */
	uint32_t	member;			/* for acts_with: the membership */
	Share		share;			/* what from holds of to */
} OwnershipStep;

typedef struct OwnershipPath
{
	OwnershipBound part;		/* what it contributes to the last party */
	uint32_t	step_count;
	OwnershipStep *steps;
} OwnershipPath;

/* How each party is best reached in a view; made once, then read for many parties. */
typedef struct OwnershipTree
{
	const OwnershipView *view;
	OwnershipStep *best;		/* per node: the last step to it */
	bool	   *reached;		/* per node */
} OwnershipTree;

/* The parties of which one question leaves nothing open, solved in one pass. */
typedef enum OwnershipState
{
	OWNERSHIP_UNTOUCHED,		/* the governments asked about hold nothing of it, whatever is unknown */
	OWNERSHIP_SETTLED,			/* what they hold is one number */
	OWNERSHIP_UNSETTLED			/* something is unknown, or goes in circles */
} OwnershipState;

/* In how many questions about one nation a party was touched. */
typedef enum OwnershipReached
{
	OWNERSHIP_NEVER,
	OWNERSHIP_ONCE,				/* and settled, so its values still stand */
	OWNERSHIP_AGAIN				/* or left unsettled */
} OwnershipReached;

typedef struct OwnershipPass
{
	const OwnershipGraph *graph;
	const OwnershipDoctrine *doctrine;
	uint8_t    *forced;			/* per node: unsettled in every question */
	uint8_t    *ranged;			/* per node: unsettled once somebody who matters holds it */
	uint8_t    *state;			/* per node: an OwnershipState */
	uint8_t    *counted;		/* per node: counts as the government */
	uint8_t    *reached;		/* per node: an OwnershipReached, of the questions before */
	uint32_t   *reach;			/* per node: nations that may hold some of it through others */
	uint32_t   *reached_order;	/* nodes that some nation may reach, each after its holders */
	uint32_t	reached_count;
	Fraction   *values;			/* per node and metric; only of settled nodes */
	uint32_t   *touched;		/* nodes that are not untouched */
	uint32_t	touched_count;
	uint32_t	unsettled_count;
	bool		several;		/* some parties may be held by several nations */
} OwnershipPass;

/* A part of a graph in which the unsettled parties have the same shares as in the whole. */
typedef struct OwnershipPart
{
	OwnershipGraph graph;
	uint32_t   *whole;			/* per node of the part: node of the whole */
	uint32_t   *number;			/* per node of the whole: its node of the part, from 1 */
	uint32_t   *group_number;	/* per group of the whole that is in the part: its group there */
} OwnershipPart;

/* ownership_index.c */
extern void ownership_index(OwnershipGraph *graph);

/* ownership_pass.c */
extern void ownership_pass_begin(OwnershipPass *pass, const OwnershipGraph *graph, const OwnershipDoctrine *doctrine);
extern bool ownership_pass_run(OwnershipPass *pass, uint32_t nations);
extern void ownership_pass_end(OwnershipPass *pass);

/* ownership_part.c */
extern void ownership_part_make(const OwnershipPass *pass, OwnershipPart *part);
extern void ownership_part_release(OwnershipPart *part);

/* ownership.c */
extern void ownership_judge(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine,
							OwnershipStanding *standings);
extern bool ownership_must_reach(const Arena *arena, OwnershipBound lower, Fraction threshold, bool inclusive);
extern bool ownership_may_reach(const Arena *arena, OwnershipBound upper, Fraction threshold, bool inclusive);
extern OwnershipBound ownership_add(const Arena *arena, OwnershipBound a, OwnershipBound b);
extern OwnershipBound ownership_multiply(const Arena *arena, OwnershipBound a, OwnershipBound b);
extern void ownership_look(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine,
						   uint32_t nations, bool upper, uint32_t metric,
						   OwnershipWorld worlds[2], OwnershipView *view);
extern void *ownership_allocate(const Arena *arena, size_t count, size_t size);

/* ownership_count.c */
extern void ownership_count(OwnershipWorld *world);
extern bool ownership_left(const OwnershipWorld *world, uint32_t node, uint32_t metric, Fraction *left);
extern bool ownership_excess(const Arena *arena, const OwnershipTally *tally);
extern OwnershipBound ownership_within(const Arena *arena, OwnershipBound top, const OwnershipTally *tally,
									   Fraction low, uint32_t open_low);
extern bool ownership_half_unsure(const OwnershipWorld *world, uint32_t node, uint32_t metric);
extern OwnershipBound ownership_counted_share(const OwnershipWorld *world, uint32_t node, uint32_t metric);
extern OwnershipBound ownership_unrecorded(const OwnershipWorld *world, uint32_t node, uint32_t metric);

/* ownership_weigh.c */
extern void ownership_weigh(OwnershipView *view, bool reach);
extern uint32_t ownership_view_metric(const OwnershipView *view, uint32_t node);

/* ownership_solve.c */
extern void ownership_solve(OwnershipView *view);
extern void ownership_order(const OwnershipView *view, FlowOrder *order);

/* ownership_circle.c */
extern void ownership_loosen_circles(OwnershipView *view);

/* ownership_step.c */
extern OwnershipStep ownership_step_link(const OwnershipView *view, uint32_t link);
extern OwnershipStep ownership_step_edge(const OwnershipView *view, const OwnershipEdge *edge);
extern OwnershipStep ownership_step_member(const OwnershipView *view, uint32_t group, uint32_t node);
extern OwnershipStep ownership_step_unrecorded(const OwnershipView *view, uint32_t node, uint32_t metric);
extern Fraction ownership_step_part(const OwnershipView *view, const OwnershipStep *step);

/* ownership_tree.c */
extern void ownership_tree_make(const OwnershipView *view, OwnershipTree *tree);

/* ownership_path.c */
extern uint32_t ownership_paths(const OwnershipTree *tree, uint32_t node, uint32_t path_max,
								OwnershipPath *paths);

#endif							/* MATERIALS_CORE_OWNERSHIP_H */
