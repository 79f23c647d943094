import Documents
import Ledger
import Workflow

/// What became of a document from one revision to another, as its page shows it.
struct CompareModel {
  let state: DocumentState
  let comparison: RevisionComparison
  let from: Int
  let to: Int
  let records: [RevisionRecord]
  /// The revision that the reader approved, where they did.
  let approved: Int?
  let words: PageWords

  private var address: String { "/documents/\(state.opened.slug)/compare" }

  var members: [String: Value] {
    let changed = comparison.parts.filter { !$0.isSame }
    return [
      "from": .int(from), "to": .int(to), "from_record": record(from), "to_record": record(to),
      "from_choices": .array(records.map { choice($0, chosen: from) }),
      "to_choices": .array(records.map { choice($0, chosen: to) }),
      "changed": .array(changed.map(outline)), "changed_any": .bool(!changed.isEmpty),
      "same_revision": .bool(from == to),
      "only_one": .bool(state.revision == 1), "summary": .string(summary(changed)), "groups": .array(groups),
      "ways": .array(ways), "saved_notice": .null,
    ]
  }

  private func record(_ number: Int) -> Value {
    guard let record = records.first(where: { $0.saved.revision == number }) else {
      return ["number": .int(number), "who": .null, "at": .null, "said": .null]
    }
    return [
      "number": .int(number), "who": .string(words.name(record.saved.author ?? record.actor.id)),
      "at": PageWords.time(record.at), "said": Value(record.saved.message),
    ]
  }

  private func choice(_ record: RevisionRecord, chosen: Int) -> Value {
    let time = PageWords.time(record.at)["text"].flatMap { if case .string(let text) = $0 { text } else { nil } } ?? ""
    let parts = [
      String(record.saved.revision), words.name(record.saved.author ?? record.actor.id), time,
      String((record.saved.message ?? "").prefix(60)),
    ]
    return [
      "number": .int(record.saved.revision), "text": .string(parts.filter { !$0.isEmpty }.joined(separator: " · ")),
      "chosen": .bool(record.saved.revision == chosen),
    ]
  }

  /// Other pairs that one may want to see.
  private var ways: [Value] {
    var ways: [(String, Int, Int)] = []
    if let approved, approved < state.revision {
      ways.append(("Since you approved revision \(approved)", approved, state.revision))
    }
    if state.revision > 1 { ways.append(("The latest change", state.revision - 1, state.revision)) }
    if state.revision > 2 { ways.append(("From the beginning", 1, state.revision)) }
    if to > 2 { ways.append(("The change before", to - 2, to - 1)) }
    if to < state.revision { ways.append(("The next change", to, to + 1)) }
    return ways.map { text, from, to in
      [
        "text": .string(text), "href": .string("\(address)?from=\(from)&to=\(to)"),
        "current": .bool(from == self.from && to == self.to),
      ]
    }
  }

  /// `3 sections changed, 1 added and 12 are the same`.
  private func summary(_ changed: [RevisionComparison.Part]) -> String {
    let count = { (change: SectionChange.Change) in changed.count { $0.changes.contains(change) } }
    let kinds: [(SectionChange.Change, String)] = [
      (.changed, "changed"), (.added, "added"), (.removed, "removed"), (.moved, "moved"),
    ]
    let words = kinds.filter { count($0.0) > 0 }.map { "\(count($0.0)) \($0.1)" }
    let same = comparison.parts.count { $0.isSame }
    let slight = changed.count { $0.changes.isEmpty }
    let rest = (slight > 0 ? ["\(slight) with other spaces only"] : []) + (same > 0 ? ["\(same) the same"] : [])
    return "Sections: " + PageWords.list(words + rest) + "."
  }

  private func outline(_ part: RevisionComparison.Part) -> Value {
    ["id": .string(part.id), "title": .string(Self.title(part)), "marks": .array(marks(part))]
  }

  private static func title(_ part: RevisionComparison.Part) -> String { part.title.isEmpty ? "Beginning" : part.title }

  private func marks(_ part: RevisionComparison.Part) -> [Value] {
    let marks: [Value] = part.changes.map { ["kind": .string($0.rawValue), "text": .string($0.rawValue)] }
    return part.isSlight ? marks + [["kind": "slight", "text": "spaces"]] : marks
  }

  // MARK: - The text

  /// Sections that changed, one by one, and runs of those that did not, folded.
  private var groups: [Value] {
    var groups: [Value] = []
    var same: [RevisionComparison.Part] = []
    for part in comparison.parts {
      guard !part.isSame else {
        same.append(part)
        continue
      }
      if !same.isEmpty { groups.append(folded(same)) }
      same = []
      groups.append(["part": section(part), "fold": .null])
    }
    return same.isEmpty ? groups : groups + [folded(same)]
  }

  private func folded(_ parts: [RevisionComparison.Part]) -> Value {
    let titles = parts.map { "“\(Self.title($0))”" }
    let named = titles.count > 4 ? titles.prefix(3) + ["\(titles.count - 3) more"] : titles[...]
    return [
      "part": .null,
      "fold": [
        "text": .string(PageWords.count(parts.count, "section is", "sections are") + " the same"),
        "titles": .string(PageWords.list(Array(named))),
        "html": .string(
          parts.map { "<div class=\"blk prose same\">\(HtmlEscaping.escaped($0.text))</div>\n" }.joined()),
      ],
    ]
  }

  private func section(_ part: RevisionComparison.Part) -> Value {
    // The heading stands above already, where it is as it was.
    let isTitled = part.blocks.first.map { $0.style == .heading && $0.kind == .same } ?? false
    let blocks = isTitled ? Array(part.blocks.dropFirst()) : part.blocks
    return [
      "id": .string(part.id), "title": .string(Self.title(part)), "marks": .array(marks(part)),
      "removed": .bool(part.changes == [.removed]), "html": .string(BlockHtml.html(blocks)),
      "empty": .bool(part.blocks.isEmpty), "notes": .array(notes(part).map(Value.string)),
    ]
  }

  private func notes(_ part: RevisionComparison.Part) -> [String] {
    var notes: [String] = []
    if let former = part.formerTitle { notes.append("It was called “\(former)”.") }
    if let neighbour = part.formerNeighbour {
      notes.append(neighbour.isEmpty ? "It stood at the beginning." : "It stood after “\(neighbour)”.")
    }
    if part.isSlight {
      notes.append("Only spaces changed, or what the log fills in: approvals of it still count.")
    } else if part.blocks.isEmpty {
      notes.append("Its words are the same.")
    }
    return notes
  }
}
