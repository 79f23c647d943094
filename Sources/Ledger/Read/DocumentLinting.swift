package import Documents
package import Workflow

/// What is still unfilled in a document's latest revision: by its words, by what the log has answered, and by the
/// configuration that its project has now.
package struct DocumentLinting: Sendable {
  private let ledger: Ledger
  private let state: DocumentState

  package init(ledger: Ledger, state: DocumentState) {
    self.ledger = ledger
    self.state = state
  }

  package func findings() async throws -> [LintFinding] {
    let sections = try await ledger.fingerprints(of: state)
    let document = ParsedDocument(sections.map(\.text).joined(), previous: sections)
    let template = try await ledger.template(state.opened.template, version: state.opened.templateVersion)
    let definition = template?.parsedDefinition
    var findings = Linter.findings(in: document, answered: Set(state.decisions.keys), definition: definition)
    if let template, let slug = state.project, let project = try await ledger.project(slug) {
      findings += ConditionalReview.findings(
        in: document, template: template.markdown, definition: definition, configuration: project.opened.configuration)
    }
    return findings.sorted { ($0.line, $0.rule) < ($1.line, $1.rule) }
  }
}
