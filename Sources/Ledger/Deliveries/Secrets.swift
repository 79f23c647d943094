/// What is sealed for an endpoint.
package struct EndpointSecret: Sendable, Codable {
  package let url: String
  /// `whsec_…`
  package let secret: String

  package init(url: String, secret: String) {
    self.url = url
    self.secret = secret
  }
}

/// What is sealed for a connection.
package struct ConnectionSecret: Sendable, Codable {
  /// What the host signs its deliveries with.
  package let secret: String
  /// For the host's API.
  package let token: String?

  package init(secret: String, token: String?) {
    self.secret = secret
    self.token = token
  }
}
