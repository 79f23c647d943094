import NIOConcurrencyHelpers
import NIOSSL

/// The certificate that new connections are shown, and whether the files still hold one that works.
package final class TLSCertificate: Sendable {
  package struct Status: Sendable {
    /// Of the one in use, in seconds since 1970.
    package let expiresAt: Int64
    /// Why the files on disk could not be taken; nil where they are what is in use.
    package let failure: String?
  }

  private struct State {
    var context: NIOSSLContext
    var expiresAt: Int64
    var failure: String?
  }

  package let files: EdgeConfiguration.TLSFiles
  private let state: NIOLockedValueBox<State>

  /// Throws where the files hold no certificate with its key.
  package init(_ files: EdgeConfiguration.TLSFiles) throws {
    self.files = files
    state = NIOLockedValueBox(try Self.read(files))
  }

  var context: NIOSSLContext { state.withLockedValue(\.context) }

  package var status: Status {
    state.withLockedValue { Status(expiresAt: $0.expiresAt, failure: $0.failure) }
  }

  /// Takes what the files hold now, for connections from here on. Throws where that does not work; the old one stays.
  package func reload() throws {
    do {
      let new = try Self.read(files)
      state.withLockedValue { $0 = new }
    } catch {
      state.withLockedValue { $0.failure = "\(error)" }
      throw error
    }
  }

  private static func read(_ files: EdgeConfiguration.TLSFiles) throws -> State {
    let chain = try NIOSSLCertificate.fromPEMFile(files.certificateChainPath)
    guard let leaf = chain.first else { throw NIOSSLError.failedToLoadCertificate }
    let key = try NIOSSLPrivateKey(file: files.privateKeyPath, format: .pem)
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map(NIOSSLCertificateSource.certificate), privateKey: .privateKey(key))
    tls.minimumTLSVersion = .tlsv12
    tls.cipherSuiteValues = ciphers
    tls.applicationProtocols = ["h2", "http/1.1"]
    return State(context: try NIOSSLContext(configuration: tls), expiresAt: Int64(leaf.notValidAfter), failure: nil)
  }

  /// Of TLS 1.2: those with forward secrecy and authenticated encryption (RFC 9325, section 4.2), none of which HTTP/2
  /// forbids (RFC 9113, appendix A). TLS 1.3 has no others.
  private static let ciphers: [NIOTLSCipher] = [
    .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  ]
}
