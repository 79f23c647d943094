import Foundation
import NIOConcurrencyHelpers
import Workflow

/// The tokens that are in use, so that no request has to ask the database who sends it.
///
/// A token that was revoked is gone from here before its revocation is answered.
final class TokenCache: Sendable {
  /// More than a team has in use; beyond it all are forgotten and read again.
  private static let tokensMax = 4096

  typealias Known = (record: TokenRecord, hash: Data)

  private struct Contents {
    var tokens: [String: Known] = [:]
    /// Raised whenever tokens are forgotten: what was read from the database before then is not put here.
    var generation = 0
  }

  private let contents = NIOLockedValueBox(Contents())

  var generation: Int { contents.withLockedValue(\.generation) }

  subscript(_ id: String) -> Known? { contents.withLockedValue { $0.tokens[id] } }

  func put(_ token: Known, readIn generation: Int) {
    contents.withLockedValue { contents in
      guard contents.generation == generation else { return }
      if contents.tokens.count >= Self.tokensMax { contents.tokens = [:] }
      contents.tokens[token.record.issued.token] = token
    }
  }

  /// Called by the writer once something that tokens rest on is committed.
  func forget() {
    contents.withLockedValue { contents in
      contents.tokens = [:]
      contents.generation += 1
    }
  }
}
