#!/bin/sh
# Runs the daemon under what systemd/countersign.service allows, as far as that can be had without systemd: its system
# calls and address families, no writable and executable memory, no capabilities and no new privileges, its limit of open
# files, a read-only file system but for the data directory, no devices, a /proc of its own, namespaces of its own. Also checks
# the units with systemd-analyze. Needs root. Ends with 3 where that cannot be had.
#
# Not tried: DynamicUser and StateDirectory (a user of its own is made by systemd alone), the watchdog, LoadCredential.
set -eu

fail() { echo "The sandbox cannot be had here: $1" >&2; exit 3; }

[ "$(id -u)" = 0 ] || fail "the script must run as root."
command -v systemd-analyze >/dev/null || fail "there is no systemd-analyze."
command -v unshare >/dev/null || fail "there is no unshare."
python3 -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' 2>/dev/null || fail "there is no libseccomp."
unshare --mount --pid --fork --ipc true 2>/dev/null || fail "namespaces are not allowed."

binary=$(realpath "${BINARY:-.build/debug/countersign}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/units"
cp -r systemd/. "$work/units"
for unit in countersign.service countersign.socket; do
  sed -i "s|/usr/bin/countersign|$binary|" "$work/units/$unit"
  systemd-analyze verify "$work/units/$unit"
done
systemd-analyze security --offline=true --threshold=12 systemd/countersign.service | tail -n 1

python3 Tests/Real/sandbox.py "$binary" systemd/countersign.service "$work"
