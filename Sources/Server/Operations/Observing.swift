package import Telemetry

/// What the routes count, and what an operator may turn while the daemon runs.
package struct Observing: Sendable {
  package let meters: DaemonMeters
  package let logLevel: LogLevel
  package let metricsAccess: MetricsAccess
  /// Seconds since 1970; nil where that is not told.
  package let startedAt: Double?

  package init(
    meters: DaemonMeters = DaemonMeters(), logLevel: LogLevel = LogLevel(), metricsAccess: MetricsAccess = .local,
    startedAt: Double? = nil
  ) {
    self.meters = meters
    self.logLevel = logLevel
    self.metricsAccess = metricsAccess
    self.startedAt = startedAt
  }
}

/// Who may read the metrics.
package enum MetricsAccess: String, Sendable, CaseIterable {
  /// Whoever asks from this machine and through no proxy; others with a token of an admin or an auditor.
  case local
  /// Only with a token of an admin or an auditor.
  case token
  /// Everybody who reaches the daemon.
  case open
}
