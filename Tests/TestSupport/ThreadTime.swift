import Foundation

/// The processor's time that a thread takes: whatever else a busy machine does meanwhile is not in it.
package enum ThreadTime {
  package static func measure(_ work: () throws -> Void) rethrows -> Duration {
    let start = now
    try work()
    return now - start
  }

  /// Its own and the kernel's for it (proc_pid_stat(5), fields 14 and 15, of which the first two may hold blanks).
  private static var now: Duration {
    guard let text = try? String(contentsOfFile: "/proc/thread-self/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { preconditionFailure("/proc/thread-self/stat cannot be read.") }
    let ticks = text[end...].split(separator: " ").dropFirst(12).prefix(2).compactMap { Int($0) }.reduce(0, +)
    return .seconds(Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK))))
  }
}
