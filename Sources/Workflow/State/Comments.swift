import Documents

/// The comments of a document, in the order in which they were made.
///
/// A copy shares everything with its original but what is changed in one of them: taking a comment in costs the same in
/// a document that has ten and in one that has ten thousand.
package struct Comments: Hashable, Sendable, RandomAccessCollection {
  private struct Entry: Hashable, Sendable {
    /// Shared by all copies of the document in which it is the same: a copied chunk counts references up, and no more.
    var comment: SharedComment
    /// Its author, as a place in `speakers`.
    let speaker: Int
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
  /// Everybody who has said something, each once.
  package private(set) var speakers: [String] = []
  /// The log position of the latest resolution.
  package private(set) var lastResolvedSeq: Int64?
  /// Bytes of what was said and quoted.
  package private(set) var textBytes = 0

  package init() {}

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }
  package subscript(index: Int) -> Comment { entry(index).comment.value }

  package var openCount: Int { open.count }
  /// Threads that are not resolved, in order.
  package var openThreads: some RandomAccessCollection<Comment> { open.lazy.map { self[$0] } }

  package subscript(id id: String) -> Comment? { index(of: id).map { self[$0] } }

  /// Of each open thread who began it, and who spoke last of those that count, as places in `speakers`, with the time: its
  /// beginner where none of them does.
  ///
  /// Nothing is looked up by name, so that it can be asked of ten thousand threads with each reading of a document.
  @inline(__always)
  package func forEachOpenThread(
    counting counts: (String) -> Bool, _ body: (_ beginner: Int, _ last: Int, _ spokenAt: Timestamp) -> Void
  ) {
    let all = speakers.map(counts)
    for place in open {
      let replies = chunks[place / Self.chunkSize][place % Self.chunkSize].replies
      let last = replies.isEmpty ? place : replies.last { all[speaker(at: $0)] } ?? place
      let spokenAt = chunks[last / Self.chunkSize][last % Self.chunkSize].comment.value.createdAt
      body(speaker(at: place), speaker(at: last), spokenAt)
    }
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
    let speaker = speaker(comment.author)
    var comment = comment
    // The same name once in memory, however often it spoke.
    comment.author = speakers[speaker]
    chunks[chunks.count - 1].append(Entry(comment: SharedComment(comment), speaker: speaker))
    textBytes += comment.textBytes
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
    var comment = self[index]
    textBytes -= comment.textBytes
    change(&comment)
    textBytes += comment.textBytes
    chunks[index / Self.chunkSize][index % Self.chunkSize].comment = SharedComment(comment)
    if let seq = comment.resolvedSeq { lastResolvedSeq = Swift.max(lastResolvedSeq ?? seq, seq) }
    guard comment.replyTo == nil else { return }
    let place = open.firstPlace { $0 >= index }
    let isListed = place < open.count && open[place] == index
    if comment.resolved, isListed { open.remove(at: place) }
    if !comment.resolved, !isListed { open.insert(index, at: place) }
  }

  private func id(_ index: Int) -> String { entry(index).comment.value.id }
  private func speaker(at index: Int) -> Int { chunks[index / Self.chunkSize][index % Self.chunkSize].speaker }
  private func entry(_ index: Int) -> Entry { chunks[index / Self.chunkSize][index % Self.chunkSize] }

  private mutating func speaker(_ name: String) -> Int {
    if let known = speakers.firstIndex(of: name) { return known }
    speakers.append(name)
    return speakers.count - 1
  }

  /// Ids are made in the order of time, so a comment stands where its id sorts, or near it; those that were brought from
  /// elsewhere may stand anywhere.
  private func index(of id: String) -> Int? {
    // The one that was just made is asked for most.
    if count > 0, self.id(count - 1) == id { return count - 1 }
    let place = indices.firstPlace { self.id($0) >= id }
    let near = Swift.max(0, place - Self.chunkSize)..<Swift.min(count, place + Self.chunkSize)
    return near.first { self.id($0) == id } ?? indices.last { self.id($0) == id }
  }
}

extension Comment {
  /// Bytes of what is said and quoted.
  fileprivate var textBytes: Int { body.utf8.count + (anchor?.quote?.utf8.count ?? 0) }
}

/// A comment that does not change.
private final class SharedComment: Hashable, Sendable {
  let value: Comment

  init(_ value: Comment) { self.value = value }

  static func == (one: SharedComment, other: SharedComment) -> Bool { one === other || one.value == other.value }

  func hash(into hasher: inout Hasher) { hasher.combine(value) }
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
