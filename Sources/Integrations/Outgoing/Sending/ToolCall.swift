import Documents
import Foundation

/// Sends requests to a tool and has each answer read, and keeps the tool's secrets out of whatever failure comes of it.
struct ToolCall: Sendable {
  /// Shorter parts of an address are words of the tool's own, such as `hooks`.
  private static let secretCharactersMin = 8
  private let secrets: [String]

  /// `address` is one whose path lets anybody post; nil where a token does.
  init(address: String?, secrets: [String] = []) {
    let parts = address.flatMap(URLComponents.init(string:))
    let path = (parts?.percentEncodedPath ?? "").split(separator: "/").map(String.init)
    let query = (parts?.queryItems ?? []).compactMap(\.value)
    self.secrets = (secrets + (path + query).filter { $0.count >= Self.secretCharactersMin })
      .sorted { $0.count > $1.count }
  }

  func send<Result>(
    _ request: TargetRequest, through exchange: Exchange,
    reading read: (TargetAnswer) throws(DeliveryFailure) -> Result
  ) async throws(DeliveryFailure) -> Result {
    do {
      return try read(try await exchange.send(request))
    } catch {
      throw withoutSecrets(error)
    }
  }

  private func withoutSecrets(_ failure: DeliveryFailure) -> DeliveryFailure {
    var failure = failure
    failure.answer = failure.answer.map { Secrets.hidden(secrets, in: $0) }
    return failure
  }
}

extension Value {
  /// Where it is a number.
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }
}
