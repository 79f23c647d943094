import NIOConcurrencyHelpers
import NIOCore

/// Counts connections, in all and by address, so that one client cannot take them all.
final class ConnectionCounter: Sendable {
  private struct Counts {
    var all = 0
    var byPeer: [String: Int] = [:]
  }

  private let limits: EdgeLimits
  private let counts = NIOLockedValueBox(Counts())

  init(limits: EdgeLimits) {
    self.limits = limits
  }

  /// Whether one more may come from that address; it is counted until the channel closes.
  func admit(_ channel: any Channel) -> Bool {
    let peer = channel.remoteAddress?.ipAddress ?? ""
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

  private func leave(_ peer: String) {
    counts.withLockedValue { counts in
      counts.all -= 1
      counts.byPeer[peer, default: 1] -= 1
      if counts.byPeer[peer] == 0 { counts.byPeer[peer] = nil }
    }
  }
}
