import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// An error as RFC 9457 has it: the one place where refusals and failures become HTTP.
struct Problem: Error {
  let status: HTTPResponse.Status
  let code: String
  let detail: String
  var errors: [Refusal.FieldError] = []
  var retryAfterSeconds: Int?
  /// What `WWW-Authenticate` says.
  var challenge: BearerChallenge?

  /// What a client is told of any error; internals go to the log, never to the caller.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let limit as LimitReached: self = limit.problem
    case let refusal as Refusal:
      self.init(status: refusal.kind.status, code: refusal.code, detail: refusal.detail, errors: refusal.errors)
    case let error as TemplateError:
      let place = "\(error.template), line \(error.line)"
      self.init(
        status: .badRequest, code: error.code.rawValue, detail: "\(place): \(error.message)",
        errors: error.variable.map { [Refusal.FieldError(field: "variables.\($0)", message: error.message)] } ?? [])
    case LedgerFailure.queueFull:
      self.init(status: .serviceUnavailable, code: "queue_full", detail: "Too many writes are waiting: try again.")
      retryAfterSeconds = 1
    case LedgerFailure.diskFull:
      self.init(
        status: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), code: "disk_full",
        detail: "The server's disk is full: nothing was stored.")
    case LedgerFailure.unknown:
      self.init(
        status: .internalServerError, code: "write_unknown",
        detail: "The server's disk failed, and it is not known whether this was stored: repeat it, with the same "
          + "Idempotency-Key, once the server is back.")
    case LedgerFailure.stopped:
      self.init(
        status: .serviceUnavailable, code: "not_writing",
        detail: "The server writes nothing until it was started again: nothing was stored.")
      retryAfterSeconds = 5
    case is NIOTooManyBytesError:
      self.init(
        status: .contentTooLarge, code: "body_too_large", detail: "The body is larger than this route takes.")
    case let error as any HTTPResponseError:
      self.init(status: error.status, code: Problem.code(of: error.status), detail: "There is nothing to be done here.")
    default:
      self.init(
        status: .internalServerError, code: "internal_error", detail: "Something failed here; it is in the log.")
    }
  }

  init(status: HTTPResponse.Status, code: String, detail: String, errors: [Refusal.FieldError] = []) {
    self.status = status
    self.code = code
    self.detail = detail
    self.errors = errors
  }

  private static func code(of status: HTTPResponse.Status) -> String {
    switch status {
    case .notFound: "not_found"
    case .methodNotAllowed: "method_not_allowed"
    case .badRequest: "malformed"
    case .contentTooLarge: "body_too_large"
    default: "error_\(status.code)"
    }
  }

  func response(instance: String) -> Response {
    var members: [String: Value] = [
      "type": "about:blank", "title": .string(status.reasonPhrase), "status": .int(status.code),
      "detail": .string(detail), "instance": .string(instance), "code": .string(code),
    ]
    if !errors.isEmpty {
      members["errors"] = .array(errors.map { ["field": .string($0.field), "message": .string($0.message)] })
    }
    var response = Response.json(.object(members), status: status)
    response.headers[.contentType] = "application/problem+json"
    if let retryAfterSeconds { response.headers[.retryAfter] = String(retryAfterSeconds) }
    let challenge = challenge ?? (status == .unauthorized ? BearerChallenge() : nil)
    if let challenge { response.headers[.wwwAuthenticate] = challenge.text }
    return response
  }
}

extension Refusal.Kind {
  var status: HTTPResponse.Status {
    switch self {
    case .malformed: .badRequest
    case .forbidden: .forbidden
    case .unknown: .notFound
    case .conflict: .conflict
    case .staleVersion: .preconditionFailed
    case .tooLarge: .contentTooLarge
    case .gate: .unprocessableContent
    case .baseMissing: HTTPResponse.Status(code: 428, reasonPhrase: "Precondition Required")
    }
  }
}
