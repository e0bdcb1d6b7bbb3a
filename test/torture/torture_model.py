"""The tortured database: its schema, the transaction that keeps its invariants, and what must hold in every commit."""
import hashlib
import sqlite3

ACCOUNTS = 20_000
OPENING_BALANCE = 1000
BODY_UNITS = 50
LEDGER_ROWS = 2000
MOST_BLOBS = 30
# A divisor of ACCOUNTS.
LOCAL_ACCOUNTS = 400
STATES_IN_ONE_PLACE = 200
UNIT_CHARACTERS = 18

SCHEMA = '''
CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER, version INTEGER, body TEXT);
CREATE INDEX account_by_version ON account (version);
CREATE TABLE ledger (seq INTEGER PRIMARY KEY, writer INTEGER, nonce TEXT, hash TEXT);
CREATE TABLE blob (id INTEGER PRIMARY KEY, sha1 TEXT, content BLOB);
CREATE TABLE books (one INTEGER PRIMARY KEY, seq INTEGER, hash TEXT, version_sum INTEGER, weighted_sum INTEGER);
'''
WEIGHT_SQL = '((id * 2654435761) % 1000003)'
UNIT_SQL = "printf('%08d:%08d;', id, version)"


def weight(account):
    return account * 2654435761 % 1000003


def body(account, version):
    return f'{account:08d}:{version:08d};' * BODY_UNITS


def chained(previous, seq, writer, nonce):
    return hashlib.sha1(f'{previous}|{seq}|{writer}|{nonce}'.encode()).hexdigest()


def create(path, journal_mode, page_size):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f'PRAGMA page_size = {page_size}')
    db.execute('PRAGMA auto_vacuum = incremental')
    db.execute(f'PRAGMA journal_mode = {journal_mode}')
    db.executescript('BEGIN;' + SCHEMA)
    accounts = range(1, ACCOUNTS + 1)
    db.executemany('INSERT INTO account VALUES (?, ?, 0, ?)', ((i, OPENING_BALANCE, body(i, 0)) for i in accounts))
    first = chained('', 0, 0, '')
    db.execute("INSERT INTO ledger VALUES (0, 0, '', ?)", (first,))
    weighted_sum = OPENING_BALANCE * sum(weight(i) for i in accounts)
    db.execute('INSERT INTO books VALUES (1, 0, ?, 0, ?)', (first, weighted_sum))
    db.execute('COMMIT')
    db.close()


def position(db):
    """Sequence number and chain hash of the state that the connection sees."""
    return db.execute('SELECT seq, hash FROM books').fetchone()


def advance(db, rng, writer, pairs, is_local=False):
    """Takes the database from one valid state to the next, inside an open transaction; returns its number and hash."""
    seq, previous, version_sum, weighted_sum = db.execute(
        'SELECT seq, hash, version_sum, weighted_sum FROM books').fetchone()
    seq += 1
    accounts = range(1, ACCOUNTS + 1)
    if is_local:
        # Neighbours, for some transactions; then others.
        start = seq // STATES_IN_ONE_PLACE * LOCAL_ACCOUNTS % ACCOUNTS
        accounts = accounts[start:start + LOCAL_ACCOUNTS]
    chosen = rng.sample(accounts, 2 * pairs)
    for payer, payee in zip(chosen[::2], chosen[1::2]):
        amount = rng.randint(1, 50)
        for account, change in ((payer, -amount), (payee, amount)):
            version, = db.execute('SELECT version FROM account WHERE id = ?', (account,)).fetchone()
            db.execute('UPDATE account SET balance = balance + ?, version = ?, body = ? WHERE id = ?',
                       (change, seq, body(account, seq), account))
            version_sum += seq - version
            weighted_sum += change * weight(account)
    if rng.random() < (0.02 if is_local else 0.1):
        exchange_blobs(db, rng)
    # The nonce tells a state that was published from one of the same number that was lost with its writer.
    nonce = f'{rng.getrandbits(64):016x}'
    current = chained(previous, seq, writer, nonce)
    db.execute('INSERT INTO ledger VALUES (?, ?, ?, ?)', (seq, writer, nonce, current))
    if seq % 500 == 0:
        db.execute('DELETE FROM ledger WHERE seq < ?', (seq - LEDGER_ROWS,))
    db.execute('UPDATE books SET seq = ?, hash = ?, version_sum = ?, weighted_sum = ?',
               (seq, current, version_sum, weighted_sum))
    return seq, current


def exchange_blobs(db, rng):
    """Overflow pages come and go, so that there are free pages for the vacuums."""
    content = rng.randbytes(rng.randint(10, 300_000))
    db.execute('INSERT INTO blob (sha1, content) VALUES (?, ?)', (hashlib.sha1(content).hexdigest(), content))
    if db.execute('SELECT count(*) FROM blob').fetchone()[0] > MOST_BLOBS:
        db.execute('DELETE FROM blob WHERE id IN (SELECT id FROM blob ORDER BY random() LIMIT ?)',
                   (rng.randint(1, MOST_BLOBS - 5),))


def violations(db):
    """What does not hold of the state that the connection sees."""
    found = [f'integrity_check: {row[0]}' for row in db.execute('PRAGMA integrity_check(3)') if row[0] != 'ok']
    seq, head, version_sum, weighted_sum = db.execute(
        'SELECT seq, hash, version_sum, weighted_sum FROM books').fetchone()
    sums = db.execute(f'''SELECT count(*), sum(balance), sum(version), sum(balance * {WEIGHT_SQL}) FROM account''')
    expected = (ACCOUNTS, ACCOUNTS * OPENING_BALANCE, version_sum, weighted_sum)
    for name, actual, wanted in zip(('accounts', 'balances', 'versions', 'weighted balances'), sums.fetchone(), expected):
        if actual != wanted:
            found.append(f'{name}: {actual} instead of {wanted}')
    torn, = db.execute(f'''SELECT count(*) FROM account WHERE length(body) <> {UNIT_CHARACTERS * BODY_UNITS}
        OR substr(body, 1, {UNIT_CHARACTERS}) <> {UNIT_SQL} OR substr(body, -{UNIT_CHARACTERS}) <> {UNIT_SQL}''').fetchone()
    if torn:
        found.append(f'{torn} rows are of two versions')
    return found + ledger_violations(db, seq, head) + blob_violations(db)


def ledger_violations(db, seq, head):
    previous = None
    for row_seq, writer, nonce, current in db.execute('SELECT seq, writer, nonce, hash FROM ledger ORDER BY seq'):
        if previous is not None and (row_seq != previous[0] + 1 or current != chained(previous[1], row_seq, writer, nonce)):
            return [f'the ledger breaks at {row_seq}']
        previous = (row_seq, current)
    return [] if previous == (seq, head) else [f'the ledger ends at {previous and previous[0]}, the books at {seq}']


def blob_violations(db):
    blobs = db.execute('SELECT id, sha1, content FROM blob')
    return [f'blob {key} differs from its digest' for key, sha1, content in blobs if hashlib.sha1(content).hexdigest() != sha1]
