#!/bin/sh
# Starts the daemon on a new data directory and asks it what schemathesis thinks of, as nobody, an agent, an auditor, a
# member and an admin: EXAMPLES requests an operation in each phase (100), which are more than 5,000 each, beside those
# that it thinks of for every limit of the description. Ends with 3 where schemathesis cannot be had.
#
#   EXAMPLES=10 sh Tests/Real/schemathesis.sh admin      only as an admin, and fewer
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- anonymous agent auditor member admin
binary=${BINARY:-.build/debug/countersign}

data=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$data"
}
trap finish EXIT
trap 'exit 1' INT TERM

token=$("$binary" init --data "$data/log" --json | sed -n 's/.*"token" *: *"\([^"]*\)".*/\1/p')
# Whoever guesses so often is told to come back later; here each guess is to be answered.
for limit in FAILURES USERS_CREATE USERS_READ USERS_LIST USERS_UPDATE USERS_DELETE HEAVY; do
  export "COUNTERSIGN_RATE_LIMITS_$limit=0"
done
"$binary" serve --data "$data/log" --listen 127.0.0.1:0 >"$data/daemon.log" 2>&1 &
server=$!
url=
for _ in $(seq 600); do
  url=$(sed -n 's/.*"address" *: *"\([^"]*\)".*/\1/p' "$data/daemon.log" | head -1)
  [ -z "$url" ] || break
  kill -0 "$server" || { cat "$data/daemon.log" >&2; exit 1; }
  sleep 0.1
done
url="http://$url"

# Prints what a member of the answer says.
call() { curl -sf "$url/api/v1/$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$2"; }
user() {
  call users "{\"id\": \"$1\", \"kind\": \"$2\", \"roles\": [\"$3\"]}" >"$data/answer"
  call tokens "{\"user\": \"$1\"}" >"$data/answer"
  sed 's/.*"token":"\([^"]*\)".*/\1/' "$data/answer"
}

failed=0
for role; do
  case $role in
    anonymous) key= ;;
    agent) key=$(user agent agent member) ;;
    admin) key=$token ;;
    *) key=$(user "$role" person "$role") ;;
  esac
  echo "As $role:"
  status=0
  sh Tests/Probing/probe.sh "$url" "$key" --max-examples "${EXAMPLES:-100}" --continue-on-failure || status=$?
  [ "$status" != 3 ] || exit 3
  [ "$status" = 0 ] || failed=1
done
if grep '"level":"\(error\|critical\)"' "$data/daemon.log"; then failed=1; fi
exit $failed
