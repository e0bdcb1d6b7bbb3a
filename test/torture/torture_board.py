"""The writers' side of the board: a file of eight-byte cells by which campaign and writers tell each other things.

Header: captures begun and ended (odd: one is going on), lull until, part until (seconds of the epoch).
From byte 128 on, 128 bytes for each writer: what it acknowledged and counted; they outlive the writer's kill.
A separate file, the history, holds the chain hash of every published state at 20 bytes times its number.
"""
import os
import struct
import time

SLOT_BYTES = 128
HASH_BYTES = 20
CELLS = struct.Struct('<7Q2d')
COUNTERS = ('commits', 'rollbacks', 'failures', 'vacuums', 'checkpoints', 'switches')


class Board:
    def __init__(self, board_path, history_path, writer):
        self.file = os.open(board_path, os.O_RDWR)
        self.history = os.open(history_path, os.O_RDWR)
        self.offset = SLOT_BYTES * (writer + 1)
        cells = CELLS.unpack(os.pread(self.file, CELLS.size, self.offset))
        self.seq = cells[0]
        self.counts = dict(zip(COUNTERS, cells[1:7]))
        self.longest_during, self.longest_outside = cells[7:]

    def count(self, counter):
        self.counts[counter] += 1
        self.save()

    def acknowledge(self, seq, seconds, during_capture):
        self.seq = seq
        self.counts['commits'] += 1
        if during_capture:
            self.longest_during = max(self.longest_during, seconds)
        else:
            self.longest_outside = max(self.longest_outside, seconds)
        self.save()

    def save(self):
        cells = CELLS.pack(self.seq, *self.counts.values(), self.longest_during, self.longest_outside)
        os.pwrite(self.file, cells, self.offset)

    def record(self, seq, state_hash):
        record_state(self.history, seq, state_hash)

    def captures(self):
        return struct.unpack('<Q', os.pread(self.file, 8, 0))[0]

    def is_lull(self):
        return self.moment(8) > time.time()

    def must_part(self):
        return self.moment(16) > time.time()

    def ask_to_part(self, until):
        os.pwrite(self.file, struct.pack('<d', until), 16)

    def moment(self, offset):
        return struct.unpack('<d', os.pread(self.file, 8, offset))[0]


def record_state(history, seq, state_hash):
    os.pwrite(history, bytes.fromhex(state_hash), HASH_BYTES * seq)


def recorded_state(history, seq):
    """The published hash of that number; None when nobody has recorded it yet."""
    found = os.pread(history, HASH_BYTES, HASH_BYTES * seq)
    return found.hex() if len(found) == HASH_BYTES and any(found) else None
