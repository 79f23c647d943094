#!/bin/sh
# Looks for bytes that break a reader: each target of Tests/FuzzTargets for SECONDS, or those that are named.
set -eu
seconds=${SECONDS_EACH:-600}
scratch=.build-fuzz
FUZZ=1 swift build -c release --sanitize fuzzer --scratch-path "$scratch" --product Fuzz
binary="$scratch/release/Fuzz"
targets=${TARGETS:-$(ls Tests/FuzzingTests/Corpus)}
status=0
for target in $targets; do
  work="$scratch/corpus/$target"
  mkdir -p "$work" "$scratch/found"
  echo "$target for $seconds s:"
  FUZZ_TARGET="$target" "$binary" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
    -artifact_prefix="$scratch/found/$target-" "$work" "Tests/FuzzingTests/Corpus/$target" >"$scratch/$target.log" 2>&1 \
    || { status=1; echo "  found: see $scratch/$target.log"; }
  tail -n 1 "$scratch/$target.log"
done
exit "$status"
