/// The comments of a document, in the order in which they were made.
///
/// A copy shares everything with its original but what is changed in one of them: taking a comment in costs the same in
/// a document that has ten and in one that has ten thousand.
package struct Comments: Hashable, Sendable, RandomAccessCollection {
  private struct Entry: Hashable, Sendable {
    var comment: Comment
    /// Where its replies stand, where it is a thread.
    var replies: [Int] = []
  }

  /// Comments that lie together: one change copies so many.
  private static let chunkSize = 64

  private var chunks: [[Entry]] = []
  package private(set) var count = 0
  /// Where the threads stand that are not resolved, in order.
  private var open: [Int] = []
  package private(set) var threadCount = 0
  /// The log position of the latest resolution.
  package private(set) var lastResolvedSeq: Int64?

  package init() {}

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }
  package subscript(index: Int) -> Comment { entry(index).comment }

  package var openCount: Int { open.count }
  /// Threads that are not resolved, in order.
  package var openThreads: some RandomAccessCollection<Comment> { open.lazy.map { self[$0] } }

  package subscript(id id: String) -> Comment? { index(of: id).map { self[$0] } }

  /// The replies of a thread, in order.
  package func replies(to thread: Comment) -> some BidirectionalCollection<Comment> {
    (index(of: thread.id).map { entry($0).replies } ?? []).lazy.map { self[$0] }
  }

  /// Those made at or after a moment, the latest first.
  package func latest(since moment: Timestamp) -> some Sequence<Comment> {
    lazy.reversed().prefix { $0.createdAt >= moment }
  }

  package func isOpen(thread id: String) -> Bool {
    guard let comment = self[id: id] else { return false }
    return comment.replyTo == nil && !comment.resolved
  }

  package mutating func append(_ comment: Comment) {
    if chunks.last.map({ $0.count == Self.chunkSize }) ?? true { chunks.append([]) }
    chunks[chunks.count - 1].append(Entry(comment: comment))
    if let parent = comment.replyTo.flatMap(index(of:)) {
      chunks[parent / Self.chunkSize][parent % Self.chunkSize].replies.append(count)
    }
    if comment.replyTo == nil {
      threadCount += 1
      open.append(count)
    }
    count += 1
  }

  /// One that is not there changes nothing.
  package mutating func update(_ id: String, _ change: (inout Comment) -> Void) {
    guard let index = index(of: id) else { return }
    change(&chunks[index / Self.chunkSize][index % Self.chunkSize].comment)
    let comment = self[index]
    if let seq = comment.resolvedSeq { lastResolvedSeq = Swift.max(lastResolvedSeq ?? seq, seq) }
    guard comment.replyTo == nil else { return }
    let place = open.firstPlace { $0 >= index }
    let isListed = place < open.count && open[place] == index
    if comment.resolved, isListed { open.remove(at: place) }
    if !comment.resolved, !isListed { open.insert(index, at: place) }
  }

  private func entry(_ index: Int) -> Entry { chunks[index / Self.chunkSize][index % Self.chunkSize] }

  /// Ids are made in the order of time, so a comment stands where its id sorts, or near it; those that were brought from
  /// elsewhere may stand anywhere.
  private func index(of id: String) -> Int? {
    let place = firstPlace { $0.id >= id }
    let near = Swift.max(0, place - Self.chunkSize)..<Swift.min(count, place + Self.chunkSize)
    return near.first { self[$0].id == id } ?? indices.last { self[$0].id == id }
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index of which something holds, that holds of all behind it; by halving.
  fileprivate func firstPlace(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
