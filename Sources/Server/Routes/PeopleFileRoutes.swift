import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// A file of users, groups and roles, applied as a diff of events.
struct PeopleFileRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.post("people", use: apply)
  }

  /// The body is YAML. With `?dry_run=true` nothing is written; with `?prune=true` those who are not in the file are put
  /// out. User by user and group by group: where one is refused, those before it stay, and the same file goes on from
  /// there.
  @Sendable private func apply(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: PeopleFile.bytesMax)
    let file = try Self.file(try YamlBody.text(body))
    let isDry = try request.flag("dry_run")
    let diff = PeopleDiff(
      file, people: services.ledger.directory, known: try await known(), isPruning: try request.flag("prune"),
      keeping: try context.known().id)
    try check(file)
    let handed = isDry ? [] : try await perform(diff.steps, context)
    return .json([
      "applied": .bool(!isDry), "changes": .array(diff.changes.map(Self.view)), "handed_on": .array(handed),
      "seq": .int(Int(services.ledger.position)),
    ])
  }

  private static func file(_ yaml: String) throws(Refusal) -> PeopleFile {
    do { return try PeopleFile(yaml: yaml) } catch { throw YamlBody.refusal("invalid_people", error) }
  }

  /// What no step could do is refused before the first.
  private func check(_ file: PeopleFile) throws(Refusal) {
    let people = services.ledger.directory
    let ids = Set(file.users.map(\.id)).union(people.users.keys)
    for group in file.groups {
      for member in group.members.sorted() where !ids.contains(member) {
        throw Refusal.field("groups.\(group.id).members", "there is no user '\(member)', here or in the file.")
      }
    }
    for user in file.users {
      guard user.id != Actor.daemon.id else { throw Refusal.field("users.\(user.id)", "is the daemon's own.") }
      guard people.users[user.id].map({ $0.kind == user.kind }) ?? true else {
        throw Refusal.field("users.\(user.id).kind", "cannot be changed: make a new user.")
      }
    }
  }

  private func known() async throws -> [String: PeopleDiff.Known] {
    var known: [String: PeopleDiff.Known] = [:]
    var cursor: String?
    repeat {
      let found = try await services.ledger.users(after: cursor, limit: Page.limitMax)
      for user in found {
        known[user.id] = PeopleDiff.Known(
          name: user.profile.name, email: user.profile.email, identities: user.profile.identities)
      }
      cursor = found.count == Page.limitMax ? found.last?.id : nil
    } while cursor != nil
    return known
  }

  /// Returns the turns that were handed on: those of all who left, also where a later step is refused.
  private func perform(_ steps: [PeopleDiff.Step], _ context: ServerContext) async throws -> [Value] {
    var gone: Set<String> = []
    var failure: (any Error)?
    do {
      for step in steps {
        try await perform(step, context)
        if case .updateUser(let updated, _) = step.command, updated.active == false { gone.insert(updated.user) }
      }
    } catch { failure = error }
    let handed = try await Leaving(services: services, users: gone, context: context).handOn()
    if let failure { throw failure }
    return handed
  }

  private func perform(_ step: PeopleDiff.Step, _ context: ServerContext) async throws {
    var writes: [PrivateWrite] = []
    if let profile = step.profile, let id = step.changes.first?.id {
      writes = [
        .profile(
          user: id, Profile(name: profile.name, email: profile.email, identities: profile.identities))
      ]
    }
    let write = WriteRequest(
      target: .registry(step.command), actor: try context.known().actor, metadata: context.metadata(source: "people"),
      privateWrites: writes
    ) { _ in .nothing }
    _ = try await services.ledger.perform(write)
  }

  private static func view(_ change: PeopleDiff.Change) -> Value {
    [
      "kind": .string(change.kind), "id": .string(change.id), "action": .string(change.action),
      "what": .string(change.what), "from": Value(change.from), "to": Value(change.to),
    ]
  }
}
