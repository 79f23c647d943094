/// What one client may take of the server. Every limit has a unit and a reason.
package struct EdgeLimits: Sendable {
  /// Bytes of a request's line and headers: more than any honest client sends.
  package var headBytesMax = 16 * 1024
  /// Bytes of a body: a draft of 4 MiB as JSON, with room for its escapes. The routes have lower limits.
  package var bodyBytesMax = 9 * 1024 * 1024
  /// Seconds from the connection to the end of the TLS handshake.
  package var tlsHandshakeSeconds = 10
  /// Seconds from the first byte of a request to the end of its head, however it drips.
  package var headSeconds = 10
  /// A body slower than this, measured over each `bodyGraceSeconds`, is given up.
  package var bodyBytesPerSecondMin = 500
  package var bodyGraceSeconds = 10
  /// Seconds that an answer may wait for a client that does not read.
  package var writeStallSeconds = 30
  /// Seconds a connection may be silent between requests.
  package var idleSeconds = 60
  package var connectionsMax = 4096
  /// Connections from one address.
  package var connectionsPerPeerMax = 512
  /// Requests at once on one HTTP/2 connection.
  package var streamsPerConnectionMax = 100
  /// Seconds that requests in flight may take once the server is told to stop: under systemd's 90.
  package var drainSeconds = 20

  package init() {}

  package static let standard = EdgeLimits()
}

/// Where to listen, and with which certificate.
package struct EdgeConfiguration: Sendable {
  package enum Address: Sendable {
    case tcp(host: String, port: Int)
    case unixSocket(path: String)
    /// A socket that is bound already, handed over by systemd.
    case fileDescriptor(Int32)
  }

  package struct TLSFiles: Sendable {
    package let certificateChainPath: String
    package let privateKeyPath: String

    package init(certificateChainPath: String, privateKeyPath: String) {
      self.certificateChainPath = certificateChainPath
      self.privateKeyPath = privateKeyPath
    }
  }

  package var address: Address
  package var tls: TLSFiles?
  package var limits: EdgeLimits

  package init(address: Address, tls: TLSFiles? = nil, limits: EdgeLimits = .standard) {
    self.address = address
    self.tls = tls
    self.limits = limits
  }
}
