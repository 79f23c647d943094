import HTTPTypes
import Hummingbird
import Ledger
import NIOConcurrencyHelpers
import Telemetry
import Workflow

/// The metrics for Prometheus: counts and times alone, no names of people or documents.
struct MetricsRoutes {
  /// What took long to count is shown again for so many times as long: reading the metrics takes at most so small a part
  /// of the machine.
  private static let reuseFactor = 20.0

  let services: ServerServices
  private let latest = Latest()

  init(services: ServerServices) {
    self.services = services
  }

  func add(to router: Router<ServerContext>) {
    router.get("metrics") { request, context in
      if isFree(request, context) { return try await answer(request) }
      return try await Authentication(services: services).handle(request, context: context) { request, context in
        try services.requireAuditor(try context.known())
        return try await answer(request)
      }
    }
  }

  private func isFree(_ request: Request, _ context: ServerContext) -> Bool {
    switch services.observing.metricsAccess {
    case .open: true
    case .token: false
    case .local: Self.isLocal(context.remoteAddress) && !Self.isForwarded(request.headers)
    }
  }

  /// A Unix socket has no address, and nobody but this machine on its other end.
  static func isLocal(_ address: String?) -> Bool {
    guard let address else { return true }
    return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
  }

  /// A proxy on this machine asks for somebody elsewhere.
  static func isForwarded(_ headers: HTTPFields) -> Bool {
    [.forwarded, .forwardedFor, .realIP, .via].contains { (name: HTTPField.Name) in headers[name] != nil }
  }

  private func answer(_ request: Request) async throws -> Response {
    let isOpen = request.headers[.accept]?.contains("application/openmetrics-text") ?? false
    let format = isOpen ? MetricsText.Format.openMetrics : .prometheus
    let text = MetricsText.text(of: try await metrics(), as: format)
    return Response(
      status: .ok, headers: [.contentType: format.contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private func metrics() async throws -> [MetricFamily] {
    let observing = services.observing
    let ledger = try await ledgerMetrics()
    var build = MetricFamily("countersign_build", .info, "Which version runs.")
    build.add(1, [("version", services.version)])
    return [build] + ledger + observing.meters.metrics + BackupView.metrics(services.backups?.status)
      + services.network.metrics + ProcessFacts.metrics(startedAt: observing.startedAt)
  }

  private func ledgerMetrics() async throws -> [MetricFamily] {
    let start = ContinuousClock.now
    if let known = latest.value, start < known.until { return known.metrics }
    let metrics = try await services.ledger.metrics()
    let end = ContinuousClock.now
    latest.value = (metrics, end + (end - start) * Self.reuseFactor)
    return metrics
  }
}

/// What was counted last. Two readers at once may count both.
private final class Latest: Sendable {
  private let kept = NIOLockedValueBox<(metrics: [MetricFamily], until: ContinuousClock.Instant)?>(nil)

  var value: (metrics: [MetricFamily], until: ContinuousClock.Instant)? {
    get { kept.withLockedValue { $0 } }
    set { kept.withLockedValue { $0 = newValue } }
  }
}
