import AsyncHTTPClient
import Edge
import NIOHTTP1
import NIOCore
import NIOPosix
import Testing

/// A little of what `Tests/Real/flood.sh` does at length.
@Suite(.serialized) struct ServingBesideFloods {
  @Test("a good client is answered beside silent connections, slow heads and floods")
  func besideFloods() async throws {
    try await withEdge(tls: try TLSCertificate(TestCertificate.make()), limits: .patient) { port in
      let silent = try await (0..<100).asyncMap { _ in
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port)
          .get()
      }
      let answered = try await withThrowingTaskGroup(of: Int.self) { group in
        for flood in Flood.all {
          group.addTask {
            for _ in 0..<3 { _ = try await RawHTTP2.exchange(port, RawHTTP2.begin + flood.bytes) }
            return 0
          }
        }
        group.addTask { try await ask(port, times: 200) }
        return try await group.reduce(0, +)
      }
      #expect(answered == 200)
      for connection in silent { try? await connection.close() }
    }
  }

  /// How many of so many requests on one connection were answered.
  private func ask(_ port: Int, times: Int) async throws -> Int {
    let client = trustingClient()
    var answered = 0
    for _ in 0..<times {
      let answer = try? await client.execute(
        HTTPClientRequest(url: "https://127.0.0.1:\(port)/hello"), timeout: .seconds(180))
      if answer?.status == .ok { answered += 1 }
    }
    try await client.shutdown()
    return answered
  }
}

extension Sequence {
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
