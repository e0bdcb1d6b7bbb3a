#!/usr/bin/env python3
"""Changes a share of the pages of a database of make_database.py, at random over its rows and attachments.

  change_pages.py DATABASE PERCENT SEED

The same seed changes the same pages. Lengths stay the same, so the database keeps its size. At the end all changes are in
the main file, so that a tool that copies the bare file sees them. Prints {"pages", "changed"}.
"""
import json
import os
import random
import sqlite3
import struct
import sys

ROW_SAMPLE = 500
BYTES_PER_WRITE = 100
WAL_HEADER_BYTES = 32
FRAME_HEADER_BYTES = 24
CITIES = ('Amsterdam', 'Berlin', 'Chengdu', 'Dakar', 'Essen', 'Fukuoka', 'Graz', 'Hangzhou', 'Izmir', 'Jena', 'Kyoto', 'Lima')
ROW_BYTES = {
    'orders': 'length(items) + 40',
    'messages': 'length(subject) + length(body) + 40',
    'events': 'length(payload) + 20',
    'customers': 'length(preferences) + length(name) + length(email) + 40',
}


class Changer:
    def __init__(self, connection, rnd):
        self.connection, self.random = connection, rnd
        self.attachments, self.attachment_weights = zip(*self.query('SELECT id, length(content) FROM attachments'))
        self.last = {table: self.query(f'SELECT max(id) FROM {table}')[0][0] for table in ROW_BYTES}
        self.tables = ['attachments', *ROW_BYTES]
        self.weights = [sum(self.attachment_weights), *(self.bytes_of(table) for table in ROW_BYTES)]

    def query(self, sql, *parameters):
        return self.connection.execute(sql, parameters).fetchall()

    def bytes_of(self, table):
        ids = ','.join(str(self.random.randint(1, self.last[table])) for _ in range(ROW_SAMPLE))
        mean, = self.query(f'SELECT avg({ROW_BYTES[table]}) FROM {table} WHERE id IN ({ids})')[0]
        return mean * self.last[table]

    def change(self):
        table, = self.random.choices(self.tables, self.weights)
        if table == 'attachments':
            self.change_attachment()
            return
        row = self.random.randint(1, self.last[table])
        getattr(self, f'change_{table}')(row)

    def change_attachment(self):
        """Within the blob: an UPDATE would write all of its pages."""
        row, = self.random.choices(self.attachments, self.attachment_weights)
        with self.connection.blobopen('attachments', 'content', row) as blob:
            offset = self.random.randrange(len(blob))
            blob.seek(offset)
            blob.write(self.random.randbytes(min(BYTES_PER_WRITE, len(blob) - offset)))

    def change_orders(self, row):
        self.query('UPDATE orders SET total_cents = ? WHERE id = ?', self.random.randint(100_000, 999_999), row)

    def change_messages(self, row):
        (body,), = self.query('SELECT body FROM messages WHERE id = ?', row)
        words = body.split(' ')
        self.random.shuffle(words)
        self.query('UPDATE messages SET body = ? WHERE id = ?', ' '.join(words), row)

    def change_events(self, row):
        (payload,), = self.query('SELECT payload FROM events WHERE id = ?', row)
        session = json.loads(payload)['session']
        changed = payload.replace(session, f'{self.random.randrange(16 ** 16):016x}')
        self.query('UPDATE events SET payload = ? WHERE id = ?', changed, row)

    def change_customers(self, row):
        self.query('UPDATE customers SET city = ? WHERE id = ?', self.random.choice(CITIES), row)


def pages_in_log(path, page_size):
    """The numbers of the pages with frames in the write-ahead log."""
    frame_bytes = FRAME_HEADER_BYTES + page_size
    with open(path, 'rb') as log:
        for offset in range(WAL_HEADER_BYTES, os.fstat(log.fileno()).st_size, frame_bytes):
            log.seek(offset)
            yield struct.unpack('>I', log.read(4))[0]


def checkpoint(connection):
    busy, *_ = connection.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone()
    if busy:
        raise RuntimeError('another process prevents the checkpoint')


def main(path, percent, seed):
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ('wal_autocheckpoint = 0', 'synchronous = normal', 'cache_size = -500000'):
        connection.execute(f'PRAGMA {pragma}').fetchall()
    checkpoint(connection)
    pages, = connection.execute('PRAGMA page_count').fetchone()
    page_size, = connection.execute('PRAGMA page_size').fetchone()
    wanted = round(pages * float(percent) / 100)
    changed = set()
    changer = Changer(connection, random.Random(int(seed))) if wanted else None
    while len(changed) < wanted:
        connection.execute('BEGIN')
        for _ in range(wanted - len(changed)):
            changer.change()
        connection.execute('COMMIT')
        changed.update(pages_in_log(f'{path}-wal', page_size))
    checkpoint(connection)
    connection.close()
    print(json.dumps({'pages': pages, 'changed': len(changed)}))


main(*sys.argv[1:])
