import Documents
import Foundation
import Ledger
import TestSupport
import Testing
import Workflow

@testable import Server

/// A JWT opens what its issuer says, for as long as it says.
@Suite struct TakingIssuedTokens {
  private static let issuer = "https://issuer.example"
  private let key = SigningKey.p256("k")
  private let router: TemporaryRouter
  private let signIn: SignIn

  init() async throws {
    let router = try TemporaryRouter()
    self.router = router
    let yaml = """
      issuers:
        - issuer: \(Self.issuer)
          audience: [countersign-api]
          jwks_url: \(Self.issuer)/keys
          match: id
          leeway_seconds: 30
      """
    let settings = try #require(try SignInSettings(yaml: yaml).issuers.first)
    let talk = Talk(keys: Value.object(["keys": [.object(key.jwk)]]).encoded)
    let now = router.services.ledger.sources.now
    signIn = SignIn(issuers: [Issuer(settings, talk: talk, readFile: { _ in Data() }, now: now)])
    let user = UserRegistered(user: "ada", kind: .person)
    _ = try await router.services.ledger.perform(
      WriteRequest(
        target: .registry(.registerUser(user, grants: [])), actor: .daemon, metadata: EventMetadata(source: "test"),
        privateWrites: [.profile(user: "ada", Profile(name: "Ada"))]))
  }

  private func caller(exp: Value) async throws -> Caller {
    let token = try key.token([
      "iss": .string(Self.issuer), "aud": "countersign-api", "sub": "ada", "exp": exp,
    ])
    return try await signIn.caller(of: token, router.services)
  }

  @Test("what its caller watches ends with it, and with the leeway that it is given")
  func watching() async throws {
    let caller = try await caller(exp: 100)
    let watching = Watching(ledger: router.services.ledger, caller: caller, selection: EventSelection())
    for (now, isGood) in [(0, true), (129_999, true), (130_000, false)] as [(Int64, Bool)] {
      router.set(clock: now)
      let selection = try await watching.now()
      #expect((selection != nil) == isGood, "\(now)")
    }
  }

  @Test("an end beyond all times is one, and changes nothing of how its caller is written down")
  func ends() async throws {
    for exp in [.int(.max), .double(1e300)] as [Value] {
      let caller = try await caller(exp: exp)
      #expect(caller.tokenID == "jwt \(Self.issuer)")
      let watching = Watching(ledger: router.services.ledger, caller: caller, selection: EventSelection())
      let selection = try await watching.now()
      #expect(selection != nil)
    }
  }

  @Test("what fails here is not said to be the issuer's")
  func failing() async throws {
    try router.services.ledger.close()
    let problem = await #expect(throws: (any Error).self) { try await caller(exp: 100) }
    #expect(problem.map { Problem($0).code != "issuer_unreachable" } == true, "\(String(describing: problem))")
  }

  private struct Talk: IssuerTalk {
    let keys: Data

    func get(_ url: String) async throws -> (status: Int, body: Data) { (200, keys) }
    func post(
      _ url: String, form: [(name: String, value: String)], authorization: String?
    ) async throws -> (status: Int, body: Data) { (500, Data()) }
  }
}
