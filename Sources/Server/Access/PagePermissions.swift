import HTTPTypes

/// Who may open which page. What stands in it, and what its forms do, the routes of the interface decide: a page asks them
/// for the same caller.
enum PagePermissions {
  static let all: [Permission] = outside + pages + adminPages + editing + forms

  private static func page(_ method: String, _ path: String, _ who: Permission.Who, _ note: String) -> Permission {
    Permission(method, path, who, note, isPage: true)
  }

  private static let outside: [Permission] = [
    page("GET", "/assets/{name}", .anyone, ""), page("GET", "/sign-in", .anyone, ""),
    page("POST", "/sign-in", .anyone, "With a person's own token."), page("POST", "/sign-out", .anyone, ""),
  ]

  private static let pages: [Permission] = [
    "/", "/documents/{id}", "/documents/{id}/edit", "/documents/{id}/compare", "/documents/{id}/history",
    "/documents/{id}/history/{seq}/proof", "/documents/{id}/print", "/projects", "/projects/{slug}", "/search",
    "/audit",
    "/integrations", "/reports",
  ].map { page("GET", $0, .reader, "A page, for those who are signed in with a browser.") }

  private static let adminPages: [Permission] =
    [
      "/integrations/endpoints/new", "/integrations/endpoints/{id}", "/integrations/connections/new",
      "/integrations/connections/{id}", "/integrations/connections/{id}/receipts/{receipt}",
      "/integrations/deliveries/{id}",
    ].map { page("GET", $0, .admin, "A page, for those who are signed in with a browser.") }
    + [
      "/integrations/endpoints", "/integrations/endpoints/{id}/secret", "/integrations/connections",
    ].map { page("POST", $0, .reader, "A page's form; its answer shows a secret once.") }

  private static let editing: [Permission] = ["/documents/{id}/edit", "/documents/{id}/edit/merge"].map {
    page("POST", $0, .reader, "A page's form: as PUT /api/v1/documents/{id}/content.")
  }

  private static let forms: [Permission] =
    [
      page("POST", "/tour", .reader, "Hides the tour, in one's own browser.")
    ]
    + PageForm.all.map {
      page("POST", "/" + $0.path, .reader, "A page's form: as \($0.method.rawValue) /api/v1/\($0.target).")
    }
}
