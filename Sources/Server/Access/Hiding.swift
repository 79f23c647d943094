import Hummingbird
import Ledger
import Workflow

/// What of the restricted projects a caller may know of.
extension ServerServices {
  /// The slugs that nothing may be told of.
  func hidden(from context: ServerContext) throws(Refusal) -> Set<String> {
    ledger.directory.hidden(from: try context.known().id)
  }

  func maySee(project: String?, _ context: ServerContext) throws(Refusal) -> Bool {
    ledger.directory.maySee(try context.known().id, project: project)
  }

  /// A project that a caller may not see is one that is not there.
  func mustSee(project: String, _ context: ServerContext) throws(Refusal) {
    guard ledger.projects[project] != nil, try maySee(project: project, context) else {
      throw Refusal.unknown("project", project)
    }
  }

  /// The id and the project of the document in the path, by id or slug. One that the caller may not see is one that is not
  /// there, and takes no longer to be said so.
  func documentPlace(_ context: ServerContext) async throws -> (id: String, project: String?) {
    if let known = context.documentPlace { return known }
    let name = try context.parameters.require("id")
    guard let place = try await ledger.place(ofDocument: name), try maySee(project: place.project, context) else {
      throw Refusal.unknown("document", name)
    }
    return place
  }

  /// Whether a caller may see the event at a position of the log.
  func sees(event seq: Int64, _ context: ServerContext) async throws -> Bool {
    let hidden = try hidden(from: context)
    guard !hidden.isEmpty else { return true }
    var selection = EventSelection()
    selection.end(at: seq)
    selection.hide(projects: hidden)
    return try await ledger.page(selection, after: seq - 1, limit: 1, as: JSONItems()).page.count > 0
  }
}

extension Set<String> {
  /// Whether a project is among those that nothing may be told of.
  func hides(_ project: String?) -> Bool { project.map(contains) ?? false }
}

/// What a long answer may show, asked again as it goes on: whoever is put out of a project, or leaves, is shown no more.
struct Watching: Sendable {
  let ledger: Ledger
  let caller: Caller
  let selection: EventSelection

  /// Nil once the caller is nobody here any more.
  func now() async throws -> EventSelection? {
    let people = ledger.directory
    guard people.users[caller.id]?.active == true, try await isLive() else { return nil }
    var selection = selection
    selection.hide(projects: people.hidden(from: caller.id))
    return selection
  }

  private func isLive() async throws -> Bool {
    let now = ledger.sources.now()
    return switch caller.credential {
    case .token(let id): try await ledger.token(id)?.record.isLive(at: now) ?? false
    case .session(let id): try await ledger.session(id).map { $0.record.endsAt > now } ?? false
    // Its issuer has said until when it is good, and takes none back.
    case .issued(_, _, let end): now < end
    }
  }
}
