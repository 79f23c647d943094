import Foundation

/// One HTTP/1.1 connection that sends a request and waits for its answer: as lean as can be, because it shares the
/// processors with the daemon that it measures.
final class LoadConnection {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let bufferBytes = 64 * 1024
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: LoadConnection.bufferBytes)

  init(host: String, port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
      throw Failure(description: "'\(host)' is no IPv4 address: give the daemon's, such as http://127.0.0.1:8080.")
    }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      throw Failure(description: "\(host):\(port) cannot be reached: is the daemon running?")
    }
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close(descriptor) }

  /// Sends one request and reads its whole answer; returns the status and the body's size.
  func ask(_ request: [UInt8]) throws -> (status: Int, bodyBytes: Int) {
    try send(request)
    var filled = 0
    while true {
      filled += try receive(at: filled)
      guard let end = headEnd(filled) else {
        guard filled < buffer.count else { throw Failure(description: "The answer's head is too long.") }
        continue
      }
      let head = String(decoding: buffer[..<end], as: UTF8.self).lowercased()
      guard let range = head.range(of: "content-length: ") else {
        throw Failure(description: "The answer has no length.")
      }
      let bodyBytes = Int(head[range.upperBound...].prefix { $0.isNumber }) ?? 0
      var missing = bodyBytes - (filled - end)
      while missing > 0 { missing -= try receive(at: 0) }
      return (Int(head.dropFirst(9).prefix(3)) ?? 0, bodyBytes)
    }
  }

  /// Sends one request that asks for the connection to be closed, and reads everything; returns the bytes.
  func drain(_ request: [UInt8]) throws -> Int {
    try send(request)
    var total = 0
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return total }
      total += count
    }
  }

  private func send(_ request: [UInt8]) throws {
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, 0) }
      guard count > 0 else { throw Failure(description: "The daemon closed the connection.") }
      sent += count
    }
  }

  private func receive(at place: Int) throws -> Int {
    let count = buffer.withUnsafeMutableBytes { bytes in
      recv(descriptor, bytes.baseAddress?.advanced(by: place), bytes.count - place, 0)
    }
    guard count > 0 else { throw Failure(description: "The daemon closed the connection.") }
    return count
  }

  /// Behind the empty line that ends the head.
  private func headEnd(_ filled: Int) -> Int? {
    guard filled >= 4 else { return nil }
    for index in 3..<filled
    where buffer[index] == 10 && buffer[index - 1] == 13 && buffer[index - 2] == 10 && buffer[index - 3] == 13 {
      return index + 1
    }
    return nil
  }
}

/// The bytes of requests to one daemon.
struct LoadTarget: Sendable {
  let host: String
  let port: UInt16
  let token: String

  init(url: String, token: String) throws {
    guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host else {
      throw LoadConnection.Failure(description: "'\(url)' is no address such as http://127.0.0.1:8080.")
    }
    self.host = host == "localhost" ? "127.0.0.1" : host
    port = UInt16(parts.port ?? 80)
    self.token = token
  }

  func request(_ method: String, _ path: String, _ body: String = "", closing: Bool = false) -> [UInt8] {
    var text = "\(method) /api/v1/\(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nAuthorization: Bearer \(token)\r\n"
    if closing { text += "Connection: close\r\n" }
    if !body.isEmpty { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
    return Array((text + "\r\n" + body).utf8)
  }
}
