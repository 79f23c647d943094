import CMD4C

/// Writes what md4c calls back.
struct HtmlWriter {
  private(set) var output: [UInt8] = []
  private var sectionIDs: ArraySlice<String>
  /// Inside an image, whose text is its description.
  private var imageDepth = 0

  init(sectionIDs: [String]) {
    self.sectionIDs = sectionIDs[...]
  }

  static func with(_ data: UnsafeMutableRawPointer?, _ act: (inout HtmlWriter) -> Void) -> Int32 {
    guard let data else { return -1 }
    act(&data.assumingMemoryBound(to: HtmlWriter.self).pointee)
    return 0
  }

  private mutating func write(_ text: String) {
    output.append(contentsOf: text.utf8)
  }

  mutating func enter(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) {
    switch type {
    case MD_BLOCK_QUOTE: write("<blockquote>\n")
    case MD_BLOCK_UL: write("<ul>\n")
    case MD_BLOCK_OL:
      let start = detail?.assumingMemoryBound(to: MD_BLOCK_OL_DETAIL.self).pointee.start ?? 1
      write(start == 1 ? "<ol>\n" : "<ol start=\"\(start)\">\n")
    case MD_BLOCK_LI: enterItem(detail)
    case MD_BLOCK_HR: write("<hr>\n")
    case MD_BLOCK_H:
      let level = detail?.assumingMemoryBound(to: MD_BLOCK_H_DETAIL.self).pointee.level ?? 1
      write("<h\(level)")
      if let id = sectionIDs.popFirst() {
        write(" id=\"")
        escape(id.utf8)
        write("\"")
      }
      write(">")
    case MD_BLOCK_CODE: enterCode(detail)
    case MD_BLOCK_P: write("<p>")
    case MD_BLOCK_TABLE: write("<table>\n")
    case MD_BLOCK_THEAD: write("<thead>\n")
    case MD_BLOCK_TBODY: write("<tbody>\n")
    case MD_BLOCK_TR: write("<tr>")
    case MD_BLOCK_TH: write("<th\(alignment(detail))>")
    case MD_BLOCK_TD: write("<td\(alignment(detail))>")
    default: break
    }
  }

  private mutating func enterItem(_ detail: UnsafeMutableRawPointer?) {
    guard let item = detail?.assumingMemoryBound(to: MD_BLOCK_LI_DETAIL.self).pointee, item.is_task != 0 else {
      return write("<li>")
    }
    let ticked = item.task_mark != CChar(UInt8(ascii: " "))
    write("<li class=\"task\"><input type=\"checkbox\" disabled\(ticked ? " checked" : "")> ")
  }

  private mutating func enterCode(_ detail: UnsafeMutableRawPointer?) {
    guard let code = detail?.assumingMemoryBound(to: MD_BLOCK_CODE_DETAIL.self).pointee, code.lang.size > 0 else {
      return write("<pre><code>")
    }
    write("<pre><code class=\"language-")
    escape(attribute(code.lang).filter { $0 > 0x20 })
    write("\">")
  }

  private func alignment(_ detail: UnsafeMutableRawPointer?) -> String {
    switch detail?.assumingMemoryBound(to: MD_BLOCK_TD_DETAIL.self).pointee.align {
    case MD_ALIGN_CENTER: " class=\"centre\""
    case MD_ALIGN_RIGHT: " class=\"right\""
    default: ""
    }
  }

  mutating func leave(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) {
    switch type {
    case MD_BLOCK_QUOTE: write("</blockquote>\n")
    case MD_BLOCK_UL: write("</ul>\n")
    case MD_BLOCK_OL: write("</ol>\n")
    case MD_BLOCK_LI: write("</li>\n")
    case MD_BLOCK_H:
      write("</h\(detail?.assumingMemoryBound(to: MD_BLOCK_H_DETAIL.self).pointee.level ?? 1)>\n")
    case MD_BLOCK_CODE: write("</code></pre>\n")
    case MD_BLOCK_P: write("</p>\n")
    case MD_BLOCK_TABLE: write("</table>\n")
    case MD_BLOCK_THEAD: write("</thead>\n")
    case MD_BLOCK_TBODY: write("</tbody>\n")
    case MD_BLOCK_TR: write("</tr>\n")
    case MD_BLOCK_TH: write("</th>")
    case MD_BLOCK_TD: write("</td>")
    default: break
    }
  }

  mutating func enterSpan(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) {
    guard imageDepth == 0 || type == MD_SPAN_IMG else { return }
    switch type {
    case MD_SPAN_EM: write("<em>")
    case MD_SPAN_STRONG: write("<strong>")
    case MD_SPAN_DEL: write("<del>")
    case MD_SPAN_CODE: write("<code>")
    case MD_SPAN_A:
      write("<a href=\"")
      if let link = detail?.assumingMemoryBound(to: MD_SPAN_A_DETAIL.self).pointee { writeTarget(link.href) }
      write("\" rel=\"noopener noreferrer\">")
    case MD_SPAN_IMG:
      // A picture from elsewhere would tell its host who reads: the description stands for it.
      imageDepth += 1
      write("<span class=\"image\">")
    default: break
    }
  }

  mutating func leaveSpan(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) {
    if type == MD_SPAN_IMG {
      imageDepth -= 1
      return write("</span>")
    }
    guard imageDepth == 0 else { return }
    switch type {
    case MD_SPAN_EM: write("</em>")
    case MD_SPAN_STRONG: write("</strong>")
    case MD_SPAN_DEL: write("</del>")
    case MD_SPAN_CODE: write("</code>")
    case MD_SPAN_A: write("</a>")
    default: break
    }
  }

  mutating func text(_ type: MD_TEXTTYPE, _ bytes: UnsafeRawBufferPointer) {
    switch type {
    case MD_TEXT_NULLCHAR: write("\u{FFFD}")
    case MD_TEXT_BR: write("<br>\n")
    case MD_TEXT_SOFTBR: write("\n")
    // An entity is `&`, letters, digits or `#`, and `;`: it goes through as it is.
    case MD_TEXT_ENTITY: output.append(contentsOf: bytes)
    default: escape(bytes)
    }
  }

  private func attribute(_ attribute: MD_ATTRIBUTE) -> [UInt8] {
    guard let text = attribute.text else { return [] }
    return Array(UnsafeRawBufferPointer(start: text, count: Int(attribute.size)))
  }

  private mutating func writeTarget(_ target: MD_ATTRIBUTE) {
    let bytes = attribute(target)
    guard LinkTarget.isSafe(bytes) else { return write("#") }
    escape(bytes)
  }

  private mutating func escape(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "&"): write("&amp;")
      case UInt8(ascii: "<"): write("&lt;")
      case UInt8(ascii: ">"): write("&gt;")
      case UInt8(ascii: "\""): write("&quot;")
      case UInt8(ascii: "'"): write("&#39;")
      default: output.append(byte)
      }
    }
  }
}

/// Which targets a link may have: relative ones, and those with a known scheme.
enum LinkTarget {
  private static let schemes: Set<String> = ["http", "https", "mailto"]

  static func isSafe(_ target: [UInt8]) -> Bool {
    // Browsers drop control characters and white space inside a scheme; an entity could spell a colon.
    guard !target.contains(where: { $0 <= 0x20 || $0 == 0x7F }), !target.starts(with: Array("//".utf8)) else {
      return false
    }
    let head = target.prefix { !"/?#".utf8.contains($0) }
    guard !head.contains(UInt8(ascii: "&")), !head.contains(UInt8(ascii: "\\")) else { return false }
    guard let colon = head.firstIndex(of: UInt8(ascii: ":")) else { return true }
    return schemes.contains(String(decoding: head[..<colon], as: UTF8.self).lowercased())
  }
}
