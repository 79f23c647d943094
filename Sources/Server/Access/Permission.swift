/// What one route asks of its caller.
package struct Permission: Sendable {
  /// Whom it lets in, before anything is read of the request.
  package enum Who: String, Sendable, CaseIterable {
    /// No token is asked for.
    case anyone
    /// No token: the request is signed with the secret of its connection.
    case signed
    /// Every active user.
    case reader
    /// Whoever holds a role beside an auditor's: in the project that the path leads to, else in any.
    case writer
    /// Whoever holds such a role everywhere.
    case serverWriter
    /// Admins and auditors.
    case auditor
    case admin
  }

  /// What happens to somebody who is let in and asks for what is another's.
  package enum Others: Hashable, Sendable {
    /// It is as if it were not there.
    case hidden
    /// It is refused with this code.
    case refused(String)
  }

  /// What is one's own here, and who besides may have it.
  package struct Own: Sendable {
    package let thing: String
    package let others: Others
    /// Whether admins may do it with what is not theirs.
    package let isForAdmins: Bool
  }

  package let method: String
  /// As the router has it.
  package let path: String
  package let who: Who
  package let own: Own?
  /// The code that agents and services are refused with; nil where they may do it.
  package let peopleOnly: String?
  /// What is asked further, once the request has been read: a sentence, or nothing.
  package let note: String
  /// Whether it is for browsers: signed in with a session, and no part of the interface's description.
  package let isPage: Bool

  init(
    _ method: String, _ path: String, _ who: Who, own: Own? = nil, peopleOnly: String? = nil, _ note: String = "",
    isPage: Bool = false
  ) {
    self.method = method
    self.path = path
    self.who = who
    self.own = own
    self.peopleOnly = peopleOnly
    self.note = note
    self.isPage = isPage
  }

  /// What of the path may belong to a restricted project.
  enum Place { case nowhere, document, project }

  var place: Place {
    let prefix = "/api/v1"
    let place = path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : path[...]
    if place.hasPrefix("/documents/{id}") { return .document }
    if place.hasPrefix("/projects/{slug}") { return .project }
    return .nowhere
  }
}

extension Permission.Own {
  static func hidden(_ thing: String, isForAdmins: Bool = true) -> Permission.Own {
    Permission.Own(thing: thing, others: .hidden, isForAdmins: isForAdmins)
  }

  static func refused(_ thing: String, _ code: String, isForAdmins: Bool = true) -> Permission.Own {
    Permission.Own(thing: thing, others: .refused(code), isForAdmins: isForAdmins)
  }
}
