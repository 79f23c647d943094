import Documents
import Foundation

/// The daemon that is measured: this binary again, in a directory of its own that goes away with it.
final class BenchDaemon {
  let directory: URL
  private(set) var url = ""
  private(set) var token = ""
  private var process: Process?

  init(in parent: String) throws {
    directory = URL(fileURLWithPath: parent).appendingPathComponent("countersign-bench-\(UUID().uuidString.prefix(8))")
    let answer = try Self.run(["init", "--data", directory.path, "--json"])
    token = (try JSONDecoder().decode(Value.self, from: answer))["token"]?.string ?? ""
  }

  deinit {
    process?.terminate()
    process?.waitUntilExit()
    try? FileManager.default.removeItem(at: directory)
  }

  /// Returns the seconds until it listened.
  @discardableResult
  func start() throws -> Double {
    let begin = ContinuousClock.now
    let (process, pipe) = try Self.launch(["serve", "--data", directory.path, "--listen", "127.0.0.1:0"])
    self.process = process
    var text = ""
    while !text.contains("\"listening\"") || !text.hasSuffix("\n") {
      let data = pipe.fileHandleForReading.availableData
      guard !data.isEmpty else { throw CommandFailure("The daemon ended before it listened: \(text)") }
      text += String(decoding: data, as: UTF8.self)
    }
    let seconds = (ContinuousClock.now - begin).inSeconds
    let line = text.split(separator: "\n").first { $0.contains("\"listening\"") } ?? ""
    let address = try JSONDecoder().decode(Value.self, from: Data(line.utf8))["address"]?.string ?? ""
    url = "http://" + address
    pipe.fileHandleForReading.readabilityHandler = { handle in
      if handle.availableData.isEmpty { handle.readabilityHandler = nil }
    }
    return seconds
  }

  func stop() {
    process?.terminate()
    process?.waitUntilExit()
    process = nil
  }

  /// Megabytes of memory that it holds now.
  var residentMegabytes: Double {
    guard let process,
      let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
    else { return 0 }
    return (Double(line.filter(\.isNumber)) ?? 0) / 1024
  }

  /// Seconds that one of the binary's commands takes on the directory.
  func time(_ arguments: [String]) throws -> Double {
    let begin = ContinuousClock.now
    _ = try Self.run(arguments + ["--data", directory.path])
    return (ContinuousClock.now - begin).inSeconds
  }

  private static func run(_ arguments: [String]) throws -> Data {
    let (process, pipe) = try launch(arguments)
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandFailure("countersign \(arguments.joined(separator: " ")) ended with \(process.terminationStatus).")
    }
    return data
  }

  private static func launch(_ arguments: [String]) throws -> (Process, Pipe) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    // A line a request is what a log costs, not what the ledger does.
    process.environment = System.environment.filter { !$0.key.hasPrefix("COUNTERSIGN_") }
      .merging([
        "COUNTERSIGN_LOG_LEVEL": "notice", "COUNTERSIGN_LOG_FORMAT": "json",
        "COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8",
      ]) { $1 }
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    return (process, pipe)
  }
}
