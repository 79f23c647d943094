import Foundation
import TestSupport
import Testing

/// What the pages of `docs/` show is what happens.
@Suite struct FollowingTheDocs {
  private static let docs = ProjectFolder.url.appending(path: "docs")

  @Test(
    "every example of a page gives what the page says",
    arguments: ["templates.md", "policies.md", "pipelines.md", "audit.md", "proofs.md", "signing-in.md"])
  func follow(page: String) throws {
    let text = try String(contentsOf: Self.docs.appending(path: page), encoding: .utf8)
    let daemon = try TestDaemon()
    try daemon.start()
    let folder = daemon.directory.appending(path: "examples")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let fences = Fence.all(in: text)
    #expect(fences.contains { $0.info == "console" })
    for fence in fences {
      if let file = fence.file {
        try Data(fence.text.utf8).write(to: folder.appending(path: file))
      } else if fence.info == "console" {
        for step in fence.steps {
          let printed = try daemon.shell(step.command, in: folder)
          #expect(lines(printed) == lines(step.output), "\(page): \(step.command)\n\(printed)")
        }
      }
    }
    #expect(daemon.stop() == 0)
  }

  private func lines(_ text: String) -> [String] {
    var lines = text.components(separatedBy: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}

/// A code fence of a page: a file to save (`markdown change.md`), or commands with what they print (`console`).
struct Fence {
  let info: String
  let text: String

  var file: String? {
    let words = info.split(separator: " ")
    return words.count == 2 ? String(words[1]) : nil
  }

  var steps: [(command: String, output: String)] {
    var steps: [(command: String, output: String)] = []
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("$ ") {
        steps.append((String(line.dropFirst(2)), ""))
      } else if !steps.isEmpty {
        steps[steps.count - 1].output += line + "\n"
      }
    }
    return steps
  }

  /// Fences of at least three backticks; a longer one may hold a shorter one.
  static func all(in page: String) -> [Fence] {
    var fences: [Fence] = []
    var open: (marks: Substring, info: String, lines: [String])?
    for line in page.components(separatedBy: "\n") {
      let marks = line.prefix { $0 == "`" }
      if let (opening, info, lines) = open {
        if marks.count >= opening.count, line.count == marks.count {
          fences.append(Fence(info: info, text: lines.map { $0 + "\n" }.joined()))
          open = nil
        } else {
          open = (opening, info, lines + [line])
        }
      } else if marks.count >= 3 {
        open = (marks, String(line.dropFirst(marks.count)), [])
      }
    }
    return fences
  }
}
