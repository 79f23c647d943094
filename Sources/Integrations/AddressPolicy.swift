import Foundation
import NIOPosix
package import Workflow

/// Which addresses the daemon may connect to: public ones, and the networks that the operator allows.
///
/// The table is RFC 6890's special-purpose registries and those added since.
package struct AddressPolicy: Sendable {
  private let allowed: [Network]

  /// Networks are written as `10.0.0.0/8` or `fd00::/8`. Throws a refusal that names one that cannot be read.
  package init(allowedNetworks: [String]) throws(Refusal) {
    var networks: [Network] = []
    for text in allowedNetworks {
      guard let network = Network(text) else {
        throw Refusal.field("allowed_networks", "'\(text)' is no network such as 10.0.0.0/8.")
      }
      networks.append(network)
    }
    allowed = networks
  }

  package func permits(_ address: [UInt8]) -> Bool {
    let address = Self.unmapped(address)
    if Self.metadata.contains(address) { return allowed.contains { $0.isExactly(address) } }
    return allowed.contains { $0.contains(address) } || !Self.special.contains { $0.contains(address) }
  }

  /// Resolves the host and checks every address of the answer; one bad address refuses them all. The first is the one
  /// to connect to, so that what was checked is what is dialled.
  package func resolve(_ host: String) throws -> String {
    let addresses = try Self.addresses(of: host)
    guard let first = addresses.first else { throw TargetRefusal.unresolvable(host) }
    for address in addresses where !permits(address.bytes) { throw TargetRefusal.refused(host) }
    return first.text
  }

  /// The same beside the threads that must not wait: a name server may take its time.
  func resolved(_ host: String) async throws -> String {
    try await NIOThreadPool.singleton.runIfActive { try resolve(host) }
  }

  /// Checks the address of an endpoint or a connection before it is stored.
  package func check(_ url: String, field: String) throws {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
      scheme == "https" || scheme == "http", let host = parts.host, !host.isEmpty
    else { throw Refusal.field(field, "must be an http or https address.") }
    guard parts.user == nil, parts.password == nil else {
      throw Refusal.field(field, "must have no user or password in it.")
    }
    do {
      _ = try resolve(host)
    } catch TargetRefusal.refused {
      throw Refusal.field(
        field, "'\(host)' is in a network that nothing may be sent to: an operator can name it in allowed_networks.")
    } catch {
      throw Refusal.field(field, "'\(host)' cannot be resolved.")
    }
  }

  /// An IPv4 address inside an IPv6 one counts as that.
  private static func unmapped(_ address: [UInt8]) -> [UInt8] {
    let prefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    return address.count == 16 && Array(address.prefix(12)) == prefix ? Array(address.suffix(4)) : address
  }

  /// Where clouds hand out credentials: refused unless named to the bit.
  private static let metadata: [[UInt8]] = [
    [169, 254, 169, 254], [0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54],
  ]

  private static let special: [Network] = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "fe80::/10", "fec0::/10", "fc00::/7", "ff00::/8", "2001::/32",
    "2001:db8::/32", "2002::/16", "3fff::/20", "100::/64", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "5f00::/16",
  ].compactMap(Network.init)

  private static func addresses(of host: String) throws -> [(text: String, bytes: [UInt8])] {
    let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &list) == 0 else { throw TargetRefusal.unresolvable(host) }
    defer { freeaddrinfo(list) }
    return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { $0 }.compactMap { entry in
      guard let address = entry.pointee.ai_addr else { return nil }
      switch entry.pointee.ai_family {
      case AF_INET:
        return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { text(AF_INET, $0.pointee.sin_addr) }
      case AF_INET6:
        return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { text(AF_INET6, $0.pointee.sin6_addr) }
      default: return nil
      }
    }
  }

  private static func text<Address>(_ family: Int32, _ address: Address) -> (text: String, bytes: [UInt8]) {
    withUnsafeBytes(of: address) { bytes in
      var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      inet_ntop(family, bytes.baseAddress, &buffer, socklen_t(buffer.count))
      let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return (String(decoding: text, as: UTF8.self), Array(bytes))
    }
  }
}

/// Why nothing is sent to a host.
package enum TargetRefusal: Error, Equatable {
  case refused(String)
  case unresolvable(String)
}

/// A range of addresses.
struct Network: Sendable {
  private let bytes: [UInt8]
  private let bits: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1)
    guard let address = parts.first, let bytes = Self.parse(String(address)) else { return nil }
    let most = bytes.count * 8
    let bits = parts.count > 1 ? Int(parts[1]) : most
    guard let bits, (0...most).contains(bits) else { return nil }
    self.bytes = bytes
    self.bits = bits
  }

  private static func parse(_ text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four, Array.init) }
    var six = in6_addr()
    return inet_pton(AF_INET6, text, &six) == 1 ? withUnsafeBytes(of: six, Array.init) : nil
  }

  func contains(_ address: [UInt8]) -> Bool {
    guard address.count == bytes.count else { return false }
    return (0..<bits).allSatisfy { bit in
      let mask = UInt8(0x80) >> UInt8(bit % 8)
      return address[bit / 8] & mask == bytes[bit / 8] & mask
    }
  }

  func isExactly(_ address: [UInt8]) -> Bool {
    bits == bytes.count * 8 && address == bytes
  }
}
