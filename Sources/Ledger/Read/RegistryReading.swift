import Foundation
import GRDB
import Workflow

/// What the registry's rules need to know.
struct RegistryReading {
  let db: Database

  func facts(for command: RegistryCommand) throws -> RegistryFacts {
    let version =
      try Int.fetchOne(
        db, sql: "SELECT MAX(stream_version) FROM event WHERE stream = ?", arguments: [command.stream]) ?? 0
    return RegistryFacts(
      streamVersion: try isDeleted(command) ? 0 : version, published: try published(for: command),
      isGone: try isGone(command))
  }

  /// A deleted endpoint or connection is unknown from then on.
  private func isDeleted(_ command: RegistryCommand) throws -> Bool {
    switch command {
    case .updateEndpoint(let updated): try !exists("endpoint", updated.endpoint)
    case .deleteEndpoint(let id): try !exists("endpoint", id)
    case .deleteConnection(let id): try !exists("connection", id)
    default: false
    }
  }

  private func isGone(_ command: RegistryCommand) throws -> Bool {
    switch command {
    case .issueToken(let issued):
      try Bool.fetchOne(
        db, sql: "SELECT revoked OR replaced_by IS NOT NULL FROM token WHERE id = ?",
        arguments: [issued.replaces?.token]) ?? false
    case .revokeToken(let id):
      try Bool.fetchOne(db, sql: "SELECT revoked FROM token WHERE id = ?", arguments: [id]) ?? false
    case .endDelegation(let id, _):
      try Bool.fetchOne(db, sql: "SELECT ended IS NOT NULL FROM delegation WHERE id = ?", arguments: [id]) ?? false
    case .disableEndpoint(let disabled):
      try
        !(Bool.fetchOne(db, sql: "SELECT enabled FROM endpoint WHERE id = ?", arguments: [disabled.endpoint])
        ?? false)
    default: false
    }
  }

  private func exists(_ table: String, _ id: String) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE id = ?)", arguments: [id]) ?? false
  }

  private func published(for command: RegistryCommand) throws -> RegistryFacts.Published? {
    let (table, name): (String, String)
    switch command {
    case .publishTemplate(let template): (table, name) = ("template", template.name)
    case .publishWorkflow(let workflow): (table, name) = ("workflow", workflow.name)
    case .publishPipeline(let pipeline): (table, name) = ("pipeline", pipeline.name)
    default: return nil
    }
    let sql = """
      SELECT published.*, event.actor FROM \(table) AS published JOIN event ON event.seq = published.seq
      WHERE published.name = ? ORDER BY version DESC LIMIT 1
      """
    return try Row.fetchOne(db, sql: sql, arguments: [name]).map { row in
      RegistryFacts.Published(
        version: row["version"], text: row["text"], definition: table == "template" ? row["definition"] : nil,
        isBuiltIn: row["actor"] == Actor.daemon.id)
    }
  }
}
