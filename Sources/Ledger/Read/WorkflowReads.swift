import Foundation
import GRDB
package import Workflow

/// A version of a workflow, as it was published.
package struct WorkflowRecord: Sendable {
  package let policy: Policy
  package let yaml: String
  package let seq: Int64
  package let createdAt: Timestamp
}

/// A version of a pipeline, as it was published.
package struct PipelineRecord: Sendable {
  package let pipeline: Pipeline
  package let yaml: String
  package let seq: Int64
  package let createdAt: Timestamp
}

/// A say that was handed on.
package struct DelegationRecord: Sendable {
  package let granted: DelegationGranted
  /// `expired` or `revoked`; nil while it may count.
  package let ended: String?
  package let seq: Int64
  package let createdAt: Timestamp
}

extension Ledger {
  /// The latest version of a workflow, or the one asked for.
  package func workflow(_ name: String, version: Int? = nil) async throws -> WorkflowRecord? {
    try await published("workflow", name, version: version, Self.workflow)
  }

  /// The latest version of each workflow, by name.
  package func workflows(after name: String?, limit: Int) async throws -> [WorkflowRecord] {
    try await latest("workflow", after: name, limit: limit, Self.workflow)
  }

  /// The latest version of a pipeline, or the one asked for.
  package func pipeline(_ name: String, version: Int? = nil) async throws -> PipelineRecord? {
    try await published("pipeline", name, version: version, Self.pipeline)
  }

  /// The latest version of each pipeline, by name.
  package func pipelines(after name: String?, limit: Int) async throws -> [PipelineRecord] {
    try await latest("pipeline", after: name, limit: limit, Self.pipeline)
  }

  @Sendable private static func workflow(_ row: Row, yaml: String) throws -> WorkflowRecord {
    WorkflowRecord(
      policy: try decoded(row["policy"]), yaml: yaml, seq: row["seq"],
      createdAt: Timestamp(milliseconds: row["created_at"]))
  }

  @Sendable private static func pipeline(_ row: Row, yaml: String) throws -> PipelineRecord {
    PipelineRecord(
      pipeline: try decoded(row["definition"]), yaml: yaml, seq: row["seq"],
      createdAt: Timestamp(milliseconds: row["created_at"]))
  }

  private func published<Record: Sendable>(
    _ table: String, _ name: String, version: Int?, _ make: @escaping @Sendable (Row, String) throws -> Record
  ) async throws -> Record? {
    try await pool.read { db in
      try Row.fetchOne(
        db,
        sql: "SELECT * FROM \(table) WHERE name = ?1 AND (?2 IS NULL OR version = ?2) ORDER BY version DESC LIMIT 1",
        arguments: [name, version]
      ).map { try make($0, String(decoding: try TextReading.body($0["text"], in: db), as: UTF8.self)) }
    }
  }

  private func latest<Record: Sendable>(
    _ table: String, after name: String?, limit: Int, _ make: @escaping @Sendable (Row, String) throws -> Record
  ) async throws -> [Record] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT *, MAX(version) FROM \(table) WHERE name > ? GROUP BY name ORDER BY name LIMIT ?",
        arguments: [name ?? "", limit]
      ).map { try make($0, String(decoding: try TextReading.body($0["text"], in: db), as: UTF8.self)) }
    }
  }

  /// Delegations by and to a user, or all of them; the latest first.
  package func delegations(
    of user: String?, after id: String?, limit: Int
  ) async throws -> [DelegationRecord] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM delegation WHERE (?1 IS NULL OR giver = ?1 OR delegate = ?1) AND (?2 IS NULL OR id < ?2)
          ORDER BY id DESC LIMIT ?3
          """, arguments: [user, id, limit]
      ).map { row in
        DelegationRecord(
          granted: DelegationGranted(
            delegation: row["id"], by: row["giver"], to: row["delegate"], role: row["role"], project: row["project"],
            from: Timestamp(milliseconds: row["from_at"]), until: Timestamp(milliseconds: row["until_at"])),
          ended: row["ended"], seq: row["seq"], createdAt: Timestamp(milliseconds: row["created_at"]))
      }
    }
  }
}
