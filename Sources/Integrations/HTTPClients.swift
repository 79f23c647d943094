import AsyncHTTPClient
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// HTTP clients by host, checked address and trusted authority: a client dials the address that was checked for its host,
/// and no other.
package final class HTTPClients: Sendable {
  /// Clients kept; the oldest goes when there are more.
  private static let most = 64
  private static let connectSeconds: Int64 = 10
  /// To one host; as many as an endpoint's deliveries may be under way.
  private static let connectionsMax = 64

  private let clients = NIOLockedValueBox<[(key: String, client: HTTPClient)]>([])

  package init() {}

  /// `authorityFile` is one that is trusted in the place of the system's, in PEM.
  func client(for host: String, address: String, authorityFile: String? = nil) throws -> HTTPClient {
    let key = "\(host)=\(address)=\(authorityFile ?? "")"
    return clients.withLockedValue { clients in
      if let known = clients.first(where: { $0.key == key }) { return known.client }
      var configuration = HTTPClient.Configuration()
      configuration.redirectConfiguration = .disallow
      configuration.dnsOverride = [host: address]
      configuration.timeout.connect = .seconds(Self.connectSeconds)
      configuration.decompression = .disabled
      configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connectionsMax
      if let authorityFile {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(authorityFile)
        configuration.tlsConfiguration = tls
      }
      let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
      clients.append((key, client))
      if clients.count > Self.most {
        let oldest = clients.removeFirst().client
        Task { try? await oldest.shutdown() }
      }
      return client
    }
  }

  package func shutdown() async {
    let all = clients.withLockedValue { clients in
      defer { clients = [] }
      return clients.map(\.client)
    }
    for client in all { try? await client.shutdown() }
  }
}
