import AsyncAlgorithms
import Foundation
import ServiceLifecycle

/// Tells systemd that the daemon is ready, alive, and stopping (sd_notify(3)). Does nothing where nobody listens.
struct SystemdNotify: Service {
  let environment: [String: String]

  func ready() { send("READY=1") }

  /// Sends the watchdog's sign of life at half its interval, until shutdown.
  func run() async throws {
    if let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init), microseconds > 0 {
      let ticks = AsyncTimerSequence(interval: .microseconds(microseconds / 2), clock: .continuous)
      for await _ in ticks.cancelOnGracefulShutdown() { send("WATCHDOG=1") }
    } else {
      try await gracefulShutdown()
    }
    send("STOPPING=1")
  }

  private func send(_ message: String) {
    guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@") else { return }
    let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    guard socket >= 0 else { return }
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    // An abstract socket's name begins with a zero byte.
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let text = Array(message.utf8)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(socket, text, text.count, 0, $0, length)
      }
    }
  }
}
