/// Where to listen, and with which certificate.
package struct EdgeConfiguration: Sendable {
  package enum Address: Sendable {
    case tcp(host: String, port: Int)
    case unixSocket(path: String)
    /// A socket that is bound already, handed over by systemd.
    case fileDescriptor(Int32)
  }

  package struct TLSFiles: Sendable, Equatable {
    package let certificateChainPath: String
    package let privateKeyPath: String

    package init(certificateChainPath: String, privateKeyPath: String) {
      self.certificateChainPath = certificateChainPath
      self.privateKeyPath = privateKeyPath
    }
  }

  package var address: Address
  package var tls: TLSCertificate?
  package var limits: EdgeLimits
  /// Whose connections are counted together: what one client has of addresses. Nil where an address, which is nil on a
  /// Unix socket, stands for many clients: a proxy may take more than one client's share.
  package var client: @Sendable (String?) -> [UInt8]?

  package init(
    address: Address, tls: TLSCertificate? = nil, limits: EdgeLimits = .standard,
    client: @escaping @Sendable (String?) -> [UInt8]? = { $0.map { Array($0.utf8) } }
  ) {
    self.address = address
    self.tls = tls
    self.limits = limits
    self.client = client
  }
}
