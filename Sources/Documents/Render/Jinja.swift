/// Renders the template language: a subset of Jinja, strict about names, bounded in output, steps and depth.
/// `docs/template-language.md` says what it has.
package enum Jinja {
  /// The text of a template; its line endings and its final newline stay as they are.
  ///
  /// - Parameter escape: is given what each expression prints, with its line, and returns what is written.
  /// - Throws: `TemplateError`, with the line and, for an undefined name, the name.
  package static func render(
    _ template: String, named name: String, variables: [String: Value], limits: RenderLimits = .standard,
    escape: ((_ text: String, _ line: Int) -> String)? = nil
  ) throws(TemplateError) -> String {
    let pieces = try JinjaLexer.pieces(of: template, name: name)
    let nodes = try JinjaParser.parse(pieces, name: name, limits: limits)
    var renderer = JinjaRenderer(name: name, limits: limits, variables: variables, escape: escape)
    try renderer.render(nodes)
    return String(decoding: renderer.output, as: UTF8.self)
  }

  /// The free names of a template; none where it cannot be parsed.
  package static func variables(in template: String) -> [Variable] {
    JinjaNames.variables(in: template)
  }

  /// What the language has, for its page.
  package static var filterNames: Set<String> { JinjaFilters.names }
  package static var testNames: Set<String> { JinjaTests.names }
}
