import Foundation

extension JinjaLexer {
  /// The words up to the mark that closes the tag; a mark inside of brackets or quotes does not close it.
  mutating func tokens(closedBy closing: StaticString) throws(TemplateError) -> [JinjaToken] {
    let opened = line
    var tokens: [JinjaToken] = []
    var brackets: [UInt8] = []
    while true {
      skipSpace()
      guard let byte = byte(at: index) else {
        throw failure("A tag is opened and never closed.", line: opened)
      }
      if brackets.isEmpty, close(with: closing) { return tokens }
      let start = line
      let kind = try token(startingWith: byte)
      if case .symbol(let symbol) = kind { try balance(symbol, &brackets) }
      tokens.append(JinjaToken(kind: kind, line: start))
    }
  }

  private mutating func close(with closing: StaticString) -> Bool {
    if stands(closing, at: index) {
      index += 2
      return true
    }
    let isTrimmed = byte(at: index) == UInt8(ascii: "-")
    let isKept = byte(at: index) == UInt8(ascii: "+") && stands("%}", at: index + 1)
    guard isTrimmed || isKept, stands(closing, at: index + 1) else { return false }
    index += 3
    if isTrimmed { skipSpace() }
    return true
  }

  private func balance(_ symbol: String, _ brackets: inout [UInt8]) throws(TemplateError) {
    switch symbol {
    case "(": brackets.append(UInt8(ascii: ")"))
    case "[": brackets.append(UInt8(ascii: "]"))
    case "{": brackets.append(UInt8(ascii: "}"))
    case ")", "]", "}":
      guard brackets.popLast() == symbol.utf8.first else {
        throw failure("'\(symbol)' closes nothing.", line: line)
      }
    default: break
    }
  }

  private mutating func token(startingWith byte: UInt8) throws(TemplateError) -> JinjaToken.Kind {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string(closedBy: byte))
    default: break
    }
    if Self.isWordByte(byte) { return .name(try word()) }
    let pair = String(decoding: source[index..<min(index + 2, source.count)], as: UTF8.self)
    if ["==", "!=", "<=", ">=", "//", "**"].contains(pair) {
      index += 2
      return .symbol(pair)
    }
    let symbol = String(Unicode.Scalar(byte))
    guard "+-*/%~<>()[]{}.,:|=".contains(symbol) else { throw failure("'\(symbol)' cannot be read.", line: line) }
    index += 1
    return .symbol(symbol)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || isAlphanumeric(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private mutating func word() throws(TemplateError) -> String {
    let start = index
    while let byte = byte(at: index), Self.isWordByte(byte), JinjaSpace.length(at: index, in: source) == nil {
      index += 1
    }
    let word = String(decoding: source[start..<index], as: UTF8.self)
    guard let first = word.unicodeScalars.first, first == "_" || first.properties.isXIDStart,
      word.unicodeScalars.allSatisfy(\.properties.isXIDContinue)
    else { throw failure("'\(word)' is no name.", line: line) }
    return word
  }

  // MARK: Numbers

  private mutating func number() throws(TemplateError) -> JinjaToken.Kind {
    let start = index
    if source[start] == UInt8(ascii: "0"), let mark = byte(at: start + 1).map({ $0 | 0x20 }),
      let radix = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2][mark]
    {
      return try whole(digits(from: start + 2, radix: radix), radix: radix)
    }
    let isMember = start > 0 && source[start - 1] == UInt8(ascii: ".")
    let whole = digits(from: start, radix: 10)
    let isFraction = !isMember && takeFraction()
    let isScaled = !isMember && takeExponent()
    guard isFraction || isScaled else {
      guard whole == "0" || whole.first != "0" || whole.allSatisfy({ $0 == "0" }) else {
        throw failure("'\(whole)' begins with a zero.", line: line)
      }
      return try self.whole(whole, radix: 10)
    }
    let text = String(decoding: source[start..<index], as: UTF8.self).replacingOccurrences(of: "_", with: "")
    guard let value = Double(text) else { throw failure("'\(text)' is no number.", line: line) }
    return .double(value)
  }

  private func whole(_ digits: String, radix: Int) throws(TemplateError) -> JinjaToken.Kind {
    guard let value = Int(digits, radix: radix) else {
      throw failure(digits.isEmpty ? "Digits are missing." : "The number '\(digits)' is too large.", line: line)
    }
    return .int(value)
  }

  /// Moves behind the digits; an underscore may stand between two of them.
  private mutating func digits(from start: Int, radix: Int) -> String {
    index = start
    var digits = ""
    while let byte = byte(at: index) {
      let digit = String(Unicode.Scalar(byte))
      if byte == UInt8(ascii: "_"), let next = self.byte(at: index + 1),
        Int(String(Unicode.Scalar(next)), radix: radix) != nil, !digits.isEmpty || radix != 10
      {
        index += 1
        continue
      }
      guard Self.isAlphanumeric(byte), Int(digit, radix: radix) != nil else { break }
      digits += digit
      index += 1
    }
    return digits
  }

  private func isDigit(at place: Int) -> Bool {
    byte(at: place).map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  private mutating func takeFraction() -> Bool {
    guard byte(at: index) == UInt8(ascii: "."), isDigit(at: index + 1) else { return false }
    _ = digits(from: index + 1, radix: 10)
    return true
  }

  private mutating func takeExponent() -> Bool {
    guard let mark = byte(at: index), mark | 0x20 == UInt8(ascii: "e") else { return false }
    let isSigned = byte(at: index + 1) == UInt8(ascii: "+") || byte(at: index + 1) == UInt8(ascii: "-")
    let first = index + (isSigned ? 2 : 1)
    guard isDigit(at: first) else { return false }
    _ = digits(from: first, radix: 10)
    return true
  }
}
