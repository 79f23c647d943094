/// What taking commits in has come to, for the receipt.
struct BranchOutcome: Sendable {
  /// Characters of a sentence, and files that are named in it.
  private static let charactersMax = 2000
  private static let filesMax = 20

  /// By path: the document, and how many revisions it was given.
  private(set) var saved: [String: (document: String, revisions: Int)] = [:]
  /// By path, why it was not taken in; the last reason counts.
  private(set) var problems: [String: String] = [:]
  private(set) var remarks: [String] = []
  /// The watched paths that were looked at.
  private(set) var paths: Set<String> = []

  mutating func looked(at path: String) { paths.insert(path) }

  mutating func saved(_ path: String, as document: String) {
    saved[path] = (document, (saved[path]?.revisions ?? 0) + 1)
    problems[path] = nil
  }

  mutating func failed(_ path: String, because reason: String) { problems[path] = reason }

  mutating func remark(_ remark: String) { remarks.append(remark) }

  var sentence: String {
    let savings = saved.sorted { $0.key < $1.key }.map { path, saved in
      "\(path) → \(saved.document)" + (saved.revisions > 1 ? " (\(saved.revisions) revisions)" : "")
    }
    let troubles = problems.sorted { $0.key < $1.key }.map { "\($0.key) was not taken in: \($0.value)" }
    let parts = Self.named(savings) + remarks.prefix(Self.filesMax) + Self.named(troubles)
    guard !parts.isEmpty else { return paths.isEmpty ? "No watched file was changed." : "Nothing was new." }
    return String(parts.joined(separator: "; ").prefix(Self.charactersMax))
  }

  private static func named(_ all: [String]) -> [String] {
    all.count > filesMax ? all.prefix(filesMax) + ["and \(all.count - filesMax) more"] : all
  }
}
