package import Documents
package import Foundation
package import Ledger
package import Workflow

/// A git host: how its deliveries are verified and read, and what its API is asked.
///
/// Everything that is asked is built from the connection's settings, never from an address in a delivery.
package protocol GitHost: Sendable {
  /// The word of api.md: `github`, `gitlab`.
  static var kind: String { get }
  /// Where the API is unless a connection says otherwise; nil where it must say so.
  static var defaultAPI: String? { get }
  /// Members of a delivery's JSON whose values are secret: they are not kept, wherever they stand.
  static var secretMembers: Set<String> { get }
  /// Whether nobody can send a delivery again under another id: else one without an id of its own is known by its body.
  static var hasProvenIDs: Bool { get }
  /// Refuses, by the field `repository`, a name that is none of this host's.
  static func check(repository: String) throws(Refusal)

  /// The name of a delivery that is the host's; nil where its signature is missing, empty or wrong.
  static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName?
  /// A delivery's body as JSON, whatever it was wrapped in.
  static func json(of body: Data) throws(UnreadableDelivery) -> Value
  /// What a verified delivery says; at least one fact. `body` is what was kept of it.
  static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact]

  init(_ api: HostAPI)

  /// The commit that a branch is at; nil where there is no such branch.
  func head(of branch: String) async throws(DeliveryFailure) -> String?
  /// What `to` has that `from` has not; all that leads to `to` where `from` is nil. Throws a 404 where either is none that
  /// the host knows.
  func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange
  /// A commit's own changes, against its first parent.
  func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange]
  /// What differs between two commits' files, as a change request would show it.
  func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange]
  /// The paths of all files at a commit.
  func paths(at commit: String) async throws(DeliveryFailure) -> [String]
  /// Nil where the commit has no such file. Of one that is larger than any draft, its beginning may be all that comes: it is
  /// refused for that, and holds up no other file.
  func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data?
  /// The commits that changed a file, as `head` shows it, oldest first.
  func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit]

  func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest?
  /// Those that are open towards a branch.
  func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest]
  /// Everybody's standing say on a change request.
  func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews]

  /// Sets a check of a commit. The same name again replaces what it said.
  func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure)
  /// Comments on a change request, and returns the host's id of the comment.
  func comment(_ comment: OutgoingComment, on request: ChangeRequest) async throws(DeliveryFailure) -> String
  /// The id of a change request's comment that holds a sign; nil where there is none.
  func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String?

  /// The id of the comment that a thread began with; nil where there is no such thread.
  func firstComment(of thread: String, on number: Int) async throws(DeliveryFailure) -> String?

  /// Commits one file on a branch, which is made from `base` where it is not there, and returns the commit.
  func write(_ file: FileWrite) async throws(DeliveryFailure) -> String
  /// The change request from a branch to another that is open, else a new one.
  func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest

  /// Asks for the deliveries again that the host says have failed since a time; returns how many. 0 where the host offers
  /// nothing of the kind.
  func redeliverFailed(since: Timestamp, hookURL: String) async throws(DeliveryFailure) -> Int
}

extension GitHost {
  package static var secretMembers: Set<String> { [] }
  package static var hasProvenIDs: Bool { false }

  package static func json(of body: Data) throws(UnreadableDelivery) -> Value {
    do { return try JSONDecoder().decode(Value.self, from: body) } catch {
      throw UnreadableDelivery("The body is no JSON: \(error)")
    }
  }

  package func firstComment(of thread: String, on number: Int) async throws(DeliveryFailure) -> String? { nil }

  package func redeliverFailed(since: Timestamp, hookURL: String) async throws(DeliveryFailure) -> Int { 0 }
}

/// Why a delivery's body cannot be read.
package struct UnreadableDelivery: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

package struct CommitRange: Hashable, Sendable {
  /// Oldest first.
  package var commits: [Commit]
  /// Whether `from` leads to `to`; where it does not, the branch was forced.
  package var isForward: Bool
  /// What `from` has that `to` has not: the ids of what a force left behind; empty where the host does not say.
  package var left: [String]

  package init(commits: [Commit], isForward: Bool, left: [String] = []) {
    self.commits = commits
    self.isForward = isForward
    self.left = left
  }
}

/// A check of a commit.
package struct CommitStatus: Hashable, Sendable {
  package enum State: String, Hashable, Sendable { case pending, success, failure }
  /// Characters of a description that every host takes.
  package static let descriptionMax = 140

  /// `countersign/review`.
  package var context: String
  package var state: State
  package var description: String
  package var url: String?

  package init(context: String, state: State, description: String, url: String?) {
    self.context = context
    self.state = state
    self.description = description
    self.url = url
  }
}

package struct OutgoingComment: Hashable, Sendable {
  /// Markdown, as the host reads it.
  package var body: String
  /// Where it is put, where the host can; else it stands in the change request's own list.
  package var path: String?
  package var line: Int?
  /// The host's id of the comment that it answers.
  package var replyTo: String?

  package init(body: String, path: String? = nil, line: Int? = nil, replyTo: String? = nil) {
    self.body = body
    self.path = path
    self.line = line
    self.replyTo = replyTo
  }
}

package struct FileWrite: Hashable, Sendable {
  package var path: String
  package var content: Data
  package var message: String
  package var branch: String
  /// The branch that `branch` is made from where it is not there.
  package var base: String

  package init(path: String, content: Data, message: String, branch: String, base: String) {
    self.path = path
    self.content = content
    self.message = message
    self.branch = branch
    self.base = base
  }
}

package struct Proposal: Hashable, Sendable {
  package var from: String
  package var to: String
  package var title: String
  package var text: String

  package init(from: String, to: String, title: String, text: String) {
    self.from = from
    self.to = to
    self.title = title
    self.text = text
  }
}
