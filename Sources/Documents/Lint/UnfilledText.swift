/// Texts that stand for something that nobody has written yet.
enum Unfilled {
  /// Nothing, `[words]`, or a marker such as `TBD`.
  static func isUnfilled(_ value: String) -> Bool {
    let value = value.trimmed
    if value.isEmpty || isMarker(value) { return true }
    return value.hasPrefix("[") && value.hasSuffix("]") && Placeholders.found(in: value).count == 1
  }

  // MARK: Markers

  private static let markers = ["TBD", "TBC", "TBA", "TODO", "FIXME", "XXX", "NEEDS INPUT", "NEEDS CLARIFICATION"]

  /// Whether the words between brackets begin with a marker.
  static func isMarker(bracket words: String) -> Bool {
    let text = words.uppercased()
    if text.utf8.count > 1, text.utf8.allSatisfy({ $0 == .question }) { return true }
    return markers.contains { marker in
      text.hasPrefix(marker) && !(text.dropFirst(marker.count).first.map { $0.isLetter || $0.isNumber } ?? false)
    }
  }

  /// Whether a whole value is a marker: `TBD`, `*todo*`, `(TBD)`, `TODO: ask Sam`, `TBD (Sam)`; not `TODO comments are
  /// counted`.
  static func isMarker(_ value: String) -> Bool {
    let text = bare(value)
    if text.utf8.count > 1, text.utf8.allSatisfy({ $0 == .question }) { return true }
    guard text.utf8.count <= 200, let marker = markers.first(where: { text.uppercased().hasPrefix($0) }) else {
      return false
    }
    let rest = text.dropFirst(marker.count)
    if rest.isEmpty || rest == "." || rest == "?" || rest == "!" || rest == "…" { return true }
    guard text.hasPrefix(marker) else { return false }
    return rest.hasPrefix(":") || rest.hasPrefix("(") || rest.hasPrefix(" (") || rest.hasPrefix(" —")
      || rest.hasPrefix(" –") || rest.hasPrefix(" - ")
  }

  // MARK: Dates

  /// `DATE`, `Due date`, `ISO 8601 timestamp`, `YYYY-MM-DD`: what stands for a date between brackets.
  static func isDate(bracket words: String) -> Bool {
    let text = words.lowercased()
    return dates.contains(text) || text.hasPrefix("iso 8601") || isDatePattern(text)
  }

  private static let dates: Set<String> = [
    "date", "dates", "time", "timestamp", "date and time", "date/time", "datetime", "due date", "start date",
    "end date",
    "cleanup date", "target date", "review date", "today", "today's date", "insert date", "iso date", "iso timestamp",
  ]

  /// `YYYY-MM-DD`, `DD.MM.YYYY`, `yyyy/mm/dd hh:mm`.
  static func isDatePattern(_ value: String) -> Bool {
    let text = bare(value).lowercased()
    guard text.utf8.count <= 32, text.contains("yyyy"), text.contains("mm"), text.contains("dd") else { return false }
    return text.utf8.allSatisfy { byte in "ymdhstz-./: +".utf8.contains(byte) }
  }

  /// Without emphasis and parentheses around it. Code keeps its ticks: it is meant as it stands.
  static func bare(_ value: String) -> String {
    var text = Substring(value.trimmed)
    while let first = text.first, let last = text.last, text.count > 1,
      (first == last && (first == "*" || first == "_")) || (first == "(" && last == ")")
    {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }
}

/// A value that is still the list of what it could be.
enum Choices {
  static func isOpen(_ value: String) -> Bool {
    let text = Unfilled.bare(value)
    guard text.utf8.count <= 120, text.contains("/") || text.contains("|") else { return false }
    // A table's cell has a backslash before each `|`.
    let parts = text.lowercased().split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "|" }.map {
      ($0.hasSuffix("\\") ? $0.dropLast() : $0).trimmed
    }
    guard parts.count > 1, Set(parts).count == parts.count else { return false }
    if parts.count > 2, let last = parts.last, ["etc", "etc.", "...", "…"].contains(last) { return true }
    return pairs.contains { parts.allSatisfy($0.contains) }
      || (parts.count > 2 && scales.contains { parts.allSatisfy($0.contains) })
  }

  /// Two of these exclude each other.
  private static let pairs: [Set<String>] = [
    ["yes", "no", "n/a", "maybe", "partial", "partially", "unknown"], ["true", "false"], ["on", "off"],
    ["enabled", "disabled"], ["pass", "fail"], ["open", "closed"],
    [
      "draft", "in review", "review", "proposed", "pending", "accepted", "approved", "approved with modifications",
      "rejected", "deprecated", "superseded", "final", "published", "archived", "retired",
    ],
  ]

  /// Two of these are an estimate (`M/L`); three and more are the scale itself.
  private static let scales: [Set<String>] = [
    ["none", "very low", "low", "medium", "med", "moderate", "high", "very high", "critical", "severe"],
    ["xs", "s", "m", "l", "xl", "xxl"], ["small", "medium", "large", "extra large"], ["full", "partial", "none"],
    ["must", "should", "could", "won't"], ["p0", "p1", "p2", "p3", "p4"], ["counter", "gauge", "histogram", "summary"],
    ["sync", "async", "event", "batch"], ["todo", "doing", "done", "planned", "in progress", "implemented", "blocked"],
    ["internal", "external", "infrastructure"],
  ]

  /// Columns and labels that name choices and ask for none.
  static func areNamed(by label: String) -> Bool {
    let label = label.lowercased()
    return names.contains { label.contains($0) }
  }

  private static let names = [
    "option", "choice", "values", "allowed", "possible", "range", "enum", "format", "domain", "accepts", "alternatives",
  ]
}

/// `N/A` and what is said for it.
enum NotApplicable {
  /// Whether a value says that something does not apply, and not why.
  static func isUnjustified(_ value: String) -> Bool {
    let text = Unfilled.bare(value).lowercased()
    guard text.utf8.count <= 80, ["n/a", "n.a.", "not applicable"].contains(where: text.hasPrefix) || text == "na"
    else { return false }
    let words = text.replacing("n/a", with: " ").replacing("n.a.", with: " ").split { !$0.isLetter && !$0.isNumber }
    return words.allSatisfy { empty.contains(String($0)) }
  }

  private static let empty: Set<String> = ["na", "none", "not", "applicable", "nothing", "no", "yet", "tbd"]
}
