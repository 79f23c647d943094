/// A rule said no. The caller is shown all of it; nothing has changed.
package struct Refusal: Error, Hashable, Sendable {
  /// What kind of no it is; the edge turns it into an HTTP status in one place.
  package enum Kind: Hashable, Sendable {
    case malformed, forbidden, unknown, conflict, staleVersion, tooLarge, gate, baseMissing
  }

  package struct FieldError: Hashable, Sendable, Codable {
    package let field: String
    package let message: String

    package init(field: String, message: String) {
      self.field = field
      self.message = message
    }
  }

  package let kind: Kind
  /// Stable, snake_case; clients may switch on it.
  package let code: String
  /// A plain sentence that names the remedy.
  package let detail: String
  package let errors: [FieldError]

  package init(_ kind: Kind, _ code: String, _ detail: String, errors: [FieldError] = []) {
    self.kind = kind
    self.code = code
    self.detail = detail
    self.errors = errors
  }

  /// A field of the request is wrong.
  package static func field(_ field: String, _ message: String) -> Refusal {
    Refusal(.malformed, "invalid_field", "\(field): \(message)", errors: [FieldError(field: field, message: message)])
  }

  package static func unknown(_ what: String, _ id: String) -> Refusal {
    Refusal(.unknown, "\(what)_not_found", "There is no \(what) '\(id)' that you may see.")
  }
}
