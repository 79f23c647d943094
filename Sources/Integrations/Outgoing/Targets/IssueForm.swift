/// How a tracker's texts are made: in its own markup, cut to its limits.
package struct IssueForm: Sendable {
  package var markup: Markup
  /// Of the endpoint's own, for the issue's text.
  package var template: String?
  /// Of the endpoint's own, for the comments.
  package var commentTemplate: String?
  package var defaultText: String
  package var defaultComment: String
  package var titleMax: Int
  package var textMax: Int
  /// For trackers that find mentions in titles.
  package var titleEscape: @Sendable (String) -> String
  /// Writes a marker so that people are not bothered by it, and so that no words of documents look the same; nothing
  /// where the tracker takes a key of ours.
  package var hidden: @Sendable (String) -> String

  package init(
    markup: Markup, template: String?, defaultText: String, defaultComment: String, titleMax: Int, textMax: Int,
    titleEscape: @escaping @Sendable (String) -> String = { $0 },
    hidden: @escaping @Sendable (String) -> String
  ) {
    self.markup = markup
    self.template = template
    self.defaultText = defaultText
    self.defaultComment = defaultComment
    self.titleMax = titleMax
    self.textMax = textMax
    self.titleEscape = titleEscape
    self.hidden = hidden
  }

  func title(_ notice: Notice) throws(DeliveryFailure) -> String {
    Clipping.cut(titleEscape(notice.document?.title ?? ""), to: titleMax, .characters)
  }

  func text(_ notice: Notice, marker: String) throws(DeliveryFailure) -> String {
    try signed(template ?? defaultText, notice, marker)
  }

  func comment(_ notice: Notice, marker: String) throws(DeliveryFailure) -> String {
    try signed(commentTemplate ?? defaultComment, notice, marker)
  }

  /// Cut to what the tracker takes, with the document's link at its end; the marker is never cut off.
  private func signed(_ template: String, _ notice: Notice, _ marker: String) throws(DeliveryFailure) -> String {
    let sign = hidden(marker)
    let ending = sign.isEmpty ? "" : "\n\n" + sign
    let text = try MessageTemplate(template, markup: markup).render(notice)
    let link = notice.document.map { "… \($0.url)" } ?? "…"
    return Clipping.cut(text, to: textMax - ending.unicodeScalars.count, .characters, ending: link) + ending
  }
}

extension IssueForm {
  private static let markdownText = """
    [{{ document.title }}]({{ document.url }}){% if project.title %} ({{ project.title }}){% endif %}

    {{ summary }}{% if text %}

    {{ text }}{% endif %}

    This issue follows the document: it is commented when a stage is done, and closed when the document is approved.
    """

  private static let markdownComment = """
    **{{ summary }}** [{{ document.title }}]({{ document.url }})
    {%- if text %}

    {{ text }}{% endif %}
    {%- if items|length > 1 %}
    {% for item in items %}
    - {{ item.summary }} {{ item.text }}
    {%- endfor %}{% endif %}
    {%- if turns %}

    Waiting for {% for turn in turns %}{{ turn.mention }} ({{ turn.reason }}){{ ', ' if not loop.last }}{% endfor %}.
    {%- endif %}
    """

  /// Of a code host: Markdown, with the marker in a comment of HTML, which is kept and not shown.
  static func markdown(
    mentioning tools: [String], settings: TargetSettings, titleMax: Int, textMax: Int
  ) -> IssueForm {
    IssueForm(
      markup: .markdown(mentioning: tools), template: settings.template, defaultText: markdownText,
      defaultComment: markdownComment, titleMax: titleMax, textMax: textMax, titleEscape: MarkdownWords.defuse,
      hidden: { "<!-- \($0) -->" })
  }
}
