import Documents
import Foundation
import Synchronization

/// Threads as they are set on a page, each put together once: a document that many talk about has hundreds, and most are
/// as they were when it was opened before.
///
/// Their forms hold what is of one reader and one page. It is left out of what is kept, and put in for each page.
final class ThreadFragments: Sendable {
  /// Threads that are kept; once there are more, all are put together anew.
  private static let threadsMax = 4000

  private let kept = Mutex<[Value: [Substring]]>([:])
  /// Stands where a form's own fields will be. Nobody knows it, and no page shows it.
  private let mark: String
  private let seal: Value
  private let markedSeal: String

  init(randomBytes: (Int) -> [UInt8]) {
    mark = Base64URL.encode(Data(randomBytes(24)))
    seal = ["form": ["csrf": .string(mark)]]
    markedSeal = Templates.render("seal", seal)
  }

  /// A thread's HTML with a page's own fields in its forms.
  func html(of thread: Value, seal fields: String) -> String {
    parts(of: thread).joined(separator: fields)
  }

  private func parts(of thread: Value) -> [Substring] {
    if let found = kept.withLock({ $0[thread] }) { return found }
    let html = Templates.render("thread", thread.merging(["form": seal["form"] ?? .null]))
    let parts = html.parted(at: markedSeal)
    kept.withLock { kept in
      if kept.count >= Self.threadsMax { kept = [:] }
      kept[thread] = parts
    }
    return parts
  }
}

extension String {
  /// What stands between the places of a mark, by bytes.
  fileprivate func parted(at mark: String) -> [Substring] {
    let (bytes, mark) = (utf8, Array(mark.utf8))
    var (parts, start, index) = ([Substring](), startIndex, startIndex)
    while let found = bytes[index...].firstIndex(of: mark[0]) {
      guard bytes[found...].starts(with: mark) else {
        index = bytes.index(after: found)
        continue
      }
      parts.append(self[start..<found])
      index = bytes.index(found, offsetBy: mark.count)
      start = index
    }
    return parts + [self[start...]]
  }
}
