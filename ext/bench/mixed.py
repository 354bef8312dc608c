"""The mixed load: clients of every kind at once on one ledger, at so many clients in turn; what each kind got, what memory a backend took, and whether the books are right."""
import argparse
import collections
import glob
import json
import os
import re
import subprocess
import tempfile
import threading
import time

from load import psql, say, timed
from sessions import private_bytes

HERE = os.path.dirname(os.path.abspath(__file__))
# Of a hundred transactions.
KINDS = {'record': 40, 'draw': 10, 'issue': 5, 'correct': 2, 'trace': 10, 'origins': 12, 'where_used': 5, 'check': 6, 'preview': 10}
# What a ledger's keeper does meanwhile, and how often in seconds.
KEEPING = {'SELECT * FROM portfolio.seal();': 5, 'SELECT * FROM portfolio.maintain_flow();': 20}
SAMPLES = 20
# Answers of the engine by pages and from plain rows, after all that was written.
COMPARED = '''SET materials.flow_reader = '{reader}';
SELECT string_agg(x.told, ',' ORDER BY n) FROM generate_series(1, {lines}) AS n
	CROSS JOIN LATERAL (SELECT md5(string_agg(concat_ws(' ', t.lot, t.share, t.used_share), ',' ORDER BY t.lot COLLATE "C")) FROM portfolio.trace_up('DRONE-' || n) AS t) AS x (told)'''


def answer(text):
    return subprocess.run(['psql', '-XqAtd', 'bench', '-v', 'ON_ERROR_STOP=1', '-c', text], check=True, capture_output=True, text=True).stdout.strip()


def keep(text, every, ended):
    with subprocess.Popen(['psql', '-XqAtd', 'bench', '-v', 'ON_ERROR_STOP=1', '-o', os.devnull], stdin=subprocess.PIPE, text=True) as session:
        while not ended.wait(every):
            session.stdin.write(text + '\n')
            session.stdin.flush()
        session.stdin.close()


def watch(seconds, ended, found):
    """The greatest and the median private memory of the load's backends, at even times."""
    while not ended.wait(seconds / SAMPLES):
        sizes = sorted(filter(None, map(private_bytes, answer("SELECT a.pid FROM pg_stat_activity AS a WHERE a.application_name = 'pgbench'").split())))
        if sizes:
            found.append((sizes[len(sizes) // 2], sizes[-1]))


def quantile(sorted_values, part):
    return sorted_values[min(len(sorted_values) - 1, int(part * len(sorted_values)))]


def latencies(folder):
    """Milliseconds of each kind, from the log of every transaction."""
    kinds, found = list(KINDS), collections.defaultdict(list)
    for file in glob.glob(f'{folder}/log.*'):
        with open(file) as log:
            for line in log:
                words = line.split()
                if words[2].isdigit():
                    found[kinds[int(words[3])]].append(int(words[2]) / 1000)
    return {kind: sorted(found[kind]) for kind in kinds}


def counted():
    """Deadlocks, and what was refused as it is meant to be, so far."""
    return [int(answer(text)) for text in ("SELECT deadlocks FROM pg_stat_database WHERE datname = 'bench'",
                                           "SELECT coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'mixed' AND sequencename = 'refused'")]


def load(clients, seconds, lines, seed):
    """Runs the load with so many clients; gives what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        scripts = [f'--file={HERE}/mixed/{kind}.sql@{weight}' for kind, weight in KINDS.items()]
        before = counted()
        ended, memory = threading.Event(), []
        others = [threading.Thread(target=keep, args=(text, every, ended)) for text, every in KEEPING.items()] + [threading.Thread(target=watch, args=(seconds, ended, memory))]
        for other in others:
            other.start()
        said = subprocess.run(['pgbench', '-n', '-M', 'prepared', '-c', str(clients), '-j', '2', '-T', str(seconds), '-D', f'lines={lines}', f'--random-seed={seed}', '--log', f'--log-prefix={folder}/log', *scripts, 'bench'],
                              capture_output=True, text=True)
        ended.set()
        for other in others:
            other.join()
        failed = re.search(r'^number of failed transactions: (\d+)', said.stdout, re.M)
        aborted = len(re.findall(r'^pgbench: error: client', said.stderr, re.M))
        deadlocks, refused = (now - then for now, then in zip(counted(), before))
        return {'clients': clients, 'seconds': seconds, 'rate': float(re.search(r'^tps = ([\d.]+)', said.stdout, re.M)[1]), 'kinds': latencies(folder), 'memory': memory,
                'errors': int(failed[1] if failed else 0) + aborted, 'said': said.stderr[:2000] if aborted else '', 'deadlocks': deadlocks, 'refused': refused}


def checks(lines):
    """What must hold after the load: each with what was found instead, if anything."""
    told = [answer(COMPARED.format(reader=reader, lines=lines)) for reader in ('pages', 'sql')]
    answer('SELECT * FROM portfolio.seal()')
    return {'books': answer("SELECT string_agg(w.what, '; ') FROM mixed.wrong() AS w"), 'readers': '' if told[0] == told[1] else 'pages and plain rows tell otherwise',
            'seal': answer("SELECT string_agg(v::text, '; ') FROM portfolio.verify(portfolio.checkpoint()) AS v")}


def table(runs):
    lines = ['| clients | transactions/s | kind | transactions | median, ms | 95 % | 99 % | greatest |', '|---|---|---|---|---|---|---|---|']
    for run in runs:
        for number, (kind, times) in enumerate(run['kinds'].items()):
            first = f"{run['clients']} | {run['rate']:,.0f}" if number == 0 else ' | '
            shown = ' | '.join(f'{quantile(times, part):.1f}' for part in (.5, .95, .99, 1)) if times else '- | - | - | -'
            lines.append(f'| {first} | {kind} | {len(times):,} | {shown} |')
    lines += ['', '| clients | refused as meant | errors | deadlocks | memory of a backend, MB: median at a quarter | at the end | greatest at a quarter | at the end |', '|---|---|---|---|---|---|---|---|']
    for run in runs:
        memory = run['memory']
        early, late = (memory[len(memory) // 4], memory[-1]) if memory else ((0, 0), (0, 0))
        lines.append(f"| {run['clients']} | {run['refused']:,} | {run['errors']} | {run['deadlocks']} | {early[0] / 1e6:.1f} | {late[0] / 1e6:.1f} | {early[1] / 1e6:.1f} | {late[1] / 1e6:.1f} |")
    return lines


def main():
    parser = argparse.ArgumentParser()
    for name, kind in (('--clients', str), ('--seconds', int), ('--lines', int), ('--seed', int), ('--out', str)):
        parser.add_argument(name, type=kind, required=True)
    options = parser.parse_args()
    subprocess.run(['createdb', 'bench'], check=True)
    psql('CREATE EXTENSION materials CASCADE;')
    variables = ['-v', f'seed={options.seed}', '-v', f'lines={options.lines}']
    timed(f'portfolio of {options.lines} lines', lambda: subprocess.run(['psql', '-Xqd', 'bench', *variables, '-o', os.devnull, '-f', f'{HERE}/load/portfolio.sql', '-f', f'{HERE}/mixed/setup.sql'], check=True))
    psql('SELECT portfolio.maintain_flow(); VACUUM ANALYZE;')
    runs = []
    for clients in map(int, options.clients.split()):
        timed(f'{clients} clients', lambda: runs.append(load(clients, options.seconds, options.lines, options.seed)))
        say(runs[-1]['said'])
    found = checks(options.lines)
    text = '\n'.join([f"Mixed load, seed {options.seed}: {options.seconds} s each; of a hundred transactions {', '.join(f'{weight} {kind}' for kind, weight in KINDS.items())}; a seal every 5 s, maintenance every 20. "
                      f"Load of the machine {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores, ourselves included.", '', *table(runs), '', *(f"{what}: {wrong or 'right'}" for what, wrong in found.items())])
    print('\n' + text)
    with open(f'{options.out}/results-mixed.md', 'w') as out:
        out.write(text + '\n')
    with open(f'{options.out}/results-mixed.json', 'w') as out:
        json.dump([{**run, 'kinds': {kind: [len(times), *(quantile(times, part) for part in (.5, .95, .99, 1) if times)] for kind, times in run['kinds'].items()}} for run in runs], out, indent=1)
    return 1 if any(found.values()) or any(run['errors'] or run['deadlocks'] for run in runs) else 0


if __name__ == '__main__':
    raise SystemExit(main())
