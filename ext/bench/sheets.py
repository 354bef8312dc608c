"""Q12: a CSV file of lots with every check on, against COPY of the same rows into bare tables; and what of it a session holds in memory."""
import os
import random

from epcis import Session, copy_seconds
from load import psql, say

ROWS = {'S': 20000, 'M': 200000, 'L': 1000000}
LEDGER = 'sheets'
MAKERS, ITEMS = 1000, 500
SETUP = f"""SELECT materials.create_ledger('{LEDGER}');
SET search_path = {LEDGER}, materials, public;
INSERT INTO import_party (code, name, incorporated_in) SELECT 'P' || n, 'Maker ' || n, 'US' FROM generate_series(0, {MAKERS - 1}) AS n;
INSERT INTO import_item (code, name, class) SELECT 'I' || n, 'Cell ' || n, 'cell' FROM generate_series(0, {ITEMS - 1}) AS n;
VACUUM ANALYZE;"""


def write_file(name, count, seed):
    dice = random.Random(seed)
    with open(name, 'w') as file:
        file.write('Code,Item,Producer,Country,Made on,Quantity,Unit,Source\n')
        for number in range(count):
            file.write(f"L-{number:09},I{dice.randrange(ITEMS)},P{dice.randrange(MAKERS)},{dice.choice(('US', 'KOR', 'DE', 'CL'))},2026-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02},"
                       f'{dice.randrange(1, 999)}.{dice.randrange(1000):03},kg,"sheet {number // 50}, row {number % 50}"\n')


def taken(name, count):
    """The steps of one file in one session, as psql does them."""
    session = Session(LEDGER)
    lines = session.measured(f"\\copy import_csv FROM '{name}' CSV QUOTE e'\\1' DELIMITER e'\\2'")
    recorded = session.measured("SELECT i.outcome, i.row_count FROM import_csv('lot') AS i;")
    session.close()
    say(f"  {count:,} rows: {recorded['seconds']:.0f} s, {', '.join(recorded['said'])}")
    return {'rows': count, 'bytes': os.path.getsize(name), 'lines': lines, 'recorded': recorded}


def measure(options):
    """A tenth of the rows first, in a ledger of their own: memory is not to grow with the file."""
    count = ROWS[options.size]
    folder = os.environ['MATERIALS_SERVER_DIR'] + '/sheets'
    os.mkdir(folder, 0o777)
    os.chmod(folder, 0o777)
    write_file(f'{folder}/tenth.csv', count // 10, options.seed + 1)
    write_file(f'{folder}/whole.csv', count, options.seed)
    psql(SETUP)
    tenth = taken(f'{folder}/tenth.csv', count // 10)
    psql(f'DROP SCHEMA {LEDGER} CASCADE;')
    psql(SETUP)
    found = {'tenth': tenth, 'whole': taken(f'{folder}/whole.csv', count), 'copy': copy_seconds(folder, LEDGER)}
    found['again'] = taken(f'{folder}/whole.csv', count)
    return found
