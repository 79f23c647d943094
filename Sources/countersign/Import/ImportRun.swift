import Documents
import NIOHTTP1

/// Sends the planned documents, one after another; stopped at any point, a second run goes on where it ended.
struct ImportRun {
  struct Done {
    let path: String
    let slug: String
    let status: String
  }

  struct Failed {
    let path: String
    let code: String
    let reason: String
  }

  let api: APIClient
  /// `project`, `owner` and `workflow`, as far as they are given.
  let common: [String: Value]
  private(set) var imported: [Done] = []
  /// Imported by somebody else since the report was made.
  private(set) var there: [Done] = []
  private(set) var failed: [Failed] = []

  init(api: APIClient, common: [String: Value]) {
    self.api = api
    self.common = common
  }

  /// Throws where the daemon is gone; what was imported until then stays listed.
  mutating func run(_ items: [ImportPlan.Item], progress: (String) -> Void) async throws {
    for (index, item) in items.enumerated() {
      guard let template = item.chosen?.template else { continue }
      progress("[\(index + 1)/\(items.count)] \(item.file.path)")
      let body: [String: Value] = [
        "path": .string(item.file.path), "markdown": .string(item.file.markdown), "template": .string(template),
      ]
      let (status, answer) = try await api.attempt(
        .POST, "imports", .object(body.merging(common) { first, _ in first }))
      take(status, answer, of: item.file.path)
    }
  }

  private mutating func take(_ status: UInt, _ answer: Value, of path: String) {
    let done = Done(path: path, slug: answer["slug"]?.string ?? "", status: answer["status"]?.string ?? "")
    switch status {
    case 201: imported.append(done)
    case 200: there.append(done)
    default:
      failed.append(
        Failed(
          path: path, code: answer["code"]?.string ?? "status_\(status)",
          reason: answer["detail"]?.string ?? "The daemon answered \(status)."))
    }
  }

  var summary: String {
    let lines =
      imported.map { "imported  \($0.path) → \($0.slug) (\($0.status))" }
      + there.map { "there     \($0.path) → \($0.slug)" } + failed.map { "failed    \($0.path): \($0.reason)" }
    let counts = "Imported \(imported.count), there already \(there.count), failed \(failed.count)."
    return (lines + [counts]).map(ImportReport.printable).joined(separator: "\n")
  }
}
