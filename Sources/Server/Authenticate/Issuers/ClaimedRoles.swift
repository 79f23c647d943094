import Documents
import Ledger
import Logging
import Workflow

/// What claims say of a user's roles, by the mapping of the settings.
struct ClaimedRoles {
  let provisioning: IssuerSettings.Provisioning
  let claims: Claims

  /// What the claim's values are here.
  var roles: Set<String> {
    guard let claim = provisioning.rolesClaim else { return [] }
    // One text is one value, spaces and all: a group may be named so.
    let values = claims.text(claim).map { [$0] } ?? claims.texts(claim)
    return Set(values.compactMap { provisioning.roles[$0] })
  }

  /// Whether the issuer says that it left the claim out for want of room, and where it stands (OpenID Connect Core 1.0,
  /// section 5.6.2): then it says nothing of the roles.
  var isElsewhere: Bool {
    guard let claim = provisioning.rolesClaim else { return true }
    return claims[claim] == nil && claims["_claim_names"]?[claim] != nil
  }

  /// Lets the roles of a person who has just signed in follow the claim, as events, where the settings say so.
  func follow(_ user: Directory.User, _ services: ServerServices, requestID: String?) async throws {
    guard provisioning.rolesFollow, user.kind == .person else { return }
    guard !isElsewhere else {
      services.logger.warning("an issuer leaves the roles out: they stay as they are", metadata: ["user": "\(user.id)"])
      return
    }
    _ = try await services.ledger.perform(
      WriteRequest(
        target: .registry(
          .followRoles(user: user.id, governed: Set(provisioning.roles.values), claimed: roles)),
        actor: .daemon, metadata: EventMetadata(requestID: requestID, source: "sign-in")))
  }
}
