package import Documents

/// What a target is told of one event: the event, and its document as it was right after it.
package struct Notice: Hashable, Sendable, Codable {
  /// Somebody whose move it is.
  package struct Turn: Hashable, Sendable, Codable {
    package var user: String
    package var name: String
    package var reason: String
    package var role: String?
    /// What they are called elsewhere, by tool.
    package var identities: [String: String]

    package init(user: String, name: String, reason: String, role: String? = nil, identities: [String: String] = [:]) {
      self.user = user
      self.name = name
      self.reason = reason
      self.role = role
      self.identities = identities
    }
  }

  package struct Document: Hashable, Sendable, Codable {
    package var id: String
    package var slug: String
    package var title: String
    package var status: String
    package var stage: String
    package var url: String
    package var owner: String
    /// The step of its project's pipeline that it is, where it is one.
    package var step: String?

    package init(
      id: String, slug: String, title: String, status: String, stage: String, url: String, owner: String,
      step: String? = nil
    ) {
      self.id = id
      self.slug = slug
      self.title = title
      self.status = status
      self.stage = stage
      self.url = url
      self.owner = owner
      self.step = step
    }
  }

  package struct Project: Hashable, Sendable, Codable {
    package var slug: String
    package var title: String

    package init(slug: String, title: String) {
      self.slug = slug
      self.title = title
    }
  }

  /// The event as the API shows it.
  package var event: Value
  package var type: String
  /// As the API writes times.
  package var timestamp: String
  package var actorName: String
  package var document: Document?
  package var project: Project?
  package var stage: String?
  /// A plain sentence: what waits on whom.
  package var nextAction: String?
  package var turns: [Turn]
  /// Notices of the same document that were gathered with this one, in order; this one is the last of them.
  package var gathered: [Notice]

  package init(
    event: Value, type: String, timestamp: String, actorName: String, document: Document? = nil,
    project: Project? = nil, stage: String? = nil, nextAction: String? = nil, turns: [Turn] = [],
    gathered: [Notice] = []
  ) {
    self.event = event
    self.type = type
    self.timestamp = timestamp
    self.actorName = actorName
    self.document = document
    self.project = project
    self.stage = stage
    self.nextAction = nextAction
    self.turns = turns
    self.gathered = gathered
  }

  /// A member of what the event says, as text.
  package func data(_ name: String) -> String? { event["data"]?[name]?.string }
}
