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
  /// Whether an address, nil on a Unix socket, stands for many clients: a proxy may take more than one client's share.
  package var isProxy: @Sendable (String?) -> Bool

  package init(
    address: Address, tls: TLSCertificate? = nil, limits: EdgeLimits = .standard,
    isProxy: @escaping @Sendable (String?) -> Bool = { $0 == nil }
  ) {
    self.address = address
    self.tls = tls
    self.limits = limits
    self.isProxy = isProxy
  }
}
