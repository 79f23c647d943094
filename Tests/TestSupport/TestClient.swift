import AsyncHTTPClient
package import Documents
package import Foundation
import NIOCore
import NIOHTTP1

/// One user of the daemon's API. An answer that is not as the description of the API says is thrown as a ``Contract/Broken``.
package struct TestClient: Sendable {
  package struct Answer: Sendable {
    package let status: Int
    package let headers: [String: String]
    /// `Set-Cookie`, as sent.
    package let cookies: [String]
    package let data: Data

    package init(status: Int, headers: [String: String], cookies: [String] = [], data: Data) {
      self.status = status
      self.headers = headers
      self.cookies = cookies
      self.data = data
    }

    package var json: Value { (try? JSONDecoder().decode(Value.self, from: data)) ?? .null }
    package var text: String { String(decoding: data, as: UTF8.self) }
    package var location: String? { headers["location"] }
    package var code: String? { json["code"]?.string }
  }

  /// A daemon that was killed is to be missed at once, not waited for.
  private static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.retryConnectionEstablishment = false
    // Also how long a request waits for a connection: on a busy machine that is not yet a failure.
    configuration.timeout.connect = .seconds(180)
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  package let url: String
  package let token: String

  package init(url: String, token: String) {
    self.url = url
    self.token = token
  }

  package func send(
    _ method: String, _ path: String, _ body: Value? = nil, headers: [String: String] = [:]
  ) async throws -> Answer {
    let data = try body.map { try JSONEncoder().encode($0) }
    return try await raw(method, "/api/v1/" + path, data, headers: headers)
  }

  package func raw(
    _ method: String, _ path: String, _ body: Data?, headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: url + path)
    request.method = HTTPMethod(rawValue: method)
    if !token.isEmpty { request.headers.add(name: "authorization", value: "Bearer \(token)") }
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body {
      if headers["content-type"] == nil { request.headers.add(name: "content-type", value: "application/json") }
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    let response = try await Self.http.execute(request, timeout: .seconds(180))
    let answer = try await response.body.collect(upTo: 64 * 1024 * 1024)
    let checked = Answer(
      status: Int(response.status.code),
      headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }),
      data: Data(answer.readableBytesView))
    try Contract.check(checked, method, path)
    return checked
  }
}

extension Value {
  /// As JSON, members in the order of their names.
  package var encoded: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)) ?? Data()
  }
}

/// Looks again until the condition holds, for at most so many seconds.
package func eventually(
  within seconds: Double = 180, _ condition: @Sendable () async throws -> Bool
) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(20))
  }
  // On a busy machine the time may be over before it was looked at twice.
  return try await condition()
}

/// The files that stand beside the project where it is developed; nil elsewhere.
package enum SharedFiles {
  package static var root: URL? {
    let named = ProcessInfo.processInfo.environment["COUNTERSIGN_SHARED"].map { URL(fileURLWithPath: $0) }
    let beside = ProjectFolder.url.appending(path: "../shared").standardized
    return [named, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path + "/seeds") }
  }

  /// The five real templates, by number.
  package static var seeds: [(name: String, markdown: String)] {
    guard let root,
      let files = try? FileManager.default.contentsOfDirectory(
        at: root.appendingPathComponent("seeds"), includingPropertiesForKeys: nil)
    else { return [] }
    return files.sorted { $0.path < $1.path }.compactMap { file in
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
      return ("seed-" + file.lastPathComponent.prefix(3), text)
    }
  }
}
