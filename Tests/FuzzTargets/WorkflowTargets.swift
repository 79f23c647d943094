import Foundation
import Workflow

extension FuzzTarget {
  static let workflow = [
    FuzzTarget(name: "policy") { try readPolicy($0.text) },
    FuzzTarget(name: "pipeline") { data in _ = try? Pipeline(yaml: data.text) },
    FuzzTarget(name: "event") { try readEvent($0) },
    FuzzTarget(name: "time") { try readTime($0.text) },
  ]

  private static func readPolicy(_ text: String) throws {
    guard let policy = try? Policy(yaml: text, orElse: "p") else { return }
    let again = try? JSONDecoder().decode(Policy.self, from: JSONEncoder().encode(policy))
    try promise(again == policy, "the policy that is stored is not what was read")
  }

  /// The first byte says which type, the second which version.
  private static func readEvent(_ data: Data) throws {
    guard let (type, rest) = data.choose(from: EventType.allCases),
      let (version, payload) = rest.choose(from: [1, 2, 3])
    else { return }
    _ = try? Event(type: type.rawValue, schemaVersion: version, payload: payload)
  }

  private static func readTime(_ text: String) throws {
    guard let time = Timestamp(text) else { return }
    try promise(Timestamp(time.description) == time, "a time that is written is not read again")
  }
}
