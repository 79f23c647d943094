import Documents
import Foundation
import Ledger
import NIOConcurrencyHelpers
import Workflow

/// A document's record as it is set for paper.
struct SetRecord: Sendable {
  let html: String
  /// SHA-256 of the words as they were written, in hexadecimal.
  let digest: String
}

/// What was set lately, so that a long record that is printed and looked at again is set once.
final class SetRecords: Sendable {
  private static let recordsMax = 16

  private struct Kept {
    let key: String
    /// They stand in a record.
    let names: [String: String]
    let record: SetRecord
  }

  private let kept = NIOLockedValueBox<[Kept]>([])

  func record(of state: DocumentState, names: [String: String], in ledger: Ledger) async throws -> SetRecord {
    let key = "\(state.id) \(state.seq) \(state.erasures.count)"
    if let found = kept.withLockedValue({ $0.first { $0.key == key && $0.names == names } }) { return found.record }
    let markdown = try await RecordBuilding(ledger: ledger, state: state).markdown()
    let authored = try await ledger.markdown(of: state.sections)
    let parsed = ParsedDocument(markdown, previous: try await ledger.fingerprints(of: state))
    let record = SetRecord(html: PageHtml.render(parsed), digest: Data(authored.utf8).sha256Hexadecimal)
    kept.withLockedValue { kept in
      kept.removeAll { $0.key == key }
      kept.append(Kept(key: key, names: names, record: record))
      if kept.count > Self.recordsMax { kept.removeFirst() }
    }
    return record
  }
}
