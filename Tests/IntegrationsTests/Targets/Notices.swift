import Documents
import Integrations

/// Notices as the engine makes them, for targets to deliver.
extension Notice {
  static func opened(_ document: Document = .sample) -> Notice {
    made("document.opened", of: document.with(status: "draft"))
  }

  static func reviewRequested(_ document: Document = .sample, turns: [Turn] = [.reviewer]) -> Notice {
    made("review.requested", of: document.with(status: "in_review"), turns: turns)
  }

  static func comment(
    _ body: String = "Which queue is this?", of document: Document = .sample, replyTo: String? = nil,
    turns: [Turn] = [], gathered: [Notice] = []
  ) -> Notice {
    var data: [String: Value] = ["comment": "cmt_1", "body": .string(body)]
    if let replyTo { data["reply_to"] = .string(replyTo) }
    return made("comment.added", of: document, data: data, turns: turns, gathered: gathered)
  }

  /// `outcome` is `approved`, `approved_with_modifications` or `rejected`.
  static func verdict(
    _ outcome: String = "approved", note: String? = nil, of document: Document = .sample, turns: [Turn] = []
  ) -> Notice {
    var data: [String: Value] = ["outcome": .string(outcome)]
    if let note { data["note"] = .string(note) }
    return made("verdict.given", of: document, data: data, role: "security-lead", turns: turns)
  }

  static func stageCompleted(
    _ stage: String = "review", of document: Document = .sample, turns: [Turn] = [.reviewer]
  ) -> Notice {
    made("stage.completed", of: document, data: ["stage": .string(stage)], stage: stage, turns: turns)
  }

  static func stageReturned(_ stage: String = "review", of document: Document = .sample) -> Notice {
    made(
      "stage.returned", of: document.with(status: "draft"), data: ["from": .string(stage), "reason": "Too long."],
      stage: stage)
  }

  static func approved(_ document: Document = .sample) -> Notice {
    made("document.approved", of: document.with(status: "approved"))
  }

  static func reopened(_ document: Document = .sample) -> Notice {
    made("document.reopened", of: document.with(status: "draft"))
  }

  /// Any event at all, of Ada Lovelace's making.
  static func made(
    _ type: String, of document: Document?, data: [String: Value] = [:], role: String? = nil, stage: String? = nil,
    turns: [Turn] = [], gathered: [Notice] = []
  ) -> Notice {
    let timestamp = "2026-11-20T10:15:00.000Z"
    let event: Value = [
      "seq": 7, "event_id": "evt_7", "event_type": .string(type), "schema_version": 1,
      "timestamp": .string(timestamp), "document": document.map { .string($0.id) } ?? .null,
      "actor": ["id": "ada", "kind": "person", "name": "Ada Lovelace"],
      "role": role.map(Value.string) ?? .null, "data": .object(data),
    ]
    return Notice(
      event: event, type: type, timestamp: timestamp, actorName: "Ada Lovelace", document: document,
      project: Project(slug: "payments", title: "Payments"), stage: stage ?? document?.stage,
      nextAction: turns.first.map { "\($0.reason.replacing("_", with: " ")): \($0.name)" }, turns: turns,
      gathered: gathered)
  }
}

extension Notice.Document {
  static let sample = Self.sample()

  static func sample(id: String = "doc_1", title: String = "Ledger design") -> Notice.Document {
    Notice.Document(
      id: id, slug: "ledger-design", title: title, status: "in_review", stage: "review",
      url: "https://countersign.example/documents/\(id)", owner: "ada", step: "architecture")
  }

  func with(status: String) -> Notice.Document {
    var changed = self
    changed.status = status
    return changed
  }
}

extension Notice.Turn {
  static let reviewer = Notice.Turn.reviewer()

  /// Grace Hopper, who reviews; `identities` is what she is called in the tools.
  static func reviewer(identities: [String: String] = [:]) -> Notice.Turn {
    Notice.Turn(
      user: "grace", name: "Grace Hopper", reason: "approve", role: "security-lead", identities: identities)
  }
}
