import Foundation
import NIOConcurrencyHelpers
import Synchronization

/// What a load came to.
struct LoadResult: Sendable {
  var requests = 0
  var refused = 0
  var seconds = 0.0
  /// In nanoseconds, sorted.
  var latencies: [UInt64] = []

  var perSecond: Double { seconds > 0 ? Double(requests) / seconds : 0 }

  /// In milliseconds.
  func percentile(_ share: Double) -> Double {
    guard !latencies.isEmpty else { return 0 }
    let index = min(latencies.count - 1, Int(Double(latencies.count) * share))
    return Double(latencies[index]) / 1_000_000
  }
}

/// Asks over many connections at once, a thread each: every connection waits for its answer before it asks again.
struct Load: Sendable {
  /// A thread of the load needs little.
  private static let stackBytes = 512 * 1024

  let target: LoadTarget
  let connections: Int
  /// It ends after so many requests in all, or after so many seconds.
  var requestsMax = Int.max
  var secondsMax = Double.infinity

  /// `request` makes the bytes of the n-th request of all; `onProgress` is told twice a second how many were begun.
  func run(
    _ request: @escaping @Sendable (Int) -> [UInt8], onProgress: (Int) -> Void = { _ in }
  ) throws -> LoadResult {
    let next = Synchronization.Atomic(0)
    let shared = NIOLockedValueBox(LoadResult())
    let failure = NIOLockedValueBox<(any Error)?>(nil)
    let group = DispatchGroup()
    let start = ContinuousClock.now
    for _ in 0..<connections {
      group.enter()
      let thread = Thread {
        defer { group.leave() }
        do {
          let own = try ask(request, next: next, since: start)
          shared.withLockedValue { all in
            all.requests += own.requests
            all.refused += own.refused
            all.latencies += own.latencies
          }
        } catch { failure.withLockedValue { $0 = error } }
      }
      thread.stackSize = Self.stackBytes
      thread.start()
    }
    while group.wait(timeout: .now() + 0.5) == .timedOut { onProgress(next.load(ordering: .relaxed)) }
    if let failure = failure.withLockedValue({ $0 }) { throw failure }
    var result = shared.withLockedValue { $0 }
    result.seconds = (ContinuousClock.now - start).inSeconds
    result.latencies.sort()
    return result
  }

  private func ask(
    _ request: (Int) -> [UInt8], next: borrowing Synchronization.Atomic<Int>, since start: ContinuousClock.Instant
  ) throws -> LoadResult {
    let connection = try LoadConnection(host: target.host, port: target.port)
    var result = LoadResult()
    while true {
      let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < requestsMax else { break }
      let bytes = request(number)
      let begin = ContinuousClock.now
      let status = try connection.ask(bytes).status
      let end = ContinuousClock.now
      result.requests += 1
      if !(200..<300).contains(status) { result.refused += 1 }
      result.latencies.append((end - begin).inNanoseconds)
      if (end - start).inSeconds > secondsMax { break }
    }
    return result
  }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
  fileprivate var inNanoseconds: UInt64 {
    UInt64(components.seconds) * 1_000_000_000 + UInt64(components.attoseconds / 1_000_000_000)
  }
}

extension LoadResult {
  /// Another run of the same load.
  mutating func add(_ other: LoadResult) {
    requests += other.requests
    refused += other.refused
    seconds += other.seconds
    latencies = (latencies + other.latencies).sorted()
  }
}
