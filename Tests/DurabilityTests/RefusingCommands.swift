import Foundation
import GRDB
import Ledger
import Testing
import Workflow

/// A refused command must leave nothing, also where others in its transaction are carried out.
@Suite struct RefusingCommands {
  @Test("a refused command leaves nothing in the transaction that it shared")
  func leavesNothing() async throws {
    let found = try await complaints(faults: [])
    #expect(found.isEmpty, "\(found)")
  }

  @Test("a savepoint that is not rolled back is found out")
  func keptRows() async throws {
    let start = ContinuousClock.now
    let found = try await complaints(faults: .keepsRefused)
    Torture.report(
      "control: refused commands stay", 20, found.isEmpty ? "not noticed" : "\(found.count) complaints", since: start)
    #expect(!found.isEmpty)
  }

  /// Writes whose answer cannot be made are refused after they have appended; others run beside them.
  private func complaints(faults: WriterFaults) async throws -> [String] {
    let recording = try Recording()
    recording.delaySyncs(microseconds: 2000)
    let ledger = try TestLedger.open(recording.database, faults: faults)
    for request in [Requests.register("ada"), Requests.open("one")] { _ = try await ledger.perform(request) }
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask {
          var request = Requests.comment("c\(number)", on: "one", key: "k\(number)")
          if number % 2 == 1 { request.answer = { _ in throw Refusal(.conflict, "refused", "Refused late.") } }
          _ = try? await ledger.perform(request)
        }
      }
    }
    var found: [String] = []
    let comments = try await ledger.document("one")?.comments.map(\.id) ?? []
    let refused = comments.filter { Int($0.dropFirst()).map { $0 % 2 == 1 } ?? true }
    if !refused.isEmpty { found.append("refused and there: \(refused)") }
    let expected = try await Expected(ledger)
    let (events, documents) = try await ledger.pool.read { try Expected.read($0) }
    if events.count != Int(ledger.position) { found.append("the log has \(events.count) of \(ledger.position)") }
    if comments.count != 20 { found.append("\(comments.count) of 20 were carried out") }
    if documents != expected.documents(at: Int64(events.count)) { found.append("the read tables differ from the log") }
    try? ledger.close()
    return found
  }
}
