import Ledger
import Workflow

/// Which user an author of commits is, if any.
struct AuthorMapping: Sendable {
  let ledger: Ledger
  let connection: ConnectionCreated
  private var known: [HostIdentity: String?] = [:]

  init(ledger: Ledger, connection: ConnectionCreated) {
    self.ledger = ledger
    self.connection = connection
  }

  /// As the connection says, else as users' identities at the host say; by the e-mail address where the host gives no login.
  mutating func user(_ author: HostIdentity) async throws -> String? {
    if let user = known[author] { return user }
    let user = try await found(author)
    known[author] = .some(user)
    return user
  }

  private func found(_ author: HostIdentity) async throws -> String? {
    let names = [author.login, author.login == nil ? author.email : nil].compactMap { $0 }.filter { !$0.isEmpty }
    for name in names {
      if let user = connection.identities?[name], ledger.directory.users[user] != nil { return user }
      if let user = try await ledger.user(withLogin: name, at: connection.host) { return user }
    }
    guard author.login == nil, let email = author.email, !email.isEmpty else { return nil }
    return try await ledger.user(withEmail: email)
  }
}

extension HostIdentity {
  /// As the host names them.
  var asSeen: String? { [name, login, email].compactMap { $0 }.first { !$0.isEmpty } }
}
