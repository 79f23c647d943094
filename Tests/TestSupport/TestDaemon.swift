package import Foundation
import NIOConcurrencyHelpers

/// The real binary, on a data directory of its own.
package final class TestDaemon {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  package let directory: URL
  package let token: String
  package private(set) var url = ""
  private var process: Process?
  private var pipe: Pipe?
  private let log = NIOLockedValueBox("")
  /// What it has written to its log so far.
  package var output: String { log.withLockedValue { $0 } }
  package var journal: Journal {
    let log = log
    return Journal { log.withLockedValue { $0 } }
  }
  private let environment: [String: String]
  /// A program that runs the binary, in its place.
  private let launcher: String?

  /// Initialises a new data directory, in a temporary place where no other is given.
  package init(
    environment: [String: String] = ["COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8"], in place: URL? = nil,
    launcher: String? = nil
  ) throws {
    directory = Self.newDirectory(in: place)
    self.environment = environment
    self.launcher = launcher
    // A launcher and what it loads are for the daemon alone.
    let data = try Self.run(
      ["init", "--data", directory.path, "--json"], environment: launcher == nil ? environment : [:])
    guard let answer = try? JSONSerialization.jsonObject(with: data) as? [String: String] else {
      throw Failure(description: "init printed no JSON: \(String(decoding: data, as: UTF8.self))")
    }
    token = answer["token"] ?? ""
  }

  /// Of a directory that a test makes itself.
  package init(isInitialised: Bool, token: String = "") throws {
    directory = Self.newDirectory(in: nil)
    environment = [:]
    launcher = nil
    self.token = token
  }

  private static func newDirectory(in place: URL?) -> URL {
    (place ?? FileManager.default.temporaryDirectory).appendingPathComponent("countersign-\(UUID().uuidString)")
  }

  deinit {
    process?.terminate()
    try? FileManager.default.removeItem(at: directory)
  }

  /// Starts the daemon and returns once it says that it listens.
  package func start() throws {
    let process = Process()
    process.executableURL = launcher.map { URL(filePath: $0) } ?? Self.binary
    process.arguments =
      (launcher == nil ? [] : [Self.binary.path]) + ["serve", "--data", directory.path, "--listen", "127.0.0.1:0"]
    process.environment = Self.environment(adding: environment)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = process
    self.pipe = pipe
    let log = log
    url = try "http://" + Self.address(in: pipe.fileHandleForReading, log: log)
    // The pipe must be read to its end, or the daemon would wait for room in it.
    pipe.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      log.withLockedValue { $0 += String(decoding: data, as: UTF8.self) }
    }
  }

  /// Nobody reads its log from here on.
  package func closeLog() throws {
    pipe?.fileHandleForReading.readabilityHandler = nil
    try pipe?.fileHandleForReading.close()
  }

  /// What it holds in memory, in bytes, as the kernel says; nil where it does not run.
  package var residentBytes: Int? {
    guard let process, process.isRunning,
      let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
    else { return nil }
    return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
  }

  /// As a power cut would: no chance to finish anything.
  package func kill() {
    guard let process else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Waits until it has ended by itself, and returns its exit status.
  package func exitStatus() -> Int32 {
    process?.waitUntilExit()
    return process?.terminationStatus ?? -1
  }

  /// Sends it SIGHUP, as `systemctl reload` does.
  package func hangUp() {
    guard let process, process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGHUP)
  }

  /// Asks it to end, and does not wait.
  package func terminate() { process?.terminate() }

  /// Runs the binary beside what this object started, and kills it after a while if it is still there.
  package func runAndKill(_ arguments: [String], afterMilliseconds milliseconds: Int) async throws {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.environment = Self.environment(adding: environment)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try await Task.sleep(for: .milliseconds(milliseconds))
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Returns the exit status.
  @discardableResult
  package func stop() -> Int32 {
    guard let process else { return -1 }
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Runs the binary to its end and returns what it printed; throws where it exits with another status than 0.
  package static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Data {
    let process = Process()
    process.executableURL = binary
    process.arguments = arguments
    process.environment = Self.environment(adding: environment)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "countersign \(arguments.joined(separator: " ")) exited with \(process.terminationStatus)")
    }
    return data
  }

  /// Runs a command of a shell that finds the binary, as a user of this daemon; returns what it printed on both ways.
  package func shell(_ command: String, in folder: URL) throws -> String {
    try Self.shell(command, in: folder, environment: ["COUNTERSIGN_URL": url, "COUNTERSIGN_TOKEN": token])
  }

  package static func shell(
    _ command: String, in folder: URL, environment: [String: String] = [:]
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    let path = binary.deletingLastPathComponent().path
    process.environment = Self.environment(adding: environment).merging(
      ["PATH": path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  private static func environment(adding more: [String: String]) -> [String: String] {
    ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("COUNTERSIGN_") }.merging(more) { $1 }
  }

  /// It lies beside the test bundle.
  private static var binary: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("countersign")
  }

  private static func address(in handle: FileHandle, log: NIOLockedValueBox<String>) throws -> String {
    var text = ""
    while true {
      let data = handle.availableData
      guard !data.isEmpty else { throw Failure(description: "The daemon ended before it listened: \(text)") }
      text += String(decoding: data, as: UTF8.self)
      log.withLockedValue { [text] in $0 = text }
      for line in text.split(separator: "\n") where line.contains("\"listening\"") {
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        if let address = object?["address"] { return address }
      }
    }
  }
}
