package import Foundation

/// How the daemon asks an issuer something; given by those who may connect to others.
package protocol IssuerTalk: Sendable {
  /// Throws where no answer came. At most `IssuerTalkLimits.bytesMax` of it are of use.
  func get(_ url: String) async throws -> (status: Int, body: Data)
  func post(
    _ url: String, form: [(name: String, value: String)], authorization: String?
  ) async throws -> (status: Int, body: Data)
}

package enum IssuerTalkLimits {
  /// Of a key set, a discovery document or a token's answer. A longer one is refused.
  package static let bytesMax = 256 * 1024
}

/// An issuer did not answer, or not with what was asked for.
struct IssuerFailure: Error, CustomStringConvertible {
  let description: String
}

extension IssuerTalk {
  /// The body of an answer of success.
  func fetched(_ url: String) async throws -> Data {
    let answer = try await get(url)
    guard answer.status == 200 else { throw IssuerFailure(description: "\(url) answered \(answer.status)") }
    guard answer.body.count <= IssuerTalkLimits.bytesMax else {
      throw IssuerFailure(description: "\(url) answered more than \(IssuerTalkLimits.bytesMax) bytes")
    }
    return answer.body
  }
}
