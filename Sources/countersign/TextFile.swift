import Foundation

/// A file that a command is given.
enum TextFile {
  static func text(_ file: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CommandFailure("'\(file)' cannot be read.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandFailure("'\(file)' is not UTF-8: save it as UTF-8.")
    }
    return text
  }
}
