extension Recogniser {
  /// What was found, corrected and completed by a template's definition.
  package static func findings(in document: ParsedDocument, definition: TemplateDefinition?) -> Findings {
    let found = findings(in: document)
    return definition.map { $0.applied(to: found, in: document) } ?? found
  }
}

extension TemplateDefinition {
  func applied(to found: Findings, in document: ParsedDocument) -> Findings {
    var findings = found
    findings.placeholders.removeAll { ignoredPlaceholders.contains($0.text) }
    applyVariables(to: &findings)
    applyConditionals(to: &findings, in: document)
    for index in findings.checklists.indices { apply(to: &findings.checklists[index]) }
    for index in findings.questions.indices { apply(to: &findings.questions[index]) }
    for index in findings.fields.indices {
      findings.fields[index].meaning = meaning(of: findings.fields[index].label)
    }
    findings.unrecognised.removeAll { $0.what == "field" && fieldMeanings[$0.text.lowercased()] != nil }
    if let signOffRoles {
      let lines = Dictionary(found.signOffRoles.map { ($0.title, $0.line) }, uniquingKeysWith: { first, _ in first })
      findings.signOffRoles = signOffRoles.map {
        SignOffRole(role: SectionIdentity.slug(of: $0), title: $0, line: lines[$0] ?? 1)
      }
    }
    return findings
  }

  private func applyVariables(to findings: inout Findings) {
    for variable in variables {
      if let index = findings.variables.firstIndex(where: { $0.name == variable.name }) {
        findings.variables[index].kind = variable.kind
      } else {
        findings.variables.append(Variable(name: variable.name, kind: variable.kind, line: 1))
      }
    }
  }

  private func applyConditionals(to findings: inout Findings, in document: ParsedDocument) {
    for conditional in conditionals {
      guard let section = document.section(defined: conditional.section) else { continue }
      if let index = findings.conditionals.firstIndex(where: { $0.section == section.id }) {
        findings.conditionals[index].kind = .configurationSection
        findings.conditionals[index].asksFor = conditional.asksFor
        findings.conditionals[index].fallback = conditional.otherwise ?? findings.conditionals[index].fallback
      } else {
        findings.conditionals.append(
          Conditional(
            kind: .configurationSection, asksFor: conditional.asksFor, condition: "when \(conditional.asksFor)",
            fallback: conditional.otherwise, section: section.id, line: section.lines.lowerBound))
      }
    }
    findings.conditionals.sort { $0.line < $1.line }
  }

  private func apply(to checklist: inout Checklist) {
    guard let kind = checklists.first(where: { Self.names($0.section, checklist.section, checklist.title) })?.kind
    else {
      return
    }
    checklist.kind = kind
    for index in checklist.items.indices { checklist.items[index].required = kind == .mustVerify }
  }

  private func apply(to question: inout Question) {
    for defined in questions {
      guard let match = defined.match else {
        question.blocking = defined.blocking
        continue
      }
      if match == question.id || match == question.text || Self.names(match, question.section, "") {
        question.blocking = defined.blocking
      }
    }
  }

  /// Whether a definition's `section` is that id or heading.
  private static func names(_ name: String, _ id: String, _ title: String) -> Bool {
    name == id || name == title || Slug.of(String(Slug.withoutNumbering(name))) == id
  }
}

extension ParsedDocument {
  /// By id, heading, or heading without its numbering.
  fileprivate func section(defined name: String) -> Section? {
    section(named: name) ?? section(named: Slug.of(String(Slug.withoutNumbering(name))))
  }
}
