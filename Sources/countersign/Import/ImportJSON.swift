import Documents
import Foundation

/// The report and what came of it, for programs.
enum ImportJSON {
  static func value(_ plan: ImportPlan, run: ImportRun?) throws -> Value {
    [
      "documents": .array(try plan.items.map(item)),
      "left_out": .array(plan.leftOut.map { ["path": .string($0.path), "reason": .string($0.reason)] }),
      "written": .bool(run != nil), "imported": .array((run?.imported ?? []).map(done)),
      "there": .array(
        plan.there.map { ["path": .string($0.file.path), "slug": .string($0.slug)] } + (run?.there ?? []).map(done)),
      "failed": .array(
        (run?.failed ?? []).map {
          ["path": .string($0.path), "code": .string($0.code), "detail": .string($0.reason)]
        }),
    ]
  }

  private static func item(_ item: ImportPlan.Item) throws -> Value {
    let standing =
      switch item.standing {
      case .new: item.chosen == nil ? "no_template" : "new"
      case .there: "there"
      case .changed: "changed"
      }
    return [
      "path": .string(item.file.path), "title": .string(item.title), "standing": .string(standing),
      "document": item.slug.isEmpty ? .null : .string(item.slug),
      "template": item.chosen.map { .string($0.template) } ?? .null,
      "matches": try encoded(Array(item.matches.prefix(3))), "history": try encoded(item.history),
    ]
  }

  private static func done(_ done: ImportRun.Done) -> Value {
    ["path": .string(done.path), "slug": .string(done.slug), "status": .string(done.status)]
  }

  private static func encoded(_ value: some Encodable) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }
}
