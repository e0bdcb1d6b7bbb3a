#!/usr/bin/env python3
"""An application that moves money between accounts without pause, for backups to be taken meanwhile.

  transfer_writer.py DATABASE ACKNOWLEDGED wal|delete [BREATH_MS]

Holds in every committed state: the balances add up to ACCOUNTS * OPENING; meta.seq is the newest entry of ledger, which is
gapless. As soon as a COMMIT has returned, its seq is in the file ACKNOWLEDGED (8 bytes, little-endian): a snapshot that
begins later must have it. Says "ready" when it is at work and ends with its standard input. With BREATH_MS it pauses that
long after every BURST commits.
"""
import os
import random
import sqlite3
import struct
import sys
import threading
import time

ACCOUNTS = 2000
OPENING = 1000
LEDGER_ROWS = 400
BURST = 20


def create(connection, journal_mode):
    connection.execute(f'PRAGMA journal_mode = {journal_mode}')
    connection.executescript(f"""
        BEGIN;
        CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER, note TEXT);
        CREATE INDEX accounts_by_balance ON accounts (balance);
        CREATE TABLE ledger (seq INTEGER PRIMARY KEY, payer INTEGER, payee INTEGER, amount INTEGER);
        CREATE TABLE meta (seq INTEGER);
        INSERT INTO meta VALUES (0);
        WITH RECURSIVE ids (id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM ids WHERE id < {ACCOUNTS})
        INSERT INTO accounts SELECT id, {OPENING}, hex(randomblob(40)) FROM ids;
        COMMIT;
    """)


def transfer(connection):
    connection.execute('BEGIN IMMEDIATE')
    seq = connection.execute('SELECT seq FROM meta').fetchone()[0] + 1
    for _ in range(random.randint(1, 8)):
        payer, payee = random.sample(range(1, ACCOUNTS + 1), 2)
        amount = random.randint(1, 100)
        connection.execute('UPDATE accounts SET balance = balance - ?, note = ? WHERE id = ?', (amount, f'{seq} out', payer))
        connection.execute('UPDATE accounts SET balance = balance + ?, note = ? WHERE id = ?', (amount, f'{seq} in', payee))
    connection.execute('INSERT INTO ledger VALUES (?, ?, ?, ?)', (seq, payer, payee, amount))
    connection.execute('DELETE FROM ledger WHERE seq <= ?', (seq - LEDGER_ROWS,))
    connection.execute('UPDATE meta SET seq = ?', (seq,))
    connection.execute('COMMIT')
    return seq


def main(path, acknowledged_path, journal_mode, breath_ms='0'):
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    create(connection, journal_mode)
    acknowledged = os.open(acknowledged_path, os.O_RDWR | os.O_CREAT, 0o600)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    seq = 0
    while not ended.is_set():
        seq = transfer(connection)
        os.pwrite(acknowledged, struct.pack('<q', seq), 0)
        if seq == 1:
            print('ready', flush=True)
        if seq % BURST == 0 and breath_ms != '0':
            time.sleep(int(breath_ms) / 1000)
    print(f'committed {seq}', flush=True)


main(*sys.argv[1:])
