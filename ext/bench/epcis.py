"""Q10: importing a made-up EPCIS document with every check on: events a second, where the time goes, what the machine can do, and memory."""
import datetime
import os
import random
import subprocess
import threading
import time

from load import psql, say
from sessions import private_bytes

EVENTS = {'S': 20000, 'M': 200000, 'L': 1000000}
SETUP = "SELECT materials.create_ledger('epcis');"
HEAD = ('{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ex": "https://ns.example.com/epcis/"}], "type": "EPCISDocument", "schemaVersion": "2.0", '
        '"creationDate": "2026-01-01T00:00:00Z", "epcisBody": {"eventList": [\n')
XML_HEAD = '<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:ex="https://ns.example.com/epcis/" schemaVersion="2.0" creationDate="2026-01-01T00:00:00Z"><EPCISBody><EventList>\n'
XML_TAIL = '</EventList></EPCISBody></epcis:EPCISDocument>\n'
# Functions of a step, by their own time; triggers are told by what they return.
STEPS = (('reading, checking, hashes', ('epcis_read',)), ('events written, conflicts looked for', ('epcis_import',)), ('facts gathered', ('epcis_gather', 'epcis_fact_of', 'epcis_lots')),
         ('lots, items, places, transformations', ('epcis_record_lots', 'epcis_write_lots')), ('inputs', ('epcis_write_flow',)), ('transfers', ('epcis_write_transfers',)))


def when(second):
    return (datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=second)).strftime('%Y-%m-%dT%H:%M:%SZ')


def events(count, seed):
    """Five events at a time: a lot, a transformation of two lots into four things, packing, sending, receiving."""
    dice = random.Random(seed)
    known = [''] * 1000     # lots that later transformations draw on too
    for group in range((count + 4) // 5):
        second = group * 37
        place = f'urn:epc:id:sgln:4012345.{dice.randrange(50):05}.0'
        lot = f'urn:epc:class:lgtin:4012345.{100000 + dice.randrange(400):06}.L{group}'
        known[group % len(known)] = lot
        other = known[dice.randrange(min(group + 1, len(known)))]
        things = [f'urn:epc:id:sgtin:4012346.{100000 + dice.randrange(1600):06}.{group}{n}' for n in range(4)]
        box = f'urn:epc:id:sscc:4012345.0{group:09}'
        yield 'ObjectEvent', second, {'action': 'ADD', 'bizStep': 'commissioning', 'place': place, 'quantityList': [(lot, dice.randrange(1000, 2000) + dice.randrange(1000) / 1000)]}
        yield 'TransformationEvent', second + 7, {'bizStep': 'creating_class_instance', 'place': place, 'outputEPCList': things,
                                                  'inputQuantityList': [(lot, dice.randrange(1, 9) + dice.randrange(1000) / 1000)] + ([(other, 0.125)] if other != lot else [])}
        yield 'AggregationEvent', second + 11, {'action': 'ADD', 'bizStep': 'packing', 'place': place, 'parentID': box, 'childEPCs': things}
        sold = {'action': 'OBSERVE', 'place': place, 'epcList': things[:2], 'from': f'urn:epc:id:pgln:4012345.{dice.randrange(50):05}', 'to': f'urn:epc:id:pgln:4012347.{dice.randrange(200):05}'}
        yield 'ObjectEvent', second + 17, {'bizStep': 'shipping', **sold}
        yield 'ObjectEvent', second + 29, {'bizStep': 'receiving', **sold}


def json_of(kind, second, fields, number):
    parts = [f'"type": "{kind}", "eventID": "urn:uuid:00000000-0000-4000-8000-{number:012}", "eventTime": "{when(second)}", "eventTimeZoneOffset": "+00:00", "ex:batch": "B{number // 100}"']
    for name, value in fields.items():
        if name == 'place':
            parts.append(f'"readPoint": {{"id": "{value}"}}')
        elif name in ('from', 'to'):
            one = 'source' if name == 'from' else 'destination'
            parts.append(f'"{one}List": [{{"type": "owning_party", "{one}": "{value}"}}]')
        elif name.endswith('QuantityList') or name == 'quantityList':
            parts.append(f'"{name}": [' + ', '.join(f'{{"epcClass": "{code}", "quantity": {amount}, "uom": "KGM"}}' for code, amount in value) + ']')
        elif isinstance(value, list):
            parts.append(f'"{name}": [' + ', '.join(f'"{code}"' for code in value) + ']')
        else:
            parts.append(f'"{name}": "{value}"')
    return '{' + ', '.join(parts) + '}'


def xml_of(kind, second, fields, number):
    parts = [f'<eventTime>{when(second)}</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><eventID>urn:uuid:00000000-0000-4000-8000-{number:012}</eventID>']
    order = ('inputQuantityList', 'outputEPCList', 'parentID', 'epcList', 'childEPCs', 'action', 'bizStep', 'place', 'quantityList', 'from', 'to')
    for name in sorted(fields, key=order.index):
        value = fields[name]
        if name == 'place':
            parts.append(f'<readPoint><id>{value}</id></readPoint>')
        elif name in ('from', 'to'):
            one = 'source' if name == 'from' else 'destination'
            parts.append(f'<{one}List><{one} type="owning_party">{value}</{one}></{one}List>')
        elif name.endswith('QuantityList') or name == 'quantityList':
            parts.append(f'<{name}>' + ''.join(f'<quantityElement><epcClass>{code}</epcClass><quantity>{amount}</quantity><uom>KGM</uom></quantityElement>' for code, amount in value) + f'</{name}>')
        elif isinstance(value, list):
            parts.append(f'<{name}>' + ''.join(f'<epc>{code}</epc>' for code in value) + f'</{name}>')
        else:
            parts.append(f'<{name}>{value}</{name}>')
    return f"<{kind}>{''.join(parts)}<ex:batch>B{number // 100}</ex:batch></{kind}>"


def write_documents(folder, count, seed):
    with open(f'{folder}/epcis.json', 'w') as json_file, open(f'{folder}/epcis.xml', 'w') as xml_file:
        json_file.write(HEAD)
        xml_file.write(XML_HEAD)
        for number, (kind, second, fields) in enumerate(events(count, seed)):
            json_file.write((',\n' if number else '') + json_of(kind, second, fields, number))
            xml_file.write(xml_of(kind, second, fields, number) + '\n')
        json_file.write(']}}\n')
        xml_file.write(XML_TAIL)


class Session:
    """A backend whose own memory is looked at while it works: not the buffers that all share."""

    def __init__(self, ledger='epcis'):
        self.process = subprocess.Popen(['psql', '-XqAtd', 'bench', '-v', 'ON_ERROR_STOP=1'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, 'PGOPTIONS': f'-c search_path={ledger},materials,public -c work_mem=64MB -c track_functions=all'})
        self.pid = self.ask('SELECT pg_backend_pid();')[0]

    def ask(self, text):
        self.process.stdin.write(text + "\n\\echo ended\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline()) and line != 'ended\n':
            lines.append(line.rstrip('\n'))
        if not line:
            raise RuntimeError(text[:200])
        return lines

    def processor_seconds(self):
        with open(f'/proc/{self.pid}/stat') as status:
            return sum(int(ticks) for ticks in status.read().rsplit(')', 1)[1].split()[11:13]) / os.sysconf('SC_CLK_TCK')

    def measured(self, text):
        """Seconds, seconds of the processor, how much memory of its own the backend had at most, and what it said."""
        ended, most = threading.Event(), [0]

        def watch():
            while not ended.wait(0.05):
                most[0] = max(most[0], private_bytes(self.pid) / 2**20)
        watcher = threading.Thread(target=watch)
        watcher.start()
        start, used = time.monotonic(), self.processor_seconds()
        try:
            said = self.ask(text)
        finally:
            ended.set()
            watcher.join()
        return {'seconds': time.monotonic() - start, 'processor': self.processor_seconds() - used, 'memory': most[0], 'said': said}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def once(text):
    session = Session()
    found = session.measured(text)
    session.close()
    return found


def step_seconds():
    """Seconds of each step by the functions' own time, and of all triggers."""
    session = Session()
    rows = [line.split('|') for line in session.ask("""SELECT f.funcname, p.prorettype = 'trigger'::regtype, sum(f.self_time) / 1000 FROM pg_stat_user_functions AS f JOIN pg_proc AS p ON p.oid = f.funcid GROUP BY 1, 2;""")]
    session.close()
    own = {name: float(seconds) for name, trigger, seconds in rows if trigger == 'f'}
    found = {step: sum(own.pop(name, 0) for name in names) for step, names in STEPS}
    found['guards and counts by triggers'] = sum(float(seconds) for _, trigger, seconds in rows if trigger == 't')
    found['other functions'] = sum(own.values())
    return found


def copy_seconds(folder, ledger='epcis'):
    """The rows that the import made, by COPY into tables without index, key or trigger."""
    session = Session(ledger)
    tables = session.ask(f"""SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = '{ledger}'::regnamespace AND c.relkind = 'r' ORDER BY 1;""")
    rows = seconds = processor = 0
    for table in tables:
        count = int(session.ask(f'SELECT count(*) FROM {table};')[0])
        if count:
            session.ask(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} WHERE false; COPY {table} TO '{folder}/copied';")
            rows += count
            copied = session.measured(f"COPY bare_{table} FROM '{folder}/copied'; DROP TABLE bare_{table};")
            seconds += copied['seconds']
            processor += copied['processor']
    session.close()
    return {'rows': rows, 'seconds': seconds, 'processor': processor}


def measure(options):
    count = options.events or EVENTS[options.size]
    # The server reads the documents.
    folder = os.environ['MATERIALS_SERVER_DIR'] + '/epcis'
    os.mkdir(folder, 0o777)
    os.chmod(folder, 0o777)
    write_documents(folder, count, options.seed)
    psql(SETUP + 'VACUUM ANALYZE;')
    text = f"pg_read_file('{folder}/epcis.%s')"
    found = {'events': count, 'bytes': {form: os.path.getsize(f'{folder}/epcis.{form}') for form in ('json', 'xml')}, 'alone': {}, 'read': {}}
    psql('SELECT pg_stat_reset();')
    found['import'] = once(f"SELECT i.outcome, i.number FROM epcis_import({text % 'json'}, 'made up') AS i;")
    say(f"  imported in {found['import']['seconds']:.0f} s: {', '.join(found['import']['said'])}")
    found['steps'] = step_seconds()
    found['copy'] = copy_seconds(folder)
    found['text'] = once(f'SELECT length({text % "json"});')
    found['json'] = once(f'SELECT count({text % "json"}::json);')
    for form in ('json', 'xml'):
        said = subprocess.run([f'{options.programs}/epcis', f'{folder}/epcis.{form}'], check=True, capture_output=True, text=True).stdout.split()
        found['alone'][form] = [float(said[1]), float(said[2])]
        found['read'][form] = once(f'SELECT count(*) FROM materials.epcis_read({text % form});')
        say(f'  read {form}')
    found['again'] = once(f"SELECT i.outcome, i.number FROM epcis_import({text % 'json'} || ' ', 'made up') AS i;")
    return found
