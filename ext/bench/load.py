"""Makes the data and fills the databases."""
import json
import os
import subprocess
import threading
import time

from questions import SIZES, VARIANTS
from sessions import Psql

HERE = os.path.dirname(os.path.abspath(__file__))
PLAIN = ('country', 'party', 'holding', 'material', 'facility', 'lot', 'consumption')
LEDGER = {
    'item': 'id, code, name, class', 'party': 'id, code, name, kind, government_of, government_level', 'party_domicile': 'party_id, kind, country',
    'interest': 'owner_id, owned_id, share', 'declaration': 'claim, party_id',
    'lot': 'id, code, item_id, producer_id, country, made_on, quantity, primary_source, untraced_reason',
    'consumption': 'output_lot_id, input_lot_id, quantity',
}
CHECKED_MAX = 3_000_000         # edges up to which a ledger is filled with every check on
BALANCE = '''INSERT INTO lot_balance (lot_id, made, consumed)
    SELECT l.id, l.quantity, d.drawn FROM (SELECT c.input_lot_id, materials.sum(c.quantity) AS drawn FROM consumption AS c GROUP BY 1) AS d JOIN lot AS l ON l.id = d.input_lot_id;'''


def say(text):
    print(text, flush=True)


def run(*command, **more):
    return subprocess.run(command, check=True, **more)


def psql(script, database='bench'):
    """Runs a script in a session of its own; an error ends the benchmark."""
    run('psql', '-X', '-q', '-d', database, '-v', 'ON_ERROR_STOP=1', '-o', os.devnull, input='SET client_min_messages = warning;\n' + script, text=True)


def timed(what, action, rows=None):
    began = time.monotonic()
    action()
    seconds = time.monotonic() - began
    say(f'  {what}: {seconds:.1f} s' + (f', {rows / seconds:,.0f} rows/s' if rows and seconds > 0.1 else ''))
    return seconds


def generate(options, variant, data):
    """The data of one variant with its right answers; made once for a size and a seed."""
    folder = f'{data}/{variant}'
    if not os.path.exists(f'{folder}/expected.json'):
        more = VARIANTS[variant][1] if variant in VARIANTS else []
        os.makedirs(data, exist_ok=True)
        run(f'{options.programs}/generate', '--out', folder, '--edges', str(SIZES[options.size]), '--seed', str(options.seed), '--ids', options.ids, *more)
        asked = []
        if variant != 'natural':
            e = json.load(open(f'{data}/natural/expected.json'))
            asked = [str(x) for x in (e['item med'][0], e['item big'][0], e['party big'], e['party small'])]
        with open(f'{folder}/expected.new', 'w') as out:
            run(f'{options.programs}/reference', folder, 'topdown' if variant == 'topdown' else 'natural', *asked, stdout=out)
        os.rename(f'{folder}/expected.new', f'{folder}/expected.json')
    return folder, json.load(open(f'{folder}/expected.json'))


def copy(table, columns, file):
    return f"\\copy {table}{f' ({columns})' if columns else ''} FROM '{file}' WITH (FORMAT csv, HEADER)\n"


def load_plain(folder):
    script = open(f'{HERE}/load/plain.sql').read()
    for table in PLAIN:
        script += copy(table, '', f'{folder}/plain/{table}.csv')
    script += open(f'{HERE}/load/plain_index.sql').read() + open(f'{HERE}/load/plain_procedures.sql').read()
    timed('plain tables, indexes after the rows', lambda: psql(script))


def load_ledger(name, folder, edges, checked):
    """Fills a ledger: with every check on, or (very large) with triggers off, as a restore does it."""
    path = f'SET search_path = {name}, materials, public;\n'
    psql(f"SELECT materials.create_ledger('{name}');")
    files = {table: f'{folder}/ledger/{table}.csv' for table in LEDGER}
    first = ''.join(copy(table, LEDGER[table], files[table]) for table in LEDGER if table not in ('lot', 'consumption'))
    psql(path + first + "SELECT setval(pg_get_serial_sequence('party', 'id'), max(id)) FROM party;")
    lots = path + copy('lot', LEDGER['lot'], files['lot']) + "SELECT setval(pg_get_serial_sequence('lot', 'id'), max(id)) FROM lot;"
    draws = path + copy('consumption', LEDGER['consumption'], files['consumption'])
    if checked:
        timed(f'{name}: lots', lambda: psql(lots))
        seconds = timed(f'{name}: consumption, every check on', lambda: psql(draws), edges)
    else:
        off = 'SET session_replication_role = replica;\n'
        timed(f'{name}: lots, triggers off', lambda: psql(off + lots))
        seconds = timed(f'{name}: consumption, triggers off', lambda: psql(off + draws + BALANCE), edges)
    psql(path + 'ANALYZE lot; ANALYZE consumption;')
    return seconds


def load_late(name, folder):
    timed(f'{name}: late rows', lambda: psql(f'SET search_path = {name}, materials, public;\n' + copy('consumption', LEDGER['consumption'], f'{folder}/ledger/consumption_late.csv')))


def has(session, schema, need):
    """Whether the ledger has a function, or the server a setting, that a file needs."""
    kind, name = need
    if kind == 'function':
        return session.value(f"SELECT EXISTS (SELECT FROM pg_proc WHERE proname = '{name}' AND pronamespace = '{schema}'::regnamespace);") == 't'
    # Settings of a library are there once it is loaded, as by a cast to one of its types.
    return session.value(f"SELECT 'US'::materials.country IS NOT NULL AND EXISTS (SELECT FROM pg_settings WHERE name = '{name}');") == 't'


def maintain(name, lot_code, limit):
    """Runs the maintenance while readers ask; gives its time and the longest wait of a reader, or None where there is none."""
    session = Psql(name, 3600)
    try:
        if not has(session, name, ('function', 'maintain_flow')):
            return None
        done = {}
        work = threading.Thread(target=lambda: done.update(zip(('ms', 'answer', 'error'), session.ask('SELECT maintain_flow();'))))
        reader = Psql(name, limit)
        question = open(f'{HERE}/ours/q1_size.sql').read()
        reader.ask(question, {'lot': lot_code})
        work.start()
        waits = []
        while work.is_alive():
            began = time.monotonic()
            reader.ask(question, {'lot': lot_code})
            waits.append((time.monotonic() - began) * 1000)
        reader.close()
        if done.get('error'):
            say(f"  {name}: maintenance: {done['error']}")
        say(f"  {name}: maintenance: {done['ms'] / 1000:.2f} s; {len(waits)} readers meanwhile, the slowest took {max(waits, default=0):.1f} ms")
        return done['ms'], max(waits, default=0)
    finally:
        session.close()


def load_kuzu(options, data):
    lots, edges, db = (f'{data}/kuzu_{name}' for name in ('lots.csv', 'edges.csv', 'database'))
    if os.path.exists(db):
        return db
    psql(f'''SET search_path = plain;
\\copy (SELECT l.id, l.producer, l.country, co.covered, m.stage, m.raw, m.ore, m.enditem, t.terminal, CASE WHEN t.terminal AND co.covered THEN 1 ELSE 0 END, 0 FROM lot AS l JOIN material AS m ON m.id = l.material JOIN country AS co ON co.code = l.country CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM cs WHERE cs.output_lot = l.id) AS terminal) AS t) TO '{lots}' WITH (FORMAT csv)
\\copy (SELECT output_lot, input_lot, share FROM cs) TO '{edges}' WITH (FORMAT csv)
''')
    load_node('kuzu', options, [lots, edges, db])
    os.remove(lots)
    os.remove(edges)
    return db


def load_duckdb(options, folder, data):
    db = f'{data}/duckdb_database'
    if not os.path.exists(db):
        load_node('duckdb', options, [folder, db])
    return db


def load_node(name, options, arguments):
    db = arguments[-1]
    made = run_node(name, options, [*arguments[:-1], db + '.new'])
    if not made:
        raise RuntimeError(f'{name} could not load')
    for end in ('', '.wal'):
        if os.path.exists(db + '.new' + end):
            os.rename(db + '.new' + end, db + end)


def run_node(name, options, arguments):
    try:
        timed(f'{name}: load', lambda: run('node', f'{HERE}/peers/{name}.js', 'load', *arguments, env={**os.environ, 'PEER_MODULES': options.modules}))
        return True
    except (OSError, subprocess.CalledProcessError):
        return False
