#!/bin/sh
# Opens the pages in a real Chromium, Debian's, driven by Playwright: on a daemon of its own with a temporary data directory.
# BINARY is the daemon that is tried; else the release binary, else the debug one. Ends with 3, and says why, where Chromium
# cannot be had.
#
#   sh scripts/test-pages.sh                          every test
#   sh scripts/test-pages.sh -k axe                   those that pytest chooses by this
#   sh scripts/test-pages.sh pictures FOLDER [NAME…]  pictures of the pages
#   sh scripts/test-pages.sh shots FOLDER [NAME…]     the pictures of docs/pages
#   sh scripts/test-pages.sh speed                    the server's time for pages
set -eu
cd "$(dirname "$0")/.."

fail() { echo "The pages cannot be tried here: $1" >&2; exit 3; }

missing=
for package in python3 python3-venv chromium fonts-dejavu-core fonts-liberation; do
  dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || fail "this is no Debian."
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  echo "Installing:$missing"
  $sudo apt-get update -q >/dev/null || fail "apt-get update failed."
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null ||
    fail "apt-get install$missing failed."
fi

venv=.build/pages-venv
complete="$venv/complete-1"
if [ ! -e "$complete" ]; then
  rm -rf "$venv"
  mkdir -p .build
  python3 -m venv "$venv" || fail "no virtual environment can be made."
  "$venv/bin/pip" install -q --no-input --disable-pip-version-check \
    playwright==1.65.2 axe-playwright-python==0.1.8 pytest==9.2.0 pillow==13.0.0 ||
    fail "the Python packages cannot be fetched."
  touch "$complete"
fi

if [ -z "${BINARY:-}" ]; then
  BINARY=.build/release/countersign
  [ -x "$BINARY" ] || BINARY=.build/debug/countersign
fi
[ -x "$BINARY" ] || { echo "There is no $BINARY: make release" >&2; exit 1; }
echo "Trying $BINARY:"
export BINARY PYTHONDONTWRITEBYTECODE=1

case ${1:-} in
  pictures | shots | speed)
    script=$1
    shift
    exec "$venv/bin/python" "Tests/Pages/$script.py" "$@"
    ;;
  *) exec "$venv/bin/python" -m pytest -q -p no:cacheprovider --tb=short -o testpaths=Tests/Pages "$@" ;;
esac
