/// What a node must be; each throws a fault that names the key and says what to write.
extension YamlNode {
  package func fault(_ message: String) -> YamlFault {
    YamlFault(key: place, line: line, message: place.isEmpty ? "The file \(message)" : "'\(place)' \(message)")
  }

  package func members() throws(YamlFault) -> [(key: String, value: YamlNode)] {
    guard case .map(let members) = content else { throw fault("must be a mapping of keys to values.") }
    return members
  }

  /// The members by name; a key that is not among those allowed is a fault, and so is a needed one that is missing.
  package func fields(allowed: [String], needed: [String] = []) throws(YamlFault) -> [String: YamlNode] {
    var fields: [String: YamlNode] = [:]
    for (key, value) in try members() {
      guard allowed.contains(key) else {
        throw value.fault("is unknown: there are \(allowed.joined(separator: ", ")).")
      }
      fields[key] = value
    }
    for key in needed where fields[key] == nil {
      let name = place.isEmpty ? key : "\(place).\(key)"
      throw YamlFault(key: name, line: line, message: "'\(name)' is missing.")
    }
    return fields
  }

  package func items() throws(YamlFault) -> [YamlNode] {
    guard case .list(let items) = content else { throw fault("must be a list.") }
    return items
  }

  package func list<Element>(_ read: (YamlNode) throws(YamlFault) -> Element) throws(YamlFault) -> [Element] {
    var elements: [Element] = []
    for item in try items() { elements.append(try read(item)) }
    return elements
  }

  package func text() throws(YamlFault) -> String {
    guard case .scalar(let text, _) = content, !text.isEmpty else { throw fault("must be text.") }
    return text
  }

  package func number(_ range: ClosedRange<Int>) throws(YamlFault) -> Int {
    guard case .scalar(let text, isQuoted: false) = content, let number = Int(text), range.contains(number) else {
      throw fault("must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  package func truth() throws(YamlFault) -> Bool {
    guard case .scalar(let text, isQuoted: false) = content, text == "true" || text == "false" else {
      throw fault("must be true or false.")
    }
    return text == "true"
  }

  /// One of the words that an enumeration has.
  package func word<Word: RawRepresentable & CaseIterable>(
    _ type: Word.Type = Word.self
  ) throws(YamlFault) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: try text()) else {
      throw fault("must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return word
  }

  /// As JSON has it: numbers and truth values where they are not quoted.
  package var value: Value {
    switch content {
    case .null: return .null
    case .list(let items): return .array(items.map(\.value))
    case .map(let members):
      return .object(Dictionary(members.map { ($0.key, $0.value.value) }, uniquingKeysWith: { $1 }))
    case .scalar(let text, let isQuoted):
      guard !isQuoted else { return .string(text) }
      if text == "true" || text == "false" { return .bool(text == "true") }
      return Int(text).map { .int($0) } ?? .string(text)
    }
  }
}
