#!/usr/bin/env bash
# Installs the Debian packages that the tests use as the world outside (other people's SQLite, unpackers, a
# real database), only those that are missing, and only where that is possible.
set -euo pipefail

missing=()
for tool in sqlite3 python3 zstd jq; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
[[ -e /usr/share/proj/proj.db ]] || missing+=(proj-data)
((${#missing[@]} > 0)) || exit 0

if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
  echo "The tests also need: ${missing[*]} (Debian: sudo apt-get install ${missing[*]})" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
