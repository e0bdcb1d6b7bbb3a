#!/usr/bin/env python3
"""Judges backups of transfer_writer.py's database with an SQLite that is not ours.

Reads from standard input [{"path": ..., "acknowledged": ...}, ...] and prints a list of what is wrong with which file; the
list is empty when all is well.
"""
import gzip
import json
import os
import shutil
import sqlite3
import sys
import tempfile

ACCOUNTS = 2000
OPENING = 1000


def problems(path, acknowledged, scratch):
    with gzip.open(path) as stored, open(scratch, 'wb') as database:
        shutil.copyfileobj(stored, database)
    connection = sqlite3.connect(scratch)
    try:
        yield from contradictions(connection, acknowledged)
    except sqlite3.DatabaseError as error:
        yield str(error)
    finally:
        connection.close()


def contradictions(connection, acknowledged):
    def one(sql):
        return connection.execute(sql).fetchone()

    sound = [row[0] for row in connection.execute('PRAGMA integrity_check')]
    if sound != ['ok']:
        yield f'integrity_check: {sound[:3]}'
    count, total = one('SELECT count(*), sum(balance) FROM accounts')
    if (count, total) != (ACCOUNTS, ACCOUNTS * OPENING):
        yield f'{count} accounts hold {total}'
    seq, = one('SELECT seq FROM meta')
    oldest, newest, entries = one('SELECT min(seq), max(seq), count(*) FROM ledger')
    if newest != seq or entries != newest - oldest + 1:
        yield f'the ledger has {entries} entries from {oldest} to {newest}, meta says {seq}'
    if seq < acknowledged:
        yield f'ends with {seq}, although {acknowledged} was acknowledged before the backup began'


def main():
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number, backup in enumerate(json.load(sys.stdin)):
            scratch = os.path.join(folder, f'{number}.db')
            for problem in problems(backup['path'], backup['acknowledged'], scratch):
                found.append(f'{backup["path"]}: {problem}')
            for suffix in ('', '-wal', '-shm', '-journal'):
                if os.path.exists(scratch + suffix):
                    os.remove(scratch + suffix)
    json.dump(found, sys.stdout)


main()
