"""Tables of what was measured, as Markdown, and the figures as JSON."""
import json
import math
import os

from questions import CASES, CASE_TITLES, INGEST_TARGET, LEDGER_EDGE_NS, SEALING_TARGET, SUPPLIER_TITLES, TARGETS, TARGETS_LARGE, TITLES, VARIANTS


def milliseconds(job):
    if job is None:
        return '-'
    if job.ms is None:
        return job.error or 'not there'
    shown = f'{job.ms:.2f}' if job.ms < 10 else f'{job.ms:.1f}' if job.ms < 100 else f'{job.ms:,.0f}'
    return shown + (' WRONG' if job.wrong else '')


def best(jobs):
    """The fastest that answers right."""
    return min((j for j in jobs if j.ms is not None and not j.wrong), key=lambda j: j.ms, default=None)


def ratio(other, own):
    return other.ms / own.ms if other and own and own.ms and other.ms else None


def times(value, target, least=True):
    """A ratio with its target: met, or missed."""
    if value is None:
        return '-'
    shown = f'{value:.2f}' if value < 10 else f'{value:.1f}' if value < 100 else f'{value:.0f}'
    if target is None:
        return f'{shown}×'
    met = value >= target if least else value <= target
    return f"{shown}× ({'≥' if least else '≤'} {target}) {'met' if met else 'MISSED'}"


def title(question, case):
    words = SUPPLIER_TITLES.get(case) if question == 'Q3' else CASE_TITLES.get(case)
    return f'{question} {TITLES[question]}' + (f', {words}' if words else '')


def peers_table(jobs):
    lines = ['| question | who | ms | answer |', '|---|---|---|---|']
    for job in sorted(jobs, key=lambda j: (j.question, j.case)):
        answer = 'not asked' if job.ms is None else 'WRONG' if job.wrong else 'right'
        lines.append(f"| {title(job.question, job.case) if job.question in TITLES else job.question} | {job.who} | {milliseconds(job)} | {answer} |")
    return lines


def targets_table(jobs, edges):
    lines = ['| question | ours, ms | best peer | best SQL | limit, ms | against the peer | against SQL | against the limit |', '|---|---|---|---|---|---|---|---|']
    for question, cases in CASES.items():
        asked = [j for j in jobs if j.question == question]
        readers = ('', 'sql') if question == 'Q4' else (None,)
        for case in cases if asked else ():
            for reader in readers:
                own = best([j for j in asked if j.kind == 'ours' and j.case == case and (reader is None or j.name.endswith('_sql') == (reader == 'sql'))])
                peer = best([j for j in asked if j.kind in ('sql', 'duckdb', 'kuzu') and j.case == case])
                sql = best([j for j in asked if j.kind == 'sql' and j.case == case])
                limit = best([j for j in asked if j.kind == 'limit' and j.case == case])
                key = (question, reader if reader else case)
                target = (TARGETS_LARGE if edges > 5e6 else {}).get(key) or TARGETS[key]
                against_limit = times(own.ms / limit.ms if own and limit else None, target[2], least=False)
                if question == 'Q3':
                    per_edge = own.ms * 1e6 / edges if own else None
                    against_limit = f"{per_edge:.1f} ns an edge (≤ {LEDGER_EDGE_NS}) {'met' if per_edge <= LEDGER_EDGE_NS else 'MISSED'}" if own else '-'
                words = title(question, case) + ({'': ', by pages', 'sql': ', by SQL'}[reader] if question == 'Q4' else '')
                lines.append(f"| {words} | {milliseconds(own) if own else 'not there'} | {f'{peer.who} {milliseconds(peer)}' if peer else '-'} | "
                             f"{f'{sql.who} {milliseconds(sql)}' if sql else '-'} | {f'{limit.ms:.3f}' if limit else '-'} | "
                             f"{times(ratio(peer, own), target[0])} | {times(ratio(sql, own), target[1])} | {against_limit} |")
    floor = best([j for j in jobs if j.kind == 'floor'])
    own = best([j for j in jobs if j.kind == 'ours' and j.question == 'Q4'])
    if floor:
        lines.append(f'| Q4 as against a mere sum | {milliseconds(own) if own else "not there"} | - | {floor.who} {milliseconds(floor)} | - | - | {times(ratio(floor, own), 1)} | - |')
    return lines


def variants_table(jobs):
    lines = ['| ledger | question | ms | natural order, ms | ratio |', '|---|---|---|---|---|']
    for job in jobs:
        if job.kind != 'variant' or job.error == 'not there':
            continue
        same = [j for j in jobs if j.kind == 'ours' and (j.question, j.case, j.name) == (job.question, job.case, job.name)]
        value = job.ms / same[0].ms if same and same[0].ms and job.ms else None
        lines.append(f"| {VARIANTS[job.ledger][0]} | {title(job.question, job.case)}, {job.who} | {milliseconds(job)} | {milliseconds(same[0] if same else None)} | "
                     f"{times(value, VARIANTS[job.ledger][2], least=False)} |")
    return lines if len(lines) > 2 else []


def ingest_table(rows):
    lines = ['| commit of each event | clients | plain tables by function, events/s | by statement | ledger by statement | by record_lot | record_lot to the function | record_lot to the statement | statement to statement |',
             '|---|---|---|---|---|---|---|---|---|']
    for synchronous, clients, rates, error in rows:
        def against(ours, theirs):
            return rates[ours] / rates[theirs] if rates[ours] and rates[theirs] else None
        cells = [f'{rate:,.0f}' if rate else error or '-' for rate in rates.values()]
        lines.append(f"| {'to disk' if synchronous == 'on' else 'later (synchronous_commit off)'} | {clients} | {' | '.join(cells)} | "
                     f"{times(against('record_lot', 'plain function'), INGEST_TARGET if synchronous == 'on' else None)} | "
                     f"{times(against('record_lot', 'plain statement'), None)} | {times(against('ledger statement', 'plain statement'), None)} |")
    return lines


def sealing_table(found):
    return [f"Sealing: eight writers record events of thirteen rows, with a sealer every second and without, in turns. seal() took {found['seal']:.1f} s for {found['rows']:,} rows at once, "
            f"{found['rows'] / found['seal']:,.0f} rows/s; verify() against a checkpoint {found['verify']:.1f} s.", '',
            '| round | events/s without a sealer | with one | of that without |', '|---|---|---|---|',
            *(f'| {n} | {a:,.0f} | {b:,.0f} | {b / a:.1%} |' for n, (a, b) in enumerate(zip(found['without'], found['with']), 1)),
            f"| all | {sum(found['without']) / len(found['without']):,.0f} | {sum(found['with']) / len(found['with']):,.0f} | {found['kept']:.1%} {'' if found['kept'] >= SEALING_TARGET else 'MISSED'}|"]


def epcis_table(found):
    run, copy, text = found['import'], found['copy'], found['text']['memory']
    rate = found['events'] / run['seconds']
    lines = [f"EPCIS: {found['events']:,} events, {found['bytes']['json'] / 1e6:,.0f} MB of JSON, imported in {run['seconds']:.0f} s with every check on, {run['processor']:.0f} s of one processor: {60 * rate:,.0f} events "
             f"a minute, {times(60 * rate / 100000, 1)} of 100,000; {60 * found['events'] / run['processor']:,.0f} a minute of the processor. {copy['rows']:,} rows; COPY of them into bare tables takes "
             f"{copy['seconds']:.1f} s, {copy['processor']:.1f} s of the processor: the import is {run['processor'] / copy['processor']:.1f}× that. Once more, {found['again']['seconds']:.0f} s: "
             f"{', '.join(found['again']['said'])}. Memory: the text alone {text:,.0f} MB, the import {run['memory'] - text:,.0f} MB more.", '',
             '| step | s | of the import |', '|---|---|---|']
    lines += [f"| {step} | {seconds:.1f} | {seconds / run['seconds']:.0%} |" for step, seconds in found['steps'].items()]
    lines += ['', f"The server's JSON parser alone takes {found['json']['processor']:.1f} s of the processor to pass over it.", '',
              '| form | MB | made rows of, s of the processor | memory, MB | without a server: reading and checking, s | texts of hashes, s |', '|---|---|---|---|---|---|']
    for form, size in found['bytes'].items():
        read = found['read'][form]
        lines.append(f"| {form} | {size / 1e6:,.0f} | {read['processor']:.1f} | {read['memory']:,.0f} | {found['alone'][form][0]:.1f} | {found['alone'][form][1]:.1f} |")
    return lines


def sheets_table(found):
    whole, tenth, copy = found['whole'], found['tenth'], found['copy']
    processor = whole['lines']['processor'] + whole['recorded']['processor']
    return [f"CSV: {whole['rows']:,} lots, {whole['bytes'] / 1e6:,.0f} MB, brought in in {whole['lines']['seconds']:.1f} s and recorded in {whole['recorded']['seconds']:.0f} s with every check on, "
            f"{processor:.1f} s of one processor: {whole['rows'] / processor:,.0f} rows a second of it. COPY of the {copy['rows']:,} rows that it made into bare tables takes {copy['processor']:.1f} s of the processor: "
            f"the import is {processor / copy['processor']:.0f}× that. Once more, {found['again']['recorded']['seconds']:.0f} s: {', '.join(found['again']['recorded']['said'])}. Memory of a session: "
            f"{whole['lines']['memory']:,.0f} MB while lines come in, {whole['recorded']['memory']:,.0f} MB at most; with a tenth of the rows {tenth['lines']['memory']:,.0f} and {tenth['recorded']['memory']:,.0f} MB."]


def everyday_table(found):
    def told(ms):
        return 'too long' if ms is None else f'{ms:,.1f}'
    lines = [f"| Q13, ms | {' | '.join(found['lots'])} |", '|---' * (len(found['lots']) + 1) + '|']
    lines += [f"| `{question}` | {' | '.join(told(ms) for ms in times)} |" for question, times in found['rows']]
    return [*lines, '', '| of the whole ledger | ms |', '|---|---|', *[f'| `{question}` | {told(ms)} |' for question, ms in found['whole']]]


def bi_table(found):
    whole = found['whole']
    return [f"BI: probes and previews of the views, medians in ms. Metadata: {', '.join(f'{ms:.1f} ms' for ms in found['metadata'])}. Counted: {', '.join(f'{view} {ms:,.0f} ms' for view, ms in whole.items())}.", '',
            '| view | LIMIT 0 | WHERE 1 = 0 | LIMIT 100 | of counting it |', '|---|---|---|---|---|',
            *(f"| {view} | {none:.1f} | {never:.1f} | {few:.1f} | {f'1 / {whole[view] / few:,.0f}' if view in whole else ''} |" for view, none, never, few in found['rows'])]


def screening_table(lines, lots, edges, rows, right):
    table = [f"Screening of {lines} contract lines over {lots:,} lots and {edges:,} edges, 12 steps deep; all rules at once tell {'the same as each by itself' if right else 'something else than each by itself: WRONG'}.", '',
             '| rules | ms | ms a line |', '|---|---|---|']
    for rule, ms, error in rows:
        shown = f'{ms:,.0f} | {ms / lines:.1f}' if ms is not None else f'{(error or "no answer")[:100]} | -'
        table.append(f"| {rule or 'all'} | {shown} |")
    return table


def growth(folder, size, jobs, edges):
    """Exponents of time against the next smaller size, where that was measured; of each question, ours and the best."""
    smaller = {'M': 'S', 'L': 'M'}.get(size)
    file = f'{folder}/results-{smaller}.json'
    if not smaller or not os.path.exists(file):
        return []
    before = json.load(open(file))
    lines = [f'| question | who | exponent {smaller} to {size} |', '|---|---|---|']
    fastest = [best([j for j in jobs if (j.question, j.case) == (q, c) and j.kind in kinds]) for q, cases in CASES.items() for c in cases for kinds in (('ours',), ('sql',), ('duckdb', 'kuzu'))]
    for job in filter(None, fastest):
        same = [j for j in before['jobs'] if (j['question'], j['case'], j['who'], j['kind']) == (job.question, job.case, job.who, job.kind)]
        if same and same[0]['ms']:
            lines.append(f"| {title(job.question, job.case)} | {job.who} | {math.log(job.ms / same[0]['ms']) / math.log(edges / before['edges']):.2f} |")
    return lines
