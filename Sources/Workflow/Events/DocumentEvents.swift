package import Documents

// The payloads of a document's own events, in the version that is written today. Their JSON is golden: a field is added;
// for any other change the version goes up, and `Upcasting` reads the one before.

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
  /// Nil of one that was made here.
  package var source: ChangeRequestSource?

  package init(
    comment: String, body: String, anchor: Anchor? = nil, revision: Int, replyTo: String? = nil,
    source: ChangeRequestSource? = nil
  ) {
    self.comment = comment
    self.body = body
    self.anchor = anchor
    self.revision = revision
    self.replyTo = replyTo
    self.source = source
  }

  enum CodingKeys: String, CodingKey {
    case comment, body, anchor, revision
    case replyTo = "reply_to"
    case source
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
