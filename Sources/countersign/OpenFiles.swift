import Foundation

/// How many files and connections the process may have open.
enum OpenFiles {
  /// Connections, the log, and what is sent out.
  private static let needed: rlim_t = 16_384

  /// Takes what the system allows, up to what is needed: a shell's 1,024 are fewer than the connections that are served.
  static func raiseLimit() {
    var limit = rlimit()
    guard getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < needed else { return }
    limit.rlim_cur = min(needed, limit.rlim_max)
    // Where that is not allowed, the limit stays, and connections beyond it wait.
    _ = setrlimit(.init(RLIMIT_NOFILE.rawValue), &limit)
  }
}
