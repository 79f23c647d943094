#!/bin/sh
# Runs every test, so many at a time, and says once more at the end which of them failed.
set -u
log=.build/test.log
width=${WIDTH:-6}

{
  swift test --skip-build --experimental-maximum-parallelization-width "$width" 2>&1
  echo $? > "$log.status"
} | tee "$log"
status=$(cat "$log.status")
if [ "$status" != 0 ]; then
  echo "What failed:"
  grep '^✘' "$log" | tail -n 40
fi
exit "$status"
