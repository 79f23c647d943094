import Documents
import Workflow

/// What an imported document said of its past, as the API shows it: marked as imported wherever a name stands.
enum ImportView {
  static func value(_ past: ImportedPast) -> Value {
    let history = (try? JSON.value(of: past.facts.history)) ?? .null
    let signOffs = history["sign_offs"].map { rows -> Value in
      guard case .array(let rows) = rows else { return rows }
      return .array(rows.map { $0.merging(["imported": true]) })
    }
    return history.merging([
      "path": .string(past.facts.path), "digest": .string(past.facts.digest),
      "template_score": .double(past.facts.templateScore), "by": .string(past.by), "at": Value(past.at),
      "seq": .int(Int(past.seq)), "sign_offs": signOffs ?? [],
    ])
  }
}
