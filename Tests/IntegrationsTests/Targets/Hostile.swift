import Integrations

/// Words that would be more than words to some tool, if they were let.
enum Hostile {
  static let words = """
    @everyone @here @room @all @**all** @*architects* @grace <users/all> <!channel> <at>Grace Hopper</at>
    [click](https://evil.example/a) <https://evil.example/b|click> https://evil.example/c www.evil.example
    <a href="https://evil.example/d">click</a> <script>alert(1)</script> **bold** *bold* _it_ ~~gone~~ `code`
    # heading
    - item
    1. item
    > quote
    :smile: {{DATE(2026-01-01T00:00:00Z)}} #**architecture** $$x$$ &amp; <time:2026-01-01>
    """

  /// Of so many characters, none of them easy to write as JSON or as HTML.
  static func long(_ count: Int) -> String {
    String(repeating: "<\"&\\*ünïcødé 🙂\n", count: count / 17 + 1)
  }
}
