package import Documents
package import Workflow

/// What is sealed for an endpoint.
package struct EndpointSecret: Sendable, Codable {
  package var url: String
  /// `whsec_…` or `whsk_…`; empty where the kind signs nothing.
  package var secret: String
  /// What the secret was before, for as long as both are used to sign.
  package var previous: Previous?
  /// Of its kind; tokens among them.
  package var settings: [String: Value]?

  package struct Previous: Sendable, Codable {
    package let secret: String
    package let until: Timestamp

    package init(secret: String, until: Timestamp) {
      self.secret = secret
      self.until = until
    }
  }

  package init(url: String, secret: String, settings: [String: Value]? = nil) {
    self.url = url
    self.secret = secret
    self.settings = settings
  }

  /// Those to sign with at a time, the present one first.
  package func secrets(at now: Timestamp) -> [String] {
    let earlier = previous.flatMap { $0.until > now ? $0.secret : nil }
    return [secret, earlier].compactMap { $0 }.filter { !$0.isEmpty }
  }
}

/// What is sealed for a connection.
package struct ConnectionSecret: Sendable, Codable {
  /// What the host signs its deliveries with, or names as its password.
  package let secret: String
  /// For the host's API.
  package let token: String?
  /// Where the token is the password of a user.
  package let username: String?

  package init(secret: String, token: String?, username: String? = nil) {
    self.secret = secret
    self.token = token
    self.username = username
  }
}
