import Documents
import Foundation
import TestSupport
import Testing

/// Every recorded body, delivered to the running daemon with the headers of its host.
@Suite struct ReceivingPayloads {
  /// What each comes to where the connection watches another branch than any of them speaks of, and its host's API answers
  /// nothing.
  private static let golden: [(SignedPayload, outcome: String)] = []

  @Test(
    "each is taken once, refused without its signature, and ends in what it says",
    .enabled(if: SharedFiles.root != nil, "the recorded bodies are not here"))
  func payloads() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let anonymous = TestClient(url: daemon.url, token: "")
    let host = try await LoopbackReceiver { _ in LoopbackReceiver.Answer(status: 404) }
    for (number, (payload, outcome)) in Self.golden.enumerated() {
      let made = try await admin.send(
        "POST", "connections",
        [
          "host": .string(payload.kind), "repository": .string(payload.repository), "api_url": .string(host.url),
          "token": "t", "branch": "trunk", "template": "design",
        ])
      #expect(made.status == 201, "\(payload.kind) \(made.text)")
      let id = try #require(made.json["id"]?.string)
      let secret = try #require(made.json["secret"]?.string)
      let body = try payload.body()
      func post(_ body: Data, _ headers: [String: String]) async throws -> Int {
        try await anonymous.raw("POST", "/hooks/\(id)", body, headers: headers).status
      }
      for signing in [SignedPayload.Signing.wrong, .missing, .empty] {
        let status = try await post(body, payload.headers(of: body, id: "d\(number)", secret: secret, signing))
        #expect(status == 401, "\(payload.kind)/\(payload.file) \(signing)")
      }
      let cut = body.prefix(body.count / 2)
      if payload.kind != "gitlab", payload.kind != "azure_devops" {
        let status = try await post(cut, payload.headers(of: body, id: "d\(number)", secret: secret))
        #expect(status == 401, "\(payload.kind)/\(payload.file) cut under the signature of the whole")
      }
      let none = try await admin.send("GET", "connections/\(id)/receipts").json["items"]?.items.count
      #expect(none == 0)
      let headers = payload.headers(of: body, id: "d\(number)", secret: secret)
      #expect(try await post(body, headers) == 202, "\(payload.kind)/\(payload.file)")
      #expect(try await post(body, headers) == 200, "\(payload.kind)/\(payload.file) again")
      let ended = try await self.ended(id, admin)
      #expect(ended.first?["state"] == "done" && ended.count == 1, "\(payload.kind)/\(payload.file) \(ended)")
      #expect(ended.first?["outcome"]?.string == outcome, "\(payload.kind)/\(payload.file)")
      // Cut on the way and signed so: it is kept, and it is said why nothing comes of it.
      let truncated = payload.headers(of: cut, id: "c\(number)", secret: secret)
      let status = try await post(cut, truncated)
      if payload.kind == "azure_devops" {
        #expect(status == 401, "Its id stands in the body.")
      } else {
        #expect(status == 202)
        let after = try await self.ended(id, admin)
        let dead = after.filter { $0["state"] == "dead" }
        #expect(dead.count == 1 && dead.first?["outcome"]?.string?.hasPrefix("The body cannot be read") == true)
      }
    }
  }

  private func ended(_ connection: String, _ admin: TestClient) async throws -> [Value] {
    let isDone = try await eventually {
      let items = try await admin.send("GET", "connections/\(connection)/receipts").json["items"]?.items ?? []
      return items.allSatisfy { $0["state"] == "done" || $0["state"] == "dead" }
    }
    #expect(isDone)
    return try await admin.send("GET", "connections/\(connection)/receipts").json["items"]?.items ?? []
  }
}
