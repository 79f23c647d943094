import Documents
import Ledger
import Workflow

/// Connections, their deliveries and their change requests as the API shows them.
enum ConnectionView {
  static func value(_ record: ConnectionRecord) -> Value {
    let created = record.created
    let settings = created.settings ?? ConnectionSettings()
    return [
      "id": .string(created.connection), "name": .string(created.name), "host": .string(created.host),
      "repository": .string(created.repository), "api_url": .string(created.apiURL),
      "branch": .string(created.branch), "paths": Value(created.paths), "project": Value(created.project),
      "template": Value(created.template), "workflow": Value(created.workflow),
      "identities": .object((created.identities ?? [:]).mapValues(Value.string)),
      "settings": [
        "history": .bool(settings.history), "check": .bool(settings.check),
        "comments": .string(settings.comments.rawValue), "write_back": .string(settings.writeBack.rawValue),
        "reconcile_minutes": .int(settings.reconcileMinutes),
      ],
      "head": Value(record.head), "created_at": Value(record.createdAt),
    ]
  }

  static func receipt(_ receipt: Receipt) -> Value {
    [
      "id": .string(receipt.id), "delivery": .string(receipt.delivery), "event": .string(receipt.event),
      "state": .string(receipt.state.rawValue), "attempts": .int(receipt.attempts), "outcome": Value(receipt.outcome),
      "received_at": Value(receipt.receivedAt),
      "due_at": receipt.state == .failed ? Value(receipt.dueAt) : .null,
    ]
  }

  static func request(_ request: ChangeRequestRecord) -> Value {
    [
      "connection": .string(request.connection), "number": .int(request.number),
      "state": .string(request.state.rawValue), "title": .string(request.title), "url": Value(request.url),
      "author": actor(request.author, user: request.author.user), "head": .string(request.head),
      "source_branch": .string(request.sourceBranch), "target_branch": .string(request.targetBranch),
      "merge_commit": Value(request.mergeCommit), "updated_at": Value(request.updatedAt),
    ]
  }

  static func actor(_ actor: HostActor, user: String?) -> Value {
    ["login": Value(actor.login), "name": Value(actor.name), "user": Value(user)]
  }

  static func check(_ check: PostedCheck) -> Value {
    [
      "context": .string(check.context), "head": .string(check.head), "state": .string(check.state),
      "description": .string(check.description), "sent": .bool(check.isSent), "sent_at": Value(check.sentAt),
      "attempts": .int(check.attempts), "failure": Value(check.failure),
    ]
  }
}

/// Where in a change request a verdict or a comment was made.
enum HostSourceView {
  static func value(_ source: ChangeRequestSource) -> Value {
    [
      "connection": .string(source.connection), "change_request": .int(source.number), "id": .string(source.id),
      "commit": Value(source.commit), "inferred": .bool(source.isInferred ?? false), "author": Value(source.author),
      "url": Value(source.url),
    ]
  }
}
