import Crypto
import Documents
import Foundation
import TestSupport
import Testing

/// What `docs/webhooks.md` tells a receiver to do, done to a delivery of the running daemon.
@Suite struct VerifyingAsTheDocsSay {
  private static let page = ProjectFolder.url.appending(path: "docs/webhooks.md")

  private static func code(_ language: String) throws -> String {
    let text = try String(contentsOf: page, encoding: .utf8)
    let parts = text.components(separatedBy: "```\(language)\n")
    return try #require(parts.dropFirst().first?.components(separatedBy: "\n```").first)
  }

  private static func isHere(_ program: String) -> Bool {
    (try? TestDaemon.shell("command -v \(program)", in: FileManager.default.temporaryDirectory))?.isEmpty == false
  }

  @Test("the lines of Python accept a genuine delivery and refuse a touched one", .enabled(if: isHere("python3")))
  func python() async throws {
    try await check(file: "check.py", run: "python3") { file in
      try Self.code("python") + """

        import json
        given = json.load(open("\(file)"))
        print(is_genuine(given["headers"], given["body"].encode(), given["secret"]),
              is_genuine(given["headers"], given["body"].encode() + b" ", given["secret"]))
        """
    }
  }

  @Test("the lines of JavaScript accept a genuine delivery and refuse a touched one", .enabled(if: isHere("node")))
  func javaScript() async throws {
    try await check(file: "check.js", run: "node") { file in
      try Self.code("javascript") + """

        const given = require("\(file)");
        const say = (is) => (is ? "True" : "False");
        console.log(say(isGenuine(given.headers, given.body, given.secret)), say(isGenuine(given.headers, given.body + " ", given.secret)));
        """
    }
  }

  @Test("the lines of Go accept a genuine delivery and refuse a touched one", .enabled(if: isHere("go")))
  func go() async throws {
    try await check(file: "check.go", run: "go run") { file in
      """
      package main
      import ("crypto/hmac"; "crypto/sha256"; "encoding/base64"; "encoding/json"; "fmt"; "net/http"; "os"; "strings")
      \(try Self.code("go"))
      func main() {
        data, _ := os.ReadFile("\(file)")
        var given struct { Headers map[string]string; Body, Secret string }
        json.Unmarshal(data, &given)
        header := http.Header{}
        for name, value := range given.Headers { header.Set(name, value) }
        say := func(is bool) string { if is { return "True" }; return "False" }
        fmt.Println(say(isGenuine(header, []byte(given.Body), given.Secret)), say(isGenuine(header, []byte(given.Body+" "), given.Secret)))
      }
      """
    }
  }

  @Test("the lines of Swift are what this does")
  func swift() async throws {
    let request = try await delivered()
    #expect(isGenuine(headers: request.headers, body: request.body, secret: request.secret))
    #expect(!isGenuine(headers: request.headers, body: request.body + [32], secret: request.secret))
    // The page has the same lines as this file, but for the way they are broken.
    let own = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let bare = { (text: String) in text.filter { !$0.isWhitespace } }
    #expect(bare(own).contains(bare(try Self.code("swift"))))
  }

  func isGenuine(headers: [String: String], body: Data, secret: String) -> Bool {
    let key = SymmetricKey(data: Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data())
    let signed = Data("\(headers["webhook-id"] ?? "").\(headers["webhook-timestamp"] ?? "").".utf8) + body
    return (headers["webhook-signature"] ?? "").split(separator: " ").compactMap {
      Data(base64Encoded: String($0.dropFirst(3)))
    }
    .contains { HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: signed, using: key) }
  }

  private func check(file name: String, run: String, _ source: (_ given: String) throws -> String) async throws {
    let request = try await delivered()
    let folder = FileManager.default.temporaryDirectory.appending(path: "verifying-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let given = folder.appending(path: "given.json")
    let value: Value = [
      "headers": .object(request.headers.mapValues(Value.string)), "secret": .string(request.secret),
      "body": .string(String(decoding: request.body, as: UTF8.self)),
    ]
    try JSONEncoder().encode(value).write(to: given)
    try Data(source(given.path).utf8).write(to: folder.appending(path: name))
    let printed = try TestDaemon.shell("\(run) \(name)", in: folder)
    #expect(printed == "True False\n", "\(printed)")
  }

  /// One delivery of a daemon, and the secret that it was signed with.
  private func delivered() async throws -> (headers: [String: String], body: Data, secret: String) {
    let receiver = try await LoopbackReceiver()
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    let made = try await client.send(
      "POST", "endpoints", ["kind": "webhook", "url": .string(receiver.url), "event_types": ["document.opened"]])
    _ = try await client.send("POST", "documents", ["template": "design", "title": "Verified \u{2713}"])
    #expect(try await eventually { receiver.requests.count == 1 })
    let request = try #require(receiver.requests.first)
    #expect(daemon.stop() == 0)
    return (request.headers, request.body, try #require(made.json["secret"]?.string))
  }
}
