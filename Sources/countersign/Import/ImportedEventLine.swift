import Documents

/// What an imported document says of its past, in one line: of the trail, or of the document.
enum ImportedEventLine {
  /// Empty for events of other types.
  static func text(_ event: Value) -> String {
    guard event["event_type"]?.string == "document.imported", let data = event["data"] else { return "" }
    return "\t" + line(path: data["path"], history: data["history"])
  }

  /// Nil for a document that was opened here.
  static func line(ofDocument document: Value) -> String? {
    guard let imported = document["imported"], imported["path"] != nil else { return nil }
    return line(path: imported["path"], history: imported)
  }

  private static func line(path: Value?, history: Value?) -> String {
    let written = history?["written_status"]?.string.map { "'\($0)'" } ?? "nothing"
    let kinds = [("sign_offs", "sign-off"), ("approvals", "approval"), ("revisions", "revision")]
    let seen = kinds.compactMap { key, name in
      let count = history?[key]?.items.count ?? 0
      return count == 0 ? nil : "\(count) \(name)\(count == 1 ? "" : "s")"
    }
    let claims = seen.isEmpty ? "" : "; states \(seen.joined(separator: ", ")), imported and not verified"
    let status = history?["status"]?.string ?? ""
    return ImportReport.printable("from \(path?.string ?? ""), as \(status) (it says \(written))\(claims)")
  }
}
