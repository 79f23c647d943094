/// What a section is recognised by.
struct SectionTraits {
  let title: String
  /// The title without its numbering, in lower case.
  let bareTitle: String
  let level: Int
  let digest: String
  /// Stands for the digest within one matching: equal digests have equal numbers.
  var number = -1
  /// A hash of the text under the heading, white space left out; nil where there is none.
  let body: UInt64?
  /// Hashes of the words of heading and text: distinct, ascending, the smallest `wordsMax` of them.
  let words: [UInt64]

  /// Enough for a sample whose Dice coefficient is right within a few hundredths.
  static let wordsMax = 256

  init(_ title: String, _ level: Int, _ digest: String, _ text: ArraySlice<UInt8>) {
    let named = Volatile.headingField(title)?.label ?? title
    self.title = named
    bareTitle = Slug.withoutNumbering(named).lowercased()
    self.level = level
    self.digest = digest
    let heading = level == 0 ? text.startIndex : text.firstIndex(where: \.isLineEnd) ?? text.endIndex
    body = Self.hash(text[heading...])
    words = Self.words(text)
  }

  /// The share of words that the two have in common (Sørensen–Dice), 0 to 1.
  func likeness(to other: SectionTraits) -> Double {
    guard !words.isEmpty, !other.words.isEmpty else { return 0 }
    var common = 0
    var mine = 0
    var others = 0
    while mine < words.count, others < other.words.count {
      if words[mine] == other.words[others] {
        common += 1
        mine += 1
        others += 1
      } else if words[mine] < other.words[others] {
        mine += 1
      } else {
        others += 1
      }
    }
    return 2 * Double(common) / Double(words.count + other.words.count)
  }

  private static func hash(_ text: ArraySlice<UInt8>) -> UInt64? {
    var hash = Fnv()
    var isEmpty = true
    for byte in text where !byte.isWhiteSpace {
      hash.add(byte)
      isEmpty = false
    }
    return isEmpty ? nil : hash.value
  }

  private static func words(_ text: ArraySlice<UInt8>) -> [UInt64] {
    var words: Set<UInt64> = []
    var hash = Fnv()
    var isInWord = false
    for byte in text {
      if byte.isWord || byte >= 0x80 {
        hash.add(byte.lowercased)
        isInWord = true
      } else if isInWord {
        words.insert(hash.value)
        hash = Fnv()
        isInWord = false
      }
    }
    if isInWord { words.insert(hash.value) }
    return Array(words.sorted().prefix(wordsMax))
  }
}

/// FNV-1a with a last mixing step: the same in every process, so that ids do not depend on a random seed.
private struct Fnv {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  var value: UInt64 {
    var mixed = state
    mixed = (mixed ^ (mixed >> 33)) &* 0xff51_afd7_ed55_8ccd
    mixed = (mixed ^ (mixed >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return mixed ^ (mixed >> 33)
  }
}
