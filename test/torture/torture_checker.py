"""The judge of the torture campaign: makes the database, then checks one snapshot for each line of JSON on stdin.

torture_checker.py DATABASE HISTORY --mode MODE --page-size N; it first says {"sqlite_version"} when the database is made.
Asked {"path", "minimum_seq", "sha256"}, it answers {"seq", "hash", "reasons", "published"}: no reasons, no objection;
published is false for a state that no later writer built upon, null while none has come after it; {"seq", "hash"} asks
for that alone.
"""
import argparse
import hashlib
import json
import os
import signal
import sqlite3
import sys
import time
import torture_model as model
from torture_board import record_state, recorded_state

PUBLISHED_WITHIN_SECONDS = 3
READ_BYTES = 1 << 20
# The trees of a torn copy may have loops.
MOST_SECONDS = 60
STEPS_BETWEEN_LOOKS = 100_000


def judge(request, history):
    seq, state_hash, reasons = -1, None, []
    try:
        # Before it is opened: opening may settle a write-ahead log that lies beside it.
        if request.get('sha256') not in (None, digest(request['path'])):
            reasons.append('its bytes differ from the digest that was reported')
        db = sqlite3.connect(f"file:{request['path']}?mode=rw", uri=True, isolation_level=None)
        until = time.monotonic() + MOST_SECONDS
        db.set_progress_handler(lambda: time.monotonic() > until, STEPS_BETWEEN_LOOKS)
        try:
            seq, state_hash = model.position(db)
            reasons += model.violations(db)
        finally:
            db.close()
        if seq < request['minimum_seq']:
            reasons.append(f"stale: state {seq}, {request['minimum_seq']} was acknowledged before it began")
    except (sqlite3.Error, OSError, TypeError, ValueError) as error:
        reasons.append(f'{type(error).__name__}: {error}')
    if request.get('is_live') and state_hash is not None:
        record_state(history, seq, state_hash)
    published = None if reasons else is_published(history, seq, state_hash)
    return {'seq': seq, 'hash': state_hash, 'reasons': reasons, 'published': published}


def is_published(history, seq, state_hash):
    until = time.monotonic() + PUBLISHED_WITHIN_SECONDS
    while recorded_state(history, seq) is None and time.monotonic() < until:
        time.sleep(0.02)
    known = recorded_state(history, seq)
    return None if known is None else known == state_hash


def digest(path):
    sha256 = hashlib.sha256()
    with open(path, 'rb') as file:
        while block := file.read(READ_BYTES):
            sha256.update(block)
    return sha256.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('database')
    parser.add_argument('history')
    parser.add_argument('--mode', required=True)
    parser.add_argument('--page-size', type=int, required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    model.create(options.database, 'wal' if options.mode == 'mixed' else options.mode, options.page_size)
    history = os.open(options.history, os.O_RDWR | os.O_CREAT, 0o600)
    print(json.dumps({'sqlite_version': sqlite3.sqlite_version}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        answer = judge(request, history) if 'path' in request else {
            'published': is_published(history, request['seq'], request['hash'])}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
