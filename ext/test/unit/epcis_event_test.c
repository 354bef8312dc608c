/*-------------------------------------------------------------------------
 *
 * epcis_event_test.c
 *	  What is said of the fields of an EPCIS event, one by one.
 *
 *-------------------------------------------------------------------------
 */
#include "epcis_reader.h"

/* What every event has, but for its type, its goods and its action. */
#define WHEN "\"eventTime\":\"2026-01-01T00:00:00Z\",\"eventTimeZoneOffset\":\"+00:00\""
#define EVENT "{\"type\":\"ObjectEvent\"," WHEN ",\"action\":\"OBSERVE\",\"epcList\":[\"urn:x:1\"],"
#define SENSOR(report) EVENT "\"sensorElementList\":[{\"sensorReport\":[" report "]}]}"
#define XML_EVENT(fields) "<epcis:EPCISDocument xmlns:epcis=\"urn:epcglobal:epcis:xsd:2\" schemaVersion=\"2.0\"><EPCISBody><EventList><ObjectEvent>" \
	"<eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:x:1</epc></epcList><action>OBSERVE</action>" \
	fields "</ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>"

typedef struct Case
{
	const char *document;
	const char *faults;			/* of the last event: "field reason; field reason" */
} Case;

static const Case cases[] = {
	{EVENT "\"bizStep\":\"shipping\"}", ""},
	/* values of each shape */
	{EVENT "\"recordTime\":\"soon\"}", "recordTime is not a time with its offset from universal time"},
	{EVENT "\"eventID\":\"one\"}", "eventID is not a URI"},
	{EVENT "\"eventID\":\"\"}", "eventID is empty"},
	{EVENT "\"eventID\":{\"a:b\":1}}", "eventID is not a single value"},
	{EVENT "\"eventID\":null}", ""},
	{EVENT "\"bizStep\":\"dancing\"}", "bizStep is not a word of CBV 2.0, and not a URI"},
	{EVENT "\"bizStep\":\"https://example.com/dancing\"}", ""},
	{EVENT "\"certificationInfo\":\"paper\"}", "certificationInfo is not a URI"},
	{EVENT "\"certificationInfo\":[\"paper\",\"urn:x:2\"]}", "certificationInfo is not a URI"},
	{EVENT "\"quantityList\":[{\"epcClass\":\"urn:x:c\",\"quantity\":-1}]}", "quantityList.quantity is below zero"},
	{EVENT "\"quantityList\":[{\"epcClass\":\"urn:x:c\",\"quantity\":\"much\"}]}", "quantityList.quantity is not a number, or has too many digits"},
	{EVENT "\"quantityList\":[{\"quantity\":1}]}", "quantityList.epcClass is missing"},
	{EVENT "\"quantityList\":[{\"epcClass\":\"urn:x:c\",\"colour\":1}]}", "quantityList.colour is not a field of EPCIS, and has no namespace"},
	{EVENT "\"quantityList\":[1]}", "quantityList is not an object"},
	{EVENT "\"quantityList\":{\"epcClass\":\"urn:x:c\"}}", "quantityList is not a list"},
	{EVENT "\"quantityList\":[]}", ""},
	{SENSOR("{\"booleanValue\":\"perhaps\"}"), "sensorElementList.sensorReport.booleanValue is neither true nor false"},
	{SENSOR("{\"booleanValue\":true,\"stringValue\":\"\",\"value\":1e3,\"type\":\"gs1:Temperature\"}"), ""},
	{SENSOR("{\"value\":\"1e99\"}"), "sensorElementList.sensorReport.value is not a number, or has too many digits"},
	{EVENT "\"readPoint\":\"urn:x:place\"}", "readPoint is not an object with an id"},
	{EVENT "\"readPoint\":{\"id\":\"place\"}}", "readPoint.id is not a URI; readPoint.id is missing"},
	{EVENT "\"readPoint\":{\"id\":\"urn:x:place\",\"floor\":2}}", "readPoint.floor is not a field of EPCIS, and has no namespace"},
	{EVENT "\"readPoint\":[]}", "readPoint is not an object"},
	{EVENT "\"bizTransactionList\":[{\"type\":\"po\"}]}", "bizTransactionList.bizTransaction is missing"},
	{EVENT "\"sourceList\":[{\"type\":\"owning_party\",\"source\":\"urn:x:a\"}],\"destinationList\":[{\"type\":\"somebody\",\"destination\":\"urn:x:b\"}]}",
	"destinationList.type is not a word of CBV 2.0, and not a URI"},
	{EVENT "\"persistentDisposition\":{\"set\":[\"damaged\"],\"unset\":\"expired\"}}", "persistentDisposition.unset is not a list"},
	{EVENT "\"errorDeclaration\":{\"reason\":\"did_not_occur\"}}", "errorDeclaration.declarationTime is missing"},
	{EVENT "\"ilmd\":\"\"}", ""},
	{EVENT "\"ilmd\":\"x\"}", "ilmd is not an object"},
	{EVENT "\"ilmd\":{\"x:y\":1,\"plain\":2}}", "ilmd.plain is not a field of EPCIS, and has no namespace"},
	{EVENT "\"ilmd\":{}}", ""},
	/* fields */
	{EVENT "\"action\":\"ADD\"}", "action stands more than once"},
	{EVENT "\"parentID\":\"urn:x:p\"}", "parentID does not belong to an event of this type"},
	{EVENT "\"colour\":\"red\"}", "colour is not a field of EPCIS, and has no namespace"},
	{EVENT "\"example:colour\":\"red\",\"@id\":\"urn:x:e\",\"id\":\"urn:x:e\"}", ""},
	{"{\"type\":\"ObjectEvent\"," WHEN ",\"action\":\"observe\",\"epcList\":\"urn:x:1\"}", "action is not ADD, OBSERVE or DELETE; epcList is not a list"},
	{"{\"type\":\"ObjectEvent\"," WHEN ",\"action\":\"DELETE\",\"epcList\":[\"one\",\"urn:x:2\"]}", "epcList is not a URI"},
	{"{\"type\":\"ObjectEvent\",\"eventTime\":\"today\",\"eventTimeZoneOffset\":\"Z\",\"action\":\"ADD\",\"epcList\":[\"urn:x:1\"]}",
	"eventTime is not a time with its offset from universal time; eventTimeZoneOffset is not an offset from universal time of the form +HH:MM"},
	/* what has to be there */
	{"{\"type\":\"ObjectEvent\"}", "eventTime is missing; eventTimeZoneOffset is missing; action is missing; epcList is missing, and quantityList too: the event is about nothing"},
	{"{\"type\":\"ObjectEvent\"," WHEN ",\"action\":\"OBSERVE\",\"sensorElementList\":[{\"sensorReport\":[{\"value\":1}]}]}", ""},
	{"{\"type\":\"AggregationEvent\"," WHEN ",\"action\":\"ADD\"}", "parentID is missing; childEPCs is missing, and childQuantityList too: nothing is added"},
	{"{\"type\":\"AggregationEvent\"," WHEN ",\"action\":\"OBSERVE\"}", ""},
	{"{\"type\":\"AggregationEvent\"," WHEN ",\"action\":\"ADD\",\"parentID\":\"urn:x:p\",\"childQuantityList\":[{\"epcClass\":\"urn:x:c\"}]}", ""},
	{"{\"type\":\"AssociationEvent\"," WHEN ",\"action\":\"OBSERVE\"}", "parentID is missing"},
	{"{\"type\":\"AssociationEvent\"," WHEN "}", "action is missing; parentID is missing"},
	{"{\"type\":\"TransactionEvent\"," WHEN ",\"action\":\"ADD\"}", "bizTransactionList is missing"},
	{"{\"type\":\"TransformationEvent\"," WHEN "}", "inputEPCList is missing, and inputQuantityList too, without a transformationID"
	"; outputEPCList is missing, and outputQuantityList too, without a transformationID"},
	{"{\"type\":\"TransformationEvent\"," WHEN ",\"transformationID\":\"urn:x:t\"}", ""},
	{"{\"type\":\"TransformationEvent\"," WHEN ",\"inputEPCList\":[\"urn:x:1\"],\"outputQuantityList\":[{\"epcClass\":\"urn:x:c\",\"quantity\":2,\"uom\":\"KGM\"}]}", ""},
	/* XML, where nothing between two tags may be an empty list or object */
	{XML_EVENT(""), ""},
	{XML_EVENT("<colour>red</colour>"), "colour is not a field of EPCIS, and has no namespace"},
	{XML_EVENT("<x:colour xmlns:x=\"urn:x\">red</x:colour>"), ""},
	{XML_EVENT("<readPoint/>"), "readPoint.id is missing"},
	{XML_EVENT("<readPoint><id>urn:x:place</id></readPoint>"), ""},
	{XML_EVENT("<bizTransactionList/>"), ""},
	{XML_EVENT("<bizStep> urn:epcglobal:cbv:bizstep:shipping\n</bizStep>"), ""},
};

/* Documents that are refused as a whole. */
static const Case refused[] = {
	{"{\"type\":\"Parcel\"," WHEN "}", "type is neither EPCISDocument nor EPCISQueryDocument nor an event"},
	{"{" WHEN "}", "type is missing"},
	{"{\"type\":\"EPCISDocument\"}", "@context is missing"},
	{"{\"type\":\"EPCISDocument\",\"@context\":[],\"epcisBody\":{}}", "epcisBody has no eventList"},
	{"{\"type\":\"EPCISQueryDocument\",\"@context\":{\"x\":\"urn:x:\",\"@vocab\":\"urn:y\",\"z\":\"\"},\"epcisBody\":{\"queryResults\":{\"resultsBody\":{\"list\":[]}}}}", "epcisBody has no eventList"},
};

/* What the last event's faults say. */
static void
faults_take(void *state, const EpcisEvent *event)
{
	char	   *said = state;

	*said = '\0';
	for (const EpcisFault *fault = event->faults; fault != NULL; fault = fault->next)
		sprintf(said + strlen(said), "%s%s %s", *said == '\0' ? "" : "; ", fault->field, fault->reason);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]) + sizeof(refused) / sizeof(refused[0]); i++)
	{
		bool		whole = i >= sizeof(cases) / sizeof(cases[0]);
		const Case *one = whole ? &refused[i - sizeof(cases) / sizeof(cases[0])] : &cases[i];
		char		said[1000] = "no event";
		TestArena	memory;
		EpcisDocument document;

		test_arena_begin(&memory);
		epcis_reader_read(&document, &memory.arena, (EpcisTaker) {faults_take, &memory.arena, said}, one->document, strlen(one->document));
		if (document.fault != NULL)
			snprintf(said, sizeof(said), "%s %s", document.fault_field, document.fault);
		is(said, one->faults, one->document);
		test_arena_clear(&memory);
	}
	return tap_finish();
}
