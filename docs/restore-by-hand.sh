#!/bin/sh
# Restores a backup without backup-manager: with sqlite3, and with zstd, gzip and age if the files need them.
#
#   sh restore-by-hand.sh OUT FULL [DELTA...]
#
# OUT    the new database; it must not exist
# FULL   the full backup (.db), then the diff and incr backups above it (.wal), oldest first. The manifest of each one
#        (its name and .json) has the name of the one below it as "parent".
#
# The files may end in .zst or .gz, and in .age: for these AGE_IDENTITY is the file with the secret key.
#
# A diff or incr is a write-ahead log of SQLite. SQLite applies it to any database and checks only the log itself. So
# compare the SHA-256 that is printed at the end with "database_sha256" in the manifest of the last backup.
set -eCu
umask 077

[ $# -ge 2 ] || { echo "usage: $0 OUT FULL [DELTA...]" >&2; exit 2; }
case $1 in
  /*) out=$1 ;;
  *) out=./$1 ;;
esac
shift
for path in "$out" "$out-wal" "$out-shm" "$out-journal" "$out.age-opened"; do
  if [ -e "$path" ] || [ -L "$path" ]; then echo "$path exists already" >&2; exit 1; fi
done
trap 'rm -f "$out" "$out-wal" "$out-shm" "$out.age-opened"' EXIT
trap 'exit 1' HUP INT TERM

# unpack FILE TARGET: the content of a backup's data file. Without pipes: a shell sees only the last program's failure.
unpack() {
  packed=$1
  name=${1%.age}
  if [ "$name" != "$1" ]; then
    packed=$out.age-opened
    age -d -i "${AGE_IDENTITY:?AGE_IDENTITY is the file with the secret key}" "$1" > "$packed"
  fi
  case $name in
    *.zst) zstd -q -d -c < "$packed" > "$2" ;;
    *.gz) gzip -d -c < "$packed" > "$2" ;;
    *) cat < "$packed" > "$2" ;;
  esac
  rm -f "$out.age-opened"
}

unpack "$1" "$out"
shift
for delta in "$@"; do
  unpack "$delta" "$out-wal"
  # Writes the pages of the log into the database, and sets its size.
  sqlite3 -batch -bail "$out" 'PRAGMA wal_checkpoint(TRUNCATE);' > /dev/null
  rm -f "$out-wal" "$out-shm"
done

trap - EXIT
if command -v sha256sum > /dev/null; then sha256sum "$out"; else shasum -a 256 "$out"; fi
