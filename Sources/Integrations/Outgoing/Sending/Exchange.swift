/// What a target has at hand while it delivers: requests, the links of earlier deliveries, and what is known of earlier
/// attempts.
package struct Exchange: Sendable {
  /// Bytes of an answer that are read; what is kept of it is less.
  package static let answerBytesMax = 1024 * 1024

  /// The same over all attempts and restarts: the key of whatever the tool lets be keyed.
  package let id: String
  /// The time of this attempt, in seconds since 1970.
  package let seconds: Int64
  /// From 1.
  package let attempt: Int
  /// Whether an earlier attempt may have been carried out without our knowing.
  package let mayHaveArrived: Bool
  /// Whether what is to be done may be done already: only then is it looked for first.
  package var mayBeDone: Bool { attempt > 1 || mayHaveArrived }
  private let links: any LinkStore
  private let sending: @Sendable (TargetRequest) async throws(DeliveryFailure) -> TargetAnswer

  package init(
    id: String, seconds: Int64 = 0, attempt: Int, mayHaveArrived: Bool, links: any LinkStore,
    sending: @escaping @Sendable (TargetRequest) async throws(DeliveryFailure) -> TargetAnswer
  ) {
    self.id = id
    self.seconds = seconds
    self.attempt = attempt
    self.mayHaveArrived = mayHaveArrived
    self.links = links
    self.sending = sending
  }

  /// Any answer at all; throws where none came.
  package func send(_ request: TargetRequest) async throws(DeliveryFailure) -> TargetAnswer {
    try await sending(request)
  }

  /// The answer of a request that succeeded; throws what its status tells where it did not.
  @discardableResult
  package func expect(_ request: TargetRequest) async throws(DeliveryFailure) -> TargetAnswer {
    let answer = try await sending(request)
    guard answer.isSuccess else { throw answer.failure }
    return answer
  }

  package func link(of subject: String) async throws(DeliveryFailure) -> ExternalLink? {
    do { return try await links.link(of: subject) } catch { throw DeliveryFailure(.connection, answer: "\(error)") }
  }

  /// On disk when it returns.
  package func keep(_ link: ExternalLink, of subject: String) async throws(DeliveryFailure) {
    do {
      try await links.keep(link, of: subject)
    } catch { throw DeliveryFailure(.connection, answer: "\(error)", isAmbiguous: true) }
  }
}
