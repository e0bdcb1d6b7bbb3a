"""The application of the delta campaign: makes a database, or changes it, with Python's own SQLite.

change_database.py DATABASE SEED create PAGE_SIZE ENCODING AUTO_VACUUM JOURNAL_MODE BYTES
change_database.py DATABASE SEED leave|close ACTION...
With `leave` the process ends without closing its connection: a write-ahead log and its index stay as they are.
"""
import os
import random
import sqlite3
import sys

MODES = ('wal', 'delete', 'truncate', 'persist')


def create(path, rng, page_size, encoding, auto_vacuum, journal_mode, content_bytes):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f'PRAGMA page_size = {page_size}')
    db.execute(f"PRAGMA encoding = '{encoding}'")
    db.execute(f'PRAGMA auto_vacuum = {auto_vacuum}')
    db.execute(f'PRAGMA journal_mode = {journal_mode}').fetchall()
    db.execute('CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, content BLOB)')
    db.execute('CREATE INDEX item_by_name ON item (name)')
    db.execute('BEGIN')
    fill(db, rng, int(content_bytes))
    db.execute('COMMIT')
    db.close()


def fill(db, rng, content_bytes):
    while content_bytes > 0:
        size = min(content_bytes, rng.choice((10, 300, 3000, 30_000)))
        add_item(db, rng, rng.randbytes(size))
        content_bytes -= size


def add_item(db, rng, content):
    db.execute('INSERT INTO item (name, content) VALUES (?, ?)', (f'näme {rng.getrandbits(40)}', content))


def change(db, rng, share):
    db.execute('UPDATE item SET name = name || ?, content = randomblob(length(content)) WHERE abs(random()) % 1000 < ?',
               (f'{rng.randrange(10)}', share))


def switch(db, rng, _):
    db.execute(f'PRAGMA journal_mode = {rng.choice(MODES)}').fetchall()


def zeros(db, rng, mib):
    """Much content that takes no time to make."""
    for _ in range(mib):
        db.execute('INSERT INTO item (name, content) VALUES (?, zeroblob(1048576))', (f'zeros {rng.getrandbits(40)}',))


def run(db, rng, statement):
    db.execute(statement).fetchall()


ACTIONS = {
    'few': (change, 20),
    'many': (change, 600),
    'grow': (lambda db, rng, most: fill(db, rng, rng.randrange(most)), 200_000),
    'delete': (run, 'DELETE FROM item WHERE abs(random()) % 3 = 0'),
    'drop index': (run, 'DROP INDEX IF EXISTS item_by_name'),
    'vacuum': (run, 'VACUUM'),
    'incremental vacuum': (run, 'PRAGMA incremental_vacuum'),
    'incremental vacuum of some': (run, 'PRAGMA incremental_vacuum(7)'),
    'checkpoint passive': (run, 'PRAGMA wal_checkpoint(PASSIVE)'),
    'checkpoint restart': (run, 'PRAGMA wal_checkpoint(RESTART)'),
    'checkpoint truncate': (run, 'PRAGMA wal_checkpoint(TRUNCATE)'),
    'switch': (switch, None),
    'zeros': (zeros, 1023),
    'more zeros': (zeros, 4),
    'fewer zeros': (run, 'DELETE FROM item WHERE id > (SELECT max(id) - 20 FROM item)'),
    'touch': (run, 'UPDATE item SET name = name WHERE id = 1'),
}


def main():
    path, seed, command, *rest = sys.argv[1:]
    rng = random.Random(int(seed))
    if command == 'create':
        create(path, rng, *rest)
        return
    db = sqlite3.connect(path, isolation_level=None)
    for action in rest:
        function, argument = ACTIONS[action]
        function(db, rng, argument)
    if command == 'leave':
        os._exit(0)
    db.close()


if __name__ == '__main__':
    main()
