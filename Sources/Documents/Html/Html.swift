import CMD4C

/// Markdown as safe HTML: md4c reads it, `HtmlWriter` writes it.
///
/// No raw HTML comes through: tags are shown as text, in elements of the class `html`, and comments are left out; only a
/// `<br>` is a line break. A link whose scheme is not http, https or mailto is its text; an image is its description.
package enum Html {
  /// A fragment for a page's body, without the front matter. The headings that sections begin with have the sections'
  /// ids as anchors. Takes time linear in the document's length.
  package static func render(_ document: ParsedDocument) -> String {
    let source = HtmlSource(document)
    guard source.body.count <= source.bodyBytesMax else { return plain(document) }
    return source.body.withUnsafeBytes { bytes in
      var writer = HtmlWriter(source, at: bytes.baseAddress)
      guard parse(bytes, with: &writer), writer.isComplete else { return plain(document) }
      return String(decoding: writer.output, as: UTF8.self)
    }
  }

  /// False where the writer's budget does not suffice, or memory does not.
  private static func parse(_ bytes: UnsafeRawBufferPointer, with writer: inout HtmlWriter) -> Bool {
    guard let size = MD_SIZE(exactly: bytes.count) else { return false }
    guard let first = bytes.baseAddress else { return true }
    var parser = MD_PARSER()
    parser.flags = UInt32(MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTMLBLOCKS)
    parser.enter_block = { type, detail, data in HtmlWriter.with(data) { $0.enter(type, detail) } }
    parser.leave_block = { type, _, data in HtmlWriter.with(data) { $0.leave(type) } }
    parser.enter_span = { type, detail, data in HtmlWriter.with(data) { $0.enterSpan(type, detail) } }
    parser.leave_span = { type, _, data in HtmlWriter.with(data) { $0.leaveSpan(type) } }
    parser.text = { type, text, size, data in
      HtmlWriter.with(data) { writer in
        guard let text else { return }
        writer.text(type, UnsafeRawBufferPointer(start: text, count: Int(size)))
      }
    }
    return withUnsafeMutablePointer(to: &writer) { writer in
      md_parse(first.assumingMemoryBound(to: CChar.self), size, &parser, UnsafeMutableRawPointer(writer)) == 0
    }
  }

  /// What a document is shown as that would become many times its length (a wide table with as many short rows, or one
  /// long link definition that is used everywhere), or that md4c reads so that something of it would not be shown.
  private static func plain(_ document: ParsedDocument) -> String {
    var output = Array("<pre class=\"html\">".utf8)
    HtmlEscaping.append(document.bytes, to: &output)
    output += Array("</pre>\n".utf8)
    return String(decoding: output, as: UTF8.self)
  }
}
