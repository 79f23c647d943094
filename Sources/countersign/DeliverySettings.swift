import Configuration
import Integrations

extension RetrySchedule {
  /// Reads how often and how long deliveries are tried.
  init(_ reader: ConfigReader) throws {
    let texts = reader.stringArray(forKey: "deliveries.retry_seconds", default: [])
    let delays = try texts.map { text in
      guard let seconds = Double(text), seconds > 0, seconds <= Self.delayMax else {
        throw CommandFailure("deliveries.retry_seconds: '\(text)' is no number of seconds between 0 and a week.")
      }
      return seconds
    }
    let timeout = reader.double(forKey: "deliveries.timeout_seconds", default: Self.standard.timeoutSeconds)
    guard timeout >= Self.timeoutMin, timeout <= Self.timeoutMax else {
      throw CommandFailure("deliveries.timeout_seconds: must be 0.1 to 60.")
    }
    self.init(delays: delays.isEmpty ? Self.standard.delays : delays, timeoutSeconds: timeout)
  }
}
