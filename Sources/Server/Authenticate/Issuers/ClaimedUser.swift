import Documents
import Ledger
import Workflow

/// Finds the user whom claims speak of, and makes one where the settings let that be.
struct ClaimedUser {
  let services: ServerServices
  let issuer: Issuer
  let claims: Claims

  private var settings: IssuerSettings { issuer.settings }

  /// The id of an active user. Throws `TokenFault.user` where there is none, and `TokenFault.claims` where the claims
  /// name nobody.
  func find(requestID: String?) async throws -> Directory.User {
    guard let name = claims.text(settings.userClaim), name.utf8.count <= 255 else { throw TokenFault.claims }
    if let known = try await known(as: name) { return try await followed(try active(known), requestID: requestID) }
    guard let provisioning = settings.provisioning else { throw TokenFault.user }
    return try active(try await provision(name, provisioning, requestID: requestID))
  }

  private func active(_ id: String) throws(TokenFault) -> Directory.User {
    guard let user = services.ledger.directory.users[id], user.active else { throw .user }
    return user
  }

  /// The user with the roles that the claims have, where the settings let them.
  private func followed(_ user: Directory.User, requestID: String?) async throws -> Directory.User {
    guard let provisioning = settings.provisioning, provisioning.rolesFollow, let issuedAt = try claims.issuedAt,
      issuer.newestClaims.isNewest(issuedAt, of: user.id)
    else { return user }
    try await FollowedRoles(services: services, provisioning: provisioning, claims: claims)
      .apply(to: user, requestID: requestID)
    return try active(user.id)
  }

  /// An identity that somebody has written down goes before what only looks alike.
  private func known(as name: String) async throws -> String? {
    if let found = try await services.ledger.user(withLogin: name, at: settings.issuer) { return found }
    switch settings.matching {
    case .identity: return nil
    case .id: return services.ledger.directory.users[name]?.id
    case .email:
      guard claims["email_verified"] == .bool(true) else { return nil }
      return try await services.ledger.user(withEmail: name)
    }
  }

  /// A new user, known from then on by this identity; never one who is there already under that id.
  private func provision(
    _ name: String, _ provisioning: IssuerSettings.Provisioning, requestID: String?
  ) async throws -> String {
    let wanted = claims.text(provisioning.idClaim) ?? name
    guard let id = try? Slug.check(wanted.lowercased(), field: provisioning.idClaim), id != Actor.daemon.id else {
      throw TokenFault.claims
    }
    guard services.ledger.directory.users[id] == nil else { return try await madeMeanwhile(name) }
    let profile = Profile(
      name: claims.text("name") ?? id, email: claims["email_verified"] == .bool(true) ? claims.text("email") : nil,
      identities: [Identity(host: settings.issuer, login: name)])
    let roles = FollowedRoles(services: services, provisioning: provisioning, claims: claims).claimed
    do {
      _ = try await services.ledger.perform(
        WriteRequest(
          target: .registry(
            .registerUser(UserRegistered(user: id, kind: .person), grants: roles.inOrder)),
          actor: .daemon,
          metadata: EventMetadata(requestID: requestID, source: "sign-in"),
          privateWrites: [.profile(user: id, profile)]))
    } catch let refusal as Refusal where refusal.code == "user_exists" {
      return try await madeMeanwhile(name)
    }
    return id
  }

  /// Of two first requests at once, the other may have made the user; else the id is another's.
  private func madeMeanwhile(_ name: String) async throws -> String {
    guard let made = try await services.ledger.user(withLogin: name, at: settings.issuer) else {
      throw TokenFault.user
    }
    return made
  }
}
