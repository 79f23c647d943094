import AsyncAlgorithms
import Foundation
package import Logging
import ServiceLifecycle
import UnixSignals

/// Takes a new certificate when its files change, and when the process is sent SIGHUP.
///
/// Without a certificate it still takes the signal, which would end the process otherwise.
package struct CertificateWatch: Service {
  /// A file is renewed every few months; a look costs two calls of the system.
  package static let lookSeconds = 5.0

  private let certificate: TLSCertificate?
  private let logger: Logger
  private let lookSeconds: Double

  package init(certificate: TLSCertificate?, logger: Logger, lookSeconds: Double = Self.lookSeconds) {
    self.certificate = certificate
    self.logger = logger
    self.lookSeconds = lookSeconds
  }

  private enum Occasion { case signal, look }

  package func run() async throws {
    let signals = await UnixSignalsSequence(trapping: .sighup).map { _ in Occasion.signal }
    let looks = AsyncTimerSequence(interval: .seconds(lookSeconds), clock: .continuous).map { _ in Occasion.look }
    var seen = fingerprint
    for try await occasion in merge(signals, looks).cancelOnGracefulShutdown() {
      let now = fingerprint
      guard occasion == .signal || now != seen else { continue }
      seen = now
      reload()
    }
  }

  private func reload() {
    guard let certificate else { return }
    do {
      try certificate.reload()
      let expiresAt = Date(timeIntervalSince1970: Double(certificate.status.expiresAt))
      logger.notice("a new certificate is in use", metadata: ["expires_at": "\(expiresAt.formatted(.iso8601))"])
    } catch {
      // Also while only one of the two files is the new one: the next look finds the other.
      logger.error(
        "the certificate's files cannot be used: the one before stays in use",
        metadata: ["file": "\(certificate.files.certificateChainPath)", "error": "\(error)"])
    }
  }

  /// What changes when a file is written or replaced, also where it is a link to another.
  private var fingerprint: [String] {
    guard let files = certificate?.files else { return [] }
    return [files.certificateChainPath, files.privateKeyPath].map { path in
      var status = stat()
      guard stat(path, &status) == 0 else { return "missing" }
      return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }
  }
}
