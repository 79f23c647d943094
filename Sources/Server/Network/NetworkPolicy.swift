import Documents
import Telemetry

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

  var metrics: [MetricFamily] {
    var limited = MetricFamily(
      "countersign_rate_limit_refusals", .counter, "Requests that were refused by a rate limit, by the limit.")
    for (limit, count) in limiter.refusals { limited.add(Double(count), [("limit", limit.rawValue)]) }
    guard let state = certificate() else { return [limited] }
    return [
      limited,
      MetricFamily(
        "countersign_tls_certificate_expires", .gauge, "When the certificate in use ends, since 1970.", unit: "seconds",
        value: state.expiresAt),
      MetricFamily(
        "countersign_tls_certificate_stale", .gauge,
        "Whether the certificate's files cannot be used, so that an older one is.", value: state.isStale ? 1 : 0),
    ]
  }
}
