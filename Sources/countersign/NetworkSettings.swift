import Configuration
import Foundation
import Server

/// Which proxies are believed, and how often something may be asked for.
struct NetworkSettings {
  let proxies: TrustedProxies
  /// By the minute; 0 lifts a limit.
  let rates: [RateLimit: Int]

  /// A million a minute is more than the daemon answers.
  private static let rateMax = 1_000_000

  init(_ reader: ConfigReader) throws {
    let names = try reader.list("trusted_proxies")
    let header = try reader.word("forwarded_header", default: TrustedProxies.Header.either)
    guard let proxies = TrustedProxies(names, header: header) else {
      throw CommandFailure(
        "trusted_proxies: '\(names.joined(separator: ", "))' must be networks such as 10.0.0.0/8, or unix.")
    }
    self.proxies = proxies
    var rates: [RateLimit: Int] = [:]
    for limit in RateLimit.allCases {
      rates[limit] = try reader.number(
        "rate_limits.\(limit.rawValue)", default: limit.perMinute, 0...Self.rateMax)
    }
    self.rates = rates
  }
}
