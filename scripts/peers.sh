#!/bin/sh
# Fetches what the tests compare Countersign's own parsers with: Jinja2, commonmark, markdown-it-py, and the examples of
# the CommonMark specification that come with the latter's source; verifiers of proofs, receivers of deliveries, and readers
# of metrics and of the description of the API. Tests that need them say so and are skipped without.
set -eu
folder=.build/peers

# What checks proofs: rfc8785, and aics-tlog, which asks for a newer Python than it needs.
fetch_proofs() {
  [ -e "$folder/complete-proofs-1" ] && return
  echo "Fetching the packages that check proofs:"
  if python3 -m pip install -q --no-input --root-user-action=ignore --disable-pip-version-check --upgrade \
      --target "$folder/python" rfc8785==0.1.4 cryptography==50.0.2 &&
    python3 -m pip install -q --no-input --root-user-action=ignore --disable-pip-version-check --upgrade \
      --target "$folder/python" --ignore-requires-python --no-deps aics-tlog==0.2.1
  then touch "$folder/complete-proofs-1"
  else echo "They could not be fetched; the tests that ask them will be skipped." >&2
  fi
}

# What checks deliveries: the receivers' side of Standard Webhooks and of CloudEvents.
fetch_webhooks() {
  [ -e "$folder/complete-webhooks-1" ] && return
  echo "Fetching the packages that check deliveries:"
  if python3 -m pip install -q --no-input --root-user-action=ignore --disable-pip-version-check --upgrade \
      --target "$folder/python" standardwebhooks==1.1.0 cloudevents==2.2.0
  then touch "$folder/complete-webhooks-1"
  else echo "They could not be fetched; the tests that ask them will be skipped." >&2
  fi
}

# What reads metrics: Prometheus' own client.
fetch_metrics() {
  [ -e "$folder/complete-metrics-1" ] && return
  echo "Fetching the package that reads metrics:"
  if python3 -m pip install -q --no-input --root-user-action=ignore --disable-pip-version-check --upgrade \
      --target "$folder/python" prometheus_client==0.26.0
  then touch "$folder/complete-metrics-1"
  else echo "It could not be fetched; the tests that ask it will be skipped." >&2
  fi
}

# What reads the description of the API: in a folder of its own, for it brings much with it.
fetch_probes() {
  [ -e "$folder/schemathesis/complete-1" ] && return
  echo "Fetching the packages that read the description of the API:"
  if python3 -m pip install -q --no-input --root-user-action=ignore --disable-pip-version-check --upgrade \
      --target "$folder/schemathesis" schemathesis==4.32.0 openapi-spec-validator==0.9.0
  then touch "$folder/schemathesis/complete-1"
  else echo "They could not be fetched; the tests that ask them will be skipped." >&2
  fi
}

if [ -e "$folder/complete-2" ]; then
  fetch_proofs
  fetch_webhooks
  fetch_metrics
  fetch_probes
  exit 0
fi
rm -rf "$folder" && mkdir -p "$folder/source"
echo "Fetching the packages that the parsers are compared with:"
if python3 -m pip install -q --no-input --root-user-action=ignore --disable-pip-version-check \
    --target "$folder/python" jinja2==3.1.6 markdown-it-py==4.3.0 commonmark==0.9.1 &&
  python3 -m pip download -q --no-input --disable-pip-version-check --no-deps --no-binary :all: \
    --dest "$folder/source" markdown-it-py==4.3.0 &&
  tar -xzf "$folder"/source/markdown_it_py-4.3.0.tar.gz -C "$folder/source" --strip-components=1
then touch "$folder/complete-2"
else echo "They could not be fetched; the comparing tests will be skipped." >&2
fi
fetch_proofs
fetch_webhooks
fetch_metrics
fetch_probes
