"""Q8: what a screening of contract lines costs, all rules at once and each by itself, on a portfolio of its own (load/portfolio.sql)."""
import os
import statistics
import subprocess

from load import say, timed
from sessions import Psql

HERE = os.path.dirname(os.path.abspath(__file__))
LINES = {'S': 20, 'M': 100, 'L': 300}
ROUNDS = 3
# Every row counts: its sum over the rules must be that of all rules at once.
SCREEN = '''SELECT json_build_object('rows', count(*), 'told', coalesce(sum(hashtextextended(concat_ws(' ', s.line, s.rule, s.status, s.share_min, s.share_max, s.reason), 0) % 1000000), 0))
FROM screen({}) AS s;'''


def fill(seed, lines):
    subprocess.run(['psql', '-X', '-q', '-d', 'bench', '-v', f'seed={seed}', '-v', f'lines={lines}', '-o', os.devnull, '-f', f'{HERE}/load/portfolio.sql'], check=True)
    said = subprocess.run(['psql', '-XAtd', 'bench', '-v', 'ON_ERROR_STOP=1', '-c', 'SELECT r.rule FROM materials.rule AS r GROUP BY r.rule ORDER BY r.rule COLLATE "C"',
                           '-c', 'SELECT count(*) FROM portfolio.lot', '-c', 'SELECT count(*) FROM portfolio.consumption'], check=True, capture_output=True, text=True)
    *rules, lots, edges = said.stdout.split('\n')[:-1]
    return rules, int(lots), int(edges)


def measure(size, seed, limit):
    """Lines, lots and edges of the portfolio, and a row for all rules and for each: (rule, ms or None, error)."""
    lines, found = LINES[size], []
    timed(f'portfolio of {lines} lines', lambda: found.append(fill(seed, lines)))
    rules, lots, edges = found[0]
    session = Psql('portfolio', limit)
    rows, told = [], {}
    for rule in (None, *rules):
        text = SCREEN.format('' if rule is None else f"'{rule}'")
        ms, answer, error = session.ask(text)           # warms up, unless it takes very long
        times = [ms] if answer else []
        if answer and ms < 20000:
            times = [session.ask(text)[0] for _ in range(ROUNDS)]
        told[rule] = answer
        rows.append((rule, statistics.median(times) if times else None, error))
    session.close()
    say(f'  screening: {len(rules)} rules, each by itself and all together')
    alone = [told[rule] for rule in rules]
    right = all(alone) and told[None] and all(sum(a[key] for a in alone) == told[None][key] for key in told[None])
    return lines, lots, edges, rows, bool(right)
