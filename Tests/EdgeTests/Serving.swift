import AsyncHTTPClient
import Edge
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@Suite(.serialized) struct Serving {
  @Test("requests on one connection are answered in turn")
  func pipelining() async throws {
    try await withEdge { port in
      let one = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
      let last = "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      let answer = try await exchange(port, one + one + last)
      #expect(answer.components(separatedBy: "HTTP/1.1 200").count == 4)
      #expect(answer.components(separatedBy: "hello").count == 4)
    }
  }

  @Test("a chunked body arrives whole")
  func chunked() async throws {
    try await withEdge { port in
      let answer = try await exchange(
        port,
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
      )
      #expect(answer.hasSuffix("abcde"))
    }
  }

  @Test("a head that is too large is 431, a body that is too large 413")
  func tooLarge() async throws {
    var limits = EdgeLimits.standard
    limits.headBytesMax = 1000
    limits.bodyBytesMax = 10
    try await withEdge(limits: limits) { port in
      let head = try await exchange(
        port, "GET /hello HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 2000))\r\n\r\n")
      #expect(head.hasPrefix("HTTP/1.1 431"))
      let body = try await exchange(port, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nabcdefghijk")
      #expect(body.hasPrefix("HTTP/1.1 413"))
    }
  }

  @Test("a silent connection, a dripping head and a dripping body are closed")
  func slow() async throws {
    var limits = EdgeLimits.patient
    limits.headSeconds = 1
    try await withEdge(limits: limits) { port in
      #expect(try await exchange(port, "").isEmpty)
      // A client that is held up is taken for a silent one, and closed without a word: another one tries.
      let isRefused = try await eventually {
        try await exchange(port, "GET /hello HTTP/1.1\r\nHo").hasPrefix("HTTP/1.1 408")
      }
      #expect(isRefused)
    }
    limits = .patient
    limits.bodyGraceSeconds = 1
    try await withEdge(limits: limits) { port in
      let body = try await exchange(port, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na")
      #expect(body.hasPrefix("HTTP/1.1 408"))
    }
  }

  @Test("TLS speaks HTTP/2 and HTTP/1.1 on one port, and a silent handshake is closed")
  func tls() async throws {
    let files = try TestCertificate.make()
    var limits = EdgeLimits.patient
    limits.tlsHandshakeSeconds = 1
    try await withEdge(tls: TLSCertificate(files), limits: limits) { port in
      let answer = try await exchange(port, "")
      #expect(answer.isEmpty)
    }
    try await withEdge(tls: TLSCertificate(files), limits: .patient) { port in
      for version in [HTTPClient.Configuration.HTTPVersion.automatic, .http1Only] {
        let client = trustingClient(version)
        let response = try await client.execute(
          HTTPClientRequest(url: "https://127.0.0.1:\(port)/hello"), timeout: .seconds(180))
        #expect(String(buffer: try await response.body.collect(upTo: 100)) == "hello")
        #expect(response.version == (version == .http1Only ? .http1_1 : .http2))
        try await client.shutdown()
      }
    }
  }

  @Test("sockets that systemd hands over are taken only when they are meant for this process")
  func activation() {
    #expect(
      SocketActivation.fileDescriptors(environment: ["LISTEN_PID": "7", "LISTEN_FDS": "2"], processID: 7) == [3, 4])
    #expect(
      SocketActivation.fileDescriptors(environment: ["LISTEN_PID": "8", "LISTEN_FDS": "1"], processID: 7).isEmpty)
    #expect(SocketActivation.fileDescriptors(environment: [:], processID: 7).isEmpty)
  }
}
