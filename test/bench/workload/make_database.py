#!/usr/bin/env python3
"""Makes a database like an application's: customers, orders with JSON, messages with text, events, attachments.

  make_database.py DATABASE MEGABYTES

The same size gives the same content. A quarter of the bytes are attachments that no compressor makes smaller; words follow
Zipf's law, so that text compresses about as well as text does.
"""
import itertools
import json
import os
import random
import sqlite3
import sys

SEED = 20261122
WORDS = 20_000
SYLLABLES = ('an', 'ber', 'cor', 'da', 'el', 'fin', 'gra', 'hi', 'in', 'jo', 'ka', 'lum', 'mi', 'nor', 'o', 'per', 'qui',
             'ra', 'sto', 'ti', 'un', 'ver', 'wa', 'xi', 'yl', 'zen')
CITIES = ('Amsterdam', 'Berlin', 'Chengdu', 'Dakar', 'Essen', 'Fukuoka', 'Graz', 'Hangzhou', 'Izmir', 'Jena', 'Kyoto', 'Lima')
STATUSES = ('new', 'paid', 'packed', 'sent', 'returned')
KINDS = ('login', 'view', 'search', 'basket', 'checkout', 'logout')
MEDIA = ('image/jpeg', 'application/pdf', 'application/zip')

SCHEMA = """
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, city TEXT, created_at TEXT,
      preferences TEXT);
    CREATE UNIQUE INDEX customers_by_email ON customers (email);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, status TEXT NOT NULL,
      total_cents INTEGER NOT NULL, placed_at TEXT NOT NULL, items TEXT NOT NULL);
    CREATE INDEX orders_by_customer ON orders (customer_id);
    CREATE INDEX orders_by_status ON orders (status, placed_at);
    CREATE TABLE messages (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, sent_at TEXT,
      subject TEXT, body TEXT);
    CREATE INDEX messages_by_customer ON messages (customer_id, sent_at);
    CREATE TABLE events (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL);
    CREATE INDEX events_by_time ON events (at);
    CREATE TABLE attachments (id INTEGER PRIMARY KEY, message_id INTEGER NOT NULL REFERENCES messages, media_type TEXT,
      content BLOB);
    CREATE INDEX attachments_by_message ON attachments (message_id);
"""


class Language:
    def __init__(self, rnd):
        self.rnd = rnd
        self.words = [''.join(rnd.choices(SYLLABLES, k=rnd.choice((1, 2, 2, 3, 3, 4)))) for _ in range(WORDS)]
        self.weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(WORDS)))

    def text(self, count):
        return ' '.join(self.rnd.choices(self.words, cum_weights=self.weights, k=count))


class Application:
    """Writes the rows of one batch after the other, with ids that go on where the last batch ended."""

    def __init__(self, connection, rnd):
        self.connection, self.rnd, self.language = connection, rnd, Language(rnd)
        self.customers = self.orders = self.messages = self.events = 0

    def moment(self):
        rnd = self.rnd
        return (f'2026-{rnd.randint(1, 12):02}-{rnd.randint(1, 28):02}T'
                f'{rnd.randint(0, 23):02}:{rnd.randint(0, 59):02}:{rnd.randint(0, 59):02}Z')

    def customer(self):
        self.customers += 1
        first, last = self.language.words[self.rnd.randrange(WORDS)], self.language.words[self.rnd.randrange(WORDS)]
        preferences = {'language': self.rnd.choice(('en', 'zh', 'de', 'ja')), 'newsletter': self.rnd.random() < 0.4,
                       'theme': self.rnd.choice(('light', 'dark')), 'limits': {'daily': self.rnd.randint(1, 50) * 100}}
        return (self.customers, f'{first.title()} {last.title()}', f'{first}.{last}{self.customers}@example.com',
                self.rnd.choice(CITIES), self.moment(), json.dumps(preferences))

    def order(self):
        self.orders += 1
        items = [{'sku': f'{self.rnd.randrange(16 ** 8):08X}', 'quantity': self.rnd.randint(1, 5),
                  'price_cents': self.rnd.randint(99, 99_999), 'title': self.language.text(3)}
                 for _ in range(self.rnd.randint(1, 6))]
        total = sum(item['quantity'] * item['price_cents'] for item in items)
        return (self.orders, self.rnd.randint(1, self.customers), self.rnd.choice(STATUSES), total, self.moment(),
                json.dumps(items))

    def message(self):
        self.messages += 1
        length = min(2000, int(self.rnd.lognormvariate(4.6, 0.8)))
        return (self.messages, self.rnd.randint(1, self.customers), self.moment(), self.language.text(5),
                self.language.text(length))

    def event(self):
        self.events += 1
        payload = {'session': f'{self.rnd.randrange(16 ** 16):016x}', 'customer': self.rnd.randint(1, self.customers),
                   'path': '/' + self.language.text(2).replace(' ', '/'), 'ms': self.rnd.randint(1, 900)}
        return (self.events, 1_790_000_000 + self.events * 3, self.rnd.choice(KINDS), json.dumps(payload))

    def attachment(self):
        size = min(2_000_000, int(self.rnd.lognormvariate(10.4, 0.9)))
        return (self.rnd.randint(1, self.messages), self.rnd.choice(MEDIA), self.rnd.randbytes(size))

    def batch(self):
        insert = self.connection.executemany
        self.connection.execute('BEGIN')
        insert('INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?)', (self.customer() for _ in range(100)))
        insert('INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)', (self.order() for _ in range(800)))
        insert('INSERT INTO messages VALUES (?, ?, ?, ?, ?)', (self.message() for _ in range(900)))
        insert('INSERT INTO events VALUES (?, ?, ?, ?)', (self.event() for _ in range(2000)))
        insert('INSERT INTO attachments (message_id, media_type, content) VALUES (?, ?, ?)',
               (self.attachment() for _ in range(15)))
        self.connection.execute('COMMIT')


def main(path, megabytes):
    unfinished = path + '.unfinished'
    if os.path.exists(unfinished):
        os.remove(unfinished)
    connection = sqlite3.connect(unfinished, isolation_level=None)
    for pragma in ('page_size = 4096', 'journal_mode = off', 'synchronous = off', 'cache_size = -500000'):
        connection.execute(f'PRAGMA {pragma}').fetchall()
    connection.executescript(SCHEMA)
    application = Application(connection, random.Random(SEED + int(megabytes)))
    while connection.execute('PRAGMA page_count').fetchone()[0] * 4096 < int(megabytes) * 1_000_000:
        application.batch()
    connection.execute('PRAGMA journal_mode = wal').fetchall()
    connection.close()
    os.rename(unfinished, path)


main(*sys.argv[1:])
