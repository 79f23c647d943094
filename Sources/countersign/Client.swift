import ArgumentParser
import AsyncHTTPClient
import Documents
import Foundation
import NIOCore
import NIOHTTP1

/// What every client command takes.
struct ClientOptions: ParsableArguments {
  @Option(help: "The daemon's address.") var url: String?
  @Option(help: "Your token.") var token: String?
  @Flag(help: "Print JSON.") var json = false

  func client() throws -> APIClient {
    let environment = System.environment
    guard let token = token ?? environment["COUNTERSIGN_TOKEN"] else {
      throw ValidationError("Give a token: --token, or COUNTERSIGN_TOKEN.")
    }
    return APIClient(url: url ?? environment["COUNTERSIGN_URL"] ?? "http://127.0.0.1:8080", token: token)
  }
}

/// The daemon's API, from the command line: exits 1 where it refuses, 3 where it is not there.
struct APIClient {
  private static let timeoutSeconds: Int64 = 60
  private static let answerBytesMax = 64 * 1024 * 1024

  let url: String
  let token: String

  func json(_ method: HTTPMethod, _ path: String, _ body: Value? = nil) async throws -> Value {
    let data = try await text(method, path, try body.map { try JSONEncoder().encode($0) })
    return data.isEmpty ? .null : try JSONDecoder().decode(Value.self, from: data)
  }

  func text(_ method: HTTPMethod, _ path: String, _ body: Data? = nil) async throws -> Data {
    let (status, answer) = try await send(method, path, body)
    guard (200..<300).contains(status) else {
      let problem = try? JSONDecoder().decode(Value.self, from: answer)
      System.printError(problem?["detail"]?.string ?? "The daemon answered \(status).")
      throw ExitCode(1)
    }
    return answer
  }

  /// For commands that go on where one request of many is refused: the status, and the answer or the problem.
  func attempt(_ method: HTTPMethod, _ path: String, _ body: Value? = nil) async throws -> (status: UInt, answer: Value)
  {
    let (status, data) = try await send(method, path, try body.map { try JSONEncoder().encode($0) })
    return (status, (try? JSONDecoder().decode(Value.self, from: data)) ?? .null)
  }

  /// What stands at an open address beside the API.
  func plain(_ path: String) async throws -> String {
    let (_, answer) = try await answer(to: HTTPClientRequest(url: "\(url)/\(path)"))
    return String(decoding: answer, as: UTF8.self)
  }

  private func send(
    _ method: HTTPMethod, _ path: String, _ body: Data?
  ) async throws -> (status: UInt, body: Data) {
    var request = HTTPClientRequest(url: "\(url)/api/v1/\(path)")
    request.method = method
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    return try await answer(to: request)
  }

  private func answer(to request: HTTPClientRequest) async throws -> (status: UInt, body: Data) {
    var configuration = HTTPClient.Configuration()
    // Nobody at a terminal wants to wait for a daemon that is not there.
    configuration.connectionPool.retryConnectionEstablishment = false
    do {
      return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
        let response = try await client.execute(request, timeout: .seconds(Self.timeoutSeconds))
        let body = try await response.body.collect(upTo: Self.answerBytesMax)
        return (response.status.code, Data(body.readableBytesView))
      }
    } catch {
      System.printError("\(url) cannot be reached: is the daemon running?")
      throw ExitCode(3)
    }
  }
}

enum Output {
  static func printJSON(_ value: Value) throws { try printJSON(encoding: value) }

  static func printJSON(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// One line a document: what it is, where it stands, and whom it waits on.
  static func printDocument(_ document: Value) {
    let waiting = document["turn"]?.items.compactMap { turn in
      turn["actor"]?.string.map { "\($0) (\(turn["reason"]?.string ?? ""))" }
    }
    print("\(document["title"]?.string ?? "")  [\(document["id"]?.string ?? "")]")
    print("  status    \(document["status"]?.string ?? ""), stage \(document["stage"]?.string ?? "")")
    print("  revision  \(document["revision"]?.printed ?? "")")
    if let imported = ImportedEventLine.line(ofDocument: document) { print("  imported  \(imported)") }
    if let waiting, !waiting.isEmpty { print("  waits on  \(waiting.joined(separator: ", "))") }
  }
}

extension Value {
  /// For a terminal.
  var printed: String {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let flag): flag ? "yes" : "no"
    case .double(let number): String(number)
    default: ""
    }
  }
}
