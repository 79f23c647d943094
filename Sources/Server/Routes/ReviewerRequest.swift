import Documents
import Workflow

/// Reviewers as a request names them: a user's id, `{user, required}`, or a group, `{group, people, count}`.
enum ReviewerRequest {
  /// The list under `reviewers`; the terms are empty for those who are optional.
  static func list(_ fields: Fields) throws(Refusal) -> [ReviewerAdded] {
    var added: [ReviewerAdded] = []
    for (index, item) in (try fields.optionalList("reviewers") ?? []).enumerated() {
      if case .string(let user) = item {
        added.append(ReviewerAdded(user: user))
      } else {
        added += try one(try Fields(item, prefix: "reviewers[\(index)]"))
      }
    }
    return added
  }

  static func one(_ fields: Fields) throws(Refusal) -> [ReviewerAdded] {
    guard let group = try fields.optionalText("group") else {
      return [ReviewerAdded(user: try fields.text("user"), required: try fields.optionalFlag("required"))]
    }
    guard let people = try fields.optionalTexts("people"), !people.isEmpty else {
      throw fields.refusal("people", "must list the members of the group.")
    }
    let count = try fields.optionalNumber("count") ?? people.count
    guard (1...people.count).contains(count) else {
      throw fields.refusal("count", "must be from 1 to \(people.count), the number of people in the group.")
    }
    return people.map { ReviewerAdded(user: $0, group: group, groupCount: count) }
  }
}
