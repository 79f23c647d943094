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
    let names = reader.stringArray(forKey: "trusted_proxies", default: [])
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let text = reader.string(forKey: "forwarded_header", default: TrustedProxies.Header.either.rawValue)
    guard let header = TrustedProxies.Header(rawValue: text.lowercased()) else {
      let all = TrustedProxies.Header.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure("forwarded_header: '\(text)' is none of \(all).")
    }
    guard let proxies = TrustedProxies(names, header: header) else {
      throw CommandFailure(
        "trusted_proxies: '\(names.joined(separator: ", "))' must be networks such as 10.0.0.0/8, or unix.")
    }
    self.proxies = proxies
    rates = try Self.rates(reader)
  }

  private static func key(_ limit: RateLimit) -> String { "rate_limits.\(limit.rawValue)" }

  private static func rates(_ reader: ConfigReader) throws -> [RateLimit: Int] {
    var rates: [RateLimit: Int] = [:]
    for limit in RateLimit.allCases {
      let text = reader.string(forKey: ConfigKey(key(limit)), default: String(limit.perMinute))
      guard let rate = Int(text), (0...rateMax).contains(rate) else {
        throw CommandFailure("\(key(limit)): '\(text)' is no number of requests a minute from 0 to \(rateMax).")
      }
      rates[limit] = rate
    }
    return rates
  }
}
