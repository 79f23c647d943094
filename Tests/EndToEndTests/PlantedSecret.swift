import Foundation
import TestSupport

/// One secret, in the forms in which it could be written.
struct PlantedSecret {
  let name: String
  private let forms: [String]

  init(_ name: String, _ text: String) {
    self.name = name
    let bytes = Data(text.utf8)
    let encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    forms = [text, bytes.base64EncodedString(), bytes.hexadecimalText, encoded]
  }

  init(_ name: String, bytes: Data) {
    self.name = name
    forms = [bytes.base64EncodedString(), bytes.base64URL, bytes.hexadecimalText]
  }

  func stands(in text: String) -> Bool { forms.contains { text.contains($0) } }
  func stands(in bytes: Data) -> Bool { forms.contains { bytes.range(of: Data($0.utf8)) != nil } }
}

extension Data {
  fileprivate var hexadecimalText: String { map { String(format: "%02x", $0) }.joined() }
}
