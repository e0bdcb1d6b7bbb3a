#!/usr/bin/env bash
# Installs missing Debian packages for the tests: sqlite3, Python, unpackers, age, a real database, servers, a browser
# with Chinese fonts. Without root it only lists them.
set -euo pipefail

missing=()
for tool in sqlite3 python3 zstd jq strace age rclone openssl faketime; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
# The fault campaign compiles its library.
command -v cc >/dev/null || missing+=(gcc libc6-dev)
# Swift: a server with the S3 API.
[[ -e /usr/lib/python3/dist-packages/swift/__init__.py ]] || missing+=(python3-swift)
[[ -x /usr/sbin/sshd ]] || missing+=(openssh-server)
command -v sftp >/dev/null || missing+=(openssh-client)
[[ -e /usr/share/proj/proj.db ]] || missing+=(proj-data)
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
  [[ -n ${CHROMIUM:-} ]] || missing+=(chromium)
fi
[[ -n $(fc-list ':lang=zh-cn' 2>/dev/null) ]] || missing+=(fonts-noto-cjk)
command -v promtool >/dev/null || promtool_missing=1
((${#missing[@]} > 0)) || [[ -n ${promtool_missing:-} ]] || exit 0

if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
  missing+=(${promtool_missing:+prometheus})
  echo "The tests also need: ${missing[*]} (Debian: sudo apt-get install ${missing[*]})" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
((${#missing[@]} == 0)) || apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

# Only promtool: the whole package prometheus would start a server.
if [[ -n ${promtool_missing:-} ]]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  (cd "$folder" && apt-get download -qq prometheus 2>/dev/null)
  dpkg-deb --fsys-tarfile "$folder"/prometheus_*.deb | tar -x -C "$folder" ./usr/bin/promtool
  install -m 755 "$folder/usr/bin/promtool" /usr/local/bin/promtool
fi
