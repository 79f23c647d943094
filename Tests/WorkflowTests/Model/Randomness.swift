/// Numbers that one seed makes, the same on every machine (SplitMix64).
struct Randomness: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number from 0 up to, and not, `end`.
  mutating func below(_ end: Int) -> Int { Int(next() % UInt64(end)) }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<Element>(_ all: [Element]) -> Element { all[below(all.count)] }

  /// Each of them with that chance; never none.
  mutating func some<Element>(_ all: [Element], percent: Int) -> [Element] {
    var taken: [Element] = []
    for element in all where chance(percent) { taken.append(element) }
    return taken.isEmpty ? [pick(all)] : taken
  }
}
