"""Q11: what a BI tool waits for: a preview and two probes of each view bi_*, and metadata, against counting a whole fact."""
import statistics
import subprocess
import time

from load import say

ROUNDS = 5
PROBES = ('LIMIT 0', 'WHERE 1 = 0', 'LIMIT 100')
# Counted they cost what they compute.
LIVE = ('bi_lot_origin_share_live', 'bi_verdict_live')
# Counted, not summed: a sum of masses converts ten million quantities, which is no scan.
WHOLE = {'bi_consumption': 'SELECT count(*) FROM bi_consumption', 'bi_lot': 'SELECT count(*) FROM bi_lot'}
METADATA = ("SELECT table_name, column_name, data_type, numeric_precision, numeric_scale FROM information_schema.columns WHERE table_schema = '{ledger}' AND table_name LIKE 'bi\\_%'",
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum) FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = '{ledger}'::regnamespace AND c.relname LIKE 'bi\\_%'")


class Session:
    """One session of psql that tells how long each statement took, its way there and back included."""

    def __init__(self, ledger):
        self.psql = subprocess.Popen(['psql', '-XqAtd', 'bench', '-v', 'ON_ERROR_STOP=1'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ask(f'SET search_path = {ledger}, materials, public')

    def ask(self, text):
        self.psql.stdin.write(f'{text};\n\\echo asked\n')
        self.psql.stdin.flush()
        lines = []
        for line in self.psql.stdout:
            if line == 'asked\n':
                return lines
            lines.append(line.rstrip('\n'))
        raise RuntimeError(f'psql ended at: {text}')

    def ms(self, text, rounds=ROUNDS):
        times = []
        for _ in range(rounds):
            began = time.monotonic()
            self.ask(text)
            times.append(1000 * (time.monotonic() - began))
        return statistics.median(times)


def measure(ledger):
    """Milliseconds of the probes of each view, of metadata, and of whole facts."""
    session = Session(ledger)
    views = session.ask(f"SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = '{ledger}'::regnamespace AND c.relkind = 'v' AND c.relname LIKE 'bi\\_%' ORDER BY 1")
    if not views:
        say('there are no views bi_*')
        return None
    rows = [(view, *(session.ms(f'SELECT * FROM {view} {probe}') for probe in PROBES)) for view in views if view not in LIVE]
    return {'rows': rows, 'metadata': [session.ms(text.format(ledger=ledger)) for text in METADATA], 'whole': {view: session.ms(text, 1) for view, text in WHOLE.items()},
            'plan': session.ask('EXPLAIN SELECT * FROM bi_consumption LIMIT 100')}
