import Foundation
import NIOConcurrencyHelpers
import NIOCore

/// Counts connections, in all and by address, so that one client cannot take them all.
final class ConnectionCounter: Sendable {
  private struct Counts {
    var all = 0
    var byPeer: [String: Int] = [:]
  }

  private let limits: EdgeLimits
  private let isProxy: @Sendable (String?) -> Bool
  private let counts = NIOLockedValueBox(Counts())

  init(limits: EdgeLimits, isProxy: @escaping @Sendable (String?) -> Bool) {
    self.limits = limits
    self.isProxy = isProxy
  }

  /// Whether one more may come from that address; it is counted until the channel closes.
  func admit(_ channel: any Channel) -> Bool {
    let address = channel.remoteAddress?.ipAddress
    let peer = isProxy(address) ? "" : Self.client(address ?? "")
    let limits = limits
    let isAdmitted = counts.withLockedValue { counts in
      guard counts.all < limits.connectionsMax,
        peer.isEmpty || counts.byPeer[peer, default: 0] < limits.connectionsPerPeerMax
      else { return false }
      counts.all += 1
      counts.byPeer[peer, default: 0] += 1
      return true
    }
    guard isAdmitted else { return false }
    channel.closeFuture.whenComplete { [self] _ in leave(peer) }
    return true
  }

  /// Whoever has one address of IPv6 has at least the 2^64 beside it (RFC 6177).
  static func client(_ address: String) -> String {
    guard address.contains(":") else { return address }
    var bytes = in6_addr()
    guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
    return withUnsafeBytes(of: bytes) { bytes in
      // An address of IPv4 inside one of IPv6 stands for itself.
      let isMapped = bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
      return (isMapped ? bytes.suffix(4) : bytes.prefix(8)).map { String($0) }.joined(separator: isMapped ? "." : ":")
    }
  }

  private func leave(_ peer: String) {
    counts.withLockedValue { counts in
      counts.all -= 1
      counts.byPeer[peer, default: 1] -= 1
      if counts.byPeer[peer] == 0 { counts.byPeer[peer] = nil }
    }
  }
}
