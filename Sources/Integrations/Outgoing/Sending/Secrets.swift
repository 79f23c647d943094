/// Keeps secrets out of what others say and we keep.
enum Secrets {
  private static let mark = "[secret]"

  static func hidden(_ secrets: [String], in text: String) -> String {
    secrets.reduce(text) { $1.isEmpty ? $0 : $0.replacing($1, with: mark) }
  }
}
