/// What was recognised in a template or a document. Encoded with snake_case keys for the API.
package struct Findings: Hashable, Sendable, Codable {
  package var variables: [Variable] = []
  package var placeholders: [Placeholder] = []
  package var conditionals: [Conditional] = []
  package var checklists: [Checklist] = []
  package var questions: [Question] = []
  package var signOffRoles: [SignOffRole] = []
  package var fields: [Field] = []
  package var tables: [TableFinding] = []
  package var relatedDocuments: [RelatedDocument] = []
  package var risks: [Risk] = []
  package var datedItems: [DatedItem] = []
  package var unrecognised: [Unrecognised] = []

  package init() {}

  enum CodingKeys: String, CodingKey {
    case variables, placeholders, conditionals, checklists, questions
    case signOffRoles = "sign_off_roles"
    case fields, tables
    case relatedDocuments = "related_documents"
    case risks
    case datedItems = "dated_items"
    case unrecognised
  }
}

/// A name that a Jinja expression needs when a document is opened.
package struct Variable: Hashable, Sendable, Codable {
  package var name: String
  /// `text` or `list` (a name that a `for` loop walks).
  package var kind: String
  package var line: Int

  package init(name: String, kind: String, line: Int) {
    self.name = name
    self.kind = kind
    self.line = line
  }
}

/// A `[…]` that somebody has still to fill.
package struct Placeholder: Hashable, Sendable, Codable {
  /// The words between the brackets.
  package var text: String
  package var section: String
  package var line: Int
  /// `prose`, `heading`, `table`, `fence` or `front_matter`.
  package var place: String

  package init(text: String, section: String, line: Int, place: String) {
    self.text = text
    self.section = section
    self.line = line
    self.place = place
  }
}

/// A `<!-- CONDITIONAL … -->` comment.
package struct Conditional: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable {
    /// Kept only where the project's configuration has a section of that name.
    case configurationSection = "configuration_section"
    /// An instruction to the author: nothing to decide by machine but the section named in it.
    case instruction
    /// A prose predicate about another document.
    case predicate
  }
  package var kind: Kind
  /// The configuration section that it asks for, where it names one.
  package var asksFor: String?
  /// The whole condition, white space folded.
  package var condition: String
  /// The exact sentence to write instead, where it gives one.
  package var fallback: String?
  package var section: String
  package var line: Int

  package init(kind: Kind, asksFor: String?, condition: String, fallback: String?, section: String, line: Int) {
    self.kind = kind
    self.asksFor = asksFor
    self.condition = condition
    self.fallback = fallback
    self.section = section
    self.line = line
  }

  enum CodingKeys: String, CodingKey {
    case kind
    case asksFor = "asks_for"
    case condition, fallback, section, line
  }
}

package struct Checklist: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case mustVerify = "must_verify"
    case shouldCheck = "should_check"
    case plain
    case questions
  }
  package var id: String
  package var title: String
  package var kind: Kind
  package var section: String
  package var items: [ChecklistItem]

  package init(id: String, title: String, kind: Kind, section: String, items: [ChecklistItem]) {
    self.id = id
    self.title = title
    self.kind = kind
    self.section = section
    self.items = items
  }
}

package struct ChecklistItem: Hashable, Sendable, Codable {
  /// Unique in the document; stays while the item's text stays.
  package var id: String
  package var text: String
  package var required: Bool
  /// Ticked by hand in the authored text.
  package var ticked: Bool
  package var line: Int

  package init(id: String, text: String, required: Bool, ticked: Bool, line: Int) {
    self.id = id
    self.text = text
    self.required = required
    self.ticked = ticked
    self.line = line
  }
}

package struct Question: Hashable, Sendable, Codable {
  package struct Option: Hashable, Sendable, Codable {
    /// `A`, `B`, … as written, or made so.
    package var key: String
    package var text: String

    package init(key: String, text: String) {
      self.key = key
      self.text = text
    }
  }
  package var id: String
  package var text: String
  package var options: [Option]
  package var recommendation: String?
  /// Ticked or decided by hand in the authored text.
  package var answered: Bool
  package var blocking: Bool
  package var section: String
  package var line: Int

  package init(
    id: String, text: String, options: [Option], recommendation: String?, answered: Bool, blocking: Bool,
    section: String, line: Int
  ) {
    self.id = id
    self.text = text
    self.options = options
    self.recommendation = recommendation
    self.answered = answered
    self.blocking = blocking
    self.section = section
    self.line = line
  }
}

package struct SignOffRole: Hashable, Sendable, Codable {
  /// `technical-lead`: the role as users hold it.
  package var role: String
  /// `Technical Lead`: as the table writes it.
  package var title: String
  package var line: Int

  package init(role: String, title: String, line: Int) {
    self.role = role
    self.title = title
    self.line = line
  }
}

/// A place that the tool fills in from the log: status, version, date, reviewer, title, owner, author.
package struct Field: Hashable, Sendable, Codable {
  /// The label as written.
  package var label: String
  /// `status`, `version`, `created`, `updated`, `approved_at`, `started_at`, `completed_at`, `date`, `reviewers`,
  /// `author`, `owner`, `title`, `stage`, `project` or `other`.
  package var meaning: String
  package var value: String
  /// `front_matter`, `bold_header`, `control_table`, `heading`, `footer` or `quote`.
  package var form: String
  package var line: Int

  package init(label: String, meaning: String, value: String, form: String, line: Int) {
    self.label = label
    self.meaning = meaning
    self.value = value
    self.form = form
    self.line = line
  }
}

/// A table whose meaning is known: `revision_history`, `changelog`, `sign_off`, `document_control`, `questions`, …
package struct TableFinding: Hashable, Sendable, Codable {
  package var meaning: String
  package var section: String
  package var line: Int
  package var columns: [String]
  package var rows: Int

  package init(meaning: String, section: String, line: Int, columns: [String], rows: Int) {
    self.meaning = meaning
    self.section = section
    self.line = line
    self.columns = columns
    self.rows = rows
  }
}

package struct RelatedDocument: Hashable, Sendable, Codable {
  package var title: String
  package var target: String
  package var line: Int

  package init(title: String, target: String, line: Int) {
    self.title = title
    self.target = target
    self.line = line
  }
}

package struct Risk: Hashable, Sendable, Codable {
  /// As written; `risk-1`, `risk-2`, … where the table has no column for it.
  package var id: String
  package var text: String
  package var status: String?
  package var line: Int

  package init(id: String, text: String, status: String?, line: Int) {
    self.id = id
    self.text = text
    self.status = status
    self.line = line
  }
}

/// Something with a date that comes due, such as a feature flag's Cleanup Date.
package struct DatedItem: Hashable, Sendable, Codable {
  package var label: String
  package var kind: String
  package var date: String
  package var line: Int

  package init(label: String, kind: String, date: String, line: Int) {
    self.label = label
    self.kind = kind
    self.date = date
    self.line = line
  }
}

/// Something that could be meant otherwise than it was read, so that an author can correct it.
package struct Unrecognised: Hashable, Sendable, Codable {
  /// `bracket` (one that was not taken for a placeholder), `comment`, `date_pattern`, `field` or `unclosed_fence`.
  package var what: String
  package var text: String
  package var line: Int
  /// What it was taken for: a sentence.
  package var reason: String

  package init(what: String, text: String, line: Int, reason: String) {
    self.what = what
    self.text = text
    self.line = line
    self.reason = reason
  }
}
