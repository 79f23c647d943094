import AsyncHTTPClient
import Documents
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// The trail as one client is told of it while it happens.
enum EventStream {
  /// One event of a stream.
  struct Sent: Equatable {
    let id: String
    let event: String
    let data: Value
  }

  private static let http = HTTPClient(eventLoopGroupProvider: .singleton)

  /// Reads a stream until it has so many events, or ends; `act` is called once the stream is there.
  static func read(
    _ client: TestClient, _ path: String, count: Int, headers: [String: String] = [:],
    then act: () async throws -> Void = {}
  ) async throws -> [Sent] {
    var request = HTTPClientRequest(url: "\(client.url)/api/v1/\(path)")
    request.headers.add(name: "authorization", value: "Bearer \(client.token)")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await http.execute(request, timeout: .seconds(600))
    #expect(response.status == .ok && response.headers.first(name: "content-type") == "text/event-stream")
    var (text, sent, hasActed) = ("", [Sent](), false)
    for try await part in response.body {
      text += String(buffer: part)
      if !hasActed {
        hasActed = true
        try await act()
      }
      while let end = text.range(of: "\n\n") {
        if let event = event(text[..<end.lowerBound]) { sent.append(event) }
        text.removeSubrange(..<end.upperBound)
      }
      if sent.count >= count { break }
    }
    return sent
  }

  private static func event(_ block: Substring) -> Sent? {
    let fields = block.split(separator: "\n").compactMap { line in
      line.firstIndex(of: ":").map { (String(line[..<$0]), String(line[$0...].dropFirst(2))) }
    }
    let members = Dictionary(fields, uniquingKeysWith: { first, _ in first })
    guard let id = members["id"], let event = members["event"], let data = members["data"] else { return nil }
    return Sent(id: id, event: event, data: (try? JSONDecoder().decode(Value.self, from: Data(data.utf8))) ?? .null)
  }
}
