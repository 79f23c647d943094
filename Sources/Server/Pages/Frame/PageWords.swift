import Documents
import Foundation
import Ledger
import Workflow

/// How people, times and states are said in pages.
struct PageWords {
  /// Of everybody, by id.
  let names: [String: String]

  init(_ services: ServerServices) async throws {
    names = try await services.ledger.names(of: Set(services.ledger.directory.users.keys))
  }

  func person(_ id: String) -> Value {
    let name = name(id)
    return ["id": .string(id), "name": .string(name), "initials": .string(Initials.of(name))]
  }

  func name(_ id: String) -> String { names[id] ?? id }

  /// `Ada Moreau, Sam Okafor and Dee Novak`.
  func list(of ids: [String]) -> String { Self.list(ids.map(name)) }

  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The exact time for machines, and one that can be read where no script puts it in the reader's zone.
  static func time(_ time: Timestamp) -> Value {
    let text = time.description
    return [
      "iso": .string(text), "text": .string("\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"),
    ]
  }

  static func time(_ time: Timestamp?) -> Value { time.map { Self.time($0) } ?? .null }

  /// `technical-lead` → `Technical Lead`.
  static func role(_ role: String) -> String {
    role.split { $0 == "-" || $0 == "_" }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
  }

  /// `in_review` → `In review`.
  static func status(_ status: String) -> String {
    status.replacingOccurrences(of: "_", with: " ").sentenceCased
  }

  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }
}

extension Turn.Reason {
  /// What is asked of somebody, said to them.
  var asked: String {
    switch self {
    case .submit: "Finish the draft and submit it"
    case .revise: "Revise it: it was sent back"
    case .respond: "Answer what was asked"
    case .approve: "Read it and say whether you approve"
    case .unblock: "Unblock it: a rule can be met by nobody"
    case .resolveComments: "Resolve the open comments"
    case .verifyChecklist: "Go through the checklist"
    case .answerQuestions: "Answer the open questions"
    case .fillIn: "Fill in what is left blank"
    case .fulfilObligations: "Make the agreed changes"
    case .verifyObligations: "Check the agreed changes"
    }
  }
}
