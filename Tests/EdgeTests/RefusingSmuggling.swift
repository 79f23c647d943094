import Edge
import Foundation
import NIOConcurrencyHelpers
import Testing

@Suite(.serialized) struct RefusingSmuggling {
  @Test("every form is refused, the connection closed, and no second request answered", arguments: SmugglingForm.all)
  func smuggling(form: SmugglingForm) async throws {
    let seen = NIOLockedValueBox<[String]>([])
    try await withEdge(onRequest: { path in seen.withLockedValue { $0.append(path) } }) { port in
      let answer = try await exchange(port, form.bytes + SmugglingForm.second)
      #expect(answer.hasPrefix("HTTP/1.1 \(form.status) "), "\(answer)")
      #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
    }
    let paths = seen.withLockedValue { $0 }
    #expect(!paths.contains { $0.contains("smuggled") }, "\(paths)")
  }

  @Test("there are at least sixty forms, each under a name of its own")
  func count() {
    #expect(SmugglingForm.all.count >= 60)
    #expect(Set(SmugglingForm.all.map(\.what)).count == SmugglingForm.all.count)
  }

  @Test("a request in the body of another stays its body")
  func bodies() async throws {
    let seen = NIOLockedValueBox<[String]>([])
    try await withEdge(onRequest: { path in seen.withLockedValue { $0.append(path) } }) { port in
      let inner = SmugglingForm.second
      let length = "Content-Length: \(inner.utf8.count)\r\nConnection: close\r\n\r\n\(inner)"
      let size = String(inner.utf8.count, radix: 16)
      let chunked = "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n\(size);a=b\r\n\(inner)\r\n0\r\n\r\n"
      for request in [
        "GET /hello HTTP/1.1\r\nHost: x\r\n" + length, "POST /echo HTTP/1.1\r\nHost: x\r\n" + length,
        "POST /echo HTTP/1.1\r\nHost: x\r\n" + chunked,
      ] {
        let answer = try await exchange(port, request)
        #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
        #expect(answer.components(separatedBy: "HTTP/1.1 200").count == 2, "\(answer)")
      }
    }
    #expect(seen.withLockedValue { $0 } == ["/hello", "/echo", "/echo"])
  }

  @Test("garbage after a good request is refused after its answer")
  func pipelinedGarbage() async throws {
    try await withEdge { port in
      let answer = try await exchange(port, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n\0\0\0garbage\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
      #expect(answer.components(separatedBy: "HTTP/1.1 ").count <= 3, "\(answer)")
      #expect(!answer.dropFirst(8).contains("HTTP/1.1 200"), "\(answer)")
    }
  }

  @Test("nobody is upgraded: the answer is the request's, and the connection ends")
  func upgrade() async throws {
    try await withEdge { port in
      for to in ["websocket", "h2c", "TLS/1.0"] {
        let answer = try await exchange(
          port, "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: \(to)\r\n\r\n" + SmugglingForm.second
        )
        #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
      }
    }
  }
}
