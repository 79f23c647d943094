import Foundation

/// Shows on the standard error how far a long task has come: a bar at a terminal, a line every tenth elsewhere.
struct ProgressBar {
  private static let width = 30
  private let title: String
  private let total: Int
  private var shown = -1

  init(_ title: String, of total: Int) {
    self.title = title
    self.total = max(1, total)
  }

  mutating func show(_ done: Int) {
    let percent = min(100, done * 100 / total)
    guard percent != shown else { return }
    if System.isErrorTerminal {
      let filled = percent * Self.width / 100
      let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: Self.width - filled)
      System.writeError("\r\(title)  \(bar) \(percent) %" + (percent == 100 ? "\n" : ""))
    } else if percent / 10 != shown / 10 || shown < 0 {
      System.printError("\(title): \(percent) %")
    }
    shown = percent
  }
}
