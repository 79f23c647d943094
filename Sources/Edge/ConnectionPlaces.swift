import NIOConcurrencyHelpers
import NIOCore

/// The connections that may be open at once, in all and from one address.
///
/// Where all places are taken, the connection that has gone longest without a request makes room: a flood of slow ones
/// pushes itself out, and an honest client is let in. One whose answer is being made stays.
final class ConnectionPlaces: Sendable {
  enum Admission {
    case free
    /// Another connection was closed for it.
    case displacing
    /// Of all that could make room, every one's answer is being made.
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

  /// Gives the connection a place until it closes. `displace` closes it at once, on whatever thread it is called.
  func admit(_ channel: any Channel, displace: @escaping @Sendable () -> Void) -> Admission {
    let peer = client(channel.remoteAddress?.ipAddress)
    let place = Place(peer: peer, displace: displace)
    let (admission, displaced) = taken.withLockedValue {
      $0.admit(place, at: ObjectIdentifier(channel), limits: limits)
    }
    displaced?.displace()
    guard admission != .refused else { return .refused }
    channel.closeFuture.whenComplete { [taken] _ in taken.withLockedValue { $0.leave(ObjectIdentifier(channel)) } }
    return admission
  }

  /// A request on that connection has come from one stage to another.
  func requestMoved(from old: RequestStage, to new: RequestStage, on channel: any Channel) {
    taken.withLockedValue { $0.requestMoved(from: old, to: new, at: ObjectIdentifier(channel)) }
  }
}

/// Where a request stands, for its connection's place.
enum RequestStage {
  /// There is none, or its head is on its way.
  case none
  /// Its body is on its way, or its answer's last bytes are: the client's turn.
  case moving
  /// Its answer is being made: ours.
  case answering
}

private struct Place {
  let peer: [UInt8]?
  let displace: @Sendable () -> Void
  /// When the connection came, or a request of it last moved on: a count of such moments.
  var lastHeard: UInt64 = 0
  var moving = 0
  var answering = 0

  /// Lower ones make room first.
  var rank: (Int, UInt64) { (moving > 0 ? 1 : 0, lastHeard) }

  mutating func count(_ stage: RequestStage, by change: Int) {
    switch stage {
    case .none: break
    case .moving: moving += change
    case .answering: answering += change
    }
  }
}

private struct TakenPlaces {
  private var places: [ObjectIdentifier: Place] = [:]
  private var byPeer: [[UInt8]: Int] = [:]
  private var moments: UInt64 = 0

  mutating func admit(
    _ place: Place, at id: ObjectIdentifier, limits: EdgeLimits
  ) -> (ConnectionPlaces.Admission, displaced: Place?) {
    let isShareTaken = place.peer.map { byPeer[$0, default: 0] >= limits.connectionsPerPeerMax } ?? false
    guard isShareTaken || places.count >= limits.connectionsMax else {
      add(place, at: id)
      return (.free, nil)
    }
    guard let unheard = longestUnheard(of: isShareTaken ? place.peer : nil) else { return (.refused, nil) }
    let displaced = places[unheard]
    leave(unheard)
    add(place, at: id)
    return (.displacing, displaced)
  }

  mutating func leave(_ id: ObjectIdentifier) {
    guard let place = places.removeValue(forKey: id), let peer = place.peer else { return }
    byPeer[peer, default: 1] -= 1
    if byPeer[peer] == 0 { byPeer[peer] = nil }
  }

  mutating func requestMoved(from old: RequestStage, to new: RequestStage, at id: ObjectIdentifier) {
    moments += 1
    places[id]?.count(old, by: -1)
    places[id]?.count(new, by: 1)
    places[id]?.lastHeard = moments
  }

  private mutating func add(_ place: Place, at id: ObjectIdentifier) {
    moments += 1
    places[id] = place
    places[id]?.lastHeard = moments
    if let peer = place.peer { byPeer[peer, default: 0] += 1 }
  }

  /// Of that peer, or of all; nil where the answer of each is being made.
  private func longestUnheard(of peer: [UInt8]?) -> ObjectIdentifier? {
    places.lazy.filter { $0.value.answering == 0 && (peer == nil || $0.value.peer == peer) }
      .min { $0.value.rank < $1.value.rank }?.key
  }
}
