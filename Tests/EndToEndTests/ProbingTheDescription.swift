import Foundation
import TestSupport
import Testing

/// Others read the description of the API, and find the daemon as it says. `Tests/Real/schemathesis.sh` asks far more.
@Suite(.serialized) struct ProbingTheDescription {
  /// Requests for each operation: some 100 operations, twice.
  private static let examples = 2

  @Test(
    "schemathesis finds nothing wrong as an admin and as nobody", .enabled(if: Peer.probesHere, "\(Peer.whyAbsent)"))
  func probe() async throws {
    // Whoever guesses so often is told to come back later; here each guess is to be answered.
    let lifted = ["FAILURES", "USERS_CREATE", "USERS_READ", "USERS_LIST", "USERS_UPDATE", "USERS_DELETE", "HEAVY"]
    let daemon = try TestDaemon(
      environment: Dictionary(uniqueKeysWithValues: lifted.map { ("COUNTERSIGN_RATE_LIMITS_\($0)", "0") }))
    try daemon.start()
    for token in [daemon.token, ""] {
      let (status, words) = try Peer.run(
        "/bin/sh",
        ["Tests/Probing/probe.sh", daemon.url, token, "--phases", "fuzzing", "--max-examples", "\(Self.examples)"])
      #expect(status == 0, "\(words)")
    }
    daemon.stop()
  }

  @Test("a validator of others takes the description for one", .enabled(if: Peer.probesHere, "\(Peer.whyAbsent)"))
  func validate() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let yaml = try await TestClient(url: daemon.url, token: "").send("GET", "openapi.yaml").data
    daemon.stop()
    let file = FileManager.default.temporaryDirectory.appending(path: "openapi-\(UUID().uuidString).yaml")
    try yaml.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let (status, words) = try Peer.run("/usr/bin/env", ["python3", "-m", "openapi_spec_validator", file.path])
    #expect(status == 0, "\(words)")
  }
}
