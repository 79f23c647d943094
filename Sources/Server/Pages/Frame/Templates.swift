import Documents
import Mustache
import PageFiles

/// The pages' templates, read once. A template that cannot be read is a fault of the build.
enum Templates {
  private static let library: MustacheLibrary = {
    MustacheContentTypes.register(EscapedText(), named: EscapedText.name)
    var library = MustacheLibrary()
    for index in 0..<page_template_count() {
      let file = page_template_at(index)
      let text = String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.length), as: UTF8.self)
      do {
        try library.register("{{% CONTENT_TYPE:\(EscapedText.name)}}" + text, named: String(cString: file.name))
      } catch { preconditionFailure("The template \(String(cString: file.name)) cannot be read: \(error)") }
    }
    return library
  }()

  static func render(_ name: String, _ model: Value) -> String {
    guard let text = library.render(model, withTemplate: name) else { preconditionFailure("No template \(name).") }
    return text
  }
}

/// Text as HTML, in elements and in quoted attributes. The library's own escaping goes by characters, and leaves a quote
/// that a combining mark follows as it is; this goes by bytes.
struct EscapedText: MustacheContentType {
  static let name = "ESCAPED"

  func escapeText(_ text: String) -> String { HtmlEscaping.escaped(text) }
}

/// How a model's values stand in a template: nothing, an empty text and an empty list are false in a section.
extension Value: MustacheParent, MustacheCustomRenderable {
  package func child(named name: String) -> Any? {
    switch self[name] {
    case nil: nil
    case .bool(let flag)?: flag
    case .array(let items)?: items
    case let value?: value
    }
  }

  package var renderText: String {
    switch self {
    case .null, .array, .object: ""
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .double(let number): String(number)
    case .string(let text): text
    }
  }

  package var isNull: Bool { self == .null || self == "" }
}
