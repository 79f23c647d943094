import Documents
package import Workflow

/// A verdict or an override as it stood at some moment, with the words that it is bound to.
package struct BoundWords: Sendable {
  package let section: String
  package let title: String?
  package let digest: String
  /// The exact Markdown; nil where no revision that is kept has these words.
  package let text: String?
  /// Whether the document says the same today.
  package let isCurrent: Bool
}

extension Ledger {
  /// The approvals that were live in a state of a document: given, not withdrawn, not stale, not run out.
  package func liveApprovals(in state: DocumentState, at moment: Timestamp?) -> [Verdict] {
    state.verdicts.filter { verdict in
      guard verdict.state == .live, verdict.isApproval else { return false }
      guard let moment, let end = verdict.validUntil(under: state.policy) else { return true }
      return end > moment
    }
  }

  /// The words of a scope, as the revision that it was judged on has them.
  package func words(
    of scope: [ScopedSection], revision: Int, in state: DocumentState, now: DocumentState
  ) async throws -> [BoundWords] {
    let judged = try await sections(of: state.id, revision: revision) ?? []
    let today = Dictionary(now.sections.map { ($0.id, $0.digest) }, uniquingKeysWith: { first, _ in first })
    var words: [BoundWords] = []
    for scoped in scope {
      // A section that an obligation changed is bound to the words that were verified, which came later.
      let section = (judged + state.sections).first { $0.id == scoped.section && $0.digest == scoped.digest }
      let text = try await section.asyncMap { try await self.text($0.text) }
      words.append(
        BoundWords(
          section: scoped.section, title: section?.title, digest: scoped.digest,
          text: text.map { String(decoding: $0, as: UTF8.self) }, isCurrent: today[scoped.section] == scoped.digest))
    }
    return words
  }
}
