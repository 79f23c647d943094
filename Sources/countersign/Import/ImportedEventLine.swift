import Documents

/// What an import's event says, in one line of the trail.
enum ImportedEventLine {
  /// Empty for events of other types.
  static func text(_ event: Value) -> String {
    guard event["event_type"]?.string == "document.imported", let data = event["data"] else { return "" }
    let history = data["history"]
    let written = history?["written_status"]?.string
    let status = history?["status"]?.string ?? ""
    let seen = [("sign_offs", "sign-off"), ("approvals", "approval"), ("revisions", "revision")].compactMap {
      key, name in
      let count = history?[key]?.items.count ?? 0
      return count == 0 ? nil : "\(count) \(name)\(count == 1 ? "" : "s")"
    }
    let claims = seen.isEmpty ? "" : "; states \(seen.joined(separator: ", ")), imported and not verified"
    let line =
      "from \(data["path"]?.string ?? ""), as \(status) (it says \(written.map { "'\($0)'" } ?? "nothing"))\(claims)"
    return "\t" + ImportReport.printable(line)
  }
}
