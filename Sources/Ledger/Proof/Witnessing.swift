import Foundation
import GRDB
import Workflow

/// Takes in what witnesses sign of the latest checkpoint.
extension Ledger {
  /// `note` is the checkpoint with the witness's lines added, or those lines alone. Returns the checkpoint with all of
  /// its signatures; refuses what no configured witness has signed, and what is not of the latest checkpoint.
  package func addCosignatures(_ note: String) async throws -> Checkpoint {
    let (text, lines) = try Self.parts(of: note)
    let (witnesses, now) = (proof.witnesses, sources.now().milliseconds)
    return try await write { db in
      guard let latest = try CheckpointReading.latest(in: db), let known = SignedNote(latest.note) else {
        throw Refusal(.conflict, "no_checkpoint", "No checkpoint was signed yet: there is nothing to witness.")
      }
      if let text, text != known.text {
        throw Refusal(
          .conflict, "stale_checkpoint",
          "This is not the latest checkpoint, of \(latest.size) events: get that one, and sign it.")
      }
      let valid = try lines.compactMap { line -> SignedNote.Signature? in
        try Self.check(line, over: known, by: witnesses) ? line : nil
      }
      guard !valid.isEmpty else {
        throw Refusal(
          .forbidden, "unknown_witness", "None of these lines is of a witness that the settings name under 'witnesses'."
        )
      }
      for line in valid {
        try db.execute(
          sql: "INSERT OR REPLACE INTO cosignature (size, witness, line, received_at) VALUES (?, ?, ?, ?)",
          arguments: [latest.size, line.name, line.line, now])
      }
      return try CheckpointReading.at(latest.size, in: db) ?? latest
    }
  }

  private static func parts(of note: String) throws(Refusal) -> (text: String?, lines: [SignedNote.Signature]) {
    if let signed = SignedNote(note) { return (signed.text, signed.signatures) }
    let lines = note.split(separator: "\n").map { SignedNote.Signature(line: $0) }
    let signatures = lines.compactMap { $0 }
    guard !signatures.isEmpty, signatures.count == lines.count, lines.count <= SignedNote.signaturesMax else {
      throw Refusal.field(
        "note", "must be the checkpoint with your signature lines added, or signature lines (C2SP signed-note).")
    }
    return (nil, signatures)
  }

  /// False for lines of keys that are not known, the log's own among them; throws where a known witness's does not fit.
  private static func check(
    _ line: SignedNote.Signature, over note: SignedNote, by witnesses: [NoteKey]
  ) throws(Refusal) -> Bool {
    guard let witness = witnesses.first(where: { $0.name == line.name && $0.id == line.keyID }) else { return false }
    guard witness.isValid(line.bytes, over: note.text) else {
      throw Refusal(
        .malformed, "bad_cosignature",
        "The signature of '\(line.name)' does not fit the latest checkpoint: get that one, and sign it.")
    }
    return true
  }
}
