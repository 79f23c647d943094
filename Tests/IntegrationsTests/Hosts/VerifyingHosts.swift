import Crypto
import Foundation
import Integrations
import Ledger
import TestSupport
import Testing

/// Whether a delivery is its host's, by the raw bytes and the one secret.
@Suite struct VerifyingHosts {
  static let secret = "It's a Secret to Everybody"

  struct Case: Sendable, CustomTestStringConvertible {
    var kind: String
    /// The header that proves it.
    var proof: String
    var make: @Sendable () async throws -> any HostDouble
    var testDescription: String { "\(kind) by \(proof)" }
  }

  static let cases = [
    Case(kind: "github", proof: "x-hub-signature-256") { try await GitHubHostDouble() },
    Case(kind: "gitlab", proof: "x-gitlab-token") { try await GitLabHostDouble() },
    Case(kind: "gitlab", proof: "webhook-signature") { try await GitLabHostDouble(signs: true) },
    Case(kind: "gitea", proof: "x-gitea-signature") { try await GiteaHostDouble("gitea") },
    Case(kind: "forgejo", proof: "x-forgejo-signature") { try await GiteaHostDouble("forgejo") },
    Case(kind: "gogs", proof: "x-gogs-signature") { try await GiteaHostDouble("gogs") },
  ]

  private static func verify(
    _ kind: String, _ headers: [String: String], _ body: Data, _ secret: String = secret
  )
    throws -> DeliveryName?
  {
    let host = try #require(GitHosts.named(kind))
    return host.verify(
      RawDelivery(headers: headers, body: body), secret: ConnectionSecret(secret: secret, token: nil))
  }

  private func push(_ sample: Case) async throws -> HookDelivery {
    let double = try await sample.make()
    double.repository.commit("Change", .write("docs/a.md", "A"))
    return try #require(double.newDeliveries().first)
  }

  @Test("the right proof is accepted, with the delivery's name and its event", arguments: cases)
  func right(sample: Case) async throws {
    let delivery = try await push(sample)
    let name = try #require(try Self.verify(sample.kind, delivery.fields, delivery.body))
    #expect(name.event.lowercased().hasPrefix("push"))
    #expect(name.id.hasPrefix("0b989ba4-"))
  }

  @Test("a wrong, missing, empty or cut proof is refused", arguments: cases)
  func wrong(sample: Case) async throws {
    let delivery = try await push(sample)
    let right = try #require(delivery.fields[sample.proof])
    for proof in [nil, "", " ", "sha256=", "v1,", String(right.dropLast()), right + "0", "x" + right, "é"] {
      var fields = delivery.fields
      fields[sample.proof] = proof
      if sample.kind == "forgejo", proof == nil { fields["x-gitea-signature"] = nil }
      let name = try Self.verify(sample.kind, fields, delivery.body)
      #expect(name == nil, "\(proof ?? "none") was taken")
    }
  }

  @Test("a touched body or another secret is refused, and an empty secret proves nothing", arguments: cases)
  func touched(sample: Case) async throws {
    let delivery = try await push(sample)
    if sample.proof != "x-gitlab-token" {
      let touched = try Self.verify(sample.kind, delivery.fields, delivery.body + Data(" ".utf8))
      #expect(touched == nil)
    }
    let other = try Self.verify(sample.kind, delivery.fields, delivery.body, "other")
    #expect(other == nil)
    let double = try await sample.make()
    double.secret = ""
    double.repository.commit("Change", .write("docs/a.md", "A"))
    let unsigned = try #require(double.newDeliveries().first)
    let empty = try Self.verify(sample.kind, unsigned.fields, unsigned.body, "")
    #expect(empty == nil)
  }

  @Test("a delivery without a name or an event, or with an endless one, is refused", arguments: cases)
  func nameless(sample: Case) async throws {
    let delivery = try await push(sample)
    for part in ["-delivery", "idempotency-key", "-event"] {
      guard let key = delivery.fields.keys.sorted().first(where: { $0.hasSuffix(part) }) else { continue }
      for value in [nil, "", String(repeating: "x", count: 300)] {
        var fields = delivery.fields
        for name in fields.keys where name.hasSuffix(part) { fields[name] = value }
        if key == "idempotency-key" { fields["webhook-id"] = value ?? fields["webhook-id"].map { _ in "" } }
        let name = try Self.verify(sample.kind, fields, delivery.body)
        #expect(name == nil, "\(key)")
      }
    }
  }

  @Test("GitHub's own example is accepted")
  func example() throws {
    let fields = [
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
      "x-github-event": "ping", "x-github-delivery": "d",
    ]
    let name = try Self.verify("github", fields, Data("Hello, World!".utf8))
    #expect(name == DeliveryName(id: "d", event: "ping"))
  }

  @Test("a signature of GitLab's decides where there is one, and is good for five minutes")
  func gitLabSignature() throws {
    let (secret, body) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Data(#"{"object_kind":"push"}"#.utf8))
    let key = try #require(SigningKey(secret))
    func verified(at offset: Int64, _ changes: [String: String] = [:]) throws -> Bool {
      let now = Int64(Date().timeIntervalSince1970)
      let signed = StandardWebhooks.headers(id: "msg_1", timestamp: now + offset, body: body, keys: [key])
      var fields = Dictionary(uniqueKeysWithValues: signed.map { ($0.name, $0.value) })
      fields["x-gitlab-event"] = "Push Hook"
      fields.merge(changes) { $1 }
      return try Self.verify("gitlab", fields, body, secret) != nil
    }
    #expect(try verified(at: 0))
    #expect(try verified(at: -200))
    #expect(try verified(at: 200))
    #expect(try !verified(at: -310))
    #expect(try !verified(at: 400))
    // The secret itself, beside a signature that is wrong or empty, does not help.
    #expect(try !verified(at: 0, ["webhook-signature": "v1,AAAA", "x-gitlab-token": secret]))
    #expect(try !verified(at: 0, ["webhook-signature": "", "x-gitlab-token": secret]))
    for time in ["", "x", "9223372036854775807", "-9223372036854775808", "99999999999999999999"] {
      #expect(try !verified(at: 0, ["webhook-timestamp": time]), "\(time)")
    }
    #expect(try !verified(at: 0, ["webhook-id": "msg_2"]))
  }

  @Test("a signature of Forgejo's own decides; without one, Gitea's does")
  func forgejo() async throws {
    let delivery = try await push(Self.cases[4])
    var fields = delivery.fields
    fields["x-forgejo-signature"] = "00"
    let wrong = try Self.verify("forgejo", fields, delivery.body)
    #expect(wrong == nil)
    fields["x-forgejo-signature"] = ""
    let empty = try Self.verify("forgejo", fields, delivery.body)
    #expect(empty == nil)
    fields["x-forgejo-signature"] = nil
    let old = try Self.verify("forgejo", fields, delivery.body)
    #expect(old != nil)
    fields["x-gitea-signature"] = "00"
    let both = try Self.verify("forgejo", fields, delivery.body)
    #expect(both == nil)
  }

  @Test("a repository is named as its host names it")
  func names() throws {
    func isTaken(_ kind: String, _ name: String) throws -> Bool {
      let host = try #require(GitHosts.named(kind))
      do {
        try host.check(repository: name)
        return true
      } catch { return false }
    }
    for kind in ["github", "gitlab", "gitea", "forgejo", "gogs"] {
      #expect(try isTaken(kind, "acme/docs"), "\(kind)")
      for name in [
        "", "acme", "acme/", "/docs", "../docs", "acme/..", "acme/do cs", "acme/docs?x", "a%2Fb/c", "a\\b/c",
      ] {
        #expect(try !isTaken(kind, name), "\(kind) \(name)")
      }
      #expect(try isTaken(kind, "acme/team/docs") == (kind == "gitlab"), "\(kind)")
    }
  }
}
