"""Q9: what sealing costs: events of one output and twelve inputs by eight writers, with a sealer every second and without, and seal() and verify() by themselves."""
import os
import re
import subprocess
import tempfile
import threading
import time

from load import psql, say

WRITERS = 8
ROUNDS = 12
ROWS = 1000000
SETUP = '''SELECT materials.create_ledger('sealing');
SET search_path = sealing, materials, public;
INSERT INTO import_party (code, name) VALUES ('MAKER', 'Maker');
INSERT INTO import_item (code, name, class) VALUES ('PART', 'Part', 'component_material'), ('PACK', 'Pack', 'pack');
INSERT INTO lot (code, item_id, quantity, primary_source) SELECT 'PART-' || n, item_id('PART'), '1000000 t', true FROM generate_series(1, 2000) AS n;
CREATE SEQUENCE new_lot CACHE 50;
SELECT seal();'''
EVENT = '''\\set r random(1, 1988)
SELECT record_lot('NEW-' || :client_id || '-' || nextval('new_lot'), '100 kg', ARRAY(SELECT n FROM generate_series(:r::bigint, :r + 11) AS n),
    array_fill('0.0001 kg'::quantity, ARRAY[12]), item_id => 2, producer_id => 1, country => 'KR', made_on => '2028-01-01');
'''
# Rows to seal at once: as a restore leaves them, with triggers off.
FILL = '''SELECT materials.create_ledger('sealing_all');
SET search_path = sealing_all, materials, public;
INSERT INTO import_item (code, name, class) VALUES ('PART', 'Part', 'component_material');
SET session_replication_role = replica;
INSERT INTO lot (code, item_id, quantity, made_on, country, primary_source) SELECT 'L-' || n, 1, '1 t', date '2020-01-01' + n % 3000, 'KR', true FROM generate_series(1, {rows} / 4) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency) SELECT 1 + n % ({rows} / 4), 1 + (n + 1 + n % 5) % ({rows} / 4), '12.5 kg', n % 1000, 'USD' FROM generate_series(1, {rows} - {rows} / 4) AS n;
RESET session_replication_role;
ANALYZE lot, consumption;'''


def events_per_second(seconds):
    with tempfile.NamedTemporaryFile('w', suffix='.sql') as file:
        first, *rest = EVENT.split('\n')
        file.write(f"{first}\n{' '.join(' '.join(rest).split())}\n")
        file.flush()
        said = subprocess.run(['pgbench', '-n', '-M', 'prepared', '-c', str(WRITERS), '-j', '2', '-T', str(seconds), '-f', file.name, 'bench'],
                              capture_output=True, text=True, env={**os.environ, 'PGOPTIONS': '-c search_path=sealing,materials,public -c plan_cache_mode=force_generic_plan'})
    rate = re.search(r'^tps = ([\d.]+)', said.stdout, re.M)
    if not rate or 'ERROR' in said.stderr:
        raise RuntimeError(said.stderr[:500])
    return float(rate[1])


def sealing_every_second(ended):
    with subprocess.Popen(['psql', '-XqAtd', 'bench', '-o', os.devnull], stdin=subprocess.PIPE, text=True) as session:
        while not ended.wait(1):
            session.stdin.write('SELECT * FROM sealing.seal();\n')
            session.stdin.flush()
        session.stdin.close()


def rate_with_sealer(seconds):
    ended = threading.Event()
    sealer = threading.Thread(target=sealing_every_second, args=(ended,))
    sealer.start()
    rate = events_per_second(seconds)
    ended.set()
    sealer.join()
    return rate


def seconds_of(text):
    start = time.monotonic()
    said = subprocess.run(['psql', '-XqAtd', 'bench', '-v', 'ON_ERROR_STOP=1', '-c', text], check=True, capture_output=True, text=True).stdout.strip()
    return time.monotonic() - start, said


def measure(seconds):
    """Events a second without and with a sealer, round by round; then the rows, seconds of seal() and of verify(), and what verify() found."""
    psql(SETUP)
    without, with_sealer = [], []
    for number in range(ROUNDS):
        # The two take turns in being first, and nothing is left over from one to the other.
        for sealed in ((False, True), (True, False))[number % 2]:
            (with_sealer if sealed else without).append((rate_with_sealer if sealed else events_per_second)(seconds))
            psql('SELECT sealing.seal();')
    psql(FILL.format(rows=ROWS))
    seal, told = seconds_of('SELECT s.leaves FROM sealing_all.seal() AS s')
    verify, found = seconds_of('SELECT count(*) FROM sealing_all.verify(sealing_all.checkpoint())')
    if found != '0':
        say(f'verify() found {found}')
    return {'without': without, 'with': with_sealer, 'kept': sum(with_sealer) / sum(without),
            'rows': int(told), 'seal': seal, 'verify': verify}
