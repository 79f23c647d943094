#!/bin/sh
# Runs every test under a sanitizer, `thread` or `address`. FILTER runs some of them.
set -eu
sanitizer=$1
# What is left behind at a process's end is not looked for: the test runner itself leaves much.
export ASAN_OPTIONS=detect_leaks=0
export TSAN_OPTIONS=halt_on_error=1
swift test --sanitize "$sanitizer" --scratch-path ".build-$sanitizer" ${FILTER:+--filter "$FILTER"} \
  --experimental-maximum-parallelization-width "${WIDTH:-4}"
