import Documents
import Foundation
import TestSupport

extension LoopbackReceiver.Request {
  /// The members of a body that is a form.
  var form: [String: String] {
    let pairs = String(decoding: body, as: UTF8.self).split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
      return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
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
}
