#!/usr/bin/env python3
"""The application whose database is backed up: keeps it open and, told to, commits changes and times each commit.

  application.py DATABASE wal|delete

Begins with a few commits that stay in the write-ahead log, then says "ready" and obeys lines on its standard input:
  work RATE  commits about RATE times a second      rest    commits nothing, keeps the database open
  report     prints {"commits", "seconds", "longestMs", "p99Ms"} of the commits since the last report, and forgets them
It ends with its standard input. Rows are only updated, so the database keeps its size.
"""
import json
import queue
import random
import sqlite3
import sys
import threading
import time

# SQLite's own busy handler sleeps up to 100 ms between two tries, which would be measured as lock time.
POLL_SECONDS = 0.001
FIRST_COMMITS = 300
STATUSES = ('new', 'paid', 'packed', 'sent', 'returned')


def retryWhileBusy(connection, sql):
    while True:
        try:
            return connection.execute(sql)
        except sqlite3.OperationalError as error:
            if 'locked' not in str(error):
                raise
            time.sleep(POLL_SECONDS)


class Application:
    def __init__(self, path, journal_mode):
        self.connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        in_force, = self.connection.execute(f'PRAGMA journal_mode = {journal_mode}').fetchone()
        if in_force != journal_mode:
            raise RuntimeError(f'{path} stays in journal mode {in_force}')
        self.connection.execute('PRAGMA synchronous = normal')
        self.orders, = self.connection.execute('SELECT max(id) FROM orders').fetchone()
        self.customers, = self.connection.execute('SELECT max(id) FROM customers').fetchone()
        self.random = random.Random(7)
        self.forget()

    def forget(self):
        self.durations, self.since = [], time.perf_counter()

    def commit(self):
        begun = time.perf_counter()
        retryWhileBusy(self.connection, 'BEGIN IMMEDIATE')
        for _ in range(2):
            self.connection.execute('UPDATE orders SET status = ?, total_cents = total_cents + 1 WHERE id = ?',
                                    (self.random.choice(STATUSES), self.random.randint(1, self.orders)))
        self.connection.execute("UPDATE customers SET preferences = json_set(preferences, '$.limits.daily', ?) WHERE id = ?",
                                (self.random.randint(1, 50) * 100, self.random.randint(1, self.customers)))
        retryWhileBusy(self.connection, 'COMMIT')
        self.durations.append(time.perf_counter() - begun)

    def leave_frames(self):
        self.connection.execute('PRAGMA wal_autocheckpoint = 0').fetchall()
        for _ in range(FIRST_COMMITS):
            self.commit()
        self.connection.execute('PRAGMA wal_autocheckpoint = 1000').fetchall()
        self.forget()

    def report(self):
        ordered = sorted(self.durations) or [0]
        facts = {'commits': len(self.durations), 'seconds': time.perf_counter() - self.since,
                 'longestMs': ordered[-1] * 1000, 'p99Ms': ordered[int(len(ordered) * 0.99)] * 1000}
        self.forget()
        return json.dumps(facts)


def read_lines(lines):
    for line in sys.stdin:
        lines.put(line.split())
    lines.put(['end'])


def main(path, journal_mode):
    application = Application(path, journal_mode)
    application.leave_frames()
    lines = queue.Queue()
    threading.Thread(target=read_lines, args=(lines,), daemon=True).start()
    print('ready', flush=True)
    interval, due = None, 0.0
    while True:
        try:
            wait = None if interval is None else max(0.0, due - time.perf_counter())
            command = lines.get(wait is None or wait > 0, wait)
        except queue.Empty:
            due = time.perf_counter() + interval
            application.commit()
            continue
        if command[0] == 'end':
            break
        if command[0] == 'report':
            print(application.report(), flush=True)
        else:
            interval = 1 / float(command[1]) if command[0] == 'work' else None
            print('done', flush=True)
    application.connection.close()


main(*sys.argv[1:])
