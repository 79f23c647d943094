package import Foundation
import Hummingbird
package import Workflow

/// What a browser sends of a form (the URL Standard, section 5.1).
package struct FormCoding {
  /// Fields of one form: rows of obligations among them.
  static let fieldsMax = 500

  /// In their order; a name may stand more than once.
  package let fields: [(name: String, value: String)]

  /// Refuses what is no form, and what is no UTF-8.
  package init(_ body: Data) throws(Refusal) {
    let pairs = body.split(separator: UInt8(ascii: "&"))
    guard pairs.count <= Self.fieldsMax else {
      throw Refusal(.malformed, "malformed_form", "A form has at most \(Self.fieldsMax) fields.")
    }
    var fields: [(name: String, value: String)] = []
    for pair in pairs {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]), let value = parts.count > 1 ? Self.decoded(parts[1]) : "" else {
        throw Refusal(.malformed, "malformed_form", "The form is not UTF-8.")
      }
      fields.append((name, Self.lines(value)))
    }
    self.fields = fields
  }

  subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  package static func encoded(_ text: String) -> String {
    let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  /// Browsers end each line of a text with two characters.
  private static func lines(_ text: String) -> String { text.replacingOccurrences(of: "\r\n", with: "\n") }

  private static func decoded(_ bytes: some Sequence<UInt8>) -> String? {
    let spaced = bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
    return String(bytes: spaced, encoding: .utf8)?.removingPercentEncoding
  }
}

extension Request {
  /// What a browser sends of a form that is only an address: spaces as plus signs, which other queries do not have.
  func addressForm() throws(Refusal) -> FormCoding { try FormCoding(Data((uri.query ?? "").utf8)) }
}
