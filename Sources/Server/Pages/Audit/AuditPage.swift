import Documents
import Hummingbird
import Ledger
import Workflow

/// The trail, for those who ask what happened, and whether it can be trusted.
struct AuditPage {
  static let limit = 50
  /// Projects that can be chosen from; the others can be named in the query.
  private static let projectsMax = 500

  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("audit", use: show)
  }

  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    let question = try AuditQuestion(request)
    let words = try await PageWords(services)
    var faults = AuditFaults(question: question)
    var found: AuditFindings?
    do {
      found = try await findings(question, context)
    } catch let refusal as Refusal {
      faults = AuditFaults(refusal, question: question)
    }
    if let found {
      services.recordReading(
        "events", request, context, project: question.project.isEmpty ? nil : question.project,
        first: found.events.map(\.seq).min(), last: found.events.map(\.seq).max())
    }
    let projects = try await services.ledger.projects(
      after: nil, limit: Self.projectsMax, hidden: try services.hidden(from: context))
    let integrity = IntegrityModel(
      checkpoint: try await services.ledger.checkpoint(), key: services.ledger.verifierKey,
      position: services.ledger.position, backups: services.backups?.status)
    let model = AuditModel(
      question: question, faults: faults, found: found, projects: projects.map { ($0.opened.slug, $0.opened.title) },
      integrity: integrity, words: words)
    return try await PageFrame(services: services, request: request, context: context)
      .answer("audit", title: "Audit", at: .audit, model.value(), status: faults.isEmpty ? .ok : .badRequest)
  }

  private func findings(_ question: AuditQuestion, _ context: ServerContext) async throws -> AuditFindings {
    let ledger = services.ledger
    let selection = try services.trailQueryOfAll(question.request(), context).selection
    let events =
      switch question.order {
      case .newest:
        try await ledger.events(selection, before: question.from ?? .max, limit: Self.limit + 1)
      case .oldest: try await ledger.events(selection, after: question.from ?? 0, limit: Self.limit + 1)
      }
    let shown = Array(events.prefix(Self.limit))
    var documents: [String: DocumentState] = [:]
    for id in Set(shown.compactMap(\.document)) { documents[id] = try await ledger.document(id) }
    return AuditFindings(events: shown, hasMore: events.count > Self.limit, documents: documents)
  }
}

/// A page of what was found.
struct AuditFindings {
  let events: [RecordedEvent]
  let hasMore: Bool
  /// Those that the events are of, by id.
  let documents: [String: DocumentState]
}
