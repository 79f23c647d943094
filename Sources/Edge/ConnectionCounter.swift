import NIOConcurrencyHelpers
import NIOCore

/// Counts connections, in all and by address, so that one client cannot take them all.
final class ConnectionCounter: Sendable {
  private struct Counts {
    var all = 0
    var byPeer: [[UInt8]: Int] = [:]
  }

  private let limits: EdgeLimits
  private let client: @Sendable (String?) -> [UInt8]?
  private let counts = NIOLockedValueBox(Counts())

  init(limits: EdgeLimits, client: @escaping @Sendable (String?) -> [UInt8]?) {
    self.limits = limits
    self.client = client
  }

  /// Whether one more may come from that address; it is counted until the channel closes.
  func admit(_ channel: any Channel) -> Bool {
    let peer = client(channel.remoteAddress?.ipAddress)
    let limits = limits
    let isAdmitted = counts.withLockedValue { counts in
      guard counts.all < limits.connectionsMax,
        peer.map({ counts.byPeer[$0, default: 0] < limits.connectionsPerPeerMax }) ?? true
      else { return false }
      counts.all += 1
      if let peer { counts.byPeer[peer, default: 0] += 1 }
      return true
    }
    guard isAdmitted else { return false }
    channel.closeFuture.whenComplete { [self] _ in leave(peer) }
    return true
  }

  private func leave(_ peer: [UInt8]?) {
    counts.withLockedValue { counts in
      counts.all -= 1
      guard let peer else { return }
      counts.byPeer[peer, default: 1] -= 1
      if counts.byPeer[peer] == 0 { counts.byPeer[peer] = nil }
    }
  }
}
