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
  /// The name of the pipeline step that it is, where its project has a pipeline.
  package var step: String?

  package init(
    title: String, slug: String, project: String? = nil, template: String, templateVersion: Int, policy: Policy,
    signOffRoles: [String], owner: String, reviewers: [String], links: [String: String], step: String? = nil
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
    self.step = step
  }

  enum CodingKeys: String, CodingKey {
    case title, slug, project, template
    case templateVersion = "template_version"
    case policy
    case signOffRoles = "sign_off_roles"
    case owner, reviewers, links, step
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
  /// Its top-level keys; nil where they are as in the revision before.
  package var frontMatter: [String: String]?
  /// Nil where it is as in the revision before.
  package var lint: [LintRemark]?
  /// What has a date that comes due; nil where it is as in the revision before.
  package var datedItems: [DatedItem]?

  package init(
    revision: Int, message: String? = nil, source: DraftSource, author: String? = nil, sections: [SectionRef],
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
  /// Whether the review waits for them; nil is false.
  package var required: Bool?
  /// A group of reviewers of which so many must approve.
  package var group: String?
  package var groupCount: Int?

  package init(user: String, required: Bool? = nil, group: String? = nil, groupCount: Int? = nil) {
    self.user = user
    self.required = required
    self.group = group
    self.groupCount = groupCount
  }

  enum CodingKeys: String, CodingKey {
    case user, required, group
    case groupCount = "group_count"
  }

  /// Whether the review is to wait for them, alone or with their group.
  package var isHeard: Bool { required == true || group != nil }
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
  /// The rejection that sent it back.
  package var verdict: String?

  package init(from: String, to: String, reason: String, revision: Int, verdict: String? = nil) {
    self.from = from
    self.to = to
    self.reason = reason
    self.revision = revision
    self.verdict = verdict
  }
}
