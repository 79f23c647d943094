/// How a tool writes: what must be done to words so that they are shown as they are, and how somebody is named so that the
/// tool tells them.
package struct Markup: Sendable {
  /// Makes words harmless: no mention, no link, no markup comes of what stands in a document.
  package let escape: @Sendable (String) -> String
  /// In the tool's form; the plain name, escaped, where the tool does not know them. What it returns is written as it is.
  package let mention: @Sendable (Notice.Turn) -> String

  package init(
    escape: @escaping @Sendable (String) -> String, mention: @escaping @Sendable (Notice.Turn) -> String
  ) {
    self.escape = escape
    self.mention = mention
  }
}
