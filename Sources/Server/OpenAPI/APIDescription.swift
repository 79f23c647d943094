import BuiltIns
package import Documents
package import Foundation
import Ledger

/// The description of the HTTP interface in OpenAPI 3.1, as it is compiled in.
package enum APIDescription {
  /// Far more than it has: what is compiled in is known to fit.
  private static let bytesMax = 4 * 1024 * 1024

  package static let yaml: Data = {
    let file = builtin_openapi()
    return Data(UnsafeBufferPointer(start: file.bytes, count: file.length))
  }()

  /// Nil where it is no YAML, which is a fault of the build that a test finds.
  package static let value: Value? = {
    let node = try? YamlNode.parse(String(decoding: yaml, as: UTF8.self), bytesMax: bytesMax)
    return node?.json
  }()

  static let json: Data = value?.json ?? Data("null".utf8)
}

extension YamlNode {
  /// As the JSON schema of YAML 1.2 has it (section 10.2): also fractions, which ``value`` leaves as they are written.
  fileprivate var json: Value {
    switch content {
    case .list(let items): .array(items.map(\.json))
    case .map(let members):
      .object(Dictionary(members.map { ($0.key, $0.value.json) }, uniquingKeysWith: { $1 }))
    case .scalar(let text, isQuoted: false) where Int(text) == nil && text.contains("."):
      Double(text).map(Value.double) ?? value
    case .scalar, .null: value
    }
  }
}
