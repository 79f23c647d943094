import HTTPTypes

/// Every form that pages have.
extension PageForm {
  static let all: [PageForm] = documents + review

  private static let documents: [PageForm] = [
    PageForm("documents/{id}/submission", .post, "documents/{id}/submission"),
    PageForm("documents/{id}/withdrawal", .delete, "documents/{id}/submission"),
    PageForm("documents/{id}/reviewers", .post, "documents/{id}/reviewers"),
    PageForm("documents/{id}/reopening", .post, "documents/{id}/reopening"),
    PageForm("documents/{id}/deprecation", .post, "documents/{id}/deprecation"),
  ]

  private static let review: [PageForm] = [
    PageForm(
      "documents/{id}/comments", .post, "documents/{id}/comments",
      ["anchor.line_start": .number, "anchor.line_end": .number]),
    PageForm("documents/{id}/comments/{comment}/edit", .patch, "documents/{id}/comments/{comment}"),
    PageForm("documents/{id}/comments/{comment}/resolution", .post, "documents/{id}/comments/{comment}/resolution"),
    PageForm("documents/{id}/comments/{comment}/reopening", .delete, "documents/{id}/comments/{comment}/resolution"),
    PageForm("documents/{id}/checklists/{item}", .put, "documents/{id}/checklists/{item}"),
    PageForm("documents/{id}/questions/{question}", .put, "documents/{id}/questions/{question}"),
    PageForm("documents/{id}/verdicts", .post, "documents/{id}/verdicts", ["revision": .number]),
    PageForm("documents/{id}/verdicts/{verdict}/withdrawal", .delete, "documents/{id}/verdicts/{verdict}"),
    PageForm(
      "documents/{id}/obligations/{obligation}/verification", .post,
      "documents/{id}/obligations/{obligation}/verification", ["revision": .number]),
    PageForm("documents/{id}/turn", .post, "documents/{id}/turn"),
    PageForm("documents/{id}/reviews", .post, "documents/{id}/reviews", ["revision": .number]),
    PageForm("documents/{id}/gate/override", .post, "documents/{id}/gate/override"),
  ]
}
