import Documents
import Foundation
import GRDB
import Workflow

/// The read tables of templates, projects, people, endpoints and connections.
struct RegistryProjection {
  let db: Database

  func apply(_ events: [RecordedEvent]) throws {
    for recorded in events {
      switch recorded.event {
      case .templatePublished(let published): try add(published, at: recorded)
      case .workflowPublished(let published):
        try add(published.name, published.version, published.text, published.policy, to: "workflow", at: recorded)
      case .pipelinePublished(let published):
        try add(published.name, published.version, published.text, published.pipeline, to: "pipeline", at: recorded)
      case .delegationGranted(let granted): try add(granted, at: recorded)
      case .delegationEnded(let ended):
        try db.execute(
          sql: "UPDATE delegation SET ended = ? WHERE id = ?", arguments: [ended.cause.rawValue, ended.delegation])
      case .projectOpened(let opened): try add(opened, at: recorded)
      case .projectUpdated(let updated): try update(updated, at: recorded)
      case .userRegistered, .userUpdated, .roleGranted, .roleRevoked, .tokenIssued, .tokenRevoked, .userErased:
        try applyPeople(recorded)
      default: try applyWays(recorded)
      }
    }
  }

  private func add(_ published: TemplatePublished, at recorded: RecordedEvent) throws {
    try db.execute(
      sql: "INSERT INTO template (name, version, text, definition, seq, created_at) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        published.name, published.version, published.text, published.definition, recorded.seq,
        recorded.position.timestamp.milliseconds,
      ])
  }

  private func add(
    _ name: String, _ version: Int, _ text: String, _ published: some Encodable, to table: String,
    at recorded: RecordedEvent
  ) throws {
    let column = table == "workflow" ? "policy" : "definition"
    try db.execute(
      sql: "INSERT INTO \(table) (name, version, text, \(column), seq, created_at) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        name, version, text, try json(published), recorded.seq, recorded.position.timestamp.milliseconds,
      ])
  }

  private func add(_ granted: DelegationGranted, at recorded: RecordedEvent) throws {
    try db.execute(
      sql: """
        INSERT INTO delegation (id, giver, delegate, role, project, from_at, until_at, seq, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        granted.delegation, granted.by, granted.to, granted.role, granted.project, granted.from.milliseconds,
        granted.until.milliseconds, recorded.seq, recorded.position.timestamp.milliseconds,
      ])
  }

  private func add(_ opened: ProjectOpened, at recorded: RecordedEvent) throws {
    try db.execute(
      sql: """
        INSERT INTO project (slug, title, pipeline, configuration, links, steps, restricted, version, seq, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        opened.slug, opened.title, opened.pipeline, try json(opened.configuration), try json(opened.links),
        try opened.steps.map(json), opened.restricted ?? false, recorded.streamVersion, recorded.seq,
        recorded.position.timestamp.milliseconds,
      ])
  }

  private func update(_ updated: ProjectUpdated, at recorded: RecordedEvent) throws {
    try db.execute(
      sql: """
        UPDATE project SET title = COALESCE(?, title), configuration = COALESCE(?, configuration),
          links = COALESCE(?, links), restricted = COALESCE(?, restricted), version = ?, seq = ? WHERE slug = ?
        """,
      arguments: [
        updated.title, try updated.configuration.map(json), try updated.links.map(json), updated.restricted,
        recorded.streamVersion, recorded.seq, updated.slug,
      ])
  }

  private func applyPeople(_ recorded: RecordedEvent) throws {
    let at = recorded.position.timestamp.milliseconds
    switch recorded.event {
    case .userRegistered(let user):
      try db.execute(
        sql: "INSERT INTO user (id, kind, active, seq, created_at) VALUES (?, ?, 1, ?, ?)",
        arguments: [user.user, user.kind.rawValue, recorded.seq, at])
    case .userUpdated(let user):
      try db.execute(
        sql: "UPDATE user SET active = COALESCE(?, active), seq = ? WHERE id = ?",
        arguments: [user.active, recorded.seq, user.user])
    case .roleGranted(let grant):
      try db.execute(
        sql: "INSERT OR IGNORE INTO user_role (user, role, project) VALUES (?, ?, ?)",
        arguments: [grant.user, grant.role, grant.project ?? ""])
    case .roleRevoked(let grant):
      try db.execute(
        sql: "DELETE FROM user_role WHERE user = ? AND role = ? AND project = ?",
        arguments: [grant.user, grant.role, grant.project ?? ""])
    case .tokenIssued(let token):
      try db.execute(
        sql: "INSERT INTO token (id, user, name, scopes, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [
          token.token, token.user, token.name, try json(token.scopes), token.expiresAt?.milliseconds, at,
        ])
      guard let replaced = token.replaces else { return }
      try db.execute(
        sql: "UPDATE token SET replaced_by = ?1, expires_at = MIN(IFNULL(expires_at, ?2), ?2) WHERE id = ?3",
        arguments: [token.token, replaced.until.milliseconds, replaced.token])
    case .userErased(let erased):
      try db.execute(
        sql: "UPDATE user SET active = 0, seq = ? WHERE id = ?", arguments: [recorded.seq, erased.user])
      try db.execute(sql: "UPDATE token SET revoked = 1 WHERE user = ?", arguments: [erased.user])
    case .tokenRevoked(let token):
      try db.execute(sql: "UPDATE token SET revoked = 1 WHERE id = ?", arguments: [token.token])
    default: break
    }
  }

  private func applyWays(_ recorded: RecordedEvent) throws {
    switch recorded.event {
    case .endpointCreated(let created): try add(created, at: recorded)
    case .endpointUpdated(let updated):
      try db.execute(
        sql: """
          UPDATE endpoint SET name = COALESCE(?, name), event_types = COALESCE(?, event_types),
            projects = COALESCE(?, projects), enabled = COALESCE(?, enabled),
            disabled_reason = CASE WHEN ? THEN NULL ELSE disabled_reason END WHERE id = ?
          """,
        arguments: [
          updated.name, try updated.eventTypes.map(json), try updated.projects.map(json), updated.enabled,
          updated.enabled == true, updated.endpoint,
        ])
    case .endpointDisabled(let disabled):
      try db.execute(
        sql: "UPDATE endpoint SET enabled = 0, disabled_reason = ? WHERE id = ?",
        arguments: [disabled.reason, disabled.endpoint])
    case .endpointDeleted(let deleted):
      try db.execute(sql: "DELETE FROM endpoint WHERE id = ?", arguments: [deleted.endpoint])
    case .connectionCreated(let created): try add(created, at: recorded)
    case .connectionDeleted(let deleted):
      try db.execute(sql: "DELETE FROM connection WHERE id = ?", arguments: [deleted.connection])
      for table in [
        "mapped_file", "recorded_commit", "change_request", "change_request_head", "change_request_review",
      ] {
        try db.execute(sql: "DELETE FROM \(table) WHERE connection = ?", arguments: [deleted.connection])
      }
    case .pushReceived(let received):
      // An id of zeros says that the branch was deleted: what was taken in of it stays so, should it come back.
      try db.execute(
        sql: "UPDATE connection SET head = ?1 WHERE id = ?2 AND 'refs/heads/' || branch = ?3 AND trim(?1, '0') <> ''",
        arguments: [received.after, received.connection, received.ref])
    case .changeRequestUpdated(let updated): try ChangeRequestProjection(db: db).apply(updated, at: recorded)
    case .changeRequestReviewed(let reviewed): try ChangeRequestProjection(db: db).apply(reviewed, at: recorded)
    default: break
    }
  }

  private func add(_ created: EndpointCreated, at recorded: RecordedEvent) throws {
    try db.execute(
      sql: """
        INSERT INTO endpoint (id, name, kind, event_types, projects, template, enabled, created_seq, created_at)
        VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)
        """,
      arguments: [
        created.endpoint, created.name, created.kind, try json(created.eventTypes), try json(created.projects),
        created.template, recorded.seq, recorded.position.timestamp.milliseconds,
      ])
  }

  private func add(_ created: ConnectionCreated, at recorded: RecordedEvent) throws {
    try db.execute(
      sql: """
        INSERT INTO connection (id, name, host, repository, api_url, branch, paths, project, template, workflow,
          identities, settings, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        created.connection, created.name, created.host, created.repository, created.apiURL, created.branch,
        try json(created.paths), created.project, created.template, created.workflow,
        try json(created.identities ?? [:]), try json(created.settings ?? ConnectionSettings()),
        recorded.position.timestamp.milliseconds,
      ])
  }

  private func json(_ value: some Encodable) throws -> String {
    String(decoding: try PayloadCoding.encode(value), as: UTF8.self)
  }
}
