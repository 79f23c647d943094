import Foundation
import Integrations
import Ledger
import Testing

@Suite struct RefusingForgeries {
  @Test("what is the host's is taken, under its own name", arguments: Genuine.all)
  func genuine(_ genuine: Genuine) {
    // Made now: a signature is good for some minutes.
    let name = genuine.signed().verified()
    #expect(name?.id == "delivery-1" && name?.event == genuine.event, "\(genuine.name)")
  }

  @Test("a code that is not the body's by the secret is refused", arguments: Genuine.coded)
  func codes(_ genuine: Genuine) {
    #expect(Forgery.codes.count >= 40)
    for forgery in Forgery.codes {
      #expect(forgery.make(genuine).verified(secret: forgery.secret) == nil, "\(genuine.name): \(forgery.name)")
    }
    #expect(genuine.signed().verified() != nil)
  }

  @Test("another body than what was signed is refused", arguments: Genuine.coded + [Genuine.gitlabSigned.signed()])
  func bodies(_ genuine: Genuine) {
    for forgery in Forgery.bodies {
      #expect(forgery.make(genuine).verified() == nil, "\(genuine.name): \(forgery.name)")
    }
  }

  @Test(
    "a delivery that has no name, or none that a host gives, is refused",
    arguments: Genuine.all.filter { $0.proof != .basic })
  func names(_ genuine: Genuine) {
    for forgery in Forgery.named {
      var forged = forgery.make(genuine)
      #expect(forged.verified() == nil, "\(genuine.name): \(forgery.name)")
      forged.headers = [:]
      #expect(forged.verified() == nil)
    }
  }

  @Test("the longest id that a host may give is taken", arguments: Genuine.coded)
  func longest(_ genuine: Genuine) {
    var long = genuine
    long.headers[genuine.idHeader] = String(repeating: "a", count: 200)
    #expect(long.verified()?.id.count == 200)
  }

  @Test("each host takes its own signature alone")
  func others() {
    // Forgejo sends Gitea's headers besides, and is known by them where an old version sends no others.
    let alike: Set<[String]> = [["gitea", "forgejo"], ["bitbucket_cloud", "bitbucket_server"]]
    for sender in Genuine.all {
      for receiver in Genuine.all where receiver.kind != sender.kind {
        var forged = sender
        forged.kind = receiver.kind
        let isAlike = alike.contains([sender.kind, receiver.kind]) || alike.contains([receiver.kind, sender.kind])
        if isAlike, forged.verified() != nil { continue }
        #expect(forged.verified() == nil, "\(sender.name) to \(receiver.name)")
      }
    }
  }

  @Test("aliases that a host sends for others count for nothing")
  func aliases() {
    let digits = HookCode.of(Genuine.github.body, Genuine.github.secret)
    let forms: [(String, [String: String])] = [
      ("github", ["x-hub-signature": "sha1=\(digits)", "x-github-delivery": "1", "x-github-event": "push"]),
      ("github", ["x-hub-signature": "sha256=\(digits)", "x-github-delivery": "1", "x-github-event": "push"]),
      ("github", ["x-gitea-signature": digits, "x-github-delivery": "1", "x-github-event": "push"]),
      ("gitea", ["x-hub-signature-256": "sha256=\(digits)", "x-gitea-delivery": "1", "x-gitea-event": "push"]),
      ("gitea", ["x-forgejo-signature": digits, "x-gitea-delivery": "1", "x-gitea-event": "push"]),
      ("gitea", ["x-gogs-signature": digits, "x-gitea-delivery": "1", "x-gitea-event": "push"]),
      ("gitea", ["x-gitea-signature": digits, "x-github-delivery": "1", "x-github-event": "push"]),
      ("gitea", ["x-gitea-signature": digits, "x-forgejo-delivery": "1", "x-forgejo-event": "push"]),
      ("forgejo", ["x-hub-signature-256": "sha256=\(digits)", "x-forgejo-delivery": "1", "x-forgejo-event": "push"]),
      ("forgejo", ["x-gogs-signature": digits, "x-forgejo-delivery": "1", "x-forgejo-event": "push"]),
      // Its own header decides where there is one, also an empty or a wrong one.
      (
        "forgejo",
        [
          "x-forgejo-signature": "", "x-gitea-signature": digits, "x-forgejo-delivery": "1", "x-forgejo-event": "push",
          "x-gitea-delivery": "1", "x-gitea-event": "push",
        ]
      ),
      (
        "forgejo",
        [
          "x-forgejo-signature": "00", "x-gitea-signature": digits, "x-forgejo-delivery": "1",
          "x-forgejo-event": "push", "x-gitea-delivery": "1", "x-gitea-event": "push",
        ]
      ),
      ("gogs", ["x-gitea-signature": digits, "x-gogs-delivery": "1", "x-gogs-event": "push"]),
      ("gogs", ["x-gogs-signature": digits, "x-gitea-delivery": "1", "x-gitea-event": "push"]),
      (
        "bitbucket_cloud",
        ["x-hub-signature-256": "sha256=\(digits)", "x-request-uuid": "1", "x-event-key": "repo:push"]
      ),
      ("bitbucket_cloud", ["x-hub-signature": "sha256=\(digits)", "x-request-id": "1", "x-event-key": "repo:push"]),
      ("bitbucket_cloud", ["x-hub-signature": "sha256=\(digits)", "x-hook-uuid": "1", "x-event-key": "repo:push"]),
      ("bitbucket_server", ["x-hub-signature": "sha256=\(digits)", "x-request-uuid": "1", "x-event-key": "repo:push"]),
      (
        "bitbucket_server",
        [
          "authorization": Genuine.basic("countersign", Genuine.github.secret), "x-request-id": "1",
          "x-event-key": "repo:push",
        ]
      ),
      ("gitlab", ["x-hub-signature-256": "sha256=\(digits)", "idempotency-key": "1", "x-gitlab-event": "Push Hook"]),
      (
        "gitlab",
        ["x-gitlab-webhook-uuid": "1", "x-gitlab-token": Genuine.github.secret, "x-gitlab-event": "Push Hook"]
      ),
      ("azure_devops", ["x-hub-signature": "sha256=\(digits)"]),
    ]
    for (kind, headers) in forms {
      var forged = Genuine.github
      forged.kind = kind
      forged.headers = headers
      #expect(forged.verified() == nil, "\(kind): \(headers)")
    }
  }

  @Test("GitLab's secret token is the very one")
  func token() {
    let genuine = Genuine.gitlabToken.signed()
    let secret = genuine.secret
    let wrong: [String?] = [
      nil, "", " ", "x", secret + " ", " " + secret, secret + "\n", secret + "\u{0}", String(secret.dropLast()),
      secret + "x",
      secret.uppercased(), "Bearer \(secret)", secret + "," + secret, Data(secret.utf8).base64EncodedString(),
      HookCode.of(genuine.body, secret),
    ]
    for token in wrong {
      var forged = genuine
      forged.headers["x-gitlab-token"] = token
      #expect(forged.verified() == nil, "\(token ?? "none")")
    }
    #expect(genuine.signed("").verified(secret: "") == nil && genuine.verified(secret: "") == nil)
    #expect(genuine.verified() != nil)
  }

  @Test("GitLab's signature decides where there is one, and holds for five minutes")
  func signature() {
    let genuine = Genuine.gitlabSigned.signed()
    let (secret, body) = (genuine.secret, genuine.body)
    let now = Int64(Date().timeIntervalSince1970)
    let right = genuine.headers["webhook-signature"] ?? ""
    var forms: [(String, [String: String?])] = [
      ("wrong, with a right token", ["webhook-signature": "v1,AAAA", "x-gitlab-token": secret]),
      ("empty, with a right token", ["webhook-signature": "", "x-gitlab-token": secret]),
      ("another version", ["webhook-signature": right.replacing("v1,", with: "v2,")]),
      ("a public key's", ["webhook-signature": right.replacing("v1,", with: "v1a,")]),
      ("no version", ["webhook-signature": String(right.dropFirst(3))]),
      ("hexadecimal", ["webhook-signature": "v1," + HookCode.of(Data("delivery-1.\(now).".utf8) + body, secret)]),
      ("another id", ["webhook-id": "delivery-2"]), ("no id", ["webhook-id": nil]),
      ("no time", ["webhook-timestamp": nil]),
      ("another time", ["webhook-timestamp": "\(now - 60)"]), ("a time of words", ["webhook-timestamp": "now"]),
      ("a time with a part", ["webhook-timestamp": "\(now).5"]),
      ("a time with a space", ["webhook-timestamp": " \(now)"]),
      ("no signature", ["webhook-signature": nil]), ("two wrong ones", ["webhook-signature": "v1,AAAA v1,BBBB"]),
      (
        "the secret's letters as the key",
        ["webhook-signature": "v1," + Data(HookCode.of(body, secret).utf8).base64EncodedString()]
      ),
    ]
    for time in [now - 301, now - 86_400, now + 400, 0, -1, .max, .min] {
      forms.append(
        (
          "the time \(time)",
          [
            "webhook-timestamp": "\(time)",
            "webhook-signature": Genuine.standard("delivery-1", "\(time)", body, secret),
          ]
        ))
    }
    for (name, headers) in forms {
      var forged = genuine
      for (header, value) in headers { forged.headers[header] = value }
      #expect(forged.verified() == nil, "\(name)")
    }
    #expect(
      genuine.signed("whsec_").verified(secret: "whsec_") == nil && genuine.signed("").verified(secret: "") == nil)
    var several = genuine
    several.headers["webhook-signature"] = "v1,AAAA \(right)"
    #expect(genuine.verified() != nil && several.verified() != nil)
  }

  @Test("Azure DevOps' password is the secret, of the user that is configured")
  func basic() {
    let genuine = Genuine.azure.signed()
    let secret = genuine.secret
    let wrong: [String?] = [
      nil, "", "Basic", "Basic ", Genuine.basic("countersign", ""), Genuine.basic("", secret),
      Genuine.basic("other", secret),
      Genuine.basic("Countersign", secret), Genuine.basic("countersign", secret + " "),
      Genuine.basic("countersign", "other"),
      Genuine.basic("countersign:", secret), Genuine.basic("countersign", "api-token"), "Basic countersign:\(secret)",
      "Bearer \(secret)", "Bearer " + Data("countersign:\(secret)".utf8).base64EncodedString(),
      "Basic " + Data(secret.utf8).base64EncodedString(), Genuine.basic("countersign", secret) + "=",
      Genuine.basic("countersign", secret) + ", " + Genuine.basic("countersign", secret),
      "Basic " + HookCode.of(genuine.body, secret), Genuine.basic("countersign", secret).replacing("=", with: ""),
      "Digest username=\"countersign\"", Genuine.basic("countersign", secret.uppercased()),
    ]
    for field in wrong where field != genuine.headers["authorization"] {
      var forged = genuine
      forged.headers["authorization"] = field
      #expect(forged.verified() == nil, "\(field ?? "none")")
    }
    #expect(genuine.signed("").verified(secret: "") == nil)
    var named = genuine
    named.headers["authorization"] = Genuine.basic("ada@example.com", secret)
    #expect(named.verified() != nil)
    named.headers["authorization"] = "basic  " + Data("countersign:\(secret)".utf8).base64EncodedString()
    #expect(named.verified() != nil)
  }

  @Test(
    "Azure DevOps' delivery is called by its body",
    arguments: [
      "", "no JSON", "[]", "null", "{}", #"{"id":"1"}"#, #"{"eventType":"git.push"}"#,
      #"{"id":1,"eventType":"git.push"}"#,
      #"{"id":"","eventType":"git.push"}"#, #"{"id":"1","eventType":""}"#, #"{"id":"a\u0000b","eventType":"git.push"}"#,
      #"{"id":"1","eventType":["git.push"]}"#, #"{"id":"1","eventType":"git\npush"}"#,
      #"{"id":"1","eventType":"git.push""#,
    ])
  func unnamed(body: String) {
    var forged = Genuine.azure
    forged.body = Data(body.utf8)
    #expect(forged.signed().verified() == nil)
    forged.body = Data(#"{"id":"\#(String(repeating: "a", count: 201))","eventType":"git.push"}"#.utf8)
    #expect(forged.signed().verified() == nil)
  }
}
