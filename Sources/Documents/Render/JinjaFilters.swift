/// The filters of the template language, by the place where they are written.
enum JinjaFilters {
  typealias Filter =
    @Sendable (JinjaValue, JinjaArguments, inout JinjaRenderer) throws(TemplateError) -> JinjaValue

  private static let filters: [String: Filter] = JinjaTextFilters.filters.merging(JinjaListFilters.filters) { $1 }
    .merging(JinjaSelecting.filters) { $1 }.merging(JinjaSorting.filters) { $1 }.merging(JinjaNumberFilters.filters) {
      $1
    }

  static let names = Set(filters.keys).union(["default", "d"])

  static func apply(
    _ name: String, to value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    if name == "default" || name == "d" { return try fallBack(value, arguments, renderer) }
    guard let filter = filters[name] else {
      throw renderer.failure(.syntax, "There is no filter '\(name)' in this template language.")
    }
    if name != "items" { _ = try renderer.defined(value) }
    return try renderer.deeper { renderer throws(TemplateError) in try filter(value, arguments, &renderer) }
  }

  private static func fallBack(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["default_value", "boolean"], renderer)
    let other = given[0] ?? .text("")
    if value.isUndefined { return other }
    guard let isForFalse = given[1], try renderer.isTrue(isForFalse) else { return value }
    return try renderer.isTrue(value) ? value : other
  }
}
