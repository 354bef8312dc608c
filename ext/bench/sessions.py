"""Sessions that stay open while the benchmark runs: psql, node, and the limit.  Each is asked one question at a time."""
import json
import os
import queue
import re
import subprocess
import threading

KEYS = {
    'Q1': ('lots', 'lot_id_sum'),
    'Q2': ('terminals', 'groups', 'origin', 'unknown', 'covered'),
    'Q3': ('end_items', 'lot_id_sum'),
    'Q4': ('end_items', 'share_sum', 'over_half'),
    'Q5': ('parties', 'interest_sum'),
    'Q6': ('steps', 'lots', 'first_lot_id'),
}


def private_bytes(pid):
    """Memory that a process has to itself, without the buffers that all share; None where it has ended."""
    try:
        with open(f'/proc/{pid}/status') as status:
            return int(re.search(r'^RssAnon:\s+(\d+)', status.read(), re.M)[1]) * 1024
    except (OSError, TypeError):
        return None


class Lines:
    """A process that is written to and read from by lines."""

    def __init__(self, command, env=None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1, env=env)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip('\n'))
        self.lines.put(None)

    def write(self, text):
        self.process.stdin.write(text + '\n')
        self.process.stdin.flush()

    def next(self, seconds):
        """The next line; None where the process ended or says nothing for so long."""
        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            return None

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Psql(Lines):
    """One connection.  Time is what psql measures: the whole statement, with the way to the server and back."""

    def __init__(self, path, limit):
        super().__init__(['psql', '-X', '-q', '-A', '-t', '-d', os.environ.get('BENCH_DATABASE', 'bench')])
        self.limit = limit
        self.write(f"SET search_path = {path}, materials, public;\nSET statement_timeout = '{limit}s';\nSET client_min_messages = error;\n\\timing on")

    def ask(self, text, values=None):
        """Runs a script; gives milliseconds, the last row that is JSON, and the first error."""
        for name, value in (values or {}).items():
            self.write(f'\\set {name} {value}')
        self.write(text + '\n\\echo == done')
        ms, answer, error = 0.0, None, None
        while (line := self.next(self.limit * 4 + 60)) != '== done':
            if line is None:
                return None, None, 'the session ended'
            if found := re.match(r'Time: ([\d.]+) ms', line):
                ms += float(found[1])
            elif re.match(r'(psql:.*)?(ERROR|FATAL|PANIC):', line):
                error = error or line
            elif line.startswith('{'):
                answer = json.loads(line)
        return ms, answer, error

    def value(self, text):
        """The single value of a query, as text."""
        self.write(text + '\n\\echo == done')
        found = None
        while (line := self.next(self.limit * 4 + 60)) not in ('== done', None):
            if not line.startswith('Time:'):
                found = line if found is None else found
        return found


class Asked(Lines):
    """A process that answers a line with a line of JSON."""

    def __init__(self, command, limit, env=None):
        super().__init__(command, env)
        self.limit = limit

    def ask_line(self, line):
        self.write(line)
        while (said := self.next(self.limit * 4 + 60)) is not None:
            if said.startswith('{'):
                found = json.loads(said)
                return found.get('ms'), found.get('answer'), found.get('error')
        return None, None, 'the session ended'


class Limit(Asked):
    def ask(self, question, case):
        return self.ask_line(f'{question} {case}')


class Node(Asked):
    def __init__(self, script, arguments, limit, modules):
        super().__init__(['node', script, 'ask', *arguments, str(limit)], limit, {**os.environ, 'PEER_MODULES': modules})

    def ask(self, question, name, item, party):
        ms, answer, error = self.ask_line(json.dumps({'name': name, 'item': str(item), 'party': str(party)}))
        return ms, dict(zip(KEYS[question], answer)) if answer else None, error
