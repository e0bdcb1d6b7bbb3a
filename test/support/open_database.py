#!/usr/bin/env python3
"""Another program that uses a database: executes statements, says "ready", and keeps the database open until its standard
input ends.

  open_database.py DATABASE STATEMENT...

It brings a collation of its own, by_length, as applications do.
"""
import sqlite3
import sys


def by_length(left, right):
    return (len(left), left) > (len(right), right) or -((len(left), left) < (len(right), right))


def main(path, *statements):
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    connection.create_collation('by_length', by_length)
    for statement in statements:
        connection.execute(statement).fetchall()
    print('ready', flush=True)
    sys.stdin.read()
    connection.close()


main(*sys.argv[1:])
