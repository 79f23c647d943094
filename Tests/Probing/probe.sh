#!/bin/sh
# Asks a running daemon what schemathesis thinks of, with all its checks, from the description that the daemon serves.
#
#   sh Tests/Probing/probe.sh URL TOKEN [OPTION...]     an empty TOKEN asks as nobody; options are those of schemathesis
#
# Ends with 3 where schemathesis cannot be had.
set -eu
url=$1 token=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
folder="$here/../../.build/peers/schemathesis"

[ -e "$folder/complete-1" ] || (cd "$here/../.." && sh scripts/peers.sh) >&2
[ -e "$folder/complete-1" ] || { echo "schemathesis cannot be had here." >&2; exit 3; }
[ -z "$token" ] || set -- --header "Authorization: Bearer $token" "$@"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
PYTHONPATH="$folder" PYTHONDONTWRITEBYTECODE=1 python3 "$folder/bin/schemathesis" --no-color \
  --config-file "$here/schemathesis.toml" run --checks all --request-timeout 180 --warnings off \
  --suppress-health-check all "$@" \
  "$url/api/v1/openapi.json"
