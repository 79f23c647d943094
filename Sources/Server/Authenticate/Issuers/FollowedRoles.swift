import Ledger
import Logging
import NIOConcurrencyHelpers
import Workflow

/// The roles that a claim speaks of, kept as the claim has them where the settings say `roles_follow`.
struct FollowedRoles {
  let services: ServerServices
  let provisioning: IssuerSettings.Provisioning
  let claims: Claims

  /// The roles of a user, for everywhere, that the mapping has and the claim names.
  var claimed: Set<RoleGrant> {
    let given = provisioning.rolesClaim.map(claims.texts) ?? []
    return Set(given.compactMap { provisioning.roles[$0] }.map { RoleGrant(role: $0) })
  }

  /// Gives and takes, as events, what the claim says; roles that the mapping does not have, and those of one project, stay
  /// as they are, and so does the last admin.
  func apply(to user: Directory.User, requestID: String?) async throws {
    let wanted = grants(insteadOf: user.grants)
    guard wanted != user.grants else { return }
    let update = UserUpdated(user: user.id, fields: [])
    do {
      _ = try await services.ledger.perform(
        WriteRequest(
          target: .registry(.updateUser(update, grants: wanted.inOrder)), actor: .daemon,
          metadata: EventMetadata(requestID: requestID, source: "sign-in")))
    } catch let refusal as Refusal where refusal.code == "last_admin" {
      services.logger.warning("the issuer takes the last admin's role: it stays", metadata: ["user": "\(user.id)"])
    }
  }

  private func grants(insteadOf held: Set<RoleGrant>) -> Set<RoleGrant> {
    let governed = Set(provisioning.roles.values.map { RoleGrant(role: $0) })
    let wanted = held.subtracting(governed).union(claimed)
    return wanted.isEmpty ? [RoleGrant(role: KnownRole.member)] : wanted
  }
}

/// When the newest claims were made that each user came with: an older token, still good, does not bring back what a newer
/// one no longer says. Forgotten with the process.
final class NewestClaims: Sendable {
  private let byUser = NIOLockedValueBox<[String: Double]>([:])

  /// Whether none was newer. In seconds since 1970.
  func isNewest(_ issuedAt: Double, of user: String) -> Bool {
    byUser.withLockedValue { known in
      guard issuedAt >= known[user] ?? issuedAt else { return false }
      known[user] = issuedAt
      return true
    }
  }
}
