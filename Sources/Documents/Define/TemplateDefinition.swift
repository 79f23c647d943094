/// What a template's author says of it beside the Markdown: corrections of what was found, and additions to it.
package struct TemplateDefinition: Hashable, Sendable {
  package struct VariableDefinition: Hashable, Sendable {
    package let name: String
    /// `text` or `list`.
    package let kind: String
    package let description: String?
    /// Makes the variable optional.
    package let defaultValue: Value?
  }

  struct ConditionalDefinition: Hashable, Sendable {
    /// A heading or a section's id.
    let section: String
    let when: ConfigurationPredicate
    let asksFor: String
    let otherwise: String?
  }

  struct ChecklistDefinition: Hashable, Sendable {
    let section: String
    let kind: Checklist.Kind
  }

  struct QuestionDefinition: Hashable, Sendable {
    /// The question's id, its text, or the section that it stands in; nil for all of them.
    let match: String?
    let blocking: Bool
  }

  package internal(set) var variables: [VariableDefinition] = []
  /// Words between brackets that are no placeholders.
  var ignoredPlaceholders: Set<String> = []
  var conditionals: [ConditionalDefinition] = []
  var checklists: [ChecklistDefinition] = []
  var questions: [QuestionDefinition] = []
  /// The whole list of roles, as titles; nil leaves what was found.
  var signOffRoles: [String]?
  /// The meaning of a field, as in ``Field/meaning``, by its label in lower case.
  var fieldMeanings: [String: String] = [:]

  package init() {}

  var defaults: [String: Value] {
    Dictionary(variables.compactMap { variable in variable.defaultValue.map { (variable.name, $0) } }) { $1 }
  }

  func predicate(for section: String) -> ConfigurationPredicate? {
    conditionals.first { $0.section == section || Slug.of(String(Slug.withoutNumbering($0.section))) == section }?.when
  }

  /// What a field means: as the definition has it, else by its label.
  func meaning(of label: String) -> String {
    fieldMeanings[label.lowercased()] ?? FieldMeaning.of(label)
  }
}
