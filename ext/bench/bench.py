#!/usr/bin/env python3
"""Measures the ledger's engine against its peers and against the machine.  Started by run.sh, which brings the server."""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time

import bi
import epcis
import everyday
import ingest
import load
import report
import screening
import sealing
import sheets
from questions import CASES, DUCKDB, KUZU, OURS, POSTGRESQL, SIZES, VARIANTS
from sessions import Limit, Node, Psql

HERE = os.path.dirname(os.path.abspath(__file__))
NATURAL = 'natural_order'       # the ledger that is filled in the order in which things happened


class Job:
    """One question to one of those who are asked."""

    def __init__(self, question, case, who, name, kind, ask, expected, ledger=None, missing=None):
        self.question, self.case, self.who, self.name, self.kind, self.ledger = question, case, who, name, kind, ledger
        self.ask, self.expected = ask, expected
        self.times, self.done, self.wrong, self.error, self.answer = [], missing is not None, False, missing, None

    @property
    def ms(self):
        return statistics.median(self.times) if self.times else None

    def run(self, warming, limit):
        if self.done:
            return
        ms, answer, error = self.ask()
        if error or answer is None:
            self.done = True
            self.error = f'over {limit} s' if re.search('statement timeout|nterrupt|timeout|timed out', error or '') else (error or 'no answer')[:100]
            self.times = []
            return
        self.answer = answer
        self.wrong = self.wrong or not same(answer, self.expected)
        # The first run warms up; what takes very long is measured once or twice.
        if warming and ms < 20000:
            return
        self.times.append(ms)
        self.done = ms > 20000 or ms > 5000 and len(self.times) >= 2


def same(answer, expected):
    """Every figure that was given is the expected one."""
    return bool(answer) and all(key in expected and value is not None and abs(value - expected[key]) <= 1e-8 * max(1, abs(expected[key])) for key, value in answer.items())


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument('--size', default='S', choices=SIZES)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--only', default='.', help='regular expression over questions: Q1, "Q[12]", Q7')
    parser.add_argument('--peers', default='postgresql,duckdb,kuzu')
    parser.add_argument('--variants', default=','.join(VARIANTS))
    parser.add_argument('--ids', default='arrival', choices=('arrival', 'systems'))
    parser.add_argument('--rounds', type=int, default=0)
    parser.add_argument('--limit', type=int, default=0, help='seconds after which a question is given up')
    parser.add_argument('--load', default='checked', choices=('checked', 'bulk'), help='fill ledgers with every check on, or with triggers off')
    parser.add_argument('--events', type=int, default=0, help='events of the EPCIS document')
    parser.add_argument('--out', required=True)
    parser.add_argument('--modules', default='')
    options = parser.parse_args()
    options.rounds = options.rounds or {'S': 7, 'M': 5, 'L': 3}[options.size]
    options.limit = options.limit or {'S': 30, 'M': 120, 'L': 120}[options.size]
    options.programs = f'{options.out}/programs'
    options.peers = [p for p in options.peers.split(',') if p]
    options.variants = [v for v in options.variants.split(',') if v]
    return options


def values(expected, case):
    item = expected['item big' if case == 'big' else 'item med']
    return {'item': item[1], 'lot': f'LOT-{item[0]}', 'party': expected['party small' if case == 'small' else 'party big']}


def wanted(options, table):
    """Questions of a table that are asked, with their cases."""
    for question, who, name in table:
        if asked(options, question):
            for case in CASES[question]:
                yield question, case, who, name


def answer_of(expected, question, case):
    return expected[f'{question} {case}'.strip()]


def ask_file(session, file, case_values):
    text = open(file).read()
    return lambda: session.ask(text, case_values)


def asked(options, question):
    """Whether a question is to be measured; Q1 is not Q10."""
    return re.search(f'(?:{options.only})(?![0-9])', question)


def our_jobs(options, ledger, expected, kind):
    session = Psql(ledger, options.limit)
    for question, case, who, name in wanted(options, OURS):
        file = f'{HERE}/ours/{name}.sql'
        needs = re.findall(r'^-- needs (function|setting) (\S+)$', open(file).read(), re.M)
        missing = None if all(load.has(session, ledger, need) for need in needs) else 'not there'
        yield Job(question, case, who, name, kind, ask_file(session, file, values(expected, case)), answer_of(expected, question, case), ledger, missing)


def peer_jobs(options, folder, data, expected):
    sessions = {}
    for question, case, who, name in wanted(options, POSTGRESQL) if 'postgresql' in options.peers else ():
        session = sessions.get(who) or sessions.setdefault(who, Psql('plain', options.limit))
        yield Job(question, case, who, name, 'sql', ask_file(session, f'{HERE}/peers/{name}.sql', values(expected, case)), answer_of(expected, question, case))
    for peer, table, loader in (('duckdb', DUCKDB, lambda: [load.load_duckdb(options, folder, data)]), ('kuzu', KUZU, lambda: [load.load_kuzu(options, data)])):
        if peer not in options.peers or not any(wanted(options, table)):
            continue
        if not options.modules:
            load.say(f'  {peer}: not installed')
            continue
        session = Node(f'{HERE}/peers/{peer}.js', loader(), options.limit, options.modules)
        for question, case, who, name in wanted(options, table):
            v = values(expected, case)
            yield Job(question, case, who, name, peer, lambda s=session, q=question, n=name, v=v: s.ask(q, n, v['item'], v['party']), answer_of(expected, question, case))


def limit_jobs(options, folder, expected):
    numbers = [str(x) for x in (expected['item med'][0], expected['item big'][0], expected['party big'], expected['party small'])]
    session = Limit([f'{options.programs}/limit', folder, *numbers], options.limit)
    for question in CASES:
        if asked(options, question):
            for case in CASES[question]:
                yield Job(question, case, 'in memory, ordered', '', 'limit', lambda q=question, c=case: session.ask(q, c), answer_of(expected, question, case))
    if asked(options, 'Q4') and 'postgresql' in options.peers:
        plain = Psql('plain', options.limit)
        yield Job('sum', '', 'SQL count and sum of the edges', '', 'floor', ask_file(plain, f'{HERE}/peers/edges_sum.sql', {}), {'edges': expected['edges'], 'amount': expected['amount']})


def prewarm():
    load.psql("""CREATE EXTENSION IF NOT EXISTS pg_prewarm;
SELECT count(pg_prewarm(c.oid::regclass)) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'i') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema';""")


def disk(schema, edges):
    """Tables of a schema by size, indexes included, a hundredth of the whole at least."""
    said = subprocess.run(['psql', '-XAtd', 'bench', '-F', ' ', '-c', f"""SELECT c.relname, pg_total_relation_size(c.oid), pg_indexes_size(c.oid)
        FROM pg_class AS c WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind = 'r' ORDER BY 2 DESC"""], check=True, capture_output=True, text=True).stdout
    rows = [line.split(' ') for line in said.splitlines()]
    whole = sum(int(size) for _, size, _ in rows)
    return [f'| {schema}.{name} | {int(size) / edges:.1f} | {int(index) / edges:.1f} |' for name, size, index in rows if int(size) * 100 > whole]


def measure(jobs, options):
    for round_number in range(options.rounds + 1):
        began = time.monotonic()
        for job in jobs:
            job.run(round_number == 0, options.limit)
        load.say(f"  {'warming up' if round_number == 0 else f'round {round_number} of {options.rounds}'}: {time.monotonic() - began:.1f} s")


def prepare(options, data):
    """Makes data, fills the databases; gives the expected answers of each ledger and the times of maintenance."""
    subprocess.run(['createdb', 'bench'], check=True)
    load.psql('CREATE EXTENSION materials CASCADE;')
    folder, expected = load.generate(options, 'natural', data)
    answers = {NATURAL: expected}
    load.say(f"seed {options.seed}, {expected['lots']:,} lots, {expected['edges']:,} edges, {expected['parties']:,} parties")
    load.load_plain(folder)
    engine = re.search(options.only, 'Q1 Q2 Q3 Q4 Q6')
    ledgers = {NATURAL: folder, **{v: load.generate(options, v, data)[0] for v in options.variants if engine}}
    maintenance = {}
    for name, place in ledgers.items():
        answers[name] = json.load(open(f'{place}/expected.json'))
        load.load_ledger(name, place, answers[name]['edges'], options.load == 'checked' and answers[name]['edges'] <= load.CHECKED_MAX)
        maintenance[name] = load.maintain(name, f"LOT-{expected['item med'][0]}", options.limit)
        if name == 'late':
            load.load_late(name, place)
    load.timed('vacuum', lambda: load.psql('VACUUM (ANALYZE, FREEZE);'))
    return folder, answers, maintenance


def write_results(options, jobs, expected, tables, maintenance, apart):
    text = '\n'.join(tables)
    print('\n' + text)
    file = f"{options.out}/results-{options.size}{'' if options.only == '.' else '-part'}"
    with open(f'{file}.md', 'w') as out:
        out.write(text + '\n')
    with open(f'{file}.json', 'w') as out:
        json.dump({'size': options.size, 'seed': options.seed, 'edges': expected['edges'], 'maintenance': maintenance, **apart,
                   'jobs': [{'question': j.question, 'case': j.case, 'who': j.who, 'kind': j.kind, 'ledger': j.ledger, 'ms': j.ms, 'times': j.times, 'wrong': j.wrong, 'error': j.error,
                             'answer': j.answer} for j in jobs]}, out, indent=1)
    print(f'\nwritten to {file}.md and .json')


def main():
    options = read_options()
    data = f'{options.out}/{options.size}-{options.seed}-{options.ids}'
    folder, answers, maintenance = prepare(options, data)
    expected = answers[NATURAL]
    jobs = [*our_jobs(options, NATURAL, expected, 'ours'), *peer_jobs(options, folder, data, expected), *limit_jobs(options, folder, expected)]
    for variant in options.variants:
        if variant in answers:
            jobs += [j for j in our_jobs(options, variant, answers[variant], 'variant') if j.question != 'Q5']
    prewarm()
    measure(jobs, options)
    load_of_machine = os.getloadavg()[1]
    sizes = [*disk('plain', expected['edges']), *disk(NATURAL, expected['edges'])]
    rates = ingest.measure(NATURAL, 3 if options.size == 'S' else 6) if asked(options, 'Q7') else []
    screened = screening.measure(options.size, options.seed, options.limit) if asked(options, 'Q8') else None
    sealed = sealing.measure(6 if options.size == 'S' else 15) if asked(options, 'Q9') else None
    imported = epcis.measure(options) if asked(options, 'Q10') else None
    shown = bi.measure(NATURAL) if asked(options, 'Q11') else None
    filed = sheets.measure(options) if asked(options, 'Q12') else None
    daily = everyday.measure(NATURAL, f"LOT-{expected['item med'][0]}") if asked(options, 'Q13') else None
    tables = [f"Size {options.size}, seed {options.seed}: {expected['lots']:,} lots, {expected['edges']:,} edges. Medians of {options.rounds} interleaved rounds. "
              f"Load of the machine while it was measured: {load_of_machine:.1f} on {os.cpu_count()} cores, ourselves included.", '']
    tables += report.targets_table(jobs, expected['edges'])
    for more in (report.ingest_table(rates) if rates else [], report.screening_table(*screened) if screened else [], report.sealing_table(sealed) if sealed else [], report.epcis_table(imported) if imported else [], report.bi_table(shown) if shown else [], report.sheets_table(filed) if filed else [],
                 report.everyday_table(daily) if daily else [], report.variants_table(jobs), report.growth(options.out, options.size, jobs, expected['edges']),
                 report.peers_table([j for j in jobs if j.kind != 'variant']),
                 ['| table | bytes an edge | of these indexes |', '|---|---|---|', *sizes]):
        tables += ['', *more] if more else []
    write_results(options, jobs, expected, tables, maintenance, {'ingest': rates, 'screening': screened, 'sealing': sealed, 'epcis': imported, 'bi': shown, 'csv': filed, 'everyday': daily})
    return 1 if any(j.wrong for j in jobs) or screened and not screened[-1] else 0


if __name__ == '__main__':
    status = main()
    sys.stdout.flush()
    os._exit(status)            # sessions still open end with us
