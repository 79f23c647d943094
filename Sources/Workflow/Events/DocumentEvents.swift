package import Documents

// The payloads of a document's own events, version 1 each. Their JSON is golden: a field is added, never changed.

package struct DocumentOpened: Hashable, Sendable, Codable {
  package var title: String
  package var slug: String
  package var project: String?
  package var template: String
  package var templateVersion: Int
  /// The whole policy that the document runs under, the template's sign-off roles filled in.
  package var policy: Policy
  package var signOffRoles: [String]
  package var owner: String
  package var reviewers: [String]
  package var links: [String: String]

  package init(
    title: String, slug: String, project: String? = nil, template: String, templateVersion: Int, policy: Policy,
    signOffRoles: [String], owner: String, reviewers: [String], links: [String: String]
  ) {
    self.title = title
    self.slug = slug
    self.project = project
    self.template = template
    self.templateVersion = templateVersion
    self.policy = policy
    self.signOffRoles = signOffRoles
    self.owner = owner
    self.reviewers = reviewers
    self.links = links
  }

  enum CodingKeys: String, CodingKey {
    case title, slug, project, template
    case templateVersion = "template_version"
    case policy
    case signOffRoles = "sign_off_roles"
    case owner, reviewers, links
  }
}

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

  package init(
    kind: String, repository: String? = nil, commit: String? = nil, path: String? = nil, connection: String? = nil,
    author: String? = nil
  ) {
    self.kind = kind
    self.repository = repository
    self.commit = commit
    self.path = path
    self.connection = connection
    self.author = author
  }
}

package struct DraftSaved: Hashable, Sendable, Codable {
  package var revision: Int
  package var message: String?
  package var source: DraftSource
  /// The user whose words these are, where the actor saved them for somebody (a mapped author of a commit).
  package var author: String?
  package var sections: [SectionRef]
  /// The sections whose words differ from the revision before.
  package var changedSections: [String]
  /// Nil where they are as in the revision before.
  package var checklists: [Checklist]?
  /// Nil where they are as in the revision before.
  package var questions: [Question]?

  package init(
    revision: Int, message: String? = nil, source: DraftSource, author: String? = nil, sections: [SectionRef],
    changedSections: [String], checklists: [Checklist]? = nil, questions: [Question]? = nil
  ) {
    self.revision = revision
    self.message = message
    self.source = source
    self.author = author
    self.sections = sections
    self.changedSections = changedSections
    self.checklists = checklists
    self.questions = questions
  }

  enum CodingKeys: String, CodingKey {
    case revision, message, source, author, sections
    case changedSections = "changed_sections"
    case checklists, questions
  }
}

package struct ReviewRequested: Hashable, Sendable, Codable {
  package var stage: String
  package var revision: Int

  package init(stage: String, revision: Int) {
    self.stage = stage
    self.revision = revision
  }
}

package struct ReviewWithdrawn: Hashable, Sendable, Codable {
  package var stage: String
  package var reason: String?

  package init(stage: String, reason: String? = nil) {
    self.stage = stage
    self.reason = reason
  }
}

package struct CommentAdded: Hashable, Sendable, Codable {
  package var comment: String
  package var body: String
  package var anchor: Anchor?
  /// The revision that the anchor speaks of.
  package var revision: Int
  package var replyTo: String?

  package init(comment: String, body: String, anchor: Anchor? = nil, revision: Int, replyTo: String? = nil) {
    self.comment = comment
    self.body = body
    self.anchor = anchor
    self.revision = revision
    self.replyTo = replyTo
  }

  enum CodingKeys: String, CodingKey {
    case comment, body, anchor, revision
    case replyTo = "reply_to"
  }
}

package struct CommentEdited: Hashable, Sendable, Codable {
  package var comment: String
  package var body: String

  package init(comment: String, body: String) {
    self.comment = comment
    self.body = body
  }
}

package struct CommentResolved: Hashable, Sendable, Codable {
  package var comment: String

  package init(comment: String) {
    self.comment = comment
  }
}

package struct CommentReopened: Hashable, Sendable, Codable {
  package var comment: String

  package init(comment: String) {
    self.comment = comment
  }
}

package struct ChecklistMarked: Hashable, Sendable, Codable {
  package var item: String
  package var verdict: ChecklistMark.Verdict
  package var note: String?
  package var revision: Int

  package init(item: String, verdict: ChecklistMark.Verdict, note: String? = nil, revision: Int) {
    self.item = item
    self.verdict = verdict
    self.note = note
    self.revision = revision
  }
}

package struct QuestionAnswered: Hashable, Sendable, Codable {
  package var question: String
  package var decision: String
  package var rationale: String?
  package var revision: Int

  package init(question: String, decision: String, rationale: String? = nil, revision: Int) {
    self.question = question
    self.decision = decision
    self.rationale = rationale
    self.revision = revision
  }
}

package struct ReviewerAdded: Hashable, Sendable, Codable {
  package var user: String

  package init(user: String) {
    self.user = user
  }
}

package struct DocumentApproved: Hashable, Sendable, Codable {
  package var revision: Int
  package var withModifications: Bool

  package init(revision: Int, withModifications: Bool) {
    self.revision = revision
    self.withModifications = withModifications
  }

  enum CodingKeys: String, CodingKey {
    case revision
    case withModifications = "with_modifications"
  }
}

package struct DocumentReopened: Hashable, Sendable, Codable {
  package var reason: String
  /// The stage it goes back to.
  package var stage: String
  package var revision: Int

  package init(reason: String, stage: String, revision: Int) {
    self.reason = reason
    self.stage = stage
    self.revision = revision
  }
}

package struct DocumentDeprecated: Hashable, Sendable, Codable {
  package var reason: String

  package init(reason: String) {
    self.reason = reason
  }
}

package struct StageCompleted: Hashable, Sendable, Codable {
  package var stage: String
  package var nextStage: String?
  package var revision: Int

  package init(stage: String, nextStage: String? = nil, revision: Int) {
    self.stage = stage
    self.nextStage = nextStage
    self.revision = revision
  }

  enum CodingKeys: String, CodingKey {
    case stage
    case nextStage = "next_stage"
    case revision
  }
}

package struct StageReturned: Hashable, Sendable, Codable {
  package var from: String
  package var to: String
  package var reason: String
  package var revision: Int

  package init(from: String, to: String, reason: String, revision: Int) {
    self.from = from
    self.to = to
    self.reason = reason
    self.revision = revision
  }
}
