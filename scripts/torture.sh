#!/bin/sh
# Runs the tests of durability at full length, two processes at a time, and prints one table at the end.
# CUTS and KILLS say how many; the binary of the tests must have been built (swift build --build-tests).
set -eu
cuts=${CUTS:-100000}
kills=${KILLS:-1000}
binary=.build/debug/countersignPackageTests.xctest
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
start=$(date +%s)

# run NAME FILTER: the tests of a filter, with their progress on the terminal. A test that fails makes a file.
run() {
  { "$binary" --testing-library swift-testing --filter "$2" 2>&1 || touch "$work/failed"; } |
    tee "$work/$1.log" | grep --line-buffered -E '^(Power cuts|Kills):|✘' || true
}

export COUNTERSIGN_TORTURE_CUTS=$((cuts / 2)) COUNTERSIGN_TORTURE_KILLS=$((kills / 2))
echo "Power cuts: $cuts, in two processes"
run cuts-1 DurabilityTests.SurvivingPowerCuts &
run cuts-2 'DurabilityTests.SurvivingPowerCuts/powerCuts' &
wait
echo "Kills: $kills, in two processes"
run kills-1 EndToEndTests.KillingTheDaemon &
run kills-2 'EndToEndTests.KillingTheDaemon/kill\(\)' &
wait
echo "Failing disks, races, the clock, the whole daemon on a failing disk"
run rest 'DurabilityTests.(FailingDisks|RefusingCommands|RacingForVersions|SettingTheClock)' &
run disk 'EndToEndTests.(LosingTheDisk|SettingTheDaemonsClock|BackingUp|SurvivingKills)' &
wait

echo
printf '%-58s %10s  %-38s %8s\n' 'test' 'count' 'found' 'seconds'
cat "$work"/*.log | sed -n 's/^durability|//p' | sort |
  awk -F'|' '{ printf "%-58s %10s  %-38s %8s\n", $1, $2, $3, $4 }'
echo "In all: $(($(date +%s) - start)) seconds."
if [ -e "$work/failed" ]; then
  grep -h '✘' "$work"/*.log | tail -40 >&2
  exit 1
fi
