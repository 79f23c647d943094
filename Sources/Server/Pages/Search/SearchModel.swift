import Documents
import Ledger
import Workflow

/// The search as its page shows it.
struct SearchModel {
  /// What the form offers for each filter.
  struct Choices {
    let projects: [(slug: String, title: String)]
    let templates: [String]
    let people: [String]
  }

  let filters: SearchFilters
  let words: PageWords
  let reader: String
  let choices: Choices
  let saved: [SavedSearch]

  func value(_ found: DocumentListing.Found) -> Value {
    form.merging([
      "rows": .array(found.rows), "found": .bool(!found.rows.isEmpty), "searched": true,
      "none": .bool(found.rows.isEmpty && !filters.isEmpty), "empty": .bool(found.rows.isEmpty && filters.isEmpty),
      "count": .string(
        found.next == nil ? PageWords.count(found.rows.count, "document") : "\(found.rows.count) documents"),
      "next": Value(found.next.map { filters.address(at: Page.cursor($0)) }),
    ])
  }

  /// The form with what was asked for, and what is wrong with it.
  func value(_ problem: Problem) -> Value {
    form.merging(["problem": PageProblems.model(problem), "searched": false])
  }

  private var form: Value {
    [
      "q": Value(filters["q"]), "stage": Value(filters["stage"]), "updated_since": Value(filters["updated_since"]),
      "statuses": options(DocumentState.Status.allCases.map { ($0.rawValue, PageWords.status($0.rawValue)) }, "status"),
      "projects": options(choices.projects.map { ($0.slug, $0.title) }, "project"),
      "templates": options(choices.templates.map { ($0, $0) }, "template"),
      "owners": options(people, "owner"), "reviewers": options(people, "reviewer"),
      "waited_on": options(people, "waiting_on"), "narrowed": .bool(filters.isNarrowed),
      "saved": .array(saved.map(SavedSearchRoutes.show)), "has_saved": .bool(!saved.isEmpty),
      "given": .array(filters.given.sorted { $0.key < $1.key }.map { ["name": .string($0), "value": .string($1)] }),
      "asked": .bool(!filters.isEmpty), "address": .string(filters.address()),
      "chips": .array(
        filters.chips(shown).map {
          ["label": .string($0.label), "value": .string($0.value), "without": .string($0.without)]
        }),
    ]
  }

  /// The reader first, then the others by name.
  private var people: [(String, String)] {
    let others = choices.people.filter { $0 != reader }.map { ($0, words.name($0)) }
    return [(reader, words.name(reader) + " (you)")] + others.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
  }

  /// With what was asked for among them, even where it is none of them.
  private func options(_ all: [(String, String)], _ name: String) -> Value {
    let chosen = filters[name]
    let missing = chosen.flatMap { chosen in all.contains { $0.0 == chosen } ? nil : [(chosen, chosen)] } ?? []
    return .array(
      (all + missing).map {
        ["value": .string($0.0), "name": .string($0.1), "chosen": .bool($0.0 == chosen)]
      })
  }

  private func shown(_ name: String, _ value: String) -> String {
    switch name {
    case "status": PageWords.status(value)
    case "stage": PageWords.role(value)
    case "owner", "reviewer", "waiting_on": words.name(value)
    case "project": choices.projects.first { $0.slug == value }?.title ?? value
    default: value
    }
  }
}
