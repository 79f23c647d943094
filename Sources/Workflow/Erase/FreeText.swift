package import Documents

/// What may be erased of an event's payload: the places where people write freely.
///
/// Ids, roles, digests, numbers, times and choices stay, so that what is left can be replayed. It works on the stored
/// JSON, whatever the version of the payload.
package enum FreeText {
  package static let erased = "[erased]"

  /// Parts of a draft that later revisions still say, and that are kept with them.
  package struct Kept: Hashable, Sendable {
    /// Digests of sections' words that stay; the titles of these sections stay with them.
    package var texts: Set<String>
    /// Names of members, such as `checklists`, that a later revision has taken over.
    package var members: Set<String>

    package init(texts: Set<String> = [], members: Set<String> = []) {
      self.texts = texts
      self.members = members
    }
  }

  /// What is left of a payload; the same payload where there is nothing to erase.
  package static func redacted(_ type: EventType, payload: Value, keeping kept: Kept = Kept()) -> Value {
    var left = payload
    for place in places[type] ?? [] where !kept.members.contains(place.names[0]) {
      left = erase(place.names[...], in: left, kept: kept)
    }
    if type == .documentOpened, case .object(var members) = left, let slug = payload["slug"]?.string {
      // The slug is made of the title's words and the end of the id.
      members["slug"] = .string("erased-" + (slug.split(separator: "-").last ?? ""))
      left = .object(members)
    }
    return left
  }

  /// Member names from the outside in; `*` is every element or member.
  private struct Place {
    let names: [String]
    init(_ path: String) { names = path.split(separator: ".").map(String.init) }
  }

  private static let places: [EventType: [Place]] = [
    .documentOpened: ["title", "links.*"],
    .draftSaved: [
      "message", "source.author", "sections.*.title", "sections.all.*.title",
      "sections.changes.*.new.*.title", "checklists.*.title", "checklists.*.items.*.text",
      "questions.*.text", "questions.*.options.*.text", "questions.*.recommendation", "front_matter.*",
      "dated_items.*.label",
    ],
    .reviewWithdrawn: ["reason"],
    .commentAdded: ["body", "anchor.quote", "source.author"],
    .commentEdited: ["body"],
    .checklistMarked: ["note"],
    .questionAnswered: ["decision", "rationale"],
    .verdictGiven: ["note", "obligations.*.text", "source.author"],
    .changeRequestUpdated: ["title", "author.login", "author.name"],
    .changeRequestReviewed: ["note", "reviewer.login", "reviewer.name"],
    .obligationVerified: ["note"],
    .stageReturned: ["reason"],
    .documentReopened: ["reason"],
    .documentDeprecated: ["reason"],
    .documentImported: [
      "history.written_status", "history.title", "history.author", "history.owner", "history.reviewers.*",
      "history.sign_offs.*.name", "history.revisions.*.author", "history.revisions.*.changes",
      "history.approvals.*.reviewer", "history.not_understood.*.text", "history.remarks.*",
    ],
    .gateOverridden: ["reason"],
    .reviewCommented: ["note"],
    .turnHandedOver: ["note"],
    .documentWorkflowChanged: ["reason"],
    .projectStepReopened: ["reason"],
  ].mapValues { $0.map(Place.init) }

  private static func erase(_ names: ArraySlice<String>, in value: Value, kept: Kept) -> Value {
    guard let name = names.first else {
      if case .string(let text) = value, !text.isEmpty { return .string(erased) }
      return value
    }
    switch value {
    case .array(let items) where name == "*":
      return .array(items.map { erase(names.dropFirst(), in: $0, kept: kept) })
    case .object(var members):
      if let text = members["text"]?.string, name == "title", kept.texts.contains(text) { return value }
      for key in name == "*" ? Array(members.keys) : [name] {
        members[key] = members[key].map { erase(names.dropFirst(), in: $0, kept: kept) }
      }
      return .object(members)
    default: return value
    }
  }
}
