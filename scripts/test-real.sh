#!/bin/sh
# Runs deliveries against real tools: each script of Tests/Real starts its tool on loopback, runs its suite against it and
# stops it again. A script that ends with 3 has said why its tool cannot be had here; that alone is no failure.
# With names (`sh scripts/test-real.sh synapse`) only those.
set -eu
[ $# -gt 0 ] || set -- $(for script in Tests/Real/*.sh; do basename "$script" .sh; done)

swift build --build-tests
summary="" failed=0
for name in "$@"; do
  status=0
  sh "Tests/Real/$name.sh" || status=$?
  case $status in
    0) result="passed" ;;
    3) result="cannot be had here" ;;
    *) result="failed" failed=1 ;;
  esac
  summary="$summary$name: $result
"
done
printf '\n%s' "$summary"
exit $failed
