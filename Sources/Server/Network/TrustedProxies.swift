package import HTTPTypes

/// Who may say in whose name it asks: the proxies in front of the daemon, and nobody else.
package struct TrustedProxies: Sendable {
  /// Which header the proxies write. A proxy that writes one of them may hand on a client's other one.
  package enum Header: String, Sendable, CaseIterable {
    case xForwardedFor = "x-forwarded-for"
    case forwarded
    /// Whichever is there; where both are and differ, neither.
    case either
  }

  /// Who a request comes from, and how it came to the outermost trusted proxy.
  package struct Origin: Sendable, Equatable {
    /// Nil on a Unix socket, where a proxy does not say, and where it cannot be read.
    package var ip: IPAddress?
    /// The same as text; what cannot be read stands as it is.
    package var address: String?
    package var isSecure: Bool
  }

  private let networks: [IPNetwork]
  private let trustsUnixSocket: Bool
  private let header: Header

  /// `unix` among the names stands for the daemon's own Unix socket. Nil where one is neither that nor a network.
  package init?(_ names: [String], header: Header = .either) {
    let networks = names.filter { $0 != "unix" }.map(IPNetwork.init)
    guard networks.allSatisfy({ $0 != nil }) else { return nil }
    self.networks = networks.compactMap { $0 }
    trustsUnixSocket = names.contains("unix")
    self.header = header
  }

  private init() {
    networks = []
    trustsUnixSocket = false
    header = .either
  }

  package static let none = TrustedProxies()

  private func trusts(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

  /// Whose connections are counted together; nil where a peer, which is nil on a Unix socket, stands for many clients.
  package func client(ofPeer peer: String?) -> [UInt8]? {
    guard let peer else { return nil }
    guard let ip = IPAddress(peer) else { return Array(peer.utf8) }
    return trusts(ip) ? nil : ip.client
  }

  /// A peer without an address came through a Unix socket.
  package func origin(peer: String?, isSecure: Bool, headers: HTTPFields) -> Origin {
    let ip = peer.flatMap(IPAddress.init)
    let own = Origin(ip: ip, address: ip?.text ?? peer, isSecure: isSecure)
    guard peer == nil ? trustsUnixSocket : ip.map(trusts) ?? false, let hops = hops(headers) else { return own }
    return follow(hops, from: own)
  }

  /// From the proxy next to us to those further away, as long as each is trusted: what is left of the first that is
  /// not, anybody may have written.
  private func follow(_ hops: [ForwardedHop], from own: Origin) -> Origin {
    var origin = own
    for hop in hops.reversed() {
      if let isSecure = hop.isSecure { origin.isSecure = isSecure }
      guard let ip = hop.address else { break }
      origin.ip = ip
      guard trusts(ip) else { break }
    }
    if let ip = origin.ip, ip != own.ip { origin.address = ip.text }
    return origin
  }

  /// Nil where nothing was said, or two things.
  private func hops(_ headers: HTTPFields) -> [ForwardedHop]? {
    let standard = header == .xForwardedFor ? [] : ForwardedHop.forwarded(headers)
    let common = header == .forwarded ? [] : ForwardedHop.xForwarded(headers)
    if standard.isEmpty { return common.isEmpty ? nil : common }
    if common.isEmpty { return standard }
    return standard.map(\.address) == common.map(\.address) ? standard : nil
  }
}
