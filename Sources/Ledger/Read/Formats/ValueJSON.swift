package import Documents
package import Foundation

extension Value {
  /// Its JSON, in UTF-8.
  package var json: Data {
    var bytes = Bytes()
    bytes.append(json: self)
    return Data(bytes.storage)
  }
}

extension Bytes {
  /// The JSON of a value: members in the order of their names, slashes as they are, nothing between.
  ///
  /// What the API answers with is made of these; a general encoder, which asks each value what it is, takes ten times as
  /// long.
  package mutating func append(json value: Value) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .int(let value): append(Int64(value))
    case .double(let value): append(json: value)
    case .string(let value): append(jsonString: value)
    case .array(let values): append(json: values)
    case .object(let members): append(json: members)
    }
  }

  private mutating func append(json values: [Value]) {
    append(byte: UInt8(ascii: "["))
    var isFirst = true
    for value in values {
      if !isFirst { append(byte: UInt8(ascii: ",")) }
      isFirst = false
      append(json: value)
    }
    append(byte: UInt8(ascii: "]"))
  }

  private mutating func append(json members: [String: Value]) {
    append(byte: UInt8(ascii: "{"))
    var isFirst = true
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      if !isFirst { append(byte: UInt8(ascii: ",")) }
      isFirst = false
      append(jsonString: name)
      append(byte: UInt8(ascii: ":"))
      append(json: value)
    }
    append(byte: UInt8(ascii: "}"))
  }

  /// The shortest decimal that reads back as the same number; JSON has no word for what is no number.
  private mutating func append(json number: Double) {
    guard number.isFinite else { return append("null") }
    if let whole = Int64(exactly: number) { append(whole) } else { append(text: number.description) }
  }
}
