import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// What a browser does for a page: it keeps cookies, says where a request comes from, and shows where it is led.
package struct Browser: Sendable {
  package typealias Answer = TestClient.Answer

  private static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  package let url: String
  package var cookies: [String: String] = [:]

  package init(url: String) { self.url = url }

  /// `origin` is what the page that sends it is of; nil sends none.
  package mutating func send(
    _ method: String, _ path: String, _ body: String? = nil, origin: String? = nil, headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: url + path)
    request.method = HTTPMethod(rawValue: method)
    if !cookies.isEmpty {
      let all = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
      request.headers.add(name: "cookie", value: all)
    }
    if let origin { request.headers.add(name: "origin", value: origin) }
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body { request.body = .bytes(ByteBuffer(string: body)) }
    let response = try await Self.http.execute(request, timeout: .seconds(180))
    let data = try await response.body.collect(upTo: 16 * 1024 * 1024)
    let set = response.headers["set-cookie"]
    set.forEach { take($0) }
    return Answer(
      status: Int(response.status.code),
      headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }),
      cookies: set, data: Data(data.readableBytesView))
  }

  private mutating func take(_ cookie: String) {
    let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard pair.count == 2 else { return }
    cookies[String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
  }
}
