import Configuration
import Integrations

extension RetrySchedule {
  /// Reads how often and how long deliveries are tried.
  init(_ reader: ConfigReader) throws {
    let delays = try reader.list("deliveries.retry_seconds").map { text in
      guard let seconds = Double(text), seconds > 0, seconds <= Self.delayMax else {
        throw CommandFailure("deliveries.retry_seconds: '\(text)' is no number of seconds between 0 and a week.")
      }
      return seconds
    }
    let timeout = try reader.number(
      "deliveries.timeout_seconds", default: Self.standard.timeoutSeconds, Self.timeoutMin...Self.timeoutMax)
    self.init(delays: delays.isEmpty ? Self.standard.delays : delays, timeoutSeconds: timeout)
  }
}
