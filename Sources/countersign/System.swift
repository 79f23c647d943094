import Foundation
import Ledger
import Workflow

/// The clock, the randomness, the environment and the standard streams: here and nowhere else.
enum System {
  static let sources = SystemSources(
    now: { Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
    randomBytes: { count in
      var bytes = [UInt8](repeating: 0, count: count)
      // One call of the system's for all of them.
      arc4random_buf(&bytes, count)
      return bytes
    })

  static var environment: [String: String] { ProcessInfo.processInfo.environment }
  static var processID: Int32 { ProcessInfo.processInfo.processIdentifier }
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  /// Whether somebody is there to see a question and to answer it.
  static var canAsk: Bool { isTerminal && isatty(STDIN_FILENO) == 1 }

  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static func writeError(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  static func printError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
