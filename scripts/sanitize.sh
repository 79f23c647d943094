#!/bin/sh
# Runs every test under a sanitizer, `thread` or `address`. FILTER runs some of them. What the daemons that tests start
# report is looked for, too.
set -eu
sanitizer=$1
scratch=".build-$sanitizer"
reports="$PWD/$scratch/reports"
rm -rf "$reports"
mkdir -p "$reports"
# What is left behind at a process's end is not looked for: the test runner itself leaves much.
# Some tests measure memory: what was given back is not kept for long.
export ASAN_OPTIONS="quarantine_size_mb=16:detect_leaks=0:suppressions=$PWD/scripts/sanitize-address.supp:log_path=$reports/report"
export TSAN_OPTIONS="suppressions=$PWD/scripts/sanitize-thread.supp:log_path=$reports/report"
# What is done at random, and with very long texts, is done less: it would take hours.
export COUNTERSIGN_HOSTILE_BYTES=10000 COUNTERSIGN_HISTORIES=5000
export COUNTERSIGN_SANITIZER="$sanitizer" COUNTERSIGN_TORTURE_CUTS=200 COUNTERSIGN_TORTURE_KILLS=10
status=0
swift test --sanitize "$sanitizer" --scratch-path "$scratch" ${FILTER:+--filter "$FILTER"} \
  --experimental-maximum-parallelization-width "${WIDTH:-4}" || status=$?
for report in "$reports"/*; do
  [ -e "$report" ] || continue
  status=1
  cat "$report"
done
exit "$status"
