import ArgumentParser
import AsyncHTTPClient
import Documents
import Foundation
import NIOCore
import NIOHTTP1

extension APIClient {
  /// How long a download may take in all, and how long it may stand still.
  private static let downloadHours: Int64 = 24
  private static let silenceSeconds: Int64 = 60
  private static let problemBytesMax = 256 * 1024

  /// Writes an answer as it comes, however long it is.
  func download(_ path: String, to sink: ExportSink) async throws {
    var request = HTTPClientRequest(url: "\(url)/api/v1/\(path)")
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.read = .seconds(Self.silenceSeconds)
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
      try await download(request, with: client, to: sink)
      try await client.shutdown()
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  private func download(_ request: HTTPClientRequest, with client: HTTPClient, to sink: ExportSink) async throws {
    let response: HTTPClientResponse
    do {
      response = try await client.execute(request, timeout: .hours(Self.downloadHours))
    } catch {
      System.printError("\(url) cannot be reached: is the daemon running?")
      throw ExitCode(3)
    }
    guard response.status == .ok else {
      let body = try await response.body.collect(upTo: Self.problemBytesMax)
      let problem = try? JSONDecoder().decode(Value.self, from: Data(body.readableBytesView))
      System.printError(problem?["detail"]?.string ?? "The daemon answered \(response.status.code).")
      throw ExitCode(1)
    }
    do {
      for try await part in response.body { try sink.write(Array(part.readableBytesView)) }
    } catch let error as CocoaError {
      throw CommandFailure("The file cannot be written: \(error.localizedDescription)")
    } catch {
      System.printError("\(url) ended the answer before it was whole: ask again.")
      throw ExitCode(3)
    }
  }
}
