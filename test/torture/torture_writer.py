"""One writer of the torture campaign: changes the database without end, until SIGTERM or until its parent is gone.

torture_writer.py DATABASE BOARD HISTORY --writer N --mode wal|delete|truncate|persist|mixed --parent PID --seed S [--local]
Whatever may happen to a busy database happens: transactions larger than the page cache, rollbacks, vacuums,
checkpoints of every kind, reconnections, changes of the journal mode. Kills come from outside.
"""
import argparse
import os
import random
import signal
import sqlite3
import sys
import time
import torture_model as model
from torture_board import Board

ROLLBACK_MODES = ('delete', 'truncate', 'persist')
BUSY_MS = 10_000
SWITCH_BUSY_MS = 20
PART_SECONDS = 3
LOCAL_PAUSE_SECONDS = 0.06
DAMAGED = 9


class Writer:
    def __init__(self, options):
        self.options = options
        self.rng = random.Random(options.seed)
        self.board = Board(options.board, options.history, options.writer)
        self.db = None
        self.stopping = False
        # The first one spills, the second one checkpoints, the third one vacuums; further ones begin again.
        self.spills, self.checkpoints, self.vacuums = (options.writer % 3 == duty for duty in range(3))

    def run(self):
        while not self.stopping and os.getppid() == self.options.parent:
            if self.board.is_lull():
                time.sleep(0.005)
                continue
            if self.options.mode == 'mixed' and self.options.writer != 0 and self.board.must_part():
                self.disconnect()
                time.sleep(0.005)
                continue
            try:
                self.turn()
            except sqlite3.Error as error:
                self.give_up(error)
            time.sleep(self.rng.random() * (LOCAL_PAUSE_SECONDS if self.options.local else 0.01))
        self.disconnect()

    def turn(self):
        if self.db is None:
            self.connect()
        draw = self.rng.random()
        if draw < 0.01:
            self.disconnect()
        elif draw < (0.012 if self.options.local else 0.02) and self.vacuums:
            self.db.execute('VACUUM')
            self.board.count('vacuums')
        elif draw < 0.05 and self.vacuums:
            self.db.execute('PRAGMA incremental_vacuum(50)').fetchall()
        elif draw < 0.25 and self.checkpoints:
            kind = self.rng.choice(('passive', 'full', 'restart', 'truncate'))
            self.db.execute(f'PRAGMA wal_checkpoint({kind})').fetchall()
            self.board.count('checkpoints')
        elif draw < 0.05 and self.options.mode == 'mixed' and self.options.writer == 0:
            self.switch_journal_mode()
        else:
            self.transaction()

    def connect(self):
        self.db = sqlite3.connect(self.options.database, timeout=BUSY_MS / 1000, isolation_level=None)
        mode = self.options.mode
        if mode in ROLLBACK_MODES:
            self.db.execute(f'PRAGMA journal_mode = {mode}').fetchall()
        elif mode == 'mixed' and self.journal_mode() != 'wal':
            self.db.execute(f'PRAGMA journal_mode = {self.rng.choice(ROLLBACK_MODES)}').fetchall()
        # What is left after a kill differs: without syncs the journal's header never says how long it is.
        self.db.execute(f"PRAGMA synchronous = {self.rng.choice(('off', 'off', 'normal'))}")
        if self.spills:
            self.db.execute('PRAGMA cache_size = 20')
            self.db.execute('PRAGMA cache_spill = 20')
        if self.checkpoints:
            self.db.execute(f'PRAGMA wal_autocheckpoint = {self.rng.choice((1, 20, 200))}').fetchall()

    def disconnect(self):
        if self.db is not None:
            self.db.close()
            self.db = None

    def journal_mode(self):
        return self.db.execute('PRAGMA journal_mode').fetchone()[0]

    def transaction(self):
        captures, begun = self.board.captures(), time.monotonic()
        self.db.execute('BEGIN IMMEDIATE')
        # Published, since this transaction builds upon it: also where its writer was killed before it could say so.
        self.board.record(*model.position(self.db))
        is_big = self.rng.random() < (0.03 if self.options.local else 0.15 if self.spills else 0.03)
        pairs = self.rng.randint(200, 1000) if is_big else self.rng.randint(1, 12)
        seq, state_hash = model.advance(self.db, self.rng, self.options.writer, pairs, self.options.local and not is_big)
        if self.rng.random() < 0.15:
            self.db.execute('ROLLBACK')
            self.board.count('rollbacks')
            return
        self.db.execute('COMMIT')
        seconds = time.monotonic() - begun
        self.board.acknowledge(seq, seconds, captures % 2 == 1 or self.board.captures() != captures)
        self.board.record(seq, state_hash)

    def switch_journal_mode(self):
        """Leaving WAL mode needs the database for oneself: the others part from it. Entering it does not."""
        current = self.journal_mode()
        target = self.rng.choice([mode for mode in ('wal', *ROLLBACK_MODES) if mode != current])
        until = time.time() + PART_SECONDS
        if current == 'wal':
            self.board.ask_to_part(until)
        self.disconnect()
        try:
            while time.time() < until and not self.stopping:
                if self.has_switched(target):
                    self.board.count('switches')
                    return
                time.sleep(0.01)
        finally:
            self.board.ask_to_part(0)

    def has_switched(self, target):
        """A new connection each time: one that leaves WAL mode with an older page cache goes on using it (docs/torture.md)."""
        db = sqlite3.connect(self.options.database, timeout=SWITCH_BUSY_MS / 1000, isolation_level=None)
        try:
            return db.execute(f'PRAGMA journal_mode = {target}').fetchone()[0] == target
        except sqlite3.OperationalError:
            self.board.count('failures')
            return False
        finally:
            db.close()

    def give_up(self, error):
        self.board.count('failures')
        if 'malformed' in str(error) or 'not a database' in str(error):
            print(f'the live database is damaged: {error}', file=sys.stderr)
            sys.exit(DAMAGED)
        # Whatever the transaction did is undone by closing, a failed COMMIT included.
        self.disconnect()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ('database', 'board', 'history'):
        parser.add_argument(name)
    parser.add_argument('--writer', type=int, required=True)
    parser.add_argument('--mode', required=True)
    parser.add_argument('--parent', type=int, required=True)
    parser.add_argument('--seed', type=int, required=True)
    parser.add_argument('--local', action='store_true')
    writer = Writer(parser.parse_args())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: setattr(writer, 'stopping', True))
    writer.run()


if __name__ == '__main__':
    main()
