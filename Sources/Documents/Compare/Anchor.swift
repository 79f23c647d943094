package struct Anchor: Hashable, Sendable, Codable {
  package var section: String
  package var quote: String?
  package var lineStart: Int?
  package var lineEnd: Int?

  package init(section: String, quote: String? = nil, lineStart: Int? = nil, lineEnd: Int? = nil) {
    self.section = section
    self.quote = quote
    self.lineStart = lineStart
    self.lineEnd = lineEnd
  }

  enum CodingKeys: String, CodingKey {
    case section, quote
    case lineStart = "line_start"
    case lineEnd = "line_end"
  }
}
