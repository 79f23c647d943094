/// Text written as a scalar of YAML or JSON.
enum QuotedScalar {
  /// What stands between the double quotes, in both languages.
  static func escapes(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      case "\t": escaped += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A YAML scalar on one line: plain where that is safe and no quotes are wanted, else in double quotes.
  static func yaml(_ text: String, isQuoted: Bool) -> String {
    let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let isPlain =
      text.first.map { $0.isLetter || $0.isNumber } == true && !text.contains(": ") && !text.hasSuffix(":")
      && text.allSatisfy { $0.isLetter || $0.isNumber || " _.,/+-:".contains($0) }
    return isPlain && !isQuoted ? text : "\"\(escapes(text))\""
  }
}
