import Documents
import Ledger
import Workflow

/// Finds the user whom claims speak of, and makes one where the settings let that be.
struct ClaimedUser {
  let services: ServerServices
  let settings: IssuerSettings
  let claims: Claims

  /// The id of an active user. Throws `TokenFault.user` where there is none, and `TokenFault.claims` where the claims
  /// name nobody.
  func find(requestID: String?) async throws -> Directory.User {
    guard let name = claims.text(settings.userClaim), name.utf8.count <= 255 else { throw TokenFault.claims }
    if let known = try await known(as: name) { return try active(known) }
    guard let provisioning = settings.provisioning else { throw TokenFault.user }
    return try active(try await provision(name, provisioning, requestID: requestID))
  }

  /// As `find`, for somebody who signs in now, whose roles may follow the claims. A bearer token changes no roles: an older
  /// one may come after a newer.
  func signIn(requestID: String?) async throws -> Directory.User {
    let user = try await find(requestID: requestID)
    guard let provisioning = settings.provisioning else { return user }
    try await ClaimedRoles(provisioning: provisioning, claims: claims).follow(user, services, requestID: requestID)
    return try active(user.id)
  }

  private func active(_ id: String) throws(TokenFault) -> Directory.User {
    guard let user = services.ledger.directory.users[id], user.active else { throw .user }
    return user
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
    let roles = ClaimedRoles(provisioning: provisioning, claims: claims).roles.sorted().map { RoleGrant(role: $0) }
    do {
      _ = try await services.ledger.perform(
        WriteRequest(
          target: .registry(.registerUser(UserRegistered(user: id, kind: .person), grants: roles)), actor: .daemon,
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
