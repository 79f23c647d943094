import Documents
import Foundation
import TestSupport

/// What clients asked for and what they were told, kept outside of the daemon.
actor KillRecord {
  struct Ask: Sendable {
    let key: String
    let method: String
    let path: String
    let body: Value
  }

  private(set) var round: [(ask: Ask, answer: TestClient.Answer?)] = []
  /// Of all rounds: titles and comments that were acknowledged.
  private(set) var titles: Set<String> = []
  private(set) var comments: Set<String> = []
  private(set) var documents: [String] = []
  private(set) var acknowledged = 0

  func begin() { round = [] }

  func asked(_ ask: Ask) -> Int {
    round.append((ask, nil))
    return round.count - 1
  }

  func answered(_ index: Int, _ answer: TestClient.Answer) {
    round[index].answer = answer
    note(round[index].ask, answer)
  }

  /// What is acknowledged after a restart counts as well.
  func note(_ ask: Ask, _ answer: TestClient.Answer) {
    guard (200..<300).contains(answer.status) else { return }
    acknowledged += 1
    if let title = ask.body["title"]?.string, titles.insert(title).inserted {
      documents.append(answer.json["id"]?.string ?? "")
    }
    if let comment = ask.body["body"]?.string { comments.insert(comment) }
  }

  func document(_ number: Int) -> String? { documents.isEmpty ? nil : documents[number % documents.count] }
}

extension KillRecord.Ask {
  func send(to client: TestClient) async throws -> TestClient.Answer {
    try await client.send(method, path, body, headers: ["idempotency-key": key])
  }
}
