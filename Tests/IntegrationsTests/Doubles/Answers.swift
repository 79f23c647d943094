import Documents
import Foundation
import TestSupport

extension LoopbackReceiver.Answer {
  static func json(_ value: Value, status: Int = 200, headers: [String: String] = [:]) -> Self {
    Self(
      status: status, headers: headers.merging(["content-type": "application/json"]) { $1 },
      body: (try? JSONEncoder().encode(value)) ?? Data())
  }
}

extension LoopbackReceiver.Request {
  /// Null where the body is no JSON.
  var jsonBody: Value { (try? JSONDecoder().decode(Value.self, from: body)) ?? .null }

  /// Without what stands behind the question mark.
  var pathAlone: String { String(path.prefix { $0 != "?" }) }

  var queryMembers: [String: String] { Self.pairs(path.drop { $0 != "?" }.dropFirst()) }

  /// Of a body that is a form.
  var formMembers: [String: String] { Self.pairs(Substring(String(decoding: body, as: UTF8.self))) }

  private static func pairs(_ text: Substring) -> [String: String] {
    Dictionary(
      text.split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
        return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
      }, uniquingKeysWith: { $1 })
  }
}

extension Value {
  /// A member of a member, and so on; a number is the place in a list. Null where there is none.
  func at(_ path: String...) -> Value {
    path.reduce(self) { value, name in
      if case .array(let items) = value, let index = Int(name) { return index < items.count ? items[index] : .null }
      return value[name] ?? .null
    }
  }

  var parts: [Value] {
    guard case .array(let items) = self else { return [] }
    return items
  }
}
