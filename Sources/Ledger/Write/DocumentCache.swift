package import Workflow

/// The documents that are in use, bounded by what they weigh in memory: one that was not asked for since the hand of
/// the clock last came by goes first (the second-chance rule).
package struct DocumentCache {
  /// Of a daemon that is to stay below 150 MB: some thirty thousand comments, or a thousand documents without.
  static let defaultBytesMax = 18 * 1024 * 1024

  private struct Entry {
    var document: DocumentState
    var weight: Int
    var isWanted = true
  }

  private let bytesMax: Int
  private(set) var bytes = 0
  private var entries: [String: Entry] = [:]
  /// The versions of documents that have left: whoever replayed one of them before it was changed must not bring back
  /// what is no longer so.
  private var departed: [String: Int] = [:]
  private var ring: [String] = []
  private var hand = 0

  package init(bytesMax: Int) {
    self.bytesMax = bytesMax
  }

  var count: Int { entries.count }

  package subscript(_ id: String) -> DocumentState? {
    mutating get {
      guard let index = entries.index(forKey: id) else { return nil }
      entries.values[index].isWanted = true
      return entries.values[index].document
    }
  }

  package mutating func put(_ document: DocumentState) {
    let weight = document.approximateBytes
    if let index = entries.index(forKey: document.id) {
      bytes += weight - entries.values[index].weight
      entries.values[index] = Entry(document: document, weight: weight)
    } else {
      bytes += weight
      entries[document.id] = Entry(document: document, weight: weight)
      departed[document.id] = nil
      ring.append(document.id)
    }
    // One that alone is too heavy stays: the next command would only replay it again.
    while bytes > bytesMax, entries.count > 1 { dropOne(sparing: document.id) }
  }

  /// Puts a document back that was replayed, unless a later version of it is here, or has been.
  package mutating func putBack(_ document: DocumentState) {
    let known = entries[document.id]?.document.version ?? departed[document.id] ?? 0
    if known < document.version || (entries[document.id] == nil && known == document.version) { put(document) }
  }

  private mutating func dropOne(sparing spared: String) {
    while true {
      hand = hand < ring.count ? hand : 0
      let id = ring[hand]
      if id == spared || entries[id]?.isWanted == true {
        entries[id]?.isWanted = false
        hand += 1
        continue
      }
      if let gone = entries.removeValue(forKey: id) {
        departed[id] = gone.document.version
        bytes -= gone.weight
      }
      ring[hand] = ring[ring.count - 1]
      ring.removeLast()
      return
    }
  }
}

extension DocumentState {
  /// What its parts take, by their number: measured on filled-in documents, not exact.
  fileprivate var approximateBytes: Int {
    let named = sections.count + earlierSections.count
    return 4096 + 480 * comments.count + comments.textBytes + 176 * named
      + 400 * (checklists.count + questions.count) + 200 * (marks.count + decisions.count)
      + (600 + 100 * sections.count) * verdicts.count + 400 * (obligations.count + reminders.count)
  }
}
