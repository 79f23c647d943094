import Crypto
import Foundation
import Integrations
import Ledger
import Testing
import Workflow

@Suite struct Signing {
  @Test("the signature is that of the published vectors")
  func vectors() throws {
    let vectors: [(secret: String, id: String, time: Int64, body: String, signature: String)] = [
      (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330,
        #"{"test": 2432232314}"#, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
      ),
      (
        "whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1_731_705_121,
        #"{"event_type":"ping","data":{"success":true}}"#, "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="
      ),
    ]
    for vector in vectors {
      let key = try #require(SigningKey(vector.secret))
      let headers = StandardWebhooks.headers(
        id: vector.id, timestamp: vector.time, body: Data(vector.body.utf8), keys: [key])
      #expect(headers.first { $0.name == "webhook-signature" }?.value == vector.signature)
    }
  }

  @Test("an ed25519 signature is that of the published vector, and both keys sign while one takes over")
  func pairs() throws {
    let seed = "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
    let pair = try #require(SigningKey("whsk_" + seed))
    let shared = try #require(SigningKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let headers = StandardWebhooks.headers(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Data(#"{"test": 2432232314}"#.utf8),
      keys: [pair, shared])
    let signatures = try #require(headers.first { $0.name == "webhook-signature" }).value.split(separator: " ")
    #expect(signatures.count == 2 && signatures[1] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    // An ed25519 signature need not be the same bytes each time; it must hold under the public key.
    let key = try Curve25519.Signing.PrivateKey(rawRepresentation: #require(Data(base64Encoded: seed)).prefix(32))
    let signature = try #require(Data(base64Encoded: String(signatures[0].dropFirst(4))))
    let signed = Data(#"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#.utf8)
    #expect(signatures[0].hasPrefix("v1a,") && key.publicKey.isValidSignature(signature, for: signed))
    let published = try #require(
      Data(base64Encoded: "hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="))
    #expect(key.publicKey.isValidSignature(published, for: signed))
  }

  @Test("a host's signature is checked over the raw bytes")
  func gitHub() {
    let body = Data("Hello, World!".utf8)
    let secret = "It's a Secret to Everybody"
    let right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    func verified(_ signature: String?, body: Data = body, secret: String = secret) -> Bool {
      var headers = ["x-github-delivery": "d", "x-github-event": "push"]
      headers["x-hub-signature-256"] = signature
      return GitHubHost.verify(
        RawDelivery(headers: headers, body: body), secret: ConnectionSecret(secret: secret, token: nil)) != nil
    }
    #expect(verified(right))
    for wrong in [nil, "", "sha256=", "sha1=757107ea", String(right.dropLast()), right + "00", right.uppercased()] {
      #expect(!verified(wrong))
    }
    #expect(!verified(right, body: body + [0]))
    #expect(!verified(right, secret: ""))
  }

  @Test("a failed delivery waits longer each time, obeys Retry-After, and ends")
  func schedule() {
    let now = Timestamp(milliseconds: 0)
    #expect(RetrySchedule.standard.next(after: 1, at: now, jitter: 0)?.milliseconds == 5000)
    #expect(RetrySchedule.standard.next(after: 1, at: now, jitter: 0, retryAfter: 3600)?.milliseconds == 3_600_000)
    #expect(RetrySchedule.standard.next(after: RetrySchedule.standard.attemptsMax, at: now, jitter: 0) == nil)
    #expect(RetrySchedule.standard.next(after: 0, at: now, jitter: 0) == nil)
  }
}

@Suite struct RefusingTargets {
  @Test(
    "private, special and disguised addresses are refused",
    arguments: [
      "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0/",
      "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data",
      "http://100.64.0.1/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://[::1]/",
      "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1]/", "http://[fc00::1]/",
      "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://localhost/", "ftp://93.184.216.34/",
      "http://user:pw@93.184.216.34/", "file:///etc/passwd", "http://", "nonsense",
    ])
  func refuse(url: String) throws {
    let policy = try AddressPolicy(allowedNetworks: [])
    #expect(throws: Refusal.self) { try policy.check(url, field: "url") }
  }

  @Test("public addresses pass, and private ones that the operator names")
  func permit() throws {
    try AddressPolicy(allowedNetworks: []).check("https://93.184.216.34/hook", field: "url")
    try AddressPolicy(allowedNetworks: ["10.0.0.0/8"]).check("http://10.1.2.3/", field: "url")
  }

  @Test("a cloud's metadata address needs to be named to the bit")
  func metadata() throws {
    let wide = try AddressPolicy(allowedNetworks: ["169.254.0.0/16"])
    #expect(throws: Refusal.self) { try wide.check("http://169.254.169.254/", field: "url") }
    try AddressPolicy(allowedNetworks: ["169.254.169.254/32"]).check("http://169.254.169.254/", field: "url")
  }

  @Test("a network that cannot be read is refused", arguments: ["10.0.0.0/33", "x", "10.0.0/8", "::/129"])
  func unreadable(network: String) {
    #expect(throws: Refusal.self) { try AddressPolicy(allowedNetworks: [network]) }
  }
}

@Suite struct ReadingRetryAfter {
  @Test(
    "seconds and dates are read, and what is neither is not",
    arguments: [
      ("120", 120), (" 7 ", 7), ("-5", 0), ("1e99", RetryAfter.secondsMax), ("Sun, 06 Nov 1994 08:49:37 GMT", 100),
      ("Sun, 06 Nov 1994 08:40:00 GMT", 0), ("Sun, 06 Nov 2094 08:49:37 GMT", RetryAfter.secondsMax),
      ("Sun, 31 Feb 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 25:49:37 GMT", nil), ("soon", nil), ("", nil),
      ("nan", nil), ("Sun, 06 Nov 1994 08:49:37", nil), ("We 2\u{7f0}b 0:2:0$GMT", nil),
    ] as [(String, Double?)])
  func read(text: String, seconds: Double?) {
    #expect(RetryAfter.seconds(text, now: Date(timeIntervalSince1970: 784_111_677)) == seconds)
  }
}

@Suite struct MatchingPaths {
  @Test("stars match within a folder, two stars across folders")
  func match() {
    #expect(PathPattern.matches("docs/*.md", "docs/a.md"))
    #expect(!PathPattern.matches("docs/*.md", "docs/b/a.md"))
    #expect(PathPattern.matches("**/*.md", "a.md") && PathPattern.matches("**/*.md", "x/y/a.md"))
    #expect(PathPattern.matches("docs/**/spec-?.md", "docs/x/spec-1.md"))
    #expect(PathPattern.matches("docs/**/a/**/*.md", "docs/b/a/c/a/d.md") && PathPattern.matches("docs/**", "docs"))
    #expect(!PathPattern.matches("docs/**/a/*.md", "docs/a/b/c.md") && PathPattern.matches("**/a/*", "a/a/a"))
    #expect(!PathPattern.matches("docs/*.md", "docs/a.txt") && !PathPattern.matches("", "a"))
  }
}
