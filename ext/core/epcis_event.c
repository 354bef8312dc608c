/*-------------------------------------------------------------------------
 *
 * epcis_event.c
 *	  Brings an event into normal form, and says what is wrong with it.
 *
 * First every field is looked at by itself (epcis_field.c), then what the type
 * of the event asks for as a whole, then the goods that it names are listed.
 *
 *-------------------------------------------------------------------------
 */
#include "core/epcis_event.h"

#include <string.h>

#include "core/epc_code.h"

/* Namespaces of EPCIS itself, in XML. */
const char *const epcis_spaces[] = {
	"urn:epcglobal:epcis:xsd:1", "urn:epcglobal:epcis:xsd:2", "urn:epcglobal:epcis-query:xsd:1", "urn:epcglobal:epcis-query:xsd:2",
	"urn:epcglobal:epcis-masterdata:xsd:1", "urn:epcglobal:epcis-masterdata:xsd:2", NULL
};

typedef struct ItemList
{
	const char *field;
	const char *role;
	bool		instance;
} ItemList;

static const ItemList item_lists[] = {
	{"epcList", "epc", true}, {"quantityList", "epc", false},
	{"childEPCs", "child", true}, {"childQuantityList", "child", false},
	{"inputEPCList", "input", true}, {"inputQuantityList", "input", false},
	{"outputEPCList", "output", true}, {"outputQuantityList", "output", false},
};

static void check_type(EpcisEvent *event);
static void check_needed(EpcisEvent *event, const char *field);
static void list_items(EpcisEvent *event);
static void add_item(EpcisEvent *event, const char *role, bool instance, const char *code, const char *amount, const char *unit);
static bool has(const EpcisEvent *event, const char *first, const char *second);

unsigned
epcis_type(const char *name)
{
	static const struct
	{
		const char *name;
		unsigned	type;
	}			types[] = {
		{"ObjectEvent", EPCIS_OBJECT}, {"AggregationEvent", EPCIS_AGGREGATION}, {"TransactionEvent", EPCIS_TRANSACTION},
		{"TransformationEvent", EPCIS_TRANSFORMATION}, {"AssociationEvent", EPCIS_ASSOCIATION}
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
	{
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	}
	return 0;
}

bool
epcis_is_list(const char *name)
{
	static const char *const others[] = {"bizTransactionList", "sourceList", "destinationList", "sensorElementList"};

	for (size_t i = 0; i < sizeof(item_lists) / sizeof(item_lists[0]); i++)
	{
		if (strcmp(item_lists[i].field, name) == 0)
			return true;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
	{
		if (strcmp(others[i], name) == 0)
			return true;
	}
	return false;
}

void
epcis_fault(EpcisEvent *event, EpcisWrong wrong, const char *field, const char *value, const char *reason)
{
	EpcisFault *fault = arena_allocate(event->arena, sizeof(EpcisFault));

	fault->wrong = wrong;
	fault->field = field;
	fault->value = value;
	fault->reason = reason;
	fault->next = NULL;
	if (event->last_fault == NULL)
		event->faults = fault;
	else
		event->last_fault->next = fault;
	event->last_fault = fault;
}

/* An identifier in its one form; one that is no key of GS1 is that itself. */
const char *
epcis_canonical(const Arena *arena, const char *code)
{
	char		normal[EPC_CODE_SIZE];

	return epc_code_normal(code, normal) ? document_copy(arena, normal, strlen(normal)) : code;
}

void
epcis_normalise(EpcisEvent *event)
{
	const char *type = document_find_text(event->tree, "type");

	event->type = type == NULL ? 0 : epcis_type(type);
	if (event->type == 0)
	{
		epcis_fault(event, type == NULL ? EPCIS_MISSING : EPCIS_VALUE, "type", type, "is not the type of an event");
		return;
	}
	epcis_check_fields(event);
	check_type(event);
	list_items(event);
}

/* What has to be there, by type of event. */
static void
check_type(EpcisEvent *event)
{
	const char *action = document_find_text(event->tree, "action");
	bool		adds = action != NULL && strcmp(action, "ADD") == 0;

	check_needed(event, "eventTime");
	check_needed(event, "eventTimeZoneOffset");
	if (event->type != EPCIS_TRANSFORMATION)
		check_needed(event, "action");
	switch (event->type)
	{
		case EPCIS_OBJECT:
			if (!has(event, "epcList", "quantityList") && !has(event, "sensorElementList", "sensorElementList"))
				epcis_fault(event, EPCIS_MISSING, "epcList", NULL, "is missing, and quantityList too: the event is about nothing");
			break;
		case EPCIS_AGGREGATION:
		case EPCIS_ASSOCIATION:
			if (action == NULL || strcmp(action, "OBSERVE") != 0 || event->type == EPCIS_ASSOCIATION)
				check_needed(event, "parentID");
			if (adds && !has(event, "childEPCs", "childQuantityList"))
				epcis_fault(event, EPCIS_MISSING, "childEPCs", NULL, "is missing, and childQuantityList too: nothing is added");
			break;
		case EPCIS_TRANSACTION:
			check_needed(event, "bizTransactionList");
			break;
		default:
			if (document_find(event->tree, "transformationID") != NULL)
				break;
			if (!has(event, "inputEPCList", "inputQuantityList"))
				epcis_fault(event, EPCIS_MISSING, "inputEPCList", NULL, "is missing, and inputQuantityList too, without a transformationID");
			if (!has(event, "outputEPCList", "outputQuantityList"))
				epcis_fault(event, EPCIS_MISSING, "outputEPCList", NULL, "is missing, and outputQuantityList too, without a transformationID");
			break;
	}
}

static void
check_needed(EpcisEvent *event, const char *field)
{
	if (document_find(event->tree, field) != NULL)
		return;
	/* What was there and could not be read has its fault already. */
	for (const EpcisFault *fault = event->faults; fault != NULL; fault = fault->next)
	{
		if (fault->wrong != EPCIS_ODD && strcmp(fault->field, field) == 0)
			return;
	}
	epcis_fault(event, EPCIS_MISSING, field, NULL, "is missing");
}

static void
list_items(EpcisEvent *event)
{
	const char *parent = document_find_text(event->tree, "parentID");

	if (parent != NULL)
		add_item(event, "parent", true, parent, NULL, NULL);
	for (size_t i = 0; i < sizeof(item_lists) / sizeof(item_lists[0]); i++)
	{
		const DocumentNode *list = document_find(event->tree, item_lists[i].field);

		if (list == NULL)
			continue;
		for (const DocumentNode *member = list->first; member != NULL; member = member->next)
		{
			if (item_lists[i].instance)
				add_item(event, item_lists[i].role, true, member->text, NULL, NULL);
			else
			{
				const DocumentNode *amount = document_find(member, "quantity");
				const char *class = document_find_text(member, "epcClass");

				if (class != NULL)
					add_item(event, item_lists[i].role, false, class, amount == NULL ? NULL : amount->text, document_find_text(member, "uom"));
			}
		}
	}
}

static void
add_item(EpcisEvent *event, const char *role, bool instance, const char *code, const char *amount, const char *unit)
{
	EpcisItem  *item = arena_allocate(event->arena, sizeof(EpcisItem));

	item->role = role;
	item->instance = instance;
	item->code = epcis_canonical(event->arena, code);
	item->amount = amount;
	item->unit = unit;
	item->next = NULL;
	if (event->last_item == NULL)
		event->items = item;
	else
		event->last_item->next = item;
	event->last_item = item;
}

static bool
has(const EpcisEvent *event, const char *first, const char *second)
{
	return document_find(event->tree, first) != NULL || document_find(event->tree, second) != NULL;
}
