#!/bin/sh
# Starts Synapse, a real Matrix server, on loopback in a temporary directory with SQLite; makes accounts, a token and a
# room; runs the suite MatrixForReal against it, or the command that it is given; stops it. Synapse comes from PyPI into
# .build/real, once. Ends with 3 where it cannot be had.
#
#   sh Tests/Real/synapse.sh                   runs the suite
#   sh Tests/Real/synapse.sh env | grep MATRIX   prints what a test needs
set -eu
version=1.163.2
folder=.build/real/synapse-$version

fetch() {
  [ -e "$folder/complete" ] && return
  rm -rf "$folder" && mkdir -p "$folder"
  echo "Fetching Synapse $version:" >&2
  python3 -m pip install -q --no-input --root-user-action=ignore --disable-pip-version-check --only-binary=:all: \
    --target "$folder/python" "matrix-synapse==$version" && touch "$folder/complete"
}
if ! fetch >&2; then
  echo "Synapse cannot be had here: PyPI did not give it for $(python3 --version 2>&1), see above." >&2
  exit 3
fi

work=$(mktemp -d) pid=""
stop() {
  status=$?
  [ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null || true
  [ $status = 0 ] || [ $status = 3 ] || tail -n 20 "$work/synapse.log" >&2 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

PYTHONPATH=$PWD/$folder/python
export PYTHONPATH PYTHONDONTWRITEBYTECODE=1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
cat >"$work/homeserver.yaml" <<END
server_name: synapse.test
report_stats: false
pid_file: $work/synapse.pid
signing_key_path: $work/signing.key
media_store_path: $work/media
log_config: $work/log.yaml
database: {name: sqlite3, args: {database: $work/homeserver.db}}
listeners:
  - {port: $port, bind_addresses: [127.0.0.1], type: http, tls: false, resources: [{names: [client]}]}
trusted_key_servers: []
registration_shared_secret: $(random)
macaroon_secret_key: $(random)
form_secret: $(random)
END
cat >"$work/log.yaml" <<END
version: 1
handlers: {file: {class: logging.FileHandler, filename: $work/synapse.log}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
END

(cd "$work" && python3 -m synapse.app.homeserver -c homeserver.yaml --generate-keys) >&2
(cd "$work" && exec python3 -m synapse.app.homeserver -c homeserver.yaml) >>"$work/synapse.log" 2>&1 &
pid=$!
url=http://127.0.0.1:$port
tries=0
until curl -sf "$url/health" >/dev/null; do
  tries=$((tries + 1))
  if [ $tries -gt 120 ] || ! kill -0 "$pid" 2>/dev/null; then
    echo "Synapse did not start." >&2
    exit 1
  fi
  sleep 0.5
done

# account NAME FLAG: registers it and prints its token.
account() {
  password=$(random)
  python3 -m synapse._scripts.register_new_matrix_user -c "$work/homeserver.yaml" -u "$1" -p "$password" "$2" "$url" >&2
  curl -sf "$url/_matrix/client/v3/login" -H 'Content-Type: application/json' -d "{
    \"type\": \"m.login.password\", \"identifier\": {\"type\": \"m.id.user\", \"user\": \"$1\"},
    \"password\": \"$password\"}" | jq -r .access_token
}
# call TOKEN PATH BODY
call() { curl -sf "$url$2" -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$3"; }

keeper=$(account keeper --admin)
token=$(account countersign --no-admin)
# Has the server's limit for messages, which the account that posts is freed of.
hasty=$(account hasty --no-admin)
reader=$(account grace --no-admin)
call "$keeper" /_synapse/admin/v1/users/@countersign:synapse.test/override_ratelimit \
  '{"messages_per_second": 0, "burst_count": 0}' >/dev/null
room=$(call "$keeper" /_matrix/client/v3/createRoom '{"name": "Architecture", "preset": "public_chat"}' | jq -r .room_id)
for member in "$token" "$hasty" "$reader"; do
  call "$member" "/_matrix/client/v3/join/$(jq -rn --arg room "$room" '$room | @uri')" '{}' >/dev/null
done

export COUNTERSIGN_REAL=1 COUNTERSIGN_MATRIX_URL="$url" COUNTERSIGN_MATRIX_ROOM="$room" \
  COUNTERSIGN_MATRIX_TOKEN="$token" COUNTERSIGN_MATRIX_HASTY="$hasty" COUNTERSIGN_MATRIX_READER="$reader"
unset PYTHONPATH
[ $# -gt 0 ] || set -- swift test --skip-build --filter IntegrationsTests.MatrixForReal
"$@"
