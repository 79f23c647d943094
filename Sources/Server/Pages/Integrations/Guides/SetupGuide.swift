import Documents
import Workflow

/// How a tool is connected: what to do there, and what to fill in here.
struct SetupGuide: Sendable {
  /// One of several ways that lead there; the only one has no title.
  struct Way: Sendable {
    let title: String?
    let steps: [String]
  }

  struct Field: Sendable {
    enum Kind: Sendable {
      case text, secret, long
      /// What is sent, and how it is called.
      case choice([(value: String, name: String)])
    }

    /// As the interface calls it, such as `settings.token`.
    let name: String
    let label: String
    let kind: Kind
    let hint: String?
    let value: String?
    let isRequired: Bool

    init(
      _ name: String, _ label: String, _ kind: Kind = .text, hint: String? = nil, value: String? = nil,
      isRequired: Bool = false
    ) {
      self.name = name
      self.label = label
      self.kind = kind
      self.hint = hint
      self.value = value
      self.isRequired = isRequired
    }
  }

  let kind: String
  let title: String
  /// What comes of it, in one sentence.
  let comes: String
  let ways: [Way]
  let fields: [Field]

  init(_ kind: String, _ title: String, comes: String, _ steps: [String], _ fields: [Field]) {
    self.init(kind, title, comes: comes, ways: [Way(title: nil, steps: steps)], fields)
  }

  init(_ kind: String, _ title: String, comes: String, ways: [Way], _ fields: [Field]) {
    (self.kind, self.title, self.comes, self.ways, self.fields) = (kind, title, comes, ways, fields)
  }

  /// With what was typed already, and what was wrong with it.
  func value(typed: FormCoding?, problem: Problem?) -> Value {
    [
      "kind": .string(kind), "title": .string(title), "comes": .string(comes),
      "ways": .array(
        ways.map { ["title": Value($0.title), "steps": .array($0.steps.map(Value.string))] }),
      "fields": .array(fields.map { $0.value(typed: typed, problem: problem) }),
      "problem": problem.map(PageProblems.model) ?? .null,
    ]
  }
}

extension SetupGuide {
  /// Of an endpoint of that kind.
  static func endpoint(_ kind: String) -> SetupGuide? {
    (programs + chats + trackers).first { $0.kind == kind }
  }
}

extension SetupGuide.Field {
  /// The same field of what is there already: left empty, it stays as it is.
  var forChange: SetupGuide.Field {
    var kind = kind
    if case .choice(let choices) = kind { kind = .choice([("", "As it is")] + choices) }
    return SetupGuide.Field(name, label, kind, hint: hint)
  }

  func value(typed: FormCoding?, problem: Problem?) -> Value {
    let value = typed.map { $0[name] ?? "" } ?? self.value ?? ""
    let fault = problem?.errors.first { $0.field == name }?.message
    var model: Value = [
      "name": .string(name), "id": .string("_f-" + name.replacing(".", with: "-")), "label": .string(label),
      "hint": Value(hint), "value": .string(value), "required": .bool(isRequired), "fault": Value(fault),
      "described": .bool(hint != nil || fault != nil), "text": false, "secret": false, "long": false, "choice": false,
    ]
    switch kind {
    case .text: model = model.merging(["text": true])
    case .secret: model = model.merging(["secret": true])
    case .long: model = model.merging(["long": true])
    case .choice(let choices):
      let options = choices.map { choice -> Value in
        ["value": .string(choice.value), "name": .string(choice.name), "chosen": .bool(choice.value == value)]
      }
      model = model.merging(["choice": true, "options": .array(options)])
    }
    return model
  }
}
