import Crypto
import Documents
import Foundation
import Integrations
import NIOConcurrencyHelpers
import Synchronization
import TestSupport
import Workflow

/// What all doubles of hosts have: a repository, a place on loopback, and what goes wrong.
final class HostShell: Sendable {
  let repository = HostedRepository()
  let faults = Faults()
  let receiver: LoopbackReceiver
  private let held = NIOLockedValueBox("It's a Secret to Everybody")
  private let count = Synchronization.Atomic(0)

  init(
    _ answering: @escaping @Sendable (HostedRepository, LoopbackReceiver.Request) -> LoopbackReceiver.Answer
  )
    async throws
  {
    let (repository, faults) = (repository, faults)
    receiver = try await LoopbackReceiver { request in
      faults.answer(request) { answering(repository, $0) }
    }
  }

  var secret: String {
    get { held.withLockedValue { $0 } }
    set { held.withLockedValue { $0 = newValue } }
  }

  /// Never the same twice.
  func nextID() -> String { "0b989ba4-242f-11e5-81e1-\(count.add(1, ordering: .relaxed).newValue)" }

  /// HMAC-SHA256 of the body in hexadecimal.
  func signature(of body: Data) -> String {
    HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
      .map { String(format: "%02x", $0) }.joined()
  }
}

protocol ShellDouble: HostDouble {
  var shell: HostShell { get }
}

extension ShellDouble {
  var url: String { shell.receiver.url }
  var repositoryName: String { "acme/docs" }
  var secret: String {
    get { shell.secret }
    set { shell.secret = newValue }
  }
  var repository: HostedRepository { shell.repository }
  var faults: Faults { shell.faults }
  var requests: [LoopbackReceiver.Request] { shell.receiver.requests }
}

extension LoopbackReceiver.Request {
  /// The page that is asked for, of a list that gives so many at once: those asked for, `most` at most.
  func page<Item>(of items: [Item], size name: String = "per_page", standard: Int, most: Int = 100) -> [Item] {
    let size = min(query[name].flatMap(Int.init) ?? standard, most)
    let page = max(1, query["page"].flatMap(Int.init) ?? 1)
    return Array(items.dropFirst((page - 1) * size).prefix(size))
  }
}

extension Value {
  static func optional(_ text: String?) -> Value { text.map(Value.string) ?? .null }

  var encoded: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)) ?? Data()
  }
}

/// Git's names of things.
enum GitNames {
  static let zero = String(repeating: "0", count: 40)

  static func blob(_ content: Data) -> String {
    Insecure.SHA1.hash(data: Data("blob \(content.count)\0".utf8) + content).map { String(format: "%02x", $0) }.joined()
  }

  static func time(_ seconds: Int64) -> String { Timestamp(milliseconds: seconds * 1000).description }
}

extension HostedPush {
  var beforeID: String { before ?? GitNames.zero }
  var afterID: String { after ?? GitNames.zero }
}
