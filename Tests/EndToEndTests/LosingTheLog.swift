import Documents
import TestSupport
import Testing

@Suite struct LosingTheLog {
  @Test("a daemon whose log nobody reads any longer goes on, and ends in good order")
  func brokenPipe() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    try daemon.closeLog()
    for number in 1...5 {
      let answer = try await client.send(
        "POST", "documents", ["template": "design", "title": .string("Number \(number)")])
      #expect(answer.status == 201)
    }
    #expect(daemon.stop() == 0)
  }
}
