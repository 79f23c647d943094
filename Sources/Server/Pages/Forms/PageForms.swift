import HTTPTypes

/// Every form that pages have.
extension PageForm {
  static let all: [PageForm] = documents + review + projects + integrations

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

  private static let projects: [PageForm] = [
    PageForm("projects", .post, "projects", ["restricted": .flag], to: "projects/{slug}"),
    PageForm("documents", .post, "documents", ["reviewers": .texts], to: "documents/{slug}"),
    PageForm("searches", .post, "searches"), PageForm("searches/{id}/deletion", .delete, "searches/{id}"),
  ]

  private static let integrations: [PageForm] = [
    PageForm(
      "integrations/endpoints/{id}/settings", .patch, "endpoints/{id}",
      ["enabled": .flag, "event_types": .texts, "projects": .texts]),
    PageForm("integrations/endpoints/{id}/enablement", .post, "endpoints/{id}/enablement"),
    PageForm(
      "integrations/endpoints/{id}/test", .post, "endpoints/{id}/test", to: "integrations/deliveries/{delivery}"),
    PageForm(
      "integrations/endpoints/{id}/replay", .post, "endpoints/{id}/replay", ["after": .number, "until": .number]),
    PageForm("integrations/endpoints/{id}/deletion", .delete, "endpoints/{id}", to: "integrations"),
    PageForm("integrations/deliveries/{id}/retry", .post, "deliveries/{id}/retry"),
    PageForm("integrations/connections/{id}/reconciliation", .post, "connections/{id}/reconciliation"),
    PageForm("integrations/connections/{id}/deletion", .delete, "connections/{id}", to: "integrations"),
    PageForm(
      "integrations/connections/{id}/receipts/{receipt}/retry", .post, "connections/{id}/receipts/{receipt}/retry"),
  ]
}
