#!/bin/sh
# Fetches what the tests compare Countersign's own parsers with: Jinja2, commonmark, markdown-it-py, and the examples of
# the CommonMark specification that come with the latter's source; verifiers of proofs, receivers of deliveries, and readers
# of metrics and of the description of the API. Tests that need them say so and are skipped without.
set -eu
folder=.build/peers

install() { # folder packages...
  into=$1
  shift
  python3 -m pip install -q --no-input --root-user-action=ignore --disable-pip-version-check --upgrade \
    --target "$folder/$into" "$@"
}

parsers() {
  mkdir -p "$folder/source"
  install python jinja2==3.1.6 markdown-it-py==4.3.0 commonmark==0.9.1 &&
    python3 -m pip download -q --no-input --disable-pip-version-check --no-deps --no-binary :all: \
      --dest "$folder/source" markdown-it-py==4.3.0 &&
    tar -xzf "$folder"/source/markdown_it_py-4.3.0.tar.gz -C "$folder/source" --strip-components=1
}

# aics-tlog asks for a newer Python than it needs.
proofs() {
  install python rfc8785==0.1.4 cryptography==50.0.2 &&
    install python --ignore-requires-python --no-deps aics-tlog==0.2.1
}

# The receivers' side of Standard Webhooks and of CloudEvents.
webhooks() { install python standardwebhooks==1.1.0 cloudevents==2.2.0; }

# Prometheus' own client.
metrics() { install python prometheus_client==0.26.0; }

# In a folder of its own, for it brings much with it.
probes() { install schemathesis schemathesis==4.32.0 openapi-spec-validator==0.9.0; }

fetch() { # what, the file that says it is there, for what
  [ -e "$folder/$2" ] && return
  echo "Fetching the packages $3:"
  if "$1"; then touch "$folder/$2"; else echo "They could not be fetched; the tests that ask them are skipped." >&2; fi
}

[ -e "$folder/complete-2" ] || rm -rf "$folder"
mkdir -p "$folder"
fetch parsers complete-2 "that the parsers are compared with"
fetch proofs complete-proofs-1 "that check proofs"
fetch webhooks complete-webhooks-1 "that check deliveries"
fetch metrics complete-metrics-1 "that read metrics"
fetch probes schemathesis/complete-1 "that read the description of the API"
