import Foundation

/// Numbers that one seed gives again (SplitMix64), the same on every machine. Print the seed with every failure; where none
/// is given, COUNTERSIGN_SEED runs with that seed again.
package struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  package let seed: UInt64

  package init(_ given: UInt64? = nil) {
    let named = ProcessInfo.processInfo.environment["COUNTERSIGN_SEED"].flatMap { UInt64($0) }
    seed = given ?? named ?? UInt64.random(in: 0...UInt64.max)
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
