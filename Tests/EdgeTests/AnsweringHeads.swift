import Edge
import Foundation
import Testing

/// HEAD has the headers of an answer, and nothing behind them.
@Suite(.serialized) struct AnsweringHeads {
  @Test(
    "an answer to HEAD says how long it would be, and the next one follows at once", arguments: ["short", "stream"])
  func framing(path: String) async throws {
    try await withEdge { port in
      let answer = try await exchange(
        port,
        "HEAD /\(path) HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      let parts = answer.components(separatedBy: "\r\n\r\n")
      #expect(parts.count == 3 && parts.last == "hello", "\(answer)")
      #expect(parts.allSatisfy { $0 == "hello" || $0.hasPrefix("HTTP/1.1 200") }, "\(answer)")
      let head = parts[0].lowercased()
      #expect(!head.contains("transfer-encoding"), "\(head)")
      #expect(head.contains("content-length: 1000") == (path == "short"), "\(head)")
    }
  }

  @Test("a stream whose length is not known is sent in chunks, to its end")
  func chunks() async throws {
    try await withEdge { port in
      let answer = try await exchange(port, "GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(answer.lowercased().contains("transfer-encoding: chunked"), "\(answer)")
      #expect(answer.hasSuffix("\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), "\(answer)")
    }
  }

  @Test("over HTTP/2, too, nothing comes but the head")
  func http2() async throws {
    try await withEdge(tls: TLSCertificate(TestCertificate.make())) { port in
      let frames = try await RawHTTP2.exchange(
        port, RawHTTP2.begin + RawHTTP2.head(1, RawHTTP2.request("/short", method: "HEAD"))
      ) { $0.stream == 1 && $0.flags & 1 == 1 }
      #expect(frames.contains { $0.type == 1 && $0.stream == 1 }, "\(frames)")
      #expect(frames.allSatisfy { $0.resetCode == nil && ($0.type != 0 || $0.payload.isEmpty) }, "\(frames)")
    }
  }
}
