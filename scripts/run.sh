#!/bin/sh
# Starts the daemon on its embedded SQLite, with a small example on first use, and says how to go on.
set -eu

url="http://$LISTEN"
umask 077
if [ ! -f "$DATA/countersign.sqlite" ]; then
  mkdir -p "$DATA"
  "$BINARY" init --data "$DATA" --json | jq -r .token > "$DATA/admin.token"
fi
token=$(cat "$DATA/admin.token")
# Good once, and made before the daemon has the log.
link=$("$BINARY" sign-in-link --data "$DATA" --user admin --public-url "$url")

# On this machine for a try: webhooks and git hosts may be here, too.
COUNTERSIGN_ALLOWED_NETWORKS=127.0.0.0/8 "$BINARY" serve --data "$DATA" --listen "$LISTEN" --config config/countersign.yaml > "$DATA/countersign.log" 2>&1 &
daemon=$!
trap 'kill -TERM $daemon 2>/dev/null; wait $daemon' INT TERM

waited=0
until curl -fsS "$url/readyz" >/dev/null 2>&1; do
  if ! kill -0 $daemon 2>/dev/null || [ $waited -ge 100 ]; then
    echo "The daemon did not start:" >&2
    tail -n 20 "$DATA/countersign.log" >&2
    exit 1
  fi
  waited=$((waited + 1))
  sleep 0.1
done

COUNTERSIGN_URL=$url COUNTERSIGN_TOKEN=$token "$BINARY" example
cat <<END

Countersign listens on $url, and keeps its data in $DATA.

  Open    $link
          It signs you in once. Later: $url, with the token.
  Token   $token

  curl -s -H "Authorization: Bearer $token" $url/api/v1/documents | jq '.items[] | {title, status, stage}'

Ctrl-C stops it.
END
wait $daemon
