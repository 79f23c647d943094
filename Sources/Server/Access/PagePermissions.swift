import HTTPTypes

/// Who may open which page. What stands in it, and what its forms do, the routes of the interface decide: a page asks them
/// for the same caller.
enum PagePermissions {
  static let all: [Permission] = outside + pages + adminPages + forms

  private static let outside: [Permission] = [
    Permission("GET", "/assets/{name}", .anyone), Permission("GET", "/sign-in", .anyone),
    Permission("POST", "/sign-in", .anyone), Permission("POST", "/sign-out", .anyone),
  ]

  private static let pages: [Permission] = [
    "/", "/documents/{id}", "/projects", "/projects/{slug}", "/search", "/integrations", "/reports",
  ].map { Permission("GET", $0, .reader, "A page, for those who are signed in with a browser.") }

  private static let adminPages: [Permission] =
    [
      "/integrations/endpoints/new", "/integrations/endpoints/{id}", "/integrations/connections/new",
      "/integrations/connections/{id}", "/integrations/deliveries/{id}",
    ].map { Permission("GET", $0, .admin, "A page, for those who are signed in with a browser.") }
    + [
      "/integrations/endpoints", "/integrations/endpoints/{id}/secret", "/integrations/connections",
    ].map { Permission("POST", $0, .admin, "A page's form, whose answer shows a secret once.") }

  private static let forms: [Permission] = PageForm.all.map {
    Permission("POST", "/" + $0.path, .reader, "A page's form: as \($0.method.rawValue) /api/v1/\($0.target).")
  }
}
