import Foundation
import TestSupport

/// A git host on loopback: its API by its own rules, and its own deliveries of what happens in its repository.
protocol HostDouble: AnyObject, Sendable {
  /// The word of a connection's `host`.
  var kind: String { get }
  /// A connection's `api_url`.
  var url: String { get }
  /// A connection's `repository`.
  var repositoryName: String { get }
  /// The one that the API asks for.
  var token: String { get }
  /// Whose password the token is, where it is one.
  var username: String? { get }
  /// What deliveries are signed with: set to what the connection was given.
  var secret: String { get set }
  var repository: HostedRepository { get }
  var faults: Faults { get }
  /// What the API was asked, the oldest first.
  var requests: [LoopbackReceiver.Request] { get }

  /// The host's own delivery, signed; nil where this host tells nobody of such a thing.
  func delivery(of happening: HostedHappening) -> HookDelivery?
}

extension HostDouble {
  var username: String? { nil }

  /// The deliveries of all that has happened since it was last asked.
  func newDeliveries() -> [HookDelivery] { repository.takeHappenings().compactMap(delivery) }
}

/// A host's delivery as it is posted to a connection's hook.
struct HookDelivery: Sendable {
  var headers: [(name: String, value: String)]
  var body: Data

  /// By lower-cased name.
  var fields: [String: String] {
    Dictionary(headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
  }
}

/// What has happened in a repository, with all that a host would say of it at that time.
enum HostedHappening: Sendable {
  case push(HostedPush)
  case opened(HostedRequest, by: HostedUser)
  /// Its head has moved from `before`.
  case updated(HostedRequest, before: String, by: HostedUser)
  case edited(HostedRequest, by: HostedUser)
  case merged(HostedRequest, by: HostedUser)
  case closed(HostedRequest, by: HostedUser)
  case reopened(HostedRequest, by: HostedUser)
  /// Approved, changes asked for, or words only.
  case reviewed(HostedRequest, HostedReview)
  case withdrawn(HostedRequest, HostedReview, by: HostedUser)
  case commented(HostedRequest, HostedComment)
}
