#!/bin/sh
# Starts the daemon with TLS on loopback, lays slow connections and floods of HTTP/2 upon it, and asks beside them as a good
# client: it must be answered, not much more slowly than by a second daemon beside it that nobody attacks, and the daemon's
# memory must come back. Needs Debian's nghttp2-client (h2load). Ends with 3 where that cannot be had.
#
#   sh Tests/Real/flood.sh                            5,000 slow connections, a minute of floods
#   SLOW=500 SECONDS_OF_FLOOD=10 sh Tests/Real/flood.sh
set -eu

fail() { echo "The flood cannot be had here: $1" >&2; exit 3; }

if ! command -v h2load >/dev/null; then
  command -v apt-get >/dev/null || fail "this is no Debian."
  apt-get update -q >/dev/null || fail "apt-get update failed."
  apt-get install -y -q --no-install-recommends nghttp2-client >/dev/null || fail "apt-get install nghttp2-client failed."
fi
ulimit -n 16384 2>/dev/null || fail "16,384 open files are not allowed (ulimit -n)."

binary=${BINARY:-.build/debug/countersign}
data=$(mktemp -d)
daemons=
finish() {
  for daemon in $daemons; do kill "$daemon" 2>/dev/null || true; wait "$daemon" 2>/dev/null || true; done
  rm -rf "$data"
}
trap finish EXIT
trap 'exit 1' INT TERM

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
  -out "$data/chain.pem" -keyout "$data/key.pem" 2>/dev/null

# start NAME PORT: sets `token` and `daemon`.
start() {
  token=$("$binary" init --data "$data/$1" --json | jq -r .token)
  COUNTERSIGN_TLS_CERTIFICATE="$data/chain.pem" COUNTERSIGN_TLS_KEY="$data/key.pem" COUNTERSIGN_LOG_LEVEL=warning \
    COUNTERSIGN_LOG_FORMAT=json "$binary" serve --data "$data/$1" --listen "127.0.0.1:$2" >"$data/$1.txt" 2>&1 &
  daemon=$!
  daemons="$daemons $daemon"
  tries=0
  until curl -fsk "https://127.0.0.1:$2/livez" >/dev/null 2>&1; do
    tries=$((tries + 1))
    kill -0 "$daemon" 2>/dev/null && [ "$tries" -lt 120 ] || { tail -20 "$data/$1.txt" >&2; exit 1; }
    sleep 0.5
  done
}

PORT=${PORT:-18443} CALM_PORT=${CALM_PORT:-18444}
start calm "$CALM_PORT"
CALM_TOKEN=$token
start attacked "$PORT"
TOKEN=$token PID=$daemon
export PORT CALM_PORT TOKEN CALM_TOKEN PID
python3 Tests/Real/flood.py
