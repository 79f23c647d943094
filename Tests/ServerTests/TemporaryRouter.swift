import Documents
import Foundation
import Hummingbird
import Ledger
import Logging
import NIOConcurrencyHelpers
import Workflow

@testable import Server

/// The daemon's own routes over a new ledger, with nobody behind them who delivers.
final class TemporaryRouter {
  private let directory = FileManager.default.temporaryDirectory.appendingPathComponent("routes-\(UUID().uuidString)")
  private let clock: Clock
  let services: ServerServices
  let router: Router<ServerContext>

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let clock = Clock()
    self.clock = clock
    let ledger = try Ledger(
      path: directory.path + "/test.sqlite",
      sources: SystemSources(
        now: { clock.now }, randomBytes: { count in (0..<count).map { _ in .random(in: 0...255) } }),
      box: try SecretBox(key: Data(repeating: 7, count: 32)))
    services = ServerServices(
      ledger: ledger, logger: Logger(label: "test"), publicURL: { "http://localhost" }, defaultWorkflow: "sign-off",
      version: "0", checkTarget: { _, _ in }, onIncoming: {}, onEndpointChange: {}, endpointKinds: NoKinds(),
      hostKinds: NoKinds())
    router = ServerRouter.make(services, receiver: NoKinds())
  }

  /// Milliseconds since 1970; it stands still.
  func set(clock now: Int64) { clock.set(now) }

  private final class Clock: Sendable {
    private let time = NIOLockedValueBox(Timestamp(milliseconds: 0))
    var now: Timestamp { time.withLockedValue { $0 } }
    func set(_ milliseconds: Int64) { time.withLockedValue { $0 = Timestamp(milliseconds: milliseconds) } }
  }

  deinit {
    try? services.ledger.close()
    try? FileManager.default.removeItem(at: directory)
  }
}

private struct NoKinds: EndpointKinds, HostKinds, HookReceiving {
  private static let refusal = Refusal.field("kind", "there are none here.")
  var overlapSeconds: Double { 0 }

  func check(kind: String, url: String, settings: [String: Value]) throws(Refusal) -> EndpointTraits {
    throw Self.refusal
  }

  func traits(of kind: String) -> EndpointTraits? { nil }
  func makeSecret(kind: String, settings: [String: Value]) throws(Refusal) -> (secret: String, shown: String)? { nil }
  func isSecret(setting: String) -> Bool { true }
  func preview(_ endpoint: EndpointRecord, sealed: EndpointSecret) async throws -> String { throw Self.refusal }
  func testBody(for endpoint: EndpointRecord) throws -> Data { throw Self.refusal }
  func replay(_ endpoint: EndpointRecord, after position: Int64, until end: Int64) async throws -> Int { 0 }
  func check(host: String, repository: String) throws(Refusal) -> HostTraits { throw Self.refusal }

  func receive(
    connection: String, headers: [String: String], body: Data
  ) async throws -> (id: String, isNew: Bool)? { nil }
}
