package import Documents

// Projects, pipelines and workflows. Version 1 each.

package struct WorkflowPublished: Hashable, Sendable, Codable {
  package var name: String
  package var version: Int
  /// As it is pinned to documents, its template's roles not yet filled in.
  package var policy: Policy
  /// SHA-256 of the YAML, where the ledger keeps its bytes.
  package var text: String

  package init(name: String, version: Int, policy: Policy, text: String) {
    self.name = name
    self.version = version
    self.policy = policy
    self.text = text
  }
}

package struct PipelinePublished: Hashable, Sendable, Codable {
  package var name: String
  package var version: Int
  package var pipeline: Pipeline
  /// SHA-256 of the YAML, where the ledger keeps its bytes.
  package var text: String

  package init(name: String, version: Int, pipeline: Pipeline, text: String) {
    self.name = name
    self.version = version
    self.pipeline = pipeline
    self.text = text
  }
}

package struct ProjectOpened: Hashable, Sendable, Codable {
  package var slug: String
  package var title: String
  package var pipeline: String?
  package var configuration: [String: Value]
  package var links: [String: String]
  /// The pipeline as it was when the project was opened: it stays so.
  package var steps: [PipelineStep]?
  /// Whether it is recorded who reads its documents; nil is false.
  package var restricted: Bool?

  package init(
    slug: String, title: String, pipeline: String? = nil, configuration: [String: Value], links: [String: String],
    steps: [PipelineStep]? = nil, restricted: Bool? = nil
  ) {
    self.slug = slug
    self.title = title
    self.pipeline = pipeline
    self.configuration = configuration
    self.links = links
    self.steps = steps
    self.restricted = restricted
  }
}

package struct ProjectUpdated: Hashable, Sendable, Codable {
  package var slug: String
  package var title: String?
  package var configuration: [String: Value]?
  package var links: [String: String]?
  /// Nil leaves it as it is.
  package var restricted: Bool?

  package init(
    slug: String, title: String? = nil, configuration: [String: Value]? = nil, links: [String: String]? = nil,
    restricted: Bool? = nil
  ) {
    self.slug = slug
    self.title = title
    self.configuration = configuration
    self.links = links
    self.restricted = restricted
  }
}

/// A step's document was approved. The names are those that pipelines outside expect.
package struct ProjectStepCompleted: Hashable, Sendable, Codable {
  /// Always `project.step_completed`.
  package var event: String
  package var project: String
  /// The step's name.
  package var stage: String
  package var number: Int
  /// `approved` or `approved_with_modifications`.
  package var status: String
  package var timestamp: Timestamp
  /// What came of the step: the document, its revision, and its links.
  package var artifacts: [String: String]
  /// What the project waits for now: a sentence.
  package var nextAction: String

  package init(
    project: String, stage: String, number: Int, status: String, timestamp: Timestamp, artifacts: [String: String],
    nextAction: String
  ) {
    event = "project.step_completed"
    self.project = project
    self.stage = stage
    self.number = number
    self.status = status
    self.timestamp = timestamp
    self.artifacts = artifacts
    self.nextAction = nextAction
  }

  enum CodingKeys: String, CodingKey {
    case event, project, stage, number, status, timestamp, artifacts
    case nextAction = "next_action"
  }
}

/// A completed step's document was reopened: later steps that rest on its changed sections are marked.
package struct ProjectStepReopened: Hashable, Sendable, Codable {
  package struct Touched: Hashable, Sendable, Codable {
    /// The later step's name.
    package var stage: String
    package var document: String
    /// The sections that it rests on and that have changed: those that it links to, or all of them where it links to the
    /// whole document. Empty where their words are again those that were approved.
    package var sections: [String]

    package init(stage: String, document: String, sections: [String]) {
      self.stage = stage
      self.document = document
      self.sections = sections
    }
  }

  package var project: String
  package var stage: String
  package var reason: String
  /// The sections that have changed since it was approved.
  package var sections: [String]
  package var touched: [Touched]

  package init(project: String, stage: String, reason: String, sections: [String], touched: [Touched]) {
    self.project = project
    self.stage = stage
    self.reason = reason
    self.sections = sections
    self.touched = touched
  }
}
