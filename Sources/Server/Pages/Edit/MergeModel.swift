import Documents
import Ledger
import Workflow

/// Whose words stand in a section that both sides changed.
struct MergeAnswer {
  /// `mine`, `theirs` or `edited`; nil where nothing was chosen.
  let choice: String?
  let edited: String?
  /// The words that this means.
  let chosen: String?

  /// By section.
  static func all(of merge: SectionMerge, in form: FormCoding) -> [String: MergeAnswer] {
    var answers: [String: MergeAnswer] = [:]
    for (index, part) in merge.conflicts.enumerated() {
      guard case .conflict(let conflict) = part.outcome else { continue }
      let (choice, edited) = (form["choice.\(index)"], form["edited.\(index)"])
      let chosen: String? =
        switch choice {
        case "mine": conflict.mine ?? ""
        case "theirs": conflict.theirs ?? ""
        case "edited": edited.map { closed($0, like: conflict) }
        default: nil
        }
      answers[part.id] = MergeAnswer(choice: choice, edited: edited, chosen: chosen)
    }
    return answers
  }

  /// With the blank line that parts it from the next section.
  private static func closed(_ text: String, like conflict: SectionMerge.Conflict) -> String {
    guard !text.allSatisfy(\.isWhitespace) else { return "" }
    let isParted = (conflict.theirs ?? conflict.mine)?.hasSuffix("\n\n") ?? true
    return isParted && !text.hasSuffix("\n\n") ? text + (text.hasSuffix("\n") ? "\n" : "\n\n") : text
  }
}

/// Two drafts that were made from one revision, side by side where they contradict each other.
struct MergeModel {
  /// Revisions that are named as saved in the meantime.
  static let revisionsMax = 20

  let draft: EditedDraft
  let merge: SectionMerge
  let state: DocumentState
  let newer: [RevisionRecord]
  let words: PageWords
  let answers: [String: MergeAnswer]
  let fault: String?

  var members: [String: Value] {
    let base = Dictionary(draft.baseSections.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
    let conflicts = merge.conflicts.enumerated().map { index, part in self.conflict(index, part) }
    let settled = merge.parts.compactMap { self.settled($0, base[$0.id]) }
    let people = newer.map { $0.saved.author ?? $0.actor.id }.deduplicated
    return [
      "markdown": .string(draft.markdown), "base_revision": .int(draft.base), "onto": .int(state.revision),
      "message": Value(draft.message), "fault": Value(fault), "by": .string(words.list(of: people)),
      "newer": .array(newer.map(revision)), "conflicts": .array(conflicts), "conflicts_any": .bool(!conflicts.isEmpty),
      "conflicts_text": .string(PageWords.count(conflicts.count, "section")), "settled": .array(settled),
      "settled_any": .bool(!settled.isEmpty), "settled_text": .string(PageWords.count(settled.count, "section")),
      "section": Value(draft.section), "saved_notice": .null, "their_name": .string(words.list(of: people)),
    ]
  }

  private func revision(_ record: RevisionRecord) -> Value {
    [
      "number": .int(record.saved.revision), "who": .string(words.name(record.saved.author ?? record.actor.id)),
      "at": PageWords.time(record.at), "said": Value(record.saved.message),
    ]
  }

  private func conflict(_ index: Int, _ part: SectionMerge.Part) -> Value {
    guard case .conflict(let conflict) = part.outcome else { return .null }
    let answer = answers[part.id]
    return [
      "index": .int(index), "title": .string(part.title.isEmpty ? "Beginning" : part.title),
      "mine": .string(side(conflict.mine, since: conflict.base)),
      "theirs": .string(side(conflict.theirs, since: conflict.base)),
      "text": .string(answer?.edited ?? conflict.mine ?? conflict.theirs ?? ""),
      "chose_mine": .bool(answer?.choice == "mine"), "chose_theirs": .bool(answer?.choice == "theirs"),
      "chose_edited": .bool(answer?.choice == "edited"),
    ]
  }

  /// What one side did to a section.
  private func side(_ text: String?, since base: String?) -> String {
    text.map { BlockHtml.html(BlockDiff.changes(from: base ?? "", to: $0)) } ?? ""
  }

  /// Nothing of a section that is as it was.
  private func settled(_ part: SectionMerge.Part, _ base: String?) -> Value? {
    let (text, whose): (String?, String)
    switch part.outcome {
    case .agreed(let one):
      guard base != one else { return nil }
      (text, whose) = (one, "the same change on both sides")
    case .mine(let one): (text, whose) = (one, "your change")
    case .theirs(let one):
      guard base != one else { return nil }
      (text, whose) = (one, "the change of the later revision")
    case .conflict: return nil
    }
    return [
      "title": .string(part.title.isEmpty ? "Beginning" : part.title), "whose": .string(whose),
      "gone": .bool(text == nil), "html": .string(side(text, since: base)),
    ]
  }
}
