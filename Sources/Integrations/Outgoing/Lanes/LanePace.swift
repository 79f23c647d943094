import Workflow

/// How fast an endpoint is delivered to: its kind's pace, or its own.
struct LanePace: Hashable, Sendable {
  private static let concurrencyMax = 64.0
  private static let perSecondMax = 10_000.0

  /// Deliveries under way at once.
  let concurrency: Int
  /// Deliveries a second; nil is as many as go.
  let perSecond: Double?

  /// Reads `concurrency` and `per_second`.
  init(_ settings: TargetSettings, traits: TargetTraits) throws(Refusal) {
    let concurrency = try settings.optionalNumber("concurrency") ?? Double(traits.concurrency)
    guard (1...Self.concurrencyMax).contains(concurrency) else {
      throw Refusal.field("settings.concurrency", "must be 1 to 64.")
    }
    let perSecond = try settings.optionalNumber("per_second") ?? traits.perSecond
    guard perSecond.map({ $0 > 0 && $0 <= Self.perSecondMax }) ?? true else {
      throw Refusal.field("settings.per_second", "must be more than 0, and 10000 at most.")
    }
    self.concurrency = Int(concurrency)
    self.perSecond = perSecond
  }

  /// Between the beginnings of two deliveries.
  var interval: Duration { perSecond.map { .seconds(1 / $0) } ?? .zero }
}
