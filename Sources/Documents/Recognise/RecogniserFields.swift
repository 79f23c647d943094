import Foundation

/// Fields in the forms that documents use: front matter, bold lines, headings and control tables.
extension RecogniserPass {
  mutating func findFrontMatter() {
    for entry in document.frontMatter?.entries ?? [] {
      add(entry.key, value: entry.value, form: "front_matter", line: entry.lines.lowerBound)
    }
  }

  mutating func findBoldFields() {
    for place in document.fields {
      let (label, value) = (place.field.label, place.field.value)
      // A header's link to another document: `**PRD:** [Link]`.
      let link = FieldMeaning.of(label) == "other" ? Link(in: value) : nil
      add(label, value: value, form: place.form, line: place.line)
      if let link {
        findings.relatedDocuments.append(RelatedDocument(title: label, target: link.target, line: place.line))
      }
    }
  }

  mutating func add(_ label: String, value: String, form: String, line: Int) {
    let meaning = FieldMeaning.of(label)
    findings.fields.append(Field(label: label, meaning: meaning, value: value, form: form, line: line))
    guard meaning == "other", Link(in: value) == nil else { return }
    findings.unrecognised.append(
      Unrecognised(
        what: "field", text: label, line: line,
        reason: "Its label has no meaning here: it stays as it is written. A definition can give it one."))
  }

  /// A list item among the references is a document: a link, or a name with where to find it.
  mutating func findRelated(_ item: ListItem, line: Int) {
    let title = Slug.withoutNumbering(heading).lowercased()
    guard title.hasPrefix("references") || title.contains("related document"), !item.text.isEmpty else { return }
    if let link = Link(in: item.text) {
      findings.relatedDocuments.append(RelatedDocument(title: link.title, target: link.target, line: line))
    } else if let colon = item.text.range(of: ": ") {
      let target = item.text[colon.upperBound...].trimmed
      let title = Heading.plain(String(item.text[..<colon.lowerBound]))
      findings.relatedDocuments.append(RelatedDocument(title: title, target: target, line: line))
    }
  }
}

/// `[title](target)`, `<target>`, a bare URL, or a placeholder that stands for one: `[Link to prd.md]`.
struct Link {
  let title: String
  let target: String

  init?(in text: String) {
    let text = text.trimmed
    if text.hasPrefix("http://") || text.hasPrefix("https://") {
      (title, target) = (text, text)
    } else if text.hasPrefix("<http"), text.hasSuffix(">") {
      target = String(text.dropFirst().dropLast())
      title = target
    } else if text.hasPrefix("["), let close = text.range(of: "]("),
      let end = text[close.upperBound...].firstIndex(of: ")")
    {
      title = Heading.plain(String(text[text.index(after: text.startIndex)..<close.lowerBound]))
      target = String(text[close.upperBound..<end])
    } else if text.lowercased().hasPrefix("[link"), text.hasSuffix("]") {
      (title, target) = (String(text.dropFirst().dropLast()), text)
    } else {
      return nil
    }
  }
}
