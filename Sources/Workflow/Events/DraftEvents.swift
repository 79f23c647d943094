package import Documents

// The payload of a saved draft, and what it is made of.

/// A section of a saved revision: which words, by their digest, and where their bytes lie.
package struct SectionRef: Hashable, Sendable, Codable {
  package var id: String
  package var title: String
  package var level: Int
  /// SHA-256 of the canonical text: what an approval is bound to.
  package var digest: String
  /// SHA-256 of the bytes as written: where the ledger keeps them.
  package var text: String

  package init(id: String, title: String, level: Int, digest: String, text: String) {
    self.id = id
    self.title = title
    self.level = level
    self.digest = digest
    self.text = text
  }
}

/// Where a draft came from.
package struct DraftSource: Hashable, Sendable, Codable {
  /// `api`, `web`, `import`, or the git host's kind.
  package var kind: String
  package var repository: String?
  package var commit: String?
  package var path: String?
  package var connection: String?
  /// The author as the host names them; never trusted for a role.
  package var author: String?
  /// The number of the change request that proposes it, of what is not merged yet.
  package var changeRequest: Int?
  /// Git's own id of the file's bytes.
  package var blob: String?

  package init(
    kind: String, repository: String? = nil, commit: String? = nil, path: String? = nil, connection: String? = nil,
    author: String? = nil, changeRequest: Int? = nil, blob: String? = nil
  ) {
    self.kind = kind
    self.repository = repository
    self.commit = commit
    self.path = path
    self.connection = connection
    self.author = author
    self.changeRequest = changeRequest
    self.blob = blob
  }

  enum CodingKeys: String, CodingKey {
    case kind, repository, commit, path, connection, author
    case changeRequest = "change_request"
    case blob
  }
}

/// Version 2: version 1 named all sections in each revision.
package struct DraftSaved: Hashable, Sendable, Codable {
  package var revision: Int
  package var message: String?
  package var source: DraftSource
  /// The user whose words these are, where the actor saved them for somebody (a mapped author of a commit).
  package var author: String?
  package var sections: DraftSections
  /// The sections whose words differ from the revision before.
  package var changedSections: [String]
  /// Nil where they are as in the revision before.
  package var checklists: [Checklist]?
  /// Nil where they are as in the revision before.
  package var questions: [Question]?
  /// Its top-level keys; nil where they are as in the revision before.
  package var frontMatter: [String: String]?
  /// Nil where it is as in the revision before.
  package var lint: [LintRemark]?
  /// What has a date that comes due; nil where it is as in the revision before.
  package var datedItems: [DatedItem]?

  package init(
    revision: Int, message: String? = nil, source: DraftSource, author: String? = nil, sections: DraftSections,
    changedSections: [String], checklists: [Checklist]? = nil, questions: [Question]? = nil,
    frontMatter: [String: String]? = nil, lint: [LintRemark]? = nil, datedItems: [DatedItem]? = nil
  ) {
    self.revision = revision
    self.message = message
    self.source = source
    self.author = author
    self.sections = sections
    self.changedSections = changedSections
    self.checklists = checklists
    self.questions = questions
    self.frontMatter = frontMatter
    self.lint = lint
    self.datedItems = datedItems
  }

  enum CodingKeys: String, CodingKey {
    case revision, message, source, author, sections
    case changedSections = "changed_sections"
    case checklists, questions
    case frontMatter = "front_matter"
    case lint
    case datedItems = "dated_items"
  }
}

/// What lint finds of one rule in a revision: how often, and the first line.
package struct LintRemark: Hashable, Sendable, Codable {
  package var rule: String
  package var count: Int
  package var line: Int

  package init(rule: String, count: Int, line: Int) {
    self.rule = rule
    self.count = count
    self.line = line
  }
}
