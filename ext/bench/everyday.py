"""Q13: what each question about one lot, one contract line or the whole ledger takes, on a lot that few lots went into, on one of some hundred, and on the median item."""
import subprocess

from bi import Session
from load import say

ROUNDS = 3
SECONDS = 120
SIZES = (('few', 3, 20), ('hundreds', 300, 2000))
# Asked of each lot; %s is its code.
OF_LOT = ("trace_up('%s')", "trace_down('%s')", "trace_size('%s')", "origins('%s')", "origins('%s', by => 'party')", "origins('%s', by => 'country')", "paths('%s')",
          "evidence_path('%s', '{CN}')", "evidence_tier('%s', '{CN}')", "trace_edges('%s', lots_max => 40)", "recall('%s')", "where_used('{%s}')", "custody_chain('%s')", "custody_finding('%s')",
          "claimed_origin('%s')", "concentration('%s', 'lot')", "check_all('%s', 'lot')", "explain('%s', '10USC4865', 'lot')", "to_settle('%s', '10USC4865', 'lot')", "to_fix('%s', '10USC4865', 'lot')",
          "flow_svg('%s')", "dossier_html('LINE-%s')")
OF_ALL = ("where_used(countries => '{CN}')", "exposure_total('enditem', '{CN}')", "custody_finding()", "concentration()", "supply()", "single_points_of_failure()", "changes_total('2020-01-01')")

# What makes a question more than its walk: chain-of-custody models, a line for each lot.
SETUP = '''SET search_path = {ledger}, materials, public;
SET session_replication_role = replica;
UPDATE lot SET custody_model = CASE WHEN id % 10 < 3 THEN 'segregated' WHEN id % 10 = 3 THEN 'identity_preserved' ELSE 'mass_balance' END WHERE id % 10 < 7;
RESET session_replication_role;
INSERT INTO import_contract_line (contract, line, item, procured_on, obligated_on, quantity, lots)
    SELECT 'EVERYDAY', 'LINE-' || code, 'enditem', '2026-10-02', '2026-10-03', '1 each', ARRAY[code] FROM unnest('{{{lots}}}'::text[]) AS u (code);
VACUUM (ANALYZE) lot;'''


def lots_pick(session, item):
    """A lot of each size, and the item."""
    lots = {}
    for name, least, most in SIZES:
        found = session.ask(f'''SELECT l.code FROM (SELECT x.code, x.id FROM lot AS x TABLESAMPLE bernoulli (2) REPEATABLE (1) ORDER BY x.id DESC LIMIT 1000) AS l CROSS JOIN LATERAL trace_size(l.code) AS s
            WHERE s.lots BETWEEN {least} AND {most} ORDER BY l.id LIMIT 1''')
        if found:
            lots[name] = found[0]
    return {**lots, 'median item': item}


def measure(ledger, item):
    """Rows of (question, milliseconds by size or None where it took too long), and what whole ledgers take."""
    session = Session(ledger)
    lots = lots_pick(session, item)
    subprocess.run(['psql', '-Xqd', 'bench', '-v', 'ON_ERROR_STOP=1'], input=SETUP.format(ledger=ledger, lots=','.join(lots.values())), text=True, check=True)
    session.ask(f"\\set ON_ERROR_STOP off\nSET client_min_messages = error;\nSET statement_timeout = '{SECONDS}s'")

    def ms(question):
        text = f'SELECT count(x) FROM {question} AS x'
        if not session.ask(text):
            say(f'{question} took longer than {SECONDS} s, or failed')
            return None
        return session.ms(text, ROUNDS)

    return {'lots': lots, 'rows': [(question.replace('%s', '…'), [ms(question % lot) for lot in lots.values()]) for question in OF_LOT], 'whole': [(question, ms(question)) for question in OF_ALL]}
