"""Q7: events a second, each one output and twelve inputs, committed one by one, on plain tables and on the ledger, two forms of each."""
import os
import re
import subprocess
import tempfile

from load import psql

INPUTS = 12

# Lots of which much is left, so that no event over-consumes; neighbours by number, so that a short range names distinct lots.
PLAIN_SETUP = '''SET search_path = plain;
CREATE TABLE pick AS SELECT (row_number() OVER ())::integer AS n, l.id AS lot
    FROM (SELECT l.id FROM lot AS l LEFT JOIN (SELECT input_lot, sum(amount) AS used FROM consumption GROUP BY 1) AS c ON c.input_lot = l.id
        WHERE l.amount - coalesce(c.used, 0) > 2 ORDER BY l.produced DESC, l.id LIMIT 100000) AS l;
ALTER TABLE pick ADD PRIMARY KEY (n);
CREATE SEQUENCE new_lot START 900000000000 CACHE 50;
CREATE FUNCTION ingest_plain(r integer, k integer) RETURNS bigint LANGUAGE sql AS $$
    WITH o AS (INSERT INTO lot SELECT nextval('new_lot'), 10, 500000, (SELECT party FROM facility WHERE id = 500000), 'CN', current_date, 100.0, false RETURNING id),
        c AS (INSERT INTO consumption SELECT o.id, p.lot, 0.0001 FROM o, pick AS p WHERE p.n BETWEEN r AND r + k - 1 RETURNING 1)
    SELECT id FROM o $$;
VACUUM ANALYZE pick;'''
LEDGER_SETUP = '''SET search_path = natural_order, materials, public;
CREATE TABLE pick AS SELECT n, lot FROM plain.pick;
ALTER TABLE pick ADD PRIMARY KEY (n);
VACUUM ANALYZE pick;'''
PLAIN_EVENT = '''WITH o AS (INSERT INTO lot SELECT nextval('new_lot'), 10, f.id, f.party, 'CN', current_date, 100.0, false FROM facility AS f WHERE f.id = 500000 RETURNING id)
INSERT INTO consumption SELECT o.id, p.lot, 0.0001 FROM o, pick AS p WHERE p.n BETWEEN :r AND :r + 11;'''
LEDGER_EVENT = '''WITH o AS (INSERT INTO lot (code, item_id, producer_id, country, made_on, quantity)
    VALUES ('NEW-' || :client_id || '-' || nextval('plain.new_lot'), 10, 1096, 'CN', current_date, '100 kg') RETURNING id)
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT o.id, p.lot, '0.0001 kg' FROM o, pick AS p WHERE p.n BETWEEN :r AND :r + 11;'''
LEDGER_CALL = '''SELECT record_lot('NEW-' || :client_id || '-' || nextval('plain.new_lot'), '100 kg', ARRAY(SELECT p.lot FROM pick AS p WHERE p.n BETWEEN :r AND :r + 11),
    array_fill('0.0001 kg'::quantity, ARRAY[12]), item_id => 10, producer_id => 1096, country => 'CN', made_on => current_date);'''
# By form: whether it is the plain tables', and what is run.  Statements are planned once a session, as applications have it; a
# function of SQL is planned each time it is called.
FORMS = (('plain function', True, 'SELECT ingest_plain(:r, 12);'), ('plain statement', True, PLAIN_EVENT), ('ledger statement', False, LEDGER_EVENT), ('record_lot', False, LEDGER_CALL))


def events_per_second(schema, statement, clients, synchronous, seconds):
    with tempfile.NamedTemporaryFile('w', suffix='.sql') as file:
        file.write(f"\\set r random(1, :picks)\n{' '.join(statement.split())}\n")
        file.flush()
        picks = subprocess.run(['psql', '-XAtd', 'bench', '-c', 'SELECT max(n) - 12 FROM plain.pick'], check=True, capture_output=True, text=True).stdout.strip()
        environment = {**os.environ, 'PGOPTIONS': f'-c search_path={schema},materials,public -c synchronous_commit={synchronous} -c plan_cache_mode=force_generic_plan'}
        said = subprocess.run(['pgbench', '-n', '-M', 'prepared', '-c', str(clients), '-j', str(clients), '-T', str(seconds), '-D', f'picks={picks}', '-f', file.name, 'bench'],
                              capture_output=True, text=True, env=environment)
    rate = re.search(r'^tps = ([\d.]+)', said.stdout, re.M)
    failed = re.search(r'ERROR:.*', said.stderr)
    return (float(rate[1]) if rate else None), (failed[0] if failed else None)


def measure(ledger, seconds):
    """Rows of (commit, clients, events/s by form, error); rounds interleaved, medians of three."""
    psql(PLAIN_SETUP)
    psql(LEDGER_SETUP.replace('natural_order', ledger))
    rows = []
    for synchronous, clients in (('on', 1), ('on', 2), ('off', 1), ('off', 2)):
        rates = {form: [] for form, _, _ in FORMS}
        error = None
        for _ in range(3 if synchronous == 'on' else 1):
            for form, plain, statement in FORMS:
                rate, failed = events_per_second('plain' if plain else ledger, statement, clients, synchronous, seconds)
                error = error or failed
                if rate:
                    rates[form].append(rate)
        rows.append((synchronous, clients, {form: sorted(found)[len(found) // 2] if found else None for form, found in rates.items()}, error))
    return rows
