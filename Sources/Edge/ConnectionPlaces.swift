import NIOConcurrencyHelpers
import NIOCore

/// The connections that may be open at once, in all and from one address.
///
/// Where all places are taken, the connection that has gone longest without a whole request makes room, and is closed: a
/// flood of slow ones pushes itself out, and an honest client is let in. One whose request is being answered stays.
final class ConnectionPlaces: Sendable {
  enum Admission {
    case free
    /// Another connection was closed for it.
    case displacing
    /// All that could make room are being answered.
    case refused
  }

  private let limits: EdgeLimits
  private let client: @Sendable (String?) -> [UInt8]?
  private let taken = NIOLockedValueBox(TakenPlaces())

  /// `client` says what an address counts as; nil for one that has no share of its own, as a trusted proxy's.
  init(limits: EdgeLimits, client: @escaping @Sendable (String?) -> [UInt8]?) {
    self.limits = limits
    self.client = client
  }

  /// Gives the connection a place until it closes.
  func admit(_ channel: any Channel) -> Admission {
    let peer = client(channel.remoteAddress?.ipAddress)
    let (admission, displaced) = taken.withLockedValue { $0.admit(channel, peer: peer, limits: limits) }
    displaced?.close(promise: nil)
    guard admission != .refused else { return .refused }
    channel.closeFuture.whenComplete { [taken] _ in taken.withLockedValue { $0.leave(channel) } }
    return admission
  }

  /// A request on that connection is whole (+1), or one is answered or given up (-1).
  func requestsChanged(by change: Int, on channel: any Channel) {
    taken.withLockedValue { $0.requestsChanged(by: change, on: channel) }
  }
}

private struct TakenPlaces {
  private struct Place {
    let channel: any Channel
    let peer: [UInt8]?
    /// When the connection came, or a request of it last was whole or answered: a count of such moments.
    var lastHeard: UInt64
    /// Requests that are whole and not answered.
    var waiting = 0
  }

  private var places: [ObjectIdentifier: Place] = [:]
  private var byPeer: [[UInt8]: Int] = [:]
  private var moments: UInt64 = 0

  mutating func admit(
    _ channel: any Channel, peer: [UInt8]?, limits: EdgeLimits
  ) -> (ConnectionPlaces.Admission, displaced: (any Channel)?) {
    let isShareTaken = peer.map { byPeer[$0, default: 0] >= limits.connectionsPerPeerMax } ?? false
    guard isShareTaken || places.count >= limits.connectionsMax else {
      add(channel, peer: peer)
      return (.free, nil)
    }
    guard let unheard = longestUnheard(of: isShareTaken ? peer : nil) else { return (.refused, nil) }
    leave(unheard)
    add(channel, peer: peer)
    return (.displacing, unheard)
  }

  mutating func leave(_ channel: any Channel) {
    guard let place = places.removeValue(forKey: ObjectIdentifier(channel)), let peer = place.peer else { return }
    byPeer[peer, default: 1] -= 1
    if byPeer[peer] == 0 { byPeer[peer] = nil }
  }

  mutating func requestsChanged(by change: Int, on channel: any Channel) {
    moments += 1
    places[ObjectIdentifier(channel)]?.waiting += change
    places[ObjectIdentifier(channel)]?.lastHeard = moments
  }

  private mutating func add(_ channel: any Channel, peer: [UInt8]?) {
    moments += 1
    places[ObjectIdentifier(channel)] = Place(channel: channel, peer: peer, lastHeard: moments)
    if let peer { byPeer[peer, default: 0] += 1 }
  }

  /// Of that peer, or of all; nil where each is being answered.
  private func longestUnheard(of peer: [UInt8]?) -> (any Channel)? {
    places.values.lazy.filter { $0.waiting <= 0 && (peer == nil || $0.peer == peer) }
      .min { $0.lastHeard < $1.lastHeard }?.channel
  }
}
