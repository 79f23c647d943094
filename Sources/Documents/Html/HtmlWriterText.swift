import CMD4C

/// Spans, text and raw HTML.
extension HtmlWriter {
  mutating func enterSpan(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) {
    flushHtml()
    dropsSpace = false
    beginHeading(at: nil)
    switch type {
    case MD_SPAN_IMG:
      // A picture from elsewhere would tell its host who reads: the description stands for it.
      if imageDepth == 0 {
        spans.append("span")
        write("<span class=\"image\">")
      }
      imageDepth += 1
    case _ where imageDepth > 0: break
    case MD_SPAN_EM: open("em")
    case MD_SPAN_STRONG: open("strong")
    case MD_SPAN_DEL: open("del")
    case MD_SPAN_CODE: open("code")
    case MD_SPAN_A: enterLink(detail)
    default: break
    }
  }

  mutating func leaveSpan(_ type: MD_SPANTYPE) {
    flushHtml()
    switch type {
    case MD_SPAN_IMG:
      imageDepth = max(0, imageDepth - 1)
      if imageDepth == 0 { close("span") }
    case _ where imageDepth > 0: break
    case MD_SPAN_EM: close("em")
    case MD_SPAN_STRONG: close("strong")
    case MD_SPAN_DEL: close("del")
    case MD_SPAN_CODE: close("code")
    case MD_SPAN_A:
      linkDepth = max(0, linkDepth - 1)
      if linkDepth == 0, isLinkWritten { close("a") }
    default: break
    }
  }

  private mutating func open(_ tag: String) {
    spans.append(tag)
    write("<\(tag)>")
  }

  /// md4c 0.4.8 may leave a span that it has not entered, after emphasis and code that overlap.
  private mutating func close(_ tag: String) {
    guard spans.contains(tag) else { return }
    while let last = spans.popLast() {
      write("</\(last)>")
      if last == tag { break }
    }
  }

  mutating func closeSpans() {
    while let last = spans.popLast() { write("</\(last)>") }
    linkDepth = 0
    imageDepth = 0
  }

  private mutating func enterLink(_ detail: UnsafeMutableRawPointer?) {
    linkDepth += 1
    // md4c finds an address in angle brackets within a link; HTML has no link in a link.
    guard linkDepth == 1 else { return }
    guard let link = detail?.assumingMemoryBound(to: MD_SPAN_A_DETAIL.self).pointee,
      let target = LinkTarget.written(decoded(link.href))
    else {
      isLinkWritten = false
      return
    }
    isLinkWritten = true
    spans.append("a")
    write("<a href=\"")
    HtmlEscaping.append(target, to: &output)
    write("\" rel=\"noopener noreferrer\"")
    if link.title.size > 0 {
      write(" title=\"")
      HtmlEscaping.append(decoded(link.title), to: &output)
      write("\"")
    }
    write(">")
  }

  mutating func text(_ type: MD_TEXTTYPE, _ bytes: UnsafeRawBufferPointer) {
    let offset = offset(of: bytes)
    if type == MD_TEXT_HTML, let offset, let placeholder = source.placeholders[offset] { return replace(placeholder) }
    beginHeading(at: offset)
    guard type != MD_TEXT_HTML else { return addHtml(bytes) }
    flushHtml()
    switch type {
    case MD_TEXT_NULLCHAR: write("\u{FFFD}")
    case MD_TEXT_BR: write(imageDepth > 0 ? "\n" : "<br>\n")
    case MD_TEXT_SOFTBR: write("\n")
    case MD_TEXT_ENTITY: HtmlEscaping.append(HtmlEscaping.decoded(bytes), to: &output)
    default: HtmlEscaping.append(dropsSpace && bytes.first == .space ? bytes.dropFirst() : bytes[...], to: &output)
    }
    dropsSpace = false
  }

  /// An attribute's value, character references resolved. Md4c has copied it, so it counts.
  mutating func decoded(_ attribute: MD_ATTRIBUTE) -> [UInt8] {
    guard let text = attribute.text, let types = attribute.substr_types, let offsets = attribute.substr_offsets else {
      return []
    }
    spend(Int(attribute.size))
    let bytes = UnsafeRawBufferPointer(start: text, count: Int(attribute.size))
    var value: [UInt8] = []
    value.reserveCapacity(bytes.count)
    var index = 0
    while Int(offsets[index]) < bytes.count {
      let piece = bytes[Int(offsets[index])..<Int(offsets[index + 1])]
      switch types[index] {
      case MD_TEXT_ENTITY: value += HtmlEscaping.decoded(piece)
      case MD_TEXT_NULLCHAR: value += Array("\u{FFFD}".utf8)
      default: value += piece
      }
      index += 1
    }
    return value
  }

  // MARK: Raw HTML

  /// md4c hands raw HTML over tag by tag, and a tag or a comment of several lines by its lines.
  private mutating func addHtml(_ bytes: UnsafeRawBufferPointer) {
    dropsSpace = false
    let beginsTag = html.isEmpty || html.last == .greaterThan
    guard beginsTag, isLineBreak(bytes) else {
      html += bytes
      return
    }
    flushHtml()
    write(imageDepth > 0 ? "\n" : "<br>")
  }

  /// `<br>`, `<br/>` or `<br />`: in a table's cell there is no other way to begin a line.
  private func isLineBreak(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= 8, bytes.starts(with: "<br".utf8) || bytes.starts(with: "<BR".utf8) else { return false }
    let rest = bytes.dropFirst(3).drop(while: \.isBlank)
    return rest.elementsEqual(">".utf8) || rest.elementsEqual("/>".utf8)
  }

  mutating func flushHtml() {
    guard !html.isEmpty else { return }
    let shown = HtmlComments.removed(from: html)
    html = []
    guard imageDepth == 0, !shown.allSatisfy(\.isWhiteSpace) else { return }
    write("<span class=\"html\">")
    HtmlEscaping.append(shown, to: &output)
    write("</span>")
  }
}
