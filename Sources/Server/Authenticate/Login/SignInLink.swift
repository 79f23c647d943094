package import Ledger
package import Workflow

/// A link that signs a user in, once and for a time.
package enum SignInLink {
  package static let hoursDefault = 24

  /// Returns its path and query; what it is made of is kept nowhere but as a hash.
  package static func make(
    for user: String, hours: Int, in ledger: Ledger
  ) async throws -> (path: String, end: Timestamp) {
    guard ledger.directory.users[user]?.active == true else {
      throw Refusal.field("user", "there is no active user '\(user)'.")
    }
    let key = Secret.new(ledger.sources)
    let end = ledger.sources.now().adding(seconds: Double(hours) * 3600)
    try await ledger.keepLink(hash: Secret.hash(key), user: user, until: end)
    return ("/login/link?key=\(key)", end)
  }
}
