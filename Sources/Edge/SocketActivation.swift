/// Sockets that systemd has bound and hands over (sd_listen_fds(3)).
package enum SocketActivation {
  /// The first one; the others follow.
  private static let firstDescriptor: Int32 = 3

  /// Empty where none are meant for this process.
  package static func fileDescriptors(environment: [String: String], processID: Int32) -> [Int32] {
    guard environment["LISTEN_PID"] == String(processID), let count = environment["LISTEN_FDS"].flatMap(Int32.init),
      count > 0
    else { return [] }
    return (0..<count).map { firstDescriptor + $0 }
  }
}
