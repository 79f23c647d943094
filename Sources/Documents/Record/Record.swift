/// The Markdown filled in from the log: status, dates, reviewers, ticks, decisions, notes, sign-off, history. All other
/// bytes stay as their author wrote them.
package enum Record {
  /// The record form of a text. Takes time linear in its length.
  package static func fill(
    _ authored: String, with state: RecordState, definition: TemplateDefinition? = nil
  ) -> String {
    let document = ParsedDocument(authored)
    let values = RecordValues(state: state, definition: definition)
    var edits = RecordEdits(document.bytes)
    for place in RecordPlaces.all(in: document, definition) {
      if let value = values.filled(place, in: document.bytes) { edits.replace(place.bytes, with: value) }
    }
    for history in RecordHistory.all(in: document) {
      if let rows = history.filled(with: state.revisions) { edits.replace(history.rowsBytes, with: rows) }
    }
    return edits.text
  }

  /// Takes out of a text what the record form of `authored` says at its fillable places, so that `strip(fill(a, s),
  /// authored: a, with: s)` is `a`. What somebody wrote there in other words stays, and so does every other byte.
  package static func strip(
    _ record: String, authored: String, with state: RecordState, definition: TemplateDefinition? = nil
  ) -> String {
    let (document, base) = (ParsedDocument(record), ParsedDocument(authored))
    let values = RecordValues(state: state, definition: definition)
    let places = Dictionary(
      RecordPlaces.all(in: base, definition).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var edits = RecordEdits(document.bytes)
    for place in RecordPlaces.all(in: document, definition) {
      guard let origin = places[place.key], let filled = values.filled(origin, in: base.bytes) else { continue }
      guard document.bytes[place.bytes].elementsEqual(filled) else { continue }
      edits.replace(place.bytes, with: base.bytes[origin.bytes])
    }
    let origins = RecordHistory.all(in: base)
    for (index, history) in RecordHistory.all(in: document).enumerated() where index < origins.count {
      guard let rows = history.stripped(of: state.revisions, as: origins[index]) else { continue }
      edits.replace(history.rowsBytes, with: rows)
    }
    return edits.text
  }
}

/// Replacements of byte ranges that do not overlap.
private struct RecordEdits {
  private let bytes: [UInt8]
  private var edits: [(range: Range<Int>, text: [UInt8])] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func replace(_ range: Range<Int>, with text: some Sequence<UInt8>) {
    edits.append((range, Array(text)))
  }

  var text: String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + 1024)
    var at = 0
    let ordered = edits.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    for (_, edit) in ordered where edit.range.lowerBound >= at {
      text += bytes[at..<edit.range.lowerBound]
      text += edit.text
      at = edit.range.upperBound
    }
    text += bytes[at...]
    return String(decoding: text, as: UTF8.self)
  }
}
