import Documents
import Foundation
import TestSupport
import Testing

/// A daemon that takes the tokens of an issuer, and people who are known there.
struct SignInTeam {
  let issuer: IssuerDouble
  let daemon: TestDaemon
  let admin: TestClient

  /// `issuerLines` are lines of the issuer's entry.
  init(
    keys: [SigningKey], issuerLines: [String] = [], environment: [String: String] = [:]
  ) async throws {
    issuer = try await IssuerDouble(keys: keys)
    // Read as the daemon starts, and not again.
    let folder = FileManager.default.temporaryDirectory.appending(path: "sign-in-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (file, secret) = (folder.appending(path: "sign-in.yaml"), folder.appending(path: "secret"))
    try Data((IssuerDouble.secret + "\n").utf8).write(to: secret)
    let lines =
      ["issuers:", "  - issuer: \(issuer.url)", "    audience: [countersign-api]"] + issuerLines.map { "    " + $0 }
      + ["login:", "  issuer: \(issuer.url)", "  client_id: \(IssuerDouble.client)"]
      + ["  client_secret_file: \(secret.path)"]
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    daemon = try TestDaemon(
      environment: ["COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8", "COUNTERSIGN_SIGN_IN": file.path]
        .merging(environment) { $1 })
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
  }

  func register(_ id: String, as login: String, role: String = "member") async throws {
    let answer = try await admin.send(
      "POST", "users",
      [
        "id": .string(id), "roles": [.string(role)],
        "identities": [["host": .string(issuer.url), "login": .string(login)]],
      ])
    #expect(answer.status == 201, "\(answer.text)")
  }

  /// Who a token speaks for; the status where it is not taken.
  func caller(_ token: String) async throws -> (status: Int, id: String?, answer: TestClient.Answer) {
    let answer = try await TestClient(url: daemon.url, token: token).send("GET", "me")
    return (answer.status, answer.json["id"]?.string, answer)
  }

  /// Signs somebody in with a new browser.
  func signedIn(_ claims: [String: Value] = [:], to path: String = "/") async throws -> Browser {
    var browser = Browser(url: daemon.url)
    let answer = try await signIn(&browser, claims, to: path)
    #expect(answer.status == 303, "\(answer.text)")
    return browser
  }

  @discardableResult
  func signIn(
    _ browser: inout Browser, _ claims: [String: Value] = [:], to path: String = "/"
  ) async throws
    -> Browser.Answer
  {
    let begun = try await browser.send("GET", "/login?return_to=" + path)
    #expect(begun.status == 303, "\(begun.text)")
    let (code, state) = issuer.approve(begun.location ?? "", claims: claims)
    return try await browser.send("GET", "/login/callback?code=\(code)&state=\(state)")
  }

  /// What the session's own page would send with a write.
  func csrf(_ browser: inout Browser) async throws -> [String: String] {
    let session = try await browser.send("GET", "/api/v1/session")
    return ["x-csrf-token": session.json["csrf_token"]?.string ?? "", "content-type": "application/json"]
  }
}
