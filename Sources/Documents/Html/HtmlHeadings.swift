/// Writes headings, with the anchors of those that sections begin with.
struct HtmlHeadings {
  private let anchors: [HtmlSource.Anchor]
  private var next = 0
  private var heading: Heading?

  private struct Heading {
    let level: Int
    let isTopLevel: Bool
    /// Where its attributes are to stand in the output; nil before its tag is written.
    var attributes: Int?
    var isAnchored = false
  }

  init(_ anchors: [HtmlSource.Anchor]) {
    self.anchors = anchors
  }

  /// The tag waits for what comes first in the heading.
  mutating func open(_ level: Int, depth: Int) {
    heading = Heading(level: level, isTopLevel: depth == 0)
  }

  /// Forgets the open heading; false where there is none, or something is written of it.
  mutating func drop() -> Bool {
    guard let heading, heading.attributes == nil else { return false }
    self.heading = nil
    return true
  }

  /// The first text of a heading says which section's it is, so that no id goes to another one's heading where md4c and
  /// the block scanner should read a line in two ways.
  mutating func begin(at offset: Int?, _ output: inout [UInt8]) {
    guard var heading else { return }
    if heading.attributes == nil {
      output.append(contentsOf: "<h\(heading.level)".utf8)
      heading.attributes = output.count
      output.append(.greaterThan)
      self.heading = heading
    }
    guard heading.isTopLevel, !heading.isAnchored, let offset else { return }
    while next < anchors.count, anchors[next].bytes.upperBound <= offset { next += 1 }
    if next < anchors.count, anchors[next].bytes.contains(offset) { anchor(&output) }
  }

  mutating func close(_ output: inout [UInt8]) {
    begin(at: nil, &output)
    guard let heading else { return }
    // A heading without text is the next one's.
    if heading.isTopLevel, !heading.isAnchored, next < anchors.count, anchors[next].level == heading.level {
      anchor(&output)
    }
    output.append(contentsOf: "</h\(heading.level)>\n".utf8)
    self.heading = nil
  }

  private mutating func anchor(_ output: inout [UInt8]) {
    guard let attributes = heading?.attributes else { return }
    var attribute = Array(" id=\"".utf8)
    HtmlEscaping.append(anchors[next].id.utf8, to: &attribute)
    attribute.append(.quotationMark)
    output.insert(contentsOf: attribute, at: attributes)
    heading?.isAnchored = true
    next += 1
  }
}
