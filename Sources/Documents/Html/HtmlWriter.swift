import CMD4C

/// Writes what md4c calls back: blocks here, what stands in them in `HtmlWriterText.swift`.
struct HtmlWriter {
  var output: [UInt8] = []
  /// Bytes that may still be written or copied. What is linear in the source stays far below: an empty quote, the
  /// longest, takes 28 bytes for two.
  private var budget: Int
  let source: HtmlSource
  private let address: Int

  /// Quotes and lists that are open.
  private var depth = 0
  private var headings: HtmlHeadings
  /// Where the open item's attributes are to stand in the output.
  var itemAttributes = 0
  /// The cell that is open.
  var cell: (table: Int, row: Int, column: Int)?
  /// Whether a placeholder's own space comes next.
  var dropsSpace = false

  private var replacedCount = 0
  private var isMisread = false
  /// The spans that are written and open, by their tags.
  var spans: [String] = []

  /// Inside an image, whose text is its description.
  var imageDepth = 0
  var linkDepth = 0
  /// Whether the outermost open link is written.
  var isLinkWritten = false
  /// Raw HTML that has been read and not been written.
  var html: [UInt8] = []

  /// `address` is where the source's body lies while md4c reads it.
  init(_ source: HtmlSource, at address: UnsafeRawPointer?) {
    self.source = source
    self.address = address.map { Int(bitPattern: $0) } ?? 0
    headings = HtmlHeadings(source.anchors)
    budget = 65_536 + 32 * source.document.bytes.count
    output.reserveCapacity(source.body.count * 2)
  }

  /// Calls back the writer that `data` points to; md4c goes on while this returns 0, and stops at what is negative.
  static func with(_ data: UnsafeMutableRawPointer?, _ act: (inout HtmlWriter) -> Void) -> Int32 {
    guard let data else { return -1 }
    let writer = data.assumingMemoryBound(to: HtmlWriter.self)
    act(&writer.pointee)
    return writer.pointee.isOverBudget ? -1 : 0
  }

  var isOverBudget: Bool { output.count > budget }

  mutating func spend(_ bytes: Int) {
    budget -= bytes
  }

  mutating func write(_ text: String) {
    output.append(contentsOf: text.utf8)
  }

  /// Whether md4c has read each placeholder as what it is. Where it has not, what they stand for would be missing.
  var isComplete: Bool { !isMisread && replacedCount == source.placeholders.count }

  mutating func countPlaceholder() {
    replacedCount += 1
  }

  /// Where these bytes lie in the source; nil where they are md4c's own.
  func offset(of bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    let offset = Int(bitPattern: start) - address
    return source.body.indices.contains(offset) ? offset : nil
  }

  mutating func enter(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) {
    switch type {
    case MD_BLOCK_QUOTE: open("<blockquote>\n")
    case MD_BLOCK_UL: open("<ul>\n")
    case MD_BLOCK_OL:
      let start = detail?.assumingMemoryBound(to: MD_BLOCK_OL_DETAIL.self).pointee.start ?? 1
      open(start == 1 ? "<ol>\n" : "<ol start=\"\(start)\">\n")
    case MD_BLOCK_LI:
      itemAttributes = output.count + 3
      write("<li>")
    case MD_BLOCK_HR: write("<hr>\n")
    case MD_BLOCK_H:
      headings.open(Int(detail?.assumingMemoryBound(to: MD_BLOCK_H_DETAIL.self).pointee.level ?? 1), depth: depth)
    case MD_BLOCK_CODE: write("<pre><code>")
    case MD_BLOCK_P: write("<p>")
    default: break
    }
  }

  mutating func leave(_ type: MD_BLOCKTYPE) {
    flushHtml()
    closeSpans()
    dropsSpace = false
    switch type {
    case MD_BLOCK_QUOTE: close("</blockquote>\n")
    case MD_BLOCK_UL: close("</ul>\n")
    case MD_BLOCK_OL: close("</ol>\n")
    case MD_BLOCK_LI: write("</li>\n")
    case MD_BLOCK_H:
      headings.close(&output)
      leaveCell()
    case MD_BLOCK_CODE: write("</code></pre>\n")
    case MD_BLOCK_P: write("</p>\n")
    default: break
    }
  }

  private mutating func open(_ tag: String) {
    depth += 1
    write(tag)
  }

  private mutating func close(_ tag: String) {
    depth -= 1
    write(tag)
  }

  /// What is in a heading begins: a span, or text at an offset.
  mutating func beginHeading(at offset: Int?) {
    headings.begin(at: offset, &output)
  }

  /// The open heading is none: a placeholder stands in it.
  mutating func dropHeading() {
    if !headings.drop() { isMisread = true }
  }
}
