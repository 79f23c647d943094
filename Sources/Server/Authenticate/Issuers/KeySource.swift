import Foundation
import Workflow

/// An issuer's keys as they are known, fetched when they are needed.
///
/// It is shared by all requests: whoever comes while it asks waits for that one answer.
actor KeySource {
  /// Keys are looked for again after an hour, ...
  private static let freshSeconds = 3600.0
  /// ... an unknown key at most once a minute, whatever tokens name, ...
  private static let betweenSeconds = 60.0
  /// ... but every five seconds while none are known, ...
  private static let firstSeconds = 5.0
  /// ... and keys that cannot be fetched again are good for a day.
  private static let usableSeconds = 86_400.0

  private let load: @Sendable () async throws -> Data
  private let now: @Sendable () -> Timestamp
  private var keys: [IssuerKey] = []
  private var loadedAt: Timestamp?
  private var askedAt: Timestamp?
  private var asking: Task<Void, any Error>?

  init(now: @escaping @Sendable () -> Timestamp, load: @escaping @Sendable () async throws -> Data) {
    self.now = now
    self.load = load
  }

  /// The key that a token names, or the one key of its algorithm where it names none. Throws what the fetching threw
  /// where no keys are known at all.
  func key(for token: SignedToken) async throws -> IssuerKey? {
    var failure: (any Error)?
    if isOlder(loadedAt, Self.freshSeconds) || find(token) == nil {
      do { try await ask() } catch { failure = error }
    }
    if isOlder(loadedAt, Self.usableSeconds) {
      keys = []
      if let failure { throw failure }
    }
    return find(token)
  }

  private func find(_ token: SignedToken) -> IssuerKey? {
    let fitting = keys.filter { $0.algorithm == token.algorithm }
    guard let id = token.keyID else { return fitting.count == 1 ? fitting.first : nil }
    return fitting.first { $0.id == id }
  }

  private func ask() async throws {
    if let asking { return try await asking.value }
    guard isOlder(askedAt, loadedAt == nil ? Self.firstSeconds : Self.betweenSeconds) else { return }
    askedAt = now()
    // It keeps what it got before it ends: whoever waits for it finds the keys here.
    let task = Task { try await fetch() }
    asking = task
    try await task.value
  }

  private func fetch() async throws {
    defer { asking = nil }
    guard let found = await IssuerKey.all(inSet: try await load()) else {
      throw IssuerFailure(description: "what it published is no set of keys")
    }
    keys = found
    loadedAt = now()
  }

  private func isOlder(_ time: Timestamp?, _ seconds: Double) -> Bool {
    guard let time else { return true }
    let passed = now().milliseconds - time.milliseconds
    // A clock that was set back makes nothing young for ever.
    return passed < 0 || passed >= Int64(seconds * 1000)
  }
}
