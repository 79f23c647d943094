/// Keeps secrets out of what others say and we keep.
enum Secrets {
  private static let mark = "[secret]"
  /// Bytes: shorter ones are no secrets, and would tear holes into every text.
  private static let bytesMin = 6

  static func hidden(_ secrets: [String], in text: String) -> String {
    secrets.reduce(text) { $1.utf8.count < bytesMin ? $0 : $0.replacing($1, with: mark) }
  }
}
