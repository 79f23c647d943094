import Foundation
import NIOConcurrencyHelpers

/// One run of the `git` command: no shell, an environment of its own, and only so long and so much of it.
///
/// What the repository itself could make git run is switched off: hooks, an external diff, a filesystem monitor.
struct GitCommand: Sendable {
  struct Answer: Sendable {
    let status: Int32
    let output: Data
    /// What it said was wrong.
    let words: String
    /// Whether more was printed than is read.
    let isCut: Bool

    var text: String { String(decoding: output, as: UTF8.self) }
    var line: String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
    /// What stands between zero bytes.
    var fields: [String] {
      output.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  static let secondsMax = 60.0
  /// For a first copy of a repository elsewhere.
  static let fetchSecondsMax = 900.0
  /// Bytes of a list that are read: some 300,000 commits.
  static let outputBytesMax = 64 * 1024 * 1024
  private static let wordsBytesMax = 4096
  private static let directories = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin"]

  let directory: String
  let arguments: [String]
  var input = Data()
  var environment: [String: String] = [:]
  var seconds = GitCommand.secondsMax
  var bytesMax = GitCommand.outputBytesMax

  /// The answer, whatever its status; throws where git is not there, took too long or printed too much. `mayBeCut` takes
  /// what fits.
  func run(mayBeCut: Bool = false) async throws(DeliveryFailure) -> Answer {
    let result = await withCheckedContinuation { caller in
      DispatchQueue.global().async { caller.resume(returning: Result { () throws(DeliveryFailure) in try runHere() }) }
    }
    let answer = try result.get()
    guard mayBeCut || !answer.isCut else {
      throw DeliveryFailure(.answer, answer: "git \(arguments.first ?? "") printed more than \(bytesMax) bytes.")
    }
    return answer
  }

  private static let settings = [
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.attributesFile=/dev/null", "core.quotePath=false",
    "gc.auto=0", "maintenance.auto=false", "log.showSignature=false", "log.follow=false", "diff.renames=true",
    "diff.renameLimit=1000", "i18n.logOutputEncoding=UTF-8",
  ]

  private var allArguments: [String] {
    ["--no-optional-locks", "--no-pager", "--literal-pathspecs", "--no-replace-objects"]
      + (Self.settings + ["safe.directory=\(directory)"]).flatMap { ["-c", $0] } + ["--git-dir=\(directory)"]
      + arguments
  }

  /// Nothing of the daemon's own: no token that stands there is handed on, and no setting of a user is read.
  private var allEnvironment: [String: String] {
    [
      "PATH": Self.directories.joined(separator: ":"), "HOME": "/nonexistent", "LC_ALL": "C",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
      "GIT_ALLOW_PROTOCOL": "file:ssh", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ASKPASS": "",
      "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15",
    ].merging(environment) { $1 }
  }

  private func runHere() throws(DeliveryFailure) -> Answer {
    guard let git = Self.directories.map({ $0 + "/git" }).first(where: FileManager.default.isExecutableFile) else {
      throw DeliveryFailure(.settings, answer: "The git command is not installed on this machine.")
    }
    do {
      let process = Process()
      process.executableURL = URL(filePath: git)
      process.arguments = allArguments
      process.environment = allEnvironment
      process.standardInput = try Self.file(holding: input)
      return try Self.follow(process, seconds: seconds, bytesMax: bytesMax, name: arguments.first ?? "")
    } catch let failure as DeliveryFailure {
      throw failure
    } catch {
      throw DeliveryFailure(.answer, answer: "git could not be run: \(error)")
    }
  }

  /// A file and no pipe: a git that ends before it has read all is no signal to this process.
  private static func file(holding input: Data) throws -> FileHandle {
    guard !input.isEmpty else { return FileHandle.nullDevice }
    let file = FileManager.default.temporaryDirectory.appending(path: "countersign-git-\(UUID().uuidString)")
    try input.write(to: file, options: .withoutOverwriting)
    defer { try? FileManager.default.removeItem(at: file) }
    return try FileHandle(forReadingFrom: file)
  }

  /// One at a time is started: another would be given the ends of this one's pipes that are still open here, and whoever
  /// reads from them would wait for its end.
  private static let starting = NSLock()

  /// Reads both of its ways out while it runs, and ends it when its time is over or enough is read.
  private static func follow(_ process: Process, seconds: Double, bytesMax: Int, name: String) throws -> Answer {
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    starting.lock()
    let (output, words) = (Pipe(), Pipe())
    for handle in [output.fileHandleForWriting, words.fileHandleForWriting] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    process.standardOutput = output
    process.standardError = words
    let started = Result { try process.run() }
    starting.unlock()
    try started.get()
    let end = GitEnd(process.processIdentifier)
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { end.overdue() }
    let said = NIOLockedValueBox(Data())
    let heard = DispatchGroup()
    DispatchQueue.global().async(group: heard) {
      let (all, _) = read(words.fileHandleForReading, upTo: wordsBytesMax, enough: {})
      said.withLockedValue { $0 = all }
    }
    let (all, isCut) = read(output.fileHandleForReading, upTo: bytesMax, enough: end.kill)
    heard.wait()
    ended.wait()
    guard !end.isOver() else {
      throw DeliveryFailure(.timeout, answer: "git \(name) took longer than \(Int(seconds)) seconds.")
    }
    return Answer(
      status: isCut ? 0 : process.terminationStatus, output: all,
      words: String(decoding: said.withLockedValue { $0 }, as: UTF8.self).trimmingCharacters(
        in: .whitespacesAndNewlines),
      isCut: isCut)
  }

  /// Empty at the end. A signal that comes meanwhile is no failure, which it would be to `availableData`.
  private static func next(_ handle: FileHandle) -> Data {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(handle.fileDescriptor, &buffer, buffer.count)
      if count >= 0 { return Data(buffer.prefix(count)) }
      if errno != EINTR { return Data() }
    }
  }

  /// To its end, keeping no more than the first bytes; `enough` is called once more than that has come.
  private static func read(_ handle: FileHandle, upTo limit: Int, enough: () -> Void) -> (Data, isCut: Bool) {
    var (all, isCut) = (Data(), false)
    while true {
      let some = next(handle)
      if some.isEmpty { return (all, isCut) }
      if all.count + some.count > limit, !isCut {
        isCut = true
        enough()
      }
      all.append(some.prefix(max(0, limit - all.count)))
    }
  }
}

/// How a run may be ended from another thread: the process and all that it has started, and only while it is there.
private final class GitEnd: Sendable {
  private let process: Int32
  private let state = NIOLockedValueBox((isDone: false, isOverdue: false))

  init(_ process: Int32) { self.process = process }

  func overdue() {
    state.withLockedValue { state in
      guard !state.isDone else { return }
      state.isOverdue = true
      end()
    }
  }

  func kill() { state.withLockedValue { if !$0.isDone { end() } } }

  private func end() {
    _ = Foundation.kill(-process, SIGKILL)
    _ = Foundation.kill(process, SIGKILL)
  }

  /// Nothing is ended from here on. Returns whether its time was over.
  func isOver() -> Bool {
    state.withLockedValue { state in
      state.isDone = true
      return state.isOverdue
    }
  }
}
