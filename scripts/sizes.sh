#!/bin/sh
# Holds files to 400 lines.
set -eu

long=$(find Sources Tests -name '*.swift' -exec wc -l {} + | awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines" }')
if [ -n "$long" ]; then
  echo "Over 400 lines:" >&2
  echo "$long" >&2
  exit 1
fi
