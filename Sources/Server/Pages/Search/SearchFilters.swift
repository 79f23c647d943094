import Documents
import Ledger
import Workflow

/// What is searched for: the filters of `GET /documents`, as an address says them.
struct SearchFilters {
  static let names = [
    "q", "project", "status", "stage", "owner", "reviewer", "waiting_on", "template", "updated_since",
  ]
  private static let labels = [
    "q": "Words", "project": "Project", "status": "Status", "stage": "Stage", "owner": "Owner",
    "reviewer": "Reviewer", "waiting_on": "Waits for", "template": "Template", "updated_since": "Changed since",
  ]

  /// What was filled in, by name.
  private(set) var given: [String: String] = [:]

  /// `value` gives what an address says of a name. A field that was left empty asks for nothing.
  init(_ value: (String) -> String?) {
    for name in Self.names {
      guard let text = value(name)?.trimmed, !text.isEmpty else { continue }
      given[name] = text
    }
  }

  subscript(_ name: String) -> String? { given[name] }

  var isEmpty: Bool { given.isEmpty }
  /// Whether more is asked for than words.
  var isNarrowed: Bool { given.keys.contains { $0 != "q" } }

  func filter(hidden: Set<String>) throws(Refusal) -> DocumentFilter {
    var filter = DocumentFilter()
    filter.hidden = hidden
    filter.project = given["project"]
    filter.stage = given["stage"]
    filter.owner = given["owner"]
    filter.reviewer = given["reviewer"]
    filter.template = given["template"]
    if let status = given["status"] {
      guard DocumentState.Status(rawValue: status) != nil else {
        let words = DocumentState.Status.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal.field("status", "must be one of \(words).")
      }
      filter.status = status
    }
    if let words = given["q"] { filter.words = try WordsQuery(words) }
    if let text = given["updated_since"] {
      guard let time = Timestamp(text) else {
        throw Refusal.field("updated_since", "must be a date such as 2026-11-21.")
      }
      filter.updatedSince = time
    }
    return filter
  }

  /// The address of this search: what one keeps. Without one of its filters, or at a later page.
  func address(without left: String? = nil, at cursor: String? = nil) -> String {
    var parts = Self.names.compactMap { name in
      name == left ? nil : given[name].map { "\(name)=\(FormCoding.encoded($0))" }
    }
    if let cursor { parts.append("cursor=" + FormCoding.encoded(cursor)) }
    return "/search" + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
  }

  /// What was asked for besides words: each with the address of the search without it. `shown` says a value to people.
  func chips(_ shown: (_ name: String, _ value: String) -> String) -> [(label: String, value: String, without: String)]
  {
    Self.names.compactMap { name in
      guard name != "q", let value = given[name], let label = Self.labels[name] else { return nil }
      return (label, shown(name, value), address(without: name))
    }
  }
}
