/// The messages of chat tools where an endpoint has none of its own. They say where the document stands and who has the
/// turn before they quote anybody, so that a long comment cuts off nothing but itself.
enum ChatTemplates {
  /// `link` is the document's title as a link, in the tool's own form.
  static func text(link: String) -> String {
    "{% if document.url %}\(link) · {{ document.status|replace('_', ' ') }}\n{% endif %}" + reply
  }

  /// Under a message that names the document already.
  static let reply = """
    {% if items|length == 1 %}{{ summary }}
    {% endif %}{% if turns %}Next: {% for turn in turns %}{{ turn.mention }} ({{ turn.reason }})\
    {% if not loop.last %}, {% endif %}{% endfor %}
    {% endif %}{% for item in items %}{% if items|length > 1 %}{{ item.summary }}
    {% endif %}{% for line in item.text.splitlines() %}> {{ line }}
    {% endfor %}{% endfor %}
    """

  /// For tools that write links as Markdown does.
  static let markdownLink = "**[{{ document.title }}]({{ document.url }})**"
}
