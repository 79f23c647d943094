package import Documents
import Foundation

/// Independent implementations, in Python, of what Countersign reads and renders itself. `make peers` fetches them.
package enum Peer {
  package static let whyAbsent: String = "the packages to compare with are not here: run make peers"

  private static let folder = ProjectFolder.url.appending(path: ".build/peers")

  package static let isHere = has("complete-2")
  /// Whether those that check proofs are here too.
  package static let provesHere = has("complete-proofs-1")
  /// Whether the one that reads metrics is here too.
  package static let readsMetricsHere = has("complete-metrics-1")
  /// Whether those that receive deliveries are here too.
  package static let receivesHere = has("complete-webhooks-1")
  /// Whether those that read the description of the API are here too.
  package static let probesHere = has("schemathesis/complete-1")

  private static func has(_ mark: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: mark).path)
  }

  /// Runs a program in the project's folder, with what reads the description of the API in Python's path; returns its
  /// exit status, and what it printed on both ways.
  package static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, words: String) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = ProjectFolder.url
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PYTHONPATH": folder.appending(path: "schemathesis").path, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// The examples of the CommonMark specification, each with `markdown`, `html`, `example` and `section`.
  package static func commonMarkExamples() throws -> [Value] {
    let file = folder.appending(path: "source/tests/test_cmark_spec/commonmark.json")
    return try JSONDecoder().decode([Value].self, from: Data(contentsOf: file))
  }

  /// Runs a script of `Tests/Peers` that reads a JSON array of questions and prints one of as many answers.
  package static func ask(_ script: String, _ questions: [Value]) throws -> [Value] {
    let work = FileManager.default.temporaryDirectory.appending(path: "peer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    let (input, output) = (work.appending(path: "questions.json"), work.appending(path: "answers.json"))
    try JSONEncoder().encode(questions).write(to: input)
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", ProjectFolder.url.appending(path: "Tests/Peers/\(script)").path]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PYTHONPATH": folder.appending(path: "python").path, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(script: script, status: process.terminationStatus) }
    return try JSONDecoder().decode([Value].self, from: Data(contentsOf: output))
  }

  package struct Failure: Error {
    package let script: String
    package let status: Int32
  }
}
