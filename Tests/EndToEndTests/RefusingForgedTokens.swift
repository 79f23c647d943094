import Documents
import Foundation
import TestSupport
import Testing

/// The forms of attack on JWTs that are known, against the running daemon.
@Suite struct RefusingForgedTokens {
  private struct Keys {
    let rsa: SigningKey
    let p256 = SigningKey.p256("e1")
    let ed25519 = SigningKey.ed25519("d1")
    let foreign = SigningKey.p256("e1")

    init() throws { rsa = try .rsa("r1") }
    var all: [SigningKey] { [rsa, p256, ed25519] }
  }

  @Test("what an issuer signs with any of its keys is taken, and each forgery is refused alike")
  func table() async throws {
    let (keys, start) = (try Keys(), ContinuousClock.now)
    let team = try await SignInTeam(
      keys: keys.all, environment: ["COUNTERSIGN_RATE_LIMITS_FAILURES": "0"])
    try await team.register("alice", as: "u-1")
    let good = team.issuer.claims(audience: "countersign-api")
    for key in keys.all {
      let (status, id, answer) = try await team.caller(try key.token(good))
      #expect(status == 200 && id == "alice", "\(key.algorithm): \(answer.text)")
      #expect(answer.json["issuer"] == .string(team.issuer.url))
    }
    for variant in try goodVariants(good, keys) {
      #expect(try await team.caller(variant.token).status == 200, "\(variant.name)")
    }
    let attacks = try headers(good, keys) + claims(good, keys) + forms(good, keys)
    #expect(attacks.count >= 25 && Set(attacks.map(\.name)).count == attacks.count)
    for attack in attacks {
      let (status, _, answer) = try await team.caller(attack.token)
      #expect(status == 401 && answer.code == "unauthorized", "\(attack.name): \(answer.text)")
      #expect(answer.headers["www-authenticate"] == #"Bearer realm="countersign", error="invalid_token""#)
    }
    // All of them, unknown keys too, have asked the issuer for its keys once, or once more each minute.
    let minutes = Int((ContinuousClock.now - start) / .seconds(60))
    #expect(team.issuer.keyRequests <= 2 + minutes)
    // Only RSA signs the same words in the same way again.
    #expect(!team.daemon.output.contains(try keys.rsa.token(good).suffix(40)))
    #expect(team.daemon.stop() == 0)
  }

  private typealias Form = (name: String, token: String)

  private func goodVariants(_ good: [String: Value], _ keys: Keys) throws -> [Form] {
    let now = Int(Date().timeIntervalSince1970)
    return [
      ("an access token's type", try keys.p256.token(good, header: ["typ": "at+jwt"])),
      ("a whole media type", try keys.p256.token(good, header: ["typ": "application/at+jwt"])),
      ("several audiences", try keys.p256.token(good.merging(["aud": ["x", "countersign-api"]]) { $1 })),
      ("an end within the leeway", try keys.p256.token(good.merging(["exp": .int(now - 1)]) { $1 })),
      ("a start within the leeway", try keys.p256.token(good.merging(["nbf": .int(now + 20)]) { $1 })),
      ("a certificate's print, which is passed over", try keys.p256.token(good, header: ["x5t": "abc"])),
    ]
  }

  private func headers(_ good: [String: Value], _ keys: Keys) throws -> [Form] {
    let mine = keys.foreign
    let (rsa, p256) = (keys.rsa, keys.p256)
    return [
      ("none", try unsigned(good, "none")), ("None", try unsigned(good, "None")), ("nOnE", try unsigned(good, "nOnE")),
      ("none, with a signature", try p256.token(good, header: ["alg": "none"])),
      ("HS256 with the public key's PEM", try hmac(good, Data(rsa.pem.utf8))),
      ("HS256 with the public key's PEM, without its last line end", try hmac(good, Data(rsa.pem.dropLast().utf8))),
      ("HS256 with the modulus", try hmac(good, Data((rsa.jwk["n"]?.string ?? "").utf8))),
      ("HS256 with no secret", try hmac(good, Data([0]))),
      ("jku", try mine.token(good, header: ["jku": "https://evil.example/keys"])),
      ("x5u", try mine.token(good, header: ["x5u": "https://evil.example/cert.pem"])),
      ("jwk", try mine.token(good, header: ["jwk": .object(mine.jwk)])),
      ("x5c", try mine.token(good, header: ["x5c": ["MIIB"]])),
      ("crit", try p256.token(good, header: ["crit": ["exp"], "exp": 1])),
      ("empty crit", try p256.token(good, header: ["crit": []])),
      ("b64", try p256.token(good, header: ["b64": false])),
      ("zip", try p256.token(good, header: ["zip": "DEF"])),
      ("an ID of another key", try p256.token(good, header: ["kid": "r1"])),
      ("an unknown key", try mine.token(good, header: ["kid": "nobody's"])),
      ("a key that is a path", try mine.token(good, header: ["kid": "../../../../dev/null"])),
      ("a key that is SQL", try mine.token(good, header: ["kid": "' OR 1=1 --"])),
      ("a key that is a number", try mine.token(good, header: ["kid": 1])),
      ("another's key under this name", try mine.token(good)),
      ("RS256 over a key of a curve", try p256.token(good, header: ["alg": "RS256"])),
      ("ES256 over RSA", try rsa.token(good, header: ["alg": "ES256"])),
      ("PS256", try padded(good, rsa)), ("RS512", try rsa.token(good, header: ["alg": "RS512"])),
      ("ES384", try p256.token(good, header: ["alg": "ES384"])),
      ("no alg", try p256.token(header: #"{"kid":"e1","typ":"JWT"}"#, claims: text(good))),
      ("alg twice", try p256.token(header: #"{"alg":"ES256","alg":"ES256","kid":"e1"}"#, claims: text(good))),
      ("alg that is a list", try p256.token(header: #"{"alg":["ES256"],"kid":"e1"}"#, claims: text(good))),
      ("a logout token", try p256.token(good, header: ["typ": "logout+jwt"])),
      ("a proof's type", try p256.token(good, header: ["typ": "dpop+jwt"])),
    ]
  }

  private func claims(_ good: [String: Value], _ keys: Keys) throws -> [Form] {
    let now = Int(Date().timeIntervalSince1970)
    let changed = { (more: [String: Value]) in try keys.p256.token(good.merging(more) { $1 }) }
    let without = { (name: String) in try keys.p256.token(good.filter { $0.key != name }) }
    let twice = String(text(good).dropLast()) + #","sub":"u-2"}"#
    return [
      ("expired", try changed(["exp": .int(now - 3600)])), ("no end", try without("exp")),
      ("an end that is a text", try changed(["exp": "9999999999"])),
      ("an end that is null", try changed(["exp": .null])),
      ("an end below zero", try changed(["exp": -1])), ("not yet good", try changed(["nbf": .int(now + 3600)])),
      ("made in the future", try changed(["iat": .int(now + 3600)])),
      ("for others", try changed(["aud": "another"])), ("for nobody", try without("aud")),
      ("for a list with a number", try changed(["aud": ["countersign-api", 1]])),
      ("an ID token, for the login", try changed(["aud": .string(IssuerDouble.client)])),
      ("of another issuer", try changed(["iss": "https://evil.example"])), ("of no issuer", try without("iss")),
      ("of an issuer with a slash more", try changed(["iss": .string((good["iss"]?.string ?? "") + "/")])),
      ("of somebody unknown", try changed(["sub": "u-2"])), ("of nobody", try without("sub")),
      ("of somebody empty", try changed(["sub": ""])), ("of a list", try changed(["sub": ["u-1"]])),
      ("of the id and not the identity", try changed(["sub": "admin"])),
      ("two subjects", try keys.p256.token(header: #"{"alg":"ES256","kid":"e1"}"#, claims: twice)),
    ]
  }

  private func forms(_ good: [String: Value], _ keys: Keys) throws -> [Form] {
    let token = try keys.p256.token(good)
    let parts = token.split(separator: ".").map(String.init)
    let other = try keys.p256.token(good.merging(["sub": "u-1", "x": 1]) { $1 }).split(separator: ".").map(String.init)
    let zeros = Data(count: 64).base64URL
    return [
      ("no signature", "\(parts[0]).\(parts[1])."), ("two parts", "\(parts[0]).\(parts[1])"),
      ("four parts", token + ".x"), ("five parts, encrypted", token + ".x.y"),
      ("another's claims under this signature", "\(parts[0]).\(other[1]).\(parts[2])"),
      ("a signature of zeros", "\(parts[0]).\(parts[1]).\(zeros)"),
      ("a signature in DER", "\(parts[0]).\(parts[1]).\(Data([0x30, 0x06, 2, 1, 1, 2, 1, 1]).base64URL)"),
      ("a signature cut short", String(token.dropLast(4))), ("a signature with more behind it", token + "AAAA"),
      ("padding", token + "=="), ("base 64 of another alphabet", token.replacing("_", with: "/") + "+/"),
      ("a line end inside", "\(parts[0]).\(parts[1]).\n\(parts[2])".replacing("\n", with: "%0A")),
      ("claims that are a list", try keys.p256.token(header: #"{"alg":"ES256","kid":"e1"}"#, claims: "[]")),
      ("claims that are no JSON", try keys.p256.token(header: #"{"alg":"ES256","kid":"e1"}"#, claims: "{")),
      ("a header that is no JSON", try keys.p256.token(header: "ES256", claims: text(good))),
      (
        "JSON with more behind it",
        try keys.p256.token(header: #"{"alg":"ES256","kid":"e1"}"#, claims: text(good) + "{}")
      ),
      ("nested deep", try keys.p256.token(good.merging(["x": deep]) { $1 })),
      ("far too long", try keys.p256.token(good.merging(["x": .string(String(repeating: "a", count: 9500))]) { $1 })),
    ]
  }

  private var deep: Value { (0..<40).reduce(Value.int(1)) { inner, _ in .array([inner]) } }

  private func text(_ claims: [String: Value]) -> String {
    String(decoding: Value.object(claims).encoded, as: UTF8.self)
  }

  private func unsigned(_ claims: [String: Value], _ algorithm: String) throws -> String {
    let token = try SigningKey.p256("e1").token(claims, header: ["alg": .string(algorithm)])
    return token.split(separator: ".").prefix(2).joined(separator: ".") + "."
  }

  private func hmac(_ claims: [String: Value], _ secret: Data) throws -> String {
    try SigningKey.hmac("r1", secret: secret).token(claims)
  }

  private func padded(_ claims: [String: Value], _ key: SigningKey) throws -> String {
    let token = try key.token(claims, header: ["alg": "PS256"])
    let signed = token.split(separator: ".").prefix(2).joined(separator: ".")
    return signed + "." + (try key.paddedSignature(of: Data(signed.utf8))).base64URL
  }
}
