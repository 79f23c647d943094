import Foundation
import Ledger

extension FuzzTarget {
  static let ledger = [
    FuzzTarget(name: "search") { data in
      _ = try? SearchParser.parse(data.text)
      _ = try? WordsQuery(data.text)
    },
    FuzzTarget(name: "proof") { data in
      _ = SignedNote(data.text)
      _ = CheckpointText(data.text)
      _ = NoteKey(data.text)
      _ = try? JSONDecoder().decode(ProofFile.self, from: data)
    },
  ]
}
