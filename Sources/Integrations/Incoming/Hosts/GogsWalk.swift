import Documents
import Workflow

/// Goes through a repository's history commit by commit, from the newest on, as `git rev-list` does.
struct GogsWalk {
  /// Commits that are asked for, each of which is a request: a longer history is not taken in.
  static let commitsMax = 5000

  struct Found {
    var commit: Commit
    var parents: [String]
    /// Milliseconds since 1970.
    var time: Int64
  }

  /// Which of the two ends a commit leads to.
  private struct Ends: OptionSet {
    let rawValue: Int
    static let to = Ends(rawValue: 1)
    static let from = Ends(rawValue: 2)
    static let both: Ends = [.to, .from]
  }

  let calls: HostCalls
  private var known: [String: Found] = [:]

  init(calls: HostCalls) {
    self.calls = calls
  }

  /// Nil where there is no such commit.
  mutating func commit(_ id: String) async throws(DeliveryFailure) -> Found? {
    if let found = known[id] { return found }
    guard known.count < Self.commitsMax else {
      throw DeliveryFailure(.settings, answer: "The history is longer than \(Self.commitsMax) commits.")
    }
    guard let found = try await calls.find(["commits", CommitID.checked(id)])?.json else { return nil }
    let author = HostIdentity(
      login: found.text("author", "login") ?? found.text("author", "username"),
      name: found.text("commit", "author", "name"), email: found.text("commit", "author", "email"))
    let date = found.text("commit", "committer", "date") ?? found.text("commit", "author", "date")
    known[id] = Found(
      commit: Commit(id: id, message: found.text("commit", "message") ?? "", author: author),
      parents: found["parents"]?.elements.compactMap { $0.text("sha") } ?? [],
      time: date.flatMap(Timestamp.init)?.milliseconds ?? 0)
    return known[id]
  }

  mutating func range(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    for end in [to, from].compactMap({ $0 }) where try await commit(end) == nil { throw .noCommit(end) }
    let ends = try await ends(from: from, to: to)
    let left = inOrder(ends.filter { $0.value == .from }.keys)
    return CommitRange(
      commits: inOrder(ends.filter { $0.value == .to }.keys), isForward: left.isEmpty,
      left: left.map(\.id))
  }

  /// The newest commit that leads to both; nil where there is none.
  mutating func base(of one: String, _ other: String) async throws(DeliveryFailure) -> String? {
    guard try await commit(one) != nil, try await commit(other) != nil else { return nil }
    let both = try await ends(from: one, to: other).filter { $0.value == .both }.keys
    return both.max { (known[$0]?.time ?? 0, $0) < (known[$1]?.time ?? 0, $1) }
  }

  /// Each commit's ends, until all that is left to look at leads to both of them.
  private mutating func ends(from: String?, to: String) async throws(DeliveryFailure) -> [String: Ends] {
    var ends: [String: Ends] = [to: .to]
    if let from { ends[from, default: []].insert(.from) }
    var open = Set(ends.keys)
    while open.contains(where: { ends[$0] != .both }) {
      guard let id = open.max(by: { (known[$0]?.time ?? 0, $0) < (known[$1]?.time ?? 0, $1) }) else { break }
      open.remove(id)
      for parent in known[id]?.parents ?? [] {
        let old = ends[parent] ?? []
        let new = old.union(ends[id] ?? [])
        guard new != old, try await commit(parent) != nil else { continue }
        ends[parent] = new
        open.insert(parent)
      }
    }
    return ends
  }

  private func inOrder(_ ids: some Sequence<String>) -> [Commit] {
    let newestFirst = ids.compactMap { known[$0] }.sorted { ($0.time, $0.commit.id) > ($1.time, $1.commit.id) }
    return CommitOrder.oldestFirst(newestFirst.map { CommitOrder.Entry(commit: $0.commit, parents: $0.parents) })
  }
}
