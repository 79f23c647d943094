import Documents

/// Words for a tool, made from a notice by a template in the tool's own form.
///
/// Whatever the template prints is escaped for the tool, but for what we have made ourselves: addresses and mentions.
package struct MessageTemplate: Sendable {
  private let source: String
  private let markup: Markup

  package init(_ source: String, markup: Markup) {
    self.source = source
    self.markup = markup
  }

  /// Throws a failure of the settings that says what is wrong with the template, and where.
  package func render(_ notice: Notice) throws(DeliveryFailure) -> String {
    do {
      let text = try Jinja.render(
        source, named: "template", variables: variables(of: notice), limits: .standard
      ) { [markup] text, _ in Trusted.escaping(text, with: markup.escape) }
      return text.trimmed
    } catch {
      throw DeliveryFailure(.settings, answer: "\(error)")
    }
  }

  /// `type`, `timestamp`, `summary`, `text`, `actor`, `stage`, `next_action`, `document`, `project`, `turns` (each with
  /// `mention`, `name`, `reason`, `role`), `items` (what was gathered, each with `summary`, `actor`, `text`) and `event`.
  private func variables(of notice: Notice) -> [String: Value] {
    [
      "type": .string(notice.type), "timestamp": .string(notice.timestamp), "summary": .string(notice.summary),
      "text": .string(notice.words), "actor": .string(notice.actorName), "stage": .string(notice.stage ?? ""),
      "next_action": .string(notice.nextAction ?? ""), "document": document(notice), "project": project(notice),
      "turns": .array(notice.turns.map(turn)), "items": .array((notice.gathered + [notice]).map(item)),
      "event": notice.event,
    ].mapValues(\.untrusted).merging(trusted(notice)) { $1 }
  }

  /// What must come through unescaped.
  private func trusted(_ notice: Notice) -> [String: Value] {
    guard let document = notice.document else { return [:] }
    return [
      "document": self.document(notice).untrusted.with("url", .string(Trusted.mark(document.url))),
      "turns": .array(
        notice.turns.map { turn($0).untrusted.with("mention", .string(Trusted.mark(markup.mention($0)))) }),
    ]
  }

  private func document(_ notice: Notice) -> Value {
    guard let document = notice.document else {
      return ["title": "", "url": "", "status": "", "stage": "", "slug": ""]
    }
    return [
      "id": .string(document.id), "slug": .string(document.slug), "title": .string(document.title),
      "status": .string(document.status), "stage": .string(document.stage), "url": .string(document.url),
      "owner": .string(document.owner), "step": .string(document.step ?? ""),
    ]
  }

  private func project(_ notice: Notice) -> Value {
    ["slug": .string(notice.project?.slug ?? ""), "title": .string(notice.project?.title ?? "")]
  }

  private func turn(_ turn: Notice.Turn) -> Value {
    [
      "user": .string(turn.user), "name": .string(turn.name), "mention": .string(turn.name),
      "reason": .string(turn.reason.replacing("_", with: " ")), "role": .string(turn.role ?? ""),
    ]
  }

  private func item(_ notice: Notice) -> Value {
    ["summary": .string(notice.summary), "actor": .string(notice.actorName), "text": .string(notice.words)]
  }
}

/// Marks what we have made ourselves among the words of others, by two characters for private use that are taken
/// out of everything else.
enum Trusted {
  private static let (begin, end): (Character, Character) = ("\u{F0000}", "\u{F0001}")

  static func mark(_ text: String) -> String { "\(begin)\(clean(text))\(end)" }

  static func clean(_ text: String) -> String { text.filter { $0 != begin && $0 != end } }

  static func escaping(_ text: String, with escape: (String) -> String) -> String {
    var (result, rest) = ("", text[...])
    while let start = rest.firstIndex(of: begin), let stop = rest[start...].firstIndex(of: end) {
      result += escape(String(rest[..<start])) + rest[rest.index(after: start)..<stop]
      rest = rest[rest.index(after: stop)...]
    }
    return result + escape(String(rest))
  }
}

extension Value {
  /// Without the marks of what is trusted, wherever they stand.
  fileprivate var untrusted: Value {
    switch self {
    case .string(let text): .string(Trusted.clean(text))
    case .array(let items): .array(items.map(\.untrusted))
    case .object(let members): .object(members.mapValues(\.untrusted))
    default: self
    }
  }

  fileprivate func with(_ name: String, _ value: Value) -> Value {
    guard case .object(var members) = self else { return self }
    members[name] = value
    return .object(members)
  }
}
