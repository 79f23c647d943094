/// Text as Python sees it: a row of Unicode scalars, equal only where they are the same.
enum JinjaText {
  static func areEqual(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }

  static func precedes(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }

  static func length(_ text: String) -> Int { text.unicodeScalars.count }

  /// The first scalars.
  static func prefix(_ text: String, _ count: Int) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(0, count))))
  }

  /// In the quotes and with the escapes of Python's `repr`.
  static func quoted(_ text: String) -> String {
    let quote: Unicode.Scalar = text.utf8.contains(0x27) && !text.utf8.contains(0x22) ? "\"" : "'"
    var quoted = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      default: quoted += isPrintable(scalar) ? String(scalar) : escaped(scalar)
      }
    }
    return quoted + String(quote)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case ..<0x100: "\\x" + hex(scalar.value, 2)
    case ..<0x10000: "\\u" + hex(scalar.value, 4)
    default: "\\U" + hex(scalar.value, 8)
    }
  }

  static func hex(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  enum Side { case left, right, both }

  /// Without the characters at its ends; without white space where none are given.
  static func stripped(_ text: String, of characters: String? = nil, _ side: Side = .both) -> String {
    let set = characters.map { Set($0.unicodeScalars) }
    func goes(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? JinjaSpace.isSpace(scalar) }
    var rest = text.unicodeScalars[...]
    if side != .right { rest = rest.drop(while: goes) }
    while side != .left, let last = rest.last, goes(last) { rest.removeLast() }
    return String(rest)
  }

  /// In lower case; a sigma at the end of a word has its own form.
  static func lowered(_ text: String) -> String {
    guard text.unicodeScalars.contains("\u{3A3}") else { return text.lowercased() }
    return lowered(Array(text.unicodeScalars), from: 0)
  }

  private static func lowered(_ scalars: [Unicode.Scalar], from start: Int) -> String {
    scalars.indices.dropFirst(start).map { place in
      guard scalars[place] == "\u{3A3}" else { return scalars[place].properties.lowercaseMapping }
      return isWordEnd(place, in: scalars) ? "\u{3C2}" : "\u{3C3}"
    }.joined()
  }

  private static func isWordEnd(_ place: Int, in scalars: [Unicode.Scalar]) -> Bool {
    let before = scalars[..<place].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(place + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }

  static func capitalized(_ text: String) -> String {
    guard let first = text.unicodeScalars.first else { return "" }
    return first.properties.titlecaseMapping + lowered(Array(text.unicodeScalars), from: 1)
  }

  /// Every word with a capital and the rest in lower case; words begin behind space, a hyphen or an opening bracket.
  static func titled(_ text: String) -> String {
    var (whole, word) = ("", String.UnicodeScalarView())
    func finished(_ word: String.UnicodeScalarView) -> String {
      guard let first = word.first else { return "" }
      return first.properties.uppercaseMapping + lowered(String(word.dropFirst()))
    }
    for scalar in text.unicodeScalars {
      if JinjaSpace.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar) {
        whole += finished(word) + String(scalar)
        word = String.UnicodeScalarView()
      } else {
        word.append(scalar)
      }
    }
    return whole + finished(word)
  }

  /// Its lines without their ends, as Python's `splitlines` counts them.
  static func lines(_ text: String) -> [String] {
    var (lines, line) = ([String](), String.UnicodeScalarView())
    var (isOpen, isAfterReturn) = (false, false)
    for scalar in text.unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      if scalar == "\n", isAfterReturn { continue }
      switch scalar.value {
      case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
        lines.append(String(line))
        line = String.UnicodeScalarView()
        isOpen = false
      default:
        line.append(scalar)
        isOpen = true
      }
    }
    return isOpen ? lines + [String(line)] : lines
  }

  static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "_" || scalar.properties.numericType != nil { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }
}
