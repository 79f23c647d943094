import Documents
import Foundation
import TestSupport
import Testing

/// What is too large is refused, by whomever it is sent, and costs no memory that stays.
@Suite struct RefusingFloods {
  private static let senders = 20
  private static let rounds = 5
  /// Bytes that the daemon may hold more of afterwards than before.
  private static let growthMax = 200 * 1024 * 1024

  @Test("deliveries over the limit are refused, signed or not, and one beside them is taken")
  func oversized() async throws {
    let host = try await GitHubHostDouble()
    let scenario = try HostScenario(host)
    try await scenario.registerPeople()
    try await scenario.connect(["check": false])
    let anonymous = TestClient(url: scenario.daemon.url, token: "")
    let hook = "/hooks/\(scenario.connection)"
    let payload = SignedPayload(kind: "github", file: "", repository: "acme/docs", event: "push")
    let large = Data(#"{"ref":""#.utf8) + Data(repeating: 0x61, count: 6 * 1024 * 1024) + Data(#""}"#.utf8)
    let huge = Data(repeating: 0x20, count: 24 * 1024 * 1024)
    let signed = payload.headers(of: large, id: "large", secret: host.secret)
    let before = try #require(scenario.daemon.residentBytes)
    for _ in 0..<Self.rounds {
      try await withThrowingTaskGroup(of: Int?.self) { group in
        for sender in 0..<Self.senders {
          let (body, headers) = sender % 2 == 0 ? (large, signed) : (huge, ["x-github-event": "push"])
          // The connection may be closed before all was sent.
          group.addTask { try? await anonymous.raw("POST", hook, body, headers: headers).status }
        }
        for try await status in group { #expect(status == nil || status == 413, "\(status ?? 0)") }
      }
    }
    let after = try #require(scenario.daemon.residentBytes)
    #expect(after - before < Self.growthMax, "\((after - before) / 1_048_576) MB more are held.")
    #expect(try await scenario.receipts().isEmpty)
    host.repository.commit("Begin", .write(HostScenario.path, "# Billing\n"))
    try await scenario.deliver()
    #expect(try await scenario.receipts().count == 1)
    try scenario.finish()
  }
}
