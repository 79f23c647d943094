import Foundation

/// Text from people, made safe for where it is written.
enum RecordText {
  /// On one line, and unable to close what it stands in.
  static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacingOccurrences(of: "\\", with: "&#92;")
      .replacingOccurrences(of: "]", with: "\\]").replacingOccurrences(of: "<", with: "&lt;").replacingOccurrences(
        of: "`", with: "'"
      )
      .replacingOccurrences(of: ")_", with: ")\\_")
      .replacingOccurrences(of: "_(", with: "\\_(").replacingOccurrences(of: "[", with: "\\[")
  }

  /// For a table cell.
  static func cell(_ text: String) -> String {
    line(text).replacingOccurrences(of: "|", with: "\\|")
  }

  /// A cell's text between one blank and at least one more, as wide as what stood there; nil where there is none.
  static func padded(_ text: String?, as written: [UInt8]) -> [UInt8]? {
    guard let text, !text.isEmpty else { return nil }
    let padding = max(1, String(decoding: written, as: UTF8.self).count - text.count - 1)
    return Array((" " + text + String(repeating: " ", count: padding)).utf8)
  }
}
