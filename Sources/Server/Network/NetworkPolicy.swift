import Documents
import Synchronization

/// What the daemon makes of the network around it.
package struct NetworkPolicy: Sendable {
  /// The certificate in use, for the metrics and readiness.
  package struct CertificateState: Sendable {
    package let expiresAt: Int64
    /// The files on disk cannot be used, so that an older one is.
    package let isStale: Bool

    package init(expiresAt: Int64, isStale: Bool) {
      self.expiresAt = expiresAt
      self.isStale = isStale
    }
  }

  package let proxies: TrustedProxies
  package let limiter: RateLimiter
  /// Nil without TLS.
  package let certificate: @Sendable () -> CertificateState?

  package init(
    proxies: TrustedProxies = .none, limiter: RateLimiter = .unlimited,
    certificate: @escaping @Sendable () -> CertificateState? = { nil }
  ) {
    self.proxies = proxies
    self.limiter = limiter
    self.certificate = certificate
  }

  /// `ok`, `stale` or `off`. A stale one is still in use, and does not make the daemon unready.
  var certificateCheck: Value {
    guard let state = certificate() else { return "off" }
    return state.isStale ? "stale" : "ok"
  }

  /// As Prometheus reads it.
  var metrics: String {
    var text = """
      # HELP countersign_rate_limited_total Requests that were refused by a rate limit.
      # TYPE countersign_rate_limited_total counter

      """
    for (limit, count) in limiter.refusals {
      text += "countersign_rate_limited_total{limit=\"\(limit.rawValue)\"} \(count)\n"
    }
    guard let state = certificate() else { return text }
    return text + """
      # HELP countersign_tls_certificate_expires_seconds When the certificate in use ends, in seconds since 1970.
      # TYPE countersign_tls_certificate_expires_seconds gauge
      countersign_tls_certificate_expires_seconds \(state.expiresAt)
      # HELP countersign_tls_certificate_stale Whether the certificate's files cannot be used, so that an older one is.
      # TYPE countersign_tls_certificate_stale gauge
      countersign_tls_certificate_stale \(state.isStale ? 1 : 0)

      """
  }
}
