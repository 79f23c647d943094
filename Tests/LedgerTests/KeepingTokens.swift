import Foundation
import Ledger
import Testing
import Workflow

@Suite struct KeepingTokens {
  @Test("a token is shown with its last use, also once that is written and the token is known already")
  func lastUse() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    let issued = TokenIssued(token: "t1", user: "ada", name: "t", scopes: [], expiresAt: nil)
    _ = try await store.ledger.perform(
      WriteRequest(
        target: .registry(.issueToken(issued)), actor: .daemon, metadata: EventMetadata(source: "test"),
        privateWrites: [.tokenSecret(token: "t1", hash: Data(count: 32))]))
    let ledger = store.ledger
    #expect(try await ledger.token("t1")?.record.lastUsed == nil)
    for time in [Timestamp(milliseconds: 5), Timestamp(milliseconds: 9)] {
      ledger.uses.note(.token("t1"), at: time)
      let waiting = try await ledger.tokenWithUse("t1")
      #expect(waiting?.lastUsed == time)
      try await ledger.flushCredentialUses()
      let written = try await ledger.tokenWithUse("t1")
      #expect(written?.lastUsed == time)
    }
  }
}
