import Documents
import Integrations
import NIOConcurrencyHelpers
import Synchronization
import Workflow

/// A target against a double of its tool on loopback: the real client, links in memory, and attempts as the engine makes
/// them.
struct TargetHarness<Tool: Target>: Sendable {
  let target: Tool
  let links: MemoryLinks
  private let client: TargetClient
  private let cutting: @Sendable (TargetRequest) -> Bool

  /// `url` is the endpoint's; refuses what the target refuses. A harness with the links of another is the same endpoint
  /// after a restart; one with new links is the endpoint whose links were lost. For tools that are no doubles, `cutting`
  /// says whether the answer to a request that was carried out is lost on its way back.
  init(
    _ kind: Tool.Type = Tool.self, url: String, settings: [String: Value] = [:], secrets: [String] = [],
    links: MemoryLinks = MemoryLinks(), cutting: @escaping @Sendable (TargetRequest) -> Bool = { _ in false }
  ) throws {
    target = try Tool(TargetSettings(url: url, secrets: secrets, values: settings))
    self.links = links
    self.cutting = cutting
    client = try LoopbackClient.made()
  }

  /// Tries until it gets through, and returns the failures met before. Throws `GivenUp` after the last attempt, and at
  /// once where the tool says that it is gone. Each call is a delivery of its own, unless `id` says otherwise.
  @discardableResult
  func deliver(
    _ notice: Notice, id: String = DeliveryIDs.next(), attemptsMax: Int = 3
  ) async throws -> [DeliveryFailure] {
    var failures: [DeliveryFailure] = []
    while failures.count < attemptsMax {
      let mayHaveArrived = failures.contains(where: \.isAmbiguous)
      guard
        let failure = await attempt(notice, id: id, attempt: failures.count + 1, mayHaveArrived: mayHaveArrived)
      else { return failures }
      failures.append(failure)
      if failure.isGone { break }
    }
    throw GivenUp(failures: failures)
  }

  /// One attempt; nil where it got through.
  func attempt(
    _ notice: Notice, id: String = DeliveryIDs.next(), attempt: Int = 1, mayHaveArrived: Bool = false
  ) async -> DeliveryFailure? {
    let (client, cutting) = (client, cutting)
    let exchange = Exchange(id: id, attempt: attempt, mayHaveArrived: mayHaveArrived, links: links) {
      request throws(DeliveryFailure) in
      let answer = try await client.send(request)
      guard !cutting(request) else { throw DeliveryFailure(.connection, answer: "cut", isAmbiguous: true) }
      return answer
    }
    do throws(DeliveryFailure) {
      try await target.deliver(notice, through: exchange)
      return nil
    } catch {
      return error
    }
  }
}

/// A delivery that did not get through, with every attempt's failure.
struct GivenUp: Error {
  let failures: [DeliveryFailure]
}

/// The links of one endpoint, as the database would keep them.
final class MemoryLinks: LinkStore {
  private let links = NIOLockedValueBox<[String: ExternalLink]>([:])

  func link(of subject: String) async throws -> ExternalLink? { links.withLockedValue { $0[subject] } }

  func keep(_ link: ExternalLink, of subject: String) async throws { links.withLockedValue { $0[subject] = link } }

  /// By subject.
  var all: [String: ExternalLink] { links.withLockedValue { $0 } }
}

/// Ids of deliveries, none of them twice in a run.
enum DeliveryIDs {
  private static let count = Synchronization.Atomic(0)

  static func next() -> String { "msg_test\(count.add(1, ordering: .relaxed).newValue)" }
}

/// What may connect to this machine alone.
enum LoopbackClient {
  /// For the whole run: they live as long as the process.
  private static let clients = HTTPClients()

  static func made() throws -> TargetClient {
    TargetClient(clients: clients, policy: try AddressPolicy(allowedNetworks: ["127.0.0.0/8"]))
  }

  /// For a look at a tool beside the target.
  static func send(_ request: TargetRequest) async throws -> TargetAnswer { try await made().send(request) }
}
