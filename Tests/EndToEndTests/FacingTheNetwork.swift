import Documents
import Foundation
import TestSupport
import Testing

/// What the daemon makes of strangers, proxies and those who ask too often.
@Suite(.serialized) struct FacingTheNetwork {
  @Test("every answer tells browsers and caches what they may do with it")
  func securityHeaders() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let nobody = TestClient(url: daemon.url, token: "")
    for (client, method, path) in [
      (admin, "GET", "/api/v1/me"), (admin, "GET", "/api/v1/nothing"), (admin, "DELETE", "/api/v1/me"),
      (nobody, "GET", "/api/v1/me"), (nobody, "GET", "/livez"), (nobody, "GET", "/metrics"),
      (nobody, "GET", "/nothing"),
      (nobody, "POST", "/hooks/con_1"),
    ] {
      let answer = try await client.raw(method, path, nil)
      let policy = answer.headers["content-security-policy"] ?? ""
      #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "\(path)")
      #expect(!policy.contains("unsafe"), "\(path)")
      #expect(answer.headers["x-content-type-options"] == "nosniff", "\(path)")
      #expect(answer.headers["x-frame-options"] == "DENY", "\(path)")
      #expect(answer.headers["referrer-policy"] == "no-referrer", "\(path)")
      #expect(answer.headers["cross-origin-resource-policy"] == "same-origin", "\(path)")
      #expect(answer.headers["cross-origin-opener-policy"] == "same-origin", "\(path)")
      // Without TLS there is nothing to hold browsers to.
      #expect(answer.headers["strict-transport-security"] == nil, "\(path)")
      if client.token != "" { #expect(answer.headers["cache-control"] == "no-store", "\(path)") }
    }
  }

  /// The client of the other tests sends `/` for an address that it cannot decode; curl sends it as it is.
  @Test(
    "what is no UTF-8 behind its escapes leads nowhere",
    arguments: ["/%ff", "/%c0%ae%c0%ae", "/api/v1/documents/%FF", "/documents/%FF", "/assets/%80"])
  func undecodable(path: String) async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let client = Process()
    client.executableURL = URL(filePath: "/usr/bin/env")
    client.arguments = [
      "curl", "-s", "--path-as-is", "-H", "Authorization: Bearer \(daemon.token)", "-w", " %{http_code}",
      daemon.url + path,
    ]
    let output = Pipe()
    client.standardOutput = output
    try client.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    client.waitUntilExit()
    #expect(said.hasSuffix(" 404") && said.contains("not_found"), "\(said)")
    #expect(daemon.stop() == 0)
  }

  @Test("no path leads out of the routes")
  func pathTraversal() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let steps = [
      "..", "../..", "%2e%2e", "%2e%2e%2f%2e%2e", "..%2f..%2fetc%2fpasswd", "..%5c..%5c", "%252e%252e%252f",
      "....//....//etc/passwd", ".%00.", "%00", "..;/", "~root", "file:%2f%2f%2fetc%2fpasswd",
    ]
    for prefix in [
      "/", "/api/v1/", "/api/v1/documents/", "/api/v1/templates/", "/api/v1/workflows/", "/api/v1/projects/",
    ] {
      for step in steps {
        let answer = try await admin.raw("GET", prefix + step, nil)
        #expect((400..<500).contains(answer.status), "\(prefix + step): \(answer.status)")
        #expect(!answer.text.contains("root:"), "\(prefix + step)")
      }
    }
    let out: Value = "../../etc/passwd"
    for (path, body) in [
      ("templates", ["name": out, "markdown": "# A\n"]), ("projects", ["slug": out, "title": "A"]),
      ("documents", ["template": out, "title": "A"]), ("users", ["id": out, "name": "A"]),
      ("documents", ["template": "design", "title": "A", "workflow": out]),
    ] as [(String, Value)] {
      let answer = try await admin.send("POST", path, body)
      #expect((400..<500).contains(answer.status), "\(path): \(answer.status) \(answer.text)")
    }
  }

  @Test("nothing that a caller sends becomes a header of the answer")
  func headerInjection() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let broken = "%0d%0aX-Injected:%20yes%0d%0a%0d%0a"
    for path in [
      "/\(broken)", "/api/v1/documents/\(broken)", "/api/v1/documents?q=\(broken)", "/api/v1/events?cursor=\(broken)",
      "/api/v1/templates/\(broken)", "/api/v1/events/export?format=jsonl&q=\(broken)",
    ] {
      let answer = try await admin.raw("GET", path, nil)
      #expect(answer.headers["x-injected"] == nil && answer.status < 500, "\(path): \(answer.status)")
    }
    let title: Value = "A\r\nX-Injected: yes\r\n\r\n"
    let opened = try await admin.send("POST", "documents", ["template": "design", "title": title])
    #expect(opened.headers["x-injected"] == nil && opened.status < 500, "\(opened.status)")
    let odd = try await admin.raw("GET", "/livez", nil, headers: ["X-Request-Id": "a b;c\"<>"])
    #expect(odd.headers["x-request-id"]?.hasPrefix("req_") == true, "\(odd.headers)")
  }

  @Test("who asks too often is told so, what is left, and when to come back; and nothing is changed")
  func rateLimits() async throws {
    let daemon = try TestDaemon(environment: ["COUNTERSIGN_RATE_LIMITS_USERS_CREATE": "1"])
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    // Each minute that it takes gives one more.
    let start = ContinuousClock.now
    for number in 1...10 {
      let answer = try await admin.send("POST", "users", user("u\(number)"))
      #expect(answer.status == 201, "\(answer.text)")
      #expect(answer.headers["ratelimit-limit"] == "10")
      let (left, minutes) = (answer.headers["ratelimit-remaining"].flatMap(Int.init), Self.spans(of: 60, since: start))
      #expect(left.map { (10 - number...10 - number + minutes).contains($0) } == true, "\(answer.headers)")
      #expect(answer.headers["ratelimit-policy"] == "\"users_create\";q=10;w=600")
    }
    var (created, refused) = (10, try await admin.send("POST", "users", user("u11")))
    while refused.status == 201, created < 10 + Self.spans(of: 60, since: start) {
      created += 1
      refused = try await admin.send("POST", "users", user("u\(created + 1)"))
    }
    #expect(refused.status == 429 && refused.code == "rate_limited", "\(refused.text)")
    let wait = refused.headers["retry-after"].flatMap(Int.init) ?? 0
    #expect((1...60).contains(wait), "\(refused.headers)")
    #expect(refused.headers["ratelimit-remaining"] == "0")
    #expect(refused.headers["content-type"] == "application/problem+json")
    let users = try await admin.send("GET", "users")
    #expect(!users.text.contains("u\(created + 1)"))
    // Other routes are not held by it.
    #expect(try await admin.send("GET", "me").status == 200)
    let counted = "countersign_rate_limit_refusals_total{limit=\"users_create\"} 1\n"
    #expect(try await admin.raw("GET", "/metrics", nil).text.contains(counted))
  }

  @Test("wrong tokens are counted by address, and a right one is not locked out by them")
  func failures() async throws {
    let daemon = try TestDaemon(environment: [
      "COUNTERSIGN_RATE_LIMITS_FAILURES": "3", "COUNTERSIGN_TRUSTED_PROXIES": "127.0.0.0/8",
    ])
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await admin.send("GET", "me").status == 200)
    let wrong = TestClient(url: daemon.url, token: "cs_wrong_wrong")
    // Each twenty seconds that it takes give one more.
    let start = ContinuousClock.now
    // What lets everybody in says nothing of a token.
    for path in ["/version", "/livez", "/login/link"] { _ = try await wrong.raw("GET", path, nil) }
    for _ in 0..<3 { #expect(try await wrong.send("GET", "me").status == 401) }
    var (attempts, refused) = (3, try await wrong.send("GET", "me"))
    while refused.status == 401, attempts < 3 + Self.spans(of: 20, since: start) {
      attempts += 1
      refused = try await wrong.send("GET", "me")
    }
    #expect(refused.status == 429 && refused.code == "rate_limited", "\(refused.text)")
    #expect(refused.headers["retry-after"] != nil)
    #expect(try await admin.send("GET", "me").status == 200)
    // Without a token it is no attempt; and another address has its own count.
    #expect(try await TestClient(url: daemon.url, token: "").send("GET", "me").status == 401)
    let other = try await wrong.send("GET", "me", headers: ["X-Forwarded-For": "203.0.113.7"])
    #expect(other.status == 401)
  }

  @Test("a trusted proxy's word for the client's address stands in the events, a stranger's does not")
  func proxies() async throws {
    for (trusted, address) in [("127.0.0.0/8", "203.0.113.7"), ("10.0.0.0/8", "127.0.0.1")] {
      let daemon = try TestDaemon(environment: ["COUNTERSIGN_TRUSTED_PROXIES": trusted])
      try daemon.start()
      let admin = TestClient(url: daemon.url, token: daemon.token)
      let headers = ["X-Forwarded-For": "198.51.100.9, 203.0.113.7", "X-Forwarded-Proto": "https"]
      let answer = try await admin.send("POST", "users", user("lin"), headers: headers)
      #expect(answer.status == 201)
      #expect((answer.headers["strict-transport-security"] != nil) == (address == "203.0.113.7"))
      let events = try await admin.send("GET", "events?type=user.registered")
      let own = events.json["items"]?.items.filter { $0["metadata"]?["source"]?.string == "api" } ?? []
      #expect(own.map { $0["metadata"]?["ip"]?.string } == [address], "\(own)")
    }
  }

  @Test("SIGHUP makes the daemon read its certificate again, and one that has none goes on")
  func reload() async throws {
    let made = try SelfSigned()
    defer { try? FileManager.default.removeItem(at: made.folder) }
    let secure = try TestDaemon(environment: [
      "COUNTERSIGN_TLS_CERTIFICATE": made.chain, "COUNTERSIGN_TLS_KEY": made.key,
    ])
    try secure.start()
    secure.hangUp()
    let journal = secure.journal
    #expect(try await eventually { journal.text.contains("a new certificate is in use") })
    try Data("nothing".utf8).write(to: URL(filePath: made.chain))
    #expect(try await eventually { journal.text.contains("the one before stays in use") })
    let plain = try TestDaemon()
    try plain.start()
    plain.hangUp()
    #expect(try await TestClient(url: plain.url, token: plain.token).send("GET", "me").status == 200)
  }

  /// How many spans of so many seconds are over.
  private static func spans(of seconds: Int, since start: ContinuousClock.Instant) -> Int {
    Int((ContinuousClock.now - start) / .seconds(seconds))
  }

  private func user(_ id: String) -> Value { ["id": .string(id), "name": .string(id)] }
}
