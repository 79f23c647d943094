import Documents

extension MessageTemplate {
  /// Words that are left of each text when a message is too long, in characters; below that whole notices go.
  private static let wordsMin = 40
  /// Of a title, where even that is not enough.
  private static let titleMax = 100

  /// The message with a size of at most `most`, where its template lets it.
  ///
  /// What people wrote is cut first, each text to the same length, then the oldest of what was gathered goes, and the
  /// title last: so no markup is ever cut in two, and the document's link stays.
  func render(
    _ notice: Notice, upTo most: Int, sizedBy size: (String) -> Int
  ) throws(DeliveryFailure) -> String {
    var notice = notice
    var text = try render(notice)
    while size(text) > most, notice.shorten(wordsMin: Self.wordsMin, titleMax: Self.titleMax) {
      text = try render(notice)
    }
    return text
  }
}

extension Notice {
  /// One step shorter; false where nothing is left to cut.
  fileprivate mutating func shorten(wordsMin: Int, titleMax: Int) -> Bool {
    let longest = (gathered + [self]).map(\.words.unicodeScalars.count).max() ?? 0
    if longest > wordsMin {
      let most = max(longest / 2, wordsMin)
      gathered = gathered.map { $0.cut(wordsTo: most) }
      self = cut(wordsTo: most)
      return true
    }
    if !gathered.isEmpty {
      gathered = Array(gathered.suffix(gathered.count / 2))
      return true
    }
    guard let title = document?.title, title.unicodeScalars.count > titleMax else { return false }
    document?.title = Clipping.cut(title, to: titleMax, .characters)
    return true
  }

  private func cut(wordsTo most: Int) -> Notice {
    guard case .object(var event) = event, case .object(let data)? = event["data"] else { return self }
    event["data"] = .object(
      data.mapValues { value in
        value.string.map { .string(Clipping.cut($0, to: most, .characters)) } ?? value
      })
    var changed = self
    changed.event = .object(event)
    return changed
  }
}
