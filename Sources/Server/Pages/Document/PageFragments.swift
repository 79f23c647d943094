import Documents
import Foundation
import Synchronization

/// Parts of a page, each put together once: a long document has hundreds of sections and threads, and most are as they were
/// when it was opened before.
///
/// Their forms hold what is of one reader and one page. It is left out of what is kept, and put in for each page.
final class PageFragments: Sendable {
  /// Parts that are kept; once there are more, all are put together anew.
  private static let partsMax = 4000

  private struct Key: Hashable {
    let template: String
    let model: Value
  }

  private let kept = Mutex<[Key: [Substring]]>([:])
  /// Stands where a form's own fields will be. Nobody knows it, and no page shows it.
  private let mark: String
  private let seal: Value
  private let markedSeal: String

  init(randomBytes: (Int) -> [UInt8]) {
    mark = Base64URL.encode(Data(randomBytes(24)))
    seal = ["form": ["csrf": .string(mark)]]
    markedSeal = Templates.render("seal", seal)
  }

  /// What a template makes of a model, with a page's own fields in its forms.
  func html(_ template: String, _ model: Value, seal fields: String) -> String {
    pieces(Key(template: template, model: model)).joined(separator: fields)
  }

  private func pieces(_ key: Key) -> [Substring] {
    if let found = kept.withLock({ $0[key] }) { return found }
    let html = Templates.render(key.template, key.model.merging(["form": seal["form"] ?? .null]))
    let pieces = html.parted(at: markedSeal)
    kept.withLock { kept in
      if kept.count >= Self.partsMax { kept = [:] }
      kept[key] = pieces
    }
    return pieces
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
