import Foundation

/// A file of Markdown that a command is given.
enum MarkdownFile {
  static func text(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
    else { throw CommandFailure("'\(path)' cannot be read, or is not UTF-8.") }
    return text
  }
}
