import Foundation

/// How much of something a test does.
package enum Amount {
  /// What the environment asks for under that name, else the usual.
  package static func named(_ name: String, usually usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
  }
}
