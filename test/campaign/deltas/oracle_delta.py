"""The oracle of deltas: the pages in which NEW differs from BASE, as a write-ahead log of SQLite.

oracle_delta.py BASE NEW LOG; it prints the numbers of frames and of pages.
It compares bytes, not digests, and shares nothing with the product. Its checksums are big-endian.
Source: https://www.sqlite.org/fileformat2.html#walformat
"""
import os
import struct
import sys

BIG_ENDIAN_CHECKSUMS = 0x377F0683
FORMAT_VERSION = 3007000
LOCK_BYTES_AT = 1 << 30
MASK = 0xFFFFFFFF


def add(sums, data):
    first, second = sums
    words = struct.unpack(f'>{len(data) // 4}I', data)
    for even, odd in zip(words[::2], words[1::2]):
        first = (first + even + second) & MASK
        second = (second + odd + first) & MASK
    return first, second


def page_size_of(file):
    file.seek(16)
    stored, = struct.unpack('>H', file.read(2))
    return 65536 if stored == 1 else stored


def pages_of(file, size):
    file.seek(0)
    while page := file.read(size):
        yield page


def changed_pages(base, new, size):
    before = pages_of(base, size)
    for number, page in enumerate(pages_of(new, size), 1):
        has_changed = next(before, None) != page
        if (has_changed or number == 1) and number != LOCK_BYTES_AT // size + 1:
            yield number


def write_log(new, size, numbers, count, log):
    salts = os.urandom(8)
    header = struct.pack('>4I', BIG_ENDIAN_CHECKSUMS, FORMAT_VERSION, size, 0) + salts
    sums = add((0, 0), header)
    log.write(header + struct.pack('>2I', *sums))
    for number in numbers:
        new.seek((number - 1) * size)
        page = new.read(size)
        start = struct.pack('>2I', number, count if number == numbers[-1] else 0)
        sums = add(add(sums, start), page)
        log.write(start + salts + struct.pack('>2I', *sums) + page)


def main():
    base_path, new_path, log_path = sys.argv[1:]
    with open(base_path, 'rb') as base, open(new_path, 'rb') as new, open(log_path, 'xb') as log:
        size = page_size_of(new)
        count = os.path.getsize(new_path) // size
        numbers = list(changed_pages(base, new, size))
        write_log(new, size, numbers, count, log)
    print(len(numbers), count)


if __name__ == '__main__':
    main()
