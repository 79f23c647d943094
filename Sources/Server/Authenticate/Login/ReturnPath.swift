import Workflow

/// Where a login leads back to: a path of this server and nothing else.
enum ReturnPath {
  private static let bytesMax = 2000

  /// Refuses what a browser could read as another host: `//host`, `/\host`, and whatever it leaves out, such as tabs.
  static func check(_ text: String?) throws(Refusal) -> String {
    guard let text, !text.isEmpty else { return "/" }
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
    guard text.utf8.count <= bytesMax, isPlain, text.hasPrefix("/"), !text.hasPrefix("//") else {
      throw Refusal.field("return_to", "must be a path of this server, such as /documents.")
    }
    return text
  }
}
