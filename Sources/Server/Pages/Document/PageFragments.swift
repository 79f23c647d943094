import Documents
import Foundation
import NIOConcurrencyHelpers

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

  private let kept = NIOLockedValueBox<[Key: [Substring]]>([:])
  /// Stands in the place of a page's own form. Nobody knows what is in it, and no page shows it.
  private let form: [String: Value]
  private let markedSeal: String

  init(randomBytes: (Int) -> [UInt8]) {
    form = ["form": ["csrf": .string(Base64URL.encode(Data(randomBytes(24))))]]
    markedSeal = Templates.render("seal", .object(form))
  }

  /// What a template makes of a model, with a page's own fields in its forms.
  func html(_ template: String, _ model: Value, seal fields: String) -> String {
    pieces(Key(template: template, model: model)).joined(separator: fields)
  }

  private func pieces(_ key: Key) -> [Substring] {
    if let found = kept.withLockedValue({ $0[key] }) { return found }
    let html = Templates.render(key.template, key.model.merging(form))
    let pieces = html.parted(at: markedSeal)
    kept.withLockedValue { kept in
      if kept.count >= Self.partsMax { kept = [:] }
      kept[key] = pieces
    }
    return pieces
  }
}

extension String {
  /// What stands between the places of a mark, by bytes.
  fileprivate func parted(at mark: String) -> [Substring] {
    var (parts, start) = ([Substring](), startIndex)
    while let found = range(of: mark, in: start..<endIndex) {
      parts.append(self[start..<found.lowerBound])
      start = found.upperBound
    }
    return parts + [self[start...]]
  }
}
