import Documents
import Ledger
import Workflow

/// What saving would bring about, and what is still blank, said to whoever is writing.
struct EditChecks {
  /// Findings that are shown one by one.
  private static let findingsMax = 100
  /// More than these are folded, so that the keyboard need not go through them.
  private static let openMax = 10

  let draft: EditedDraft
  let state: DocumentState
  let foreseen: WhatIfView
  let words: PageWords

  func value() -> Value {
    let outcome = foreseen.outcome
    let asks = outcome.staled.compactMap { staled in
      state.verdict(staled.verdict).map { asked($0, for: staled.sections) }
    }
    let restores = outcome.restored.compactMap { state.verdict($0.verdict) }.map(who).deduplicated
    let blocks = (outcome.gate?.blocking ?? []).filter { finding in
      outcome.newlyBlocking.contains(finding.rule) && finding.requires != .approvals && finding.requires != .reviewers
    }
    let isNewer = state.revision > draft.base
    let checks: Value = [
      "unchanged": .bool(draft.isUnchanged && !isNewer), "asks": .array(asks), "asks_any": .bool(!asks.isEmpty),
      "asks_nobody": .bool(asks.isEmpty && !draft.isUnchanged), "restores": .string(PageWords.list(restores)),
      "blocks": .array(blocks.map { .string($0.detail) }), "blocks_any": .bool(!blocks.isEmpty),
      "newer": isNewer ? newer : .null,
    ]
    return checks.merging(lint)
  }

  private var newer: Value {
    [
      "revision": .int(state.revision), "by": .string(words.name(state.lastEditor)),
      "at": PageWords.time(state.draftAt),
    ]
  }

  private func who(_ verdict: Verdict) -> String {
    "\(words.name(verdict.principal)) (\(PageWords.role(verdict.role)))"
  }

  private func asked(_ verdict: Verdict, for sections: [String]) -> Value {
    let titles = sections.compactMap { id in
      (foreseen.outcome.state.sections.first { $0.id == id } ?? state.sections.first { $0.id == id })?.title
    }
    return [
      "name": .string(words.name(verdict.principal)), "role": .string(PageWords.role(verdict.role)),
      "sections": .string(PageWords.list(titles.map { "“\($0.isEmpty ? "Beginning" : $0)”" })),
      "revision": .int(verdict.revision),
    ]
  }

  private var lint: [String: Value] {
    let lines = draft.firstLine..<draft.firstLine + draft.text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
    let here = draft.section == nil ? foreseen.lint : foreseen.lint.filter { lines.contains($0.line) }
    let elsewhere = foreseen.lint.count - here.count
    return [
      "findings": .array(here.prefix(Self.findingsMax).map(finding)), "findings_any": .bool(!here.isEmpty),
      "few": .bool(here.count <= Self.openMax),
      "findings_count": .string(PageWords.count(here.count, "place")),
      "more": here.count > Self.findingsMax ? .int(here.count - Self.findingsMax) : .null,
      "elsewhere": elsewhere > 0 ? .string(PageWords.count(elsewhere, "more place")) : .null,
    ]
  }

  private func finding(_ finding: LintFinding) -> Value {
    ["line": .int(finding.line - draft.firstLine + 1), "message": .string(finding.message)]
  }
}
