package import Workflow

/// A tool that deliveries go to. Each is one file: what it sends, how it reads the answer, what it bears, and how it keeps
/// from doing anything twice.
package protocol Target: Sendable {
  /// The word for it in `kind`.
  static var kind: String { get }
  static var traits: TargetTraits { get }

  /// Throws a refusal that names the setting and what to write there.
  init(_ settings: TargetSettings) throws(Refusal)

  /// Brings one notice to the tool, in as many requests as that takes.
  ///
  /// It may be called again for the same notice, after any failure and after a crash at any line: what it has done
  /// before it finds again, and does not do twice where the tool lets it.
  func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure)

  /// What it would send, for a look at it: the words, in the tool's own form. Nothing is sent.
  func preview(_ notice: Notice) throws(DeliveryFailure) -> String
}

/// What a tool bears, and how it is used where its settings say nothing else.
package struct TargetTraits: Sendable {
  /// Requests under way at once to one endpoint of this kind.
  package var concurrency: Int
  /// Deliveries a second to one endpoint; nil is as many as go.
  package var perSecond: Double?
  /// Whether its address alone lets anybody post there: it is then shown to nobody.
  package var hasSecretAddress: Bool
  /// Whether people read what it is sent as it comes: comments are then gathered, and quiet hours are kept.
  package var isChat: Bool
  /// What it listens to where nothing else is said.
  package var defaultEventTypes: [String]

  package init(
    concurrency: Int = 1, perSecond: Double? = 1, hasSecretAddress: Bool = false, isChat: Bool = false,
    defaultEventTypes: [String] = ["stage.completed"]
  ) {
    self.concurrency = concurrency
    self.perSecond = perSecond
    self.hasSecretAddress = hasSecretAddress
    self.isChat = isChat
    self.defaultEventTypes = defaultEventTypes
  }

  /// A tracker: its issue follows the document.
  package static let tracker = TargetTraits(
    defaultEventTypes: [
      "document.opened", "document.approved", "document.reopened", "document.deprecated", "review.requested",
      "review.withdrawn", "stage.completed", "stage.returned",
    ])
  /// A chat tool whose address is its secret.
  package static let chat = TargetTraits(
    hasSecretAddress: true, isChat: true,
    defaultEventTypes: [
      "comment.added", "document.approved", "document.reopened", "review.requested", "stage.completed",
      "stage.returned",
      "verdict.given", "verdict.staled", "verdict.withdrawn",
    ])
}
