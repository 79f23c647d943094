import Documents
import Foundation
import Workflow

/// Checks an export of the log: each line an event as the API shows it, with the salt of its row.
///
/// It says whether each event is what its leaf hash was made of, whether none is missing, and, with a checkpoint, whether
/// these are the events that were signed for. Words, read tables and stored answers are not in an export.
package struct ExportVerification {
  private let key: NoteKey?
  private let kept: SignedNote?
  private var report = VerificationReport()
  private var tree = MerkleFrontier()
  private var keptRoot: Data?
  private var erased: [Int64: String] = [:]
  private var people: Set<String> = []
  private var lines: [Line] = []

  /// One that cannot be checked before the erasures that come later are known.
  private struct Line {
    let event: Value
    let leaf: Data
  }

  package init(key: NoteKey?, kept: SignedNote?) {
    self.key = key
    self.kept = kept
  }

  package static func run(
    file path: String, key: NoteKey?, kept: SignedNote?, progress: (Int64) -> Void = { _ in }
  ) throws -> VerificationReport {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LogFailure(seq: 0, reason: "there is no file '\(path)' that can be read")
    }
    var export = ExportVerification(key: key, kept: kept)
    for line in data.split(separator: UInt8(ascii: "\n")) where export.report.isSound {
      export.take(line)
      if export.tree.size % 10_000 == 0 { progress(export.tree.size) }
    }
    return export.finished()
  }

  private mutating func take(_ line: Data) {
    let seq = tree.size + 1
    guard let event = try? JSONDecoder().decode(Value.self, from: line) else {
      return report.find(.init(seq: seq, "its line is no JSON"))
    }
    guard event["seq"] == .int(Int(seq)) else { return report.find(.init(seq: seq, "it is missing")) }
    guard let leaf = event["leaf_hash"]?.string.flatMap(Hexadecimal.bytes), leaf.count == 32 else {
      return report.find(.init(seq: seq, "it has no leaf_hash"))
    }
    if event["event_type"]?.string == EventType.bodyRedacted.rawValue, case .int(let of)? = event["data"]?["seq"],
      let hash = event["data"]?["erased_sha256"]?.string
    {
      erased[Int64(of)] = hash
    }
    if event["event_type"]?.string == EventType.userErased.rawValue, let user = event["data"]?["user"]?.string {
      people.insert(user)
    }
    if Self.leafHash(of: event, erasedBody: nil) != leaf { lines.append(Line(event: event, leaf: leaf)) }
    tree.append(leaf)
    _ = tree.takeCompleted()
    if let said = kept.flatMap({ CheckpointText($0.text) }), said.size == tree.size { keptRoot = tree.root }
  }

  private mutating func finished() -> VerificationReport {
    var unknown = 0
    for line in lines {
      if isOfErasedPerson(line.event) {
        unknown += 1
        continue
      }
      guard case .int(let number)? = line.event["seq"] else { continue }
      let hash = erased[Int64(number)].flatMap(Hexadecimal.bytes)
      guard let hash, Self.leafHash(of: line.event, erasedBody: hash) == line.leaf else {
        report.find(.init(seq: Int64(number), "it is not what its leaf hash was made of"))
        continue
      }
    }
    if unknown > 0 {
      report.notChecked.append(
        "\(unknown) events lost their address with an erased person: of these an export shows the place in the tree alone."
      )
    }
    (report.size, report.root) = (tree.size, tree.root)
    checkKept()
    report.notChecked.append("An export holds no words, read tables and stored answers: these were not checked.")
    return report
  }

  /// Its metadata was erased, and the hash that the envelope holds of it stands in the database alone.
  private func isOfErasedPerson(_ event: Value) -> Bool {
    guard let actor = event["actor"]?["id"]?.string, people.contains(actor) else { return false }
    let salt = event["salt"]?.string.flatMap { Data(base64Encoded: $0) }.flatMap(EventSalt.init)
    return salt?.metadata == EventSalt.erased
  }

  private mutating func checkKept() {
    guard let kept, let said = CheckpointText(kept.text) else {
      return report.notChecked.append(
        "No checkpoint was given: whether these are the events that were signed for, is open.")
    }
    if let key = key?.named(said.origin), !kept.isSigned(by: key) {
      report.find(.init(row: "the kept checkpoint", "it is not signed with this key"))
    } else if said.size > tree.size {
      report.find(.init(seq: tree.size + 1, "it is missing: the checkpoint speaks of \(said.size) events"))
    } else if keptRoot != said.root {
      report.find(.init(row: "the kept checkpoint", "the first \(said.size) events are not those it speaks of"))
    }
    report.lastCheckpoint = (
      said.size, key.flatMap { CheckpointSigner.time(of: kept, by: $0) } ?? Timestamp(milliseconds: 0)
    )
  }

  /// Nil where a member is missing. The stored JSON had its members sorted: it is made again so.
  private static func leafHash(of event: Value, erasedBody: Data?) -> Data? {
    let salt = event["salt"]?.string.flatMap { Data(base64Encoded: $0) }.flatMap(EventSalt.init)
    guard let data = event["data"], let metadata = event["metadata"], let body = try? PayloadCoding.encode(data),
      let told = try? PayloadCoding.encode(metadata), case .int(let seq)? = event["seq"],
      case .int(let streamVersion)? = event["stream_version"], case .int(let schema)? = event["schema_version"],
      let time = event["timestamp"]?.string.flatMap({ Timestamp($0) })
    else { return nil }
    let actor = event["actor"]
    return Envelope(
      actor: actor?["id"]?.string ?? "", actorKind: actor?["kind"]?.string ?? "",
      bodySHA256: erasedBody ?? (salt.map { EventSalt.hash($0.body, body) } ?? body.sha256),
      document: event["document"]?.string, eventID: event["event_id"]?.string ?? "",
      metadataSHA256: salt.map { EventSalt.hash($0.metadata, told) },
      onBehalfOf: event["on_behalf_of"]?.string, project: event["project"]?.string, recordedAt: time.milliseconds,
      role: event["role"]?.string, schemaVersion: schema, seq: Int64(seq), stream: event["stream"]?.string ?? "",
      streamVersion: streamVersion, type: event["event_type"]?.string ?? ""
    ).leafHash()
  }
}
