/// The ordered steps of a project, each with the template and the workflow of its document, and what it needs first.
package struct Pipeline: Hashable, Sendable, Codable {
  package let name: String
  package let version: Int
  package let title: String
  package let steps: [PipelineStep]

  package init(name: String, version: Int, title: String, steps: [PipelineStep]) {
    self.name = name
    self.version = version
    self.title = title
    self.steps = steps
  }

  package func step(named name: String) -> PipelineStep? { steps.first { $0.name == name } }

  /// The same pipeline as another version of its name.
  package func numbered(_ version: Int) -> Pipeline {
    Pipeline(name: name, version: version, title: title, steps: steps)
  }
}

/// One step of a pipeline. `name` and `number` are unique within it.
package struct PipelineStep: Hashable, Sendable, Codable {
  package let number: Int
  package let name: String
  package let title: String
  package let template: String
  /// Nil runs under the server's own default.
  package let workflow: String?
  /// The names of earlier steps that must be complete before this one is submitted.
  package let requires: [String]

  package init(
    number: Int, name: String, title: String, template: String, workflow: String? = nil, requires: [String] = []
  ) {
    self.number = number
    self.name = name
    self.title = title
    self.template = template
    self.workflow = workflow
    self.requires = requires
  }
}
