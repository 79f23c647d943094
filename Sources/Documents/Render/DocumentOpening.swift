/// A template made into the first revision of a document.
package struct OpenedText: Hashable, Sendable {
  package let markdown: String
  package let decisions: [ConditionalDecision]
}

package enum DocumentOpening {
  /// Jinja first, then the `[…]` that have a value, then the conditionals that the configuration decides.
  ///
  /// `title` is also there for expressions and for `[Feature Name]`, `[Document Title]` and the like; a variable of
  /// that name goes before it. Variables that the definition gives a default need no value.
  package static func render(
    template: String, named name: String, title: String, variables: [String: Value], configuration: [String: Value],
    definition: TemplateDefinition? = nil, limits: RenderLimits = .standard
  ) throws(TemplateError) -> OpenedText {
    var values = definition?.defaults ?? [:]
    values["title"] = .string(title)
    values.merge(variables) { $1 }
    let places = TextPlaces(template)
    let rendered = try Jinja.render(template, named: name, variables: values, limits: limits) { text, line in
      places.escape(text, line: line)
    }
    let filled = PlaceholderFilling.fill(rendered, title: title, values: values)
    return ConditionalDeciding.decide(filled, configuration: configuration, definition: definition)
  }
}
