import Foundation
import Integrations

/// Somebody with an account at a host.
struct HostedUser: Hashable, Sendable {
  var login: String
  var name: String
  var email: String

  init(_ login: String, name: String? = nil, email: String? = nil) {
    self.login = login
    self.name = name ?? login.capitalized
    self.email = email ?? "\(login)@example.com"
  }

  static let ada = HostedUser("ada", name: "Ada Lovelace")
  static let grace = HostedUser("grace", name: "Grace Hopper")
  static let alan = HostedUser("alan", name: "Alan Turing")
  /// Whose token the API is asked with.
  static let robot = HostedUser("countersign-bot", name: "Countersign")

  /// A number that is always the same for a login.
  var id: Int { login.utf8.reduce(7) { ($0 * 31 + Int($1)) % 1_000_003 } }
  var identity: HostIdentity { HostIdentity(login: login, name: name, email: email) }
}

struct HostedCommit: Hashable, Sendable {
  /// 40 hexadecimal digits.
  var id: String
  var parents: [String]
  var author: HostedUser
  var message: String
  /// Seconds since 1970.
  var seconds: Int64
  /// The whole tree, by path.
  var files: [String: Data]
  /// Where renamed files were before, by their present path.
  var renames: [String: String]
  /// Against its first parent, a renamed file as one that is gone and one that has come.
  var changed: [FileChange] = []
}

struct HostedPush: Hashable, Sendable {
  /// `refs/heads/main`.
  var ref: String
  /// Nil where the ref was made.
  var before: String?
  /// Nil where it was deleted.
  var after: String?
  var isForced: Bool
  /// What `after` has that `before` has not, oldest first; of a new branch, what no other branch has.
  var commits: [HostedCommit]
  var by: HostedUser
}

/// A change request.
struct HostedRequest: Hashable, Sendable {
  enum State: String, Sendable { case open, merged, closed }

  var number: Int
  var title: String
  var text: String
  var author: HostedUser
  var source: String
  var target: String
  var head: String
  /// What the target's branch was at when the head was last looked at.
  var base: String
  var state: State = .open
  var isDraft = false
  var mergeCommit: String?
}

struct HostedReview: Hashable, Sendable {
  var id: Int
  /// Of the change request.
  var number: Int
  var reviewer: HostedUser
  /// Never `.withdrawn`: that is `isWithdrawn`.
  var outcome: ReviewNews.Outcome
  var commit: String
  var text: String
  var isWithdrawn = false
}

struct HostedComment: Hashable, Sendable {
  var id: Int
  /// Of the change request.
  var number: Int
  var author: HostedUser
  var body: String
  var path: String?
  var line: Int?
  /// What the line was commented on in.
  var commit: String?
  var replyTo: Int?
}

/// One setting of a commit's check; later ones of the same context stand in the place of earlier ones.
struct HostedStatus: Hashable, Sendable {
  var commit: String
  var context: String
  /// The host's own word.
  var state: String
  var description: String
  var url: String?
}

/// A delivery that a host lists as one it has made.
struct HostedAttempt: Hashable, Sendable {
  var id: Int
  /// The delivery's own, the same for all of its attempts.
  var key: String
  /// Of the hook's status, such as 202 or 502.
  var status: Int
  /// Milliseconds since 1970.
  var milliseconds: Int64
  /// How often it was asked for again.
  var redeliveries = 0
}
