import CMD4C

/// Markdown as safe HTML: md4c reads it, this writes it. No raw HTML comes through, and links only with known schemes.
package enum Html {
  /// `sectionIDs` are the ids of the headings, in order.
  package static func render(_ markdown: String, sectionIDs: [String]) -> String {
    var writer = HtmlWriter(sectionIDs: sectionIDs)
    let body = Array(markdown.utf8)
    var parser = MD_PARSER()
    // Tables, task lists and struck text; raw HTML is shown as text.
    parser.flags = UInt32(MD_FLAG_TABLES | MD_FLAG_TASKLISTS | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML)
    parser.enter_block = { type, detail, data in
      HtmlWriter.with(data) { $0.enter(type, detail) }
    }
    parser.leave_block = { type, detail, data in
      HtmlWriter.with(data) { $0.leave(type, detail) }
    }
    parser.enter_span = { type, detail, data in
      HtmlWriter.with(data) { $0.enterSpan(type, detail) }
    }
    parser.leave_span = { type, detail, data in
      HtmlWriter.with(data) { $0.leaveSpan(type, detail) }
    }
    parser.text = { type, text, size, data in
      HtmlWriter.with(data) { writer in
        guard let text else { return }
        writer.text(type, UnsafeRawBufferPointer(start: text, count: Int(size)))
      }
    }
    body.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        _ = withUnsafeMutablePointer(to: &writer) { writer in
          md_parse(characters.baseAddress, MD_SIZE(characters.count), &parser, UnsafeMutableRawPointer(writer))
        }
      }
    }
    return String(decoding: writer.output, as: UTF8.self)
  }
}
