package import Documents

/// Whose JWTs are taken, and what is made of them; one entry of `issuers` in the file that `sign_in` names.
package struct IssuerSettings: Sendable {
  /// How a token's user is found among those that there are, beside their identities.
  package enum Matching: String, Sendable, CaseIterable {
    /// By an identity alone: `host` is the issuer, `login` the claim.
    case identity
    /// The claim is the user's id.
    case id
    /// The claim is the e-mail address of the user's profile, and the issuer says that it is verified.
    case email
  }

  static let leewayDefault = 60
  static let leewayMax = 300

  package let issuer: String
  /// Of bearer tokens; without any none is taken, and the issuer serves the login alone.
  package let audience: [String]
  package let algorithms: Set<SignatureAlgorithm>
  /// Nil asks the issuer's discovery document.
  package let keysURL: String?
  package let keysFile: String?
  /// For clocks that differ, in seconds.
  package let leewaySeconds: Int
  package let userClaim: String
  package let matching: Matching
  /// Names a token's scopes; nil lets a token do all that its user may.
  package let scopesClaim: String?
  package let provisioning: Provisioning?

  /// How users are made of claims who are not there yet.
  package struct Provisioning: Sendable {
    package let idClaim: String
    package let rolesClaim: String?
    /// What a value of the claim is here. A user with none of them is a member.
    package let roles: [String: String]
    /// Whether they are given and taken with every login of a browser, and not only when a user is made.
    package let rolesFollow: Bool
  }

  init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(
      allowed: [
        "issuer", "audience", "algorithms", "jwks_url", "jwks_file", "leeway_seconds", "user_claim", "match",
        "scopes_claim", "provision",
      ], needed: ["issuer"])
    issuer = try fields["issuer"]?.text() ?? ""
    guard IssuerAddress.isSafe(issuer) else { throw node.fault("has an issuer that is no https address.") }
    audience = try fields["audience"]?.list { node throws(YamlFault) in try node.text() } ?? []
    let named = try fields["algorithms"]?.list { node throws(YamlFault) in try node.word(SignatureAlgorithm.self) }
    algorithms = Set(named ?? SignatureAlgorithm.allCases)
    keysURL = try fields["jwks_url"]?.text()
    keysFile = try fields["jwks_file"]?.text()
    if let keysURL, !IssuerAddress.isSafe(keysURL) { throw node.fault("has a jwks_url that is no https address.") }
    if keysURL != nil, keysFile != nil { throw node.fault("has both jwks_url and jwks_file: one of them is enough.") }
    leewaySeconds = try fields["leeway_seconds"]?.number(0...Self.leewayMax) ?? Self.leewayDefault
    userClaim = try fields["user_claim"]?.text() ?? "sub"
    matching = try fields["match"]?.word() ?? .identity
    if matching == .email, userClaim != "email" { throw node.fault("matches by email, so its user_claim is email.") }
    scopesClaim = try fields["scopes_claim"]?.text()
    provisioning = try fields["provision"].map { node throws(YamlFault) in try Provisioning(node) }
  }
}

extension IssuerSettings.Provisioning {
  fileprivate init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: ["id_claim", "roles_claim", "roles", "roles_follow"])
    idClaim = try fields["id_claim"]?.text() ?? "preferred_username"
    rolesClaim = try fields["roles_claim"]?.text()
    var roles: [String: String] = [:]
    for (value, role) in try fields["roles"]?.members() ?? [] { roles[value] = try role.text() }
    self.roles = roles
    rolesFollow = try fields["roles_follow"]?.truth() ?? false
    if rolesFollow, rolesClaim == nil || roles.isEmpty {
      throw node.fault("has roles_follow, which needs roles_claim and roles.")
    }
  }
}

/// The file that `sign_in` names: whose tokens are taken, and where people sign in.
package struct SignInSettings: Sendable {
  /// Far more than such a file needs.
  static let bytesMax = 256 * 1024

  package struct Login: Sendable {
    package let issuer: String
    package let clientID: String
    /// Nil for a public client.
    package let clientSecretFile: String?
    package let scopes: [String]
  }

  package let issuers: [IssuerSettings]
  package let login: Login?

  /// Throws a fault that names the key and the line.
  package init(yaml: String) throws(YamlFault) {
    guard let root = try YamlNode.parse(yaml, bytesMax: Self.bytesMax) else {
      (issuers, login) = ([], nil)
      return
    }
    let fields = try root.fields(allowed: ["issuers", "login"])
    issuers = try fields["issuers"]?.list { node throws(YamlFault) in try IssuerSettings(node) } ?? []
    let names = issuers.map(\.issuer)
    if let issuers = fields["issuers"], Set(names).count < names.count {
      throw issuers.fault("names one issuer twice.")
    }
    login = try fields["login"].map { node throws(YamlFault) in try Login(node, among: names) }
  }
}

extension SignInSettings.Login {
  fileprivate init(_ node: YamlNode, among issuers: [String]) throws(YamlFault) {
    let fields = try node.fields(
      allowed: ["issuer", "client_id", "client_secret_file", "scopes"], needed: ["issuer", "client_id"])
    issuer = try fields["issuer"]?.text() ?? ""
    guard issuers.contains(issuer) else { throw node.fault("has an issuer that is none of the issuers above.") }
    clientID = try fields["client_id"]?.text() ?? ""
    clientSecretFile = try fields["client_secret_file"]?.text()
    let scopes = try fields["scopes"]?.list { node throws(YamlFault) in try node.text() }
    self.scopes = scopes ?? ["openid", "profile", "email"]
    guard self.scopes.contains("openid") else { throw node.fault("has scopes without openid, which makes it a login.") }
  }
}
